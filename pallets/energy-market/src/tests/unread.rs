//! What nobody read has no outcome: not after a late reading, and not because it was traded in.

use super::{homes::*, trading::*};
use crate::mock::*;
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	traits::Outcomes,
};
use frame_support::weights::Weight;

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
		PollWeight::set(SWEEP);
		run_to_interval(9);
		PollWeight::set(Weight::zero());
		assert!(known_until() > 0);
		assert_eq!(outcome_of(0), None, "nobody read it");
		// The gateway is back: 500 Wh were taken in interval 0.
		home.read(500);
		assert_eq!(outcome_of(0), None, "nobody read it in time");
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
