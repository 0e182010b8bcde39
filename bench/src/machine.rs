//! The real runtime on a state with a full book, run natively or from its wasm.

use crate::book::{Book, TICKS};
use codec::{Decode, Encode};
use commonwatt_primitives::{
	order::{Order, Side, Step},
	reading::{DeviceKey, Registers},
	tariff::TARIFF_CELLS,
	Interval, PointId,
};
use commonwatt_runtime::{
	fontana,
	genesis::{community, genesis, replay_time},
	AccountId, Executive, Header, Moment, Runtime, RuntimeCall, TimestampCall, UncheckedExtrinsic,
	MILLI_PER_KWH, SLOT_DURATION, TOKEN,
};
use commonwatt_simulator::transaction::{account, sign};
use pallet_energy_market::{Auctions, Depth, Markets, Orders};
use sc_executor::WasmExecutor;
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_core::{
	sr25519,
	traits::{CallContext, CodeExecutor, Externalities, RuntimeCode, WrappedRuntimeCode},
	Pair,
};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{ApplyExtrinsicResult, BuildStorage, Digest, DigestItem};
use sp_state_machine::BasicExternalities;
use std::time::{Duration, Instant};

const COMMUNITY: u32 = 0;
pub const START: Moment = 1_800_000_000_000;
/// The interval that is cleared.
const CLEARED: Interval = 4;
/// An interval without orders, and one with a full book.
pub const EMPTY: Interval = 8;
pub const FULL: Interval = 9;
/// Points that exist; the orders of the book are of others.
const POINTS: u8 = 3;

#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
	Native,
	Wasm,
}

pub struct Machine {
	state: BasicExternalities,
	executor: WasmExecutor<sp_io::SubstrateHostFunctions>,
	genesis: commonwatt_runtime::Hash,
}

/// A call and who signs it.
pub struct Action {
	by: sr25519::Pair,
	call: RuntimeCall,
}

/// Point `point` claims its fill in the interval that is cleared.
pub fn claim(point: u8) -> Action {
	let call = pallet_energy_market::Call::claim {
		point: point.into(),
		interval: CLEARED,
	};
	Action {
		by: Sr25519Keyring::Alice.pair(),
		call: call.into(),
	}
}

/// The last point places a curve of eight steps.
pub fn place_order(interval: Interval) -> Action {
	let call = pallet_energy_market::Call::place_order {
		point: PointId::from(POINTS - 1),
		interval,
		order: order(Side::Buy, 8),
	};
	Action {
		by: owner(POINTS - 1),
		call: call.into(),
	}
}

/// A curve that begins at the end of the grid.
fn order(side: Side, steps: u64) -> Order {
	let limit = |step: u64| match side {
		Side::Buy => (u64::from(TICKS) - step) * MILLI_PER_KWH,
		Side::Sell => (51 + step) * MILLI_PER_KWH,
	};
	let steps: Vec<_> = (0..steps)
		.map(|step| Step {
			limit: limit(step),
			quantity: 100,
		})
		.collect();
	Order {
		side,
		steps: steps.try_into().expect("few steps"),
	}
}

fn owner(number: u8) -> sr25519::Pair {
	sr25519::Pair::from_seed(&[number + 1; 32])
}

fn owner_account(number: u8) -> AccountId {
	account(&owner(number))
}

pub fn begin_block(number: u32, timestamp: Moment) {
	let slot = Slot::from(timestamp / SLOT_DURATION);
	Executive::initialize_block(&Header {
		parent_hash: Default::default(),
		number,
		state_root: Default::default(),
		extrinsics_root: Default::default(),
		digest: Digest {
			logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())],
		},
	});
	let now = RuntimeCall::Timestamp(TimestampCall::set { now: timestamp });
	succeed(Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(
		now,
	)));
}

fn succeed(result: ApplyExtrinsicResult) {
	result.expect("is valid").expect("succeeds");
}

/// What the operator does first: members, points, credit.
fn setup() -> Vec<RuntimeCall> {
	(0..POINTS)
		.flat_map(|number| -> [RuntimeCall; 3] {
			[
				pallet_communities::Call::admit_member {
					community: COMMUNITY,
					who: owner_account(number),
				}
				.into(),
				pallet_metering::Call::register_point {
					community: COMMUNITY,
					owner: owner_account(number),
					key: DeviceKey::Sr25519(owner(number).public()),
					capacity_w: 1_000_000,
					resolution_wh: 1,
					registers: Registers::default(),
					first_interval: 0,
				}
				.into(),
				pallet_billing::Call::top_up {
					point: number.into(),
					amount: 1_000 * TOKEN,
				}
				.into(),
			]
		})
		.collect()
}

impl Machine {
	/// A chain in whose next block the gate of [`CLEARED`] has closed, with `book` in it and in [`FULL`].
	pub fn new(book: &Book) -> Self {
		// One price for every hour, as wide as the book has ticks.
		let retail = (50 + u64::from(TICKS) - 1) * MILLI_PER_KWH;
		let rules = fontana::rules(&[retail; TARIFF_CELLS as usize], fontana::FEED_IN, 0);
		let config = genesis(
			&[(Sr25519Keyring::Alice, Ed25519Keyring::Alice)],
			replay_time(fontana::LOCAL_EPOCH_SECONDS),
			vec![community("Bench", rules)],
		);
		let mut machine = Self {
			state: BasicExternalities::new(config.build_storage().expect("the genesis builds")),
			executor: WasmExecutor::builder().build(),
			genesis: Default::default(),
		};
		let genesis = machine.genesis;
		let mut operator_nonce = 0;
		machine.state.execute_with(|| {
			frame_system::BlockHash::<Runtime>::insert(0, genesis);
			begin_block(1, START);
			for call in setup() {
				let extrinsic = sign(&Sr25519Keyring::Alice.pair(), operator_nonce, genesis, call);
				operator_nonce += 1;
				succeed(Executive::apply_extrinsic(extrinsic));
			}
			for interval in [CLEARED, FULL] {
				for (point, side) in [(0, Side::Buy), (1, Side::Sell)] {
					let call = pallet_energy_market::Call::place_order {
						point: u32::from(point),
						interval,
						order: order(side, 2),
					};
					let nonce = *commonwatt_runtime::System::account_nonce(owner_account(point));
					let extrinsic = sign(&owner(point), nonce, genesis, call.into());
					succeed(Executive::apply_extrinsic(extrinsic));
				}
				fill(interval, book);
			}
			// on_poll would clear before the first claim does.
			Markets::<Runtime>::mutate(COMMUNITY, |market| market.cleared_until = Interval::MAX);
			Executive::finalize_block();
			begin_block(2, START + 12_000 * Moment::from(CLEARED));
		});
		machine
	}

	/// Applies the calls one after the other and takes the time of each; leaves no trace.
	pub fn run(&mut self, mode: Mode, actions: &[Action]) -> Vec<Duration> {
		self.state.storage_start_transaction();
		let times = actions
			.iter()
			.map(|action| {
				let (genesis, by) = (self.genesis, account(&action.by));
				let nonce = self
					.state
					.execute_with(|| *commonwatt_runtime::System::account_nonce(by));
				let extrinsic = sign(&action.by, nonce, genesis, action.call.clone());
				self.time(mode, extrinsic)
			})
			.collect();
		self.state
			.storage_rollback_transaction()
			.expect("a transaction was started");
		times
	}

	fn time(&mut self, mode: Mode, extrinsic: UncheckedExtrinsic) -> Duration {
		match mode {
			Mode::Native => self.state.execute_with(|| {
				let started = Instant::now();
				let result = Executive::apply_extrinsic(extrinsic);
				let time = started.elapsed();
				succeed(result);
				time
			}),
			Mode::Wasm => {
				let wasm = commonwatt_runtime::WASM_BINARY.expect("the wasm was built");
				let wrapped = WrappedRuntimeCode(wasm.into());
				let code = RuntimeCode {
					code_fetcher: &wrapped,
					heap_pages: None,
					hash: vec![0; 32],
				};
				let bytes = extrinsic.encode();
				let started = Instant::now();
				let (result, _) = self.executor.call(
					&mut self.state,
					&code,
					"BlockBuilder_apply_extrinsic",
					&bytes,
					CallContext::Offchain,
				);
				let time = started.elapsed();
				let result = result.expect("the wasm runs");
				succeed(ApplyExtrinsicResult::decode(&mut &result[..]).expect("decodes"));
				time
			}
		}
	}
}

/// Adds a book to the orders of an interval.
fn fill(interval: Interval, book: &Book) {
	let key = (COMMUNITY, interval);
	for (index, order) in book.orders.iter().enumerate() {
		Orders::<Runtime>::insert(key, 1_000 + index as PointId, order);
	}
	Auctions::<Runtime>::mutate(COMMUNITY, interval, |auction| {
		let auction = auction.as_mut().expect("it has an order");
		auction.orders += book.orders.len() as u32;
	});
	Depth::<Runtime>::mutate(COMMUNITY, interval, |depth| {
		let depth = depth.as_mut().expect("it has an order");
		assert_eq!(depth.bids.len(), book.bids.len(), "the grid is the book's");
		for (sum, more) in [(&mut depth.bids, &book.bids), (&mut depth.asks, &book.asks)] {
			for (at, more) in sum.as_mut().iter_mut().zip(more) {
				*at += more;
			}
		}
	});
}
