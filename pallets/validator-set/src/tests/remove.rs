use super::*;
use crate::Nominations;

#[test]
fn the_set_removes_a_validator_which_validates_to_the_end_of_the_next_session() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove(BOB));
		assert_eq!(set(), [ALICE, CAROL, DAVE]);
		assert_eq!(
			events(),
			[Event::Departed {
				validator: BOB,
				reason: Reason::Removed,
				until: COOL_DOWN,
				validators: 3,
			}]
		);
		sessions(1);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
		sessions(1);
		assert_eq!(validating(), [ALICE, CAROL, DAVE]);
	});
}

#[test]
fn its_nominations_end() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(nominate(OTHER_COMMUNITY, EVE));
		assert_ok!(remove(EVE));
		assert!(!Nominations::<Runtime>::contains_key(EVE));
		assert_noop!(withdraw(COMMUNITY, EVE), Error::<Runtime>::NotNominated);
	});
}

#[test]
fn votes_cannot_empty_the_set() {
	ExtBuilder::default()
		.founders(2)
		.floor(1)
		.build_and_execute(|| {
			assert_ok!(remove(ALICE));
			assert_noop!(remove(BOB), Error::<Runtime>::FloorReached);
			sessions(3);
			assert_eq!(validating(), [BOB]);
		});
}

#[test]
fn fails_at_the_floor() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove(ALICE));
		for who in [BOB, CAROL, DAVE] {
			assert_noop!(remove(who), Error::<Runtime>::FloorReached);
		}
	});
}

#[test]
fn fails_when_those_left_could_not_finalise() {
	ExtBuilder::default().floor(1).build_and_execute(|| {
		sessions_without(1, &[DAVE]);
		assert_noop!(remove(ALICE), Error::<Runtime>::TooManySilent);
		assert_ok!(remove(DAVE));
		assert_ok!(remove(ALICE));
	});
}

#[test]
fn fails_when_it_is_no_validator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		assert_noop!(remove(EVE), Error::<Runtime>::NotValidator);
		assert_ok!(remove(DAVE));
		assert_noop!(remove(DAVE), Error::<Runtime>::NotValidator);
	});
}

#[test]
fn fails_when_too_many_have_left_lately() {
	ExtBuilder::default()
		.founders(MAX_VALIDATORS.into())
		.floor(1)
		.build_and_execute(|| {
			for who in 1..=u64::from(MAX_DEPARTURES) {
				assert_ok!(remove(who));
			}
			assert_noop!(
				remove(u64::from(MAX_DEPARTURES) + 1),
				Error::<Runtime>::TooManyDepartures
			);
			sessions(COOL_DOWN + 1);
			assert_ok!(remove(u64::from(MAX_DEPARTURES) + 1));
		});
}

#[test]
fn fails_when_it_is_not_the_set_that_decides() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::root()] {
			assert_noop!(ValidatorSet::remove(origin, BOB), BadOrigin);
		}
	});
}
