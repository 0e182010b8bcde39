//! Weights, until they are benchmarked: database operations enumerated, plus computation.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

const BASE: Weight = Weight::from_parts(10_000_000, 0);
pub use crate::BatchCost;
/// Prefix sums over the ticks of both sides, with the event.
const CLEARING: Weight = Weight::from_parts(30_000_000, 0);
/// Checking a curve, apportioning a fill, events.
const ORDER: Weight = Weight::from_parts(15_000_000, 0);
/// Decoding and encoding the depth of a book of 512 ticks.
const DEPTH: Weight = Weight::from_parts(10_000_000, 8_192);
/// Writing an intent's text, and verifying its signature over it, plain and wrapped.
const SIGNATURES: Weight = Weight::from_parts(130_000_000, 0);
/// The rules of a community.
const RULES_PROOF: u64 = 4_096;
/// The nonces of a point: one for each interval that orders are taken for.
const NONCES_PROOF: u64 = 2_048;
/// Apportioning and paying one interval of a point, with its event.
const SETTLEMENT: Weight = Weight::from_parts(8_000_000, 0);
const ITEM_PROOF: u64 = 512;
/// A ring of 32 unsettled readings, beyond an item.
const RING_PROOF: u64 = 1_024;
/// Four standing orders, and an expectation.
const STANDING_PROOF: u64 = 1_024;

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
	fn clear_auction() -> Weight;
	/// Settling a position that was never metered.
	fn cash_out() -> Weight;
	fn place_order() -> Weight;
	fn cancel_order() -> Weight;
	fn claim() -> Weight;
	fn set_trading_key() -> Weight;
	fn set_standing_order() -> Weight;
	fn cancel_standing_order() -> Weight;
	fn poll_standing_base() -> Weight;
	/// Looking whether one of `n` intervals of a community has a signal and takes orders.
	fn look_for_signals(n: u32) -> Weight;
	/// Opening and committing a community's batch, with the interval that is ordered for.
	fn open_standing_interval() -> Weight;
	/// Finding the next point and its first standing order whose conditions hold; ending expired ones.
	fn consider_standing_orders() -> Weight;
	/// Placing its order.
	fn fire_standing_order() -> Weight;
	/// A batch of `n` intents at its worst.
	fn submit_intents(n: u32) -> Weight;
	/// What a batch did.
	fn submit_intents_actual(cost: &BatchCost) -> Weight;
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

	/// An interval that is loaded, cleared if need be, closed, and written: reads and writes Results,
	/// Auctions, Escrow; reads and removes Depth; reads its rules (2).
	fn interval() -> Weight {
		Self::db(6, 4)
			.saturating_add(CLEARING)
			.saturating_add(DEPTH)
			.saturating_add(Weight::from_parts(0, RULES_PROOF))
	}

	/// A point's entries, whose supply state is evaluated: reads Meters, Members, EssentialPoints,
	/// StandingTopUps, QueuedTopUps; reads and writes Positions, Accounts, MemberDebt,
	/// MemberReceivable; writes TopUpQueue, QueuedTopUps.
	fn point() -> Weight {
		Self::db(9, 6).saturating_add(Weight::from_parts(20_000_000, RING_PROOF))
	}

	/// Filing a month's statement: reads and writes Statements; writes Accounts, as an intent that is
	/// refused afterwards leaves it filed.
	fn statement() -> Weight {
		Self::db(1, 2).saturating_add(Weight::from_parts(5_000_000, 4_096))
	}

	/// A batch: reads the clock (3), Books, Markets, RuleVersions, DroppedPrices, the rules in force,
	/// TopUpQueueEnds; writes Books, Markets, TopUpQueueEnds.
	fn batch() -> Weight {
		Self::of(9, 3).saturating_add(Weight::from_parts(0, RULES_PROOF))
	}

	/// A batch that settles up to `n` closed intervals of a point.
	fn settling(n: u32) -> Weight {
		Self::point()
			.saturating_add(Self::statement())
			.saturating_add(
				Self::interval()
					.saturating_add(SETTLEMENT)
					.saturating_mul(n.into()),
			)
	}
}

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	/// A batch, a point, a statement; and `n` intervals.
	fn settle(n: u32) -> Weight {
		Self::batch().saturating_add(Self::settling(n))
	}
	/// Reads the number of communities, the clock and its parameters; reads and writes NextCommunity.
	fn poll_base() -> Weight {
		Self::of(4, 1)
	}
	/// A batch; reads metering's Totals and the rules in force (2).
	fn poll_community() -> Weight {
		Self::batch()
			.saturating_add(Self::db(3, 0))
			.saturating_add(Weight::from_parts(0, RULES_PROOF))
	}
	fn close_interval() -> Weight {
		Self::interval()
	}
	/// Reads PointAt and Positions; the rest as `settle` in the community's batch, if anything is closed.
	fn sweep_point(n: u32) -> Weight {
		match n {
			0 => Self::db(2, 0),
			n => Self::db(1, 0).saturating_add(Self::settling(n)),
		}
	}
	/// An interval; looks for orders; writes History twice.
	fn retire_interval() -> Weight {
		Self::interval().saturating_add(Self::db(1, 2))
	}
	/// An interval, and the rules of the next (2).
	fn clear_auction() -> Weight {
		Self::interval().saturating_add(Self::db(2, 0))
	}
	/// A point, a statement; finds, reads and removes its order. The interval is charged with its
	/// retirement.
	fn cash_out() -> Weight {
		Self::point()
			.saturating_add(Self::statement())
			.saturating_add(ORDER)
			.saturating_add(Self::db(2, 1))
	}
	/// A batch, an interval, a point, a statement, a depth; reads and writes Orders; reads TradingKeys
	/// and, of an auction that begins, its rules.
	fn place_order() -> Weight {
		Self::batch()
			.saturating_add(Self::interval())
			.saturating_add(Self::point())
			.saturating_add(Self::statement())
			.saturating_add(ORDER)
			.saturating_add(DEPTH)
			.saturating_add(Self::db(3, 1))
	}
	/// As `place_order`.
	fn cancel_order() -> Weight {
		Self::place_order()
	}
	/// A batch, an interval, a point, a statement; reads and writes Orders.
	fn claim() -> Weight {
		Self::batch()
			.saturating_add(Self::interval())
			.saturating_add(Self::point())
			.saturating_add(Self::statement())
			.saturating_add(ORDER)
			.saturating_add(Self::db(1, 1))
	}
	/// Reads Meters; reads and writes TradingKeys and the accounts of the old and the new key.
	fn set_trading_key() -> Weight {
		Self::of(4, 3)
	}
	/// Reads Meters, Members, Bounds, the clock (3), StandingOrders, StandingSweeps, Positions; writes the
	/// last three.
	fn set_standing_order() -> Weight {
		Self::of(9, 3).saturating_add(Weight::from_parts(0, STANDING_PROOF))
	}
	/// Reads Meters; reads and writes StandingOrders, StandingSweeps, Positions.
	fn cancel_standing_order() -> Weight {
		Self::of(4, 3).saturating_add(Weight::from_parts(0, STANDING_PROOF))
	}
	/// Reads the number of communities and the clock (3); reads and writes NextStandingCommunity.
	fn poll_standing_base() -> Weight {
		Self::of(5, 1)
	}
	/// Reads StandingSweeps, RuleVersions; of each interval the rules and the signal.
	fn look_for_signals(n: u32) -> Weight {
		let interval = Self::db(2, 0).saturating_add(Weight::from_parts(2_000_000, RULES_PROOF));
		Self::db(2, 0).saturating_add(interval.saturating_mul(n.into()))
	}
	/// A batch, an interval, its depth; writes StandingSweeps.
	fn open_standing_interval() -> Weight {
		Self::batch()
			.saturating_add(Self::interval())
			.saturating_add(DEPTH)
			.saturating_add(Self::db(0, 1))
	}
	/// Looks for the next key twice at most; reads Meters, Members, Orders; reads and writes
	/// StandingOrders, Positions.
	fn consider_standing_orders() -> Weight {
		Self::db(7, 2).saturating_add(Weight::from_parts(5_000_000, STANDING_PROOF))
	}
	/// A point, a statement; writes Orders.
	fn fire_standing_order() -> Weight {
		Self::point()
			.saturating_add(Self::statement())
			.saturating_add(ORDER)
			.saturating_add(Self::db(0, 1))
	}
	fn submit_intents(n: u32) -> Weight {
		Self::submit_intents_actual(&BatchCost {
			executed: n,
			intervals: n,
			statements: n,
			..Default::default()
		})
	}
	/// A batch; reads Communities, Gateways, the genesis hash; writes Gateways.
	/// Each intent is a point's: reads Meters, Members, Accounts, TradingKeys, IntentNonces, Orders; of
	/// its interval Auctions, Results, the rules.
	/// One whose signature was looked at has it verified twice at worst.
	/// One that was executed is a point; writes IntentNonces, Orders.
	/// A distinct interval is loaded with its depth; a statement filed.
	fn submit_intents_actual(cost: &BatchCost) -> Weight {
		let BatchCost {
			refused,
			bad_signatures,
			executed,
			intervals,
			statements,
		} = *cost;
		let signed = bad_signatures.saturating_add(executed);
		let all = refused.saturating_add(signed);
		let looked_at = Self::db(9, 0)
			.saturating_add(ORDER)
			.saturating_add(Weight::from_parts(0, RULES_PROOF + NONCES_PROOF));
		Self::batch()
			.saturating_add(Self::db(3, 1))
			.saturating_add(looked_at.saturating_mul(all.into()))
			.saturating_add(SIGNATURES.saturating_mul(signed.into()))
			.saturating_add(
				Self::point()
					.saturating_add(Self::db(0, 2))
					.saturating_mul(executed.into()),
			)
			.saturating_add(
				Self::interval()
					.saturating_add(DEPTH)
					.saturating_mul(intervals.into()),
			)
			.saturating_add(Self::statement().saturating_mul(statements.into()))
	}
}
