use super::*;
use codec::Encode;
use frame_support::dispatch::GetDispatchInfo;

fn approved(call: impl Into<RuntimeCall>) -> ProposalId {
	let id = propose(call);
	approve(id);
	run_blocks(DELAY);
	id
}

#[test]
fn anyone_executes_what_is_approved() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let id = approved(spend_call(300));
		assert_ok!(execute(id));
		last_event_is(Event::Dispatched {
			proposal: id,
			result: Ok(()),
		});
		assert_eq!(treasury(), 700);
		assert_noop!(execute(id), TreasuryError::NotApproved);
	});
}

#[test]
fn the_caller_is_charged_for_the_call_and_no_more() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let call = RuntimeCall::from(spend_call(300));
		let weight = call.get_dispatch_info().call_weight;
		let length = call.encoded_size() as u32;
		let id = approved(call);
		let execute = |weight, length| Treasury::execute(by(STRANGER), id, weight, length);
		let small = weight - Weight::from_parts(1, 0);
		let refused = |error: sp_runtime::DispatchErrorWithPostInfo<_>| error.error;
		assert_noop!(
			execute(small, length).map_err(refused),
			TreasuryError::WeightBoundTooLow
		);
		assert_noop!(
			execute(weight, length - 1).map_err(refused),
			TreasuryError::LengthBoundTooLow
		);
		let paid = execute(weight.saturating_mul(10), length + 1_000).expect("is approved");
		use crate::WeightInfo;
		let expected = crate::weights::SubstrateWeight::<Runtime>::execute(length) + weight;
		assert_eq!(paid.actual_weight, Some(expected));
	});
}

#[test]
fn a_call_that_fails_may_be_tried_again_until_the_window_ends() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let lend = pallet_billing::Call::lend_to_guarantee {
			community: COMMUNITY,
			amount: 1_500,
		};
		let id = approved(lend);
		assert_ok!(execute(id));
		let error = pallet_billing::Error::<Runtime>::TreasuryTooSmall.into();
		last_event_is(Event::Dispatched {
			proposal: id,
			result: Err(error),
		});
		assert_eq!(proposal(id).last_error, Some(error));
		assert!(matches!(proposal(id).stage, Stage::Approved { .. }));
		check_invariants();
		donate(500);
		assert_ok!(execute(id));
		assert_eq!((treasury(), proposal(id).stage), (0, Stage::Executed));
	});
}

#[test]
fn a_call_that_leaves_no_active_member_fails() {
	ExtBuilder::default().build_and_execute(|| {
		let suspend_member = |who| pallet_communities::Call::suspend_member {
			community: COMMUNITY,
			who,
		};
		for who in [BOB, CAROL, DAVE, EVE] {
			suspend(who);
		}
		let id = propose(suspend_member(ALICE));
		assert_ok!(vote(ALICE, id, Vote::Aye));
		assert_ok!(close(id));
		run_blocks(DELAY);
		assert_ok!(execute(id));
		last_event_is(Event::Dispatched {
			proposal: id,
			result: Err(TreasuryError::NobodyLeft.into()),
		});
		// Who is left can let the others back in.
		let id = propose(pallet_communities::Call::reinstate_member {
			community: COMMUNITY,
			who: BOB,
		});
		assert_ok!(vote(ALICE, id, Vote::Aye));
		assert_ok!(close(id));
		run_blocks(DELAY);
		assert_ok!(execute(id));
		assert_ok!(vote(BOB, propose(remark()), Vote::Aye));
	});
}

#[test]
fn the_communitys_own_account_is_nobody_who_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		// So that it may hold shares that are for members only.
		admit(dao());
		for who in [BOB, CAROL, DAVE, EVE] {
			suspend(who);
		}
		let id = propose(pallet_communities::Call::suspend_member {
			community: COMMUNITY,
			who: ALICE,
		});
		assert_eq!(proposal(id).electorate, 1);
		assert_ok!(vote(ALICE, id, Vote::Aye));
		assert_ok!(close(id));
		run_blocks(DELAY);
		assert_ok!(execute(id));
		last_event_is(Event::Dispatched {
			proposal: id,
			result: Err(TreasuryError::NobodyLeft.into()),
		});
	});
}

#[test]
fn a_call_that_always_fails_expires() {
	ExtBuilder::default().build_and_execute(|| {
		let id = approved(spend_call(300));
		for _ in 0..WINDOW {
			assert_ok!(execute(id));
			next_block();
		}
		assert_noop!(execute(id), TreasuryError::TooLate);
		assert_ok!(close(id));
		assert_eq!(proposal(id).stage, Stage::Expired);
		assert!(proposal(id).last_error.is_some());
	});
}

#[test]
fn what_a_failing_call_did_is_undone() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		// Money is set aside before the month turns out to be unknown.
		let id = approved(Call::open_refund {
			community: COMMUNITY,
			month: JANUARY,
			amount: 500,
		});
		assert_ok!(execute(id));
		assert_eq!(
			proposal(id).last_error,
			Some(TreasuryError::MonthNotMetered.into())
		);
		assert_eq!(free(), 1_000);
	});
}

#[test]
fn fails_before_the_delay_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		let id = propose(remark());
		assert_noop!(execute(id), TreasuryError::NotApproved);
		approve(id);
		run_blocks(DELAY - 1);
		assert_noop!(execute(id), TreasuryError::TooEarly);
		next_block();
		assert_ok!(execute(id));
	});
}

#[test]
fn what_a_community_may_do_no_more_expires_at_once() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let id = approved(spend_call(300));
		SpendingForbidden::set(true);
		assert_ok!(execute(id));
		last_event_is(Event::Expired { proposal: id });
		assert_eq!((proposal(id).stage, open()), (Stage::Expired, 0));
		assert_eq!(treasury(), 1_000);
		assert_ok!(Treasury::remove_votes(by(STRANGER), id, 10));
		assert!(Treasury::proposal(id).is_none());
	});
}

#[test]
fn what_means_nothing_to_the_runtime_any_more_expires_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		let id = approved(remark());
		crate::Calls::<Runtime>::insert(id, crate::CallBytes::<Runtime>::truncate_from(vec![255]));
		let executed = Treasury::execute(by(STRANGER), id, Weight::zero(), 1);
		use crate::WeightInfo;
		let expected = crate::weights::SubstrateWeight::<Runtime>::execute(1);
		assert_eq!(executed.expect("ends it").actual_weight, Some(expected));
		last_event_is(Event::Expired { proposal: id });
		assert_eq!((proposal(id).stage, open()), (Stage::Expired, 0));
	});
}

fn open() -> u32 {
	Treasury::dao(COMMUNITY).expect("is established").open
}

#[test]
fn what_always_fails_keeps_nobody_from_proposing() {
	ExtBuilder::default().build_and_execute(|| {
		let lend = || pallet_billing::Call::lend_to_guarantee {
			community: COMMUNITY,
			amount: 300,
		};
		let failing: Vec<_> = (0..MAX_OPEN).map(|_| approved(lend())).collect();
		let refused = Treasury::propose(by(ALICE), COMMUNITY, Box::new(remark()), H256::zero());
		assert_noop!(refused, TreasuryError::TooManyOpenProposals);
		for (tried, id) in failing.iter().enumerate() {
			assert_ok!(execute(*id));
			assert_eq!(open(), MAX_OPEN - 1 - tried as u32);
		}
		let next = propose(remark());
		assert_eq!(open(), 1);
		// A place is given back once, however often it fails and however it ends.
		assert_ok!(execute(failing[0]));
		donate(300);
		assert_ok!(execute(failing[1]));
		assert_eq!(proposal(failing[1]).stage, Stage::Executed);
		run_blocks(WINDOW);
		assert_ok!(close(failing[0]));
		assert_eq!(proposal(failing[0]).stage, Stage::Expired);
		assert_eq!(open(), 1);
		assert_ok!(close(next));
		assert_eq!(open(), 0);
	});
}

#[test]
fn a_call_that_executes_its_own_proposal_executes_it_once() {
	ExtBuilder::default().build_and_execute(|| {
		let id = crate::NextProposal::<Runtime>::get();
		let call = Call::execute {
			proposal: id,
			weight_bound: Weight::from_parts(1_000, 0),
			length_bound: 100,
		};
		assert_eq!(approved(call), id);
		assert_ok!(execute(id));
		assert_eq!(
			proposal(id).last_error,
			Some(TreasuryError::NotApproved.into())
		);
		assert!(matches!(proposal(id).stage, Stage::Approved { .. }));
	});
}

#[test]
fn a_call_that_removes_its_own_proposal_leaves_nothing_behind() {
	ExtBuilder::default().build_and_execute(|| {
		let id = crate::NextProposal::<Runtime>::get();
		let call = Call::remove_votes {
			proposal: id,
			limit: 100,
		};
		assert_eq!(approved(call), id);
		assert_ok!(execute(id));
		assert!(Treasury::proposal(id).is_none());
	});
}

#[test]
fn a_proposal_that_a_rule_change_overtook_fails_and_expires() {
	ExtBuilder::default().build_and_execute(|| {
		let from = Communities::in_progress() + HORIZON + 3;
		let announce = |rules| pallet_communities::Call::announce_rules {
			community: COMMUNITY,
			from,
			rules,
		};
		let id = approved(announce(tariff()));
		run_blocks(2);
		assert_ok!(execute(id));
		assert_eq!(
			proposal(id).last_error,
			Some(pallet_communities::Error::<Runtime>::RulesReachOpenInterval.into())
		);
	});
}
