//! The types of the treasury's storage and calls. Those that wallets are shown are in the primitives.

pub use commonwatt_primitives::governance::rules::{DaoRules, Electorate};

use crate::Config;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	governance::{AssetId, ProposalId, RecordId, Vote},
	Balance, CommunityId, Interval, PointId, Wh,
};
use frame_support::{
	pallet_prelude::DispatchError, traits::Get, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound,
	PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_runtime::Permill;

/// What rules may say, so that no community locks itself out.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct RuleLimits<BlockNumber> {
	pub shortest_voting: BlockNumber,
	pub longest_voting: BlockNumber,
	pub shortest_delay: BlockNumber,
	pub longest_delay: BlockNumber,
	pub shortest_window: BlockNumber,
	pub longest_window: BlockNumber,
	/// More than none.
	pub lowest_quorum: Permill,
	pub highest_quorum: Permill,
	/// At least a half.
	pub lowest_approval: Permill,
	pub highest_approval: Permill,
	pub highest_slash_below: Permill,
	pub lowest_deposit: Balance,
	pub highest_deposit: Balance,
	pub shortest_period: Interval,
	pub longest_period: Interval,
}

pub type RulesOf<T> = DaoRules<BlockNumberFor<T>>;
pub type LimitsOf<T> = RuleLimits<BlockNumberFor<T>>;

/// The government of a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Dao<BlockNumber> {
	pub rules: DaoRules<BlockNumber>,
	/// Proposals that are voted on or wait for their execution, those that failed apart.
	pub open: u32,
	/// The id of the next recurring spend.
	pub next_recurring: u32,
}

/// The electorate of a proposal, as it was when it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Roll {
	Members,
	Shares { asset: AssetId, record: RecordId },
	Energy { month: u32 },
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Stage<BlockNumber> {
	/// Votes are taken before this block.
	Voting {
		until: BlockNumber,
	},
	Rejected,
	/// May be executed from one block on, before the other.
	Approved {
		from: BlockNumber,
		until: BlockNumber,
	},
	Executed,
	/// Approved, and not executed in time.
	Expired,
}

impl<BlockNumber> Stage<BlockNumber> {
	pub fn is_finished(&self) -> bool {
		match self {
			Self::Voting { .. } | Self::Approved { .. } => false,
			Self::Rejected | Self::Executed | Self::Expired => true,
		}
	}
}

/// The weights of the votes.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Tally {
	pub ayes: u128,
	pub nays: u128,
	pub abstentions: u128,
}

/// A proposal; its call is kept apart.
#[derive(
	CloneNoBound, DebugNoBound, PartialEqNoBound, EqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo,
)]
#[scale_info(skip_type_params(T))]
pub struct Proposal<T: Config> {
	pub community: CommunityId,
	pub proposer: T::AccountId,
	/// Held of the proposer until the vote ends.
	pub deposit: Balance,
	pub call_hash: H256,
	pub description: H256,
	/// Those it was opened under.
	pub rules: RulesOf<T>,
	/// It stops the autopilot: it takes no enactment delay.
	pub urgent: bool,
	pub roll: Roll,
	/// What all votes together weigh.
	pub electorate: u128,
	/// Members with ids below were admitted before.
	pub members_below: u32,
	pub tally: Tally,
	/// Ballots that were cast, and those that are kept.
	pub cast: u32,
	pub kept: u32,
	pub stage: Stage<BlockNumberFor<T>>,
	/// What the last attempt to execute it said.
	pub last_error: Option<DispatchError>,
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Ballot<AccountId> {
	pub vote: Vote,
	pub weight: u128,
	/// Who said it for the voter.
	pub delegate: Option<AccountId>,
}

/// Who votes for a member.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Delegation<AccountId> {
	pub to: AccountId,
	/// It holds for proposals of this id and above.
	pub since: ProposalId,
	/// The member ids of both: who was removed and admitted anew is another member.
	pub member: u32,
	pub delegate: u32,
}

/// Whose vote a delegate casts; `points` are what weighs if energy votes.
#[derive(
	CloneNoBound,
	DebugNoBound,
	PartialEqNoBound,
	EqNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxPoints))]
pub struct Delegator<AccountId, MaxPoints>
where
	AccountId: Clone + core::fmt::Debug + PartialEq + Eq,
	MaxPoints: Get<u32>,
{
	pub who: AccountId,
	pub points: BoundedVec<PointId, MaxPoints>,
}

pub type DelegatorOf<T> =
	Delegator<<T as frame_system::Config>::AccountId, <T as Config>::MaxVotePoints>;

/// The budget period in progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Period {
	#[codec(compact)]
	pub number: u32,
	/// Its intervals are `from..until`.
	#[codec(compact)]
	pub from: Interval,
	#[codec(compact)]
	pub until: Interval,
	/// What may be spent in it, and what is.
	#[codec(compact)]
	pub cap: Balance,
	#[codec(compact)]
	pub spent: Balance,
	/// What the period before brought and took.
	#[codec(compact)]
	pub last_income: Balance,
	#[codec(compact)]
	pub last_expense: Balance,
	/// Whether recurring spends and solidarity are to be paid yet.
	pub paying: bool,
	/// The local month in progress when the treasury last looked.
	#[codec(compact)]
	pub month: u32,
}

/// A spend that is paid again and again.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RecurringSpend<AccountId> {
	pub id: u32,
	pub to: AccountId,
	#[codec(compact)]
	pub amount: Balance,
	/// Periods from one to the next.
	pub every: u32,
	/// How often it is paid yet.
	pub left: u32,
	/// The period in which it is due.
	pub due: u32,
}

/// A point that the community supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Support {
	pub point: PointId,
	/// Paid each period.
	#[codec(compact)]
	pub amount: Balance,
	/// The last period that has been dealt with.
	pub paid: u32,
}

/// What of a treasury is set aside, refunds that can be claimed apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Purses {
	/// For supported points.
	pub solidarity: Balance,
	/// Waits to be refunded when a month ends.
	pub patronage: Balance,
	/// The newest month that was refunded.
	pub refunded: u32,
}

/// A month's refund, while it can be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RefundPot {
	pub month: u32,
	/// Base units for each Wh imported or exported.
	pub rate: Balance,
	/// What was set aside for it, and what was claimed of it.
	pub amount: Balance,
	pub claimed: Balance,
	/// Claims are taken before this interval.
	pub until: Interval,
}

impl RefundPot {
	pub fn left(&self) -> Balance {
		self.amount.saturating_sub(self.claimed)
	}
}

/// What a community had metered when a month ended: imported and exported, since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MonthEnd {
	pub month: u32,
	pub metered: Wh,
}
