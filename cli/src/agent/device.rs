//! What an agent runs: a battery, or a vehicle.

use super::{
	battery::BatteryOptions,
	charging::ChargingMind,
	home::{Almanac, Home},
	mind::{Mind, Wanted},
	outlook::Public,
	vehicle::{Charger, VehicleOptions},
	words,
};
use crate::market_time::MarketTime;
use anyhow::{Context, Result};
use clap::Args;
use commonwatt_agents::{Battery, Dispatch};
use commonwatt_primitives::{api::BookView, Interval, NetWh, Wh};

/// What arrives in a battery, or of what it gives.
const BATTERY_EFFICIENCY: f64 = 0.95;
/// What arrives in a vehicle: its charger is on board and small.
const VEHICLE_EFFICIENCY: f64 = 0.9;

#[derive(Args)]
#[command(group(clap::ArgGroup::new("device").required(true).args(["battery", "vehicle"])))]
pub struct DeviceOptions {
	#[command(flatten)]
	battery: BatteryOptions,
	#[command(flatten)]
	vehicle: VehicleOptions,
	/// What of the energy arrives, in a battery on the way in as on the way out, where 0.95 gives nine tenths
	/// back [default: 0.95, of a vehicle 0.9].
	#[arg(long, value_name = "PART")]
	efficiency: Option<f64>,
}

/// What an agent runs.
#[derive(Clone, Debug)]
pub enum Device {
	Battery(Battery),
	Vehicle(Charger),
}

/// What an agent knows before an interval, and its device's part of all that do as it does.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
	pub home: &'a Home,
	pub public: &'a Public,
	pub share: f64,
}

impl DeviceOptions {
	/// The device of an agent that begins in this interval.
	pub fn device(&self, almanac: Almanac, in_progress: Interval) -> Result<Device> {
		let efficiency = self.efficiency.unwrap_or(VEHICLE_EFFICIENCY);
		if let Some(charger) = self.vehicle.charger(efficiency, almanac, in_progress)? {
			return Ok(Device::Vehicle(charger));
		}
		let efficiency = self.efficiency.unwrap_or(BATTERY_EFFICIENCY);
		let battery = self.battery.battery(almanac.hours(), efficiency)?;
		battery
			.map(Device::Battery)
			.context("give --battery or --vehicle")
	}
}

impl Device {
	/// What it does in the interval in progress, and how that is said.
	pub fn decide(&self, knows: Knowledge<'_>, time: &MarketTime) -> (String, Dispatch) {
		match self {
			Self::Battery(battery) => {
				let decision = mind(battery, knows).decide();
				let said = words::line(&decision, battery, time);
				(said, decision.dispatch())
			}
			Self::Vehicle(charger) => {
				let charging = charging_mind(charger, knows).decide();
				(words::charging(&charging, time), charging.dispatch())
			}
		}
	}

	/// What its home would trade in the interval of the book.
	pub fn want(&self, knows: Knowledge<'_>, book: &BookView, capacity_wh: Wh) -> Option<Wanted> {
		match self {
			Self::Battery(battery) => mind(battery, knows).want(book, capacity_wh),
			Self::Vehicle(charger) => charging_mind(charger, knows).want(book, capacity_wh),
		}
	}

	/// By what it shares in what all of its kind do, Wh: what it holds, or needs each time.
	pub fn size_wh(&self) -> f64 {
		match self {
			Self::Battery(battery) => battery.spec().capacity_wh,
			Self::Vehicle(charger) => charger.needs_wh() as f64,
		}
	}

	/// In its cells; in a vehicle's, what they got since it came, Wh.
	pub fn stored_wh(&self) -> f64 {
		match self {
			Self::Battery(battery) => battery.stored(),
			Self::Vehicle(charger) => charger
				.vehicle()
				.plugged()
				.map_or(0.0, |(_, charged)| charged),
		}
	}

	/// The least and the most that it can take in the interval, Wh.
	pub fn reach(&self) -> (i64, i64) {
		match self {
			Self::Battery(battery) => battery.reach(),
			Self::Vehicle(charger) => (0, charger.vehicle().most()),
		}
	}

	/// It has followed what it was told while its home's meter counted `net` Wh.
	pub fn follow(&mut self, dispatch: &Dispatch, net: NetWh) {
		match self {
			Self::Battery(battery) => battery.take(dispatch.follow(net)),
			Self::Vehicle(charger) => charger.vehicle_mut().take(dispatch),
		};
	}
}

fn mind<'a>(battery: &'a Battery, knows: Knowledge<'a>) -> Mind<'a> {
	Mind {
		battery,
		home: knows.home,
		public: knows.public,
		share: knows.share,
	}
}

fn charging_mind<'a>(charger: &'a Charger, knows: Knowledge<'a>) -> ChargingMind<'a> {
	ChargingMind {
		charger,
		home: knows.home,
		public: knows.public,
		share: knows.share,
	}
}
