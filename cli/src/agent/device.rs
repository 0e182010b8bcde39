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
use crate::{market_time::MarketTime, units::write_wh};
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
	/// What its home's connection carries in an interval, Wh.
	pub connection: i64,
}

impl DeviceOptions {
	/// Whether what does not depend on the chain can be. By what it shares in what all of its kind do, Wh: what it
	/// holds, or needs each time.
	pub fn check(&self) -> Result<f64> {
		let (battery, vehicle) = (BATTERY_EFFICIENCY, VEHICLE_EFFICIENCY);
		let battery = self
			.battery
			.battery(1.0, self.efficiency.unwrap_or(battery))?;
		self.vehicle.check(self.efficiency.unwrap_or(vehicle))?;
		let holds = battery.map(|battery| battery.spec().capacity_wh);
		let needs = self.vehicle.needs.map(|needs| needs as f64);
		holds.or(needs).context("give --battery or --vehicle")
	}

	/// Whether it is said how full the battery is.
	pub fn is_told_what_is_stored(&self) -> bool {
		self.battery.stored.is_some()
	}

	/// The device of an agent that begins in this interval, at a connection that carries so many W.
	pub fn device(
		&self,
		almanac: Almanac,
		in_progress: Interval,
		capacity_w: u32,
	) -> Result<Device> {
		let efficiency = self.efficiency.unwrap_or(VEHICLE_EFFICIENCY);
		let charger = self
			.vehicle
			.charger(efficiency, almanac, in_progress, capacity_w)?;
		if let Some(charger) = charger {
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
				let decision = mind(battery, knows).decide(knows.connection);
				let said = words::line(&decision, battery, time);
				(said, decision.dispatch().behind(knows.connection))
			}
			Self::Vehicle(charger) => {
				let charging = charging_mind(charger, knows).decide();
				let own = knows.home.expect(knows.public.in_progress.into(), 1);
				let wish = charging.dispatch();
				let dispatch = Dispatch {
					expected: own.first().map_or(0, |own| own.mean.round() as i64),
					..wish
				}
				.behind(knows.connection);
				let mut said = words::charging(&charging, time);
				if dispatch.aim < wish.aim {
					said += "; its connection leaves it ";
					said += &write_wh(dispatch.aim.max(0).unsigned_abs());
					said += " Wh";
				}
				(said, dispatch)
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
		let taken = dispatch.follow(net);
		match self {
			Self::Battery(battery) => battery.take(taken),
			Self::Vehicle(charger) => charger.vehicle_mut().take(&Dispatch::exactly(taken)),
		};
	}

	/// It goes on with so many Wh in its cells when this interval begins; a vehicle, with as many that it got in
	/// the stay.
	pub fn resume(&mut self, interval: Interval, stored_wh: f64) {
		match self {
			Self::Battery(battery) => {
				let (spec, hours) = (*battery.spec(), battery.hours());
				// It was made of the same.
				if let Ok(holding) = Battery::holding(spec, hours, stored_wh) {
					*battery = holding;
				}
			}
			Self::Vehicle(charger) => {
				charger.begin(interval);
				charger.vehicle_mut().has_got(stored_wh);
			}
		}
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
