//! # Communities
//!
//! Microgrids, their members and gateways, their rules, and the clock of the market.
//!
//! ## Terms
//!
//! - **Operator**: the account that holds the community's role calls.
//! - **Member**: an account that may own delivery points. It needs no token: admission gives it a
//!   sufficient reference.
//! - **Gateway**: an account that forwards signed readings. Bad signatures are strikes; at
//!   [`Config::MaxStrikes`] it is suspended.
//! - **Rules**: tariff, pool share, limits. A version holds from its interval on; it is announced
//!   beyond the horizon and within the community's bounds, so no open interval ever changes price.
//! - **Clock**: which intervals have ended, are due, are retired. See [`clock`].
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `create_community`, `set_bounds` | root |
//! | everything else | the community's operator, or root |
//!
//! The pallet moves no money.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod clock;
mod grid_fee;
mod members;
#[cfg(test)]
mod mock;
mod rules;
#[cfg(test)]
mod tests;
pub mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::types::Member;
	use super::*;
	use alloc::vec::Vec;
	use commonwatt_primitives::{
		tariff::{RuleBounds, Rules},
		traits::{GapPrices, Obligations, OnCommunityCreated, OnOperatorChange},
		CommunityId, Interval, Moment,
	};
	use frame_support::{pallet_prelude::*, traits::Time as TimeTrait};
	use frame_system::pallet_prelude::*;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The chain's time, in milliseconds.
		type Time: TimeTrait<Moment = Moment>;
		/// What makes a community ready to hold money.
		type OnCommunityCreated: OnCommunityCreated<Self::AccountId>;
		/// What follows when a community has another operator.
		type OnOperatorChange: OnOperatorChange;
		/// What keeps a member from being removed.
		type Obligations: Obligations<Self::AccountId>;
		/// Communities on this chain.
		#[pallet::constant]
		type MaxCommunities: Get<u32>;
		/// Gateways of a community.
		#[pallet::constant]
		type MaxGateways: Get<u32>;
		/// Bad signatures that suspend a gateway.
		#[pallet::constant]
		type MaxStrikes: Get<u32>;
		/// Versions of rules kept: past ones still needed, the one in force, announced ones.
		#[pallet::constant]
		type MaxRuleVersions: Get<u32>;
		/// Rules take effect only from an interval beyond the one in progress plus this.
		#[pallet::constant]
		type Horizon: Get<Interval>;
		/// Intervals between an interval's end and the deadline of its readings.
		#[pallet::constant]
		type ReadingDeadline: Get<Interval>;
		/// Blocks that must pass between an interval becoming readable and its deadline.
		#[pallet::constant]
		type MinimumBlocks: Get<u32>;
		/// The most intervals that are readable and not due: half of a point's ring.
		#[pallet::constant]
		type MaxOpenIntervals: Get<u32>;
		/// Intervals after its end during which a late reading of an interval is taken.
		#[pallet::constant]
		type Retention: Get<Interval>;
		/// Milliseconds between blocks.
		#[pallet::constant]
		type BlockTime: Get<Moment>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// The chain's time parameters, set at genesis.
	#[pallet::storage]
	pub type Parameters<T> = StorageValue<_, TimeParameters, ValueQuery>;

	/// How far the market has come. Set with the first block's timestamp.
	#[pallet::storage]
	pub type Clock<T: Config> = StorageValue<_, ClockState<T>, OptionQuery>;

	/// The id of the next community.
	#[pallet::storage]
	pub type CommunityCount<T> = StorageValue<_, u32, ValueQuery>;

	#[pallet::storage]
	pub type Communities<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, Community<T::AccountId>>;

	/// How far a community's rules may move.
	#[pallet::storage]
	pub type Bounds<T> = StorageMap<_, Twox64Concat, CommunityId, RuleBounds>;

	/// The versions of a community's rules, oldest first.
	#[pallet::storage]
	pub type RuleVersions<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<RuleVersion, T::MaxRuleVersions>,
		ValueQuery,
	>;

	/// The rules of a version.
	#[pallet::storage]
	pub type RuleBook<T> = StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, u32, Rules>;

	/// The worst prices of the versions that were dropped, for gaps that reach before those kept.
	#[pallet::storage]
	pub type DroppedPrices<T> = StorageMap<_, Twox64Concat, CommunityId, GapPrices>;

	/// The members of a community.
	#[pallet::storage]
	pub type Members<T: Config> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Blake2_128Concat, T::AccountId, Member>;

	/// Members admitted and not removed, and the id of the next.
	#[pallet::storage]
	pub type MemberCount<T> = StorageMap<_, Twox64Concat, CommunityId, MemberCounter, ValueQuery>;

	/// The gateways of a community.
	#[pallet::storage]
	pub type Gateways<T: Config> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Blake2_128Concat, T::AccountId, Gateway>;

	#[pallet::storage]
	pub type GatewayCount<T> = StorageMap<_, Twox64Concat, CommunityId, u32, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		pub time: TimeParameters,
		pub communities: Vec<GenesisCommunity<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			assert!(
				self.time.interval_millis >= T::BlockTime::get(),
				"interval_millis must be at least a block's time"
			);
			assert!(
				(1..=3600).contains(&self.time.interval_seconds)
					&& 3600 % self.time.interval_seconds == 0,
				"interval_seconds must divide an hour"
			);
			Parameters::<T>::put(&self.time);
			for genesis in &self.communities {
				let community = Pallet::<T>::do_create_community(
					genesis.name.clone().into_bytes(),
					genesis.operator.clone(),
					genesis.supplier.clone(),
					genesis.bounds.clone(),
					genesis.rules.clone(),
				)
				.expect("a genesis community is within its bounds and its operator is funded");
				for gateway in &genesis.gateways {
					Pallet::<T>::do_register_gateway(community, gateway.clone())
						.expect("genesis gateways are distinct and not too many");
				}
				for member in &genesis.members {
					Pallet::<T>::do_admit_member(community, member.clone())
						.expect("genesis members are distinct");
				}
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		CommunityCreated {
			community: CommunityId,
			name: CommunityName,
			operator: T::AccountId,
			supplier: T::AccountId,
		},
		OperatorChanged {
			community: CommunityId,
			operator: T::AccountId,
		},
		BoundsChanged {
			community: CommunityId,
			bounds: RuleBounds,
		},
		/// The rules are those of the call; they hold from interval `from` on.
		RulesAnnounced {
			community: CommunityId,
			version: u32,
			from: Interval,
		},
		MemberAdmitted {
			community: CommunityId,
			who: T::AccountId,
			member: u32,
		},
		MemberSuspended {
			community: CommunityId,
			who: T::AccountId,
		},
		MemberReinstated {
			community: CommunityId,
			who: T::AccountId,
		},
		MemberRemoved {
			community: CommunityId,
			who: T::AccountId,
			member: u32,
		},
		GatewayRegistered {
			community: CommunityId,
			gateway: T::AccountId,
		},
		GatewayRemoved {
			community: CommunityId,
			gateway: T::AccountId,
		},
		/// Bad signatures were counted against a gateway.
		GatewayStruck {
			community: CommunityId,
			gateway: T::AccountId,
			strikes: u32,
		},
		GatewaySuspended {
			community: CommunityId,
			gateway: T::AccountId,
		},
		GatewayReinstated {
			community: CommunityId,
			gateway: T::AccountId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no community of this id.
		UnknownCommunity,
		/// The chain holds as many communities as it may.
		TooManyCommunities,
		/// A community's name has 1 to 64 bytes.
		NameNotOneTo64Bytes,
		/// A community's name is UTF-8.
		NameNotUtf8,
		/// Only the community's operator may do this.
		NotOperator,
		/// The account is a member already.
		AlreadyMember,
		/// The account is no member of this community.
		NotMember,
		/// The member is suspended.
		MemberSuspended,
		/// Suspend a member before removing it.
		MemberNotSuspended,
		/// The member still has delivery points or debts: close and settle them first.
		MemberHasObligations,
		/// The account is a gateway already.
		AlreadyGateway,
		/// The account is no gateway of this community.
		NotGateway,
		/// The community holds as many gateways as it may.
		TooManyGateways,
		/// The gateway is not suspended.
		GatewayNotSuspended,
		/// Rules take effect only from an interval beyond the one in progress plus the horizon.
		RulesReachOpenInterval,
		/// Too many versions are announced or still needed.
		TooManyRuleVersions,
		/// The tariff must have a price for each of its 96 cells.
		IncompleteTariff,
		/// A month or weekday that does not exist.
		UnknownCalendarDay,
		/// Feed-in is above retail.
		FeedInAboveRetail,
		/// A retail price is zero.
		RetailIsZero,
		/// Feed-in is below the community's bound.
		FeedInBelowBound,
		/// Retail is above the community's bound.
		RetailAboveBound,
		/// The grid fee is above the community's bound.
		GridFeeAboveBound,
		/// The pool share is outside the community's bounds.
		PoolShareOutsideBounds,
		/// The emergency limit is above the community's bound.
		EmergencyLimitAboveBound,
		/// The supplier's deposit is above the community's bound.
		SupplierDepositAboveBound,
		/// The auction's tick is zero.
		TickIsZero,
		/// The charge for what is not delivered is above the community's bound.
		UndeliveredChargeAboveBound,
		/// Gate closure, or the freeze before it, is longer than a day, or the gate closes before the first
		/// order can be placed.
		LeadTooLong,
		/// Rules are announced for later than these would hold from: they would be replaced.
		LaterRulesAnnounced,
		/// Every cell's grid fee is at its bound already.
		GridFeeAtBound,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(
				T::ReadingDeadline::get().saturating_add(1) < T::MaxOpenIntervals::get()
					&& T::MinimumBlocks::get() < T::MaxOpenIntervals::get(),
				"open intervals must fit half a ring"
			);
			assert!(
				T::Retention::get() >= T::MaxOpenIntervals::get(),
				"an interval must be due before it is retired"
			);
			assert!(
				T::MaxRuleVersions::get() > 2,
				"rules in force, a grid fee that the chain moved, and what members decide"
			);
			assert!(T::BlockTime::get() > 0);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Creates a community. Root.
		///
		/// - `operator` holds its role calls and endows its pot with the existential deposit.
		/// - `supplier` is the supplier of last resort.
		/// - `rules` hold from the first interval and must be within `bounds`.
		///
		/// Emits [`Event::CommunityCreated`].
		#[pallet::call_index(0)]
		#[pallet::weight(<T as Config>::WeightInfo::create_community().saturating_add(T::OnOperatorChange::weight()))]
		pub fn create_community(
			origin: OriginFor<T>,
			name: Vec<u8>,
			operator: T::AccountId,
			supplier: T::AccountId,
			bounds: RuleBounds,
			rules: Rules,
		) -> DispatchResult {
			ensure_root(origin)?;
			Self::do_create_community(name, operator, supplier, bounds, rules)?;
			Ok(())
		}

		/// Hands the operator role over. The operator, or root.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::set_operator().saturating_add(T::OnOperatorChange::weight()))]
		pub fn set_operator(
			origin: OriginFor<T>,
			community: CommunityId,
			operator: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Communities::<T>::mutate(community, |entry| {
				if let Some(entry) = entry {
					entry.operator = operator.clone();
				}
			});
			T::OnOperatorChange::on_operator_change();
			Self::deposit_event(Event::OperatorChanged {
				community,
				operator,
			});
			Ok(())
		}

		/// Changes how far the rules may move. Root. Rules already announced are not touched.
		#[pallet::call_index(2)]
		pub fn set_bounds(
			origin: OriginFor<T>,
			community: CommunityId,
			bounds: RuleBounds,
		) -> DispatchResult {
			ensure_root(origin)?;
			ensure!(
				Communities::<T>::contains_key(community),
				Error::<T>::UnknownCommunity
			);
			Bounds::<T>::insert(community, &bounds);
			Self::deposit_event(Event::BoundsChanged { community, bounds });
			Ok(())
		}

		/// Announces rules that hold from interval `from` on. The operator, or root.
		///
		/// `from` lies beyond the interval in progress plus the horizon. Versions announced for `from`
		/// or later are replaced: none of them is in force or frozen. Emits [`Event::RulesAnnounced`].
		#[pallet::call_index(3)]
		pub fn announce_rules(
			origin: OriginFor<T>,
			community: CommunityId,
			from: Interval,
			rules: Rules,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_announce_rules(community, from, rules)
		}

		/// Admits a member. It needs no token to be one. The operator, or root.
		#[pallet::call_index(4)]
		pub fn admit_member(
			origin: OriginFor<T>,
			community: CommunityId,
			who: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_admit_member(community, who)
		}

		/// Suspends a member: no new delivery points. Its meters go on. The operator, or root.
		#[pallet::call_index(5)]
		pub fn suspend_member(
			origin: OriginFor<T>,
			community: CommunityId,
			who: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_suspend_member(community, who)
		}

		/// Reinstates a suspended member. The operator, or root.
		#[pallet::call_index(6)]
		pub fn reinstate_member(
			origin: OriginFor<T>,
			community: CommunityId,
			who: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_reinstate_member(community, who)
		}

		/// Removes a suspended member that has no obligations left. The operator, or root.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::remove_member().saturating_add(T::Obligations::weight()))]
		pub fn remove_member(
			origin: OriginFor<T>,
			community: CommunityId,
			who: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_remove_member(community, who)
		}

		/// Registers an account that forwards readings. The operator, or root.
		#[pallet::call_index(8)]
		pub fn register_gateway(
			origin: OriginFor<T>,
			community: CommunityId,
			gateway: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_register_gateway(community, gateway)
		}

		/// Removes a gateway. From then on its batches are a stranger's. The operator, or root.
		#[pallet::call_index(9)]
		pub fn remove_gateway(
			origin: OriginFor<T>,
			community: CommunityId,
			gateway: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_remove_gateway(community, gateway)
		}

		/// Clears the strikes of a suspended gateway. The operator, or root.
		#[pallet::call_index(10)]
		pub fn reinstate_gateway(
			origin: OriginFor<T>,
			community: CommunityId,
			gateway: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator_origin(origin, community)?;
			Self::do_reinstate_gateway(community, gateway)
		}
	}
}
