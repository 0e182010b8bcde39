//! The example of the crate's page.

use super::*;

#[test]
fn the_example_of_the_crate_page() {
	ExtBuilder::default()
		.devices(&[PLANT, BATTERY, SHOP])
		.build_and_execute(|| {
			let (noon, evening) = (START, START + 1);
			Certificates::settled(&SettledEnergy {
				sold_ahead: 1_000,
				local: 500,
				..reading(PLANT, noon, 500, 5_000)
			});
			import(BATTERY, noon, 2_000, 0);
			import(SHOP, noon, 1_500, 500);
			let bundle = id(PLANT, noon, 0);
			assert_eq!(issuance(PLANT, noon).tradeable, 3_000);

			assert_ok!(Certificates::offer(by(ALICE), bundle, 10, 100));
			assert_ok!(Certificates::buy(by(CAROL), bundle, Some(1_000), 10));
			assert_eq!(Balances::free_balance(ALICE), FUNDS + 10_000);
			let shop = Beneficiary::Point(SHOP);
			let bought = id(PLANT, noon, 2_000);
			assert_ok!(Certificates::retire(
				by(CAROL),
				bought,
				None,
				shop,
				Purpose::OwnUse
			));
			let matching = Certificates::matching_view(SHOP, noon, evening).expect("followed");
			assert_eq!(matching.score, Some(1_000_000));

			assert_ok!(Certificates::cancel_offer(by(ALICE), bundle));
			assert_ok!(Certificates::store(by(ALICE), bundle, Some(1_500), BATTERY));
			export(BATTERY, evening, 800);
			assert_eq!(issuance(BATTERY, evening).tradeable, 600);

			Now::set(noon + VALIDITY);
			next_block();
			assert_eq!(
				totals(PLANT),
				DeviceTotals {
					exported: 5_000,
					retired_locally: 2_000,
					retired: 1_000,
					stored: 1_500,
					expired: 500,
					..Default::default()
				}
			);
		});
}
