//! What is charged as a sum of benchmarks.

use crate::WeightInfo;
use frame_support::weights::Weight;

/// Costs that no benchmark has by itself.
pub trait Costs: WeightInfo {
	/// A vote with so many points.
	fn vote_with(points: u32) -> Weight {
		Self::vote().saturating_add(Self::count_points(points))
	}

	/// Votes for so many, who have so many points together.
	fn vote_for_with(delegators: u32, points: u32) -> Weight {
		Self::vote_for(delegators).saturating_add(Self::count_points(points))
	}
}

impl<W: WeightInfo> Costs for W {}
