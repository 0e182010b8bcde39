//! Buying shares back, and selling to who does.

use super::{
	action::Wanted,
	arguments::{BuyBack, SellBack},
	Entry, PALLET,
};
use crate::{
	described::write_shares, market_time::duration, proposing::act, refusal::Refusal, rpc::Node,
	submission::Key, units::write_tokens,
};
use anyhow::{ensure, Result};
use commonwatt_primitives::{share::Shares, Balance, Moment};
use commonwatt_simulator::transaction::account as account_of;
use pallet_asset_shares::{BuyBackFund, Call};

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
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			asset,
			shares,
			at_least,
		} = self;
		let pair = key.pair()?;
		let wanted = Wanted::prepare(node, asset).await?;
		wanted.ensure_has(&account_of(&pair), shares).await?;
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
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
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
