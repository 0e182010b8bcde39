//! Forecasts from a rolling origin: before each interval, only what lies before it is known.

use crate::community::{Community, Series};
use commonwatt_forecast::{Forecaster, Quantiles, Step, LEVELS};
use std::ops::Range;

/// When forecasts are made, and how far they reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
	/// Every midnight, for the 24 hours that follow.
	DayAhead,
	/// Every hour, for the hour that follows.
	HourAhead,
}

impl Setting {
	/// Both settings.
	pub const ALL: [Self; 2] = [Self::DayAhead, Self::HourAhead];

	/// Name in tables and files.
	pub fn name(self) -> &'static str {
		match self {
			Self::DayAhead => "day-ahead",
			Self::HourAhead => "hour-ahead",
		}
	}

	/// Intervals that are forecast, and from one origin to the next.
	pub fn steps(self, steps_per_day: u16) -> usize {
		match self {
			Self::DayAhead => steps_per_day as usize,
			Self::HourAhead => steps_per_day as usize / 24,
		}
	}
}

/// A forecast of the intervals from `origin` on.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
	/// Row of the first interval that is forecast; only rows before it were known.
	pub origin: usize,
	/// One entry an interval.
	pub steps: Vec<Quantiles>,
}

/// The forecasts of one series in both settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forecasts {
	/// See [`Setting::DayAhead`].
	pub day_ahead: Vec<Forecast>,
	/// See [`Setting::HourAhead`].
	pub hour_ahead: Vec<Forecast>,
}

impl Forecasts {
	/// Those of a setting.
	pub fn of(&self, setting: Setting) -> &[Forecast] {
		match setting {
			Setting::DayAhead => &self.day_ahead,
			Setting::HourAhead => &self.hour_ahead,
		}
	}
}

/// The seasonal naive forecast: every value as a day before, without a spread.
pub fn naive(community: &Community, series: &Series, rows: Range<usize>) -> Forecasts {
	let day = community.steps_per_day as usize;
	points(community, rows, |_, row| {
		value(series, row.checked_sub(day))
	})
}

/// Days of [`median_and_departure`].
const MEDIAN_DAYS: usize = 14;

/// A simple forecast that a learnt one must beat: the median of the same interval on the latest fourteen days,
/// and of what the latest known value departs from that, half in the next interval, a quarter in the one after,
/// and so on. Without a spread.
pub fn median_and_departure(
	community: &Community,
	series: &Series,
	rows: Range<usize>,
) -> Forecasts {
	let day = community.steps_per_day as usize;
	let median = |row: usize| {
		let days = (1..=MEDIAN_DAYS).map_while(|days| row.checked_sub(days * day));
		let mut values: Vec<f64> = days.map(|row| value(series, Some(row))).collect();
		values.sort_unstable_by(f64::total_cmp);
		match values.len() {
			0 => 0.0,
			count => (values[count / 2] + values[(count - 1) / 2]) / 2.0,
		}
	};
	points(community, rows, |origin, row| {
		let departure = origin
			.checked_sub(1)
			.map_or(0.0, |latest| value(series, Some(latest)) - median(latest));
		let after = i32::try_from(row - origin).unwrap_or(i32::MAX);
		median(row) + departure * 0.5f64.powi(after.saturating_add(1))
	})
}

fn value(series: &Series, row: Option<usize>) -> f64 {
	let value = row.and_then(|row| series.values.get(row));
	value.copied().unwrap_or(0.0)
}

/// Forecasts without a spread by what an origin expects of a row.
fn points(
	community: &Community,
	rows: Range<usize>,
	expect: impl Fn(usize, usize) -> f64,
) -> Forecasts {
	let of = |setting: Setting| {
		let steps = setting.steps(community.steps_per_day).max(1);
		let origins = rows
			.clone()
			.filter(|row| row % steps == 0 && row + steps <= rows.end);
		let point = |value| Quantiles {
			mean: value,
			values: [value; LEVELS.len()],
		};
		let forecast = |origin| Forecast {
			origin,
			steps: (origin..origin + steps)
				.map(|row| point(expect(origin, row)))
				.collect(),
		};
		origins.map(forecast).collect()
	};
	Forecasts {
		day_ahead: of(Setting::DayAhead),
		hour_ahead: of(Setting::HourAhead),
	}
}

/// Runs a forecaster over a series from its first row and keeps the forecasts whose origins are in
/// `rows`. `perfect_weather` tells it the measured weather, that of the forecast intervals included;
/// without it the forecaster never sees any. None where the community's steps are not supported.
pub fn roll(
	community: &Community,
	series: &Series,
	perfect_weather: bool,
	rows: Range<usize>,
) -> Option<Forecasts> {
	let mut forecaster = Forecaster::new(series.group.kind(), community.steps_per_day).ok()?;
	let weather = |row: usize| {
		community
			.weather
			.get(row)
			.copied()
			.filter(|_| perfect_weather)
	};
	let step = |row| Step {
		calendar: community.calendar(row),
		weather: weather(row),
	};
	let mut forecasts = Forecasts::default();
	let end = rows.end.min(series.values.len());
	for row in 0..end {
		for setting in Setting::ALL {
			let steps = setting.steps(community.steps_per_day);
			if !rows.contains(&row) || row % steps != 0 || row + steps > end {
				continue;
			}
			let horizon: Vec<Step> = (row..row + steps).map(step).collect();
			let forecast = Forecast {
				origin: row,
				steps: forecaster.forecast(&horizon),
			};
			match setting {
				Setting::DayAhead => forecasts.day_ahead.push(forecast),
				Setting::HourAhead => forecasts.hour_ahead.push(forecast),
			}
		}
		forecaster.update(
			community.calendar(row),
			weather(row),
			Some(series.values[row]),
		);
	}
	Some(forecasts)
}
