use super::*;

#[test]
fn a_reinstated_member_is_active_under_its_old_id() {
	ExtBuilder::default().build_and_execute(|| {
		admit(BOB);
		admit(ALICE);
		suspend(ALICE);
		assert_ok!(Communities::reinstate_member(
			by_operator(),
			COMMUNITY,
			ALICE
		));
		last_event_is(Event::MemberReinstated {
			community: COMMUNITY,
			who: ALICE,
		});
		assert_ok!(Communities::ensure_active_member(COMMUNITY, &ALICE));
		let member = crate::Members::<Runtime>::get(COMMUNITY, ALICE).expect("a member");
		assert_eq!(member.id, 1);
		assert_eq!(System::sufficients(&ALICE), 1);
	});
}

#[test]
fn fails_when_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		assert_noop!(
			Communities::reinstate_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::MemberNotSuspended
		);
	});
}

#[test]
fn fails_when_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Communities::reinstate_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::NotMember
		);
	});
}
