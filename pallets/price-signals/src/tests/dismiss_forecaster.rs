use super::*;
use crate::{Forecasters, Heard, Latest, RewardPots};
use frame_support::pallet_prelude::DispatchResult;

fn dismiss(id: u32) -> DispatchResult {
	PriceSignals::dismiss_forecaster(RuntimeOrigin::signed(OPERATOR), COMMUNITY, id)
}

/// Lets a forecaster have earned so much.
fn earn(id: u32, amount: u128) {
	assert_ok!(PriceSignals::fund_rewards(
		RuntimeOrigin::signed(DONOR),
		COMMUNITY,
		amount
	));
	RewardPots::<Runtime>::mutate(COMMUNITY, |rewards| rewards.budget -= amount);
	Forecasters::<Runtime>::mutate(COMMUNITY, |all| all[id as usize].earned = amount);
	System::reset_events();
}

#[test]
fn a_dismissed_forecaster_is_paid_and_leaves_nothing() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		say(1, around(USUAL));
		say(2, around(USUAL));
		earn(1, 500);
		assert_ok!(dismiss(1));
		assert_eq!(Balances::free_balance(FORECASTERS + 1), 500);
		assert_eq!(System::sufficients(&(FORECASTERS + 1)), 0);
		assert!(Latest::<Runtime>::get(COMMUNITY, 1).is_none());
		let heard = Heard::<Runtime>::get(COMMUNITY, START + LEAD);
		assert_eq!(heard.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [2]);
		assert_eq!(
			events(),
			[Event::ForecasterDismissed {
				community: COMMUNITY,
				forecaster: 1,
				account: FORECASTERS + 1,
				paid: 500,
				returned: 0,
			}]
		);
	});
}

#[test]
fn what_an_empty_account_cannot_hold_returns_to_the_budget() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		earn(0, EXISTENTIAL_DEPOSIT - 1);
		assert_ok!(dismiss(0));
		assert_eq!(Balances::free_balance(FORECASTERS), 0);
		let rewards = RewardPots::<Runtime>::get(COMMUNITY);
		assert_eq!(rewards.budget, EXISTENTIAL_DEPOSIT - 1);
	});
}

#[test]
fn the_place_of_one_that_was_heard_can_be_anothers_in_the_same_round() {
	ExtBuilder::default().elected(16).build_and_execute(|| {
		for id in 0..16 {
			say(id, around(USUAL));
		}
		assert_ok!(dismiss(15));
		elect(16..17);
		say(16, around(USUAL));
		assert_eq!(Heard::<Runtime>::get(COMMUNITY, START + LEAD).len(), 16);
	});
}

#[test]
fn the_only_one_heard_leaves_no_entry() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		say(0, around(USUAL));
		assert_ok!(dismiss(0));
		assert!(!Heard::<Runtime>::contains_key(COMMUNITY, START + LEAD));
		next_round();
	});
}

#[test]
fn what_it_said_before_counts_no_more() {
	ExtBuilder::default().elected(4).build_and_execute(|| {
		for id in 0..4 {
			say(id, around(USUAL));
		}
		next_round();
		assert_ok!(dismiss(3));
		know(START + LEAD, USUAL);
		next_block();
		assert_eq!(last_scores().len(), 3);
	});
}

#[test]
fn fails_when_unknown_or_not_the_operator() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_noop!(dismiss(1), Error::<Runtime>::UnknownForecaster);
		assert_noop!(
			PriceSignals::dismiss_forecaster(RuntimeOrigin::signed(FORECASTERS), COMMUNITY, 0),
			NOT_OPERATOR
		);
	});
}
