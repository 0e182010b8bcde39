//! A chain that stood still, and a clock that jumps.

use commonwatt_primitives::{reading::Refusal, traits::MarketClock};
use commonwatt_runtime::{Communities, MAX_OPEN_INTERVALS, MINIMUM_BLOCKS};
use commonwatt_runtime_tests::*;

fn world() -> World {
	let mut world = World::new(flat(CELL));
	world.top_up_supplier(10_000_000);
	world.points(&[10_000_000, 10_000_000]);
	world.until_ended(FIRST - 1);
	world
}

#[test]
fn after_a_day_of_standstill_every_buffered_reading_counts_in_time() {
	let mut world = world();
	let missed = 24;
	let mut next = FIRST;
	world.block_at(world.now + INTERVAL_MILLIS * missed);
	let last = FIRST + missed as u32;
	for _ in 0..50 {
		if next == last {
			break;
		}
		let ended = world.chain.read(Communities::ended).min(last);
		assert!(
			world.chain.read(Communities::due) <= next,
			"nothing is late"
		);
		if next < ended {
			world.deliver_all(next..ended, &[(0, 100), (1, -100)]);
			next = ended;
		} else {
			world.block();
		}
	}
	assert_eq!(next, last, "the clock catches up");
	world.until_due(last - 1);
	// Every interval was matched: A paid 135, B got 125 for each Wh.
	let energy = 100 * u128::from(last - FIRST);
	assert_eq!(world.credit(0), 10_000_000 - 135 * energy);
	assert_eq!(world.credit(1), 10_000_000 + 125 * energy);
	assert_eq!(world.escrow(), 0);
}

#[test]
fn missed_intervals_stay_readable_for_the_minimum_of_blocks_and_few_at_a_time() {
	let mut world = world();
	world.block_at(world.now + INTERVAL_MILLIS * 100);
	let mut readable_since = std::collections::BTreeMap::new();
	let (mut known, mut gone) = (world.chain.read(Communities::due), FIRST);
	for block in 0..60u32 {
		let (due, ended) = (
			world.chain.read(Communities::due),
			world.chain.read(Communities::ended),
		);
		assert!(ended - due <= MAX_OPEN_INTERVALS);
		while known < ended {
			readable_since.insert(known, block);
			known += 1;
		}
		while gone < due {
			if let Some(since) = readable_since.get(&gone).filter(|since| **since > 0) {
				assert!(block - since >= MINIMUM_BLOCKS, "interval {gone}");
			}
			gone += 1;
		}
		world.block();
	}
	assert!(gone >= FIRST + 100, "the clock catches up");
}

#[test]
fn a_jump_of_the_clock_lets_nobody_skip_over_pending_readings() {
	let mut world = world();
	world.block_at(world.now + INTERVAL_MILLIS * 10);
	let gap = world.reading(0, FIRST + 3, 100);
	world.submit(Bob, World::batch(vec![gap]));
	let outcome = world.block();
	assert_eq!(refusals(&outcome), [(0, Refusal::GapTooEarly)]);
}
