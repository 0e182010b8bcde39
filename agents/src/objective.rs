//! What a planning agent minimises.

use crate::{outlook::Expectation, BatterySpec};

/// The terms of the objective besides energy at the supplier's prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
	/// Money per kg that an import emits.
	pub carbon_price: f64,
	/// The community's import that costs nothing more, Wh in the interval.
	pub peak_wh: f64,
	/// Money per Wh above it.
	pub peak_price: f64,
	/// Money per Wh at the margin of an import of `peak_wh`, rising linearly from 0: of equally cheap
	/// intervals it takes the ones in which the community imports least.
	pub smoothing: f64,
	/// The battery's part of all batteries of the community by capacity, above 0 and at most 1.
	pub share: f64,
}

impl Objective {
	/// The community's cost of an interval with a net load of `net` Wh beside its batteries, all of which
	/// take what this one does in proportion; of this the battery's share, wear included.
	pub fn cost(&self, battery: &BatterySpec, expected: &Expectation, net: f64, taken: f64) -> f64 {
		self.at_meter(expected, net + taken / self.share) * self.share + worn(battery, taken)
	}

	/// As [`Self::cost`], but as if what is given to the supplier were worth what is bought from it.
	pub fn cost_of_import(
		&self,
		battery: &BatterySpec,
		expected: &Expectation,
		net: f64,
		taken: f64,
	) -> f64 {
		self.of_import(expected, net + taken / self.share) * self.share + worn(battery, taken)
	}

	/// As [`Self::cost`], but as if all came from surplus.
	pub fn cost_of_surplus(
		&self,
		battery: &BatterySpec,
		expected: &Expectation,
		taken: f64,
	) -> f64 {
		taken * expected.feed_in + worn(battery, taken)
	}

	/// Cost of the community's net load.
	fn at_meter(&self, expected: &Expectation, net: f64) -> f64 {
		match net <= 0.0 {
			true => net * expected.feed_in,
			false => self.of_import(expected, net),
		}
	}

	fn of_import(&self, expected: &Expectation, net: f64) -> f64 {
		let import = expected.retail + self.carbon_price * expected.carbon;
		let rising = match self.peak_wh > 0.0 {
			true => self.smoothing * net.max(0.0) / self.peak_wh / 2.0,
			false => 0.0,
		};
		net * (import + rising) + (net - self.peak_wh).max(0.0) * self.peak_price
	}
}

fn worn(battery: &BatterySpec, taken: f64) -> f64 {
	(-taken).max(0.0) * battery.wear
}
