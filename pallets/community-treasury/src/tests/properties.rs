//! Any sequence of calls by anyone, of blocks and of what settlement brings: every invariant holds after
//! every step, and independent sums agree.

use super::*;
use crate::{Delegator, DelegatorOf};
use commonwatt_primitives::{
	governance::autopilot::{AutopilotRules, FeeDecision},
	traits::{Account, Ledger},
};
use frame_support::BoundedVec;
use proptest::{
	prelude::*,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sp_runtime::traits::Dispatchable;
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

const ASSET: u32 = 1;

#[derive(Clone, Debug)]
enum Step {
	/// Anyone sends any call.
	Call(AccountId, Box<RuntimeCall>),
	/// The government does.
	Dao(Box<RuntimeCall>),
	Propose(AccountId, Box<RuntimeCall>),
	Vote(AccountId, ProposalId, Vote, Vec<PointId>),
	VoteFor(AccountId, ProposalId, Vec<AccountId>, Vote),
	/// Whatever can be executed, with bounds that suffice.
	Execute,
	/// Every point claims what it can.
	Claim,
	/// All members say the same, and it is closed.
	Unanimous(ProposalId, Vote),
	Blocks(u8),
	/// Blocks in which little can be done.
	Busy(u8),
	/// A month passes.
	Month,
	Meter(PointId, u16, u16),
	Forecast(u8, u16, u16),
	GridFees(u16),
	Donate(u16),
	SharesMove(AccountId, u16),
	Forbid(bool),
	GoPoint(PointId),
}

fn account() -> impl Strategy<Value = AccountId> {
	prop::sample::select(vec![
		ALICE,
		ALICE,
		BOB,
		BOB,
		CAROL,
		DAVE,
		EVE,
		STRANGER,
		OPERATOR,
		dao(),
	])
}

fn member() -> impl Strategy<Value = AccountId> {
	prop::sample::select(MEMBERS.to_vec())
}

fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![Just(0), 1..300u128, 1..5_000u128]
}

fn said() -> impl Strategy<Value = Vote> {
	prop::sample::select(vec![Vote::Aye, Vote::Aye, Vote::Nay, Vote::Abstain])
}

/// Counted back from the newest.
fn recent() -> impl Strategy<Value = ProposalId> {
	0..8u32
}

fn point() -> impl Strategy<Value = PointId> {
	prop::sample::select(vec![
		ALICES,
		ALICES_SECOND,
		BOBS,
		CAROLS,
		ELSEWHERE,
		UNKNOWN_POINT,
	])
}

fn percent() -> impl Strategy<Value = Permill> {
	(0..=50u32).prop_map(Permill::from_percent)
}

fn dao_rules() -> impl Strategy<Value = DaoRules<u64>> {
	let electorate = prop::sample::select(vec![
		Electorate::Members,
		Electorate::Shares { asset: ASSET },
		Electorate::Energy,
	]);
	(
		electorate,
		5..14u64,
		1..4u64,
		5..14u64,
		(10..=50u32).prop_map(Permill::from_percent),
		percent(),
		1..20u32,
		percent(),
	)
		.prop_map(
			|(
				electorate,
				voting_period,
				enactment_delay,
				execution_window,
				quorum,
				slash_below,
				period,
				cap,
			)| {
				DaoRules {
					electorate,
					voting_period,
					enactment_delay,
					execution_window,
					quorum,
					slash_below,
					period,
					spending_cap: cap,
					..rules()
				}
			},
		)
}

fn autopilot() -> impl Strategy<Value = Option<AutopilotRules>> {
	let reserve = prop_oneof![amount(), Just(100_000)];
	let (lowest, highest, step) = (0..12u64, 8..20u64, 0..5u64);
	let rules = (
		reserve,
		lowest,
		highest,
		step,
		percent(),
		percent(),
		percent(),
	);
	prop::option::weighted(
		0.8,
		rules.prop_map(
			|(reserve, lowest_fee, highest_fee, fee_step, solidarity, investment, refund)| {
				AutopilotRules {
					reserve,
					lowest_fee,
					highest_fee,
					fee_step,
					solidarity,
					investment,
					refund,
				}
			},
		),
	)
}

/// What a government does.
fn decision() -> impl Strategy<Value = Box<RuntimeCall>> {
	let community = COMMUNITY;
	let of = |call: Call<Runtime>| Box::new(RuntimeCall::from(call));
	let of_communities =
		|call: pallet_communities::Call<Runtime>| Box::new(RuntimeCall::from(call));
	prop_oneof![
		4 => (account(), amount()).prop_map(move |(to, amount)| of(Call::spend { community, to, amount })),
		2 => (account(), amount(), 0..3u32, 0..4u32).prop_map(move |(to, amount, every, times)| {
			of(Call::add_recurring_spend { community, to, amount, every, times })
		}),
		1 => (0..6u32).prop_map(move |id| of(Call::remove_recurring_spend { community, id })),
		1 => amount().prop_map(move |amount| of(Call::invest { community, amount })),
		1 => amount().prop_map(move |amount| of(Call::pay_in { community, amount })),
		2 => (point(), amount()).prop_map(move |(point, amount)| {
			of(Call::set_support { community, point, amount })
		}),
		2 => amount().prop_map(move |amount| of(Call::set_solidarity_fund { community, amount })),
		2 => (0..3u32, amount()).prop_map(move |(month, amount)| {
			of(Call::open_refund { community, month: month, amount })
		}),
		2 => autopilot().prop_map(move |rules| of(Call::set_autopilot { community, rules })),
		1 => Just(of(Call::stop_autopilot { community })),
		2 => dao_rules().prop_map(move |rules| of(Call::set_rules { community, rules })),
		2 => (0..30u32).prop_map(move |ahead| of_communities(pallet_communities::Call::announce_rules {
			community,
			from: HORIZON + ahead,
			rules: tariff(),
		})),
		1 => member().prop_map(move |who| of_communities(pallet_communities::Call::suspend_member { community, who })),
		2 => member().prop_map(move |who| of_communities(pallet_communities::Call::reinstate_member { community, who })),
		1 => member().prop_map(move |who| of_communities(pallet_communities::Call::remove_member { community, who })),
		2 => account().prop_map(move |who| of_communities(pallet_communities::Call::admit_member { community, who })),
		1 => amount().prop_map(move |amount| {
			Box::new(RuntimeCall::from(pallet_billing::Call::lend_to_guarantee { community, amount }))
		}),
	]
}

/// What anyone may try.
fn attempt() -> impl Strategy<Value = Box<RuntimeCall>> {
	let community = COMMUNITY;
	let of = |call: Call<Runtime>| Box::new(RuntimeCall::from(call));
	prop_oneof![
		3 => account().prop_map(move |to| of(Call::delegate { community, to })),
		1 => Just(of(Call::undelegate { community })),
		1 => account().prop_map(move |who| of(Call::remove_delegation { community, who })),
		4 => recent().prop_map(move |proposal| of(Call::close { proposal })),
		3 => (recent(), 0..6u32).prop_map(move |(proposal, limit)| of(Call::remove_votes { proposal, limit })),
		4 => (point(), 0..3u32).prop_map(move |(point, month)| {
			of(Call::claim_refund { point, month: month })
		}),
		1 => (0..4u32, 0..3u32).prop_map(move |(month, limit)| {
			of(Call::remove_claims { community, month: month, limit })
		}),
		2 => decision(),
	]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		8 => (account(), attempt()).prop_map(|(who, call)| Step::Call(who, call)),
		5 => decision().prop_map(Step::Dao),
		5 => (account(), decision()).prop_map(|(who, call)| Step::Propose(who, call)),
		8 => (account(), recent(), said(), prop::collection::vec(point(), 0..3))
			.prop_map(|(who, id, said, points)| Step::Vote(who, id, said, points)),
		3 => (account(), recent(), prop::collection::vec(account(), 0..5), said())
			.prop_map(|(who, id, of, said)| Step::VoteFor(who, id, of, said)),
		4 => Just(Step::Execute),
		4 => Just(Step::Claim),
		4 => (recent(), said()).prop_map(|(id, said)| Step::Unanimous(id, said)),
		8 => (1..6u8).prop_map(Step::Blocks),
		1 => (1..6u8).prop_map(Step::Busy),
		2 => Just(Step::Month),
		3 => (point(), 0..20u16, 0..20u16).prop_map(|(p, i, e)| Step::Meter(p, i, e)),
		1 => (1..9u8, any::<u16>(), any::<u16>()).prop_map(|(a, d, g)| Step::Forecast(a, d, g)),
		2 => (1..2_000u16).prop_map(Step::GridFees),
		2 => (1..2_000u16).prop_map(Step::Donate),
		1 => (member(), any::<u16>()).prop_map(|(who, shares)| Step::SharesMove(who, shares)),
		1 => any::<bool>().prop_map(Step::Forbid),
		1 => point().prop_map(Step::GoPoint),
	]
}

/// An id counted back from the newest.
fn id(back: ProposalId) -> ProposalId {
	crate::NextProposal::<Runtime>::get().saturating_sub(back + 1)
}

fn months_ago(months: u32) -> u32 {
	Communities::month().saturating_sub(months)
}

/// Calls name proposals counted back, months and intervals as they are.
fn with_ids(call: RuntimeCall) -> RuntimeCall {
	match call {
		RuntimeCall::Treasury(Call::close { proposal }) => Call::close {
			proposal: id(proposal),
		}
		.into(),
		RuntimeCall::Treasury(Call::remove_votes { proposal, limit }) => Call::remove_votes {
			proposal: id(proposal),
			limit,
		}
		.into(),
		RuntimeCall::Treasury(Call::open_refund {
			community,
			month,
			amount,
		}) => Call::open_refund {
			community,
			month: months_ago(month),
			amount,
		}
		.into(),
		RuntimeCall::Treasury(Call::claim_refund { point, month }) => Call::claim_refund {
			point,
			month: months_ago(month),
		}
		.into(),
		RuntimeCall::Treasury(Call::remove_claims {
			community,
			month,
			limit,
		}) => Call::remove_claims {
			community,
			month: months_ago(month),
			limit,
		}
		.into(),
		RuntimeCall::Communities(pallet_communities::Call::announce_rules {
			community,
			from,
			rules,
		}) => pallet_communities::Call::announce_rules {
			community,
			from: from + Communities::in_progress(),
			rules,
		}
		.into(),
		other => other,
	}
}

fn take(step: Step) -> bool {
	match step {
		Step::Call(who, call) => with_ids(*call).dispatch(by(who)).is_ok(),
		Step::Dao(call) => with_ids(*call).dispatch(by(dao())).is_ok(),
		Step::Propose(who, call) => {
			let call = Box::new(with_ids(*call));
			Treasury::propose(by(who), COMMUNITY, call, H256::zero()).is_ok()
		}
		Step::Vote(who, back, said, points) => {
			let points = BoundedVec::truncate_from(points);
			dispatched(
				Call::vote {
					proposal: id(back),
					vote: said,
					points,
				},
				who,
			)
		}
		Step::VoteFor(who, back, of, said) => {
			let chose = crate::Delegations::<Runtime>::iter_prefix(COMMUNITY)
				.filter(|(_, delegation)| delegation.to == who)
				.map(|(member, _)| member);
			let delegators: Vec<DelegatorOf<Runtime>> = chose
				.chain(of)
				.map(|who| Delegator {
					who,
					points: BoundedVec::truncate_from(
						Points::get()
							.iter()
							.filter(|(_, details)| details.owner == who)
							.map(|(point, _)| *point)
							.take(1)
							.collect(),
					),
				})
				.collect();
			dispatched(
				Call::vote_for {
					proposal: id(back),
					delegators: BoundedVec::truncate_from(delegators),
					vote: said,
				},
				who,
			)
		}
		Step::Execute => {
			let ids: Vec<_> = crate::Calls::<Runtime>::iter_keys().collect();
			let mut any = false;
			for proposal in ids {
				any |= dispatched(
					Call::execute {
						proposal,
						weight_bound: Weight::MAX,
						length_bound: 4_096,
					},
					STRANGER,
				);
			}
			any
		}
		Step::Claim => {
			let months: Vec<_> = crate::Refunds::<Runtime>::get(COMMUNITY)
				.iter()
				.map(|pot| pot.month)
				.collect();
			let mut any = false;
			for month in months {
				for point in Points::get().into_keys() {
					any |= dispatched(Call::claim_refund { point, month }, STRANGER);
				}
			}
			any
		}
		Step::Unanimous(back, said) => {
			let mut any = false;
			for who in MEMBERS {
				let points = Points::get()
					.iter()
					.filter(|(_, of)| of.owner == who && of.community == COMMUNITY)
					.map(|(point, _)| *point)
					.collect();
				for points in [vec![], points] {
					any |= dispatched(
						Call::vote {
							proposal: id(back),
							vote: said,
							points: BoundedVec::truncate_from(points),
						},
						who,
					);
				}
			}
			let _ = close(id(back));
			any
		}
		Step::Blocks(blocks) => {
			run_blocks(blocks.into());
			true
		}
		Step::Busy(blocks) => {
			use crate::WeightInfo;
			type Weights = crate::weights::SubstrateWeight<Runtime>;
			let little = Weights::poll_base() + Weights::poll_community();
			PollWeight::set(little + Weights::pay_recurring_spend());
			run_blocks(blocks.into());
			PollWeight::set(Weight::MAX);
			true
		}
		Step::Month => {
			let month = Communities::month();
			while Communities::month() == month {
				run_blocks(24);
			}
			true
		}
		Step::Meter(point, import, export) => {
			let exists = Points::get().contains_key(&point);
			if exists {
				meter(point, import.into(), export.into());
			}
			exists
		}
		Step::Forecast(ahead, demand, generation) => {
			forecast(ahead.into(), demand.into(), generation.into());
			true
		}
		Step::GridFees(amount) => {
			let amount = Balance::from(amount);
			assert_ok!(Billing::fund_guarantee(by(DONOR), COMMUNITY, amount));
			let mut book = Billing::open(COMMUNITY);
			let to = Account::Treasury(TreasuryLine::GridFees);
			Billing::transfer(&mut book, Account::Guarantee, to, amount);
			Billing::commit(book);
			true
		}
		Step::Donate(amount) => {
			donate(amount.into());
			true
		}
		Step::SharesMove(who, shares) => {
			Shares::mutate(|all| {
				let holdings = all.entry(ASSET).or_default();
				holdings.insert(who, shares.into());
			});
			true
		}
		Step::Forbid(forbidden) => {
			SpendingForbidden::set(forbidden);
			true
		}
		Step::GoPoint(point) => {
			// Billing removes what it keeps of a point that goes.
			let exists = Points::get().contains_key(&point);
			exists && Billing::remove_point(COMMUNITY, point) && {
				Points::mutate(|points| points.remove(&point));
				true
			}
		}
	}
}

fn dispatched(call: Call<Runtime>, who: AccountId) -> bool {
	RuntimeCall::from(call).dispatch(by(who)).is_ok()
}

/// What happened in a sequence, for the reach of all.
fn note(reached: &mut BTreeSet<&'static str>) {
	let mut claims = BTreeMap::<_, u32>::new();
	for record in System::events() {
		let RuntimeEvent::Treasury(event) = record.event else {
			continue;
		};
		reached.insert(match event {
			Event::RefundClaimed { point, month, .. } => {
				*claims.entry((point, month)).or_default() += 1;
				"a refund is claimed"
			}
			Event::Voted {
				delegate: Some(_), ..
			} => "a delegate votes",
			Event::Voted { weight, .. } if weight > 1 => "energy or shares vote",
			Event::Voted { .. } => "a member votes",
			Event::NotCounted { .. } => "a delegate cannot vote",
			Event::Closed { approved: true, .. } => "a proposal is approved",
			Event::Closed { slashed: 0, .. } => "a proposal is rejected",
			Event::Closed { .. } => "a deposit is forfeited",
			Event::Dispatched { result: Ok(()), .. } => "a proposal is executed",
			Event::Dispatched { .. } => "a call fails",
			Event::Expired { .. } => "a proposal expires",
			Event::ProposalRemoved { .. } => "a proposal is removed",
			Event::RecurringSpendDue { result: Ok(()), .. } => "a recurring spend is paid",
			Event::RecurringSpendDue { .. } => "a recurring spend is not paid",
			Event::SupportPaid { .. } => "a point is supported",
			Event::SupportNotPaid { gone: true, .. } => "a supported point is gone",
			Event::SupportNotPaid { .. } => "the fund is empty",
			Event::RefundOpened { .. } => "a refund is opened",
			Event::RefundEnded { .. } => "a refund ends",
			Event::AutopilotActed { report, .. } => match report.decision {
				FeeDecision::Raised { .. } => "the fee goes up",
				FeeDecision::Lowered { .. } => "the fee goes down",
				FeeDecision::Held => "the fee stays",
			},
			Event::FeeRefused { .. } => "rules are refused",
			_ => continue,
		});
	}
	assert!(
		claims.values().all(|times| *times == 1),
		"a point claims a month once"
	);
}

fn check_sequence(first: DaoRules<u64>, steps: Vec<Step>, reached: &mut BTreeSet<&'static str>) {
	let builder = ExtBuilder::default()
		.treasury(20_000)
		.rules(|rules| *rules = first);
	builder.build_and_execute(|| {
		Shares::set([(ASSET, [(ALICE, 10), (BOB, 20)].into())].into());
		run_to(FEBRUARY_BEGINS);
		for point in [ALICES, BOBS] {
			meter(point, 3, 2);
		}
		for who in [BOB, CAROL] {
			assert_ok!(Treasury::delegate(by(who), COMMUNITY, ALICE));
		}
		let issued = Balances::total_issuance();
		for step in steps {
			let what = format!("{step:?}");
			take(step);
			check_invariants();
			assert!(
				Balances::total_issuance() <= issued,
				"no money is made: {what}"
			);
		}
		note(reached);
		wind_up();
	});
}

fn config(cases: u32) -> ProptestConfig {
	ProptestConfig {
		cases,
		max_shrink_iters: 200,
		failure_persistence: None,
		..Default::default()
	}
}

proptest! {
	#![proptest_config(config(12))]

	#[test]
	fn every_invariant_holds_after_every_step(
		first in dao_rules(),
		steps in prop::collection::vec(step(), 1..250),
	) {
		check_sequence(first, steps, &mut BTreeSet::new());
	}
}

/// What the sequences are to check.
const TO_REACH: [&str; 23] = [
	"a refund is claimed",
	"a delegate votes",
	"energy or shares vote",
	"a member votes",
	"a delegate cannot vote",
	"a proposal is approved",
	"a proposal is rejected",
	"a deposit is forfeited",
	"a proposal is executed",
	"a call fails",
	"a proposal expires",
	"a proposal is removed",
	"a recurring spend is paid",
	"a recurring spend is not paid",
	"a point is supported",
	"a supported point is gone",
	"the fund is empty",
	"a refund is opened",
	"a refund ends",
	"the fee goes up",
	"the fee goes down",
	"the fee stays",
	"rules are refused",
];

/// The same with fixed seeds, until everything was reached.
#[test]
fn the_sequences_reach_what_they_are_to_check() {
	let reached = RefCell::new(BTreeSet::new());
	let sequences = (dao_rules(), prop::collection::vec(step(), 100..250));
	let all = |reached: &BTreeSet<_>| TO_REACH.iter().all(|what| reached.contains(what));
	for seed in 0..16 {
		let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
		let mut runner = TestRunner::new_with_rng(config(8), rng);
		let result = runner.run(&sequences, |(first, steps)| {
			check_sequence(first, steps, &mut reached.borrow_mut());
			Ok(())
		});
		result.expect("every invariant holds");
		if all(&reached.borrow()) {
			break;
		}
	}
	let reached = reached.into_inner();
	for what in TO_REACH {
		assert!(reached.contains(what), "{what}: reached {reached:?}");
	}
}

/// Whatever happened, nothing is stuck: all proposals end, all deposits return or are forfeited.
fn wind_up() {
	PollWeight::set(Weight::MAX);
	run_blocks(60);
	for id in 0..crate::NextProposal::<Runtime>::get() {
		let _ = close(id);
		let _ = close(id);
	}
	run_blocks(60);
	for id in 0..crate::NextProposal::<Runtime>::get() {
		let _ = close(id);
		let _ = Treasury::remove_votes(by(STRANGER), id, 100);
	}
	check_invariants();
	assert_eq!(crate::Proposals::<Runtime>::iter().count(), 0);
	assert_eq!(crate::Ballots::<Runtime>::iter().count(), 0);
	assert_eq!(crate::CountedPoints::<Runtime>::iter().count(), 0);
	assert!(Recorded::get().is_empty(), "every record is released");
	for who in MEMBERS {
		assert_eq!(held(who), 0);
	}
}
