use super::*;
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;

fn propose_as(who: AccountId, call: RuntimeCall) -> sp_runtime::DispatchResult {
	Treasury::propose(by(who), COMMUNITY, Box::new(call), H256::repeat_byte(7))
}

#[test]
fn a_member_proposes_and_its_deposit_is_held() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(propose_as(ALICE, remark()));
		let proposal = proposal(0);
		last_event_is(Event::Proposed {
			community: COMMUNITY,
			proposal: 0,
			proposer: ALICE,
			call_hash: proposal.call_hash,
			description: H256::repeat_byte(7),
			electorate: 5,
			until: 1 + VOTING,
		});
		assert_eq!((held(ALICE), balance(ALICE)), (DEPOSIT, FUNDS - DEPOSIT));
		assert_eq!(
			(proposal.tally, proposal.electorate, proposal.members_below),
			(Tally::default(), 5, 5)
		);
	});
}

#[test]
fn a_proposal_keeps_the_rules_it_was_opened_under() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		let mut changed = rules();
		changed.quorum = Permill::from_percent(50);
		changed.voting_period = 900;
		changed.deposit = 5_000;
		assert_ok!(as_dao(Call::set_rules {
			community: COMMUNITY,
			rules: changed
		}));
		for who in [ALICE, BOB] {
			assert_ok!(vote(who, id, Vote::Aye));
		}
		run_blocks(VOTING);
		assert_ok!(close(id));
		assert!(matches!(proposal(id).stage, Stage::Approved { .. }));
		assert_eq!(held(ALICE), 0);
	});
}

#[test]
fn a_member_with_a_deposit_is_not_removed() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		suspend(ALICE);
		let remove = pallet_communities::Call::remove_member {
			community: COMMUNITY,
			who: ALICE,
		};
		assert!(Treasury::has_obligations(COMMUNITY, &ALICE));
		assert_noop!(
			as_dao(remove.clone()),
			pallet_communities::Error::<Runtime>::MemberHasObligations
		);
		run_blocks(VOTING);
		assert_ok!(close(id));
		assert!(!Treasury::has_obligations(COMMUNITY, &ALICE));
		assert_ok!(as_dao(remove));
		assert_eq!((held(ALICE), balance(ALICE)), (0, FUNDS));
	});
}

#[test]
fn the_call_and_the_description_can_be_read() {
	ExtBuilder::default().build_and_execute(|| {
		use codec::Encode;
		let id = propose(spend_call(7));
		let view = Treasury::proposal(id).expect("is kept");
		assert_eq!(view.call, RuntimeCall::from(spend_call(7)).encode());
		assert_eq!(view.proposer, ALICE);
		let other = propose(remark());
		let page = Treasury::proposals(COMMUNITY, 0, 1);
		assert_eq!(
			page.iter().map(|view| view.proposal).collect::<Vec<_>>(),
			[other]
		);
		let page = Treasury::proposals(COMMUNITY, 1, 5);
		assert_eq!(
			page.iter().map(|view| view.proposal).collect::<Vec<_>>(),
			[id]
		);
	});
}

#[test]
fn fails_when_not_an_active_member() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [STRANGER, OPERATOR, dao()] {
			assert_noop!(propose_as(who, remark()), TreasuryError::NotMember);
		}
		suspend(BOB);
		assert_noop!(propose_as(BOB, remark()), TreasuryError::MemberSuspended);
		let result = Treasury::propose(
			RuntimeOrigin::root(),
			COMMUNITY,
			Box::new(remark()),
			H256::zero(),
		);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}

#[test]
fn fails_when_there_is_no_government() {
	ExtBuilder::default()
		.not_established()
		.build_and_execute(|| {
			assert_noop!(propose_as(ALICE, remark()), TreasuryError::NoDao);
		});
}

#[test]
fn fails_when_the_community_may_not_do_it() {
	ExtBuilder::default().build_and_execute(|| {
		let transfer = pallet_balances::Call::transfer_allow_death {
			dest: ALICE,
			value: 1,
		};
		assert_noop!(
			propose_as(ALICE, transfer.into()),
			TreasuryError::CallFiltered
		);
	});
}

#[test]
fn fails_when_the_call_is_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		let remark = |length| frame_system::Call::remark {
			remark: vec![0; length],
		};
		// Pallet, call, and the length of the remark take four bytes.
		assert_noop!(
			propose_as(ALICE, remark(4_093).into()),
			TreasuryError::CallTooLong
		);
		assert_ok!(propose_as(ALICE, remark(4_092).into()));
	});
}

#[test]
fn fails_when_no_block_could_surely_hold_the_call() {
	ExtBuilder::default().build_and_execute(|| {
		let remove = |limit| Call::<Runtime>::remove_votes { proposal: 0, limit };
		assert_noop!(
			propose_as(ALICE, remove(u32::MAX).into()),
			TreasuryError::CallTooHeavy
		);
		let weights: frame_system::limits::BlockWeights =
			<Runtime as frame_system::Config>::BlockWeights::get();
		let largest = weights
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.expect("is bounded");
		let weight = |limit| {
			let call = RuntimeCall::from(remove(limit));
			let execution = Call::<Runtime>::execute {
				proposal: 0,
				weight_bound: call.get_dispatch_info().call_weight,
				length_bound: call.encoded_size() as u32,
			};
			execution.get_dispatch_info().call_weight
		};
		let heavy = (1..u32::MAX)
			.find(|limit| !weight(*limit).all_lte(largest.saturating_mul(3).saturating_div(4)))
			.expect("grows");
		assert_noop!(
			propose_as(ALICE, remove(heavy).into()),
			TreasuryError::CallTooHeavy
		);
		assert_ok!(propose_as(ALICE, remove(heavy - 1).into()));
	});
}

#[test]
fn fails_when_the_member_has_too_many_open() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(propose_as(ALICE, remark()));
		}
		assert_noop!(
			propose_as(ALICE, remark()),
			TreasuryError::TooManyOpenProposalsOfMember
		);
		assert_ok!(propose_as(BOB, remark()));
	});
}

#[test]
fn fails_when_the_community_has_too_many_open() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, BOB] {
			for _ in 0..3 {
				assert_ok!(propose_as(who, remark()));
			}
		}
		assert_noop!(
			propose_as(CAROL, remark()),
			TreasuryError::TooManyOpenProposals
		);
		run_blocks(VOTING);
		assert_ok!(close(0));
		assert_ok!(propose_as(CAROL, remark()));
	});
}

#[test]
fn fails_when_too_many_are_kept_until_anyone_removes_a_finished_one() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..MAX_PROPOSALS {
			let id = propose(remark());
			run_blocks(VOTING);
			assert_ok!(close(id));
		}
		assert_noop!(propose_as(ALICE, remark()), TreasuryError::TooManyProposals);
		assert_ok!(Treasury::remove_votes(by(STRANGER), 3, 1));
		assert_ok!(propose_as(ALICE, remark()));
	});
}

#[test]
fn fails_when_the_deposit_cannot_be_held() {
	ExtBuilder::default().build_and_execute(|| {
		admit(PENNILESS);
		assert!(propose_as(PENNILESS, remark()).is_err());
		assert_eq!(crate::NextProposal::<Runtime>::get(), 0);
	});
}
