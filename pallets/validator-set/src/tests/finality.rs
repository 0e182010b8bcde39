//! Automatic removals end where finality would.

use super::*;
use crate::{quorum, Finality};

/// The last session in which finality can have passed, and with whom.
fn finality() -> (u32, Vec<AccountId>) {
	let finality = Finality::<Runtime>::get();
	(finality.session, finality.validators.into_inner())
}

#[test]
fn it_can_pass_with_all_but_a_third() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(1);
		sessions_without(1, &[DAVE]);
		assert_eq!(finality(), (1, vec![ALICE, BOB, CAROL, DAVE]));
		sessions_without(1, &[CAROL, DAVE]);
		assert_eq!(finality().0, 1, "not with two of four");
		sessions_without(1, &[ALICE]);
		assert_eq!(finality().0, 3);
	});
}

#[test]
fn half_of_a_network_does_not_take_itself_for_the_whole() {
	ExtBuilder::default()
		.founders(10)
		.floor(1)
		.build_and_execute(|| {
			let others = [6, 7, 8, 9, 10];
			sessions(1);
			sessions_without(20, &others);
			let left = set().len();
			assert_eq!(left, 10 - quorum::tolerated(10));
			assert_eq!(finality().0, 0);
			// The halves meet again. Who left comes back by nomination.
			sessions(2);
			assert_eq!(set().len(), left);
		});
}

#[test]
fn the_dead_leave_by_and_by_while_finality_passes() {
	ExtBuilder::default()
		.founders(10)
		.floor(4)
		.build_and_execute(|| {
			sessions_without(MAX_SILENT, &[8, 9, 10]);
			assert_eq!(set(), [1, 2, 3, 4, 5, 6, 7]);
			sessions_without(2, &[8, 9, 10]);
			assert_eq!(validating(), [1, 2, 3, 4, 5, 6, 7]);
			sessions(1);
			assert_eq!(finality(), (5, vec![1, 2, 3, 4, 5, 6, 7]));
			sessions_without(MAX_SILENT, &[6, 7]);
			assert_eq!(set(), [1, 2, 3, 4, 5]);
		});
}

#[test]
fn a_removal_counts_until_its_handover_is_final() {
	ExtBuilder::default()
		.founders(7)
		.floor(1)
		.build_and_execute(|| {
			sessions_without(MAX_SILENT, &[6, 7]);
			assert_eq!(set(), [1, 2, 3, 4, 5]);
			// One more dies before the handover to the five: the old set misses three of seven.
			let dead = [5, 6, 7];
			sessions_without(6 * MAX_SILENT, &dead);
			assert_eq!(validating(), [1, 2, 3, 4, 5]);
			assert_eq!(
				set(),
				[1, 2, 3, 4, 5],
				"the five cannot have been handed over to"
			);
			// It returns: the handover passes, and then who dies leaves.
			sessions(1);
			sessions_without(MAX_SILENT, &[5]);
			assert_eq!(set(), [1, 2, 3, 4]);
		});
}

#[test]
fn who_was_voted_out_is_not_missed() {
	ExtBuilder::default()
		.founders(7)
		.floor(1)
		.build_and_execute(|| {
			for who in [4, 5, 6, 7] {
				assert_ok!(remove(who));
			}
			sessions(3);
			assert_eq!(validating(), [1, 2, 3]);
			assert_eq!(finality(), (2, vec![1, 2, 3]));
		});
}
