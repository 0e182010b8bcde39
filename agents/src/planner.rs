//! An agent that plans on forecasts.

use crate::{
	dispatch::FULL_RESPONSE, objective::Objective, outlook::Expectation, plan::Value, Battery,
	BatterySpec, Dispatch, Outlook,
};

/// How an agent plans. Each interval anew, a day ahead: model-predictive control, solved by dynamic
/// programming.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planner {
	/// What it minimises.
	pub objective: Objective,
	/// Worth of a stored Wh beyond the outlook, as a part of what the lowest retail price in it makes
	/// a delivered Wh worth.
	pub worth: f64,
	/// How much of the spread of the forecast is left when the batteries answer their meters, 0 to 1.
	pub spread: f64,
	/// How much of what its own meter says differently than expected the battery answers, 0 to 1.
	pub response: f64,
}

impl Planner {
	/// What stored energy is worth after the interval that begins. Batteries of the same kind and share
	/// have the same.
	pub fn value(&self, battery: &BatterySpec, hours: f64, outlook: &Outlook) -> Value {
		let worth = self.worth_beyond(battery, outlook);
		Value::after_first(battery, hours, &self.objective, outlook, worth)
	}

	/// What it is worth after each interval of the outlook.
	pub fn values(&self, battery: &BatterySpec, hours: f64, outlook: &Outlook) -> Vec<Value> {
		let worth = self.worth_beyond(battery, outlook);
		self.values_towards(battery, hours, outlook, worth)
	}

	/// As [`Self::values`], a stored Wh being worth `worth` after the outlook.
	pub(crate) fn values_towards(
		&self,
		battery: &BatterySpec,
		hours: f64,
		outlook: &Outlook,
		worth: f64,
	) -> Vec<Value> {
		Value::after_each(battery, hours, &self.objective, outlook, worth)
	}

	/// What a stored Wh is worth after the outlook.
	fn worth_beyond(&self, battery: &BatterySpec, outlook: &Outlook) -> f64 {
		let lowest = outlook
			.iter()
			.map(|expected| expected.retail)
			.fold(f64::INFINITY, f64::min);
		match lowest.is_finite() {
			true => self.worth * lowest * battery.discharge_efficiency,
			false => 0.0,
		}
	}

	/// What to do in the interval that begins, within what the battery can. The home expects a net load of
	/// `own` Wh.
	pub fn decide(
		&self,
		battery: &Battery,
		value: &Value,
		now: &Expectation,
		own: f64,
	) -> Dispatch {
		let choice = value.choose(battery, &self.objective, now, self.spread);
		let (least, most) = battery.reach();
		let whole = |wh: f64| (wh.round() as i64).clamp(least, most);
		Dispatch {
			aim: whole(choice.expected),
			expected: own.round() as i64,
			response: (self.response.clamp(0.0, 1.0) * FULL_RESPONSE as f64).round() as i64,
			..Dispatch::within(
				whole(choice.importing),
				whole(choice.surplus.max(choice.importing)),
			)
		}
	}
}
