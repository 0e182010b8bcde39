//! Nominations: what communities say of who should validate.

use crate::{
	Config, Departures, Error, Event, NominationCount, Nominations, Pallet, Reason, Validators,
};
use commonwatt_primitives::{traits::Communities, CommunityId};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_operator(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
		let who = ensure_signed(origin)?;
		T::Communities::ensure_operator(community, &who)
	}

	pub(crate) fn do_nominate(community: CommunityId, who: T::AccountId) -> DispatchResult {
		let cools_down = Departures::<T>::get()
			.iter()
			.any(|departure| departure.account == who);
		ensure!(!cools_down, Error::<T>::CoolingDown);
		let mut nominators = Nominations::<T>::get(&who);
		ensure!(
			!nominators.contains(&community),
			Error::<T>::AlreadyNominated
		);
		let count = NominationCount::<T>::get(community);
		ensure!(
			count < T::MaxNominations::get(),
			Error::<T>::TooManyNominations
		);
		nominators
			.try_push(community)
			.map_err(|_| Error::<T>::TooManyNominators)?;
		NominationCount::<T>::insert(community, count.saturating_add(1));
		Nominations::<T>::insert(&who, nominators);
		Self::deposit_event(Event::Nominated {
			community,
			validator: who,
		});
		Ok(())
	}

	pub(crate) fn do_withdraw_nomination(
		community: CommunityId,
		who: T::AccountId,
	) -> DispatchResult {
		let mut nominators = Nominations::<T>::get(&who);
		let place = nominators
			.iter()
			.position(|nominator| *nominator == community)
			.ok_or(Error::<T>::NotNominated)?;
		// A founder needs no nomination; else whoever nominates it and withdraws would remove it.
		let is_held_by_this_alone = nominators.len() == 1
			&& Validators::<T>::get()
				.iter()
				.any(|validator| validator.account == who && !validator.founder);
		Self::deposit_event(Event::NominationWithdrawn {
			community,
			validator: who.clone(),
		});
		if is_held_by_this_alone {
			return Self::leave(&who, Reason::Withdrawn);
		}
		nominators.remove(place);
		Self::count_less(community);
		match nominators.is_empty() {
			true => Nominations::<T>::remove(&who),
			false => Nominations::<T>::insert(&who, nominators),
		}
		Ok(())
	}

	/// Ends all nominations of an account.
	pub(crate) fn forget_nominations(who: &T::AccountId) {
		for community in Nominations::<T>::take(who) {
			Self::count_less(community);
		}
	}

	fn count_less(community: CommunityId) {
		NominationCount::<T>::mutate_exists(community, |count| {
			let left = count.unwrap_or(0).saturating_sub(1);
			*count = (left > 0).then_some(left);
		});
	}
}
