//! What a home knows of itself: what its meter counted, and what it expects of it.

use crate::market_time::MarketTime;
use anyhow::{anyhow, Result};
use commonwatt_forecast::{Calendar, Forecaster, Kind, Quantiles, Step};
use commonwatt_primitives::NetWh;
use commonwatt_simulator::data::calendar::local_time;

/// An interval, also before the chain's first.
pub type At = i64;

const SECONDS_PER_DAY: u32 = 86_400;

/// The community's calendar, also before the chain's first interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Almanac {
	local_epoch_seconds: u64,
	interval_seconds: u32,
}

impl Almanac {
	pub fn of(time: &MarketTime) -> Self {
		Self {
			local_epoch_seconds: time.local_epoch_seconds,
			interval_seconds: time.interval_seconds.max(1),
		}
	}

	/// Intervals in a day.
	pub fn steps_per_day(&self) -> u16 {
		(SECONDS_PER_DAY / self.interval_seconds).min(u16::MAX.into()) as u16
	}

	pub fn interval_seconds(&self) -> u32 {
		self.interval_seconds
	}

	/// The local day in which an interval begins, counted from 1970.
	pub fn day_of(&self, at: At) -> i64 {
		let since = at.saturating_mul(self.interval_seconds.into());
		let epoch = i64::try_from(self.local_epoch_seconds).unwrap_or(i64::MAX);
		epoch
			.saturating_add(since)
			.div_euclid(SECONDS_PER_DAY.into())
	}

	/// When a day begins, in seconds from interval 0.
	pub fn midnight(&self, day: i64) -> i64 {
		let epoch = i64::try_from(self.local_epoch_seconds).unwrap_or(i64::MAX);
		day.saturating_mul(SECONDS_PER_DAY.into())
			.saturating_sub(epoch)
	}

	/// Hours of an interval.
	pub fn hours(&self) -> f64 {
		f64::from(self.interval_seconds) / 3_600.0
	}

	pub fn calendar(&self, at: At) -> Calendar {
		let since = at.saturating_mul(self.interval_seconds.into());
		let local = self.local_epoch_seconds.saturating_add_signed(since);
		let second = local % u64::from(SECONDS_PER_DAY);
		Calendar {
			step: (second / u64::from(self.interval_seconds)) as u16,
			weekday: local_time(local).day_type.saturating_sub(1),
		}
	}
}

/// A home that learns from its meter, its battery apart.
pub struct Home {
	almanac: Almanac,
	model: Forecaster,
	/// The first interval that it knows nothing of.
	next: Option<At>,
}

impl Home {
	pub fn new(almanac: Almanac) -> Result<Self> {
		let model = Forecaster::new(Kind::NetLoad, almanac.steps_per_day());
		Ok(Self {
			almanac,
			model: model.map_err(|_| {
				anyhow!("an agent needs intervals of a quarter of an hour to an hour")
			})?,
			next: None,
		})
	}

	/// Its meter has counted so much; an interval it knows already is passed over.
	pub fn learn(&mut self, at: At, net: NetWh) {
		if self.next.is_some_and(|next| at < next) {
			return;
		}
		let calendar = self.almanac.calendar(at);
		self.model.update(calendar, None, Some(net as f64));
		self.next = Some(at.saturating_add(1));
	}

	/// What it expects of intervals from one on, as far as it can see: a day after what it knows.
	pub fn expect(&self, from: At, intervals: usize) -> Vec<Quantiles> {
		let Some(skipped) = self.next.and_then(|next| from.checked_sub(next)) else {
			return Vec::new();
		};
		let Ok(skipped) = usize::try_from(skipped) else {
			return Vec::new();
		};
		let first = from.saturating_sub_unsigned(skipped as u64);
		let seen = skipped
			.saturating_add(intervals)
			.min(self.almanac.steps_per_day().into());
		let steps: Vec<Step> = (first..)
			.take(seen)
			.map(|at| Step {
				calendar: self.almanac.calendar(at),
				weather: None,
			})
			.collect();
		self.model
			.forecast(&steps)
			.into_iter()
			.skip(skipped)
			.collect()
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::market_time::tests::TIME;

	/// A home that has known four weeks of the same net load by the hour, up to interval `next`.
	pub fn home(next: At, net: impl Fn(u16) -> NetWh) -> Home {
		let almanac = Almanac::of(&TIME);
		let mut home = Home::new(almanac).expect("hours are fine");
		for at in next - 28 * 24..next {
			home.learn(at, net(almanac.calendar(at).step));
		}
		home
	}

	#[test]
	fn the_calendar_goes_on_before_the_chain() {
		// Monday, 1 August 2005, 00:00.
		let almanac = Almanac::of(&TIME);
		let place = |at| {
			let Calendar { step, weekday } = almanac.calendar(at);
			(step, weekday)
		};
		assert_eq!(place(0), (0, 0));
		assert_eq!(place(18), (18, 0));
		assert_eq!(place(-1), (23, 6));
		assert_eq!(almanac.steps_per_day(), 24);
		assert_eq!(almanac.hours(), 1.0);
		let today = almanac.day_of(0);
		assert_eq!(almanac.midnight(today), 0);
		assert_eq!(almanac.midnight(today - 1), -86_400);
		assert_eq!((almanac.day_of(23), almanac.day_of(-1)), (today, today - 1));
	}

	#[test]
	fn a_home_expects_what_it_has_always_counted() {
		let home = home(18, |hour| if hour == 20 { 900 } else { -300 });
		let expected = home.expect(18, 4);
		let medians: Vec<f64> = expected.iter().map(|one| one.median().round()).collect();
		assert_eq!(medians, [-300.0, -300.0, 900.0, -300.0]);
		assert_eq!(home.expect(20, 1)[0].median().round(), 900.0);
	}

	#[test]
	fn it_sees_a_day_and_expects_nothing_of_what_it_knows() {
		let home = home(18, |_| 500);
		assert_eq!(home.expect(18, 100).len(), 24);
		assert_eq!(home.expect(30, 100).len(), 12);
		assert!(home.expect(42, 1).is_empty());
		assert!(home.expect(17, 1).is_empty());
	}

	#[test]
	fn what_comes_twice_is_learned_once() {
		let (mut one, two) = (home(18, |_| 500), home(18, |_| 500));
		one.learn(17, 9_000);
		assert_eq!(one.expect(18, 1), two.expect(18, 1));
	}

	#[test]
	fn a_home_that_was_never_metered_expects_nothing() {
		let home = Home::new(Almanac::of(&TIME)).expect("hours are fine");
		assert!(home.expect(18, 4).is_empty());
	}
}
