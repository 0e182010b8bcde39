//! Whether a point may draw.

use super::*;
use SupplyState::*;

fn guarantee_of_1_000() -> ExtBuilder {
	ExtBuilder::default().opening(Opening {
		guarantee: 1_000,
		..Default::default()
	})
}

fn live(point: PointId) -> SupplyState {
	Billing::supply_state(point).expect("a point of the fake")
}

#[test]
fn a_point_begins_low_and_its_first_top_up_makes_it_normal() {
	ExtBuilder::default().build_and_execute(|| {
		HighestRetail::set(1);
		touch(ALICES);
		assert_eq!((supply(ALICES), supply_changes(ALICES)), (Low, vec![]));
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 4_000));
		assert_eq!(supply_changes(ALICES), [(Low, Normal)]);
	});
}

#[test]
fn it_is_low_below_the_withdrawal_floor() {
	ExtBuilder::default()
		.point(ALICES, credit(4_001))
		.build_and_execute(|| {
			HighestRetail::set(1);
			draw(ALICES, 1, 1);
			assert_eq!(supply(ALICES), Normal);
			draw(ALICES, 1, 1);
			assert_eq!(supply(ALICES), Low);
			assert_eq!(supply_changes(ALICES), [(Normal, Low)]);
		});
}

#[test]
fn reserved_credit_does_not_keep_it_normal() {
	ExtBuilder::default()
		.point(ALICES, credit(4_001))
		.build_and_execute(|| {
			HighestRetail::set(1);
			let reserve = |book: &mut _, purse: &mut _| {
				assert!(Billing::reserve(book, purse, Account::Escrow(0), 2));
			};
			entries(ALICES, reserve);
			assert_eq!(supply(ALICES), Low);
		});
}

#[test]
fn it_is_an_emergency_while_the_guarantee_fund_lends() {
	guarantee_of_1_000().build_and_execute(|| {
		EmergencyLimit::set(100);
		draw(ALICES, 1, 99);
		assert_eq!((account(ALICES), supply(ALICES)), (owing(99, 0), Emergency));
	});
}

#[test]
fn it_is_disconnected_when_the_emergency_limit_is_used_up() {
	guarantee_of_1_000().build_and_execute(|| {
		EmergencyLimit::set(100);
		draw(ALICES, 1, 100);
		assert_eq!(
			(account(ALICES), supply(ALICES)),
			(owing(100, 0), Disconnected)
		);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 1));
		assert_eq!(supply(ALICES), Emergency);
	});
}

#[test]
fn it_is_disconnected_while_it_owes_the_supplier() {
	ExtBuilder::default().build_and_execute(|| {
		EmergencyLimit::set(100);
		draw(ALICES, 1, 20);
		assert_eq!(
			(account(ALICES), supply(ALICES)),
			(owing(0, 20), Disconnected)
		);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 19));
		assert_eq!(supply(ALICES), Disconnected);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 1));
		assert_eq!(supply(ALICES), Normal);
		assert_eq!(
			supply_changes(ALICES),
			[(Low, Disconnected), (Disconnected, Normal)]
		);
	});
}

#[test]
fn it_is_disconnected_by_any_debt_when_the_limit_falls() {
	guarantee_of_1_000().build_and_execute(|| {
		EmergencyLimit::set(100);
		draw(ALICES, 1, 50);
		EmergencyLimit::set(50);
		touch(ALICES);
		assert_eq!(supply(ALICES), Disconnected);
	});
}

#[test]
fn an_essential_point_is_never_worse_than_an_emergency() {
	guarantee_of_1_000().build_and_execute(|| {
		EmergencyLimit::set(100);
		assert_ok!(Billing::set_essential(by(OPERATOR), ALICES, true));
		draw(ALICES, 1, 100);
		assert_eq!(
			(account(ALICES), supply(ALICES)),
			(owing(100, 0), Emergency)
		);
		draw(ALICES, 1, 7);
		assert_eq!(
			(account(ALICES), supply(ALICES)),
			(owing(100, 7), Emergency)
		);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 100));
		assert_eq!((account(ALICES), supply(ALICES)), (owing(0, 7), Emergency));
	});
}

#[test]
fn a_closed_point_has_no_floor() {
	ExtBuilder::default()
		.point(ALICES, credit(5))
		.build_and_execute(|| {
			HighestRetail::set(1);
			touch(ALICES);
			assert_eq!(supply(ALICES), Low);
			change_point(ALICES, |point| point.closed = true);
			touch(ALICES);
			assert_eq!(supply(ALICES), Normal);
			draw(ALICES, 1, 6);
			assert_eq!(supply(ALICES), Disconnected);
		});
}

#[test]
fn the_debt_of_one_point_counts_for_the_others_at_their_next_entry() {
	guarantee_of_1_000().build_and_execute(|| {
		EmergencyLimit::set(100);
		draw(ALICES, 1, 60);
		draw(ALICES_SECOND, 1, 40);
		assert_eq!(
			(supply(ALICES), supply(ALICES_SECOND)),
			(Emergency, Disconnected)
		);
		assert_eq!(live(ALICES), Disconnected);
		touch(ALICES);
		assert_eq!(supply(ALICES), Disconnected);

		assert_ok!(Billing::top_up(by(ALICE), ALICES_SECOND, 40));
		assert_eq!(supply(ALICES_SECOND), Normal);
		assert_eq!((supply(ALICES), live(ALICES)), (Disconnected, Emergency));
		touch(ALICES);
		assert_eq!(supply(ALICES), Emergency);
	});
}

#[test]
fn what_another_point_owes_does_not_disconnect_one_that_owes_nothing() {
	guarantee_of_1_000()
		.point(ALICES_SECOND, credit(5))
		.build_and_execute(|| {
			EmergencyLimit::set(100);
			draw(ALICES, 1, 100);
			touch(ALICES_SECOND);
			assert_eq!(supply(ALICES_SECOND), Normal);
			draw(ALICES_SECOND, 1, 6);
			assert_eq!(account(ALICES_SECOND), owing(0, 1));
			assert_eq!(supply(ALICES_SECOND), Disconnected);
		});
}

#[test]
fn time_alone_changes_what_it_is_now_and_not_what_is_stored() {
	ExtBuilder::default()
		.point(ALICES, credit(4_000))
		.build_and_execute(|| {
			HighestRetail::set(1);
			assert_eq!((supply(ALICES), live(ALICES)), (Normal, Normal));
			SecondsNow::set(1);
			assert_eq!((supply(ALICES), live(ALICES)), (Normal, Low));
			assert_eq!(System::events(), []);
		});
}

#[test]
fn there_is_none_of_no_point() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Billing::supply_state(UNKNOWN_POINT), None);
	});
}

#[test]
fn the_highest_retail_is_asked_for_once_a_book_and_not_of_points_that_owe() {
	ExtBuilder::default()
		.point(BOBS, owing(1, 0))
		.build_and_execute(|| {
			let asked = |points: &[PointId]| {
				HighestRetailAsked::set(0);
				let mut book = Billing::open(COMMUNITY);
				for point in points {
					let purse = Billing::load_point(&mut book, *point);
					Billing::store_point(&mut book, *point, purse);
				}
				Billing::commit(book);
				HighestRetailAsked::get()
			};
			assert_eq!(asked(&[ALICES, ALICES_SECOND, ALICES]), 1);
			assert_eq!(asked(&[BOBS]), 0);
			change_point(ALICES, |point| point.next_interval = 1);
			assert_eq!(asked(&[ALICES, ALICES_SECOND]), 2);
		});
}
