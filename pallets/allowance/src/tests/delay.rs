//! The bound on the delay of readings.

use super::*;
use crate::delay::Flood;
use proptest::prelude::*;

fn weight(number: u64) -> Weight {
	Weight::from_parts(number, 0)
}

fn flood(others: u64) -> Flood {
	Flood {
		share: weight(400),
		others: weight(others),
		blocks_per_interval: 20,
		oversized_period: 10,
		session: 100,
	}
}

#[test]
fn without_other_gateways_only_extraordinary_blocks_delay() {
	// One oversized, one at a session's end, and the third.
	assert_eq!(flood(0).delay(weight(100)), Some(3));
	assert_eq!(flood(0).delay(weight(400)), Some(3));
}

#[test]
fn a_flood_delays_by_what_it_may_send_in_the_intervals_it_reaches_into() {
	// ceil(2 x 1,200 / 300) = 8 blocks, and one; two oversized; one ends a session.
	assert_eq!(flood(1_200).delay(weight(100)), Some(12));
}

#[test]
fn a_larger_batch_waits_longer() {
	let delays: Vec<_> = [1, 100, 200, 300]
		.map(|batch| flood(1_000).delay(weight(batch)))
		.into();
	assert!(
		delays.windows(2).all(|pair| pair[0] < pair[1]),
		"{delays:?}"
	);
}

#[test]
fn a_batch_larger_than_the_share_can_be_kept_out() {
	assert_eq!(flood(0).delay(weight(401)), None);
	assert_eq!(flood(1).delay(weight(400)), None);
}

#[test]
fn a_flood_that_fills_the_share_of_every_block_can_last_for_ever() {
	// 300 are to spare in each of the 20 blocks.
	assert_eq!(flood(20 * 300).delay(weight(100)), None);
}

proptest! {
	/// An adversary that knows everything, and may send its allowance in pieces of any size whenever it
	/// helps, does not exceed the bound.
	#[test]
	fn no_flood_exceeds_the_bound(
		others in 0u64..3_000,
		batch in 1u64..390,
		start in 0u32..20,
		session_at in 0u32..100,
		oversized_at in 0u32..10,
	) {
		let flood = flood(others);
		if let Some(bound) = flood.delay(weight(batch)) {
			let spare = 400 - batch;
			let (mut interval, mut left) = (u32::MAX, 0);
			let mut blocks = 0;
			loop {
				let now = (start + blocks) / flood.blocks_per_interval;
				if now != interval {
					(interval, left) = (now, others);
				}
				blocks += 1;
				let extraordinary = (blocks - 1) % flood.session == session_at
					|| (blocks - 1) % flood.oversized_period == oversized_at;
				if extraordinary {
					continue;
				}
				if left <= spare {
					break;
				}
				// The least that keeps the batch out.
				left -= spare + 1;
			}
			prop_assert!(blocks <= bound, "{} of {}", blocks, bound);
		}
	}
}
