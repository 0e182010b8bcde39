//! Additive Holt-Winters with a damped trend and the day as season (Winters 1960, Gardner 1985).

use crate::{calendar::Week, history::store};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Damping of the trend a step.
const DAMPING: f64 = 0.9;
/// Smoothing of the trend, as a part of the level's.
const TREND: f64 = 0.1;

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct HoltWinters {
	level_rate: f32,
	season_rate: f32,
	level: f64,
	trend: f64,
	season: Vec<f32>,
	started: bool,
}

impl HoltWinters {
	pub fn new(week: Week, level_rate: f32, season_rate: f32) -> Self {
		let season = vec![0.0; week.day()];
		Self {
			level_rate,
			season_rate,
			level: 0.0,
			trend: 0.0,
			season,
			started: false,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.season.len() == week.day()
	}

	/// Forecast for `position`, `ahead` steps after the last update.
	pub fn at(&self, week: Week, position: usize, ahead: usize) -> Option<f64> {
		// The sum of the first `ahead` powers of the damping.
		let damped = DAMPING * (1.0 - libm::pow(DAMPING, ahead as f64)) / (1.0 - DAMPING);
		let season = self.season[week.step(position)] as f64;
		self.started
			.then_some(self.level + damped * self.trend + season)
	}

	pub fn update(&mut self, week: Week, position: usize, value: f64) {
		if !self.started {
			(self.level, self.started) = (value, true);
		}
		let (a, g) = (self.level_rate as f64, self.season_rate as f64);
		let step = week.step(position);
		let season = self.season[step] as f64;
		let expected = self.level + DAMPING * self.trend;
		let level = expected + a * (value - season - expected);
		self.trend = DAMPING * self.trend + TREND * a * (level - expected);
		self.level = level.clamp(-1e15, 1e15);
		self.season[step] = store(season + g * (value - expected - season));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_daily_pattern_is_learned() {
		let week = Week { steps: 24 };
		let mut model = HoltWinters::new(week, 0.05, 0.2);
		let value = |position: usize| 100.0 + (position % 24) as f64;
		(0..24 * 60).for_each(|t| model.update(week, t % week.len(), value(t)));
		for ahead in 1..=24 {
			let position = (24 * 60 + ahead - 1) % week.len();
			let forecast = model.at(week, position, ahead).unwrap_or_default();
			assert!(
				(forecast - value(position)).abs() < 1.0,
				"{ahead}: {forecast}"
			);
		}
	}
}
