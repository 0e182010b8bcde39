//! Where there is an auction, and when it is suspended.

use super::*;
use commonwatt_primitives::tariff::{Rules, TariffCell};

fn no_auction(rules: Rules) {
	Chain::new(rules).run(|| {
		let home = home();
		refused(Refused::NoAuction, || home.order(T, Buy, &[(1_000, 100)]));
		refused(Refused::NoAuction, || home.order(T, Sell, &[(0, 100)]));
	});
}

fn auction(rules: Rules) {
	Chain::new(rules).run(|| {
		let home = home();
		assert_eq!(home.order(T, Buy, &[(1_000, 100)]), Ok(()));
		assert_eq!(home.order(T, Sell, &[(0, 100)]), Ok(()));
	});
}

#[test]
fn rules_without_an_auction_take_no_order() {
	no_auction(rules());
}

#[test]
fn there_is_no_auction_where_the_fee_takes_more_than_the_spread() {
	auction(auction_at(50, 210, 160));
	no_auction(auction_at(50, 210, 161));
}

#[test]
fn five_hundred_and_twelve_ticks_are_an_auction_and_one_more_is_none() {
	auction(auction_at(50, 561, 0));
	no_auction(auction_at(50, 562, 0));
}

#[test]
fn there_is_no_auction_without_a_tick_between_feed_in_and_retail_less_fee() {
	let with_tick = |tick| with_auction(|auction| auction.tick = tick);
	auction(with_tick(200));
	no_auction(with_tick(201));
}

#[test]
fn each_hour_has_or_has_no_auction_by_its_own_prices() {
	let rules = Rules {
		cells: hourly_rules(|hour| TariffCell {
			feed_in: 50,
			retail: 210,
			grid_fee: if hour == 1 { 161 } else { 10 },
		})
		.cells,
		..auction_rules()
	};
	Chain::new(rules).run(|| {
		let home = home();
		assert_eq!(home.order(3, Buy, &[(150, 100)]), Ok(()));
		for quarter in 4..8 {
			refused(Refused::NoAuction, || {
				home.order(quarter, Buy, &[(150, 100)])
			});
		}
		assert_eq!(home.order(8, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn rules_to_come_hold_from_their_interval_on() {
	Chain::new(auction_rules()).run(|| {
		let announce = pallet_communities::Call::announce_rules {
			community: 0,
			from: 97,
			rules: rules(),
		};
		call(&operator(0), announce).expect("beyond the horizon");
		run_to_interval(2);
		let home = home();
		assert_eq!(home.order(96, Buy, &[(150, 100)]), Ok(()));
		refused(Refused::NoAuction, || home.order(97, Buy, &[(150, 100)]));
	});
}

#[test]
fn arrears_suspend_the_auction_until_they_are_paid() {
	Chain::new(auction_rules()).run(|| {
		let [mut exporter, trader] = [home(), home()];
		trader
			.order(20, Buy, &[(150, 100)])
			.expect("nothing is owed");
		trader
			.order(21, Buy, &[(150, 100)])
			.expect("nothing is owed");
		next_interval();
		exporter.read(-100);
		pass_deadlines();
		assert_eq!(
			trader.order(22, Buy, &[(150, 100)]),
			Ok(()),
			"not closed yet"
		);
		exporter.settle();
		assert_eq!(books(0).arrears, 5_000);

		refused(Refused::AuctionSuspended, || {
			trader.order(23, Buy, &[(150, 100)])
		});
		refused(Refused::AuctionSuspended, || {
			trader.order(20, Buy, &[(150, 200)])
		});
		assert_eq!(trader.cancel(21), Ok(()), "who stands may go");

		fund_supplier(0, 4_999);
		refused(Refused::AuctionSuspended, || {
			trader.order(23, Buy, &[(150, 100)])
		});
		fund_supplier(0, 1);
		assert_eq!(books(0).arrears, 0);
		assert_eq!(trader.order(23, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn what_stood_on_the_book_clears_though_the_supplier_is_in_arrears() {
	Chain::new(auction_rules()).run(|| {
		let [mut exporter, buyer, seller] = [home(), home(), home()];
		buyer.order(20, Buy, &[(150, 100)]).expect("placed");
		seller.order(20, Sell, &[(100, 100)]).expect("placed");
		next_interval();
		exporter.read(-100);
		pass_deadlines();
		exporter.settle();
		run_to_interval(20);
		buyer.claim(20).expect("filled");
		seller.claim(20).expect("filled");
		assert_eq!(cleared(20), (Some(125), 100));
	});
}

#[test]
fn books_of_two_communities_do_not_meet() {
	Chain::new(auction_rules())
		.with_another_community(auction_rules())
		.run(|| {
			let buyer = Home::new(0, 1).with_credit(RICH);
			let seller = Home::new(1, 2).with_credit(RICH);
			buyer.order(T, Buy, &[(150, 100)]).expect("placed");
			seller.order(T, Sell, &[(100, 100)]).expect("placed");
			run_to_interval(T);
			buyer.claim(T).expect("its reserve");
			seller.claim(T).expect("its reserve");
			assert_eq!([buyer.credit(), seller.credit()], [RICH, RICH]);
		});
}
