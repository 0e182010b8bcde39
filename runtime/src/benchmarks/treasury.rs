//! What a government decides on, and what its treasury pays to.

use crate::{
	benchmarks::{
		accounts::{self, Wanted},
		commons, world, Helper,
	},
	AccountId, CommunityId, Interval, PointId, Runtime, RuntimeCall, Signature, MAX_RULE_VERSIONS,
};
use alloc::{vec, vec::Vec};
use codec::Encode;
use commonwatt_primitives::{governance::AssetId, reading::Registers, Wh};
use frame_support::BoundedVec;
use pallet_communities::RuleVersion;

impl pallet_community_treasury::benchmarking::BenchmarkHelper<AccountId, RuntimeCall> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn admit(community: CommunityId, who: &AccountId) {
		commons::admit(community, who);
	}

	fn point(community: CommunityId, owner: &AccountId) -> PointId {
		let point = commons::point_of(community, owner);
		let broke = Wanted {
			credit: 0,
			owes: true,
			files: true,
		};
		accounts::set(community, point, broke);
		point
	}

	fn set_ended(interval: Interval) {
		world::begin(interval);
	}

	fn set_metered(community: CommunityId, energy: Wh) {
		pallet_energy_market::Markets::<Runtime>::mutate(community, |market| {
			market.energy.metered = Registers {
				import: energy,
				export: 0,
			};
		});
	}

	fn signal(community: CommunityId, interval: Interval) {
		<Helper as pallet_energy_market::benchmarking::BenchmarkHelper<AccountId, Signature>>::signal(
			community, interval,
		);
	}

	fn fill_rules(community: CommunityId) {
		let rules = world::rules();
		let versions: Vec<_> = (0..MAX_RULE_VERSIONS)
			.map(|version| {
				pallet_communities::RuleBook::<Runtime>::insert(community, version, &rules);
				RuleVersion {
					version,
					from: 0,
					highest_retail: rules.highest_retail(),
				}
			})
			.collect();
		let versions = BoundedVec::truncate_from(versions);
		pallet_communities::RuleVersions::<Runtime>::insert(community, versions);
	}

	fn asset(community: CommunityId) -> AssetId {
		commons::asset(community)
	}

	fn hold(asset: AssetId, who: &AccountId) {
		commons::hold(asset, who);
	}

	/// A batch of calls that reject assets which do not exist.
	fn call(length: u32) -> RuntimeCall {
		let reject: RuntimeCall = pallet_asset_shares::Call::reject {
			asset: AssetId::MAX,
		}
		.into();
		let batch = |calls| RuntimeCall::from(pallet_utility::Call::batch_all { calls });
		// The length of a list takes up to four bytes, one when it is empty.
		let room = (length as usize).saturating_sub(batch(vec![]).encoded_size().saturating_add(3));
		let count = room.checked_div(reject.encoded_size()).unwrap_or(0);
		batch(vec![reject; count])
	}
}
