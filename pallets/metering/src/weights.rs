//! Weights of `pallet_metering`, measured until `scripts/weights` generates them.
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

/// What `pallet_metering` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn register_point() -> Weight;
	fn rotate_key() -> Weight;
	fn revoke_key() -> Weight;
	fn swap_meter() -> Weight;
	fn close_point() -> Weight;
	fn remove_point() -> Weight;
	fn accepted_readings(n: u32) -> Weight;
	fn readings_after_gaps(n: u32) -> Weight;
	fn refused_readings(n: u32) -> Weight;
	fn badly_signed_readings(n: u32) -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_point() -> Weight {
		Weight::from_parts(30_080_000, 21442)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
	}
	fn rotate_key() -> Weight {
		Weight::from_parts(26_291_000, 13950)
			.saturating_add(T::DbWeight::get().reads(5_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn revoke_key() -> Weight {
		Weight::from_parts(14_975_000, 5712)
			.saturating_add(T::DbWeight::get().reads(2_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn swap_meter() -> Weight {
		Weight::from_parts(185_146_000, 114018)
			.saturating_add(T::DbWeight::get().reads(26_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn close_point() -> Weight {
		Weight::from_parts(154_254_000, 108728)
			.saturating_add(T::DbWeight::get().reads(24_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn remove_point() -> Weight {
		Weight::from_parts(76_495_000, 35544)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(17_u64))
	}
	fn accepted_readings(n: u32) -> Weight {
		Weight::from_parts(0, 58712)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(Weight::from_parts(373_929_078, 22106).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn readings_after_gaps(n: u32) -> Weight {
		Weight::from_parts(0, 112892)
			.saturating_add(T::DbWeight::get().reads(28_u64))
			.saturating_add(T::DbWeight::get().writes(9_u64))
			.saturating_add(Weight::from_parts(546_188_309, 22106).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn refused_readings(n: u32) -> Weight {
		Weight::from_parts(42_953_844, 21830)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(Weight::from_parts(5_282_156, 5676).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
	}
	fn badly_signed_readings(n: u32) -> Weight {
		Weight::from_parts(19_357_914, 21830)
			.saturating_add(T::DbWeight::get().reads(8_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(129_645_086, 5742).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn register_point() -> Weight {
		Weight::from_parts(30_080_000, 21442)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
	}
	fn rotate_key() -> Weight {
		Weight::from_parts(26_291_000, 13950)
			.saturating_add(ParityDbWeight::get().reads(5_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn revoke_key() -> Weight {
		Weight::from_parts(14_975_000, 5712)
			.saturating_add(ParityDbWeight::get().reads(2_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn swap_meter() -> Weight {
		Weight::from_parts(185_146_000, 114018)
			.saturating_add(ParityDbWeight::get().reads(26_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn close_point() -> Weight {
		Weight::from_parts(154_254_000, 108728)
			.saturating_add(ParityDbWeight::get().reads(24_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn remove_point() -> Weight {
		Weight::from_parts(76_495_000, 35544)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(17_u64))
	}
	fn accepted_readings(n: u32) -> Weight {
		Weight::from_parts(0, 58712)
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
			.saturating_add(Weight::from_parts(373_929_078, 22106).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn readings_after_gaps(n: u32) -> Weight {
		Weight::from_parts(0, 112892)
			.saturating_add(ParityDbWeight::get().reads(28_u64))
			.saturating_add(ParityDbWeight::get().writes(9_u64))
			.saturating_add(Weight::from_parts(546_188_309, 22106).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((8_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn refused_readings(n: u32) -> Weight {
		Weight::from_parts(42_953_844, 21830)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(Weight::from_parts(5_282_156, 5676).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
	}
	fn badly_signed_readings(n: u32) -> Weight {
		Weight::from_parts(19_357_914, 21830)
			.saturating_add(ParityDbWeight::get().reads(8_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(129_645_086, 5742).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
	}
}
