use super::*;

fn votes(id: ProposalId, votes: &[(AccountId, Vote)]) {
	for (who, said) in votes {
		assert_ok!(vote(*who, id, *said));
	}
}

fn closed_after(said: &[(AccountId, Vote)]) -> Stage<u64> {
	let id = propose(remark());
	votes(id, said);
	run_blocks(VOTING);
	assert_ok!(close(id));
	proposal(id).stage
}

#[test]
fn a_majority_with_a_quorum_approves() {
	ExtBuilder::default().build_and_execute(|| {
		let stage = closed_after(&[(ALICE, Vote::Aye), (BOB, Vote::Abstain)]);
		let from = 1 + VOTING + DELAY;
		let until = from + WINDOW;
		assert_eq!(stage, Stage::Approved { from, until });
		has_event(Event::Closed {
			proposal: 0,
			approved: true,
			tally: Tally {
				ayes: 1,
				nays: 0,
				abstentions: 1,
			},
			electorate: 5,
			slashed: 0,
		});
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn without_a_quorum_nothing_is_approved() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(closed_after(&[(ALICE, Vote::Aye)]), Stage::Rejected);
		assert_eq!(closed_after(&[]), Stage::Rejected);
		assert_eq!(
			balance(ALICE),
			FUNDS,
			"who had more ayes than nays keeps the deposit"
		);
	});
}

#[test]
fn nobody_decides_alone_what_nobody_else_has_noticed() {
	let lowest = |rules: &mut DaoRules<u64>| rules.quorum = Permill::from_percent(10);
	ExtBuilder::default().rules(lowest).build_and_execute(|| {
		// ceil(10 % of 5) is 1.
		assert_eq!(closed_after(&[(ALICE, Vote::Aye)]), Stage::Rejected);
		let noticed = [(ALICE, Vote::Aye), (BOB, Vote::Abstain)];
		assert!(matches!(closed_after(&noticed), Stage::Approved { .. }));
		// Of three members two were more than a half: an absent one could bar the others.
		suspend(DAVE);
		suspend(EVE);
		let alone = closed_after(&[(ALICE, Vote::Aye)]);
		assert!(matches!(alone, Stage::Approved { .. }));
	});
}

#[test]
fn a_tie_rejects() {
	ExtBuilder::default().build_and_execute(|| {
		let stage = closed_after(&[(ALICE, Vote::Aye), (BOB, Vote::Nay)]);
		assert_eq!(stage, Stage::Rejected);
	});
}

#[test]
fn abstentions_alone_do_not_approve() {
	ExtBuilder::default().build_and_execute(|| {
		let stage = closed_after(&[(ALICE, Vote::Abstain), (BOB, Vote::Abstain)]);
		assert_eq!(stage, Stage::Rejected);
	});
}

#[test]
fn the_share_of_ayes_rounds_up() {
	let builder = ExtBuilder::default().rules(|rules| rules.approval = Permill::from_percent(75));
	builder.build_and_execute(|| {
		// 3 of 4 are 75 %, 2 of 3 are not: ceil(2.25) = 3.
		let two_of_three = [(ALICE, Vote::Aye), (BOB, Vote::Aye), (CAROL, Vote::Nay)];
		assert_eq!(closed_after(&two_of_three), Stage::Rejected);
		let three_of_four = [
			(ALICE, Vote::Aye),
			(BOB, Vote::Aye),
			(CAROL, Vote::Nay),
			(DAVE, Vote::Aye),
		];
		assert!(matches!(
			closed_after(&three_of_four),
			Stage::Approved { .. }
		));
	});
}

#[test]
fn few_ayes_forfeit_the_deposit_to_the_treasury() {
	ExtBuilder::default().build_and_execute(|| {
		// ceil(25 % of 4) is 1.
		let one_of_four = [
			(ALICE, Vote::Aye),
			(BOB, Vote::Nay),
			(CAROL, Vote::Nay),
			(DAVE, Vote::Nay),
		];
		closed_after(&one_of_four);
		assert_eq!((balance(ALICE), treasury()), (FUNDS, 0));
		let none = [(BOB, Vote::Nay), (CAROL, Vote::Nay)];
		closed_after(&none);
		assert_eq!((balance(ALICE), treasury()), (FUNDS - DEPOSIT, DEPOSIT));
		assert_eq!(line(TreasuryLine::Deposits).received, DEPOSIT);
		has_event(Event::Closed {
			proposal: 1,
			approved: false,
			tally: Tally {
				ayes: 0,
				nays: 2,
				abstentions: 0,
			},
			electorate: 5,
			slashed: DEPOSIT,
		});
	});
}

#[test]
fn a_forfeited_deposit_of_an_account_that_is_frozen_returns_and_nothing_is_stuck() {
	use frame_support::traits::fungible::MutateFreeze;
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		votes(id, &[(BOB, Vote::Nay), (CAROL, Vote::Nay)]);
		assert_ok!(Balances::set_freeze(&1, &ALICE, FUNDS));
		run_blocks(VOTING);
		assert_ok!(close(id));
		assert_eq!((held(ALICE), balance(ALICE), treasury()), (0, FUNDS, 0));
	});
}

#[test]
fn the_deposit_of_who_has_nothing_else_left_is_forfeited_too() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		votes(id, &[(BOB, Vote::Nay), (CAROL, Vote::Nay)]);
		let rest = balance(ALICE) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(by(ALICE), DONOR, rest));
		run_blocks(VOTING);
		assert_ok!(close(id));
		assert_eq!((held(ALICE), balance(ALICE)), (0, EXISTENTIAL_DEPOSIT));
		assert_eq!(treasury(), DEPOSIT);
	});
}

#[test]
fn a_decided_vote_is_closed_early() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		votes(id, &[(ALICE, Vote::Aye), (BOB, Vote::Aye)]);
		// Three nays could come.
		assert_noop!(close(id), TreasuryError::VotingOpen);
		votes(id, &[(CAROL, Vote::Aye)]);
		assert_ok!(close(id));
		let from = 1 + DELAY;
		let until = from + WINDOW;
		assert_eq!(proposal(id).stage, Stage::Approved { from, until });
	});
}

#[test]
fn a_vote_that_cannot_be_won_is_closed_early() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		votes(id, &[(BOB, Vote::Nay), (CAROL, Vote::Nay)]);
		assert_noop!(close(id), TreasuryError::VotingOpen);
		votes(id, &[(DAVE, Vote::Nay)]);
		assert_ok!(close(id));
		assert_eq!(proposal(id).stage, Stage::Rejected);
	});
}

#[test]
fn what_is_closed_late_does_not_come_suddenly() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		votes(id, &[(ALICE, Vote::Aye), (BOB, Vote::Aye)]);
		run_blocks(VOTING + DELAY + WINDOW - 1);
		let late = propose(remark());
		assert_ok!(close(id));
		assert_ok!(execute(id));
		votes(late, &[(ALICE, Vote::Aye), (BOB, Vote::Aye)]);
		run_blocks(VOTING + DELAY + WINDOW);
		assert_ok!(close(late));
		last_event_is(Event::Expired { proposal: late });
		assert_eq!(proposal(late).stage, Stage::Expired);
	});
}

#[test]
fn fails_when_the_vote_goes_on() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		run_blocks(VOTING - 1);
		assert_noop!(close(id), TreasuryError::VotingOpen);
		next_block();
		assert_ok!(close(id));
		assert_noop!(close(id), TreasuryError::AlreadyFinished);
		assert_noop!(close(7), TreasuryError::UnknownProposal);
	});
}

#[test]
fn fails_when_it_can_be_executed_yet() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		approve(id);
		run_blocks(DELAY + WINDOW - 1);
		assert_noop!(close(id), TreasuryError::ExecutionWindowOpen);
		next_block();
		assert_noop!(execute(id), TreasuryError::TooLate);
		assert_ok!(close(id));
		assert_eq!(proposal(id).stage, Stage::Expired);
		assert_eq!(Treasury::call_of(id), None);
	});
}
