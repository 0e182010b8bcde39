//! Weights, until they are benchmarked: database operations enumerated, plus computation.
//!
//! What a change of the collective takes, and pallet-session's own part of purging keys, are added where the
//! calls are.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(15_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// Bytes of a validator, of its departure, and of it in the session or in the last set that finalised.
const VALIDATOR_PROOF: u64 = 64;
const DEPARTURE_PROOF: u64 = 48;
const ACCOUNT_PROOF: u64 = 32;
/// An account with its keys.
const KEYS_PROOF: u64 = 128;
/// Decoding, comparing and encoding an entry of a list.
const ENTRY: u64 = 200_000;

pub trait WeightInfo {
	fn nominate() -> Weight;
	fn withdraw_nomination() -> Weight;
	fn confirm() -> Weight;
	fn remove() -> Weight;
	fn resign() -> Weight;
	fn purge_keys() -> Weight;
	fn set_floor() -> Weight;
	fn note_finality() -> Weight;
	/// Noting who authored a block.
	fn note_author() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: crate::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		let items = Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads));
		BASE.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
			.saturating_add(items)
	}

	fn entries(count: u32, bytes: u64) -> Weight {
		Weight::from_parts(ENTRY, bytes).saturating_mul(count.into())
	}

	fn validators() -> Weight {
		Self::entries(T::MaxValidators::get(), VALIDATOR_PROOF)
	}

	fn session() -> Weight {
		Self::entries(T::MaxValidators::get(), ACCOUNT_PROOF)
	}

	fn departures() -> Weight {
		Self::entries(T::MaxDepartures::get(), DEPARTURE_PROOF)
	}

	/// Reads Validators, Floor, Departures, Finality, the session's index, Nominations, NominationCount of
	/// each nominator. Writes Validators, Departures, Finality, Nominations, NominationCount of each.
	fn leave() -> Weight {
		let nominators = u64::from(T::MaxNominators::get());
		Self::of(nominators.saturating_add(6), nominators.saturating_add(4))
			.saturating_add(Self::validators())
			.saturating_add(Self::session())
			.saturating_add(Self::departures())
	}
}

impl<T: crate::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Communities, Departures, Nominations, NominationCount; writes Nominations, NominationCount.
	fn nominate() -> Weight {
		Self::of(4, 2).saturating_add(Self::departures())
	}
	/// Reads Communities, Nominations, and leaves.
	fn withdraw_nomination() -> Weight {
		Self::of(2, 0).saturating_add(Self::leave())
	}
	/// Reads Validators, Nominations, Communities for each nominator, the keys, the session's index; writes
	/// Validators.
	fn confirm() -> Weight {
		Self::of(u64::from(T::MaxNominators::get()).saturating_add(4), 1)
			.saturating_add(Self::validators())
	}
	/// Leaves.
	fn remove() -> Weight {
		Self::leave()
	}
	/// Leaves.
	fn resign() -> Weight {
		Self::leave()
	}
	/// Reads Validators, the session's validators and its queued keys.
	fn purge_keys() -> Weight {
		Self::of(3, 0)
			.saturating_add(Self::validators())
			.saturating_add(Self::session())
			.saturating_add(Self::entries(T::MaxValidators::get(), KEYS_PROOF))
	}
	/// Reads the length of Validators; writes Floor.
	fn set_floor() -> Weight {
		Self::of(1, 1).saturating_add(Self::validators())
	}
	/// Reads the session's validators and index, Departures; writes Finality.
	fn note_finality() -> Weight {
		Self::of(3, 1)
			.saturating_add(Self::session())
			.saturating_add(Self::departures())
	}
	/// Reads and writes Authored.
	fn note_author() -> Weight {
		Self::of(1, 1)
	}
}
