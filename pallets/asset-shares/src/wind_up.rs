//! The end of an asset.

use crate::{AssetOf, Assets, Config, Error, Event, Holdings, Pallet, Phase};
use commonwatt_primitives::{
	share::{AssetId, SharePools},
	traits::{MarketClock, Obligations},
	Balance,
};
use frame_support::{
	ensure, pallet_prelude::DispatchResult, storage::with_storage_layer, traits::Get,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_begin_wind_up(id: AssetId, mut asset: AssetOf<T>) -> DispatchResult {
		ensure!(asset.phase == Phase::Active, Error::<T>::WrongPhase);
		ensure!(asset.frozen.is_none(), Error::<T>::AssetIsFrozen);
		Self::return_unspent(id, &mut asset)?;
		let pool_closes = T::Clock::now().saturating_add(T::PoolExitPeriod::get());
		asset.phase = Phase::WindingUp { pool_closes };
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::WindUpBegun {
			asset: id,
			pool_closes,
		});
		Ok(())
	}

	pub(crate) fn do_liquidate(id: AssetId, mut asset: AssetOf<T>) -> DispatchResult {
		let Phase::WindingUp { pool_closes } = asset.phase else {
			return Err(Error::<T>::WrongPhase.into());
		};
		ensure!(asset.point.is_none(), Error::<T>::PointIsAttached);
		ensure!(
			!T::Unsettled::has_obligations(asset.community, &Self::account_id(id)),
			Error::<T>::AssetIsUnsettled
		);
		let left_in_pool = asset.issued.saturating_sub(asset.earning);
		ensure!(
			left_in_pool == 0 || T::Clock::now() >= pool_closes,
			Error::<T>::PoolStillOpen
		);
		if let Some(pool) = T::Pools::pool(id) {
			Self::burn(id, &mut asset, &pool, left_in_pool);
		}
		let reserve = core::mem::take(&mut asset.upkeep.reserve);
		asset.income.upkept = asset.income.upkept.saturating_sub(reserve);
		let per_share = Self::distribute(&mut asset, reserve);
		asset.phase = Phase::Liquidated;
		Self::deposit_event(Event::AssetLiquidated {
			asset: id,
			reserve,
			per_share,
			dust: asset.income.dust,
			left_in_pool,
		});
		Self::store_or_close(id, asset)
	}

	pub(crate) fn do_redeem(id: AssetId, who: T::AccountId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		ensure!(asset.phase == Phase::Liquidated, Error::<T>::WrongPhase);
		let holding = Holdings::<T>::get(id, &who).ok_or(Error::<T>::NotEnoughShares)?;
		let earned = Self::take_entitlement(id, &mut asset, &who)?;
		Self::burn(id, &mut asset, &who, holding.shares);
		let paid = match with_storage_layer(|| Self::pay_out(id, &who, earned)) {
			Ok(()) => earned,
			Err(_) => 0,
		};
		let forfeited: Balance = earned.saturating_sub(paid);
		let income = &mut asset.income;
		income.paid = income.paid.saturating_sub(forfeited);
		income.dust = income.dust.saturating_add(forfeited);
		Self::deposit_event(Event::Redeemed {
			asset: id,
			who,
			shares: holding.shares,
			paid,
			forfeited,
		});
		Self::store_or_close(id, asset)
	}
}
