//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(10_000_000, 0);
/// Apportioning and paying one interval of a point, with its event.
const SETTLEMENT: Weight = Weight::from_parts(8_000_000, 0);
const ITEM_PROOF: u64 = 512;

pub trait WeightInfo {
	/// Settling `n` closed intervals of a point on demand.
	fn settle(n: u32) -> Weight;
	fn poll_base() -> Weight;
	/// Opening and committing a community's batch.
	fn poll_community() -> Weight;
	fn close_interval() -> Weight;
	/// Visiting a point that has up to `n` closed intervals.
	fn sweep_point(n: u32) -> Weight;
	fn retire_interval() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Meters and the clock; reads and writes Markets, Books, Unsettled, Accounts, MemberDebt,
	/// MemberReceivable;
	/// for each interval reads and writes Results and Escrow.
	fn settle(n: u32) -> Weight {
		Self::of(9, 6).saturating_add(
			T::DbWeight::get()
				.reads_writes(2, 2)
				.saturating_add(SETTLEMENT)
				.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(2)))
				.saturating_mul(n.into()),
		)
	}
	/// Reads the number of communities, the clock and its parameters; reads and writes NextCommunity.
	fn poll_base() -> Weight {
		Self::of(4, 1)
	}
	/// Reads Markets (twice), Books, PointCount; writes Markets (twice), Books.
	fn poll_community() -> Weight {
		Self::of(4, 3)
	}
	/// Reads and writes Results and Escrow.
	fn close_interval() -> Weight {
		Self::of(2, 2)
	}
	/// Reads PointAt and Unsettled; the rest as `settle`, if anything is closed.
	fn sweep_point(n: u32) -> Weight {
		match n {
			0 => T::DbWeight::get().reads(2),
			n => Self::settle(n),
		}
	}
	/// Reads Results, Books, Escrow; writes Results, History twice.
	fn retire_interval() -> Weight {
		Self::of(3, 3)
	}
}
