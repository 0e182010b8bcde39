//! delegate, undelegate, remove_delegation, vote_for.

use super::*;
use crate::{Ballots, Delegator};

fn delegate(who: AccountId, to: AccountId) {
	assert_ok!(Treasury::delegate(by(who), COMMUNITY, to));
}

fn vote_for(
	delegate: AccountId,
	id: ProposalId,
	delegators: &[AccountId],
	said: Vote,
) -> sp_runtime::DispatchResult {
	let delegators = delegators
		.iter()
		.map(|who| Delegator {
			who: *who,
			points: Default::default(),
		})
		.collect::<Vec<_>>();
	Treasury::vote_for(by(delegate), id, delegators.try_into().expect("few"), said)
}

fn ayes_and_nays(id: ProposalId) -> (u128, u128) {
	let tally = proposal(id).tally;
	(tally.ayes, tally.nays)
}

#[test]
fn a_delegate_votes_for_those_who_chose_it() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		last_event_is(Event::Delegated {
			community: COMMUNITY,
			who: BOB,
			to: ALICE,
			since: 0,
		});
		delegate(CAROL, ALICE);
		let id = propose(remark());
		assert_ok!(vote_for(ALICE, id, &[BOB, CAROL], Vote::Aye));
		assert_eq!(ayes_and_nays(id), (2, 0));
		assert_ok!(vote(ALICE, id, Vote::Nay));
		assert_eq!(ayes_and_nays(id), (2, 1));
		// The delegate changes its mind, and is counted once.
		assert_ok!(vote_for(ALICE, id, &[BOB, BOB], Vote::Nay));
		assert_eq!(ayes_and_nays(id), (1, 2));
		let ballots = Treasury::ballots_of(COMMUNITY, &BOB);
		assert_eq!(ballots[0].delegate, Some(ALICE));
	});
}

#[test]
fn a_direct_vote_replaces_what_the_delegate_said_and_never_the_reverse() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		let id = propose(remark());
		assert_ok!(vote_for(ALICE, id, &[BOB], Vote::Aye));
		assert_ok!(vote(BOB, id, Vote::Nay));
		assert_eq!(ayes_and_nays(id), (0, 1));
		assert_noop!(
			vote_for(ALICE, id, &[BOB], Vote::Aye),
			TreasuryError::VotedDirectly
		);
		assert_eq!(ayes_and_nays(id), (0, 1));
	});
}

#[test]
fn who_cannot_be_counted_spoils_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		delegate(CAROL, ALICE);
		let id = propose(remark());
		assert_ok!(vote(BOB, id, Vote::Nay));
		assert_ok!(vote_for(ALICE, id, &[BOB, DAVE, CAROL], Vote::Aye));
		for (who, error) in [
			(BOB, TreasuryError::VotedDirectly),
			(DAVE, TreasuryError::NotDelegated),
		] {
			has_event(Event::NotCounted {
				proposal: id,
				who,
				delegate: ALICE,
				error: error.into(),
			});
		}
		assert_eq!(ayes_and_nays(id), (1, 1));
		assert_eq!(Ballots::<Runtime>::iter_prefix(id).count(), 2);
	});
}

#[test]
fn a_delegation_changed_while_a_proposal_is_open_does_not_count_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(CAROL, ALICE);
		let id = propose(remark());
		delegate(BOB, ALICE);
		delegate(CAROL, DAVE);
		assert_noop!(
			vote_for(ALICE, id, &[BOB], Vote::Aye),
			TreasuryError::DelegatedAfterOpening
		);
		assert_noop!(
			vote_for(ALICE, id, &[CAROL], Vote::Aye),
			TreasuryError::NotDelegated
		);
		assert_noop!(
			vote_for(DAVE, id, &[CAROL], Vote::Aye),
			TreasuryError::DelegatedAfterOpening
		);
		let next = propose(remark());
		assert_ok!(vote_for(ALICE, next, &[BOB], Vote::Aye));
		assert_ok!(vote_for(DAVE, next, &[CAROL], Vote::Aye));
	});
}

#[test]
fn votes_do_not_flow_along_a_chain() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(CAROL, BOB);
		delegate(BOB, ALICE);
		let id = propose(remark());
		assert_noop!(
			vote_for(ALICE, id, &[CAROL], Vote::Aye),
			TreasuryError::NotDelegated
		);
		assert_ok!(vote_for(ALICE, id, &[BOB], Vote::Aye));
		assert_ok!(vote_for(BOB, id, &[CAROL], Vote::Nay));
		assert_eq!(ayes_and_nays(id), (1, 1));
	});
}

#[test]
fn nobody_votes_for_a_member_that_is_suspended_or_was_removed() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		delegate(CAROL, ALICE);
		let id = propose(remark());
		assert_ok!(vote_for(ALICE, id, &[CAROL], Vote::Aye));
		suspend(BOB);
		assert_noop!(
			vote_for(ALICE, id, &[BOB], Vote::Aye),
			TreasuryError::MemberSuspended
		);
		remove(CAROL);
		assert_noop!(
			vote_for(ALICE, id, &[CAROL], Vote::Nay),
			TreasuryError::NotMember
		);
		assert_eq!(ayes_and_nays(id), (1, 0), "votes cast stay");
	});
}

#[test]
fn a_delegate_that_is_suspended_or_was_removed_votes_for_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, EVE);
		let id = propose(remark());
		suspend(EVE);
		assert_noop!(
			vote_for(EVE, id, &[BOB], Vote::Aye),
			TreasuryError::MemberSuspended
		);
		assert_ok!(as_dao(pallet_communities::Call::remove_member {
			community: COMMUNITY,
			who: EVE,
		}));
		assert_noop!(
			vote_for(EVE, id, &[BOB], Vote::Aye),
			TreasuryError::NotMember
		);
		// Admitted anew it is another member: nobody has chosen it.
		admit(EVE);
		let next = propose(remark());
		assert_noop!(
			vote_for(EVE, next, &[BOB], Vote::Aye),
			TreasuryError::NotDelegated
		);
	});
}

#[test]
fn who_is_admitted_anew_has_delegated_to_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		remove(BOB);
		admit(BOB);
		let id = propose(remark());
		assert_noop!(
			vote_for(ALICE, id, &[BOB], Vote::Aye),
			TreasuryError::NotDelegated
		);
	});
}

#[test]
fn anyone_removes_the_delegation_of_a_member_that_was_removed() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		delegate(CAROL, EVE);
		let remove_delegation = |who| Treasury::remove_delegation(by(STRANGER), COMMUNITY, who);
		for who in [BOB, CAROL] {
			assert_noop!(remove_delegation(who), TreasuryError::DelegationAlive);
		}
		remove(BOB);
		remove(EVE);
		for who in [BOB, CAROL] {
			assert_ok!(remove_delegation(who));
		}
		assert_noop!(remove_delegation(DAVE), TreasuryError::NotDelegated);
	});
}

#[test]
fn a_delegation_ends_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		delegate(BOB, ALICE);
		let id = propose(remark());
		assert_ok!(Treasury::undelegate(by(BOB), COMMUNITY));
		last_event_is(Event::Undelegated {
			community: COMMUNITY,
			who: BOB,
		});
		assert_noop!(
			vote_for(ALICE, id, &[BOB], Vote::Aye),
			TreasuryError::NotDelegated
		);
		assert_noop!(
			Treasury::undelegate(by(BOB), COMMUNITY),
			TreasuryError::NotDelegated
		);
	});
}

#[test]
fn fails_when_one_side_is_no_active_member() {
	ExtBuilder::default().build_and_execute(|| {
		let delegate = |who, to| Treasury::delegate(by(who), COMMUNITY, to);
		assert_noop!(delegate(STRANGER, ALICE), TreasuryError::NotMember);
		assert_noop!(delegate(ALICE, STRANGER), TreasuryError::NotMember);
		assert_noop!(delegate(ALICE, ALICE), TreasuryError::DelegatedToOneself);
		suspend(BOB);
		assert_noop!(delegate(ALICE, BOB), TreasuryError::MemberSuspended);
		assert_noop!(delegate(BOB, ALICE), TreasuryError::MemberSuspended);
	});
}

#[test]
fn fails_when_nobody_is_listed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_noop!(
			vote_for(ALICE, id, &[], Vote::Aye),
			TreasuryError::NobodyToVoteFor
		);
	});
}

#[test]
fn a_delegate_lists_the_points_of_those_it_votes_for() {
	let builder = ExtBuilder::default().rules(|rules| rules.electorate = Electorate::Energy);
	builder.build_and_execute(|| {
		run_to(FEBRUARY_BEGINS);
		meter(BOBS, 400, 0);
		run_to(MARCH_BEGINS);
		delegate(BOB, ALICE);
		let id = propose(remark());
		let list = |point| {
			vec![Delegator {
				who: BOB,
				points: vec![point].try_into().expect("one"),
			}]
			.try_into()
			.expect("one")
		};
		assert_noop!(
			Treasury::vote_for(by(ALICE), id, list(ALICES), Vote::Aye),
			TreasuryError::NotPointOwner
		);
		assert_ok!(Treasury::vote_for(by(ALICE), id, list(BOBS), Vote::Aye));
		assert_eq!(ayes_and_nays(id), (400, 0));
		// Bob says no, with the energy that was counted already.
		assert_ok!(vote(BOB, id, Vote::Nay));
		assert_eq!(ayes_and_nays(id), (0, 400));
	});
}
