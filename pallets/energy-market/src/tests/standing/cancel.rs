//! Cancelling a standing order.

use super::*;

#[test]
fn an_owner_cancels_one_and_the_others_stay() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).standing(buying()).standing(selling());
		assert_eq!(home.end(0), Ok(()));
		assert_eq!(
			standing_events().last(),
			Some(&ended(&home, 0, StandingOrderEnd::Cancelled))
		);
		assert_eq!(ids(&home), [1]);
		assert_eq!(home.end(1), Ok(()));
		assert_eq!(StandingOrders::<Test>::iter().count(), 0);
		assert_eq!(StandingSweeps::<Test>::get(0).points, 0);
	});
}

#[test]
fn what_it_has_ordered_stands_and_can_be_cancelled_as_any_order() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH).standing(buying());
		settle_upon(1, price_of(100));
		assert_eq!(home.end(0), Ok(()));
		assert_eq!(home.ordered(1), Some((Buy, 120, 100)));
		assert_eq!(home.cancel(1), Ok(()));
		assert_eq!(home.credit(), RICH);
	});
}

#[test]
fn a_suspended_owner_may_cancel() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).standing(buying());
		let (community, who) = (0, home.owner.clone());
		let suspend = pallet_communities::Call::suspend_member { community, who };
		call(&operator(0), suspend).expect("the operator's");
		assert_eq!(home.end(0), Ok(()));
	});
}

#[test]
fn fails_for_a_point_that_is_none() {
	Chain::new(auction_rules()).run(|| {
		refused(Refused::UnknownPoint, || end_as(&account(1), 999, 0));
	});
}

#[test]
fn fails_for_anybody_but_the_owner_even_for_its_trading_key() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).standing(buying());
		set_trading_key(&home, Some(account(230))).expect("the owner's");
		for other in [account(2), account(230), operator(0)] {
			refused(Refused::NotOwner, || end_as(&other, home.point, 0));
		}
	});
}

#[test]
fn fails_when_there_is_none_of_this_id() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		refused(Refused::NoStandingOrder, || home.end(0));
		let home = home.standing(buying());
		for id in [1, 4, u8::MAX] {
			refused(Refused::NoStandingOrder, || home.end(id));
		}
	});
}
