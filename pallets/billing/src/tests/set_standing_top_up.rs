use super::*;
use crate::{QueuedTopUps, StandingTopUp, StandingTopUpTerms, StandingTopUps, TopUpQueue};

fn set(who: AccountId, amount: Balance, budget: Balance) -> DispatchResult {
	let terms = StandingTopUpTerms { amount, budget };
	Billing::set_standing_top_up(by(who), ALICES, Some(terms))
}

fn end(who: AccountId) -> DispatchResult {
	Billing::set_standing_top_up(by(who), ALICES, None)
}

fn is_set(payer: AccountId, amount: Balance, budget: Balance) {
	let terms = StandingTopUpTerms { amount, budget };
	let expected = StandingTopUp { payer, terms };
	assert_eq!(StandingTopUps::<Runtime>::get(ALICES), Some(expected));
}

fn ended(payer: AccountId, left: Balance) -> Event<Runtime> {
	Event::StandingTopUpEnded {
		point: ALICES,
		payer,
		left,
	}
}

/// A point that is normal: nothing is paid.
fn normal(test: impl FnOnce()) {
	ExtBuilder::default()
		.point(ALICES, credit(0))
		.build_and_execute(|| {
			test();
			assert_eq!(TopUpQueue::<Runtime>::iter().count(), 0);
			assert_eq!(account(ALICES), credit(0));
		});
}

#[test]
fn the_owner_sets_it() {
	normal(|| {
		assert_ok!(set(ALICE, 100, 250));
		last_event_is(Event::StandingTopUpSet {
			point: ALICES,
			payer: ALICE,
			amount: 100,
			budget: 250,
		});
		is_set(ALICE, 100, 250);
		assert_eq!(gained(ALICE), 0);
	});
}

#[test]
fn anyone_sets_it_if_there_is_none() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 100));
		is_set(DONOR, 100, 100);
	});
}

#[test]
fn its_payer_sets_it_again_with_a_new_budget() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 250));
		System::reset_events();
		assert_ok!(set(DONOR, 200, 200));
		is_set(DONOR, 200, 200);
		assert_eq!(events().len(), 1, "{:?}", events());
	});
}

#[test]
fn the_owner_replaces_that_of_another() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 250));
		assert_ok!(set(ALICE, 200, 300));
		assert!(events().contains(&ended(DONOR, 250)));
		is_set(ALICE, 200, 300);
	});
}

#[test]
fn its_payer_ends_it() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 250));
		assert_ok!(end(DONOR));
		last_event_is(ended(DONOR, 250));
		assert_eq!(StandingTopUps::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn the_owner_ends_that_of_another_and_lets_a_third_in() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 250));
		assert_ok!(end(ALICE));
		last_event_is(ended(DONOR, 250));
		assert_ok!(set(BOB, 100, 100));
		is_set(BOB, 100, 100);
	});
}

#[test]
fn a_point_that_is_low_already_joins_the_queue_at_once_and_once() {
	ExtBuilder::default().build_and_execute(|| {
		HighestRetail::set(1);
		assert_ok!(set(ALICE, 100, 250));
		assert_eq!(QueuedTopUps::<Runtime>::get(ALICES), Some(0));
		assert_ok!(set(ALICE, 100, 350));
		assert_ok!(end(ALICE));
		assert_ok!(set(ALICE, 100, 450));
		assert_eq!(TopUpQueue::<Runtime>::iter().count(), 1);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		let terms = StandingTopUpTerms {
			amount: 100,
			budget: 100,
		};
		for terms in [Some(terms), None] {
			let result = Billing::set_standing_top_up(by(ALICE), UNKNOWN_POINT, terms);
			assert_noop!(result, BillingError::UnknownPoint);
		}
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	normal(|| {
		assert_noop!(set(ALICE, 0, 100), BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_the_amount_is_below_the_minimum() {
	normal(|| {
		let least = MINIMUM_STANDING_TOP_UP;
		let result = set(ALICE, least - 1, 1_000);
		assert_noop!(result, BillingError::StandingTopUpTooSmall);
		assert_ok!(set(ALICE, least, 1_000));
	});
}

#[test]
fn fails_when_the_budget_is_less_than_the_amount() {
	normal(|| {
		assert_noop!(set(ALICE, 100, 99), BillingError::BudgetBelowAmount);
		assert_noop!(set(ALICE, 100, 0), BillingError::BudgetBelowAmount);
		assert_ok!(set(ALICE, 100, 100));
	});
}

#[test]
fn fails_when_another_payer_has_set_it() {
	normal(|| {
		for payer in [DONOR, ALICE] {
			assert_ok!(set(payer, 100, 250));
			assert_noop!(set(BOB, 100, 250), BillingError::StandingTopUpTaken);
			is_set(payer, 100, 250);
		}
		assert_noop!(set(DONOR, 100, 250), BillingError::StandingTopUpTaken);
	});
}

#[test]
fn fails_when_a_stranger_ends_it() {
	normal(|| {
		for payer in [DONOR, ALICE] {
			assert_ok!(set(payer, 100, 250));
			for who in [BOB, OPERATOR] {
				assert_noop!(end(who), BillingError::NotPayerNorOwner);
			}
		}
		assert_noop!(end(DONOR), BillingError::NotPayerNorOwner);
	});
}

#[test]
fn fails_when_there_is_none_to_end() {
	normal(|| {
		assert_noop!(end(ALICE), BillingError::NoStandingTopUp);
		assert_ok!(set(ALICE, 100, 250));
		assert_ok!(end(ALICE));
		assert_noop!(end(ALICE), BillingError::NoStandingTopUp);
	});
}

#[test]
fn fails_when_the_point_is_closed_and_can_still_be_ended() {
	normal(|| {
		assert_ok!(set(DONOR, 100, 250));
		change_point(ALICES, |point| point.closed = true);
		assert_noop!(set(DONOR, 100, 250), BillingError::PointClosed);
		assert_ok!(end(DONOR));
	});
}

#[test]
fn fails_when_not_signed() {
	normal(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let result = Billing::set_standing_top_up(origin, ALICES, None);
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}
