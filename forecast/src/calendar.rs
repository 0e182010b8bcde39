//! Where an interval lies in the week.

use codec::{Decode, Encode, MaxEncodedLen};

/// Days in a week.
pub(crate) const DAYS: usize = 7;
/// Kinds of day that have profiles of their own: workday and weekend.
pub(crate) const DAY_TYPES: usize = 2;

/// Day of the week and step of the day of an interval, in the community's local time.
///
/// A holiday is not known to the models: it counts as the day of the week it falls on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub struct Calendar {
	/// Step of the day, from 0 for the interval that begins at 00:00.
	pub step: u16,
	/// Day of the week, 0 for Monday to 6 for Sunday.
	pub weekday: u8,
}

/// The steps of a week, as positions from Monday 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Week {
	/// Steps in a day.
	pub steps: u16,
}

impl Week {
	/// Steps in a day.
	pub fn day(self) -> usize {
		self.steps as usize
	}

	/// Steps in a week.
	pub fn len(self) -> usize {
		DAYS * self.day()
	}

	/// Position of an interval; what is out of range is brought into it.
	pub fn position(self, calendar: Calendar) -> usize {
		let weekday = (calendar.weekday as usize).min(DAYS - 1);
		weekday * self.day() + (calendar.step as usize).min(self.day() - 1)
	}

	/// Step of the day at a position.
	pub fn step(self, position: usize) -> usize {
		position % self.day()
	}

	/// 0 for a workday, 1 for Saturday and Sunday.
	pub fn day_type(self, position: usize) -> usize {
		usize::from(position / self.day() % DAYS >= 5)
	}

	/// Slot of a profile by day type and step of the day, below `DAY_TYPES * steps`.
	pub fn slot(self, position: usize) -> usize {
		self.day_type(position) * self.day() + self.step(position)
	}

	/// Position `steps` later.
	pub fn later(self, position: usize, steps: usize) -> usize {
		(position + steps) % self.len()
	}

	/// Position `steps` earlier; `steps` is at most four weeks.
	pub fn earlier(self, position: usize, steps: usize) -> usize {
		(position + 4 * self.len() - steps) % self.len()
	}

	/// Part of the day with the given number of parts.
	pub fn part(self, position: usize, parts: usize) -> usize {
		self.step(position) * parts / self.day()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const WEEK: Week = Week { steps: 24 };

	#[test]
	fn saturday_and_sunday_are_the_weekend() {
		let types: [usize; 7] = core::array::from_fn(|day| WEEK.day_type(day * 24 + 5));
		assert_eq!(types, [0, 0, 0, 0, 0, 1, 1]);
	}

	#[test]
	fn later_and_earlier_wrap_around_the_week() {
		let sunday_night = WEEK.position(Calendar {
			step: 23,
			weekday: 6,
		});
		assert_eq!(WEEK.later(sunday_night, 1), 0);
		assert_eq!(WEEK.earlier(0, 1), sunday_night);
		assert_eq!(WEEK.earlier(5, 4 * WEEK.len()), 5);
	}

	#[test]
	fn a_calendar_out_of_range_is_brought_into_it() {
		let position = WEEK.position(Calendar {
			step: 999,
			weekday: 99,
		});
		assert_eq!(position, WEEK.len() - 1);
	}
}
