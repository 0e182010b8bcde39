//! Ridge autoregression around the profile, one for each block of horizons.
//!
//! It forecasts the departure from the slow profile by earlier departures, by those of the other models
//! and, where there is one, by the weather. In root space it does so for the square root of the series,
//! where errors are less skewed.

use crate::{
	calendar::Week,
	clear_sky::SKIES,
	experts::{BASIC, CLEAR_SKY, FAST, HOLT_SLOW, MEDIAN, SAME_TYPE},
	gram::Gram,
	history::{load, History},
	horizon::{is_next_step, BLOCKS, SHORT},
	profile::Profile,
	weather::WEATHER_FEATURES,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// Features of every horizon.
const FEATURES: usize = 13;
/// How fast what just happened fades differs by time of day: so many harmonics of the day tell how.
const HARMONICS: usize = 2;
/// Features that only the next step has: the interval after the same one a day ago, and the last departures by
/// time of day.
const NEXT_STEP_FEATURES: usize = 1 + 2 * 2 * HARMONICS;

/// Rate of the slow profile.
const PROFILE_RATE: f32 = 0.05;
/// Days until an observation weighs a third, by block: what follows from the last step changes soonest.
const MEMORY_DAYS: [f64; BLOCKS] = [30.0, 60.0, 60.0];

/// The models whose departures are features.
const MODELS: [usize; 4] = [FAST, MEDIAN, HOLT_SLOW, SAME_TYPE];
const SOLAR_MODELS: [usize; 4] = [CLEAR_SKY, CLEAR_SKY + 1, CLEAR_SKY + 2, CLEAR_SKY + 3];

/// Features of a block without weather.
pub(crate) fn features_of(block: usize) -> usize {
	if is_next_step(block) {
		FEATURES + NEXT_STEP_FEATURES
	} else {
		FEATURES
	}
}

/// All features of a block; those of the weather are the last.
pub(crate) fn all_features_of(block: usize) -> usize {
	features_of(block) + WEATHER_FEATURES
}

/// Cosine and sine of the time of day, of each harmonic.
fn harmonics(week: Week, position: usize) -> impl Iterator<Item = f64> {
	let turn = 2.0 * core::f64::consts::PI * week.step(position) as f64 / week.day() as f64;
	(1..=HARMONICS).flat_map(move |harmonic| {
		let angle = harmonic as f64 * turn;
		[libm::cos(angle), libm::sin(angle)]
	})
}

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Regression {
	root: bool,
	profile: Profile,
	/// Decayed mean departures: of the last steps, day, week.
	levels: [f64; 3],
	last: f64,
	/// Mean size of a departure.
	size: f64,
	grams: Vec<Gram>,
}

impl Regression {
	pub fn new(week: Week, root: bool) -> Self {
		let grams = (0..BLOCKS)
			.map(|block| Gram::new(all_features_of(block)))
			.collect();
		let profile = Profile::new(week, PROFILE_RATE);
		Self {
			root,
			profile,
			levels: [0.0; 3],
			last: 0.0,
			size: 0.0,
			grams,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.profile.fits(week)
			&& self.grams.len() == BLOCKS
			&& self
				.grams
				.iter()
				.enumerate()
				.all(|(block, gram)| gram.fits(all_features_of(block)))
	}

	fn transformed(&self, value: f64) -> f64 {
		match self.root {
			true if value < 0.0 => -libm::sqrt(-value),
			true => libm::sqrt(value),
			false => value,
		}
	}

	fn restored(&self, value: f64) -> f64 {
		if self.root {
			value * libm::fabs(value)
		} else {
			value
		}
	}

	/// The profile alone.
	pub fn profile(&self, week: Week, position: usize) -> Option<f64> {
		self.profile
			.at(week, position)
			.map(|value| self.restored(value))
	}

	fn departure(&self, week: Week, position: usize, value: f64) -> f64 {
		self.profile
			.at(week, position)
			.map_or(0.0, |mean| self.transformed(value) - mean)
	}

	/// Features of the interval at `position`, `ahead` steps after the latest of the history, in `block`.
	pub fn features(
		&self,
		week: Week,
		position: usize,
		(block, ahead): (usize, usize),
		history: &History,
		basic: &[f32; BASIC],
	) -> Vec<f64> {
		// A missing value counts as an ordinary one.
		let earlier = |lag: usize| {
			let value = history.lag(lag.saturating_sub(ahead));
			value.map_or(0.0, |v| {
				self.departure(week, week.earlier(position, lag), v)
			})
		};
		let model =
			|expert: usize| load(basic[expert]).map_or(0.0, |v| self.departure(week, position, v));
		let solar = load(basic[CLEAR_SKY + SKIES - 1]).is_some();
		let models = if solar { SOLAR_MODELS } else { MODELS };
		let day = week.day();
		let mut features = Vec::with_capacity(features_of(block));
		features.extend_from_slice(&[
			self.size,
			earlier(day),
			earlier(2 * day),
			earlier(7 * day),
			earlier(day + 1),
			self.levels[0],
			self.levels[1],
			self.levels[2],
			self.last,
			model(models[0]),
			model(models[1]),
			model(models[2]),
			model(models[3]),
		]);
		if is_next_step(block) {
			features.push(earlier(day - 1));
			for harmonic in harmonics(week, position) {
				features.extend_from_slice(&[harmonic * self.last, harmonic * self.levels[0]]);
			}
		}
		features
	}

	/// Coefficients of the block, of those of the weather too if that is known.
	pub fn solve(&self, block: usize, weather: bool) -> Vec<f64> {
		self.grams[block].solve(if weather {
			all_features_of(block)
		} else {
			features_of(block)
		})
	}

	/// Forecast by the coefficients of the block.
	pub fn at(
		&self,
		week: Week,
		position: usize,
		coefficients: &[f64],
		features: &[f64],
	) -> Option<f64> {
		let departure: f64 = coefficients.iter().zip(features).map(|(c, f)| c * f).sum();
		self.profile
			.at(week, position)
			.map(|mean| self.restored(mean + departure))
	}

	/// Learns what followed from the features of an earlier origin.
	pub fn learn(
		&mut self,
		week: Week,
		position: usize,
		block: usize,
		features: &[f64],
		value: f64,
	) {
		let departure = self.departure(week, position, value);
		let decay = 1.0 - 1.0 / (MEMORY_DAYS[block] * week.day() as f64);
		self.grams[block].update(features, departure, decay);
	}

	/// Takes in the latest value.
	pub fn update(&mut self, week: Week, position: usize, value: f64) {
		let departure = self.departure(week, position, value);
		let memory = [SHORT as f64, week.day() as f64, week.len() as f64];
		for (level, memory) in self.levels.iter_mut().zip(memory) {
			*level += (departure - *level) / memory;
		}
		self.size += (libm::fabs(departure) - self.size) / week.len() as f64;
		self.last = departure;
		let value = self.transformed(value);
		self.profile.update(week, position, value);
	}
}
