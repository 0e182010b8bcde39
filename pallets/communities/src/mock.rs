//! A runtime of communities alone, and a builder that checks the invariants after every test.
#![allow(clippy::arithmetic_side_effects)]

use crate::{GenesisCommunity, TimeParameters};
use commonwatt_primitives::{
	tariff::{RuleBounds, Rules, TariffCell},
	traits::{MarketClock, Obligations, OnCommunityCreated, OnOperatorChange},
	CommunityId, Interval, Moment, Price,
};
use frame_support::{
	derive_impl,
	migrations::MultiStepMigrator,
	pallet_prelude::{DispatchError, DispatchResult, Weight},
	parameter_types,
	traits::ConstU32,
};
use sp_runtime::{BuildStorage, Permill};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const BLOCK_MILLIS: Moment = 6_000;
/// The first block's timestamp.
pub const EPOCH: Moment = 1_700_000_000_000;
/// Monday, 1 August 2016, 00:00.
pub const SUMMER_MONDAY: u64 = 1_470_009_600;
pub const HORIZON: Interval = 96;

pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const UNKNOWN_COMMUNITY: CommunityId = 2;
pub const OPERATOR: AccountId = 1;
pub const OTHER_OPERATOR: AccountId = 2;
pub const SUPPLIER: AccountId = 3;
/// Cannot pay what a community's pot needs.
pub const PENNILESS: AccountId = 4;
pub const GATEWAY: AccountId = 10;
pub const ALICE: AccountId = 20;
pub const BOB: AccountId = 21;

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
	pub type Communities = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type MultiBlockMigrator = FakeMigrations;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Runtime {
	type OnTimestampSet = Communities;
}

parameter_types! {
	pub static ReadingDeadline: Interval = 2;
	pub static MinimumBlocks: u32 = 4;
	pub static MaxOpenIntervals: u32 = 16;
	pub static Retention: Interval = 96;
	pub static MaxRuleVersions: u32 = 4;
	pub static BlockTime: Moment = BLOCK_MILLIS;
	/// Who has obligations, and where.
	pub static Obliged: Vec<(CommunityId, AccountId)> = Vec::new();
	/// The communities whose creation was announced, and their operators.
	pub static Created: Vec<(CommunityId, AccountId)> = Vec::new();
	/// The operator of the first community, whenever some community had another.
	pub static Seats: Vec<Option<AccountId>> = Vec::new();
	/// Whether a migration keeps transactions out.
	pub static Migrating: bool = false;
}

pub struct FakeObligations;
impl Obligations<AccountId> for FakeObligations {
	fn has_obligations(community: CommunityId, who: &AccountId) -> bool {
		Obliged::get().contains(&(community, *who))
	}
}

pub struct FakePots;
impl OnCommunityCreated<AccountId> for FakePots {
	fn on_community_created(community: CommunityId, operator: &AccountId) -> DispatchResult {
		if *operator == PENNILESS {
			return Err(DispatchError::Unavailable);
		}
		Created::mutate(|created| created.push((community, *operator)));
		Ok(())
	}
}

pub struct FakeSeats;
impl OnOperatorChange for FakeSeats {
	fn on_operator_change() {
		let community = crate::Communities::<Runtime>::get(COMMUNITY);
		Seats::mutate(|seats| seats.push(community.map(|community| community.operator)));
	}

	fn weight() -> Weight {
		Weight::from_parts(7, 0)
	}
}

pub struct FakeMigrations;
impl MultiStepMigrator for FakeMigrations {
	fn ongoing() -> bool {
		Migrating::get()
	}

	fn step() -> Weight {
		Weight::zero()
	}
}

impl crate::Config for Runtime {
	type Time = Timestamp;
	type OnCommunityCreated = FakePots;
	type OnOperatorChange = FakeSeats;
	type Obligations = FakeObligations;
	type MaxCommunities = ConstU32<3>;
	type MaxGateways = ConstU32<3>;
	type MaxStrikes = ConstU32<4>;
	type MaxRuleVersions = MaxRuleVersions;
	type Horizon = ConstU32<HORIZON>;
	type ReadingDeadline = ReadingDeadline;
	type MinimumBlocks = MinimumBlocks;
	type MaxOpenIntervals = MaxOpenIntervals;
	type Retention = Retention;
	type BlockTime = BlockTime;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Pots need nothing.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn endow(_: &AccountId) {}

	fn set_time(now: Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}

/// F 50, f 10, half the spread; R by cell.
pub fn rules_with(retail: impl Fn(Price) -> Price) -> Rules {
	let cell = |index| TariffCell {
		feed_in: 50,
		retail: retail(index),
		grid_fee: 10,
	};
	Rules {
		cells: (0..96)
			.map(cell)
			.collect::<Vec<_>>()
			.try_into()
			.expect("96 cells"),
		summer_months: 0b0001_1111_1000,
		weekend_days: 0b110_0000,
		pool_share: Permill::from_percent(50),
		emergency_limit: 2_100,
		supplier_deposit: 500,
		auction: None,
	}
}

/// The same retail price in every cell.
pub fn flat_rules(retail: Price) -> Rules {
	rules_with(|_| retail)
}

pub fn bounds() -> RuleBounds {
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

pub fn genesis_community(operator: AccountId) -> GenesisCommunity<AccountId> {
	GenesisCommunity {
		name: format!("of {operator}"),
		operator,
		supplier: SUPPLIER,
		bounds: bounds(),
		rules: flat_rules(210),
		gateways: vec![],
		members: vec![],
	}
}

/// Makes the next block, `after` milliseconds after the last.
pub fn next_block(after: Moment) {
	System::set_block_number(System::block_number() + 1);
	System::reset_events();
	Timestamp::set_timestamp(pallet_timestamp::Now::<Runtime>::get() + after);
}

/// One block an interval, until `interval` is in progress.
pub fn run_to_interval(interval: Interval) {
	let millis = crate::Parameters::<Runtime>::get().interval_millis;
	while Communities::ended() < interval {
		next_block(millis);
	}
	assert_eq!(Communities::ended(), interval);
}

pub struct ExtBuilder {
	time: TimeParameters,
	communities: Vec<GenesisCommunity<AccountId>>,
	started: bool,
}

impl Default for ExtBuilder {
	/// Two communities; quarter-hours from Monday, 1 August 2016, 00:00 local time.
	fn default() -> Self {
		Self {
			time: TimeParameters {
				local_epoch_seconds: Some(SUMMER_MONDAY),
				..Default::default()
			},
			communities: vec![
				genesis_community(OPERATOR),
				genesis_community(OTHER_OPERATOR),
			],
			started: true,
		}
	}
}

impl ExtBuilder {
	pub fn time(mut self, change: impl FnOnce(&mut TimeParameters)) -> Self {
		change(&mut self.time);
		self
	}

	/// Changes the first community.
	pub fn community(mut self, change: impl FnOnce(&mut GenesisCommunity<AccountId>)) -> Self {
		change(&mut self.communities[0]);
		self
	}

	/// The rules of the first community.
	pub fn rules(self, rules: Rules) -> Self {
		self.community(|community| community.rules = rules)
	}

	/// Without the first block.
	pub fn not_started(mut self) -> Self {
		self.started = false;
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		crate::GenesisConfig::<Runtime> {
			time: self.time,
			communities: self.communities,
		}
		.assimilate_storage(&mut storage)
		.expect("genesis fits into storage");
		let mut ext = sp_io::TestExternalities::new(storage);
		if self.started {
			ext.execute_with(|| next_block(EPOCH));
		}
		ext
	}

	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Communities::check_invariants();
		});
	}
}
