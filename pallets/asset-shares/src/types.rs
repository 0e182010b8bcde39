//! The types of the pallet's storage, calls and events. Those that wallets are shown are in the primitives.

pub use commonwatt_primitives::share::asset::{
	Asset, AssetKind, BuyBack, Income, Least, Phase, Terms, TransferRules, Upkeep, MAX_DOCUMENTS,
	MAX_NAME,
};

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	share::{RecordId, Shares},
	Balance, PointId,
};
use frame_support::{
	traits::Get, BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;
use sp_core::H256;

/// Who pays for shares that are bought back.
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
pub enum BuyBackFund {
	UpkeepReserve,
	/// Who makes the offer.
	Caller,
}

/// What an account has of an asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Holding {
	/// Or subscriptions, before the offering has ended well.
	pub shares: Shares,
	/// Of the asset's income, when the holding was last settled.
	pub index: Balance,
	/// Earned until then and not claimed.
	pub unclaimed: Balance,
	/// Why its shares do not move.
	pub frozen: Option<H256>,
	/// Of its shares, for votes.
	pub least: Least,
}

impl Holding {
	/// All that it has earned and not claimed when the asset's index is `index`. Exact. Fits: it is part of
	/// what was received.
	pub fn entitled(&self, index: Balance) -> Balance {
		let earned = self.shares.saturating_mul(index.saturating_sub(self.index));
		self.unclaimed.saturating_add(earned)
	}

	/// Whether there is nothing to keep.
	pub fn is_empty(&self) -> bool {
		self.shares == 0 && self.unclaimed == 0
	}
}

/// A recorded moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Record {
	pub id: RecordId,
	/// Earning shares that weigh at least as much as all who voted together could.
	pub supply: Shares,
	/// Shares that moved in this block before the record have no vote on it.
	pub block: u32,
}

/// The records of an asset.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(MaxRecords))]
#[codec(mel_bound())]
pub struct RecordBook<MaxRecords: Get<u32>> {
	pub next: RecordId,
	/// Ids rise.
	pub open: BoundedVec<Record, MaxRecords>,
}

/// How an order for shares is filled when fewer are left.
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
pub enum Fill {
	/// Not at all.
	AllOrNothing,
	/// With what is left.
	AtMost,
}

/// Why an asset is gone.
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
pub enum Ending {
	Withdrawn,
	Rejected,
	/// The offering failed and everybody is refunded.
	Refunded,
	/// It was wound up and every share redeemed.
	Redeemed,
}

/// Where income comes from.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum IncomeSource<AccountId> {
	Point(PointId),
	Account(AccountId),
	/// What a buy-back did not spend and its payer's account could not hold.
	Unspent,
}
