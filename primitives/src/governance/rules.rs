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

impl<BlockNumber> DaoRules<BlockNumber> {
	/// What must vote of an electorate, rounded up. Two at least where that is no more than a half: nobody
	/// decides alone what nobody else has noticed.
	pub fn quorum_of(&self, electorate: u128) -> u128 {
		let two = (electorate >> 1).min(2);
		self.quorum.mul_ceil(electorate).max(two)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_quorum_is_rounded_up_and_two_at_least_of_four() {
		let of = |percent, electorate| {
			let rules = DaoRules::<u32> {
				electorate: Electorate::Members,
				voting_period: 1,
				enactment_delay: 1,
				execution_window: 1,
				quorum: Permill::from_percent(percent),
				approval: Permill::from_percent(50),
				slash_below: Permill::zero(),
				deposit: 1,
				period: 1,
				spending_cap: Permill::zero(),
			};
			rules.quorum_of(electorate)
		};
		assert_eq!([0, 1, 2, 3].map(|all| of(10, all)), [0, 1, 1, 1]);
		assert_eq!([4, 10, 20, 21].map(|all| of(10, all)), [2, 2, 2, 3]);
		assert_eq!([1, 3, 4, 5].map(|all| of(50, all)), [1, 2, 2, 3]);
	}
}
