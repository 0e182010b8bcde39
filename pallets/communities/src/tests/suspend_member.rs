use super::*;

#[test]
fn a_suspended_member_is_no_active_one() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		last_event_is(Event::MemberSuspended {
			community: COMMUNITY,
			who: ALICE,
		});
		assert_noop!(
			Communities::ensure_active_member(COMMUNITY, &ALICE),
			CommunitiesError::MemberSuspended
		);
	});
}

#[test]
fn a_suspended_member_keeps_its_reference() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		assert_eq!(System::sufficients(&ALICE), 1);
	});
}

#[test]
fn fails_when_suspended_already() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		suspend(ALICE);
		assert_noop!(
			Communities::suspend_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::MemberSuspended
		);
	});
}

#[test]
fn fails_when_no_member() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Communities::suspend_member(by_operator(), COMMUNITY, ALICE),
			CommunitiesError::NotMember
		);
	});
}
