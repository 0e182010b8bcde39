//! # The energy market
//!
//! The pool: everybody's default, no order needed. Measured shortage and surplus of the members meet
//! every interval at the pool price; the rest goes to the supplier.
//!
//! ## Terms
//!
//! - **Deviation** `d` of a point in an interval: metered net import less position. Positive is a
//!   shortage, negative a surplus. There are no positions without the auction, so it is the net import.
//! - **Close**: once the deadline of its readings has passed, an interval's matched energy, what the
//!   supplier delivers and takes, and the fee are fixed. From then on it only pays out.
//! - **Settle**: a point gets what is its due of a closed interval: with its next readings, on demand
//!   ([`Pallet::settle`]), or by the sweep.
//! - **Late**: a reading after the deadline. It trades with the supplier at retail or feed-in.
//! - **Retire**: after retention an interval leaves state; its figures stay in the history ring.
//!
//! Prices of an interval are frozen when it is first touched, from rules that could not change since
//! before it began.
//!
//! ## Rounding
//!
//! Energy is apportioned, never money: prices times Wh are exact. The matched Wh of the larger side go
//! to its points by cumulative floors, which sum exactly. The pool price and a defaulting supplier's
//! feed-in round down; the Wh that leave a deviation nobody can pay for round up.
//!
//! ## Worked example
//!
//! Feed-in 50, retail 210, fee 10, pool share 1/2: the pool price is 125. A imports 600 Wh, B 400 Wh,
//! C exports 1,000 Wh. All is matched: A pays 600 x 135 = 81,000, B 54,000, C gets 125,000, and the
//! treasury 10,000. Without the pool A and B would pay 210 a Wh and C would get 50.
//!
//! ## Invariants
//!
//! 1. The deviations in the points' rings sum to what their intervals have not settled yet.
//! 2. The escrow of an interval is exactly what is still to be paid out of it; after the last point,
//!    nothing.
//! 3. What the points metered is what was booked.
//! 4. Rings and the intervals in state are bounded: a ring holds at most
//!    [`Config::RingSize`], a community's intervals lie between the retired and the ended.
//!
//! ## Who pays
//!
//! A point's ring and an interval's result are written by readings and freed by settlement and
//! retirement, which `on_poll` drives within [`Config::PollWeight`]; the history ring is bounded.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod invariants;
mod maintenance;
#[cfg(test)]
mod mock;
mod pool;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use pool::Batch;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		traits::{Communities, DeliveryPoints, Ledger, MarketClock, Settlements, Tariffs},
		Balance, CommunityId, Interval, NetWh, PointId, Price, Wh,
	};
	use frame_support::{pallet_prelude::*, weights::WeightMeter};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type Communities: Communities<Self::AccountId>;
		type Tariffs: Tariffs;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		type Ledger: Ledger;
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
		/// The most weight that closing, sweeping and retiring take in a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
	}

	/// The intervals of each point that are not settled, oldest first, with its deviation.
	#[pallet::storage]
	pub type Unsettled<T: Config> = StorageMap<
		_,
		Twox64Concat,
		PointId,
		BoundedVec<(Interval, NetWh), T::RingSize>,
		ValueQuery,
	>;

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
		/// A reading in time. `funded` is the deviation that entered the pool; the rest of a shortage
		/// nobody could pay for, and is owed to the supplier.
		Metered {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			deviation: NetWh,
			funded: NetWh,
		},
		/// A late reading, booked with the supplier at retail or feed-in.
		MeteredLate {
			community: CommunityId,
			point: PointId,
			interval: Interval,
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
		/// A point got its due of a closed interval: `matched` Wh of its deviation met neighbours.
		Settled {
			community: CommunityId,
			point: PointId,
			interval: Interval,
			deviation: NetWh,
			matched: Wh,
			paid: Balance,
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
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::maintain(remaining);
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
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Settles every closed interval of a point. Anyone, for any point: it only pays out.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::settle(T::RingSize::get()))]
		pub fn settle(origin: OriginFor<T>, point: PointId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			let before = Unsettled::<T>::decode_len(point).unwrap_or(0) as u32;
			let left = Self::settle_point(details.community, point);
			let settled = before.saturating_sub(left);
			Ok(Some(T::WeightInfo::settle(settled)).into())
		}
	}
}
