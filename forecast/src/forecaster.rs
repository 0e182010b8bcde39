//! The facade: one forecaster a series.

use crate::{
	calendar::{Calendar, Week},
	combination::Combination,
	experts::{Experts, EXPERTS},
	horizon::{block_of, Draft, Drafts, BLOCKS},
	kind::Kind,
	learning::{Coefficients, PARTS},
	regression::Regression,
	residuals::{Residuals, LEVELS, SLOTS},
	weather::{Climate, Weather},
};
use alloc::vec::Vec;
use codec::Encode;

/// An interval that is to be forecast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
	/// Where it lies in the week.
	pub calendar: Calendar,
	/// The weather that is expected.
	pub weather: Option<Weather>,
}

/// The forecast of an interval, in the unit of the series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
	/// The mean: what sums and squared errors want.
	pub mean: f64,
	/// The quantiles at [`LEVELS`], ascending; the middle one is the point forecast.
	pub values: [f64; LEVELS.len()],
}

impl Quantiles {
	/// The median: what absolute errors want.
	pub fn median(&self) -> f64 {
		self.values[LEVELS.len() / 2]
	}
}

/// Why a forecaster cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// A day must have 24 to 96 steps, and they must divide it into whole minutes.
	StepsOutOfRange,
}

/// Learns a series online and forecasts it up to a day ahead.
#[derive(Clone, Debug, PartialEq, Encode)]
pub struct Forecaster {
	pub(crate) kind: Kind,
	pub(crate) week: Week,
	/// Position of the latest interval; none before the first.
	pub(crate) latest: Option<u16>,
	pub(crate) experts: Experts,
	pub(crate) spaces: Vec<Regression>,
	pub(crate) climate: Climate,
	pub(crate) drafts: Vec<Drafts>,
	pub(crate) combinations: Vec<Combination>,
	pub(crate) residuals: Vec<Residuals>,
}

impl Forecaster {
	/// Bytes that no encoded state exceeds. At 24 steps a day it takes 38 kB, at 48 47 kB, at 96 66 kB, from the
	/// first interval on.
	pub const MAX_ENCODED_LEN: usize = 67_000;

	/// For a series of `steps_per_day` intervals a day: 24 (hours) to 96 (quarter-hours).
	pub fn new(kind: Kind, steps_per_day: u16) -> Result<Self, Fault> {
		if !(24..=96).contains(&steps_per_day) || 1440 % steps_per_day != 0 {
			return Err(Fault::StepsOutOfRange);
		}
		let week = Week {
			steps: steps_per_day,
		};
		Ok(Self {
			kind,
			week,
			latest: None,
			experts: Experts::new(week, kind == Kind::Generation),
			spaces: [false, true].map(|root| Regression::new(week, root)).into(),
			climate: Climate::new(week),
			drafts: (0..BLOCKS).map(|block| Drafts::new(week, block)).collect(),
			combinations: (0..BLOCKS * PARTS)
				.map(|_| Combination::new(EXPERTS))
				.collect(),
			residuals: (0..BLOCKS).map(|_| Residuals::new()).collect(),
		})
	}

	/// What the series is.
	pub fn kind(&self) -> Kind {
		self.kind
	}

	/// Intervals in a day.
	pub fn steps_per_day(&self) -> u16 {
		self.week.steps
	}

	/// Takes in the next interval: its place in the week, its weather if that is known, and its value if
	/// there is one.
	///
	/// Call it once for every interval, in order. Intervals that were left out, up to a week, count as
	/// missing. A value that is no number is missing; one that is impossible for the kind becomes the
	/// nearest possible.
	pub fn update(&mut self, calendar: Calendar, weather: Option<Weather>, value: Option<f64>) {
		let position = self.week.position(calendar);
		if let Some(latest) = self.latest {
			let mut next = self.week.later(latest as usize, 1);
			while next != position {
				self.advance(next, None, None);
				next = self.week.later(next, 1);
			}
		}
		let value = value.and_then(|value| self.kind.possible(value));
		self.advance(position, weather.and_then(Weather::sane), value);
	}

	/// Forecasts of the intervals that follow the latest update, in order; at most a day of them.
	///
	/// Zeros before the first value.
	pub fn forecast(&self, steps: &[Step]) -> Vec<Quantiles> {
		let solve = |weather: bool| -> Vec<Coefficients> {
			let blocks = 0..BLOCKS;
			blocks.map(|block| self.solve(block, weather)).collect()
		};
		let plain = solve(false);
		let weathers = steps
			.iter()
			.any(|step| step.weather.is_some())
			.then(|| solve(true));
		let expect = |(i, step): (usize, &Step)| {
			let (position, ahead) = (self.week.position(step.calendar), i + 1);
			let block = block_of(self.week, ahead);
			let mut draft = self.draft(position, (block, ahead), &plain[block]);
			let weather = step.weather.and_then(Weather::sane);
			if let Some((weather, coefficients)) = weather.zip(weathers.as_ref()) {
				self.add_weather(&mut draft, position, weather, &coefficients[block]);
			}
			self.quantiles(block, position, &draft)
		};
		steps
			.iter()
			.take(self.week.day())
			.enumerate()
			.map(expect)
			.collect()
	}

	fn quantiles(&self, block: usize, position: usize, draft: &Draft) -> Quantiles {
		let point = self.mixed(block, position, draft).unwrap_or(0.0);
		// Of a day ahead nothing is known on the first day: then what is known of the next hours.
		let known = self.residuals[..=block]
			.iter()
			.rev()
			.find(|residuals| !residuals.is_empty());
		let spread = known
			.unwrap_or(&self.residuals[block])
			.spread(self.week.part(position, SLOTS));
		let unit = self.unit(position);
		let value = |error: f64| self.kind.possible(point + unit * error).unwrap_or(0.0);
		Quantiles {
			mean: value(spread.mean),
			values: spread.quantiles.map(value),
		}
	}
}
