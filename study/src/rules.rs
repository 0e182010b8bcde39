//! Rules without any forecast: they know the tariff of the day to come, their battery, and what the latest
//! interval brought. All in parts of these, so that they mean the same anywhere.

use commonwatt_agents::{Battery, BatterySpec, Dispatch, Latest, Thresholds};

/// Thresholds of the local price and of the tariff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriceRule {
	/// Charge while the local price was at most so much, in lowest retail prices of the day to come;
	pub charge_at: f64,
	/// at least so much of the capacity an hour.
	pub charge: f64,
	/// In dear intervals deliver at least so much of the capacity an hour, and cover the home's need.
	pub deliver: f64,
}

/// A clock: full when the dear intervals begin, empty when they end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockRule {
	/// Charge evenly in the last so many hours of those that are cheapest before the dear ones,
	pub hours: f64,
	/// up to so much of the capacity.
	pub full: f64,
	/// In dear intervals cover the home's need, and deliver at least so much of the capacity an hour.
	pub deliver: f64,
}

/// An interval is dear from half way between the lowest and the highest retail price of the day to come.
struct Day<'a> {
	retail: &'a [u64],
	lowest: u64,
	dear: u64,
}

impl<'a> Day<'a> {
	/// `None` where all prices are the same: there is nothing to wait for.
	fn of(retail: &'a [u64]) -> Option<Self> {
		let (lowest, highest) = (*retail.iter().min()?, *retail.iter().max()?);
		(lowest < highest).then(|| Self {
			retail,
			lowest,
			dear: lowest + (highest - lowest).div_ceil(2),
		})
	}

	fn is_dear(&self, ahead: usize) -> bool {
		self.retail
			.get(ahead)
			.is_some_and(|price| *price >= self.dear)
	}
}

impl PriceRule {
	/// What to do in the first interval of `retail`, the tariff of the day to come.
	pub fn decide(
		&self,
		spec: &BatterySpec,
		hours: f64,
		retail: &[u64],
		feed_in: u64,
		latest: &Latest,
	) -> Dispatch {
		let (Some(day), Some(now)) = (Day::of(retail), retail.first()) else {
			return Dispatch::FOLLOW;
		};
		let an_hour = spec.capacity_wh * hours;
		let thresholds = Thresholds {
			charge_at: self.charge_at * day.lowest as f64,
			charge_wh: self.charge * an_hour,
			deliver_at: day.dear as f64,
			deliver_wh: self.deliver * an_hour,
		};
		thresholds.decide(*now as f64, feed_in as f64, latest)
	}
}

impl ClockRule {
	/// What to do in the first interval of `retail`, the tariff of the day to come.
	pub fn decide(&self, battery: &Battery, retail: &[u64]) -> Dispatch {
		let Some(day) = Day::of(retail) else {
			return Dispatch::FOLLOW;
		};
		let (spec, hours) = (battery.spec(), battery.hours());
		if day.is_dear(0) {
			let least = self.deliver * spec.capacity_wh * hours;
			return Dispatch::within(i64::MIN, -(least as i64));
		}
		match self.intervals_left(&day, hours) {
			Some(left) => {
				let room = (self.full * spec.capacity_wh - battery.stored()).max(0.0);
				let least = (room / spec.charge_efficiency / left as f64).ceil();
				Dispatch::within(least as i64, i64::MAX)
			}
			None => Dispatch::STORE_SURPLUS,
		}
	}

	/// How many intervals of charging are left, this one included; `None` if it is none of them.
	fn intervals_left(&self, day: &Day, hours: f64) -> Option<usize> {
		let before = (0..day.retail.len()).take_while(|ahead| !day.is_dear(*ahead));
		let prices = before.map(|ahead| day.retail[ahead]);
		let cheapest = prices.clone().min()?;
		let left = prices.filter(|price| *price == cheapest).count();
		let charging = (self.hours / hours).round().max(1.0) as usize;
		(day.retail.first() == Some(&cheapest) && left <= charging).then_some(left)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SPEC: BatterySpec = BatterySpec {
		capacity_wh: 6_000.0,
		charge_w: 3_000.0,
		discharge_w: 3_000.0,
		charge_efficiency: 0.5,
		discharge_efficiency: 1.0,
		wear: 0.0,
	};

	/// A day from an hour on: dear from 16 to 21, cheapest before 14.
	fn tariff(hour: usize, times: u64) -> Vec<u64> {
		let price = |hour: usize| match hour % 24 {
			16..21 => 500,
			14 | 15 => 220,
			_ => 210,
		};
		(hour..hour + 24).map(|hour| price(hour) * times).collect()
	}

	#[test]
	fn the_clock_charges_evenly_in_the_last_of_the_cheapest_hours() {
		let clock = ClockRule {
			hours: 3.0,
			full: 1.0,
			deliver: 0.1,
		};
		let at = |stored: f64, hour: usize| {
			let battery = Battery::holding(SPEC, 1.0, stored).expect("can be");
			clock.decide(&battery, &tariff(hour, 1)).follow(100)
		};
		assert_eq!(at(0.0, 10), 0);
		// 6,000 Wh of room take 12,000, in three hours.
		assert_eq!(at(0.0, 11), 4_000);
		assert_eq!(at(3_000.0, 13), 6_000);
		// What is still lacking is made up in what is left.
		assert_eq!((at(3_000.0, 14), at(6_000.0, 14)), (3_000, 0));
		assert_eq!(at(3_000.0, 16), -600);
		assert_eq!(at(3_000.0, 21), 0);
	}

	#[test]
	fn thresholds_follow_the_tariff_and_the_battery() {
		let rule = PriceRule {
			charge_at: 0.9,
			charge: 0.25,
			deliver: 0.0,
		};
		let plenty = Latest {
			short: 1_000,
			long: 1_000,
		};
		let at = |hour: usize, times: u64, latest: &Latest| {
			let day = tariff(hour, times);
			let dispatch = rule.decide(&SPEC, 1.0, &day, 50 * times, latest);
			dispatch.follow(70)
		};
		for times in [1, 2, 1_000_000] {
			// The pool's price is 130.
			assert_eq!(at(3, times, &plenty), 1_500);
			assert_eq!(at(3, times, &Latest::default()), 1_500);
			assert_eq!(at(17, times, &plenty), -70);
			let scarce = Latest {
				short: 1_000,
				long: 0,
			};
			assert_eq!(at(3, times, &scarce), 0);
		}
	}

	#[test]
	fn with_one_price_all_day_a_battery_serves_its_home() {
		let flat = [300; 24];
		let battery = Battery::holding(SPEC, 1.0, 3_000.0).expect("can be");
		let clock = ClockRule {
			hours: 3.0,
			full: 1.0,
			deliver: 0.1,
		};
		let rule = PriceRule {
			charge_at: 0.9,
			charge: 0.25,
			deliver: 0.0,
		};
		assert_eq!(clock.decide(&battery, &flat), Dispatch::FOLLOW);
		let latest = Latest::default();
		assert_eq!(
			rule.decide(&SPEC, 1.0, &flat, 50, &latest),
			Dispatch::FOLLOW
		);
	}
}
