//! The arms of the study.

use crate::{
	fleet::Control,
	planning::Planning,
	rules::{ClockRule, PriceRule},
};

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
	/// Market with agents that go by the clock and the tariff, no forecast.
	Clock,
	/// Market with E's agents, which expect every interval as a day before.
	Yesterday,
	/// Market with E's agents, which expect every interval as on the latest fourteen days.
	Fortnight,
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
	pub const ALL: [Self; 12] = [
		Self::A,
		Self::B,
		Self::C,
		Self::D,
		Self::Clock,
		Self::Yesterday,
		Self::Fortnight,
		Self::E,
		Self::F,
		Self::G,
		Self::GPriced,
		Self::GCost,
	];

	/// The arms that can be run on the real runtime; the others in the pool are there to compare with.
	pub const MARKET: [Self; 4] = [Self::B, Self::D, Self::E, Self::F];

	/// Short name.
	pub fn name(self) -> &'static str {
		match self {
			Self::A => "A",
			Self::B => "B",
			Self::C => "C",
			Self::D => "D",
			Self::Clock => "D'",
			Self::Yesterday => "E'",
			Self::Fortnight => "E''",
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
			Self::Clock => "market, clock",
			Self::Yesterday => "plans, yesterday",
			Self::Fortnight => "plans, 14 days",
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
			Self::Clock => Some(Control::Clock(tuning.clock)),
			Self::Yesterday => Some(Control::Days(tuning.planning, 1)),
			Self::Fortnight => Some(Control::Days(tuning.planning, FORTNIGHT)),
			Self::E => Some(Control::Forecast(tuning.planning)),
			Self::F => Some(Control::Foresight(tuning.planning)),
			Self::G | Self::GPriced | Self::GCost => None,
		}
	}
}

const FORTNIGHT: usize = 14;

/// What the community chooses. Money in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
	/// Arm D.
	pub thresholds: PriceRule,
	/// Arm D'.
	pub clock: ClockRule,
	/// Arms E', E'', E and F; G uses its price of carbon.
	pub planning: Planning,
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
			thresholds: PriceRule {
				charge_at: 0.99,
				charge: 0.25,
				deliver: 0.0,
			},
			clock: ClockRule {
				hours: 4.0,
				full: 1.0,
				deliver: 0.1,
			},
			planning: Planning {
				carbon_price: 0.05 * USD,
				peak: 0.8,
				peak_price: 4.0,
				smoothing: 0.04,
				worth: 0.5,
				spread: 0.6,
				response: 0.4,
			},
			monthly_peak_price: 5.0 * USD_PER_KWH,
		}
	}
}
