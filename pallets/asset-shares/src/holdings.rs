//! Holdings: every change settles income, is remembered for votes and keeps the sums.

use crate::{AssetOf, Assets, Config, Error, Holding, Holdings, OfferedTerms, Pallet, TermsOf};
use commonwatt_primitives::{
	share::{AssetId, SharePools, Shares},
	traits::Communities,
	Balance,
};
use frame_support::{
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungible::Mutate,
		tokens::Preservation::{Expendable, Preserve},
		Get,
	},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::traits::AccountIdConversion;

impl<T: Config> Pallet<T> {
	/// The account of an asset: subscriptions, income, reserve, and the existential deposit.
	pub fn account_id(asset: AssetId) -> T::AccountId {
		T::PalletId::get().into_sub_account_truncating(asset)
	}

	/// Whether it is the account of an asset, one to come too.
	pub fn is_asset_account(who: &T::AccountId) -> bool {
		frame_support::PalletId::try_from_sub_account::<AssetId>(who)
			.is_some_and(|(pallet, _)| pallet == T::PalletId::get())
	}

	pub(crate) fn is_pool(id: AssetId, who: &T::AccountId) -> bool {
		T::Pools::pool(id).as_ref() == Some(who)
	}

	pub(crate) fn asset(id: AssetId) -> Result<AssetOf<T>, DispatchError> {
		Assets::<T>::get(id).ok_or_else(|| Error::<T>::UnknownAsset.into())
	}

	pub(crate) fn terms(id: AssetId) -> Result<TermsOf<T>, DispatchError> {
		OfferedTerms::<T>::get(id).ok_or_else(|| Error::<T>::UnknownAsset.into())
	}

	/// The asset, and the operator of its community, who has signed.
	pub(crate) fn ensure_operator(
		origin: OriginFor<T>,
		id: AssetId,
	) -> Result<(AssetOf<T>, T::AccountId), DispatchError> {
		let who = ensure_signed(origin)?;
		let asset = Self::asset(id)?;
		T::Communities::ensure_operator(asset.community, &who)?;
		Ok((asset, who))
	}

	pub(crate) fn do_transfer(
		id: AssetId,
		from: &T::AccountId,
		to: &T::AccountId,
		shares: Shares,
	) -> DispatchResult {
		let asset = Self::asset(id)?;
		Self::ensure_may_send(id, &asset, from, shares)?;
		if from != to {
			Self::ensure_may_receive(id, &asset, to, shares)?;
		}
		<Self as frame_support::traits::fungibles::Mutate<_>>::transfer(
			id, from, to, shares, Expendable,
		)?;
		Ok(())
	}

	/// Sets what an account holds: settles what it has earned, remembers what it held for open records.
	/// The number of shares issued is left to the caller.
	pub(crate) fn set_holding(
		id: AssetId,
		asset: &mut AssetOf<T>,
		who: &T::AccountId,
		shares: Shares,
	) {
		let stored = Holdings::<T>::get(id, who);
		let mut holding = stored.unwrap_or_default();
		if holding.shares == shares {
			return;
		}
		if !Self::is_pool(id, who) {
			holding.unclaimed = holding.entitled(asset.income.index);
			holding.index = asset.income.index;
			Self::remember(id, who, &holding);
			let block = Self::block();
			let earning = asset.earning.saturating_sub(holding.shares);
			let earning = earning.saturating_add(shares);
			asset.least.change(block, asset.earning, earning);
			holding.least.change(block, holding.shares, shares);
			asset.earning = earning;
		}
		holding.shares = shares;
		if shares == 0 {
			holding.frozen = None;
		}
		Self::store_holding(id, asset, who, stored.is_some(), holding);
	}

	/// Stores a holding, or removes it when there is nothing to keep; counts those that are stored.
	pub(crate) fn store_holding(
		id: AssetId,
		asset: &mut AssetOf<T>,
		who: &T::AccountId,
		was_stored: bool,
		holding: Holding,
	) {
		match holding.is_empty() {
			true if was_stored => {
				Holdings::<T>::remove(id, who);
				asset.holders = asset.holders.saturating_sub(1);
			}
			true => {}
			false => {
				Holdings::<T>::insert(id, who, holding);
				if !was_stored {
					asset.holders = asset.holders.saturating_add(1);
				}
			}
		}
	}

	/// Burns shares of a holding.
	pub(crate) fn burn(id: AssetId, asset: &mut AssetOf<T>, who: &T::AccountId, shares: Shares) {
		let held = Holdings::<T>::get(id, who).unwrap_or_default().shares;
		let burned = held.min(shares);
		Self::set_holding(id, asset, who, held.saturating_sub(burned));
		asset.issued = asset.issued.saturating_sub(burned);
	}

	/// From an account to the asset's.
	pub(crate) fn pay_in(id: AssetId, from: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer(from, &Self::account_id(id), amount, Expendable)?;
		Ok(())
	}

	/// From the asset's account, which keeps its existential deposit.
	pub(crate) fn pay_out(id: AssetId, to: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::transfer(&Self::account_id(id), to, amount, Preserve)?;
		Ok(())
	}
}
