//! # Community treasury
//!
//! The government of each community: its members propose, vote and execute; its treasury spends, supports,
//! refunds, and steers itself by rules they set.
//!
//! ## Terms
//!
//! - **DAO account**: an account that nobody has a key of. A proposal's call is dispatched as signed by it.
//!   Once it holds the community's operator role (`set_operator` of communities, after `establish`: the
//!   account can do nothing before), every operator call works unchanged. [`Config::CallFilter`] says what a community may do at all; it is asked when a call is
//!   proposed and again when it is executed.
//! - **Proposal**: a call and the hash of its description. It is voted on, then rejected or approved, and an
//!   approved one is executed or expires.
//! - **Rules** ([`DaoRules`]): periods, quorum, approval, deposit, electorate, spending cap. A proposal keeps
//!   those it was opened under.
//! - **Electorate**: one member one vote, or by the shares of an asset, or by the energy of the last finished
//!   month. Only active members vote, and only those admitted before the proposal. The DAO account, which can be
//!   a member, does not count, nor does what it holds. A proposal of `set_rules` the members decide, one vote each, whatever the rules:
//!   shares or energy of who cannot vote may be most of all, and no quorum reached. Where an electorate
//!   is empty (an asset that is gone, liquidated or another community's, no finished month) the members vote.
//! - **Delegate**: votes for those who chose it before the proposal was opened and have not voted
//!   themselves. Votes go one step: who delegates to a member that delegates is not carried on.
//! - **Book** of the treasury: in and out by line, kept by billing; here its beginning in this period.
//! - **Set aside**: the part of the treasury that waits for supported points and refunds. Nothing else can
//!   spend it.
//! - **Budget period**: so many intervals. Its **spending cap** is a share of what was free at its
//!   beginning: however many proposals pass, [`Call::spend`], [`Call::invest`], recurring spends and what
//!   [`Call::set_solidarity_fund`] sets aside together stay below it. Refunds, which go to all by their energy, and
//!   the guarantee fund, which lends, do not count.
//! - **Supported points** get an amount each period from the solidarity fund.
//! - **Refund** of a month: a rate for each Wh that a point imported or exported in it.
//! - **Autopilot**: at the end of a period it moves the grid fee one step and splits what is above the
//!   reserve; see below.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `establish` | the community's operator, once |
//! | `propose`, `vote`, `vote_for`, `delegate` | an active member |
//! | `undelegate` | who delegated |
//! | `remove_delegation` | anyone, once either side is no member any more |
//! | `close`, `execute`, `remove_votes`, `claim_refund`, `remove_claims` | anyone, signed |
//! | `stop_autopilot` | the operator, the DAO |
//! | everything else | the DAO: by a proposal |
//!
//! ## The life of a proposal
//!
//! | stage | ends |
//! |---|---|
//! | voting | after the voting period, or as soon as those who have not voted cannot change the result: `close` |
//! | approved | `execute` after the enactment delay, within the execution window; else `close` says it expired |
//! | rejected, executed, expired | `remove_votes` removes its ballots, then itself |
//!
//! Approved is what has the quorum (ayes, nays and abstentions together; two votes at least where there are
//! four or more), more ayes than nays, and the share of ayes that the rules ask for; shares round up. A vote
//! may be changed until the end. Delay and window
//! count from the end of the vote, however late it is closed: nothing that was decided long ago comes
//! suddenly.
//!
//! The deposit returns when the vote ends, unless the proposal is rejected with fewer ayes than
//! `slash_below`: then the treasury gets it. Nobody can be removed from the community while a deposit of
//! theirs is held.
//!
//! A call that fails stays approved and may be tried again until its window ends, then anyone closes it; the
//! last error is kept. Were one failure final, whoever executes at a bad moment (a treasury that is a little
//! short) could kill what was decided. Its place among the open ones it gives up at the first failure: what
//! always fails keeps nobody from proposing. A call that would leave the community without an active member
//! fails: nobody could ever propose anything again. A call that the filter refuses by then, or that a runtime
//! upgrade made undecodable, expires as soon as anyone executes it. One that no block could surely hold is not
//! taken as a proposal.
//!
//! A proposal to stop the autopilot takes no enactment delay, and can be closed as soon as it is decided: a
//! majority of the electorate stops it within minutes. No member alone can: who could would, every time.
//!
//! ## Autopilot
//!
//! Every period the chain looks at the free treasury, at the period's expense, and at the fees that the
//! intervals to come bring where price signals exist.
//!
//! | treasury + forecast | fee |
//! |---|---|
//! | below the reserve | one step up |
//! | above the reserve by more than the period's expense | one step down |
//! | else | stays |
//!
//! Never beyond its bounds; from the first interval beyond the horizon; what the rules refuse (too many
//! versions, others announced for later) is reported, and the next period decides anew. Then what the
//! treasury has above the reserve is split: to the solidarity fund, to the DAO account to invest, to the
//! refund of the month; shares round down, the rest stays. Each period leaves an [`AutopilotReport`].
//!
//! ## Example
//!
//! Three members, quorum 1/2, approval 1/2. Alice proposes to spend 100 and votes aye, Bob too: of three
//! votes two are ayes and the third cannot change that, so anyone closes it, and after the delay anyone
//! executes it: the treasury pays. (Test: `the_example_of_the_crate_page`.)
//!
//! ## Invariants
//!
//! 1. The tally of a proposal is the sum of its ballots, as long as none is removed; ballots kept are
//!    counted exactly; a point counts once, and for a voter with a ballot.
//! 2. What is held of an account is the sum of the deposits of its proposals that are voted on.
//! 3. A community's open proposals, those that failed apart, are counted exactly and within
//!    [`Config::MaxOpen`], a member's within [`Config::MaxOpenPerMember`], all that are kept are listed. Open
//!    ones, failed ones too, and no others, have their call.
//! 4. What is set aside in a community's treasury is its solidarity fund, its patronage, and what is left of
//!    its refunds; of a refund no more is claimed than was set aside.
//! 5. What is spent in a period is within its cap.
//! 6. Lists are within their bounds; a recurring spend is paid at least once more; a supported point has an
//!    amount.
//! 7. A treasury holds what its lines received less what they paid (billing's invariant).
//!
//! ## Who pays for storage
//!
//! A proposal, its call and its record of holdings: the deposit while it is voted on; then it is bounded by
//! [`Config::MaxProposals`] a community, and who wants to propose more removes old ones first. Ballots and
//! counted points: voters' fees, at most one for each member and point. Delegations: one for each member.
//! Marks of claims: one for each point and month, removed by anyone once the refund is closed. All else is
//! the community's, bounded, and decided by it.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod autopilot;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod costs;
mod invariants;
#[cfg(test)]
mod mock;
mod poll;
mod proposals;
mod refunds;
mod rules;
mod spending;
#[cfg(test)]
mod tests;
mod types;
mod views;
mod voting;
pub mod weights;

pub use costs::Costs;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::boxed::Box;
	use codec::Encode;
	use commonwatt_primitives::{
		governance::{
			autopilot::{AutopilotReport, AutopilotRules},
			CommunityFunds, GridFee, Membership, MeteredEnergy, MonthlyStatements, ProposalId,
			TreasuryBook, TreasuryLine, Vote, VotingWeights,
		},
		traits::{Communities, DeliveryPoints, MarketClock, Obligations, Signals, Tariffs},
		Balance, CommunityId, Interval, PointId,
	};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, GetDispatchInfo, PostDispatchInfo},
		pallet_prelude::*,
		traits::{fungible, Contains, IsSubType},
		weights::WeightMeter,
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use sp_runtime::traits::Dispatchable;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// What can be proposed.
		type RuntimeCall: Parameter
			+ Dispatchable<RuntimeOrigin = Self::RuntimeOrigin, PostInfo = PostDispatchInfo>
			+ GetDispatchInfo
			+ IsSubType<Call<Self>>
			+ IsType<<Self as frame_system::Config>::RuntimeCall>;
		type RuntimeHoldReason: From<HoldReason>;
		/// What of it a community may do.
		type CallFilter: Contains<<Self as Config>::RuntimeCall>;
		/// The token; deposits are held in it.
		type Currency: fungible::hold::Mutate<
			Self::AccountId,
			Balance = Balance,
			Reason = <Self as Config>::RuntimeHoldReason,
		>;
		type Communities: Communities<Self::AccountId>;
		type Membership: Membership<Self::AccountId>;
		type Funds: CommunityFunds<Self::AccountId>;
		type GridFee: GridFee;
		type Tariffs: Tariffs;
		type Signals: Signals;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		type Statements: MonthlyStatements;
		type Energy: MeteredEnergy;
		/// Votes by shares.
		type Votes: VotingWeights<Self::AccountId>;
		/// The DAO accounts derive from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// What a community's rules may say.
		#[pallet::constant]
		type RuleLimits: Get<LimitsOf<Self>>;
		/// Bytes of an encoded call.
		#[pallet::constant]
		type MaxCallLength: Get<u32>;
		/// Proposals of a community that are voted on or wait for their execution; what was tried and failed
		/// does not count.
		#[pallet::constant]
		type MaxOpen: Get<u32>;
		/// Proposals of a member that are voted on.
		#[pallet::constant]
		type MaxOpenPerMember: Get<u32>;
		/// Proposals of a community that are kept, finished ones included.
		#[pallet::constant]
		type MaxProposals: Get<u32>;
		/// Members for whom one call votes.
		#[pallet::constant]
		type MaxDelegators: Get<u32>;
		/// Points that a voter lists in one call.
		#[pallet::constant]
		type MaxVotePoints: Get<u32>;
		/// Recurring spends of a community.
		#[pallet::constant]
		type MaxRecurringSpends: Get<u32>;
		/// Points that a community supports.
		#[pallet::constant]
		type MaxSupported: Get<u32>;
		/// Refunds of a community that can be claimed at once.
		#[pallet::constant]
		type MaxRefunds: Get<u32>;
		/// Intervals in which a refund can be claimed. Statements must be kept for as long.
		#[pallet::constant]
		type RefundWindow: Get<Interval>;
		/// Months of which the energy is known: with the one before.
		#[pallet::constant]
		type KeptMonths: Get<u32>;
		/// Reports of the autopilot that are kept.
		#[pallet::constant]
		type KeptReports: Get<u32>;
		/// Intervals ahead that the autopilot looks.
		#[pallet::constant]
		type ForecastIntervals: Get<u32>;
		/// What periods and months that end may take of a block.
		#[pallet::constant]
		type PollWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<
			Self::AccountId,
			<Self as Config>::RuntimeCall,
		>;
	}

	/// Why tokens are held.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit of a proposal that is voted on.
		Proposal,
	}

	/// An encoded call.
	pub type CallBytes<T> = BoundedVec<u8, <T as Config>::MaxCallLength>;

	/// The government of each community that has one.
	#[pallet::storage]
	pub type Daos<T: Config> = StorageMap<_, Twox64Concat, CommunityId, Dao<BlockNumberFor<T>>>;

	/// The id of the next proposal.
	#[pallet::storage]
	pub type NextProposal<T> = StorageValue<_, ProposalId, ValueQuery>;

	#[pallet::storage]
	pub type Proposals<T: Config> = StorageMap<_, Twox64Concat, ProposalId, Proposal<T>>;

	/// The calls of open proposals.
	#[pallet::storage]
	pub type Calls<T: Config> = StorageMap<_, Twox64Concat, ProposalId, CallBytes<T>>;

	/// The proposals of each community that are kept, in order of opening.
	#[pallet::storage]
	pub type ProposalsOf<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<ProposalId, T::MaxProposals>,
		ValueQuery,
	>;

	/// Proposals of a member that are voted on.
	#[pallet::storage]
	pub type OpenOf<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		u32,
		ValueQuery,
	>;

	/// What each voter has said, or had said.
	#[pallet::storage]
	pub type Ballots<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ProposalId,
		Blake2_128Concat,
		T::AccountId,
		Ballot<T::AccountId>,
	>;

	/// The points whose energy was counted, and for whom.
	#[pallet::storage]
	pub type CountedPoints<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ProposalId, Twox64Concat, PointId, T::AccountId>;

	/// Who votes for whom.
	#[pallet::storage]
	pub type Delegations<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		Delegation<T::AccountId>,
	>;

	/// The budget period in progress.
	#[pallet::storage]
	pub type Periods<T> = StorageMap<_, Twox64Concat, CommunityId, Period>;

	/// The treasury's book as the period in progress began.
	#[pallet::storage]
	pub type OpeningBooks<T> = StorageMap<_, Twox64Concat, CommunityId, TreasuryBook, ValueQuery>;

	#[pallet::storage]
	pub type RecurringSpends<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<RecurringSpend<T::AccountId>, T::MaxRecurringSpends>,
		ValueQuery,
	>;

	/// The points that each community supports.
	#[pallet::storage]
	pub type Supported<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, BoundedVec<Support, T::MaxSupported>, ValueQuery>;

	/// What is set aside, refunds that can be claimed apart.
	#[pallet::storage]
	pub type PursesOf<T> = StorageMap<_, Twox64Concat, CommunityId, Purses, ValueQuery>;

	/// The refunds that can be claimed, oldest first.
	#[pallet::storage]
	pub type Refunds<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, BoundedVec<RefundPot, T::MaxRefunds>, ValueQuery>;

	/// The points that have claimed their refund of a community's month.
	#[pallet::storage]
	pub type Claimed<T> =
		StorageDoubleMap<_, Twox64Concat, (CommunityId, u32), Twox64Concat, PointId, ()>;

	/// What was metered when each of the last months ended.
	#[pallet::storage]
	pub type MonthEnds<T: Config> =
		StorageMap<_, Twox64Concat, CommunityId, BoundedVec<MonthEnd, T::KeptMonths>, ValueQuery>;

	/// What each community's autopilot follows; none if it is stopped.
	#[pallet::storage]
	pub type Autopilots<T> = StorageMap<_, Twox64Concat, CommunityId, AutopilotRules>;

	/// The last reports of each autopilot, oldest first.
	#[pallet::storage]
	pub type Reports<T: Config> = StorageMap<
		_,
		Twox64Concat,
		CommunityId,
		BoundedVec<AutopilotReport, T::KeptReports>,
		ValueQuery,
	>;

	/// The community that comes first in the next block.
	#[pallet::storage]
	pub type NextCommunity<T> = StorageValue<_, CommunityId, ValueQuery>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		Established {
			community: CommunityId,
			account: T::AccountId,
			rules: RulesOf<T>,
		},
		/// They hold for proposals opened from now on, cap and length of the period from the next one on.
		RulesSet {
			community: CommunityId,
			rules: RulesOf<T>,
		},
		/// The call is in the extrinsic. Votes are taken before block `until`; all together weigh
		/// `electorate`.
		Proposed {
			community: CommunityId,
			proposal: ProposalId,
			proposer: T::AccountId,
			call_hash: H256,
			description: H256,
			electorate: u128,
			until: BlockNumberFor<T>,
		},
		/// Instead of what was said before; by the delegate if there is one.
		Voted {
			proposal: ProposalId,
			who: T::AccountId,
			vote: Vote,
			weight: u128,
			delegate: Option<T::AccountId>,
		},
		/// A delegate could not vote for `who`.
		NotCounted {
			proposal: ProposalId,
			who: T::AccountId,
			delegate: T::AccountId,
			error: DispatchError,
		},
		/// For proposals of id `since` and above.
		Delegated {
			community: CommunityId,
			who: T::AccountId,
			to: T::AccountId,
			since: ProposalId,
		},
		Undelegated {
			community: CommunityId,
			who: T::AccountId,
		},
		/// The vote has ended; `slashed` of the deposit went to the treasury, the rest back.
		Closed {
			proposal: ProposalId,
			approved: bool,
			tally: Tally,
			electorate: u128,
			slashed: Balance,
		},
		/// The call was dispatched: with success, the proposal is finished; else it may be tried again.
		Dispatched {
			proposal: ProposalId,
			result: DispatchResult,
		},
		/// An approved proposal was not executed in time, or can be executed no more: a runtime upgrade has
		/// changed what a community may do, or what the call's bytes mean.
		Expired {
			proposal: ProposalId,
		},
		/// The last ballot of a finished proposal is gone, and it with it.
		ProposalRemoved {
			proposal: ProposalId,
		},
		RecurringSpendAdded {
			community: CommunityId,
			id: u32,
			to: T::AccountId,
			amount: Balance,
			every: u32,
			times: u32,
		},
		RecurringSpendRemoved {
			community: CommunityId,
			id: u32,
		},
		/// A recurring spend had its turn; `left` turns are to come. What failed was not paid.
		RecurringSpendDue {
			community: CommunityId,
			id: u32,
			to: T::AccountId,
			amount: Balance,
			left: u32,
			result: DispatchResult,
		},
		/// A point gets `amount` each period from the next one on; with 0, nothing any more.
		SupportSet {
			community: CommunityId,
			point: PointId,
			amount: Balance,
		},
		SupportPaid {
			community: CommunityId,
			point: PointId,
			amount: Balance,
		},
		/// The fund has not enough, or the point is gone and supported no more.
		SupportNotPaid {
			community: CommunityId,
			point: PointId,
			amount: Balance,
			gone: bool,
		},
		SolidarityFundSet {
			community: CommunityId,
			amount: Balance,
		},
		/// Points of a month may claim `rate` for each Wh before interval `until`.
		RefundOpened {
			community: CommunityId,
			month: u32,
			rate: Balance,
			amount: Balance,
			until: Interval,
		},
		RefundClaimed {
			community: CommunityId,
			point: PointId,
			month: u32,
			amount: Balance,
		},
		/// What was not claimed is free again.
		RefundEnded {
			community: CommunityId,
			month: u32,
			claimed: Balance,
			returned: Balance,
		},
		/// What may be spent in a period that began, and what the one before brought and took.
		PeriodBegan {
			community: CommunityId,
			period: u32,
			from: Interval,
			until: Interval,
			cap: Balance,
			last_income: Balance,
			last_expense: Balance,
		},
		AutopilotSet {
			community: CommunityId,
			rules: Option<AutopilotRules>,
		},
		AutopilotStopped {
			community: CommunityId,
		},
		AutopilotActed {
			community: CommunityId,
			report: AutopilotReport,
		},
		/// The autopilot could not move the fee.
		FeeRefused {
			community: CommunityId,
			error: DispatchError,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no community of this id.
		UnknownCommunity,
		/// The community has no government yet: its operator establishes it.
		NoDao,
		/// The community has a government already.
		AlreadyEstablished,
		/// Only the community itself may do this, by a proposal.
		NotDao,
		/// The account is no member of this community.
		NotMember,
		/// The member is suspended.
		MemberSuspended,
		/// The community may not do this.
		CallFiltered,
		/// The encoded call is longer than may be kept.
		CallTooLong,
		/// The call weighs more than surely fits into a block: propose it in parts.
		CallTooHeavy,
		/// The community has as many open proposals as it may.
		TooManyOpenProposals,
		/// The member has as many open proposals as it may.
		TooManyOpenProposalsOfMember,
		/// The community keeps as many proposals as it may: remove the votes of finished ones.
		TooManyProposals,
		/// There is no proposal of this id.
		UnknownProposal,
		/// Votes are not taken any more.
		VotingClosed,
		/// The vote goes on, and its result can change.
		VotingOpen,
		/// The proposal is approved and can be executed yet.
		ExecutionWindowOpen,
		/// The proposal is finished.
		AlreadyFinished,
		/// The proposal is not finished.
		NotFinished,
		/// The proposal is not approved, or finished.
		NotApproved,
		/// The enactment delay goes on.
		TooEarly,
		/// The execution window is over.
		TooLate,
		/// The call would leave no active member: nobody could propose anything any more.
		NobodyLeft,
		/// The call is longer than the bound says.
		LengthBoundTooLow,
		/// The call weighs more than the bound says.
		WeightBoundTooLow,
		/// The member was admitted after the proposal was opened.
		AdmittedAfterOpening,
		/// The vote would weigh nothing.
		NoWeight,
		/// Points are listed only where energy votes.
		PointsDoNotVote,
		/// There is no delivery point of this id, or it is another community's.
		UnknownPoint,
		/// The point is another's, or another community's.
		NotPointOwner,
		/// The point was counted for another voter.
		PointCounted,
		/// The member has voted itself.
		VotedDirectly,
		/// The member has not delegated its vote, or to another.
		NotDelegated,
		/// The delegation does not hold for proposals opened before.
		DelegatedAfterOpening,
		/// Nobody is listed.
		NobodyToVoteFor,
		/// A vote is delegated to another.
		DelegatedToOneself,
		/// Both sides of the delegation are members.
		DelegationAlive,
		/// The voting period is too short or too long.
		VotingPeriodOutsideLimits,
		/// The enactment delay is too short or too long.
		EnactmentDelayOutsideLimits,
		/// The execution window is too short or too long.
		ExecutionWindowOutsideLimits,
		/// The quorum could keep the community from deciding anything, or let a few decide for it.
		QuorumOutsideLimits,
		/// The share of ayes is below a half, or could keep the community from deciding anything.
		ApprovalOutsideLimits,
		/// The share of ayes below which deposits are forfeited is too high.
		SlashBelowTooHigh,
		/// The deposit is too low, or could keep members from proposing anything.
		DepositOutsideLimits,
		/// The budget period is too short or too long.
		PeriodOutsideLimits,
		/// The lowest fee is above the highest, or that is above what a price may be.
		FeeBoundsCrossed,
		/// The fee's step is zero, or above what a price may be.
		FeeStepOutsideBounds,
		/// The shares of the surplus are more than all of it.
		SharesAboveOne,
		/// The amount is zero.
		ZeroAmount,
		/// The period's spending cap leaves less.
		SpendingCapReached,
		/// It would be paid every 0 periods, or 0 times.
		NeverPaid,
		/// The community has as many recurring spends as it may.
		TooManyRecurringSpends,
		/// There is no recurring spend of this id.
		UnknownRecurringSpend,
		/// The community supports as many points as it may.
		TooManySupportedPoints,
		/// The point is not supported.
		NotSupported,
		/// This month, or a later one, was refunded already.
		MonthRefunded,
		/// What was metered in the month is not known.
		MonthNotMetered,
		/// The refund is less than a unit for each Wh.
		RefundTooSmall,
		/// As many refunds can be claimed as may be at once.
		TooManyRefunds,
		/// There is no refund of this month.
		NoRefund,
		/// The time to claim the refund is over.
		RefundClosed,
		/// The refund can be claimed yet.
		RefundOpen,
		/// The point has claimed its refund of this month.
		AlreadyClaimed,
		/// The point has metered nothing in this month that is known, or nothing is left.
		NothingMetered,
		/// The community has no autopilot, or it is stopped.
		NoAutopilot,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::poll(remaining);
		}

		fn integrity_test() {
			let limits = T::RuleLimits::get();
			let half = sp_runtime::Permill::from_percent(50);
			assert!(
				limits.shortest_voting > 0u32.into() && limits.shortest_window > 0u32.into(),
				"there is time to vote and to execute"
			);
			assert!(
				limits.shortest_voting <= limits.longest_voting
					&& limits.shortest_window <= limits.longest_window
					&& limits.shortest_delay <= limits.longest_delay
					&& limits.lowest_quorum <= limits.highest_quorum
					&& limits.lowest_deposit <= limits.highest_deposit
					&& limits.lowest_approval <= limits.highest_approval
					&& limits.shortest_period <= limits.longest_period
					&& limits.shortest_period > 0,
				"rules can be"
			);
			assert!(
				limits.shortest_delay > 0u32.into() && !limits.lowest_quorum.is_zero(),
				"who does not vote can see what was decided before it is done, and nobody decides alone"
			);
			assert!(
				limits.highest_quorum <= half && limits.highest_slash_below <= half,
				"no quorum locks a community out"
			);
			assert!(
				limits.lowest_approval >= half
					&& limits.highest_approval < sp_runtime::Permill::one(),
				"a majority approves, and one nay is no veto"
			);
			assert!(
				limits.lowest_deposit > 0 && T::MaxOpenPerMember::get() < T::MaxOpen::get(),
				"no member alone takes all places"
			);
			assert!(
				T::MaxOpen::get() <= T::MaxProposals::get(),
				"open proposals are kept"
			);
			assert!(
				T::KeptReports::get() > 0 && T::KeptMonths::get() > 1 && T::MaxRefunds::get() > 0,
				"what is needed is kept"
			);
			let a_turn = [
				T::WeightInfo::turn_month(),
				T::WeightInfo::turn_period(),
				T::WeightInfo::pay_recurring_spend(),
				T::WeightInfo::pay_supported_points(),
			]
			.into_iter()
			.fold(T::WeightInfo::poll_base(), Weight::saturating_add)
			.saturating_add(T::WeightInfo::poll_community());
			assert!(
				T::PollWeight::get().all_gte(a_turn),
				"PollWeight is enough for a turn: {a_turn}"
			);
		}
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Sets a community's government up. The operator, once.
		///
		/// The operator then hands its role to [`Pallet::dao_account`]. Emits [`Event::Established`].
		#[pallet::call_index(0)]
		pub fn establish(
			origin: OriginFor<T>,
			community: CommunityId,
			rules: RulesOf<T>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_establish(&who, community, rules)
		}

		/// Changes the rules for proposals opened from now on. The DAO.
		#[pallet::call_index(1)]
		pub fn set_rules(
			origin: OriginFor<T>,
			community: CommunityId,
			rules: RulesOf<T>,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_set_rules(community, rules)
		}

		/// Opens a proposal. An active member; the deposit is held.
		///
		/// - `call`: dispatched as signed by the DAO account.
		/// - `description`: the hash of a text that stays off the chain.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::propose(call.encoded_size() as u32))]
		pub fn propose(
			origin: OriginFor<T>,
			community: CommunityId,
			call: Box<<T as Config>::RuntimeCall>,
			description: H256,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose(who, community, *call, description)
		}

		/// Votes, or changes a vote. An active member.
		///
		/// - `points`: where energy votes, the caller's points that are to count; those counted already add
		///   nothing. Empty elsewhere.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::vote_with(points.len() as u32))]
		pub fn vote(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: ProposalId,
			vote: Vote,
			points: BoundedVec<PointId, T::MaxVotePoints>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_vote(who, proposal, vote, &points)
		}

		/// Votes for members who have delegated to the caller before the proposal was opened, and have not
		/// voted themselves. An active member.
		///
		/// Who cannot be counted is named in [`Event::NotCounted`]; if that is everybody, the call fails as
		/// the first.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::vote_for_with(
			delegators.len() as u32,
			delegators.iter().map(|delegator| delegator.points.len() as u32).sum::<u32>(),
		))]
		pub fn vote_for(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: ProposalId,
			delegators: BoundedVec<DelegatorOf<T>, T::MaxDelegators>,
			vote: Vote,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_vote_for(who, proposal, &delegators, vote)
		}

		/// Lets another member vote for the caller, on proposals opened from now on. Both are active members.
		#[pallet::call_index(5)]
		pub fn delegate(
			origin: OriginFor<T>,
			community: CommunityId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_delegate(who, community, to)
		}

		/// Ends the caller's delegation at once, also for open proposals; votes cast stay.
		#[pallet::call_index(6)]
		pub fn undelegate(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_undelegate(who, community)
		}

		/// Removes a delegation from or to a member that was removed. Anyone.
		#[pallet::call_index(7)]
		pub fn remove_delegation(
			origin: OriginFor<T>,
			community: CommunityId,
			who: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_remove_delegation(community, who)
		}

		/// Ends a vote whose time is over or whose result cannot change, or the wait for an execution whose
		/// window is over. Anyone.
		#[pallet::call_index(8)]
		pub fn close(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: ProposalId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_close(proposal)
		}

		/// Dispatches the call of an approved proposal, after its delay and within its window. Anyone, who
		/// pays for it.
		///
		/// - `weight_bound`, `length_bound`: what the call weighs and how long it is at most.
		///
		/// [`Event::Dispatched`] says what came of it: a call that failed may be tried again. One that can be
		/// executed no more expires: [`Event::Expired`].
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::execute(*length_bound).saturating_add(*weight_bound))]
		pub fn execute(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: ProposalId,
			weight_bound: Weight,
			#[pallet::compact] length_bound: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::do_execute(proposal, weight_bound, length_bound)
		}

		/// Removes ballots of a finished proposal, at most `limit`, and with the last one the proposal. Anyone.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::remove_votes(*limit))]
		pub fn remove_votes(
			origin: OriginFor<T>,
			#[pallet::compact] proposal: ProposalId,
			#[pallet::compact] limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let removed = Self::do_remove_votes(proposal, limit)?;
			Ok(Some(T::WeightInfo::remove_votes(removed)).into())
		}

		/// Pays from the free treasury, within the period's cap. The DAO.
		#[pallet::call_index(11)]
		pub fn spend(
			origin: OriginFor<T>,
			community: CommunityId,
			to: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_spend(community, &to, amount, TreasuryLine::Spends)
		}

		/// Pays `amount` every `every` periods, `times` times, from the next period on, within the cap of each.
		/// The DAO. What cannot be paid when it is due is not paid later.
		#[pallet::call_index(12)]
		pub fn add_recurring_spend(
			origin: OriginFor<T>,
			community: CommunityId,
			to: T::AccountId,
			#[pallet::compact] amount: Balance,
			#[pallet::compact] every: u32,
			#[pallet::compact] times: u32,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_add_recurring_spend(community, to, amount, every, times)
		}

		/// Ends a recurring spend. The DAO.
		#[pallet::call_index(13)]
		pub fn remove_recurring_spend(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] id: u32,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_remove_recurring_spend(community, id)
		}

		/// Moves money of the free treasury to the DAO account, to invest it. The DAO. Within the period's
		/// cap: what is there can be spent by other proposals.
		#[pallet::call_index(14)]
		pub fn invest(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			let account = Self::dao_account(community);
			Self::do_spend(community, &account, amount, TreasuryLine::Investment)
		}

		/// Moves money of the DAO account into the treasury: what its assets brought. The DAO.
		#[pallet::call_index(15)]
		pub fn pay_in(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			let account = Self::dao_account(community);
			T::Funds::receive(community, &account, amount, TreasuryLine::Assets)
		}

		/// Supports a point with `amount` each period from the next one on, as far as the solidarity fund goes;
		/// with 0 no more. The DAO.
		#[pallet::call_index(16)]
		pub fn set_support(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] point: PointId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_set_support(community, point, amount)
		}

		/// Brings the solidarity fund to `amount`, from or to the free treasury. The DAO. Within the period's
		/// cap: it can be paid to any point.
		#[pallet::call_index(17)]
		pub fn set_solidarity_fund(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_set_solidarity_fund(community, amount)
		}

		/// Opens the refund of a finished month with `amount` of the free treasury. The DAO. Months rise.
		#[pallet::call_index(18)]
		pub fn open_refund(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] month: u32,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			Self::do_open_refund(community, month, amount)
		}

		/// Pays a point its refund of a month, once. Anyone.
		#[pallet::call_index(19)]
		pub fn claim_refund(
			origin: OriginFor<T>,
			#[pallet::compact] point: PointId,
			#[pallet::compact] month: u32,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim_refund(point, month)
		}

		/// Removes marks of claims of a refund that is closed, at most `limit`. Anyone.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::remove_claims(*limit))]
		pub fn remove_claims(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] month: u32,
			#[pallet::compact] limit: u32,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let removed = Self::do_remove_claims(community, month, limit)?;
			Ok(Some(T::WeightInfo::remove_claims(removed)).into())
		}

		/// Sets what the autopilot does at the end of each period, or ends it. The DAO.
		#[pallet::call_index(21)]
		pub fn set_autopilot(
			origin: OriginFor<T>,
			community: CommunityId,
			rules: Option<AutopilotRules>,
		) -> DispatchResult {
			Self::ensure_dao(origin, community)?;
			match &rules {
				Some(rules) => {
					Self::check_autopilot(rules)?;
					Autopilots::<T>::insert(community, rules);
				}
				None => Autopilots::<T>::remove(community),
			}
			Self::deposit_event(Event::AutopilotSet { community, rules });
			Ok(())
		}

		/// Stops the autopilot at once. The operator, or the DAO: a proposal of this call takes no enactment
		/// delay.
		#[pallet::call_index(22)]
		pub fn stop_autopilot(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			if who != Self::dao_account(community) {
				T::Communities::ensure_operator(community, &who)?;
			}
			Autopilots::<T>::take(community).ok_or(Error::<T>::NoAutopilot)?;
			Self::deposit_event(Event::AutopilotStopped { community });
			Ok(())
		}
	}

	/// A member with a deposit is not removed.
	impl<T: Config> Obligations<T::AccountId> for Pallet<T> {
		fn has_obligations(community: CommunityId, who: &T::AccountId) -> bool {
			OpenOf::<T>::contains_key(community, who)
		}
	}
}
