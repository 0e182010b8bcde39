//! What is studied: a community's measured year.

use commonwatt_agents::BatterySpec;
use commonwatt_forecast::Calendar;

/// A community's year, one entry an interval in every list, the first at 00:00 local time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Community {
	/// Intervals in a day: 24 to 96.
	pub steps_per_day: u16,
	/// Day of the week of the first interval, 0 for Monday.
	pub first_weekday: u8,
	/// Month of each interval, 1 to 12.
	pub month: Vec<u8>,
	/// What the supplier asks, base units per Wh.
	pub retail: Vec<u64>,
	/// What the supplier pays, base units per Wh.
	pub feed_in: u64,
	/// What an imported kWh emits, kg.
	pub carbon: Vec<f64>,
	/// The homes.
	pub homes: Vec<Home>,
}

/// A home of a community.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Home {
	/// Its name.
	pub name: String,
	/// Demand in each interval, Wh.
	pub demand: Vec<u32>,
	/// Solar generation in each interval, Wh.
	pub generation: Vec<u32>,
	/// Its battery, if it has one; wear in base units per Wh.
	pub battery: Option<BatterySpec>,
	/// What its connection carries either way, W: its battery keeps to what the home leaves of it. Unlimited if
	/// `None`.
	pub connection_w: Option<u32>,
}

/// Why a community cannot be studied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadCommunity {
	/// Fewer than 24 or more than 96 intervals a day, or such that do not divide a day.
	StepsPerDay,
	/// No interval, or lists of different length; the name of the list.
	Length(&'static str),
	/// No home.
	NoHome,
	/// The supplier would pay more than it asks in this interval.
	FeedInAboveRetail(usize),
	/// A carbon intensity below 0 or not a number, in this interval.
	Carbon(usize),
	/// The battery of this home cannot be.
	Battery(usize),
}

impl Community {
	/// Intervals.
	pub fn intervals(&self) -> usize {
		self.retail.len()
	}

	/// Length of an interval, hours.
	pub fn hours(&self) -> f64 {
		24.0 / f64::from(self.steps_per_day)
	}

	/// Place of an interval in the week.
	pub fn calendar(&self, interval: usize) -> Calendar {
		let steps = usize::from(self.steps_per_day);
		let day = interval / steps + usize::from(self.first_weekday);
		Calendar {
			step: (interval % steps) as u16,
			weekday: (day % 7) as u8,
		}
	}

	/// The months of the data, counted from 0: which one each interval is in.
	pub fn months(&self) -> Vec<usize> {
		let mut at = 0;
		let changes = self.month.windows(2).map(|pair| {
			at += usize::from(pair[0] != pair[1]);
			at
		});
		let first = (!self.month.is_empty()).then_some(0);
		first.into_iter().chain(changes).collect()
	}

	/// What the supplier asks in an interval, base units per Wh; after the last one as a week before, if there
	/// is so much. Whoever plans near the end does not know that it is one.
	pub fn retail_of(&self, interval: usize) -> u64 {
		let intervals = self.intervals();
		let day = usize::from(self.steps_per_day);
		let period = match intervals >= 7 * day {
			true => 7 * day,
			false => day.clamp(1, intervals.max(1)),
		};
		let beyond = (interval + 1).saturating_sub(intervals);
		let at = interval.checked_sub(beyond.div_ceil(period) * period);
		at.and_then(|at| self.retail.get(at).copied()).unwrap_or(0)
	}

	/// The tariff of the day that begins with an interval.
	pub fn tariff(&self, interval: usize) -> Vec<u64> {
		let day = interval..interval + usize::from(self.steps_per_day);
		day.map(|at| self.retail_of(at)).collect()
	}

	/// Net load of every home in an interval without its battery, Wh.
	pub fn nets(&self, interval: usize) -> Vec<i64> {
		self.homes.iter().map(|home| home.net(interval)).collect()
	}

	/// Capacity of all batteries, Wh.
	pub fn storage(&self) -> f64 {
		let capacity = |home: &Home| home.battery.map_or(0.0, |battery| battery.capacity_wh);
		self.homes.iter().map(capacity).sum()
	}

	/// What is wrong with it, if anything.
	pub fn check(&self) -> Result<(), BadCommunity> {
		if !(24..=96).contains(&self.steps_per_day) || 96 % self.steps_per_day != 0 {
			return Err(BadCommunity::StepsPerDay);
		}
		let intervals = self.intervals();
		if intervals == 0 {
			return Err(BadCommunity::Length("retail"));
		}
		if self.homes.is_empty() {
			return Err(BadCommunity::NoHome);
		}
		let same = |length: usize, name| match length == intervals {
			true => Ok(()),
			false => Err(BadCommunity::Length(name)),
		};
		same(self.month.len(), "month")?;
		same(self.carbon.len(), "carbon")?;
		for (index, home) in self.homes.iter().enumerate() {
			same(home.demand.len(), "demand")?;
			same(home.generation.len(), "generation")?;
			let battery = home.battery.map_or(Ok(()), |battery| battery.check());
			battery.map_err(|_| BadCommunity::Battery(index))?;
		}
		if let Some(at) = self.retail.iter().position(|retail| *retail < self.feed_in) {
			return Err(BadCommunity::FeedInAboveRetail(at));
		}
		let possible = |carbon: &f64| carbon.is_finite() && *carbon >= 0.0;
		match self.carbon.iter().position(|carbon| !possible(carbon)) {
			Some(at) => Err(BadCommunity::Carbon(at)),
			None => Ok(()),
		}
	}
}

impl Home {
	/// Net load without the battery, Wh.
	pub fn net(&self, interval: usize) -> i64 {
		i64::from(self.demand[interval]) - i64::from(self.generation[interval])
	}
}
