use super::*;

#[test]
fn a_producers_export_goes_one_way_each() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			Certificates::settled(&SettledEnergy {
				sold_ahead: 300,
				local: 200,
				..reading(PLANT, START, 100, 1_000)
			});
			let issuance = issuance(PLANT, START);
			assert_eq!(
				(issuance.netted, issuance.sold_ahead, issuance.local),
				(100, 300, 200)
			);
			assert_eq!((issuance.uncertified, issuance.tradeable), (0, 400));
			assert_eq!(
				totals(PLANT),
				DeviceTotals {
					exported: 1_000,
					retired_locally: 600,
					active: 400,
					..Default::default()
				}
			);
			let bundle = bundle(id(PLANT, START, 0));
			assert_eq!((bundle.quantity, bundle.owner), (400, ALICE));
			assert_eq!(bundle.status, BundleStatus::Active);
			assert_eq!(
				events(),
				[
					Event::EnergySettled {
						device: PLANT,
						interval: START,
						issuance: Issuance {
							status: IssuanceStatus::Unissued,
							bundles: 0,
							..issuance
						},
					},
					Event::Issued {
						device: PLANT,
						interval: START,
						quantity: 400,
						owner: ALICE,
						lineage: lineage_of(issuance.lineage, 0, 400),
					},
				]
			);
		});
}
