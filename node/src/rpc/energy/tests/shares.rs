use super::{
	fake::{commons::*, FORTUNE},
	*,
};
use commonwatt_primitives::share::asset::Phase;

fn asset_json(asset: u32, phase: &str, offering_ends: Value) -> Value {
	json!({
		"asset": asset,
		"account": address(100 + asset as u8),
		"kind": "solarPark",
		"name": "Roof \u{fffd}",
		"documents": [H256::repeat_byte(1)],
		"proposer": address(1),
		"deposit": "7",
		"beneficiary": address(2),
		"price": "25",
		"softCap": "10",
		"hardCap": "18446744073709551616",
		"offeringPeriodMillis": 60_000,
		"rules": {
			"membersOnly": true,
			"allowList": false,
			"lockedUntil": 1_700_000_000_000u64,
			"maxHolding": FORTUNE.to_string(),
			"pool": true,
		},
		"upkeepSharePpm": 50_000,
		"upkeepTarget": FORTUNE.to_string(),
		"phase": phase,
		"offeringEnds": offering_ends,
		"poolCloses": null,
		"frozen": H256::repeat_byte(2),
		"issued": "800",
		"earning": "790",
		"holders": 15,
		"allowed": 0,
		"income": {
			"perShare": "3",
			"received": FORTUNE.to_string(),
			"paid": "1",
			"unpaid": "2",
			"dust": "4",
			"upkept": "5",
		},
		"upkeep": { "reserve": "6", "spent": "8" },
		"point": 17,
		"buyBack": {
			"price": "20",
			"shares": "9",
			"until": 1_700_000_000_000u64,
			"payer": null,
		},
	})
}

#[tokio::test]
async fn an_asset_has_its_terms_its_state_and_its_account() {
	assert_eq!(
		result("energy_assets", json!([0])).await,
		json!([
			asset_json(0, "active", Value::Null),
			asset_json(1, "offering", json!(1_700_000_060_000u64)),
		])
	);
}

#[test]
fn every_phase_has_its_name_and_its_end() {
	let written = |phase| {
		let format = Ss58AddressFormat::custom(42);
		let account = fake::account(1);
		let asset = json::shares::Asset::new(0, &account, asset(phase), terms(), format);
		let json = serde_json::to_value(asset).expect("is JSON");
		["phase", "offeringEnds", "poolCloses"].map(|name| json[name].clone())
	};
	for (phase, name) in [
		(Phase::Proposed, "proposed"),
		(Phase::Failed, "failed"),
		(Phase::Liquidated, "liquidated"),
	] {
		assert_eq!(written(phase), [json!(name), Value::Null, Value::Null]);
	}
	assert_eq!(
		written(Phase::WindingUp { pool_closes: 5 }),
		[json!("windingUp"), Value::Null, json!(5)]
	);
}

#[tokio::test]
async fn an_account_has_its_shares_and_what_they_earned() {
	assert_eq!(
		result("energy_shares", json!([0, address(1)])).await,
		json!([{
			"asset": 1,
			"shares": FORTUNE.to_string(),
			"subscribed": "2",
			"transferable": "3",
			"unclaimed": "18446744073709551616",
		}])
	);
	assert_eq!(
		result("energy_shares", json!([fake::BARE, address(1)])).await,
		json!([])
	);
}

#[tokio::test]
async fn a_community_without_plants_has_no_assets() {
	assert_eq!(
		result("energy_assets", json!([fake::BARE])).await,
		json!([])
	);
}

#[tokio::test]
async fn an_account_may_be_written_in_any_address_format() {
	let foreign = fake::account(1).to_ss58check_with_version(Ss58AddressFormat::custom(7));
	assert_ne!(foreign, address(1));
	assert_eq!(
		result("energy_shares", json!([0, foreign])).await,
		result("energy_shares", json!([0, address(1)])).await
	);
}
