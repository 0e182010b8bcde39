//! The allow-list and freezes by order.

use crate::{AllowList, AssetOf, Assets, Config, Error, Event, Holdings, Pallet, Phase};
use commonwatt_primitives::share::AssetId;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::Get,
};
use sp_core::H256;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_allow(
		id: AssetId,
		mut asset: AssetOf<T>,
		who: T::AccountId,
	) -> DispatchResult {
		ensure!(
			!AllowList::<T>::contains_key(id, &who),
			Error::<T>::AlreadyAllowed
		);
		ensure!(
			asset.allowed < T::MaxAllowed::get(),
			Error::<T>::TooManyAllowed
		);
		asset.allowed = asset.allowed.saturating_add(1);
		Assets::<T>::insert(id, asset);
		AllowList::<T>::insert(id, &who, ());
		Self::deposit_event(Event::Allowed { asset: id, who });
		Ok(())
	}

	pub(crate) fn do_disallow(
		id: AssetId,
		mut asset: AssetOf<T>,
		who: T::AccountId,
	) -> DispatchResult {
		AllowList::<T>::take(id, &who).ok_or(Error::<T>::NotOnAllowList)?;
		asset.allowed = asset.allowed.saturating_sub(1);
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::Disallowed { asset: id, who });
		Ok(())
	}

	pub(crate) fn do_freeze_asset(
		id: AssetId,
		mut asset: AssetOf<T>,
		reason: H256,
	) -> DispatchResult {
		ensure!(
			matches!(asset.phase, Phase::Offering { .. } | Phase::Active),
			Error::<T>::WrongPhase
		);
		ensure!(asset.frozen.is_none(), Error::<T>::AlreadyFrozen);
		asset.frozen = Some(reason);
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::AssetFrozen { asset: id, reason });
		Ok(())
	}

	pub(crate) fn do_thaw_asset(id: AssetId, mut asset: AssetOf<T>) -> DispatchResult {
		asset.frozen.take().ok_or(Error::<T>::NotFrozen)?;
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::AssetThawed { asset: id });
		Ok(())
	}

	pub(crate) fn do_freeze_holding(
		id: AssetId,
		who: T::AccountId,
		reason: H256,
	) -> DispatchResult {
		ensure!(!Self::is_pool(id, &who), Error::<T>::PoolHoldsForOthers);
		Holdings::<T>::try_mutate_exists(id, &who, |stored| {
			let holding = stored.as_mut().filter(|holding| holding.shares > 0);
			let holding = holding.ok_or(Error::<T>::NotEnoughShares)?;
			ensure!(holding.frozen.is_none(), Error::<T>::AlreadyFrozen);
			holding.frozen = Some(reason);
			Ok::<_, DispatchError>(())
		})?;
		Self::deposit_event(Event::HoldingFrozen {
			asset: id,
			who,
			reason,
		});
		Ok(())
	}

	pub(crate) fn do_thaw_holding(id: AssetId, who: T::AccountId) -> DispatchResult {
		Holdings::<T>::try_mutate_exists(id, &who, |stored| {
			let frozen = stored.as_mut().and_then(|holding| holding.frozen.take());
			frozen.ok_or(Error::<T>::NotFrozen)
		})?;
		Self::deposit_event(Event::HoldingThawed { asset: id, who });
		Ok(())
	}
}
