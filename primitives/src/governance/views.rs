//! What wallets and tools are shown of a community's government.

use super::{autopilot::AutopilotRules, ProposalId, TreasuryBook, Vote};
use crate::{Balance, CommunityId, Interval, PointId};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_core::H256;

/// A community's government. `Rules` are the treasury pallet's.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DaoView<AccountId, Rules> {
	/// Its account: proposals are dispatched as signed by it.
	pub account: AccountId,
	/// Whether that account holds the community's operator role.
	pub operates: bool,
	pub rules: Rules,
	/// Active members, the community's own account apart.
	pub members: u32,
	/// Proposals that are voted on or wait for their execution, those whose call has failed apart.
	pub open: u32,
	/// Proposals that are kept, finished ones included.
	pub kept: u32,
	pub autopilot: Option<AutopilotRules>,
}

/// A refund that can be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct RefundView {
	/// 12 x year + month - 1, local time.
	pub month: u32,
	/// Base units for each Wh imported or exported.
	pub rate: Balance,
	pub amount: Balance,
	pub claimed: Balance,
	/// Claims are taken before this interval.
	pub until: Interval,
}

/// A community's budget. Money in base units.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BudgetView {
	pub treasury: Balance,
	/// Of it: the solidarity fund, what waits to be refunded, and the refunds.
	pub solidarity_fund: Balance,
	pub patronage: Balance,
	pub refunds: Vec<RefundView>,
	pub free: Balance,
	/// The period in progress.
	pub period: u32,
	pub from: Interval,
	pub until: Interval,
	/// What may be spent in it, and what is.
	pub cap: Balance,
	pub spent: Balance,
	/// Of the period in progress, and since the community began.
	pub lines: TreasuryBook,
	pub total: TreasuryBook,
	/// What the period before brought and took.
	pub last_income: Balance,
	pub last_expense: Balance,
	/// The autopilot's target.
	pub reserve: Option<Balance>,
	/// For how many periods like the last the free treasury suffices; `None` if it does not shrink.
	pub runway: Option<u32>,
}

/// Where a proposal stands. Blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub enum ProposalStage {
	Voting { until: u32 },
	Rejected,
	Approved { from: u32, until: u32 },
	Executed,
	Expired,
}

/// A proposal and how the votes stand. `Rules` are those it was opened under.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ProposalView<AccountId, Rules> {
	pub proposal: ProposalId,
	pub community: CommunityId,
	pub proposer: AccountId,
	pub deposit: Balance,
	/// The encoded call; empty once the proposal is finished.
	pub call: Vec<u8>,
	pub call_hash: H256,
	pub description: H256,
	pub stage: ProposalStage,
	pub rules: Rules,
	pub ayes: Balance,
	pub nays: Balance,
	pub abstentions: Balance,
	/// What all votes together weigh.
	pub electorate: Balance,
	pub ballots: u32,
}

/// What an account has said on a proposal that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BallotView<AccountId> {
	pub proposal: ProposalId,
	pub vote: Vote,
	pub weight: Balance,
	/// Who said it for the account.
	pub delegate: Option<AccountId>,
}

/// Who votes for an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct DelegationView<AccountId> {
	pub to: AccountId,
	/// It holds for proposals of this id and above.
	pub since: ProposalId,
	/// Whether both are still the members that they were.
	pub holds: bool,
}

/// A proposal that an account may vote on, or has voted on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VoteView<AccountId> {
	pub proposal: ProposalId,
	pub stage: ProposalStage,
	/// Whether the account may vote, or vote anew, now.
	pub open: bool,
	/// What its vote weighs: 0 if none is taken, `None` if the Wh of the points that it lists do.
	pub weight: Option<Balance>,
	/// What it has said, or had said.
	pub ballot: Option<BallotView<AccountId>>,
}

/// An account in a community's votes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct VoterView<AccountId> {
	/// Its member id; `None` if it is no member.
	pub member: Option<u32>,
	/// Not suspended.
	pub active: bool,
	pub delegation: Option<DelegationView<AccountId>>,
	/// Of the proposals that are kept, oldest first.
	pub votes: Vec<VoteView<AccountId>>,
}

/// A point that the community supports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SupportView {
	pub point: PointId,
	/// Paid each period, base units.
	pub amount: Balance,
}
