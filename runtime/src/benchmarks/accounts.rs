//! Communities with money, and points whose entries are as dear as they can be.

use super::{world, Helper};
use crate::{AccountId, Communities, CommunityId, PointId, Runtime};
use commonwatt_primitives::traits::MarketClock;
use pallet_billing::benchmarking::cases;
pub use pallet_billing::benchmarking::cases::Wanted;
use pallet_energy_market::benchmarking::cases as market;

/// Gives a community money, in its pot too.
pub fn fund(community: CommunityId) {
	cases::fund::<Runtime>(community);
}

/// Sets the account of a point, with a year of statements and somebody's standing top-up that was not called
/// for.
pub fn set(community: CommunityId, point: PointId, wanted: Wanted) {
	cases::set::<Runtime>(community, point, wanted);
}

impl pallet_billing::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::begin_after_changes(community, market::NOW);
		market::begin::<Runtime>();
		world::operator(community)
	}

	fn point(community: CommunityId) -> (PointId, AccountId) {
		world::point(community, 0, Communities::due())
	}

	fn fill_ring(_: CommunityId, point: PointId) {
		market::fill_ring::<Runtime>(point);
	}
}
