//! The vehicle that an agent charges, as people write it, and its days.

use super::{battery::power, home::Almanac};
use crate::units::{energy, write_wh};
use anyhow::{anyhow, ensure, Result};
use clap::Args;
use commonwatt_agents::{BadSpec, BadVehicle, Departure, Stay, Vehicle};
use commonwatt_primitives::{Interval, Wh};
use commonwatt_simulator::data::{
	vehicles::{MAX_NEEDS_WH, MAX_POWER_W},
	Plugged, TimeOfDay,
};

/// As far as signals reach: it knows of the stays that begin until then.
const KNOWN_AHEAD: i64 = 96;

#[derive(Args, Clone, Debug)]
pub struct VehicleOptions {
	/// A vehicle instead: what its charger draws at most, 7400W.
	#[arg(long, value_name = "POWER", value_parser = vehicle_power, allow_hyphen_values = true, requires_all = ["plugged", "needs"])]
	pub vehicle: Option<u64>,
	/// When it is plugged in, every day, local time: 18:00-07:00.
	#[arg(long, value_name = "FROM-UNTIL", value_parser = plugged, requires = "vehicle", conflicts_with = "battery")]
	pub plugged: Option<Plugged>,
	/// What its cells need each time by the time it leaves.
	#[arg(long, value_name = "ENERGY", value_parser = needs, allow_hyphen_values = true, requires = "vehicle", conflicts_with = "battery")]
	pub needs: Option<Wh>,
}

/// `7400W`, or `7.4kW`.
fn vehicle_power(text: &str) -> Result<u64, String> {
	let refuse = |reason: &str| {
		format!("\"{text}\" is no charger's power ({reason}): give W or kW, like 7400W")
	};
	match power(text) {
		Some(watts) if watts <= MAX_POWER_W.into() => Ok(watts),
		Some(_) => Err(refuse("more than the largest draws, 1,000 kW")),
		None => Err(refuse("not a power above 0")),
	}
}

fn needs(text: &str) -> Result<Wh, String> {
	let wh = energy(text)?;
	match wh <= MAX_NEEDS_WH.into() {
		true => Ok(wh),
		false => Err(format!(
			"\"{text}\" is more than the largest charger gives in a day, {} Wh",
			write_wh(MAX_NEEDS_WH.into())
		)),
	}
}

/// `18:00-07:00`.
fn plugged(text: &str) -> Result<Plugged, String> {
	let refuse = |reason: &str| {
		format!("\"{text}\" is no time to be plugged in ({reason}): give when it comes and leaves, like 18:00-07:00")
	};
	let times = text
		.split_once('-')
		.and_then(|(from, until)| TimeOfDay::read(from.trim()).zip(TimeOfDay::read(until.trim())));
	let (from, until) = times.ok_or_else(|| refuse("not two times from 00:00 to 23:59"))?;
	Plugged::new(from, until).map_err(|_| refuse("who never leaves needs nothing by any time"))
}

/// A home's charger, and the vehicle that comes to it every day.
#[derive(Clone, Debug)]
pub struct Charger {
	vehicle: Vehicle,
	power_w: u64,
	plugged: Plugged,
	needs_wh: Wh,
	almanac: Almanac,
	/// The first local day, counted from 1970, of whose stay the vehicle was not told.
	next_day: i64,
}

fn vehicle(power_w: u64, efficiency: f64, hours: f64) -> Result<Vehicle> {
	let vehicle = Vehicle::new(power_w as f64, efficiency, hours, Vec::new());
	vehicle.map_err(|why| match why {
		BadVehicle::Charger(BadSpec::Efficiency) => {
			anyhow!("--efficiency is above 0 and at most 1, like 0.9")
		}
		other => anyhow!("no vehicle can be like that: {other:?}"),
	})
}

impl VehicleOptions {
	/// Whether a vehicle can be like that, if one is given.
	pub fn check(&self, efficiency: f64) -> Result<()> {
		match self.vehicle {
			Some(power_w) => vehicle(power_w, efficiency, 1.0).map(drop),
			None => Ok(()),
		}
	}

	/// The charger, if a vehicle is given, of an agent that begins in this interval.
	/// It draws no more than its connection carries, `capacity_w` W.
	pub fn charger(
		&self,
		efficiency: f64,
		almanac: Almanac,
		in_progress: Interval,
		capacity_w: u32,
	) -> Result<Option<Charger>> {
		let (Some(power_w), Some(plugged), Some(needs_wh)) =
			(self.vehicle, self.plugged, self.needs)
		else {
			return Ok(None);
		};
		let carried = power_w.min(capacity_w.into());
		let vehicle = vehicle(carried, efficiency, almanac.hours())?;
		let at = i64::from(in_progress);
		let mut charger = Charger {
			vehicle,
			power_w,
			plugged,
			needs_wh,
			almanac,
			next_day: almanac.day_of(at).saturating_sub(1),
		};
		ensure!(
			!charger.there(charger.next_day).is_empty(),
			"--plugged {plugged} is no whole interval of this chain: it charges in whole intervals only"
		);
		// What it lacked before is not known.
		while charger.there(charger.next_day).end <= at {
			charger.next_day = charger.next_day.saturating_add(1);
		}
		Ok(Some(charger))
	}
}

impl Charger {
	pub fn vehicle(&self) -> &Vehicle {
		&self.vehicle
	}

	pub fn vehicle_mut(&mut self) -> &mut Vehicle {
		&mut self.vehicle
	}

	/// What it draws at most, W.
	pub fn power_w(&self) -> u64 {
		self.power_w
	}

	/// The intervals in which it is there from beginning to end, if it comes on this day.
	fn there(&self, day: i64) -> std::ops::Range<i64> {
		let almanac = &self.almanac;
		self.plugged
			.intervals(almanac.midnight(day), almanac.interval_seconds())
	}

	/// The interval begins: it comes, stays or leaves. Tells of the stays that have ended.
	pub fn begin(&mut self, interval: Interval) -> Vec<Departure> {
		let known = i64::from(interval).saturating_add(KNOWN_AHEAD);
		loop {
			let there = self.there(self.next_day);
			if there.start > known {
				break;
			}
			self.next_day = self.next_day.saturating_add(1);
			// One that began before the chain is as if it began with it.
			let begins_at = |at: i64| usize::try_from(at.max(0)).unwrap_or(usize::MAX);
			let stay = Stay {
				arrival: begins_at(there.start),
				departure: begins_at(there.end),
				needed_wh: self.needs_wh as f64,
			};
			// None is refused but one of no interval, as an epoch within an interval can make it.
			let _ = self.vehicle.will_stay(stay);
		}
		self.vehicle.begin(interval as usize)
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::market_time::tests::TIME;

	pub fn charger(at: Interval, power: &str, times: &str, energy: &str) -> Charger {
		let options = VehicleOptions {
			vehicle: Some(vehicle_power(power).expect("is a power")),
			plugged: Some(plugged(times).expect("is away for a while")),
			needs: Some(needs(energy).expect("is an energy")),
		};
		let charger = options.charger(0.8, Almanac::of(&TIME), at, u32::MAX);
		charger.expect("can be").expect("is given")
	}

	fn arrivals_and_departures(
		charger: &mut Charger,
		intervals: std::ops::Range<Interval>,
	) -> String {
		let mut said = String::new();
		let mut here = false;
		for at in intervals {
			for departure in charger.begin(at) {
				said += &format!("-{}", departure.stay.departure);
				here = false;
			}
			let plugged = charger.vehicle().plugged().is_some();
			if plugged && !here {
				said += &format!(" +{at}");
			}
			here = plugged;
		}
		said
	}

	#[test]
	fn a_power_is_watts_or_kilowatts() {
		assert_eq!(vehicle_power("7400W"), Ok(7_400));
		assert_eq!(vehicle_power("7.4kW"), Ok(7_400));
		for (text, reason) in [
			("7400", "not a power above 0"),
			("0W", "not a power above 0"),
			("-7400W", "not a power above 0"),
			("NaN", "not a power above 0"),
			("NaNW", "not a power above 0"),
			("infW", "not a power above 0"),
			("1000001W", "more than the largest draws"),
		] {
			let said = vehicle_power(text).expect_err(text);
			let expected = format!("\"{text}\" is no charger's power ({reason}");
			assert!(said.starts_with(&expected), "{said}");
		}
	}

	#[test]
	fn what_it_needs_is_an_energy_that_a_charger_gives_in_a_day() {
		assert_eq!(needs("8kWh"), Ok(8_000));
		for (text, said) in [
			("0kWh", "\"0kWh\" is no energy (nothing)"),
			(
				"-8kWh",
				"\"-8kWh\" is no energy (negative, it must be positive)",
			),
			("NaN", "\"NaN\" is no energy (not a decimal number)"),
			(
				"24000001Wh",
				"\"24000001Wh\" is more than the largest charger gives in a day, 24,000,000 Wh",
			),
		] {
			let found = needs(text).expect_err(text);
			assert!(found.starts_with(said), "{found}");
		}
	}

	#[test]
	fn it_is_plugged_in_from_one_time_to_another() {
		for text in ["18:00-07:00", "18:00 - 7:00"] {
			assert_eq!(
				plugged(text).map(|one| one.to_string()),
				Ok("18:00-07:00".into())
			);
		}
		for (text, reason) in [
			("18:00", "not two times"),
			("18-7", "not two times"),
			("18:00-24:00", "not two times"),
			("18:00-18:00", "who never leaves needs nothing by any time"),
		] {
			let found = plugged(text).expect_err(text);
			let said = format!("\"{text}\" is no time to be plugged in ({reason}");
			assert!(found.starts_with(&said), "{found}");
		}
	}

	#[test]
	fn it_comes_and_leaves_every_day_in_local_time() {
		let mut night = charger(12, "2kW", "18:00-07:00", "3kWh");
		assert_eq!(
			arrivals_and_departures(&mut night, 12..80),
			" +18-31 +42-55 +66-79"
		);
		let mut day = charger(12, "2kW", "09:30-15:30", "3kWh");
		assert_eq!(
			arrivals_and_departures(&mut day, 12..80),
			" +12-15 +34-39 +58-63"
		);
	}

	#[test]
	fn an_agent_that_begins_in_the_middle_of_a_stay_lets_it_charge_in_the_rest_of_it() {
		// 02:00 of the chain's first day: it came before the chain began.
		let mut charger = charger(2, "2kW", "18:00-07:00", "3kWh");
		assert_eq!(arrivals_and_departures(&mut charger, 2..20), " +2-7 +18");
	}

	#[test]
	fn days_on_which_nobody_attended_to_it_lack_all() {
		let mut charger = charger(12, "2kW", "18:00-07:00", "3kWh");
		charger.begin(12);
		let missing: Vec<f64> = charger.begin(60).iter().map(|one| one.missing_wh).collect();
		assert_eq!(missing, [3_000.0, 3_000.0]);
	}

	#[test]
	fn a_time_that_is_no_whole_interval_and_an_efficiency_that_is_none_are_refused() {
		let options = |times: &str| VehicleOptions {
			vehicle: Some(7_400),
			plugged: plugged(times).ok(),
			needs: Some(8_000),
		};
		let almanac = Almanac::of(&TIME);
		let why = |times: &str, efficiency| {
			let made = options(times).charger(efficiency, almanac, 0, u32::MAX);
			made.expect_err("cannot be").to_string()
		};
		let said = why("18:10-18:50", 0.9);
		assert!(
			said.starts_with("--plugged 18:10-18:50 is no whole interval"),
			"{said}"
		);
		for efficiency in [0.0, -0.5, 1.1, f64::NAN, f64::INFINITY] {
			let said = why("18:00-07:00", efficiency);
			assert!(
				said.starts_with("--efficiency is above 0 and at most 1"),
				"{said}"
			);
		}
	}
}
