//! The worked cases of settlement.md, section 10, to the unit.

use super::homes::*;
use crate::mock::*;
use commonwatt_primitives::{reading::Registers, tariff::TariffCell, Balance, Price};
use sp_runtime::DispatchError;

/// Treasury, supplier, guarantee, arrears.
fn accounts() -> (Balance, Balance, Balance, Balance) {
	let books = books(0);
	(
		books.treasury,
		books.supplier,
		books.guarantee,
		books.arrears,
	)
}

/// Homes with these credits, one owner each.
fn homes<const N: usize>(credits: [Balance; N]) -> [Home; N] {
	let mut owner = 0;
	credits.map(|credit| {
		owner += 1;
		Home::new(0, owner).with_credit(credit)
	})
}

/// Reads one interval, lets it close and settles in the order of the homes.
fn trade<const N: usize>(homes: &mut [Home; N], nets: [i64; N]) {
	next_interval();
	let readings = homes
		.iter_mut()
		.zip(nets)
		.map(|(home, net)| home.meter(net))
		.collect();
	submit_good(0, readings);
	pass_deadlines();
	homes.iter().for_each(Home::settle);
}

#[test]
fn case_1_a_balanced_pool_trades_at_the_pool_price() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 100_000);
		let mut homes = homes([200_000, 200_000, 0]);
		trade(&mut homes, [600, 400, -1_000]);
		assert_eq!(homes.map(|home| home.credit()), [119_000, 146_000, 125_000]);
		assert_eq!(accounts(), (10_000, 100_000, 0, 0));
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn case_2_a_short_pool_shares_what_is_matched_and_buys_the_rest() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 100_000);
		let mut homes = homes([200_000, 200_000, 0]);
		trade(&mut homes, [333, 334, -500]);
		assert_eq!(homes.map(|home| home.credit()), [148_745, 148_685, 62_500]);
		assert_eq!(accounts(), (5_000, 135_070, 0, 0));
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn case_3_a_long_pool_shares_what_is_matched_and_sells_the_rest() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 100_000);
		let mut homes = homes([100_000, 0, 0]);
		trade(&mut homes, [301, -401, -402]);
		assert_eq!(homes.map(|home| home.credit()), [59_365, 31_300, 31_425]);
		assert_eq!(accounts(), (3_010, 74_900, 0, 0));
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn case_7_emergency_credit_ends_at_the_limit_and_the_rest_is_a_receivable() {
	let mut limited = rules();
	limited.emergency_limit = 2_100;
	Chain::new(limited).run(|| {
		fund_supplier(0, 10_000);
		fund_guarantee(0, 5_000);
		let [mut a, mut b] = homes([1_000, 0]);
		next_interval();
		a.read(100);
		assert_eq!(a.money(), (0, 1_940, 18_060));
		let result = crate::Results::<Test>::get(0, 0).expect("it was read");
		assert_eq!(result.short, 14, "86 Wh are not funded");
		b.read(-40);
		pass_deadlines();
		a.settle();
		b.settle();
		assert_eq!(a.money(), (0, 890, 18_060));
		assert_eq!(b.money(), (3_050, 0, 0));
		assert_eq!(accounts(), (140, 8_700, 4_110, 0));
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn case_8_late_readings_trade_with_the_supplier_and_the_difference_is_the_treasurys() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 100_000);
		let [mut a, mut b, mut c, mut d] = homes([100_000, 0, 0, 100_000]);
		next_interval();
		a.read(100);
		b.read(-60);
		pass_deadlines();
		a.settle();
		b.settle();
		assert_eq!([a.credit(), b.credit()], [83_500, 7_500]);
		assert_eq!(accounts(), (600, 108_400, 0, 0));
		assert_eq!(
			crate::Results::<Test>::get(0, 0).expect("kept").residual,
			40
		);

		c.read(-70);
		assert_eq!(c.credit(), 3_500);
		assert_eq!(accounts(), (7_000, 98_500, 0, 0));

		d.read(50);
		assert_eq!(d.credit(), 89_500);
		assert_eq!(accounts(), (11_800, 104_200, 0, 0));
		assert_eq!(
			crate::Results::<Test>::get(0, 0).expect("kept").residual,
			20
		);
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn case_9_a_gap_is_booked_at_its_worst_prices_and_its_own_interval_at_its_own() {
	let prices = |hour: usize| -> (Price, Price) {
		match hour {
			10 => (50, 210),
			11 => (40, 500),
			12 => (60, 220),
			_ => (50, 210),
		}
	};
	let rules = hourly_rules(|hour| {
		let (feed_in, retail) = prices(hour);
		TariffCell {
			feed_in,
			retail,
			grid_fee: 10,
		}
	});
	Chain::new(rules).with_interval_seconds(3_600).run(|| {
		fund_supplier(0, 1_000_000);
		run_to_interval(9);
		let mut home = Home::new(0, 1).with_credit(400_000);
		next_interval();
		home.read(0);
		assert_eq!(
			home.registers,
			Registers {
				import: 1_000,
				export: 500
			}
		);

		// Three hours are lost, in which 300 Wh came and 120 Wh went.
		run_to_interval(14);
		home.meter_both(Registers {
			import: 300,
			export: 120,
		});
		home.lose(0);
		home.lose(0);
		assert_eq!(home.next, 13);
		pass_deadlines();
		home.read(10);
		assert_eq!(home.credit(), 400_000 - 150_000 + 4_800 - 2_100);
	});
}

#[test]
fn case_9_the_gap_waits_until_the_skipped_intervals_are_due_and_then_meets_its_own_in_time() {
	let rules = hourly_rules(|hour| {
		let retail = if hour == 11 { 500 } else { 210 };
		TariffCell {
			feed_in: 50,
			retail,
			grid_fee: 10,
		}
	});
	Chain::new(rules).with_interval_seconds(3_600).run(|| {
		fund_supplier(0, 1_000_000);
		run_to_interval(10);
		let mut home = Home::new(0, 1).with_credit(400_000);
		run_to_interval(14);
		home.lose(300);
		home.lose(0);
		home.lose(0);
		let reading = home.meter(10);
		assert_eq!(
			submit(0, vec![reading]),
			vec![(0, commonwatt_primitives::reading::Refusal::GapTooEarly)]
		);
		// 12 is due when 15 ends.
		run_to_interval(15);
		submit_good(0, vec![reading]);
		assert_eq!(
			home.credit(),
			400_000 - 150_000 - 2_100,
			"in time: retail is paid in"
		);
		assert_eq!(escrow(0), 2_100);
	});
}

#[test]
fn case_9_the_withdrawal_floor_covers_the_time_since_the_last_reading_and_one_interval() {
	let rules = hourly_rules(|hour| {
		let retail = if hour == 11 { 500 } else { 210 };
		TariffCell {
			feed_in: 50,
			retail,
			grid_fee: 10,
		}
	});
	Chain::new(rules).with_interval_seconds(3_600).run(|| {
		let mut home = Home::with_capacity(0, 1, 9_201, 0).with_credit(12_000_000);
		next_interval();
		home.read(0);
		// An hour and a half after the reading's end.
		run_block(EPOCH + 3_600_000 + 5_400_000);
		let below = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		assert_eq!(withdraw(&home, 498_501), Err(DispatchError::from(below)));
		assert_eq!(withdraw(&home, 498_500), Ok(()));
		assert_eq!(home.credit(), 11_501_500);
	});
}

#[test]
fn case_10_a_supplier_in_default_pays_what_it_can_and_owes_the_treasury_the_rest() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 3_350);
		let [mut a, mut b, mut c] = homes([100_000, 0, 0]);
		next_interval();
		submit_good(0, vec![a.meter(100), b.meter(-150), c.meter(-51)]);
		pass_deadlines();
		b.settle();
		assert_eq!(
			crate::Results::<Test>::get(0, 0)
				.expect("kept")
				.paid_feed_in,
			33
		);
		a.settle();
		c.settle();
		assert_eq!(
			[a.credit(), b.credit(), c.credit()],
			[86_500, 11_758, 4_075]
		);
		assert_eq!(accounts(), (1_000, 17, 0, 1_717));
		assert_eq!(escrow(0), 0);

		fund_supplier(0, 2_000);
		assert_eq!(
			accounts(),
			(2_717, 300, 0, 0),
			"a top-up pays arrears first"
		);
	});
}
