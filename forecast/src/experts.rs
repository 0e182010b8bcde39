//! The simple models whose forecasts are combined, and what they share.

use crate::{
	calendar::{Week, DAYS},
	clear_sky::{ClearSky, SKIES},
	history::{store, History, HISTORY_DAYS, MISSING},
	holt_winters::HoltWinters,
	horizon::{reach, SPACES},
	profile::Profile,
	residuals::quantile,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};

/// Places of the experts among all. The basic ones are also features of the regressions.
pub(crate) const SAME_TYPE: usize = 2;
pub(crate) const MEDIAN: usize = 3;
pub(crate) const FAST: usize = 4;
pub(crate) const HOLT_SLOW: usize = 5;
pub(crate) const CLEAR_SKY: usize = 7;
pub(crate) const LATEST: usize = CLEAR_SKY + SKIES;
pub(crate) const BASIC: usize = LATEST + 1;
/// The profile and the regression in each space, then the regressions with weather.
pub(crate) const PROFILE: usize = BASIC;
pub(crate) const RIDGE: usize = PROFILE + SPACES;
pub(crate) const RIDGE_WEATHER: usize = RIDGE + SPACES;
pub(crate) const EXPERTS: usize = RIDGE_WEATHER + SPACES;

/// Rate of the profile that follows changes fast.
const FAST_RATE: f32 = 0.2;

#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Experts {
	pub history: History,
	fast: Profile,
	holt_winters: [HoltWinters; 2],
	pub clear_sky: Option<ClearSky>,
	/// Least and greatest of recent values; old extremes fade.
	range: Option<(f64, f64)>,
}

impl Experts {
	pub fn new(week: Week, solar: bool) -> Self {
		Self {
			history: History::new(week),
			fast: Profile::new(week, FAST_RATE),
			holt_winters: [(0.02, 0.1), (0.2, 0.1)]
				.map(|(level, season)| HoltWinters::new(week, level, season)),
			clear_sky: solar.then(|| ClearSky::new(week)),
			range: None,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.history.fits(week)
			&& self.fast.fits(week)
			&& self.holt_winters.iter().all(|model| model.fits(week))
			&& self.clear_sky.iter().all(|model| model.fits(week))
	}

	/// Takes in the latest value.
	pub fn update(&mut self, week: Week, position: usize, value: Option<f64>) {
		self.history.push(value);
		let Some(value) = value else { return };
		let (low, high) = self.range.unwrap_or((value, value));
		let fade = 1.0 / (HISTORY_DAYS * week.day()) as f64;
		let middle = (low + high) / 2.0;
		let faded = |extreme: f64| extreme + fade * (middle - extreme);
		self.range = Some((faded(low).min(value), faded(high).max(value)));
		self.fast.update(week, position, value);
		for model in &mut self.holt_winters {
			model.update(week, position, value);
		}
		if let Some(model) = &mut self.clear_sky {
			model.update(week, position, value, &self.history);
		}
	}

	/// A forecast brought to where recent values were, or half their range beyond.
	pub fn plausible(&self, value: f64) -> f64 {
		let Some((low, high)) = self.range else {
			return value;
		};
		let margin = (high - low) / 2.0;
		value.max(low - margin).min(high + margin)
	}

	/// What each basic expert expects at `position`, `ahead` steps after the latest value.
	pub fn basic(&self, week: Week, position: usize, ahead: usize) -> [f32; BASIC] {
		let day = week.day();
		let days_ago = |days: usize| self.history.lag((days * day).checked_sub(ahead)?);
		let same_type = |days: &usize| {
			week.day_type(week.earlier(position, days * day)) == week.day_type(position)
		};
		let mut of_type: Vec<f64> = (1..=HISTORY_DAYS)
			.filter(same_type)
			.filter_map(days_ago)
			.collect();
		let latest_of_type = of_type.first().copied();
		of_type.sort_unstable_by(f64::total_cmp);
		let sky = self
			.clear_sky
			.as_ref()
			.map(|sky| sky.expect(week, position));
		let [like_hour, like_two, like_day, clear] = sky.unwrap_or_default();
		// How clear the last hour was, or what it measured, says nothing of the next day.
		let soon = |value: Option<f64>| value.filter(|_| ahead <= reach(week, 1));
		[
			// On the first day the latest value: there is nothing better.
			(1..=DAYS)
				.find_map(days_ago)
				.or_else(|| self.history.lag(0)),
			days_ago(DAYS).or_else(|| days_ago(2 * DAYS)),
			latest_of_type,
			(!of_type.is_empty()).then(|| quantile(&of_type, 0.5)),
			self.fast.at(week, position),
			self.holt_winters[0].at(week, position, ahead),
			self.holt_winters[1].at(week, position, ahead),
			soon(like_hour),
			like_two,
			like_day,
			clear,
			soon(self.history.lag(0)),
		]
		.map(|value| value.map_or(MISSING, store))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const WEEK: Week = Week { steps: 24 };

	/// Four weeks of 100 on workdays and 50 at weekends, but nothing on the last day, a Friday.
	fn fed() -> Experts {
		let mut experts = Experts::new(WEEK, false);
		for t in 0..26 * 24 {
			let position = t % WEEK.len();
			let value = if WEEK.day_type(position) == 0 {
				100.0
			} else {
				50.0
			};
			experts.update(WEEK, position, (t < 25 * 24).then_some(value));
		}
		experts
	}

	#[test]
	fn a_day_without_values_is_bridged_by_the_day_before_it() {
		let saturday = fed().basic(WEEK, 5 * 24 + 9, 10);
		assert_eq!(saturday[0], 100.0, "Thursday stands for Friday");
	}

	#[test]
	fn on_the_first_day_the_latest_value_is_expected() {
		let mut experts = Experts::new(WEEK, false);
		experts.update(WEEK, 0, Some(7.0));
		experts.update(WEEK, 1, Some(9.0));
		assert_eq!(experts.basic(WEEK, 4, 3)[0], 9.0);
		assert_eq!(
			experts.basic(WEEK, 1, 24)[0],
			9.0,
			"a day later the day before"
		);
		assert_eq!(experts.basic(WEEK, 0, 23)[0], 7.0);
	}

	#[test]
	fn a_saturday_is_expected_like_weekends_before_it() {
		let saturday = fed().basic(WEEK, 5 * 24 + 9, 10);
		assert_eq!(
			[saturday[1], saturday[SAME_TYPE], saturday[MEDIAN]],
			[50.0; 3]
		);
		assert_eq!(saturday[FAST], 50.0);
	}

	#[test]
	fn the_clear_sky_sleeps_where_there_is_no_sun_to_learn_from() {
		assert_eq!(fed().basic(WEEK, 0, 1)[CLEAR_SKY..LATEST], [MISSING; SKIES]);
	}

	#[test]
	fn the_latest_value_is_expected_of_the_next_hours_only() {
		let mut experts = fed();
		experts.update(WEEK, 5 * 24, Some(70.0));
		let latest = |ahead| experts.basic(WEEK, 5 * 24 + ahead, ahead)[LATEST];
		assert_eq!([1, 4].map(latest), [70.0; 2]);
		assert_eq!([5, 24].map(latest), [MISSING; 2]);
	}

	#[test]
	fn a_forecast_far_beyond_recent_values_is_brought_back() {
		let experts = fed();
		assert!((experts.plausible(1e9) - 125.0).abs() < 10.0);
		assert!((experts.plausible(-1e9) - 25.0).abs() < 10.0);
		assert_eq!(experts.plausible(80.0), 80.0);
	}
}
