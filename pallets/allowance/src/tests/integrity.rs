//! What the integrity test refuses.

use super::*;
use sp_runtime::Perbill;

fn space(millis_: u64, length: u32) -> Space {
	Space {
		weight: millis(millis_),
		length,
	}
}

#[test]
fn shares_within_a_block_pass() {
	new_test_ext().execute_with(|| {
		Largest::set(vec![
			(Purpose::Readings, space(375, 1_500)),
			(Purpose::Orders, space(150, 500)),
		]);
		integrity();
	});
}

#[test]
#[should_panic(expected = "must fit a block")]
fn fails_when_shares_are_more_than_a_block() {
	new_test_ext().execute_with(|| {
		ReadingsShare::set(Perbill::from_percent(63));
		integrity();
	});
}

#[test]
#[should_panic(expected = "for Readings must fit its share")]
fn fails_when_a_listed_call_can_never_enter() {
	new_test_ext().execute_with(|| {
		Largest::set(vec![(Purpose::Readings, space(376, 100))]);
		integrity();
	});
}

#[test]
#[should_panic(expected = "for Orders must fit its share")]
fn fails_when_a_listed_call_is_too_long() {
	new_test_ext().execute_with(|| {
		Largest::set(vec![(Purpose::Orders, space(1, 2_000))]);
		integrity();
	});
}
