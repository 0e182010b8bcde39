//! Equivocation in finality, reported with pallet-grandpa's calls.

use crate::{Config, Error, Event, Pallet, Validators};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::ConstU64,
};
use frame_system::{
	offchain::{CreateBare, SubmitTransaction},
	pallet_prelude::BlockNumberFor,
};
use pallet_grandpa::Error as GrandpaError;
use scale_info::TypeInfo;
use sp_consensus_grandpa::{check_equivocation_proof, AuthorityId, EquivocationProof};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};
use sp_session::{GetSessionNumber, GetValidatorCount, ValidatorCount};
use sp_staking::{offence::OffenceReportSystem, SessionIndex};

/// What proves that a key was a validator's: nothing, for only votes of the set in force are reported, and
/// the chain knows whose keys these are.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo,
)]
pub struct OfSetInForce;

impl GetSessionNumber for OfSetInForce {
	fn session(&self) -> SessionIndex {
		Default::default()
	}
}

impl GetValidatorCount for OfSetInForce {
	fn validator_count(&self) -> ValidatorCount {
		Default::default()
	}
}

/// Takes reports of two votes in one round: the validator leaves the set when the session ends, or as soon
/// after as the floor and finality let it.
///
/// Refused with pallet-grandpa's `InvalidEquivocationProof` if the votes are not of the set in force, agree
/// or are not signed; with its `DuplicateOffenceReport` if the validator has been reported; with
/// [`Error::NotValidator`] if it has left.
pub struct EquivocationReports<T>(PhantomData<T>);

type Evidence<T> = (
	EquivocationProof<<T as frame_system::Config>::Hash, BlockNumberFor<T>>,
	<T as pallet_grandpa::Config>::KeyOwnerProof,
);

impl<T> OffenceReportSystem<Option<T::AccountId>, Evidence<T>> for EquivocationReports<T>
where
	T: Config + pallet_grandpa::Config + CreateBare<pallet_grandpa::Call<T>>,
{
	/// Blocks for which a node's own report waits in its pool.
	type Longevity = ConstU64<600>;

	fn publish_evidence((proof, key_owner_proof): Evidence<T>) -> Result<(), ()> {
		let call = pallet_grandpa::Call::report_equivocation_unsigned {
			equivocation_proof: Box::new(proof),
			key_owner_proof,
		};
		let extrinsic = T::create_bare(call.into());
		SubmitTransaction::<T, pallet_grandpa::Call<T>>::submit_transaction(extrinsic)
			.inspect_err(|_| log::error!("the report of an equivocation did not enter the pool"))
	}

	fn check_evidence((proof, _): Evidence<T>) -> Result<(), TransactionValidityError> {
		let offender = Self::offender(&proof).ok_or(InvalidTransaction::BadProof)?;
		ensure!(
			Pallet::<T>::ensure_not_reported(&offender).is_ok(),
			InvalidTransaction::Stale
		);
		ensure!(
			check_equivocation_proof(proof),
			InvalidTransaction::BadProof
		);
		Ok(())
	}

	fn process_evidence(
		_reporter: Option<T::AccountId>,
		(proof, _): Evidence<T>,
	) -> Result<(), DispatchError> {
		let invalid = GrandpaError::<T>::InvalidEquivocationProof;
		let offender = Self::offender(&proof).ok_or(invalid)?;
		Pallet::<T>::ensure_not_reported(&offender)?;
		let round = proof.round();
		ensure!(
			check_equivocation_proof(proof),
			GrandpaError::<T>::InvalidEquivocationProof
		);
		Pallet::<T>::note_equivocation(offender, round);
		Ok(())
	}
}

impl<T: Config + pallet_grandpa::Config> EquivocationReports<T> {
	/// Whose vote a proof is about, if it is one of the set in force.
	fn offender(proof: &EquivocationProof<T::Hash, BlockNumberFor<T>>) -> Option<T::AccountId> {
		let in_force = proof.set_id() == pallet_grandpa::CurrentSetId::<T>::get();
		in_force.then(|| Self::owner(proof.offender())).flatten()
	}

	/// The validator that votes with a key now. Authorities are in the order of the session's validators,
	/// whatever keys these have registered since.
	pub fn owner(key: &AuthorityId) -> Option<T::AccountId> {
		let authorities = pallet_grandpa::Authorities::<T>::get();
		let validators = pallet_session::Validators::<T>::get();
		let is_settled =
			!pallet_grandpa::PendingChange::<T>::exists() && authorities.len() == validators.len();
		let place = authorities.iter().position(|(other, _)| other == key)?;
		is_settled.then(|| validators.get(place).cloned()).flatten()
	}
}

impl<T: Config> Pallet<T> {
	fn ensure_not_reported(who: &T::AccountId) -> DispatchResult
	where
		T: pallet_grandpa::Config,
	{
		let validators = Validators::<T>::get();
		let validator = validators
			.iter()
			.find(|validator| validator.account == *who)
			.ok_or(Error::<T>::NotValidator)?;
		ensure!(
			!validator.equivocated,
			GrandpaError::<T>::DuplicateOffenceReport
		);
		Ok(())
	}

	fn note_equivocation(who: T::AccountId, round: u64) {
		Validators::<T>::mutate(|validators| {
			for validator in validators.iter_mut() {
				if validator.account == who {
					validator.equivocated = true;
				}
			}
		});
		Self::deposit_event(Event::Equivocated {
			validator: who,
			round,
		});
	}
}
