//! `suspend_forecaster` and `reinstate_forecaster`.

use super::*;
use crate::{Forecasters, Latest, Status, Suspension};
use commonwatt_primitives::signal::SignalRefusal;
use frame_support::pallet_prelude::DispatchResult;
use sp_runtime::Permill;

fn suspend(id: u32) -> DispatchResult {
	PriceSignals::suspend_forecaster(RuntimeOrigin::signed(OPERATOR), COMMUNITY, id)
}

fn reinstate(id: u32) -> DispatchResult {
	PriceSignals::reinstate_forecaster(RuntimeOrigin::signed(OPERATOR), COMMUNITY, id)
}

#[test]
fn a_suspended_forecaster_is_not_listened_to() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		say(0, around(USUAL));
		System::reset_events();
		assert_ok!(suspend(0));
		assert_eq!(
			events(),
			[Event::ForecasterSuspended {
				community: COMMUNITY,
				forecaster: 0,
				reason: Suspension::ByOperator,
			}]
		);
		assert!(Latest::<Runtime>::get(COMMUNITY, 0).is_none());
		say(1, around(USUAL));
		say(2, around(USUAL));
		next_round();
		let refused = send(0, vec![around(USUAL)]).expect_err("suspended");
		assert_eq!(refused, SignalRefusal::ForecasterSuspended.into());
		let settled = crate::Settled::<Runtime>::get(COMMUNITY, START + LEAD).expect("a quorum");
		assert_eq!(
			settled.heard, 2,
			"what it said before does not count either"
		);
	});
}

#[test]
fn a_reinstated_forecaster_starts_without_faults_and_with_its_reputation() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let reputation = Permill::from_percent(12);
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
			all[0].reputation = reputation;
			all[0].faults = MAX_FAULTS;
			all[0].relative_loss = 9_000_000;
		});
		assert_ok!(suspend(0));
		next_round();
		assert_ok!(reinstate(0));
		let reinstated = forecaster(0);
		assert_eq!(reinstated.status, Status::Active);
		assert_eq!(reinstated.reputation, reputation);
		assert_eq!(
			(reinstated.faults, reinstated.relative_loss),
			(0, 1_000_000)
		);
		assert_eq!(reinstated.active_since, START + 1);
		assert_eq!(reinstated.elected_at, START - 1);
	});
}

#[test]
fn what_a_reinstated_forecaster_missed_while_suspended_is_no_fault() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		assert_ok!(suspend(2));
		say(0, around(USUAL));
		say(1, around(USUAL));
		next_round();
		assert_ok!(reinstate(2));
		know(START + LEAD, USUAL);
		next_block();
		assert_eq!(last_scores().len(), 2);
		assert_eq!(forecaster(2).faults, 0);
	});
}

#[test]
fn fails_when_suspended_twice_or_reinstated_while_active() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_noop!(reinstate(0), Error::<Runtime>::NotSuspended);
		assert_ok!(suspend(0));
		assert_noop!(suspend(0), Error::<Runtime>::AlreadySuspended);
		assert_noop!(suspend(1), Error::<Runtime>::UnknownForecaster);
		assert_noop!(reinstate(1), Error::<Runtime>::UnknownForecaster);
	});
}

#[test]
fn fails_when_not_the_operator() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let stranger = || RuntimeOrigin::signed(FORECASTERS);
		assert_noop!(
			PriceSignals::suspend_forecaster(stranger(), COMMUNITY, 0),
			NOT_OPERATOR
		);
		assert_noop!(
			PriceSignals::reinstate_forecaster(stranger(), COMMUNITY, 0),
			NOT_OPERATOR
		);
	});
}
