//! Who joins the set and who leaves it.

use crate::{
	quorum, Config, Departure, Departures, Error, Event, Finality, Floor, Nominations, Pallet,
	Reason, Validator, ValidatorList, Validators,
};
use alloc::vec::Vec;
use commonwatt_primitives::traits::Communities;
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	traits::{ChangeMembers, Get, ValidatorRegistration},
};
use frame_system::pallet_prelude::OriginFor;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	/// The fewest validators that the set may have, at least 1.
	pub fn floor() -> usize {
		Floor::<T>::get().max(1) as usize
	}

	/// The accounts of the set, in order.
	pub(crate) fn sorted(validators: &[Validator<T::AccountId>]) -> Vec<T::AccountId> {
		let mut accounts: Vec<_> = validators
			.iter()
			.map(|validator| validator.account.clone())
			.collect();
		accounts.sort();
		accounts
	}

	/// Validators that did not author when they last could, or have never.
	fn asleep(validators: &[Validator<T::AccountId>]) -> usize {
		validators
			.iter()
			.filter(|validator| !validator.is_awake())
			.count()
	}

	pub(crate) fn do_confirm(who: T::AccountId) -> DispatchResult {
		let mut validators = Validators::<T>::get();
		ensure!(
			validators.iter().all(|other| other.account != who),
			Error::<T>::AlreadyValidator
		);
		ensure!(
			Nominations::<T>::get(&who)
				.iter()
				.any(|community| T::Communities::exists(*community)),
			Error::<T>::NotNominated
		);
		ensure!(
			pallet_session::Pallet::<T>::is_registered(&who),
			Error::<T>::NoKeys
		);
		let joined = pallet_session::Pallet::<T>::current_index();
		validators
			.try_push(Validator::new(who.clone(), joined))
			.map_err(|_| Error::<T>::TooManyValidators)?;
		// Sets of up to three tolerate nothing: they grow by one at a time, at their own risk.
		let may_sleep = quorum::tolerated(validators.len()).max(1);
		ensure!(
			Self::asleep(&validators) <= may_sleep,
			Error::<T>::TooManySilent
		);
		T::Collective::change_members_sorted(
			core::slice::from_ref(&who),
			&[],
			&Self::sorted(&validators),
		);
		let size = validators.len() as u32;
		Validators::<T>::put(validators);
		Self::deposit_event(Event::Confirmed {
			validator: who,
			validators: size,
		});
		Ok(())
	}

	/// A validator leaves otherwise than by the chain itself: never under the floor, and what remains can
	/// finalise.
	pub(crate) fn leave(who: &T::AccountId, reason: Reason) -> DispatchResult {
		let validators = Validators::<T>::get();
		let leaving = validators
			.iter()
			.find(|validator| validator.account == *who)
			.ok_or(Error::<T>::NotValidator)?;
		ensure!(validators.len() > Self::floor(), Error::<T>::FloorReached);
		let left = validators.len().saturating_sub(1);
		ensure!(
			!leaving.is_awake() || Self::asleep(&validators) <= quorum::tolerated(left),
			Error::<T>::TooManySilent
		);
		ensure!(
			Departures::<T>::decode_len().unwrap_or(0) < T::MaxDepartures::get() as usize,
			Error::<T>::TooManyDepartures
		);
		Finality::<T>::mutate(|finality| finality.validators.retain(|other| other != who));
		let session = pallet_session::Pallet::<T>::current_index();
		Self::depart(validators, &[(who.clone(), reason)], session);
		Ok(())
	}

	/// Takes validators out of the set, as many as departures there is room for.
	pub(crate) fn depart(
		mut validators: ValidatorList<T>,
		leaving: &[(T::AccountId, Reason)],
		session: SessionIndex,
	) {
		let mut departures = Departures::<T>::get();
		let mut left = Vec::new();
		for (account, reason) in leaving {
			let departure = Departure {
				account: account.clone(),
				reason: *reason,
				session,
			};
			if departures.try_push(departure).is_err() {
				break;
			}
			validators.retain(|validator| validator.account != *account);
			Self::forget_nominations(account);
			left.push(account.clone());
			Self::deposit_event(Event::Departed {
				validator: account.clone(),
				reason: *reason,
				until: session.saturating_add(T::CoolDown::get()),
				validators: validators.len() as u32,
			});
		}
		left.sort();
		T::Collective::change_members_sorted(&[], &left, &Self::sorted(&validators));
		Departures::<T>::put(departures);
		Validators::<T>::put(validators);
	}

	/// Purges the keys of an account that does not validate and is not about to.
	pub(crate) fn do_purge_keys(origin: OriginFor<T>, who: &T::AccountId) -> DispatchResult {
		let validates = Validators::<T>::get()
			.iter()
			.any(|validator| validator.account == *who)
			|| pallet_session::Validators::<T>::get().contains(who)
			|| pallet_session::QueuedKeys::<T>::get()
				.iter()
				.any(|(validator, _)| validator == who);
		ensure!(!validates, Error::<T>::StillValidating);
		pallet_session::Pallet::<T>::purge_keys(origin)
	}

	pub(crate) fn do_set_floor(floor: u32) -> DispatchResult {
		ensure!(floor > 0, Error::<T>::FloorIsZero);
		let validators = Validators::<T>::decode_len().unwrap_or(0);
		ensure!(floor as usize <= validators, Error::<T>::FloorAboveSet);
		Floor::<T>::put(floor);
		Self::deposit_event(Event::FloorSet { floor });
		Ok(())
	}
}
