//! A plant that a community owns in shares: what was offered, and how it stands.

use super::Shares;
use crate::{Balance, CommunityId, Moment, PointId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::ConstU32, BoundedVec};
use scale_info::TypeInfo;
use serde::Serialize;
use sp_core::H256;
use sp_runtime::Permill;

/// Documents that an offering can refer to.
pub const MAX_DOCUMENTS: u32 = 8;
/// Bytes of an asset's name.
pub const MAX_NAME: u32 = 32;

/// What an asset is.
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
)]
#[serde(rename_all = "camelCase")]
pub enum AssetKind {
	SolarPark,
	Battery,
	HeatPump,
	ChargingStation,
	Other,
}

/// Who may hold shares, and when they move. Holds on every path.
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
pub struct TransferRules {
	/// Only active members of the community receive shares.
	pub members_only: bool,
	/// Only whom the operator allows receives shares.
	pub allow_list: bool,
	/// Shares stay where they are until then.
	pub locked_until: Option<Moment>,
	/// The most shares of one holder.
	pub max_holding: Option<Shares>,
	/// Whether shares may be in the liquidity pool.
	pub pool: bool,
}

/// What is offered. Never changes.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Terms<AccountId> {
	pub kind: AssetKind,
	pub name: BoundedVec<u8, ConstU32<MAX_NAME>>,
	/// Hashes of what the seller shows: contracts, yields, permits.
	pub documents: BoundedVec<H256, ConstU32<MAX_DOCUMENTS>>,
	/// Gets the proceeds: the seller or the builder.
	pub beneficiary: AccountId,
	/// Of a share, in base units; at least the existential deposit.
	pub price: Balance,
	/// Fewer shares sold, and everybody is refunded.
	pub soft_cap: Shares,
	/// No more shares are sold.
	pub hard_cap: Shares,
	/// How long the offering stays open, ms.
	pub offering_period: Moment,
	pub rules: TransferRules,
	/// Of each income, what goes to the upkeep reserve, rounded down, until it is at its target.
	pub upkeep_share: Permill,
	pub upkeep_target: Balance,
}

/// The stages of an asset's life. A closed asset is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum Phase {
	Proposed,
	/// Holdings are subscriptions.
	Offering {
		ends: Moment,
	},
	/// The offering missed its soft cap. Holdings are subscriptions to be refunded.
	Failed,
	Active,
	/// Shares leave the pool until `pool_closes`.
	WindingUp {
		pool_closes: Moment,
	},
	/// The rest is distributed: holders redeem.
	Liquidated,
}

impl Phase {
	/// Whether holdings are shares.
	pub fn has_shares(&self) -> bool {
		matches!(
			self,
			Self::Active | Self::WindingUp { .. } | Self::Liquidated
		)
	}

	/// Whether holdings are subscriptions.
	pub fn has_subscriptions(&self) -> bool {
		matches!(self, Self::Offering { .. } | Self::Failed)
	}
}

/// The income of an asset, base units: `received = paid + unpaid + dust + upkept`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Income {
	/// Base units that each share has earned since it was issued.
	pub index: Balance,
	pub received: Balance,
	/// To holders.
	pub paid: Balance,
	/// Earned by holders and not claimed.
	pub unpaid: Balance,
	/// Less than one base unit a share, or of a time without earning shares: carried to the next income.
	pub dust: Balance,
	/// Went to the upkeep reserve, less what was distributed of it.
	pub upkept: Balance,
}

/// What is laid by for upkeep, base units: `upkept = reserve + spent + what a buy-back has of it`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Upkeep {
	pub reserve: Balance,
	/// On upkeep, and on shares bought back.
	pub spent: Balance,
}

/// A standing offer to buy shares back.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct BuyBack<AccountId> {
	/// Of a share, base units.
	pub price: Balance,
	/// Shares that it still buys, at least 1; `price x shares` is in the asset's account for it.
	pub shares: Shares,
	/// It buys before.
	pub until: Moment,
	/// Gets the unspent back; `None` is the upkeep reserve.
	pub payer: Option<AccountId>,
}

impl<AccountId> BuyBack<AccountId> {
	/// What the asset's account has for it. Fits: it was paid in.
	pub fn funds(&self) -> Balance {
		self.price.saturating_mul(self.shares)
	}
}

/// The least that a number of shares has been in the block in which it last changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Least {
	pub block: u32,
	pub shares: Shares,
}

impl Least {
	/// The number changes in a block.
	pub fn change(&mut self, block: u32, from: Shares, to: Shares) {
		let shares = self.through(block, from).min(to);
		*self = Self { block, shares };
	}

	/// Of the shares there are, what has been there all through a block so far, or through the whole of one
	/// that has passed without a change after it.
	pub fn through(&self, block: u32, now: Shares) -> Shares {
		match self.block == block {
			true => self.shares.min(now),
			false => now,
		}
	}
}

/// The state of an asset.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Asset<AccountId> {
	pub community: CommunityId,
	pub proposer: AccountId,
	/// On hold of the proposer until the offering has ended.
	pub deposit: Balance,
	pub phase: Phase,
	/// As in its terms, for every transfer asks for them.
	pub rules: TransferRules,
	/// Why no share moves.
	pub frozen: Option<H256>,
	/// The sum of all holdings: shares, or subscriptions before.
	pub issued: Shares,
	/// Without what is in the pool.
	pub earning: Shares,
	/// Of those, for votes.
	pub least: Least,
	/// Holdings that are stored.
	pub holders: u32,
	/// Accounts on the allow-list.
	pub allowed: u32,
	pub income: Income,
	pub upkeep: Upkeep,
	/// Its credit is the asset's income.
	pub point: Option<PointId>,
	pub buy_back: Option<BuyBack<AccountId>>,
}
