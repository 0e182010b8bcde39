//! # The energy market
//!
//! The pool: everybody's default, no order needed. Measured shortage and surplus of the members meet
//! every interval at the pool price; the rest goes to the supplier. Over it lies the auction, for those
//! who want to plan: orders say at which price a point would buy or sell in an interval.
//!
//! ## Terms
//!
//! - **Order**: a curve of limits and Wh of one point for one interval, buying or selling. Its
//!   **reserve**, the most it can cost, is in the interval's escrow.
//! - **Gate closure**: from then on orders are final. In the **freeze** before it a curve may only grow.
//! - **Clear**: the auction's price and volume, a function of the depth at each tick: its cost does not
//!   depend on the number of orders.
//! - **Claim**: a point gets its fill and what it does not need of its reserve. A fill is a
//!   **position**; its **hold** stays in escrow until it is delivered.
//! - **Standing order**: what an owner states once. It becomes an order of the point for each interval
//!   whose settled signal meets its conditions, as if the owner had placed it: same checks, same reserve.
//! - **Expectation**: the mean of what a point metered in each local hour, kept while one of its
//!   standing orders asks for it. A reading updates it with the ring it writes in any case.
//! - **Deviation** `d` of a point in an interval: metered net import less position. Positive is a
//!   shortage, negative a surplus. It meets the pool.
//! - **Undelivered**: what a point bought and did not take, or sold and did not give. Beyond the
//!   tolerance it costs the undelivered charge.
//! - **Close**: once the deadline of its readings has passed, an interval's matched energy, what the
//!   supplier delivers and takes, and the fee are fixed. From then on it only pays out.
//! - **Settle**: a point gets what is its due of a closed interval: with its next readings, on demand
//!   ([`Pallet::settle`]), or by the sweep.
//! - **Green energy**: what certified producers export. What of it is **local**, that is used by neighbours, is
//!   fixed at close and shared at settlement; certificates hear of each reading of a certified point, see
//!   [`Config::GreenBook`].
//! - **Late**: a reading after the deadline. It trades with the supplier at retail or feed-in.
//! - **Retire**: after retention an interval leaves state; its figures stay in the history ring. A
//!   position that was never metered is settled as a late reading of nothing.
//!
//! Prices and the auction's rules of an interval are frozen when it is first touched, from rules that
//! could not change since before its first order.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `place_order`, `cancel_order` | the point's owner or its trading key |
//! | `set_trading_key`, `set_standing_order`, `cancel_standing_order` | the point's owner |
//! | `submit_intents` | anyone, signed: each intent is signed by an owner or a trading key |
//! | `settle`, `claim` | anyone, signed, for any point: they only pay out |
//!
//! ## Rounding
//!
//! Energy is apportioned, never money: prices times Wh are exact. The matched Wh of the larger side go
//! to its points by cumulative floors, which sum exactly, and so do the Wh at the auction's price and the
//! shares of green energy, whose part of what was used rounds down. The
//! pool price and a defaulting supplier's feed-in round down, as do the auction's price (to a tick) and
//! the tolerance; the Wh that leave a deviation nobody can pay for round up. The limit of a standing order
//! is put on the grid in its owner's favour, its part of what is expected rounds down, and an expectation
//! moves by an eighth of the difference, rounded away from where it is.
//!
//! ## Worked example
//!
//! Feed-in 50, retail 210, fee 10, pool share 1/2: the pool price is 125. A imports 600 Wh, B 400 Wh,
//! C exports 1,000 Wh. All is matched: A pays 600 x 135 = 81,000, B 54,000, C gets 125,000, and the
//! treasury 10,000. Without the pool A and B would pay 210 a Wh and C would get 50.
//!
//! Had A bid for 100 Wh at 150 and C asked for 100 Wh at 100, the auction would have cleared 100 Wh at
//! 125 before the interval began, and only what they metered beside it would have met in the pool.
//!
//! ## Invariants
//!
//! 1. The deviations in the points' rings sum to what their intervals have not settled yet.
//! 2. The escrow of an interval is exactly what is still to be paid out of it; after the last point,
//!    nothing.
//! 3. What the points metered is what was booked.
//! 4. Rings and the intervals in state are bounded: a ring holds at most
//!    [`Config::RingSize`], a community's intervals lie between the retired and the horizon.
//! 5. The depth of a book is the sum of its orders; reserves and holds are those of the orders in state;
//!    claims of a side sum to at most the volume, and to the volume once all have claimed.
//! 6. Standing orders belong to open points, at most four to each, their ids in order; the points that
//!    have any are counted; a point has an expectation if and only if one of them asks for it.
//! 7. An interval's green sums are those of its readings. Once all are settled, the green energy that points
//!    used sums to what was local, and so does what was retired of producers' export, less what buyers resold.
//!    No point used more of it than it imported, and no Wh is local and tradeable.
//!
//! ## Who pays
//!
//! A point's ring and an interval's result are written by readings and freed by settlement and
//! retirement, which `on_poll` drives within [`Config::PollWeight`]; the history ring is bounded. An
//! order is backed by its reserve; there is at most one for each point and interval up to the horizon.
//! Standing orders are at most 300 bytes of each point, and an expectation 121; they go with the point. What
//! they do in a block is within [`Config::StandingOrderWeight`], beside [`Config::PollWeight`]: neither
//! takes anything from the other.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod auction;
mod batch;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod green;
mod intents;
mod invariants;
mod maintenance;
#[cfg(test)]
mod mock;
pub mod nonces;
mod orders;
mod outcomes;
mod pool;
mod readings;
mod standing;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use batch::Batch;
pub use green::{GreenTotals, Unsettled};
pub use nonces::Nonces;
pub use pallet::*;
pub use standing::{Expectation, StandingOrderList, StandingSweep};
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		green::OnSettledEnergy,
		order::{Intent, IntentRefusal, Order, OrderRefusal},
		standing::{StandingOrder, StandingOrderEnd, StandingOrderId},
		traits::{
			Communities, DeliveryPoints, Ledger, MarketClock, PointSettled, Settlements, Signals,
			Tariffs,
		},
		Balance, CommunityId, Interval, NetWh, PointId, Price, Wh,
	};
	use frame_support::{pallet_prelude::*, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::{IdentifyAccount, Verify};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// An intent of this chain.
	pub type IntentOf<T> = Intent<<T as frame_system::Config>::AccountId, <T as Config>::Signature>;

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = sp_core::H256> {
		/// What signs an intent: any key that an account may have.
		type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>
			+ Parameter
			+ DecodeWithMemTracking;
		type Communities: Communities<Self::AccountId>;
		type Tariffs: Tariffs;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		type Ledger: Ledger;
		/// Hears of the green energy of certified points.
		type GreenBook: OnSettledEnergy;
		/// What standing orders look at. Its `on_poll` comes before the market's.
		type Signals: Signals;
		/// A signal of an interval is settled upon when the interval this many before it is over, or later.
		#[pallet::constant]
		type SignalLead: Get<Interval>;
		/// Unsettled intervals of a point.
		#[pallet::constant]
		type RingSize: Get<u32>;
		/// The most intervals that are readable and not due. See the market's clock.
		#[pallet::constant]
		type MaxOpenIntervals: Get<u32>;
		/// Intervals after its end during which a late reading of an interval is taken.
		#[pallet::constant]
		type Retention: Get<Interval>;
		/// Retired intervals of a community whose figures are kept.
		#[pallet::constant]
		type HistoryLength: Get<Interval>;
		/// Intervals ahead of the one in progress for which orders are taken. Rules must be frozen for
		/// longer.
		#[pallet::constant]
		type OrderHorizon: Get<Interval>;
		/// Intents of a batch.
		#[pallet::constant]
		type MaxIntents: Get<u32>;
		/// The most weight that clearing, closing, sweeping and retiring take in a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		/// The most weight that standing orders take in a block.
		#[pallet::constant]
		type StandingOrderWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId, Self::Signature>;
	}

	/// What each point has open: the ring of its unsettled readings, the number of its orders.
	#[pallet::storage]
	pub type Positions<T: Config> =
		StorageMap<_, Twox64Concat, PointId, PointState<T::RingSize>, ValueQuery>;

	/// The orders of each community's interval, by point: on the book, then positions until delivery.
	#[pallet::storage]
	pub type Orders<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		(CommunityId, Interval),
		Twox64Concat,
		PointId,
		PlacedOrder,
	>;

	/// The depth of each book until it is cleared.
	#[pallet::storage]
	pub type Depth<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, TickDepth>;

	/// The auction of each interval that had an order and is not retired.
	#[pallet::storage]
	pub type Auctions<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, Auction>;

	/// Who may place and cancel a point's orders beside its owner.
	#[pallet::storage]
	pub type TradingKeys<T: Config> = StorageMap<_, Twox64Concat, PointId, T::AccountId>;

	/// The nonces of each point's intents.
	#[pallet::storage]
	pub type IntentNonces<T> = StorageMap<_, Twox64Concat, PointId, Nonces, ValueQuery>;

	/// The standing orders of each community's points.
	#[pallet::storage]
	pub type StandingOrders<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		PointId,
		StandingOrderList,
		ValueQuery,
	>;

	/// How far each community's standing orders have been considered, and how many points have any.
	#[pallet::storage]
	pub type StandingSweeps<T> =
		StorageMap<_, Twox64Concat, CommunityId, StandingSweep, ValueQuery>;

	/// The community whose standing orders come first in the next block.
	#[pallet::storage]
	pub type NextStandingCommunity<T> = StorageValue<_, CommunityId, ValueQuery>;

	/// The intervals of each community that are not retired.
	#[pallet::storage]
	pub type Results<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, IntervalResult>;

	/// Figures of the intervals retired last.
	#[pallet::storage]
	pub type History<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, RetiredInterval>;

	/// How far each community's maintenance has come, and its totals.
	#[pallet::storage]
	pub type Markets<T> = StorageMap<_, Twox64Concat, CommunityId, MarketState, ValueQuery>;

	/// The community whose maintenance comes first in the next block.
	#[pallet::storage]
	pub type NextCommunity<T> = StorageValue<_, CommunityId, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An order stands on the book; `reserve` of the point's credit is in escrow for it. One that
		/// stood there before is replaced, its reserve paid back.
		OrderPlaced {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			order: Order,
			reserve: Balance,
		},
		OrderCancelled {
			community: CommunityId,
			point: PointId,
			interval: Interval,
		},
		TradingKeySet {
			point: PointId,
			key: Option<T::AccountId>,
		},
		/// A standing order stands, in the place of the one that had its id.
		StandingOrderSet {
			community: CommunityId,
			point: PointId,
			id: StandingOrderId,
			order: StandingOrder,
		},
		StandingOrderEnded {
			community: CommunityId,
			point: PointId,
			id: StandingOrderId,
			reason: StandingOrderEnd,
		},
		/// The order of the point for `interval` was placed by a standing order.
		StandingOrderFired {
			community: CommunityId,
			point: PointId,
			id: StandingOrderId,
			interval: Interval,
		},
		/// The conditions of a standing order hold for `interval`, but its order is refused.
		StandingOrderSkipped {
			community: CommunityId,
			point: PointId,
			id: StandingOrderId,
			interval: Interval,
			reason: OrderRefusal,
		},
		/// The intents of the extrinsic were executed, but for the refused: their place in the batch and
		/// the reason.
		IntentsSubmitted {
			community: CommunityId,
			who: T::AccountId,
			executed: u32,
			refused: BoundedVec<(u32, IntentRefusal), T::MaxIntents>,
		},
		/// The book of an interval was cleared; `None` if nothing traded.
		AuctionCleared {
			community: CommunityId,
			interval: Interval,
			price: Option<Price>,
			volume: Wh,
			orders: u32,
		},
		/// A point got its fill: bought (+) or sold (-) at `price`. `hold` stays in escrow until
		/// delivery, `paid_back` is what was left of the reserve, or earned.
		OrderClaimed {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			position: NetWh,
			price: Price,
			hold: Balance,
			paid_back: Balance,
		},
		/// Of a position so much was not taken, or not given; `charge` went to the treasury.
		Undelivered {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			undelivered: Wh,
			charge: Balance,
		},
		/// A position that was never metered was settled as a late reading of nothing.
		CashedOut {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			position: NetWh,
		},
		/// A reading in time: metered net import less position is the deviation. `funded` is the part
		/// that entered the pool; the rest of a shortage nobody could pay for, and is owed to the
		/// supplier.
		Metered {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			position: NetWh,
			deviation: NetWh,
			funded: NetWh,
		},
		/// A late reading, booked with the supplier at retail or feed-in.
		MeteredLate {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			position: NetWh,
			deviation: NetWh,
			funded: NetWh,
		},
		/// Energy of intervals that were never read, booked with the supplier.
		GapBooked {
			community: CommunityId,
			point: PointId,
			from: Interval,
			until: Interval,
			import: Wh,
			export: Wh,
			retail: Price,
			feed_in: Price,
		},
		IntervalClosed {
			community: CommunityId,
			interval: Interval,
			short: Wh,
			long: Wh,
			matched: Wh,
			pool_price: Option<Price>,
			/// What the supplier pays for surplus: the feed-in, or what it can.
			paid_feed_in: Price,
		},
		/// A point got its due of a closed interval: `matched` Wh of its deviation met neighbours, and
		/// `green` Wh of what it used were green energy of neighbours.
		Settled {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			deviation: NetWh,
			matched: Wh,
			paid: Balance,
			green: Wh,
		},
		IntervalRetired {
			community: CommunityId,
			interval: Interval,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no delivery point of this id.
		UnknownPoint,
		/// There is no community of this id.
		UnknownCommunity,
		/// Only the point's owner may do this.
		NotOwner,
		/// Only the point's owner or its trading key may do this.
		NotOwnerNorTradingKey,
		/// The point has this trading key, or none, already.
		SameTradingKey,
		/// The owner is no active member of the community.
		NotActiveMember,
		/// The point is closed.
		PointClosed,
		/// The point's meter counts from a later interval on, or has read this one already.
		IntervalNotMetered,
		/// The community holds no auction in this interval: its rules say so, there is no local market,
		/// or its prices leave no tick, or too many.
		NoAuction,
		/// The supplier is in arrears: no orders until it has paid.
		AuctionSuspended,
		/// Orders are taken for intervals up to the horizon.
		BeyondHorizon,
		/// Orders for this interval are final.
		GateClosed,
		/// Orders for this interval are not final yet.
		GateOpen,
		/// So short before gate closure a curve may only grow.
		ShrinksInFreeze,
		/// No step, a step without quantity, or limits that do not get worse from step to step.
		CurveNotMonotonic,
		/// Less than 10 Wh in total.
		BelowMinimum,
		/// More than the connection can carry in an interval.
		AboveCapacity,
		/// A limit that is not a multiple of the community's tick.
		LimitOffTickGrid,
		/// A bid below every price that can result, or an ask above: it could never be filled.
		Unfillable,
		/// The reserve is more than the point's free credit.
		NotEnoughCredit,
		/// The point has no order for this interval, or has claimed it.
		NoOrder,
		/// The next interval is not before the expiry.
		StandingOrderExpired,
		/// The point has as many standing orders as it may have, or the id is none.
		TooManyStandingOrders,
		/// The point has no standing order of this id.
		NoStandingOrder,
		/// Less than 10 Wh, or a percentage outside 1 to 100.
		QuantityOutOfRange,
		/// A limit, floor or cap that no price of the community can ever be, or a floor above its cap.
		LimitOutOfBounds,
		/// A threshold that no price, or no share, can ever meet.
		ThresholdOutOfBounds,
		/// No hour, no day, or one that is none.
		NoSuchTime,
		/// A batch holds at least one intent.
		EmptyBatch,
		/// The gateway is suspended for bad signatures.
		GatewaySuspended,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::maintain(remaining);
			Self::fire_standing_orders(remaining);
		}

		fn integrity_test() {
			assert!(
				T::MaxOpenIntervals::get().saturating_mul(2) <= T::RingSize::get(),
				"open intervals must leave half a ring for closed ones"
			);
			assert!(
				T::Retention::get() >= T::RingSize::get(),
				"a ring's intervals must outlive it"
			);
			assert!(
				T::SignalLead::get() >= 2,
				"an interval must be left to order"
			);
			assert!(
				Self::least_standing_order_weight().all_lte(T::StandingOrderWeight::get()),
				"the turn of a point must fit"
			);
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Settles every closed interval of a point. Anyone, for any point: it only pays out.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::settle(T::RingSize::get()).saturating_add(Pallet::<T>::most_certified()))]
		pub fn settle(origin: OriginFor<T>, point: PointId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			let before = Positions::<T>::get(point).unsettled.len() as u32;
			let PointSettled { left, certified } = Self::settle_point(details.community, point);
			let settled = before.saturating_sub(left);
			let actual = T::WeightInfo::settle(settled).saturating_add(certified);
			Ok(Some(actual).into())
		}

		/// Places an order of a point for an interval to come, in the place of the one it has there. The
		/// point's owner or its trading key.
		///
		/// - `order`: limits on the community's tick grid, net of the fee, best first. A bid above the
		///   highest price that can result stands at it, an ask below the lowest likewise.
		///
		/// The most the order can cost is reserved: for a bid its dearest fill with fee and charge, for
		/// an ask what the supplier would deliver in its stead. Emits [`Event::OrderPlaced`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::place_order())]
		pub fn place_order(
			origin: OriginFor<T>,
			point: PointId,
			interval: Interval,
			order: Order,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_order(&who, point, interval, Some(&order))
		}

		/// Cancels a point's order before the freeze. The point's owner or its trading key.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::cancel_order())]
		pub fn cancel_order(
			origin: OriginFor<T>,
			point: PointId,
			interval: Interval,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_order(&who, point, interval, None)
		}

		/// Claims a point's fill after gate closure, as its reading would. Anyone, for any point: it
		/// only pays back.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::claim())]
		pub fn claim(origin: OriginFor<T>, point: PointId, interval: Interval) -> DispatchResult {
			ensure_signed(origin)?;
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			let mut batch = Batch::<T>::open(details.community);
			let auction = batch.peek_auction(interval).ok_or(Error::<T>::NoOrder)?;
			ensure!(
				T::Clock::now() >= auction.gate_closure,
				Error::<T>::GateOpen
			);
			batch.touch(interval);
			let claimed = batch.with_point(point, |batch, purse, state| {
				batch.claim(point, purse, state, interval)
			});
			ensure!(claimed, Error::<T>::NoOrder);
			batch.commit();
			Ok(())
		}

		/// Sets the key that may place and cancel a point's orders, and nothing else; `None` revokes it.
		/// The point's owner.
		///
		/// The key needs no token.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::set_trading_key())]
		pub fn set_trading_key(
			origin: OriginFor<T>,
			point: PointId,
			key: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_trading_key(&who, point, key)
		}

		/// Submits orders and cancellations that owners or trading keys have signed. Anyone; a suspended
		/// gateway is refused.
		///
		/// Each intent is checked and executed by itself. Emits [`Event::IntentsSubmitted`] with the
		/// refused and their reasons. The weight is charged for the worst case and refunded to what was
		/// done. Bad signatures are strikes against a registered gateway.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::submit_intents(intents.len() as u32))]
		pub fn submit_intents(
			origin: OriginFor<T>,
			community: CommunityId,
			intents: BoundedVec<IntentOf<T>, T::MaxIntents>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_submit_intents(&who, community, intents)
		}

		/// Sets a standing order of a point. The point's owner.
		///
		/// - `id`: the one whose place it takes, or a new one below 4; `None` is the lowest that is free.
		///   Of those whose conditions hold for an interval, the lowest orders.
		///
		/// It becomes an order, and reserves credit, for each interval whose signal is settled upon and
		/// meets all its conditions, from the next interval on that has not been considered. Emits
		/// [`Event::StandingOrderSet`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_standing_order())]
		pub fn set_standing_order(
			origin: OriginFor<T>,
			point: PointId,
			id: Option<StandingOrderId>,
			order: StandingOrder,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_standing_order(&who, point, id, order)
		}

		/// Cancels a standing order of a point. What it has ordered stands, and can be cancelled as any
		/// order. The point's owner.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::cancel_standing_order())]
		pub fn cancel_standing_order(
			origin: OriginFor<T>,
			point: PointId,
			id: StandingOrderId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_standing_order(&who, point, id)
		}
	}
}
