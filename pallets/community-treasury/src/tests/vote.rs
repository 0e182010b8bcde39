use super::*;
use crate::{Ballots, CountedPoints};

fn tally(id: ProposalId) -> (u128, u128, u128) {
	let Tally {
		ayes,
		nays,
		abstentions,
	} = proposal(id).tally;
	(ayes, nays, abstentions)
}

fn vote_with(
	who: AccountId,
	id: ProposalId,
	said: Vote,
	points: &[PointId],
) -> sp_runtime::DispatchResult {
	let points = points.to_vec().try_into().expect("few points");
	Treasury::vote(by(who), id, said, points)
}

#[test]
fn one_member_has_one_vote() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_ok!(vote(ALICE, id, Vote::Aye));
		last_event_is(Event::Voted {
			proposal: id,
			who: ALICE,
			vote: Vote::Aye,
			weight: 1,
			delegate: None,
		});
		assert_ok!(vote(BOB, id, Vote::Nay));
		assert_ok!(vote(CAROL, id, Vote::Abstain));
		assert_eq!(tally(id), (1, 1, 1));
	});
}

#[test]
fn a_vote_can_be_changed_until_the_end_and_counts_once() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		for said in [Vote::Aye, Vote::Aye, Vote::Nay, Vote::Abstain] {
			assert_ok!(vote(ALICE, id, said));
		}
		assert_eq!(tally(id), (0, 0, 1));
		let ballots = Treasury::ballots_of(COMMUNITY, &ALICE);
		assert_eq!((ballots.len(), ballots[0].vote), (1, Vote::Abstain));
	});
}

#[test]
fn fails_after_the_end() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		run_blocks(VOTING - 1);
		assert_ok!(vote(ALICE, id, Vote::Aye));
		next_block();
		assert_noop!(vote(BOB, id, Vote::Aye), TreasuryError::VotingClosed);
		assert_noop!(vote(ALICE, id, Vote::Nay), TreasuryError::VotingClosed);
		assert_ok!(close(id));
		assert_noop!(vote(BOB, id, Vote::Aye), TreasuryError::VotingClosed);
	});
}

#[test]
fn fails_when_the_proposal_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(vote(ALICE, 7, Vote::Aye), TreasuryError::UnknownProposal);
	});
}

#[test]
fn fails_when_not_an_active_member_and_votes_cast_stay() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_noop!(vote(STRANGER, id, Vote::Aye), TreasuryError::NotMember);
		assert_ok!(vote(BOB, id, Vote::Aye));
		suspend(BOB);
		assert_noop!(vote(BOB, id, Vote::Nay), TreasuryError::MemberSuspended);
		assert_ok!(as_dao(pallet_communities::Call::remove_member {
			community: COMMUNITY,
			who: BOB,
		}));
		assert_noop!(vote(BOB, id, Vote::Nay), TreasuryError::NotMember);
		assert_eq!(tally(id), (1, 0, 0));
	});
}

#[test]
fn fails_when_admitted_after_the_proposal_was_opened() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		admit(STRANGER);
		assert_noop!(
			vote(STRANGER, id, Vote::Aye),
			TreasuryError::AdmittedAfterOpening
		);
		// Nor who left and came back: it could vote twice under two ids.
		assert_ok!(vote(BOB, id, Vote::Aye));
		remove(BOB);
		admit(BOB);
		assert_noop!(
			vote(BOB, id, Vote::Nay),
			TreasuryError::AdmittedAfterOpening
		);
		let next = propose(remark());
		assert_ok!(vote(STRANGER, next, Vote::Aye));
	});
}

#[test]
fn fails_when_points_are_listed_where_they_do_not_vote() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_noop!(
			vote_with(ALICE, id, Vote::Aye, &[ALICES]),
			TreasuryError::PointsDoNotVote
		);
	});
}

fn by_shares(rules: &mut DaoRules<u64>) {
	rules.electorate = Electorate::Shares { asset: 1 };
}

#[test]
fn shares_vote_as_they_were_held_at_the_opening() {
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			Shares::set([(1, [(ALICE, 30), (BOB, 70), (STRANGER, 50)].into())].into());
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 150);
			Shares::set([(1, [(CAROL, 150)].into())].into());
			assert_ok!(vote(ALICE, id, Vote::Nay));
			assert_ok!(vote(BOB, id, Vote::Aye));
			assert_noop!(vote(CAROL, id, Vote::Nay), TreasuryError::NoWeight);
			// Shares of those who are no members do not decide.
			assert_noop!(vote(STRANGER, id, Vote::Nay), TreasuryError::NotMember);
			assert_eq!(tally(id), (70, 30, 0));
			assert_eq!(Recorded::get().len(), 1);
			run_blocks(VOTING);
			assert_ok!(close(id));
			assert!(Recorded::get().is_empty(), "the record is released");
		});
}

#[test]
fn members_vote_where_shares_are_gone() {
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 5);
			assert_ok!(vote(ALICE, id, Vote::Aye));
			// An asset that nobody who votes holds.
			Shares::set([(1, Default::default())].into());
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 5);
			assert!(Recorded::get().is_empty());
		});
}

#[test]
fn members_vote_where_the_shares_are_another_communitys() {
	let elsewhere = Electorate::Shares {
		asset: ELSEWHERE_ASSET,
	};
	ExtBuilder::default()
		.rules(|rules| rules.electorate = elsewhere)
		.build_and_execute(|| {
			Shares::set([(ELSEWHERE_ASSET, [(STRANGER, 30)].into())].into());
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 5);
			assert!(Recorded::get().is_empty(), "its own proposals need them");
		});
}

#[test]
fn shares_of_the_community_itself_do_not_count() {
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			// Nobody can vote for them: with them no quorum would be reached.
			Shares::set([(1, [(dao(), 70), (ALICE, 20), (BOB, 10)].into())].into());
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 30);
			assert_ok!(vote(ALICE, id, Vote::Aye));
			assert_ok!(close(id));
			assert!(matches!(proposal(id).stage, Stage::Approved { .. }));
			Shares::set([(1, [(dao(), 70)].into())].into());
			let id = propose(remark());
			assert_eq!(proposal(id).electorate, 5);
			assert!(Recorded::get().is_empty());
		});
}

#[test]
fn members_decide_on_the_rules_whoever_decides_on_the_rest() {
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			// Most shares are of who cannot vote: what shares decide has no quorum for ever.
			Shares::set([(1, [(STRANGER, 70), (ALICE, 30)].into())].into());
			let id = propose(remark());
			assert_ok!(vote(ALICE, id, Vote::Aye));
			run_blocks(VOTING);
			assert_ok!(close(id));
			assert_eq!(proposal(id).stage, Stage::Rejected);
			decide(Call::set_rules {
				community: COMMUNITY,
				rules: rules(),
			});
			let id = propose(remark());
			assert_eq!(
				(proposal(id).electorate, proposal(id).roll),
				(5, crate::Roll::Members)
			);
		});
}

#[test]
fn fails_when_no_more_holdings_can_be_recorded() {
	ExtBuilder::default()
		.rules(by_shares)
		.build_and_execute(|| {
			Shares::set([(1, [(ALICE, 30)].into())].into());
			for who in [ALICE, ALICE, BOB] {
				propose_by(who, remark());
			}
			// Else who fills the records could choose the electorate.
			assert_noop!(
				Treasury::propose(by(CAROL), COMMUNITY, Box::new(remark()), H256::zero()),
				DispatchError::Exhausted
			);
		});
}

fn by_energy(test: impl FnOnce()) {
	let builder = ExtBuilder::default().rules(|rules| rules.electorate = Electorate::Energy);
	builder.build_and_execute(|| {
		run_to(FEBRUARY_BEGINS);
		meter(ALICES, 100, 20);
		meter(ALICES_SECOND, 0, 30);
		meter(BOBS, 400, 0);
		meter(ELSEWHERE, 1_000, 0);
		run_to(MARCH_BEGINS);
		// Of the month in progress: does not count.
		meter(CAROLS, 5_000, 0);
		test();
	});
}

#[test]
fn energy_of_the_last_finished_month_votes() {
	by_energy(|| {
		let id = propose(remark());
		assert_eq!(proposal(id).electorate, 550);
		assert_ok!(vote_with(ALICE, id, Vote::Aye, &[ALICES]));
		assert_ok!(vote_with(BOB, id, Vote::Nay, &[BOBS]));
		assert_eq!(tally(id), (120, 400, 0));
		assert_ok!(vote_with(ALICE, id, Vote::Aye, &[ALICES, ALICES_SECOND]));
		assert_eq!(tally(id), (150, 400, 0));
		assert_ok!(vote(ALICE, id, Vote::Abstain));
		assert_eq!(tally(id), (0, 400, 150));
	});
}

#[test]
fn a_point_counts_once() {
	by_energy(|| {
		let id = propose(remark());
		assert_ok!(vote_with(ALICE, id, Vote::Aye, &[ALICES, ALICES]));
		assert_ok!(vote_with(ALICE, id, Vote::Aye, &[ALICES]));
		assert_eq!(tally(id), (120, 0, 0));
		// Not for the next owner either.
		Points::mutate(|points| points.insert(ALICES, details(COMMUNITY, BOB)));
		assert_noop!(
			vote_with(BOB, id, Vote::Nay, &[BOBS, ALICES]),
			TreasuryError::PointCounted
		);
	});
}

#[test]
fn fails_when_the_point_is_anothers() {
	by_energy(|| {
		let id = propose(remark());
		for point in [BOBS, ELSEWHERE] {
			assert_noop!(
				vote_with(ALICE, id, Vote::Aye, &[point]),
				TreasuryError::NotPointOwner
			);
		}
		assert_noop!(
			vote_with(ALICE, id, Vote::Aye, &[UNKNOWN_POINT]),
			TreasuryError::UnknownPoint
		);
		assert_noop!(vote(ALICE, id, Vote::Aye), TreasuryError::NoWeight);
		assert_noop!(
			vote_with(CAROL, id, Vote::Aye, &[CAROLS]),
			TreasuryError::NoWeight
		);
	});
}

#[test]
fn members_vote_where_no_month_is_finished() {
	let builder = ExtBuilder::default().rules(|rules| rules.electorate = Electorate::Energy);
	builder.build_and_execute(|| {
		meter(ALICES, 100, 20);
		let id = propose(remark());
		assert_eq!(proposal(id).electorate, 5);
		run_to(FEBRUARY_BEGINS);
		// Of January only the end was seen.
		assert_eq!(proposal(propose(remark())).electorate, 5);
	});
}

#[test]
fn ballots_of_a_finished_proposal_are_removed_in_parts() {
	by_energy(|| {
		let id = propose(remark());
		assert_ok!(vote_with(ALICE, id, Vote::Aye, &[ALICES, ALICES_SECOND]));
		assert_ok!(vote_with(BOB, id, Vote::Nay, &[BOBS]));
		assert_noop!(
			Treasury::remove_votes(by(STRANGER), id, 10).map_err(|error| error.error),
			TreasuryError::NotFinished
		);
		run_blocks(VOTING);
		assert_ok!(close(id));
		assert_ok!(Treasury::remove_votes(by(STRANGER), id, 1));
		check_invariants();
		assert_eq!(Ballots::<Runtime>::iter_prefix(id).count(), 1);
		assert_ok!(Treasury::remove_votes(by(STRANGER), id, 3));
		check_invariants();
		assert_eq!(CountedPoints::<Runtime>::iter_prefix(id).count(), 1);
		assert_ok!(Treasury::remove_votes(by(STRANGER), id, 2));
		last_event_is(Event::ProposalRemoved { proposal: id });
		assert_eq!(CountedPoints::<Runtime>::iter().count(), 0);
		assert!(Treasury::proposal(id).is_none());
		assert_noop!(
			Treasury::remove_votes(by(STRANGER), id, 2).map_err(|error| error.error),
			TreasuryError::UnknownProposal
		);
	});
}
