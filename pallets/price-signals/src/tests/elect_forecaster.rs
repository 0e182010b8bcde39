use super::*;
use crate::Status;
use frame_support::pallet_prelude::DispatchResult;
use sp_runtime::{traits::BadOrigin, Permill};

fn elect_account(account: AccountId, seed: u8) -> DispatchResult {
	PriceSignals::elect_forecaster(
		RuntimeOrigin::signed(OPERATOR),
		COMMUNITY,
		account,
		public(seed),
	)
}

#[test]
fn the_operator_elects_a_forecaster_which_needs_no_token() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(elect_account(FORECASTERS, 0));
		let elected = forecaster(0);
		assert_eq!(elected.account, FORECASTERS);
		assert_eq!(elected.key, public(0));
		assert_eq!(elected.status, Status::Active);
		assert_eq!((elected.elected_at, elected.active_since), (START, START));
		assert_eq!((elected.last_round, elected.faults), (None, 0));
		assert_eq!(elected.reputation, Permill::from_percent(50));
		assert_eq!(System::sufficients(&FORECASTERS), 1);
		assert_eq!(
			events(),
			[Event::ForecasterElected {
				community: COMMUNITY,
				forecaster: 0,
				account: FORECASTERS,
				key: public(0),
			}]
		);
	});
}

#[test]
fn ids_are_never_reused() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		assert_ok!(PriceSignals::dismiss_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			1
		));
		assert_ok!(elect_account(FORECASTERS + 1, 1));
		let ids: Vec<_> = PriceSignals::forecasters(COMMUNITY)
			.iter()
			.map(|forecaster| forecaster.id)
			.collect();
		assert_eq!(ids, [0, 2]);
	});
}

#[test]
fn communities_count_by_themselves() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		assert_ok!(PriceSignals::elect_forecaster(
			RuntimeOrigin::signed(OTHER_OPERATOR),
			OTHER_COMMUNITY,
			FORECASTERS,
			public(0),
		));
		assert_eq!(PriceSignals::forecasters(OTHER_COMMUNITY)[0].id, 0);
		assert_eq!(System::sufficients(&FORECASTERS), 2);
	});
}

#[test]
fn fails_when_not_the_operator() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [DONOR, OTHER_OPERATOR] {
			assert_noop!(
				PriceSignals::elect_forecaster(
					RuntimeOrigin::signed(who),
					COMMUNITY,
					FORECASTERS,
					public(0)
				),
				NOT_OPERATOR
			);
		}
		assert_noop!(
			PriceSignals::elect_forecaster(
				RuntimeOrigin::none(),
				COMMUNITY,
				FORECASTERS,
				public(0)
			),
			BadOrigin
		);
	});
}

#[test]
fn fails_when_the_account_is_a_forecaster_already() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_noop!(
			elect_account(FORECASTERS, 1),
			Error::<Runtime>::AlreadyForecaster
		);
	});
}

#[test]
fn fails_when_the_key_is_in_use() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_noop!(
			elect_account(FORECASTERS + 1, 0),
			Error::<Runtime>::KeyInUse
		);
	});
}

#[test]
fn fails_when_there_are_as_many_as_may_be() {
	ExtBuilder::default().elected(16).build_and_execute(|| {
		assert_noop!(
			elect_account(FORECASTERS + 16, 16),
			Error::<Runtime>::TooManyForecasters
		);
	});
}
