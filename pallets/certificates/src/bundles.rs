//! Bundles: looked up, split, moved, changed.

use crate::{
	Bundle, BundleOf, Bundles, Config, Deposit, Devices, Error, Event, HoldReason, Issuances,
	Owned, Pallet,
};
use commonwatt_primitives::{
	certificate::{lineage_of, BundleId, BundleStatus},
	Wh,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{fungible::MutateHold, Get},
};
use sp_runtime::DispatchError;

/// Where a bundle is stored.
pub(crate) fn key(id: &BundleId) -> (u32, u32, Wh) {
	(id.device, id.interval, id.first)
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_transfer(
		who: &T::AccountId,
		id: BundleId,
		quantity: Option<Wh>,
		to: T::AccountId,
	) -> DispatchResult {
		let bundle = Self::active_bundle_of(who, &id)?;
		ensure!(to != *who, Error::<T>::OwnBundle);
		let (id, bundle) = Self::part_of(id, bundle, quantity, who)?;
		let quantity = bundle.quantity;
		Self::hand_over(&id, bundle, &to);
		Self::deposit_event(Event::BundleTransferred {
			bundle: id,
			quantity,
			from: who.clone(),
			to,
		});
		Ok(())
	}

	pub(crate) fn do_split(who: &T::AccountId, id: BundleId, quantity: Wh) -> DispatchResult {
		let bundle = Self::active_bundle_of(who, &id)?;
		ensure!(quantity != bundle.quantity, Error::<T>::SplitOfWhole);
		Self::part_of(id, bundle, Some(quantity), who)?;
		Ok(())
	}

	/// A bundle whose validity is not over.
	pub(crate) fn valid_bundle(id: &BundleId) -> Result<BundleOf<T>, DispatchError> {
		let bundle = Bundles::<T>::get(key(id)).ok_or(Error::<T>::UnknownBundle)?;
		ensure!(!Self::is_expired(id.interval), Error::<T>::BundleExpired);
		Ok(bundle)
	}

	/// A valid bundle that `who` owns and may do with as it likes.
	pub(crate) fn active_bundle_of(
		who: &T::AccountId,
		id: &BundleId,
	) -> Result<BundleOf<T>, DispatchError> {
		let bundle = Self::valid_bundle(id)?;
		ensure!(bundle.owner == *who, Error::<T>::NotOwner);
		match bundle.status {
			BundleStatus::Active => Ok(bundle),
			BundleStatus::Reserved { .. } => Err(Error::<T>::BundleReserved.into()),
			ref other => Err(Self::why_final(other)),
		}
	}

	/// Why nothing can be done with a bundle any more.
	pub(crate) fn why_final(status: &BundleStatus) -> DispatchError {
		match status {
			BundleStatus::Retired { .. } => Error::<T>::BundleRetired,
			BundleStatus::Withdrawn => Error::<T>::BundleWithdrawn,
			BundleStatus::Stored { .. } => Error::<T>::BundleStored,
			BundleStatus::Active | BundleStatus::Reserved { .. } => Error::<T>::NotOffered,
		}
		.into()
	}

	/// The whole bundle, or its last `quantity` certificates as one of their own, for which `payer` holds
	/// the deposit.
	pub(crate) fn part_of(
		id: BundleId,
		bundle: BundleOf<T>,
		quantity: Option<Wh>,
		payer: &T::AccountId,
	) -> Result<(BundleId, BundleOf<T>), DispatchError> {
		let quantity = quantity.unwrap_or(bundle.quantity);
		ensure!(quantity > 0, Error::<T>::ZeroQuantity);
		let rest = bundle.quantity.checked_sub(quantity);
		match rest.ok_or(Error::<T>::BeyondBundle)? {
			0 => Ok((id, bundle)),
			rest => Self::split_off(id, bundle, rest, payer),
		}
	}

	/// Leaves the first `rest` certificates to a bundle; the others are one of their own.
	fn split_off(
		id: BundleId,
		bundle: BundleOf<T>,
		rest: Wh,
		payer: &T::AccountId,
	) -> Result<(BundleId, BundleOf<T>), DispatchError> {
		Issuances::<T>::try_mutate_exists(id.device, id.interval, |issuance| {
			let issuance = issuance.as_mut().ok_or(Error::<T>::UnknownIssuance)?;
			let room = issuance.bundles < T::MaxBundles::get();
			ensure!(room, Error::<T>::TooManyBundles);
			issuance.bundles = issuance.bundles.saturating_add(1);
			Ok::<_, DispatchError>(())
		})?;
		let amount = T::SplitDeposit::get();
		T::Currency::hold(&HoldReason::Split.into(), payer, amount)?;
		let quantity = bundle.quantity.saturating_sub(rest);
		let into = BundleId {
			first: id.first.saturating_add(rest),
			..id
		};
		let part = Bundle {
			quantity,
			lineage: lineage_of(bundle.lineage, into.first, quantity),
			deposit: Some(Deposit {
				who: payer.clone(),
				amount,
			}),
			..bundle.clone()
		};
		let left = Bundle {
			quantity: rest,
			lineage: lineage_of(bundle.lineage, id.first, rest),
			..bundle
		};
		Bundles::<T>::insert(key(&id), left);
		Bundles::<T>::insert(key(&into), &part);
		Owned::<T>::insert((&part.owner, into.device, into.interval, into.first), ());
		Self::deposit_event(Event::BundleSplit {
			bundle: id,
			into,
			quantity,
			by: payer.clone(),
			deposit: amount,
		});
		Ok((into, part))
	}

	/// Gives a bundle to another account, active.
	pub(crate) fn hand_over(id: &BundleId, mut bundle: BundleOf<T>, to: &T::AccountId) {
		Owned::<T>::remove((&bundle.owner, id.device, id.interval, id.first));
		Owned::<T>::insert((to, id.device, id.interval, id.first), ());
		bundle.owner = to.clone();
		Self::set_status(id, bundle, BundleStatus::Active);
	}

	/// Stores a bundle with another status, and counts its Wh there.
	pub(crate) fn set_status(id: &BundleId, mut bundle: BundleOf<T>, to: BundleStatus) {
		if bundle.status != to {
			Devices::<T>::mutate_extant(id.device, |device| {
				device.count_change(&bundle.status, &to, bundle.quantity)
			});
			bundle.status = to;
		}
		Bundles::<T>::insert(key(id), bundle);
	}
}
