//! # Certificates
//!
//! Granular certificates of a community's green energy: issued by the Wh and the delivery interval from
//! what settlement says of certified meters, traded, retired, carried through storage, and matched
//! with what was used in the same interval. The words are EnergyTag's.
//!
//! ## Terms
//!
//! - **Device**: a delivery point that the **issuing authority**, the community's operator, has
//!   registered for production, storage or consumption. Its **attributes** have versions; what was settled
//!   keeps the version it was settled under.
//! - **Issuance**: what settlement said of a device and interval. Of a producer's export, what was netted,
//!   sold ahead or used locally is retired by that; what is beyond the device's capacity is uncertified;
//!   the rest is **tradeable**, and its Wh are numbered from 0 on.
//! - **Certificate**: one tradeable Wh: device, interval, number. **Bundle**: a range of certificates
//!   with one owner and status. A device with **automatic** issuing issues at settlement, as one bundle to
//!   the owner of the point; of others the owner asks for it within the **backlog window**, or they lapse.
//! - **Lineage** of a bundle: the hash of its parent's and its range, from the hash of its issuance on,
//!   which holds the genesis hash and all that settlement said.
//! - **Retirement**: the end of certificates for a beneficiary, with a record: the cancellation
//!   statement. It proves itself by a storage proof while it is kept, after that by its event and the
//!   **commitment**: a chain of hashes over all that went.
//! - **Charge lot**: what storage charged in an interval and still holds: a storage charge record. It is
//!   green by neighbours' green energy it took, and by certificates **allocated** to it. What is
//!   discharged takes the oldest first, see `stock.rs`; its issuance is the storage discharge
//!   record.
//! - **Consumption record**: what a consumption device used in an interval, and what of it is green:
//!   used locally, or retired for it. Its **matching score** is their part. Certificates of another interval
//!   cannot make it better.
//!
//! Energy is in Wh, prices in base units per Wh. Now is [`ended`](commonwatt_primitives::traits::MarketClock::ended): it neither jumps nor runs
//! while the chain stands still, and nothing expires meanwhile.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `register_device`, `update_device`, `deregister_device`, `remove_device`, `withdraw` | the issuing authority |
//! | `issue` | the point's owner, the issuing authority |
//! | `transfer`, `split`, `offer`, `cancel_offer`, `retire` | the bundle's owner |
//! | `buy` | anyone, signed, but the owner |
//! | `store` | who owns the bundle and the storage device's point |
//! | `expire` | anyone, signed |
//!
//! Accounts need not be members. What is retired, withdrawn or stored is so for good; what is offered must
//! be taken back before anything else is done with it.
//!
//! ## What the authority is trusted with
//!
//! It says what a device is: with a wrong technology or efficiency it certifies what is not so. It cannot
//! make Wh: all come from settlement, at most the meter's export and at most what the capacity gives. It
//! can withdraw certificates that are open, from any owner, with a reason in the event; not what was
//! retired or stored. Deregistering holds at once, for readings not yet settled too.
//!
//! ## Storage
//!
//! The efficiency is the registered one, not a measured one: a battery that is worse leaves charge in its
//! lots, which is lost when its validity is over. What passes through in an interval (netted) is neither
//! charged nor green. As many lots as may be ([`Config::MaxLots`]): then the two oldest are merged, and
//! nothing can be allocated to those any more.
//!
//! ## Example
//!
//! At noon a plant exports 5,000 Wh: 500 netted, 1,000 sold ahead, 500 used by neighbours, so 3,000
//! certificates. A shop used 1,500 Wh, 500 of them of neighbours' green energy.
//!
//! | what happens | afterwards |
//! |---|---|
//! | the plant's owner offers its bundle at 10 a Wh | reserved |
//! | the shop buys 1,000 for 10,000 and retires them for its point | its score of noon is 100 % |
//! | the owner takes the offer back and stores 1,500 in a battery that charged 2,000 at noon | 500 left |
//! | in the evening the battery, 80 % efficient, gives 800 Wh | it took 1,000 of 2,000, 750 of them green: 600 certificates |
//! | a day later the last 500 expire | every Wh of the plant went one way |
//!
//! (Test: `the_example_of_the_crate_page`.)
//!
//! ## Storage on the chain, what bounds it and who pays
//!
//! | item | bytes at most, with keys | of which there are | paid by |
//! |---|---|---|---|
//! | [`Devices`], [`DeviceAt`], [`Attributes`] | 430, 60, 4 x 140 | one each a device | the community, by registering |
//! | [`Issuances`] | 300 | one a device and interval with energy, for [`Config::Validity`] | the community |
//! | [`Bundles`], [`Owned`] | 250, 160 | one an issuance | the community |
//! | the same | | up to [`Config::MaxBundles`] an issuance | [`Config::SplitDeposit`] each, of who splits, until they go |
//! | [`Consumptions`] | 80 | one a consumption device and interval, for [`Config::Validity`] | the community |
//! | [`Stocks`] | 130 + 56 a lot | one a storage device | the community |
//! | [`Retirements`] | 290 | [`Config::MaxRetirements`] a community | the fee; the oldest goes |
//!
//! `on_poll` visits the devices in turn and removes what is due, within [`Config::PollWeight`]: one record a
//! device and interval suffices. Who fills an issuance with splits pays a deposit for each; whole
//! bundles move all the same, and the owner bounds by an offer's minimum how small the parts are that
//! buyers take.
//!
//! ## Invariants
//!
//! 1. Every Wh of an issuance goes one way: `export = netted + sold ahead + local + uncertified +
//!    tradeable`.
//! 2. The bundles of an issuance partition its certificates, if they are issued; they are
//!    [`Config::MaxBundles`] at most.
//! 3. Of each device `exported = retired locally + uncertified + unissued + lapsed + active + reserved +
//!    retired + expired + withdrawn + stored`, over its life; open ones are the sums over its records.
//! 4. The index of owners holds each bundle once; deposits of splits are on hold.
//! 5. A consumption device is green for no more than it used, in every interval and in all.
//! 6. Of each storage device `charged = covered + losses + stock`; green charged and allocated is taken,
//!    expired or there; certificates for what it discharged are no more than the green it took.
//! 7. Versions of attributes are those that issuances name, and the current one; the devices' index is
//!    dense; the records of each device are counted, and none is older than the sweep has come.
//! 8. Retirements that are kept are the newest of their community, and are of their bundles.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod bundles;
mod devices;
mod expiry;
mod invariants;
mod issuing;
#[cfg(test)]
mod mock;
mod retirement;
mod sales;
mod settlement;
mod stock;
mod storage;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;

pub use pallet::*;
pub use stock::{AllocationRefusal, Discharged};
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use commonwatt_primitives::{
		certificate::{
			AttributesVersion, Beneficiary, BundleId, BundleView, ChargeLot, Consumption,
			DeviceAttributes, DeviceKind, DeviceTotals, DeviceView, Folded, Issuance, IssuanceView,
			MatchingView, Purpose, Retirement, RetirementId, RetirementsView, StorageTotals,
		},
		green::CertifiedMeters,
		traits::{Communities, DeliveryPoints, MarketClock},
		Balance, CommunityId, Interval, PointId, Price, Wh,
	};
	use frame_support::{pallet_prelude::*, traits::fungible, weights::WeightMeter};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<
				Self::AccountId,
				Balance = Balance,
				Reason = Self::RuntimeHoldReason,
			>;
		type RuntimeHoldReason: From<HoldReason>;
		type Communities: Communities<Self::AccountId>;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		type Meters: CertifiedMeters;
		/// Intervals after which certificates expire and records go. Longer than readings are settled late.
		#[pallet::constant]
		type Validity: Get<Interval>;
		/// Intervals in which certificates can be asked for, at most [`Config::Validity`].
		#[pallet::constant]
		type BacklogWindow: Get<Interval>;
		/// Bundles of an issuance.
		#[pallet::constant]
		type MaxBundles: Get<u32>;
		/// What a split holds until its bundle goes.
		#[pallet::constant]
		type SplitDeposit: Get<Balance>;
		/// Charge lots of a storage device, at least 2.
		#[pallet::constant]
		type MaxLots: Get<u32>;
		/// Retirements of a community that are kept, at least 1.
		#[pallet::constant]
		type MaxRetirements: Get<u32>;
		/// The most weight that expiry takes in a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why tokens are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// A bundle that was split off.
		Split,
	}

	pub type BundleOf<T> = Bundle<<T as frame_system::Config>::AccountId>;
	pub type RetirementOf<T> = Retirement<<T as frame_system::Config>::AccountId>;

	/// The devices, by their points.
	#[pallet::storage]
	pub type Devices<T> = StorageMap<_, Twox64Concat, PointId, Device>;

	/// What the issuing authority said of each device, by version.
	#[pallet::storage]
	pub type Attributes<T> = StorageDoubleMap<
		_,
		Twox64Concat,
		PointId,
		Twox64Concat,
		AttributesVersion,
		DeviceAttributes,
	>;

	/// Devices by a dense index.
	#[pallet::storage]
	pub type DeviceAt<T> = StorageMap<_, Twox64Concat, u32, PointId>;

	#[pallet::storage]
	pub type DeviceCount<T> = StorageValue<_, u32, ValueQuery>;

	/// The issuance of each production or storage device and interval with energy.
	#[pallet::storage]
	pub type Issuances<T> =
		StorageDoubleMap<_, Twox64Concat, PointId, Twox64Concat, Interval, Issuance>;

	/// The bundles of each issuance by the start of their range: they partition what was issued.
	#[pallet::storage]
	pub type Bundles<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Twox64Concat, PointId>,
			NMapKey<Twox64Concat, Interval>,
			NMapKey<Twox64Concat, Wh>,
		),
		BundleOf<T>,
	>;

	/// The bundles of each account, whatever their status.
	#[pallet::storage]
	pub type Owned<T: Config> = StorageNMap<
		_,
		(
			NMapKey<Blake2_128Concat, T::AccountId>,
			NMapKey<Twox64Concat, PointId>,
			NMapKey<Twox64Concat, Interval>,
			NMapKey<Twox64Concat, Wh>,
		),
		(),
	>;

	/// What each consumption device used in each interval.
	#[pallet::storage]
	pub type Consumptions<T> =
		StorageDoubleMap<_, Twox64Concat, PointId, Twox64Concat, Interval, Consumption>;

	/// What each storage device holds.
	#[pallet::storage]
	pub type Stocks<T: Config> =
		StorageMap<_, Twox64Concat, PointId, Stock<T::MaxLots>, ValueQuery>;

	/// The newest retirements of each community.
	#[pallet::storage]
	pub type Retirements<T: Config> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, RetirementId, RetirementOf<T>>;

	/// Which retirements of each community are kept, and what is left of the others.
	#[pallet::storage]
	pub type RetirementRings<T> =
		StorageMap<_, Twox64Concat, CommunityId, RetirementRing, ValueQuery>;

	/// How far the sweep over all devices has come.
	#[pallet::storage]
	pub type Sweep<T> = StorageValue<_, SweepProgress, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		DeviceRegistered {
			community: CommunityId,
			device: PointId,
			kind: DeviceKind,
			version: AttributesVersion,
			attributes: DeviceAttributes,
			automatic: bool,
		},
		/// Issuances of before keep the version of theirs.
		DeviceUpdated {
			device: PointId,
			version: AttributesVersion,
			attributes: DeviceAttributes,
			automatic: bool,
		},
		/// Nothing more is issued.
		DeviceDeregistered {
			device: PointId,
		},
		/// Nothing of it is kept.
		DeviceRemoved {
			device: PointId,
			totals: DeviceTotals,
			consumption: Consumption,
			storage: StorageTotals,
			folded: Folded,
		},
		/// Settlement has said what a production or storage device did.
		EnergySettled {
			device: PointId,
			interval: Interval,
			issuance: Issuance,
		},
		/// Settlement has said what a consumption device used.
		ConsumptionSettled {
			point: PointId,
			interval: Interval,
			used: Wh,
			green_local: Wh,
		},
		/// Certificates 0 to `quantity`, one bundle.
		Issued {
			device: PointId,
			interval: Interval,
			quantity: Wh,
			owner: T::AccountId,
			lineage: H256,
		},
		/// Nobody asked for the certificates in time.
		Lapsed {
			device: PointId,
			interval: Interval,
			quantity: Wh,
		},
		/// The last `quantity` certificates of a bundle are one of their own, `into`.
		BundleSplit {
			bundle: BundleId,
			into: BundleId,
			quantity: Wh,
			/// Whose deposit is held.
			by: T::AccountId,
			deposit: Balance,
		},
		BundleTransferred {
			bundle: BundleId,
			quantity: Wh,
			from: T::AccountId,
			to: T::AccountId,
		},
		BundleOffered {
			bundle: BundleId,
			quantity: Wh,
			price: Price,
			minimum: Wh,
		},
		OfferCancelled {
			bundle: BundleId,
		},
		BundleBought {
			bundle: BundleId,
			quantity: Wh,
			seller: T::AccountId,
			buyer: T::AccountId,
			/// Base units per Wh.
			price: Price,
			/// Base units.
			paid: Balance,
		},
		CertificatesRetired {
			id: RetirementId,
			retirement: RetirementOf<T>,
		},
		/// The oldest retirement of a community is kept no more.
		RetirementFolded {
			community: CommunityId,
			id: RetirementId,
			commitment: H256,
		},
		/// `reason` is the hash of what the issuing authority says.
		BundleWithdrawn {
			bundle: BundleId,
			quantity: Wh,
			owner: T::AccountId,
			reason: H256,
		},
		/// The bundle makes the charge of its interval green.
		BundleStored {
			bundle: BundleId,
			quantity: Wh,
			storage: PointId,
			/// Of the charge lot from now on.
			lineage: H256,
		},
		/// The two oldest charge lots are one: there were as many as may be.
		LotsMerged {
			storage: PointId,
			into: ChargeLot,
		},
		/// What was charged so long ago was not given back.
		LotsExpired {
			storage: PointId,
			charged: Wh,
			green: Wh,
		},
		BundleExpired {
			bundle: BundleId,
			quantity: Wh,
			owner: T::AccountId,
		},
		/// The record of an interval is kept no more.
		RecordFolded {
			device: PointId,
			interval: Interval,
			commitment: H256,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no delivery point of this id.
		UnknownPoint,
		/// The point is closed: nothing will be metered.
		PointClosed,
		/// No device is registered at this point.
		UnknownDevice,
		/// The point is a device already.
		AlreadyRegistered,
		/// The device is deregistered: nothing more is issued.
		DeviceDeregistered,
		/// The device is registered: deregister it first.
		DeviceRegistered,
		/// Records of the device are kept.
		DeviceInUse,
		/// A production, storage or consumption device stays what it is.
		KindChanged,
		/// The capacity is zero.
		ZeroCapacity,
		/// The capacity is more than the meter's.
		CapacityBeyondMeter,
		/// Storage has a round-trip efficiency above zero.
		StorageWithoutEfficiency,
		/// Only storage has a round-trip efficiency.
		EfficiencyWithoutStorage,
		/// The device is as it is to be.
		NothingChanged,
		/// As many versions of the attributes are in use as may be: wait until issuances are gone.
		TooManyVersions,
		/// Nothing was settled for this device and interval, or it is kept no more.
		UnknownIssuance,
		/// The certificates of this device and interval were issued.
		AlreadyIssued,
		/// Nothing of what the device exported in this interval is tradeable.
		NothingToIssue,
		/// Nobody asked for the certificates in time.
		BacklogLapsed,
		/// Only the point's owner or the issuing authority may do this.
		NotOwnerNorAuthority,
		/// There is no bundle of this id.
		UnknownBundle,
		/// Only the bundle's owner may do this.
		NotOwner,
		/// The bundle's validity is over.
		BundleExpired,
		/// The bundle is offered for sale: cancel the offer first.
		BundleReserved,
		/// The bundle is retired for good.
		BundleRetired,
		/// The bundle was withdrawn for good.
		BundleWithdrawn,
		/// The bundle was allocated to storage for good.
		BundleStored,
		/// The bundle is not offered for sale.
		NotOffered,
		/// The quantity is zero.
		ZeroQuantity,
		/// The bundle has fewer certificates.
		BeyondBundle,
		/// A split leaves a part: this is the whole bundle.
		SplitOfWhole,
		/// The issuance has as many bundles as may be.
		TooManyBundles,
		/// The bundle is the account's already.
		OwnBundle,
		/// The price is zero: transfer the bundle instead.
		ZeroPrice,
		/// The price is more than can be reckoned with.
		PriceTooHigh,
		/// The minimum is zero or more than the bundle has.
		MinimumBeyondBundle,
		/// The offer asks for more per Wh than the buyer would pay at most.
		PriceAboveMaximum,
		/// The offer sells no fewer.
		BelowMinimum,
		/// What the point used in this interval is not settled, or kept no more.
		NoConsumptionRecord,
		/// More than the point used in this interval and is not green already.
		BeyondConsumption,
		/// The device is no storage.
		NotStorage,
		/// Only the owner of the storage device may allocate certificates to its charge.
		NotStorageOwner,
		/// The storage charged nothing in the bundle's interval, discharged it since, or it was merged with
		/// others.
		NoChargeRecord,
		/// More than the storage charged in the bundle's interval, still holds and is not green already.
		BeyondCharge,
		/// Nothing of this device and interval is due.
		NotDue,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::sweep(remaining);
		}

		fn integrity_test() {
			assert!(
				(1..=T::Validity::get()).contains(&T::BacklogWindow::get()),
				"the backlog lapses before certificates expire"
			);
			assert!(T::MaxBundles::get() > 0 && T::MaxRetirements::get() > 0);
			assert!(T::MaxLots::get() >= 2, "two lots can be merged");
			let a_record = T::WeightInfo::poll_base()
				.saturating_add(T::WeightInfo::poll_device())
				.saturating_add(T::WeightInfo::poll_record())
				.saturating_add(T::WeightInfo::remove_record(T::MaxBundles::get()));
			assert!(
				T::PollWeight::get().all_gte(a_record),
				"PollWeight is enough for a record: {a_record}"
			);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Registers a delivery point as a device. The community's operator: the issuing authority.
		///
		/// What is booked of its meter from now on is certified. The technology says which kind of device
		/// it is. A deregistered device may be registered again, as the same kind.
		#[pallet::call_index(0)]
		pub fn register_device(
			origin: OriginFor<T>,
			point: PointId,
			attributes: DeviceAttributes,
			automatic: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_device(&who, point, attributes, automatic)
		}

		/// Changes a device from now on. The issuing authority.
		///
		/// What was settled keeps the attributes it was settled under.
		#[pallet::call_index(1)]
		pub fn update_device(
			origin: OriginFor<T>,
			device: PointId,
			attributes: DeviceAttributes,
			automatic: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_device(&who, device, attributes, automatic)
		}

		/// Ends the certification of a device: nothing more is issued, what exists stays. The issuing
		/// authority.
		#[pallet::call_index(2)]
		pub fn deregister_device(origin: OriginFor<T>, device: PointId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deregister_device(&who, device)
		}

		/// Removes a deregistered device of which nothing is kept. The issuing authority.
		#[pallet::call_index(3)]
		pub fn remove_device(origin: OriginFor<T>, device: PointId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_device(&who, device)
		}

		/// Issues the certificates of a device and interval to the point's owner, if that was not done at
		/// settlement. The owner, the issuing authority; within [`Config::BacklogWindow`].
		#[pallet::call_index(4)]
		pub fn issue(origin: OriginFor<T>, device: PointId, interval: Interval) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_issue(&who, device, interval)
		}

		/// Gives a bundle, or the last `quantity` certificates of it, to another account. Its owner.
		#[pallet::call_index(5)]
		pub fn transfer(
			origin: OriginFor<T>,
			bundle: BundleId,
			quantity: Option<Wh>,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer(&who, bundle, quantity, to)
		}

		/// Makes the last `quantity` certificates of a bundle one of their own. Its owner.
		#[pallet::call_index(6)]
		pub fn split(
			origin: OriginFor<T>,
			bundle: BundleId,
			#[pallet::compact] quantity: Wh,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_split(&who, bundle, quantity)
		}

		/// Offers a bundle to whoever pays `price` base units per Wh, for at least `minimum` Wh at a time or
		/// all that is left. Its owner.
		#[pallet::call_index(7)]
		pub fn offer(
			origin: OriginFor<T>,
			bundle: BundleId,
			#[pallet::compact] price: Price,
			#[pallet::compact] minimum: Wh,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer(&who, bundle, price, minimum)
		}

		/// Takes an offer back. The bundle's owner.
		#[pallet::call_index(8)]
		pub fn cancel_offer(origin: OriginFor<T>, bundle: BundleId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel_offer(&who, bundle)
		}

		/// Buys an offered bundle, or the last `quantity` certificates of it, at no more than `max_price`
		/// base units per Wh. Anyone but its owner.
		#[pallet::call_index(9)]
		pub fn buy(
			origin: OriginFor<T>,
			bundle: BundleId,
			quantity: Option<Wh>,
			#[pallet::compact] max_price: Price,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_buy(&who, bundle, quantity, max_price)
		}

		/// Retires a bundle, or the last `quantity` certificates of it, for good. Its owner.
		///
		/// For a consumption device it is refused beyond what that used in the bundle's interval and is not
		/// green yet.
		#[pallet::call_index(10)]
		pub fn retire(
			origin: OriginFor<T>,
			bundle: BundleId,
			quantity: Option<Wh>,
			beneficiary: Beneficiary<T::AccountId>,
			purpose: Purpose,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire(&who, bundle, quantity, beneficiary, purpose)
		}

		/// Takes a bundle back for good that should not have been issued. The issuing authority; `reason` is
		/// the hash of what it says.
		#[pallet::call_index(11)]
		pub fn withdraw(origin: OriginFor<T>, bundle: BundleId, reason: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw(&who, bundle, reason)
		}

		/// Allocates a bundle, or the last `quantity` certificates of it, to what a storage device charged
		/// in the bundle's interval, for good. Who owns both.
		#[pallet::call_index(12)]
		pub fn store(
			origin: OriginFor<T>,
			bundle: BundleId,
			quantity: Option<Wh>,
			storage: PointId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_store(&who, bundle, quantity, storage)
		}

		/// Ends what is due of a device and interval: certificates beyond their validity expire and the
		/// record goes, certificates nobody asked for lapse. Anyone.
		#[pallet::call_index(13)]
		pub fn expire(origin: OriginFor<T>, device: PointId, interval: Interval) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(device, interval)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// See [`Pallet::device_view`].
		pub fn device(device: PointId) -> Option<DeviceView> {
			Self::device_view(device)
		}

		/// See [`Pallet::issuance_view`].
		pub fn issuance(device: PointId, interval: Interval) -> Option<IssuanceView<T::AccountId>> {
			Self::issuance_view(device, interval)
		}

		/// See [`Pallet::bundles_of`].
		pub fn certificates(
			owner: T::AccountId,
			after: Option<BundleId>,
		) -> Vec<BundleView<T::AccountId>> {
			Self::bundles_of(owner, after)
		}

		/// See [`Pallet::retirement_of`].
		pub fn retirement(community: CommunityId, id: RetirementId) -> Option<RetirementOf<T>> {
			Self::retirement_of(community, id)
		}

		/// See [`Pallet::retirements_view`].
		pub fn retirements(
			community: CommunityId,
			from: RetirementId,
		) -> RetirementsView<T::AccountId> {
			Self::retirements_view(community, from)
		}

		/// See [`Pallet::matching_view`].
		pub fn matching(point: PointId, from: Interval, until: Interval) -> Option<MatchingView> {
			Self::matching_view(point, from, until)
		}
	}
}
