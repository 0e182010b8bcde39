//! Civil dates of the proleptic Gregorian calendar, and the date at which a file's labels begin.

use super::{error::Expected, DataError, HOURS_PER_DAY};

/// Seconds of an hour.
pub const SECONDS_PER_HOUR: u64 = 3_600;
/// Seconds of a day: local time is standard time all year.
pub const SECONDS_PER_DAY: u64 = 86_400;

/// Years tried when the data names none: the calendar repeats after 28.
const FIRST_YEAR: u16 = 2001;
const LAST_YEAR: u16 = 2028;

/// Days from 1 March of year 0 to 1 January 1970.
const DAYS_BEFORE_1970: u64 = 719_468;
const DAYS_PER_YEAR: u64 = 365;
const DAYS_PER_4_YEARS: u64 = 1_461;
const DAYS_PER_CENTURY: u64 = 36_524;
const DAYS_PER_400_YEARS: u64 = 146_097;

/// A local time, to the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalTime {
	pub year: u64,
	/// 1 to 12.
	pub month: u8,
	/// 1 to 31.
	pub day: u8,
	/// 0 to 23.
	pub hour: u8,
	/// 1 (Monday) to 7 (Sunday).
	pub day_type: u8,
}

impl LocalTime {
	/// Saturday or Sunday.
	pub fn is_weekend(&self) -> bool {
		self.day_type >= 6
	}
}

/// The local time of seconds since 1970-01-01 00:00 local.
pub fn local_time(seconds: u64) -> LocalTime {
	let days = seconds / SECONDS_PER_DAY;
	let (year, month, day) = civil(days);
	LocalTime {
		year,
		month,
		day,
		hour: (seconds % SECONDS_PER_DAY / SECONDS_PER_HOUR) as u8,
		day_type: day_type(days),
	}
}

/// Day of the week, 1 to 7, of a day counted from 1970-01-01, a Thursday.
fn day_type(days: u64) -> u8 {
	(days.saturating_add(3) % 7) as u8 + 1
}

/// Year, month and day of a day counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`: years begin in March, so that the leap day comes last).
fn civil(days: u64) -> (u64, u8, u8) {
	let days = days.saturating_add(DAYS_BEFORE_1970);
	let era = days / DAYS_PER_400_YEARS;
	let day_of_era = days % DAYS_PER_400_YEARS;
	let year_of_era = (day_of_era - day_of_era / (DAYS_PER_4_YEARS - 1)
		+ day_of_era / DAYS_PER_CENTURY
		- day_of_era / (DAYS_PER_400_YEARS - 1))
		/ DAYS_PER_YEAR;
	let day_of_year =
		day_of_era - (DAYS_PER_YEAR * year_of_era + year_of_era / 4 - year_of_era / 100);
	let month_from_march = (5 * day_of_year + 2) / 153;
	let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
	let (month, next_year) = if month_from_march < 10 {
		(month_from_march + 3, 0)
	} else {
		(month_from_march - 9, 1)
	};
	(era * 400 + year_of_era + next_year, month as u8, day as u8)
}

/// The day of 1 January of a year from 1970 on, counted from 1970-01-01.
fn new_year(year: u16) -> u64 {
	let before = u64::from(year).saturating_sub(1);
	let leap_days = before / 4 - before / 100 + before / 400;
	// 719,162 days from 1 January of year 1 to 1 January 1970.
	(before * DAYS_PER_YEAR + leap_days).saturating_sub(719_162)
}

/// What a row of `community.csv` says about its time.
pub(super) struct Label {
	pub line: u64,
	pub year: Option<u16>,
	pub month: u8,
	/// 1 to 24; 24 is 00:00 of the next day, labelled with the day that ends.
	pub hour_of_day: u8,
	/// 1 (Monday) to 7 (Sunday).
	pub day_type: u8,
}

/// The first day (counted from 1970-01-01) on which all labels, from 00:00 on, are true. It needs
/// whole days of labels.
pub(super) fn find_first_day(file: &'static str, labels: &[Label]) -> Result<u64, DataError> {
	check_sequence(file, labels)?;
	// The first label still belongs to the day before; 01:00 is the first of the first day.
	let named = labels.get(1).and_then(|label| label.year);
	let (from, to) = named.map_or((FIRST_YEAR, LAST_YEAR), |year| (year, year));
	(new_year(from)..new_year(to.saturating_add(1)))
		.find(|day| agrees(*day, labels))
		.ok_or_else(|| DataError::NoMatchingDate {
			file,
			years: named.map_or_else(
				|| format!("from {FIRST_YEAR} to {LAST_YEAR}"),
				|year| format!("of {year}"),
			),
			rows: labels.len(),
		})
}

/// Whether the labels are true when the first row is 00:00 of a day.
fn agrees(first_day: u64, labels: &[Label]) -> bool {
	(first_day.saturating_mul(HOURS_PER_DAY as u64)..)
		.zip(labels)
		.all(|(hour, label)| {
			// The hour that begins at 00:00 is labelled with the day that ended.
			let day = hour.saturating_sub(1) / HOURS_PER_DAY as u64;
			let (year, month, _) = civil(day);
			day_type(day) == label.day_type
				&& month == label.month
				&& label.year.is_none_or(|named| u64::from(named) == year)
		})
}

/// Refuses the first label that cannot follow the one before it.
fn check_sequence(file: &'static str, labels: &[Label]) -> Result<(), DataError> {
	let mut previous: Option<&Label> = None;
	for (row, label) in labels.iter().enumerate() {
		let broken = |column, found, expected| {
			Err(DataError::CalendarBreak {
				file,
				line: label.line,
				column,
				found,
				expected,
			})
		};
		let hour = match row % HOURS_PER_DAY {
			0 => 24,
			hour => hour as u8,
		};
		if label.hour_of_day != hour {
			return broken("hour_of_day", label.hour_of_day, Expected::Value(hour));
		}
		if let Some(previous) = previous {
			let new_day = hour == 1;
			let day_type = if new_day {
				previous.day_type % 7 + 1
			} else {
				previous.day_type
			};
			if label.day_type != day_type {
				return broken("day_type", label.day_type, Expected::Value(day_type));
			}
			let next_month = previous.month % 12 + 1;
			if label.month != previous.month && !(new_day && label.month == next_month) {
				let expected = if new_day {
					Expected::Either(previous.month, next_month)
				} else {
					Expected::Value(previous.month)
				};
				return broken("month", label.month, expected);
			}
		}
		previous = Some(label);
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn time(year: u64, month: u8, day: u8, hour: u8, day_type: u8) -> LocalTime {
		LocalTime {
			year,
			month,
			day,
			hour,
			day_type,
		}
	}

	#[test]
	fn known_seconds_have_their_known_dates() {
		// From `date -u -d ... +%s` and the calendar on the wall.
		assert_eq!(local_time(0), time(1970, 1, 1, 0, 4));
		assert_eq!(local_time(951_782_400), time(2000, 2, 29, 0, 2));
		assert_eq!(local_time(1_122_854_400), time(2005, 8, 1, 0, 1));
		assert_eq!(local_time(1_470_009_600), time(2016, 8, 1, 0, 1));
		assert_eq!(local_time(1_709_251_199), time(2024, 2, 29, 23, 4));
		assert_eq!(local_time(1_709_251_200), time(2024, 3, 1, 0, 5));
		assert_eq!(local_time(4_107_542_400), time(2100, 3, 1, 0, 1));
	}

	#[test]
	fn years_begin_on_the_first_of_january() {
		for year in 1970..2401 {
			let day = new_year(year);
			assert_eq!(civil(day), (u64::from(year), 1, 1));
			if year > 1970 {
				assert_eq!(civil(day - 1), (u64::from(year) - 1, 12, 31));
			}
		}
	}

	#[test]
	fn saturday_and_sunday_are_the_weekend() {
		let weekend: Vec<bool> = (1..=7)
			.map(|day_type| time(2024, 1, 1, 0, day_type).is_weekend())
			.collect();
		assert_eq!(weekend, [false, false, false, false, false, true, true]);
	}
}
