//! Limits and quantities.

use super::*;
use codec::{Decode, Encode};
use commonwatt_primitives::{
	order::{Order, Side, Step, MAX_STEPS},
	Price, Wh,
};

/// The order is refused, as is every order of a home with so much capacity.
fn refuses(error: Refused, side: Side, steps: &[(Price, Wh)]) {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		refused(error, || home.order(T, side, steps));
	});
}

fn takes(side: Side, steps: &[(Price, Wh)]) {
	Chain::new(auction_rules()).run(|| {
		assert_eq!(home().order(T, side, steps), Ok(()));
	});
}

#[test]
fn a_limit_off_the_tick_grid_is_refused_wherever_it_lies() {
	Chain::new(with_auction(|auction| auction.tick = 5)).run(|| {
		let home = home();
		for limit in [0, 100, 250] {
			assert_eq!(home.order(T, Sell, &[(limit.min(200), 100)]), Ok(()));
			for off in [limit + 1, limit + 4] {
				refused(Refused::LimitOffTickGrid, || {
					home.order(T, Sell, &[(off, 100)])
				});
				refused(Refused::LimitOffTickGrid, || {
					home.order(T, Buy, &[(off, 100)])
				});
			}
		}
		refused(Refused::LimitOffTickGrid, || {
			home.order(T, Buy, &[(150, 100), (148, 100)])
		});
	});
}

#[test]
fn a_bid_below_the_lowest_tick_could_never_be_filled() {
	refuses(Refused::Unfillable, Buy, &[(49, 100)]);
	refuses(Refused::Unfillable, Buy, &[(60, 100), (49, 100)]);
	takes(Buy, &[(60, 100), (50, 100)]);
}

#[test]
fn an_ask_above_the_highest_tick_could_never_be_filled() {
	refuses(Refused::Unfillable, Sell, &[(201, 100)]);
	refuses(Refused::Unfillable, Sell, &[(60, 100), (201, 100)]);
	takes(Sell, &[(60, 100), (200, 100)]);
}

#[test]
fn the_ends_of_a_coarse_grid_round_inwards() {
	// lo 50, hi 200: ticks 70, 140.
	Chain::new(with_auction(|auction| auction.tick = 70)).run(|| {
		let home = home();
		refused(Refused::Unfillable, || home.order(T, Buy, &[(0, 100)]));
		refused(Refused::Unfillable, || home.order(T, Sell, &[(210, 100)]));
		assert_eq!(home.order(T, Buy, &[(70, 100)]), Ok(()));
		assert_eq!(home.order(T, Sell, &[(140, 100)]), Ok(()));
	});
}

#[test]
fn limits_beyond_the_grid_stand_at_its_ends_and_reserve_what_they_can_cost_there() {
	Chain::new(auction_rules()).run(|| {
		let [buyer, seller] = [home(), home()];
		// Both steps at 200: 300 x (200 + 10 + 20).
		buyer
			.order(T, Buy, &[(250, 100), (240, 200)])
			.expect("clamped");
		assert_eq!(buyer.credit(), RICH - 69_000);
		// Both at 50: 300 x (210 + 20 - 50).
		seller
			.order(T, Sell, &[(0, 100), (40, 200)])
			.expect("clamped");
		assert_eq!(seller.credit(), RICH - 54_000);
		let depth = Depth::<Test>::get(0, T).expect("two orders");
		assert_eq!(
			(depth.bids.last(), depth.asks.first()),
			(Some(&300), Some(&300))
		);
	});
}

#[test]
fn less_than_ten_wh_in_total_is_refused() {
	refuses(Refused::BelowMinimum, Buy, &[(150, 9)]);
	refuses(Refused::BelowMinimum, Sell, &[(100, 4), (110, 5)]);
	takes(Buy, &[(150, 10)]);
	takes(Sell, &[(100, 5), (110, 5)]);
}

#[test]
fn more_than_the_connection_can_carry_is_refused() {
	Chain::new(auction_rules()).run(|| {
		// 4,001 W for 900 s: 1,000.25 Wh, rounded up.
		let home = Home::with_capacity(0, 1, 4_001, 0).with_credit(RICH);
		refused(Refused::AboveCapacity, || {
			home.order(T, Buy, &[(150, 1_002)])
		});
		refused(Refused::AboveCapacity, || {
			home.order(T, Sell, &[(100, 1_000), (110, 2)])
		});
		assert_eq!(home.order(T, Buy, &[(150, 1_000), (140, 1)]), Ok(()));
		assert_eq!(home.order(T, Sell, &[(100, 1_001)]), Ok(()));
	});
}

#[test]
fn quantities_that_overflow_are_more_than_the_connection_can_carry() {
	refuses(Refused::AboveCapacity, Buy, &[(150, Wh::MAX)]);
	refuses(
		Refused::AboveCapacity,
		Sell,
		&[(100, Wh::MAX), (110, Wh::MAX)],
	);
}

#[test]
fn limits_that_do_not_get_worse_are_refused() {
	refuses(Refused::CurveNotMonotonic, Buy, &[(100, 50), (110, 50)]);
	refuses(Refused::CurveNotMonotonic, Buy, &[(100, 50), (100, 50)]);
	refuses(Refused::CurveNotMonotonic, Sell, &[(110, 50), (100, 50)]);
	refuses(Refused::CurveNotMonotonic, Sell, &[(110, 50), (110, 50)]);
	takes(Buy, &[(110, 50), (100, 50)]);
	takes(Sell, &[(100, 50), (110, 50)]);
}

#[test]
fn a_curve_without_a_step_or_with_a_step_of_nothing_is_refused() {
	refuses(Refused::CurveNotMonotonic, Buy, &[]);
	refuses(Refused::CurveNotMonotonic, Sell, &[(100, 50), (110, 0)]);
	refuses(Refused::CurveNotMonotonic, Buy, &[(110, 0), (100, 50)]);
}

#[test]
fn eight_steps_are_taken_and_nine_cannot_be_encoded() {
	let steps = |count: u64| -> Vec<Step> {
		let step = |index| Step {
			limit: 150 - index,
			quantity: 10,
		};
		(0..count).map(step).collect()
	};
	let eight: Vec<_> = steps(MAX_STEPS.into())
		.iter()
		.map(|step| (step.limit, step.quantity))
		.collect();
	takes(Buy, &eight);
	let encoded = |count| (Buy, steps(count)).encode();
	assert!(Order::decode(&mut &encoded(8)[..]).is_ok());
	assert!(Order::decode(&mut &encoded(9)[..]).is_err());
	// The call, as it comes in an extrinsic: pallet, call, point, interval, order.
	let call = |count| {
		let mut bytes = RuntimeCall::EnergyMarket(crate::Call::place_order {
			point: 0,
			interval: T,
			order: order(Buy, &[]),
		})
		.encode();
		bytes.truncate(bytes.len() - 2);
		bytes.extend(encoded(count));
		bytes
	};
	assert!(RuntimeCall::decode(&mut &call(8)[..]).is_ok());
	assert!(RuntimeCall::decode(&mut &call(9)[..]).is_err());
}

#[test]
fn a_point_has_one_order_in_an_interval_and_the_next_one_replaces_it() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("placed");
		home.order(T, Sell, &[(100, 30), (120, 40)])
			.expect("another side");
		assert_eq!(Orders::<Test>::iter().count(), 1);
		assert_eq!(Auctions::<Test>::get(0, T).expect("begun").orders, 1);
		// 30 x 130 or 70 x 110: only the second order is reserved for.
		assert_eq!(home.credit(), RICH - 7_700);
		assert_eq!(escrow(0), 7_700);
		let depth = Depth::<Test>::get(0, T).expect("an order");
		assert_eq!(depth.bids.iter().sum::<Wh>(), 0);
		assert_eq!(depth.asks.iter().sum::<Wh>(), 70);
	});
}

#[test]
fn a_cancelled_order_leaves_no_depth_and_pays_its_reserve_back() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("placed");
		home.cancel(T).expect("before the freeze");
		assert_eq!(home.credit(), RICH);
		assert_eq!(escrow(0), 0);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		let depth = Depth::<Test>::get(0, T).expect("a book");
		assert_eq!(depth.bids.iter().chain(&depth.asks).sum::<Wh>(), 0);
		refused(Refused::NoOrder, || home.cancel(T));
	});
}

#[test]
fn a_cancelled_book_clears_nothing() {
	Chain::new(auction_rules()).run(|| {
		let [buyer, seller] = [home(), home()];
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		buyer.cancel(T).expect("before the freeze");
		run_to_interval(T);
		refused(Refused::NoOrder, || buyer.claim(T));
		seller.claim(T).expect("its reserve");
		assert_eq!(cleared(T), (None, 0));
		assert_eq!([buyer.credit(), seller.credit()], [RICH, RICH]);
	});
}

#[test]
fn an_order_is_kept_on_the_ticks_it_stands_at() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Sell, &[(40, 90), (120, 60)]).expect("placed");
		assert_eq!(
			Orders::<Test>::get((0, T), home.point),
			Some(PlacedOrder::Resting {
				side: Sell,
				steps: vec![(0, 90), (70, 60)].try_into().expect("two"),
				reserve: 16_500,
			})
		);
	});
}
