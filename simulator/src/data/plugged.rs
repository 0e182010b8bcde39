//! When in the day a vehicle is plugged in.

use std::{fmt, ops::Range};

const MINUTES_PER_DAY: u16 = 1_440;
const SECONDS_PER_MINUTE: i64 = 60;

/// A time of the day, to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

/// Every day from one time to another, which is of the next day if it is the earlier. Local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plugged {
	from: TimeOfDay,
	until: TimeOfDay,
}

/// It ends when it begins: that says neither that a vehicle is always there nor by when it needs energy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeverAway;

impl TimeOfDay {
	/// The time of `18:00` or `7:30`; `None` of anything else, 24:00 too.
	pub fn read(text: &str) -> Option<Self> {
		let (hours, minutes) = text.split_once(':')?;
		let number = |text: &str, least: usize, below: u16| {
			let digits = text.bytes().all(|byte| byte.is_ascii_digit());
			let length = (least..=2).contains(&text.len());
			let number: u16 = text.parse().ok().filter(|_| digits && length)?;
			(number < below).then_some(number)
		};
		Some(Self(number(hours, 1, 24)? * 60 + number(minutes, 2, 60)?))
	}
}

impl fmt::Display for TimeOfDay {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
	}
}

impl fmt::Display for Plugged {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}-{}", self.from, self.until)
	}
}

impl Plugged {
	/// # Errors
	///
	/// If it ends when it begins.
	pub fn new(from: TimeOfDay, until: TimeOfDay) -> Result<Self, NeverAway> {
		match from == until {
			true => Err(NeverAway),
			false => Ok(Self { from, until }),
		}
	}

	/// Minutes from the midnight of the day on which it is plugged in.
	pub fn minutes(&self) -> Range<u16> {
		let over_midnight = self.until <= self.from;
		let days = if over_midnight { MINUTES_PER_DAY } else { 0 };
		self.from.0..self.until.0.saturating_add(days)
	}

	/// The intervals in which it is there from beginning to end, if the day on which it is plugged in begins
	/// `midnight` seconds after interval 0; none if none is.
	pub fn intervals(&self, midnight: i64, interval_seconds: u32) -> Range<i64> {
		let length = i64::from(interval_seconds.max(1));
		let at = |minute: u16| {
			let seconds = i64::from(minute).saturating_mul(SECONDS_PER_MINUTE);
			midnight.saturating_add(seconds)
		};
		let minutes = self.minutes();
		let until = at(minutes.end).div_euclid(length);
		// The first that does not begin before it is plugged in.
		let from = at(minutes.start)
			.saturating_add(length.saturating_sub(1))
			.div_euclid(length);
		from..until
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const HOUR: u32 = 3_600;
	const DAY: i64 = 86_400;

	fn plugged(from: &str, until: &str) -> Plugged {
		let time = |text| TimeOfDay::read(text).expect("is a time");
		Plugged::new(time(from), time(until)).expect("is away for a while")
	}

	#[test]
	fn a_time_is_hours_and_minutes() {
		for (text, said) in [("18:00", "18:00"), ("7:05", "07:05"), ("00:00", "00:00")] {
			let time = TimeOfDay::read(text).map(|time| time.to_string());
			assert_eq!(time.as_deref(), Some(said));
		}
		for text in [
			"", "18", "18:", ":30", "24:00", "18:60", "-1:00", "1:5", "018:00", "18:00:00", "6pm",
			"+6:00", "NaN", "٣:00",
		] {
			assert_eq!(TimeOfDay::read(text), None, "{text}");
		}
	}

	#[test]
	fn it_is_there_over_midnight_if_it_ends_before_it_begins() {
		assert_eq!(plugged("18:00", "07:00").intervals(0, HOUR), 18..31);
		assert_eq!(plugged("09:00", "15:00").intervals(2 * DAY, HOUR), 57..63);
		assert_eq!(plugged("18:00", "00:00").intervals(0, HOUR), 18..24);
		// A chain that began at 12:00 and 30 minutes' intervals.
		let noon = -DAY / 2;
		assert_eq!(plugged("09:00", "15:00").intervals(noon, HOUR / 2), -6..6);
	}

	#[test]
	fn only_whole_intervals_count() {
		assert_eq!(plugged("18:10", "07:50").intervals(0, HOUR), 19..31);
		assert_eq!(plugged("18:10", "07:50").intervals(0, HOUR / 4), 73..127);
		assert_eq!(plugged("18:10", "20:50").intervals(0, HOUR), 19..20);
		assert!(plugged("18:10", "18:50").intervals(0, HOUR).is_empty());
		assert!(plugged("18:30", "19:20").intervals(0, HOUR).is_empty());
	}

	#[test]
	fn who_never_leaves_needs_nothing_by_any_time() {
		let time = TimeOfDay::read("18:00").expect("is a time");
		assert_eq!(Plugged::new(time, time), Err(NeverAway));
	}
}
