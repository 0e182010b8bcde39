//! What a batch of readings weighs: the sum of what became of each of them.

use crate::WeightInfo;
use commonwatt_primitives::traits::BookCost;
use frame_support::weights::Weight;

/// Readings that can be settled with one: the two oldest of its point, and if it is late itself. As many
/// intervals can be touched.
pub const SETTLED_WITH_READING: u32 = 3;
/// Of those, readings of certified points. The book settles no more of them with one.
pub const CERTIFIED_WITH_READING: u32 = 1;
/// Intervals a batch can touch: those that are readable or settled and not retired, with room for
/// those whose retirement waits for weight.
pub const MOST_INTERVALS: u32 = 128;

/// What a batch cost: how far each of its readings got, and what booking them took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCost {
	/// Refused before the signature was looked at.
	pub refused: u32,
	pub bad_signatures: u32,
	pub accepted: u32,
	/// Accepted readings that closed a gap.
	pub gaps: u32,
	/// What booking took beside the readings.
	pub book: BookCost,
}

impl BatchCost {
	/// The worst of `n` readings.
	pub fn most(n: u32) -> Self {
		let intervals = n.saturating_mul(SETTLED_WITH_READING).min(MOST_INTERVALS);
		Self {
			accepted: n,
			gaps: n,
			book: BookCost {
				intervals,
				auctions: intervals,
				orders: n,
				statements: n,
				certified: n.saturating_mul(CERTIFIED_WITH_READING),
			},
			..Default::default()
		}
	}
}

pub trait Costs: WeightInfo {
	/// A batch, but for what the book weighs by itself.
	fn batch(cost: &BatchCost) -> Weight {
		let BatchCost {
			refused,
			bad_signatures,
			accepted,
			gaps,
			..
		} = *cost;
		let fixed = Self::accepted_readings(0)
			.max(Self::refused_readings(0))
			.max(Self::badly_signed_readings(0));
		let gap_rules = match gaps {
			0 => Weight::zero(),
			_ => Self::readings_after_gaps(0).saturating_sub(Self::accepted_readings(0)),
		};
		fixed
			.saturating_add(gap_rules)
			.saturating_add(each(Self::refused_readings, refused))
			.saturating_add(each(Self::badly_signed_readings, bad_signatures))
			.saturating_add(each(Self::readings_after_gaps, gaps))
			.saturating_add(each(Self::accepted_readings, accepted.saturating_sub(gaps)))
	}
}

impl<W: WeightInfo> Costs for W {}

/// What `count` more take.
fn each(of: impl Fn(u32) -> Weight, count: u32) -> Weight {
	of(1).saturating_sub(of(0)).saturating_mul(count.into())
}
