//! When a standing order becomes an order.

use super::*;

fn with_standing(order: StandingOrder, test: impl FnOnce(Home)) {
	Chain::new(auction_rules()).run(|| test(Home::new(0, 1).with_credit(RICH).standing(order)));
}

/// Whether a standing order orders under a signal.
#[track_caller]
fn orders(order: StandingOrder, signal: Forecast, expected: bool) {
	with_standing(order, |home| {
		settle_upon(1, signal);
		assert_eq!(home.ordered(1).is_some(), expected, "{order:?}");
		assert_eq!(standing_events().is_empty(), !expected);
	});
}

#[test]
fn it_orders_in_the_block_that_settles_upon_the_signal() {
	with_standing(buying(), |home| {
		assert_eq!(home.ordered(1), None);
		settle_upon(1, price_of(100));
		assert_eq!(home.ordered(1), Some((Buy, 120, 100)));
		assert_eq!(standing_events(), [fired(&home, 0, 1)]);
		// 100 x (120 + 10 + 20), as an order of its owner.
		assert_eq!((home.credit(), escrow(0)), (RICH - 15_000, 15_000));
		let placed = Event::OrderPlaced {
			community: 0,
			point: home.point,
			interval: 1,
			order: order(Buy, &[(120, 100)]),
			reserve: 15_000,
		};
		assert!(market_events().contains(&placed));
	});
}

#[test]
fn it_orders_for_every_interval_that_has_a_signal() {
	with_standing(buying(), |home| {
		for interval in 1..6 {
			if interval != 3 {
				settle_upon(interval, price_of(100));
			}
			next_block();
			assert_eq!(home.ordered(interval).is_some(), interval != 3);
			next_interval();
		}
	});
}

#[test]
fn without_a_signal_it_orders_nothing_and_says_nothing() {
	with_standing(buying(), |home| {
		for _ in 0..20 {
			next_block();
			assert_eq!(market_events(), []);
		}
		assert_eq!(home.ordered(1), None);
	});
}

#[test]
fn a_signal_of_an_interval_that_is_in_progress_or_over_comes_too_late() {
	with_standing(buying(), |home| {
		run_to_interval(T);
		settle_upon(T, price_of(100));
		settle_upon(T - 1, price_of(100));
		assert_eq!(market_events(), []);
		assert_eq!(home.credit(), RICH);
	});
}

#[test]
fn a_signal_further_ahead_waits_until_its_interval_is_the_next() {
	with_standing(buying(), |home| {
		settle_upon(T, price_of(100));
		assert_eq!(home.ordered(T), None);
		next_interval();
		assert_eq!(home.ordered(T), Some((Buy, 120, 100)));
	});
}

#[test]
fn with_a_longer_lead_it_orders_for_the_first_that_has_a_signal() {
	SignalLead::set(4);
	with_standing(buying(), |home| {
		settle_upon(2, price_of(100));
		assert!(home.ordered(2).is_some());
		// The round of the first ended without a quorum; what comes after another is not looked at.
		settle_upon(1, price_of(100));
		assert_eq!(home.ordered(1), None);
		set_signal(0, 4, Some(price_of(100)));
		settle_upon(3, price_of(100));
		assert!(home.ordered(3).is_some() && home.ordered(4).is_none());
		next_interval();
		assert!(home.ordered(4).is_some());
	});
}

#[test]
fn after_gate_closure_it_orders_nothing() {
	with_standing(buying(), |home| {
		run_to_interval(T - 1);
		at(GATE_CLOSURE);
		settle_upon(T, price_of(100));
		assert_eq!(home.ordered(T), None);
		assert_eq!(standing_events(), []);
	});
	with_standing(buying(), |home| {
		run_to_interval(T - 1);
		set_signal(0, T, Some(price_of(100)));
		at(GATE_CLOSURE - 1);
		assert!(home.ordered(T).is_some());
	});
}

#[test]
fn in_the_freeze_it_orders_and_that_cannot_shrink_any_more() {
	with_standing(buying(), |home| {
		run_to_interval(T - 1);
		at(FREEZE);
		settle_upon(T, price_of(100));
		assert!(home.ordered(T).is_some());
		refused(Refused::ShrinksInFreeze, || home.cancel(T));
		assert_eq!(home.order(T, Buy, &[(130, 100)]), Ok(()));
	});
}

#[test]
fn a_price_condition_holds_at_the_threshold_and_beyond() {
	for (bound, price, holds) in [
		(Bound::AtMost(100), 100, true),
		(Bound::AtMost(100), 101, false),
		(Bound::AtLeast(100), 100, true),
		(Bound::AtLeast(100), 99, false),
	] {
		let price_at = median(bound);
		let order = StandingOrder {
			price: price_at,
			..buying()
		};
		orders(order, price_of(price), holds);
	}
}

#[test]
fn a_green_share_condition_holds_at_the_threshold_and_beyond() {
	for (share, holds) in [(ALL_GREEN / 2, true), (ALL_GREEN / 2 + 1, false)] {
		let green_share = median(Bound::AtLeast(share));
		let order = StandingOrder {
			green_share,
			..buying()
		};
		orders(order, price_of(100), holds);
	}
}

#[test]
fn a_condition_looks_at_its_level() {
	let signal = Forecast {
		price: Quantiles([60, 90, 100, 110, 200]),
		..price_of(0)
	};
	for (level, holds) in [
		(QuantileLevel::P5, true),
		(QuantileLevel::P50, true),
		(QuantileLevel::P75, false),
		(QuantileLevel::P95, false),
	] {
		let bound = Bound::AtMost(100);
		let price = Some(Threshold { level, bound });
		orders(StandingOrder { price, ..buying() }, signal, holds);
	}
}

#[test]
fn hours_and_days_are_local_and_those_in_which_the_interval_begins() {
	// The epoch is a Monday, 0:00; interval 4 begins at 1:00, that 96 on is on Tuesday.
	let schedule = Schedule {
		hours: 1 << 1,
		days: 1,
	};
	with_standing(
		StandingOrder {
			schedule,
			..buying()
		},
		|home| {
			let mut ordered = vec![];
			for interval in 1..=104 {
				settle_upon(interval, price_of(100));
				ordered.extend(home.ordered(interval).map(|_| interval));
				next_interval();
			}
			assert_eq!(ordered, [4, 5, 6, 7]);
		},
	);
}

#[test]
fn the_first_whose_conditions_hold_orders_and_no_other() {
	let cheap = StandingOrder {
		price: median(Bound::AtMost(90)),
		limit: StandingLimit::Fixed(150),
		..buying()
	};
	for (price, expected) in [(90, (0, 150)), (91, (2, 120))] {
		let (id, limit) = expected;
		with_standing(cheap, |home| {
			home.set(Some(3), selling()).expect("the owner's");
			home.set(Some(2), buying()).expect("the owner's");
			settle_upon(1, price_of(price));
			assert_eq!(home.ordered(1), Some((Buy, limit, 100)));
			assert_eq!(standing_events(), [fired(&home, id, 1)]);
		});
	}
}

#[test]
fn an_order_of_the_owner_or_its_key_stands() {
	with_standing(buying(), |home| {
		set_trading_key(&home, Some(account(230))).expect("the owner's");
		place_as(&account(230), home.point, 1, Sell, &[(100, 50)]).expect("the key's");
		settle_upon(1, price_of(100));
		assert_eq!(home.ordered(1), Some((Sell, 100, 50)));
		assert_eq!(standing_events(), []);
	});
}

#[test]
fn the_owner_replaces_and_cancels_what_it_has_ordered_and_it_does_not_order_again() {
	with_standing(buying(), |home| {
		settle_upon(1, price_of(100));
		assert_eq!(home.order(1, Sell, &[(100, 50)]), Ok(()));
		next_block();
		assert_eq!(home.ordered(1), Some((Sell, 100, 50)));
		assert_eq!(home.cancel(1), Ok(()));
		(0..5).for_each(|_| next_block());
		assert_eq!(home.ordered(1), None);
	});
}

#[test]
fn one_that_is_set_after_its_turn_waits_for_the_next_interval() {
	with_standing(buying(), |_| {
		settle_upon(1, price_of(100));
		let later = Home::new(0, 2).with_credit(RICH).standing(buying());
		(0..5).for_each(|_| next_block());
		assert_eq!(later.ordered(1), None);
		next_interval();
		settle_upon(2, price_of(100));
		assert!(later.ordered(2).is_some());
	});
}

#[test]
fn what_it_orders_is_cleared_delivered_and_settled_as_any_order() {
	with_standing(buying(), |mut buyer| {
		fund_supplier(0, RICH);
		let mut seller = Home::new(0, 2).with_credit(RICH).standing(StandingOrder {
			limit: StandingLimit::Fixed(100),
			..selling()
		});
		run_to_interval(T - 1);
		settle_upon(T, price_of(100));
		run_to_interval(T);
		let mut homes = [buyer.clone(), seller.clone()];
		catch_up(&mut homes);
		[buyer, seller] = homes;
		run_to_interval(T + 1);
		buyer.read(100);
		seller.read(-100);
		assert_eq!(cleared(T), (Some(110), 100));
		assert_eq!(buyer.credit(), RICH - 100 * (110 + 10));
		assert_eq!(seller.credit(), RICH + 100 * 110);
	});
}

#[test]
fn a_community_without_an_auction_orders_nothing_and_says_nothing() {
	for rules in [rules(), auction_at(50, 55, 10), auction_at(50, 1_000, 10)] {
		Chain::new(rules).run(|| {
			let home = Home::new(0, 1).with_credit(RICH).standing(buying());
			settle_upon(1, price_of(100));
			next_block();
			assert_eq!(market_events(), []);
			assert_eq!(home.credit(), RICH);
		});
	}
}

#[test]
fn communities_have_signals_of_their_own() {
	Chain::new(auction_rules())
		.with_another_community(auction_rules())
		.run(|| {
			let home = Home::new(0, 1).with_credit(RICH).standing(buying());
			let other = Home::new(1, 1).with_credit(RICH).standing(buying());
			set_signal(1, 1, Some(price_of(100)));
			next_block();
			assert_eq!(standing_events(), [fired(&other, 0, 1)]);
			settle_upon(1, price_of(100));
			assert_eq!(standing_events(), [fired(&home, 0, 1)]);
		});
}
