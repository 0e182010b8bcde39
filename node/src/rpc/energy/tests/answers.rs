use super::{fake::*, *};
use crate::service::AccountId;

fn prices_json() -> Value {
	json!({ "feedIn": "50", "retail": "281474976710656", "gridFee": "10", "poolPrice": "125" })
}

fn auction_json() -> Value {
	json!({
		"rules": {
			"tick": "5",
			"undeliveredCharge": "20",
			"tolerancePpm": 100_000,
			"gateClosureMillis": 60_000,
			"freezeMillis": 30_000,
		},
		"lowest": "50",
		"highest": "200",
		"frozenFrom": 1_700_000_000_000u64,
		"gateClosure": 1_700_000_030_000u64,
		"orders": 2,
		"cleared": false,
		"price": null,
		"volume": 0,
	})
}

const FORTUNE_TEXT: &str = "1267650600228229401496703205375";

#[tokio::test]
async fn a_community_has_its_money_as_strings_and_its_accounts_as_addresses() {
	assert_eq!(
		result("energy_community", json!([0])).await,
		json!({
			"community": 0,
			"name": "Fontana \u{fffd}",
			"operator": account(1).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"supplier": account(2).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"pot": account(3).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"members": 17,
			"points": 17,
			"inProgress": 5,
			"ended": 5,
			"due": 3,
			"retired": 1,
			"intervalSeconds": 900,
			"intervalMillis": 900_000,
			"treasury": "340282366920938463463374607431768211455",
			"supplierBalance": FORTUNE_TEXT,
			"guarantee": "18446744073709551616",
			"arrears": "0",
		})
	);
}

#[tokio::test]
async fn an_interval_is_one_entry_unless_more_are_asked_for() {
	let entry = |interval, auction: Value| {
		json!({
			"interval": interval,
			"prices": prices_json(),
			"short": 1_000,
			"long": 400,
			"matched": 400,
			"residual": -600,
			"closed": false,
			"unsettled": 17,
			"escrow": FORTUNE_TEXT,
			"auction": auction,
		})
	};
	assert_eq!(
		result("energy_interval", json!([0, 2])).await,
		json!([entry(2, Value::Null)])
	);
	assert_eq!(
		result("energy_interval", json!([0, 2, 3])).await,
		json!([entry(2, Value::Null), entry(3, auction_json()), null])
	);
}

#[tokio::test]
async fn intervals_of_which_nothing_is_known_are_null() {
	assert_eq!(
		result("energy_interval", json!([0, 0])).await,
		json!([null])
	);
	let last = json!([0, u32::MAX - 2, 2]);
	assert_eq!(result("energy_interval", last).await, json!([null, null]));
}

#[tokio::test]
async fn a_book_has_its_levels() {
	assert_eq!(
		result("energy_book", json!([0, 3])).await,
		json!({
			"interval": 3,
			"prices": prices_json(),
			"auction": auction_json(),
			"levels": [{ "price": "120", "bid": 1_500, "ask": 0 }],
		})
	);
}

#[tokio::test]
async fn a_point_has_its_money_and_its_orders() {
	assert_eq!(
		result("energy_point", json!([0])).await,
		json!({
			"point": 0,
			"community": 0,
			"owner": account(4).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"tradingKey": account(5).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"capacityW": 10_000,
			"essential": true,
			"closed": false,
			"supply": "disconnected",
			"registers": { "import": 5_000, "export": 100 },
			"metered": { "import": 4_000, "export": 50 },
			"nextInterval": 4,
			"account": {
				"credit": FORTUNE_TEXT,
				"reserved": "3",
				"debt": "1",
				"receivable": "2",
				"withdrawalFloor": "18446744073709551616",
			},
			"allowance": { "interval": 5, "spent": 3 },
			"unsettled": [
				{ "interval": 2, "deviation": -5 },
				{ "interval": 3, "deviation": 7 },
			],
			"nextNonces": [{ "interval": 6, "nonce": "18446744073709551615" }],
			"orders": [{
				"interval": 6,
				"side": "sell",
				"steps": [{ "limit": "120", "quantity": 500 }],
				"reserved": FORTUNE_TEXT,
				"position": -500,
			}],
		})
	);
}

#[tokio::test]
async fn quotes_are_as_many_as_are_asked_for() {
	let quote = |interval| {
		json!({
			"interval": interval,
			"prices": {
				"feedIn": "50",
				"retail": "281474976710656",
				"gridFee": "10",
				"poolPrice": null,
			},
			"importAtMost": "281474976710656",
			"importMatched": null,
			"exportAtLeast": "50",
			"exportMatched": null,
		})
	};
	assert_eq!(
		result("energy_quote", json!([0, 7])).await,
		json!([quote(7)])
	);
	assert_eq!(
		result("energy_quote", json!([0, 7, 2])).await,
		json!([quote(7), quote(8)])
	);
}

#[tokio::test]
async fn a_statement_is_of_the_month_in_progress_or_the_one_named() {
	let none = json!({ "wh": 0, "money": "0" });
	let statement = json!({
		"point": 0,
		"month": "2005-08",
		"imported": 4_503_599_627_370_496u64,
		"exported": 0,
		"poolBought": { "wh": 1, "money": FORTUNE_TEXT },
		"poolSold": none,
		"auctionBought": none,
		"auctionSold": none,
		"supplierBought": none,
		"supplierSold": none,
		"gapBought": none,
		"gapSold": none,
		"gridFee": { "wh": 2, "money": FORTUNE_TEXT },
		"undelivered": none,
		"toppedUp": "7",
		"gifts": "0",
		"withdrawn": "0",
			"green": 321,
		// 7 - 2 x (2^100 - 1)
		"balance": "-2535301200456458802993406410743",
	});
	for params in [
		json!([0]),
		json!([0, null]),
		json!([0, "2005-08"]),
		json!({ "point": 0, "month": "2005-08" }),
	] {
		assert_eq!(result("energy_statement", params).await, statement);
	}
}

#[tokio::test]
async fn signals_have_their_forecasters_and_what_they_say_together() {
	let forecaster = |forecaster, active: bool, last_round: Value| {
		json!({
			"forecaster": forecaster,
			"account": account(6).to_ss58check_with_version(Ss58AddressFormat::custom(42)),
			"key": format!("0x{}", "ab".repeat(32)),
			"active": active,
			"lastRound": last_round,
			"reputationPpm": 612_345,
			"relativeLossPpm": 1_000_001,
			"faults": 2,
			"earned": FORTUNE_TEXT,
		})
	};
	let forecast = |interval, settled: bool| {
		json!({
			"interval": interval,
			"settled": settled,
			"price": [
				"281474976710652",
				"281474976710653",
				"281474976710654",
				"281474976710655",
				"281474976710656",
			],
			"demand": [1, 2, 3, 4, 4_503_599_627_370_496u64],
			"generation": [0, 0, 5, 6, 7],
			"greenSharePpm": [0, 250_000, 500_000, 750_000, 1_000_000],
		})
	};
	assert_eq!(
		result("energy_signals", json!([0])).await,
		json!({
			"community": 0,
			"inProgress": 5,
			"levels": [5, 25, 50, 75, 95],
			"forecasters": [
				forecaster(0, true, json!(5)),
				forecaster(7, false, Value::Null),
			],
			"forecasts": [forecast(6, true), forecast(7, false)],
			"rewardPerInterval": FORTUNE_TEXT,
			"rewardBudget": "340282366920938463463374607431768211455",
		})
	);
}

#[tokio::test]
async fn standing_orders_have_what_applies_and_null_for_the_rest() {
	let mut expected = vec![Value::Null; 24];
	expected.splice(..3, [json!(-500), json!(0), json!(2_147_483_648u64)]);
	assert_eq!(
		result("energy_standing", json!([0])).await,
		json!({
			"point": 0,
			"orders": [
				{
					"id": 0,
					"side": "buy",
					"quantity": 500,
					"expectedPercent": null,
					"limit": "281474976710656",
					"signalLimit": null,
					"price": null,
					"greenShare": null,
					"hours": [10, 11],
					"days": [0],
					"expires": u32::MAX,
				},
				{
					"id": 3,
					"side": "sell",
					"quantity": null,
					"expectedPercent": 50,
					"limit": null,
					"signalLimit": {
						"level": 25,
						"offset": "-9223372036854775808",
						"floor": "100",
						"cap": "281474976710656",
					},
					"price": { "level": 50, "atMost": "120", "atLeast": null },
					"greenShare": { "level": 95, "atMostPpm": null, "atLeastPpm": 1_000_000 },
					"hours": (0..24).collect::<Vec<_>>(),
					"days": [0, 1, 2, 3, 4, 5, 6],
					"expires": 9,
				},
			],
			"expected": expected,
		})
	);
}

#[tokio::test]
async fn a_block_may_be_named() {
	for (method, params) in [
		("energy_community", json!([0, BEST])),
		("energy_interval", json!([0, 2, null, BEST])),
		("energy_book", json!([0, 3, BEST])),
		("energy_point", json!([0, BEST])),
		("energy_quote", json!([0, 2, null, BEST])),
		("energy_statement", json!([0, null, BEST])),
		("energy_signals", json!([0, BEST])),
		("energy_standing", json!([0, BEST])),
	] {
		assert!(!result(method, params).await.is_null(), "{method}");
	}
}

#[tokio::test]
async fn parameters_may_be_named() {
	for (method, params) in [
		("energy_community", json!({ "community": 0 })),
		(
			"energy_interval",
			json!({ "community": 0, "from": 2, "at": BEST }),
		),
		("energy_book", json!({ "community": 0, "interval": 3 })),
		("energy_point", json!({ "point": 0, "at": null })),
		(
			"energy_quote",
			json!({ "community": 0, "interval": 2, "count": 3 }),
		),
		(
			"energy_statement",
			json!({ "point": 0, "month": "2005-08" }),
		),
		("energy_signals", json!({ "community": 0, "at": null })),
		("energy_standing", json!({ "point": 0, "at": BEST })),
	] {
		assert!(!result(method, params).await.is_null(), "{method}");
	}
}

#[test]
fn addresses_are_written_as_the_chain_says() {
	let format = |value: Value| {
		let mut properties = Properties::new();
		properties.insert("ss58Format".into(), value);
		u16::from(address_format(&properties))
	};
	assert_eq!(format(json!(0)), 0);
	assert_eq!(format(json!(16_383)), 16_383);
	for other in [
		json!(16_384),
		json!(65_578),
		json!(-1),
		json!("7"),
		json!([7]),
	] {
		assert_eq!(format(other), 42);
	}
	assert_eq!(u16::from(address_format(&Properties::new())), 42);
	let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	let account = AccountId::from_ss58check(alice).expect("it is Alice's");
	assert_eq!(
		account.to_ss58check_with_version(address_format(&Properties::new())),
		alice
	);
	assert_eq!(
		account.to_ss58check_with_version(Ss58AddressFormat::custom(0)),
		"15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"
	);
}
