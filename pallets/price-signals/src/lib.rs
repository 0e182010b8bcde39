//! # Price signals
//!
//! The oracle of a community. Elected forecasters send signed forecasts of its price, demand,
//! generation and green share; the chain aggregates them, scores each when the truth is known, and
//! everyone may act on the aggregate.
//!
//! ## Terms
//!
//! - **Forecaster**: elected by the community. Its account owns the role; its **signal key**, of a kind
//!   of its own ([`crypto`]), signs and can do nothing else.
//! - **Round**: the interval in progress. A signal of round `r` forecasts the intervals from `r + lead`
//!   on: round `r` is over when `r + 1` begins, and with a lead of 2 there is a whole interval left to
//!   order for `r + 2`.
//! - **Heard**: the first step of each signal of a round. It is what is aggregated and scored.
//! - **Quorum**: a majority of those a signal was expected of, and [`Config::MinQuorum`]. Expected is who
//!   was active before the round began, and whoever sent one. Without it there is no aggregate, no
//!   score and no reward, and no fault: nobody is blamed for a standstill of the chain. But if half of them
//!   were heard, the chain went on, and the others are at fault: of two forecasters one that is silent for
//!   good would end the signals of the other.
//! - **Aggregate**: for each variable and level the weighted lower median of those heard, see [`median`].
//! - **Relative loss**, **score**, **reputation**: see below.
//! - **Fault**: an interval missed, or done while the average relative loss is above twice that of the
//!   median participant and above 1. Any other interval takes a fault back. At [`Config::MaxFaults`] the
//!   forecaster is suspended.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `elect_forecaster`, `dismiss_forecaster`, `suspend_forecaster`, `reinstate_forecaster`, `set_reward` | the community's operator, until its DAO can |
//! | `rotate_signal_key` | the forecaster's account |
//! | `fund_rewards`, `claim_reward` | anyone, signed |
//! | `submit_signal` | anyone, unsigned and free of charge: the signal is signed by its forecaster's key |
//!
//! ## What a signal may be
//!
//! One for each forecaster and round. Checked in this order, cheap things first: community, forecaster,
//! active, round, not sent yet, 1 to 96 steps within a day, quantiles monotonic and within what can be
//! ([`Outcomes::limits`], looked up once for all steps), and last the signature. The codes of what is
//! refused are [`SignalRefusal`]'s. The signature covers the genesis hash, community, forecaster and
//! round, so it holds nowhere else and never again. It is valid for a round, before every tip: there are
//! at most [`Config::MaxForecasters`] in a community's round. A node that is a block behind at the turn
//! of a round refuses it as of a future one, and bans these bytes for a while: sign anew and send again
//! (sr25519 signatures differ each time); only one counts.
//!
//! A key is not proven to be possessed. Signatures are not aggregated and what is signed names the
//! forecaster, so whoever registers another's key cannot sign with it; but a node's worker signs for every
//! forecaster that has a key of its keystore, and so would work for it. A forecaster that sees its key
//! registered elsewhere rotates it. A key is unique
//! in a community so that it is always clear whose it is. Rotation holds at once: what the old key has
//! signed and is not in a block yet is refused.
//!
//! ## Aggregation, and what it withstands
//!
//! A forecaster weighs `base + reputation`, the base half of [`Config::MaxForecasters`] rounded up and a
//! reputation at most 1. So any minority of those heard, of any reputation, weighs less than half, and
//! every aggregated value lies between the lowest and the highest of the others (see [`median`]; test:
//! `a_hostile_minority_never_leaves_the_honest_range`). A majority of those heard is trusted: it can also
//! get others suspended.
//!
//! ## Scoring
//!
//! Of an interval with an aggregate, once [`Outcomes::known_until`] is beyond it. If its outcome never
//! came it is skipped. All integers; every division rounds down.
//!
//! 1. Loss of a variable: the pinball losses of the five levels, exact in hundredths of its unit.
//! 2. Reference of a variable: the exponential average (1/32) of the participants' median loss, with this
//!    interval; at least 1 % of the average outcome, and 1 hundredth.
//! 3. Relative loss: loss by reference, at most 10, averaged over the variables, in millionths. So
//!    variables of any unit weigh alike, and a night of zeros does not blow up the next morning.
//! 4. Score: `1 / (1 + relative loss)`; 0 for who was expected and not heard.
//! 5. Reputation: the exponential average (1/32) of scores, from 1/2.
//!
//! Who does something else than forecast is suspended, with `MaxFaults` of 24, within so many scored
//! intervals (tests in `tests/simulation.rs`: five forecasters, two hostile, a synthetic day with noise,
//! beginning at any hour):
//!
//! | | intervals | because |
//! |---|---|---|
//! | silent | 24 | a fault each |
//! | replays its first signal | 25 | the first one counts |
//! | extreme: the most that can be | 27 to 37 | its average needs 4 to be above twice the median; longer in a morning, when all are surprised |
//! | constant: the mean of a day | 27 to 37 | |
//! | colluders who overstate everything by half | 28 to 40 | |
//! | copies another | never | it is as good as what it copies |
//!
//! Who misses less than every second interval is not, nor who is a little worse than others: its
//! reputation and its rewards fall. Nor is anyone while only [`Config::MinQuorum`] are active: a median
//! that withstands a bad one is better than no signal. Then the operator elects another, or suspends by
//! hand.
//!
//! ## Rewards
//!
//! Every scored interval has up to `per_interval` for its forecasters, if the funded budget does. The skill
//! of each is the relative loss of the **naive** forecast (the outcome of 24 hours before as every quantile)
//! less its own, or 0. As much of it is given out as the best skill is of the naive loss: who knows nothing
//! gets next to nothing, also if nobody else is there. Shares are proportional to skill. Identical forecasts are one: they share one
//! part equally, so a copy adds nothing to what the copied and its copiers earn together. It does take
//! from the copied; and a copy that changes one unit is no longer identical. Only sealed signals would
//! end that; elections bound how many copiers there are. Without yesterday's outcome there is no reward.
//! Shares round down, the dust stays in the budget.
//!
//! The tokens are in the pallet's account, which whoever funds it first endows with the existential
//! deposit. What cannot be paid to a dismissed forecaster (less than the existential deposit, and its
//! account is empty) returns to the budget.
//!
//! ## Example
//!
//! Three forecasters say that the median price of interval 12 is 100, 110 and 400. Round 10 ends: the
//! aggregate says 110. The price turns out to be 105: the third loses 59 times as much as the others,
//! its relative loss of the price is 10, its reputation falls. (Test: `the_example_of_the_crate_page`.)
//!
//! ## Storage, and what bounds it
//!
//! | item | bytes at most | of which there are |
//! |---|---|---|
//! | [`Forecasters`] | 110 each | [`Config::MaxForecasters`] a community |
//! | [`Latest`] | 17,286 | one for each active forecaster; goes with dismissal and suspension |
//! | [`Heard`] | 184 for each forecaster | one for each interval to be settled (2 rounds, more if `on_poll` was skipped) or scored |
//! | [`Settled`] | 184 | [`Config::MaxUnscored`] a community, removed when scored; beyond it the oldest goes unscored |
//! | [`Rounds`], [`References`], [`RewardPots`], [`NextForecasterId`] | 10 + 4 for each unscored, 128, 32, 4 | one a community |
//!
//! The community pays for it by electing forecasters: nobody else can add to it. Changing
//! [`Config::Lead`] needs a migration.
//!
//! ## Invariants
//!
//! 1. The pallet's account holds at least the budgets and what is earned, and the existential deposit if
//!    there is anything; exactly that but for donations.
//! 2. Ids rise below the next, accounts and keys are distinct in a community, every forecaster's account
//!    needs no token, faults are at most [`Config::MaxFaults`].
//! 3. Every [`Settled`] interval waits for its score, and the other way round; it is monotonic.
//! 4. Every [`Heard`] interval waits to be settled or scored; a forecaster is heard once.
//! 5. A [`Latest`] signal is an active forecaster's, of its last round.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod costs;
pub mod crypto;
mod election;
mod invariants;
pub mod median;
#[cfg(test)]
mod mock;
mod rewards;
mod rounds;
pub mod score;
mod scoring;
mod submission;
#[cfg(test)]
mod tests;
mod types;
mod views;
pub mod weights;
pub mod worker;

pub use costs::Costs;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(doc)]
use commonwatt_primitives::{signal::SignalRefusal, traits::Outcomes as _};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::score::Reference;
	use alloc::vec::Vec;
	use commonwatt_primitives::{
		signal::{Forecast, ForecasterId, Outcome, SignalPayload, VARIABLES},
		traits::{Communities, MarketClock, Outcomes, Tariffs},
		Balance, CommunityId, Interval,
	};
	use frame_support::{pallet_prelude::*, traits::fungible, weights::WeightMeter, PalletId};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};
	use sp_core::H256;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config:
		frame_system::Config<Hash = H256> + CreateAuthorizedTransaction<Call<Self>>
	{
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;
		type Communities: Communities<Self::AccountId>;
		type Clock: MarketClock;
		type Tariffs: Tariffs;
		type Outcomes: Outcomes;
		/// The pallet's account derives from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Intervals from a round to the first it forecasts, at least 2.
		#[pallet::constant]
		type Lead: Get<Interval>;
		/// Forecasters of a community, suspended ones too.
		#[pallet::constant]
		type MaxForecasters: Get<u32>;
		/// The fewest forecasters that make an aggregate.
		#[pallet::constant]
		type MinQuorum: Get<u32>;
		/// Faults that suspend a forecaster.
		#[pallet::constant]
		type MaxFaults: Get<u32>;
		/// Intervals of a community that wait for their outcome.
		#[pallet::constant]
		type MaxUnscored: Get<u32>;
		/// The most weight that settling rounds and scoring take in a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Forecasters, in order of their ids.
	pub type ForecasterList<T> = BoundedVec<
		Forecaster<<T as frame_system::Config>::AccountId>,
		<T as Config>::MaxForecasters,
	>;

	/// The forecasters of each community, in order of their ids.
	#[pallet::storage]
	pub type Forecasters<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, ForecasterList<T>, ValueQuery>;

	/// The id of each community's next forecaster.
	#[pallet::storage]
	pub type NextForecasterId<T> =
		StorageMap<_, Twox64Concat, CommunityId, ForecasterId, ValueQuery>;

	/// The last signal of each active forecaster: for wallets and agents.
	#[pallet::storage]
	pub type Latest<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, ForecasterId, Signal>;

	/// The first steps of the signals that forecast an interval, in the order they came.
	#[pallet::storage]
	pub type Heard<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Twox64Concat,
		Interval,
		BoundedVec<(ForecasterId, Forecast), T::MaxForecasters>,
		ValueQuery,
	>;

	/// The aggregate of each interval that was forecast and is not scored.
	#[pallet::storage]
	pub type Settled<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, Aggregate>;

	/// How far each community's rounds have come, since its first forecaster.
	#[pallet::storage]
	pub type Rounds<T: Config> = StorageMap<_, Twox64Concat, CommunityId, Progress<T::MaxUnscored>>;

	/// What losses are measured by, for each variable in the order of a forecast's fields; since the
	/// first interval that was scored.
	#[pallet::storage]
	pub type References<T> = StorageMap<_, Twox64Concat, CommunityId, [Reference; VARIABLES]>;

	/// What each community pays its forecasters.
	#[pallet::storage]
	pub type RewardPots<T> = StorageMap<_, Twox64Concat, CommunityId, Rewards, ValueQuery>;

	/// The community that comes first in the next block.
	#[pallet::storage]
	pub type NextCommunity<T> = StorageValue<_, CommunityId, ValueQuery>;

	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		pub forecasters: Vec<GenesisForecaster<T::AccountId>>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for genesis in &self.forecasters {
				let GenesisForecaster {
					community,
					account,
					key,
				} = genesis.clone();
				assert!(T::Communities::exists(community), "a genesis community");
				Pallet::<T>::do_elect_forecaster(community, account, key)
					.expect("genesis forecasters are distinct and not too many");
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		ForecasterElected {
			community: CommunityId,
			forecaster: ForecasterId,
			account: T::AccountId,
			key: crypto::Public,
		},
		/// What it had earned was paid, or went back to the budget.
		ForecasterDismissed {
			community: CommunityId,
			forecaster: ForecasterId,
			account: T::AccountId,
			paid: Balance,
			returned: Balance,
		},
		ForecasterSuspended {
			community: CommunityId,
			forecaster: ForecasterId,
			reason: Suspension,
		},
		ForecasterReinstated {
			community: CommunityId,
			forecaster: ForecasterId,
		},
		SignalKeyRotated {
			community: CommunityId,
			forecaster: ForecasterId,
			key: crypto::Public,
		},
		RewardsFunded {
			community: CommunityId,
			who: T::AccountId,
			amount: Balance,
			budget: Balance,
		},
		RewardSet {
			community: CommunityId,
			per_interval: Balance,
		},
		RewardClaimed {
			community: CommunityId,
			forecaster: ForecasterId,
			account: T::AccountId,
			amount: Balance,
		},
		/// The signal is in the extrinsic; its first step forecasts interval `from`.
		SignalHeard {
			community: CommunityId,
			forecaster: ForecasterId,
			round: Interval,
			from: Interval,
			steps: u32,
		},
		/// The round that forecast an interval is over: the aggregate of those heard.
		ForecastSettled {
			community: CommunityId,
			interval: Interval,
			heard: u32,
			forecast: Forecast,
		},
		/// A round had fewer signals than needed: no forecast of the interval.
		NoQuorum {
			community: CommunityId,
			interval: Interval,
			heard: u32,
			needed: u32,
		},
		/// No signal came in the rounds that would have forecast the intervals `from..until`.
		NothingHeard {
			community: CommunityId,
			from: Interval,
			until: Interval,
		},
		IntervalScored {
			community: CommunityId,
			interval: Interval,
			outcome: Outcome,
			scores: BoundedVec<Score, T::MaxForecasters>,
		},
		/// The outcome of an interval never came, or too late.
		IntervalNotScored {
			community: CommunityId,
			interval: Interval,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no community of this id.
		UnknownCommunity,
		/// The community has no forecaster of this id.
		UnknownForecaster,
		/// The account is a forecaster of the community already.
		AlreadyForecaster,
		/// The key is a forecaster's of the community already.
		KeyInUse,
		/// The community has as many forecasters as it may.
		TooManyForecasters,
		/// Only the forecaster's account may do this.
		NotForecaster,
		/// The forecaster is suspended already.
		AlreadySuspended,
		/// The forecaster is not suspended.
		NotSuspended,
		/// The amount is zero.
		ZeroAmount,
		/// More money than can be reckoned with.
		TooMuchMoney,
		/// The forecaster has earned nothing since the last claim.
		NothingEarned,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::poll(remaining);
		}

		fn offchain_worker(block: BlockNumberFor<T>) {
			worker::run::<T>(block);
		}

		fn integrity_test() {
			let most = T::MaxForecasters::get();
			assert!(T::Lead::get() >= 2, "an interval is left to order for");
			assert!((1..=most).contains(&T::MinQuorum::get()), "a quorum can be");
			assert!(T::MaxFaults::get() > 0 && T::MaxUnscored::get() > T::Lead::get());
			let turn = T::WeightInfo::poll_base()
				.saturating_add(T::WeightInfo::poll_community())
				.saturating_add(T::WeightInfo::open_community(most))
				.saturating_add(T::WeightInfo::settled_round(most))
				.saturating_add(T::WeightInfo::scored_interval(most));
			assert!(
				turn.all_lte(T::PollWeight::get()),
				"a round and an interval fit a block: {turn}"
			);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Elects a forecaster. It needs no token to be one. The community's operator.
		///
		/// - `account` rotates the key and gets the rewards.
		/// - `key` signs its signals, from the round in progress on; they are expected from the next.
		///
		/// Errors: [`Error::AlreadyForecaster`], [`Error::KeyInUse`], [`Error::TooManyForecasters`]. Emits
		/// [`Event::ForecasterElected`].
		#[pallet::call_index(0)]
		pub fn elect_forecaster(
			origin: OriginFor<T>,
			community: CommunityId,
			account: T::AccountId,
			key: crypto::Public,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_elect_forecaster(community, account, key)
		}

		/// Ends a forecaster's role, and pays what it has earned. What it forecast and is not scored yet
		/// earns nothing more. The community's operator.
		///
		/// Emits [`Event::ForecasterDismissed`].
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::dismissal())]
		pub fn dismiss_forecaster(
			origin: OriginFor<T>,
			community: CommunityId,
			forecaster: ForecasterId,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_dismiss_forecaster(community, forecaster)
		}

		/// Suspends a forecaster. It keeps what it has earned. The community's operator.
		///
		/// Errors: [`Error::AlreadySuspended`]. Emits [`Event::ForecasterSuspended`].
		#[pallet::call_index(2)]
		pub fn suspend_forecaster(
			origin: OriginFor<T>,
			community: CommunityId,
			forecaster: ForecasterId,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_suspend_forecaster(community, forecaster)
		}

		/// Reinstates a suspended forecaster: without faults and with a fresh average of losses, with its
		/// reputation. The community's operator.
		///
		/// Errors: [`Error::NotSuspended`]. Emits [`Event::ForecasterReinstated`].
		#[pallet::call_index(3)]
		pub fn reinstate_forecaster(
			origin: OriginFor<T>,
			community: CommunityId,
			forecaster: ForecasterId,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			Self::do_reinstate_forecaster(community, forecaster)
		}

		/// Replaces the key that signs a forecaster's signals, at once. The forecaster's account, suspended
		/// or not.
		///
		/// Errors: [`Error::NotForecaster`], [`Error::KeyInUse`]. Emits [`Event::SignalKeyRotated`].
		#[pallet::call_index(4)]
		pub fn rotate_signal_key(
			origin: OriginFor<T>,
			community: CommunityId,
			forecaster: ForecasterId,
			key: crypto::Public,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_signal_key(&who, community, forecaster, key)
		}

		/// Adds tokens to the budget of a community's rewards. Anyone. Whoever funds the chain's first
		/// budget pays the existential deposit of the pallet's account beside it.
		///
		/// Emits [`Event::RewardsFunded`].
		#[pallet::call_index(5)]
		pub fn fund_rewards(
			origin: OriginFor<T>,
			community: CommunityId,
			amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_fund_rewards(who, community, amount)
		}

		/// Sets what the forecasters of an interval get together at most, base units; zero ends rewards. Holds for
		/// every interval scored from now on, as far as the budget goes. The community's operator.
		///
		/// Emits [`Event::RewardSet`].
		#[pallet::call_index(6)]
		pub fn set_reward(
			origin: OriginFor<T>,
			community: CommunityId,
			per_interval: Balance,
		) -> DispatchResult {
			Self::ensure_operator(origin, community)?;
			RewardPots::<T>::mutate(community, |rewards| rewards.per_interval = per_interval);
			Self::deposit_event(Event::RewardSet {
				community,
				per_interval,
			});
			Ok(())
		}

		/// Pays what a forecaster has earned to its account. Anyone: it only pays out.
		///
		/// Errors: [`Error::NothingEarned`]; the currency's if the account is empty and it is less than the
		/// existential deposit. Emits [`Event::RewardClaimed`].
		#[pallet::call_index(7)]
		pub fn claim_reward(
			origin: OriginFor<T>,
			community: CommunityId,
			forecaster: ForecasterId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_reward(community, forecaster)
		}

		/// Takes a signal of the round in progress. Unsigned: anyone may carry it, it costs no fee.
		///
		/// - `payload`: who says what.
		/// - `signature`: the forecaster's over [`SignalPayload::signed_bytes`].
		///
		/// What is refused never enters a block: the page says what is checked. Emits
		/// [`Event::SignalHeard`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::submit_signal(payload.steps.len() as u32))]
		#[pallet::authorize(Self::authorize_signal)]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_submit_signal(payload.steps.len() as u32))]
		pub fn submit_signal(
			origin: OriginFor<T>,
			payload: SignalPayload,
			signature: crypto::Signature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			let _ = signature;
			Self::hear(payload)
		}
	}
}
