//! How a forecaster learns: what was said of an interval, when its value comes, weighs the experts, fits the
//! regressions and measures the errors.

use crate::{
	experts::{BASIC, EXPERTS, PROFILE, RIDGE, RIDGE_WEATHER},
	forecaster::Forecaster,
	history::{store, MISSING},
	horizon::{reach, Draft, BLOCKS, SPACES},
	kind::Kind,
	residuals::SLOTS,
	weather::{Weather, WEATHER_FEATURES},
};
use alloc::vec::Vec;

/// Parts of the day with weights of their own.
pub(crate) const PARTS: usize = 8;
/// Days until a loss weighs a third.
const LOSS_DAYS: f64 = 30.0;

/// Power of the inverse loss that weighs the experts, by block: of the next step the regressions know more than
/// the others, which dilute them.
const POWERS: [f64; BLOCKS] = [20.0, 12.0, 12.0];

/// Coefficients of a block of horizons, by space.
pub(crate) type Coefficients = [Vec<f64>; SPACES];

impl Forecaster {
	/// What errors are measured by: the clear day for generation, else the unit of the series.
	pub(crate) fn unit(&self, position: usize) -> f64 {
		self.experts
			.clear_sky
			.as_ref()
			.map_or(1.0, |sky| sky.unit(self.week, position))
	}

	/// Generation is hardly off by more than a clear day's: what is beyond comes from a unit that was learned
	/// while the panels were off.
	fn largest_error(&self) -> f64 {
		if self.kind == Kind::Generation {
			1.5
		} else {
			f64::MAX
		}
	}

	fn combination(&self, block: usize, position: usize) -> usize {
		block * PARTS + self.week.part(position, PARTS)
	}

	/// What the experts say together of an interval.
	pub(crate) fn mixed(&self, block: usize, position: usize, draft: &Draft) -> Option<f64> {
		self.combinations[self.combination(block, position)].mix(&draft.experts, POWERS[block])
	}

	pub(crate) fn advance(
		&mut self,
		position: usize,
		weather: Option<Weather>,
		value: Option<f64>,
	) {
		for block in 0..BLOCKS {
			if let Some(value) = value {
				self.learn(block, position, weather, value);
			}
		}
		if let Some(value) = value {
			for space in &mut self.spaces {
				space.update(self.week, position, value);
			}
		}
		self.experts.update(self.week, position, value);
		if let Some(weather) = weather {
			self.climate.update(self.week, position, weather);
		}
		self.latest = Some(position as u16);
		for block in 0..BLOCKS {
			let ahead = reach(self.week, block);
			let later = self.week.later(position, ahead);
			let draft = self.draft(later, (block, ahead), &self.solve(block, false));
			self.drafts[block].replace(draft);
		}
	}

	/// Compares what was said of an interval with its value.
	fn learn(&mut self, block: usize, position: usize, weather: Option<Weather>, value: f64) {
		let mut draft = self.drafts[block].due().clone();
		if let Some(weather) = weather {
			let coefficients = self.solve(block, true);
			self.add_weather(&mut draft, position, weather, &coefficients);
		}
		let Some(mixed) = self.mixed(block, position, &draft) else {
			return;
		};
		let unit = self.unit(position);
		if unit > 0.0 {
			let slot = self.week.part(position, SLOTS);
			let error = ((value - mixed) / unit).clamp(-self.largest_error(), self.largest_error());
			self.residuals[block].push(slot, error);
		}
		let decay = 1.0 - 1.0 / (LOSS_DAYS * (self.week.day() / PARTS) as f64);
		let part = self.combination(block, position);
		self.combinations[part].update(&draft.experts, value, decay);
		let extra = weather.map(|w| self.climate.features(self.week, position, w));
		for (space, known) in self.spaces.iter_mut().zip(&draft.features) {
			let features = with_weather(known, extra.unwrap_or_default());
			space.learn(self.week, position, block, &features, value);
		}
	}

	/// The coefficients that all forecasts of a block share, without weather or with it.
	pub(crate) fn solve(&self, block: usize, weather: bool) -> Coefficients {
		core::array::from_fn(|space| self.spaces[space].solve(block, weather))
	}

	/// What the experts say of an interval, without weather.
	pub(crate) fn draft(
		&self,
		position: usize,
		(block, ahead): (usize, usize),
		coefficients: &Coefficients,
	) -> Draft {
		let basic = self.experts.basic(self.week, position, ahead);
		let mut draft = Draft {
			features: [const { Vec::new() }; SPACES],
			experts: [MISSING; EXPERTS],
		};
		draft.experts[..BASIC].copy_from_slice(&basic);
		for (i, space) in self.spaces.iter().enumerate() {
			let history = &self.experts.history;
			let features = space.features(self.week, position, (block, ahead), history, &basic);
			let ridge = space.at(self.week, position, &coefficients[i], &features);
			let profile = space.profile(self.week, position);
			draft.experts[PROFILE + i] = profile.map_or(MISSING, store);
			draft.experts[RIDGE + i] = self.bounded(ridge);
			draft.features[i] = features.into_iter().map(store).collect();
		}
		draft
	}

	/// Adds the experts that know the weather.
	pub(crate) fn add_weather(
		&self,
		draft: &mut Draft,
		position: usize,
		weather: Weather,
		coefficients: &Coefficients,
	) {
		let extra = self.climate.features(self.week, position, weather);
		for (i, space) in self.spaces.iter().enumerate() {
			let features = with_weather(&draft.features[i], extra);
			let ridge = space.at(self.week, position, &coefficients[i], &features);
			draft.experts[RIDGE_WEATHER + i] = self.bounded(ridge);
		}
	}

	/// A regression's forecast, kept to what is possible.
	fn bounded(&self, value: Option<f64>) -> f32 {
		let plausible = value.map(|value| self.experts.plausible(value));
		plausible
			.and_then(|value| self.kind.possible(value))
			.map_or(MISSING, store)
	}
}

/// All features, from the stored ones and those of the weather.
fn with_weather(known: &[f32], weather: [f64; WEATHER_FEATURES]) -> Vec<f64> {
	known
		.iter()
		.map(|known| *known as f64)
		.chain(weather)
		.collect()
}
