//! Solar generation as a part of the clear day's (after Bacher, Madsen and Nielsen 2009).
//!
//! The clear day is learned from the last days of the series, by time of day: no location, tilt or nominal
//! power is needed, and it follows the season.

use crate::{
	calendar::Week,
	history::{store, History},
	residuals::quantile,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Days the clear day is learned from: enough to see one, few enough to follow the season.
const DAYS: usize = 10;
/// The quantile of these days' values that stands for the clear day.
const CLEAR: f64 = 0.9;
/// Part of the peak that is added to the unit of errors.
const EDGE: f64 = 0.05;
/// Forecasts: as clear as the last hour was, the last two, the last day, and clear.
pub(crate) const SKIES: usize = 4;
/// More than the clear day by this much is a trick of dawn or dusk.
const CLEAREST: f64 = 1.25;

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct ClearSky {
	envelope: Vec<f32>,
	/// Decayed sums of generation and of the clear day's, over the last hour, two hours and day.
	sums: [(f64, f64); SKIES - 1],
}

impl ClearSky {
	pub fn new(week: Week) -> Self {
		Self {
			envelope: vec![0.0; week.day()],
			sums: Default::default(),
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.envelope.len() == week.day()
	}

	/// What a clear day brings at this time.
	fn envelope(&self, week: Week, position: usize) -> f64 {
		self.envelope[week.step(position)] as f64
	}

	/// What errors are measured by: what a clear day brings, and a part of its peak, as around sunrise and
	/// sunset the season moves the envelope.
	pub fn unit(&self, week: Week, position: usize) -> f64 {
		let peak = self
			.envelope
			.iter()
			.fold(0.0f32, |peak, value| peak.max(*value));
		self.envelope(week, position) + EDGE * peak as f64
	}

	/// The forecasts for a time of day.
	pub fn expect(&self, week: Week, position: usize) -> [Option<f64>; SKIES] {
		let clear_now = self.envelope(week, position);
		let like = |(sum, clear): (f64, f64)| {
			(clear > 0.0).then(|| clear_now * (sum / clear).min(CLEAREST))
		};
		let [hour, two, day] = self.sums.map(like);
		[hour, two, day, Some(clear_now)]
	}

	/// Learns the latest value of the history, which is at `position`.
	pub fn update(&mut self, week: Week, position: usize, value: f64, history: &History) {
		let clear = self.envelope(week, position);
		// At night the clearness of the day stands.
		if clear > 0.0 {
			let steps = [24.0, 12.0, 1.0].map(|part| week.day() as f64 / part);
			for ((sum, clear_sum), steps) in self.sums.iter_mut().zip(steps) {
				let decay = 1.0 - 1.0 / steps;
				*sum = *sum * decay + value;
				*clear_sum = *clear_sum * decay + clear;
			}
		}
		let mut days: Vec<f64> = (0..DAYS)
			.filter_map(|day| history.lag(day * week.day()))
			.collect();
		days.sort_unstable_by(f64::total_cmp);
		self.envelope[week.step(position)] = store(quantile(&days, CLEAR).max(0.0));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn after_a_dull_day_the_next_is_expected_dull_in_the_shape_of_the_clear_day() {
		let week = Week { steps: 24 };
		let (mut model, mut history) = (ClearSky::new(week), History::new(week));
		let clear = |step: usize| (6.0 - (step as f64 - 12.0).abs()).max(0.0) * 100.0;
		for t in 0..24 * 29 {
			let value = clear(t % 24) * if t < 24 * 28 { 1.0 } else { 0.25 };
			history.push(Some(value));
			model.update(week, t % week.len(), value, &history);
		}
		let noon = model.expect(week, 12)[0].unwrap_or_default();
		assert!((100.0..300.0).contains(&noon), "{noon}");
		assert_eq!(model.expect(week, 2)[0], Some(0.0));
		let [_, _, _, noon_if_clear] = model.expect(week, 12);
		assert_eq!(
			noon_if_clear,
			Some(600.0),
			"one dull day does not dim the clear day"
		);
	}
}
