//! The invariants of the page, checked after every test and by the simulator.

use crate::{
	Authored, Config, Departures, Finality, NominationCount, Nominations, Pallet, Validators,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::traits::{Get, ValidatorRegistration};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		Self::check_set();
		Self::check_nominations();
		Self::check_departures();
		Self::check_sessions();
	}

	fn check_set() {
		let validators = Validators::<T>::get();
		assert!(
			validators.len() >= Self::floor(),
			"{} validators are not under the floor of {}",
			validators.len(),
			Self::floor()
		);
		let accounts: BTreeSet<_> = validators.iter().map(|entry| &entry.account).collect();
		assert_eq!(accounts.len(), validators.len(), "validators are distinct");
		for entry in &validators {
			let account = &entry.account;
			assert!(
				pallet_session::Pallet::<T>::is_registered(account),
				"{account:?} has keys"
			);
			assert!(
				entry.founder || !Nominations::<T>::get(account).is_empty(),
				"{account:?} is a founder or nominated"
			);
		}
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_nominations() {
		let mut counts = BTreeMap::new();
		for (account, nominators) in Nominations::<T>::iter() {
			let distinct: BTreeSet<_> = nominators.iter().collect();
			assert!(!nominators.is_empty(), "{account:?} has nominators");
			assert_eq!(
				distinct.len(),
				nominators.len(),
				"a community nominates once"
			);
			for community in nominators {
				*counts.entry(community).or_insert(0) += 1;
			}
		}
		let counted: BTreeMap<_, _> = NominationCount::<T>::iter().collect();
		assert_eq!(counted, counts, "nominations are counted");
		assert!(counts
			.values()
			.all(|count| *count <= T::MaxNominations::get()));
	}

	fn check_departures() {
		let departures = Departures::<T>::get();
		let accounts: BTreeSet<_> = departures.iter().map(|entry| &entry.account).collect();
		assert_eq!(accounts.len(), departures.len(), "departures are distinct");
		for account in accounts {
			assert!(
				Nominations::<T>::get(account).is_empty(),
				"{account:?} cools down without nominations"
			);
			assert!(
				Validators::<T>::get()
					.iter()
					.all(|entry| entry.account != *account),
				"{account:?} has left"
			);
		}
	}

	fn check_sessions() {
		let validating = pallet_session::Validators::<T>::get();
		for account in &validating {
			assert!(
				pallet_session::Pallet::<T>::is_registered(account),
				"{account:?} validates with keys"
			);
		}
		for account in Authored::<T>::iter_keys() {
			assert!(validating.contains(&account), "{account:?} may author");
		}
		let finality = Finality::<T>::get();
		assert!(finality.session <= pallet_session::Pallet::<T>::current_index());
		let gone: BTreeSet<_> = Departures::<T>::get()
			.into_iter()
			.filter(|departure| !departure.reason.is_automatic())
			.map(|departure| departure.account)
			.collect();
		for account in &finality.validators {
			assert!(!gone.contains(account), "{account:?} left of its own");
		}
	}
}
