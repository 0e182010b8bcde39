use super::*;
use crate::WeightInfo;
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::traits::Dispatchable;

fn pay_out(point: PointId) -> DispatchResult {
	let done = Billing::pay_out(by(DONOR), point);
	done.map(|_| ()).map_err(|refused| refused.error)
}

/// Alice's point is closed, with so much.
fn closed_with(amount: Balance, test: impl FnOnce()) {
	ExtBuilder::default()
		.point(ALICES, credit(amount))
		.build_and_execute(|| {
			HighestRetail::set(210);
			change_point(ALICES, |point| point.closed = true);
			test();
		});
}

#[test]
fn anyone_has_the_credit_of_a_closed_point_paid_to_its_owner() {
	closed_with(500, || {
		assert_ok!(pay_out(ALICES));
		last_event_is(Event::Withdrawn {
			point: ALICES,
			who: ALICE,
			amount: 500,
		});
		assert_eq!((gained(ALICE), gained(DONOR)), (500, 0));
		assert_eq!(
			(account(ALICES), pot_holds()),
			(credit(0), EXISTENTIAL_DEPOSIT)
		);
		assert_noop!(pay_out(ALICES), BillingError::NothingToPayOut);
		// Nothing of it keeps it any more.
		assert!(Billing::remove_point(COMMUNITY, ALICES));
		Points::mutate(|points| points.remove(&ALICES));
	});
}

#[test]
fn it_is_charged_as_a_withdrawal_is() {
	closed_with(500, || {
		let call = RuntimeCall::from(crate::Call::pay_out { point: ALICES });
		let base = <Runtime as crate::Config>::WeightInfo::withdraw();
		assert_eq!(call.get_dispatch_info().call_weight, base + MOST_CERTIFIED);
		let done = call.dispatch(by(DONOR)).expect("it has something");
		assert_eq!(done.actual_weight, Some(base + MOST_CERTIFIED / 4));
	});
}

#[test]
fn fails_while_the_point_is_in_use_or_unsettled() {
	closed_with(500, || {
		LeftUnsettled::set(1);
		assert_noop!(pay_out(ALICES), BillingError::NothingToPayOut);
		LeftUnsettled::set(0);
		change_point(ALICES, |point| point.closed = false);
		assert_noop!(pay_out(ALICES), BillingError::PointNotClosed);
		assert_noop!(pay_out(77), BillingError::UnknownPoint);
	});
}

#[test]
fn fails_for_who_collects_it_otherwise() {
	closed_with(500, || {
		change_point(ALICES, |point| point.owner = PARK);
		assert_noop!(pay_out(ALICES), BillingError::OwnerIsKeyless);
	});
}

#[test]
fn fails_when_it_or_another_point_of_the_owner_owes() {
	closed_with(500, || {
		MemberDebt::<Runtime>::insert(COMMUNITY, ALICE, 1);
		assert_noop!(pay_out(ALICES), BillingError::MemberInDebt);
		MemberDebt::<Runtime>::remove(COMMUNITY, ALICE);
	});
}
