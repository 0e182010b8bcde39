//! Weights of `pallet_energy_market`, measured until `scripts/weights` generates them.
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

/// What `pallet_energy_market` takes, benchmark by benchmark.
pub trait WeightInfo {
	fn settle(n: u32) -> Weight;
	fn place_first_order() -> Weight;
	fn replace_order() -> Weight;
	fn cancel_order() -> Weight;
	fn claim() -> Weight;
	fn set_trading_key() -> Weight;
	fn set_standing_order() -> Weight;
	fn cancel_standing_order() -> Weight;
	fn executed_intents(n: u32) -> Weight;
	fn refused_intents(n: u32) -> Weight;
	fn badly_signed_intents(n: u32) -> Weight;
	fn load_books(n: u32) -> Weight;
	fn begin_books(n: u32) -> Weight;
	fn touch_intervals(n: u32) -> Weight;
	fn close_intervals(n: u32) -> Weight;
	fn clear_auctions(n: u32) -> Weight;
	fn deliver_orders(n: u32) -> Weight;
	fn file_statements(n: u32) -> Weight;
	fn poll_base() -> Weight;
	fn poll_idle_community() -> Weight;
	fn store_point() -> Weight;
	fn clear_final(n: u32) -> Weight;
	fn sweep_idle_point() -> Weight;
	fn sweep_point(n: u32) -> Weight;
	fn retire_intervals(n: u32) -> Weight;
	fn cash_out_points(n: u32) -> Weight;
	fn poll_standing_base() -> Weight;
	fn look_for_signals() -> Weight;
	fn fire_standing_orders(n: u32) -> Weight;
	fn expire_standing_orders(n: u32) -> Weight;
}

/// With the database weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn settle(n: u32) -> Weight {
		Weight::from_parts(111_233_968, 46712)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(Weight::from_parts(45_340_032, 27328).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn place_first_order() -> Weight {
		Weight::from_parts(141_002_000, 69698)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(11_u64))
	}
	fn replace_order() -> Weight {
		Weight::from_parts(232_070_000, 81850)
			.saturating_add(T::DbWeight::get().reads(22_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn cancel_order() -> Weight {
		Weight::from_parts(143_664_000, 79240)
			.saturating_add(T::DbWeight::get().reads(21_u64))
			.saturating_add(T::DbWeight::get().writes(13_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(159_531_000, 76576)
			.saturating_add(T::DbWeight::get().reads(20_u64))
			.saturating_add(T::DbWeight::get().writes(14_u64))
	}
	fn set_trading_key() -> Weight {
		Weight::from_parts(27_458_000, 10876)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn set_standing_order() -> Weight {
		Weight::from_parts(37_011_000, 24178)
			.saturating_add(T::DbWeight::get().reads(9_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn cancel_standing_order() -> Weight {
		Weight::from_parts(25_228_000, 11046)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(3_u64))
	}
	fn executed_intents(n: u32) -> Weight {
		Weight::from_parts(0, 51740)
			.saturating_add(T::DbWeight::get().reads(13_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(470_192_000, 35546).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	fn refused_intents(n: u32) -> Weight {
		Weight::from_parts(67_695_572, 27516)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(Weight::from_parts(26_942_428, 19786).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
	}
	fn badly_signed_intents(n: u32) -> Weight {
		Weight::from_parts(0, 27516)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(329_886_619, 19786).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
	}
	fn load_books(n: u32) -> Weight {
		Weight::from_parts(6_569_191, 11086)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(23_204_809, 27306).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn begin_books(n: u32) -> Weight {
		Weight::from_parts(0, 23958)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(108_394_888, 10400).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn touch_intervals(n: u32) -> Weight {
		Weight::from_parts(0, 21094)
			.saturating_add(T::DbWeight::get().reads(6_u64))
			.saturating_add(Weight::from_parts(50_365_244, 10664).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn close_intervals(n: u32) -> Weight {
		Weight::from_parts(7_992_859, 11086)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(14_426_141, 8118).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
	fn clear_auctions(n: u32) -> Weight {
		Weight::from_parts(0, 11086)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(62_269_251, 27306).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn deliver_orders(n: u32) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(42_060_611, 2798).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn file_statements(n: u32) -> Weight {
		Weight::from_parts(0, 8172)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(Weight::from_parts(64_565_094, 11524).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(4_603_000, 10408)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn poll_idle_community() -> Weight {
		Weight::from_parts(20_896_000, 26598).saturating_add(T::DbWeight::get().reads(8_u64))
	}
	fn store_point() -> Weight {
		Weight::from_parts(63_699_000, 35638)
			.saturating_add(T::DbWeight::get().reads(11_u64))
			.saturating_add(T::DbWeight::get().writes(8_u64))
	}
	fn clear_final(n: u32) -> Weight {
		Weight::from_parts(18_716_143, 23958)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(31_347_857, 27306).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn sweep_idle_point() -> Weight {
		Weight::from_parts(4_678_000, 5208).saturating_add(T::DbWeight::get().reads(2_u64))
	}
	fn sweep_point(n: u32) -> Weight {
		Weight::from_parts(82_477_613, 43756)
			.saturating_add(T::DbWeight::get().reads(14_u64))
			.saturating_add(T::DbWeight::get().writes(10_u64))
			.saturating_add(Weight::from_parts(39_342_387, 27328).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn retire_intervals(n: u32) -> Weight {
		Weight::from_parts(11_065_000, 11086)
			.saturating_add(T::DbWeight::get().reads(4_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(22_059_000, 10840).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn cash_out_points(n: u32) -> Weight {
		Weight::from_parts(0, 43642)
			.saturating_add(T::DbWeight::get().reads(10_u64))
			.saturating_add(T::DbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(231_400_354, 32934).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((10_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	fn poll_standing_base() -> Weight {
		Weight::from_parts(3_361_000, 7808)
			.saturating_add(T::DbWeight::get().reads(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
	fn look_for_signals() -> Weight {
		Weight::from_parts(18_094_000, 23618).saturating_add(T::DbWeight::get().reads(7_u64))
	}
	fn fire_standing_orders(n: u32) -> Weight {
		Weight::from_parts(0, 61374)
			.saturating_add(T::DbWeight::get().reads(15_u64))
			.saturating_add(T::DbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(236_418_064, 33412).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((10_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn expire_standing_orders(n: u32) -> Weight {
		Weight::from_parts(46_722_130, 37150)
			.saturating_add(T::DbWeight::get().reads(12_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(37_906_870, 13998).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
}

/// With the database weights of ParityDB, for tests.
impl WeightInfo for () {
	fn settle(n: u32) -> Weight {
		Weight::from_parts(111_233_968, 46712)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
			.saturating_add(Weight::from_parts(45_340_032, 27328).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn place_first_order() -> Weight {
		Weight::from_parts(141_002_000, 69698)
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(11_u64))
	}
	fn replace_order() -> Weight {
		Weight::from_parts(232_070_000, 81850)
			.saturating_add(ParityDbWeight::get().reads(22_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn cancel_order() -> Weight {
		Weight::from_parts(143_664_000, 79240)
			.saturating_add(ParityDbWeight::get().reads(21_u64))
			.saturating_add(ParityDbWeight::get().writes(13_u64))
	}
	fn claim() -> Weight {
		Weight::from_parts(159_531_000, 76576)
			.saturating_add(ParityDbWeight::get().reads(20_u64))
			.saturating_add(ParityDbWeight::get().writes(14_u64))
	}
	fn set_trading_key() -> Weight {
		Weight::from_parts(27_458_000, 10876)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn set_standing_order() -> Weight {
		Weight::from_parts(37_011_000, 24178)
			.saturating_add(ParityDbWeight::get().reads(9_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn cancel_standing_order() -> Weight {
		Weight::from_parts(25_228_000, 11046)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(3_u64))
	}
	fn executed_intents(n: u32) -> Weight {
		Weight::from_parts(0, 51740)
			.saturating_add(ParityDbWeight::get().reads(13_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(470_192_000, 35546).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((12_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	fn refused_intents(n: u32) -> Weight {
		Weight::from_parts(67_695_572, 27516)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(Weight::from_parts(26_942_428, 19786).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((6_u64).saturating_mul(n.into())))
	}
	fn badly_signed_intents(n: u32) -> Weight {
		Weight::from_parts(0, 27516)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(329_886_619, 19786).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((6_u64).saturating_mul(n.into())))
	}
	fn load_books(n: u32) -> Weight {
		Weight::from_parts(6_569_191, 11086)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(23_204_809, 27306).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn begin_books(n: u32) -> Weight {
		Weight::from_parts(0, 23958)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(108_394_888, 10400).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn touch_intervals(n: u32) -> Weight {
		Weight::from_parts(0, 21094)
			.saturating_add(ParityDbWeight::get().reads(6_u64))
			.saturating_add(Weight::from_parts(50_365_244, 10664).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn close_intervals(n: u32) -> Weight {
		Weight::from_parts(7_992_859, 11086)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(14_426_141, 8118).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((3_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
	fn clear_auctions(n: u32) -> Weight {
		Weight::from_parts(0, 11086)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(62_269_251, 27306).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn deliver_orders(n: u32) -> Weight {
		Weight::from_parts(0, 0)
			.saturating_add(Weight::from_parts(42_060_611, 2798).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((1_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((1_u64).saturating_mul(n.into())))
	}
	fn file_statements(n: u32) -> Weight {
		Weight::from_parts(0, 8172)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(Weight::from_parts(64_565_094, 11524).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((2_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
	fn poll_base() -> Weight {
		Weight::from_parts(4_603_000, 10408)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn poll_idle_community() -> Weight {
		Weight::from_parts(20_896_000, 26598).saturating_add(ParityDbWeight::get().reads(8_u64))
	}
	fn store_point() -> Weight {
		Weight::from_parts(63_699_000, 35638)
			.saturating_add(ParityDbWeight::get().reads(11_u64))
			.saturating_add(ParityDbWeight::get().writes(8_u64))
	}
	fn clear_final(n: u32) -> Weight {
		Weight::from_parts(18_716_143, 23958)
			.saturating_add(ParityDbWeight::get().reads(7_u64))
			.saturating_add(ParityDbWeight::get().writes(2_u64))
			.saturating_add(Weight::from_parts(31_347_857, 27306).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((3_u64).saturating_mul(n.into())))
	}
	fn sweep_idle_point() -> Weight {
		Weight::from_parts(4_678_000, 5208).saturating_add(ParityDbWeight::get().reads(2_u64))
	}
	fn sweep_point(n: u32) -> Weight {
		Weight::from_parts(82_477_613, 43756)
			.saturating_add(ParityDbWeight::get().reads(14_u64))
			.saturating_add(ParityDbWeight::get().writes(10_u64))
			.saturating_add(Weight::from_parts(39_342_387, 27328).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn retire_intervals(n: u32) -> Weight {
		Weight::from_parts(11_065_000, 11086)
			.saturating_add(ParityDbWeight::get().reads(4_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(22_059_000, 10840).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((4_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((4_u64).saturating_mul(n.into())))
	}
	fn cash_out_points(n: u32) -> Weight {
		Weight::from_parts(0, 43642)
			.saturating_add(ParityDbWeight::get().reads(10_u64))
			.saturating_add(ParityDbWeight::get().writes(6_u64))
			.saturating_add(Weight::from_parts(231_400_354, 32934).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((10_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((8_u64).saturating_mul(n.into())))
	}
	fn poll_standing_base() -> Weight {
		Weight::from_parts(3_361_000, 7808)
			.saturating_add(ParityDbWeight::get().reads(3_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
	}
	fn look_for_signals() -> Weight {
		Weight::from_parts(18_094_000, 23618).saturating_add(ParityDbWeight::get().reads(7_u64))
	}
	fn fire_standing_orders(n: u32) -> Weight {
		Weight::from_parts(0, 61374)
			.saturating_add(ParityDbWeight::get().reads(15_u64))
			.saturating_add(ParityDbWeight::get().writes(5_u64))
			.saturating_add(Weight::from_parts(236_418_064, 33412).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((10_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((7_u64).saturating_mul(n.into())))
	}
	fn expire_standing_orders(n: u32) -> Weight {
		Weight::from_parts(46_722_130, 37150)
			.saturating_add(ParityDbWeight::get().reads(12_u64))
			.saturating_add(ParityDbWeight::get().writes(1_u64))
			.saturating_add(Weight::from_parts(37_906_870, 13998).saturating_mul(n.into()))
			.saturating_add(ParityDbWeight::get().reads((5_u64).saturating_mul(n.into())))
			.saturating_add(ParityDbWeight::get().writes((2_u64).saturating_mul(n.into())))
	}
}
