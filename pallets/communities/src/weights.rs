//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Computation of a call that is short beside its database operations: 20 us.
const BASE: Weight = Weight::from_parts(20_000_000, 0);
/// Bytes of proof a storage item of rules adds.
const RULES_PROOF: u64 = 4_096;
const ITEM_PROOF: u64 = 512;

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
	/// One tick of the clock, part of setting the timestamp.
	fn tick() -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads CommunityCount, RuleVersions, operator and pot (System.Account).
	/// Writes CommunityCount, Communities, Bounds, RuleVersions, RuleBook, operator, pot, books.
	fn create_community() -> Weight {
		Self::of(5, 9).saturating_add(Weight::from_parts(10_000_000, RULES_PROOF))
	}
	/// Communities: read twice, written once.
	fn set_operator() -> Weight {
		Self::of(1, 1)
	}
	/// Reads Communities, writes Bounds.
	fn set_bounds() -> Weight {
		Self::of(1, 1)
	}
	/// Reads Communities, Bounds, Clock, Parameters, Now, RuleVersions, DroppedPrices, and up to 7 rule
	/// books that are dropped or replaced. Writes RuleVersions, DroppedPrices, RuleBook 8 times.
	fn announce_rules() -> Weight {
		Self::of(14, 10).saturating_add(Weight::from_parts(10_000_000, RULES_PROOF))
	}
	/// Reads and writes Members, MemberCount, System.Account; reads Communities.
	fn admit_member() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Communities, Members, MemberCount; writes Members, MemberCount.
	fn suspend_member() -> Weight {
		Self::of(3, 2)
	}
	/// As `suspend_member`.
	fn reinstate_member() -> Weight {
		Self::of(3, 2)
	}
	/// As `admit_member`, and reads the obligations: points, member debt.
	fn remove_member() -> Weight {
		Self::of(6, 3)
	}
	/// Reads and writes Gateways, GatewayCount, System.Account; reads Communities.
	fn register_gateway() -> Weight {
		Self::of(4, 3)
	}
	/// As `register_gateway`.
	fn remove_gateway() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Communities, Gateways; writes Gateways.
	fn reinstate_gateway() -> Weight {
		Self::of(2, 1)
	}
	/// Reads Time, Clock, and whether a migration goes on; writes Clock.
	fn tick() -> Weight {
		Self::of(3, 1)
	}
}
