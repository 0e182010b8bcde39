//! An electric vehicle: it charges what it needs before it leaves, and gives nothing back.

use crate::{
	battery::{BadSpec, Battery, BatterySpec},
	dispatch::Dispatch,
	outlook::Outlook,
	planner::Planner,
};

/// A stay at the charger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stay {
	/// The first interval in which it can charge.
	pub arrival: usize,
	/// The interval in which it is gone.
	pub departure: usize,
	/// What its cells need by then, Wh.
	pub needed_wh: f64,
}

/// A vehicle's charger and its stays, in order and apart from each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
	charge_w: f64,
	charge_efficiency: f64,
	hours: f64,
	stays: Vec<Stay>,
	/// What is plugged in now: a battery as large as what is needed.
	session: Option<(Stay, Battery)>,
	missing: f64,
}

/// Why a vehicle cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadVehicle {
	/// The charger cannot be.
	Charger(BadSpec),
	/// This stay ends before it begins, begins before the one before it ends, or needs less than nothing.
	Stay(usize),
}

impl Vehicle {
	/// A vehicle that takes `charge_w` W of which `charge_efficiency` reaches the cells, metered every
	/// `hours`.
	pub fn new(
		charge_w: f64,
		charge_efficiency: f64,
		hours: f64,
		stays: Vec<Stay>,
	) -> Result<Self, BadVehicle> {
		let vehicle = Self {
			charge_w,
			charge_efficiency,
			hours,
			stays,
			session: None,
			missing: 0.0,
		};
		vehicle.spec(0.0).check().map_err(BadVehicle::Charger)?;
		let mut free = 0;
		for (index, stay) in vehicle.stays.iter().enumerate() {
			let needs = stay.needed_wh.is_finite() && stay.needed_wh >= 0.0;
			if stay.arrival < free || stay.departure <= stay.arrival || !needs {
				return Err(BadVehicle::Stay(index));
			}
			free = stay.departure;
		}
		Ok(vehicle)
	}

	fn spec(&self, needed_wh: f64) -> BatterySpec {
		BatterySpec {
			capacity_wh: needed_wh,
			charge_w: self.charge_w,
			discharge_w: 0.0,
			charge_efficiency: self.charge_efficiency,
			discharge_efficiency: 1.0,
			wear: 0.0,
		}
	}

	/// The interval begins: it arrives, stays or leaves.
	pub fn begin(&mut self, interval: usize) {
		if let Some((stay, battery)) = &self.session {
			if stay.departure <= interval {
				// Less than a Wh cannot be metered.
				let missing = stay.needed_wh - battery.stored();
				self.missing += if missing >= 1.0 { missing } else { 0.0 };
				self.session = None;
			}
		}
		let here = |stay: &&Stay| stay.arrival == interval;
		if let Some(stay) = self.stays.iter().find(here).copied() {
			let battery = Battery::new(self.spec(stay.needed_wh), self.hours);
			self.session = battery.ok().map(|battery| (stay, battery));
		}
	}

	/// What to take in `interval`, which begins the outlook: what is cheapest until it leaves, and all
	/// that is needed by then as far as the charger can.
	pub fn decide(&self, planner: &Planner, interval: usize, outlook: &Outlook) -> Dispatch {
		let Some((stay, battery)) = &self.session else {
			return Dispatch::exactly(0);
		};
		let left = stay.departure.saturating_sub(interval).max(1);
		let until = outlook.get(..left.min(outlook.len())).unwrap_or_default();
		let Some(now) = until.first() else {
			return Dispatch::exactly(0);
		};
		// What lacks at departure is worth more than any Wh costs. Beyond the outlook it can still charge.
		let urgent = Planner {
			worth: if left <= outlook.len() {
				1_000.0
			} else {
				planner.worth
			},
			..*planner
		};
		let value = urgent.value(battery.spec(), self.hours, until);
		let choice = value.choose(battery, &planner.objective, now, 1.0);
		let beyond = left.saturating_sub(1) as f64 * self.charge_w * self.hours;
		let lacking = (stay.needed_wh - battery.stored()) / self.charge_efficiency;
		let must = (lacking - beyond).max(0.0);
		Dispatch::exactly(choice.expected.max(must).ceil() as i64)
	}

	/// Takes what was decided; tells how much, Wh.
	pub fn take(&mut self, dispatch: &Dispatch) -> i64 {
		match &mut self.session {
			Some((_, battery)) => battery.take(dispatch.follow(0).max(0)),
			None => 0,
		}
	}

	/// What lacked at departures until now, Wh.
	pub fn missing(&self) -> f64 {
		self.missing
	}
}
