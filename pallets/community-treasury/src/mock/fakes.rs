//! What the mock's runtime has no pallet for.

use super::*;
use commonwatt_primitives::{
	governance::{AssetId, MeteredEnergy, RecordId, VotingWeights},
	reading::Registers,
	signal::{Forecast, Quantiles},
	traits::{DeliveryPoints, PointSettled, Settlements, Signals},
};
use frame_support::pallet_prelude::DispatchError;
use std::collections::BTreeMap;

/// Holdings at the moments that are recorded.
pub type Records = BTreeMap<(AssetId, RecordId), BTreeMap<AccountId, Balance>>;

fn points() -> BTreeMap<PointId, PointDetails<AccountId>> {
	[
		(ALICES, details(COMMUNITY, ALICE)),
		(ALICES_SECOND, details(COMMUNITY, ALICE)),
		(BOBS, details(COMMUNITY, BOB)),
		(CAROLS, details(COMMUNITY, CAROL)),
		(ELSEWHERE, details(OTHER_COMMUNITY, ALICE)),
	]
	.into()
}

parameter_types! {
	pub static Points: BTreeMap<PointId, PointDetails<AccountId>> = points();
	pub static Energy: BTreeMap<CommunityId, Registers> = BTreeMap::new();
	/// Medians of demand and generation.
	pub static Forecasts: BTreeMap<(CommunityId, Interval), (Wh, Wh)> = BTreeMap::new();
	/// The shares of each asset.
	pub static Shares: BTreeMap<AssetId, BTreeMap<AccountId, Balance>> = BTreeMap::new();
	pub static Recorded: Records = BTreeMap::new();
	pub static NextRecord: RecordId = 0;
}

/// Records of an asset that can be open at once.
pub const MAX_RECORDS: usize = 3;
/// The other community's; all others are of the first.
pub const ELSEWHERE_ASSET: AssetId = 9;

pub struct FakePoints;
impl DeliveryPoints<AccountId> for FakePoints {
	fn details(point: PointId) -> Option<PointDetails<AccountId>> {
		Points::get().get(&point).cloned()
	}

	fn count(_: CommunityId) -> u32 {
		unreachable!("nobody asks")
	}

	fn point_at(_: CommunityId, _: u32) -> Option<PointId> {
		unreachable!("nobody asks")
	}

	fn most_energy(_: CommunityId) -> Wh {
		unreachable!("nobody asks")
	}
}

pub struct FakeSettlements;
impl Settlements for FakeSettlements {
	fn settle_point(_: CommunityId, _: PointId) -> PointSettled {
		PointSettled::default()
	}

	fn most_certified() -> Weight {
		Weight::zero()
	}
}

pub struct FakeSignals;
impl Signals for FakeSignals {
	fn signal(community: CommunityId, interval: Interval) -> Option<Forecast> {
		let (demand, generation) = *Forecasts::get().get(&(community, interval))?;
		Some(Forecast {
			demand: Quantiles([0, 0, demand, demand + 1_000, demand + 2_000]),
			generation: Quantiles([0, 0, generation, generation + 1_000, generation + 2_000]),
			..Default::default()
		})
	}
}

pub struct FakeEnergy;
impl MeteredEnergy for FakeEnergy {
	fn metered(community: CommunityId) -> Registers {
		Energy::get().get(&community).copied().unwrap_or_default()
	}
}

pub struct FakeShares;
impl VotingWeights<AccountId> for FakeShares {
	fn can_vote(community: CommunityId, asset: AssetId) -> bool {
		let home = match asset {
			ELSEWHERE_ASSET => OTHER_COMMUNITY,
			_ => COMMUNITY,
		};
		community == home && Shares::get().contains_key(&asset)
	}

	fn record(asset: AssetId) -> Result<RecordId, DispatchError> {
		let holdings = Shares::get()
			.get(&asset)
			.cloned()
			.ok_or(DispatchError::CannotLookup)?;
		if Recorded::get()
			.keys()
			.filter(|(of, _)| *of == asset)
			.count() >= MAX_RECORDS
		{
			return Err(DispatchError::Exhausted);
		}
		let record = NextRecord::mutate(|next| {
			*next += 1;
			*next
		});
		Recorded::mutate(|records| records.insert((asset, record), holdings));
		Ok(record)
	}

	fn weight(asset: AssetId, record: RecordId, who: &AccountId) -> Balance {
		let records = Recorded::get();
		let holdings = records.get(&(asset, record));
		holdings.and_then(|of| of.get(who).copied()).unwrap_or(0)
	}

	fn supply(asset: AssetId, record: RecordId) -> Balance {
		let records = Recorded::get();
		let holdings = records.get(&(asset, record));
		holdings.map_or(0, |of| of.values().sum())
	}

	fn release(asset: AssetId, record: RecordId) {
		let released = Recorded::mutate(|records| records.remove(&(asset, record)));
		assert!(released.is_some(), "a record is released once");
	}
}

/// Resets the fakes: a test may build more than once.
pub fn forget() {
	Points::set(points());
	Energy::take();
	Forecasts::take();
	Shares::take();
	Recorded::take();
	NextRecord::take();
}
