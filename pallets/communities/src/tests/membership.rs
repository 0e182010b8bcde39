use super::*;
use commonwatt_primitives::governance::{MemberStanding, Membership};

fn standing(who: AccountId) -> Option<(u32, bool)> {
	Communities::member(COMMUNITY, &who).map(|MemberStanding { id, active }| (id, active))
}

fn active() -> u32 {
	<Communities as Membership<AccountId>>::active(COMMUNITY)
}

#[test]
fn ids_rise_with_admission_and_are_never_reused() {
	ExtBuilder::default().build_and_execute(|| {
		let next = || <Communities as Membership<AccountId>>::next_id(COMMUNITY);
		assert_eq!((next(), standing(ALICE)), (0, None));
		admit(ALICE);
		admit(BOB);
		assert_eq!(
			(standing(ALICE), standing(BOB), next()),
			(Some((0, true)), Some((1, true)), 2)
		);
		suspend(ALICE);
		assert_ok!(Communities::remove_member(by_operator(), COMMUNITY, ALICE));
		admit(ALICE);
		assert_eq!((standing(ALICE), next()), (Some((2, true)), 3));
	});
}

#[test]
fn who_is_suspended_is_not_active() {
	ExtBuilder::default().build_and_execute(|| {
		admit(ALICE);
		admit(BOB);
		assert_eq!(active(), 2);
		suspend(ALICE);
		assert_eq!((standing(ALICE), active()), (Some((0, false)), 1));
		assert_ok!(Communities::reinstate_member(
			by_operator(),
			COMMUNITY,
			ALICE
		));
		assert_eq!((standing(ALICE), active()), (Some((0, true)), 2));
		suspend(ALICE);
		assert_ok!(Communities::remove_member(by_operator(), COMMUNITY, ALICE));
		assert_eq!((standing(ALICE), active()), (None, 1));
	});
}
