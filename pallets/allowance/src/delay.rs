//! How long a flood can keep a batch of readings out.
//!
//! # The bound
//!
//! Readings have a share `R` of every block that nobody else can take. A batch of weight `B` is kept
//! out of a block only if others' free readings have taken more than `R - B` of it, or if the block is
//! no ordinary one. Let `F` be the weight of the readings that all other gateways may send free of
//! charge in an interval. Over `n` blocks, at most `i(n) = floor((n - 2) / blocks an interval) + 2`
//! intervals are in progress (1 if `n` is 1), so
//!
//! ```text
//! n <= ceil(i(n) x F / (R - B)) + 1          ordinary blocks
//!    + ceil(n / oversized period)            blocks with an oversized transaction
//!    + ceil(n / session)                     blocks that end a session, and take no transactions
//! ```
//!
//! and the least `n` that satisfies it is the number of blocks after which the batch is in, whatever
//! tips are offered. Orders, payers and operational transactions do not occur in it.

use frame_support::weights::Weight;

/// What a flood and the chain's parameters come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flood {
	/// R: what readings can always take of a block.
	pub share: Weight,
	/// F: what all other gateways may send free of charge in an interval.
	pub others: Weight,
	/// The fewest: with slots missed.
	pub blocks_per_interval: u32,
	pub oversized_period: u32,
	/// Blocks of a session, the last of which takes no transactions.
	pub session: u32,
}

impl Flood {
	/// Blocks until a batch of weight `batch` is in at the latest; `None` if it can be kept out for more
	/// than a hundred intervals, or for ever.
	pub fn delay(&self, batch: Weight) -> Option<u32> {
		let spare = self.share.checked_sub(&batch)?.ref_time();
		let interval = self.blocks_per_interval.max(1);
		let mut blocks = 1u32;
		loop {
			let intervals = match blocks {
				1 => 1,
				_ => blocks
					.saturating_sub(2)
					.checked_div(interval)
					.unwrap_or(0)
					.saturating_add(2),
			};
			let taken = u128::from(self.others.ref_time()).saturating_mul(intervals.into());
			let ordinary = match (taken, spare) {
				(0, _) => 1,
				(_, 0) => return None,
				(taken, spare) => u32::try_from(taken.div_ceil(spare.into()))
					.ok()?
					.saturating_add(1),
			};
			let oversized = blocks.div_ceil(self.oversized_period.max(1));
			let needed = ordinary
				.saturating_add(oversized)
				.saturating_add(blocks.div_ceil(self.session.max(1)));
			if needed <= blocks {
				return Some(blocks);
			}
			if needed > interval.saturating_mul(100) {
				return None;
			}
			blocks = needed;
		}
	}
}
