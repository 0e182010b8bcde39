//! What sessions do to the set, and the set to sessions.

use crate::{
	quorum, Authored, Config, Departures, Event, Finality, Finalized, Pallet, Reason, Validator,
	Validators,
};
use alloc::vec::Vec;
use core::cmp::Reverse;
use frame_support::traits::{Get, ValidatorRegistration};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_session::SessionManager;
use sp_staking::SessionIndex;

/// Sessions from the one in which the set changes to the first that the change validates in.
pub(crate) const SESSIONS_TO_ENACT: SessionIndex = 2;

impl<T: Config> SessionManager<T::AccountId> for Pallet<T> {
	/// The validators of the set that have keys; nothing if they are who validates already, or fewer than
	/// the floor: then who validates goes on.
	fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		let planned: Vec<_> = Validators::<T>::get()
			.into_iter()
			.map(|validator| validator.account)
			.filter(pallet_session::Pallet::<T>::is_registered)
			.collect();
		let unchanged = planned == pallet_session::Validators::<T>::get();
		(planned.len() >= Self::floor() && !unchanged).then_some(planned)
	}

	/// The validators of genesis are those of the session's.
	fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		None
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(session: SessionIndex) {
		let validated = pallet_session::Validators::<T>::get();
		let authored: Vec<_> = validated
			.iter()
			.filter(|validator| Authored::<T>::take(validator).is_some())
			.cloned()
			.collect();
		let mut validators = Validators::<T>::get();
		for validator in validators.iter_mut() {
			if validated.contains(&validator.account) {
				validator.count_session(authored.contains(&validator.account));
			}
		}
		let finality = Self::finality_after(session, validated, &authored);
		Departures::<T>::mutate(|departures| {
			departures.retain(|departure| {
				let cooled_down = departure.session.saturating_add(T::CoolDown::get()) <= session;
				!cooled_down || !Self::is_final(departure.session, &finality)
			})
		});
		let leaving = Self::automatic_removals(&validators, &finality);
		Finality::<T>::put(finality);
		match leaving.is_empty() {
			true => Validators::<T>::put(validators),
			false => Self::depart(validators, &leaving, session),
		}
	}
}

impl<T: Config> pallet_authorship::EventHandler<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn note_author(author: T::AccountId) {
		if !Authored::<T>::contains_key(&author) {
			Authored::<T>::insert(author, ());
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The last session in which finality can have passed, now that `session` has ended: this one, if those
	/// that authored in it suffice to finalise as its validators, and as those of the last.
	fn finality_after(
		session: SessionIndex,
		validated: Vec<T::AccountId>,
		authored: &[T::AccountId],
	) -> Finalized<T::AccountId, T::MaxValidators> {
		let last = Finality::<T>::get();
		let of_last = authored
			.iter()
			.filter(|author| last.validators.contains(author))
			.count();
		let passed = authored.len() >= quorum::quorum(validated.len())
			&& of_last >= quorum::quorum(last.validators.len());
		match passed {
			true => Finalized::new(session, Self::without_who_left(validated)),
			false => last,
		}
	}

	/// Without those that left otherwise than by the chain itself: they were there to hand over.
	pub(crate) fn without_who_left(mut validated: Vec<T::AccountId>) -> Vec<T::AccountId> {
		for departure in Departures::<T>::get() {
			if !departure.reason.is_automatic() {
				validated.retain(|account| *account != departure.account);
			}
		}
		validated
	}

	/// Whether what changed in `session` was in force when finality last can have passed.
	pub(crate) fn is_final(
		session: SessionIndex,
		finality: &Finalized<T::AccountId, T::MaxValidators>,
	) -> bool {
		session.saturating_add(SESSIONS_TO_ENACT) <= finality.session
	}

	/// Who leaves by the chain itself: who equivocated first, then the longest silent; as many as finality
	/// tolerates until it passes, and never under the floor.
	fn automatic_removals(
		validators: &[Validator<T::AccountId>],
		finality: &Finalized<T::AccountId, T::MaxValidators>,
	) -> Vec<(T::AccountId, Reason)> {
		let pending = Departures::<T>::get()
			.iter()
			.filter(|departure| {
				departure.reason.is_automatic() && !Self::is_final(departure.session, finality)
			})
			.count();
		let room = quorum::tolerated(finality.validators.len())
			.saturating_sub(pending)
			.min(validators.len().saturating_sub(Self::floor()));
		let mut due: Vec<_> = validators
			.iter()
			.filter_map(|validator| {
				let reason = match validator.equivocated {
					true => Reason::Equivocated,
					false if validator.silent >= T::MaxSilentSessions::get() => Reason::Silent,
					false => return None,
				};
				Some((validator, reason))
			})
			.collect();
		due.sort_by_key(|(validator, _)| (!validator.equivocated, Reverse(validator.silent)));
		due.into_iter()
			.take(room)
			.map(|(validator, reason)| (validator.account.clone(), reason))
			.collect()
	}

	/// Begins to count automatic removals anew, from the validators of the session in progress.
	pub(crate) fn do_note_finality() {
		let session = pallet_session::Pallet::<T>::current_index();
		let validators = Self::without_who_left(pallet_session::Validators::<T>::get());
		Finality::<T>::put(Finalized::new(session, validators));
		Self::deposit_event(Event::FinalityNoted { session });
	}
}
