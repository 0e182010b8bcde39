//! The battery that an agent runs, as people write it.

use crate::units::{energy, percent, price, write_wh};
use anyhow::{anyhow, Result};
use clap::Args;
use commonwatt_agents::{BadSpec, Battery, BatterySpec};
use commonwatt_primitives::{Wh, MAX_INTERVAL_WH};

/// Parts per million of all.
const ALL: u64 = 1_000_000;
const HALF: u64 = ALL / 2;

/// What a battery holds and moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
	pub capacity_wh: Wh,
	pub power_w: u64,
}

/// `6400Wh/5000W`, or `6.4kWh/5kW`.
pub fn size(text: &str) -> Result<Size, String> {
	let refuse = || {
		format!(
			"\"{text}\" is no battery: give what it holds and its power, like 6400Wh/5000W, each above 0 and \
			 at most {} Wh or W",
			write_wh(MAX_INTERVAL_WH)
		)
	};
	let (capacity, power) = text.split_once('/').ok_or_else(refuse)?;
	Ok(Size {
		capacity_wh: energy(capacity.trim()).map_err(|_| refuse())?,
		power_w: self::power(power).ok_or_else(refuse)?,
	})
}

/// W of `5000W`, or `5kW`; at least 1.
pub fn power(text: &str) -> Option<u64> {
	// It reads as the energy of an hour.
	let number = text.strip_suffix(['W', 'w'])?;
	energy(format!("{number}Wh").trim()).ok()
}

/// Parts per million of `50%`, at most all.
fn stored(text: &str) -> Result<u64, String> {
	percent(text).and_then(|part| match part {
		..=ALL => Ok(part),
		_ => Err(format!("\"{text}\" is more than a battery holds")),
	})
}

#[derive(Args)]
pub struct BatteryOptions {
	/// The battery: what it holds and its power, 6400Wh/5000W.
	#[arg(long, value_name = "ENERGY/POWER", value_parser = size)]
	pub battery: Option<Size>,
	/// What a kWh that a battery delivers wears off, tokens.
	#[arg(long, value_name = "PRICE", default_value = "0.025", value_parser = price, conflicts_with = "vehicle")]
	pub wear: u64,
	/// How full the battery is [default: as the last line of --setpoints has it, or 50%].
	#[arg(long, value_name = "P%", value_parser = stored, conflicts_with = "vehicle")]
	pub stored: Option<u64>,
}

impl BatteryOptions {
	/// The battery, if one is given, metered every `hours`.
	pub fn battery(&self, hours: f64, efficiency: f64) -> Result<Option<Battery>> {
		let Some(size) = &self.battery else {
			return Ok(None);
		};
		let spec = BatterySpec {
			capacity_wh: size.capacity_wh as f64,
			charge_w: size.power_w as f64,
			discharge_w: size.power_w as f64,
			charge_efficiency: efficiency,
			discharge_efficiency: efficiency,
			wear: self.wear as f64,
		};
		let stored = spec.capacity_wh * self.stored.unwrap_or(HALF) as f64 / ALL as f64;
		let battery = Battery::holding(spec, hours, stored);
		battery.map(Some).map_err(|why| match why {
			BadSpec::Efficiency => anyhow!("--efficiency is above 0 and at most 1, like 0.95"),
			other => anyhow!("no battery can be like that: {other:?}"),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_battery_is_an_energy_and_a_power() {
		let expected = Size {
			capacity_wh: 6_400,
			power_w: 5_000,
		};
		assert_eq!(size("6400Wh/5000W"), Ok(expected));
		assert_eq!(size("6.4kWh/5kW"), Ok(expected));
		for text in [
			"",
			"6400Wh",
			"6400Wh/5000",
			"6400Wh/5000Wh/h",
			"0Wh/5kW",
			"6400Wh/-1W",
		] {
			assert!(size(text).is_err(), "{text}");
		}
		assert_eq!(
			size("4000000000kWh/5kW"),
			Err(
				"\"4000000000kWh/5kW\" is no battery: give what it holds and its power, like 6400Wh/5000W, \
				 each above 0 and at most 4,294,967,296 Wh or W"
					.into()
			)
		);
	}

	#[test]
	fn it_is_as_full_as_is_said_and_no_fuller_than_full() {
		assert_eq!(stored("50%"), Ok(500_000));
		assert_eq!(stored("100%"), Ok(1_000_000));
		assert!(stored("101%").is_err());
		let options = BatteryOptions {
			battery: size("6400Wh/5000W").ok(),
			wear: 25_000_000,
			stored: Some(250_000),
		};
		let battery = options.battery(1.0, 0.95).expect("can be");
		let battery = battery.expect("is given");
		assert_eq!(battery.stored(), 1_600.0);
		assert_eq!(battery.spec().wear, 25e6);
		let why = options
			.battery(1.0, 1.1)
			.expect_err("cannot be")
			.to_string();
		assert!(why.contains("--efficiency"), "{why}");
	}
}
