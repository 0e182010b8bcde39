//! A runtime of metering alone. Communities, clock and book are fakes that a test sets.
#![allow(clippy::arithmetic_side_effects)]

use crate::NewPoint;
use commonwatt_primitives::{
	reading::{DeviceKey, DeviceSignature, Reading, Refusal, Registers},
	traits::{BookCost, Communities, Delivery, Gap, GatewayStatus, MarketClock, ReadingBook},
	CommunityId, Interval, Moment, PointId, Wh,
};
use frame_support::{
	derive_impl,
	pallet_prelude::{DispatchError, DispatchResult},
	parameter_types,
	traits::ConstU32,
	weights::{constants::RocksDbWeight, Weight},
};
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::BuildStorage;
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;
type Block = frame_system::mocking::MockBlock<Runtime>;

pub const COMMUNITY: CommunityId = 0;
pub const OTHER_COMMUNITY: CommunityId = 1;
pub const UNKNOWN_COMMUNITY: CommunityId = 2;
/// Holds the role in `COMMUNITY`.
pub const OPERATOR: AccountId = 1;
/// Holds the role in `OTHER_COMMUNITY`.
pub const OTHER_OPERATOR: AccountId = 2;
pub const GATEWAY: AccountId = 10;
pub const STRANGER: AccountId = 11;
/// Members of both communities.
pub const ALICE: AccountId = 20;
pub const BOB: AccountId = 21;
/// A suspended member.
pub const SUSPENDED: AccountId = 22;

pub const NOT_OPERATOR: DispatchError = DispatchError::Other("not operator");
pub const NOT_ACTIVE_MEMBER: DispatchError = DispatchError::Other("not an active member");
pub const MAX_BATCH: u32 = 8;
/// What certificates do of a reading that is settled.
pub const CERTIFIED: Weight = Weight::from_parts(1_000_000_000, 1_000);

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
	pub type Metering = crate;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Runtime {
	type Block = Block;
	type DbWeight = RocksDbWeight;
}

parameter_types! {
	pub static Ended: Interval = 10;
	pub static Due: Interval = 8;
	pub static Retired: Interval = 2;
	/// The chain's time, if it is beyond `Ended`.
	pub static InProgress: Option<Interval> = None;
	pub static IntervalSeconds: u32 = 900;
	pub static Gateways: BTreeMap<(CommunityId, AccountId), GatewayStatus> =
		[((COMMUNITY, GATEWAY), GatewayStatus::Registered)].into();
	/// Strikes in order.
	pub static Strikes: Vec<(CommunityId, AccountId, u32)> = Vec::new();
	/// Points whose ring is full.
	pub static Full: BTreeSet<PointId> = BTreeSet::new();
	/// Points whose account is not empty.
	pub static Kept: BTreeSet<PointId> = BTreeSet::new();
	/// What was booked and committed, in order.
	pub static Deliveries: Vec<(CommunityId, Delivery)> = Vec::new();
	pub static Gaps: Vec<(CommunityId, PointId, Gap)> = Vec::new();
	/// Batches that were committed.
	pub static Commits: u32 = 0;
	/// Points that were closed, and their communities.
	pub static Closures: Vec<(CommunityId, PointId)> = Vec::new();
	/// Intervals the book settles with each delivery, beside the delivery's own.
	pub static SettledWithEach: u32 = 0;
	/// Of those, and of the deliveries, readings of certified points that are settled with each.
	pub static CertifiedWithEach: u32 = 0;
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

	fn ensure_active_member(community: CommunityId, who: &AccountId) -> DispatchResult {
		match (Self::exists(community), *who) {
			(true, ALICE | BOB) => Ok(()),
			_ => Err(NOT_ACTIVE_MEMBER),
		}
	}

	fn supplier(_: CommunityId) -> Option<AccountId> {
		None
	}

	fn gateway(community: CommunityId, who: &AccountId) -> GatewayStatus {
		Gateways::get()
			.get(&(community, *who))
			.copied()
			.unwrap_or(GatewayStatus::Stranger)
	}

	fn strike(community: CommunityId, gateway: &AccountId, strikes: u32) {
		Strikes::mutate(|all| all.push((community, *gateway, strikes)));
	}
}

pub struct FakeClock;
impl MarketClock for FakeClock {
	fn ended() -> Interval {
		Ended::get()
	}

	fn in_progress() -> Interval {
		InProgress::get().unwrap_or(Ended::get())
	}

	fn due() -> Interval {
		Due::get()
	}

	fn retired() -> Interval {
		Retired::get()
	}

	fn interval_seconds() -> u32 {
		IntervalSeconds::get()
	}

	fn seconds_now() -> u64 {
		u64::from(Self::in_progress()) * u64::from(IntervalSeconds::get())
	}

	fn blocks_per_interval() -> u32 {
		150
	}

	fn now() -> Moment {
		unreachable!("metering does not ask")
	}

	fn begins(_: Interval) -> Moment {
		unreachable!("metering does not ask")
	}

	fn month() -> u32 {
		unreachable!("metering does not ask")
	}

	fn local_seconds(_: Interval) -> u64 {
		unreachable!("metering does not ask")
	}
}

/// Books into memory, so that what storage shows is metering's own.
pub struct FakeBook;

pub struct FakeBatch {
	community: CommunityId,
	deliveries: Vec<Delivery>,
	gaps: Vec<(PointId, Gap)>,
}

impl ReadingBook for FakeBook {
	type Batch = FakeBatch;

	fn open(community: CommunityId) -> FakeBatch {
		FakeBatch {
			community,
			deliveries: vec![],
			gaps: vec![],
		}
	}

	fn admit(_: &FakeBatch, point: PointId, _: Interval) -> Result<(), Refusal> {
		match Full::get().contains(&point) {
			true => Err(Refusal::TooManyUnsettled),
			false => Ok(()),
		}
	}

	fn book(batch: &mut FakeBatch, delivery: &Delivery) {
		batch.deliveries.push(*delivery);
	}

	fn book_gap(batch: &mut FakeBatch, point: PointId, gap: &Gap) {
		batch.gaps.push((point, *gap));
	}

	fn point_closed(community: CommunityId, point: PointId) {
		Closures::mutate(|closures| closures.push((community, point)));
	}

	fn commit(batch: FakeBatch) -> BookCost {
		let FakeBatch {
			community,
			deliveries,
			gaps,
		} = batch;
		let intervals = deliveries.iter().map(|delivery| delivery.interval);
		let distinct = intervals.collect::<BTreeSet<_>>().len() as u32;
		let settled = deliveries.len() as u32 * SettledWithEach::get();
		Deliveries::mutate(|all| all.extend(deliveries.iter().map(|each| (community, *each))));
		Gaps::mutate(|all| all.extend(gaps.iter().map(|(point, gap)| (community, *point, *gap))));
		Commits::mutate(|commits| *commits += 1);
		BookCost {
			intervals: distinct + settled,
			certified: deliveries.len() as u32 * CertifiedWithEach::get(),
			..Default::default()
		}
	}

	fn certified_weight() -> Weight {
		CERTIFIED
	}

	fn remove_point(_: CommunityId, point: PointId) -> bool {
		!Kept::get().contains(&point)
	}
}

impl crate::Config for Runtime {
	type Communities = FakeCommunities;
	type Clock = FakeClock;
	type Book = FakeBook;
	type MaxBatch = ConstU32<MAX_BATCH>;
	type MaxPoints = ConstU32<20>;
	type WeightInfo = crate::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Helper;
}

/// Whatever a benchmark asks for is there.
#[cfg(feature = "runtime-benchmarks")]
pub struct Helper;

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(_: CommunityId) -> AccountId {
		OPERATOR
	}

	fn member(_: CommunityId, _: u32) -> AccountId {
		ALICE
	}

	fn gateway(_: CommunityId) -> AccountId {
		GATEWAY
	}

	fn begin(interval: Interval) {
		Ended::set(interval);
		Due::set(interval - 2);
		Retired::set(interval - 96);
	}

	fn device_key() -> DeviceKey {
		device().key()
	}

	fn device_sign(payload: &[u8]) -> DeviceSignature {
		device().sign(payload)
	}

	fn prepare_entry(_: CommunityId, _: PointId, _: bool) {}

	fn prepare_entries(_: CommunityId, _: &[PointId]) {}

	fn prepare_removal(_: CommunityId, _: PointId) {}
}

pub fn registers(import: Wh, export: Wh) -> Registers {
	Registers { import, export }
}

/// A meter's signing part.
#[derive(Clone)]
pub enum Device {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
}

impl Device {
	pub fn sr25519(seed: u8) -> Self {
		Self::Sr25519(sr25519::Pair::from_seed(&[seed; 32]))
	}

	pub fn ed25519(seed: u8) -> Self {
		Self::Ed25519(ed25519::Pair::from_seed(&[seed; 32]))
	}

	pub fn key(&self) -> DeviceKey {
		match self {
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
		}
	}

	pub fn sign(&self, payload: &[u8]) -> DeviceSignature {
		match self {
			Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(payload)),
			Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(payload)),
		}
	}

	/// A reading signed for this chain.
	pub fn read(
		&self,
		point: PointId,
		interval: Interval,
		start: Registers,
		end: Registers,
	) -> Reading {
		let payload = Reading::payload(genesis_hash(), point, interval, start, end);
		Reading {
			point,
			interval,
			start,
			end,
			signature: self.sign(&payload),
		}
	}
}

pub fn genesis_hash() -> H256 {
	System::block_hash(0)
}

/// The device of the points that [`register`] makes.
pub fn device() -> Device {
	Device::sr25519(7)
}

/// 4,000 W, 10 Wh steps: at most 1,010 Wh in a quarter-hour. Read from interval 5 on, of
/// registers 1,000 and 500.
pub fn new_point(owner: AccountId) -> NewPoint<AccountId> {
	NewPoint {
		community: COMMUNITY,
		owner,
		key: device().key(),
		capacity_w: 4_000,
		resolution_wh: 10,
		registers: registers(1_000, 500),
		first_interval: 5,
	}
}

/// Registers a point when the clock stood at its first interval.
pub fn register_with(new: NewPoint<AccountId>) -> PointId {
	let point = crate::NextPoint::<Runtime>::get();
	let (ended, in_progress) = (Ended::get(), InProgress::get());
	Ended::set(new.first_interval.min(ended));
	InProgress::set(None);
	frame_support::assert_ok!(Metering::do_register_point(new));
	Ended::set(ended);
	InProgress::set(in_progress);
	point
}

pub fn register(owner: AccountId) -> PointId {
	register_with(new_point(owner))
}

/// Empties the fakes: a test may build more than once.
fn forget() {
	Deliveries::take();
	Gaps::take();
	Closures::take();
	Strikes::take();
	Full::take();
	Kept::take();
	Commits::take();
	SettledWithEach::take();
	CertifiedWithEach::take();
	InProgress::take();
	(
		Ended::set(10),
		Due::set(8),
		Retired::set(2),
		IntervalSeconds::set(900),
	);
}

#[derive(Default)]
pub struct ExtBuilder {
	points: Vec<AccountId>,
}

impl ExtBuilder {
	/// A point for each owner, with ids from 0.
	pub fn points(mut self, owners: &[AccountId]) -> Self {
		self.points = owners.to_vec();
		self
	}

	pub fn build(self) -> sp_io::TestExternalities {
		forget();
		let storage = frame_system::GenesisConfig::<Runtime>::default()
			.build_storage()
			.expect("system has no genesis to refuse");
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| {
			System::set_block_number(1);
			for owner in self.points {
				register(owner);
			}
		});
		ext
	}

	pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
		self.build().execute_with(|| {
			let result = test();
			Metering::check_invariants();
			what_was_metered_was_booked();
			result
		})
	}
}

fn what_was_metered_was_booked() {
	for community in [COMMUNITY, OTHER_COMMUNITY] {
		let mut booked = Registers::default();
		let mut add = |energy: &Registers| booked = booked.plus(energy).expect("no overflow");
		for (_, delivery) in Deliveries::get().iter().filter(|(of, _)| *of == community) {
			add(&delivery.energy);
			delivery.gap.iter().for_each(|gap| add(&gap.energy));
		}
		for (_, _, gap) in Gaps::get().iter().filter(|(of, _, _)| *of == community) {
			add(&gap.energy);
		}
		assert_eq!(
			Metering::metered(community),
			booked,
			"of community {community}"
		);
	}
}
