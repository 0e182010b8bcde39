//! Quantiles from the recent errors of the same horizon and time of day.

use crate::history::{load, store, MISSING};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Levels of the quantiles, ascending; the middle one is the median.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Slots of the day whose errors are kept apart.
pub(crate) const SLOTS: usize = 24;
/// Errors kept a slot.
const KEPT: usize = 40;
/// Errors that make a spread. While the slot and those beside it have fewer, slots farther away count too.
const ENOUGH: usize = 12;
/// How many slots to either side count, nearest first.
const REACHES: [usize; 4] = [1, 3, 6, SLOTS / 2];

/// Rings of errors, one a slot of the day.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Residuals {
	errors: Vec<f32>,
	next: Vec<u8>,
}

/// What recent errors say of the next one.
pub(crate) struct Spread {
	pub mean: f64,
	pub quantiles: [f64; LEVELS.len()],
}

impl Residuals {
	pub fn new() -> Self {
		Self {
			errors: vec![MISSING; SLOTS * KEPT],
			next: vec![0; SLOTS],
		}
	}

	pub fn fits(&self) -> bool {
		self.errors.len() == SLOTS * KEPT
			&& self.next.len() == SLOTS
			&& self.next.iter().all(|next| (*next as usize) < KEPT)
	}

	pub fn push(&mut self, slot: usize, error: f64) {
		let next = self.next[slot] as usize;
		self.errors[slot * KEPT + next] = store(error);
		self.next[slot] = ((next + 1) % KEPT) as u8;
	}

	/// Whether there is no error yet.
	pub fn is_empty(&self) -> bool {
		self.errors.iter().all(|error| load(*error).is_none())
	}

	/// The errors of the slots that are so near.
	fn around(&self, slot: usize, reach: usize) -> Vec<f64> {
		let slots = (2 * reach + 1).min(SLOTS);
		(0..slots)
			.map(|i| (slot + SLOTS - reach + i) % SLOTS * KEPT)
			.flat_map(|start| &self.errors[start..start + KEPT])
			.filter_map(|error| load(*error))
			.collect()
	}

	/// From the errors of the slot and the slots beside it; zeros before there is any.
	pub fn spread(&self, slot: usize) -> Spread {
		let mut errors = REACHES
			.into_iter()
			.map(|reach| self.around(slot, reach))
			.find(|errors| errors.len() >= ENOUGH)
			.unwrap_or_else(|| self.around(slot, SLOTS / 2));
		errors.sort_unstable_by(f64::total_cmp);
		let mean = errors.iter().sum::<f64>() / errors.len().max(1) as f64;
		Spread {
			mean,
			quantiles: LEVELS.map(|level| quantile(&errors, level)),
		}
	}
}

/// Quantile of ascending values by linear interpolation (Hyndman and Fan's type 7); 0 of none.
pub(crate) fn quantile(ascending: &[f64], level: f64) -> f64 {
	let Some(last) = ascending.len().checked_sub(1) else {
		return 0.0;
	};
	let place = level * last as f64;
	let below = (place as usize).min(last);
	let above = (below + 1).min(last);
	ascending[below] + (place - below as f64) * (ascending[above] - ascending[below])
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn quantiles_interpolate() {
		let values = [0.0, 1.0, 2.0, 3.0];
		assert_eq!(quantile(&values, 0.5), 1.5);
		assert_eq!(quantile(&values, 1.0), 3.0);
		assert_eq!(quantile(&[7.0], 0.05), 7.0);
		assert_eq!(quantile(&[], 0.5), 0.0);
	}

	#[test]
	fn only_the_slots_around_count_and_old_errors_go() {
		let mut residuals = Residuals::new();
		residuals.push(12, 1000.0);
		(0..100).for_each(|error| residuals.push(3, error as f64));
		let spread = residuals.spread(2);
		assert_eq!(spread.quantiles[2], 79.5);
		assert_eq!(spread.mean, 79.5);
		assert_eq!(Residuals::new().spread(20).quantiles, [0.0; 5]);
	}

	#[test]
	fn while_there_are_few_errors_those_of_other_hours_count() {
		let mut residuals = Residuals::new();
		assert!(residuals.is_empty());
		residuals.push(3, 10.0);
		assert!(!residuals.is_empty());
		assert_eq!(residuals.spread(15).quantiles, [10.0; 5]);
		(0..11).for_each(|_| residuals.push(15, 1.0));
		assert!((residuals.spread(15).quantiles[4] - 5.05).abs() < 1e-9);
		residuals.push(15, 1.0);
		assert_eq!(residuals.spread(15).quantiles, [1.0; 5]);
	}

	#[test]
	fn every_slot_counts_once_at_the_farthest() {
		let mut residuals = Residuals::new();
		(0..SLOTS).for_each(|slot| residuals.push(slot, 1.0));
		for reach in REACHES {
			for slot in 0..SLOTS {
				let counted = residuals.around(slot, reach).len();
				assert_eq!(counted, (2 * reach + 1).min(SLOTS));
			}
		}
	}
}
