//! Reads the vehicles of a community's homes; `docs/data-format.md` has the format.

#[cfg(test)]
mod tests;

use super::{
	price,
	table::{Cell, Table},
	CommunityData, DataError, Plugged, TimeOfDay, HOURS_PER_DAY,
};
use std::{fs, ops::RangeInclusive, path::Path};
use thiserror::Error;

/// What messages call the file.
const FILE: &str = "--vehicles";
/// Most vehicles in a file.
pub const MAX_VEHICLES: usize = 1_000;
/// Most that a charger draws, W: the largest for lorries do not draw more.
pub const MAX_POWER_W: u32 = 1_000_000;
/// Most that a vehicle needs a day, Wh: what such a charger gives in a day.
pub const MAX_NEEDS_WH: u32 = 24 * MAX_POWER_W;

const SECONDS_PER_HOUR: u32 = 3_600;
const MINUTES_PER_DAY: i64 = 1_440;
/// As many in all of something.
const BILLIONTHS: u64 = 1_000_000_000;

/// A vehicle that is plugged in at a home, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct Vehicle {
	/// Its line in the file.
	pub line: u64,
	/// The index of the home.
	pub home: usize,
	/// What it draws at most, W.
	pub power_w: u32,
	/// Part of it that reaches the cells, above 0 and at most 1.
	pub efficiency: f64,
	/// When in the day.
	pub plugged: Plugged,
	/// What its cells need by the time it leaves, Wh.
	pub needs_wh: u32,
	/// The days on which it is plugged in, counted from 0.
	pub days: RangeInclusive<usize>,
}

/// Why a file of vehicles was refused. Lines count from 1, the header or a comment being line 1.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VehicleError {
	#[error("{FILE}: cannot be read: {reason}; give a plain UTF-8 CSV file")]
	Unreadable { reason: String },

	#[error(transparent)]
	Table(#[from] DataError),

	#[error("{FILE}: {found} vehicles, but a file has at most {MAX_VEHICLES}; split it")]
	TooMany { found: usize },

	#[error("{FILE}, line {line}, column home: there is no home {found}; the homes are {homes}")]
	UnknownHome {
		line: u64,
		found: String,
		homes: String,
	},

	#[error("{FILE}, line {line}, column {column}: found \"{found}\", not an integer; write whole numbers in digits only, such as 7400")]
	NotAnInteger {
		line: u64,
		column: &'static str,
		found: String,
	},

	#[error("{FILE}, line {line}, column {column}: found the negative number {found}; a vehicle gives nothing back")]
	Negative {
		line: u64,
		column: &'static str,
		found: String,
	},

	#[error("{FILE}, line {line}, column {column}: found {found}, expected a number from {least} to {most}; check the unit: power is in W, energy in Wh")]
	OutOfRange {
		line: u64,
		column: &'static str,
		found: String,
		least: u32,
		most: u32,
	},

	#[error("{FILE}, line {line}, column efficiency: found \"{found}\", not a part; write a decimal number above 0 and at most 1, such as 0.9")]
	Efficiency { line: u64, found: String },

	#[error("{FILE}, line {line}, column {column}: found \"{found}\", not a time of the day; write hours and minutes from 00:00 to 23:59, such as 18:00")]
	NotATime {
		line: u64,
		column: &'static str,
		found: String,
	},

	#[error("{FILE}, line {line}: plugged in from {time} until {time}; a vehicle that never leaves needs nothing by any time: say when it leaves")]
	NeverAway { line: u64, time: String },

	#[error("{FILE}, line {line}: plugged in {plugged} is no whole hour of the data; it charges in whole hours only")]
	NoWholeHour { line: u64, plugged: String },

	#[error("{FILE}, line {line}: from_day {from} is after to_day {to}; both are counted from 0, and both days count")]
	DaysReversed { line: u64, from: u32, to: u32 },

	#[error("{FILE}, line {line}, column {column}: day {found}, but the data has {days} days, counted from 0")]
	DayBeyondData {
		line: u64,
		column: &'static str,
		found: u32,
		days: usize,
	},

	#[error("{FILE}, line {line}: {home} has the vehicle of line {earlier} plugged in then; a home has one charger: change the times or the days")]
	Overlap {
		line: u64,
		earlier: u64,
		home: String,
	},
}

/// Reads the vehicles of a community's homes. Lines that begin with `#` are for people.
///
/// # Errors
///
/// A [`VehicleError`] for the first thing that is wrong.
pub fn load(file: &Path, data: &CommunityData) -> Result<Vec<Vehicle>, VehicleError> {
	let text = fs::read_to_string(file).map_err(|error| VehicleError::Unreadable {
		reason: error.to_string(),
	})?;
	read(&text, data)
}

pub(super) fn read(text: &str, data: &CommunityData) -> Result<Vec<Vehicle>, VehicleError> {
	let table = Table::parse(text, FILE, Some(b'#'))?;
	if table.rows.len() > MAX_VEHICLES {
		let found = table.rows.len();
		return Err(VehicleError::TooMany { found });
	}
	let columns = Columns::of(&table)?;
	let mut vehicles: Vec<Vehicle> = Vec::new();
	for row in &table.rows {
		let cell = |column: Column| Place {
			line: row.line,
			column: column.1,
			cell: row.cell(&table, column.0),
		};
		let vehicle = columns.vehicle(row.line, cell, data)?;
		let earlier = vehicles.iter().find(|earlier| vehicle.meets(earlier));
		if let Some(earlier) = earlier {
			return Err(VehicleError::Overlap {
				line: row.line,
				earlier: earlier.line,
				home: row.cell(&table, columns.home.0).text.into(),
			});
		}
		vehicles.push(vehicle);
	}
	Ok(vehicles)
}

/// A column's index and name.
type Column = (usize, &'static str);

struct Columns {
	home: Column,
	power: Column,
	efficiency: Column,
	from: Column,
	until: Column,
	needs: Column,
	from_day: Column,
	to_day: Column,
}

/// A cell and where it stands.
struct Place<'a> {
	line: u64,
	column: &'static str,
	cell: Cell<'a>,
}

impl Columns {
	fn of(table: &Table) -> Result<Self, DataError> {
		let column = |name| Ok((table.column(name)?, name));
		Ok(Self {
			home: column("home")?,
			power: column("power_w")?,
			efficiency: column("efficiency")?,
			from: column("plugged_from")?,
			until: column("plugged_until")?,
			needs: column("needs_wh")?,
			from_day: column("from_day")?,
			to_day: column("to_day")?,
		})
	}

	fn vehicle<'a>(
		&self,
		line: u64,
		cell: impl Fn(Column) -> Place<'a>,
		data: &CommunityData,
	) -> Result<Vehicle, VehicleError> {
		let name = cell(self.home).cell.text;
		let home = data.homes.iter().position(|home| home.name == name);
		let home = home.ok_or_else(|| VehicleError::UnknownHome {
			line,
			found: name.into(),
			homes: data
				.homes
				.iter()
				.map(|home| home.name.as_str())
				.collect::<Vec<_>>()
				.join(", "),
		})?;
		let power_w = cell(self.power).within(1, MAX_POWER_W)?;
		let efficiency = cell(self.efficiency).part()?;
		let (from, until) = (cell(self.from).time()?, cell(self.until).time()?);
		let plugged = Plugged::new(from, until).map_err(|_| VehicleError::NeverAway {
			line,
			time: from.to_string(),
		})?;
		if plugged.intervals(0, SECONDS_PER_HOUR).is_empty() {
			return Err(VehicleError::NoWholeHour {
				line,
				plugged: plugged.to_string(),
			});
		}
		let needs_wh = cell(self.needs).within(1, MAX_NEEDS_WH)?;
		let days = data.hours.len() / HOURS_PER_DAY;
		let (from_day, to_day) = (cell(self.from_day).day(days)?, cell(self.to_day).day(days)?);
		if from_day > to_day {
			return Err(VehicleError::DaysReversed {
				line,
				from: from_day,
				to: to_day,
			});
		}
		Ok(Vehicle {
			line,
			home,
			power_w,
			efficiency,
			plugged,
			needs_wh,
			days: from_day as usize..=to_day as usize,
		})
	}
}

impl Place<'_> {
	fn found(&self) -> String {
		self.cell.text.into()
	}

	/// An integer; also of what no table holds.
	fn integer(&self) -> Result<u32, VehicleError> {
		let (line, column) = (self.line, self.column);
		let found = self.found();
		let out_of_range = |found| VehicleError::OutOfRange {
			line,
			column,
			found,
			least: 0,
			most: super::MAX_VALUE,
		};
		self.cell.integer().map_err(|error| match error {
			DataError::Negative { .. } => VehicleError::Negative {
				line,
				column,
				found,
			},
			DataError::TooLarge { .. } => out_of_range(found),
			_ => VehicleError::NotAnInteger {
				line,
				column,
				found,
			},
		})
	}

	fn within(&self, least: u32, most: u32) -> Result<u32, VehicleError> {
		let out_of_range = || VehicleError::OutOfRange {
			line: self.line,
			column: self.column,
			found: self.found(),
			least,
			most,
		};
		match self.integer() {
			Ok(value) if (least..=most).contains(&value) => Ok(value),
			Ok(_) | Err(VehicleError::OutOfRange { .. }) => Err(out_of_range()),
			Err(other) => Err(other),
		}
	}

	fn part(&self) -> Result<f64, VehicleError> {
		match price::parse(self.cell.text) {
			Ok(billionths @ ..=BILLIONTHS) => Ok(billionths as f64 / BILLIONTHS as f64),
			_ => Err(VehicleError::Efficiency {
				line: self.line,
				found: self.found(),
			}),
		}
	}

	fn time(&self) -> Result<TimeOfDay, VehicleError> {
		TimeOfDay::read(self.cell.text).ok_or_else(|| VehicleError::NotATime {
			line: self.line,
			column: self.column,
			found: self.found(),
		})
	}

	fn day(&self, days: usize) -> Result<u32, VehicleError> {
		let found = self.integer()?;
		match (found as usize) < days {
			true => Ok(found),
			false => Err(VehicleError::DayBeyondData {
				line: self.line,
				column: self.column,
				found,
				days,
			}),
		}
	}
}

impl Vehicle {
	/// Whether both are at the charger of one home at some time.
	fn meets(&self, other: &Self) -> bool {
		// Both are there for less than a day, so only neighbouring days can meet.
		let days_apart = -1..=1i64;
		self.home == other.home
			&& days_apart.into_iter().any(|apart| {
				let day = |day: &usize| *day as i64;
				let first = day(self.days.start()).max(day(other.days.start()) - apart);
				let last = day(self.days.end()).min(day(other.days.end()) - apart);
				let (mine, theirs) = (self.plugged.minutes(), other.plugged.minutes());
				let shift = apart * MINUTES_PER_DAY;
				first <= last
					&& i64::from(mine.start) < i64::from(theirs.end) + shift
					&& i64::from(theirs.start) + shift < i64::from(mine.end)
			})
	}
}
