use super::*;
use crate::HoldReason;
use commonwatt_primitives::certificate::PAGE;

#[test]
fn a_bundle_has_every_field_of_the_standard() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			assert_ok!(Certificates::split(by(ALICE), id(PLANT, START, 0), 30));
			Now::set(START + 1);
			let part = id(PLANT, START, 70);
			assert_eq!(
				Certificates::bundle_view(part),
				Some(BundleView {
					bundle: part,
					range_end: 99,
					quantity: 30,
					face_value: 1,
					status: BundleStatus::Active,
					account: ALICE,
					issuing_authority: COMMUNITY,
					energy_carrier: EnergyCarrier::Electricity,
					version: 0,
					attributes: attributes(Technology::SolarPhotovoltaic),
					production_starting_interval: 100 * HOUR_MILLIS,
					production_ending_interval: 101 * HOUR_MILLIS,
					issued_at: 100 * HOUR_MILLIS,
					expires_at: 124 * HOUR_MILLIS,
					storage: None,
					discharge: None,
					lineage: bundle(part).lineage,
				})
			);
		});
}

#[test]
fn an_issuance_shows_its_bundles_in_order() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			for quantity in [10, 20, 30] {
				assert_ok!(Certificates::split(
					by(ALICE),
					id(PLANT, START, 0),
					quantity
				));
			}
			let view = Certificates::issuance_view(PLANT, START).expect("settled");
			let ranges: Vec<_> = view
				.bundles
				.iter()
				.map(|bundle| (bundle.bundle.first, bundle.range_end))
				.collect();
			assert_eq!(ranges, [(0, 39), (40, 69), (70, 89), (90, 99)]);
			assert_eq!(Certificates::issuance_view(PLANT, START + 1), None);
		});
}

#[test]
fn an_owners_bundles_come_in_pages_that_overlap_nowhere() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE])
		.build_and_execute(|| {
			let all = PAGE as Interval + 40;
			for nth in 0..all {
				export(PLANT, START + nth, 10);
				export(TURBINE, START + nth, 10);
			}
			let first = Certificates::bundles_of(ALICE, None);
			assert_eq!(first.len(), PAGE);
			let last = first.last().map(|bundle| bundle.bundle);
			let second = Certificates::bundles_of(ALICE, last);
			assert_eq!(second.len(), 40);
			let ids: std::collections::BTreeSet<_> = first
				.iter()
				.chain(&second)
				.map(|bundle| bundle.bundle)
				.collect();
			assert_eq!(ids.len(), all as usize);
			assert!(ids.iter().all(|id| id.device == PLANT));
			let end = second.last().map(|bundle| bundle.bundle);
			assert_eq!(Certificates::bundles_of(ALICE, end), []);
		});
}

#[test]
fn the_matching_score_is_interval_by_interval() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.build_and_execute(|| {
			import(SHOP, START, 100, 50);
			import(SHOP, START + 1, 300, 0);
			export(PLANT, START, 1_000);
			// What is left over at noon does not make the evening green.
			let shop = Beneficiary::Point(SHOP);
			assert_ok!(Certificates::retire(
				by(ALICE),
				id(PLANT, START, 0),
				Some(50),
				shop,
				Purpose::Disclosure
			));
			let score = |from, until| {
				let view = Certificates::matching_view(SHOP, from, until);
				view.expect("followed").score
			};
			assert_eq!(score(START, START + 1), Some(1_000_000));
			assert_eq!(score(START + 1, START + 2), Some(0));
			assert_eq!(score(START, START + 2), Some(250_000));
			assert_eq!(score(START + 2, START + 9), None);
			assert_eq!(score(START + 2, START), None);
			let all = Certificates::matching_view(SHOP, 0, Interval::MAX).expect("followed");
			assert_eq!(all.intervals.len(), 2);
			assert_eq!(Certificates::matching_view(PLANT, START, START + 1), None);
			assert_eq!(Certificates::matching_view(HOME, START, START + 1), None);
		});
}

#[test]
fn a_score_is_rounded_down() {
	let almost = Consumption {
		used: 1_000_000_000,
		green_local: 999_999_999,
		retired: 0,
	};
	assert_eq!(almost.score(), Some(Permill::from_parts(999_999)));
}

#[test]
fn a_device_shows_what_became_of_its_energy() {
	ExtBuilder::default()
		.devices(&[BATTERY])
		.build_and_execute(|| {
			import(BATTERY, START, 100, 40);
			let view = Certificates::device_view(BATTERY).expect("a device");
			assert_eq!((view.kind, view.kept), (DeviceKind::Storage, 1));
			assert_eq!((view.lots.len(), view.storage.green_charged), (1, 40));
			assert_eq!(Certificates::device_view(PLANT), None);
		});
}

#[test]
fn wallets_ask_the_same_by_view_functions() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			import(SHOP, START, 100, 50);
			assert_ok!(Certificates::retire(
				by(ALICE),
				id(PLANT, START, 0),
				Some(10),
				Beneficiary::Point(SHOP),
				Purpose::Disclosure
			));
			assert_eq!(
				Certificates::device(PLANT),
				Certificates::device_view(PLANT)
			);
			let shown = Certificates::issuance(PLANT, START).expect("settled");
			assert_eq!(shown.bundles.len(), 2);
			assert_eq!(Certificates::certificates(ALICE, None).len(), 2);
			let retirement = Certificates::retirement(COMMUNITY, 0);
			assert_eq!(retirement.expect("kept").quantity, 10);
			assert_eq!(Certificates::retirements(COMMUNITY, 0).page.len(), 1);
			let matching = Certificates::matching(SHOP, START, START + 1);
			assert_eq!(matching.expect("followed").score, Some(600_000));
		});
}

#[test]
fn deposits_are_held_for_a_reason_of_this_pallet() {
	let reason: RuntimeHoldReason = HoldReason::Split.into();
	assert_eq!(reason, RuntimeHoldReason::Certificates(HoldReason::Split));
}
