//! Reads a community folder; `docs/data-format.md` is the format.
//!
//! Everything read is an integer: energy in Wh, power in W, prices in base units per Wh. Bad input is
//! refused with a [`DataError`] that names file, line and column; nothing is repaired or guessed,
//! except the calendar year where the data does not name one (see [`CommunityData::load`]).

pub mod calendar;
mod error;
mod plugged;
pub(crate) mod price;
mod table;
mod tariff;
#[cfg(test)]
mod tests;
pub mod vehicles;

use calendar::{Label, SECONDS_PER_DAY, SECONDS_PER_HOUR};
pub use error::DataError;
pub use plugged::{NeverAway, Plugged, TimeOfDay};
use std::path::Path;
use table::Table;
use tariff::{PricedHour, TariffBuilder};
pub use tariff::{Season, Tariff};

/// Most homes in one community folder.
pub const MAX_HOMES: usize = 1_000;
/// Highest price the settlement accepts, in base units per Wh (`settlement.md`: prices <= 2^48).
pub const MAX_PRICE: u64 = 1 << 48;
/// Base units in one USD: the token has 12 decimals.
pub const UNITS_PER_USD: u64 = 1_000_000_000_000;
/// Most Wh in an hour, and most W: rounded up it still is a connection's largest capacity, 2^31 W.
pub const MAX_VALUE: u32 = 2_147_483_000;
/// Rows of a whole day.
pub const HOURS_PER_DAY: usize = 24;

const LOAD: &str = "load_wh.csv";
const GENERATION: &str = "pv_wh.csv";
const HOMES: &str = "homes.csv";
const COMMUNITY: &str = "community.csv";

const CARBON: &str = "carbon_kg_per_kwh";
/// More kg per kWh than any plant emits.
const MAX_CARBON: f64 = 1_000.0;
const BILLIONTHS: f64 = 1e9;

/// A meter's connection capacity is a multiple of this, in W.
const CAPACITY_STEP_W: u32 = 1_000;

/// A price in base units per Wh from a decimal number of USD per kWh, or why it is none.
///
/// # Errors
///
/// A sentence that says what is wrong.
pub fn price_per_wh(text: &str) -> Result<u64, String> {
	price::parse(text).map_err(|_| {
		format!("{text} is no price: give USD per kWh above 0 with at most 9 decimals, like 0.05")
	})
}

/// As [`price_per_wh`], of a cost that may be 0.
///
/// # Errors
///
/// A sentence that says what is wrong.
pub fn cost_per_wh(text: &str) -> Result<u64, String> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
	let zeros = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'0');
	match zeros(whole) && zeros(fraction) {
		true => Ok(0),
		false => {
			price::parse(text).map_err(|_| {
				format!("{text} is no cost: give USD per kWh from 0 up with at most 9 decimals, like 0.025")
			})
		}
	}
}

/// One home as `homes.csv` describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
	/// The column name in `load_wh.csv` and `pv_wh.csv`.
	pub name: String,
	/// Nominal power of the home's generation, W.
	pub pv_nominal_w: u32,
	/// Battery, if the columns are there.
	pub battery: Option<Battery>,
}

/// A home's battery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Battery {
	/// Capacity, Wh.
	pub capacity_wh: u32,
	/// Largest charging and discharging power, W.
	pub power_w: u32,
}

/// The true calendar and the tariff of one hour (the file's hour 24 is already 00:00 of the next day).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HourRow {
	/// Start of the hour in local time, seconds since 1970-01-01 00:00 local.
	pub local_seconds: u64,
	/// Month of the year, 1 to 12.
	pub month: u8,
	/// Day of the week, 1 (Monday) to 7 (Sunday).
	pub day_type: u8,
	/// Hour of the day, 0 to 23.
	pub hour: u8,
	/// Retail price, base units per Wh.
	pub retail: u64,
}

/// A community's data: whole days of hourly rows, complete and in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunityData {
	/// The folder's name.
	pub name: String,
	/// The homes, in the order of the columns.
	pub homes: Vec<Home>,
	/// One row an hour.
	pub hours: Vec<HourRow>,
	/// Demand, Wh: `load_wh[hour][home]`.
	pub load_wh: Vec<Vec<u32>>,
	/// Generation, Wh: `pv_wh[hour][home]`.
	pub pv_wh: Vec<Vec<u32>>,
	/// The retail tariff that gives every row's price.
	pub tariff: Tariff,
	/// Start of the first hour, seconds since 1970-01-01 00:00 local.
	pub local_epoch_seconds: u64,
	/// What an imported kWh emits in each hour, in billionths of a kg; empty without such a column.
	pub carbon: Vec<u64>,
}

/// The 24 hours of one day.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
	/// Calendar and price of each hour.
	pub hours: &'a [HourRow],
	/// Demand, Wh: `[hour][home]`.
	pub load_wh: &'a [Vec<u32>],
	/// Generation, Wh: `[hour][home]`.
	pub pv_wh: &'a [Vec<u32>],
}

impl CommunityData {
	/// Reads and checks a community folder.
	///
	/// `community.csv` names month, hour and day of the week, not the date. The first date from 2001
	/// to 2028 on which all rows agree is taken (with a `year` column, the first of that year): price
	/// and day type never depend on which of the agreeing years it is.
	///
	/// # Errors
	///
	/// A [`DataError`] for the first thing that is wrong.
	pub fn load(dir: &Path) -> Result<Self, DataError> {
		if !dir.is_dir() {
			return Err(DataError::FolderNotFound {
				folder: dir.display().to_string(),
			});
		}
		let load = Table::read(dir, LOAD)?;
		let generation = Table::read(dir, GENERATION)?;
		let homes = Table::read(dir, HOMES)?;
		let community = Table::read(dir, COMMUNITY)?;

		let names = read_home_names(&load)?;
		check_same_homes(&generation, generation.home_columns()?.into_iter(), &names)?;
		let homes = read_homes(&homes, &names)?;

		let rows = load.rows.len();
		for other in [&generation, &community] {
			if other.rows.len() != rows {
				return Err(DataError::RowCount {
					file: other.file,
					found: other.rows.len(),
					expected: rows,
					reference: LOAD,
				});
			}
		}
		let load_wh = read_energy(&load)?;
		let pv_wh = read_energy(&generation)?;
		if rows % HOURS_PER_DAY != 0 {
			return Err(DataError::NotWholeDays { file: LOAD, rows });
		}
		let (local_epoch_seconds, hours, tariff) = read_community(&community)?;
		Ok(Self {
			name: folder_name(dir),
			homes,
			hours,
			load_wh,
			pv_wh,
			tariff,
			local_epoch_seconds,
			carbon: read_carbon(&community)?,
		})
	}

	/// Number of whole days.
	pub fn days(&self) -> usize {
		self.hours.len() / HOURS_PER_DAY
	}

	/// The hours of a day, counted from 0; `None` beyond the last.
	pub fn day(&self, day: usize) -> Option<Day<'_>> {
		let start = day.checked_mul(HOURS_PER_DAY)?;
		let range = start..start.checked_add(HOURS_PER_DAY)?;
		Some(Day {
			hours: self.hours.get(range.clone())?,
			load_wh: self.load_wh.get(range.clone())?,
			pv_wh: self.pv_wh.get(range)?,
		})
	}

	/// Adds a plant beside the homes: it has the panels of a home `times` over and uses nothing. Its index.
	///
	/// What would be more than an hour can have is cut off.
	pub fn add_plant(&mut self, name: &str, panels_of: usize, times: u32) -> usize {
		let multiple = |of: u32| of.saturating_mul(times).min(MAX_VALUE);
		let nominal = self
			.homes
			.get(panels_of)
			.map_or(0, |home| home.pv_nominal_w);
		for (load, generation) in self.load_wh.iter_mut().zip(&mut self.pv_wh) {
			let made = generation.get(panels_of).copied().unwrap_or(0);
			load.push(0);
			generation.push(multiple(made));
		}
		self.homes.push(Home {
			name: name.into(),
			pv_nominal_w: multiple(nominal),
			battery: None,
		});
		self.homes.len().saturating_sub(1)
	}

	/// Connection capacity of a home's meter, W: the largest hour of demand or generation rounded up
	/// to the next 1,000 W, at least the nominal power and at least 1,000 W (also for a home that does not exist).
	///
	/// An hour of n Wh is n W on average, so no row of the data exceeds it.
	pub fn capacity_w(&self, home: usize) -> u32 {
		let nominal = self.homes.get(home).map_or(0, |home| home.pv_nominal_w);
		let largest = self
			.load_wh
			.iter()
			.chain(&self.pv_wh)
			.filter_map(|row| row.get(home))
			.max()
			.copied()
			.unwrap_or(0);
		let rounded = largest
			.div_ceil(CAPACITY_STEP_W)
			.saturating_mul(CAPACITY_STEP_W);
		rounded.max(nominal).max(CAPACITY_STEP_W)
	}
}

fn folder_name(dir: &Path) -> String {
	let own = dir
		.file_name()
		.map(|name| name.to_string_lossy().into_owned());
	// `.` and `..` have no name of their own.
	let resolved = || {
		Some(
			dir.canonicalize()
				.ok()?
				.file_name()?
				.to_string_lossy()
				.into_owned(),
		)
	};
	own.or_else(resolved).unwrap_or_else(|| "community".into())
}

/// The homes that `load_wh.csv` names, checked for number and repetition.
fn read_home_names(load: &Table) -> Result<Vec<String>, DataError> {
	let names = load.home_columns()?;
	if names.is_empty() {
		return Err(DataError::NoHomes { file: load.file });
	}
	if names.len() > MAX_HOMES {
		return Err(DataError::TooManyHomes {
			file: load.file,
			found: names.len(),
		});
	}
	Ok(names.into_iter().map(|(_, name)| name).collect())
}

/// Refuses homes, given with the line that names them, that are not those of `load_wh.csv`.
fn check_same_homes(
	table: &Table,
	homes: impl ExactSizeIterator<Item = (u64, String)>,
	expected: &[String],
) -> Result<(), DataError> {
	let count = homes.len();
	for ((line, found), expected) in homes.zip(expected) {
		if found != *expected {
			return Err(DataError::HomeMismatch {
				file: table.file,
				line,
				found,
				expected: expected.clone(),
				reference: LOAD,
			});
		}
	}
	if count != expected.len() {
		return Err(DataError::HomeCount {
			file: table.file,
			found: count,
			expected: expected.len(),
			reference: LOAD,
		});
	}
	Ok(())
}

fn read_homes(table: &Table, names: &[String]) -> Result<Vec<Home>, DataError> {
	let home = table.column("home")?;
	let nominal = table.column("pv_nominal_w")?;
	// One battery column needs the other.
	let battery = if table.has("battery_wh") || table.has("battery_w") {
		Some((table.column("battery_wh")?, table.column("battery_w")?))
	} else {
		None
	};
	let listed = table
		.rows
		.iter()
		.map(|row| (row.line, row.cell(table, home).text.to_string()));
	check_same_homes(table, listed, names)?;
	table
		.rows
		.iter()
		.zip(names)
		.map(|(row, name)| {
			let battery = battery
				.map(|(capacity, power)| {
					Ok(Battery {
						capacity_wh: row.cell(table, capacity).integer()?,
						power_w: row.cell(table, power).integer()?,
					})
				})
				.transpose()?;
			Ok(Home {
				name: name.clone(),
				pv_nominal_w: row.cell(table, nominal).integer()?,
				battery,
			})
		})
		.collect()
}

/// Energy of every hour and home, Wh.
fn read_energy(table: &Table) -> Result<Vec<Vec<u32>>, DataError> {
	table.check_hours()?;
	table
		.rows
		.iter()
		.map(|row| {
			(1..table.columns())
				.map(|home| row.cell(table, home).integer())
				.collect()
		})
		.collect()
}

/// Carbon intensity, if the column is there. It is an estimate and often has more digits than a price may:
/// it is rounded to a billionth.
fn read_carbon(table: &Table) -> Result<Vec<u64>, DataError> {
	if !table.has(CARBON) {
		return Ok(Vec::new());
	}
	let carbon = table.column(CARBON)?;
	let rows = table.rows.iter();
	rows.map(|row| {
		let cell = row.cell(table, carbon);
		// Digits with or without a point: no sign, no exponent, no word that a parser takes for a number.
		let plain = |text: &str| {
			let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
			[whole, fraction]
				.iter()
				.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
		};
		let kg = Some(cell.text).filter(|text| plain(text));
		let kg = kg.and_then(|text| text.parse::<f64>().ok());
		match kg.filter(|kg| (0.0..=MAX_CARBON).contains(kg)) {
			Some(kg) => Ok((kg * BILLIONTHS).round() as u64),
			None => Err(cell.no_carbon()),
		}
	})
	.collect()
}

fn read_community(table: &Table) -> Result<(u64, Vec<HourRow>, Tariff), DataError> {
	let month = table.column("month")?;
	let hour_of_day = table.column("hour_of_day")?;
	let day_type = table.column("day_type")?;
	let price = table.column("retail_usd_per_kwh")?;
	let year = if table.has("year") {
		Some(table.column("year")?)
	} else {
		None
	};
	table.check_hours()?;

	let labels = table
		.rows
		.iter()
		.map(|row| {
			Ok(Label {
				line: row.line,
				year: year
					.map(|year| row.cell(table, year).within(1970, 9_999))
					.transpose()?,
				month: row.cell(table, month).within(1, 12)?,
				hour_of_day: row.cell(table, hour_of_day).within(1, 24)?,
				day_type: row.cell(table, day_type).within(1, 7)?,
			})
		})
		.collect::<Result<Vec<_>, DataError>>()?;
	let first_day = calendar::find_first_day(table.file, &labels)?;
	let epoch = first_day.saturating_mul(SECONDS_PER_DAY);

	let mut tariff = TariffBuilder::new(table.file);
	let mut hours = Vec::with_capacity(table.rows.len());
	for (seconds, row) in (epoch..)
		.step_by(SECONDS_PER_HOUR as usize)
		.zip(&table.rows)
	{
		let local = calendar::local_time(seconds);
		let retail = row.cell(table, price).price()?;
		tariff.add(PricedHour {
			line: row.line,
			local,
			retail,
		})?;
		hours.push(HourRow {
			local_seconds: seconds,
			month: local.month,
			day_type: local.day_type,
			hour: local.hour,
			retail,
		});
	}
	Ok((epoch, hours, tariff.build()))
}
