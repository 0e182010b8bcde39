//! Weights, until they are benchmarked: database operations enumerated, plus computation.

pub use crate::readings::BatchCost;
use commonwatt_primitives::traits::BookCost;
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(30_000_000, 0);
/// A signature: hashing the payload and verifying, sr25519 or ed25519.
const SIGNATURE: Weight = Weight::from_parts(60_000_000, 0);
/// Checks, arithmetic, coding and events of a reading.
const READING: Weight = Weight::from_parts(15_000_000, 0);
/// Prefix sums over the ticks of both sides of a book, and decoding it.
const CLEARING: Weight = Weight::from_parts(40_000_000, 8_192);
/// Apportioning a fill, its charge, events.
const ORDER: Weight = Weight::from_parts(15_000_000, 1_024);
/// Coding a year of a point's statements.
const STATEMENT: Weight = Weight::from_parts(10_000_000, 4_096);
const ITEM_PROOF: u64 = 512;
const RULES_PROOF: u64 = 4_096;
/// A ring of 32 unsettled intervals, beyond an item.
const RING_PROOF: u64 = 1_024;
/// Readings that can be settled with one: the two oldest of its point, and if it is late itself. As many
/// intervals can be touched.
pub const SETTLED_WITH_READING: u32 = 3;
/// Of those, readings of certified points. The book settles no more of them with one.
pub const CERTIFIED_WITH_READING: u32 = 1;
/// Intervals a batch can touch: those that are readable or settled and not retired, with room for
/// those whose retirement waits for weight.
pub const MOST_INTERVALS: u32 = 128;
/// Versions of rules that gaps can reach into.
const GAP_VERSIONS: u64 = 8;
/// Decoding those versions, read before or not, and looking their tariff cells up hour by hour: 80 us
/// natively if a gap of a day reaches into eight.
const GAP: Weight = Weight::from_parts(120_000_000, 0);

pub trait WeightInfo {
	fn register_point() -> Weight;
	fn rotate_key() -> Weight;
	fn revoke_key() -> Weight;
	fn swap_meter() -> Weight;
	fn close_point() -> Weight;
	fn remove_point() -> Weight;
	/// A batch of `n` readings at its worst.
	fn submit_readings(n: u32) -> Weight;
	/// What a batch did.
	fn submit_readings_actual(cost: &BatchCost) -> Weight;
}

pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> SubstrateWeight<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		BASE.saturating_add(Self::db(reads, writes))
	}

	fn db(reads: u64, writes: u64) -> Weight {
		T::DbWeight::get()
			.reads_writes(reads, writes)
			.saturating_add(Weight::from_parts(0, ITEM_PROOF.saturating_mul(reads)))
	}

	/// What entries in a community's book take once: reads Clock, Parameters, Now, Books, Markets,
	/// RuleVersions, DroppedPrices, the rules in force, TopUpQueueEnds; writes Books, Markets,
	/// TopUpQueueEnds.
	fn book() -> Weight {
		Self::db(9, 3).saturating_add(Weight::from_parts(0, RULES_PROOF))
	}

	/// What an entry of a point takes: reads Meters, Positions, Orders, Accounts, MemberDebt,
	/// MemberReceivable, EssentialPoints, StandingTopUps, QueuedTopUps; writes Meters, Positions,
	/// Accounts, MemberDebt, MemberReceivable, TopUpQueue, QueuedTopUps.
	fn entry() -> Weight {
		Self::db(9, 7).saturating_add(Weight::from_parts(0, RING_PROOF))
	}

	/// Reads and writes Statements.
	fn statement() -> Weight {
		T::DbWeight::get()
			.reads_writes(1, 1)
			.saturating_add(STATEMENT)
	}

	/// What gaps read once: up to 8 RuleBook entries.
	fn gap_rules() -> Weight {
		T::DbWeight::get()
			.reads(GAP_VERSIONS)
			.saturating_add(Weight::from_parts(
				0,
				RULES_PROOF.saturating_mul(GAP_VERSIONS),
			))
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// Reads Communities, Members, Clock, Parameters, Now, Totals, NextPoint, MemberPoints.
	/// Writes NextPoint, Totals, PointAt, MemberPoints, Meters.
	fn register_point() -> Weight {
		Self::of(8, 5)
	}
	/// Reads Meters, Communities, Clock, Parameters, Now; writes Meters.
	fn rotate_key() -> Weight {
		Self::of(5, 1)
	}
	/// Reads Meters, Communities; writes Meters.
	fn revoke_key() -> Weight {
		Self::of(2, 1)
	}
	/// Reads Communities; a book, an entry, a statement, a gap.
	fn swap_meter() -> Weight {
		Self::of(1, 0)
			.saturating_add(Self::book())
			.saturating_add(Self::entry())
			.saturating_add(Self::statement())
			.saturating_add(Self::gap_rules())
			.saturating_add(GAP)
	}
	/// As `swap_meter`; reads and writes StandingOrders, StandingSweeps.
	fn close_point() -> Weight {
		Self::swap_meter().saturating_add(Self::db(2, 2))
	}
	/// Reads and writes Meters (twice), Totals, PointAt, MemberPoints, RemovedEnergy; Accounts,
	/// Books, StandingTopUps, QueuedTopUps; TradingKeys and the key's account. Reads Positions. Writes
	/// PointAt once more, Statements, EssentialPoints, TopUpQueue, IntentNonces.
	fn remove_point() -> Weight {
		Self::of(13, 17)
	}
	fn submit_readings(n: u32) -> Weight {
		let intervals = n.saturating_mul(SETTLED_WITH_READING).min(MOST_INTERVALS);
		Self::submit_readings_actual(&BatchCost {
			accepted: n,
			gaps: n,
			book: BookCost {
				intervals,
				auctions: intervals,
				orders: n,
				statements: n,
				// Charged with the book's own weight, see `Pallet::batch_weight`.
				certified: 0,
			},
			..Default::default()
		})
	}
	/// A batch reads Communities, Gateways, the genesis hash; writes Gateways; a book.
	/// A refused reading reads Meters and Positions. One that counts is an entry.
	/// Gaps read their rules once, however many they are.
	/// A distinct interval reads and writes Results and Escrow, reads Auctions, and reads its rules (2)
	/// when it is touched for the first time.
	/// An auction that changed is written; if it is cleared, Depth is read and removed.
	/// An order that is claimed or delivered writes Orders.
	/// A statement that is filed reads and writes Statements.
	fn submit_readings_actual(cost: &BatchCost) -> Weight {
		let BatchCost {
			refused,
			bad_signatures,
			accepted,
			gaps,
			book,
		} = *cost;
		let db = T::DbWeight::get();
		let all = refused
			.saturating_add(bad_signatures)
			.saturating_add(accepted);
		let gap_rules = match gaps {
			0 => Weight::zero(),
			_ => Self::gap_rules(),
		};
		Self::of(3, 1)
			.saturating_add(Self::book())
			.saturating_add(READING.saturating_mul(all.into()))
			.saturating_add(
				db.reads(2)
					.saturating_mul(refused.saturating_add(bad_signatures).into()),
			)
			.saturating_add(
				SIGNATURE.saturating_mul(bad_signatures.saturating_add(accepted).into()),
			)
			.saturating_add(Self::entry().saturating_mul(accepted.into()))
			.saturating_add(gap_rules)
			.saturating_add(GAP.saturating_mul(gaps.into()))
			.saturating_add(
				db.reads_writes(5, 2)
					.saturating_add(Weight::from_parts(5_000_000, RULES_PROOF))
					.saturating_mul(book.intervals.into()),
			)
			.saturating_add(
				db.reads_writes(1, 2)
					.saturating_add(CLEARING)
					.saturating_mul(book.auctions.into()),
			)
			.saturating_add(
				db.writes(1)
					.saturating_add(ORDER)
					.saturating_mul(book.orders.into()),
			)
			.saturating_add(Self::statement().saturating_mul(book.statements.into()))
	}
}
