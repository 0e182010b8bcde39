//! An agent that reacts to prices, without any forecast.

use crate::{outlook::Latest, Dispatch};

/// Thresholds. Prices in money per Wh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
	/// At this local price or below, charge.
	pub charge_at: f64,
	/// At least so much in an interval, Wh.
	pub charge_wh: f64,
	/// At this tariff or above, cover the home's need,
	pub deliver_at: f64,
	/// and deliver at least so much in an interval, Wh.
	pub deliver_wh: f64,
}

/// What a Wh cost the members in an interval like the latest, at this interval's tariff: the pool's price
/// for what neighbours had, the supplier's for the rest.
pub fn local_price(retail: f64, feed_in: f64, latest: &Latest) -> f64 {
	let pool = feed_in + (retail - feed_in) / 2.0;
	let green = latest.green_share();
	green * pool + (1.0 - green) * retail
}

impl Thresholds {
	/// What to do in an interval with this tariff, knowing the latest interval. Surplus is stored at any
	/// price below `deliver_at`.
	pub fn decide(&self, retail: f64, feed_in: f64, latest: &Latest) -> Dispatch {
		if retail >= self.deliver_at {
			return Dispatch::within(i64::MIN, -(self.deliver_wh as i64));
		}
		if local_price(retail, feed_in, latest) <= self.charge_at {
			return Dispatch::within(self.charge_wh as i64, i64::MAX);
		}
		Dispatch::STORE_SURPLUS
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const AGENT: Thresholds = Thresholds {
		charge_at: 150.0,
		charge_wh: 700.0,
		deliver_at: 400.0,
		deliver_wh: 300.0,
	};

	#[test]
	fn the_local_price_falls_as_neighbours_have_more() {
		let price = |short, long| local_price(200.0, 50.0, &Latest { short, long });
		assert_eq!(price(1_000, 0), 200.0);
		assert_eq!(price(1_000, 500), 162.5);
		assert_eq!(price(1_000, 3_000), 125.0);
		assert_eq!(price(0, 0), 125.0);
	}

	#[test]
	fn it_charges_below_the_one_threshold_and_delivers_above_the_other() {
		let scarce = Latest {
			short: 1_000,
			long: 0,
		};
		let plenty = Latest {
			short: 1_000,
			long: 1_000,
		};
		assert_eq!(AGENT.decide(200.0, 50.0, &plenty).follow(0), 700);
		assert_eq!(AGENT.decide(200.0, 50.0, &scarce).follow(0), 0);
		assert_eq!(AGENT.decide(200.0, 50.0, &scarce).follow(-90), 90);
		assert_eq!(AGENT.decide(400.0, 50.0, &plenty).follow(0), -300);
		assert_eq!(AGENT.decide(400.0, 50.0, &plenty).follow(900), -900);
	}
}
