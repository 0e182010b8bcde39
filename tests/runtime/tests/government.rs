//! A community that governs itself on the real runtime: it holds the operator role, decides by votes, and
//! its treasury spends, supports, refunds and steers itself.

use commonwatt_primitives::{
	governance::{
		autopilot::{AutopilotRules, FeeDecision, FeeReason},
		CommunityFunds, ProposalId, Vote,
	},
	tariff::{Rules, TariffCell},
	traits::Tariffs,
	Balance, Interval, PointId,
};
use commonwatt_runtime::{
	Balances, Billing, BlockNumber, Communities, CommunityTreasury, Runtime, RuntimeCall,
	RuntimeEvent, HORIZON, SLOT_DURATION, TOKEN,
};
use commonwatt_runtime_tests::*;
use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
use pallet_communities::Call as Membership;
use pallet_community_treasury::{
	Call, DaoRules, Delegator, Electorate, Error, Event, MonthEnds, NextProposal, Proposals,
	PursesOf, Reports, Stage,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, DispatchResult, Permill};

const VOTING: BlockNumber = 20;
const DELAY: BlockNumber = 3;
const WINDOW: BlockNumber = 60;
/// Intervals of a budget period.
const PERIOD: Interval = 12;
/// Of the members Dave, Eve and Ferdie.
const HOMES: [PointId; 3] = [0, 1, 2];

fn dao_rules() -> DaoRules<BlockNumber> {
	DaoRules {
		electorate: Electorate::Members,
		voting_period: VOTING,
		enactment_delay: DELAY,
		execution_window: WINDOW,
		quorum: Permill::from_percent(50),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(20),
		deposit: TOKEN,
		period: PERIOD,
		spending_cap: Permill::from_percent(50),
	}
}

/// Three members with a point each. Alice has established the government and handed her role to it.
fn governed(donation: Balance, rules: DaoRules<BlockNumber>) -> World {
	let mut world = World::new(flat(CELL));
	for (who, name) in [(Dave, "A"), (Eve, "B"), (Ferdie, "C")] {
		let point = world.next_point(who.to_account_id(), name);
		world.top_up(point, 100_000_000);
	}
	world.top_up_supplier(TOKEN);
	if donation > 0 {
		donate(&mut world, donation);
	}
	let (community, operator) = (COMMUNITY, CommunityTreasury::dao_account(COMMUNITY));
	world.ok(Alice, Call::establish { community, rules });
	let hand_over = Membership::set_operator {
		community,
		operator,
	};
	world.ok(Alice, hand_over);
	world
}

fn donate(world: &mut World, amount: Balance) {
	let community = COMMUNITY;
	world.ok(Bob, pallet_billing::Call::donate { community, amount });
}

fn propose(world: &mut World, who: Sr25519Keyring, call: RuntimeCall) -> ProposalId {
	let id = world.chain.read(NextProposal::<Runtime>::get);
	let propose = Call::propose {
		community: COMMUNITY,
		call: Box::new(call),
		description: H256::repeat_byte(1),
	};
	world.ok(who, propose);
	id
}

fn vote(proposal: ProposalId, vote: Vote) -> Call<Runtime> {
	let points = Default::default();
	Call::vote {
		proposal,
		vote,
		points,
	}
}

/// Dave proposes, Dave and Eve carry it, Bob closes it as soon as may be.
fn approved(world: &mut World, call: RuntimeCall) -> ProposalId {
	let proposal = propose(world, Dave, call);
	world.ok(Dave, vote(proposal, Vote::Aye));
	world.fails(Bob, Call::close { proposal }, Error::<Runtime>::VotingOpen);
	world.ok(Eve, vote(proposal, Vote::Aye));
	// Of three members nobody can change it any more; of four the vote goes on.
	while world.call(Bob, Call::close { proposal }) != Ok(Ok(())) {
		world.block();
	}
	assert!(matches!(stage(world, proposal), Stage::Approved { .. }));
	proposal
}

/// The call by which anyone executes a proposal.
fn execution(world: &mut World, proposal: ProposalId) -> Call<Runtime> {
	let bytes = world
		.chain
		.read(|| CommunityTreasury::call_of(proposal))
		.expect("is open");
	let call: RuntimeCall = codec::Decode::decode(&mut &bytes[..]).expect("decodes");
	Call::execute {
		proposal,
		weight_bound: call.get_dispatch_info().call_weight,
		length_bound: bytes.len() as u32,
	}
}

fn execute(world: &mut World, proposal: ProposalId) -> DispatchResult {
	let call = execution(world, proposal);
	let events = world.events_of(Bob, call);
	let result = events.iter().find_map(|event| match event {
		RuntimeEvent::CommunityTreasury(Event::Dispatched { result, .. }) => Some(*result),
		_ => None,
	});
	result.expect("was dispatched")
}

/// What came of a call that the community decided.
fn decided(world: &mut World, call: impl Into<RuntimeCall>) -> DispatchResult {
	let proposal = approved(world, call.into());
	for _ in 0..DELAY {
		world.block();
	}
	execute(world, proposal)
}

fn stage(world: &mut World, proposal: ProposalId) -> Stage<BlockNumber> {
	let proposal = world.chain.read(|| Proposals::<Runtime>::get(proposal));
	proposal.expect("is kept").stage
}

fn spend(amount: Balance) -> Call<Runtime> {
	Call::spend {
		community: COMMUNITY,
		to: Charlie.to_account_id(),
		amount,
	}
}

fn treasury(world: &mut World) -> Balance {
	let books = world.books();
	let total = books.lines.total();
	assert_eq!(books.treasury, total.received - total.paid);
	books.treasury
}

fn until(world: &mut World, interval: Interval) {
	while world.interval() < interval {
		world.block();
	}
}

fn fee(fee: u64) -> Rules {
	flat(TariffCell {
		grid_fee: fee,
		..CELL
	})
}

fn credits(world: &mut World) -> [i128; 3] {
	HOMES.map(|point| world.credit(point) as i128)
}

/// What an interval cost each home and brought the treasury; A takes 100 of B's 150, the supplier the rest.
fn bills(world: &mut World, interval: Interval) -> ([i128; 3], Balance) {
	let (before, treasury_before) = (credits(world), treasury(world));
	world.until_due(interval - 1);
	world.until_ended(interval);
	world.deliver(interval, &[(0, 100), (1, -150), (2, 0)]);
	world.until_settled(interval);
	let after = credits(world);
	let bills = core::array::from_fn(|home| before[home] - after[home]);
	(bills, treasury(world) - treasury_before)
}

#[test]
fn a_vote_moves_the_grid_fee_from_exactly_the_interval_it_names() {
	let mut world = governed(0, dao_rules());
	let community = COMMUNITY;
	let from = world.interval() + HORIZON + 10;
	let announce = |from| Membership::announce_rules {
		community,
		from,
		rules: fee(20),
	};
	// Nobody else may any more.
	world.fails(
		Alice,
		announce(from),
		pallet_communities::Error::<Runtime>::NotOperator,
	);
	assert_eq!(decided(&mut world, announce(from)), Ok(()));
	let last = bills(&mut world, from - 1);
	let first = bills(&mut world, from);
	// m = 50 + (210 - 10 - 50) / 2 = 125; then 50 + (210 - 20 - 50) / 2 = 120.
	assert_eq!(last, ([100 * 135, -(100 * 125 + 50 * 50), 0], 100 * 10));
	assert_eq!(first, ([100 * 140, -(100 * 120 + 50 * 50), 0], 100 * 20));

	// What reaches into intervals that can be traded in already fails, and the proposal stays open.
	let reaching = world.interval() + HORIZON;
	let result = decided(&mut world, announce(reaching));
	let error = pallet_communities::Error::<Runtime>::RulesReachOpenInterval;
	assert_eq!(result, Err(error.into()));
}

#[test]
fn members_come_and_go_by_votes() {
	let mut world = governed(0, dao_rules());
	let (community, who) = (COMMUNITY, Bob.to_account_id());
	let admit = || Membership::admit_member {
		community,
		who: Bob.to_account_id(),
	};
	assert_eq!(decided(&mut world, admit()), Ok(()));
	let already = pallet_communities::Error::<Runtime>::AlreadyMember;
	assert_eq!(decided(&mut world, admit()), Err(already.into()));

	// He votes on what is proposed from now on; while he has a deposit he stays.
	let proposal = propose(&mut world, Bob, spend(1).into());
	world.ok(Bob, vote(proposal, Vote::Aye));
	let suspend = Membership::suspend_member {
		community,
		who: who.clone(),
	};
	let remove = || Membership::remove_member {
		community,
		who: who.clone(),
	};
	let both = pallet_utility::Call::batch_all {
		calls: vec![suspend.into(), remove().into()],
	};
	let bound = pallet_communities::Error::<Runtime>::MemberHasObligations;
	assert_eq!(decided(&mut world, both.clone()), Err(bound.into()));
	for _ in 0..VOTING {
		world.block();
	}
	world.ok(Charlie, Call::close { proposal });
	assert_eq!(decided(&mut world, both), Ok(()));
	let not_member = Error::<Runtime>::NotMember;
	let again = Call::propose {
		community,
		call: Box::new(spend(1).into()),
		description: H256::zero(),
	};
	world.fails(Bob, again, not_member);
}

#[test]
fn a_member_who_signs_nothing_any_more_is_removed() {
	use pallet_metering::Call as Metering;
	let mut world = governed(0, dao_rules());
	let (community, who, point) = (COMMUNITY, Ferdie.to_account_id(), HOMES[2]);
	let meter = world
		.chain
		.read(|| pallet_metering::Meters::<Runtime>::get(point));
	let last = meter.expect("is there").registers;
	let suspend = Membership::suspend_member {
		community,
		who: who.clone(),
	};
	let both = pallet_utility::Call::batch_all {
		calls: vec![suspend.into(), Metering::close_point { point, last }.into()],
	};
	world.top_up(point, 2 * TOKEN);
	assert_eq!(decided(&mut world, both), Ok(()));
	let closed = world.interval();
	world.until_settled(closed);
	// He would have to withdraw what his point has.
	let obliged = pallet_metering::Error::<Runtime>::PointHasObligations;
	world.fails(Bob, Metering::remove_point { point }, obliged);
	let (credit, before) = (world.credit(point), world.free(Ferdie));
	world.ok(Bob, pallet_billing::Call::pay_out { point });
	assert_eq!(world.free(Ferdie) - before, credit);
	world.ok(Bob, Metering::remove_point { point });
	let remove = Membership::remove_member { community, who };
	assert_eq!(decided(&mut world, remove), Ok(()));
}

#[test]
fn the_treasury_spends_what_was_decided_within_its_cap() {
	let mut world = governed(100 * TOKEN, dao_rules());
	let before = world.free(Charlie);
	assert_eq!(decided(&mut world, spend(30 * TOKEN)), Ok(()));
	assert_eq!(world.free(Charlie) - before, 30 * TOKEN);
	assert_eq!(treasury(&mut world), 70 * TOKEN);
	assert_eq!(world.books().lines.spends.paid, 30 * TOKEN);
	let over = decided(&mut world, spend(20 * TOKEN + 1));
	assert_eq!(over, Err(Error::<Runtime>::SpendingCapReached.into()));
	assert_eq!(decided(&mut world, spend(20 * TOKEN)), Ok(()));
	// Half of what is left by then in the next period: the proposal that failed can be tried again.
	let proposal = 1;
	let period = world
		.chain
		.read(|| CommunityTreasury::budget(COMMUNITY))
		.expect("has one");
	until(&mut world, period.until);
	world.block();
	assert_eq!(execute(&mut world, proposal), Ok(()));
	assert_eq!(treasury(&mut world), 30 * TOKEN - 1);
}

#[test]
fn a_decision_that_fails_is_tried_again_until_its_window_ends() {
	let mut world = governed(10 * TOKEN, dao_rules());
	let (community, amount) = (COMMUNITY, 10 * TOKEN);
	// All of the treasury is lent to the guarantee fund: nothing is left to spend.
	let lend = pallet_billing::Call::lend_to_guarantee { community, amount };
	assert_eq!(decided(&mut world, lend), Ok(()));
	assert_eq!(treasury(&mut world), 0);
	let proposal = approved(&mut world, spend(5 * TOKEN).into());
	let early = execution(&mut world, proposal);
	world.fails(Bob, early, Error::<Runtime>::TooEarly);
	for _ in 0..DELAY {
		world.block();
	}
	let empty: DispatchError = pallet_billing::Error::<Runtime>::TreasuryTooSmall.into();
	assert_eq!(execute(&mut world, proposal), Err(empty));
	assert!(matches!(
		stage(&mut world, proposal),
		Stage::Approved { .. }
	));
	donate(&mut world, 6 * TOKEN);
	assert_eq!(execute(&mut world, proposal), Ok(()));
	assert_eq!(stage(&mut world, proposal), Stage::Executed);
	assert_eq!(treasury(&mut world), TOKEN);
	assert_eq!(world.books().guarantee, 10 * TOKEN);

	let expiring = approved(&mut world, spend(5 * TOKEN).into());
	for _ in 0..DELAY + WINDOW {
		world.block();
	}
	let late = execution(&mut world, expiring);
	world.fails(Bob, late, Error::<Runtime>::TooLate);
	world.ok(Bob, Call::close { proposal: expiring });
	assert_eq!(stage(&mut world, expiring), Stage::Expired);
	let remove = Call::remove_votes {
		proposal: expiring,
		limit: 10,
	};
	world.ok(Bob, remove);
	assert!(!world
		.chain
		.read(|| Proposals::<Runtime>::contains_key(expiring)));
}

#[test]
fn what_no_block_could_hold_is_not_proposed() {
	let mut world = governed(0, dao_rules());
	let collect = |count: usize| -> RuntimeCall {
		let collect = pallet_asset_shares::Call::<Runtime>::collect_income { asset: 0 };
		let calls = vec![collect.into(); count];
		pallet_utility::Call::batch_all { calls }.into()
	};
	let propose = |call| Call::propose {
		community: COMMUNITY,
		call: Box::new(call),
		description: H256::zero(),
	};
	// As many as its length allows: approved, it could never be executed.
	let most = collect(680);
	let largest = <Runtime as frame_system::Config>::BlockWeights::get()
		.get(DispatchClass::Normal)
		.max_extrinsic
		.expect("is bounded");
	assert!(most.get_dispatch_info().call_weight.any_gt(largest));
	world.fails(Dave, propose(most), Error::<Runtime>::CallTooHeavy);
	world.ok(Dave, propose(collect(8)));
}

#[test]
fn nobody_gives_the_communitys_role_or_identity_away() {
	let mut world = governed(0, dao_rules());
	let community = COMMUNITY;
	let hand_over: RuntimeCall = Membership::set_operator {
		community,
		operator: Dave.to_account_id(),
	}
	.into();
	let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![] });
	let batch = |calls: Vec<RuntimeCall>| -> RuntimeCall {
		pallet_utility::Call::batch_all { calls }.into()
	};
	let admit: RuntimeCall = Membership::admit_member {
		community,
		who: Bob.to_account_id(),
	}
	.into();
	for call in [
		hand_over.clone(),
		remark,
		batch(vec![admit.clone(), hand_over]),
		batch(vec![batch(vec![admit])]),
	] {
		let propose = Call::propose {
			community,
			call: Box::new(call),
			description: H256::zero(),
		};
		world.fails(Dave, propose, Error::<Runtime>::CallFiltered);
	}
	// And what is the government's alone nobody else does.
	world.fails(Dave, spend(1), Error::<Runtime>::NotDao);
	world.fails(Alice, spend(1), Error::<Runtime>::NotDao);
}

#[test]
fn a_delegate_votes_for_who_has_chosen_it_before() {
	let mut world = governed(TOKEN, dao_rules());
	let delegate = Call::delegate {
		community: COMMUNITY,
		to: Eve.to_account_id(),
	};
	world.ok(Ferdie, delegate.clone());
	let proposal = propose(&mut world, Dave, spend(TOKEN / 4).into());
	world.ok(Dave, delegate);
	let for_them = |who: &[Sr25519Keyring]| {
		let delegators: Vec<_> = who
			.iter()
			.map(|who| Delegator {
				who: who.to_account_id(),
				points: Default::default(),
			})
			.collect();
		Call::vote_for {
			proposal,
			delegators: delegators.try_into().expect("few"),
			vote: Vote::Aye,
		}
	};
	world.fails(
		Eve,
		for_them(&[Dave]),
		Error::<Runtime>::DelegatedAfterOpening,
	);
	world.fails(Bob, for_them(&[Ferdie]), Error::<Runtime>::NotMember);
	world.ok(Eve, for_them(&[Ferdie, Dave]));
	world.ok(Eve, vote(proposal, Vote::Aye));
	let tally = world.chain.read(|| Proposals::<Runtime>::get(proposal));
	assert_eq!(tally.expect("is open").tally.ayes, 2);
	// Who votes itself takes its vote back, and keeps it.
	world.ok(Ferdie, vote(proposal, Vote::Nay));
	world.fails(Eve, for_them(&[Ferdie]), Error::<Runtime>::VotedDirectly);
	let tally = world.chain.read(|| Proposals::<Runtime>::get(proposal));
	let tally = tally.expect("is open").tally;
	assert_eq!((tally.ayes, tally.nays), (1, 1));
}

#[test]
fn a_proposal_nobody_wants_forfeits_its_deposit() {
	let mut world = governed(0, dao_rules());
	let proposal = propose(&mut world, Dave, spend(1).into());
	for who in [Eve, Ferdie] {
		world.ok(who, vote(proposal, Vote::Nay));
	}
	let before = world.free(Dave);
	world.ok(Bob, Call::close { proposal });
	assert_eq!(stage(&mut world, proposal), Stage::Rejected);
	assert_eq!(world.free(Dave), before);
	assert_eq!(treasury(&mut world), TOKEN);
	assert_eq!(world.books().lines.deposits.received, TOKEN);
}

/// A community whose rules say that the shares of its park, asset 0, vote: Dave has 20, Eve 50, Ferdie 30.
fn governed_by_shares() -> World {
	use pallet_asset_shares::{AssetKind, Call as Shares, Fill, Terms, TransferRules};
	let mut world = World::new(flat(CELL));
	world.admit(&[Dave, Eve, Ferdie].map(|who| who.to_account_id()));
	let terms = Terms {
		kind: AssetKind::SolarPark,
		name: b"Park".to_vec().try_into().expect("short"),
		documents: Default::default(),
		beneficiary: Charlie.to_account_id(),
		price: TOKEN,
		soft_cap: 100,
		hard_cap: 100,
		offering_period: 20 * SLOT_DURATION,
		rules: TransferRules {
			members_only: true,
			..Default::default()
		},
		upkeep_share: Permill::zero(),
		upkeep_target: 0,
	};
	let (community, asset) = (COMMUNITY, 0);
	world.ok(Dave, Shares::propose { community, terms });
	world.ok(Alice, Shares::open_offering { asset });
	for (who, shares) in [(Dave, 20), (Eve, 50), (Ferdie, 30)] {
		let fill = Fill::AllOrNothing;
		world.ok(
			who,
			Shares::subscribe {
				asset,
				shares,
				fill,
			},
		);
	}
	world.ok(Bob, Shares::close_offering { asset });
	donate(&mut world, 10 * TOKEN);
	let rules = DaoRules {
		electorate: Electorate::Shares { asset },
		..dao_rules()
	};
	world.ok(Alice, Call::establish { community, rules });
	world
}

#[test]
fn a_liquidated_park_decides_nothing_and_blocks_nothing() {
	use pallet_asset_shares::Call as Shares;
	let mut world = governed_by_shares();
	let asset = 0;
	world.ok(Alice, Shares::begin_wind_up { asset });
	let proposal = propose(&mut world, Dave, spend(TOKEN).into());
	let electorate = |world: &mut World, proposal| {
		let state = world.chain.read(|| Proposals::<Runtime>::get(proposal));
		state.expect("is open").electorate
	};
	assert_eq!(electorate(&mut world, proposal), 100);
	world.ok(Alice, Shares::liquidate { asset });
	// Until the last share is redeemed.
	let proposal = propose(&mut world, Eve, spend(TOKEN).into());
	assert_eq!(electorate(&mut world, proposal), 3);
	world.ok(Ferdie, vote(proposal, Vote::Aye));
}

#[test]
fn the_shares_of_a_park_decide() {
	use pallet_asset_shares::Call as Shares;
	let mut world = governed_by_shares();
	let asset = 0;
	let proposal = propose(&mut world, Dave, spend(TOKEN).into());
	// What is sold after a proposal was opened votes with who had it then.
	let transfer = Shares::transfer {
		asset,
		to: Ferdie.to_account_id(),
		shares: 50,
	};
	world.ok(Eve, transfer);
	world.ok(Dave, vote(proposal, Vote::Aye));
	world.ok(Ferdie, vote(proposal, Vote::Aye));
	world.ok(Eve, vote(proposal, Vote::Nay));
	let state = world.chain.read(|| Proposals::<Runtime>::get(proposal));
	let state = state.expect("is open");
	assert_eq!((state.tally.ayes, state.tally.nays), (50, 50));
	assert_eq!(state.electorate, 100);
	world.ok(Bob, Call::close { proposal });
	assert_eq!(stage(&mut world, proposal), Stage::Rejected);
	let next = propose(&mut world, Dave, spend(TOKEN).into());
	world.ok(Ferdie, vote(next, Vote::Aye));
	world.fails(Eve, vote(next, Vote::Aye), Error::<Runtime>::NoWeight);
	world.ok(Bob, Call::close { proposal: next });
	assert!(matches!(stage(&mut world, next), Stage::Approved { .. }));
	let records = world.chain.read(|| {
		pallet_asset_shares::Records::<Runtime>::get(asset)
			.open
			.len()
	});
	assert_eq!(records, 0, "of finished votes none is kept");
}

fn autopilot(reserve: Balance) -> AutopilotRules {
	AutopilotRules {
		reserve,
		lowest_fee: 5,
		highest_fee: 12,
		fee_step: 2,
		solidarity: Permill::from_percent(50),
		investment: Permill::from_percent(25),
		refund: Permill::from_percent(15),
	}
}

fn set_autopilot(reserve: Balance) -> Call<Runtime> {
	Call::set_autopilot {
		community: COMMUNITY,
		rules: Some(autopilot(reserve)),
	}
}

fn end_of_period(world: &mut World) {
	let view = world.chain.read(|| CommunityTreasury::budget(COMMUNITY));
	until(world, view.expect("has one").until);
	world.block();
}

#[test]
fn the_autopilot_steers_the_fee_until_it_is_stopped() {
	let mut world = governed(0, dao_rules());
	assert_eq!(decided(&mut world, set_autopilot(TOKEN)), Ok(()));
	end_of_period(&mut world);
	let report = world
		.chain
		.read(|| Reports::<Runtime>::get(COMMUNITY).last().copied())
		.expect("reports");
	let from = world.interval() + HORIZON + 1;
	assert_eq!(report.decision, FeeDecision::Raised { from });
	assert_eq!(report.reason, FeeReason::BelowReserve);
	assert_eq!(report.surplus, 0);
	let fee_in = |world: &mut World, interval| {
		world
			.chain
			.read(|| Communities::prices(COMMUNITY, interval))
			.expect("has prices")
			.grid_fee
	};
	assert_eq!(
		[fee_in(&mut world, from - 1), fee_in(&mut world, from)],
		[10, 12]
	);
	end_of_period(&mut world);
	let reports = world.chain.read(|| Reports::<Runtime>::get(COMMUNITY));
	assert_eq!(reports.len(), 2);
	assert_eq!(reports[1].reason, FeeReason::AtBound);

	// Stopped without a delay, by a majority.
	let community = COMMUNITY;
	let proposal = approved(&mut world, Call::stop_autopilot { community }.into());
	assert_eq!(execute(&mut world, proposal), Ok(()));
	end_of_period(&mut world);
	let reports = world.chain.read(|| Reports::<Runtime>::get(COMMUNITY));
	assert_eq!(reports.len(), 2);
	let operator_no_more = Call::stop_autopilot { community };
	world.fails(
		Alice,
		operator_no_more,
		pallet_communities::Error::<Runtime>::NotOperator,
	);
}

#[test]
fn an_autopilot_of_the_shortest_period_leaves_members_a_version_of_rules() {
	let mut world = governed(0, dao_rules());
	let steering = AutopilotRules {
		highest_fee: 100,
		fee_step: 1,
		..autopilot(TOKEN)
	};
	let set = Call::set_autopilot {
		community: COMMUNITY,
		rules: Some(steering),
	};
	assert_eq!(decided(&mut world, set), Ok(()));
	// The rules in force, and six that it announces.
	for _ in 0..7 {
		end_of_period(&mut world);
	}
	let reasons: Vec<_> = world.chain.read(|| {
		let reports = Reports::<Runtime>::get(COMMUNITY);
		reports.iter().map(|report| report.reason).collect()
	});
	let mut expected = vec![FeeReason::BelowReserve; 6];
	expected.push(FeeReason::RulesRefused);
	assert_eq!(reasons, expected);
	let announce = Membership::announce_rules {
		community: COMMUNITY,
		from: world.interval() + HORIZON + 20,
		rules: fee(20),
	};
	assert_eq!(decided(&mut world, announce), Ok(()));
}

#[test]
fn a_surplus_supports_invests_and_is_refunded_and_the_book_adds_up() {
	// The first period ends in August; September begins in it, October and November are reached by a jump.
	let mut genesis = genesis_with(flat(CELL));
	let august = commonwatt_runtime::fontana::LOCAL_EPOCH_SECONDS;
	genesis.communities.time.local_epoch_seconds = Some(august + 29 * 86_400);
	let mut world = World::of(&genesis);
	for (who, name) in [(Dave, "A"), (Eve, "B"), (Ferdie, "C")] {
		let point = world.next_point(who.to_account_id(), name);
		world.top_up(point, 100_000_000);
	}
	world.top_up_supplier(TOKEN);
	donate(&mut world, 20 * TOKEN);
	let (community, operator) = (COMMUNITY, CommunityTreasury::dao_account(COMMUNITY));
	let rules = dao_rules();
	world.ok(Alice, Call::establish { community, rules });
	let hand_over = Membership::set_operator {
		community,
		operator: operator.clone(),
	};
	world.ok(Alice, hand_over);

	let support = Call::set_support {
		community,
		point: 2,
		amount: TOKEN,
	};
	let recurring = Call::add_recurring_spend {
		community,
		to: Charlie.to_account_id(),
		amount: TOKEN / 2,
		every: 1,
		times: 2,
	};
	let all = pallet_utility::Call::batch_all {
		calls: vec![
			set_autopilot(10 * TOKEN).into(),
			support.into(),
			recurring.into(),
		],
	};
	let charlie = world.free(Charlie);
	let supported = world.credit(2);
	assert_eq!(decided(&mut world, all), Ok(()));
	end_of_period(&mut world);
	let report = world
		.chain
		.read(|| Reports::<Runtime>::get(COMMUNITY).last().copied())
		.expect("reports");
	// Ten above the reserve: five to solidarity, two and a half to invest, one and a half to be refunded.
	assert_eq!(report.surplus, 10 * TOKEN);
	assert_eq!(
		[
			report.to_solidarity,
			report.to_investment,
			report.to_refunds
		],
		[5 * TOKEN, 5 * TOKEN / 2, 3 * TOKEN / 2]
	);
	assert_eq!(report.reason, FeeReason::AboveReserve);
	assert!(matches!(report.decision, FeeDecision::Lowered { .. }));
	world.block();
	assert_eq!(world.credit(2) - supported, TOKEN);
	assert_eq!(world.free(Charlie) - charlie, TOKEN / 2);
	let invested = world.chain.read(|| Balances::free_balance(&operator));
	assert_eq!(invested, 5 * TOKEN / 2);
	let books = world.books();
	assert_eq!(books.treasury, 20 * TOKEN - 4 * TOKEN);
	assert_eq!(treasury(&mut world), 16 * TOKEN);
	assert_eq!(books.set_aside, 4 * TOKEN + 3 * TOKEN / 2);
	// What was invested comes back with what it brought.
	let pay_in = Call::pay_in {
		community,
		amount: 2 * TOKEN,
	};
	assert_eq!(decided(&mut world, pay_in), Ok(()));
	assert_eq!(world.books().lines.assets.received, 2 * TOKEN);

	// September: A takes 300 of B's 500. August's end must have been seen for its energy to be known.
	let ends = |world: &mut World| world.chain.read(|| MonthEnds::<Runtime>::get(COMMUNITY));
	while ends(&mut world).is_empty() {
		world.block();
	}
	world.metered(&[(0, 300), (1, -500)]);
	let september = ends(&mut world)[0].month + 1;
	let claim = |point| Call::claim_refund {
		point,
		month: september,
	};
	world.fails(Bob, claim(0), Error::<Runtime>::NoRefund);
	let saved = world
		.chain
		.read(|| PursesOf::<Runtime>::get(COMMUNITY))
		.patronage;
	assert!(saved >= 3 * TOKEN / 2);
	world.block_at(world.now + 30 * 24 * INTERVAL_MILLIS);
	world.block();
	let view = world
		.chain
		.read(|| CommunityTreasury::budget(COMMUNITY))
		.expect("has one");
	let pot = view.refunds[0];
	assert_eq!(pot.month, september);
	assert_eq!(pot.rate, saved / 800);
	assert_eq!(pot.amount, 800 * pot.rate);
	let before = credits(&mut world);
	for point in [0, 1] {
		world.ok(Bob, claim(point));
		world.fails(Bob, claim(point), Error::<Runtime>::AlreadyClaimed);
	}
	world.fails(Bob, claim(2), Error::<Runtime>::NothingMetered);
	let after = credits(&mut world);
	let refunds: [i128; 3] = core::array::from_fn(|home| after[home] - before[home]);
	assert_eq!(
		refunds[..2],
		[300 * pot.rate as i128, 500 * pot.rate as i128]
	);
	assert_eq!(world.books().lines.refunds.paid, 800 * pot.rate);
	treasury(&mut world);
}

#[test]
fn energy_votes_by_what_was_metered_in_the_month_before() {
	let mut genesis = genesis_with(flat(CELL));
	let august = commonwatt_runtime::fontana::LOCAL_EPOCH_SECONDS;
	genesis.communities.time.local_epoch_seconds = Some(august + 30 * 86_400);
	let mut world = World::of(&genesis);
	for (who, name) in [(Dave, "A"), (Eve, "B"), (Ferdie, "C")] {
		let point = world.next_point(who.to_account_id(), name);
		world.top_up(point, 100_000_000);
	}
	world.top_up_supplier(TOKEN);
	let community = COMMUNITY;
	let rules = DaoRules {
		electorate: Electorate::Energy,
		..dao_rules()
	};
	world.ok(Alice, Call::establish { community, rules });
	// No month is known yet: the members vote.
	let first = propose(&mut world, Dave, spend(1).into());
	world.ok(Dave, vote(first, Vote::Aye));
	let ends = |world: &mut World| world.chain.read(|| MonthEnds::<Runtime>::get(COMMUNITY));
	while ends(&mut world).is_empty() {
		world.block();
	}
	world.metered(&[(0, 300), (1, -500), (2, 100)]);
	world.block_at(world.now + 30 * 24 * INTERVAL_MILLIS);
	world.block();
	let proposal = propose(&mut world, Dave, spend(1).into());
	let with_points = |points: Vec<PointId>, vote| Call::vote {
		proposal,
		vote,
		points: points.try_into().expect("few"),
	};
	world.ok(Dave, with_points(vec![0], Vote::Aye));
	world.fails(
		Ferdie,
		with_points(vec![1], Vote::Aye),
		Error::<Runtime>::NotPointOwner,
	);
	world.ok(Eve, with_points(vec![1], Vote::Nay));
	let state = world.chain.read(|| Proposals::<Runtime>::get(proposal));
	let state = state.expect("is open");
	assert_eq!((state.tally.ayes, state.tally.nays), (300, 500));
	assert_eq!(state.electorate, 900);
	world.ok(Bob, Call::close { proposal });
	assert_eq!(stage(&mut world, proposal), Stage::Rejected);
}

#[test]
fn a_community_holds_shares_of_its_own_and_certifies() {
	use commonwatt_primitives::certificate::{DeviceAttributes, EnergySource, Support, Technology};
	let mut world = governed(100 * TOKEN, dao_rules());
	let community = COMMUNITY;
	let attributes = DeviceAttributes {
		technology: Technology::SolarPhotovoltaic,
		energy_source: EnergySource::Solar,
		zone: Default::default(),
		commissioned: 20_000,
		support: Support::None,
		emission_factor: 0,
		capacity_w: 5_000,
		round_trip_efficiency: None,
	};
	let register = pallet_certificates::Call::register_device {
		point: 1,
		attributes,
		automatic: true,
	};
	assert_eq!(decided(&mut world, register), Ok(()));
	let device = world
		.chain
		.read(|| pallet_certificates::Devices::<Runtime>::get(1));
	assert!(device.is_some());

	// Its account must be a member to hold shares that are for members only.
	let account = CommunityTreasury::dao_account(COMMUNITY);
	let terms = pallet_asset_shares::Terms {
		kind: pallet_asset_shares::AssetKind::Battery,
		name: b"Battery".to_vec().try_into().expect("short"),
		documents: Default::default(),
		beneficiary: Charlie.to_account_id(),
		price: TOKEN,
		soft_cap: 10,
		hard_cap: 10,
		offering_period: 200 * SLOT_DURATION,
		rules: pallet_asset_shares::TransferRules {
			members_only: true,
			..Default::default()
		},
		upkeep_share: Permill::zero(),
		upkeep_target: 0,
	};
	let asset = 0;
	world.ok(Eve, pallet_asset_shares::Call::propose { community, terms });
	let calls: Vec<RuntimeCall> = vec![
		pallet_asset_shares::Call::open_offering { asset }.into(),
		Membership::admit_member {
			community,
			who: account.clone(),
		}
		.into(),
		Call::invest {
			community,
			amount: 12 * TOKEN,
		}
		.into(),
		pallet_asset_shares::Call::subscribe {
			asset,
			shares: 10,
			fill: pallet_asset_shares::Fill::AllOrNothing,
		}
		.into(),
	];
	assert_eq!(
		decided(&mut world, pallet_utility::Call::batch_all { calls }),
		Ok(())
	);
	world.ok(Bob, pallet_asset_shares::Call::close_offering { asset });
	let pay = pallet_asset_shares::Call::pay_income {
		asset,
		amount: 5 * TOKEN,
	};
	world.ok(Bob, pay);
	let claim = pallet_asset_shares::Call::claim_income { asset };
	assert_eq!(decided(&mut world, claim), Ok(()));
	let held = world.chain.read(|| Balances::free_balance(&account));
	assert_eq!(held, 7 * TOKEN);
	let line = world.chain.read(|| Billing::book(COMMUNITY).investment);
	assert_eq!(line.paid, 12 * TOKEN);
}
