//! What an order costs the chain: the same in an empty book and in a full one, and never more than was
//! charged.

use super::{homes::*, trading::*};
use crate::{mock::*, weights::WeightInfo, Auctions, BatchCost, Orders};
use commonwatt_primitives::order::Side::{Buy, Sell};
use frame_support::{
	__private::sp_tracing::tracing::{self, subscriber::Interest, Dispatch},
	traits::Hooks,
	weights::{Weight, WeightMeter},
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

/// The keys of `pallets`' storage: System's own, events above all, are charged with the extrinsic.
fn of_pallets(keys: BTreeSet<String>) -> BTreeSet<String> {
	let hex = |bytes: &[u8]| {
		bytes
			.iter()
			.map(|byte| format!("{byte:02x}"))
			.collect::<String>()
	};
	let system = hex(&sp_io::hashing::twox_128(b"System"));
	keys.into_iter()
		.filter(|key| !key.starts_with(&system))
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
		let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
		state()
			.into_iter()
			.map(|(key, value)| (hex(key), value.len()))
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
	let (read, written) = (of_pallets(access.read), of_pallets(access.written));
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

/// What was done is within a weight.
pub(super) fn within(cost: Cost, weight: Weight, parts: &str) {
	let charged = <Test as frame_system::Config>::DbWeight::get()
		.reads_writes(cost.reads as u64, cost.writes as u64);
	assert!(
		charged.ref_time() <= weight.ref_time(),
		"{parts}: {cost:?} is more than {weight}"
	);
	assert!(
		cost.bytes_read as u64 <= weight.proof_size(),
		"{parts}: {cost:?} is more than {weight}"
	);
}

#[test]
fn placing_an_order_costs_the_same_in_an_empty_and_in_a_full_book() {
	let [empty, full] = in_both_books(
		|_| (),
		|home| home.order(T, Buy, &[(150, 100)]).expect("placed"),
	);
	assert_eq!(empty, full);
	within(full, Weights::place_order(), "place");
}

#[test]
fn replacing_and_cancelling_cost_the_same_in_an_empty_and_in_a_full_book() {
	let place = |home: &Home| {
		home.order(T, Buy, &[(150, 100), (140, 20)])
			.expect("placed")
	};
	let [empty, full] = in_both_books(place, |home| {
		home.order(T, Sell, &[(100, 100)]).expect("replaced")
	});
	assert_eq!(empty, full);
	within(full, Weights::place_order(), "replace");
	let [empty, full] = in_both_books(place, |home| home.cancel(T).expect("cancelled"));
	assert_eq!(empty, full);
	within(full, Weights::cancel_order(), "cancel");
}

#[test]
fn claiming_costs_the_same_of_a_small_and_of_a_large_auction() {
	let prepare = |home: &Home| {
		home.order(T, Buy, &[(150, 30)]).expect("placed");
		run_to_interval(T);
	};
	let claim = |home: &Home| home.claim(T).expect("claimed");
	let [small, large] = in_both_books(prepare, claim);
	assert_eq!(small, large);
	within(large, Weights::claim(), "claim, and clear");
}

#[test]
fn the_first_order_of_an_interval_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		let first = cost_of(|| home.order(T, Buy, &[(150, 100)]).expect("placed"));
		within(first, Weights::place_order(), "first");
	});
}

#[test]
fn an_order_that_files_a_statement_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		// A month later.
		run_to_interval(31 * 96 + 1);
		let interval = 31 * 96 + 10;
		let filing = cost_of(|| home.order(interval, Buy, &[(150, 100)]).expect("placed"));
		within(filing, Weights::place_order(), "files");
	});
}

#[test]
fn setting_a_trading_key_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		for key in [Some(230), Some(231), None] {
			let cost = cost_of(|| set_trading_key(&home, key.map(account)).expect("the owner's"));
			within(cost, Weights::set_trading_key(), "set");
		}
	});
}

#[test]
fn readings_with_a_position_cost_no_more_than_was_charged() {
	for claimed in [false, true] {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, RICH);
			let mut homes: Vec<_> = (0..20)
				.map(|owner| Home::new(0, owner + 1).with_credit(RICH))
				.collect();
			for (index, home) in homes.iter().enumerate() {
				let side = if index % 2 == 0 { Buy } else { Sell };
				home.order(T, side, &[(120, 50)]).expect("placed");
			}
			run_to_interval(T);
			catch_up(&mut homes);
			if claimed {
				homes
					.iter()
					.for_each(|home| home.claim(T).expect("claimed"));
			}
			run_to_interval(T + 1);
			let readings: Vec<_> = homes
				.iter_mut()
				.enumerate()
				.map(|(index, home)| home.meter(if index % 2 == 0 { 60 } else { -40 }))
				.collect();
			use pallet_metering::WeightInfo as _;
			type Metering = <Test as pallet_metering::Config>::WeightInfo;
			let charged = Metering::submit_readings(readings.len() as u32);
			// The mock's dispatch asserts that the actual weight is at most what was charged.
			let readings = pallet_metering::Call::submit_readings {
				community: 0,
				readings: readings.try_into().expect("few"),
			};
			let mut actual = Weight::zero();
			let cost = cost_of(|| {
				let info = call(&gateway(0), readings).expect("they count");
				actual = info.actual_weight.expect("it is known");
			});
			assert!(actual.all_lte(charged) && actual != charged);
			within(cost, actual, "readings");
		});
	}
}

#[test]
fn a_reading_costs_the_same_keys_in_a_small_and_in_a_large_auction() {
	let read = |full: bool| {
		Chain::new(auction_rules()).run(|| {
			let mut home = Home::new(0, 19).with_credit(RICH);
			home.order(T, Buy, &[(150, 30)]).expect("placed");
			let other = Home::new(0, 20).with_credit(RICH);
			other.order(T, Sell, &[(60, 30)]).expect("placed");
			if full {
				fill_the_book();
			}
			run_to_interval(T);
			catch_up(std::slice::from_mut(&mut home));
			run_to_interval(T + 1);
			let cost = cost_of(|| home.read(30));
			(cost.reads, cost.writes)
		})
	};
	assert_eq!(read(false), read(true));
}

#[test]
fn clearing_closing_and_cashing_out_cost_no_more_than_on_poll_says() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		for owner in 1..=20 {
			let home = Home::new(0, owner).with_credit(RICH);
			let side = if owner % 2 == 0 { Buy } else { Sell };
			home.order(T, side, &[(120, 50)]).expect("placed");
		}
		let polled = |what: &str| {
			PollWeight::set(SWEEP);
			let mut meter = WeightMeter::new();
			let cost = cost_of(|| EnergyMarket::on_poll(System::block_number(), &mut meter));
			within(cost, meter.consumed(), what);
			PollWeight::set(Weight::zero());
		};
		run_to_interval(T);
		polled("clears");
		run_to_interval(T + 4);
		polled("closes");
		// Eight intervals a block, up to the one before T.
		run_to_interval(T + Retention::get());
		(0..20).for_each(|_| polled("catches up"));
		assert_eq!(Orders::<Test>::iter().count(), 20);
		next_interval();
		polled("cashes out and retires");
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(Auctions::<Test>::iter().count(), 0);
	});
}

#[test]
fn no_outcome_of_a_batch_of_intents_costs_more_than_was_charged() {
	for refused in 0..=4u32 {
		for bad_signatures in 0..=4 - refused {
			let executed = 4 - refused - bad_signatures;
			for intervals in 0..=executed {
				let cost = BatchCost {
					refused,
					bad_signatures,
					executed,
					intervals,
					statements: executed,
				};
				let actual = Weights::submit_intents_actual(&cost);
				assert!(actual.all_lte(Weights::submit_intents(4)), "{cost:?}");
			}
		}
	}
}

#[test]
fn a_refused_intent_costs_less_than_a_bad_signature_and_that_less_than_an_executed_one() {
	let of = |refused, bad_signatures, executed| {
		Weights::submit_intents_actual(&BatchCost {
			refused,
			bad_signatures,
			executed,
			intervals: executed,
			statements: 0,
		})
	};
	let [refused, bad, executed] = [of(1, 0, 0), of(0, 1, 0), of(0, 0, 1)];
	assert!(refused.all_lte(bad) && refused != bad);
	assert!(bad.all_lte(executed) && bad != executed);
	assert!(executed.all_lte(Weights::submit_intents(1)));
}
