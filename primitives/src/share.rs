//! Shares in a community's plants: what the asset shares ask of others, and what others ask of them.

pub mod asset;

use crate::{Balance, CommunityId, PointId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::pallet_prelude::{DispatchError, DispatchResult, Weight};
use scale_info::TypeInfo;

/// An asset whose shares are held. Assigned by the chain, unique across communities, never reused.
pub type AssetId = u32;
/// A number of shares. They have no fractions. As wide as money, because the market for shares counts
/// both alike.
pub type Shares = Balance;
/// A recorded moment of an asset's shares; ids rise.
pub type RecordId = u32;

/// The income of a delivery point. By billing.
pub trait PointIncome<AccountId> {
	/// Moves what `owner` could withdraw from a point now to the owner's account; how much that was, zero
	/// if nothing is free. Refused if `owner` could not withdraw: it is another's, it owes.
	fn withdraw_free(point: PointId, owner: &AccountId) -> Result<Balance, DispatchError>;
	/// The most that it takes.
	fn weight() -> Weight;
}

/// The liquidity pool of each share: it holds shares for others. In the runtime derived from the
/// locator of asset-conversion.
pub trait SharePools<AccountId> {
	/// The only account that is a pool of this asset's shares, whether the pool exists yet or not.
	fn pool(asset: AssetId) -> Option<AccountId>;
}

/// Where a community's own money goes.
pub trait TreasuryAccounts<AccountId> {
	fn treasury_account(community: CommunityId) -> AccountId;
}

/// Weights of holders at recorded moments, for those who hold votes. By asset shares.
///
/// Shares in a pool have no vote.
pub trait ShareVotes<AccountId> {
	/// Records who holds what from now on. Refused if there is no such asset, it has no shares yet, or too
	/// many records are open.
	fn record(asset: AssetId) -> Result<RecordId, DispatchError>;
	/// The shares of `who` when the record was taken; zero if it is not open.
	fn weight(asset: AssetId, record: RecordId, who: &AccountId) -> Shares;
	/// The sum of all weights; zero if the record is not open.
	fn supply(asset: AssetId, record: RecordId) -> Shares;
	/// Ends a record; nothing if it is not open.
	fn release(asset: AssetId, record: RecordId);
}

/// What an account has of an asset, as a wallet shows it.
#[derive(
	Clone,
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
pub struct ShareView {
	pub shares: Shares,
	/// Paid for in an offering that has not ended well yet.
	pub subscribed: Shares,
	/// Of the shares, what could be transferred now.
	pub transferable: Shares,
	/// Income that could be claimed now.
	pub unclaimed: Balance,
}

/// What a wallet asks of the shares. By asset shares.
pub trait ShareViews<AccountId> {
	/// `None` if there is no such asset.
	fn shares_of(asset: AssetId, who: &AccountId) -> Option<ShareView>;
	/// Refused, with the reason, if `who` could not receive so many shares more now.
	fn may_receive(asset: AssetId, who: &AccountId, shares: Shares) -> DispatchResult;
	/// The assets of a community, oldest first.
	fn assets_of(community: CommunityId) -> alloc::vec::Vec<AssetId>;
}
