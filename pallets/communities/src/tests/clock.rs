use super::*;
use crate::Clock;

const INTERVAL: u64 = 900_000;

/// Retired, due, ended.
fn marks() -> (Interval, Interval, Interval) {
	(
		Communities::retired(),
		Communities::due(),
		Communities::ended(),
	)
}

fn blocks(count: u32) {
	for _ in 0..count {
		next_block(BLOCK_MILLIS);
	}
}

#[test]
fn an_interval_can_be_read_from_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(INTERVAL - 1);
		assert_eq!(marks(), (0, 0, 0));
		next_block(1);
		assert_eq!(marks(), (0, 0, 1));
	});
}

#[test]
fn an_interval_is_due_the_deadline_after_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(1);
		blocks(150);
		assert_eq!(marks(), (0, 0, 2));
		blocks(149);
		assert_eq!(marks(), (0, 0, 2));
		blocks(1);
		assert_eq!(marks(), (0, 1, 3));
	});
}

#[test]
fn an_interval_is_not_due_before_the_minimum_of_blocks() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(10 * INTERVAL);
		assert_eq!(marks(), (0, 0, 10));
		blocks(3);
		assert_eq!(marks(), (0, 0, 10));
		blocks(1);
		assert_eq!(marks(), (0, 8, 10));
	});
}

#[test]
fn blocks_of_a_migration_count_for_no_minimum_and_move_no_mark() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(10 * INTERVAL);
		blocks(2);
		Migrating::set(true);
		blocks(5);
		next_block(2 * INTERVAL);
		assert_eq!(marks(), (0, 0, 10));
		Migrating::set(false);
		blocks(1);
		// What ended meanwhile is readable now, for four blocks of its own; the others were for three.
		assert_eq!(marks(), (0, 0, 12));
		blocks(1);
		assert_eq!(marks(), (0, 10, 12));
		blocks(2);
		assert_eq!(marks(), (0, 10, 12));
		blocks(1);
		assert_eq!(marks(), (0, 10, 12));
		next_block(2 * INTERVAL);
		assert_eq!(marks(), (0, 12, 14));
	});
}

#[test]
fn an_interval_retires_after_retention() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(96);
		assert_eq!(Communities::retired(), 0);
		run_to_interval(97);
		assert_eq!(Communities::retired(), 1);
	});
}

#[test]
fn a_chain_that_stood_still_for_a_day_reads_the_day_in_groups() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(20);
		assert_eq!(marks(), (0, 16, 20));
		next_block(96 * INTERVAL);
		// The blocks before ran one an interval, so the last of four open ones waits.
		let mut ends = vec![marks()];
		while Communities::ended() < 116 {
			blocks(1);
			if ends.last() != Some(&marks()) {
				ends.push(marks());
			}
			assert!(ends.len() < 100, "it catches up");
		}
		for (earlier, later) in ends.iter().zip(&ends[1..]) {
			assert!(
				later.2 - earlier.1 <= 32,
				"no more than half a ring at a time"
			);
			assert!(later.1 >= earlier.1 && later.2 >= earlier.2);
		}
		assert_eq!(ends[0], (0, 17, 33));
		blocks(4);
		assert_eq!(marks(), (20, 114, 116));
	});
}

#[test]
fn the_chain_starts_late_and_catches_up() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(100 * INTERVAL);
		assert_eq!(marks(), (0, 0, 16));
		for group in 1..=5 {
			blocks(4);
			assert_eq!(marks(), (0, 16 * group, 16 * group + 16));
		}
		blocks(4);
		assert_eq!(marks(), (4, 96, 100));
		blocks(4);
		assert_eq!(marks(), (4, 98, 100));
	});
}

#[test]
fn a_clock_that_jumps_to_the_end_of_time_moves_a_group_at_a_time() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(u64::MAX - EPOCH);
		assert_eq!(marks(), (0, 0, 16));
		for _ in 0..4 {
			next_block(0);
		}
		assert_eq!(marks(), (0, 16, 32));
		assert_eq!(Communities::in_progress(), Interval::MAX);
	});
}

#[test]
fn a_clock_that_stands_still_moves_no_mark() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(5);
		let before = marks();
		let root = sp_io::storage::root(sp_runtime::StateVersion::V1);
		for _ in 0..10 {
			Timestamp::set_timestamp(pallet_timestamp::Now::<Runtime>::get());
		}
		assert_eq!(marks(), before);
		assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), root);
	});
}

#[test]
fn the_interval_in_progress_is_the_wall_clocks_even_while_the_marks_lag() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Communities::in_progress(), 0);
		next_block(INTERVAL - 1);
		assert_eq!(Communities::in_progress(), 0);
		next_block(1);
		assert_eq!(Communities::in_progress(), 1);
		next_block(50 * INTERVAL);
		assert_eq!((Communities::in_progress(), Communities::ended()), (51, 16));
	});
}

#[test]
fn physical_seconds_run_with_the_chains_time_and_are_rounded_up() {
	let builder = ExtBuilder::default().time(|time| {
		time.interval_seconds = 3_600;
		time.interval_millis = 12_000;
	});
	builder.build_and_execute(|| {
		assert_eq!(Communities::seconds_now(), 0);
		next_block(1);
		assert_eq!(Communities::seconds_now(), 1);
		next_block(5_999);
		assert_eq!(Communities::seconds_now(), 1_800);
		next_block(1);
		assert_eq!(Communities::seconds_now(), 1_801);
		next_block(5_999);
		assert_eq!(Communities::seconds_now(), 3_600);
	});
}

#[test]
fn the_clock_keeps_no_more_groups_than_open_intervals() {
	ExtBuilder::default()
		.time(|time| time.interval_millis = BLOCK_MILLIS)
		.build_and_execute(|| {
			for _ in 0..100 {
				next_block(BLOCK_MILLIS);
				let clock = Clock::<Runtime>::get().expect("it runs");
				assert!(clock.open.len() as u32 <= clock.ended - clock.due);
			}
			assert_eq!(marks(), (4, 96, 100));
		});
}
