//! Weights of `pallet_billing`, measured until `scripts/weights` generates them.
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

/// What `pallet_billing` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn top_up() -> Weight;
	fn withdraw() -> Weight;
	fn top_up_supplier() -> Weight;
	fn withdraw_supplier() -> Weight;
	fn fund_guarantee() -> Weight;
	fn lend_to_guarantee() -> Weight;
	fn donate() -> Weight;
	fn sweep_donations() -> Weight;
	fn gift() -> Weight;
	fn set_essential() -> Weight;
	fn set_standing_top_up() -> Weight;
	fn poll_base() -> Weight;
	fn standing_top_up() -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn top_up() -> Weight {
		Weight::from_parts(137_484_000, 49526)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_330_025_000, 919032)
			.saturating_add(T::DbWeight::get().reads(142_u64))
			.saturating_add(T::DbWeight::get().writes(135_u64))
	}
	fn top_up_supplier() -> Weight {
		Weight::from_parts(75_632_000, 11224)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn withdraw_supplier() -> Weight {
		Weight::from_parts(77_365_000, 24192)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn fund_guarantee() -> Weight {
		Weight::from_parts(75_718_000, 11224)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn lend_to_guarantee() -> Weight {
		Weight::from_parts(20_067_000, 5704)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn donate() -> Weight {
		Weight::from_parts(80_245_000, 11224)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn sweep_donations() -> Weight {
		Weight::from_parts(18_048_000, 8464)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn gift() -> Weight {
		Weight::from_parts(143_335_000, 49526)
			.saturating_add(T::DbWeight::get().reads(16_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
	}
	fn set_essential() -> Weight {
		Weight::from_parts(71_283_000, 38742)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn set_standing_top_up() -> Weight {
		Weight::from_parts(71_746_000, 35882)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(3_470_000, 5232)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn standing_top_up() -> Weight {
		Weight::from_parts(131_995_000, 46706)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(12_u64))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn top_up() -> Weight {
		Weight::from_parts(137_484_000, 49526)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn withdraw() -> Weight {
		Weight::from_parts(1_330_025_000, 919032)
			.saturating_add(ParityDbWeight::get().reads(142_u64))
			.saturating_add(ParityDbWeight::get().writes(135_u64))
	}
	fn top_up_supplier() -> Weight {
		Weight::from_parts(75_632_000, 11224)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn withdraw_supplier() -> Weight {
		Weight::from_parts(77_365_000, 24192)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn fund_guarantee() -> Weight {
		Weight::from_parts(75_718_000, 11224)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn lend_to_guarantee() -> Weight {
		Weight::from_parts(20_067_000, 5704)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn donate() -> Weight {
		Weight::from_parts(80_245_000, 11224)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn sweep_donations() -> Weight {
		Weight::from_parts(18_048_000, 8464)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn gift() -> Weight {
		Weight::from_parts(143_335_000, 49526)
			.saturating_add(ParityDbWeight::get().reads(16_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
	}
	fn set_essential() -> Weight {
		Weight::from_parts(71_283_000, 38742)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn set_standing_top_up() -> Weight {
		Weight::from_parts(71_746_000, 35882)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(3_470_000, 5232)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn standing_top_up() -> Weight {
		Weight::from_parts(131_995_000, 46706)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(12_u64))
	}
}
