//! # Metering
//!
//! Delivery points, their device keys and registers, and the signed readings that move them. It is
//! the only source of Wh on the chain, and it knows no prices.
//!
//! ## Terms
//!
//! - **Delivery point**: a meter with an owner, a device key and a capacity.
//! - **Reading**: what the registers showed when an interval began and ended, signed by the device
//!   (sr25519 or ed25519) over [`Reading::payload`](commonwatt_primitives::reading::Reading::payload).
//! - **Gap**: what was metered between the last reading and this one's start, over intervals that
//!   were never read. Refused while one of them can still be read in time.
//!
//! - **Certification**: what certificates have to do with a meter. They mark it, through
//!   [`CertifiedMeters`](commonwatt_primitives::green::CertifiedMeters); its deliveries carry the mark.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `submit_readings` | anyone, signed; a community's gateways unless suspended |
//! | `revoke_key` | the point's owner, or the operator |
//! | `register_point`, `rotate_key`, `swap_meter`, `close_point` | the operator |
//! | `remove_point` | anyone, once the point is closed and nothing is open |
//!
//! ## A batch
//!
//! The operator is trusted with what it installs: it chooses owners, keys and capacities, and with them
//! what a point may import and export. It cannot sign for a device it did not install.
//!
//! Each reading of a batch stands alone: a bad one is refused with its [`Refusal`] and the others
//! count. Cheap checks come first and the signature last. The fee returns if every reading counts,
//! whoever sent them, so no gateway can censor a meter.
//!
//! ## Invariants
//!
//! 1. Points are dense: each community's index holds every point of it once, below its count.
//! 2. A member's points are counted.
//! 3. No interval is read twice, and registers never go backwards (by construction, tested).
//! 4. What all points metered equals what was booked: see the energy market.
//!
//! A point's storage (meter, index entry) is paid for by the community, whose operator registers it;
//! it is freed with the point. Whoever certifies a meter charges for it: one read and one write.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod certification;
#[cfg(test)]
mod mock;
mod points;
mod readings;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		green::Certification,
		reading::{DeviceKey, Reading, Refusal, Registers},
		traits::{Communities, MarketClock, ReadingBook},
		CommunityId, Interval, PointId,
	};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config<Hash = sp_core::H256> {
		type Communities: Communities<Self::AccountId>;
		type Clock: MarketClock;
		/// Where verified energy is booked.
		type Book: ReadingBook;
		/// Readings of a batch.
		#[pallet::constant]
		type MaxBatch: Get<u32>;
		/// Delivery points of a community.
		#[pallet::constant]
		type MaxPoints: Get<u32>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// The delivery points.
	#[pallet::storage]
	pub type Meters<T: Config> = StorageMap<_, Twox64Concat, PointId, Meter<T::AccountId>>;

	/// The id of the next point.
	#[pallet::storage]
	pub type NextPoint<T> = StorageValue<_, PointId, ValueQuery>;

	/// How many points a community has, and what they can carry together.
	#[pallet::storage]
	pub type Totals<T> = StorageMap<_, Twox64Concat, CommunityId, PointTotals, ValueQuery>;

	/// The points of a community by a dense index.
	#[pallet::storage]
	pub type PointAt<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, u32, PointId>;

	/// The number of points a member owns.
	#[pallet::storage]
	pub type MemberPoints<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// What points that were removed had metered.
	#[pallet::storage]
	pub type RemovedEnergy<T> = StorageMap<_, Twox64Concat, CommunityId, Registers, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		PointRegistered {
			community: CommunityId,
			point: PointId,
			owner: T::AccountId,
			key: DeviceKey,
			capacity_w: u32,
			registers: Registers,
			first_interval: Interval,
		},
		/// The new key signs intervals from `from` on, the previous one those before.
		KeyRotated {
			point: PointId,
			key: DeviceKey,
			from: Interval,
		},
		KeyRevoked {
			point: PointId,
		},
		MeterSwapped {
			point: PointId,
			last: Registers,
			key: DeviceKey,
			registers: Registers,
		},
		PointClosed {
			point: PointId,
			last: Registers,
		},
		PointRemoved {
			community: CommunityId,
			point: PointId,
		},
		/// Holds for what is read from now on.
		CertificationChanged {
			point: PointId,
			certification: Certification,
		},
		/// The readings of the extrinsic were booked, but for the refused: their place in the batch
		/// and the reason.
		ReadingsSubmitted {
			community: CommunityId,
			who: T::AccountId,
			accepted: u32,
			refused: BoundedVec<(u32, Refusal), T::MaxBatch>,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no community of this id.
		UnknownCommunity,
		/// There is no delivery point of this id.
		UnknownPoint,
		/// The community holds as many points as it may.
		TooManyPoints,
		/// Capacity is 1 W to 2^31 W.
		CapacityOutOfRange,
		/// Resolution is at most 10^6 Wh.
		ResolutionTooCoarse,
		/// The first interval has ended already.
		FirstIntervalEnded,
		/// Only the point's owner or the operator may do this.
		NotOwnerNorOperator,
		/// Readings signed with the key before the last rotation are still to come.
		PreviousKeyStillNeeded,
		/// The point has no key to revoke.
		NoKey,
		/// The point is closed.
		PointClosed,
		/// Close the point with a final reading first.
		PointNotClosed,
		/// Something of the point is unsettled, or its account holds or owes money.
		PointHasObligations,
		/// A register is lower than it was.
		RegisterWentBackwards,
		/// More energy than the point's capacity allows in the time.
		PowerAboveCapacity,
		/// The meter was swapped in the interval in progress: what could flow in it is booked already.
		SwappedInThisInterval,
		/// The gateway is suspended for bad signatures.
		GatewaySuspended,
		/// A batch holds at least one reading.
		EmptyBatch,
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a delivery point of an active member. The operator.
		///
		/// - `key`: the device's public key.
		/// - `capacity_w`: the most the connection can carry, either way, in W.
		/// - `resolution_wh`: the step of the meter's registers, in Wh.
		/// - `registers`: what they show when `first_interval` begins.
		/// - `first_interval`: the first to be read: the one in progress, or later.
		///
		/// Emits [`Event::PointRegistered`] with the id the chain assigned.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_point())]
		pub fn register_point(
			origin: OriginFor<T>,
			community: CommunityId,
			owner: T::AccountId,
			key: DeviceKey,
			capacity_w: u32,
			resolution_wh: u32,
			registers: Registers,
			first_interval: Interval,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			T::Communities::ensure_operator(community, &who)?;
			Self::do_register_point(NewPoint {
				community,
				owner,
				key,
				capacity_w,
				resolution_wh,
				registers,
				first_interval,
			})
		}

		/// Replaces the device's key. The operator: whoever chooses the key could sign what it likes, so
		/// the owner, who gains by it, may only revoke.
		///
		/// The previous key stays valid for intervals before the one in progress; if it was revoked, the
		/// new key signs those too.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::rotate_key())]
		pub fn rotate_key(origin: OriginFor<T>, point: PointId, key: DeviceKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_key(&who, point, key)
		}

		/// Revokes the device's keys at once: no reading counts until a new key is set. The owner, or
		/// the operator.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::revoke_key())]
		pub fn revoke_key(origin: OriginFor<T>, point: PointId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke_key(&who, point)
		}

		/// Books the final registers of a meter and puts another in its place, from the interval in
		/// progress on. The operator.
		///
		/// What was metered since the last reading is booked as a gap.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::swap_meter())]
		pub fn swap_meter(
			origin: OriginFor<T>,
			point: PointId,
			last: Registers,
			key: DeviceKey,
			registers: Registers,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_swap_meter(&who, point, last, key, registers)
		}

		/// Closes a point with its final registers, booked as a gap. The operator.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::close_point())]
		pub fn close_point(
			origin: OriginFor<T>,
			point: PointId,
			last: Registers,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_point(&who, point, last)
		}

		/// Removes a closed point that has nothing unsettled, no money and no debt. Anyone.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::remove_point())]
		pub fn remove_point(origin: OriginFor<T>, point: PointId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_remove_point(point)
		}

		/// Submits readings of a community's points. Anyone; a suspended gateway is refused.
		///
		/// Each reading is checked and booked by itself. Emits [`Event::ReadingsSubmitted`] with the
		/// refused and their reasons. The weight is charged for the worst case and refunded to what
		/// was done; the fee returns if every reading counts. Bad signatures are strikes against a
		/// registered gateway.
		#[pallet::call_index(6)]
		#[pallet::weight(Pallet::<T>::batch_weight(readings.len() as u32))]
		pub fn submit_readings(
			origin: OriginFor<T>,
			community: CommunityId,
			readings: BoundedVec<Reading, T::MaxBatch>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_submit_readings(&who, community, readings)
		}
	}
}
