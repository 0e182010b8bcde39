//! What can be wrong with a community folder.

use super::MAX_HOMES;
use thiserror::Error;

/// Why a community folder was refused. Lines count from 1, the header being line 1.
///
/// Every message says where, what was found, and what to do; `docs/data-format.md` explains each.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DataError {
	#[error("{folder}: there is no such folder; give the folder that holds load_wh.csv, pv_wh.csv, homes.csv and community.csv")]
	FolderNotFound { folder: String },

	#[error(
		"{file}: the file is missing in {folder}; add it, docs/data-format.md says what is in it"
	)]
	FileNotFound { file: &'static str, folder: String },

	#[error("{file}: cannot be read: {reason}; save it as a plain UTF-8 CSV file")]
	Unreadable { file: &'static str, reason: String },

	#[error(
		"{file}: the file has no rows; it needs a header line and one line for each hour or home"
	)]
	Empty { file: &'static str },

	#[error("{file}, line 1: there is no column {column}; the columns found are: {found}; add it, separated by commas")]
	MissingColumn {
		file: &'static str,
		column: &'static str,
		found: String,
	},

	#[error("{file}, line 1: the column {column} is there twice; name every column once")]
	RepeatedColumn { file: &'static str, column: String },

	#[error("{file}, line 1: column {position} has no name; name the home whose values it holds, or remove the comma")]
	UnnamedColumn { file: &'static str, position: usize },

	#[error("{file}, line 1: the first column is {found}, not hour; put the column hour first and the homes after it")]
	HourNotFirst { file: &'static str, found: String },

	#[error("{file}, line {line}: {found} values, but the header names {expected} columns; complete the line or remove the extra commas")]
	Ragged {
		file: &'static str,
		line: u64,
		found: usize,
		expected: usize,
	},

	#[error("{file}, line 1: there is no home; add a column for each home after the column hour")]
	NoHomes { file: &'static str },

	#[error("{file}, line 1: {found} homes, but a community has at most {MAX_HOMES}; split it into several communities")]
	TooManyHomes { file: &'static str, found: usize },

	#[error("{file}, line {line}: found the home {found} where {reference} has {expected}; list the same homes in the same order in every file")]
	HomeMismatch {
		file: &'static str,
		line: u64,
		found: String,
		expected: String,
		reference: &'static str,
	},

	#[error("{file}: {found} homes, but {reference} has {expected}; list the same homes in the same order in every file")]
	HomeCount {
		file: &'static str,
		found: usize,
		expected: usize,
		reference: &'static str,
	},

	#[error("{file}, line {line}, column {column}: found \"{found}\", not an integer; write whole numbers in digits only, such as 1250")]
	NotAnInteger {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: found the negative number {found}; demand and generation are two files of numbers from 0 up, never a net value")]
	Negative {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: {found} is above 2147483000, the most that a value can be; check the unit: energy is in Wh, power in W")]
	TooLarge {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: found {found}, expected a number from {from} to {to}; correct it")]
	OutOfRange {
		file: &'static str,
		line: u64,
		column: String,
		found: u32,
		from: u16,
		to: u16,
	},

	#[error("{file}, line {line}, column hour: found {found}, expected {expected}: an hour is missing, repeated or out of order; number the rows 0, 1, 2, ... without a hole")]
	HourOutOfSequence {
		file: &'static str,
		line: u64,
		found: u32,
		expected: usize,
	},

	#[error("{file}: {found} hours, but {reference} has {expected}; give every file one row for each hour")]
	RowCount {
		file: &'static str,
		found: usize,
		expected: usize,
		reference: &'static str,
	},

	#[error("{file}: {rows} hours are not a whole number of days; begin at 00:00 and end with the row of 23:00")]
	NotWholeDays { file: &'static str, rows: usize },

	#[error("{file}, line {line}, column {column}: found {found}, expected {expected}; the rows follow the calendar hour by hour, in standard time, from 00:00 of the first day (which is hour_of_day 24 of the day before)")]
	CalendarBreak {
		file: &'static str,
		line: u64,
		column: &'static str,
		found: u8,
		expected: Expected,
	},

	#[error("{file}: no date {years} agrees with month, hour_of_day and day_type of all {rows} rows; check the lengths of the months and the days of the week (1 is Monday)")]
	NoMatchingDate {
		file: &'static str,
		years: String,
		rows: usize,
	},

	#[error("{file}, line {line}, column {column}: found \"{found}\", not a price; write USD per kWh as a decimal number, such as 0.25")]
	NotAPrice {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: found \"{found}\", not a carbon intensity; write kg per kWh as a decimal number from 0 to 1000, such as 0.25")]
	NotACarbonIntensity {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: found {found}, but a price is above 0; write the retail price in USD per kWh")]
	PriceNotPositive {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: {found} has more than 9 decimals, the finest price is 0.000000001 USD per kWh; round it")]
	PriceTooFine {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column {column}: {found} is above 281474.976710656 USD per kWh, the highest price the settlement can carry; check the unit")]
	PriceTooHigh {
		file: &'static str,
		line: u64,
		column: String,
		found: String,
	},

	#[error("{file}, line {line}, column retail_usd_per_kwh: {found} USD per kWh, but line {earlier_line} has {earlier} for the same month, hour and kind of day (month {month}, {hour:02}:00, {day}); a tariff has one price for each season, hour, and weekday or weekend")]
	PriceVaries {
		file: &'static str,
		line: u64,
		month: u8,
		hour: u8,
		day: &'static str,
		found: String,
		earlier: String,
		earlier_line: u64,
	},

	#[error("{file}, line {line}, column retail_usd_per_kwh: with {found} USD per kWh at {hour:02}:00 on a {day} of month {month}, the months have more than two different price profiles; a tariff has at most two seasons of whole months")]
	TooManySeasons {
		file: &'static str,
		line: u64,
		month: u8,
		hour: u8,
		day: &'static str,
		found: String,
	},
}

/// The value, or one of two values, that the calendar allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
	/// Only this.
	Value(u8),
	/// The first or the second.
	Either(u8, u8),
}

impl std::fmt::Display for Expected {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		match self {
			Self::Value(value) => write!(f, "{value}"),
			Self::Either(one, other) => write!(f, "{one} or {other}"),
		}
	}
}
