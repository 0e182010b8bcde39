//! What anybody can expect of the intervals to come.

use commonwatt_forecast::LEVELS;

/// How much of the outcomes each of the forecast's quantiles stands for: from half way to the quantile
/// below it to half way to the one above.
pub const WEIGHTS: [f64; LEVELS.len()] = [0.15, 0.225, 0.25, 0.225, 0.15];

/// Public expectations of one interval. Prices in money per Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Expectation {
	/// What the supplier asks.
	pub retail: f64,
	/// What the supplier pays.
	pub feed_in: f64,
	/// What an imported Wh emits, kg.
	pub carbon: f64,
	/// Net load of the community without its batteries, Wh, at the levels of the forecasts.
	pub net: [f64; LEVELS.len()],
}

impl Expectation {
	/// Mean of the quantiles of the net load, Wh.
	pub fn mean(&self) -> f64 {
		let terms = WEIGHTS.iter().zip(&self.net);
		terms.map(|(weight, net)| weight * net).sum()
	}
}

/// Expectations from the interval that begins on.
pub type Outlook = [Expectation];

/// What the last known interval brought the community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Latest {
	/// Sum of the members' net imports, Wh.
	pub short: u64,
	/// Sum of their net exports, Wh.
	pub long: u64,
}

impl Latest {
	/// The part of what was imported that neighbours had: 0 to 1; 1 if nobody imported.
	pub fn green_share(&self) -> f64 {
		match self.short {
			0 => 1.0,
			short => (self.long as f64 / short as f64).min(1.0),
		}
	}

	/// Net import of all, Wh.
	pub fn net(&self) -> f64 {
		self.short as f64 - self.long as f64
	}
}
