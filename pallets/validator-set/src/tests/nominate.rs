use super::*;
use crate::{NominationCount, Nominations};

#[test]
fn a_community_nominates_an_account_which_is_no_validator_by_that() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		assert_eq!(Nominations::<Runtime>::get(EVE).to_vec(), [COMMUNITY]);
		assert_eq!(NominationCount::<Runtime>::get(COMMUNITY), 1);
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		assert_eq!(
			events(),
			[Event::Nominated {
				community: COMMUNITY,
				validator: EVE,
			}]
		);
	});
}

#[test]
fn several_communities_nominate_one_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		assert_ok!(nominate(OTHER_COMMUNITY, EVE));
		assert_eq!(
			Nominations::<Runtime>::get(EVE).to_vec(),
			[COMMUNITY, OTHER_COMMUNITY]
		);
	});
}

#[test]
fn a_validator_gets_more_nominators() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(nominate(OTHER_COMMUNITY, EVE));
		assert_ok!(nominate(OTHER_COMMUNITY, ALICE));
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE, EVE]);
	});
}

#[test]
fn fails_when_not_the_operator() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [STRANGER, EVE, operator(OTHER_COMMUNITY)] {
			assert_noop!(
				ValidatorSet::nominate(RuntimeOrigin::signed(who), COMMUNITY, EVE),
				NOT_OPERATOR
			);
		}
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(ValidatorSet::nominate(origin, COMMUNITY, EVE), BadOrigin);
		}
	});
}

#[test]
fn fails_when_the_community_is_dissolved() {
	ExtBuilder::default().build_and_execute(|| {
		Existing::mutate(|existing| existing.remove(&COMMUNITY));
		assert_noop!(nominate(COMMUNITY, EVE), UNKNOWN_COMMUNITY);
	});
}

#[test]
fn fails_when_the_community_nominates_it_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		assert_noop!(nominate(COMMUNITY, EVE), Error::<Runtime>::AlreadyNominated);
	});
}

#[test]
fn fails_when_the_community_nominates_as_many_as_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		for who in 10..10 + u64::from(MAX_NOMINATIONS) {
			assert_ok!(nominate(COMMUNITY, who));
		}
		assert_noop!(
			nominate(COMMUNITY, EVE),
			Error::<Runtime>::TooManyNominations
		);
		assert_ok!(withdraw(COMMUNITY, 10));
		assert_ok!(nominate(COMMUNITY, EVE));
	});
}

#[test]
fn fails_when_as_many_communities_nominate_it_as_may() {
	ExtBuilder::default().build_and_execute(|| {
		for community in [COMMUNITY, OTHER_COMMUNITY, THIRD_COMMUNITY] {
			assert_ok!(nominate(community, EVE));
		}
		assert_noop!(
			nominate(FOURTH_COMMUNITY, EVE),
			Error::<Runtime>::TooManyNominators
		);
	});
}

#[test]
fn fails_until_who_left_has_cooled_down() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(resign(DAVE));
		for _ in 0..=COOL_DOWN {
			assert_noop!(nominate(COMMUNITY, DAVE), Error::<Runtime>::CoolingDown);
			sessions(1);
		}
		assert_ok!(nominate(COMMUNITY, DAVE));
	});
}
