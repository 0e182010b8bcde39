//! Proposing an asset, and subscribing to its shares.

use super::{
	action::Wanted,
	arguments::{Propose, Subscribe},
	sheet::write_rules,
	table::write_name,
	Entry, PALLET,
};
use crate::{
	described::write_shares,
	market_time::{duration, MarketTime},
	proposing::act,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	units::{write_percent, write_tokens},
};
use anyhow::Result;
use commonwatt_primitives::{share::Shares, Balance};
use commonwatt_simulator::transaction::account as account_of;
use pallet_asset_shares::{Call, Fill, Phase};

impl Propose {
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
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
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
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
