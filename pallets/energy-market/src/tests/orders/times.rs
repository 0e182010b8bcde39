//! When orders are taken: from the point's first interval on, up to the horizon, before gate closure.

use super::*;
use commonwatt_primitives::{reading::Registers, traits::MarketClock, Interval};

#[test]
fn orders_are_taken_up_to_the_last_millisecond_before_gate_closure() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		at(GATE_CLOSURE - 1);
		assert_eq!(home.order(T, Buy, &[(150, 100)]), Ok(()));
		at(GATE_CLOSURE);
		refused(Refused::GateClosed, || home.order(T, Buy, &[(150, 200)]));
		refused(Refused::GateClosed, || home.cancel(T));
		assert_eq!(home.order(T + 1, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn the_interval_in_progress_and_past_ones_are_closed() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		refused(Refused::GateClosed, || home.order(0, Buy, &[(150, 100)]));
		run_to_interval(T);
		for interval in 0..=T {
			refused(Refused::GateClosed, || {
				home.order(interval, Buy, &[(150, 100)])
			});
		}
	});
}

#[test]
fn an_interval_whose_gate_closed_before_the_chain_began_is_closed() {
	// As long ahead as may be: of intervals 0 to 95 nobody could trade any.
	let day = with_auction(|auction| auction.gate_closure_millis = 86_399_999);
	Chain::new(day).run(|| {
		let home = home();
		refused(Refused::GateClosed, || home.order(95, Buy, &[(150, 100)]));
		at(EPOCH + interval_millis());
		refused(Refused::GateClosed, || home.order(96, Buy, &[(150, 100)]));
	});
}

#[test]
fn a_read_interval_takes_no_order() {
	Chain::new(with_auction(|auction| auction.gate_closure_millis = 0)).run(|| {
		let mut home = home();
		next_interval();
		home.read(0);
		refused(Refused::IntervalNotMetered, || {
			home.order(0, Buy, &[(150, 100)])
		});
	});
}

#[test]
fn a_point_trades_from_its_first_interval_on() {
	Chain::new(auction_rules()).run(|| {
		let template = home();
		let point = pallet_metering::NextPoint::<Test>::get();
		let register = pallet_metering::Call::register_point {
			community: 0,
			owner: account(1),
			key: Device::new(point).key(),
			capacity_w: 100_000,
			resolution_wh: 0,
			registers: Registers::default(),
			first_interval: 10,
		};
		call(&operator(0), register).expect("a point to come");
		top_up(point, RICH);
		let home = Home { point, ..template };
		refused(Refused::IntervalNotMetered, || {
			home.order(9, Buy, &[(150, 100)])
		});
		assert_eq!(home.order(10, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn orders_are_taken_up_to_the_horizon() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		let horizon = Horizon::get();
		refused(Refused::BeyondHorizon, || {
			home.order(horizon + 1, Buy, &[(150, 100)])
		});
		refused(Refused::BeyondHorizon, || {
			home.order(Interval::MAX, Buy, &[(150, 100)])
		});
		assert_eq!(home.order(horizon, Buy, &[(150, 100)]), Ok(()));
		next_interval();
		refused(Refused::BeyondHorizon, || {
			home.order(horizon + 2, Buy, &[(150, 100)])
		});
		assert_eq!(home.order(horizon + 1, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn orders_follow_the_time_after_a_standstill_and_not_the_clock_that_catches_up() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		at(EPOCH + 200 * interval_millis());
		assert!(Communities::ended() < 200, "it catches up");
		for over in [Communities::ended(), 199, 200] {
			refused(Refused::GateClosed, || home.order(over, Buy, &[(150, 100)]));
		}
		assert_eq!(home.order(201, Buy, &[(150, 100)]), Ok(()));
		assert_eq!(home.order(296, Buy, &[(150, 100)]), Ok(()));
		refused(Refused::BeyondHorizon, || {
			home.order(297, Buy, &[(150, 100)])
		});
	});
}

#[test]
fn a_fill_is_claimed_from_gate_closure_on_and_once() {
	Chain::new(auction_rules()).run(|| {
		let [buyer, seller] = [home(), home()];
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		at(GATE_CLOSURE - 1);
		refused(Refused::GateOpen, || buyer.claim(T));
		at(GATE_CLOSURE);
		assert_eq!(buyer.claim(T), Ok(()));
		refused(Refused::NoOrder, || buyer.claim(T));
		assert_eq!(seller.claim(T), Ok(()));
		assert_eq!(position(buyer.point, T), 100);
		assert_eq!(position(seller.point, T), -100);
	});
}

#[test]
fn there_is_nothing_to_claim_without_an_order() {
	Chain::new(auction_rules()).run(|| {
		let [buyer, idle] = [home(), home()];
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		run_to_interval(T);
		refused(Refused::NoOrder, || idle.claim(T));
		refused(Refused::NoOrder, || buyer.claim(T + 1));
		refused(Refused::NoOrder, || buyer.claim(Interval::MAX));
		let nobody = Home {
			point: 999,
			..home()
		};
		refused(Refused::UnknownPoint, || nobody.claim(T));
	});
}

#[test]
fn an_order_that_was_not_filled_is_gone_when_claimed_and_cannot_be_claimed_again() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("placed");
		run_to_interval(T);
		home.claim(T).expect("its reserve");
		assert_eq!(home.credit(), RICH);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		refused(Refused::NoOrder, || home.claim(T));
	});
}
