//! What is due goes, in turn and within the weight, or when anyone asks.

use super::*;
use crate::{Consumptions, Owned, Sweep, WeightInfo};
use frame_support::weights::Weight;

type Weights = <Runtime as crate::Config>::WeightInfo;

fn expire(point: PointId, interval: Interval) -> DispatchResult {
	Certificates::expire(by(DAVE), point, interval)
}

fn kept(point: PointId) -> u32 {
	Devices::<Runtime>::get(point).expect("a device").kept.count
}

#[test]
fn open_bundles_expire_and_their_record_is_folded() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 100);
			let whole = id(PLANT, START, 0);
			assert_ok!(Certificates::transfer(by(ALICE), whole, Some(10), BOB));
			assert_ok!(Certificates::split(by(ALICE), whole, 20));
			assert_ok!(Certificates::offer(by(ALICE), whole, 1, 1));
			let own = Beneficiary::Account(BOB);
			let bobs = id(PLANT, START, 90);
			assert_ok!(Certificates::retire(
				by(BOB),
				bobs,
				None,
				own,
				Purpose::OwnUse
			));
			let record = issuance(PLANT, START);
			Now::set(START + VALIDITY - 1);
			assert_noop!(expire(PLANT, START), CertificatesError::NotDue);
			next_block();
			assert_eq!(kept(PLANT), 1);
			Now::set(START + VALIDITY);
			next_block();
			assert_eq!(
				totals(PLANT),
				DeviceTotals {
					exported: 100,
					retired: 10,
					expired: 90,
					..Default::default()
				}
			);
			assert_eq!((held(ALICE), kept(PLANT)), (0, 0));
			assert!(!Issuances::<Runtime>::contains_key(PLANT, START));
			assert_eq!(Bundles::<Runtime>::iter().count(), 0);
			assert_eq!(Owned::<Runtime>::iter().count(), 0);
			let folded = Certificates::device_view(PLANT).expect("it is").folded;
			let mut expected = Folded::default();
			expected.fold(&(PLANT, START, record), 100);
			assert_eq!(folded, expected);
			last_event_is(Event::RecordFolded {
				device: PLANT,
				interval: START,
				commitment: folded.commitment,
			});
			// The retirement stays.
			assert!(Certificates::retirement_of(COMMUNITY, 0).is_some());
		});
}

#[test]
fn anyone_may_end_what_is_due() {
	ExtBuilder::default()
		.devices(&[PLANT, SHOP])
		.on_request(TURBINE)
		.build_and_execute(|| {
			export(PLANT, START, 10);
			export(TURBINE, START, 10);
			import(SHOP, START, 10, 0);
			Now::set(START + BACKLOG_WINDOW);
			assert_noop!(expire(PLANT, START), CertificatesError::NotDue);
			assert_noop!(expire(SHOP, START), CertificatesError::NotDue);
			assert_ok!(expire(TURBINE, START));
			assert_eq!((totals(TURBINE).lapsed, kept(TURBINE)), (10, 1));
			assert_noop!(expire(TURBINE, START), CertificatesError::NotDue);
			Now::set(START + VALIDITY);
			for point in [PLANT, TURBINE, SHOP] {
				assert_ok!(expire(point, START));
				assert_eq!(kept(point), 0);
				assert_noop!(expire(point, START), CertificatesError::UnknownIssuance);
			}
			assert_eq!(Consumptions::<Runtime>::iter().count(), 0);
			assert_noop!(expire(HOME, START), CertificatesError::UnknownDevice);
			// What it has left behind is nothing to the sweep.
			next_block();
		});
}

#[test]
fn a_record_cannot_come_back() {
	ExtBuilder::default()
		.devices(&[PLANT])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			Now::set(START + VALIDITY);
			next_block();
			export(PLANT, START, 10);
			assert!(!Issuances::<Runtime>::contains_key(PLANT, START));
			assert_eq!(totals(PLANT).active, 0);
		});
}

#[test]
fn what_waits_unissued_lapses_when_its_window_is_over() {
	ExtBuilder::default()
		.on_request(PLANT)
		.build_and_execute(|| {
			for nth in 0..10 {
				export(PLANT, START + nth, 10);
			}
			Now::set(START + BACKLOG_WINDOW + 4);
			while next_block().any_gt(Weights::poll_base()) {
				Certificates::check_invariants();
			}
			assert_eq!((totals(PLANT).lapsed, totals(PLANT).unissued), (50, 50));
			assert_eq!(kept(PLANT), 10);
		});
}

#[test]
fn devices_have_their_turns_however_many_records_one_has() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE, SHOP])
		.build_and_execute(|| {
			for nth in 0..20 {
				export(PLANT, START + nth, 10);
			}
			export(TURBINE, START, 10);
			import(SHOP, START, 10, 0);
			Now::set(START + 20 + VALIDITY);
			// A visit that does all it may, one that ends one record, one more.
			let visit = Weights::poll_device();
			let record = Weights::poll_record().saturating_add(Weights::remove_record(1));
			PollWeight::set(
				Weights::poll_base()
					.saturating_add(visit.saturating_mul(3))
					.saturating_add(record.saturating_mul(6)),
			);
			next_block();
			assert_eq!((kept(PLANT), kept(TURBINE), kept(SHOP)), (16, 0, 0));
			Certificates::check_invariants();
			for _ in 0..20 {
				next_block();
				Certificates::check_invariants();
			}
			assert_eq!(kept(PLANT), 0);
		});
}

#[test]
fn it_spends_no_more_than_it_may_and_nothing_stays_behind() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE])
		.build_and_execute(|| {
			for nth in 0..6 {
				export(PLANT, START + nth, 100);
				export(TURBINE, START + nth, 100);
				for _ in 1..MAX_BUNDLES {
					assert_ok!(Certificates::split(by(ALICE), id(PLANT, START + nth, 0), 1));
				}
			}
			Now::set(START + 6 + VALIDITY);
			let least = Weights::poll_base()
				.saturating_add(Weights::poll_device())
				.saturating_add(Weights::poll_record())
				.saturating_add(Weights::remove_record(MAX_BUNDLES));
			PollWeight::set(least);
			for _ in 0..12 {
				assert!(next_block().all_lte(least));
				Certificates::check_invariants();
			}
			assert_eq!((kept(PLANT), kept(TURBINE)), (0, 0));
			assert_eq!(held(ALICE), 0);
			PollWeight::set(Weight::zero());
			assert_eq!(next_block(), Weight::zero());
		});
}

#[test]
fn it_rests_until_the_next_interval_when_nothing_is_due() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE, SHOP])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			assert!(next_block().any_gt(Weights::poll_base()));
			assert_eq!(next_block(), Weights::poll_base());
			Now::set(START + 1);
			let visits = Weights::poll_device().saturating_mul(3);
			assert_eq!(next_block(), Weights::poll_base().saturating_add(visits));
			assert_eq!(next_block(), Weights::poll_base());
			assert_eq!(Sweep::<Runtime>::get().interval, START + 1);
		});
}

#[test]
fn it_goes_on_after_a_device_was_removed() {
	ExtBuilder::default()
		.devices(&[PLANT, TURBINE])
		.build_and_execute(|| {
			export(PLANT, START, 10);
			next_block();
			assert_ok!(Certificates::deregister_device(by(OPERATOR), TURBINE));
			assert_ok!(Certificates::remove_device(by(OPERATOR), TURBINE));
			Now::set(START + VALIDITY);
			next_block();
			assert_eq!(kept(PLANT), 0);
		});
}
