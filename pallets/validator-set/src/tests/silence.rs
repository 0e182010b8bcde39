//! Who authors nothing leaves.

use super::*;

#[test]
fn who_is_silent_for_too_long_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		sessions_without(MAX_SILENT - 1, &[DAVE]);
		assert_eq!(validator(DAVE).silent, MAX_SILENT - 1);
		events();
		sessions_without(1, &[DAVE]);
		assert_eq!(set(), [ALICE, BOB, CAROL]);
		assert_eq!(
			events(),
			[Event::Departed {
				validator: DAVE,
				reason: Reason::Silent,
				until: MAX_SILENT - 1 + COOL_DOWN,
				validators: 3,
			}]
		);
		sessions_without(2, &[DAVE]);
		assert_eq!(validating(), [ALICE, BOB, CAROL]);
	});
}

#[test]
fn a_block_in_time_is_enough() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			sessions_without(MAX_SILENT - 1, &[DAVE]);
			sessions(1);
			assert_eq!(validator(DAVE).silent, 0);
		}
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
	});
}

#[test]
fn a_newcomer_is_not_silent_before_it_validates() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		sessions(2);
		assert_eq!(validator(EVE).silent, 0);
		sessions_without(MAX_SILENT, &[EVE]);
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
	});
}

#[test]
fn the_set_never_falls_under_its_floor() {
	ExtBuilder::default()
		.founders(7)
		.floor(6)
		.build_and_execute(|| {
			// Two of seven are tolerated, one may leave.
			sessions_without(1, &[6]);
			sessions_without(3 * MAX_SILENT, &[5, 6]);
			assert_eq!(set(), [1, 2, 3, 4, 5, 7], "the longest silent left");
			assert_eq!(validator(5).silent, 3 * MAX_SILENT);
			// With one more the next may go.
			join(8);
			sessions_without(1, &[5]);
			assert_eq!(set(), [1, 2, 3, 4, 7, 8]);
		});
}

#[test]
fn the_silent_leave_when_all_were_silent_and_some_return() {
	ExtBuilder::default()
		.founders(7)
		.floor(4)
		.build_and_execute(|| {
			// Finality cannot pass with four of seven: the two that are tolerated leave, no more.
			sessions_without(4 * MAX_SILENT, &[5, 6, 7]);
			assert_eq!(set(), [1, 2, 3, 4, 7]);
			sessions_without(1, &[]);
			assert_eq!(validator(7).silent, 0);
		});
}
