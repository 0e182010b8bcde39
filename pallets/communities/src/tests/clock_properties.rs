//! The clock under any constants that are allowed, and any sequence of block times.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
struct Constants {
	deadline: Interval,
	minimum_blocks: u32,
	max_open: u32,
	retention: Interval,
	interval_millis: u64,
}

fn constants() -> impl Strategy<Value = Constants> {
	(
		3u32..20,
		0u32..30,
		prop::sample::select(vec![6_000u64, 7_000, 12_000, 60_000]),
	)
		.prop_flat_map(|(max_open, more, interval_millis)| {
			(0..max_open - 1, 0..max_open).prop_map(move |(deadline, minimum_blocks)| Constants {
				deadline,
				minimum_blocks,
				max_open,
				retention: max_open + more,
				interval_millis,
			})
		})
}

/// Milliseconds from a block to the next: on time, slots missed, and hours of standstill.
fn steps() -> impl Strategy<Value = Vec<u64>> {
	let step = prop_oneof![
		6 => Just(6_000u64),
		2 => 6_000u64..60_000,
		1 => 60_000u64..4_000_000,
	];
	prop::collection::vec(step, 1..120)
}

/// What a test remembers of the marks.
#[derive(Default)]
struct Witness {
	retired: Interval,
	due: Interval,
	ended: Interval,
	/// The block from which an interval can be read.
	readable_since: BTreeMap<Interval, u64>,
}

impl Witness {
	fn watch(&mut self, constants: &Constants) {
		let (retired, due, ended) = (
			Communities::retired(),
			Communities::due(),
			Communities::ended(),
		);
		let block = System::block_number();
		let elapsed = pallet_timestamp::Now::<Runtime>::get() - EPOCH;
		let over = (elapsed / constants.interval_millis) as Interval;

		assert!(retired <= due && due <= ended, "{retired} {due} {ended}");
		assert!(ended <= over, "{ended} beyond the wall clock at {over}");
		assert!(
			due <= over.saturating_sub(constants.deadline),
			"{due} at {over}"
		);
		assert!(retired <= ended.saturating_sub(constants.retention));
		assert!(ended - due <= constants.max_open, "too many open");
		assert!(
			retired >= self.retired && due >= self.due && ended >= self.ended,
			"monotone"
		);
		for interval in self.ended..ended {
			self.readable_since.insert(interval, block);
		}
		for interval in self.due..due {
			let since = self.readable_since[&interval];
			let blocks = block - since;
			assert!(
				blocks >= constants.minimum_blocks.into(),
				"{interval}: {blocks} blocks"
			);
		}
		Communities::check_invariants();
		(self.retired, self.due, self.ended) = (retired, due, ended);
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..Default::default() })]

	#[test]
	fn intervals_open_in_order_stay_readable_and_catch_up(
		constants in constants(),
		steps in steps(),
	) {
		ReadingDeadline::set(constants.deadline);
		MinimumBlocks::set(constants.minimum_blocks);
		MaxOpenIntervals::set(constants.max_open);
		Retention::set(constants.retention);
		let builder =
			ExtBuilder::default().time(|time| time.interval_millis = constants.interval_millis);
		builder.build_and_execute(|| {
			<Communities as frame_support::traits::Hooks<u64>>::integrity_test();
			let mut witness = Witness::default();
			witness.watch(&constants);
			for step in &steps {
				next_block(*step);
				witness.watch(&constants);
			}

			// Blocks on time again: what is over can be read, and what is past its deadline is due.
			let lag = Communities::in_progress() - Communities::ended();
			let most = 100 + 20 * u64::from(lag + constants.max_open);
			let caught_up = |_: &u64| {
				next_block(BLOCK_MILLIS);
				witness.watch(&constants);
				let over = Communities::in_progress();
				// An interval is never due in the block that made it readable.
				let deadline = constants.deadline.max(constants.minimum_blocks).max(1);
				Communities::ended() == over && Communities::due() >= over.saturating_sub(deadline)
			};
			let blocks = (0..most).find(caught_up);
			assert!(blocks.is_some(), "not caught up with a lag of {lag} after {most} blocks");
		});
	}
}
