//! The life of an auction, from its first order until nothing of it is left.

use super::{homes::*, trading::*};
use crate::{
	mock::*, Auctions, Costs, Depth, Event, History, Orders, PlacedOrder, Positions, Results,
	WeightInfo,
};
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	traits::MarketClock,
	Interval, NetWh,
};
use frame_support::traits::Time;
use frame_support::weights::Weight;

type Weights = <Test as crate::Config>::WeightInfo;

/// The margin of both sides rations: bids of 100, 101 and 52, asks of 90, 70 and 200.
fn book() -> [Home; 6] {
	let homes: [Home; 6] =
		core::array::from_fn(|owner| Home::new(0, owner as u8 + 1).with_credit(RICH));
	let [a, b, c, d, e, f] = &homes;
	a.order(T, Buy, &[(200, 100)]).expect("placed");
	b.order(T, Buy, &[(140, 101)]).expect("placed");
	c.order(T, Buy, &[(140, 52)]).expect("placed");
	d.order(T, Sell, &[(100, 90)]).expect("placed");
	e.order(T, Sell, &[(140, 70)]).expect("placed");
	f.order(T, Sell, &[(140, 200)]).expect("placed");
	homes
}

const NETS: [NetWh; 6] = [100, 90, 20, -90, -40, -100];

/// Delivers [`NETS`] in [`T`], settles, and returns what the homes have.
fn deliver(homes: &mut [Home; 6]) -> Vec<i128> {
	run_to_interval(T);
	catch_up(&mut homes[..]);
	run_to_interval(T + 1);
	let readings = homes
		.iter_mut()
		.zip(NETS)
		.map(|(home, net)| home.meter(net))
		.collect();
	submit_good(0, readings);
	pass_deadlines();
	homes.iter().for_each(Home::settle);
	assert_eq!(escrow(0), 0);
	homes.iter().map(Home::worth).collect()
}

#[test]
fn an_auction_cleared_by_on_poll_and_one_cleared_at_first_touch_are_the_same() {
	let run = |poll: Weight| {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, RICH);
			let mut homes = book();
			PollWeight::set(poll);
			at(GATE_CLOSURE);
			let cleared_by_poll = Auctions::<Test>::get(0, T).expect("begun").cleared;
			assert_eq!(cleared_by_poll, poll != Weight::zero());
			// Without on_poll, the readings of T are the first touch.
			let worth = deliver(&mut homes);
			let auction = Auctions::<Test>::get(0, T);
			PollWeight::set(Weight::zero());
			(worth, auction, books(0))
		})
	};
	assert_eq!(run(SWEEP), run(Weight::zero()));
}

/// Rules whose gates close before the first order could be placed, as they stand in state if the horizon
/// was longer once: on_poll does not run ahead of the horizon, where the next rules may decide.
#[test]
fn on_poll_clears_at_gate_closure_after_a_lead_beyond_the_horizon_was_shortened() {
	Chain::new(auction_rules())
		.with_interval_seconds(300)
		.run(|| {
			pallet_communities::RuleBook::<Test>::mutate(0, 0, |long| {
				let auction = long.as_mut().and_then(|long| long.auction.as_mut());
				auction.expect("it is held").gate_closure_millis = 86_400_000;
			});
			PollWeight::set(SWEEP);
			run_to_interval(12);
			let from = Communities::in_progress() + Horizon::get() + 1;
			let rules = with_auction(|auction| {
				auction.gate_closure_millis = 60_000;
				auction.freeze_millis = 0;
			});
			let announce = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules,
			};
			call(&operator(0), announce).expect("the operator's");
			run_to_interval(from);
			let interval = from + 2;
			let home = Home::new(0, 1).with_credit(RICH);
			home.order(interval, Buy, &[(150, 100)]).expect("placed");
			run_to_interval(interval);
			assert_eq!(cleared(interval), (None, 0));
		});
	PollWeight::set(Weight::zero());
}

#[test]
fn on_poll_clears_at_gate_closure_and_says_so() {
	PollWeight::set(SWEEP);
	Chain::new(auction_rules()).run(|| {
		book();
		at(GATE_CLOSURE - 1);
		assert_eq!(market_events(), vec![]);
		at(GATE_CLOSURE);
		assert_eq!(
			market_events(),
			vec![Event::AuctionCleared {
				community: 0,
				interval: T,
				price: Some(140),
				volume: 253,
				orders: 6,
			}]
		);
		assert_eq!(Depth::<Test>::get(0, T), None);
	});
	PollWeight::set(Weight::zero());
}

#[test]
fn claims_by_anyone_in_any_order_sum_to_the_volume() {
	let orders_of_claims: [[usize; 6]; 5] = [
		[0, 1, 2, 3, 4, 5],
		[5, 4, 3, 2, 1, 0],
		[2, 1, 0, 5, 4, 3],
		[1, 4, 2, 5, 0, 3],
		[3, 5, 4, 0, 2, 1],
	];
	for claims in orders_of_claims {
		Chain::new(auction_rules()).run(|| {
			let homes = book();
			run_to_interval(T);
			for home in claims {
				homes[home].claim(T).expect("a stranger claims");
			}
			assert_eq!(cleared(T), (Some(140), 253));
			let filled = homes.each_ref().map(|home| position(home.point, T));
			assert_eq!(filled[..3].iter().sum::<NetWh>(), 253);
			assert_eq!(filled[3..].iter().sum::<NetWh>(), -253);
			// 100 before the margin; 153 of 153 at it. 90 before it, 163 of 270 at it: 42.26, 120.74.
			assert_eq!(filled[..4], [100, 101, 52, -90]);
			assert!([-42, -43].contains(&filled[4]), "{filled:?}");
		});
	}
}

#[test]
fn an_order_that_nobody_claims_is_claimed_with_its_reading() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let mut homes = book();
		deliver(&mut homes);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		let auction = Auctions::<Test>::get(0, T).expect("not retired");
		assert_eq!((auction.bought, auction.sold), (253, 253));
	});
}

#[test]
fn an_interval_with_orders_and_no_reading_closes_and_retires() {
	PollWeight::set(SWEEP);
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let homes = book();
		run_to_interval(T + 4);
		assert!(Results::<Test>::get(0, T).expect("kept").closed);
		assert_eq!(
			Orders::<Test>::iter().count(),
			6,
			"they may still report late"
		);
		run_to_interval(T + 2 + Retention::get());
		run_block(Timestamp::now() + 6_000);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(Depth::<Test>::iter().count(), 0);
		assert_eq!(Auctions::<Test>::iter().count(), 0);
		assert_eq!(Results::<Test>::iter().count(), 0);
		assert_eq!(Positions::<Test>::iter().count(), 0);
		assert_eq!(escrow(0), 0);
		let kept = History::<Test>::get(0, T).expect("kept");
		assert_eq!((kept.auction_price, kept.volume), (Some(140), 253));
		assert_eq!((kept.short, kept.long, kept.residual), (0, 0, 0));
		// A bought 100 at 140: pays 150 a Wh and 20 for 90 of them, gets 50.
		assert_eq!(
			homes[0].worth() - RICH as i128,
			-(100 * 150 + 90 * 20 - 100 * 50)
		);
		// D sold 90 at 140: owes 210 a Wh, and 20 for 81 of them.
		assert_eq!(
			homes[3].worth() - RICH as i128,
			90 * 140 - 90 * 210 - 81 * 20
		);
	});
	PollWeight::set(Weight::zero());
}

#[test]
fn more_positions_than_a_block_settles_are_cashed_out_in_portions() {
	PollWeight::set(SWEEP);
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let homes: Vec<_> = (0..80)
			.map(|index| Home::new(0, index % 20 + 1).with_credit(RICH))
			.collect();
		for (index, home) in homes.iter().enumerate() {
			let side = if index % 2 == 0 { Buy } else { Sell };
			home.order(T, side, &[(120, 50)]).expect("placed");
		}
		let mut portions = vec![];
		while Results::<Test>::contains_key(0, T) {
			run_block(Timestamp::now() + interval_millis() / 5);
			let cashed_out = |event: &&Event<Test>| matches!(event, Event::CashedOut { .. });
			let events = market_events();
			let count = events.iter().filter(cashed_out).count();
			if count > 0 {
				assert!(Communities::retired() > T);
				portions.push(count);
			}
		}
		assert_eq!(portions, [32, 32, 16]);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(escrow(0), 0);
	});
	PollWeight::set(Weight::zero());
}

#[test]
fn a_block_without_weight_for_it_cashes_out_later() {
	let enough_for_three = Weights::poll_base()
		+ Weights::poll_community()
		+ Weights::retire_interval()
		+ Weights::cash_out() * 3;
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		book();
		PollWeight::set(SWEEP);
		run_to_interval(T + Retention::get());
		assert_eq!(
			Orders::<Test>::iter().count(),
			6,
			"retired with the next interval"
		);
		PollWeight::set(enough_for_three);
		let mut blocks = 0;
		while Orders::<Test>::iter().count() > 0 {
			let before = Orders::<Test>::iter().count();
			run_block(Timestamp::now() + interval_millis() / 5);
			assert!(before - Orders::<Test>::iter().count() <= 3);
			blocks += 1;
			assert!(blocks < 50, "it comes round");
		}
		PollWeight::set(SWEEP);
		run_block(Timestamp::now() + 6_000);
		assert_eq!(Auctions::<Test>::iter().count(), 0);
	});
	PollWeight::set(Weight::zero());
}

#[test]
fn orders_outlast_a_standstill_over_gate_closure_and_are_delivered_in_time() {
	for poll in [Weight::zero(), SWEEP] {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, RICH);
			PollWeight::set(poll);
			let mut homes = book();
			// A day and a half: T is over, and not readable in the first groups' blocks.
			at(EPOCH + 150 * interval_millis());
			refused(Refused::GateClosed, || homes[0].cancel(T));
			refused(Refused::GateClosed, || {
				homes[0].order(T, Buy, &[(200, 200)])
			});
			let readings = |home: &mut Home, net| {
				let before = (0..T).map(|_| home.meter(0)).collect::<Vec<_>>();
				[before, vec![home.meter(net)]].concat()
			};
			let all = homes
				.iter_mut()
				.zip(NETS)
				.flat_map(|(home, net)| readings(home, net))
				.collect();
			assert!(Communities::ended() > T && Communities::due() <= T);
			submit_good(0, all);
			let late = |event: &Event<Test>| matches!(event, Event::MeteredLate { .. });
			assert!(!market_events().iter().any(late), "in time");
			pass_deadlines();
			homes.iter().for_each(Home::settle);
			assert_eq!(escrow(0), 0);
			assert_eq!(cleared(T), (Some(140), 253));
			PollWeight::set(Weight::zero());
		});
	}
}

#[test]
fn a_flood_of_orders_and_cancellations_leaves_one_book_an_interval_and_that_retires() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		let flood = || {
			for interval in 1..=Horizon::get() {
				home.order(interval, Buy, &[(150, 100)]).expect("placed");
				home.order(interval, Sell, &[(100, 100)]).expect("replaced");
				home.cancel(interval).expect("cancelled");
			}
		};
		flood();
		let keys = state().len();
		(0..5).for_each(|_| flood());
		assert_eq!(state().len(), keys);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(Depth::<Test>::iter().count(), Horizon::get() as usize);
		assert_eq!(Auctions::<Test>::iter().count(), Horizon::get() as usize);
		assert_eq!((home.credit(), escrow(0)), (RICH, 0));

		PollWeight::set(SWEEP);
		run_to_interval(Horizon::get() + 1);
		assert_eq!(Depth::<Test>::iter().count(), 0, "cleared");
		run_to_interval(Horizon::get() + Retention::get() + 5);
		assert_eq!(Auctions::<Test>::iter().count(), 0, "retired");
		assert_eq!(Results::<Test>::iter().count(), 0, "retired");
		PollWeight::set(Weight::zero());
	});
}

#[test]
fn a_point_holds_at_most_one_order_for_each_interval_up_to_the_horizon() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		for interval in 0..=2 * Horizon::get() {
			for _ in 0..3 {
				let _ = home.order(interval, Buy, &[(150, 100)]);
			}
		}
		let state = Positions::<Test>::get(home.point);
		assert_eq!(state.orders, Horizon::get());
		assert_eq!(Orders::<Test>::iter().count(), Horizon::get() as usize);
	});
}

#[test]
fn prices_and_rules_of_an_auction_are_frozen_with_its_first_order() {
	Chain::new(auction_rules()).run(|| {
		let announce = |from: Interval, change: fn(&mut commonwatt_primitives::tariff::Rules)| {
			let mut rules = auction_rules();
			change(&mut rules);
			let announce = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules,
			};
			call(&operator(0), announce).map(|_| ())
		};
		let home = Home::new(0, 1).with_credit(RICH);
		home.order(Horizon::get(), Buy, &[(150, 100)])
			.expect("at the horizon");
		let too_soon = pallet_communities::Error::<Test>::RulesReachOpenInterval;
		refused(too_soon, || {
			announce(Horizon::get(), |rules| rules.auction = None)
		});
		assert_eq!(
			announce(Horizon::get() + 1, |rules| rules.auction = None),
			Ok(())
		);
		assert_eq!(home.order(Horizon::get(), Buy, &[(160, 100)]), Ok(()));
	});
}

#[test]
fn a_swap_of_the_meter_lets_orders_of_its_own_interval_deliver_and_cashes_out_the_skipped() {
	PollWeight::set(SWEEP);
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let mut buyer = Home::new(0, 1).with_credit(RICH);
		let seller = Home::new(0, 2).with_credit(RICH);
		for interval in [T, T + 1] {
			buyer.order(interval, Buy, &[(150, 100)]).expect("placed");
			seller.order(interval, Sell, &[(100, 100)]).expect("placed");
		}
		run_to_interval(T + 1);
		// T was never read: 100 Wh are a gap.
		buyer.registers.import += 100;
		let device = Device::new(1_000);
		let swap = pallet_metering::Call::swap_meter {
			point: buyer.point,
			last: buyer.registers,
			key: device.key(),
			registers: buyer.registers,
		};
		call(&operator(0), swap).expect("the operator swaps");
		buyer.device = device;
		buyer.next = T + 1;
		run_to_interval(T + 2);
		buyer.read(100);
		assert_eq!(position(buyer.point, T + 1), 0, "delivered");
		run_to_interval(T + 3 + Retention::get());
		run_block(Timestamp::now() + 6_000);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		// T: 135 a Wh, a gap at 210, back at 50, charged for 90. T + 1: 135 a Wh.
		let paid = 13_500 + 21_000 - 5_000 + 1_800 + 13_500;
		assert_eq!(buyer.worth(), RICH as i128 - paid);
	});
	PollWeight::set(Weight::zero());
}

#[test]
fn a_closed_point_with_a_position_is_cashed_out_at_retirement_and_can_then_be_removed() {
	PollWeight::set(SWEEP);
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		let buyer = Home::new(0, 1).with_credit(18_000);
		let seller = Home::new(0, 2).with_credit(RICH);
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		run_to_interval(T);
		close_point(&buyer);
		let remove = || {
			let remove = pallet_metering::Call::remove_point { point: buyer.point };
			call(&account(STRANGER), remove).map(|_| ())
		};
		let open = || pallet_metering::Error::<Test>::PointHasObligations;
		buyer.claim(T).expect("claimed");
		// 18,000 - 13,500 - 2,000 are free, the hold is not.
		assert_eq!(withdraw(&buyer, 2_500), Ok(()));
		refused(open(), remove);
		assert!(matches!(
			Orders::<Test>::get((0, T), buyer.point),
			Some(PlacedOrder::Filled {
				position: 100,
				hold: 2_000
			})
		));
		run_to_interval(T + 2 + Retention::get());
		run_block(Timestamp::now() + 6_000);
		// 100 x 50 from the supplier, and what the charge left of the hold.
		assert_eq!(buyer.credit(), 5_000 + 200);
		assert_eq!(withdraw(&buyer, 5_200), Ok(()));
		assert_eq!(remove(), Ok(()));
	});
	PollWeight::set(Weight::zero());
}

/// Rules that hold no auction any more, and the next ones: the versions of old are dropped after two
/// days, the figures are kept for thirty.
#[test]
fn the_history_of_an_auction_outlives_its_rules() {
	HistoryLength::set(2_880);
	Chain::new(auction_rules()).run(|| {
		PollWeight::set(SWEEP);
		let [buyer, seller] = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		buyer.order(T, Buy, &[(150, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		let without = 110;
		let announce = |from, rules| {
			let announce = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules,
			};
			call(&operator(0), announce).expect("the operator's");
		};
		announce(without, rules());
		run_to_interval(without + 2 * 96 + 4);
		let view = || {
			let interval = EnergyMarket::interval_view(0, T).expect("it is kept");
			interval
				.auction
				.map(|auction| (auction.price, auction.volume))
		};
		assert_eq!(view(), Some((Some(125), 100)));
		announce(Communities::in_progress() + 97, rules());
		assert_eq!(view(), Some((Some(125), 100)), "nothing of T has changed");
	});
}
