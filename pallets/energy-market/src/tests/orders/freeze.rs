//! In the freeze before gate closure a curve may only grow.

use super::*;

/// A bid of 100 Wh at 150 and 50 at 120, an ask of 100 at 60 and 50 at 80, one millisecond before the
/// freeze.
fn frozen(test: impl FnOnce(Home, Home)) {
	Chain::new(auction_rules()).run(|| {
		let [buyer, seller] = [home(), home()];
		buyer
			.order(T, Buy, &[(150, 100), (120, 50)])
			.expect("placed");
		seller
			.order(T, Sell, &[(60, 100), (80, 50)])
			.expect("placed");
		at(FREEZE - 1);
		test(buyer, seller);
	});
}

#[test]
fn until_the_freeze_a_curve_may_shrink_change_sides_and_go() {
	frozen(|buyer, seller| {
		assert_eq!(buyer.order(T, Buy, &[(50, 10)]), Ok(()));
		assert_eq!(buyer.order(T, Sell, &[(50, 10)]), Ok(()));
		assert_eq!(seller.cancel(T), Ok(()));
	});
}

#[test]
fn in_the_freeze_an_order_cannot_be_cancelled() {
	frozen(|buyer, seller| {
		at(FREEZE);
		refused(Refused::ShrinksInFreeze, || buyer.cancel(T));
		refused(Refused::ShrinksInFreeze, || seller.cancel(T));
	});
}

#[test]
fn in_the_freeze_no_cumulative_quantity_may_fall() {
	frozen(|buyer, seller| {
		at(FREEZE);
		for smaller in [
			&[(150, 99), (120, 51)][..],
			&[(150, 100), (120, 49)],
			&[(149, 100), (120, 50)],
			&[(150, 100), (119, 50)],
			&[(149, 25_000)],
			&[(200, 149)],
		] {
			refused(Refused::ShrinksInFreeze, || buyer.order(T, Buy, smaller));
		}
		for smaller in [
			&[(60, 99), (80, 51)][..],
			&[(60, 100), (80, 49)],
			&[(61, 100), (80, 50)],
			&[(60, 100), (81, 50)],
			&[(61, 25_000)],
			&[(50, 149)],
		] {
			refused(Refused::ShrinksInFreeze, || seller.order(T, Sell, smaller));
		}
	});
}

#[test]
fn in_the_freeze_an_order_cannot_change_sides() {
	frozen(|buyer, seller| {
		at(FREEZE);
		refused(Refused::ShrinksInFreeze, || {
			buyer.order(T, Sell, &[(50, 25_000)])
		});
		refused(Refused::ShrinksInFreeze, || {
			seller.order(T, Buy, &[(200, 25_000)])
		});
	});
}

#[test]
fn in_the_freeze_a_curve_may_stay_and_grow() {
	frozen(|buyer, seller| {
		at(FREEZE);
		for larger in [
			&[(150, 100), (120, 50)][..],
			&[(150, 100), (130, 50)],
			&[(160, 1), (150, 99), (130, 50), (50, 10)],
			&[(200, 200)],
		] {
			assert_eq!(buyer.order(T, Buy, larger), Ok(()));
		}
		for larger in [
			&[(60, 100), (80, 50)][..],
			&[(60, 101), (80, 49)],
			&[(50, 150), (200, 10)],
		] {
			assert_eq!(seller.order(T, Sell, larger), Ok(()));
		}
	});
}

#[test]
fn what_has_grown_in_the_freeze_does_not_shrink_again() {
	frozen(|buyer, _| {
		at(FREEZE);
		buyer.order(T, Buy, &[(200, 200)]).expect("grows");
		refused(Refused::ShrinksInFreeze, || {
			buyer.order(T, Buy, &[(150, 100), (120, 50)])
		});
	});
}

#[test]
fn in_the_freeze_a_new_order_is_taken_and_stays() {
	frozen(|_, _| {
		let late = home();
		at(GATE_CLOSURE - 1);
		assert_eq!(late.order(T, Buy, &[(150, 10)]), Ok(()));
		refused(Refused::ShrinksInFreeze, || late.cancel(T));
	});
}

#[test]
fn a_freeze_of_no_time_freezes_nothing() {
	Chain::new(with_auction(|auction| auction.freeze_millis = 0)).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("placed");
		at(GATE_CLOSURE - 1);
		assert_eq!(home.order(T, Sell, &[(150, 10)]), Ok(()));
		assert_eq!(home.cancel(T), Ok(()));
	});
}

#[test]
fn a_day_of_freeze_begins_before_the_chain_and_orders_stand_from_the_start() {
	Chain::new(with_auction(|auction| auction.freeze_millis = 86_400_000)).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("a new one");
		refused(Refused::ShrinksInFreeze, || home.cancel(T));
		assert_eq!(home.order(T, Buy, &[(150, 101)]), Ok(()));
	});
}
