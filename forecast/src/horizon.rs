//! Blocks of horizons, and the forecasts that wait for what they foretold.

use crate::{calendar::Week, experts::EXPERTS, history::MISSING, regression::features_of};
use alloc::{vec, vec::Vec};
use codec::{Decode, Encode};

/// Blocks of horizons with weights, coefficients and errors of their own.
pub(crate) const BLOCKS: usize = 3;
/// Steps that count as the last ones.
pub(crate) const SHORT: usize = 3;
/// Spaces of the regression: the series itself and its root.
pub(crate) const SPACES: usize = 2;

/// The longest horizon of each block: the next step, a sixth of a day, a day.
pub(crate) fn reach(week: Week, block: usize) -> usize {
	match block {
		0 => 1,
		1 => week.day() / 6,
		_ => week.day(),
	}
}

/// Whether the block is the next step alone, of which what just happened says most.
pub(crate) fn is_next_step(block: usize) -> bool {
	block == 0
}

/// The block of a horizon in steps.
pub(crate) fn block_of(week: Week, ahead: usize) -> usize {
	(0..BLOCKS)
		.find(|block| ahead <= reach(week, *block))
		.unwrap_or(BLOCKS - 1)
}

/// What was said of an interval in advance: stored numbers.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Draft {
	pub features: [Vec<f32>; SPACES],
	pub experts: [f32; EXPERTS],
}

impl Draft {
	fn empty(block: usize) -> Self {
		Self {
			features: [(); SPACES].map(|()| vec![0.0; features_of(block)]),
			experts: [MISSING; EXPERTS],
		}
	}
}

/// The drafts of a block, one an interval, as many as the block's reach.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Drafts {
	drafts: Vec<Draft>,
	next: u16,
}

impl Drafts {
	pub fn new(week: Week, block: usize) -> Self {
		Self {
			drafts: vec![Draft::empty(block); reach(week, block)],
			next: 0,
		}
	}

	pub fn fits(&self, week: Week, block: usize) -> bool {
		let features = features_of(block);
		let fit = |draft: &Draft| draft.features.iter().all(|known| known.len() == features);
		self.drafts.len() == reach(week, block)
			&& (self.next as usize) < self.drafts.len()
			&& self.drafts.iter().all(fit)
	}

	/// The draft of the interval that comes next.
	pub fn due(&self) -> &Draft {
		&self.drafts[self.next as usize]
	}

	/// Puts the draft of a later interval in the place of the one that was due.
	pub fn replace(&mut self, draft: Draft) {
		self.drafts[self.next as usize] = draft;
		self.next = ((self.next as usize + 1) % self.drafts.len()) as u16;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_horizon_of_a_day_has_a_block_that_reaches_it() {
		for steps in [24, 48, 96] {
			let week = Week { steps };
			for ahead in 1..=steps as usize {
				assert!(ahead <= reach(week, block_of(week, ahead)));
			}
			assert_eq!(block_of(week, 1), 0);
			assert_eq!(block_of(week, steps as usize), BLOCKS - 1);
		}
	}
}
