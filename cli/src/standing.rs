//! `commonwatt standing`: what a delivery point buys or sells whenever the price signal says so.

mod list;
mod terms;
#[cfg(test)]
pub mod tests;
pub mod words;

use crate::{
	book::book_of,
	market_time::{when, MarketTime, When},
	order::capacity_wh,
	point::point_of,
	refusal::Refusal,
	rpc::{Node, Rpc},
	signals::signals_of,
	submission::{execute, Key},
	units::{price, write_price, write_wh},
};
use anyhow::{bail, Context, Result};
use clap::{ArgGroup, Args};
use commonwatt_primitives::{
	api::{BookView, ForecastView, PointView, StandingOrdersView},
	order::{Side, MINIMUM_ORDER_WH},
	signal::Forecast,
	standing::{
		StandingLimit, StandingOrder, StandingOrderEnd, StandingOrderFault, StandingOrderId,
		StandingQuantity, Threshold, MAX_STANDING_ORDERS,
	},
	CommunityId, Interval, PointId, Price, MAX_PRICE,
};
use commonwatt_runtime::{AccountId, Hash, Runtime, RuntimeCall, RuntimeEvent};
use commonwatt_simulator::transaction::account;
use jsonrpsee::rpc_params;
use list::List;
use pallet_energy_market::{Call, Event};
use terms::{
	at, buy, days, hours, price_above, price_below, sell, share_above, share_below, At, Terms,
};

/// What the options mean by a level.
const LEVELS: &str =
	"LEVEL: the signal's median, or p5, p25, p75 or p95: what the variable is at most \
	with so many percent of probability. Without one it is the median.";

/// Shows, sets or cancels a delivery point's standing orders. What is stated once becomes an order for
/// every interval whose price signal meets all its conditions, without the owner doing anything.
///
/// Without options it lists them. A point has at most 4; for an interval the first orders whose
/// conditions hold, unless the point has an order there already. Signed by the owner, setting and
/// cancelling is as free as an order.
#[derive(Args)]
#[command(after_help = LEVELS)]
#[command(group(ArgGroup::new("side").args(["buy", "sell"])))]
#[command(group(ArgGroup::new("what").args(["buy", "sell", "cancel", "json"])))]
pub struct Standing {
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	#[command(flatten)]
	node: Node,
	/// Buy so much in an interval: 500Wh, or what the point is expected to need, or a part of that.
	#[arg(long, value_name = "ENERGY|need|P%", value_parser = buy, requires = "at")]
	buy: Option<StandingQuantity>,
	/// Sell so much in an interval: 500Wh, or what the point is expected to have left over, or a part of
	/// that.
	#[arg(long, value_name = "ENERGY|surplus|P%", value_parser = sell, requires = "at")]
	sell: Option<StandingQuantity>,
	/// The limit: tokens per kWh without the grid fee, like 0.15; or a level of the signal with an offset,
	/// like median-0.01 or p25.
	#[arg(long, value_name = "PRICE|LEVEL[+-OFFSET]", value_parser = at, requires = "side")]
	at: Option<At>,
	/// A limit that follows the signal is never below this. A seller must give it.
	#[arg(long, value_name = "PRICE", value_parser = price, requires = "side")]
	floor: Option<Price>,
	/// A limit that follows the signal is never above this. A buyer must give it.
	#[arg(long, value_name = "PRICE", value_parser = price, requires = "side")]
	cap: Option<Price>,
	/// Only if the signal's price is this or less: 0.12, or 0.12@p95 to be surer. Not with --if-price-above.
	#[arg(long, value_name = "PRICE[@LEVEL]", value_parser = price_below, requires = "side")]
	if_price_below: Option<Threshold>,
	/// Only if the signal's price is this or more. Not with --if-price-below.
	#[arg(
		long,
		value_name = "PRICE[@LEVEL]",
		value_parser = price_above,
		requires = "side",
		conflicts_with = "if_price_below"
	)]
	if_price_above: Option<Threshold>,
	/// Only if the signal's green share is this or less: 20%.
	#[arg(long, value_name = "P%[@LEVEL]", value_parser = share_below, requires = "side")]
	if_green_below: Option<Threshold>,
	/// Only if the signal's green share is this or more: 60%, or 60%@p25 to be surer.
	#[arg(
		long,
		value_name = "P%[@LEVEL]",
		value_parser = share_above,
		requires = "side",
		conflicts_with = "if_green_below"
	)]
	if_green_above: Option<Threshold>,
	/// Only from one local hour to another: 10-15, or 6-9,17-22, or 22-6 through the night.
	#[arg(long, value_name = "FROM-TO,..", value_parser = hours, requires = "side")]
	hours: Option<u32>,
	/// Only on these days: mon-fri, or sat,sun.
	#[arg(long, value_name = "DAYS", value_parser = days, requires = "side")]
	days: Option<u8>,
	/// Not for this interval or a later one: its number, or +K for K ahead of the one in progress; until
	/// it is cancelled by default.
	#[arg(long, value_name = "T|+K", value_parser = when, requires = "side")]
	until: Option<When>,
	/// The number of the standing order, 0 to 3, that it takes the place of; the first free one by
	/// default.
	#[arg(
		long,
		value_name = "ID",
		value_parser = clap::value_parser!(u8).range(..i64::from(MAX_STANDING_ORDERS)),
		requires = "side"
	)]
	id: Option<StandingOrderId>,
	/// Cancel the standing order of this number. What it has ordered stands.
	#[arg(long, value_name = "ID")]
	cancel: Option<StandingOrderId>,
	/// The answer of the node's energy_standing as it is, see docs/rpc.md.
	#[arg(long)]
	json: bool,
	#[command(flatten)]
	key: Key,
}

impl Standing {
	/// What is to be set; `None` if nothing is.
	fn terms(&self) -> Result<Option<Terms>> {
		let (side, quantity) = match (self.buy, self.sell) {
			(Some(quantity), _) => (Side::Buy, quantity),
			(_, Some(quantity)) => (Side::Sell, quantity),
			_ => return Ok(None),
		};
		let terms = Terms {
			side,
			quantity,
			at: self.at.context("--at is missing")?,
			floor: self.floor,
			cap: self.cap,
			price: self.if_price_below.or(self.if_price_above),
			green_share: self.if_green_below.or(self.if_green_above),
			hours: self.hours,
			days: self.days,
			until: self.until,
		};
		terms.ensure_limited()?;
		Ok(Some(terms))
	}

	pub async fn run(self) -> Result<()> {
		let point = self.point;
		let terms = self.terms()?;
		// Before a node is waited for.
		let pair = match terms.is_some() || self.cancel.is_some() {
			true => Some(self.key.pair()?),
			false => None,
		};
		let rpc = Rpc::connect(&self.node).await?;
		let (_, block) = rpc.best().await?;
		if self.json {
			let answer = rpc
				.energy("energy_standing", rpc_params![point, block])
				.await?;
			println!("{}", serde_json::to_string_pretty(&answer)?);
			return Ok(());
		}
		let view = point_of(&rpc, point, block).await?;
		let standing = standing_of(&rpc, point, block).await?;
		let time = MarketTime::at(&rpc, block).await?;
		let Some(pair) = pair else {
			let signals = signals_of(&rpc, view.community, block).await?;
			let settled = |forecast: &&ForecastView| {
				forecast.settled && forecast.interval > time.in_progress()
			};
			let list = List {
				point,
				standing: &standing,
				signal: signals.forecasts.iter().find(settled),
				time: &time,
			};
			print!("{list}");
			return Ok(());
		};
		ensure_owner(&view, &account(&pair))?;
		let call = match (terms, self.cancel) {
			(Some(terms), _) => {
				let bounds = price_bounds(&rpc, view.community, block).await?;
				let order = terms.order(bounds, time.in_progress())?;
				ensure_can_order(&order, &view, &time, bounds)?;
				ensure_room(&standing, self.id, time.in_progress())?;
				println!("Point {point} {}.", words::sentence(&order, &time));
				let next = time.in_progress().saturating_add(1);
				match book_of(&rpc, view.community, next, block).await {
					Ok(book) => {
						for note in notes(&order, &book, &time) {
							println!("  {note}");
						}
					}
					// Rules may change before it expires.
					Err(error) => println!("  nothing is ordered for interval {next}: {error:#}"),
				}
				Call::set_standing_order {
					point,
					id: self.id,
					order,
				}
			}
			(None, Some(id)) => {
				let (_, order) = standing
					.orders
					.iter()
					.find(|(other, _)| *other == id)
					.ok_or_else(|| no_such(&standing, id))?;
				println!("Point {point} no longer {}.", words::sentence(order, &time));
				Call::cancel_standing_order { point, id }
			}
			(None, None) => bail!("give --buy, --sell or --cancel"),
		};
		execute(&rpc, &pair, RuntimeCall::EnergyMarket(call), |events| {
			for text in events.iter().filter_map(|event| tell(event, point)) {
				println!("{text}");
			}
			Ok(())
		})
		.await
	}
}

/// The standing orders of a point at a block.
pub async fn standing_of(rpc: &Rpc, point: PointId, block: Hash) -> Result<StandingOrdersView> {
	let view: Option<StandingOrdersView> = rpc
		.call_api_at("CommunityApi_standing_orders", point, block)
		.await?;
	view.with_context(|| format!("there is no delivery point {point}"))
}

/// The lowest and the highest price that the community's rules may ever say.
async fn price_bounds(rpc: &Rpc, community: CommunityId, block: Hash) -> Result<(Price, Price)> {
	let key = pallet_communities::Bounds::<Runtime>::hashed_key_for(community);
	let bounds: commonwatt_primitives::tariff::RuleBounds =
		rpc.storage(&key, Some(block))
			.await?
			.with_context(|| format!("there is no community {community}"))?;
	Ok((bounds.lowest_feed_in, bounds.highest_retail.min(MAX_PRICE)))
}

fn ensure_owner(view: &PointView<AccountId>, signer: &AccountId) -> Result<()> {
	if view.owner == *signer {
		return Ok(());
	}
	let detail = format!("the key is {signer}, the owner is {}", view.owner);
	Err(Refusal::of_market("NotOwner").about(detail).into())
}

/// What the chain would refuse.
fn ensure_can_order(
	order: &StandingOrder,
	view: &PointView<AccountId>,
	time: &MarketTime,
	bounds: (Price, Price),
) -> Result<()> {
	if view.closed {
		return Err(Refusal::of_market("PointClosed").into());
	}
	let next = time.in_progress().saturating_add(1);
	if order.expires <= next {
		let detail = format!(
			"it is to end with interval {}, the next is {next}",
			order.expires
		);
		return Err(Refusal::of_market("StandingOrderExpired")
			.about(detail)
			.into());
	}
	let capacity = capacity_wh(view, time);
	order.check(capacity, bounds).map_err(|fault| {
		let (lowest, highest) = bounds;
		let (name, detail) = match fault {
			StandingOrderFault::QuantityOutOfRange => (
				"QuantityOutOfRange",
				format!("the least is {} Wh", write_wh(MINIMUM_ORDER_WH)),
			),
			StandingOrderFault::AboveCapacity => (
				"AboveCapacity",
				format!("the most is {} Wh", write_wh(capacity)),
			),
			StandingOrderFault::LimitOutOfBounds => (
				"LimitOutOfBounds",
				format!(
					"its prices are between {} and {}",
					write_price(lowest),
					write_price(highest)
				),
			),
			StandingOrderFault::ThresholdOutOfBounds => (
				"ThresholdOutOfBounds",
				format!(
					"prices are between {} and {}, a share is at most 100 %",
					write_price(lowest),
					write_price(highest)
				),
			),
			StandingOrderFault::NoSuchTime => (
				"NoSuchTime",
				"give --hours and --days with one at least".into(),
			),
		};
		Refusal::of_market(name).about(detail).into()
	})
}

/// What the next interval's auction makes of it, if that is not what one would expect.
fn notes(order: &StandingOrder, book: &BookView, time: &MarketTime) -> Vec<String> {
	let auction = &book.auction;
	let rules = &auction.rules;
	let mut notes = Vec::new();
	if let StandingLimit::Fixed(limit) = order.limit {
		// A fixed limit is the same under every signal.
		let placed = order.limit(&Forecast::default(), book.prices.grid_fee, rules.tick);
		if placed != limit {
			notes.push(format!(
				"{} is put on the tick grid at {}",
				write_price(limit),
				write_price(placed)
			));
		}
		let (unfillable, bound) = match order.side {
			Side::Buy => (placed < auction.lowest, auction.lowest),
			Side::Sell => (placed > auction.highest, auction.highest),
		};
		if unfillable {
			let beyond = match order.side {
				Side::Buy => "the lowest",
				Side::Sell => "the highest",
			};
			notes.push(format!(
				"could not be filled in interval {}: {beyond} price there is {}",
				book.interval,
				write_price(bound)
			));
		}
	}
	if rules.gate_closure_millis >= time.interval_millis {
		notes.push(
			"orders are final here before the signal is settled: no standing order will order"
				.into(),
		);
	}
	notes
}

/// Whether there is a place for another; those that have expired make room.
fn ensure_room(
	standing: &StandingOrdersView,
	id: Option<StandingOrderId>,
	in_progress: Interval,
) -> Result<()> {
	let next = in_progress.saturating_add(1);
	let taken = standing
		.orders
		.iter()
		.filter(|(_, order)| order.expires > next)
		.count();
	if id.is_some() || taken < MAX_STANDING_ORDERS as usize {
		return Ok(());
	}
	Err(Refusal::of_market("TooManyStandingOrders").into())
}

fn no_such(standing: &StandingOrdersView, id: StandingOrderId) -> Refusal {
	let ids: Vec<String> = standing
		.orders
		.iter()
		.map(|(id, _)| id.to_string())
		.collect();
	let has = match ids.is_empty() {
		true => "it has none".into(),
		false => format!("it has {}", ids.join(", ")),
	};
	Refusal::of_market("NoStandingOrder").about(format!("this is {id}, {has}"))
}

/// What became of it. The first transaction of a block has what the chain ends among its own events: of
/// other points that is left out.
fn tell(event: &RuntimeEvent, of: PointId) -> Option<String> {
	let RuntimeEvent::EnergyMarket(event) = event else {
		return None;
	};
	let (Event::StandingOrderSet { point, .. } | Event::StandingOrderEnded { point, .. }) = event
	else {
		return None;
	};
	if *point != of {
		return None;
	}
	Some(match event {
		Event::StandingOrderSet { point, id, .. } => {
			format!("standing order {id} of point {point} is set")
		}
		Event::StandingOrderEnded {
			point, id, reason, ..
		} => {
			let why = match reason {
				StandingOrderEnd::Cancelled => "cancelled",
				StandingOrderEnd::Expired => "expired",
				StandingOrderEnd::PointClosed => "the point was closed",
				StandingOrderEnd::NotActiveMember => "its owner is no active member",
			};
			format!("standing order {id} of point {point} has ended: {why}")
		}
		_ => return None,
	})
}
