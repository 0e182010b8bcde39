//! Who may receive shares, and whose shares may leave: asked on every path.

use crate::{AllowList, AssetOf, Config, Error, Holdings, Pallet, Phase};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	traits::{Communities, MarketClock},
};
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
	/// Refused unless `who` may receive so many shares more.
	///
	/// When an asset is wound up all that leaves is the pool's, so all that is received comes from it.
	pub(crate) fn ensure_may_receive(
		id: AssetId,
		asset: &AssetOf<T>,
		who: &T::AccountId,
		shares: Shares,
	) -> DispatchResult {
		ensure!(asset.frozen.is_none(), Error::<T>::AssetIsFrozen);
		let is_pool = Self::is_pool(id, who);
		let is_open = match asset.phase {
			Phase::Active => true,
			Phase::WindingUp { .. } => !is_pool,
			_ => false,
		};
		ensure!(is_open, Error::<T>::WrongPhase);
		if is_pool {
			ensure!(asset.rules.pool, Error::<T>::PoolNotAllowed);
			return Ok(());
		}
		Self::ensure_may_hold(id, asset, who, shares)
	}

	/// Refused unless `who` may hold so many shares or subscriptions more.
	pub(crate) fn ensure_may_hold(
		id: AssetId,
		asset: &AssetOf<T>,
		who: &T::AccountId,
		shares: Shares,
	) -> DispatchResult {
		let rules = &asset.rules;
		let holding = Holdings::<T>::get(id, who).unwrap_or_default();
		ensure!(holding.frozen.is_none(), Error::<T>::HoldingIsFrozen);
		ensure!(!Self::is_asset_account(who), Error::<T>::AssetsHoldNoShares);
		ensure!(
			frame_system::Pallet::<T>::account_exists(who),
			Error::<T>::NoSuchAccount
		);
		if rules.members_only {
			T::Communities::ensure_active_member(asset.community, who)?;
		}
		if rules.allow_list {
			ensure!(
				AllowList::<T>::contains_key(id, who),
				Error::<T>::NotOnAllowList
			);
		}
		let then = holding.shares.checked_add(shares);
		let most = rules.max_holding.unwrap_or(Shares::MAX);
		ensure!(
			then.is_some_and(|then| then <= most),
			Error::<T>::HoldingTooLarge
		);
		Ok(())
	}

	/// Refused unless the shares of `who` may leave.
	pub(crate) fn ensure_may_move(
		id: AssetId,
		asset: &AssetOf<T>,
		who: &T::AccountId,
	) -> DispatchResult {
		ensure!(asset.frozen.is_none(), Error::<T>::AssetIsFrozen);
		let holding = Holdings::<T>::get(id, who).unwrap_or_default();
		ensure!(holding.frozen.is_none(), Error::<T>::HoldingIsFrozen);
		let now = T::Clock::now();
		match asset.phase {
			Phase::Active => {
				let is_free = asset.rules.locked_until.is_none_or(|until| now >= until);
				ensure!(is_free, Error::<T>::SharesLocked);
			}
			Phase::WindingUp { pool_closes } => {
				let leaves_pool = now < pool_closes && Self::is_pool(id, who);
				ensure!(leaves_pool, Error::<T>::WrongPhase);
			}
			_ => return Err(Error::<T>::WrongPhase.into()),
		}
		Ok(())
	}

	/// Refused unless `who` has so many shares, at least one, and they may leave.
	pub(crate) fn ensure_may_send(
		id: AssetId,
		asset: &AssetOf<T>,
		who: &T::AccountId,
		shares: Shares,
	) -> DispatchResult {
		ensure!(shares > 0, Error::<T>::ZeroAmount);
		Self::ensure_may_move(id, asset, who)?;
		let held = Holdings::<T>::get(id, who).unwrap_or_default().shares;
		ensure!(held >= shares, Error::<T>::NotEnoughShares);
		Ok(())
	}

	/// The shares of `who` that may leave now.
	pub(crate) fn transferable(id: AssetId, asset: &AssetOf<T>, who: &T::AccountId) -> Shares {
		match Self::ensure_may_move(id, asset, who) {
			Ok(()) => Holdings::<T>::get(id, who).unwrap_or_default().shares,
			Err(_) => 0,
		}
	}
}
