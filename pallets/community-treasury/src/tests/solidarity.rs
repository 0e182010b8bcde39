//! set_support, set_solidarity_fund, and what on_poll pays to supported points.

use super::*;
use crate::{Purses, PursesOf};

fn support(point: PointId, amount: Balance) -> sp_runtime::DispatchResult {
	as_dao(Call::set_support {
		community: COMMUNITY,
		point,
		amount,
	})
}

fn fund(amount: Balance) -> sp_runtime::DispatchResult {
	as_dao(Call::set_solidarity_fund {
		community: COMMUNITY,
		amount,
	})
}

fn credit(point: PointId) -> Balance {
	pallet_billing::Accounts::<Runtime>::get(point).credit
}

fn in_the_fund() -> Balance {
	PursesOf::<Runtime>::get(COMMUNITY).solidarity
}

/// A treasury of which all may be spent in a period.
fn all_of(treasury: Balance) -> ExtBuilder {
	ExtBuilder::default()
		.rules(|rules| rules.spending_cap = Permill::one())
		.treasury(treasury)
}

#[test]
fn supported_points_are_topped_up_each_period_within_the_fund() {
	all_of(1_000).build_and_execute(|| {
		assert_ok!(fund(100));
		assert_ok!(support(ALICES, 30));
		assert_ok!(support(BOBS, 20));
		run_to(PERIOD);
		assert_eq!((credit(ALICES), credit(BOBS), in_the_fund()), (30, 20, 50));
		run_to(2 * PERIOD);
		assert_eq!((credit(ALICES), credit(BOBS), in_the_fund()), (60, 40, 0));
		run_to(3 * PERIOD);
		has_event(Event::SupportNotPaid {
			community: COMMUNITY,
			point: ALICES,
			amount: 30,
			gone: false,
		});
		assert_eq!((credit(ALICES), treasury()), (60, 900));
		assert_eq!(line(TreasuryLine::Solidarity).paid, 100);
		let gifts = Billing::statement(ALICES, None).map(|month| month.gifts);
		assert_eq!(gifts, Some(60));
	});
}

#[test]
fn a_point_is_paid_once_a_period_and_begins_with_the_next() {
	all_of(1_000).build_and_execute(|| {
		assert_ok!(fund(1_000));
		run_to(PERIOD);
		assert_ok!(support(ALICES, 30));
		run_to(2 * PERIOD - 1);
		assert_eq!(credit(ALICES), 0);
		run_to(2 * PERIOD);
		assert_ok!(support(ALICES, 50));
		run_to(3 * PERIOD - 1);
		assert_eq!(credit(ALICES), 30);
		run_to(3 * PERIOD);
		assert_eq!(credit(ALICES), 80);
	});
}

#[test]
fn more_points_than_a_step_pays_are_all_paid() {
	all_of(1_000).build_and_execute(|| {
		Points::mutate(|points| {
			for point in 10..20 {
				points.insert(point, details(COMMUNITY, ALICE));
			}
		});
		assert_ok!(fund(1_000));
		for point in 10..20 {
			assert_ok!(support(point, 7));
		}
		assert_noop!(support(ALICES, 7), TreasuryError::TooManySupportedPoints);
		Points::mutate(|points| points.remove(&12));
		run_to(PERIOD);
		assert!((10..20)
			.filter(|point| *point != 12)
			.all(|point| credit(point) == 7));
		has_event(Event::SupportNotPaid {
			community: COMMUNITY,
			point: 12,
			amount: 7,
			gone: true,
		});
		assert_eq!(Treasury::supported(COMMUNITY).len(), 9);
	});
}

#[test]
fn the_work_of_a_period_goes_on_where_the_weight_ended() {
	use crate::WeightInfo;
	type Weights = crate::weights::SubstrateWeight<Runtime>;
	all_of(1_000).build_and_execute(|| {
		Points::mutate(|points| {
			for point in 10..20 {
				points.insert(point, details(COMMUNITY, ALICE));
			}
		});
		assert_ok!(fund(1_000));
		for point in 10..20 {
			assert_ok!(support(point, 7));
		}
		// Enough for the turn alone, then for a step of points a block.
		let turn = Weights::poll_base() + Weights::poll_community() + Weights::turn_period();
		PollWeight::set(turn);
		run_to(PERIOD);
		assert_eq!((10..20).map(credit).sum::<Balance>(), 0);
		PollWeight::set(
			Weights::poll_base()
				+ Weights::poll_community()
				+ Weights::pay_recurring_spend()
				+ Weights::pay_supported_points(),
		);
		next_block();
		assert_eq!((10..20).map(credit).sum::<Balance>(), 8 * 7);
		next_block();
		assert_eq!((10..20).map(credit).sum::<Balance>(), 10 * 7);
		run_blocks(3);
		assert_eq!((10..20).map(credit).sum::<Balance>(), 10 * 7);
	});
}

#[test]
fn the_fund_comes_from_the_free_treasury_and_returns_to_it() {
	all_of(1_000).build_and_execute(|| {
		assert_ok!(fund(700));
		assert_eq!((free(), treasury()), (300, 1_000));
		assert_ok!(fund(100));
		assert_eq!((free(), in_the_fund()), (900, 100));
		assert_ok!(as_dao(pallet_billing::Call::lend_to_guarantee {
			community: COMMUNITY,
			amount: 800,
		}));
		assert_noop!(
			fund(201),
			pallet_billing::Error::<Runtime>::TreasuryTooSmall
		);
		assert_ok!(fund(0));
		assert_eq!(PursesOf::<Runtime>::get(COMMUNITY), Purses::default());
	});
}

#[test]
fn the_fund_gets_no_more_in_a_period_than_may_be_spent() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		// Else it could be emptied at once, to a point of one's own.
		assert_noop!(fund(501), TreasuryError::SpendingCapReached);
		assert_ok!(fund(300));
		assert_ok!(as_dao(spend_call(200)));
		assert_noop!(fund(301), TreasuryError::SpendingCapReached);
		assert_noop!(as_dao(spend_call(1)), TreasuryError::SpendingCapReached);
		// What returns was spent all the same.
		assert_ok!(fund(0));
		assert_noop!(fund(1), TreasuryError::SpendingCapReached);
		run_to(PERIOD);
		// Half of the 800 that are left.
		assert_ok!(fund(400));
		assert_noop!(fund(401), TreasuryError::SpendingCapReached);
	});
}

#[test]
fn a_point_is_supported_no_more() {
	all_of(1_000).build_and_execute(|| {
		assert_ok!(fund(100));
		assert_ok!(support(ALICES, 30));
		assert_ok!(support(ALICES, 0));
		assert_noop!(support(ALICES, 0), TreasuryError::NotSupported);
		run_to(PERIOD);
		assert_eq!(credit(ALICES), 0);
	});
}

#[test]
fn fails_when_the_point_is_not_the_communitys() {
	ExtBuilder::default().build_and_execute(|| {
		for point in [ELSEWHERE, UNKNOWN_POINT] {
			assert_noop!(support(point, 1), TreasuryError::UnknownPoint);
		}
	});
}

#[test]
fn fails_when_not_the_government() {
	ExtBuilder::default().build_and_execute(|| {
		let set = Treasury::set_support(by(ALICE), COMMUNITY, ALICES, 1);
		assert_eq!(set, Err(TreasuryError::NotDao.into()));
		let fund = Treasury::set_solidarity_fund(by(ALICE), COMMUNITY, 0);
		assert_eq!(fund, Err(TreasuryError::NotDao.into()));
	});
}
