//! Who is at fault when a round has no quorum.

use super::*;
use crate::{Status, Suspension};
use commonwatt_primitives::traits::Signals;

/// Rounds in which these forecasters are heard, each with the usual outcome; how many had a signal.
fn rounds(number: u32, heard: &[u32]) -> u32 {
	let mut signals = 0;
	for _ in 0..number {
		let interval = Round::get() + LEAD;
		for id in heard {
			say(*id, around(USUAL));
		}
		next_round();
		signals += u32::from(PriceSignals::signal(COMMUNITY, interval).is_some());
		know(interval, USUAL);
		next_block();
	}
	signals
}

fn faults(count: u32) -> Vec<u32> {
	(0..count).map(|id| forecaster(id).faults).collect()
}

#[test]
fn one_of_two_that_is_silent_for_good_does_not_end_the_signals_of_the_other() {
	ExtBuilder::default()
		.elected(2)
		.min_quorum(1)
		.build_and_execute(|| {
			assert_eq!(rounds(MAX_FAULTS - 1, &[0]), 0);
			assert_eq!(faults(2), [0, MAX_FAULTS - 1]);
			assert_eq!(rounds(1, &[0]), 0);
			assert_eq!(forecaster(1).status, Status::Suspended);
			assert!(events().contains(&Event::ForecasterSuspended {
				community: COMMUNITY,
				forecaster: 1,
				reason: Suspension::Silent,
			}));
			assert_eq!(rounds(10, &[0]), 10);
		});
}

#[test]
fn half_of_those_expected_are_enough_to_blame_the_others() {
	ExtBuilder::default().elected(4).build_and_execute(|| {
		assert_eq!(rounds(3, &[0, 1]), 0);
		assert_eq!(faults(4), [0, 0, 3, 3]);
		// They are forgiven as they come back.
		assert_eq!(rounds(3, &[0, 1, 2, 3]), 3);
		assert_eq!(faults(4), [0, 0, 0, 0]);
	});
}

#[test]
fn fewer_than_half_blame_nobody() {
	ExtBuilder::default().elected(5).build_and_execute(|| {
		assert_eq!(rounds(2 * MAX_FAULTS, &[3, 4]), 0);
		assert_eq!(faults(5), [0; 5]);
		assert!((0..5).all(|id| forecaster(id).is_active()));
	});
}

#[test]
fn nobody_is_blamed_for_a_standstill() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		rounds(2 * MAX_FAULTS, &[]);
		assert_eq!(faults(2), [0, 0]);
	});
}

#[test]
fn the_fewest_that_make_a_quorum_are_not_suspended() {
	ExtBuilder::default()
		.elected(2)
		.min_quorum(2)
		.build_and_execute(|| {
			rounds(2 * MAX_FAULTS, &[0]);
			assert_eq!(forecaster(1).status, Status::Active);
			assert_eq!(faults(2), [0, MAX_FAULTS]);
			assert_eq!(rounds(1, &[0, 1]), 1);
		});
}
