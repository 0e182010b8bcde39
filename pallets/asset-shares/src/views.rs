//! What wallets and other pallets ask.

use crate::{AssetOf, Assets, AssetsOf, Config, Error, Holdings, Pallet, Phase};
use alloc::vec::Vec;
use commonwatt_primitives::{
	share::{AssetId, ShareView, ShareViews, Shares},
	traits::Obligations,
	Balance, CommunityId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchResult, Get, Weight},
};

impl<T: Config> Pallet<T> {
	/// What an account has earned and not claimed. Pools earn nothing.
	pub(crate) fn entitlement(id: AssetId, asset: &AssetOf<T>, who: &T::AccountId) -> Balance {
		match Holdings::<T>::get(id, who) {
			Some(holding) if !Self::is_pool(id, who) => holding.entitled(asset.income.index),
			_ => 0,
		}
	}

	/// Whether the terms let `who` hold shares of an asset, so that it may hold a part of their liquidity
	/// too. What it holds already may be all that they allow. Reads what a transfer to it reads.
	pub fn may_hold(id: AssetId, who: &T::AccountId) -> bool {
		Assets::<T>::get(id).is_some_and(|asset| Self::ensure_may_hold(id, &asset, who, 0).is_ok())
	}
}

impl<T: Config> ShareViews<T::AccountId> for Pallet<T> {
	fn shares_of(id: AssetId, who: &T::AccountId) -> Option<ShareView> {
		let asset = Assets::<T>::get(id)?;
		let held = Holdings::<T>::get(id, who).unwrap_or_default().shares;
		let of_phase = |is_so: bool| if is_so { held } else { 0 };
		Some(ShareView {
			shares: of_phase(asset.phase.has_shares()),
			subscribed: of_phase(asset.phase.has_subscriptions()),
			transferable: Self::transferable(id, &asset, who),
			unclaimed: Self::entitlement(id, &asset, who),
		})
	}

	fn may_receive(id: AssetId, who: &T::AccountId, shares: Shares) -> DispatchResult {
		ensure!(shares > 0, Error::<T>::ZeroAmount);
		let asset = Self::asset(id)?;
		match asset.phase {
			Phase::Offering { .. } => Self::ensure_may_hold(id, &asset, who, shares),
			_ => Self::ensure_may_receive(id, &asset, who, shares),
		}
	}

	fn assets_of(community: CommunityId) -> Vec<AssetId> {
		AssetsOf::<T>::get(community).into_inner()
	}
}

/// At most two reads for each of [`Config::MaxAssets`], and one.
impl<T: Config> Obligations<T::AccountId> for Pallet<T> {
	fn has_obligations(community: CommunityId, who: &T::AccountId) -> bool {
		let binds = |id: &AssetId| {
			let Some(holding) = Holdings::<T>::get(id, who) else {
				return false;
			};
			Assets::<T>::get(id).is_some_and(|asset| {
				let is_bound = asset.rules.members_only || asset.phase == Phase::Failed;
				is_bound && holding.shares > 0 || holding.entitled(asset.income.index) > 0
			})
		};
		AssetsOf::<T>::get(community).iter().any(binds)
	}

	fn weight() -> Weight {
		let assets = u64::from(T::MaxAssets::get());
		T::DbWeight::get().reads(assets.saturating_mul(2).saturating_add(1))
	}
}
