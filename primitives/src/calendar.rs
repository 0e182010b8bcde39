//! The local calendar: which month, weekday and hour a second belongs to.
//!
//! Proleptic Gregorian, counted in local civil seconds since 1 January 1970 00:00 local time.

const DAY: u64 = 86_400;

/// A local hour of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalHour {
	/// 1 (January) to 12.
	pub month: u8,
	/// 0 (Monday) to 6 (Sunday).
	pub weekday: u8,
	/// 0 to 23.
	pub hour: u8,
}

impl LocalHour {
	/// The local hour that contains the local civil second `seconds`.
	pub fn at(seconds: u64) -> Self {
		let days = seconds / DAY;
		Self {
			month: month_of(days),
			// 1 January 1970 was a Thursday.
			weekday: (days.wrapping_add(3) % 7) as u8,
			hour: (seconds % DAY / 3600) as u8,
		}
	}
}

/// The local calendar month that contains the local civil second `seconds`: 12 x year + month - 1.
pub fn month_at(seconds: u64) -> u32 {
	let days = seconds / DAY;
	let month = month_of(days);
	// A year that begins in March: January and February belong to the year before.
	let year_from_march = year_from_march_of(days);
	let year = year_from_march.saturating_add(u64::from(month < 3));
	let months = year.saturating_mul(12).saturating_add(u64::from(month));
	u32::try_from(months.saturating_sub(1)).unwrap_or(u32::MAX)
}

/// Year of a day counted from 1 January 1970, if years began on 1 March (`civil_from_days`).
fn year_from_march_of(days: u64) -> u64 {
	let from_march_0000 = days.saturating_add(719_468);
	let era = from_march_0000 / 146_097;
	let day_of_era = from_march_0000 % 146_097;
	let year_of_era = (day_of_era
		.saturating_sub(day_of_era / 1_460)
		.saturating_add(day_of_era / 36_524)
		.saturating_sub(day_of_era / 146_096))
		/ 365;
	era.saturating_mul(400).saturating_add(year_of_era)
}

/// Month of a day counted from 1 January 1970 (Howard Hinnant's `civil_from_days`).
fn month_of(days: u64) -> u8 {
	let from_march_0000 = days.saturating_add(719_468);
	let day_of_era = from_march_0000 % 146_097;
	let year_of_era = (day_of_era
		.saturating_sub(day_of_era / 1_460)
		.saturating_add(day_of_era / 36_524)
		.saturating_sub(day_of_era / 146_096))
		/ 365;
	let day_of_year = day_of_era.saturating_sub(
		year_of_era
			.saturating_mul(365)
			.saturating_add(year_of_era / 4)
			.saturating_sub(year_of_era / 100),
	);
	let month_from_march = day_of_year.saturating_mul(5).saturating_add(2) / 153;
	let month = if month_from_march < 10 {
		month_from_march.saturating_add(3)
	} else {
		month_from_march.saturating_sub(9)
	};
	month as u8
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;

	#[test]
	fn months_count_from_the_year_zero() {
		// 1 January 1970, 28 February 2000, 29 February 2000, 1 March 2000, 31 December 2005.
		assert_eq!(month_at(0), 12 * 1970);
		assert_eq!(month_at(951_696_000), 12 * 2000 + 1);
		assert_eq!(month_at(951_782_400), 12 * 2000 + 1);
		assert_eq!(month_at(951_868_799), 12 * 2000 + 1);
		assert_eq!(month_at(951_868_800), 12 * 2000 + 2);
		assert_eq!(month_at(1_135_987_200), 12 * 2005 + 11);
	}

	#[test]
	fn the_month_rises_by_one_with_the_first_of_each() {
		let mut expected = 12 * 1970;
		let mut day = 0;
		while day < 400 * 366 {
			assert_eq!(month_at(day * DAY), expected);
			assert_eq!(u32::from(LocalHour::at(day * DAY).month), expected % 12 + 1);
			day += 1;
			if LocalHour::at(day * DAY).month != LocalHour::at((day - 1) * DAY).month {
				expected += 1;
			}
		}
	}

	#[test]
	fn known_hours_have_their_month_weekday_and_hour() {
		for (seconds, month, weekday, hour) in [
			(0, 1, 3, 0),
			// 1 August 2016, a Monday, 00:00.
			(1_470_009_600, 8, 0, 0),
			// 29 February 2024, a Thursday, 23:59:59.
			(1_709_251_199, 2, 3, 23),
			// 1 March 2024, a Friday.
			(1_709_251_200, 3, 4, 0),
			// 31 December 2100, a Friday, 12:00.
			(4_133_937_600, 12, 4, 12),
		] {
			assert_eq!(
				LocalHour::at(seconds),
				LocalHour {
					month,
					weekday,
					hour
				},
				"at {seconds}"
			);
		}
	}

	#[test]
	fn months_have_their_lengths_over_four_centuries() {
		let leap = |y: u32| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
		let mut day = 0u64;
		for year in 1970..2370 {
			for (index, length) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
				.into_iter()
				.enumerate()
			{
				let length = length + u64::from(index == 1 && leap(year));
				for _ in 0..length {
					assert_eq!(usize::from(month_of(day)), index + 1, "day {day} of {year}");
					day += 1;
				}
			}
		}
	}
}
