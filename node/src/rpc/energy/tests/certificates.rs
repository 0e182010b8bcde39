use super::{fake::commons::*, *};

fn attributes_json() -> Value {
	json!({
		"technology": "battery",
		"energySource": "mixed",
		"zone": "Fontana \u{fffd}",
		"commissioned": 18_017,
		"support": "investmentAndProduction",
		"emissionFactor": 41,
		"capacityW": 6_000,
		"roundTripEfficiencyPpm": 900_000,
	})
}

fn bundle_json(first: u64, status: &str) -> Value {
	json!({
		"device": 0,
		"interval": 2,
		"first": first,
		"rangeEnd": first + 99,
		"quantity": 100,
		"faceValue": 1,
		"status": status,
		"offer": null,
		"retirement": null,
		"storedIn": null,
		"account": address(COLLECTOR),
		"issuingAuthority": 0,
		"energyCarrier": "electricity",
		"version": 3,
		"attributes": attributes_json(),
		"productionStartingInterval": 1_700_000_000_000u64,
		"productionEndingInterval": 1_700_000_900_000u64,
		"issuedAt": 1_700_001_000_000u64,
		"expiresAt": 1_702_000_000_000u64,
		"storage": 0,
		"discharge": { "discharged": 500, "covered": 400, "taken": 450, "greenTaken": 300 },
		"lineage": H256::repeat_byte(7),
	})
}

#[tokio::test]
async fn a_device_says_where_every_wh_went() {
	assert_eq!(
		result("energy_device", json!([0])).await,
		json!({
			"device": 0,
			"community": 0,
			"kind": "storage",
			"registered": true,
			"automatic": false,
			"version": 3,
			"attributes": attributes_json(),
			"totals": {
				"exported": 11,
				"retiredLocally": 1,
				"uncertified": 2,
				"unissued": 3,
				"lapsed": 4,
				"active": 5,
				"reserved": 6,
				"retired": 7,
				"expired": 8,
				"withdrawn": 9,
				"stored": 10,
			},
			"consumption": { "used": 1_000, "greenLocal": 200, "retired": 50, "scorePpm": 250_000 },
			"storage": {
				"charged": 1,
				"greenCharged": 2,
				"allocated": 3,
				"discharged": 4,
				"covered": 5,
				"losses": 6,
				"greenTaken": 7,
				"greenExpired": 8,
			},
			"lots": [{
				"from": 1,
				"until": 2,
				"charged": 300,
				"green": 200,
				"lineage": H256::repeat_byte(8),
			}],
			"kept": 9,
			"folded": { "commitment": H256::repeat_byte(9), "records": 4, "wh": 1_234 },
		})
	);
}

#[tokio::test]
async fn an_issuance_has_its_bundles() {
	let issuance = |interval, status: &str, issued_at: Value, bundles: Value| {
		json!({
			"device": 0,
			"interval": interval,
			"version": 3,
			"energy": { "import": 20, "export": 900 },
			"netted": 20,
			"soldAhead": 30,
			"local": 40,
			"greenCharged": 50,
			"discharge": null,
			"uncertified": 60,
			"tradeable": 750,
			"status": status,
			"issuedAt": issued_at,
			"late": true,
			"settledAt": 36,
			"lineage": H256::repeat_byte(6),
			"bundles": bundles,
		})
	};
	let bundles = json!([bundle_json(0, "withdrawn")]);
	assert_eq!(
		result("energy_issuance", json!([0, 2])).await,
		issuance(2, "issued", json!(1_700_001_000_000u64), bundles)
	);
	assert_eq!(
		result("energy_issuance", json!({ "device": 0, "interval": 3 })).await,
		issuance(3, "unissued", Value::Null, json!([]))
	);
}

#[tokio::test]
async fn a_page_of_certificates_names_where_the_next_begins() {
	let first = result("energy_certificates", json!([address(COLLECTOR)])).await;
	let bundles = first["bundles"].as_array().expect("is an array");
	assert_eq!(bundles.len(), 128);
	assert_eq!(bundles[0], bundle_json(0, "active"));
	assert_eq!(
		first["next"],
		json!({ "device": 0, "interval": 2, "first": 12_700 })
	);
	let second = json!([address(COLLECTOR), first["next"]]);
	assert_eq!(
		result("energy_certificates", second).await,
		json!({
			"account": address(COLLECTOR),
			"bundles": [bundle_json(12_800, "active")],
			"next": null,
		})
	);
}

#[tokio::test]
async fn an_account_that_has_nothing_has_an_empty_page() {
	assert_eq!(
		result("energy_certificates", json!([address(1)])).await,
		json!({ "account": address(1), "bundles": [], "next": null })
	);
}

#[test]
fn a_status_has_what_belongs_to_it_and_nothing_else() {
	let written = |status| {
		let format = Ss58AddressFormat::custom(42);
		let owner = fake::account(COLLECTOR);
		let holdings = json::certificates::Holdings::new(&owner, vec![bundle(0, status)], format);
		let json = serde_json::to_value(holdings).expect("is JSON");
		let bundle = &json["bundles"][0];
		["status", "offer", "retirement", "storedIn"].map(|name| bundle[name].clone())
	};
	use commonwatt_primitives::certificate::BundleStatus::*;
	let reserved = Reserved {
		price: 30_000_000,
		minimum: 100,
	};
	let offer = json!({ "price": "30000000", "minimum": 100 });
	assert_eq!(
		written(reserved),
		[json!("reserved"), offer, Value::Null, Value::Null]
	);
	assert_eq!(
		written(Retired { retirement: 4 }),
		[json!("retired"), Value::Null, json!(4), Value::Null]
	);
	assert_eq!(
		written(Stored { storage: 9 }),
		[json!("stored"), Value::Null, Value::Null, json!(9)]
	);
}

#[tokio::test]
async fn a_retirement_says_for_whom() {
	let retirement = |statement, beneficiary: Value| {
		json!({
			"statement": statement,
			"bundle": { "device": 0, "interval": 2, "first": 0 },
			"quantity": 100,
			"owner": address(COLLECTOR),
			"beneficiary": beneficiary,
			"purpose": "ownUse",
			"lineage": H256::repeat_byte(7),
			"block": 57,
		})
	};
	let all = [
		json!({ "account": address(1), "point": null, "textHash": null }),
		json!({ "account": null, "point": 5, "textHash": null }),
		json!({ "account": null, "point": null, "textHash": H256::repeat_byte(5) }),
	];
	let all: Vec<_> = (4..7)
		.zip(all)
		.map(|(id, whom)| retirement(id, whom))
		.collect();
	let answer = |retirements: &[Value]| {
		json!({
			"community": 0,
			"oldest": 4,
			"next": 7,
			"folded": { "commitment": H256::repeat_byte(9), "records": 4, "wh": 400 },
			"retirements": retirements,
		})
	};
	assert_eq!(result("energy_retirements", json!([0])).await, answer(&all));
	assert_eq!(
		result("energy_retirements", json!([0, 6])).await,
		answer(&all[2..])
	);
}

#[tokio::test]
async fn a_community_without_retirements_has_none() {
	assert_eq!(
		result("energy_retirements", json!([fake::BARE])).await,
		json!({
			"community": fake::BARE,
			"oldest": 0,
			"next": 0,
			"folded": { "commitment": H256::zero(), "records": 0, "wh": 0 },
			"retirements": [],
		})
	);
}

#[tokio::test]
async fn a_score_is_of_the_range_and_of_each_interval() {
	let total = json!({ "used": 1_000, "greenLocal": 200, "retired": 50, "scorePpm": 250_000 });
	let nothing = json!({
		"interval": 3,
		"used": 0,
		"greenLocal": 0,
		"retired": 0,
		"scorePpm": null,
	});
	assert_eq!(
		result("energy_matching", json!([0, 2, 2])).await,
		json!({ "point": 0, "from": 2, "until": 4, "total": total, "intervals": [nothing] })
	);
	assert_eq!(
		result("energy_matching", json!([0, 2])).await,
		json!({ "point": 0, "from": 2, "until": 3, "total": total, "intervals": [] })
	);
}

#[tokio::test]
async fn green_energy_is_told_of_each_interval_that_is_known() {
	let entry = |interval, local: Value| json!({ "interval": interval, "exported": 500, "used": 1u64 << 52, "local": local });
	assert_eq!(
		result("energy_green", json!([0, 2, 3])).await,
		json!([entry(2, json!(400)), entry(3, Value::Null), null])
	);
}
