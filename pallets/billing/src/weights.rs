//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(30_000_000, 0);
const ITEM_PROOF: u64 = 512;

pub trait WeightInfo {
	fn top_up() -> Weight;
	fn withdraw() -> Weight;
	fn top_up_supplier() -> Weight;
	fn withdraw_supplier() -> Weight;
	fn fund_guarantee() -> Weight;
	fn lend_to_guarantee() -> Weight;
	fn donate() -> Weight;
	fn sweep_donations() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Meters, Communities, Books, Accounts, MemberDebt, MemberReceivable, payer, pot.
	/// Writes Books, Accounts, MemberDebt, MemberReceivable, payer, pot.
	fn top_up() -> Weight {
		Self::of(8, 6)
	}
	/// As `top_up`, and RuleVersions, Time, Clock, Now; and the settlement of a full ring of 32
	/// intervals: its ring, the market's state, and for each interval Results and Escrow.
	fn withdraw() -> Weight {
		Self::of(12, 6)
			.saturating_add(T::DbWeight::get().reads_writes(2 + 2 * 32, 2 + 2 * 32))
			.saturating_add(Weight::from_parts(32 * 10_000_000, 64 * ITEM_PROOF))
	}
	/// Reads Communities, Books, payer, pot; writes Books, payer, pot.
	fn top_up_supplier() -> Weight {
		Self::of(4, 3)
	}
	/// As `top_up_supplier`, and reads Clock, RuleVersions and RuleBook.
	fn withdraw_supplier() -> Weight {
		Self::of(7, 3).saturating_add(Weight::from_parts(10_000_000, 4_096))
	}
	/// As `top_up_supplier`.
	fn fund_guarantee() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Communities, Books; writes Books.
	fn lend_to_guarantee() -> Weight {
		Self::of(2, 1)
	}
	/// As `top_up_supplier`.
	fn donate() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Communities, Books, pot; writes Books.
	fn sweep_donations() -> Weight {
		Self::of(3, 1)
	}
}
