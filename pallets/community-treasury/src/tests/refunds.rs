//! open_refund, claim_refund, remove_claims, and what months do.

use super::*;
use crate::{Claimed, PursesOf};

const FEBRUARY: u32 = JANUARY + 1;

/// February: point 0 metered 120 Wh, point 2 430; it is March.
fn in_march(treasury: Balance, test: impl FnOnce()) {
	ExtBuilder::default()
		.treasury(treasury)
		.build_and_execute(|| {
			meter(ALICES, 999, 0);
			run_to(FEBRUARY_BEGINS);
			meter(ALICES, 100, 20);
			meter(BOBS, 400, 30);
			run_to(MARCH_BEGINS);
			meter(CAROLS, 777, 0);
			test();
		});
}

fn open(month: u32, amount: Balance) -> sp_runtime::DispatchResult {
	as_dao(Call::open_refund {
		community: COMMUNITY,
		month,
		amount,
	})
}

fn claim(point: PointId) -> sp_runtime::DispatchResult {
	Treasury::claim_refund(by(STRANGER), point, FEBRUARY)
}

fn credit(point: PointId) -> Balance {
	pallet_billing::Accounts::<Runtime>::get(point).credit
}

#[test]
fn each_point_gets_the_rate_for_what_it_metered_in_the_month() {
	in_march(10_000, || {
		assert_eq!(Treasury::energy_of_month(COMMUNITY, FEBRUARY), Some(550));
		// 2,000 / 550 is 3, of which 350 stay in the treasury.
		assert_ok!(open(FEBRUARY, 2_000));
		let until = Communities::ended() + REFUND_WINDOW;
		has_event(Event::RefundOpened {
			community: COMMUNITY,
			month: FEBRUARY,
			rate: 3,
			amount: 1_650,
			until,
		});
		assert_eq!(free(), 10_000 - 1_650);
		assert_ok!(claim(ALICES));
		last_event_is(Event::RefundClaimed {
			community: COMMUNITY,
			point: ALICES,
			month: FEBRUARY,
			amount: 360,
		});
		assert_ok!(claim(BOBS));
		assert_eq!((credit(ALICES), credit(BOBS)), (360, 1_290));
		assert_eq!(line(TreasuryLine::Refunds).paid, 1_650);
		assert_eq!((treasury(), free()), (8_350, 8_350));
	});
}

#[test]
fn a_point_claims_once() {
	in_march(10_000, || {
		assert_ok!(open(FEBRUARY, 2_000));
		assert_ok!(claim(ALICES));
		assert_noop!(claim(ALICES), TreasuryError::AlreadyClaimed);
	});
}

#[test]
fn what_is_not_claimed_in_time_returns() {
	in_march(10_000, || {
		assert_ok!(open(FEBRUARY, 2_000));
		assert_ok!(claim(ALICES));
		let until = Communities::ended() + REFUND_WINDOW;
		let remove = |limit| {
			let removed = Treasury::remove_claims(by(STRANGER), COMMUNITY, FEBRUARY, limit);
			removed.map(|_| ()).map_err(|error| error.error)
		};
		assert_noop!(remove(10), TreasuryError::RefundOpen);
		run_to(until);
		let result = claim(BOBS);
		assert!(
			result == Err(TreasuryError::RefundClosed.into())
				|| result == Err(TreasuryError::NoRefund.into())
		);
		run_to(until + PERIOD);
		has_event(Event::RefundEnded {
			community: COMMUNITY,
			month: FEBRUARY,
			claimed: 360,
			returned: 1_290,
		});
		assert_eq!((treasury(), free()), (10_000 - 360, 10_000 - 360));
		assert_noop!(claim(BOBS), TreasuryError::NoRefund);
		assert_eq!(Claimed::<Runtime>::iter().count(), 1);
		assert_ok!(remove(10));
		assert_eq!(Claimed::<Runtime>::iter().count(), 0);
		// Whose marks are gone does not claim twice.
		assert_noop!(open(FEBRUARY, 2_000), TreasuryError::MonthRefunded);
	});
}

#[test]
fn a_point_that_owes_pays_its_debts_first() {
	in_march(10_000, || {
		use commonwatt_primitives::traits::Ledger;
		let mut book = Billing::open(COMMUNITY);
		let mut account = Billing::load_point(&mut book, ALICES);
		Billing::owe(&mut book, ALICES, &mut account, 100);
		Billing::store_point(&mut book, ALICES, account);
		Billing::commit(book);
		assert_ok!(open(FEBRUARY, 2_000));
		assert_ok!(claim(ALICES));
		assert_eq!(credit(ALICES), 260);
	});
}

#[test]
fn what_was_saved_is_refunded_when_the_month_ends() {
	ExtBuilder::default()
		.treasury(10_000)
		.build_and_execute(|| {
			run_to(FEBRUARY_BEGINS);
			assert_ok!(Billing::put_aside(COMMUNITY, 2_000));
			PursesOf::<Runtime>::mutate(COMMUNITY, |purses| purses.patronage = 2_000);
			meter(BOBS, 400, 150);
			run_to(MARCH_BEGINS);
			let budget = Treasury::budget(COMMUNITY).expect("has a budget");
			let refund = budget.refunds[0];
			assert_eq!(
				(refund.month, refund.rate, refund.amount),
				(FEBRUARY, 3, 1_650)
			);
			assert_eq!(
				budget.patronage, 350,
				"what is less than a unit for each Wh is saved on"
			);
			assert_ok!(claim(BOBS));
			assert_eq!(credit(BOBS), 1_650);
		});
}

#[test]
fn the_last_to_claim_get_what_is_left() {
	in_march(10_000, || {
		assert_ok!(open(FEBRUARY, 2_000));
		assert_ok!(claim(BOBS));
		// A statement that says more than the community metered.
		pallet_billing::Statements::<Runtime>::insert(
			CAROLS,
			frame_support::BoundedVec::truncate_from(vec![
				commonwatt_primitives::statement::Statement {
					imported: 5_000,
					..commonwatt_primitives::statement::Statement::of_month(FEBRUARY)
				},
			]),
		);
		assert_ok!(claim(CAROLS));
		assert_eq!(credit(CAROLS), 360);
		assert_noop!(claim(ALICES), TreasuryError::NothingMetered);
	});
}

#[test]
fn fails_when_the_month_is_not_known() {
	in_march(10_000, || {
		for month in [0, JANUARY, FEBRUARY + 1, u32::MAX] {
			assert_noop!(
				open(month, 2_000),
				sp_runtime::DispatchError::from(match month {
					0 => TreasuryError::MonthRefunded,
					_ => TreasuryError::MonthNotMetered,
				})
			);
		}
	});
}

#[test]
fn fails_when_it_is_less_than_a_unit_for_each_wh() {
	in_march(10_000, || {
		assert_noop!(open(FEBRUARY, 549), TreasuryError::RefundTooSmall);
		assert_ok!(open(FEBRUARY, 550));
	});
}

#[test]
fn fails_when_the_treasury_is_too_small() {
	in_march(600, || {
		assert_noop!(
			open(FEBRUARY, 601),
			pallet_billing::Error::<Runtime>::TreasuryTooSmall
		);
	});
}

#[test]
fn fails_when_there_is_nothing_to_claim() {
	in_march(10_000, || {
		assert_noop!(claim(ALICES), TreasuryError::NoRefund);
		assert_ok!(open(FEBRUARY, 2_000));
		assert_noop!(claim(CAROLS), TreasuryError::NothingMetered);
		assert_noop!(claim(ELSEWHERE), TreasuryError::NoRefund);
		assert_noop!(claim(UNKNOWN_POINT), TreasuryError::UnknownPoint);
	});
}

#[test]
fn fails_when_not_the_government() {
	in_march(10_000, || {
		assert_noop!(
			Treasury::open_refund(by(ALICE), COMMUNITY, FEBRUARY, 600),
			TreasuryError::NotDao
		);
	});
}
