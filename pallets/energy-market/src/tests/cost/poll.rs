//! What `on_poll` does.

use super::*;
use crate::{Auctions, Orders, Results};
use commonwatt_primitives::traits::MarketClock;
use frame_support::{traits::Hooks, weights::WeightMeter};

/// A block's `on_poll` with ample weight takes no more than it says.
#[track_caller]
fn polled(what: &str) {
	PollWeight::set(SWEEP);
	let mut meter = WeightMeter::new();
	let cost = cost_of(|| EnergyMarket::on_poll(System::block_number(), &mut meter));
	within(cost, meter.consumed(), what);
	PollWeight::set(Weight::zero());
}

#[test]
fn clearing_closing_and_cashing_out_cost_no_more_than_on_poll_says() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		for owner in 1..=20 {
			let home = Home::new(0, owner).with_credit(RICH);
			let side = if owner % 2 == 0 { Buy } else { Sell };
			home.order(T, side, &[(120, 50)]).expect("placed");
		}
		run_to_interval(T);
		polled("clears");
		run_to_interval(T + 4);
		polled("closes");
		// Eight intervals a block, up to the one before T.
		run_to_interval(T + Retention::get());
		(0..20).for_each(|_| polled("catches up"));
		assert_eq!(Orders::<Test>::iter().count(), 20);
		next_interval();
		polled("cashes out and retires");
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert_eq!(Auctions::<Test>::iter().count(), 0);
	});
}

#[test]
fn clearing_and_closing_at_once_costs_no_more_than_on_poll_says() {
	Chain::new(auction_rules()).run(|| {
		fund_supplier(0, RICH);
		for owner in 1..=20 {
			let home = Home::new(0, owner).with_credit(RICH);
			let side = if owner % 2 == 0 { Buy } else { Sell };
			for interval in 1..=8 {
				home.order(interval, side, &[(120, 50)]).expect("placed");
			}
		}
		run_to_interval(12);
		assert_eq!(
			Results::<Test>::iter_values()
				.filter(|result| result.closed)
				.count(),
			0
		);
		polled("clears and closes");
		assert!(Auctions::<Test>::iter_values().any(|auction| auction.cleared));
		assert_ne!(
			Results::<Test>::iter_values()
				.filter(|result| result.closed)
				.count(),
			0
		);
	});
}

#[test]
fn cashing_out_points_that_are_low_costs_no_more_than_on_poll_says() {
	in_august(|| {
		let interval = Communities::in_progress() + 2;
		let homes: Vec<_> = (1..=20).map(|owner| august_home(owner, 100_000)).collect();
		for (index, home) in homes.iter().enumerate() {
			let side = if index % 2 == 0 { Buy } else { Sell };
			home.order(interval, side, &[(120, 50)]).expect("placed");
		}
		PollWeight::set(SWEEP);
		run_to_interval(interval + Retention::get());
		PollWeight::set(Weight::zero());
		next_interval();
		assert_eq!(Orders::<Test>::iter().count(), 20);
		polled("cashes out");
		assert_eq!(Orders::<Test>::iter().count(), 0);
		assert!(homes.iter().all(|home| is_queued(home) && has_filed(home)));
	});
}
