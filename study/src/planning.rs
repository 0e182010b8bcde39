//! How planning agents choose, whatever the community's size and the supplier's prices.

use commonwatt_agents::{Expectation, Objective, Planner};

/// What a planning agent minimises besides energy, in parts of what it knows of its community.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planning {
	/// Money per kg that an import emits.
	pub carbon_price: f64,
	/// The community's import that costs nothing more, as a part of its highest net load so far.
	pub peak: f64,
	/// What a Wh above it costs more, in mean retail prices of the outlook.
	pub peak_price: f64,
	/// See [`Objective::smoothing`], in the same.
	pub smoothing: f64,
	/// See [`Planner::worth`].
	pub worth: f64,
	/// See [`Planner::spread`].
	pub spread: f64,
	/// See [`Planner::response`].
	pub response: f64,
}

impl Planning {
	/// The planner for an outlook. `highest` is the community's highest net load so far, Wh: where the outlook's
	/// medians are above it, they count. The battery is `share` of those that do as it does.
	pub fn planner(&self, outlook: &[Expectation], highest: f64, share: f64) -> Planner {
		let medians = outlook.iter().map(|expected| expected.net[MEDIAN]);
		let highest = medians.fold(highest, f64::max).max(0.0);
		let prices: f64 = outlook.iter().map(|expected| expected.retail).sum();
		let retail = prices / outlook.len().max(1) as f64;
		Planner {
			objective: Objective {
				carbon_price: self.carbon_price,
				peak_wh: self.peak * highest,
				peak_price: self.peak_price * retail,
				smoothing: self.smoothing * retail,
				share,
			},
			worth: self.worth,
			spread: self.spread,
			response: self.response,
		}
	}
}

/// The median's place among the quantiles.
const MEDIAN: usize = 2;
