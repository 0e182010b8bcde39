//! Calls of the runtime, as a member reads them.

use super::*;
use commonwatt_primitives::{
	certificate::Beneficiary, certificate::BundleId, certificate::Purpose,
};
use commonwatt_runtime::{fontana, Runtime, TOKEN};
use sp_keyring::Sr25519Keyring::Bob;

fn lines(call: impl Into<RuntimeCall>) -> Vec<String> {
	let call = call.into();
	let decoded = decode_call(&call.encode()).expect("is a call");
	assert_eq!(decoded, call);
	describe_call(&call).expect("is described").lines()
}

#[test]
fn money_and_accounts_have_their_units() {
	let call = pallet_community_treasury::Call::<Runtime>::spend {
		community: 0,
		to: Bob.to_account_id(),
		amount: 12 * TOKEN + TOKEN / 2,
	};
	assert_eq!(
		lines(call),
		[
			"CommunityTreasury.spend",
			"  community: 0",
			"  to: 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
			"  amount: 12.50 tokens",
		]
	);
}

#[test]
fn a_call_says_what_it_is_for() {
	let call = pallet_community_treasury::Call::<Runtime>::stop_autopilot { community: 0 };
	let described = describe_call(&call.into()).expect("is described");
	assert_eq!(
		described.sentence,
		"Stops the autopilot at once. The operator, or the DAO: a proposal of this call takes no \
		 enactment delay."
	);
}

#[test]
fn equal_cells_of_a_tariff_are_counted() {
	let mut rules = fontana::fontana_rules();
	for cell in &mut rules.cells {
		*cell = rules_cell();
	}
	rules.auction = None;
	let call = pallet_communities::Call::<Runtime>::announce_rules {
		community: 0,
		from: 214,
		rules,
	};
	let lines = lines(call);
	assert_eq!(
		lines[..3],
		[
			"Communities.announce_rules",
			"  community: 0",
			"  from: 214"
		]
	);
	let cells =
		"    cells: 96 x (feed_in 0.05 per kWh, retail 0.22 per kWh, grid_fee 0.01 per kWh)";
	assert!(lines.contains(&cells.into()), "{lines:#?}");
	assert!(lines.contains(&"    auction: none".into()), "{lines:#?}");
}

fn rules_cell() -> commonwatt_primitives::tariff::TariffCell {
	commonwatt_primitives::tariff::TariffCell {
		feed_in: 50_000_000,
		retail: 220_000_000,
		grid_fee: 10_000_000,
	}
}

#[test]
fn options_and_variants_are_told() {
	let call = pallet_certificates::Call::<Runtime>::retire {
		bundle: BundleId {
			device: 3,
			interval: 22,
			first: 500,
		},
		quantity: Some(1_500),
		beneficiary: Beneficiary::Point(5),
		purpose: Purpose::OwnUse,
	};
	assert_eq!(
		lines(call),
		[
			"Certificates.retire",
			"  bundle: (device 3, interval 22, first 500 Wh)",
			"  quantity: 1,500 Wh",
			"  beneficiary: Point (5)",
			"  purpose: OwnUse",
		]
	);
}

#[test]
fn calls_in_a_batch_are_calls() {
	let one = pallet_communities::Call::<Runtime>::admit_member {
		community: 0,
		who: Bob.to_account_id(),
	};
	let batch = pallet_utility::Call::<Runtime>::batch_all {
		calls: vec![one.into()],
	};
	assert_eq!(
		lines(batch),
		[
			"Utility.batch_all",
			"  calls:",
			"    Communities.admit_member (community 0, who \
			 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty)",
		]
	);
}

#[test]
fn what_is_no_call_is_refused() {
	for bytes in [&[][..], &[255], &[37, 11], &[37, 22, 0, 0, 0, 0, 0]] {
		assert!(decode_call(bytes).is_err(), "{bytes:?}");
	}
}

#[test]
fn texts_are_read_and_hashes_are_not() {
	assert_eq!(bytes_in_words(b"Solar park"), "\"Solar park\"");
	assert_eq!(
		bytes_in_words(&[0x61; 32]),
		format!("0x{}", "61".repeat(32))
	);
	assert_eq!(bytes_in_words(&[7]), "0x07");
	assert_eq!(bytes_in_words(&[]), "nothing");
}

#[test]
fn a_period_is_no_moment() {
	assert_eq!(amount(3 * 86_400_000, Some("Moment")), "3 d 00 h");
	assert_eq!(
		amount(1_700_000_000_000, Some("Moment")),
		"2023-11-14 22:13:20 UTC"
	);
	assert_eq!(amount(25, Some("Option<Shares>")), "25");
	assert_eq!(amount(2_500_000, Some("T::Balance")), "0.0000025 tokens");
}
