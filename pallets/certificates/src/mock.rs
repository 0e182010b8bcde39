//! A runtime of certificates and the real balances. Communities, clock, points and meters are fakes that
//! a test sets.
#![allow(clippy::arithmetic_side_effects)]

use commonwatt_primitives::{
	certificate::{DeviceAttributes, EnergySource, Support, Technology},
	green::{Certification, CertifiedMeters},
	reading::Registers,
	traits::{Communities, DeliveryPoints, GatewayStatus, MarketClock, PointDetails},
	Balance, CommunityId, Interval, Moment, PointId, Wh,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::{ConstU128, ConstU32, Hooks},
	weights::{constants::ParityDbWeight, Weight, WeightMeter},
};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Permill};
use std::collections::BTreeMap;

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const EXISTENTIAL_DEPOSIT: Balance = 10;
/// What every funded account begins with.
pub const FUNDS: Balance = 1_000_000;
pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const OPERATOR: AccountId = 1;
pub const OTHER_OPERATOR: AccountId = 2;
/// Owns the plant and the battery.
pub const ALICE: AccountId = 20;
/// Owns the second plant and the second battery.
pub const BOB: AccountId = 21;
/// Owns the shop.
pub const CAROL: AccountId = 22;
pub const DAVE: AccountId = 23;
/// Has no token.
pub const PENNILESS: AccountId = 30;

/// 8 kW of solar, Alice's.
pub const PLANT: PointId = 0;
/// 8 kW of wind, Bob's.
pub const TURBINE: PointId = 1;
/// Alice's.
pub const BATTERY: PointId = 2;
/// Followed, Carol's.
pub const SHOP: PointId = 3;
/// Bob's second.
pub const HOME_BATTERY: PointId = 4;
/// In the other community, Bob's.
pub const ELSEWHERE: PointId = 5;
/// Carol's, no device.
pub const HOME: PointId = 6;
pub const UNKNOWN_POINT: PointId = 7;

pub const CAPACITY_W: u32 = 8_000;
pub const VALIDITY: Interval = 24;
pub const BACKLOG_WINDOW: Interval = 6;
pub const MAX_BUNDLES: u32 = 8;
pub const SPLIT_DEPOSIT: Balance = 100;
pub const LOTS: u32 = 4;
pub const MAX_RETIREMENTS: u32 = 4;
/// The interval in which tests begin.
pub const START: Interval = 100;
pub const HOUR_MILLIS: Moment = 3_600_000;

pub const NOT_OPERATOR: DispatchError = DispatchError::Other("not operator");
pub const NO_SUCH_METER: DispatchError = DispatchError::Other("no such meter");

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
	pub type Certificates = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = ParityDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Runtime {
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type AccountStore = System;
}

fn points() -> BTreeMap<PointId, PointDetails<AccountId>> {
	let point = |community, owner| PointDetails {
		community,
		owner,
		capacity_w: CAPACITY_W,
		resolution_wh: 0,
		next_interval: 0,
		closed: false,
	};
	[
		(PLANT, point(COMMUNITY, ALICE)),
		(TURBINE, point(COMMUNITY, BOB)),
		(BATTERY, point(COMMUNITY, ALICE)),
		(SHOP, point(COMMUNITY, CAROL)),
		(HOME_BATTERY, point(COMMUNITY, BOB)),
		(ELSEWHERE, point(OTHER_COMMUNITY, BOB)),
		(HOME, point(COMMUNITY, CAROL)),
	]
	.into()
}

parameter_types! {
	/// The interval in progress: those below have ended.
	pub static Now: Interval = START;
	pub static Points: BTreeMap<PointId, PointDetails<AccountId>> = points();
	pub static Certified: BTreeMap<PointId, Certification> = BTreeMap::new();
	pub static IntervalSeconds: u32 = 3_600;
	pub static PollWeight: Weight = Weight::MAX;
	pub static Backlog: Interval = BACKLOG_WINDOW;
	pub static MaxLots: u32 = LOTS;
}

pub struct FakeCommunities;
impl Communities<AccountId> for FakeCommunities {
	fn count() -> u32 {
		unreachable!("certificates do not ask")
	}

	fn exists(_: CommunityId) -> bool {
		unreachable!("certificates do not ask")
	}

	fn ensure_operator(community: CommunityId, who: &AccountId) -> DispatchResult {
		match (community, *who) {
			(COMMUNITY, OPERATOR) | (OTHER_COMMUNITY, OTHER_OPERATOR) => Ok(()),
			_ => Err(NOT_OPERATOR),
		}
	}

	fn ensure_active_member(_: CommunityId, _: &AccountId) -> DispatchResult {
		unreachable!("certificates do not ask")
	}

	fn supplier(_: CommunityId) -> Option<AccountId> {
		unreachable!("certificates do not ask")
	}

	fn gateway(_: CommunityId, _: &AccountId) -> GatewayStatus {
		unreachable!("certificates do not ask")
	}

	fn strike(_: CommunityId, _: &AccountId, _: u32) {
		unreachable!("certificates do not strike")
	}
}

pub struct FakeClock;
impl MarketClock for FakeClock {
	fn ended() -> Interval {
		Now::get()
	}

	fn due() -> Interval {
		unreachable!("certificates do not ask")
	}

	fn retired() -> Interval {
		unreachable!("certificates do not ask")
	}

	fn interval_seconds() -> u32 {
		IntervalSeconds::get()
	}

	fn seconds_now() -> u64 {
		unreachable!("certificates do not ask")
	}

	fn blocks_per_interval() -> u32 {
		unreachable!("certificates do not ask")
	}

	fn now() -> Moment {
		Self::begins(Now::get())
	}

	fn begins(interval: Interval) -> Moment {
		Moment::from(interval) * HOUR_MILLIS
	}

	fn month() -> u32 {
		unreachable!("certificates do not ask")
	}

	fn local_seconds(_: Interval) -> u64 {
		unreachable!("certificates do not ask")
	}
}

pub struct FakePoints;
impl DeliveryPoints<AccountId> for FakePoints {
	fn details(point: PointId) -> Option<PointDetails<AccountId>> {
		Points::get().get(&point).cloned()
	}

	fn count(_: CommunityId) -> u32 {
		unreachable!("certificates do not ask")
	}

	fn point_at(_: CommunityId, _: u32) -> Option<PointId> {
		unreachable!("certificates do not ask")
	}

	fn most_energy(_: CommunityId) -> Wh {
		unreachable!("certificates do not ask")
	}
}

pub struct FakeMeters;
impl CertifiedMeters for FakeMeters {
	fn certify(point: PointId, certification: Certification) -> DispatchResult {
		match Points::get().contains_key(&point) {
			true => {
				Certified::mutate(|all| all.insert(point, certification));
				Ok(())
			}
			false => Err(NO_SUCH_METER),
		}
	}

	fn certification(point: PointId) -> Option<Certification> {
		let certified = Certified::get().get(&point).copied().unwrap_or_default();
		Points::get().contains_key(&point).then_some(certified)
	}

	fn metered(_: PointId) -> Registers {
		unreachable!("certificates do not ask")
	}
}

impl crate::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Communities = FakeCommunities;
	type Clock = FakeClock;
	type Points = FakePoints;
	type Meters = FakeMeters;
	type Validity = ConstU32<VALIDITY>;
	type BacklogWindow = Backlog;
	type MaxBundles = ConstU32<MAX_BUNDLES>;
	type SplitDeposit = ConstU128<SPLIT_DEPOSIT>;
	type MaxLots = MaxLots;
	type MaxRetirements = ConstU32<MAX_RETIREMENTS>;
	type PollWeight = PollWeight;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Fakes;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct Fakes;
#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Fakes {
	fn operator(_: CommunityId) -> AccountId {
		OPERATOR
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		let like = points().remove(&PLANT).expect("a point of the fake");
		Points::mutate(|points| {
			let point = points.len() as PointId;
			let details = PointDetails {
				community,
				owner: *owner,
				..like
			};
			points.insert(point, details);
			point
		})
	}

	fn set_ended(interval: Interval) {
		Now::set(interval);
	}
}

pub fn attributes(technology: Technology) -> DeviceAttributes {
	let (energy_source, round_trip_efficiency) = match technology {
		Technology::SolarPhotovoltaic => (EnergySource::Solar, None),
		Technology::OnshoreWind => (EnergySource::Wind, None),
		Technology::Battery => (EnergySource::Mixed, Some(Permill::from_percent(80))),
		_ => (EnergySource::Mixed, None),
	};
	DeviceAttributes {
		technology,
		energy_source,
		zone: b"DE-LU".to_vec().try_into().expect("a short name"),
		commissioned: 20_000,
		support: Support::None,
		emission_factor: 0,
		capacity_w: CAPACITY_W,
		round_trip_efficiency,
	}
}

/// The technology that a point of the fake is registered with.
pub fn technology(point: PointId) -> Technology {
	match point {
		PLANT | ELSEWHERE => Technology::SolarPhotovoltaic,
		TURBINE => Technology::OnshoreWind,
		BATTERY | HOME_BATTERY => Technology::Battery,
		_ => Technology::Load,
	}
}

/// Changes a point of the fake.
pub fn change_point(point: PointId, change: impl FnOnce(&mut PointDetails<AccountId>)) {
	Points::mutate(|points| change(points.get_mut(&point).expect("a point of the fake")));
}

/// The next block: what it spends.
pub fn next_block() -> Weight {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	let mut meter = WeightMeter::with_limit(Weight::MAX);
	Certificates::on_poll(number, &mut meter);
	meter.consumed()
}

/// A chain in [`START`] with devices; checks every invariant after the test.
#[derive(Default)]
pub struct ExtBuilder {
	devices: Vec<(PointId, bool)>,
}

impl ExtBuilder {
	/// Devices that issue by themselves.
	pub fn devices(mut self, points: &[PointId]) -> Self {
		self.devices
			.extend(points.iter().map(|point| (*point, true)));
		self
	}

	/// A device whose certificates must be asked for.
	pub fn on_request(mut self, point: PointId) -> Self {
		self.devices.push((point, false));
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		Now::set(START);
		Points::set(points());
		Certified::take();
		IntervalSeconds::set(3_600);
		PollWeight::set(Weight::MAX);
		Backlog::set(BACKLOG_WINDOW);
		MaxLots::set(LOTS);
		let mut storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		let funded = [OPERATOR, OTHER_OPERATOR, ALICE, BOB, CAROL, DAVE];
		pallet_balances::GenesisConfig::<Runtime> {
			balances: funded.map(|who| (who, FUNDS)).to_vec(),
			..Default::default()
		}
		.assimilate_storage(&mut storage)
		.expect("balances are distinct");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			for (point, automatic) in self.devices {
				let operator = match point {
					ELSEWHERE => OTHER_OPERATOR,
					_ => OPERATOR,
				};
				Certificates::register_device(
					RuntimeOrigin::signed(operator),
					point,
					attributes(technology(point)),
					automatic,
				)
				.expect("a point of the fake");
			}
			System::reset_events();
		});
		ext
	}

	pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			let result = test();
			Certificates::check_invariants();
			result
		})
	}
}
