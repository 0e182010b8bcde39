use super::*;
use frame_support::traits::{tokens::fungible::InspectHold, ValidatorRegistration};

fn purge(who: AccountId) -> frame_support::pallet_prelude::DispatchResult {
	ValidatorSet::purge_keys(RuntimeOrigin::signed(who))
}

#[test]
fn who_never_validated_purges_its_keys_and_gets_its_deposit_back() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(EVE);
		assert_eq!(Balances::total_balance_on_hold(&EVE), KEY_DEPOSIT);
		assert_ok!(purge(EVE));
		assert!(!Session::is_registered(&EVE));
		assert_eq!(Balances::total_balance_on_hold(&EVE), 0);
	});
}

#[test]
fn fails_for_a_validator_and_until_it_validates_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(purge(DAVE), Error::<Runtime>::StillValidating);
		assert_ok!(resign(DAVE));
		for _ in 0..2 {
			assert_noop!(purge(DAVE), Error::<Runtime>::StillValidating);
			sessions(1);
		}
		assert_eq!(validating(), [ALICE, BOB, CAROL]);
		assert_ok!(purge(DAVE));
		sessions(2);
		assert_eq!(validating(), [ALICE, BOB, CAROL]);
	});
}

#[test]
fn fails_for_who_is_about_to_validate() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_noop!(purge(EVE), Error::<Runtime>::StillValidating);
		sessions(1);
		// In the queue, and out of the set.
		assert_ok!(resign(EVE));
		assert_noop!(purge(EVE), Error::<Runtime>::StillValidating);
	});
}

#[test]
fn fails_without_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(purge(EVE), pallet_session::Error::<Runtime>::NoKeys);
		assert_noop!(ValidatorSet::purge_keys(RuntimeOrigin::root()), BadOrigin);
	});
}
