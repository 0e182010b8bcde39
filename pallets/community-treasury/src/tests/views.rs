//! What a wallet asks in one call.

use super::*;
use commonwatt_primitives::governance::views::{
	BallotView, DelegationView, ProposalStage, VoteView, VoterView,
};

fn voter(who: AccountId) -> VoterView<AccountId> {
	Treasury::voter(COMMUNITY, &who).expect("governs itself")
}

fn said(proposal: ProposalId, vote: Vote, weight: u128) -> BallotView<AccountId> {
	BallotView {
		proposal,
		vote,
		weight,
		delegate: None,
	}
}

#[test]
fn a_member_sees_what_it_may_vote_on_and_what_it_said() {
	ExtBuilder::default().build_and_execute(|| {
		let first = propose(remark());
		let second = propose(remark());
		assert_ok!(vote(BOB, first, Vote::Nay));
		let until = match proposal(first).stage {
			Stage::Voting { until } => until as u32,
			stage => panic!("is {stage:?}"),
		};
		let view = |proposal, ballot| VoteView {
			proposal,
			stage: ProposalStage::Voting { until },
			open: true,
			weight: Some(1),
			ballot,
		};
		let ballot = Some(said(first, Vote::Nay, 1));
		assert_eq!(
			voter(BOB),
			VoterView {
				member: Some(1),
				active: true,
				delegation: None,
				votes: vec![view(first, ballot), view(second, None)],
			}
		);
	});
}

#[test]
fn what_is_over_is_shown_to_who_voted_and_weighs_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_ok!(vote(BOB, id, Vote::Nay));
		run_blocks(VOTING);
		// Not closed yet: no vote is taken all the same.
		assert!(voter(CAROL).votes.is_empty());
		assert_ok!(close(id));
		let votes = voter(BOB).votes;
		assert_eq!(
			votes,
			[VoteView {
				proposal: id,
				stage: ProposalStage::Rejected,
				open: false,
				weight: Some(0),
				ballot: Some(said(id, Vote::Nay, 1)),
			}]
		);
		assert!(voter(CAROL).votes.is_empty());
	});
}

#[test]
fn who_may_not_vote_sees_nothing_open() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_ok!(vote(BOB, id, Vote::Aye));
		suspend(BOB);
		let view = voter(BOB);
		assert_eq!((view.member, view.active), (Some(1), false));
		assert!(view.votes.iter().all(|vote| !vote.open));
		assert_eq!(view.votes.len(), 1, "what it said is shown");
		admit(STRANGER);
		let view = voter(STRANGER);
		assert!(view.active && view.votes.is_empty(), "admitted after");
		propose(remark());
		assert_eq!(voter(STRANGER).votes.len(), 1);
	});
}

#[test]
fn who_is_no_member_and_a_community_without_a_government_have_no_votes() {
	ExtBuilder::default().build_and_execute(|| {
		propose(remark());
		let nobody = VoterView {
			member: None,
			active: false,
			delegation: None,
			votes: vec![],
		};
		assert_eq!(voter(STRANGER), nobody);
		assert_eq!(Treasury::voter(COMMUNITY + 9, &BOB), None);
	});
}

#[test]
fn shares_weigh_as_they_were_at_the_opening() {
	let by_shares = |rules: &mut DaoRules<u64>| rules.electorate = Electorate::Shares { asset: 1 };
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			Shares::set([(1, [(ALICE, 30), (BOB, 70)].into())].into());
			let id = propose(remark());
			Shares::set([(1, [(CAROL, 100)].into())].into());
			assert_eq!(voter(BOB).votes[0].weight, Some(70));
			assert!(voter(CAROL).votes.is_empty(), "had none");
			assert_ok!(vote(BOB, id, Vote::Aye));
			assert_eq!(voter(BOB).votes[0].ballot, Some(said(id, Vote::Aye, 70)));
		});
}

#[test]
fn where_energy_votes_the_weight_is_that_of_the_points() {
	let builder = ExtBuilder::default().rules(|rules| rules.electorate = Electorate::Energy);
	builder.build_and_execute(|| {
		run_to(FEBRUARY_BEGINS);
		meter(ALICES, 100, 20);
		run_to(MARCH_BEGINS);
		propose(remark());
		let votes = voter(ALICE).votes;
		assert_eq!((votes[0].open, votes[0].weight), (true, None));
	});
}

#[test]
fn a_delegation_holds_while_both_are_the_members_that_they_were() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Treasury::delegate(by(BOB), COMMUNITY, CAROL));
		let delegation = |holds| {
			Some(DelegationView {
				to: CAROL,
				since: 0,
				holds,
			})
		};
		assert_eq!(voter(BOB).delegation, delegation(true));
		remove(CAROL);
		assert_eq!(voter(BOB).delegation, delegation(false));
		admit(CAROL);
		assert_eq!(voter(BOB).delegation, delegation(false), "another member");
	});
}
