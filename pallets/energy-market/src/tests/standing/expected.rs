//! Standing orders for what a point is expected to need, or to have left over.

use super::*;

/// A home that meters `net` in interval 0, with a standing order for what is expected.
fn after_metering(net: i64, order: StandingOrder, test: impl FnOnce(Home)) {
	Chain::new(auction_rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(RICH).standing(order);
		run_to_interval(1);
		home.read(net);
		test(home);
	});
}

fn buying_expected(percent: u8) -> StandingOrder {
	StandingOrder {
		quantity: expected(percent),
		..buying()
	}
}

fn selling_expected(percent: u8) -> StandingOrder {
	StandingOrder {
		side: Sell,
		..buying_expected(percent)
	}
}

fn expectation(home: &Home, hour: u8) -> Option<i64> {
	let state = crate::Positions::<Test>::get(home.point);
	state.expectation.expect("it is learned from").of(hour)
}

#[test]
fn it_orders_what_the_meter_said_in_the_same_hour() {
	after_metering(120, buying_expected(100), |home| {
		settle_upon(2, price_of(100));
		assert_eq!(home.ordered(2), Some((Buy, 120, 120)));
	});
	after_metering(-120, selling_expected(50), |home| {
		settle_upon(2, price_of(100));
		assert_eq!(home.ordered(2), Some((Sell, 120, 60)));
	});
}

#[test]
fn it_does_not_order_for_an_hour_that_was_never_metered() {
	after_metering(120, buying_expected(100), |home| {
		run_to_interval(3);
		// 1:00.
		settle_upon(4, price_of(100));
		assert_eq!((home.ordered(4), standing_events()), (None, vec![]));
	});
}

#[test]
fn it_learns_from_when_it_was_set_and_forgets_when_it_is_cancelled() {
	after_metering(120, buying_expected(100), |home| {
		assert_eq!(expectation(&home, 0), Some(120));
		assert_eq!(home.set(Some(0), buying_expected(50)), Ok(()));
		assert_eq!(
			expectation(&home, 0),
			Some(120),
			"one that replaces it goes on"
		);
		assert_eq!(home.end(0), Ok(()));
		assert_eq!(home.set(None, buying_expected(100)), Ok(()));
		assert_eq!(expectation(&home, 0), None);
	});
}

#[test]
fn late_readings_count_and_gaps_do_not() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let mut home = Home::new(0, 1)
			.with_credit(RICH)
			.standing(buying_expected(100));
		run_to_interval(4);
		pass_deadlines();
		home.read(80);
		assert_eq!(expectation(&home, 0), Some(80), "late");
		home.lose(10_000);
		home.lose(10_000);
		home.read(160);
		assert_eq!(expectation(&home, 0), Some(90), "an eighth of 80 more");
	});
}

#[test]
fn a_need_is_not_sold_and_a_surplus_not_bought() {
	after_metering(120, selling_expected(100), |home| {
		settle_upon(2, price_of(100));
		assert_eq!((home.ordered(2), standing_events()), (None, vec![]));
	});
	after_metering(-120, buying_expected(100), |home| {
		settle_upon(2, price_of(100));
		assert_eq!((home.ordered(2), standing_events()), (None, vec![]));
	});
}

#[test]
fn one_that_has_nothing_to_order_leaves_it_to_the_next() {
	for (net, side, id) in [(120, Buy, 0), (-120, Sell, 1)] {
		Chain::new(auction_rules()).run(|| {
			let mut home = Home::new(0, 1)
				.with_credit(RICH)
				.standing(buying_expected(100))
				.standing(selling_expected(100));
			run_to_interval(1);
			home.read(net);
			settle_upon(2, price_of(100));
			assert_eq!(home.ordered(2), Some((side, 120, 120)));
			assert_eq!(standing_events(), [fired(&home, id, 2)]);
		});
	}
}

#[test]
fn less_than_the_minimum_is_not_ordered() {
	for (net, ordered) in [(19, None), (20, Some((Buy, 120, 10)))] {
		after_metering(net, buying_expected(50), |home| {
			settle_upon(2, price_of(100));
			assert_eq!(home.ordered(2), ordered);
		});
	}
}

#[test]
fn an_order_that_stands_is_not_doubled() {
	after_metering(120, buying_expected(100), |home| {
		home.order(2, Buy, &[(110, 40)]).expect("the owner's");
		settle_upon(2, price_of(100));
		assert_eq!(home.ordered(2), Some((Buy, 110, 40)));
	});
}

#[test]
fn no_more_is_ordered_than_the_connection_carries() {
	Chain::new(auction_rules()).run(|| {
		// 25 Wh, and a register step of 100 that lets a reading say more.
		let mut home = Home::with_capacity(0, 1, 100, 100)
			.with_credit(RICH)
			.standing(buying_expected(100));
		run_to_interval(1);
		home.read(100);
		settle_upon(2, price_of(100));
		assert_eq!(home.ordered(2), Some((Buy, 120, 25)));
	});
}

#[test]
fn points_without_such_an_order_keep_nothing() {
	after_metering(120, buying(), |home| {
		assert_eq!(crate::Positions::<Test>::get(home.point).expectation, None);
		home.set(Some(1), buying_expected(10)).expect("the owner's");
		assert_eq!(expectation(&home, 0), None);
		home.end(1).expect("the owner's");
		assert_eq!(crate::Positions::<Test>::get(home.point).expectation, None);
	});
}
