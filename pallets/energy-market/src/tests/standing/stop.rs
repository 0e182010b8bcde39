//! How a standing order ends by itself.

use super::*;

fn suspend(home: &Home) {
	let (community, who) = (0, home.owner.clone());
	let suspend = pallet_communities::Call::suspend_member { community, who };
	call(&operator(0), suspend).expect("the operator's");
}

#[track_caller]
fn nothing_is_left(home: &Home) {
	assert_eq!(StandingOrders::<Test>::iter().count(), 0);
	assert_eq!(StandingSweeps::<Test>::get(0).points, 0);
	assert!(!crate::Positions::<Test>::contains_key(home.point));
}

#[test]
fn it_ends_with_its_expiry_and_orders_for_the_last_interval_before_it() {
	Chain::new(auction_rules()).run(|| {
		let short = StandingOrder {
			expires: 3,
			..buying()
		};
		let home = Home::new(0, 1).with_credit(RICH).standing(short);
		home.set(None, buying()).expect("a second");
		for (interval, id) in [(1, 0), (2, 0), (3, 1)] {
			settle_upon(interval, price_of(100));
			let events = standing_events();
			assert_eq!(events.last(), Some(&fired(&home, id, interval)));
			let expired = ended(&home, 0, StandingOrderEnd::Expired);
			assert_eq!(events.contains(&expired), interval == 3);
			next_interval();
		}
		assert_eq!(ids(&home), [1]);
	});
}

#[test]
fn the_last_that_expires_leaves_nothing() {
	Chain::new(auction_rules()).run(|| {
		let order = StandingOrder {
			quantity: expected(100),
			expires: 2,
			..buying()
		};
		let home = Home::new(0, 1).standing(order);
		assert!(crate::Positions::<Test>::contains_key(home.point));
		next_interval();
		settle_upon(2, price_of(100));
		assert_eq!(
			standing_events(),
			[ended(&home, 0, StandingOrderEnd::Expired)]
		);
		nothing_is_left(&home);
	});
}

#[test]
fn closing_its_point_ends_it_at_once_and_the_point_can_be_removed() {
	Chain::new(auction_rules()).run(|| {
		let order = StandingOrder {
			quantity: expected(100),
			..buying()
		};
		let home = Home::new(0, 1).standing(order).standing(selling());
		close_point(&home);
		let gone = |id| ended(&home, id, StandingOrderEnd::PointClosed);
		assert_eq!(standing_events()[2..], [gone(0), gone(1)]);
		nothing_is_left(&home);
		settle_upon(1, price_of(100));
		assert_eq!(standing_events(), []);
		let remove = pallet_metering::Call::remove_point { point: home.point };
		call(&account(STRANGER), remove).expect("nothing is open");
	});
}

#[test]
fn what_it_has_ordered_keeps_a_closed_point_until_it_is_settled() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(15_000).standing(buying());
		settle_upon(1, price_of(100));
		close_point(&home);
		let remove = pallet_metering::Call::remove_point { point: home.point };
		let kept = pallet_metering::Error::<Test>::PointHasObligations;
		assert_eq!(call(&account(STRANGER), remove), Err(kept.into()));
		assert!(home.ordered(1).is_some());
	});
}

#[test]
fn it_ends_when_its_owner_is_suspended_and_its_turn_comes() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH).standing(StandingOrder {
			quantity: expected(100),
			..buying()
		});
		suspend(&home);
		settle_upon(1, price_of(100));
		let gone = ended(&home, 0, StandingOrderEnd::NotActiveMember);
		assert_eq!(standing_events(), [gone]);
		nothing_is_left(&home);
	});
}

#[test]
fn one_that_is_refused_lives_on() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).standing(buying());
		for interval in 1..4 {
			settle_upon(interval, price_of(100));
			assert_eq!(
				standing_events(),
				[skipped(&home, 0, OrderRefusal::NotEnoughCredit)]
			);
			next_interval();
		}
		assert_eq!(ids(&home), [0]);
	});
}

#[test]
fn a_point_whose_meter_begins_later_is_skipped_until_then() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH).standing(buying());
		pallet_metering::Meters::<Test>::mutate(home.point, |meter| {
			meter.as_mut().expect("it exists").next = 2;
		});
		settle_upon(1, price_of(100));
		let refusal = OrderRefusal::IntervalNotMetered;
		assert_eq!(standing_events(), [skipped(&home, 0, refusal)]);
		next_interval();
		settle_upon(2, price_of(100));
		assert_eq!(standing_events(), [fired(&home, 0, 2)]);
	});
}
