//! The commands about assets and shares, with their options.

use super::terms::{period, Offered};
use crate::{
	accounts::account,
	proposing::{reason, Proposing},
	units::{tokens, whole},
};
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	Balance, CommunityId, Moment, PointId,
};
use commonwatt_runtime::AccountId;

#[derive(Subcommand)]
pub enum Action {
	/// Propose an asset, by options or a file. A member.
	Propose(Propose),
	/// Withdraw your proposal; the deposit comes back.
	WithdrawProposal(OfAsset),
	/// Reject a proposal; the deposit comes back. The operator.
	Reject(ByOperator),
	/// Open the offering of a proposed asset. The operator.
	Open(ByOperator),
	/// Subscribe to shares of an offering, and pay for them.
	Subscribe(Subscribe),
	/// Close an offering that has ended: anyone.
	Close(OfAsset),
	/// Refund a subscription of a failed offering: anyone, for anyone.
	Refund(ForSomeone),
	/// Transfer shares.
	Transfer(Transfer),
	/// Let a delivery point that the asset's account owns earn for it. The operator.
	Attach(Attach),
	/// End that. The operator.
	Detach(ByOperator),
	/// Collect what is free of the point's credit and share it out: anyone.
	Collect(OfAsset),
	/// Pay income from your account, to be shared out: anyone.
	Pay(Pay),
	/// Pay what shares have earned: anyone, for anyone.
	Claim(ForSomeone),
	/// Sell shares to the standing offer to buy them back.
	SellBack(SellBack),
	/// Offer to buy shares back. The operator.
	BuyBack(BuyBack),
	/// End that offer. The operator; anyone once it is over.
	EndBuyBack(OfAsset),
	/// Buy all shares of who is no active member any more. The operator.
	BuyOut(OfHolder),
	/// Spend of what is laid by for upkeep. The operator.
	SpendUpkeep(SpendUpkeep),
	/// Allow an account to hold shares of an asset with an allow-list. The operator.
	Allow(OfHolder),
	/// Take an account off that list. The operator.
	Disallow(OfHolder),
	/// Let no share move any more, by order: of the asset, or of one holder. The operator.
	Freeze(Freeze),
	/// End a freeze. The operator.
	Thaw(Thaw),
	/// Begin to wind an asset up. The operator.
	WindUp(ByOperator),
	/// Share out what is left of an asset that is wound up. The operator.
	Liquidate(ByOperator),
	/// Pay what is left of a liquidated asset for shares: anyone, for anyone.
	Redeem(ForSomeone),
}

#[derive(Args)]
pub struct Propose {
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
	#[command(flatten)]
	pub offered: Offered,
}

#[derive(Args)]
pub struct OfAsset {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
}

#[derive(Args)]
pub struct ByOperator {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct ForSomeone {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// For whom; for you by default.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub of: Option<AccountId>,
}

#[derive(Args)]
pub struct OfHolder {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[arg(value_name = "ADDRESS", value_parser = account)]
	pub who: AccountId,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Subscribe {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[arg(value_parser = whole)]
	pub shares: Shares,
	/// If fewer are left, those.
	#[arg(long)]
	pub at_most: bool,
}

#[derive(Args)]
pub struct Transfer {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[arg(value_parser = whole)]
	pub shares: Shares,
	/// Who gets them: an address, or a development key like //Bob.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub to: AccountId,
}

#[derive(Args)]
pub struct Attach {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// The delivery point.
	#[arg(value_name = "N")]
	pub point: PointId,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Pay {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	pub amount: Balance,
}

#[derive(Args)]
pub struct SellBack {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[arg(value_parser = whole)]
	pub shares: Shares,
	/// Sell for no less a share, whatever the offer is by then; what it is now by default.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	pub at_least: Option<Balance>,
}

#[derive(Args)]
pub struct BuyBack {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	#[arg(value_parser = whole)]
	pub shares: Shares,
	/// What a share gets, in tokens.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	pub at: Balance,
	/// How long the offer stands, from now on: 30d, 12h, 45min. If it is proposed, the vote is part of that.
	#[arg(long = "for", value_name = "TIME", value_parser = period)]
	pub open_for: Moment,
	/// Pay from what is laid by for upkeep; from the operator's own account by default.
	#[arg(long)]
	pub from_upkeep: bool,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct SpendUpkeep {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	pub amount: Balance,
	/// Who is paid.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub to: AccountId,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Freeze {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// Only the shares of this holder.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub of: Option<AccountId>,
	/// The order. Only its hash goes to the chain.
	#[arg(long, value_name = "TEXT", value_parser = reason)]
	pub reason: String,
	#[command(flatten)]
	pub proposing: Proposing,
}

#[derive(Args)]
pub struct Thaw {
	#[arg(value_name = "ASSET")]
	pub asset: AssetId,
	/// Only the shares of this holder.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	pub of: Option<AccountId>,
	#[command(flatten)]
	pub proposing: Proposing,
}
