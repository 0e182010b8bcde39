//! What nobody read has no outcome: not after a late reading, and not because it was traded in.

use super::{homes::*, trading::*};
use crate::mock::*;
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	traits::Outcomes,
};

fn outcome_of(interval: u32) -> Option<commonwatt_primitives::signal::Outcome> {
	<EnergyMarket as Outcomes>::outcome(0, interval)
}

fn known_until() -> u32 {
	<EnergyMarket as Outcomes>::known_until(0)
}

#[test]
fn a_late_reading_makes_no_outcome_of_an_interval_that_nobody_read() {
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(RICH);
		run_to_interval(1);
		home.read(100);
		PollWeight::set(SWEEP);
		run_to_interval(9);
		assert!(known_until() > 1);
		assert_eq!(outcome_of(1), None, "nobody read it");
		// The gateway is back: 500 Wh were taken in interval 1.
		home.read(500);
		assert_eq!(outcome_of(1), None, "nobody read it in time");
	});
}

#[test]
fn a_trade_makes_no_outcome_of_an_interval_that_nobody_read() {
	Chain::new(auction_rules()).run(|| {
		PollWeight::set(SWEEP);
		let [buyer, seller] = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		buyer.order(T, Buy, &[(200, 100)]).expect("placed");
		seller.order(T, Sell, &[(100, 100)]).expect("placed");
		// The gateway is away: no reading of any interval comes in time.
		run_to_interval(T + 6);
		assert!(known_until() > T);
		assert_eq!(cleared(T).1, 100);
		assert_eq!(outcome_of(T), None, "nobody read it");
	});
}

/// Rules that are dropped meanwhile leave nothing behind but what was settled by them.
#[test]
fn prices_are_those_that_were_settled_by() {
	use commonwatt_primitives::traits::MarketClock;
	Chain::new(rules()).run(|| {
		let announce = |from, rules| {
			let announce = pallet_communities::Call::announce_rules {
				community: 0,
				from,
				rules,
			};
			call(&operator(0), announce).expect("the operator's");
		};
		HistoryLength::set(1_000);
		let mut home = Home::new(0, 1).with_credit(RICH);
		run_to_interval(1);
		home.read(100);
		let was = crate::Results::<Test>::get(0, 0).expect("read").prices;
		let settled = |interval| <EnergyMarket as Outcomes>::settled_prices(0, interval);
		assert_eq!(settled(0), Some(was));
		assert_eq!(settled(5), None, "nobody touched it");
		PollWeight::set(SWEEP);
		announce(98, flat_rules(50, 110, 10));
		run_to_interval(98 + 96 + Retention::get() + 20);
		announce(Communities::in_progress() + 97, rules());
		assert_eq!(settled(0), Some(was));
	});
}
