//! How a community decides.

use super::AssetId;
use crate::{Balance, Interval};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Whose votes weigh what.
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
pub enum Electorate {
	/// One each.
	Members,
	/// The shares of an asset that a member holds.
	Shares { asset: AssetId },
	/// The Wh that a member's points imported and exported in the last finished month.
	Energy,
}

/// How a community decides. Changed by itself alone; open proposals keep those they were opened under.
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
pub struct DaoRules<BlockNumber> {
	pub electorate: Electorate,
	/// Blocks in which votes are taken.
	pub voting_period: BlockNumber,
	/// Blocks from the end of the vote until the call may be executed.
	pub enactment_delay: BlockNumber,
	/// Blocks in which it may be executed.
	pub execution_window: BlockNumber,
	/// Of the electorate, what must vote: ayes, nays and abstentions.
	pub quorum: Permill,
	/// Of ayes and nays, what must be ayes; more ayes than nays it takes in any case.
	pub approval: Permill,
	/// A rejected proposal with less than this of ayes and nays in ayes forfeits its deposit.
	pub slash_below: Permill,
	/// Held of the proposer while it is voted on, base units.
	pub deposit: Balance,
	/// Intervals of a budget period.
	pub period: Interval,
	/// Of the free treasury at a period's beginning, what may be spent in it.
	pub spending_cap: Permill,
}
