//! Transactions too large for what the others' shares leave.

use super::*;

/// More than payers can have, and less than CheckWeight lets in.
const LARGE: u64 = 1_200;

#[test]
fn one_too_large_for_the_shares_enters_an_empty_block() {
	new_test_ext().execute_with(|| {
		assert_ok!(by(STRANGER, work(LARGE)).apply());
		assert_eq!(by(STRANGER, work(1)).apply(), Err(EXHAUSTED));
	});
}

#[test]
fn readings_in_the_block_do_not_keep_it_out() {
	new_test_ext().execute_with(|| {
		assert_ok!(by(GATEWAY, reading(1, 100)).apply());
		assert_ok!(by(STRANGER, work(LARGE)).apply());
	});
}

#[test]
fn another_payer_in_the_block_does() {
	new_test_ext().execute_with(|| {
		assert_ok!(by(STRANGER, work(1)).apply());
		assert_eq!(by(STRANGER, work(LARGE)).apply(), Err(EXHAUSTED));
		next_block();
		assert_ok!(by(STRANGER, urgent(1)).apply());
		assert_eq!(by(STRANGER, work(LARGE)).apply(), Err(EXHAUSTED));
	});
}

#[test]
fn they_come_once_in_a_period() {
	new_test_ext().execute_with(|| {
		let mut entered = Vec::new();
		for _ in 0..3 * PERIOD {
			if by(STRANGER, work(LARGE)).tip(TOKEN).apply().is_ok() {
				entered.push(System::block_number());
			}
			next_block();
		}
		assert_eq!(entered, [1, 11, 21]);
	});
}

#[test]
fn operational_ones_are_no_exception_to_the_period() {
	new_test_ext().execute_with(|| {
		assert_ok!(by(STRANGER, urgent(1_700)).apply());
		next_block();
		assert_eq!(by(STRANGER, urgent(1_700)).apply(), Err(EXHAUSTED));
		assert_eq!(by(STRANGER, work(LARGE)).apply(), Err(EXHAUSTED));
		assert_ok!(by(STRANGER, urgent(1_000)).apply());
	});
}

#[test]
fn free_ones_never_are() {
	new_test_ext().execute_with(|| {
		assert_eq!(by(GATEWAY, reading(1, LARGE)).apply(), Err(EXHAUSTED));
		assert_eq!(by(HOUSEHOLD, order(1, 800)).apply(), Err(EXHAUSTED));
	});
}

#[test]
fn one_too_long_enters_alone_as_well() {
	new_test_ext().execute_with(|| {
		assert_ok!(by(STRANGER, work(0)).len(5_900).apply());
		next_block();
		assert_eq!(by(STRANGER, work(0)).len(5_900).apply(), Err(EXHAUSTED));
	});
}
