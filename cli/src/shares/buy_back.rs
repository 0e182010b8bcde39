//! Buying shares back, and selling to who does.

use super::{
	action::Wanted,
	arguments::{BuyBack, SellBack},
	Entry, PALLET,
};
use crate::{
	described::{utc, write_shares},
	market_time::duration,
	proposing::act,
	refusal::Refusal,
	rpc::Node,
	submission::Key,
	units::write_tokens,
};
use anyhow::{ensure, Result};
use commonwatt_primitives::{share::Shares, Balance, Moment};
use commonwatt_runtime::Runtime;
use commonwatt_simulator::transaction::account as account_of;
use pallet_asset_shares::{AssetOf, BuyBackFund, Call};

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

/// What a new offer can take of the upkeep reserve: what the standing one has of it returns first.
pub fn reserve_for_an_offer(asset: &AssetOf<Runtime>) -> Balance {
	let standing = asset.buy_back.as_ref();
	let returned = standing
		.filter(|offer| offer.payer.is_none())
		.map_or(0, |offer| offer.funds());
	asset.upkeep.reserve.saturating_add(returned)
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
		let reserve = reserve_for_an_offer(state);
		ensure!(
			!from_upkeep || cost <= reserve,
			"{}",
			Refusal::named(PALLET, "UpkeepReserveTooSmall").about(format!(
				"it has {} tokens, the offer takes {}",
				write_tokens(reserve),
				write_tokens(cost)
			))
		);
		// A proposal has to be decided first: what is named is the end, not how long it is until then.
		let until = wanted.time.now.saturating_add(open_for);
		println!(
			"Offers to buy {} shares of {} back, at {} tokens each, {} in all from {payer}, before {}, {} from now.",
			write_shares(shares),
			wanted.name(),
			write_tokens(price),
			write_tokens(cost),
			utc(until),
			duration(open_for)
		);
		let call = Call::set_buy_back {
			asset,
			price,
			shares,
			until,
			fund,
		};
		proposing
			.act(&wanted.rpc, &pair, state.community, call)
			.await
	}
}
