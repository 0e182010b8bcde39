use super::*;
use crate::Nominations;
use sp_consensus_grandpa::AuthorityId;

fn authorities() -> Vec<AuthorityId> {
	pallet_grandpa::Authorities::<Runtime>::get()
		.iter()
		.map(|(key, _)| key.clone())
		.collect()
}

#[test]
fn a_candidate_joins_and_validates_two_sessions_later() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		set_keys(EVE);
		events();
		assert_ok!(confirm(EVE));
		assert_eq!(
			events(),
			[Event::Confirmed {
				validator: EVE,
				validators: 5,
			}]
		);
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE, EVE]);
		sessions(1);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
		sessions(1);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE, EVE]);
		assert_eq!(
			authorities(),
			[ALICE, BOB, CAROL, DAVE, EVE].map(key),
			"it finalises"
		);
	});
}

#[test]
fn the_finality_set_changes_once_for_a_change() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(3);
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 0);
		join(EVE);
		sessions(4);
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
	});
}

#[test]
fn it_is_proven_when_it_has_authored() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(2);
		join(EVE);
		assert_eq!(validator(EVE).joined, 2);
		sessions(2);
		assert!(!validator(EVE).proven);
		sessions(1);
		assert!(validator(EVE).proven && validator(EVE).is_awake());
	});
}

#[test]
fn a_validator_returns_when_it_has_cooled_down_and_begins_anew() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(resign(DAVE));
		assert_eq!(set(), [ALICE, BOB, CAROL]);
		sessions(COOL_DOWN + 1);
		assert_noop!(confirm(DAVE), Error::<Runtime>::NotNominated);
		assert_ok!(nominate(COMMUNITY, DAVE));
		assert_ok!(confirm(DAVE));
		let returned = validator(DAVE);
		assert!(!returned.founder && !returned.proven);
		sessions(2);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
	});
}

#[test]
fn a_set_of_one_grows_by_one_at_a_time() {
	ExtBuilder::default()
		.founders(1)
		.floor(1)
		.build_and_execute(|| {
			join(BOB);
			assert_ok!(nominate(COMMUNITY, CAROL));
			set_keys(CAROL);
			assert_noop!(confirm(CAROL), Error::<Runtime>::TooManySilent);
			sessions(3);
			assert_ok!(confirm(CAROL));
		});
}

#[test]
fn fails_when_more_would_be_asleep_than_finality_tolerates() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(nominate(COMMUNITY, FRANK));
		set_keys(FRANK);
		assert_noop!(confirm(FRANK), Error::<Runtime>::TooManySilent);
		sessions(2);
		// Eve validates and is silent: of six, two asleep are too many.
		sessions_without(1, &[EVE]);
		assert_noop!(confirm(FRANK), Error::<Runtime>::TooManySilent);
		sessions(1);
		assert_ok!(confirm(FRANK));
	});
}

#[test]
fn sets_of_six_confirm_two_at_once() {
	ExtBuilder::default().founders(6).build_and_execute(|| {
		join(7);
		join(8);
		assert_ok!(nominate(COMMUNITY, 9));
		set_keys(9);
		assert_noop!(confirm(9), Error::<Runtime>::TooManySilent);
	});
}

#[test]
fn fails_when_it_has_no_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		assert_noop!(confirm(EVE), Error::<Runtime>::NoKeys);
		set_keys(EVE);
		assert_ok!(ValidatorSet::purge_keys(RuntimeOrigin::signed(EVE)));
		assert_noop!(confirm(EVE), Error::<Runtime>::NoKeys);
	});
}

#[test]
fn fails_when_nobody_nominates_it() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(EVE);
		assert_noop!(confirm(EVE), Error::<Runtime>::NotNominated);
	});
}

#[test]
fn fails_when_its_only_nominator_is_dissolved() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		set_keys(EVE);
		Existing::mutate(|existing| existing.remove(&COMMUNITY));
		assert_noop!(confirm(EVE), Error::<Runtime>::NotNominated);
		assert_ok!(nominate(OTHER_COMMUNITY, EVE));
		assert_ok!(confirm(EVE));
		assert_eq!(
			Nominations::<Runtime>::get(EVE).to_vec(),
			[COMMUNITY, OTHER_COMMUNITY]
		);
	});
}

#[test]
fn fails_when_it_is_a_validator_already() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		for who in [ALICE, EVE] {
			assert_noop!(confirm(who), Error::<Runtime>::AlreadyValidator);
		}
	});
}

#[test]
fn fails_when_the_set_is_as_large_as_may_be() {
	ExtBuilder::default()
		.founders(MAX_VALIDATORS.into())
		.build_and_execute(|| {
			assert_ok!(nominate(COMMUNITY, 20));
			set_keys(20);
			assert_noop!(confirm(20), Error::<Runtime>::TooManyValidators);
		});
}

#[test]
fn fails_when_it_is_not_the_set_that_decides() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		set_keys(EVE);
		for origin in [
			RuntimeOrigin::signed(ALICE),
			RuntimeOrigin::signed(operator(COMMUNITY)),
			RuntimeOrigin::root(),
		] {
			assert_noop!(ValidatorSet::confirm(origin, EVE), BadOrigin);
		}
	});
}
