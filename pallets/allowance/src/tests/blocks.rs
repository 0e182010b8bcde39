//! The shares of a block, through the extension.

use super::*;
use frame_support::dispatch::DispatchClass;

const PLENTY: u32 = 1_000_000;

/// ms, rounded up.
fn time(weight: Weight) -> u64 {
	weight.ref_time().div_ceil(millis(1).ref_time())
}

#[test]
fn free_transactions_leave_payers_their_quarter() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		grant(HOUSEHOLD, false, PLENTY);
		fill(by(GATEWAY, reading(1, 10)).len(1));
		fill(by(HOUSEHOLD, order(1, 10)).len(1));
		let free = normal_weight();
		assert!(time(free) <= 1_125);
		assert!(time(free) > 1_100);
		fill(by(STRANGER, work(10)).len(1));
		let paid = normal_weight() - free;
		assert!(time(paid) > 350, "{paid:?}");
	});
}

#[test]
fn payers_with_any_tip_leave_readings_and_orders_their_shares() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		grant(HOUSEHOLD, false, PLENTY);
		fill(by(STRANGER, work(10)).len(1).tip(TOKEN));
		let paid = normal_weight();
		assert!(time(paid) <= 938);
		fill(by(HOUSEHOLD, order(1, 1)).len(1));
		fill(by(GATEWAY, reading(1, 1)).len(1));
		let Taken { orders, readings } = taken();
		assert!(time(orders) > 185, "{orders:?}");
		assert!(time(readings) > 370, "{readings:?}");
	});
}

#[test]
fn orders_leave_readings_their_quarter() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		grant(HOUSEHOLD, false, PLENTY);
		fill(by(HOUSEHOLD, order(1, 10)).len(1));
		assert!(time(normal_weight()) <= 750);
		assert!(time(normal_weight()) > 730);
		fill(by(GATEWAY, reading(1, 1)).len(1));
		assert!(time(taken().readings) > 370);
	});
}

#[test]
fn operational_transactions_of_strangers_leave_every_share() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		fill(by(STRANGER, urgent(10)).len(1).tip(TOKEN));
		let urgent = *System::block_weight().get(DispatchClass::Operational);
		assert!(time(urgent) <= 1_063, "{urgent:?}");
		fill(by(STRANGER, work(10)).len(1));
		fill(by(GATEWAY, reading(1, 1)).len(1));
		assert!(time(taken().readings) > 370);
	});
}

#[test]
fn payers_leave_operational_transactions_theirs() {
	new_test_ext().execute_with(|| {
		fill(by(STRANGER, work(10)).len(1));
		fill(by(STRANGER, urgent(10)).len(1));
		let urgent = *System::block_weight().get(DispatchClass::Operational);
		assert!(time(urgent) > 480, "{urgent:?}");
	});
}

#[test]
fn mandatory_weight_is_not_taken_from_readings() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		System::register_extra_weight_unchecked(millis(500), DispatchClass::Mandatory);
		fill(by(STRANGER, urgent(10)).len(1));
		fill(by(STRANGER, work(10)).len(1));
		fill(by(GATEWAY, reading(1, 1)).len(1));
		assert!(time(taken().readings) > 370);
	});
}

#[test]
fn what_is_refused_is_not_taken_and_costs_nothing() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		fill(by(GATEWAY, reading(1, 100)).len(1));
		let (left_over, nonce, stored) = (
			left(GATEWAY, true),
			System::account_nonce(GATEWAY),
			crate::Taken::<Runtime>::get(),
		);
		assert_eq!(by(GATEWAY, reading(1, 100)).len(1).apply(), Err(EXHAUSTED));
		assert_eq!(left(GATEWAY, true), left_over);
		assert_eq!(System::account_nonce(GATEWAY), nonce);
		assert_eq!(crate::Taken::<Runtime>::get(), stored);
	});
}

#[test]
fn the_next_block_is_empty() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		let first = fill(by(GATEWAY, reading(1, 100)).len(1));
		next_block();
		assert_eq!(fill(by(GATEWAY, reading(1, 100)).len(1)), first);
	});
}

#[test]
fn a_free_transaction_counts_with_the_weight_it_used() {
	new_test_ext().execute_with(|| {
		grant(GATEWAY, true, PLENTY);
		for (actual, fails) in [
			(Some(3), false),
			(Some(3), true),
			(None, false),
			(None, true),
		] {
			let errand = Errand {
				declared: 200,
				actual,
				fails,
				..Default::default()
			};
			let call = ErrandsCall::read { units: 1, errand };
			assert!(by(GATEWAY, call).len(1).apply().is_ok());
			// Nothing else is in the normal class.
			assert_eq!(taken().readings, normal_weight());
		}
		assert!(time(normal_weight()) <= 410);
	});
}

#[test]
fn what_payers_take_is_what_the_free_do_not() {
	new_test_ext().execute_with(|| {
		let cheaper = |declared| Errand {
			declared,
			actual: Some(1),
			..Default::default()
		};
		assert_ok!(by(STRANGER, work(5)).apply());
		let paid = normal_weight();
		let order = ErrandsCall::order {
			units: 1,
			errand: cheaper(50),
		};
		assert_ok!(by(HOUSEHOLD, order).apply());
		let read = ErrandsCall::read {
			units: 1,
			errand: cheaper(60),
		};
		assert_ok!(by(GATEWAY, read).apply());
		let Taken { orders, readings } = taken();
		assert_eq!(normal_weight(), paid + orders + readings);
		assert_eq!(orders, readings);
	});
}

/// Weight of free transactions in the block in progress.
struct Taken {
	orders: Weight,
	readings: Weight,
}

fn taken() -> Taken {
	let stored = crate::Taken::<Runtime>::get();
	Taken {
		orders: stored.orders.weight,
		readings: stored.readings.weight,
	}
}
