use super::*;
use crate::{MemberCount, Members};

fn remove(who: AccountId) {
	assert_ok!(Communities::remove_member(by_operator(), COMMUNITY, who));
}

#[test]
fn a_removed_member_loses_its_reference_and_with_it_its_account() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		remove(ALICE);
		last_event_is(Event::MemberRemoved {
			community: COMMUNITY,
			who: ALICE,
			member: 0,
		});
		assert!(!System::account_exists(&ALICE));
		assert!(!Members::<Runtime>::contains_key(COMMUNITY, ALICE));
		assert_eq!(MemberCount::<Runtime>::get(COMMUNITY).members, 0);
	});
}

#[test]
fn an_account_needed_elsewhere_stays() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		register_gateway(ALICE);
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_ok!(Communities::admit_member(other, OTHER_COMMUNITY, ALICE));
		suspend(ALICE);
		remove(ALICE);
		assert_eq!(System::sufficients(&ALICE), 2);
	});
}

#[test]
fn a_member_admitted_again_has_a_new_id() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		remove(ALICE);
		admit(ALICE);
		last_event_is(Event::MemberAdmitted {
			community: COMMUNITY,
			who: ALICE,
			member: 1,
		});
	});
}

#[test]
fn obligations_elsewhere_bind_nobody_here() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		Obliged::set(vec![(OTHER_COMMUNITY, ALICE), (COMMUNITY, BOB)]);
		remove(ALICE);
		assert!(!Members::<Runtime>::contains_key(COMMUNITY, ALICE));
	});
}

#[test]
fn fails_when_obligations_are_left() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		Obliged::set(vec![(COMMUNITY, ALICE)]);
		assert_noop!(
			Communities::remove_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::MemberHasObligations
		);
	});
}

#[test]
fn fails_when_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		assert_noop!(
			Communities::remove_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::MemberNotSuspended
		);
	});
}

#[test]
fn fails_when_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Communities::remove_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::NotMember
		);
	});
}
