//! Who may trade for which point.

use super::*;

fn suspend(owner: u8) {
	let who = account(owner);
	let suspend = pallet_communities::Call::suspend_member { community: 0, who };
	call(&operator(0), suspend).expect("the operator suspends");
}

#[test]
fn only_the_owner_or_its_key_trades() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("the owner");
		for other in [account(2), account(STRANGER), operator(0), gateway(0)] {
			refused(Refused::NotOwnerNorTradingKey, || {
				place_as(&other, home.point, T, Buy, &[(150, 200)])
			});
			refused(Refused::NotOwnerNorTradingKey, || {
				cancel_as(&other, home.point, T)
			});
		}
	});
}

#[test]
fn an_unknown_point_has_no_orders() {
	Chain::new(auction_rules()).run(|| {
		home();
		refused(Refused::UnknownPoint, || {
			place_as(&account(1), 999, T, Buy, &[(150, 100)])
		});
		refused(Refused::UnknownPoint, || cancel_as(&account(1), 999, T));
	});
}

#[test]
fn calls_need_a_signature() {
	Chain::new(auction_rules()).run(|| {
		let point = home().point;
		let unsigned = |call: crate::Call<Test>| {
			refused(sp_runtime::DispatchError::BadOrigin, || {
				dispatch(call, RuntimeOrigin::none()).map(|_| ())
			});
		};
		unsigned(crate::Call::place_order {
			point,
			interval: T,
			order: order(Buy, &[(150, 100)]),
		});
		unsigned(crate::Call::cancel_order { point, interval: T });
		unsigned(crate::Call::claim { point, interval: T });
		unsigned(crate::Call::set_trading_key { point, key: None });
		unsigned(crate::Call::submit_intents {
			community: 0,
			intents: Default::default(),
		});
		unsigned(crate::Call::settle { point });
	});
}

#[test]
fn a_suspended_member_places_nothing_and_may_cancel() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("active");
		suspend(1);
		refused(Refused::NotActiveMember, || {
			home.order(T, Buy, &[(150, 200)])
		});
		refused(Refused::NotActiveMember, || {
			home.order(T + 1, Buy, &[(150, 100)])
		});
		assert_eq!(home.cancel(T), Ok(()));
		let who = account(1);
		let reinstate = pallet_communities::Call::reinstate_member { community: 0, who };
		call(&operator(0), reinstate).expect("the operator reinstates");
		assert_eq!(home.order(T, Buy, &[(150, 100)]), Ok(()));
	});
}

#[test]
fn the_key_of_a_suspended_member_places_nothing() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		set_trading_key(&home, Some(account(50))).expect("the owner");
		suspend(1);
		refused(Refused::NotActiveMember, || {
			place_as(&account(50), home.point, T, Buy, &[(150, 100)])
		});
	});
}

#[test]
fn the_order_of_a_member_suspended_later_clears() {
	Chain::new(auction_rules()).run(|| {
		let buyer = home();
		let seller = Home::new(0, 2).with_credit(RICH);
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		suspend(1);
		run_to_interval(T);
		buyer.claim(T).expect("filled");
		assert_eq!(position(buyer.point, T), 100);
	});
}

#[test]
fn a_closed_point_places_nothing_and_may_cancel() {
	Chain::new(auction_rules()).run(|| {
		let home = home();
		home.order(T, Buy, &[(150, 100)]).expect("open");
		close_point(&home);
		refused(Refused::PointClosed, || home.order(T, Buy, &[(150, 200)]));
		assert_eq!(home.cancel(T), Ok(()));
		assert_eq!(home.credit(), RICH);
	});
}
