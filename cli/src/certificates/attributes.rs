//! What the issuing authority says of a device, by options.

use crate::{
	names::{name_of, named},
	units::{power, share, write_percent, write_wh},
};
use anyhow::{bail, Context, Result};
use clap::Args;
use commonwatt_primitives::certificate::{
	DeviceAttributes, DeviceKind, DeviceView, EnergySource, Support, Technology, MAX_ZONE,
};
use commonwatt_simulator::data::calendar::{local_time, SECONDS_PER_DAY};
use sp_runtime::Permill;

pub const TECHNOLOGIES: &[(&str, Technology)] = &[
	("solar-photovoltaic", Technology::SolarPhotovoltaic),
	("solar-concentration", Technology::SolarConcentration),
	("onshore-wind", Technology::OnshoreWind),
	("offshore-wind", Technology::OffshoreWind),
	("run-of-river-hydro", Technology::RunOfRiverHydro),
	("storage-hydro", Technology::StorageHydro),
	("marine", Technology::Marine),
	("geothermal", Technology::Geothermal),
	("solid-biomass", Technology::SolidBiomass),
	("biogas", Technology::Biogas),
	("other-renewable", Technology::OtherRenewable),
	("battery", Technology::Battery),
	("pumped-hydro", Technology::PumpedHydro),
	("flywheel", Technology::Flywheel),
	("other-storage", Technology::OtherStorage),
	("load", Technology::Load),
];

pub const SOURCES: &[(&str, EnergySource)] = &[
	("solar", EnergySource::Solar),
	("wind", EnergySource::Wind),
	("hydro", EnergySource::Hydro),
	("marine", EnergySource::Marine),
	("geothermal", EnergySource::Geothermal),
	("biomass", EnergySource::Biomass),
	("biogas", EnergySource::Biogas),
	("other-renewable", EnergySource::OtherRenewable),
	("mixed", EnergySource::Mixed),
];

pub const SUPPORTS: &[(&str, Support)] = &[
	("none", Support::None),
	("investment", Support::Investment),
	("production", Support::Production),
	(
		"investment-and-production",
		Support::InvestmentAndProduction,
	),
];

pub const KINDS: &[(&str, DeviceKind)] = &[
	("production", DeviceKind::Production),
	("storage", DeviceKind::Storage),
	("consumption", DeviceKind::Consumption),
];

fn technology(text: &str) -> Result<Technology, String> {
	named("technology", TECHNOLOGIES, text)
}

fn source(text: &str) -> Result<EnergySource, String> {
	named("energy source", SOURCES, text)
}

fn support(text: &str) -> Result<Support, String> {
	named("support", SUPPORTS, text)
}

/// What is said of a device. An update leaves what it does not name.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct Attributes {
	/// What it is: solar-photovoltaic, onshore-wind, battery, load for what uses, ...
	#[arg(long, value_name = "NAME", value_parser = technology)]
	technology: Option<Technology>,
	/// Where the energy comes from; by default what the technology says.
	#[arg(long, value_name = "NAME", value_parser = source)]
	source: Option<EnergySource>,
	/// Where it is, as coarse as the community likes, at most 32 bytes.
	#[arg(long, value_name = "TEXT")]
	zone: Option<String>,
	/// When it was commissioned.
	#[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
	commissioned: Option<u32>,
	/// Public support it has had: none (by default), investment, production, investment-and-production.
	#[arg(long, value_name = "NAME", value_parser = support)]
	support: Option<Support>,
	/// Grams of CO2 equivalent per kWh; 0 by default.
	#[arg(long, value_name = "GRAMS")]
	emissions: Option<u32>,
	/// Its power, like 6000W or 6kW; the meter's by default.
	#[arg(long, value_name = "POWER", value_parser = power)]
	capacity: Option<u32>,
	/// What storage gives back of what it was charged with, like 90%.
	#[arg(long, value_name = "P%", value_parser = share)]
	efficiency: Option<Permill>,
	/// Issue certificates when the owner asks for them, not at settlement.
	#[arg(long, conflicts_with = "automatic")]
	on_request: bool,
	/// Issue certificates at settlement, as is the default.
	#[arg(long)]
	automatic: bool,
}

fn usual_source(technology: Technology) -> EnergySource {
	match technology {
		Technology::SolarPhotovoltaic | Technology::SolarConcentration => EnergySource::Solar,
		Technology::OnshoreWind | Technology::OffshoreWind => EnergySource::Wind,
		Technology::RunOfRiverHydro | Technology::StorageHydro => EnergySource::Hydro,
		Technology::Marine => EnergySource::Marine,
		Technology::Geothermal => EnergySource::Geothermal,
		Technology::SolidBiomass => EnergySource::Biomass,
		Technology::Biogas => EnergySource::Biogas,
		Technology::OtherRenewable => EnergySource::OtherRenewable,
		Technology::Battery
		| Technology::PumpedHydro
		| Technology::Flywheel
		| Technology::OtherStorage
		| Technology::Load => EnergySource::Mixed,
	}
}

impl Attributes {
	/// The attributes of a device at a meter of `meter_w`, and whether it issues by itself. What is not
	/// given stays as in `before`.
	pub fn of(
		&self,
		meter_w: u32,
		before: Option<&DeviceView>,
	) -> Result<(DeviceAttributes, bool)> {
		let was = before.map(|view| &view.attributes);
		let technology = self
			.technology
			.or(was.map(|was| was.technology))
			.context("--technology is missing: say what the device is")?;
		// Another technology comes from elsewhere.
		let source = match self.technology {
			Some(technology) => usual_source(technology),
			None => was.map_or(usual_source(technology), |was| was.energy_source),
		};
		let zone = match (&self.zone, was) {
			(Some(zone), _) => {
				let length = zone.len();
				zone.as_bytes().to_vec().try_into().ok().with_context(|| {
					format!("--zone has {length} bytes, {MAX_ZONE} at most: shorten it")
				})?
			}
			(None, Some(was)) => was.zone.clone(),
			(None, None) => bail!("--zone is missing: say where the device is"),
		};
		// What no longer stores has none.
		let kept = was
			.and_then(|was| was.round_trip_efficiency)
			.filter(|_| technology.kind() == DeviceKind::Storage);
		let attributes = DeviceAttributes {
			technology,
			energy_source: self.source.unwrap_or(source),
			zone,
			commissioned: self
				.commissioned
				.or(was.map(|was| was.commissioned))
				.context("--commissioned is missing: give the day, like 2019-05-01")?,
			support: self
				.support
				.or(was.map(|was| was.support))
				.unwrap_or(Support::None),
			emission_factor: self
				.emissions
				.or(was.map(|was| was.emission_factor))
				.unwrap_or(0),
			capacity_w: self
				.capacity
				.or(was.map(|was| was.capacity_w))
				.unwrap_or(meter_w),
			round_trip_efficiency: self.efficiency.or(kept),
		};
		let automatic = match (self.on_request, self.automatic) {
			(true, _) => false,
			(_, true) => true,
			_ => before.is_none_or(|view| view.automatic),
		};
		Ok((attributes, automatic))
	}
}

/// Each attribute with its name.
pub fn lines(attributes: &DeviceAttributes) -> Vec<(&'static str, String)> {
	let DeviceAttributes {
		technology,
		energy_source,
		zone,
		commissioned,
		support,
		emission_factor,
		capacity_w,
		round_trip_efficiency,
	} = attributes;
	let mut lines = vec![
		("technology", name_of(TECHNOLOGIES, *technology).into()),
		("source", name_of(SOURCES, *energy_source).into()),
		("zone", zone_name(zone)),
		("commissioned", write_day(*commissioned)),
		("support", name_of(SUPPORTS, *support).into()),
		("emissions", format!("{emission_factor} g CO2e per kWh")),
		("capacity", format!("{} W", write_wh((*capacity_w).into()))),
	];
	if let Some(efficiency) = round_trip_efficiency {
		let percent = write_percent(efficiency.deconstruct().into());
		lines.push(("efficiency", format!("{percent} %")));
	}
	lines
}

/// A zone's name; what is no text is shown as what it is.
pub fn zone_name(zone: &[u8]) -> String {
	String::from_utf8_lossy(zone).into_owned()
}

/// Days since 1970 of `2019-05-01`.
pub fn day(text: &str) -> Result<u32, String> {
	let refuse =
		|| format!("\"{text}\" is no day from 1970 on: give year, month and day, like 2019-05-01");
	let parts: Vec<&str> = text.split('-').collect();
	let number = |part: &str, length: usize| {
		let digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
		digits.then(|| part.parse::<u64>().ok()).flatten()
	};
	let [year, month, day] = parts[..] else {
		return Err(refuse());
	};
	let (year, month, day) = match (number(year, 4), number(month, 2), number(day, 2)) {
		(Some(year), Some(month), Some(day)) if year >= 1970 => (year, month, day),
		_ => return Err(refuse()),
	};
	if !(1..=12).contains(&month) {
		return Err(refuse());
	}
	let days = days_from_civil(year, month, day);
	let date = local_time(days.saturating_mul(SECONDS_PER_DAY));
	// A day that its month does not have is another one.
	match (date.year, u64::from(date.month), u64::from(date.day)) == (year, month, day) {
		true => u32::try_from(days).map_err(|_| refuse()),
		false => Err(refuse()),
	}
}

/// Days since 1970 of a date from then on (Hinnant, "chrono-compatible low-level date algorithms",
/// `days_from_civil`: years begin in March, so that the leap day comes last).
fn days_from_civil(year: u64, month: u64, day: u64) -> u64 {
	let (year, month) = match month {
		..=2 => (year - 1, month + 9),
		_ => (year, month - 3),
	};
	let (era, year_of_era) = (year / 400, year % 400);
	let day_of_year = (153 * month + 2) / 5 + day;
	let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	(era * 146_097 + day_of_era).saturating_sub(719_469)
}

/// `2019-05-01` of days since 1970.
pub fn write_day(days: u32) -> String {
	let date = local_time(u64::from(days) * SECONDS_PER_DAY);
	format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

#[cfg(test)]
pub mod tests {
	use super::*;

	pub fn solar() -> DeviceAttributes {
		DeviceAttributes {
			technology: Technology::SolarPhotovoltaic,
			energy_source: EnergySource::Solar,
			zone: b"Fontana".to_vec().try_into().expect("is short"),
			commissioned: 18_017,
			support: Support::Investment,
			emission_factor: 0,
			capacity_w: 6_000,
			round_trip_efficiency: None,
		}
	}

	fn given() -> Attributes {
		Attributes {
			technology: Some(Technology::SolarPhotovoltaic),
			zone: Some("Fontana".into()),
			commissioned: Some(18_017),
			..Default::default()
		}
	}

	#[test]
	fn a_day_is_year_month_and_day() {
		for (text, days) in [
			("1970-01-01", 0),
			("2000-02-29", 11_016),
			("2019-05-01", 18_017),
			("2100-03-01", 47_541),
			("9999-12-31", 2_932_896),
		] {
			assert_eq!(day(text), Ok(days), "{text}");
			assert_eq!(write_day(days), text);
		}
		for text in [
			"",
			"2019",
			"2019-5-1",
			"2019-02-29",
			"2019-13-01",
			"2019-00-10",
			"2019-01-00",
			"2019-01-32",
			"1969-12-31",
			"-019-01-01",
			"2019-05-01-01",
			"19-05-01",
			"2019-01-99",
		] {
			assert_eq!(
				day(text),
				Err(format!(
					"\"{text}\" is no day from 1970 on: give year, month and day, like 2019-05-01"
				))
			);
		}
	}

	#[test]
	fn what_is_not_said_is_what_is_usual() {
		let (attributes, automatic) = given().of(10_000, None).expect("is enough");
		let expected = DeviceAttributes {
			capacity_w: 10_000,
			support: Support::None,
			..solar()
		};
		assert_eq!(attributes, expected);
		assert!(automatic);
	}

	#[test]
	fn what_must_be_said_is_asked_for() {
		let missing = |change: fn(&mut Attributes)| {
			let mut attributes = given();
			change(&mut attributes);
			attributes
				.of(10_000, None)
				.expect_err("is missing")
				.to_string()
		};
		assert_eq!(
			missing(|given| given.technology = None),
			"--technology is missing: say what the device is"
		);
		assert_eq!(
			missing(|given| given.zone = None),
			"--zone is missing: say where the device is"
		);
		assert_eq!(
			missing(|given| given.commissioned = None),
			"--commissioned is missing: give the day, like 2019-05-01"
		);
		assert_eq!(
			missing(|given| given.zone = Some("z".repeat(33))),
			"--zone has 33 bytes, 32 at most: shorten it"
		);
	}

	#[test]
	fn an_update_leaves_what_it_does_not_name() {
		let view = crate::certificates::tests::device();
		let change = Attributes {
			emissions: Some(41),
			on_request: true,
			..Default::default()
		};
		let (attributes, automatic) = change.of(10_000, Some(&view)).expect("is enough");
		let expected = DeviceAttributes {
			emission_factor: 41,
			..view.attributes.clone()
		};
		assert_eq!((attributes, automatic), (expected, false));
	}

	#[test]
	fn every_technology_has_a_name_and_a_source() {
		for (name, thing) in TECHNOLOGIES {
			assert_eq!(technology(name), Ok(*thing));
		}
		assert_eq!(TECHNOLOGIES.len(), 16);
		let error = technology("coal").expect_err("is none");
		assert!(
			error.starts_with("\"coal\" is no technology: give one of solar-photovoltaic, "),
			"{error}"
		);
	}
}
