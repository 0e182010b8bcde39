//! At which limit a standing order orders, and within which credit.

use super::*;

/// A limit of the signal's median and an offset.
fn of_signal(offset: i64, floor: Price, cap: Price) -> StandingLimit {
	StandingLimit::Signal {
		level: QuantileLevel::P50,
		offset,
		floor,
		cap,
	}
}

/// The limit that stands on the book, or the refusal.
fn stands(
	side: Side,
	limit: StandingLimit,
	price: Price,
	tick: Price,
) -> Result<Price, OrderRefusal> {
	Chain::new(with_auction(|rules| rules.tick = tick)).run(|| {
		let order = StandingOrder {
			side,
			limit,
			..buying()
		};
		let home = Home::new(0, 1).with_credit(RICH).standing(order);
		settle_upon(1, price_of(price));
		match &standing_events()[..] {
			[Event::StandingOrderFired { .. }] => {
				let (placed_side, limit, quantity) = home.ordered(1).expect("it stands");
				assert_eq!((placed_side, quantity), (side, 100));
				Ok(limit)
			}
			[Event::StandingOrderSkipped { reason, .. }] => {
				assert_eq!((home.ordered(1), home.credit()), (None, RICH));
				Err(*reason)
			}
			other => panic!("{other:?}"),
		}
	})
}

#[test]
fn it_follows_the_signal_less_the_fee_within_floor_and_cap() {
	for (offset, floor, cap, limit) in [
		(0, 50, 210, 120),
		(-20, 50, 210, 100),
		(20, 50, 210, 140),
		(-20, 110, 210, 110),
		(20, 50, 130, 130),
	] {
		for side in [Buy, Sell] {
			let limit_of = of_signal(offset, floor, cap);
			assert_eq!(stands(side, limit_of, 130, 1), Ok(limit), "{limit_of:?}");
		}
	}
}

#[test]
fn the_most_and_the_least_offset_end_at_cap_and_floor() {
	assert_eq!(stands(Buy, of_signal(i64::MAX, 50, 170), 130, 1), Ok(170));
	assert_eq!(stands(Buy, of_signal(i64::MIN, 60, 170), 130, 1), Ok(60));
	// And a signal that cannot be.
	assert_eq!(stands(Buy, of_signal(0, 50, 170), u64::MAX, 1), Ok(170));
	assert_eq!(stands(Sell, of_signal(-1, 60, 170), 0, 1), Ok(60));
}

#[test]
fn it_is_rounded_to_a_tick_in_the_members_favour() {
	let limit = StandingLimit::Fixed(125);
	assert_eq!(stands(Buy, limit, 100, 10), Ok(120));
	assert_eq!(stands(Sell, limit, 100, 10), Ok(130));
	let limit = StandingLimit::Fixed(120);
	assert_eq!(stands(Buy, limit, 100, 10), Ok(120));
	assert_eq!(stands(Sell, limit, 100, 10), Ok(120));
}

#[test]
fn beyond_every_price_it_stands_at_the_best_and_before_every_price_it_is_skipped() {
	// The ticks are 50 to 200.
	assert_eq!(stands(Buy, StandingLimit::Fixed(201), 100, 1), Ok(200));
	assert_eq!(stands(Sell, StandingLimit::Fixed(49), 100, 1), Ok(50));
	let unfillable = Err(OrderRefusal::Unfillable);
	assert_eq!(stands(Buy, StandingLimit::Fixed(49), 100, 1), unfillable);
	assert_eq!(stands(Sell, StandingLimit::Fixed(201), 100, 1), unfillable);
	// Rounding in the member's favour may lead there.
	assert_eq!(stands(Buy, StandingLimit::Fixed(59), 100, 60), unfillable);
	assert_eq!(stands(Sell, StandingLimit::Fixed(181), 100, 60), unfillable);
}

#[test]
fn it_needs_free_credit_for_its_reserve_and_not_a_unit_less() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(14_999).standing(buying());
		settle_upon(1, price_of(100));
		let refusal = OrderRefusal::NotEnoughCredit;
		assert_eq!(standing_events(), [skipped(&home, 0, refusal)]);
		assert_eq!((home.credit(), escrow(0)), (14_999, 0));
		// Not again for this interval.
		top_up(home.point, 1);
		next_block();
		assert_eq!(standing_events(), []);
		next_interval();
		settle_upon(2, price_of(100));
		assert_eq!(home.credit(), 0);
	});
}

#[test]
fn one_that_is_refused_lets_no_other_order_in_its_stead() {
	Chain::new(auction_rules()).run(|| {
		let small = StandingOrder {
			quantity: StandingQuantity::Fixed(10),
			..buying()
		};
		let home = Home::new(0, 1)
			.with_credit(14_999)
			.standing(buying())
			.standing(small);
		settle_upon(1, price_of(100));
		assert_eq!(
			standing_events(),
			[skipped(&home, 0, OrderRefusal::NotEnoughCredit)]
		);
	});
}

#[test]
fn emergency_credit_orders_nothing() {
	let rules = commonwatt_primitives::tariff::Rules {
		emergency_limit: RICH,
		..auction_rules()
	};
	Chain::new(rules).run(|| {
		fund_guarantee(0, RICH);
		let home = Home::new(0, 1).standing(buying());
		settle_upon(1, price_of(100));
		assert_eq!(
			standing_events(),
			[skipped(&home, 0, OrderRefusal::NotEnoughCredit)]
		);
		assert_eq!(home.money(), (0, 0, 0));
		assert_eq!(books(0).guarantee, RICH);
	});
}

#[test]
fn while_the_supplier_is_in_arrears_it_waits_and_orders_when_that_has_paid() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH).standing(buying());
		let owed = |arrears| {
			pallet_billing::Books::<Test>::mutate(0, |books| books.arrears = arrears);
		};
		owed(1);
		settle_upon(1, price_of(100));
		next_block();
		assert_eq!((market_events(), home.ordered(1)), (vec![], None));
		owed(0);
		next_block();
		assert!(home.ordered(1).is_some());
	});
}

#[test]
fn the_example_of_standing_orders_on_the_market_page() {
	Chain::new(auction_rules()).run(|| {
		let night = [22, 23, 0, 1, 2, 3, 4];
		let order = StandingOrder {
			quantity: StandingQuantity::Fixed(1_500),
			limit: of_signal(10, 50, 140),
			price: median(Bound::AtMost(130)),
			schedule: Schedule {
				hours: night.into_iter().map(|hour| 1 << hour).sum(),
				..Schedule::ALWAYS
			},
			..buying()
		};
		let home = Home::new(0, 1).with_credit(RICH).standing(order);
		let eleven = 23 * 4;
		run_to_interval(eleven - 1);
		settle_upon(eleven, price_of(120));
		assert_eq!(home.ordered(eleven), Some((Buy, 120, 1_500)));
		assert_eq!(escrow(0), 225_000);
		next_interval();
		settle_upon(eleven + 1, price_of(131));
		assert_eq!(home.ordered(eleven + 1), None);
	});
}
