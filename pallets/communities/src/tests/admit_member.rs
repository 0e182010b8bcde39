use super::*;
use crate::{MemberCount, Members};

#[test]
fn a_member_has_an_id_of_its_community() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		last_event_is(Event::MemberAdmitted {
			community: COMMUNITY,
			who: ALICE,
			member: 0,
		});
		admit(BOB);
		last_event_is(Event::MemberAdmitted {
			community: COMMUNITY,
			who: BOB,
			member: 1,
		});
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_ok!(Communities::admit_member(other, OTHER_COMMUNITY, BOB));
		let bob = Members::<Runtime>::get(OTHER_COMMUNITY, BOB).expect("a member");
		assert_eq!(bob.id, 0);
		assert_eq!(MemberCount::<Runtime>::get(COMMUNITY).members, 2);
	});
}

#[test]
fn a_member_without_tokens_may_send_transactions() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(!System::account_exists(&ALICE));
		admit(ALICE);
		assert_eq!(System::sufficients(&ALICE), 1);
		assert!(System::account_exists(&ALICE));
	});
}

#[test]
fn an_active_member_is_one_of_this_community_only() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		assert_ok!(Communities::ensure_active_member(COMMUNITY, &ALICE));
		assert_noop!(
			Communities::ensure_active_member(OTHER_COMMUNITY, &ALICE),
			CommunitiesError::NotMember
		);
	});
}

#[test]
fn fails_when_a_member_already() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		assert_noop!(
			Communities::admit_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::AlreadyMember
		);
	});
}

#[test]
fn fails_when_the_member_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		assert_noop!(
			Communities::admit_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::AlreadyMember
		);
	});
}
