//! Orders that are meant to move the auction's price.

use super::*;

/// A seller at 50 and a buyer at 200 meet in the middle; the accomplice of the seller bids the minimum
/// at the buyer's limit, that of the buyer asks it at the seller's.
#[test]
fn a_shill_moves_the_price_of_a_thin_book_to_the_other_sides_limit_and_no_further() {
	let honest = outcome(auction_rules(), &[seller(50, 1_000), buyer(200, 1_000)]);
	assert_eq!(honest.price, Some(125));
	assert_eq!(honest.gains, [125_000, -135_000]);

	let shill = phantom(Buy, 200, 10);
	let for_seller = outcome(
		auction_rules(),
		&[seller(50, 1_000), buyer(200, 1_000), shill],
	);
	assert_eq!(for_seller.price, Some(200));
	assert_eq!(for_seller.positions, [-1_000, 990, 10]);
	// The buyer pays 210 x 990 and 135 x 10, less than 210 x 1,000. The shill pays 2,100 and, for 9 of
	// its 10 Wh, 180; the pool pays it 1,250.
	assert_eq!(for_seller.gains, [200_000, -209_250, -1_030]);
	assert_eq!(for_seller.pool_price, honest.pool_price);

	let shill = phantom(Sell, 50, 10);
	let for_buyer = outcome(
		auction_rules(),
		&[seller(50, 1_000), buyer(200, 1_000), shill],
	);
	assert_eq!(for_buyer.price, Some(50));
	assert_eq!(for_buyer.positions, [-990, 1_000, -10]);
	// The seller gets 50 x 990 and 125 x 10; the shill 500, and pays 1,350 to the pool and 180.
	assert_eq!(for_buyer.gains, [50_750, -60_000, -1_030]);
	assert_eq!(for_buyer.pool_price, honest.pool_price);
}

#[test]
fn a_shill_in_a_book_with_other_orders_moves_the_price_only_to_the_next_of_them() {
	let book = |shill: Option<Trader>| {
		let mut traders = vec![
			seller(50, 1_000),
			seller(130, 500),
			buyer(200, 1_000),
			buyer(120, 500),
		];
		traders.extend(shill);
		outcome(auction_rules(), &traders).price
	};
	// 1,000 trade at any price from 120 to 130.
	assert_eq!(book(None), Some(125));
	// A bid lifts the lower end of these, an ask lowers the upper one.
	for (bid, price) in [(60, 125), (120, 125), (126, 128), (130, 130), (200, 130)] {
		assert_eq!(
			book(Some(phantom(Buy, bid, 10))),
			Some(price),
			"bid at {bid}"
		);
	}
	for (ask, price) in [(190, 125), (130, 125), (124, 122), (120, 120), (50, 120)] {
		assert_eq!(
			book(Some(phantom(Sell, ask, 10))),
			Some(price),
			"ask at {ask}"
		);
	}
}

/// F = 5, R = 22, no fee: 1,000 Wh and 500 Wh are asked at 5, 1,000 bid at 20, and the accomplice of
/// the sellers bids.
fn lifted(bid: Wh, undelivered_charge: Price, tolerance_percent: u32) -> Outcome {
	let mut rules = auction_at(5, 22, 0);
	charge(&mut rules, undelivered_charge, tolerance_percent);
	let mut traders = vec![seller(5, 1_000), seller(5, 500), buyer(20, 1_000)];
	if bid > 0 {
		traders.push(phantom(Buy, 20, bid));
	}
	outcome(rules, &traders)
}

const SELLER: &[usize] = &[0];
const SELLERS: &[usize] = &[0, 1];

/// What sellers and accomplice gain together by its bid.
fn gain(sellers: &[usize], bid: Wh, undelivered_charge: Price, tolerance: u32) -> i128 {
	let with = lifted(bid, undelivered_charge, tolerance);
	let without = lifted(0, undelivered_charge, tolerance);
	with.of(sellers) + with.of(&[3]) - without.of(sellers)
}

#[test]
fn a_phantom_bid_takes_the_surplus_and_lifts_the_price_to_the_middle_of_the_limits() {
	let without = lifted(0, 0, 0);
	assert_eq!(without.price, Some(5));
	assert_eq!(without.gains, [5_000, 2_500, -5_000]);

	let with = lifted(500, 0, 0);
	assert_eq!(with.price, Some(12));
	assert_eq!(with.positions, [-1_000, -500, 1_000, 500]);
	// The sellers have 7 more for each of 1,500 Wh. The buyer pays 7,000 of it, the phantom, which
	// buys 500 at 12 and leaves them to the supplier at 5, 3,500.
	assert_eq!(with.gains, [12_000, 6_000, -12_000, -3_500]);
	assert_eq!((without.pool_price, with.pool_price), (Some(13), Some(13)));
}

#[test]
fn one_wh_more_lifts_the_price_to_the_buyers_limit() {
	let with = lifted(501, 0, 0);
	assert_eq!(with.price, Some(20));
	assert_eq!(with.positions, [-1_000, -500, 999, 501]);
	// The buyer pays 20 x 999 and, to the pool, 13 for the Wh it did not get; never more than 22.
	assert_eq!(with.gains, [20_000, 10_000, -19_993, -7_507]);
	// One less, and the asks still ration: nothing moves.
	assert_eq!(lifted(499, 0, 0).price, Some(5));
}

/// The highest charge at which the bid still gains, and what it gains there and one above.
fn pays_until(sellers: &[usize], bid: Wh, tolerance: u32, last: Price, gains: [i128; 2]) {
	let with = |charge| gain(sellers, bid, charge, tolerance);
	assert_eq!([with(last), with(last + 1)], gains);
	assert!(gains[0] > 0 && gains[1] <= 0);
}

#[test]
fn a_charge_of_14_makes_the_phantom_of_all_sellers_unprofitable_without_tolerance() {
	// 7,000 - 500 c.
	pays_until(SELLERS, 500, 0, 13, [500, 0]);
}

#[test]
fn a_charge_of_16_makes_the_phantom_of_all_sellers_unprofitable_with_a_tolerance_of_a_tenth() {
	// 7,000 - 450 c: 15 5/9.
	pays_until(SELLERS, 500, 10, 15, [250, -200]);
}

#[test]
fn a_charge_of_7_makes_the_phantom_of_one_seller_unprofitable_without_tolerance() {
	// 3,500 - 500 c, for the seller of 1,000 Wh; the one of 500 gains nothing even without a charge.
	pays_until(SELLER, 500, 0, 6, [500, 0]);
	assert_eq!(gain(&[1], 500, 0, 0), 0);
}

#[test]
fn a_charge_of_8_makes_the_phantom_of_one_seller_unprofitable_with_a_tolerance_of_a_tenth() {
	// 3,500 - 450 c: 7 7/9.
	pays_until(SELLER, 500, 10, 7, [350, -100]);
}

#[test]
fn the_phantom_that_is_one_wh_larger_takes_twice_the_charge() {
	// 14,993 - 501 c, and 14,993 - 451 c.
	pays_until(SELLERS, 501, 0, 29, [464, -37]);
	pays_until(SELLERS, 501, 10, 33, [110, -341]);
}

#[test]
fn no_charge_within_the_spread_stops_a_phantom_that_is_small_beside_the_book() {
	// The surplus is 10 Wh: a bid of 11 lifts 1,500 - 10 of them by 15.
	let mut rules = auction_at(5, 22, 0);
	charge(&mut rules, 17, 0);
	let book = [seller(5, 1_000), buyer(20, 990)];
	let without = outcome(rules.clone(), &book);
	let with = outcome(rules, &[&book[..], &[phantom(Buy, 20, 11)]].concat());
	assert_eq!((without.price, with.price), (Some(5), Some(20)));
	let gained = with.of(&[0, 2]) - without.of(&[0]);
	assert_eq!(with.positions, [-1_000, 989, 11]);
	// 15 x 989 from the buyer and 8 that the pool pays for its Wh; 17 x 11 of charge.
	assert_eq!(gained, 15 * 989 + 8 - 17 * 11);
}

#[test]
fn a_phantom_leaves_who_has_no_order_what_it_had_to_the_unit() {
	for (bid, net) in [(500, 200), (500, 700), (500, -300)] {
		let run = |bid: Option<Trader>| {
			let mut traders = vec![
				seller(5, 1_000),
				seller(5, 500),
				buyer(20, 1_000),
				outsider(net),
			];
			traders.extend(bid);
			outcome(uncharged(auction_at(5, 22, 0)), &traders)
		};
		let (without, with) = (run(None), run(Some(phantom(Buy, 20, bid))));
		assert_eq!((without.price, with.price), (Some(5), Some(12)));
		assert_eq!(without.gains[3], with.gains[3], "{net}");
		assert_eq!(without.pool_price, with.pool_price);
	}
}

/// A member buys and sells the same energy between two points of its own, at a price of its choice.
#[test]
fn a_self_cross_moves_the_price_within_the_limits_of_the_others_and_costs_the_fee() {
	let book = [seller(50, 100), buyer(200, 100)];
	let cross = |price| {
		let mine = [phantom(Buy, price, 10), phantom(Sell, price, 10)];
		outcome(auction_rules(), &[&book[..], &mine].concat())
	};
	assert_eq!(outcome(auction_rules(), &book).price, Some(125));
	let moved = cross(190);
	assert_eq!(moved.price, Some(190));
	assert_eq!(moved.positions, [-100, 100, 10, -10]);
	// 10 Wh twice through, at the fee of 10; 9 Wh on each side charged at 20.
	assert_eq!(moved.of(&[2, 3]), -(100 + 100 + 2 * 180));
	// What the seller gains the buyer loses.
	assert_eq!(moved.gains[..2], [19_000, -20_000]);
	assert_eq!(cross(60).price, Some(60));
}

#[test]
fn in_the_freeze_a_shill_can_come_and_cannot_go() {
	Chain::new(auction_rules()).run(|| {
		let [seller, buyer, shill] = [1, 2, 3].map(|owner| Home::new(0, owner).with_credit(RICH));
		seller.order(T, Sell, &[(50, 1_000)]).expect("placed");
		buyer.order(T, Buy, &[(200, 1_000)]).expect("placed");
		at(GATE_CLOSURE - 1);
		assert_eq!(shill.order(T, Buy, &[(200, 10)]), Ok(()));
		refused(Refused::ShrinksInFreeze, || shill.cancel(T));
		refused(Refused::ShrinksInFreeze, || {
			shill.order(T, Buy, &[(199, 10)])
		});
		// Who sees it may only answer by offering more.
		refused(Refused::ShrinksInFreeze, || {
			buyer.order(T, Buy, &[(150, 1_000)])
		});
		assert_eq!(seller.order(T, Sell, &[(50, 1_100)]), Ok(()));
		at(GATE_CLOSURE);
		buyer.claim(T).expect("filled");
		assert_eq!(cleared(T), (Some(50), 1_010));
	});
}

#[test]
fn a_bluff_in_the_open_book_is_gone_before_the_freeze_or_stands() {
	Chain::new(auction_rules()).run(|| {
		let [seller, buyer, bluff] = [1, 2, 3].map(|owner| Home::new(0, owner).with_credit(RICH));
		seller.order(T, Sell, &[(50, 1_000)]).expect("placed");
		bluff.order(T, Buy, &[(200, 5_000)]).expect("placed");
		at(FREEZE - 1);
		bluff.cancel(T).expect("the last moment");
		// There is all of the freeze left to answer in.
		buyer.order(T, Buy, &[(60, 1_000)]).expect("placed");
		at(GATE_CLOSURE);
		seller.claim(T).expect("filled");
		assert_eq!(cleared(T), (Some(55), 1_000));
	});
}
