//! What a community's government asks of the other pallets: the treasury's book and funds, who is a
//! member, the grid fee, voting weights, statements.
//!
//! Of a treasury a part may be **set aside** for a stated purpose; the rest is **free**. Both are in the
//! treasury until they are paid out.

use crate::{
	reading::Registers, statement::Statement, Balance, CommunityId, Interval, PointId, Price,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::{DispatchError, DispatchResult};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

pub mod autopilot;
pub mod rules;
pub mod views;

/// A proposal, assigned by the chain, unique across communities, in order of opening.
pub type ProposalId = u32;
/// An asset whose shares vote.
pub type AssetId = u32;
/// A moment of which an asset's holdings are recorded.
pub type RecordId = u32;

/// A line of a treasury's book.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum TreasuryLine {
	/// Paid by buyers for what is matched locally.
	GridFees,
	/// Paid for positions that were not delivered.
	Undelivered,
	/// What late readings leave between supplier and point.
	Differences,
	/// Given, by a call or not.
	Donations,
	/// Repaid by the supplier.
	Arrears,
	/// What points left that were removed with less than an account may hold.
	Dust,
	/// Income of assets that belong to the community.
	Assets,
	/// Forfeited with a rejected proposal.
	Deposits,
	/// Moved to the guarantee fund.
	Guarantee,
	/// Decided by the community.
	Spends,
	/// To the points that the community supports.
	Solidarity,
	/// To the points by the energy they metered.
	Refunds,
	/// To the community's own account, to invest.
	Investment,
}

/// What a line has brought and taken, base units.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
	#[codec(compact)]
	pub received: Balance,
	#[codec(compact)]
	pub paid: Balance,
}

impl Flow {
	/// What this flow has beyond an earlier one of the same line.
	fn since(&self, earlier: &Self) -> Self {
		Self {
			received: self.received.saturating_sub(earlier.received),
			paid: self.paid.saturating_sub(earlier.paid),
		}
	}

	fn plus(&self, other: &Self) -> Self {
		Self {
			received: self.received.saturating_add(other.received),
			paid: self.paid.saturating_add(other.paid),
		}
	}
}

/// What came into a treasury and went out of it, by line. Received less paid is what is in it.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct TreasuryBook {
	pub grid_fees: Flow,
	pub undelivered: Flow,
	pub differences: Flow,
	pub donations: Flow,
	pub arrears: Flow,
	pub dust: Flow,
	pub assets: Flow,
	pub deposits: Flow,
	pub guarantee: Flow,
	pub spends: Flow,
	pub solidarity: Flow,
	pub refunds: Flow,
	pub investment: Flow,
}

impl TreasuryBook {
	pub fn line_mut(&mut self, line: TreasuryLine) -> &mut Flow {
		match line {
			TreasuryLine::GridFees => &mut self.grid_fees,
			TreasuryLine::Undelivered => &mut self.undelivered,
			TreasuryLine::Differences => &mut self.differences,
			TreasuryLine::Donations => &mut self.donations,
			TreasuryLine::Arrears => &mut self.arrears,
			TreasuryLine::Dust => &mut self.dust,
			TreasuryLine::Assets => &mut self.assets,
			TreasuryLine::Deposits => &mut self.deposits,
			TreasuryLine::Guarantee => &mut self.guarantee,
			TreasuryLine::Spends => &mut self.spends,
			TreasuryLine::Solidarity => &mut self.solidarity,
			TreasuryLine::Refunds => &mut self.refunds,
			TreasuryLine::Investment => &mut self.investment,
		}
	}

	fn lines(&self) -> [Flow; 13] {
		[
			self.grid_fees,
			self.undelivered,
			self.differences,
			self.donations,
			self.arrears,
			self.dust,
			self.assets,
			self.deposits,
			self.guarantee,
			self.spends,
			self.solidarity,
			self.refunds,
			self.investment,
		]
	}

	/// The sum of all lines.
	pub fn total(&self) -> Flow {
		self.lines()
			.iter()
			.fold(Flow::default(), |sum, line| sum.plus(line))
	}

	/// What this book has beyond an earlier one.
	pub fn since(&self, earlier: &Self) -> Self {
		Self {
			grid_fees: self.grid_fees.since(&earlier.grid_fees),
			undelivered: self.undelivered.since(&earlier.undelivered),
			differences: self.differences.since(&earlier.differences),
			donations: self.donations.since(&earlier.donations),
			arrears: self.arrears.since(&earlier.arrears),
			dust: self.dust.since(&earlier.dust),
			assets: self.assets.since(&earlier.assets),
			deposits: self.deposits.since(&earlier.deposits),
			guarantee: self.guarantee.since(&earlier.guarantee),
			spends: self.spends.since(&earlier.spends),
			solidarity: self.solidarity.since(&earlier.solidarity),
			refunds: self.refunds.since(&earlier.refunds),
			investment: self.investment.since(&earlier.investment),
		}
	}
}

/// What a voter says.
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
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Vote {
	Aye,
	Nay,
	/// Counts for the quorum only.
	Abstain,
}

/// The money of a community, as its government moves it. By billing.
///
/// What fails changes nothing.
pub trait CommunityFunds<AccountId> {
	/// All that is in the treasury.
	fn treasury(community: CommunityId) -> Balance;
	/// The part of it that is set aside.
	fn set_aside(community: CommunityId) -> Balance;
	/// What is not set aside.
	fn free(community: CommunityId) -> Balance {
		Self::treasury(community).saturating_sub(Self::set_aside(community))
	}
	/// What came in and went out since the community began.
	fn book(community: CommunityId) -> TreasuryBook;
	/// Sets a part of the free treasury aside.
	fn put_aside(community: CommunityId, amount: Balance) -> DispatchResult;
	/// Frees what was set aside, or as much as there is of it.
	fn put_back(community: CommunityId, amount: Balance);
	/// Pays from the free treasury out of the pot.
	fn spend(
		community: CommunityId,
		to: &AccountId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult;
	/// Pays what was set aside to the credit of a point of the community, which first pays its debt and
	/// its receivable; a gift in the point's statement.
	fn top_up_point(
		community: CommunityId,
		point: PointId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult;
	/// Moves money from the free treasury to the guarantee fund.
	fn lend_to_guarantee(community: CommunityId, amount: Balance) -> DispatchResult;
	/// Takes money from an account into the treasury.
	fn receive(
		community: CommunityId,
		from: &AccountId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult;
}

/// How a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberStanding {
	/// Unique in the community, in order of admission, never reused.
	pub id: u32,
	/// Not suspended.
	pub active: bool,
}

/// Who belongs to a community. By communities.
pub trait Membership<AccountId> {
	fn member(community: CommunityId, who: &AccountId) -> Option<MemberStanding>;
	/// The id of the next member: those admitted by now have ids below.
	fn next_id(community: CommunityId) -> u32;
	/// Members that are not suspended.
	fn active(community: CommunityId) -> u32;
}

/// The fee on what is matched locally. By communities.
pub trait GridFee {
	/// The lowest and the highest fee of the newest rules' cells; `None` if there is no such community.
	fn current(community: CommunityId) -> Option<(Price, Price)>;
	/// Announces the newest rules with every cell's fee moved by `delta`, within `lowest..=highest` and the
	/// community's bounds, from the first interval beyond the horizon on; that interval.
	///
	/// Refused if other rules are announced for later, nothing would change, or no version of rules would be
	/// left to announce; what is refused changes nothing.
	fn shift(
		community: CommunityId,
		delta: i64,
		lowest: Price,
		highest: Price,
	) -> Result<Interval, DispatchError>;
}

/// The holders of an asset's shares as voters. By the asset shares.
pub trait VotingWeights<AccountId> {
	/// Whether the community has such an asset, and its holdings can be recorded and weigh something.
	fn can_vote(community: CommunityId, asset: AssetId) -> bool;
	/// Records the holdings as they are now.
	fn record(asset: AssetId) -> Result<RecordId, DispatchError>;
	/// What `who` held then.
	fn weight(asset: AssetId, record: RecordId, who: &AccountId) -> Balance;
	/// What all who vote held then.
	fn supply(asset: AssetId, record: RecordId) -> Balance;
	/// The record is needed no more.
	fn release(asset: AssetId, record: RecordId);
}

/// No asset votes.
impl<AccountId> VotingWeights<AccountId> for () {
	fn can_vote(_: CommunityId, _: AssetId) -> bool {
		false
	}
	fn record(_: AssetId) -> Result<RecordId, DispatchError> {
		Err(DispatchError::Unavailable)
	}
	fn weight(_: AssetId, _: RecordId, _: &AccountId) -> Balance {
		0
	}
	fn supply(_: AssetId, _: RecordId) -> Balance {
		0
	}
	fn release(_: AssetId, _: RecordId) {}
}

/// What points have seen in earlier months. By billing.
pub trait MonthlyStatements {
	/// A point's statement of a month (12 x year + month - 1, local time); `None` if nothing is kept of it.
	fn month(point: PointId, month: u32) -> Option<Statement>;
}

/// What a community's points have metered. By the energy market, whose totals cost one read.
pub trait MeteredEnergy {
	/// Since the community began, points that were removed included.
	fn metered(community: CommunityId) -> Registers;
}
