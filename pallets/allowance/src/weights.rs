//! Weights, until they are benchmarked.

use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Reckoning a block's shares: items that every transaction of a block touches are in memory.
const SHARES: Weight = Weight::from_parts(3_000_000, 0);

pub trait WeightInfo {
	/// Finding whether a transaction may enter a block. Reads BlockWeight, BlockSize, Taken, which every
	/// transaction reads; writes Taken, once a block.
	fn shares() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T> WeightInfo for SubstrateWeight<T> {
	fn shares() -> Weight {
		SHARES
	}
}
