//! The shares of a block's bytes: 6,000 for the normal class here, of 8,000.

use super::*;

const PLENTY: u32 = 1_000_000;
const LONG: usize = 100;

fn taken() -> crate::TakenInBlock<u64> {
	crate::Taken::<Runtime>::get()
}

#[test]
fn long_transactions_of_payers_leave_readings_theirs() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		fill(by(STRANGER, work(0)).len(LONG).tip(TOKEN));
		fill(by(GATEWAY, reading(1, 0)).len(LONG));
		assert!(taken().readings.length >= 1_400);
	});
}

#[test]
fn long_operational_transactions_leave_readings_theirs() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		fill(by(STRANGER, urgent(0)).len(LONG));
		assert!(taken().operational_length > 2_000);
		assert!(taken().operational_length <= 6_000 - 1_500 - 750 - 1_500);
		fill(by(STRANGER, work(0)).len(LONG));
		fill(by(GATEWAY, reading(1, 0)).len(LONG));
		assert!(taken().readings.length >= 1_400);
	});
}

#[test]
fn long_orders_leave_readings_and_payers_theirs() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		grant(HOUSEHOLD, false, PLENTY);
		fill(by(HOUSEHOLD, order(1, 0)).len(LONG));
		assert!(fill(by(STRANGER, work(0)).len(LONG)) >= 10);
		fill(by(GATEWAY, reading(1, 0)).len(LONG));
		assert!(taken().readings.length >= 1_400);
	});
}

#[test]
fn long_transactions_of_payers_leave_operational_ones_theirs() {
	new_test_ext().execute_with(|| {
		fill(by(STRANGER, work(0)).len(LONG));
		assert!(fill(by(STRANGER, urgent(0)).len(LONG)) >= 19);
	});
}
