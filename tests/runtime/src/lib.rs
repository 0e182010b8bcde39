//! A world for tests on the real runtime: a chain in process, its people and their meters.
//!
//! Every extrinsic goes through SCALE bytes and the full extension tuple; every invariant of every
//! pallet is checked after every block.

pub mod commons;
pub mod random_call;

use codec::{Decode, Encode};
use commonwatt_primitives::{
	reading::{Reading, Registers},
	tariff::{Rules, TariffCell},
	traits::PointAccount,
};
use commonwatt_runtime::{
	fontana,
	genesis::{community, genesis},
	AccountId, Balance, Balances, Interval, Moment, PointId, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeGenesisConfig, UncheckedExtrinsic, SLOT_DURATION,
};
use commonwatt_simulator::{
	chain::{BlockOutcome, Chain},
	meters::Meter,
	transaction::{account, sign},
};
use pallet_billing::{Call as BillingCall, CommunityAccounts};
use pallet_communities::TimeParameters;
use pallet_metering::Call as MeteringCall;
use sp_core::sr25519;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{ApplyExtrinsicResult, Permill};
use std::collections::HashMap;

pub use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};

/// The one community of these tests.
pub const COMMUNITY: u32 = 0;
/// Blocks of an interval.
pub const BLOCKS: u64 = 4;
/// The first interval that points are read in: setting them up takes the blocks before.
pub const FIRST: Interval = 5;
/// An interval is an hour, in four blocks.
pub const INTERVAL_MILLIS: Moment = BLOCKS * SLOT_DURATION;
const START: Moment = 1_800_000_000_000;

/// The prices of the specification's cases: F=50, R=210, f=10, so m=125.
pub const CELL: TariffCell = TariffCell {
	feed_in: 50,
	retail: 210,
	grid_fee: 10,
};

/// The same cell the whole year.
pub fn flat(cell: TariffCell) -> Rules {
	hourly(|_| cell)
}

/// A cell for each hour of the day, the same the whole year.
pub fn hourly(cell: impl Fn(usize) -> TariffCell) -> Rules {
	let cells: Vec<_> = (0..96).map(|index| cell(index % 24)).collect();
	Rules {
		cells: cells.try_into().expect("96 cells"),
		pool_share: Permill::from_percent(50),
		emergency_limit: 0,
		supplier_deposit: 0,
		auction: None,
		..fontana::fontana_rules()
	}
}

/// A genesis with one community: Alice operates, Bob is its gateway, Charlie its supplier.
pub fn genesis_with(rules: Rules) -> RuntimeGenesisConfig {
	let time = TimeParameters {
		interval_seconds: 3_600,
		interval_millis: INTERVAL_MILLIS,
		local_epoch_seconds: Some(fontana::LOCAL_EPOCH_SECONDS),
		utc_offset_seconds: 0,
	};
	genesis(
		&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
		time,
		vec![community("Test", rules)],
	)
}

pub struct World {
	pub chain: Chain,
	/// The timestamp of the last block.
	pub now: Moment,
	nonces: HashMap<AccountId, u32>,
	queue: Vec<UncheckedExtrinsic>,
	pub meters: Vec<Meter>,
}

impl World {
	/// A chain after its first block, in which interval 0 began.
	pub fn new(rules: Rules) -> Self {
		Self::of(&genesis_with(rules))
	}

	/// As [`Self::new`], of a genesis.
	pub fn of(genesis: &RuntimeGenesisConfig) -> Self {
		let chain = Chain::new(genesis).expect("genesis is valid");
		let mut world = Self {
			chain,
			now: START,
			nonces: HashMap::new(),
			queue: Vec::new(),
			meters: Vec::new(),
		};
		world.block_at(START);
		world
	}

	/// Signs a call with the next nonce.
	pub fn signed(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
	) -> UncheckedExtrinsic {
		self.signed_by(&who.pair(), call)
	}

	/// Signs a call with a key and its next nonce.
	pub fn signed_by(
		&mut self,
		pair: &sr25519::Pair,
		call: impl Into<RuntimeCall>,
	) -> UncheckedExtrinsic {
		let known = self.chain.nonce(&account(pair));
		let nonce = self.nonces.entry(account(pair)).or_default();
		*nonce = known.max(*nonce);
		let extrinsic = sign(pair, *nonce, self.chain.genesis(), call.into());
		*nonce += 1;
		// What a node gets is bytes.
		UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).expect("decodes what it encoded")
	}

	/// Takes the nonces of the next calls from the chain: what was invalid in the last block used none.
	pub fn forget_nonces(&mut self) {
		self.nonces.clear();
	}

	/// Queues a call for the next block.
	pub fn submit(&mut self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
		let extrinsic = self.signed(who, call);
		self.queue.push(extrinsic);
	}

	/// Queues a transaction for the next block.
	pub fn queue(&mut self, extrinsic: UncheckedExtrinsic) {
		self.queue.push(extrinsic);
	}

	/// Runs a call alone in the next block.
	pub fn call(
		&mut self,
		who: Sr25519Keyring,
		call: impl Into<RuntimeCall>,
	) -> ApplyExtrinsicResult {
		self.call_by(&who.pair(), call)
	}

	/// As [`Self::call`], signed by any key.
	pub fn call_by(
		&mut self,
		pair: &sr25519::Pair,
		call: impl Into<RuntimeCall>,
	) -> ApplyExtrinsicResult {
		assert!(self.queue.is_empty());
		let extrinsic = self.signed_by(pair, call);
		self.queue.push(extrinsic);
		let result = self.block().results.remove(0);
		if result.is_err() {
			// An invalid transaction uses no nonce.
			*self.nonces.entry(account(pair)).or_default() -= 1;
		}
		result
	}

	/// As [`Self::call`], for one that must succeed.
	pub fn ok(&mut self, who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
		assert_eq!(self.call(who, call), Ok(Ok(())));
	}

	/// The next block, one slot later.
	pub fn block(&mut self) -> BlockOutcome {
		self.block_at(self.now + SLOT_DURATION)
	}

	/// The next block, at `timestamp`.
	pub fn block_at(&mut self, timestamp: Moment) -> BlockOutcome {
		let extrinsics = std::mem::take(&mut self.queue);
		let outcome = self.chain.block(timestamp, extrinsics).expect("commits");
		self.now = timestamp;
		self.chain.read(commonwatt_runtime::check_invariants);
		outcome
	}

	/// Blocks until interval `interval` has ended.
	pub fn until_ended(&mut self, interval: Interval) {
		let end = START + INTERVAL_MILLIS * Moment::from(interval + 1);
		while self.now < end {
			self.block();
		}
	}

	/// Blocks until the readings of `interval` are past their deadline.
	pub fn until_due(&mut self, interval: Interval) {
		use commonwatt_primitives::traits::MarketClock;
		while self.chain.read(commonwatt_runtime::Communities::due) <= interval {
			self.block();
		}
	}

	/// Admits `owner` if need be and registers a point of its: 10 kW, first read in `first`.
	pub fn point(
		&mut self,
		owner: AccountId,
		name: &str,
		capacity_w: u32,
		registers: Registers,
		first: Interval,
	) -> PointId {
		let point = self.meters.len() as PointId;
		let mut meter = Meter::new("Test", name, point as usize, point);
		meter.registers = registers;
		let member = self
			.chain
			.read(|| pallet_communities::Members::<Runtime>::contains_key(COMMUNITY, &owner));
		if !member {
			let call = pallet_communities::Call::admit_member {
				community: COMMUNITY,
				who: owner.clone(),
			};
			self.submit(Alice, RuntimeCall::Communities(call));
		}
		let call = MeteringCall::register_point {
			community: COMMUNITY,
			owner,
			key: meter.key(),
			capacity_w,
			resolution_wh: 0,
			registers,
			first_interval: first,
		};
		self.submit(Alice, RuntimeCall::Metering(call));
		let outcome = self.block();
		assert!(
			outcome.results.iter().all(|result| *result == Ok(Ok(()))),
			"{:?}",
			outcome.results
		);
		self.meters.push(meter);
		point
	}

	/// Points named A, B, C, … of owners of their own, each with its credit.
	pub fn points(&mut self, credits: &[Balance]) {
		for (index, credit) in credits.iter().enumerate() {
			let name = ["A", "B", "C", "D", "E"][index];
			let owner = commonwatt_simulator::meters::owner("Test", name);
			let point = self.point(owner, name, 10_000, Registers::default(), FIRST);
			if *credit > 0 {
				self.top_up(point, *credit);
			}
		}
	}

	pub fn top_up(&mut self, point: PointId, amount: Balance) {
		self.ok(
			Dave,
			RuntimeCall::Billing(BillingCall::top_up { point, amount }),
		);
	}

	pub fn top_up_supplier(&mut self, amount: Balance) {
		let call = BillingCall::top_up_supplier {
			community: COMMUNITY,
			amount,
		};
		self.ok(Charlie, RuntimeCall::Billing(call));
	}

	/// A signed reading of `net` Wh: positive is import. The meter's registers move on.
	pub fn reading(&mut self, point: PointId, interval: Interval, net: i64) -> Reading {
		let energy = Registers {
			import: net.max(0) as u64,
			export: net.min(0).unsigned_abs(),
		};
		let genesis = self.chain.genesis();
		self.meters[point as usize].read(genesis, interval, energy)
	}

	/// The call that submits readings.
	pub fn batch(readings: Vec<Reading>) -> RuntimeCall {
		RuntimeCall::Metering(MeteringCall::submit_readings {
			community: COMMUNITY,
			readings: readings.try_into().expect("not oversized"),
		})
	}

	/// Bob delivers the points' nets of an interval; every reading must count.
	pub fn deliver(&mut self, interval: Interval, nets: &[(PointId, i64)]) {
		let readings = nets
			.iter()
			.map(|(point, net)| self.reading(*point, interval, *net))
			.collect();
		self.submit(Bob, Self::batch(readings));
		let outcome = self.block();
		assert_eq!(outcome.results, [Ok(Ok(()))]);
		assert_eq!(refusals(&outcome), []);
	}

	/// As [`Self::deliver`], many intervals in one block, oldest first.
	pub fn deliver_all(&mut self, intervals: std::ops::Range<Interval>, nets: &[(PointId, i64)]) {
		let batches = intervals.len();
		for interval in intervals {
			let readings = nets
				.iter()
				.map(|(point, net)| self.reading(*point, interval, *net))
				.collect();
			self.submit(Bob, Self::batch(readings));
		}
		let outcome = self.block();
		assert_eq!(outcome.results, vec![Ok(Ok(())); batches]);
		assert_eq!(refusals(&outcome), []);
	}

	pub fn account(&mut self, point: PointId) -> PointAccount {
		self.chain
			.read(|| pallet_billing::Accounts::<Runtime>::get(point))
	}

	/// Credit, debt, receivable.
	pub fn money(&mut self, point: PointId) -> (Balance, Balance, Balance) {
		let account = self.account(point);
		(account.credit, account.debt, account.receivable)
	}

	pub fn credit(&mut self, point: PointId) -> Balance {
		self.account(point).credit
	}

	pub fn books(&mut self) -> CommunityAccounts {
		self.chain
			.read(|| pallet_billing::Books::<Runtime>::get(COMMUNITY))
	}

	pub fn escrow(&mut self) -> Balance {
		self.chain
			.read(|| pallet_billing::Escrow::<Runtime>::iter_values().sum())
	}

	pub fn free(&mut self, who: Sr25519Keyring) -> Balance {
		self.chain
			.read(|| Balances::free_balance(who.to_account_id()))
	}
}

/// The readings a block's batches refused.
pub fn refusals(outcome: &BlockOutcome) -> Vec<(u32, commonwatt_primitives::reading::Refusal)> {
	outcome
		.events
		.iter()
		.filter_map(|event| match event {
			RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted {
				refused, ..
			}) => Some(refused.iter().copied()),
			_ => None,
		})
		.flatten()
		.collect()
}
