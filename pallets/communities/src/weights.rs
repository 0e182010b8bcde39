//! Weights of `pallet_communities`, measured until `scripts/weights` generates them.
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

/// What `pallet_communities` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn create_community() -> Weight;
	fn set_operator() -> Weight;
	fn set_bounds() -> Weight;
	fn announce_rules() -> Weight;
	fn admit_member() -> Weight;
	fn suspend_member() -> Weight;
	fn reinstate_member() -> Weight;
	fn remove_member() -> Weight;
	fn register_gateway() -> Weight;
	fn remove_gateway() -> Weight;
	fn reinstate_gateway() -> Weight;
	fn tick() -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn create_community() -> Weight {
		Weight::from_parts(76_928_000, 18394)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(14_724_000, 10734)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_bounds() -> Weight {
		Weight::from_parts(8_538_000, 2860)
			.saturating_add(T::DbWeight::get().reads(1_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn announce_rules() -> Weight {
		Weight::from_parts(49_676_000, 48450)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn admit_member() -> Weight {
		Weight::from_parts(19_762_000, 10660)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn suspend_member() -> Weight {
		Weight::from_parts(13_039_000, 8094)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn reinstate_member() -> Weight {
		Weight::from_parts(12_586_000, 8094)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
	}
	fn remove_member() -> Weight {
		Weight::from_parts(28_508_000, 23854)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn register_gateway() -> Weight {
		Weight::from_parts(21_128_000, 18560)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn remove_gateway() -> Weight {
		Weight::from_parts(17_586_000, 10866)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn reinstate_gateway() -> Weight {
		Weight::from_parts(10_682_000, 5478)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn tick() -> Weight {
		Weight::from_parts(2_722_000, 8140)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn create_community() -> Weight {
		Weight::from_parts(76_928_000, 18394)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
	}
	fn set_operator() -> Weight {
		Weight::from_parts(14_724_000, 10734)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_bounds() -> Weight {
		Weight::from_parts(8_538_000, 2860)
			.saturating_add(ParityDbWeight::get().reads(1_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn announce_rules() -> Weight {
		Weight::from_parts(49_676_000, 48450)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn admit_member() -> Weight {
		Weight::from_parts(19_762_000, 10660)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn suspend_member() -> Weight {
		Weight::from_parts(13_039_000, 8094)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn reinstate_member() -> Weight {
		Weight::from_parts(12_586_000, 8094)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
	}
	fn remove_member() -> Weight {
		Weight::from_parts(28_508_000, 23854)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn register_gateway() -> Weight {
		Weight::from_parts(21_128_000, 18560)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn remove_gateway() -> Weight {
		Weight::from_parts(17_586_000, 10866)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn reinstate_gateway() -> Weight {
		Weight::from_parts(10_682_000, 5478)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn tick() -> Weight {
		Weight::from_parts(2_722_000, 8140)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
}
