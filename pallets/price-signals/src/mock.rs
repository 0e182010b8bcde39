//! A runtime of price signals and the real balances. Communities, clock and outcomes are fakes that a
//! test sets.
#![allow(clippy::arithmetic_side_effects)]

use commonwatt_primitives::{
	signal::{Outcome, OutcomeLimits, ALL_GREEN},
	tariff::AuctionRules,
	traits::{
		Communities, GapPrices, GatewayStatus, IntervalPrices, MarketClock, Outcomes, Tariffs,
	},
	Balance, CommunityId, Interval, Moment, Price,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::{ConstU128, ConstU32, Currency},
	weights::{constants::ParityDbWeight, Weight},
	PalletId,
};
use frame_system::{
	offchain::{CreateAuthorizedTransaction, CreateTransaction, CreateTransactionBase},
	AuthorizeCall,
};
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, BuildStorage};
use std::collections::BTreeMap;

/// Wide enough for the pallet's account.
pub type AccountId = u128;
/// A transaction, with the one extension that a signal needs.
pub type Extrinsic =
	sp_runtime::generic::UncheckedExtrinsic<AccountId, RuntimeCall, (), AuthorizeCall<Runtime>>;
type Block = sp_runtime::generic::Block<
	sp_runtime::generic::Header<u64, sp_runtime::traits::BlakeTwo256>,
	Extrinsic,
>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What every funded account begins with.
pub const FUNDS: Balance = 1_000_000;
pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const UNKNOWN_COMMUNITY: CommunityId = 2;
pub const OPERATOR: AccountId = 1;
pub const OTHER_OPERATOR: AccountId = 2;
pub const DONOR: AccountId = 3;
/// The account of forecaster 0 of every community; the others follow. They hold nothing.
pub const FORECASTERS: AccountId = 100;
/// The round in which tests begin: a day has passed.
pub const START: Interval = 100;
pub const LEAD: Interval = 2;
pub const MAX_FORECASTERS: u32 = 16;
pub const MAX_FAULTS: u32 = 24;
/// Intervals of a day.
pub const DAY: Interval = 24;
pub const LIMITS: OutcomeLimits = OutcomeLimits {
	lowest_price: 10,
	highest: Outcome {
		price: 1_000,
		demand: 1_000_000,
		generation: 1_000_000,
		green_share: ALL_GREEN,
	},
};
pub const NOT_OPERATOR: DispatchError = DispatchError::Other("not operator");

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarks;
mod node;
mod steps;
pub use node::*;
pub use steps::*;

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
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(2)]
	pub type PriceSignals = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = ParityDbWeight;
	type Hash = H256;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

parameter_types! {
	pub const PotId: PalletId = PalletId(*b"cwt/sgnl");
	/// The interval in progress.
	pub static Round: Interval = START;
	pub static IntervalSeconds: u32 = 3_600;
	pub static KnownUntil: Interval = 0;
	pub static Known: BTreeMap<(CommunityId, Interval), Outcome> = BTreeMap::new();
	pub static MinQuorum: u32 = 2;
	pub static MaxUnscored: u32 = 8;
	pub static PollWeight: Weight = Weight::MAX;
	/// How often limits were asked for.
	pub static LimitsAsked: u32 = 0;
	/// Given to the pallet's account by transfers.
	pub static Donated: Balance = 0;
}

pub struct FakeCommunities;
impl Communities<AccountId> for FakeCommunities {
	fn count() -> u32 {
		UNKNOWN_COMMUNITY
	}

	fn exists(community: CommunityId) -> bool {
		community < UNKNOWN_COMMUNITY
	}

	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult {
		match (community, *who) {
			(COMMUNITY, OPERATOR) | (OTHER_COMMUNITY, OTHER_OPERATOR) => Ok(()),
			_ => Err(NOT_OPERATOR),
		}
	}

	fn ensure_active_member(_: CommunityId, _: &AccountId) -> DispatchResult {
		unreachable!("price signals do not ask")
	}

	fn supplier(_: CommunityId) -> Option<AccountId> {
		unreachable!("price signals do not ask")
	}

	fn gateway(_: CommunityId, _: &AccountId) -> GatewayStatus {
		unreachable!("price signals do not ask")
	}

	fn strike(_: CommunityId, _: &AccountId, _: u32) {
		unreachable!("price signals do not strike")
	}
}

pub struct FakeClock;
impl MarketClock for FakeClock {
	fn ended() -> Interval {
		unreachable!("price signals do not ask")
	}

	fn in_progress() -> Interval {
		Round::get()
	}

	fn due() -> Interval {
		unreachable!("price signals do not ask")
	}

	fn retired() -> Interval {
		unreachable!("price signals do not ask")
	}

	fn interval_seconds() -> u32 {
		IntervalSeconds::get()
	}

	fn seconds_now() -> u64 {
		unreachable!("price signals do not ask")
	}

	fn blocks_per_interval() -> u32 {
		600
	}

	fn now() -> Moment {
		unreachable!("price signals do not ask")
	}

	fn begins(_: Interval) -> Moment {
		unreachable!("price signals do not ask")
	}

	fn month() -> u32 {
		unreachable!("price signals do not ask")
	}

	fn local_seconds(interval: Interval) -> u64 {
		u64::from(interval).saturating_mul(Self::interval_seconds().into())
	}
}

pub struct FakeOutcomes;
impl Outcomes for FakeOutcomes {
	fn known_until(_: CommunityId) -> Interval {
		KnownUntil::get()
	}

	fn outcome(community: CommunityId, interval: Interval) -> Option<Outcome> {
		Known::get().get(&(community, interval)).copied()
	}

	fn settled_prices(community: CommunityId, _: Interval) -> Option<IntervalPrices> {
		FakeCommunities::exists(community).then_some(PRICES)
	}

	fn limits(community: CommunityId, _: Interval, _: Interval) -> Option<OutcomeLimits> {
		LimitsAsked::mutate(|asked| *asked += 1);
		FakeCommunities::exists(community).then_some(LIMITS)
	}
}

/// The same tariff in every interval: within [`LIMITS`].
pub struct FakeTariffs;
pub const PRICES: IntervalPrices = IntervalPrices {
	feed_in: 10,
	retail: 1_000,
	grid_fee: 0,
	pool_price: Some(500),
};

impl Tariffs for FakeTariffs {
	fn prices(community: CommunityId, _: Interval) -> Option<IntervalPrices> {
		FakeCommunities::exists(community).then_some(PRICES)
	}

	fn gap_prices(_: CommunityId, _: Interval, _: Interval) -> GapPrices {
		unreachable!("price signals do not ask")
	}

	fn auction(_: CommunityId, _: Interval) -> Option<AuctionRules> {
		unreachable!("price signals do not ask")
	}

	fn highest_retail_since(_: CommunityId, _: Interval) -> Price {
		unreachable!("price signals do not ask")
	}

	fn emergency_limit(_: CommunityId) -> Balance {
		unreachable!("price signals do not ask")
	}

	fn price_bounds(_: CommunityId) -> Option<(Price, Price)> {
		unreachable!("price signals do not ask")
	}

	fn supplier_deposit(_: CommunityId) -> Balance {
		unreachable!("price signals do not ask")
	}
}

impl<Call> CreateTransactionBase<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extrinsic = Extrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<Call> CreateTransaction<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	type Extension = AuthorizeCall<Runtime>;

	fn create_transaction(call: RuntimeCall, extension: Self::Extension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<Call> CreateAuthorizedTransaction<Call> for Runtime
where
	RuntimeCall: From<Call>,
{
	fn create_extension() -> Self::Extension {
		AuthorizeCall::new()
	}
}

impl crate::Config for Runtime {
	type Currency = Balances;
	type Communities = FakeCommunities;
	type Clock = FakeClock;
	type Tariffs = FakeTariffs;
	type Outcomes = FakeOutcomes;
	type PalletId = PotId;
	type Lead = ConstU32<LEAD>;
	type MaxForecasters = ConstU32<MAX_FORECASTERS>;
	type MinQuorum = MinQuorum;
	type MaxFaults = ConstU32<MAX_FAULTS>;
	type MaxUnscored = MaxUnscored;
	type PollWeight = PollWeight;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = benchmarks::Fakes;
}

pub type Weights = <Runtime as crate::Config>::WeightInfo;

/// A donation to the pallet's account.
pub fn donate(amount: Balance) {
	let pot = PriceSignals::account_id();
	let _ = Balances::deposit_creating(&pot, amount);
	Donated::mutate(|donated| *donated += amount);
}

pub fn check_invariants() {
	PriceSignals::check_invariants();
	let balance = Balances::free_balance(PriceSignals::account_id());
	let liabilities = PriceSignals::liabilities();
	let endowment = match balance {
		0 => 0,
		_ => EXISTENTIAL_DEPOSIT.saturating_sub(Donated::get()),
	};
	assert!(
		balance == liabilities + Donated::get() + endowment
			|| balance == liabilities + Donated::get() + EXISTENTIAL_DEPOSIT,
		"{balance} for {liabilities} and {} of donations",
		Donated::get()
	);
}

/// A chain in [`START`]; checks every invariant after the test.
#[derive(Default)]
pub struct ExtBuilder {
	elected: u8,
	min_quorum: Option<u32>,
	max_unscored: Option<u32>,
}

impl ExtBuilder {
	/// Forecasters 0 and up of `COMMUNITY`, elected in the round before.
	pub fn elected(mut self, count: u8) -> Self {
		self.elected = count;
		self
	}

	pub fn min_quorum(mut self, least: u32) -> Self {
		self.min_quorum = Some(least);
		self
	}

	pub fn max_unscored(mut self, most: u32) -> Self {
		self.max_unscored = Some(most);
		self
	}

	pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			let result = test();
			check_invariants();
			result
		})
	}

	/// The chain alone: the test checks invariants itself.
	pub fn build(self) -> sp_io::TestExternalities {
		Round::set(START - 1);
		IntervalSeconds::set(3_600);
		KnownUntil::set(0);
		Known::set(BTreeMap::new());
		MinQuorum::set(self.min_quorum.unwrap_or(2));
		MaxUnscored::set(self.max_unscored.unwrap_or(8));
		PollWeight::set(Weight::MAX);
		LimitsAsked::set(0);
		Donated::set(0);
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		pallet_balances::GenesisConfig::<Runtime> {
			balances: [OPERATOR, OTHER_OPERATOR, DONOR]
				.map(|who| (who, FUNDS))
				.to_vec(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("balances are distinct");
		crate::GenesisConfig::<Runtime> {
			forecasters: (0..self.elected)
				.map(|id| crate::GenesisForecaster {
					community: COMMUNITY,
					account: FORECASTERS + AccountId::from(id),
					key: public(id),
				})
				.collect(),
		}
		.assimilate_storage(&mut storage)
		.expect("forecasters are distinct");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			next_round();
			System::reset_events();
		});
		ext
	}
}
