use super::*;
use crate::{NominationCount, Nominations};

#[test]
fn a_candidate_is_one_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		set_keys(EVE);
		events();
		assert_ok!(withdraw(COMMUNITY, EVE));
		assert!(!Nominations::<Runtime>::contains_key(EVE));
		assert!(!NominationCount::<Runtime>::contains_key(COMMUNITY));
		assert_eq!(
			events(),
			[Event::NominationWithdrawn {
				community: COMMUNITY,
				validator: EVE,
			}]
		);
		assert_noop!(confirm(EVE), Error::<Runtime>::NotNominated);
	});
}

#[test]
fn a_validator_leaves_with_its_last_nominator() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(nominate(OTHER_COMMUNITY, EVE));
		assert_ok!(withdraw(COMMUNITY, EVE));
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE, EVE]);
		events();
		assert_ok!(withdraw(OTHER_COMMUNITY, EVE));
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		assert_eq!(
			events(),
			[
				Event::NominationWithdrawn {
					community: OTHER_COMMUNITY,
					validator: EVE,
				},
				Event::Departed {
					validator: EVE,
					reason: Reason::Withdrawn,
					until: COOL_DOWN,
					validators: 4,
				}
			]
		);
	});
}

#[test]
fn a_founder_stays_whoever_nominates_it_and_withdraws() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(OTHER_COMMUNITY, ALICE));
		assert_ok!(withdraw(OTHER_COMMUNITY, ALICE));
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
	});
}

#[test]
fn fails_when_the_set_would_fall_under_its_floor() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(ValidatorSet::set_floor(RuntimeOrigin::root(), 5));
		assert_noop!(withdraw(COMMUNITY, EVE), Error::<Runtime>::FloorReached);
	});
}

#[test]
fn fails_when_the_community_does_not_nominate_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		for (community, who) in [(OTHER_COMMUNITY, EVE), (COMMUNITY, ALICE)] {
			assert_noop!(withdraw(community, who), Error::<Runtime>::NotNominated);
		}
	});
}

#[test]
fn fails_when_not_the_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		let withdraw_as = |origin| ValidatorSet::withdraw_nomination(origin, COMMUNITY, EVE);
		assert_noop!(
			withdraw_as(RuntimeOrigin::signed(operator(OTHER_COMMUNITY))),
			NOT_OPERATOR
		);
		assert_noop!(withdraw_as(RuntimeOrigin::root()), BadOrigin);
	});
}
