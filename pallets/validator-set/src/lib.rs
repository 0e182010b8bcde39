//! # Validator set
//!
//! Who validates: nominated by communities, confirmed by the set, never fewer than a floor.
//!
//! ## Terms
//!
//! - **Set**: the validators that were confirmed. It is the validators' collective too.
//! - **Nominators**: the communities that nominate an account. The first makes it a candidate; each may
//!   withdraw.
//! - **Founder**: a validator of genesis, one of the session's keys. It needs no nomination.
//! - **Floor**: the fewest validators that the set may have.
//! - **Tolerated**: of `n` validators `(n - 1) / 3`, rounded down, may be silent and finality passes.
//! - **Silent**: who authored no block in a whole session that it validated in. **Asleep**: silent in the
//!   last, or without a block since it was confirmed.
//! - **Departure**: it leaves the set at once and validates to the end of the next session, with its keys.
//!   For [`Config::CoolDown`] sessions nobody may nominate it; then it begins anew, with a nomination.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `nominate`, `withdraw_nomination` | the community's operator: its DAO, once it governs itself |
//! | `confirm`, `remove` | [`Config::SetOrigin`]: the set, by vote |
//! | `resign` | the validator |
//! | `purge_keys` | who does not validate |
//! | `set_floor`, `note_finality` | [`Config::GovernanceOrigin`]: root |
//!
//! Keys are registered and rotated with pallet-session's `set_keys`, with the signature of every key over
//! the account: nobody registers keys it does not own, nobody another's. New keys are in force after one to
//! two sessions; until then the old ones sign. pallet-session's own `purge_keys` would drop an active
//! validator silently: a runtime filters it out, for [`Call::purge_keys`].
//!
//! ## Into the set
//!
//! A candidate is confirmed if it has keys, a nominator that exists, and if with it no more are asleep than
//! are tolerated: whoever is confirmed without running a node cannot stop finality, and a second one cannot
//! be confirmed before the first has authored. Sets of up to three tolerate nothing; they grow by one at a
//! time, and should see its node first.
//!
//! ## Out of the set
//!
//! | why | when | refused |
//! |---|---|---|
//! | removed by the set, resigned | at once | at the floor; if it is awake and more are asleep than those left tolerate |
//! | the last nominator withdraws (no founder) | at once | the same |
//! | silent for [`Config::MaxSilentSessions`] in a row | end of session | never: it waits |
//! | equivocated | end of session | never: it waits |
//!
//! The chain decides the last two by itself, never under the floor, who equivocated first, then the longest
//! silent. And **until finality passes, it removes no more than are tolerated**. In a network cut in two each
//! side sees the other silent; were each to remove the other, each would take itself for the whole. A set that
//! finality has not handed over to may never be in force; so no two handovers wait at once for more
//! voters than the last set can miss.
//!
//! The runtime does not see finality. It sees who authored on this chain. In a session in which so many
//! authored that they suffice to finalise, both as validators of that session and as those of the last such
//! session ([`Finality`]), finality can have passed. Those that left by vote count as having handed over. It
//! is evidence, no proof: who authors and does not vote is not seen. Where finality was lost and root had to
//! restart it (pallet-grandpa's `note_stalled`), root says so here too: [`Call::note_finality`].
//!
//! ## Equivocation
//!
//! Nothing is staked, so nothing is slashed: who votes for two blocks in a round of finality loses its place.
//! Anyone reports it with pallet-grandpa's `report_equivocation` (free if it is true), nodes by
//! themselves, while the set it voted in is in force; see [`EquivocationReports`]. What older sets did,
//! and two blocks in a slot (Aura proves nothing on chain; nodes log it), the set judges by vote.
//!
//! ## Example
//!
//! A set of four with a floor of three. Community 0 nominates Eve; she registers keys; the set confirms her,
//! two sessions later she authors. Dave's node dies: after so many silent sessions he leaves, and
//! may be nominated again when he has cooled down. (Test: `the_example_of_the_crate_page`.)
//!
//! ## Storage, and what bounds it
//!
//! | item | of which there are |
//! |---|---|
//! | [`Validators`], [`Finality`] | one, of [`Config::MaxValidators`] |
//! | [`Departures`] | one, of [`Config::MaxDepartures`]; with cool-down and finality they go |
//! | [`Nominations`], [`NominationCount`] | [`Config::MaxNominations`] a community, [`Config::MaxNominators`] an account |
//! | [`Authored`] | one for each validator of the session; removed at its end |
//!
//! Communities pay for nominations with the fees of their calls; the rest is decided by the set.
//!
//! ## Invariants
//!
//! 1. The set is never under the floor; its validators are distinct and have keys, and so has who validates
//!    in the session.
//! 2. A validator is a founder or nominated. A community nominates an account once; nominations are counted
//!    exactly and within [`Config::MaxNominations`].
//! 3. Who cools down is not in the set and not nominated.
//! 4. Only validators of the session in progress have authored in it.
//! 5. [`Finality`] is of no later session, and without who left otherwise than by the chain itself.
//! 6. The collective's members are the set's (checked where both are known).
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod equivocation;
mod invariants;
mod membership;
#[cfg(test)]
mod mock;
mod nominations;
pub mod quorum;
mod sessions;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use equivocation::{EquivocationReports, OfSetInForce};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use commonwatt_primitives::{traits::Communities, CommunityId};
	use frame_support::{
		pallet_prelude::*,
		traits::{ChangeMembers, InitializeMembers},
	};
	use frame_system::pallet_prelude::*;
	use sp_staking::SessionIndex;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config
		+ pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
	{
		type Communities: Communities<Self::AccountId>;
		/// Decides for the set.
		type SetOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Decides for the chain.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;
		/// Has the members of the set.
		type Collective: ChangeMembers<Self::AccountId> + InitializeMembers<Self::AccountId>;
		/// What a change of its members takes at most.
		type CollectiveWeight: Get<Weight>;
		/// Validators of the set. Consensus must take as many.
		#[pallet::constant]
		type MaxValidators: Get<u32>;
		/// Communities that nominate an account.
		#[pallet::constant]
		type MaxNominators: Get<u32>;
		/// Accounts that a community nominates.
		#[pallet::constant]
		type MaxNominations: Get<u32>;
		/// Departures that are remembered. With as many nobody leaves.
		#[pallet::constant]
		type MaxDepartures: Get<u32>;
		/// Sessions in a row without a block after which a validator leaves.
		#[pallet::constant]
		type MaxSilentSessions: Get<u32>;
		/// Sessions for which who has left cannot be nominated.
		#[pallet::constant]
		type CoolDown: Get<SessionIndex>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Validators, in the order in which they joined.
	pub type ValidatorList<T> =
		BoundedVec<Validator<<T as frame_system::Config>::AccountId>, <T as Config>::MaxValidators>;

	/// The set.
	#[pallet::storage]
	pub type Validators<T: Config> = StorageValue<_, ValidatorList<T>, ValueQuery>;

	/// The fewest validators of the set.
	#[pallet::storage]
	pub type Floor<T> = StorageValue<_, u32, ValueQuery>;

	/// The communities that nominate an account, in or out of the set.
	#[pallet::storage]
	pub type Nominations<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<CommunityId, T::MaxNominators>,
		ValueQuery,
	>;

	/// How many accounts each community nominates.
	#[pallet::storage]
	pub type NominationCount<T> = StorageMap<_, Twox64Concat, CommunityId, u32, ValueQuery>;

	/// Who has left and cools down, or left and the handover may wait for finality; oldest first.
	#[pallet::storage]
	pub type Departures<T: Config> =
		StorageValue<_, BoundedVec<Departure<T::AccountId>, T::MaxDepartures>, ValueQuery>;

	/// The validators that have authored in the session in progress.
	#[pallet::storage]
	pub type Authored<T: Config> = StorageMap<_, Twox64Concat, T::AccountId, ()>;

	/// The last session in which finality can have passed.
	#[pallet::storage]
	pub type Finality<T: Config> =
		StorageValue<_, Finalized<T::AccountId, T::MaxValidators>, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The fewest validators of the set; 0 is 1. The first are the session's.
		pub floor: u32,
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			let founders = pallet_session::Validators::<T>::get();
			assert!(
				self.floor as usize <= founders.len(),
				"the session has {} keys at genesis, fewer than the floor of {}: pallet-session comes first",
				founders.len(),
				self.floor
			);
			Floor::<T>::put(self.floor.max(1));
			T::Collective::initialize_members(&founders);
			Finality::<T>::put(Finalized::new(0, founders.clone()));
			let founders: Vec<_> = founders.into_iter().map(Validator::founder).collect();
			let set = ValidatorList::<T>::try_from(founders);
			Validators::<T>::put(
				set.expect("genesis has no more keys than there may be validators"),
			);
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		Nominated {
			community: CommunityId,
			validator: T::AccountId,
		},
		NominationWithdrawn {
			community: CommunityId,
			validator: T::AccountId,
		},
		/// It joins the set, which is so large now.
		Confirmed {
			validator: T::AccountId,
			validators: u32,
		},
		/// It leaves the set, which is so large now. It cools down until the end of session `until`; its
		/// nominations have ended.
		Departed {
			validator: T::AccountId,
			reason: Reason,
			until: SessionIndex,
			validators: u32,
		},
		/// It was proven to have voted twice in a round of finality.
		Equivocated {
			validator: T::AccountId,
			round: u64,
		},
		FloorSet {
			floor: u32,
		},
		/// Automatic removals are counted from this session's validators on.
		FinalityNoted {
			session: SessionIndex,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// The community nominates the account already.
		AlreadyNominated,
		/// The community does not nominate the account; to be confirmed, no community does that exists.
		NotNominated,
		/// The account has left the set: nominate it when it has cooled down.
		CoolingDown,
		/// The community nominates as many as it may: withdraw a nomination first.
		TooManyNominations,
		/// As many communities nominate the account as may.
		TooManyNominators,
		/// The account is a validator of the set already.
		AlreadyValidator,
		/// The account is no validator of the set.
		NotValidator,
		/// The account has no session keys: register them with session's `set_keys`.
		NoKeys,
		/// The set is as large as it may be.
		TooManyValidators,
		/// More validators would be asleep than finality tolerates: wait until they have authored a block, or
		/// left.
		TooManySilent,
		/// The set would fall under its floor: confirm another validator first.
		FloorReached,
		/// Too many have left lately: wait until one has cooled down.
		TooManyDepartures,
		/// The account validates, or is about to, or still does: its keys stay.
		StillValidating,
		/// The floor is at least 1.
		FloorIsZero,
		/// The set has fewer validators than this floor.
		FloorAboveSet,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// What noting the block's author takes, which pallet-authorship does not charge.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			<T as Config>::WeightInfo::note_author()
		}

		fn integrity_test() {
			assert!(
				T::CoolDown::get() >= sessions::SESSIONS_TO_ENACT,
				"who has left cools down until it validates no more"
			);
			assert!(T::MaxValidators::get() > 0 && T::MaxSilentSessions::get() > 0);
			assert!(T::MaxNominators::get() > 0 && T::MaxNominations::get() > 0);
			assert!(
				T::MaxDepartures::get()
					> quorum::tolerated(T::MaxValidators::get() as usize) as u32,
				"there is room for those that the chain removes at once"
			);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Nominates an account to validate, or one that validates already beside its other nominators. The
		/// community's operator.
		///
		/// Errors: [`Error::AlreadyNominated`], [`Error::CoolingDown`], [`Error::TooManyNominations`],
		/// [`Error::TooManyNominators`]; the communities' if there is no such community or the origin is not its
		/// operator. Emits [`Event::Nominated`].
		#[pallet::call_index(0)]
		pub fn nominate(
			origin: OriginFor<T>,
			community: CommunityId,
			validator: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_nominate(community, validator)
		}

		/// Withdraws a nomination. With its last one a validator leaves the set, unless it is a founder. The
		/// community's operator.
		///
		/// Errors: [`Error::NotNominated`]; if it would leave, those of [`Self::resign`]. Emits
		/// [`Event::NominationWithdrawn`], and [`Event::Departed`] if it leaves.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::withdraw_nomination().saturating_add(T::CollectiveWeight::get()))]
		pub fn withdraw_nomination(
			origin: OriginFor<T>,
			community: CommunityId,
			validator: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_withdraw_nomination(community, validator)
		}

		/// Takes a candidate into the set. It validates from the session after the next on. The set.
		///
		/// Errors: [`Error::AlreadyValidator`], [`Error::NotNominated`], [`Error::NoKeys`],
		/// [`Error::TooManyValidators`], [`Error::TooManySilent`]. Emits [`Event::Confirmed`].
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::confirm().saturating_add(T::CollectiveWeight::get()))]
		pub fn confirm(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::SetOrigin::ensure_origin(origin)?;
			Self::do_confirm(validator)
		}

		/// Takes a validator out of the set. The set.
		///
		/// Errors: those of [`Self::resign`]. Emits [`Event::Departed`].
		#[pallet::call_index(3)]
		#[pallet::weight(<T as Config>::WeightInfo::remove().saturating_add(T::CollectiveWeight::get()))]
		pub fn remove(origin: OriginFor<T>, validator: T::AccountId) -> DispatchResult {
			T::SetOrigin::ensure_origin(origin)?;
			Self::leave(&validator, Reason::Removed)
		}

		/// Leaves the set. Validate on to the end of the next session. The validator.
		///
		/// Errors: [`Error::NotValidator`], [`Error::FloorReached`], [`Error::TooManySilent`],
		/// [`Error::TooManyDepartures`]. Emits [`Event::Departed`].
		#[pallet::call_index(4)]
		#[pallet::weight(<T as Config>::WeightInfo::resign().saturating_add(T::CollectiveWeight::get()))]
		pub fn resign(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::leave(&who, Reason::Resigned)
		}

		/// Purges the session keys of the caller and returns their deposit. Who does not validate.
		///
		/// Errors: [`Error::StillValidating`]; pallet-session's if there are no keys. Emits nothing.
		#[pallet::call_index(5)]
		#[pallet::weight(<T as Config>::WeightInfo::purge_keys()
			.saturating_add(<<T as pallet_session::Config>::WeightInfo as pallet_session::WeightInfo>::purge_keys()))]
		pub fn purge_keys(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin.clone())?;
			Self::do_purge_keys(origin, &who)
		}

		/// Sets the fewest validators that the set may have. Root.
		///
		/// Errors: [`Error::FloorIsZero`], [`Error::FloorAboveSet`]. Emits [`Event::FloorSet`].
		#[pallet::call_index(6)]
		pub fn set_floor(origin: OriginFor<T>, floor: u32) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_set_floor(floor)
		}

		/// Says that finality passes with the validators of the session in progress, after it was lost and
		/// restarted: automatic removals are counted from them on. Root.
		///
		/// Emits [`Event::FinalityNoted`].
		#[pallet::call_index(7)]
		pub fn note_finality(origin: OriginFor<T>) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_note_finality();
			Ok(())
		}
	}
}
