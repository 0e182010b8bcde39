//! The types of communities' storage and genesis.

use crate::Config;
use alloc::{string::String, vec::Vec};
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	tariff::{RuleBounds, Rules},
	traits::Allowance,
	Interval, Moment, Price,
};
use frame_support::{pallet_prelude::*, traits::ConstU32, BoundedVec, CloneNoBound, DebugNoBound};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// UTF-8, 1 to 64 bytes.
pub type CommunityName = BoundedVec<u8, ConstU32<64>>;

/// The chain's time parameters.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct TimeParameters {
	/// Physical length of an interval: what capacity and tariffs reckon with. Divides an hour.
	pub interval_seconds: u32,
	/// Chain time an interval takes. Equal to the physical length in production.
	pub interval_millis: Moment,
	/// Local civil seconds since 1970 at the epoch, to replay another day. Without it the epoch's
	/// own time plus `utc_offset_seconds`.
	pub local_epoch_seconds: Option<u64>,
	pub utc_offset_seconds: i32,
}

impl Default for TimeParameters {
	fn default() -> Self {
		Self {
			interval_seconds: 900,
			interval_millis: 900_000,
			local_epoch_seconds: None,
			utc_offset_seconds: 0,
		}
	}
}

/// How far the market has come.
#[derive(CloneNoBound, DebugNoBound, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct ClockState<T: Config> {
	/// The first block's timestamp: interval 0 begins.
	pub epoch: Moment,
	/// Local civil seconds since 1970 at the epoch.
	pub local_epoch_seconds: u64,
	/// Intervals below can be read.
	pub ended: Interval,
	/// Intervals below are past the deadline of their readings.
	pub due: Interval,
	/// The intervals that are readable and not due, grouped by the block that made them readable.
	pub open: BoundedVec<OpenGroup<BlockNumberFor<T>>, T::MaxOpenIntervals>,
}

/// Intervals that became readable in the same block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct OpenGroup<BlockNumber> {
	/// The group's intervals lie below, and not in an older group.
	pub until: Interval,
	pub readable_since: BlockNumber,
}

/// A community.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Community<AccountId> {
	pub name: CommunityName,
	pub operator: AccountId,
	pub supplier: AccountId,
}

/// Which rules hold from when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RuleVersion {
	pub version: u32,
	pub from: Interval,
	/// The highest retail price of the version, for withdrawal floors.
	pub highest_retail: Price,
}

/// A member of a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Member {
	/// Unique in the community, never reused.
	pub id: u32,
	pub suspended: bool,
}

/// How many members a community has, and had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MemberCounter {
	pub members: u32,
	/// Of them suspended.
	pub suspended: u32,
	pub next_id: u32,
}

/// A gateway of a community.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Gateway {
	/// Bad signatures since it was registered or reinstated.
	pub strikes: u32,
	pub suspended: bool,
	/// The readings it has sent free of charge. Reinstatement leaves it, registration begins with the next
	/// interval: a gateway that could start anew within an interval could send without limit.
	pub readings: Allowance,
	/// The intents it has sent free of charge. Reinstatement leaves it.
	pub intents: Allowance,
}

/// What a gateway may send free of charge, each up to a limit an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freight {
	Readings,
	Intents,
}

impl Gateway {
	/// One that sends free of charge from the interval after `now` on: a gateway that is removed and
	/// registered again could send without limit.
	pub(crate) fn new(now: Interval) -> Self {
		let spent = Allowance {
			interval: now,
			spent: u32::MAX,
		};
		Self {
			readings: spent,
			intents: spent,
			..Self::default()
		}
	}

	pub(crate) fn allowance(&mut self, freight: Freight) -> &mut Allowance {
		match freight {
			Freight::Readings => &mut self.readings,
			Freight::Intents => &mut self.intents,
		}
	}
}

/// A community of the genesis block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GenesisCommunity<AccountId> {
	pub name: String,
	pub operator: AccountId,
	pub supplier: AccountId,
	pub bounds: RuleBounds,
	pub rules: Rules,
	pub gateways: Vec<AccountId>,
	pub members: Vec<AccountId>,
}
