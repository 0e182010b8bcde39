//! Exponentially weighted profile of the day, for workdays and weekends apart.

use crate::{
	calendar::{Week, DAY_TYPES},
	history::store,
};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// One mean a slot (day type and step of the day). The first observations of a slot weigh equally,
/// later ones at least `rate`.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Profile {
	means: Vec<f32>,
	counts: Vec<u8>,
	rate: f32,
}

impl Profile {
	pub fn new(week: Week, rate: f32) -> Self {
		let slots = DAY_TYPES * week.day();
		Self {
			means: vec![0.0; slots],
			counts: vec![0; slots],
			rate,
		}
	}

	pub fn fits(&self, week: Week) -> bool {
		let slots = DAY_TYPES * week.day();
		self.means.len() == slots && self.counts.len() == slots
	}

	/// The mean of the position's slot; of the other kind of day while it has none; none before both.
	pub fn at(&self, week: Week, position: usize) -> Option<f64> {
		let slot = week.slot(position);
		let other = (slot + week.day()) % self.means.len();
		[slot, other]
			.into_iter()
			.find(|s| self.counts[*s] > 0)
			.map(|s| self.means[s] as f64)
	}

	pub fn update(&mut self, week: Week, position: usize, value: f64) {
		let slot = week.slot(position);
		self.counts[slot] = self.counts[slot].saturating_add(1);
		let rate = (1.0 / self.counts[slot] as f64).max(self.rate as f64);
		let mean = self.means[slot] as f64;
		self.means[slot] = store(mean + rate * (value - mean));
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const WEEK: Week = Week { steps: 24 };

	#[test]
	fn workdays_and_weekends_have_their_own_means() {
		let mut profile = Profile::new(WEEK, 0.1);
		assert_eq!(profile.at(WEEK, 5), None);
		profile.update(WEEK, 5, 10.0);
		assert_eq!(profile.at(WEEK, 5 * 24 + 5), Some(10.0), "no weekend yet");
		profile.update(WEEK, 5 * 24 + 5, 30.0);
		profile.update(WEEK, 24 + 5, 20.0);
		assert_eq!(profile.at(WEEK, 5), Some(15.0), "the first weigh equally");
		assert_eq!(profile.at(WEEK, 6 * 24 + 5), Some(30.0));
	}
}
