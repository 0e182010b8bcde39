//! An electric vehicle: it charges what it needs before it leaves, and gives nothing back.

use crate::{
	battery::{BadSpec, Battery, BatterySpec},
	charge::Charge,
	dispatch::Dispatch,
	outlook::{Expectation, Outlook},
	plan::Value,
	planner::Planner,
};
use std::collections::VecDeque;

/// What lacks at departure is worth so many times the largest price in the outlook, at least one base unit.
const URGENCY: f64 = 1_000.0;
/// Less than a Wh cannot be metered.
const LEAST_METERED_WH: f64 = 1.0;

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

/// A stay that has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Departure {
	/// The stay.
	pub stay: Stay,
	/// What it took from its home, Wh.
	pub taken_wh: i64,
	/// What its cells lack of what they need, Wh; less than a Wh is nothing.
	pub missing_wh: f64,
}

/// What is plugged in now.
#[derive(Clone, Debug, PartialEq)]
struct Session {
	/// A battery as large as what is needed.
	cells: Battery,
	taken_wh: i64,
}

/// A vehicle's charger and its stays, in order and apart from each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
	charge_w: f64,
	charge_efficiency: f64,
	hours: f64,
	/// The first is that of the session, if there is one.
	stays: VecDeque<Stay>,
	/// How many stays it was told of.
	told: usize,
	/// The interval from which on it may arrive again.
	free: usize,
	session: Option<Session>,
	taken_wh: i64,
	missing_wh: f64,
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
		let mut vehicle = Self {
			charge_w,
			charge_efficiency,
			hours,
			stays: VecDeque::new(),
			told: 0,
			free: 0,
			session: None,
			taken_wh: 0,
			missing_wh: 0.0,
		};
		vehicle.spec(0.0).check().map_err(BadVehicle::Charger)?;
		for stay in stays {
			vehicle.will_stay(stay)?;
		}
		Ok(vehicle)
	}

	/// It will come once more, after all stays that it was told of.
	pub fn will_stay(&mut self, stay: Stay) -> Result<(), BadVehicle> {
		let needs = stay.needed_wh.is_finite() && stay.needed_wh >= 0.0;
		if stay.arrival < self.free || stay.departure <= stay.arrival || !needs {
			return Err(BadVehicle::Stay(self.told));
		}
		self.free = stay.departure;
		self.told = self.told.saturating_add(1);
		self.stays.push_back(stay);
		Ok(())
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

	/// The interval begins: it arrives, stays or leaves. Tells of the stays that have ended since it was
	/// last asked. Who asks first in the middle of a stay finds it as if it had just arrived.
	pub fn begin(&mut self, interval: usize) -> Vec<Departure> {
		let mut departures = Vec::new();
		while let Some(stay) = self.stays.front().copied() {
			if stay.departure <= interval {
				self.stays.pop_front();
				departures.push(self.leave(stay));
				continue;
			}
			if stay.arrival <= interval && self.session.is_none() {
				let cells = Battery::new(self.spec(stay.needed_wh), self.hours);
				self.session = cells.ok().map(|cells| Session { cells, taken_wh: 0 });
			}
			break;
		}
		departures
	}

	fn leave(&mut self, stay: Stay) -> Departure {
		let (charged, taken_wh) = match self.session.take() {
			Some(session) => (session.cells.stored(), session.taken_wh),
			None => (0.0, 0),
		};
		let lacks = stay.needed_wh - charged;
		let missing_wh = if lacks >= LEAST_METERED_WH {
			lacks
		} else {
			0.0
		};
		self.missing_wh += missing_wh;
		Departure {
			stay,
			taken_wh,
			missing_wh,
		}
	}

	/// The stay in progress, and what its cells got in it, Wh; `None` while it is away.
	pub fn plugged(&self) -> Option<(Stay, f64)> {
		let session = self.session.as_ref()?;
		let stay = self.stays.front()?;
		Some((*stay, session.cells.stored()))
	}

	/// The stay to come, as far as it was told of one.
	pub fn next_stay(&self) -> Option<Stay> {
		let passed = usize::from(self.session.is_some());
		self.stays.get(passed).copied()
	}

	/// What is plugged in has got so many Wh in this stay already.
	pub fn has_got(&mut self, charged_wh: f64) {
		let (Some(session), Some(stay)) = (&mut self.session, self.stays.front()) else {
			return;
		};
		let spec = *session.cells.spec();
		if let Ok(cells) = Battery::holding(spec, self.hours, charged_wh.min(stay.needed_wh)) {
			session.cells = cells;
		}
	}

	/// The most that it can take in this interval, Wh.
	pub fn most(&self) -> i64 {
		self.session
			.as_ref()
			.map_or(0, |session| session.cells.reach().1)
	}

	/// Charges all it can, as soon as it can.
	pub fn at_once(&self) -> Dispatch {
		Dispatch::exactly(self.most())
	}

	/// Charges while a Wh costs less than in the mean of the day, and else what would lack at departure.
	pub fn when_cheap(&self, interval: usize, price: f64, mean: f64) -> Dispatch {
		match price < mean {
			true => self.at_once(),
			false => Dispatch::exactly(self.pressing(interval)),
		}
	}

	/// What it must take in `interval`, as the rest of the stay is too short for it, Wh.
	fn pressing(&self, interval: usize) -> i64 {
		let (Some(session), Some(stay)) = (&self.session, self.stays.front()) else {
			return 0;
		};
		let later = stay.departure.saturating_sub(interval).saturating_sub(1);
		// A meter counts whole Wh.
		let in_one = (self.charge_w * self.hours).floor();
		let lacking = (stay.needed_wh - session.cells.stored()) / self.charge_efficiency;
		let pressing = (lacking - later as f64 * in_one).max(0.0).ceil() as i64;
		pressing.min(self.most())
	}

	/// What to take in `interval`, which begins the outlook: what is cheapest until it leaves, and all
	/// that is needed by then as far as the charger can. Without an outlook, what cannot wait.
	pub fn decide(&self, planner: &Planner, interval: usize, outlook: &Outlook) -> Dispatch {
		let value = self.values(planner, interval, outlook).into_iter().next();
		let now = outlook.first().zip(value);
		Dispatch::exactly(now.map_or(self.pressing(interval), |(now, value)| {
			self.choose(planner, interval, now, &value)
		}))
	}

	/// What its cells are worth after each interval from `interval` on, until it leaves or the outlook
	/// ends. Beyond the outlook it can still charge.
	fn values(&self, planner: &Planner, interval: usize, outlook: &Outlook) -> Vec<Value> {
		let (Some(session), Some(stay)) = (&self.session, self.stays.front()) else {
			return Vec::new();
		};
		let left = stay.departure.saturating_sub(interval);
		let until = outlook.get(..left.min(outlook.len())).unwrap_or_default();
		let spec = session.cells.spec();
		if outlook.len() < left {
			return planner.values(spec, self.hours, until);
		}
		let prices = until.iter().map(|expected| expected.retail.abs());
		let worth = URGENCY * prices.fold(1.0, f64::max);
		planner.values_towards(spec, self.hours, until, worth)
	}

	fn choose(&self, planner: &Planner, interval: usize, now: &Expectation, value: &Value) -> i64 {
		let Some(session) = &self.session else {
			return 0;
		};
		let choice = value.choose(&session.cells, &planner.objective, now, 1.0);
		let wish = choice.expected.max(0.0).ceil() as i64;
		wish.max(self.pressing(interval)).min(self.most())
	}

	/// What it takes in each interval of the outlook, which begins with `interval`, if all comes as
	/// expected. The first is what [`Vehicle::decide`] says.
	pub fn plan(&self, planner: &Planner, interval: usize, outlook: &Outlook) -> Vec<Charge> {
		let mut vehicle = self.clone();
		// The departure of the stay that they are of, and the values still to come.
		let mut values = (None, Vec::new().into_iter());
		let mut charges = Vec::with_capacity(outlook.len());
		for (at, now) in (interval..).zip(outlook) {
			vehicle.begin(at);
			let departure = vehicle.plugged().map(|(stay, _)| stay.departure);
			if departure != values.0 {
				let rest = outlook.get(charges.len()..).unwrap_or_default();
				let all = vehicle.values(planner, at, rest);
				values = (departure, all.into_iter());
			}
			let value = departure.and_then(|_| values.1.next());
			charges.push(value.map_or(Charge::default(), |value| {
				vehicle.charge(planner, at, now, &value)
			}));
		}
		charges
	}

	fn charge(
		&mut self,
		planner: &Planner,
		interval: usize,
		now: &Expectation,
		value: &Value,
	) -> Charge {
		let charged_wh = self.plugged().map_or(0.0, |(_, charged)| charged);
		let (pressing, most) = (self.pressing(interval), self.most());
		let wish = self.choose(planner, interval, now, value);
		let taken = self.take(&Dispatch::exactly(wish));
		let left = self.plugged().map_or(0.0, |(_, charged)| charged);
		let efficiency = self.charge_efficiency;
		Charge {
			charged_wh,
			taken,
			pressing,
			worth: value.worth(left),
			sparing: (pressing < taken).then(|| value.worth_of_last(left) * efficiency),
			storing: (taken < most).then(|| value.worth_of_next(left) * efficiency),
		}
	}

	/// Takes what was decided; tells how much, Wh.
	pub fn take(&mut self, dispatch: &Dispatch) -> i64 {
		let Some(session) = &mut self.session else {
			return 0;
		};
		let taken = session.cells.take(dispatch.follow(0).max(0));
		session.taken_wh = session.taken_wh.saturating_add(taken);
		self.taken_wh = self.taken_wh.saturating_add(taken);
		taken
	}

	/// What it took from its home until now, Wh.
	pub fn taken(&self) -> i64 {
		self.taken_wh
	}

	/// What lacked at departures until now, Wh.
	pub fn missing(&self) -> f64 {
		self.missing_wh
	}
}
