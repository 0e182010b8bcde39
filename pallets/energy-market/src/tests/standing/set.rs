//! Setting a standing order.

use super::*;

fn with_home(test: impl FnOnce(Home)) {
	Chain::new(auction_rules()).run(|| test(Home::new(0, 1)));
}

#[track_caller]
fn refused_with(error: Refused, change: impl FnOnce(&mut StandingOrder)) {
	with_home(|home| {
		let mut order = buying();
		change(&mut order);
		refused(error, || home.set(None, order));
	});
}

#[test]
fn an_owner_sets_it_without_credit_and_nothing_is_reserved() {
	with_home(|home| {
		assert_eq!(home.set(None, buying()), Ok(()));
		let set = Event::StandingOrderSet {
			community: 0,
			point: home.point,
			id: 0,
			order: buying(),
		};
		assert_eq!(standing_events(), [set]);
		assert_eq!(EnergyMarket::standing_orders(home.point), [(0, buying())]);
		assert_eq!((home.credit(), escrow(0)), (0, 0));
	});
}

#[test]
fn a_new_one_takes_the_lowest_id_that_is_free() {
	with_home(|home| {
		assert_eq!(home.set(Some(1), buying()), Ok(()));
		assert_eq!(home.set(None, buying()), Ok(()));
		assert_eq!(home.set(None, buying()), Ok(()));
		assert_eq!(ids(&home), [0, 1, 2]);
		assert_eq!(home.end(1), Ok(()));
		assert_eq!(home.set(None, selling()), Ok(()));
		assert_eq!(EnergyMarket::standing_orders(home.point)[1], (1, selling()));
	});
}

#[test]
fn one_takes_the_place_of_another() {
	with_home(|home| {
		let home = home.standing(buying()).standing(buying());
		assert_eq!(home.set(Some(0), selling()), Ok(()));
		assert_eq!(
			EnergyMarket::standing_orders(home.point),
			[(0, selling()), (1, buying())]
		);
		assert_eq!(StandingSweeps::<Test>::get(0).points, 1);
	});
}

#[test]
fn fails_when_there_are_four_or_the_id_is_none() {
	with_home(|home| {
		for id in [4, u8::MAX] {
			refused(Refused::TooManyStandingOrders, || {
				home.set(Some(id), buying())
			});
		}
		(0..4).for_each(|_| home.set(None, buying()).expect("four"));
		refused(Refused::TooManyStandingOrders, || home.set(None, buying()));
		assert_eq!(home.set(Some(3), selling()), Ok(()));
	});
}

#[test]
fn expired_ones_make_place() {
	with_home(|home| {
		(0..3).for_each(|_| home.set(None, buying()).expect("three"));
		let expires = T + 1;
		let short = StandingOrder {
			expires,
			..buying()
		};
		home.set(None, short).expect("the fourth");
		run_to_interval(T);
		// T + 1 is the first that it could order for, and does not.
		assert_eq!(home.set(None, selling()), Ok(()));
		let expired = ended(&home, 3, StandingOrderEnd::Expired);
		assert_eq!(standing_events()[0], expired);
		assert_eq!(ids(&home), [0, 1, 2, 3]);
	});
}

#[test]
fn fails_for_a_point_that_is_none() {
	with_home(|home| {
		refused(Refused::UnknownPoint, || {
			set_as(&home.owner, 999, None, buying())
		});
	});
}

#[test]
fn fails_for_anybody_but_the_owner_even_for_its_trading_key() {
	with_home(|home| {
		set_trading_key(&home, Some(account(230))).expect("the owner's");
		for other in [account(2), account(230), operator(0), gateway(0)] {
			refused(Refused::NotOwner, || {
				set_as(&other, home.point, None, buying())
			});
		}
	});
}

#[test]
fn fails_when_the_owner_is_no_active_member() {
	with_home(|home| {
		let (community, who) = (0, home.owner.clone());
		let suspend = pallet_communities::Call::suspend_member { community, who };
		call(&operator(0), suspend).expect("the operator's");
		refused(Refused::NotActiveMember, || home.set(None, buying()));
	});
}

#[test]
fn fails_when_the_point_is_closed() {
	with_home(|home| {
		close_point(&home);
		refused(Refused::PointClosed, || home.set(None, buying()));
	});
}

#[test]
fn fails_when_the_next_interval_is_not_before_the_expiry() {
	with_home(|home| {
		for expires in [0, 1] {
			let order = StandingOrder {
				expires,
				..buying()
			};
			refused(Refused::StandingOrderExpired, || home.set(None, order));
		}
		let expires = 2;
		assert_eq!(
			home.set(
				None,
				StandingOrder {
					expires,
					..buying()
				}
			),
			Ok(())
		);
	});
}

#[test]
fn fails_for_less_than_10_wh_or_a_percentage_that_is_none() {
	for quantity in [
		StandingQuantity::Fixed(0),
		StandingQuantity::Fixed(9),
		expected(0),
		expected(101),
	] {
		refused_with(Refused::QuantityOutOfRange, |order| {
			order.quantity = quantity
		});
	}
}

#[test]
fn fails_for_more_than_the_connection_carries() {
	// 100 kW in a quarter of an hour.
	for quantity in [25_001, Wh::MAX] {
		refused_with(Refused::AboveCapacity, |order| {
			order.quantity = StandingQuantity::Fixed(quantity)
		});
	}
}

#[test]
fn fails_for_a_limit_outside_the_communitys_bounds() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		pallet_communities::Bounds::<Test>::mutate(0, |bounds| {
			let bounds = bounds.as_mut().expect("a community has bounds");
			bounds.lowest_feed_in = 40;
			bounds.highest_retail = 300;
		});
		for (limit, result) in [
			(39, Err(Refused::LimitOutOfBounds.into())),
			(40, Ok(())),
			(300, Ok(())),
			(301, Err(Refused::LimitOutOfBounds.into())),
			(Price::MAX, Err(Refused::LimitOutOfBounds.into())),
		] {
			let limit = StandingLimit::Fixed(limit);
			let order = StandingOrder { limit, ..buying() };
			assert_eq!(home.set(Some(0), order), result, "{limit:?}");
		}
		for (floor, cap) in [(39, 300), (40, 301), (200, 199)] {
			let limit = StandingLimit::Signal {
				level: QuantileLevel::P50,
				offset: 0,
				floor,
				cap,
			};
			let order = StandingOrder { limit, ..buying() };
			refused(Refused::LimitOutOfBounds, || home.set(None, order));
		}
	});
}

#[test]
fn fails_for_a_threshold_that_can_never_be_met() {
	for (price, green_share) in [
		(median(Bound::AtLeast(MAX_PRICE + 1)), None),
		(median(Bound::AtLeast(u64::MAX)), None),
		(None, median(Bound::AtLeast(ALL_GREEN + 1))),
	] {
		refused_with(Refused::ThresholdOutOfBounds, |order| {
			order.price = price;
			order.green_share = green_share;
		});
	}
}

#[test]
fn fails_without_an_hour_or_a_day() {
	for (hours, days) in [(0, 1), (1, 0), (1 << 24, 1), (1, 1 << 7)] {
		refused_with(Refused::NoSuchTime, |order| {
			order.schedule = Schedule { hours, days }
		});
	}
}
