use super::{chain::Api, fake::*, *};

#[tokio::test]
async fn fails_when_there_is_no_such_community() {
	let expected = (21_001, json!({ "community": 1 }));
	for (method, params) in [
		("energy_community", json!([1])),
		("energy_interval", json!([1, 2])),
		("energy_interval", json!([1, 2, 96])),
		("energy_book", json!([1, 3])),
		("energy_quote", json!([1, 2])),
		("energy_quote", json!([1, 2, 96])),
		("energy_signals", json!([1])),
		("energy_retirements", json!([1])),
		("energy_green", json!([1, 2, 96])),
		("energy_assets", json!([1])),
		("energy_shares", json!([1, address(1)])),
		("energy_dao", json!([1])),
		("energy_budget", json!([1])),
		("energy_proposals", json!([1])),
		("energy_ballots", json!([1, address(1)])),
		("energy_voter", json!([1, address(1)])),
		("energy_reports", json!([1])),
		("energy_supported", json!([1])),
	] {
		assert_eq!(error(method, params).await, expected, "{method}");
	}
	assert_eq!(
		error("energy_community", json!([u32::MAX])).await,
		(21_001, json!({ "community": u32::MAX }))
	);
}

#[tokio::test]
async fn fails_when_there_is_no_such_point() {
	for (method, params) in [
		("energy_point", json!([u32::MAX])),
		("energy_standing", json!([u32::MAX])),
		("energy_statement", json!([u32::MAX])),
		("energy_statement", json!([u32::MAX, "2005-08"])),
	] {
		assert_eq!(
			error(method, params).await,
			(21_002, json!({ "point": u32::MAX })),
			"{method}"
		);
	}
}

#[tokio::test]
async fn fails_when_there_is_no_auction_in_the_interval() {
	for interval in [0, 2, 4, u32::MAX] {
		assert_eq!(
			error("energy_book", json!([0, interval])).await,
			(21_003, json!({ "community": 0, "interval": interval }))
		);
	}
}

#[tokio::test]
async fn fails_when_a_month_is_malformed() {
	for month in ["2005-13", "05-2005", "", "-1", "999999999-01"] {
		assert_eq!(
			error("energy_statement", json!([0, month])).await,
			(21_004, json!({ "month": month }))
		);
	}
	let endless = "9".repeat(1_000_000);
	let (code, data) = error("energy_statement", json!([0, endless])).await;
	assert_eq!(code, 21_004);
	assert!(data.to_string().len() < 400);
}

#[tokio::test]
async fn fails_when_a_month_is_not_kept() {
	for month in ["2005-07", "0000-01", "357913941-04"] {
		assert_eq!(
			error("energy_statement", json!([0, month])).await,
			(21_005, json!({ "point": 0, "month": month }))
		);
	}
}

#[tokio::test]
async fn fails_when_none_or_too_many_intervals_are_asked_for() {
	for method in ["energy_interval", "energy_quote", "energy_green"] {
		for count in [0, 97, u32::MAX] {
			assert_eq!(
				error(method, json!([0, 1, count])).await,
				(21_006, json!({ "count": count, "most": 96 }))
			);
		}
		let most = result(method, json!([0, 1, 96])).await;
		assert_eq!(most.as_array().map(Vec::len), Some(96));
	}
	for (method, most) in [("energy_matching", 2_976), ("energy_proposals", 64)] {
		for count in [0, most + 1, u32::MAX] {
			assert_eq!(
				error(method, json!([0, 1, count])).await,
				(21_006, json!({ "count": count, "most": most }))
			);
		}
		result(method, json!([0, 1, most])).await;
	}
}

#[tokio::test]
async fn fails_when_a_device_or_what_it_exported_is_not_known() {
	assert_eq!(
		error("energy_device", json!([1])).await,
		(21_012, json!({ "device": 1 }))
	);
	assert_eq!(
		error("energy_issuance", json!([1, 2])).await,
		(21_012, json!({ "device": 1 }))
	);
	assert_eq!(
		error("energy_issuance", json!([0, 1])).await,
		(21_013, json!({ "device": 0, "interval": 1 }))
	);
	assert_eq!(
		error("energy_matching", json!([1, 2])).await,
		(21_014, json!({ "point": 1 }))
	);
}

#[tokio::test]
async fn fails_when_a_community_does_not_govern_itself() {
	for (method, params) in [
		("energy_dao", json!([BARE])),
		("energy_budget", json!([BARE])),
		("energy_proposals", json!([BARE])),
		("energy_ballots", json!([BARE, address(1)])),
		("energy_voter", json!([BARE, address(1)])),
		("energy_reports", json!([BARE])),
		("energy_supported", json!([BARE])),
	] {
		assert_eq!(
			error(method, params).await,
			(21_015, json!({ "community": BARE })),
			"{method}"
		);
	}
}

#[tokio::test]
async fn fails_when_there_is_no_such_proposal() {
	assert_eq!(
		error("energy_proposal", json!([u32::MAX])).await,
		(21_016, json!({ "proposal": u32::MAX }))
	);
}

#[tokio::test]
async fn fails_when_intervals_reach_beyond_the_last() {
	for method in [
		"energy_interval",
		"energy_quote",
		"energy_green",
		"energy_matching",
	] {
		for (from, count) in [(u32::MAX, 1), (u32::MAX - 1, 2), (u32::MAX - 94, 96)] {
			assert_eq!(
				error(method, json!([0, from, count])).await,
				(21_007, json!({ "from": from, "count": count }))
			);
		}
		result(method, json!([0, u32::MAX - 96, 96])).await;
	}
}

/// A good request of every method, at a block.
fn requests_at(block: H256) -> [(&'static str, Value); 24] {
	[
		("energy_community", json!([0, block])),
		("energy_interval", json!([0, 2, 1, block])),
		("energy_book", json!([0, 3, block])),
		("energy_point", json!([0, block])),
		("energy_quote", json!([0, 2, 1, block])),
		("energy_statement", json!([0, "2005-08", block])),
		("energy_signals", json!([0, block])),
		("energy_standing", json!([0, block])),
		("energy_device", json!([0, block])),
		("energy_issuance", json!([0, 2, block])),
		("energy_certificates", json!([address(1), null, block])),
		("energy_retirements", json!([0, null, block])),
		("energy_matching", json!([0, 2, 1, block])),
		("energy_green", json!([0, 2, 1, block])),
		("energy_assets", json!([0, block])),
		("energy_shares", json!([0, address(1), block])),
		("energy_dao", json!([0, block])),
		("energy_budget", json!([0, block])),
		("energy_proposal", json!([1, block])),
		("energy_proposals", json!([0, null, null, block])),
		("energy_ballots", json!([0, address(1), block])),
		("energy_voter", json!([0, address(1), block])),
		("energy_reports", json!([0, block])),
		("energy_supported", json!([0, block])),
	]
}

/// The API that a method asks first.
fn api_of(method: &str) -> Api {
	match method.trim_start_matches("energy_") {
		"device" | "issuance" | "certificates" | "retirements" | "matching" | "green" => {
			Api::Certificates
		}
		"assets" | "shares" => Api::Shares,
		"dao" | "budget" | "proposal" | "proposals" | "ballots" | "voter" | "reports"
		| "supported" => Api::Governance,
		_ => Api::Community,
	}
}

#[tokio::test]
async fn fails_when_there_is_no_such_block() {
	for (method, params) in requests_at(NO_BLOCK) {
		assert_eq!(
			error(method, params).await,
			(21_008, json!({ "block": NO_BLOCK })),
			"{method}"
		);
	}
}

#[tokio::test]
async fn fails_when_the_state_of_the_block_is_not_kept() {
	for (method, params) in requests_at(DISCARDED) {
		assert_eq!(
			error(method, params).await,
			(21_009, json!({ "block": DISCARDED })),
			"{method}"
		);
	}
}

#[tokio::test]
async fn fails_when_the_runtime_lacks_our_api_or_has_it_too_old() {
	for (block, is_old) in [(FOREIGN, false), (OLD, true)] {
		for (method, params) in requests_at(block) {
			let api = api_of(method);
			let data = json!({
				"block": block,
				"api": api.name(),
				"version": is_old.then(|| api.wanted() - 1),
				"wanted": api.wanted(),
			});
			assert_eq!(error(method, params).await, (21_010, data), "{method}");
		}
	}
}

#[tokio::test]
async fn fails_when_the_runtime_gives_no_answer() {
	for (method, params) in requests_at(BROKEN) {
		let (code, data) = error(method, params).await;
		assert_eq!(code, 21_011, "{method}");
		assert_eq!(data["block"], json!(BROKEN));
		assert_eq!(data["error"], json!(format!("{}...", "x".repeat(300))));
	}
	assert_eq!(
		error("energy_point", json!([0, UNREADABLE])).await,
		(
			21_011,
			json!({ "block": UNREADABLE, "error": "the disk is full" })
		)
	);
}

#[tokio::test]
async fn fails_when_there_are_no_parameters() {
	let module = methods(Energy::new(
		Arc::<Fake>::default(),
		Ss58AddressFormat::custom(42),
	))
	.expect("the names are distinct");
	let names: Vec<_> = module.method_names().collect();
	assert_eq!(names.len(), 24);
	for method in names {
		let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method }).to_string();
		let (answer, _) = module
			.raw_json_request(&request, 1)
			.await
			.expect("the request is JSON-RPC");
		assert!(answer.contains("-32602"), "{answer}");
		assert!(answer.contains("expected the parameters "), "{answer}");
	}
}

#[tokio::test]
async fn fails_when_parameters_are_absurd() {
	for (method, params) in [
		("energy_community", json!([])),
		("energy_community", json!({})),
		("energy_community", json!([null])),
		("energy_community", json!([-1])),
		("energy_community", json!([0.5])),
		("energy_community", json!(["0"])),
		("energy_community", json!([4_294_967_296u64])),
		("energy_community", json!([0, "0x01"])),
		("energy_community", json!([0, 7])),
		("energy_community", json!([0, null, 0])),
		("energy_community", json!({ "community": 0, "block": BEST })),
		("energy_interval", json!([0])),
		("energy_interval", json!([0, -1])),
		("energy_interval", json!([0, 1, -1])),
		("energy_interval", json!([0, 1, "2"])),
		("energy_book", json!([0])),
		("energy_book", json!([0, "3"])),
		("energy_point", json!([[0]])),
		("energy_signals", json!([])),
		("energy_signals", json!([0, 1])),
		("energy_standing", json!([0, null, 1])),
		("energy_standing", json!(["0"])),
		("energy_quote", json!([0, 1, 1e300])),
		("energy_statement", json!([])),
		("energy_statement", json!([0, 24_067])),
		("energy_statement", json!(["0", "2005-08"])),
		("energy_certificates", json!(["5Grw"])),
		("energy_certificates", json!([0])),
		("energy_certificates", json!([address(1), "3:22:0"])),
		(
			"energy_certificates",
			json!([address(1), { "device": 3, "interval": 22 }]),
		),
		("energy_certificates", json!([address(1), [3, 22, -1]])),
		("energy_shares", json!([0])),
		("energy_shares", json!([0, [1, 2, 3]])),
		("energy_ballots", json!([0, address(1).to_lowercase()])),
		("energy_retirements", json!([0, -1])),
		("energy_proposals", json!([0, -1])),
		("energy_proposals", json!([0, 0, 0.5])),
	] {
		let (code, _) = error(method, params.clone()).await;
		assert_eq!(code, -32_602, "{method} {params}");
	}
}

#[tokio::test]
async fn the_runtime_is_not_asked_more_often_than_the_bound() {
	for (params, most) in [
		(json!([0, 100, 96]), 97),
		(json!([0, 100, 97]), 0),
		(json!([0, u32::MAX, 1]), 0),
	] {
		let chain = Arc::new(Fake::default());
		answer_of(&chain, "energy_interval", params).await;
		assert_eq!(chain.calls.load(Ordering::Relaxed), most);
	}
	let chain = Arc::new(Fake::default());
	let answer = answer_of(&chain, "energy_assets", json!([commons::CROWDED])).await;
	assert_eq!(answer["result"].as_array().map(Vec::len), Some(96));
	assert_eq!(chain.calls.load(Ordering::Relaxed), 97);
}
