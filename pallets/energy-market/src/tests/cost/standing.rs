//! Standing orders: setting and cancelling them, and what they do by themselves.

use super::{super::standing as orders, *};
use crate::{Orders, Positions, StandingOrders, StandingSweep, StandingSweeps};
use commonwatt_primitives::{
	standing::{Bound, QuantileLevel, StandingLimit, StandingOrder, MAX_STANDING_ORDERS},
	traits::MarketClock,
};
use frame_support::{traits::Hooks, weights::WeightMeter};
use pallet_metering::WeightInfo as _;

/// As large as they get: of what is expected, at a limit of the signal, under every condition.
fn largest() -> StandingOrder {
	StandingOrder {
		quantity: orders::expected(100),
		limit: StandingLimit::Signal {
			level: QuantileLevel::P50,
			offset: 0,
			floor: 50,
			cap: 200,
		},
		price: orders::median(Bound::AtLeast(0)),
		green_share: orders::median(Bound::AtLeast(0)),
		..orders::buying()
	}
}

/// Four of them, the first three of which order nothing: the point never has a surplus.
fn set_four(home: &Home) {
	for _ in 1..MAX_STANDING_ORDERS {
		let order = StandingOrder {
			side: Sell,
			..largest()
		};
		home.set(None, order).expect("the owner's");
	}
	home.set(None, largest()).expect("the owner's");
}

/// The point has been metered in every hour.
fn has_learned(home: &Home) {
	Positions::<Test>::mutate(home.point, |state| {
		let expectation = state.expectation.as_mut().expect("it is learned from");
		(0..24).for_each(|hour| expectation.learn(hour, 100));
	});
}

/// What a block's standing orders cost, with ample weight, is within what they say.
#[track_caller]
fn polled(what: &str) -> Cost {
	let mut meter = WeightMeter::new();
	let cost = cost_of(|| EnergyMarket::on_poll(System::block_number(), &mut meter));
	within(cost, meter.consumed(), what);
	cost
}

/// A signal of the next interval, and the interval.
fn signal_of_the_next() -> Interval {
	let next = Communities::in_progress() + 1;
	set_signal(0, next, Some(orders::price_of(130)));
	next
}

#[test]
fn setting_and_cancelling_cost_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		for id in [0, 1, 2, 3, 0] {
			let set = cost_of(|| home.set(Some(id), largest()).expect("the owner's"));
			within(set, Weights::set_standing_order(), "set");
		}
		for id in 0..4 {
			let cancel = cost_of(|| home.end(id).expect("the owner's"));
			within(cancel, Weights::cancel_standing_order(), "cancel");
		}
		let charged = paid_for(Weights::set_standing_order());
		let set = cost_of(|| home.set(None, largest()).expect("the owner's"));
		assert_eq!((set.reads as u64, set.writes as u64), charged, "not more");
	});
}

#[test]
fn without_standing_orders_a_block_costs_the_same_whatever_signals_there_are() {
	Chain::new(auction_rules()).run(|| {
		let nothing = polled("nothing");
		signal_of_the_next();
		assert_eq!(polled("a signal"), nothing);
	});
}

#[test]
fn points_that_order_cost_no_more_than_on_poll_says() {
	in_august(|| {
		let homes: Vec<_> = (1..=20).map(|owner| august_home(owner, 60_000)).collect();
		run_to_interval(SEPTEMBER);
		for home in &homes {
			set_four(home);
			has_learned(home);
		}
		let interval = signal_of_the_next();
		polled("orders");
		assert_eq!(Orders::<Test>::iter().count(), 20);
		for home in &homes {
			assert_eq!(home.ordered(interval), Some((Buy, 120, 100)));
			assert!(is_queued(home) && has_filed(home));
		}
	});
}

#[test]
fn the_turn_of_one_point_costs_no_more_than_its_weight() {
	in_august(|| {
		let home = august_home(1, 60_000);
		run_to_interval(SEPTEMBER);
		set_four(&home);
		has_learned(&home);
		// The round wraps around, and ends.
		let sweep = StandingSweep {
			points: 1,
			at: Some(home.point),
			..Default::default()
		};
		StandingSweeps::<Test>::insert(0, sweep);
		let interval = signal_of_the_next();
		StandingOrderWeight::set(EnergyMarket::least_standing_order_weight());
		let mut meter = WeightMeter::new();
		let cost = cost_of(|| EnergyMarket::on_poll(System::block_number(), &mut meter));
		assert!(home.ordered(interval).is_some());
		within(cost, meter.consumed(), "a turn");
		let (reads, writes) = paid_for(meter.consumed());
		println!("a turn: {cost:?} of {reads} reads and {writes} writes");
	});
}

#[test]
fn points_whose_standing_orders_expire_cost_no_more_than_on_poll_says() {
	Chain::new(auction_rules()).run(|| {
		for owner in 1..=20 {
			let home = Home::new(0, owner).with_credit(RICH);
			for _ in 0..MAX_STANDING_ORDERS {
				let expires = 3;
				let order = StandingOrder {
					expires,
					..largest()
				};
				home.set(None, order).expect("the owner's");
			}
			has_learned(&home);
		}
		run_to_interval(2);
		signal_of_the_next();
		polled("expire");
		assert_eq!(StandingOrders::<Test>::iter().count(), 0);
		assert_eq!(Positions::<Test>::iter().count(), 0);
	});
}

#[test]
fn points_that_are_refused_cost_no_more_than_on_poll_says() {
	in_august(|| {
		let homes: Vec<_> = (1..=20)
			.map(|owner| Home::new(0, owner).with_credit(1))
			.collect();
		run_to_interval(SEPTEMBER);
		for home in &homes {
			set_four(home);
			has_learned(home);
		}
		signal_of_the_next();
		polled("refused");
		assert_eq!(orders::standing_events().len(), 20 + 4 * 20);
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert!(homes.iter().all(has_filed));
	});
}

#[test]
fn closing_a_point_with_standing_orders_costs_no_more_than_was_charged() {
	in_august(|| {
		let home = august_home(1, 100_000);
		run_to_interval(SEPTEMBER);
		set_four(&home);
		has_learned(&home);
		let last = commonwatt_primitives::reading::Registers {
			import: home.registers.import + 8 * 250,
			..home.registers
		};
		let point = home.point;
		let close = pallet_metering::Call::close_point { point, last };
		let cost = cost_of(|| {
			call(&operator(0), close).expect("the operator's");
		});
		assert!(owes(&home) && has_filed(&home));
		assert_eq!(StandingOrders::<Test>::iter().count(), 0);
		let weight = <Test as pallet_metering::Config>::WeightInfo::close_point();
		within(cost, weight, "close");
	});
}

#[test]
fn a_reading_that_is_learned_from_costs_the_same_keys() {
	let read = |standing: bool| {
		Chain::new(auction_rules()).run(|| {
			let mut home = Home::new(0, 1).with_credit(RICH);
			if standing {
				set_four(&home);
				has_learned(&home);
			}
			run_to_interval(1);
			let cost = cost_of(|| home.read(30));
			(cost.reads, cost.writes)
		})
	};
	assert_eq!(read(true), read(false));
}
