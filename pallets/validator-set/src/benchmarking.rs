//! Benchmarks: the largest set, the most nominators, as many departures as there may be.

use crate::{
	Authored, Call, Config, Departure, Departures, Finality, Finalized, Floor, NominationCount,
	Nominations, Pallet, Reason, Validator, ValidatorList, Validators,
};
use alloc::vec::Vec;
use codec::Decode;
use commonwatt_primitives::CommunityId;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{ChangeMembers, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use pallet_authorship::EventHandler;
use sp_runtime::traits::TrailingZeroInput;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists.
	fn operator(community: CommunityId) -> AccountId;
}

fn account_of<T: Config>(index: u32) -> T::AccountId {
	account("validator", index, 0)
}

/// Gives an account session keys. Whose they are does not matter here.
fn set_keys<T: Config>(who: &T::AccountId) {
	let keys = T::Keys::decode(&mut TrailingZeroInput::zeroes()).expect("keys have a fixed length");
	pallet_session::NextKeys::<T>::insert(who, keys);
}

/// Nominates an account by so many communities.
fn nominate_by<T: Config>(who: &T::AccountId, nominators: u32) {
	let communities: Vec<CommunityId> = (0..nominators).collect();
	for community in &communities {
		T::BenchmarkHelper::operator(*community);
		NominationCount::<T>::mutate(community, |count| *count = count.saturating_add(1));
	}
	Nominations::<T>::insert(who, BoundedVec::truncate_from(communities));
}

/// A set of so many validators that are awake, all in force, and all departures but one.
fn fill<T: Config>(validators: u32) -> Vec<T::AccountId> {
	let accounts: Vec<_> = (0..validators).map(account_of::<T>).collect();
	let before = Pallet::<T>::sorted(&Validators::<T>::get());
	let set: Vec<_> = accounts
		.iter()
		.inspect(|account| set_keys::<T>(account))
		.map(|account| Validator::founder(account.clone()))
		.collect();
	T::Collective::set_members_sorted(&Pallet::<T>::sorted(&set), &before);
	Validators::<T>::put(ValidatorList::<T>::truncate_from(set));
	Floor::<T>::put(1);
	Finality::<T>::put(Finalized::new(0, accounts.clone()));
	pallet_session::Validators::<T>::put(accounts.clone());
	let departures: Vec<_> = (1..T::MaxDepartures::get())
		.map(|index| Departure {
			account: account("departed", index, 0),
			reason: Reason::Resigned,
			session: 0,
		})
		.collect();
	Departures::<T>::put(BoundedVec::truncate_from(departures));
	accounts
}

fn origin_of<T: Config, Origin: EnsureOrigin<T::RuntimeOrigin>>(
) -> Result<T::RuntimeOrigin, BenchmarkError> {
	Origin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn nominate() {
		fill::<T>(T::MaxValidators::get());
		let candidate = account_of::<T>(u32::MAX);
		let last = T::MaxNominators::get().saturating_sub(1);
		nominate_by::<T>(&candidate, last);
		let operator = T::BenchmarkHelper::operator(last);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), last, candidate.clone());

		assert!(Nominations::<T>::get(candidate).contains(&last));
	}

	#[benchmark]
	fn withdraw_nomination() {
		let mut validators = fill::<T>(T::MaxValidators::get());
		let leaving = validators.pop().expect("a set is not empty");
		Validators::<T>::mutate(|set| {
			set.iter_mut()
				.for_each(|validator| validator.founder = false)
		});
		nominate_by::<T>(&leaving, 1);
		let operator = T::BenchmarkHelper::operator(0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), 0, leaving);

		assert_eq!(Validators::<T>::decode_len(), Some(validators.len()));
	}

	#[benchmark]
	fn confirm() -> Result<(), BenchmarkError> {
		fill::<T>(T::MaxValidators::get().saturating_sub(1));
		let candidate = account_of::<T>(u32::MAX);
		set_keys::<T>(&candidate);
		nominate_by::<T>(&candidate, T::MaxNominators::get());
		let origin = origin_of::<T, T::SetOrigin>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, candidate);

		assert_eq!(
			Validators::<T>::decode_len(),
			Some(T::MaxValidators::get() as usize)
		);
		Ok(())
	}

	#[benchmark]
	fn remove() -> Result<(), BenchmarkError> {
		let mut validators = fill::<T>(T::MaxValidators::get());
		let leaving = validators.pop().expect("a set is not empty");
		nominate_by::<T>(&leaving, T::MaxNominators::get());
		let origin = origin_of::<T, T::SetOrigin>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, leaving);

		assert_eq!(Validators::<T>::decode_len(), Some(validators.len()));
		Ok(())
	}

	#[benchmark]
	fn resign() {
		let mut validators = fill::<T>(T::MaxValidators::get());
		let leaving = validators.pop().expect("a set is not empty");
		nominate_by::<T>(&leaving, T::MaxNominators::get());

		#[extrinsic_call]
		_(RawOrigin::Signed(leaving));

		assert_eq!(Validators::<T>::decode_len(), Some(validators.len()));
	}

	#[benchmark]
	fn purge_keys() {
		fill::<T>(T::MaxValidators::get());
		let who = account_of::<T>(u32::MAX);
		set_keys::<T>(&who);
		frame_system::Pallet::<T>::inc_providers(&who);
		frame_system::Pallet::<T>::inc_consumers(&who).expect("it has a provider");

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!pallet_session::NextKeys::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_floor() -> Result<(), BenchmarkError> {
		let most = T::MaxValidators::get();
		fill::<T>(most);
		let origin = origin_of::<T, T::GovernanceOrigin>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, most);

		assert_eq!(Floor::<T>::get(), most);
		Ok(())
	}

	#[benchmark]
	fn note_finality() -> Result<(), BenchmarkError> {
		let validators = fill::<T>(T::MaxValidators::get());
		Finality::<T>::kill();
		let origin = origin_of::<T, T::GovernanceOrigin>()?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin);

		assert_eq!(Finality::<T>::get().validators.into_inner(), validators);
		Ok(())
	}

	#[benchmark]
	fn note_author() {
		let validators = fill::<T>(T::MaxValidators::get());
		let author = validators.first().expect("a set is not empty").clone();

		#[block]
		{
			Pallet::<T>::note_author(author.clone());
		}

		assert!(Authored::<T>::contains_key(author));
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Runtime
	);
}
