//! What an order reserves, and where the reserve goes.

use super::*;
use commonwatt_primitives::{Balance, Price, Wh};

/// With one unit less than `reserve` the order is refused, with `reserve` nothing is left.
fn reserves(reserve: Balance, side: commonwatt_primitives::order::Side, steps: &[(Price, Wh)]) {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(reserve - 1);
		refused(Refused::NotEnoughCredit, || home.order(T, side, steps));
		top_up(home.point, 1);
		assert_eq!(home.order(T, side, steps), Ok(()));
		assert_eq!((home.credit(), escrow(0)), (0, reserve));
	});
}

#[test]
fn a_bid_reserves_its_dearest_fill_with_fee_and_charge() {
	// 100 x (150 + 10 + 20), though 150 at 50 are cheaper.
	reserves(18_000, Buy, &[(150, 100)]);
	reserves(18_000, Buy, &[(150, 100), (50, 50)]);
	// 300 x (50 + 30) is dearer.
	reserves(24_000, Buy, &[(150, 100), (50, 200)]);
}

#[test]
fn an_ask_reserves_what_the_supplier_would_deliver_in_its_stead() {
	// 100 x (210 + 20 - 100).
	reserves(13_000, Sell, &[(100, 100)]);
	// 150 x (230 - 200) is less.
	reserves(13_000, Sell, &[(100, 100), (200, 50)]);
	reserves(15_000, Sell, &[(100, 100), (200, 400)]);
}

#[test]
fn a_point_without_credit_cannot_order_on_emergency_credit() {
	let mut lending = auction_rules();
	lending.emergency_limit = 1_000_000;
	Chain::new(lending).run(|| {
		fund_guarantee(0, 1_000_000);
		let home = Home::new(0, 1);
		refused(Refused::NotEnoughCredit, || {
			home.order(T, Buy, &[(150, 10)])
		});
	});
}

#[test]
fn the_reserve_of_a_replaced_order_counts_as_free() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(18_000);
		home.order(T, Buy, &[(150, 100)]).expect("all its credit");
		// 19,800 and 18,180 are more than there is.
		refused(Refused::NotEnoughCredit, || {
			home.order(T, Buy, &[(150, 110)])
		});
		refused(Refused::NotEnoughCredit, || {
			home.order(T, Buy, &[(150, 101)])
		});
		refused(Refused::NotEnoughCredit, || {
			home.order(T + 1, Buy, &[(150, 10)])
		});
		// 17,900.
		assert_eq!(home.order(T, Buy, &[(149, 100)]), Ok(()));
		assert_eq!((home.credit(), escrow(0)), (100, 17_900));
	});
}

/// A point that has 18,000 in an order and owes 2,100 to the guarantee fund.
fn indebted(test: impl FnOnce(Home)) {
	let mut lending = auction_rules();
	lending.emergency_limit = 2_100;
	Chain::new(lending).run(|| {
		fund_supplier(0, 1_000_000);
		fund_guarantee(0, 5_000);
		let mut home = Home::new(0, 1).with_credit(18_000);
		home.order(T, Buy, &[(150, 100)]).expect("all its credit");
		next_interval();
		home.read(10);
		assert_eq!(home.money(), (0, 2_100, 0));
		test(home);
	});
}

#[test]
fn replacing_an_order_while_in_debt_pays_the_debt_first() {
	indebted(|home| {
		// Of 18,000, 15,900 are free: 89 x 180 = 16,020 is more.
		refused(Refused::NotEnoughCredit, || {
			home.order(T, Buy, &[(150, 89)])
		});
		assert_eq!(home.order(T, Buy, &[(150, 88)]), Ok(()));
		assert_eq!(home.money(), (60, 0, 0));
		assert_eq!(books(0).guarantee, 5_000);
		assert_eq!(escrow(0), 2_100 + 15_840);
	});
}

#[test]
fn exactly_what_is_left_after_the_debt_can_be_reserved() {
	indebted(|home| {
		// 15,900 = 100 x 159 = 100 x (129 + 30).
		refused(Refused::NotEnoughCredit, || {
			home.order(T, Buy, &[(130, 100)])
		});
		assert_eq!(home.order(T, Buy, &[(129, 100)]), Ok(()));
		assert_eq!(home.money(), (0, 0, 0));
	});
}

#[test]
fn another_order_while_in_debt_is_refused() {
	indebted(|home| {
		refused(Refused::NotEnoughCredit, || {
			home.order(T + 1, Buy, &[(50, 10)])
		});
	});
}

#[test]
fn cancelling_while_in_debt_pays_debt_then_receivable() {
	let mut lending = auction_rules();
	lending.emergency_limit = 2_100;
	Chain::new(lending).run(|| {
		fund_guarantee(0, 5_000);
		let mut home = Home::new(0, 1).with_credit(18_000);
		home.order(T, Buy, &[(150, 100)]).expect("all its credit");
		next_interval();
		// 6,300: 2,100 are lent, 20 Wh are not funded.
		home.read(30);
		assert_eq!(home.money(), (0, 2_100, 4_200));
		home.cancel(T).expect("before the freeze");
		assert_eq!(home.money(), (18_000 - 6_300, 0, 0));
		assert_eq!((books(0).guarantee, books(0).supplier), (5_000, 4_200));
	});
}

#[test]
fn a_reserve_does_not_count_as_credit_for_a_withdrawal() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::with_capacity(0, 1, 4_000, 0).with_credit(210 * 1_000 + 18_000);
		home.order(T, Buy, &[(150, 100)])
			.expect("what is above the floor");
		let below = pallet_billing::Error::<Test>::BelowWithdrawalFloor;
		refused(below, || withdraw(&home, 1));
		home.cancel(T).expect("before the freeze");
		assert_eq!(withdraw(&home, 18_000), Ok(()));
	});
}

#[test]
fn the_highest_order_of_all_is_counted_exactly() {
	use commonwatt_primitives::MAX_PRICE;
	let mut rules = with_auction(|auction| {
		auction.tick = 1 << 40;
		auction.undelivered_charge = MAX_PRICE;
	});
	rules.cells = flat_rules(0, MAX_PRICE, 0).cells;
	Chain::new(rules).with_interval_seconds(3_600).run(|| {
		let most: Wh = 1 << 31;
		let reserve = 2 * u128::from(MAX_PRICE) * u128::from(most);
		let rich = pallet_balances::Call::force_set_balance {
			who: account(STRANGER),
			new_free: 10 * reserve,
		};
		dispatch(rich, RuntimeOrigin::root()).expect("root mints");
		let home = || Home::with_capacity(0, 1, 1 << 31, 0).with_credit(reserve);
		let [buyer, seller] = [home(), home()];
		buyer.order(T, Buy, &[(MAX_PRICE, most)]).expect("just");
		seller.order(T, Sell, &[(0, most)]).expect("just");
		assert_eq!([buyer.credit(), seller.credit()], [0, 0]);
		run_to_interval(T);
		buyer.claim(T).expect("filled");
		seller.claim(T).expect("filled");
		let price = MAX_PRICE / 2;
		assert_eq!(cleared(T), (Some(price), most));
		let traded = u128::from(price) * u128::from(most);
		let charge = u128::from(MAX_PRICE) * u128::from(most);
		assert_eq!(buyer.credit(), reserve - traded - charge);
		assert_eq!(seller.credit(), traded);
	});
}
