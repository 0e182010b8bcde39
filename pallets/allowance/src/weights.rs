//! Weights of `pallet_allowance`, measured until `scripts/weights` generates them.
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

/// What `pallet_allowance` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn shares() -> Weight;
	fn find_readings() -> Weight;
	fn spend_readings() -> Weight;
	fn find_orders() -> Weight;
	fn spend_orders() -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn shares() -> Weight {
		Weight::from_parts(3_524_000, 0)
	}
	fn find_readings() -> Weight {
		Weight::from_parts(15_639_000, 13410).saturating_add(T::DbWeight::get().reads(5_u64))
	}
	fn spend_readings() -> Weight {
		Weight::from_parts(28_797_000, 13410)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn find_orders() -> Weight {
		Weight::from_parts(9_298_000, 16898).saturating_add(T::DbWeight::get().reads(6_u64))
	}
	fn spend_orders() -> Weight {
		Weight::from_parts(23_147_000, 16898)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn shares() -> Weight {
		Weight::from_parts(3_524_000, 0)
	}
	fn find_readings() -> Weight {
		Weight::from_parts(15_639_000, 13410).saturating_add(ParityDbWeight::get().reads(5_u64))
	}
	fn spend_readings() -> Weight {
		Weight::from_parts(28_797_000, 13410)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn find_orders() -> Weight {
		Weight::from_parts(9_298_000, 16898).saturating_add(ParityDbWeight::get().reads(6_u64))
	}
	fn spend_orders() -> Weight {
		Weight::from_parts(23_147_000, 16898)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
