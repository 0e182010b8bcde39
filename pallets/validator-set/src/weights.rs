//! Weights of `pallet_validator_set`, measured until `scripts/weights` generates them.
//!
//! Its benchmarks in wasm on Intel(R) Xeon(R) Processor, 12 repeats of the least and the largest case. Proof sizes are
//! bounds: 2,600 bytes of trie a read, and twice what was read.

#![allow(
	clippy::unnecessary_cast,
	unused_parens,
	unused_imports,
	unused_variables
)]

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::ParityDbWeight, Weight},
};

/// What `pallet_validator_set` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn nominate() -> Weight;
	fn withdraw_nomination() -> Weight;
	fn confirm() -> Weight;
	fn remove() -> Weight;
	fn resign() -> Weight;
	fn purge_keys() -> Weight;
	fn set_floor() -> Weight;
	fn note_finality() -> Weight;
	fn note_author() -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn nominate() -> Weight {
		Weight::from_parts(25_118_000, 15004)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn withdraw_nomination() -> Weight {
		Weight::from_parts(38_936_000, 36814)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(7_u64))
	}
	fn confirm() -> Weight {
		Weight::from_parts(30_913_000, 20718)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(55_687_000, 52266)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn resign() -> Weight {
		Weight::from_parts(53_596_000, 52266)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn purge_keys() -> Weight {
		Weight::from_parts(51_345_000, 27328)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn set_floor() -> Weight {
		Weight::from_parts(7_500_000, 7340)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn note_finality() -> Weight {
		Weight::from_parts(21_020_000, 16186)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn note_author() -> Weight {
		Weight::from_parts(5_108_000, 2600)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn nominate() -> Weight {
		Weight::from_parts(25_118_000, 15004)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn withdraw_nomination() -> Weight {
		Weight::from_parts(38_936_000, 36814)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(7_u64))
	}
	fn confirm() -> Weight {
		Weight::from_parts(30_913_000, 20718)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn remove() -> Weight {
		Weight::from_parts(55_687_000, 52266)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn resign() -> Weight {
		Weight::from_parts(53_596_000, 52266)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn purge_keys() -> Weight {
		Weight::from_parts(51_345_000, 27328)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn set_floor() -> Weight {
		Weight::from_parts(7_500_000, 7340)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn note_finality() -> Weight {
		Weight::from_parts(21_020_000, 16186)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn note_author() -> Weight {
		Weight::from_parts(5_108_000, 2600)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
