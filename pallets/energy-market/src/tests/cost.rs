//! What calls cost the chain: never more reads, writes and bytes than their weights pay for. An order
//! costs the same in an empty book and in a full one.

mod green;
mod limits;
mod money;
mod orders;
mod points;
mod poll;
mod readings;
mod standing;

use super::{homes::*, trading::*};
use crate::{mock::*, weights::WeightInfo};
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	tariff::Rules,
	Interval,
};
use frame_support::{
	__private::sp_tracing::tracing::{self, subscriber::Interest, Dispatch},
	weights::Weight,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	sync::OnceLock,
};

type Weights = <Test as crate::Config>::WeightInfo;

/// The keys that were read and written, as the state machine traces them.
#[derive(Debug, Default)]
struct Access {
	read: BTreeSet<String>,
	written: BTreeSet<String>,
}

thread_local! {
	/// What this thread records, while it does.
	static RECORDED: RefCell<Option<Access>> = const { RefCell::new(None) };
}

struct Recorder;

/// The method and the key of one access.
#[derive(Default)]
struct Line {
	method: String,
	key: String,
}

impl tracing::field::Visit for Line {
	fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn core::fmt::Debug) {
		if field.name() == "key" {
			self.key = format!("{value:?}");
		}
	}

	fn record_str(&mut self, field: &tracing::field::Field, value: &str) {
		if field.name() == "method" {
			self.method = value.into();
		}
	}
}

impl tracing::Subscriber for Recorder {
	fn register_callsite(&self, metadata: &'static tracing::Metadata<'static>) -> Interest {
		match metadata.target() {
			"state" => Interest::sometimes(),
			_ => Interest::never(),
		}
	}

	fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
		RECORDED.with_borrow(Option::is_some)
	}

	fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
		tracing::span::Id::from_u64(1)
	}

	fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

	fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

	fn event(&self, event: &tracing::Event<'_>) {
		let mut line = Line::default();
		event.record(&mut line);
		RECORDED.with_borrow_mut(|access| {
			let access = access.as_mut().expect("it is enabled");
			match &line.method[..] {
				"Get" | "Exists" | "Hash" => access.read.insert(line.key),
				"Put" | "Append" => access.written.insert(line.key),
				other => panic!("{other}: not counted"),
			};
		});
	}

	fn enter(&self, _: &tracing::span::Id) {}

	fn exit(&self, _: &tracing::span::Id) {}
}

fn hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The keys that a call's weight pays for. The rest of System, events above all, is charged with the
/// extrinsic, as is the count of storage layers.
fn of_calls(keys: BTreeSet<String>) -> BTreeSet<String> {
	let of_system = |item: &[u8]| {
		let prefix = [b"System", item].map(sp_io::hashing::twox_128).concat();
		hex(&prefix)
	};
	let system = hex(&sp_io::hashing::twox_128(b"System"));
	let counted = [of_system(b"Account"), of_system(b"BlockHash")];
	let layers = hex(b":transaction_level:");
	keys.into_iter()
		.filter(|key| {
			let is_counted = counted.iter().any(|item| key.starts_with(item));
			is_counted || !key.starts_with(&system) && *key != layers
		})
		.collect()
}

/// What an access took: keys read, keys written, bytes of the values read before and written after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cost {
	reads: usize,
	writes: usize,
	bytes_read: usize,
	bytes_written: usize,
}

pub(super) fn cost_of(act: impl FnOnce()) -> Cost {
	let sizes = || -> BTreeMap<String, usize> {
		state()
			.into_iter()
			.map(|(key, value)| (hex(&key), value.len()))
			.collect()
	};
	let before = sizes();
	// Two for the process: where there is but one, tracing asks the thread that comes first about a line,
	// and if that is another test's nobody ever sees it.
	static DISPATCH: OnceLock<[Dispatch; 2]> = OnceLock::new();
	let [dispatch, _] = DISPATCH.get_or_init(|| [Dispatch::new(Recorder), Dispatch::new(Recorder)]);
	RECORDED.set(Some(Access::default()));
	tracing::dispatcher::with_default(dispatch, act);
	let access = RECORDED.take().expect("it was set");
	let after = sizes();
	let (read, written) = (of_calls(access.read), of_calls(access.written));
	let bytes = |keys: &BTreeSet<String>, sizes: &BTreeMap<String, usize>| {
		keys.iter().filter_map(|key| sizes.get(key)).sum()
	};
	assert!(!read.is_empty(), "it records");
	Cost {
		reads: read.len(),
		writes: written.len(),
		bytes_read: bytes(&read, &before),
		bytes_written: bytes(&written, &after),
	}
}

/// Homes whose orders stand at every tick of both sides, of up to eight steps; how many.
fn fill_the_book() -> usize {
	let mut filled = 0;
	for tick in (50..=200u64).step_by(8) {
		let limits: Vec<_> = (tick..=200).take(8).map(|limit| (limit, 30)).collect();
		for (side, steps) in [
			(Sell, limits.clone()),
			(Buy, limits.into_iter().rev().collect()),
		] {
			let home = Home::new(0, (filled % 20) as u8 + 1).with_credit(RICH);
			home.order(T, side, &steps).expect("placed");
			filled += 1;
		}
	}
	filled
}

/// What `act` costs the last home of a book with one order, and of a full one.
fn in_both_books(prepare: impl Fn(&Home), act: impl Fn(&Home)) -> [Cost; 2] {
	[false, true].map(|full| {
		Chain::new(auction_rules()).run(|| {
			let first = Home::new(0, 20).with_credit(RICH);
			first.order(T, Sell, &[(60, 30)]).expect("placed");
			if full {
				assert!(fill_the_book() > 30);
			}
			let home = Home::new(0, 19).with_credit(RICH);
			prepare(&home);
			cost_of(|| act(&home))
		})
	})
}

/// What was done is within a weight: its reads, its writes and its bytes each, whatever computation it
/// has to spare.
#[track_caller]
pub(super) fn within(cost: Cost, weight: Weight, what: &str) {
	let (reads, writes) = paid_for(weight);
	assert!(
		cost.reads as u64 <= reads && cost.writes as u64 <= writes,
		"{what}: {cost:?} is more than {reads} reads and {writes} writes"
	);
	assert!(
		cost.bytes_read as u64 <= weight.proof_size(),
		"{what}: {cost:?} is more than {weight}"
	);
}

/// The first interval of September.
const SEPTEMBER: Interval = 31 * 96;

/// The owner pays `amount` whenever its home is worse than normal.
fn set_standing(home: &Home, amount: u128, budget: u128) {
	let point = home.point;
	let terms = Some(pallet_billing::StandingTopUpTerms { amount, budget });
	let set = pallet_billing::Call::set_standing_top_up { point, terms };
	call(&home.owner, set).expect("nobody else's");
}

/// Home `owner` in the last hours of August: of 1 kW, with a standing top-up that it does not need yet.
fn august_home(owner: u8, credit: u128) -> Home {
	let home = Home::with_capacity(0, owner, 1_000, 0).with_credit(credit);
	set_standing(&home, 1, 1_000);
	assert!(!is_queued(&home));
	home
}

fn is_queued(home: &Home) -> bool {
	pallet_billing::QueuedTopUps::<Test>::contains_key(home.point)
}

fn has_filed(home: &Home) -> bool {
	pallet_billing::Statements::<Test>::contains_key(home.point)
}

fn owes(home: &Home) -> bool {
	let (_, debt, receivable) = home.money();
	debt > 0 && receivable > 0
}

/// Rules with an auction and emergency credit that is soon used up.
fn rules_with_emergency_credit() -> Rules {
	Rules {
		emergency_limit: 500,
		..auction_rules()
	}
}

/// Runs `test` shortly before the end of August, with funds that last.
fn in_august(test: impl FnOnce()) {
	Chain::new(rules_with_emergency_credit()).run(|| {
		fund_supplier(0, RICH);
		fund_guarantee(0, RICH);
		run_to_interval(SEPTEMBER - 8);
		test();
	});
}
