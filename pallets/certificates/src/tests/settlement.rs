//! What settlement says of certified points.

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
			let as_settled = Issuance {
				status: IssuanceStatus::Unissued,
				bundles: 0,
				..issuance
			};
			assert_eq!(
				events(),
				[
					Event::EnergySettled {
						device: PLANT,
						interval: START,
						issuance: as_settled,
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

#[test]
fn an_interval_is_settled_and_issued_once() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP, BATTERY])
		.build_and_execute(|| {
			for wh in [10, 20] {
				export(PLANT, START, wh);
				import(SHOP, START, wh, 5);
				import(BATTERY, START, wh, 5);
			}
			assert_eq!(totals(PLANT).exported, 10);
			let shop = Devices::<Runtime>::get(SHOP).expect("a device");
			assert_eq!(shop.consumption.used, 10);
			assert_eq!(Stocks::<Runtime>::get(BATTERY).charged(), 10);
			assert_eq!(events().len(), 4);
		});
}

#[test]
fn what_is_beyond_the_capacity_is_counted_and_not_issued() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			IntervalSeconds::set(901);
			// 8,000 W for 901 s are 2,002.2 Wh.
			export(PLANT, START, 2_003);
			export(PLANT, START + 1, 2_010);
			assert_eq!(issuance(PLANT, START).tradeable, 2_003);
			let beyond = issuance(PLANT, START + 1);
			assert_eq!((beyond.tradeable, beyond.uncertified), (2_003, 7));
			assert_eq!(totals(PLANT).uncertified, 7);
			// What is retired locally is within the capacity first.
			Certificates::settled(&SettledEnergy {
				local: 2_008,
				..reading(PLANT, START + 2, 0, 2_010)
			});
			let local = issuance(PLANT, START + 2);
			assert_eq!((local.tradeable, local.uncertified), (0, 2));
		});
}

#[test]
fn never_is_more_issued_than_was_metered() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			let all = [(2_000, 0), (0, 2_000), (600, 600), (Wh::MAX, Wh::MAX)];
			for (nth, (sold_ahead, local)) in all.into_iter().enumerate() {
				let interval = START + nth as Interval;
				Certificates::settled(&SettledEnergy {
					sold_ahead,
					local,
					..reading(PLANT, interval, 0, 1_000)
				});
				assert_eq!(issuance(PLANT, interval).tradeable, 0);
			}
			assert_eq!(totals(PLANT).retired_locally, 4_000);
		});
}

#[test]
fn a_night_leaves_no_record() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP, BATTERY])
		.build_and_execute(|| {
			for point in [PLANT, SHOP, BATTERY] {
				export(point, START, 0);
				let device = Devices::<Runtime>::get(point).expect("a device");
				assert_eq!(device.kept.count, 0);
			}
			assert_eq!(events(), []);
		});
}

#[test]
fn what_is_all_used_locally_is_recorded_with_nothing_to_issue() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			Certificates::settled(&SettledEnergy {
				local: 1_000,
				..reading(PLANT, START, 0, 1_000)
			});
			assert_eq!(
				issuance(PLANT, START).status,
				IssuanceStatus::NothingToIssue
			);
			assert_noop!(
				Certificates::issue(by(ALICE), PLANT, START),
				CertificatesError::NothingToIssue
			);
		});
}

#[test]
fn what_is_said_of_another_point_or_certification_is_ignored() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.build_and_execute(|| {
			export(TURBINE, START, 10);
			let as_if = |point, certification| {
				Certificates::settled(&SettledEnergy {
					certification,
					..reading(point, START, 10, 20)
				});
			};
			as_if(PLANT, Certification::Followed);
			as_if(PLANT, Certification::None);
			as_if(SHOP, Certification::Producer);
			assert_eq!(events(), []);
			assert_eq!(totals(PLANT).exported, 0);
		});
}

#[test]
fn what_is_settled_beyond_its_validity_lapses_and_is_counted() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.build_and_execute(|| {
			let late = START - VALIDITY;
			export(PLANT, late, 10);
			import(SHOP, late, 10, 5);
			assert_eq!(totals(PLANT).lapsed, 10);
			assert!(!Issuances::<Runtime>::contains_key(PLANT, late));
			let shop = Devices::<Runtime>::get(SHOP).expect("a device");
			assert_eq!((shop.consumption.used, shop.kept.count), (10, 0));
			export(PLANT, late + 1, 10);
			assert_eq!(totals(PLANT).active, 10);
		});
}

#[test]
fn intervals_may_be_settled_in_any_order() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			for interval in [START, START - 3, START + 1, START - 1] {
				export(PLANT, interval, 10);
				Certificates::check_invariants();
			}
			Now::set(START + 1 + VALIDITY);
			next_block();
			assert_eq!(totals(PLANT).expired, 40);
		});
}

#[test]
fn a_consumer_is_followed_beyond_what_it_netted() {
	ExtBuilder::default()
		.devices(&[SHOP])
		.build_and_execute(|| {
			Certificates::settled(&SettledEnergy {
				green_used: 40,
				..reading(SHOP, START, 100, 30)
			});
			last_event_is(Event::ConsumptionSettled {
				point: SHOP,
				interval: START,
				used: 70,
				green_local: 40,
			});
			// Never greener than what was used.
			import(SHOP, START + 1, 10, 11);
			let view = Certificates::matching_view(SHOP, START, START + 2).expect("followed");
			assert_eq!(view.total.green_local, 50);
		});
}

#[test]
fn certificates_of_a_point_that_is_gone_wait() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			Points::mutate(|points| points.remove(&PLANT));
			export(PLANT, START, 10);
			assert_eq!(totals(PLANT).unissued, 10);
			assert_noop!(
				Certificates::issue(by(ALICE), PLANT, START),
				CertificatesError::UnknownPoint
			);
		});
}

#[test]
fn lineages_differ_with_device_interval_and_range() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			export(PLANT, START + 1, 10);
			export(TURBINE, START, 10);
			assert_ok!(Certificates::split(by(ALICE), id(PLANT, START, 0), 5));
			let all = [
				id(PLANT, START, 0),
				id(PLANT, START, 5),
				id(PLANT, START + 1, 0),
				id(TURBINE, START, 0),
			];
			let lineages: std::collections::BTreeSet<_> =
				all.iter().map(|id| bundle(*id).lineage).collect();
			assert_eq!(lineages.len(), all.len());
		});
}

#[test]
fn what_is_settled_after_its_backlog_window_lapses_unless_it_is_issued_at_once() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.on_request(TURBINE)
		.build_and_execute(|| {
			let late = START - BACKLOG_WINDOW;
			for point in [PLANT, TURBINE] {
				export(point, late, 10);
				export(point, late + 1, 10);
			}
			assert_eq!(totals(PLANT).active, 20);
			assert_eq!((totals(TURBINE).lapsed, totals(TURBINE).unissued), (10, 10));
			assert_eq!(issuance(TURBINE, late).status, IssuanceStatus::Lapsed);
		});
}
