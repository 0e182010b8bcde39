//! Devices of certificates, assets and their shares.

use crate::{
	benchmarks::{world, Helper},
	AccountId, Communities, CommunityId, Interval, Moment, PointId, Runtime, RuntimeOrigin,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	share::{AssetId, RecordId, Shares},
	Balance,
};
use frame_support::{traits::Get, BoundedVec};
use pallet_asset_shares::{
	Asset, Holding, Income, Least, Phase, Record, RecordBook, TransferRules, Upkeep,
};

/// The most records of an asset.
type MaxRecords = <Runtime as pallet_asset_shares::Config>::MaxRecords;

/// Any asset.
const ASSET: AssetId = 1_000;
const ISSUED: Shares = 1_000_000;
const HELD: Shares = 100;

/// A point that was not there before, of an owner that need not be a member.
pub fn point_of(community: CommunityId, owner: &AccountId) -> PointId {
	let index = pallet_metering::NextPoint::<Runtime>::get();
	let (point, _) = world::point(community, index, 0);
	pallet_metering::Meters::<Runtime>::mutate_extant(point, |meter| meter.owner = owner.clone());
	point
}

/// Makes an account an active member.
pub fn admit(community: CommunityId, who: &AccountId) {
	let operator = RuntimeOrigin::signed(world::operator(community));
	Communities::admit_member(operator, community, who.clone()).expect("the operator may");
}

impl pallet_certificates::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		point_of(community, owner)
	}

	fn set_ended(interval: Interval) {
		world::begin(interval);
	}
}

impl pallet_asset_shares::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn admit(community: CommunityId, who: &AccountId) {
		admit(community, who);
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		point_of(community, owner)
	}

	fn set_now(now: Moment) {
		pallet_timestamp::Now::<Runtime>::put(now);
	}
}

/// Shares of which none moved in the block.
fn unmoved(shares: Shares) -> Least {
	Least { block: 0, shares }
}

/// An asset of which one record more can be taken.
pub fn asset(community: CommunityId) -> AssetId {
	let money = Balance::from(u64::MAX);
	let asset = Asset {
		community,
		proposer: world::operator(community),
		deposit: 0,
		phase: Phase::Active,
		rules: TransferRules::default(),
		frozen: None,
		issued: ISSUED,
		earning: ISSUED,
		least: unmoved(ISSUED),
		holders: 1,
		allowed: 0,
		income: Income::default(),
		upkeep: Upkeep {
			reserve: money,
			spent: money,
		},
		point: None,
		buy_back: None,
	};
	pallet_asset_shares::Assets::<Runtime>::insert(ASSET, asset);
	let most = MaxRecords::get();
	let open: Vec<_> = (1..most)
		.map(|id| Record {
			id: most.saturating_add(id),
			supply: 1,
			block: 0,
		})
		.collect();
	let book = RecordBook::<MaxRecords> {
		next: most.saturating_mul(2),
		open: BoundedVec::truncate_from(open),
	};
	pallet_asset_shares::Records::<Runtime>::insert(ASSET, book);
	ASSET
}

/// An account holds shares, and has a history of released records.
pub fn hold(asset: AssetId, who: &AccountId) {
	let holding = Holding {
		shares: HELD,
		least: unmoved(HELD),
		..Default::default()
	};
	pallet_asset_shares::Holdings::<Runtime>::insert(asset, who, holding);
	let released: Vec<(RecordId, Shares)> = (0..MaxRecords::get()).map(|id| (id, HELD)).collect();
	let history = BoundedVec::truncate_from(released);
	pallet_asset_shares::Histories::<Runtime>::insert(asset, who, history);
}
