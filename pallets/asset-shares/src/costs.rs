//! What of a benchmark is charged by parts.

use crate::WeightInfo;
use frame_support::weights::Weight;

/// Costs that no benchmark has by itself.
pub trait Costs: WeightInfo {
	/// Finding a closed asset, and forgetting it.
	fn poll_asset() -> Weight {
		Self::close_asset(0)
	}

	/// Removing an entry of an allow-list or a history.
	fn remove_trace() -> Weight {
		Self::close_asset(1).saturating_sub(Self::close_asset(0))
	}
}

impl<W: WeightInfo> Costs for W {}
