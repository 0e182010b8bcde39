//! How a forecaster learns: what was said of an interval, when its value comes, weighs the experts, fits the
//! regressions and measures the errors.

use crate::{
	combination::Combination,
	experts::{BASIC, EXPERTS, PROFILE, RIDGE, RIDGE_WEATHER},
	forecaster::Forecaster,
	history::{store, MISSING},
	horizon::{reach, Draft, BLOCKS, SPACES},
	kind::Kind,
	regression::{ALL_FEATURES, FEATURES},
	residuals::SLOTS,
	weather::Weather,
};
use alloc::vec::Vec;

/// Parts of the day with weights of their own.
pub(crate) const PARTS: usize = 8;
/// Days until a loss weighs a third.
const LOSS_DAYS: f64 = 30.0;

/// Coefficients of a block of horizons, by space.
pub(crate) struct Plan {
	plain: [Vec<f64>; SPACES],
	weather: [Vec<f64>; SPACES],
}

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

	pub(crate) fn combination(&self, block: usize, position: usize) -> &Combination {
		&self.combinations[block * PARTS + self.week.part(position, PARTS)]
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
			let draft = self.draft(later, ahead, &self.plan(block));
			self.drafts[block].replace(draft);
		}
	}

	/// Compares what was said of an interval with its value.
	fn learn(&mut self, block: usize, position: usize, weather: Option<Weather>, value: f64) {
		let mut draft = self.drafts[block].due().clone();
		let plan = self.plan(block);
		self.add_weather(&mut draft, position, weather, &plan);
		let part = block * PARTS + self.week.part(position, PARTS);
		let Some(mixed) = self.combinations[part].mix(&draft.experts) else {
			return;
		};
		let unit = self.unit(position);
		if unit > 0.0 {
			let slot = self.week.part(position, SLOTS);
			let error = ((value - mixed) / unit).clamp(-self.largest_error(), self.largest_error());
			self.residuals[block].push(slot, error);
		}
		let decay = 1.0 - 1.0 / (LOSS_DAYS * (self.week.day() / PARTS) as f64);
		self.combinations[part].update(&draft.experts, value, decay);
		let extra = weather.map(|w| self.climate.features(self.week, position, w));
		for (space, known) in self.spaces.iter_mut().zip(&draft.features) {
			let mut features = [0.0; ALL_FEATURES];
			features
				.iter_mut()
				.zip(known)
				.for_each(|(to, from)| *to = *from as f64);
			features[FEATURES..].copy_from_slice(&extra.unwrap_or_default());
			space.learn(self.week, position, block, &features, value);
		}
	}

	/// What all forecasts of a block share.
	pub(crate) fn plan(&self, block: usize) -> Plan {
		let solve = |used| core::array::from_fn(|space| self.spaces[space].solve(block, used));
		Plan {
			plain: solve(FEATURES),
			weather: solve(ALL_FEATURES),
		}
	}

	/// What the experts say of an interval, without weather.
	pub(crate) fn draft(&self, position: usize, ahead: usize, plan: &Plan) -> Draft {
		let basic = self.experts.basic(self.week, position, ahead);
		let mut draft = Draft {
			features: Default::default(),
			experts: [MISSING; EXPERTS],
		};
		draft.experts[..BASIC].copy_from_slice(&basic);
		for (i, space) in self.spaces.iter().enumerate() {
			let history = &self.experts.history;
			let features = space.features(self.week, position, ahead, history, &basic);
			let ridge = space.at(self.week, position, &plan.plain[i], &features);
			let profile = space.profile(self.week, position);
			draft.experts[PROFILE + i] = profile.map_or(MISSING, store);
			draft.experts[RIDGE + i] = self.bounded(ridge);
			draft.features[i] = features.map(store);
		}
		draft
	}

	/// Adds the experts that know the weather.
	pub(crate) fn add_weather(
		&self,
		draft: &mut Draft,
		position: usize,
		weather: Option<Weather>,
		plan: &Plan,
	) {
		let Some(weather) = weather else { return };
		let extra = self.climate.features(self.week, position, weather);
		for (i, space) in self.spaces.iter().enumerate() {
			let mut features = [0.0; ALL_FEATURES];
			features
				.iter_mut()
				.zip(&draft.features[i])
				.for_each(|(to, from)| *to = *from as f64);
			features[FEATURES..].copy_from_slice(&extra);
			let ridge = space.at(self.week, position, &plan.weather[i], &features);
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
