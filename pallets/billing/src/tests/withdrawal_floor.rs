//! Settlement, section 8: what must stay until the next reading.

use super::*;

fn floor() -> Balance {
	use commonwatt_primitives::traits::DeliveryPoints;
	Billing::withdrawal_floor(&FakePoints::details(ALICES).expect("a point of the fake"))
}

/// Case 9: hourly, read up to interval 13, 5,400 s ago, 9,201 W, R_max 500.
fn case_nine(test: impl FnOnce()) {
	let builder = ExtBuilder::default().point(ALICES, credit(12_000_000));
	builder.build_and_execute(|| {
		HighestRetail::set(500);
		SecondsNow::set(14 * 3_600 + 5_400);
		change_point(ALICES, |point| {
			point.capacity_w = 9_201;
			point.next_interval = 14;
		});
		test();
	});
}

#[test]
fn the_floor_of_case_nine_is_11_501_500() {
	case_nine(|| assert_eq!(floor(), 11_501_500));
}

#[test]
fn case_nine_allows_498_500_and_not_one_unit_more() {
	case_nine(|| {
		let withdraw = |amount| Billing::withdraw(by(ALICE), ALICES, amount);
		assert_noop!(withdraw(498_501), BillingError::BelowWithdrawalFloor);
		assert_ok!(withdraw(498_500));
		assert_eq!(account(ALICES), credit(11_501_500));
		assert_noop!(withdraw(1), BillingError::BelowWithdrawalFloor);
	});
}

#[test]
fn the_energy_is_rounded_up() {
	case_nine(|| {
		change_point(ALICES, |point| point.capacity_w = 1);
		// 9,000 s of 1 W are 2.5 Wh.
		assert_eq!(floor(), 3 * 500);
	});
}

/// Quarter-hours of 9,201 W are 2,300.25 Wh: each reading rounds up and brings a step.
#[test]
fn each_reading_to_come_is_rounded_up_and_brings_a_step_of_the_registers() {
	case_nine(|| {
		IntervalSeconds::set(900);
		change_point(ALICES, |point| point.resolution_wh = 10);
		SecondsNow::set(14 * 900 + 2 * 900);
		assert_eq!(floor(), 3 * 2_311 * 500);
		SecondsNow::set(14 * 900 + 2 * 900 + 1);
		assert_eq!(floor(), 3 * 2_311 * 500);
		// Beside three readings and an instant less than an interval the time itself weighs more.
		SecondsNow::set(14 * 900 + 3 * 900 - 1);
		assert_eq!(floor(), 9_199 * 500);
	});
}

#[test]
fn the_floor_rises_with_time_and_falls_with_a_reading() {
	case_nine(|| {
		SecondsNow::set(14 * 3_600 + 5_401);
		// 9,001 s x 9,201 W are 23,005.1 Wh.
		assert_eq!(floor(), 23_006 * 500);
		change_point(ALICES, |point| point.next_interval = 15);
		// 5,401 s are 13,804.06 Wh.
		assert_eq!(floor(), 13_805 * 500);
	});
}

#[test]
fn one_interval_more_stays_even_if_read_until_now() {
	case_nine(|| {
		for next_interval in [15, 16, Interval::MAX] {
			change_point(ALICES, |point| point.next_interval = next_interval);
			SecondsNow::set(15 * 3_600);
			assert_eq!(floor(), 9_201 * 500);
		}
	});
}

#[test]
fn the_highest_numbers_do_not_overflow() {
	case_nine(|| {
		HighestRetail::set(1 << 48);
		SecondsNow::set(u64::from(u32::MAX) * 3_600);
		change_point(ALICES, |point| {
			point.capacity_w = 1 << 31;
			point.next_interval = 0;
		});
		// 2^31 W for 2^32 intervals of an hour, at 2^48.
		assert_eq!(floor(), 1 << (31 + 32 + 48));
	});
}
