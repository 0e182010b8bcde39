use super::*;
use crate::WeightInfo;
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::traits::Dispatchable;

fn withdraw(amount: Balance) -> DispatchResult {
	withdraw_from(ALICES, ALICE, amount)
}

fn with_credit(amount: Balance, test: impl FnOnce()) {
	ExtBuilder::default()
		.point(ALICES, credit(amount))
		.build_and_execute(test);
}

#[test]
fn the_owner_withdraws_credit() {
	with_credit(500, || {
		assert_ok!(withdraw(200));
		last_event_is(Event::Withdrawn {
			point: ALICES,
			who: ALICE,
			amount: 200,
		});
		assert_eq!(account(ALICES), credit(300));
		assert_eq!(book().liabilities, 300);
		assert_eq!(
			(gained(ALICE), pot_holds()),
			(200, 300 + EXISTENTIAL_DEPOSIT)
		);
	});
}

#[test]
fn what_certificates_do_of_a_ring_is_charged_for_the_worst_and_refunded() {
	with_credit(500, || {
		let (point, amount) = (ALICES, 200);
		let withdraw = RuntimeCall::from(crate::Call::withdraw { point, amount });
		let base = <Runtime as crate::Config>::WeightInfo::withdraw();
		let charged = withdraw.get_dispatch_info().call_weight;
		assert_eq!(charged, base + MOST_CERTIFIED);
		let actual = withdraw
			.dispatch(by(ALICE))
			.expect("she has it")
			.actual_weight;
		assert_eq!(actual, Some(base + MOST_CERTIFIED / 4));
	});
}

#[test]
fn the_point_is_settled_first() {
	ExtBuilder::default()
		.point(ALICES, credit(5))
		.escrow(0, 100)
		.build_and_execute(|| {
			PaidBySettling::set(70);
			assert_ok!(withdraw(75));
			assert_eq!(account(ALICES), credit(0));
			assert_eq!(Escrow::<Runtime>::get(COMMUNITY, 0), 30);
			assert_eq!(book().liabilities, 30);
		});
}

#[test]
fn settling_pays_what_is_owed_before_a_withdrawal() {
	let builder = ExtBuilder::default()
		.point(ALICES, owing(20, 30))
		.escrow(0, 100);
	builder.build_and_execute(|| {
		PaidBySettling::set(70);
		assert_ok!(withdraw(20));
		assert_eq!(account(ALICES), credit(0));
		assert_eq!((book().guarantee, book().supplier), (20, 30));
	});
}

#[test]
fn a_closed_point_that_is_settled_can_be_emptied() {
	with_credit(500, || {
		HighestRetail::set(210);
		assert_noop!(withdraw(1), BillingError::BelowWithdrawalFloor);
		change_point(ALICES, |point| point.closed = true);
		assert_noop!(withdraw(501), BillingError::BelowWithdrawalFloor);
		assert_ok!(withdraw(500));
		assert_eq!(account(ALICES), credit(0));
	});
}

#[test]
fn a_closed_point_that_is_unsettled_keeps_its_floor() {
	with_credit(500, || {
		HighestRetail::set(210);
		change_point(ALICES, |point| point.closed = true);
		LeftUnsettled::set(1);
		assert_noop!(withdraw(1), BillingError::BelowWithdrawalFloor);
		LeftUnsettled::set(0);
		assert_ok!(withdraw(1));
	});
}

#[test]
fn fails_when_the_point_has_less() {
	with_credit(500, || {
		assert_noop!(withdraw(501), BillingError::BelowWithdrawalFloor);
		assert_ok!(withdraw(500));
	});
}

#[test]
fn fails_when_the_point_owes() {
	for owes in [owing(1, 0), owing(0, 1)] {
		ExtBuilder::default()
			.point(ALICES, owes)
			.build_and_execute(|| {
				assert_noop!(withdraw(1), BillingError::PointInDebt);
			});
	}
}

#[test]
fn fails_when_another_point_of_the_owner_owes() {
	for owed in [owing(40, 0), owing(0, 40)] {
		ExtBuilder::default()
			.point(ALICES, credit(500))
			.point(ALICES_SECOND, owed)
			.build_and_execute(|| {
				assert_noop!(withdraw(1), BillingError::MemberInDebt);
				assert_ok!(Billing::top_up(by(DONOR), ALICES_SECOND, 40));
				assert_ok!(withdraw(1));
			});
	}
}

#[test]
fn fails_when_not_the_owner() {
	with_credit(500, || {
		for who in [BOB, OPERATOR, SUPPLIER] {
			assert_noop!(
				Billing::withdraw(by(who), ALICES, 1),
				BillingError::NotOwner
			);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	with_credit(500, || {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(
				Billing::withdraw(origin, ALICES, 1),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	with_credit(500, || {
		assert_noop!(withdraw(0), BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	with_credit(500, || {
		let result = Billing::withdraw(by(ALICE), UNKNOWN_POINT, 1);
		assert_noop!(result, BillingError::UnknownPoint);
	});
}

#[test]
fn fails_when_an_owner_without_tokens_would_get_less_than_an_account_may_hold() {
	with_credit(500, || {
		change_point(ALICES, |point| point.owner = PENNILESS);
		let withdraw = |amount| Billing::withdraw(by(PENNILESS), ALICES, amount);
		assert_noop!(withdraw(EXISTENTIAL_DEPOSIT - 1), TokenError::BelowMinimum);
		assert_ok!(withdraw(EXISTENTIAL_DEPOSIT));
	});
}
