//! What may be done with assets and shares.

use super::{
	account_of_asset, asset_of,
	sheet::write_rules,
	table::{write_name, write_phase},
	terms::{period, Offered},
	Entry, PALLET,
};
use crate::{
	accounts::{account, whose},
	described::write_shares,
	market_time::{duration, MarketTime},
	point::point_of,
	proposing::{act, reason, Proposing},
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	units::{tokens, whole, write_percent, write_tokens},
};
use anyhow::{ensure, Result};
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	Balance, CommunityId, Moment, PointId,
};
use commonwatt_runtime::{AccountId, Hash, Runtime};
use commonwatt_simulator::transaction::account as account_of;
use pallet_asset_shares::{BuyBackFund, Call, Fill, Phase};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

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
	community: CommunityId,
	#[command(flatten)]
	offered: Offered,
}

#[derive(Args)]
pub struct OfAsset {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
}

#[derive(Args)]
pub struct ByOperator {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct ForSomeone {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// For whom; for you by default.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	of: Option<AccountId>,
}

#[derive(Args)]
pub struct OfHolder {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[arg(value_name = "ADDRESS", value_parser = account)]
	who: AccountId,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Subscribe {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[arg(value_parser = whole)]
	shares: Shares,
	/// If fewer are left, those.
	#[arg(long)]
	at_most: bool,
}

#[derive(Args)]
pub struct Transfer {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[arg(value_parser = whole)]
	shares: Shares,
	/// Who gets them: an address, or a development key like //Bob.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	to: AccountId,
}

#[derive(Args)]
pub struct Attach {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Pay {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	amount: Balance,
}

#[derive(Args)]
pub struct SellBack {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[arg(value_parser = whole)]
	shares: Shares,
	/// Sell for no less a share, whatever the offer is by then; what it is now by default.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	at_least: Option<Balance>,
}

#[derive(Args)]
pub struct BuyBack {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	#[arg(value_parser = whole)]
	shares: Shares,
	/// What a share gets, in tokens.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	at: Balance,
	/// How long the offer stands: 30d, 12h, 45min.
	#[arg(long = "for", value_name = "TIME", value_parser = period)]
	open_for: Moment,
	/// Pay from what is laid by for upkeep; from the operator's own account by default.
	#[arg(long)]
	from_upkeep: bool,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct SpendUpkeep {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	amount: Balance,
	/// Who is paid.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	to: AccountId,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Freeze {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// Only the shares of this holder.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	of: Option<AccountId>,
	/// The order. Only its hash goes to the chain.
	#[arg(long, value_name = "TEXT", value_parser = reason)]
	reason: String,
	#[command(flatten)]
	proposing: Proposing,
}

#[derive(Args)]
pub struct Thaw {
	#[arg(value_name = "ASSET")]
	asset: AssetId,
	/// Only the shares of this holder.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	of: Option<AccountId>,
	#[command(flatten)]
	proposing: Proposing,
}

/// An asset that something is to be done with.
struct Wanted {
	rpc: Rpc,
	block: Hash,
	time: MarketTime,
	entry: Entry,
}

impl Wanted {
	async fn prepare(node: &Node, id: AssetId) -> Result<Self> {
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		let entry = asset_of(&rpc, id, block).await?;
		Ok(Self {
			rpc,
			block,
			time,
			entry,
		})
	}

	/// `asset 2, Solar roof`
	fn name(&self) -> String {
		let (id, _, terms) = &self.entry;
		format!("asset {id}, {}", write_name(&terms.name))
	}

	/// The chain's error with what the asset is now.
	fn wrong_phase(&self) -> anyhow::Error {
		let (id, asset, _) = &self.entry;
		let detail = format!("asset {id} is {}", write_phase(&asset.phase, &self.time));
		Refusal::named(PALLET, "WrongPhase").about(detail).into()
	}

	fn ensure(&self, is: bool) -> Result<()> {
		match is {
			true => Ok(()),
			false => Err(self.wrong_phase()),
		}
	}
}

/// What anyone may do, for anyone.
async fn of_anyone(
	node: &Node,
	key: &Key,
	id: AssetId,
	what: &str,
	call: Call<Runtime>,
) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, id).await?;
	println!("{what} {}.", wanted.name());
	act(&wanted.rpc, &pair, call).await
}

/// What the operator may do.
async fn of_operator(
	node: &Node,
	key: &Key,
	id: AssetId,
	what: &str,
	call: Call<Runtime>,
	proposing: &Proposing,
) -> Result<()> {
	let pair = key.pair()?;
	let wanted = Wanted::prepare(node, id).await?;
	println!("{what} {}.", wanted.name());
	let community = wanted.entry.1.community;
	proposing.act(&wanted.rpc, &pair, community, call).await
}

impl Action {
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
		match self {
			Self::Propose(propose) => propose.run(node, key).await,
			Self::WithdrawProposal(OfAsset { asset }) => {
				let call = Call::withdraw_proposal { asset };
				of_anyone(node, key, asset, "Withdraws the proposal of", call).await
			}
			Self::Reject(ByOperator { asset, proposing }) => {
				let call = Call::reject { asset };
				of_operator(node, key, asset, "Rejects", call, &proposing).await
			}
			Self::Open(ByOperator { asset, proposing }) => {
				let call = Call::open_offering { asset };
				of_operator(node, key, asset, "Opens the offering of", call, &proposing).await
			}
			Self::Subscribe(subscribe) => subscribe.run(node, key).await,
			Self::Close(OfAsset { asset }) => {
				let call = Call::close_offering { asset };
				of_anyone(node, key, asset, "Closes the offering of", call).await
			}
			Self::Refund(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Refunds {who} the subscription of");
				of_anyone(node, key, asset, &what, Call::refund { asset, who }).await
			}
			Self::Transfer(Transfer { asset, shares, to }) => {
				let what = format!("Gives {to} {} shares of", write_shares(shares));
				let call = Call::transfer { asset, to, shares };
				of_anyone(node, key, asset, &what, call).await
			}
			Self::Attach(attach) => attach.run(node, key).await,
			Self::Detach(ByOperator { asset, proposing }) => {
				let call = Call::detach_point { asset };
				of_operator(node, key, asset, "Detaches the point of", call, &proposing).await
			}
			Self::Collect(OfAsset { asset }) => {
				let call = Call::collect_income { asset };
				of_anyone(node, key, asset, "Collects the income of", call).await
			}
			Self::Pay(Pay { asset, amount }) => {
				let what = format!("Pays {} tokens of income to", write_tokens(amount));
				of_anyone(node, key, asset, &what, Call::pay_income { asset, amount }).await
			}
			Self::Claim(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Pays {who} what it has earned of");
				of_anyone(
					node,
					key,
					asset,
					&what,
					Call::claim_income_for { asset, who },
				)
				.await
			}
			Self::SellBack(sell) => sell.run(node, key).await,
			Self::BuyBack(buy) => buy.run(node, key).await,
			Self::EndBuyBack(OfAsset { asset }) => {
				let call = Call::end_buy_back { asset };
				of_anyone(
					node,
					key,
					asset,
					"Ends the offer to buy back shares of",
					call,
				)
				.await
			}
			Self::BuyOut(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Buys all shares of {who} of");
				let call = Call::buy_back_compulsorily { asset, who };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::SpendUpkeep(SpendUpkeep {
				asset,
				amount,
				to,
				proposing,
			}) => {
				let what = format!(
					"Pays {to} {} tokens for the upkeep of",
					write_tokens(amount)
				);
				let call = Call::spend_upkeep { asset, to, amount };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::Allow(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Allows {who} to hold shares of");
				of_operator(
					node,
					key,
					asset,
					&what,
					Call::allow { asset, who },
					&proposing,
				)
				.await
			}
			Self::Disallow(OfHolder {
				asset,
				who,
				proposing,
			}) => {
				let what = format!("Lets {who} receive no more shares of");
				let call = Call::disallow { asset, who };
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			Self::Freeze(freeze) => freeze.run(node, key).await,
			Self::Thaw(Thaw {
				asset,
				of,
				proposing,
			}) => match of {
				Some(who) => {
					let what = format!("Lets the shares of {who} move again of");
					let call = Call::thaw_holding { asset, who };
					of_operator(node, key, asset, &what, call, &proposing).await
				}
				None => {
					let call = Call::thaw_asset { asset };
					of_operator(
						node,
						key,
						asset,
						"Lets shares move again of",
						call,
						&proposing,
					)
					.await
				}
			},
			Self::WindUp(ByOperator { asset, proposing }) => {
				let call = Call::begin_wind_up { asset };
				of_operator(node, key, asset, "Winds up", call, &proposing).await
			}
			Self::Liquidate(ByOperator { asset, proposing }) => {
				let call = Call::liquidate { asset };
				of_operator(node, key, asset, "Liquidates", call, &proposing).await
			}
			Self::Redeem(ForSomeone { asset, of }) => {
				let who = whose(of, key)?;
				let what = format!("Pays {who} what is left for its shares of");
				of_anyone(node, key, asset, &what, Call::redeem { asset, who }).await
			}
		}
	}
}

impl Propose {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let pair = key.pair()?;
		let terms = self.offered.of(&account_of(&pair))?;
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		println!(
			"Proposes {} to community {}:",
			write_name(&terms.name),
			self.community
		);
		println!(
			"  {} shares at {} tokens, {} in all; {} at least, open for {}",
			write_shares(terms.hard_cap),
			write_tokens(terms.price),
			write_tokens(terms.price.saturating_mul(terms.hard_cap)),
			write_shares(terms.soft_cap),
			duration(terms.offering_period)
		);
		println!("  proceeds to {}", terms.beneficiary);
		println!(
			"  upkeep: {} % of each income until {} tokens are laid by",
			write_percent(terms.upkeep_share.deconstruct().into()),
			write_tokens(terms.upkeep_target)
		);
		for rule in write_rules(&terms.rules, &time) {
			println!("  holders: {rule}");
		}
		for document in &terms.documents {
			println!("  document {document:?}");
		}
		let call = Call::propose {
			community: self.community,
			terms,
		};
		act(&rpc, &pair, call).await
	}
}

/// What is left to subscribe to, and what that costs.
pub fn subscription(
	(id, asset, terms): &Entry,
	shares: Shares,
	at_most: bool,
) -> Result<(Shares, Balance)> {
	let left = terms.hard_cap.saturating_sub(asset.issued);
	if shares > left && !(at_most && left > 0) {
		let detail = format!(
			"asset {id} has {} shares left, not {}",
			write_shares(left),
			write_shares(shares)
		);
		let name = if left == 0 {
			"OfferingEnded"
		} else {
			"Oversubscribed"
		};
		return Err(Refusal::named(PALLET, name).about(detail).into());
	}
	let shares = shares.min(left);
	// Fits: the price times the hard cap does.
	Ok((shares, terms.price.saturating_mul(shares)))
}

impl Subscribe {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			shares,
			at_most,
		} = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		wanted.ensure(matches!(wanted.entry.1.phase, Phase::Offering { .. }))?;
		let (filled, cost) = subscription(&wanted.entry, shares, at_most)?;
		println!(
			"Subscribes to {} shares of {}, for {} tokens.",
			write_shares(filled),
			wanted.name(),
			write_tokens(cost)
		);
		let fill = if at_most {
			Fill::AtMost
		} else {
			Fill::AllOrNothing
		};
		let call = Call::subscribe {
			asset,
			shares,
			fill,
		};
		act(&wanted.rpc, &pair, call).await
	}
}

impl Attach {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			point,
			proposing,
		} = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		let view = point_of(&wanted.rpc, point, wanted.block).await?;
		let owner = account_of_asset(&wanted.rpc, asset, wanted.block).await?;
		if view.owner != owner {
			let detail = format!(
				"point {point} is {}'s, the asset's account is {owner}",
				view.owner
			);
			return Err(Refusal::named(PALLET, "NotThePointOfTheAsset")
				.about(detail)
				.into());
		}
		println!("Lets point {point} earn for {}.", wanted.name());
		let community = wanted.entry.1.community;
		let call = Call::attach_point { asset, point };
		proposing.act(&wanted.rpc, &pair, community, call).await
	}
}

/// What a share gets of the standing offer.
pub fn offered_back(
	(id, asset, _): &Entry,
	shares: Shares,
	at_least: Option<Balance>,
	now: Moment,
) -> Result<Balance> {
	let refuse = |name, detail: String| Err(Refusal::named(PALLET, name).about(detail).into());
	let Some(offer) = asset.buy_back.as_ref().filter(|offer| now < offer.until) else {
		return refuse("NoBuyBack", format!("this is asset {id}"));
	};
	if shares > offer.shares {
		return refuse(
			"BuyBackTooSmall",
			format!(
				"it buys {}, not {}",
				write_shares(offer.shares),
				write_shares(shares)
			),
		);
	}
	match at_least {
		Some(least) if offer.price < least => refuse(
			"PriceBelowMinimum",
			format!(
				"it pays {} tokens a share, you want {}",
				write_tokens(offer.price),
				write_tokens(least)
			),
		),
		_ => Ok(offer.price),
	}
}

impl SellBack {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			shares,
			at_least,
		} = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		let price = offered_back(&wanted.entry, shares, at_least, wanted.time.now)?;
		println!(
			"Sells {} shares of {} back, at {} tokens each, {} in all.",
			write_shares(shares),
			wanted.name(),
			write_tokens(price),
			write_tokens(price.saturating_mul(shares))
		);
		let call = Call::sell_back {
			asset,
			shares,
			minimum: at_least.unwrap_or(price),
		};
		act(&wanted.rpc, &pair, call).await
	}
}

impl BuyBack {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			shares,
			at: price,
			open_for,
			from_upkeep,
			proposing,
		} = self;
		let pair = key.pair()?;
		let Some(cost) = price.checked_mul(shares) else {
			return Err(Refusal::named(PALLET, "TooMuchMoney").into());
		};
		let wanted = Wanted::prepare(node, asset).await?;
		let (_, state, _) = &wanted.entry;
		let (fund, payer) = match from_upkeep {
			true => (BuyBackFund::UpkeepReserve, "the upkeep reserve"),
			false => (BuyBackFund::Caller, "the operator's account"),
		};
		ensure!(
			!from_upkeep || cost <= state.upkeep.reserve,
			"{}",
			Refusal::named(PALLET, "UpkeepReserveTooSmall").about(format!(
				"it has {} tokens, the offer takes {}",
				write_tokens(state.upkeep.reserve),
				write_tokens(cost)
			))
		);
		println!(
			"Offers to buy {} shares of {} back, at {} tokens each, {} in all from {payer}, for {}.",
			write_shares(shares),
			wanted.name(),
			write_tokens(price),
			write_tokens(cost),
			duration(open_for)
		);
		let call = Call::set_buy_back {
			asset,
			price,
			shares,
			until: wanted.time.now.saturating_add(open_for),
			fund,
		};
		proposing
			.act(&wanted.rpc, &pair, state.community, call)
			.await
	}
}

impl Freeze {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			of,
			reason,
			proposing,
		} = self;
		let hash = BlakeTwo256::hash(reason.as_bytes());
		println!(
			"order {reason:?}: not sent; its hash {hash:?} is what the chain keeps (blake2-256)"
		);
		match of {
			Some(who) => {
				let what = format!("Lets the shares of {who} move no more of");
				let call = Call::freeze_holding {
					asset,
					who,
					reason: hash,
				};
				of_operator(node, key, asset, &what, call, &proposing).await
			}
			None => {
				let call = Call::freeze_asset {
					asset,
					reason: hash,
				};
				of_operator(
					node,
					key,
					asset,
					"Lets no share move any more of",
					call,
					&proposing,
				)
				.await
			}
		}
	}
}
