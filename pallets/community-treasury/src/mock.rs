//! A runtime of the treasury with the real billing, communities, timestamp and balances. Points, price
//! signals, metered energy and shares are fakes that a test sets.
#![allow(clippy::arithmetic_side_effects)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod fakes;

pub use fakes::*;

use crate::{DaoRules, Electorate, RuleLimits};
use commonwatt_primitives::{
	governance::{CommunityFunds, ProposalId, TreasuryLine, Vote},
	tariff::{RuleBounds, Rules, TariffCell},
	traits::{MarketClock, PointDetails},
	Balance, CommunityId, Interval, Moment, PointId, Price, Wh,
};
use frame_support::{
	derive_impl,
	dispatch::{DispatchResult, GetDispatchInfo},
	parameter_types,
	traits::{ConstU128, ConstU32, Contains, Hooks},
	weights::{constants::ParityDbWeight, Weight, WeightMeter},
	PalletId,
};
use pallet_communities::{GenesisCommunity, TimeParameters};
use sp_core::H256;
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup},
	BuildStorage, Permill,
};

/// Wide enough for the accounts of pots and governments.
pub type AccountId = u128;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What every funded account begins with.
pub const FUNDS: Balance = 1_000_000;
/// A block and an interval.
pub const BLOCK_MILLIS: Moment = 6_000;
const EPOCH: Moment = 1_700_000_000_000;
/// Monday, 30 January 2017, 00:00: the month turns after 48 intervals of an hour.
const LOCAL_EPOCH: u64 = 1_485_734_400;
/// 12 x 2017.
pub const JANUARY: u32 = 24_204;
/// Intervals until February, and until March.
pub const FEBRUARY_BEGINS: Interval = 48;
pub const MARCH_BEGINS: Interval = FEBRUARY_BEGINS + 28 * 24;
pub const HORIZON: Interval = 4;

pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const OPERATOR: AccountId = 1;
pub const SUPPLIER: AccountId = 3;
pub const DONOR: AccountId = 4;
pub const STRANGER: AccountId = 5;
/// The members of both communities.
pub const ALICE: AccountId = 20;
pub const BOB: AccountId = 21;
pub const CAROL: AccountId = 22;
pub const DAVE: AccountId = 23;
pub const EVE: AccountId = 24;
pub const MEMBERS: [AccountId; 5] = [ALICE, BOB, CAROL, DAVE, EVE];
/// Has an account, and nothing in it.
pub const PENNILESS: AccountId = 30;

/// Alice owns points 0 and 1, Bob 2, Carol 3; 4 is Alice's in the other community.
pub const ALICES: PointId = 0;
pub const ALICES_SECOND: PointId = 1;
pub const BOBS: PointId = 2;
pub const CAROLS: PointId = 3;
pub const ELSEWHERE: PointId = 4;
pub const UNKNOWN_POINT: PointId = 9;

pub const VOTING: u64 = 10;
pub const DELAY: u64 = 2;
pub const WINDOW: u64 = 12;
pub const DEPOSIT: Balance = 100;
pub const PERIOD: Interval = 8;
pub const MAX_OPEN: u32 = 6;
pub const MAX_PROPOSALS: u32 = 10;
pub const REFUND_WINDOW: Interval = 100;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(2)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(3)]
	pub type Communities = pallet_communities;
	#[runtime::pallet_index(4)]
	pub type Billing = pallet_billing;
	#[runtime::pallet_index(5)]
	pub type Treasury = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = ParityDbWeight;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Runtime {
	type OnTimestampSet = Communities;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
	type MaxFreezes = ConstU32<2>;
	type FreezeIdentifier = u8;
}

impl pallet_communities::Config for Runtime {
	type Time = Timestamp;
	type OnCommunityCreated = Billing;
	type OnOperatorChange = ();
	type Obligations = (Billing, Treasury);
	type MaxCommunities = ConstU32<3>;
	type MaxGateways = ConstU32<3>;
	type MaxStrikes = ConstU32<4>;
	type MaxRuleVersions = ConstU32<6>;
	type Horizon = ConstU32<HORIZON>;
	type ReadingDeadline = ConstU32<2>;
	type MinimumBlocks = ConstU32<4>;
	type MaxOpenIntervals = ConstU32<16>;
	type Retention = ConstU32<96>;
	type BlockTime = frame_support::traits::ConstU64<BLOCK_MILLIS>;
	type WeightInfo = pallet_communities::weights::SubstrateWeight<Runtime>;
}

impl pallet_billing::Config for Runtime {
	type Currency = Balances;
	type Communities = Communities;
	type Tariffs = Communities;
	type Clock = Communities;
	type Points = FakePoints;
	type Settlements = FakeSettlements;
	type Keyless = frame_support::traits::Nothing;
	type PalletId = PotId;
	type KeptStatements = ConstU32<12>;
	type MinimumStandingTopUp = ConstU128<100>;
	type StandingTopUpWeight = StandingTopUpWeight;
	type WeightInfo = pallet_billing::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"cwt/pots");
	pub const DaoId: PalletId = PalletId(*b"cwt/daos");
	pub const StandingTopUpWeight: Weight = Weight::MAX;
	pub static PollWeight: Weight = Weight::MAX;
	pub static Limits: RuleLimits<u64> = limits();
	/// Whether the filter refuses spending.
	pub static SpendingForbidden: bool = false;
}

pub fn limits() -> RuleLimits<u64> {
	RuleLimits {
		shortest_voting: 5,
		longest_voting: 1_000,
		shortest_delay: 1,
		longest_delay: 100,
		shortest_window: 5,
		longest_window: 1_000,
		lowest_quorum: Permill::from_percent(10),
		highest_quorum: Permill::from_percent(50),
		lowest_approval: Permill::from_percent(50),
		highest_approval: Permill::from_percent(90),
		highest_slash_below: Permill::from_percent(50),
		lowest_deposit: 10,
		highest_deposit: 10_000,
		shortest_period: 1,
		longest_period: 1_000,
	}
}

/// What a community of the mock may do.
pub struct CommunityCalls;
impl Contains<RuntimeCall> for CommunityCalls {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Treasury(crate::Call::spend { .. }) => !SpendingForbidden::get(),
			RuntimeCall::Treasury(_)
			| RuntimeCall::Communities(_)
			| RuntimeCall::Billing(pallet_billing::Call::lend_to_guarantee { .. })
			| RuntimeCall::System(frame_system::Call::remark { .. }) => true,
			_ => false,
		}
	}
}

impl crate::Config for Runtime {
	type RuntimeCall = RuntimeCall;
	type RuntimeHoldReason = RuntimeHoldReason;
	type CallFilter = CommunityCalls;
	type Currency = Balances;
	type Communities = Communities;
	type Membership = Communities;
	type Funds = Billing;
	type GridFee = Communities;
	type Tariffs = Communities;
	type Signals = FakeSignals;
	type Clock = Communities;
	type Points = FakePoints;
	type Statements = Billing;
	type Energy = FakeEnergy;
	type Votes = FakeShares;
	type PalletId = DaoId;
	type RuleLimits = Limits;
	type MaxCallLength = ConstU32<4_096>;
	type MaxOpen = ConstU32<MAX_OPEN>;
	type MaxOpenPerMember = ConstU32<3>;
	type MaxProposals = ConstU32<MAX_PROPOSALS>;
	type MaxDelegators = ConstU32<32>;
	type MaxVotePoints = ConstU32<8>;
	type MaxRecurringSpends = ConstU32<3>;
	type MaxSupported = ConstU32<10>;
	type MaxRefunds = ConstU32<2>;
	type RefundWindow = ConstU32<REFUND_WINDOW>;
	type KeptMonths = ConstU32<3>;
	type KeptReports = ConstU32<12>;
	type ForecastIntervals = ConstU32<8>;
	type PollWeight = PollWeight;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = benchmarks::Helper;
}

pub fn rules() -> DaoRules<u64> {
	DaoRules {
		electorate: Electorate::Members,
		voting_period: VOTING,
		enactment_delay: DELAY,
		execution_window: WINDOW,
		quorum: Permill::from_percent(40),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(25),
		deposit: DEPOSIT,
		period: PERIOD,
		spending_cap: Permill::from_percent(50),
	}
}

/// F 50, R 210, f 10.
pub fn tariff() -> Rules {
	let cell = TariffCell {
		feed_in: 50,
		retail: 210,
		grid_fee: 10,
	};
	Rules {
		cells: vec![cell; 96].try_into().expect("96 cells"),
		summer_months: 0b0001_1111_1000,
		weekend_days: 0b110_0000,
		pool_share: Permill::from_percent(50),
		emergency_limit: 2_100,
		supplier_deposit: 500,
		auction: None,
	}
}

fn bounds() -> RuleBounds {
	RuleBounds {
		lowest_feed_in: 10,
		highest_retail: 10_000,
		highest_grid_fee: 100,
		lowest_pool_share: Permill::from_percent(20),
		highest_pool_share: Permill::from_percent(80),
		highest_emergency_limit: 10_000,
		highest_supplier_deposit: 1_000,
		highest_undelivered_charge: 30,
	}
}

/// The account of the government.
pub fn dao() -> AccountId {
	Treasury::dao_account(COMMUNITY)
}

/// Dispatches a call as the government.
pub fn as_dao(call: impl Into<RuntimeCall>) -> DispatchResult {
	let result = call.into().dispatch(RuntimeOrigin::signed(dao()));
	result.map(|_| ()).map_err(|error| error.error)
}

/// The next block: time goes on, queues are worked off.
pub fn next_block() {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	Timestamp::set_timestamp(pallet_timestamp::Now::<Runtime>::get() + BLOCK_MILLIS);
	poll();
}

/// What a block begins with.
pub fn poll() -> Weight {
	let mut meter = WeightMeter::with_limit(Weight::MAX);
	Treasury::on_poll(System::block_number(), &mut meter);
	meter.consumed()
}

pub fn run_blocks(blocks: u64) {
	for _ in 0..blocks {
		next_block();
	}
}

/// Until so many intervals have ended.
pub fn run_to(interval: Interval) {
	while Communities::ended() < interval {
		next_block();
	}
}

/// Gives to the treasury.
pub fn donate(amount: Balance) {
	Billing::donate(RuntimeOrigin::signed(DONOR), COMMUNITY, amount).expect("the donor is rich");
}

pub fn treasury() -> Balance {
	Billing::treasury(COMMUNITY)
}

pub fn free() -> Balance {
	Billing::free(COMMUNITY)
}

/// What an account has.
pub fn balance(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

pub fn details(community: CommunityId, owner: AccountId) -> PointDetails<AccountId> {
	PointDetails {
		community,
		owner,
		capacity_w: 4_000,
		resolution_wh: 0,
		next_interval: 0,
		closed: false,
	}
}

pub struct ExtBuilder {
	rules: DaoRules<u64>,
	treasury: Balance,
	established: bool,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self {
			rules: rules(),
			treasury: 0,
			established: true,
		}
	}
}

impl ExtBuilder {
	pub fn rules(mut self, change: impl FnOnce(&mut DaoRules<u64>)) -> Self {
		change(&mut self.rules);
		self
	}

	/// What the treasury holds when the government is established.
	pub fn treasury(mut self, amount: Balance) -> Self {
		self.treasury = amount;
		self
	}

	pub fn not_established(mut self) -> Self {
		self.established = false;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		forget();
		PollWeight::set(Weight::MAX);
		Limits::set(limits());
		SpendingForbidden::set(false);
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		let mut funded = vec![OPERATOR, SUPPLIER, DONOR, STRANGER];
		funded.extend(MEMBERS);
		pallet_balances::GenesisConfig::<Runtime> {
			balances: funded.into_iter().map(|who| (who, FUNDS)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("balances are distinct");
		let community = |name: &str| GenesisCommunity {
			name: name.into(),
			operator: OPERATOR,
			supplier: SUPPLIER,
			bounds: bounds(),
			rules: tariff(),
			gateways: vec![],
			members: MEMBERS.to_vec(),
		};
		pallet_communities::GenesisConfig::<Runtime> {
			time: TimeParameters {
				interval_seconds: 3_600,
				interval_millis: BLOCK_MILLIS,
				local_epoch_seconds: Some(LOCAL_EPOCH),
				utc_offset_seconds: 0,
			},
			communities: vec![community("one"), community("other")],
		}
		.assimilate_storage(&mut storage)
		.expect("communities are within their bounds");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			Timestamp::set_timestamp(EPOCH);
			if self.treasury > 0 {
				donate(self.treasury);
			}
			if self.established {
				self.establish();
			}
			System::reset_events();
		});
		ext
	}

	fn establish(&self) {
		let operator = RuntimeOrigin::signed(OPERATOR);
		Treasury::establish(operator.clone(), COMMUNITY, self.rules).expect("the rules can be");
		Communities::set_operator(operator, COMMUNITY, dao()).expect("the operator hands over");
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			check_invariants();
			test();
			check_invariants();
		});
	}
}

pub fn check_invariants() {
	Treasury::check_invariants();
	Billing::check_invariants();
	Communities::check_invariants();
}

/// Opens a proposal of Alice.
pub fn propose(call: impl Into<RuntimeCall>) -> ProposalId {
	propose_by(ALICE, call)
}

pub fn propose_by(who: AccountId, call: impl Into<RuntimeCall>) -> ProposalId {
	let id = crate::NextProposal::<Runtime>::get();
	let call = Box::new(call.into());
	Treasury::propose(RuntimeOrigin::signed(who), COMMUNITY, call, H256::zero())
		.expect("the proposal can be opened");
	id
}

pub fn vote(who: AccountId, id: ProposalId, vote: Vote) -> DispatchResult {
	Treasury::vote(RuntimeOrigin::signed(who), id, vote, Default::default())
}

/// Three of five say aye.
pub fn approve(id: ProposalId) {
	for who in [ALICE, BOB, CAROL] {
		vote(who, id, Vote::Aye).expect("members vote");
	}
	Treasury::close(RuntimeOrigin::signed(STRANGER), id).expect("it is decided");
}

pub fn execute(id: ProposalId) -> DispatchResult {
	let bytes = Treasury::call_of(id).unwrap_or_default();
	let weight = codec::Decode::decode(&mut &bytes[..]).map_or(Weight::MAX, |call: RuntimeCall| {
		call.get_dispatch_info().call_weight
	});
	let length = bytes.len() as u32;
	Treasury::execute(RuntimeOrigin::signed(STRANGER), id, weight, length)
		.map(|_| ())
		.map_err(|error| error.error)
}

/// Proposes, approves, waits, executes.
pub fn decide(call: impl Into<RuntimeCall>) -> ProposalId {
	let id = propose(call);
	approve(id);
	run_blocks(DELAY);
	execute(id).expect("the delay is over");
	id
}

pub fn spend_call(amount: Balance) -> crate::Call<Runtime> {
	crate::Call::spend {
		community: COMMUNITY,
		to: DONOR,
		amount,
	}
}

/// Energy that a point is billed in the month in progress, and its community has metered.
pub fn meter(point: PointId, import: Wh, export: Wh) {
	use commonwatt_primitives::traits::Ledger;

	let community = Points::get()[&point].community;
	let mut book = Billing::open(community);
	let mut account = Billing::load_point(&mut book, point);
	account.statement.imported += import;
	account.statement.exported += export;
	Billing::store_point(&mut book, point, account);
	Billing::commit(book);
	Energy::mutate(|energy| {
		let registers = energy.entry(community).or_default();
		registers.import += import;
		registers.export += export;
	});
}

/// What the fees of the interval `ahead` of the one in progress are forecast to be exchanged.
pub fn forecast(ahead: Interval, demand: Wh, generation: Wh) {
	let interval = Communities::in_progress() + ahead;
	Forecasts::mutate(|all| all.insert((COMMUNITY, interval), (demand, generation)));
}

pub fn line(line: TreasuryLine) -> commonwatt_primitives::governance::Flow {
	*Billing::book(COMMUNITY).line_mut(line)
}

/// The grid fee of the newest rules.
pub fn newest_fee() -> Price {
	use commonwatt_primitives::governance::GridFee;
	Communities::current(COMMUNITY).expect("has rules").0
}
