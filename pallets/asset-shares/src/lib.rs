//! # Asset shares
//!
//! Fractional ownership of a community's plants: a solar park, a battery, a charging station is offered
//! in shares, what it earns is distributed to whoever holds them, to the base unit.
//!
//! ## Terms
//!
//! - **Asset**: a plant, from its proposal until its last share is redeemed. It has an account of its own.
//! - **Offering**: sells shares at a fixed price, between a soft and a hard cap, until a deadline or until
//!   the hard cap is reached. A **subscription** is paid for and moves nowhere; when the offering has sold
//!   the soft cap, subscriptions are shares and the **beneficiary** gets the proceeds, else they are refunded.
//! - **Income**: the credit of the asset's delivery point, and what anybody pays in. First the **upkeep
//!   reserve** gets its share, until it is at its target; the rest is distributed.
//! - **Index**: base units that each share has earned since it was issued. A distribution adds
//!   `(amount + dust) / earning shares`, rounded down; the remainder is the **dust**, carried to the next.
//!   A holder is **entitled** to `shares x (index - index at its last change)`: exact, whatever moves when.
//! - **Pool**: the liquidity pool of a share. It holds shares for others, earns nothing and has no vote.
//!   **Earning shares** are all others.
//! - **Record**: a moment of which it is known who held what, for votes ([`ShareVotes`]).
//!
//! ## An asset's life
//!
//! | phase | ends by | what holders have |
//! |---|---|---|
//! | `Proposed` | `open_offering`; `reject`, `withdraw_proposal`: gone | |
//! | `Offering` | `close_offering`, once it has ended | subscriptions |
//! | `Failed` | the last `refund`: gone | subscriptions |
//! | `Active` | `begin_wind_up` | shares |
//! | `WindingUp` | `liquidate` | shares that leave the pool only, for [`Config::PoolExitPeriod`] |
//! | `Liquidated` | the last `redeem`: gone | what they have earned |
//!
//! A proposal's deposit comes back however it ends: a rejection is an opinion, and an operator that gained
//! by rejecting would be a temptation. What keeps proposals few is that only active members make them,
//! that a community has a bounded number of assets, and that of these few can be proposals of one member.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `propose` | an active member |
//! | `withdraw_proposal` | the proposer |
//! | `subscribe` | who may hold the shares |
//! | `transfer`, `sell_back`, `claim_income` | the holder |
//! | `close_offering`, `refund`, `collect_income`, `pay_income`, `claim_income_for`, `redeem` | anyone, signed: they only pay to whom it is due |
//! | `end_buy_back` | the operator, and anyone once the offer is over |
//! | all others | the community's operator, until its DAO can |
//!
//! ## Transfer rules
//!
//! [`TransferRules`] say who may receive shares and when they move; the operator can freeze a holding or
//! the asset by order. They hold on every path: transfers, swaps, liquidity, and the traits of
//! `fungibles` that another pallet calls. Nothing is above them but a compulsory buy-back. Who may no
//! longer receive (suspended, taken off the allow-list) keeps its shares and may sell them. Freezes and
//! locks are about shares: what they earn can always be claimed.
//!
//! Nobody but an offering issues shares, nothing but a buy-back, a redemption and the end of the pool burns
//! them. A market that withdraws shares and drops them has burned them, though ([`Event::SharesDropped`]);
//! asset-conversion never does.
//!
//! LP tokens stand for shares. The runtime filters every call of the LP tokens' pallet, so that they
//! cannot be transferred, and liquidity that is added for who may not hold the shares
//! ([`Pallet::may_hold`], asked of `mint_to`): it could have them taken out to a member of its choice.
//!
//! ## Pools
//!
//! Which account is a pool is computed ([`SharePools`]), not registered: the runtime's locator has the token
//! on one side of each pool, so there is one for each share, and no moment at which a pool exists and is
//! not known as one.
//!
//! A pool has no holding of its own that could be frozen: the asset can, but not while it is wound up. When
//! an asset is wound up, shares leave the pool for a while: LP holders remove their liquidity, anyone
//! buys. What is left in it at the liquidation is burned and gets nothing. The tokens on its other side stay
//! with the pool: asset-conversion pays out only both.
//!
//! ## The last credit
//!
//! Nobody signs for an asset's account. So its points are closed, emptied and removed before it is liquidated:
//! `close_point` of metering, `collect_income` (of a closed and settled point all is free), `remove_point`,
//! `detach_point`. A point can be attached again for that while the asset is wound up.
//!
//! ## Accounts without tokens
//!
//! A holding takes no reference to its account and needs no existential deposit: members have a
//! sufficient reference of their own, others must have an account when they receive. A share costs at least the
//! existential deposit, so that a refund and a compulsory buy-back can be paid to an empty account.
//! Income of less waits there until there is more; at redemption it is forfeited to the dust.
//!
//! ## Votes
//!
//! A holder's weight is the least it has held in the record's block until then: who buys, has a proposal opened
//! and sells in one transaction has held nothing, and votes with nothing.
//!
//! At the first change of a holding after a record was taken, what the holder had is kept for that record.
//! So a record costs nothing when it is taken, a change costs at most [`Config::MaxRecords`] entries, and a
//! weight is exact. Entries of released records go with the next change of the holding, or after the asset.
//!
//! ## Example
//!
//! 1,000 shares at 100; Anna takes 600, Ben 300, Carla 100. A tenth of income is for upkeep, up to 500.
//!
//! | what happens | reserve | Ben | Dora | dust |
//! |---|---|---|---|---|
//! | the offering closes: the seller has 100,000 | 0 | 0 | | 0 |
//! | income of 2,000 | 200 | 300 | | 800 |
//! | Ben's 300 shares go to Dora | 200 | 300 | 0 | 800 |
//! | income of 1,000 | 300 | 300 | 300 | 700 |
//! | Ben claims | 300 | paid | 300 | 700 |
//!
//! (Test: `the_example_of_the_crate_page`.)
//!
//! ## Invariants
//!
//! 1. The holdings of an asset sum to what is issued, and are counted; empty ones are not kept.
//!    A member's proposed and offered assets are counted too, and within their bound.
//! 2. Earning shares are what is issued less what the pool holds; the pool has earned nothing.
//! 3. What holders are entitled to sums to what is unpaid, to the unit.
//! 4. Received = paid + unpaid + dust + upkept, and upkept = reserve + spent + what a buy-back has of it.
//! 5. The asset's account holds at least what is unpaid, the dust, the reserve, the money of subscriptions
//!    and of the buy-back, and the existential deposit; more than that are donations, which the treasury gets
//!    in the end.
//! 6. No more subscriptions than the hard cap; no account of an asset holds shares.
//! 7. Open records and what is kept for them are bounded, their ids rise; the supply of a record is at least the
//!    sum of its weights, and just that if no share had moved in its block before it.
//! 8. What is stored of an asset is gone with it, but for allow-list and histories, which `on_poll`
//!    removes. A failed or liquidated asset has holders.
//! 9. A member with shares of or subscriptions to what is for members only, a refund that waits, or unclaimed
//!    income has obligations.
//!
//! ## Who pays for storage
//!
//! | item | of which there are | paid by |
//! |---|---|---|
//! | [`Assets`], [`OfferedTerms`], [`Records`], [`AssetsOf`] | [`Config::MaxAssets`] a community | the proposer's deposit until the offering has ended, then the community |
//! | [`Holdings`] | one a holder | the fee of the subscription, transfer or swap that made it |
//! | [`Histories`] | one a holder that changed after a record, of [`Config::MaxRecords`] entries | as holdings |
//! | [`AllowList`] | [`Config::MaxAllowed`] an asset | the community |
//! | [`ClosedAssets`] | one a closed asset, until its traces are removed | |
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod buy_back;
mod cleanup;
mod costs;
mod fungibles;
mod holdings;
mod income;
mod invariants;
#[cfg(test)]
mod mock;
mod offering;
mod restrictions;
mod rules;
#[cfg(test)]
mod tests;
mod types;
mod views;
mod votes;
pub mod weights;
mod wind_up;

pub use costs::Costs;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[cfg(doc)]
use commonwatt_primitives::share::{SharePools, ShareVotes};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		share::{AssetId, PointIncome, RecordId, SharePools, Shares, TreasuryAccounts},
		traits::{Communities, DeliveryPoints, MarketClock, Obligations},
		Balance, CommunityId, Moment, PointId,
	};
	use frame_support::{pallet_prelude::*, traits::fungible, weights::WeightMeter, PalletId};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::AccountIdConversion;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>
			+ fungible::MutateHold<Self::AccountId, Reason = Self::RuntimeHoldReason>;
		type RuntimeHoldReason: From<HoldReason>;
		type Communities: Communities<Self::AccountId>;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		/// Where income is collected.
		type PointIncome: PointIncome<Self::AccountId>;
		type Pools: SharePools<Self::AccountId>;
		type Treasuries: TreasuryAccounts<Self::AccountId>;
		/// What an asset's account has to settle before the asset is liquidated: nobody signs for it, so that
		/// what it is owed later is lost.
		type Unsettled: Obligations<Self::AccountId>;
		/// The assets' accounts derive from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// On hold of a proposer until its offering has ended.
		#[pallet::constant]
		type ProposalDeposit: Get<Balance>;
		/// Assets of a community, proposed ones too.
		#[pallet::constant]
		type MaxAssets: Get<u32>;
		/// Assets of a member in a community that are proposed or offered: fewer than there may be, so that nobody
		/// alone keeps all others out.
		#[pallet::constant]
		type MaxProposalsOfMember: Get<u32>;
		/// Accounts on the allow-list of an asset.
		#[pallet::constant]
		type MaxAllowed: Get<u32>;
		/// Open records of an asset.
		#[pallet::constant]
		type MaxRecords: Get<u32>;
		/// The longest that an offering may stay open, ms.
		#[pallet::constant]
		type MaxOfferingPeriod: Get<Moment>;
		/// How long shares can leave the pool when an asset is wound up, ms.
		#[pallet::constant]
		type PoolExitPeriod: Get<Moment>;
		/// What removing the traces of closed assets may take of a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
	}

	/// Why tokens are on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a proposal.
		Proposal,
	}

	pub type AssetOf<T> = Asset<<T as frame_system::Config>::AccountId>;
	pub type TermsOf<T> = Terms<<T as frame_system::Config>::AccountId>;

	/// The id of the next asset.
	#[pallet::storage]
	pub type NextAssetId<T> = StorageValue<_, AssetId, ValueQuery>;

	/// The assets of each community, oldest first.
	#[pallet::storage]
	pub type AssetsOf<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, BoundedVec<AssetId, T::MaxAssets>, ValueQuery>;

	/// The assets of each proposer that are proposed or offered.
	#[pallet::storage]
	pub type ProposalsOf<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// The state of each asset.
	#[pallet::storage]
	pub type Assets<T: Config> = StorageMap<_, Twox64Concat, AssetId, AssetOf<T>>;

	/// What was offered.
	#[pallet::storage]
	pub type OfferedTerms<T: Config> = StorageMap<_, Twox64Concat, AssetId, TermsOf<T>>;

	/// Shares; subscriptions, until the offering has ended well.
	#[pallet::storage]
	pub type Holdings<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AssetId, Blake2_128Concat, T::AccountId, Holding>;

	/// Who may receive shares of assets with an allow-list.
	#[pallet::storage]
	pub type AllowList<T: Config> =
		StorageDoubleMap<_, Twox64Concat, AssetId, Blake2_128Concat, T::AccountId, ()>;

	/// The records of each asset.
	#[pallet::storage]
	pub type Records<T: Config> =
		StorageMap<_, Twox64Concat, AssetId, RecordBook<T::MaxRecords>, ValueQuery>;

	/// What holders had at open records, if it has changed since. Ids rise.
	#[pallet::storage]
	pub type Histories<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		AssetId,
		Blake2_128Concat,
		T::AccountId,
		BoundedVec<(RecordId, Shares), T::MaxRecords>,
		ValueQuery,
	>;

	/// Closed assets whose allow-list and histories are not removed yet.
	#[pallet::storage]
	pub type ClosedAssets<T> = StorageMap<_, Twox64Concat, AssetId, ()>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		AssetProposed {
			asset: AssetId,
			community: CommunityId,
			proposer: T::AccountId,
			deposit: Balance,
			terms: TermsOf<T>,
		},
		OfferingOpened {
			asset: AssetId,
			ends: Moment,
		},
		Subscribed {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
			paid: Balance,
		},
		/// The subscriptions are shares.
		OfferingSucceeded {
			asset: AssetId,
			sold: Shares,
			beneficiary: T::AccountId,
			proceeds: Balance,
		},
		/// The subscriptions can be refunded.
		OfferingFailed {
			asset: AssetId,
			sold: Shares,
			soft_cap: Shares,
		},
		Refunded {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
			amount: Balance,
		},
		Transferred {
			asset: AssetId,
			from: T::AccountId,
			to: T::AccountId,
			shares: Shares,
		},
		/// Shares left a holding for a market, which has put them into another, or not at all.
		SharesWithdrawn {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
		},
		/// Shares came from a market.
		SharesDeposited {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
		},
		/// Shares that nobody took out of a market's hands are gone.
		SharesDropped {
			asset: AssetId,
			shares: Shares,
		},
		/// A market has deposited more shares than it withdrew.
		SharesAdded {
			asset: AssetId,
			shares: Shares,
		},
		PointAttached {
			asset: AssetId,
			point: PointId,
		},
		PointDetached {
			asset: AssetId,
			point: PointId,
		},
		/// `upkeep` of it went to the upkeep reserve. Each share earned `per_share`; `dust` is carried.
		IncomeReceived {
			asset: AssetId,
			from: IncomeSource<T::AccountId>,
			amount: Balance,
			upkeep: Balance,
			per_share: Balance,
			dust: Balance,
		},
		IncomeClaimed {
			asset: AssetId,
			who: T::AccountId,
			amount: Balance,
		},
		UpkeepSpent {
			asset: AssetId,
			to: T::AccountId,
			amount: Balance,
			reserve: Balance,
		},
		Allowed {
			asset: AssetId,
			who: T::AccountId,
		},
		Disallowed {
			asset: AssetId,
			who: T::AccountId,
		},
		/// `reason` is the hash of the order.
		AssetFrozen {
			asset: AssetId,
			reason: H256,
		},
		AssetThawed {
			asset: AssetId,
		},
		/// `reason` is the hash of the order.
		HoldingFrozen {
			asset: AssetId,
			who: T::AccountId,
			reason: H256,
		},
		HoldingThawed {
			asset: AssetId,
			who: T::AccountId,
		},
		/// `payer` gets the unspent back, or the upkeep reserve.
		BuyBackOffered {
			asset: AssetId,
			price: Balance,
			shares: Shares,
			until: Moment,
			payer: Option<T::AccountId>,
		},
		BuyBackEnded {
			asset: AssetId,
			unspent: Balance,
		},
		/// The shares are gone.
		SoldBack {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
			amount: Balance,
		},
		/// The shares of who may hold none any more are gone. `income` is what they had earned.
		BoughtBackCompulsorily {
			asset: AssetId,
			who: T::AccountId,
			payer: T::AccountId,
			shares: Shares,
			amount: Balance,
			income: Balance,
		},
		WindUpBegun {
			asset: AssetId,
			pool_closes: Moment,
		},
		/// The upkeep reserve was distributed; shares left in the pool are gone.
		AssetLiquidated {
			asset: AssetId,
			reserve: Balance,
			per_share: Balance,
			dust: Balance,
			left_in_pool: Shares,
		},
		/// `forfeited` is less than an empty account can hold.
		Redeemed {
			asset: AssetId,
			who: T::AccountId,
			shares: Shares,
			paid: Balance,
			forfeited: Balance,
		},
		/// The asset is gone; `to` got what was left in its account.
		AssetClosed {
			asset: AssetId,
			ending: Ending,
			to: T::AccountId,
			amount: Balance,
		},
		HoldersRecorded {
			asset: AssetId,
			record: RecordId,
			supply: Shares,
		},
		RecordReleased {
			asset: AssetId,
			record: RecordId,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no asset of this id.
		UnknownAsset,
		/// The asset is not at a stage of its life where this can be done.
		WrongPhase,
		/// The amount or the number of shares is zero.
		ZeroAmount,
		/// More money than can be reckoned with.
		TooMuchMoney,
		/// The community has as many assets as it may.
		TooManyAssets,
		/// As many assets of the member as may be are proposed or offered.
		TooManyProposalsOfMember,
		/// Only the proposer may withdraw a proposal.
		NotProposer,
		/// A share costs less than an account can hold, so it could not be refunded.
		PriceBelowExistentialDeposit,
		/// The soft cap is zero or above the hard cap.
		CapsOutOfOrder,
		/// The offering is open for no time, or for longer than may be.
		OfferingPeriodOutOfBounds,
		/// Nobody could hold a share.
		MaxHoldingIsZero,
		/// The asset has no name.
		NameMissing,
		/// An asset's account would get the proceeds.
		BeneficiaryIsAsset,
		/// The deadline has passed, or everything is sold.
		OfferingEnded,
		/// The deadline has not passed, and not everything is sold.
		OfferingNotEnded,
		/// Fewer shares are left.
		Oversubscribed,
		/// The account has no subscription.
		NotSubscribed,
		/// The account has fewer shares.
		NotEnoughShares,
		/// The account is not on the asset's allow-list.
		NotOnAllowList,
		/// The account would hold more shares than one may.
		HoldingTooLarge,
		/// Shares must not be in a pool.
		PoolNotAllowed,
		/// Assets hold no shares: nobody could claim their income.
		AssetsHoldNoShares,
		/// The account does not exist.
		NoSuchAccount,
		/// Shares cannot move before a moment that the terms name.
		SharesLocked,
		/// No share of the asset moves, by order.
		AssetIsFrozen,
		/// The account's shares do not move, by order.
		HoldingIsFrozen,
		/// What a pool holds is others': the asset can be frozen.
		PoolHoldsForOthers,
		/// It is not frozen.
		NotFrozen,
		/// It is frozen already.
		AlreadyFrozen,
		/// Shares are issued by offerings only.
		IssuedByOfferingsOnly,
		/// Shares end when they are bought back or redeemed only.
		NotBurnedByTransfers,
		/// There is no delivery point of this id.
		UnknownPoint,
		/// The point's owner is not the asset's account, or it is another community's.
		NotThePointOfTheAsset,
		/// The asset has a delivery point: detach it first.
		PointIsAttached,
		/// The asset's account owns a delivery point, or owes: close its points, collect what is left of their
		/// credit, have them removed.
		AssetIsUnsettled,
		/// The asset has no delivery point.
		NoPointAttached,
		/// The point has nothing free.
		NothingToCollect,
		/// The account has earned nothing since its last claim.
		NothingToClaim,
		/// The upkeep reserve holds less.
		UpkeepReserveTooSmall,
		/// The account is on the allow-list already.
		AlreadyAllowed,
		/// The allow-list is full.
		TooManyAllowed,
		/// The offer would have ended before it began.
		BuyBackAlreadyOver,
		/// Nobody offers to buy shares back, or no more.
		NoBuyBack,
		/// The offer pays less than the least that is asked.
		PriceBelowMinimum,
		/// The offer buys fewer shares.
		BuyBackTooSmall,
		/// The offer has not ended.
		BuyBackNotOver,
		/// The holder may hold its shares: it is an active member, or need not be one.
		HolderMayHold,
		/// Shares can still leave the pool.
		PoolStillOpen,
		/// As many records are open as may be.
		TooManyRecords,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::remove_traces(remaining);
		}

		fn integrity_test() {
			assert!(
				T::MaxAssets::get() > 0 && T::MaxRecords::get() > 0,
				"an asset and a record can be"
			);
			assert!(
				(1..T::MaxAssets::get()).contains(&T::MaxProposalsOfMember::get()),
				"no member alone takes all places"
			);
			let last: Option<T::AccountId> = T::PalletId::get().try_into_sub_account(AssetId::MAX);
			assert!(last.is_some(), "every asset has an account of its own");
			let turn = T::WeightInfo::poll_base()
				.saturating_add(T::WeightInfo::poll_asset())
				.saturating_add(T::WeightInfo::remove_trace());
			assert!(
				T::PollWeight::get().all_gte(turn),
				"PollWeight is enough for a trace: {turn}"
			);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Proposes an asset. An active member of the community.
		///
		/// The deposit is held until the offering has ended, or the proposal; the existential deposit of the
		/// asset's account is the proposer's too, and comes back if there is no offering.
		///
		/// Errors: those of the terms, [`Error::TooManyAssets`], [`Error::TooManyProposalsOfMember`]. Emits [`Event::AssetProposed`].
		#[pallet::call_index(0)]
		pub fn propose(
			origin: OriginFor<T>,
			community: CommunityId,
			terms: TermsOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose(who, community, terms)
		}

		/// Withdraws a proposal; the deposit comes back. The proposer.
		///
		/// Errors: [`Error::NotProposer`]. Emits [`Event::AssetClosed`].
		#[pallet::call_index(1)]
		pub fn withdraw_proposal(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_proposal(&who, asset)
		}

		/// Rejects a proposal; the deposit comes back. The operator.
		///
		/// Emits [`Event::AssetClosed`].
		#[pallet::call_index(2)]
		pub fn reject(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_reject(asset, state)
		}

		/// Opens the offering of a proposed asset, for the period of its terms. The operator.
		///
		/// Emits [`Event::OfferingOpened`].
		#[pallet::call_index(3)]
		pub fn open_offering(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_open_offering(asset, state)
		}

		/// Subscribes to shares and pays for them. Whoever may hold them.
		///
		/// - `fill`: what happens if fewer are left below the hard cap.
		///
		/// Errors: [`Error::OfferingEnded`], [`Error::Oversubscribed`], those of the rules. Emits
		/// [`Event::Subscribed`].
		#[pallet::call_index(4)]
		pub fn subscribe(
			origin: OriginFor<T>,
			asset: AssetId,
			#[pallet::compact] shares: Shares,
			fill: Fill,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_subscribe(who, asset, shares, fill)
		}

		/// Closes an offering that has ended: the beneficiary is paid, or subscriptions can be refunded. Anyone.
		///
		/// Errors: [`Error::OfferingNotEnded`]. Emits [`Event::OfferingSucceeded`] or
		/// [`Event::OfferingFailed`].
		#[pallet::call_index(5)]
		pub fn close_offering(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_close_offering(asset)
		}

		/// Refunds a subscription of a failed offering in full. Anyone, for anyone. The last one ends the asset.
		///
		/// Errors: [`Error::NotSubscribed`]. Emits [`Event::Refunded`].
		#[pallet::call_index(6)]
		pub fn refund(origin: OriginFor<T>, asset: AssetId, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_refund(asset, who)
		}

		/// Transfers shares. Their holder.
		///
		/// Errors: those of the rules. Emits [`Event::Transferred`].
		#[pallet::call_index(7)]
		pub fn transfer(
			origin: OriginFor<T>,
			asset: AssetId,
			to: T::AccountId,
			#[pallet::compact] shares: Shares,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer(asset, &who, &to, shares)
		}

		/// Makes a delivery point's credit the income of the asset, instead of the one before. Its owner is the
		/// asset's account. The operator.
		///
		/// Errors: [`Error::UnknownPoint`], [`Error::NotThePointOfTheAsset`]. Emits [`Event::PointAttached`].
		#[pallet::call_index(8)]
		pub fn attach_point(
			origin: OriginFor<T>,
			asset: AssetId,
			point: PointId,
		) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_attach_point(asset, state, point)
		}

		/// Ends what [`Self::attach_point`] began. The operator.
		///
		/// Errors: [`Error::NoPointAttached`]. Emits [`Event::PointDetached`].
		#[pallet::call_index(9)]
		pub fn detach_point(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_detach_point(asset, state)
		}

		/// Collects what is free of the point's credit and distributes it. Anyone.
		///
		/// Errors: [`Error::NoPointAttached`], [`Error::NothingToCollect`], those of billing. Emits
		/// [`Event::IncomeReceived`].
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::collect_income().saturating_add(T::PointIncome::weight()))]
		pub fn collect_income(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_collect_income(asset)
		}

		/// Pays income from outside, which is distributed. Anyone.
		///
		/// Emits [`Event::IncomeReceived`].
		#[pallet::call_index(11)]
		pub fn pay_income(
			origin: OriginFor<T>,
			asset: AssetId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_pay_income(who, asset, amount)
		}

		/// Spends of the upkeep reserve. The operator.
		///
		/// Errors: [`Error::UpkeepReserveTooSmall`]. Emits [`Event::UpkeepSpent`].
		#[pallet::call_index(12)]
		pub fn spend_upkeep(
			origin: OriginFor<T>,
			asset: AssetId,
			to: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_spend_upkeep(asset, state, to, amount)
		}

		/// Pays what the caller's shares have earned. Whoever holds or held shares.
		///
		/// Errors: [`Error::NothingToClaim`]; the currency's if the account is empty and it is less than the
		/// existential deposit. Emits [`Event::IncomeClaimed`].
		#[pallet::call_index(13)]
		pub fn claim_income(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_claim_income(asset, who)
		}

		/// Pays to an account what its shares have earned. Anyone.
		///
		/// Errors and events as of [`Self::claim_income`].
		#[pallet::call_index(14)]
		pub fn claim_income_for(
			origin: OriginFor<T>,
			asset: AssetId,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_income(asset, who)
		}

		/// Puts an account on the allow-list. The operator.
		///
		/// Errors: [`Error::AlreadyAllowed`], [`Error::TooManyAllowed`]. Emits [`Event::Allowed`].
		#[pallet::call_index(15)]
		pub fn allow(origin: OriginFor<T>, asset: AssetId, who: T::AccountId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_allow(asset, state, who)
		}

		/// Takes an account off the allow-list: it keeps its shares and receives no more. The operator.
		///
		/// Errors: [`Error::NotOnAllowList`]. Emits [`Event::Disallowed`].
		#[pallet::call_index(16)]
		pub fn disallow(origin: OriginFor<T>, asset: AssetId, who: T::AccountId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_disallow(asset, state, who)
		}

		/// No share of the asset moves any more. Income goes on. The operator.
		///
		/// - `reason`: hash of the order.
		///
		/// Errors: [`Error::AlreadyFrozen`]; [`Error::WrongPhase`] when it is wound up, for shares could not
		/// leave the pool in time. Emits [`Event::AssetFrozen`].
		#[pallet::call_index(17)]
		pub fn freeze_asset(origin: OriginFor<T>, asset: AssetId, reason: H256) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_freeze_asset(asset, state, reason)
		}

		/// Ends what [`Self::freeze_asset`] began. The operator.
		///
		/// Errors: [`Error::NotFrozen`]. Emits [`Event::AssetThawed`].
		#[pallet::call_index(18)]
		pub fn thaw_asset(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_thaw_asset(asset, state)
		}

		/// The shares of an account neither leave nor get more. Their income goes on. The operator.
		///
		/// - `reason`: hash of the order.
		///
		/// Errors: [`Error::NotEnoughShares`] if it has none, [`Error::AlreadyFrozen`],
		/// [`Error::PoolHoldsForOthers`]. Emits [`Event::HoldingFrozen`].
		#[pallet::call_index(19)]
		pub fn freeze_holding(
			origin: OriginFor<T>,
			asset: AssetId,
			who: T::AccountId,
			reason: H256,
		) -> DispatchResult {
			Self::ensure_operator(origin, asset)?;
			Self::do_freeze_holding(asset, who, reason)
		}

		/// Ends what [`Self::freeze_holding`] began. The operator.
		///
		/// Errors: [`Error::NotFrozen`]. Emits [`Event::HoldingThawed`].
		#[pallet::call_index(20)]
		pub fn thaw_holding(
			origin: OriginFor<T>,
			asset: AssetId,
			who: T::AccountId,
		) -> DispatchResult {
			Self::ensure_operator(origin, asset)?;
			Self::do_thaw_holding(asset, who)
		}

		/// Offers to buy shares back, instead of the offer before, whose unspent money returns. The operator.
		///
		/// - `price`: of a share; `price x shares` is taken from `fund` at once.
		/// - `until`: it buys before.
		///
		/// Errors: [`Error::BuyBackAlreadyOver`], [`Error::UpkeepReserveTooSmall`]. Emits
		/// [`Event::BuyBackOffered`].
		#[pallet::call_index(21)]
		pub fn set_buy_back(
			origin: OriginFor<T>,
			asset: AssetId,
			#[pallet::compact] price: Balance,
			#[pallet::compact] shares: Shares,
			#[pallet::compact] until: Moment,
			fund: BuyBackFund,
		) -> DispatchResult {
			let (state, who) = Self::ensure_operator(origin, asset)?;
			Self::do_set_buy_back(asset, state, who, price, shares, until, fund)
		}

		/// Ends an offer to buy shares back; the unspent money returns. The operator, and anyone once it is over.
		///
		/// Errors: [`Error::NoBuyBack`], [`Error::BuyBackNotOver`]. Emits [`Event::BuyBackEnded`].
		#[pallet::call_index(22)]
		pub fn end_buy_back(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end_buy_back(asset, &who)
		}

		/// Sells shares to the standing offer; they are burned. Their holder, if they may move.
		///
		/// - `minimum`: the least price of a share, for the offer may have changed.
		///
		/// Errors: [`Error::NoBuyBack`], [`Error::PriceBelowMinimum`], [`Error::BuyBackTooSmall`], those of
		/// the rules. Emits [`Event::SoldBack`].
		#[pallet::call_index(23)]
		pub fn sell_back(
			origin: OriginFor<T>,
			asset: AssetId,
			#[pallet::compact] shares: Shares,
			#[pallet::compact] minimum: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_sell_back(asset, who, shares, minimum)
		}

		/// Buys all shares of who is no active member any more, for the price they were issued at or that of
		/// the standing offer if it is higher, and pays what they have earned. The operator, who pays. The
		/// shares are burned; freezes, lock-up and allow-list do not stop it. While the offering goes on it
		/// refunds a subscription, of what was paid for it: nobody is bound to a community until it ends.
		///
		/// Errors: [`Error::HolderMayHold`], [`Error::NotEnoughShares`], [`Error::OfferingEnded`]. Emits
		/// [`Event::BoughtBackCompulsorily`].
		#[pallet::call_index(24)]
		pub fn buy_back_compulsorily(
			origin: OriginFor<T>,
			asset: AssetId,
			who: T::AccountId,
		) -> DispatchResult {
			let (state, payer) = Self::ensure_operator(origin, asset)?;
			Self::do_buy_back_compulsorily(asset, state, payer, who)
		}

		/// Begins to wind an asset up: shares move no more but out of the pool, and there
		/// only for [`Config::PoolExitPeriod`]. The operator.
		///
		/// Errors: [`Error::AssetIsFrozen`]. Emits [`Event::WindUpBegun`].
		#[pallet::call_index(25)]
		pub fn begin_wind_up(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_begin_wind_up(asset, state)
		}

		/// Distributes the upkeep reserve, burns what is left in the pool; then holders redeem. The operator,
		/// once the pool is closed or empty and the asset's account has no delivery point left.
		///
		/// Errors: [`Error::PoolStillOpen`], [`Error::PointIsAttached`], [`Error::AssetIsUnsettled`]. Emits
		/// [`Event::AssetLiquidated`].
		#[pallet::call_index(26)]
		#[pallet::weight(T::WeightInfo::liquidate().saturating_add(T::Unsettled::weight()))]
		pub fn liquidate(origin: OriginFor<T>, asset: AssetId) -> DispatchResult {
			let (state, _) = Self::ensure_operator(origin, asset)?;
			Self::do_liquidate(asset, state)
		}

		/// Pays what an account has earned of a liquidated asset and burns its shares. Anyone, for anyone. The
		/// last one ends the asset.
		///
		/// Errors: [`Error::NotEnoughShares`] if it has nothing. Emits [`Event::Redeemed`].
		#[pallet::call_index(27)]
		pub fn redeem(origin: OriginFor<T>, asset: AssetId, who: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_redeem(asset, who)
		}
	}
}
