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

	/// From the errors of the slot and the slots beside it; zeros before there is any.
	pub fn spread(&self, slot: usize) -> Spread {
		let mut errors: Vec<f64> = [slot + SLOTS - 1, slot, slot + 1]
			.iter()
			.map(|slot| slot % SLOTS * KEPT)
			.flat_map(|start| &self.errors[start..start + KEPT])
			.filter_map(|error| load(*error))
			.collect();
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
		assert_eq!(residuals.spread(20).quantiles, [0.0; 5]);
	}
}
