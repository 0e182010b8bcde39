//! A chain that stood still: nobody's readings are lost because validators were away.

use super::homes::*;
use crate::{mock::*, Markets};
use commonwatt_primitives::{reading::Reading, reading::Registers, traits::MarketClock, Interval};
use frame_support::traits::Time;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Late readings of this block.
fn late() -> usize {
	let events = System::events();
	let late = |event: &RuntimeEvent| {
		matches!(
			event,
			RuntimeEvent::EnergyMarket(crate::Event::MeteredLate { .. })
		)
	};
	events.iter().filter(|record| late(&record.event)).count()
}

/// The clock's marks, block by block, and when each interval became readable.
#[derive(Default)]
struct Watch {
	readable_since: BTreeMap<Interval, u64>,
	ended: Interval,
	due: Interval,
}

impl Watch {
	/// A block; the marks keep their promises.
	fn block(&mut self, now: u64) {
		run_block(now);
		let block = System::block_number();
		let (ended, due) = (Communities::ended(), Communities::due());
		assert!(ended >= self.ended && due >= self.due, "no mark goes back");
		assert!(
			ended - due <= MAX_OPEN_INTERVALS,
			"at most half a ring is open"
		);
		let over = ((now - EPOCH) / interval_millis()) as Interval;
		assert!(ended <= over, "nothing is readable before it ended");
		for interval in self.ended..ended {
			self.readable_since.insert(interval, block);
		}
		for interval in self.due..due {
			let open_for = block - self.readable_since[&interval];
			assert!(
				open_for >= MINIMUM_BLOCKS.into(),
				"{interval} was open {open_for} blocks"
			);
			assert!(
				interval + READING_DEADLINE < over,
				"not before its deadline"
			);
		}
		(self.ended, self.due) = (ended, due);
	}
}

/// A gateway delivers in order what can be read, every `every`th block, after a standstill of
/// `minutes`; every reading counts, in time.
fn nothing_is_lost(minutes: u64, every: u32, block_seconds: u64, sweep: bool) {
	PollWeight::set(if sweep { SWEEP } else { Default::default() });
	Chain::new(rules()).run(|| {
		fund_supplier(0, 100_000_000);
		let mut homes: Vec<_> = (1..4)
			.map(|owner| Home::new(0, owner).with_credit(1_000_000_000))
			.collect();
		let mut watch = Watch::default();
		watch.block(Timestamp::now() + 6_000);
		let missed = minutes * 60_000 / interval_millis();
		// What the meters recorded meanwhile.
		let mut buffers: Vec<Vec<Reading>> = homes
			.iter_mut()
			.map(|home| {
				let net = |interval| {
					if home.point == 0 {
						100 + interval
					} else {
						-40 - interval
					}
				};
				(0..missed as i64)
					.map(net)
					.collect::<Vec<_>>()
					.into_iter()
					.map(|net| home.meter(net))
					.collect()
			})
			.collect();
		watch.block(Timestamp::now() + minutes * 60_000);
		let mut blocks = 0u32;
		while buffers.iter().any(|buffer| !buffer.is_empty()) {
			if blocks % every == 0 {
				let ended = Communities::ended();
				let mut batch = vec![];
				for buffer in &mut buffers {
					let readable = buffer.iter().filter(|reading| reading.interval < ended);
					let readable = readable.count();
					batch.extend(buffer.drain(..readable));
				}
				if !batch.is_empty() {
					submit_good(0, batch);
					assert_eq!(late(), 0, "in time");
				}
			}
			blocks += 1;
			assert!(blocks < 5_000, "the clock catches up");
			watch.block(Timestamp::now() + block_seconds * 1_000);
		}
		assert_eq!(Markets::<Test>::get(0).energy.gaps, Registers::default());
		assert_eq!(Markets::<Test>::get(0).energy.unfunded, 0);
		pass_deadlines();
		homes.iter().for_each(Home::settle);
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn after_a_day_of_standstill_every_buffered_reading_counts_in_time() {
	nothing_is_lost(24 * 60, 1, 6, true);
}

#[test]
fn after_a_day_of_standstill_a_gateway_may_come_as_rarely_as_the_minimum_of_blocks() {
	nothing_is_lost(24 * 60, MINIMUM_BLOCKS, 6, true);
}

#[test]
fn after_a_week_of_standstill_every_buffered_reading_counts_in_time_though_nobody_sweeps() {
	nothing_is_lost(7 * 24 * 60, 2, 6, false);
}

#[test]
fn missed_intervals_become_readable_sixteen_at_a_time() {
	Chain::new(rules()).run(|| {
		run_block(EPOCH + 96 * interval_millis());
		let mut marks = vec![(Communities::due(), Communities::ended())];
		for _ in 0..3 * MINIMUM_BLOCKS {
			run_block(Timestamp::now() + 6_000);
			let now = (Communities::due(), Communities::ended());
			if marks.last() != Some(&now) {
				marks.push(now);
			}
		}
		assert_eq!(marks, vec![(0, 16), (16, 32), (32, 48), (48, 64)]);
	});
}

#[test]
fn withdrawal_reckons_with_the_intervals_that_are_not_readable_yet() {
	Chain::new(rules()).run(|| {
		let home = Home::with_capacity(0, 1, 4_000, 0).with_credit(210 * 1_000 * 97);
		run_block(EPOCH + 96 * interval_millis());
		let error = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		assert_eq!(withdraw(&home, 1), Err(error.into()));
	});
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: ProptestConfig::default().cases.div_ceil(8),
		failure_persistence: None,
		..Default::default()
	})]

	#[test]
	fn no_standstill_loses_a_reading(
		minutes in 1u64..3_000,
		every in 1..=MINIMUM_BLOCKS,
		block_seconds in 1u64..225,
		sweep: bool,
	) {
		nothing_is_lost(minutes, every, block_seconds, sweep);
	}
}
