//! add_recurring_spend, remove_recurring_spend, and what on_poll pays of them.

use super::*;
use crate::RecurringSpends;

fn add(amount: Balance, every: u32, times: u32) -> sp_runtime::DispatchResult {
	as_dao(Call::add_recurring_spend {
		community: COMMUNITY,
		to: STRANGER,
		amount,
		every,
		times,
	})
}

fn received() -> Balance {
	balance(STRANGER) - FUNDS
}

#[test]
fn it_is_paid_at_the_beginning_of_every_kth_period_n_times() {
	ExtBuilder::default()
		.treasury(10_000)
		.build_and_execute(|| {
			assert_ok!(add(70, 2, 3));
			let mut paid = Vec::new();
			for period in 1..8 {
				run_to(period * PERIOD);
				paid.push(received());
			}
			assert_eq!(paid, [70, 70, 140, 140, 210, 210, 210]);
			assert!(RecurringSpends::<Runtime>::get(COMMUNITY).is_empty());
		});
}

#[test]
fn what_the_cap_does_not_allow_is_not_paid_later() {
	ExtBuilder::default().treasury(100).build_and_execute(|| {
		assert_ok!(add(40, 1, 2));
		assert_ok!(add(20, 1, 2));
		run_to(PERIOD);
		// The cap is 50.
		has_event(Event::RecurringSpendDue {
			community: COMMUNITY,
			id: 1,
			to: STRANGER,
			amount: 20,
			left: 1,
			result: Err(TreasuryError::SpendingCapReached.into()),
		});
		assert_eq!(received(), 40);
		donate(1_000);
		run_to(2 * PERIOD);
		assert_eq!(received(), 40 + 40 + 20);
		run_to(4 * PERIOD);
		assert_eq!(received(), 100);
	});
}

#[test]
fn a_payee_that_cannot_be_paid_hinders_nobody() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		assert_ok!(as_dao(Call::add_recurring_spend {
			community: COMMUNITY,
			to: PENNILESS,
			amount: EXISTENTIAL_DEPOSIT - 1,
			every: 1,
			times: 1,
		}));
		assert_ok!(add(70, 1, 1));
		run_to(PERIOD);
		assert_eq!((received(), balance(PENNILESS)), (70, 0));
		assert_eq!(
			Treasury::budget(COMMUNITY).map(|budget| budget.spent),
			Some(70)
		);
	});
}

#[test]
fn it_can_be_removed() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		assert_ok!(add(70, 1, 3));
		let remove = || Call::remove_recurring_spend {
			community: COMMUNITY,
			id: 0,
		};
		run_to(PERIOD);
		assert_ok!(as_dao(remove()));
		run_to(3 * PERIOD);
		assert_eq!(received(), 70);
		assert_noop!(as_dao(remove()), TreasuryError::UnknownRecurringSpend);
	});
}

#[test]
fn fails_when_it_would_never_be_paid() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(add(0, 1, 1), TreasuryError::ZeroAmount);
		assert_noop!(add(1, 0, 1), TreasuryError::NeverPaid);
		assert_noop!(add(1, 1, 0), TreasuryError::NeverPaid);
	});
}

#[test]
fn fails_when_there_are_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(add(1, 1, 1));
		}
		assert_noop!(add(1, 1, 1), TreasuryError::TooManyRecurringSpends);
	});
}

#[test]
fn fails_when_not_the_government() {
	ExtBuilder::default().build_and_execute(|| {
		let by_alice = Treasury::add_recurring_spend(by(ALICE), COMMUNITY, ALICE, 1, 1, 1);
		assert_eq!(by_alice, Err(TreasuryError::NotDao.into()));
		assert_noop!(
			Treasury::remove_recurring_spend(by(ALICE), COMMUNITY, 0),
			TreasuryError::NotDao
		);
	});
}
