//! The auction: settlement.md's cases 4, 5 and 6 to the unit, and the life of an order.

use super::homes::*;
use crate::{mock::*, Auctions, Depth, Orders};
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	Balance, Price, Wh,
};

/// The interval that the cases trade in.
const T: u32 = 2;

/// Four homes with 100,000 each.
fn four() -> [Home; 4] {
	fund_supplier(0, 100_000);
	[1, 2, 3, 4].map(|owner| Home::new(0, owner).with_credit(100_000))
}

fn credits<const N: usize>(homes: &[Home; N]) -> [Balance; N] {
	core::array::from_fn(|index| homes[index].credit())
}

fn cleared() -> (Option<Price>, Wh) {
	let trade = Auctions::<Test>::get(0, T).expect("it had an order").trade;
	(
		trade.map(|trade| trade.price),
		trade.map_or(0, |trade| trade.volume),
	)
}

/// Meters nothing in the intervals before [`T`], then `nets` in it; lets it close and settles.
fn deliver<const N: usize>(homes: &mut [Home; N], nets: [i64; N]) {
	for interval in 0..=T {
		run_to_interval(interval + 1);
		let readings = homes
			.iter_mut()
			.zip(nets)
			.map(|(home, net)| home.meter(if interval == T { net } else { 0 }))
			.collect();
		submit_good(0, readings);
	}
	pass_deadlines();
	homes.iter().for_each(Home::settle);
}

#[test]
fn case_4_the_margin_is_shared_and_a_delivered_position_costs_no_more_than_its_price() {
	Chain::new(auction_rules()).run(|| {
		let mut homes = four();
		homes[0]
			.order(T, Buy, &[(250, 100)])
			.expect("a bid above the last tick stands at it");
		homes[1]
			.order(T, Buy, &[(140, 101)])
			.expect("within the limits");
		homes[2]
			.order(T, Buy, &[(140, 52)])
			.expect("within the limits");
		homes[3]
			.order(T, Sell, &[(100, 200)])
			.expect("within the limits");
		assert_eq!(credits(&homes), [77_000, 82_830, 91_160, 74_000]);

		run_to_interval(T);
		homes
			.iter()
			.for_each(|home| home.claim(T).expect("gate closure has passed"));
		assert_eq!(cleared(), (Some(140), 200));
		assert_eq!(credits(&homes), [83_000, 88_780, 94_220, 82_000]);
		assert_eq!(escrow(0), 50_000);
		assert_eq!(Depth::<Test>::get(0, T), None);

		deliver(&mut homes, [100, 66, 34, -200]);
		assert_eq!(credits(&homes), [85_000, 90_100, 94_900, 128_000]);
		assert_eq!(books(0).treasury, 2_000);
		assert_eq!(escrow(0), 0);
		assert_eq!(Orders::<Test>::iter().count(), 0);
	});
}

#[test]
fn case_4_claimed_in_another_order_rounds_for_another_home() {
	Chain::new(auction_rules()).run(|| {
		let homes = four();
		homes[0].order(T, Buy, &[(250, 100)]).expect("placed");
		homes[1].order(T, Buy, &[(140, 101)]).expect("placed");
		homes[2].order(T, Buy, &[(140, 52)]).expect("placed");
		homes[3].order(T, Sell, &[(100, 200)]).expect("placed");
		run_to_interval(T);
		for home in [0, 2, 1, 3] {
			homes[home].claim(T).expect("claimed");
		}
		// C 33, B 67: reserve less 170 a Wh.
		assert_eq!(homes[2].credit(), 91_160 + 8_840 - 33 * 170);
		assert_eq!(homes[1].credit(), 82_830 + 17_170 - 67 * 170);
	});
}

#[test]
fn case_5_an_ask_may_have_to_pay_too_and_its_reserve_covers_it() {
	Chain::new(auction_rules()).run(|| {
		let homes = four();
		homes[0].order(T, Buy, &[(150, 200)]).expect("placed");
		homes[1]
			.order(T, Sell, &[(40, 90), (120, 60)])
			.expect("clamped to the first tick");
		homes[2].order(T, Sell, &[(120, 101)]).expect("placed");
		homes[3].order(T, Sell, &[(160, 500)]).expect("placed");
		assert_eq!(credits(&homes), [64_000, 83_500, 88_890, 65_000]);
		run_to_interval(T);
		homes
			.iter()
			.for_each(|home| home.claim(T).expect("claimed"));
		assert_eq!(cleared(), (Some(120), 200));
		assert_eq!(credits(&homes), [70_000, 85_700, 92_300, 100_000]);
		assert_eq!(escrow(0), 50_000);
		assert_eq!(books(0).treasury, 2_000);
	});
}

#[test]
fn case_6_what_is_not_delivered_is_charged_and_meets_the_pool() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, 100_000);
		let mut homes = [1, 2].map(|owner| Home::new(0, owner).with_credit(100_000));
		homes[0].order(T, Buy, &[(150, 100)]).expect("placed");
		homes[1].order(T, Sell, &[(100, 100)]).expect("placed");
		deliver(&mut homes, [-30, -55]);
		assert_eq!(cleared(), (Some(125), 100));
		assert_eq!(credits(&homes), [94_575, 105_725]);
		assert_eq!(books(0).treasury, 3_950);
		assert_eq!(books(0).supplier, 95_750);
		assert_eq!(escrow(0), 0);
	});
}

/// The example of `docs/market.md`.
#[test]
fn the_example_of_the_market_page() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, 100_000);
		let mut homes = [1, 2, 3].map(|owner| Home::new(0, owner).with_credit(1_000_000));
		let [anna, ben, _] = &homes;
		anna.order(T, Buy, &[(150, 1_500)]).expect("placed");
		ben.order(T, Sell, &[(90, 1_000), (130, 1_000)])
			.expect("placed");
		assert_eq!(credits(&homes), [730_000, 800_000, 1_000_000]);
		run_to_interval(T);
		anna.claim(T).expect("filled");
		ben.claim(T).expect("filled");
		assert_eq!(cleared(), (Some(130), 1_500));
		assert_eq!(credits(&homes), [760_000, 850_000, 1_000_000]);
		deliver(&mut homes, [1_400, -2_600, 800]);
		assert_eq!(
			credits(&homes),
			[
				1_000_000 - 200_050,
				1_000_000 + 305_050,
				1_000_000 - 108_000
			]
		);
		assert_eq!((books(0).treasury, books(0).supplier), (23_000, 80_000));
		assert_eq!(escrow(0), 0);
	});
}
