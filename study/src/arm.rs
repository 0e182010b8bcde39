//! The arms of the study.

use crate::fleet::Control;
use commonwatt_agents::{Objective, Planner, Thresholds};

/// Who bills the homes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
	/// Each home alone with the supplier.
	Supplier,
	/// The neighbours first, in the pool.
	Pool,
}

/// An arm of the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arm {
	/// Utility only, batteries off.
	A,
	/// Pool only, batteries off.
	B,
	/// Each home's battery greedy, no market.
	C,
	/// Market with threshold agents, no forecast.
	D,
	/// Market with forecasting agents.
	E,
	/// Market with the same agents and perfect forecasts.
	F,
	/// The optimum in perfect foresight, its peak bounded by that of the utility alone.
	G,
	/// The same, its peak priced instead.
	GPriced,
	/// The same, whatever the peak.
	GCost,
}

impl Arm {
	/// All arms, in the order of the tables.
	pub const ALL: [Self; 9] = [
		Self::A,
		Self::B,
		Self::C,
		Self::D,
		Self::E,
		Self::F,
		Self::G,
		Self::GPriced,
		Self::GCost,
	];

	/// The arms whose homes meet in the market.
	pub const MARKET: [Self; 4] = [Self::B, Self::D, Self::E, Self::F];

	/// Short name.
	pub fn name(self) -> &'static str {
		match self {
			Self::A => "A",
			Self::B => "B",
			Self::C => "C",
			Self::D => "D",
			Self::E => "E",
			Self::F => "F",
			Self::G => "G",
			Self::GPriced => "G'",
			Self::GCost => "G''",
		}
	}

	/// What it is, in a few words.
	pub fn title(self) -> &'static str {
		match self {
			Self::A => "utility only",
			Self::B => "pool only",
			Self::C => "greedy batteries",
			Self::D => "market, thresholds",
			Self::E => "market, forecasts",
			Self::F => "perfect forecasts",
			Self::G => "optimum, peak bound",
			Self::GPriced => "optimum, peak priced",
			Self::GCost => "optimum, cost alone",
		}
	}

	/// Who bills it.
	pub fn billing(self) -> Billing {
		match self {
			Self::A | Self::C => Billing::Supplier,
			_ => Billing::Pool,
		}
	}

	/// How its batteries are run; `None` where a linear programme says what they do.
	pub fn control(self, tuning: &Tuning) -> Option<Control> {
		match self {
			Self::A | Self::B => Some(Control::Idle),
			Self::C => Some(Control::Greedy),
			Self::D => Some(Control::Threshold(tuning.thresholds)),
			Self::E => Some(Control::Forecast(tuning.planner())),
			Self::F => Some(Control::Foresight(tuning.planner())),
			Self::G | Self::GPriced | Self::GCost => None,
		}
	}
}

/// What the community chooses. Money in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
	/// Arm D.
	pub thresholds: Thresholds,
	/// Arms E and F: the objective's share is set for each battery.
	pub objective: Objective,
	/// See [`Planner::worth`].
	pub worth: f64,
	/// See [`Planner::spread`].
	pub spread: f64,
	/// See [`Planner::response`].
	pub response: f64,
	/// Arm G': money for each W of every month's highest import.
	pub monthly_peak_price: f64,
}

/// Base units per Wh of a USD per kWh, and per W of a USD per kW.
const USD_PER_KWH: f64 = 1e9;
/// Base units per kg of a USD per kg.
const USD: f64 = 1e12;

impl Default for Tuning {
	/// Chosen on the first six months of `data/fontana17`; `docs/study.md` says how.
	fn default() -> Self {
		Self {
			thresholds: Thresholds {
				charge_at: 0.2 * USD_PER_KWH,
				charge_wh: 2_000.0,
				deliver_at: 0.3 * USD_PER_KWH,
				deliver_wh: 0.0,
			},
			objective: Objective {
				carbon_price: 0.05 * USD,
				peak_wh: 40_000.0,
				peak_price: 1.0 * USD_PER_KWH,
				smoothing: 0.01 * USD_PER_KWH,
				share: 1.0,
			},
			worth: 0.5,
			spread: 0.6,
			response: 0.4,
			monthly_peak_price: 5.0 * USD_PER_KWH,
		}
	}
}

impl Tuning {
	/// The planning agents.
	pub fn planner(&self) -> Planner {
		Planner {
			objective: self.objective,
			worth: self.worth,
			spread: self.spread,
			response: self.response,
		}
	}
}
