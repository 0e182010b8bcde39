//! The last four weeks of a series.

use crate::calendar::Week;
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Days that are kept.
pub(crate) const HISTORY_DAYS: usize = 28;
/// What stands for a missing value. Not NaN, whose bits may differ between machines.
pub(crate) const MISSING: f32 = f32::MAX;

/// A number as it is stored: 0 where it is not finite, and within what keeps squares of sums finite.
pub(crate) fn store(value: f64) -> f32 {
	if value.is_nan() {
		return 0.0;
	}
	value.clamp(-1e15, 1e15) as f32
}

/// A stored number, unless it is missing.
pub(crate) fn load(stored: f32) -> Option<f64> {
	(stored != MISSING && stored.is_finite()).then_some(stored as f64)
}

/// Ring of the latest values; `lag` 0 is the latest.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct History {
	values: Vec<f32>,
	next: u16,
}

impl History {
	pub fn new(week: Week) -> Self {
		Self {
			values: vec![MISSING; HISTORY_DAYS * week.day()],
			next: 0,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		self.values.len() == HISTORY_DAYS * week.day() && (self.next as usize) < self.values.len()
	}

	pub fn push(&mut self, value: Option<f64>) {
		self.values[self.next as usize] = value.map_or(MISSING, store);
		self.next = ((self.next as usize + 1) % self.values.len()) as u16;
	}

	/// The value `lag` steps before the latest; none if it is missing or too long ago.
	pub fn lag(&self, lag: usize) -> Option<f64> {
		let length = self.values.len();
		if lag >= length {
			return None;
		}
		load(self.values[(self.next as usize + length - 1 - lag) % length])
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_ring_forgets_what_is_older_than_four_weeks() {
		let week = Week { steps: 24 };
		let mut history = History::new(week);
		for value in 0..1000 {
			history.push((value != 998).then_some(value as f64));
		}
		assert_eq!(history.lag(0), Some(999.0));
		assert_eq!(history.lag(1), None);
		assert_eq!(history.lag(28 * 24 - 1), Some((1000 - 28 * 24) as f64));
		assert_eq!(history.lag(28 * 24), None);
	}
}
