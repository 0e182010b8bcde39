//! What somebody might try.

use super::*;
use crate::{Auctions, Results};

#[test]
fn a_flood_of_standing_orders_delays_no_clearing_closing_or_settling() {
	let run = |flood: bool| {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, RICH);
			let mut homes: Vec<_> = (1..=2).map(|n| Home::new(0, n).with_credit(RICH)).collect();
			if flood {
				// Too low to be filled: nobody's price moves.
				let low = StandingOrder {
					limit: StandingLimit::Fixed(60),
					..buying()
				};
				for index in 0..60 {
					let home = Home::with_capacity(0, index % 18 + 3, 4_000, 0).with_credit(RICH);
					(0..4).for_each(|_| home.set(None, low).expect("four"));
				}
			}
			PollWeight::set(SWEEP);
			StandingOrderWeight::set(turns(5));
			homes[0].order(T, Buy, &[(150, 100)]).expect("placed");
			homes[1].order(T, Sell, &[(100, 100)]).expect("placed");
			let mut seen = vec![];
			for interval in 1..9 {
				set_signal(0, interval, Some(price_of(100)));
				next_interval();
				catch_up(&mut homes);
				seen.push((
					Auctions::<Test>::get(0, T).map(|auction| auction.cleared),
					Results::<Test>::get(0, T).map(|result| result.closed),
					homes.iter().map(Home::credit).collect::<Vec<_>>(),
				));
			}
			PollWeight::set(Weight::zero());
			seen
		})
	};
	assert_eq!(run(true), run(false));
}

#[test]
fn a_signal_that_changes_between_turns_moves_those_to_come_and_no_order_that_stands() {
	Chain::new(auction_rules()).run(|| {
		let follow = StandingOrder {
			limit: StandingLimit::Signal {
				level: QuantileLevel::P50,
				offset: 0,
				floor: 50,
				cap: 200,
			},
			..buying()
		};
		let homes: Vec<_> = (1..=4)
			.map(|owner| Home::new(0, owner).with_credit(RICH).standing(follow))
			.collect();
		StandingOrderWeight::set(turns(2));
		settle_upon(1, price_of(100));
		settle_upon(1, price_of(180));
		(0..3).for_each(|_| next_block());
		let mut limits: Vec<_> = homes
			.iter()
			.map(|home| home.ordered(1).expect("each once").1)
			.collect();
		limits.sort();
		assert_eq!(limits, [90, 90, 170, 170]);
	});
}

#[test]
fn a_signal_that_goes_ends_the_round_and_one_that_comes_back_goes_on_with_it() {
	Chain::new(auction_rules()).run(|| {
		let homes: Vec<_> = (1..=4)
			.map(|owner| Home::new(0, owner).with_credit(RICH).standing(buying()))
			.collect();
		let ordered = || {
			homes
				.iter()
				.filter(|home| home.ordered(1).is_some())
				.count()
		};
		StandingOrderWeight::set(turns(2));
		settle_upon(1, price_of(100));
		set_signal(0, 1, None);
		(0..3).for_each(|_| next_block());
		assert_eq!(ordered(), 2);
		settle_upon(1, price_of(100));
		assert_eq!(ordered(), 4);
	});
}

#[test]
fn forged_orders_do_not_decode() {
	use codec::{Decode, Encode};
	let good = buying().encode();
	assert_eq!(StandingOrder::decode(&mut &good[..]), Ok(buying()));
	// A side, a quantity, a limit, a level that are none.
	for at in [0, 1, 10] {
		let mut bytes = good.clone();
		bytes[at] = 5;
		assert!(StandingOrder::decode(&mut &bytes[..]).is_err(), "at {at}");
	}
}

#[test]
fn the_highest_prices_and_the_largest_signals_overflow_nothing() {
	// 512 ticks up to the highest price there is.
	let tick = MAX_PRICE / 400;
	let rules = with_auction(|rules| {
		rules.tick = tick;
		rules.undelivered_charge = MAX_PRICE;
	});
	let rules = commonwatt_primitives::tariff::Rules {
		cells: flat_rules(0, MAX_PRICE, 0).cells,
		..rules
	};
	Chain::new(rules).run(|| {
		for (side, offset) in [(Buy, i64::MAX), (Sell, i64::MIN), (Sell, i64::MAX)] {
			let order = StandingOrder {
				side,
				quantity: StandingQuantity::Fixed(25_000),
				limit: StandingLimit::Signal {
					level: QuantileLevel::P95,
					offset,
					floor: 0,
					cap: MAX_PRICE,
				},
				price: median(Bound::AtLeast(0)),
				green_share: median(Bound::AtMost(u64::MAX)),
				..buying()
			};
			Home::new(0, 1).with_credit(RICH).standing(order);
		}
		let most = Forecast::of([Quantiles::certain(u64::MAX); 4]);
		settle_upon(1, most);
		// Nobody can pay for it, and the ask rounds up beyond the grid.
		assert_eq!(standing_events().len(), 3);
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn setting_and_cancelling_again_and_again_leaves_what_one_leaves() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		let once = {
			let order = StandingOrder {
				quantity: expected(50),
				..buying()
			};
			home.set(Some(0), order).expect("the owner's");
			home.end(0).expect("the owner's");
			StandingSweeps::<Test>::iter().collect::<Vec<_>>()
		};
		for round in 0..50 {
			home.set(Some(round % 4), buying()).expect("the owner's");
			home.end(round % 4).expect("the owner's");
		}
		assert_eq!(StandingSweeps::<Test>::iter().collect::<Vec<_>>(), once);
		assert_eq!(StandingOrders::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_clock_catching_up_orders_for_the_next_interval_of_the_chains_time() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH).standing(buying());
		// A standstill of 40 intervals: readings come in groups, orders go on.
		run_block(EPOCH + 40 * interval_millis());
		assert!(Communities::ended() < 40);
		for interval in 1..40 {
			set_signal(0, interval, Some(price_of(100)));
		}
		next_block();
		assert_eq!(standing_events(), []);
		settle_upon(41, price_of(100));
		assert!(home.ordered(41).is_some());
	});
}
