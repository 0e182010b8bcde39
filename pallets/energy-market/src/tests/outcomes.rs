//! What forecasters are measured by.

use super::{homes::*, trading::*};
use crate::{mock::*, History, Results};
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	reading::Registers,
	signal::{Outcome, OutcomeLimits},
	tariff::Rules,
	traits::{DeliveryPoints, Outcomes},
};
use frame_support::weights::Weight;

fn outcome_of(interval: u32) -> Option<Outcome> {
	<EnergyMarket as Outcomes>::outcome(0, interval)
}

fn known_until() -> u32 {
	<EnergyMarket as Outcomes>::known_until(0)
}

/// The outcome of interval 0, in which each home met so much; the same when it is retired.
fn outcome(rules: Rules, nets: &[i64]) -> Outcome {
	Chain::new(rules).run(|| {
		let mut homes: Vec<_> = (1..=nets.len() as u8)
			.map(|owner| Home::new(0, owner).with_credit(RICH))
			.collect();
		run_to_interval(1);
		for (home, net) in homes.iter_mut().zip(nets) {
			home.read(*net);
		}
		assert_eq!(outcome_of(0), None, "not closed");
		pass_deadlines();
		homes.iter().for_each(Home::settle);
		let closed = outcome_of(0).expect("closed");
		PollWeight::set(SWEEP);
		run_to_interval(Retention::get() + 10);
		assert!(known_until() > 0 && !Results::<Test>::contains_key(0, 0));
		assert!(History::<Test>::contains_key(0, 0));
		assert_eq!(outcome_of(0), Some(closed), "retired");
		closed
	})
}

#[test]
fn what_neighbours_met_costs_the_pool_price_and_the_fee() {
	let all_met = Outcome {
		price: 135,
		demand: 1_000,
		generation: 1_000,
		green_share: 1_000_000,
	};
	assert_eq!(outcome(rules(), &[600, 400, -1_000]), all_met);
}

#[test]
fn what_the_supplier_met_costs_retail_and_the_average_is_rounded_down() {
	// 300 at 135 and 300 at 210: 172.5 on average.
	let half_met = Outcome {
		price: 172,
		demand: 600,
		generation: 300,
		green_share: 500_000,
	};
	assert_eq!(outcome(rules(), &[600, -300]), half_met);
	let third = outcome(rules(), &[300, -100]);
	assert_eq!((third.price, third.green_share), (185, 333_333));
}

#[test]
fn where_nothing_is_bought_a_wh_would_have_come_from_a_neighbour() {
	let nothing_bought = Outcome {
		price: 135,
		demand: 0,
		generation: 70,
		green_share: 1_000_000,
	};
	assert_eq!(outcome(rules(), &[-70]), nothing_bought);
	// Feed-in above retail less fee: there is no local market.
	let without_market = outcome(flat_rules(50, 55, 10), &[-70]);
	assert_eq!(without_market.price, 55);
}

#[test]
fn what_was_traded_ahead_counts_at_the_auctions_price_and_the_fee() {
	Chain::new(auction_rules()).run(|| {
		PollWeight::set(SWEEP);
		let [mut buyer, mut seller] = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		buyer.order(T, Buy, &[(200, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		run_to_interval(T);
		let mut homes = [buyer, seller];
		catch_up(&mut homes);
		[buyer, seller] = homes;
		let (price, volume) = cleared(T);
		assert_eq!(volume, 100);
		run_to_interval(T + 1);
		// 300 beyond what was bought ahead.
		buyer.read(400);
		seller.read(-100);
		pass_deadlines();
		run_to_interval(T + 5);
		let ahead = price.expect("traded") + 10;
		let expected = Outcome {
			price: (100 * ahead + 300 * 210) / 400,
			demand: 400,
			generation: 100,
			green_share: 250_000,
		};
		assert_eq!(outcome_of(T), Some(expected));
	});
}

#[test]
fn import_and_export_of_one_meter_are_not_netted() {
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(RICH);
		run_to_interval(1);
		let energy = Registers {
			import: 90,
			export: 40,
		};
		let reading = home.meter_both(energy);
		submit_good(0, vec![reading]);
		pass_deadlines();
		home.settle();
		let outcome = outcome_of(0).expect("closed");
		assert_eq!((outcome.demand, outcome.generation), (90, 40));
	});
}

#[test]
fn what_comes_late_is_not_in_it_and_what_nobody_read_has_none() {
	Chain::new(rules()).run(|| {
		let mut homes = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		run_to_interval(1);
		homes[0].read(100);
		pass_deadlines();
		homes[0].settle();
		let closed = outcome_of(0).expect("closed");
		homes[1].read(500);
		assert_eq!(outcome_of(0), Some(closed));
		assert_eq!(closed.demand, 100);
		PollWeight::set(SWEEP);
		run_to_interval(9);
		assert!(known_until() > 1);
		assert_eq!(outcome_of(1), None);
		PollWeight::set(Weight::zero());
	});
}

#[test]
fn every_outcome_is_within_its_limits() {
	Chain::new(rules()).run(|| {
		for capacity in [1_000, 7_001] {
			Home::with_capacity(0, 1, capacity, 0);
		}
		let most = Metering::most_energy(0);
		// A quarter of 8,001 Wh, rounded up, and each a Wh and a step of 1 Wh at most more.
		assert!((2_003..=2_005).contains(&most), "{most}");
		let limits = OutcomeLimits {
			lowest_price: 50,
			highest: Outcome {
				price: 210,
				demand: most,
				generation: most,
				green_share: 1_000_000,
			},
		};
		assert_eq!(<EnergyMarket as Outcomes>::limits(0, 3, 99), Some(limits));
		assert_eq!(<EnergyMarket as Outcomes>::limits(7, 3, 99), None);
	});
}
