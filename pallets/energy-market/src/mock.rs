//! A runtime of the four pallets of the pool, driven block by block as Executive does.

#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
mod green;

use crate as pallet_energy_market;
use codec::Encode;
use commonwatt_primitives::{
	signal::Forecast,
	tariff::{AuctionRules, RuleBounds, Rules, TariffCell, TARIFF_CELLS},
	traits::Signals,
	Balance, CommunityId, Interval, Moment, Price, MAX_PRICE,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{ConstU128, ConstU32, ConstU64, Hooks},
	weights::{RuntimeDbWeight, Weight, WeightMeter},
	PalletId,
};
use sp_core::H256;
use sp_runtime::{
	traits::{Dispatchable, IdentityLookup},
	AccountId32, BuildStorage, DispatchError, MultiSignature, Permill,
};

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarks::*;
pub use green::*;

type Block = frame_system::mocking::MockBlock<Test>;
pub type AccountId = AccountId32;

/// The least an account holds.
pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// Timestamp of the first block: Monday, 1 August 2016, 00:00 UTC.
pub const EPOCH: Moment = 1_470_009_600_000;
/// What every actor holds at genesis.
pub const WALLET: Balance = 1_000_000_000_000_000;
/// Blocks between an interval becoming readable and its deadline, at least.
pub const MINIMUM_BLOCKS: u32 = 4;
/// Intervals readable and not due, at most.
pub const MAX_OPEN_INTERVALS: u32 = 16;
/// Bad signatures that suspend a gateway.
pub const MAX_STRIKES: u32 = 3;
/// Intervals between the end of one and the deadline of its readings.
pub const READING_DEADLINE: u32 = 2;
/// Versions of rules that are kept.
pub const MAX_RULE_VERSIONS: u32 = 8;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Balances: pallet_balances,
		Communities: pallet_communities,
		Metering: pallet_metering,
		Billing: pallet_billing,
		EnergyMarket: pallet_energy_market,
	}
);

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"cwt/pots");
	/// Zero switches the sweep off.
	pub static PollWeight: Weight = Weight::zero();
	pub static RingSize: u32 = 32;
	pub static Retention: Interval = 96;
	pub static Horizon: Interval = 96;
	pub static HistoryLength: Interval = 40;
	pub const StandingTopUpWeight: Weight = SWEEP;
	pub static StandingOrderWeight: Weight = SWEEP;
	pub static SignalLead: Interval = 2;
	pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight { read: READ, write: WRITE };
}

/// What the chain has settled upon, if a test says so.
pub struct FakeSignals;

/// Where it is kept: in state, so that looking costs what it costs.
pub const SIGNALS: &[u8] = b"signals";

fn signal_key(community: CommunityId, interval: Interval) -> Vec<u8> {
	(SIGNALS, community, interval).encode()
}

impl Signals for FakeSignals {
	fn signal(community: CommunityId, interval: Interval) -> Option<Forecast> {
		frame_support::storage::unhashed::get(&signal_key(community, interval))
	}
}

/// Settles upon a signal, or withdraws it.
pub fn set_signal(community: CommunityId, interval: Interval, signal: Option<Forecast>) {
	let key = signal_key(community, interval);
	match signal {
		Some(signal) => frame_support::storage::unhashed::put(&key, &signal),
		None => frame_support::storage::unhashed::kill(&key),
	}
}

/// Ample weight for closing, sweeping and retiring.
pub const SWEEP: Weight = Weight::MAX;

/// A read weighs more than all computation of a call, a write more than all its reads: so a weight tells
/// how many of each it pays for, see [`paid_for`].
const READ: u64 = 100_000_000_000;
const WRITE: u64 = 10_000 * READ;

/// Database reads and writes that a weight pays for.
pub fn paid_for(weight: Weight) -> (u64, u64) {
	let time = weight.ref_time();
	(time % WRITE / READ, time / WRITE)
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = DbWeight;
	type Hash = H256;
}

impl pallet_timestamp::Config for Test {
	type Moment = Moment;
	type OnTimestampSet = Communities;
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

impl pallet_communities::Config for Test {
	type Time = Timestamp;
	type OnCommunityCreated = Billing;
	type OnOperatorChange = ();
	type Obligations = (Metering, Billing);
	type MaxCommunities = ConstU32<4>;
	type MaxGateways = ConstU32<4>;
	type MaxStrikes = ConstU32<MAX_STRIKES>;
	type MaxRuleVersions = ConstU32<MAX_RULE_VERSIONS>;
	type Horizon = Horizon;
	type ReadingDeadline = ConstU32<READING_DEADLINE>;
	type MinimumBlocks = ConstU32<MINIMUM_BLOCKS>;
	type MaxOpenIntervals = ConstU32<MAX_OPEN_INTERVALS>;
	type Retention = Retention;
	type BlockTime = ConstU64<6_000>;
	type WeightInfo = pallet_communities::weights::SubstrateWeight<Test>;
}

impl pallet_metering::Config for Test {
	type Communities = Communities;
	type Clock = Communities;
	type Book = EnergyMarket;
	type MaxBatch = ConstU32<256>;
	type MaxPoints = ConstU32<1_000>;
	type WeightInfo = pallet_metering::weights::SubstrateWeight<Test>;
}

impl pallet_billing::Config for Test {
	type Currency = Balances;
	type Communities = Communities;
	type Tariffs = Communities;
	type Clock = Communities;
	type Points = Metering;
	type Settlements = EnergyMarket;
	type Keyless = frame_support::traits::Nothing;
	type PalletId = PotId;
	type KeptStatements = ConstU32<12>;
	type MinimumStandingTopUp = ConstU128<1>;
	type StandingTopUpWeight = StandingTopUpWeight;
	type WeightInfo = pallet_billing::weights::SubstrateWeight<Test>;
}

impl pallet_energy_market::Config for Test {
	type Communities = Communities;
	type Tariffs = Communities;
	type Clock = Communities;
	type Points = Metering;
	type Ledger = Billing;
	type GreenBook = FakeGreenBook;
	type RingSize = RingSize;
	type MaxOpenIntervals = ConstU32<MAX_OPEN_INTERVALS>;
	type Retention = Retention;
	type HistoryLength = HistoryLength;
	type OrderHorizon = Horizon;
	type MaxIntents = ConstU32<256>;
	type Signature = MultiSignature;
	type PollWeight = PollWeight;
	type Signals = FakeSignals;
	type SignalLead = SignalLead;
	type StandingOrderWeight = StandingOrderWeight;
	type WeightInfo = pallet_energy_market::weights::SubstrateWeight<Test>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// An actor: operators, suppliers, gateways, owners.
pub fn account(number: u8) -> AccountId {
	AccountId::new([number; 32])
}

/// The operator of a community.
pub fn operator(community: CommunityId) -> AccountId {
	account(100 + community as u8)
}

/// The supplier of last resort of a community.
pub fn supplier(community: CommunityId) -> AccountId {
	account(120 + community as u8)
}

/// The gateway of a community.
pub fn gateway(community: CommunityId) -> AccountId {
	account(140 + community as u8)
}

/// Belongs to no community.
pub const STRANGER: u8 = 200;

/// The genesis hash that devices sign.
pub fn genesis_hash() -> H256 {
	H256::repeat_byte(7)
}

/// The prices of settlement.md's cases: F = 50, R = 210, f = 10, so m = 125.
pub fn rules() -> Rules {
	flat_rules(50, 210, 10)
}

/// The prices and the auction of settlement.md's cases: tick 1, c = 20, beta = 10 %. Gate closure is a
/// fifth of an interval (of 900 s) before it, the freeze as long before that.
pub fn auction_rules() -> Rules {
	Rules {
		auction: Some(AuctionRules {
			tick: 1,
			undelivered_charge: 20,
			tolerance: Permill::from_percent(10),
			gate_closure_millis: 180_000,
			freeze_millis: 180_000,
		}),
		..rules()
	}
}

/// One price for every hour.
pub fn flat_rules(feed_in: Price, retail: Price, grid_fee: Price) -> Rules {
	hourly_rules(|_| TariffCell {
		feed_in,
		retail,
		grid_fee,
	})
}

/// Every day alike, a cell for each local hour.
pub fn hourly_rules(cell: impl Fn(usize) -> TariffCell) -> Rules {
	let cells: Vec<_> = (0..TARIFF_CELLS as usize)
		.map(|index| cell(index % 24))
		.collect();
	Rules {
		cells: cells
			.try_into()
			.expect("as many cells as there may be; qed"),
		summer_months: 0,
		weekend_days: 0,
		pool_share: Permill::from_percent(50),
		emergency_limit: 0,
		supplier_deposit: 0,
		auction: None,
	}
}

/// Bounds that hold nothing back.
pub fn bounds() -> RuleBounds {
	RuleBounds {
		lowest_feed_in: 0,
		highest_retail: MAX_PRICE,
		highest_grid_fee: MAX_PRICE,
		lowest_pool_share: Permill::zero(),
		highest_pool_share: Permill::one(),
		highest_emergency_limit: Balance::MAX,
		highest_supplier_deposit: Balance::MAX,
		highest_undelivered_charge: MAX_PRICE,
	}
}

/// A chain at its genesis.
pub struct Chain {
	interval_seconds: u32,
	communities: Vec<Rules>,
}

impl Chain {
	pub fn new(rules: Rules) -> Self {
		Self {
			interval_seconds: 900,
			communities: vec![rules],
		}
	}

	pub fn with_another_community(mut self, rules: Rules) -> Self {
		self.communities.push(rules);
		self
	}

	pub fn with_interval_seconds(mut self, seconds: u32) -> Self {
		self.interval_seconds = seconds;
		self
	}

	/// Runs `test` on this chain from its first block on, and checks every invariant after it.
	pub fn run<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			run_block(EPOCH);
			let result = test();
			check_invariants();
			result
		})
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default()
			.build_storage()
			.expect("builds");
		pallet_balances::GenesisConfig::<Test> {
			balances: (1..=210).map(|number| (account(number), WALLET)).collect(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("builds");
		pallet_communities::GenesisConfig::<Test> {
			time: pallet_communities::TimeParameters {
				interval_seconds: self.interval_seconds,
				interval_millis: u64::from(self.interval_seconds) * 1_000,
				local_epoch_seconds: None,
				utc_offset_seconds: 0,
			},
			communities: self
				.communities
				.into_iter()
				.enumerate()
				.map(|(id, rules)| pallet_communities::GenesisCommunity {
					name: format!("community {id}"),
					operator: operator(id as u32),
					supplier: supplier(id as u32),
					bounds: bounds(),
					rules,
					gateways: vec![gateway(id as u32)],
					members: (1..=20).map(account).collect(),
				})
				.collect(),
		}
		.assimilate_storage(&mut storage)
		.expect("builds");
		storage.into()
	}
}

/// The next block, as Executive runs it: system, timestamp, poll; then come the calls.
pub fn run_block(now: Moment) {
	let number = System::block_number() + 1;
	if number > 1 {
		Timestamp::on_finalize(number - 1);
	}
	System::reset_events();
	let parent = if number == 1 {
		genesis_hash()
	} else {
		H256::from_low_u64_be(number)
	};
	System::initialize(&number, &parent, &Default::default());
	dispatch(pallet_timestamp::Call::set { now }, RuntimeOrigin::none()).expect("time goes on");
	EnergyMarket::on_poll(number, &mut WeightMeter::with_limit(Weight::MAX));
}

pub fn dispatch(
	call: impl Into<RuntimeCall>,
	origin: RuntimeOrigin,
) -> Result<frame_support::dispatch::PostDispatchInfo, DispatchError> {
	use frame_support::dispatch::GetDispatchInfo;
	let call = call.into();
	let charged = call.get_dispatch_info().call_weight;
	let result = call.dispatch(origin).map_err(|error| error.error)?;
	if let Some(actual) = result.actual_weight {
		assert!(
			actual.all_lte(charged),
			"charged {charged} before, {actual} after"
		);
	}
	Ok(result)
}

/// A signed call.
pub fn call(
	who: &AccountId,
	call: impl Into<RuntimeCall>,
) -> Result<frame_support::dispatch::PostDispatchInfo, DispatchError> {
	dispatch(call, RuntimeOrigin::signed(who.clone()))
}

/// Every pallet's invariants, and those between pallets.
pub fn check_invariants() {
	Communities::check_invariants();
	Metering::check_invariants();
	Billing::check_invariants();
	EnergyMarket::check_invariants();
	for community in 0..pallet_communities::CommunityCount::<Test>::get() {
		assert_eq!(
			Metering::metered(community),
			EnergyMarket::booked(community),
			"what community {community} metered is what was booked"
		);
	}
}
