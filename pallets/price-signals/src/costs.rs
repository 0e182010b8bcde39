//! What is charged as a sum of benchmarks, or as the dearer of two.

use crate::WeightInfo;
use frame_support::weights::Weight;

/// Costs that no benchmark has by itself.
pub trait Costs: WeightInfo {
	/// Dismissing a forecaster, whether or not it can be paid what it has earned.
	fn dismissal() -> Weight {
		Self::dismiss_forecaster().max(Self::dismiss_forecaster_unpaid())
	}

	/// Settling a round, after which all are suspended. Without a quorum nothing is aggregated and less stored.
	fn settled_round(forecasters: u32) -> Weight {
		Self::settle_round(forecasters).saturating_add(Self::suspend(forecasters))
	}

	/// Scoring an interval, after which all are suspended.
	fn scored_interval(forecasters: u32) -> Weight {
		Self::score_interval(forecasters).saturating_add(Self::suspend(forecasters))
	}
}

impl<W: WeightInfo> Costs for W {}
