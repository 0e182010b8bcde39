//! `commonwatt order`: buy and sell ahead.

use crate::{
	book::{book_of, ensure_within_horizon},
	curve::{curve, verb, write_step, Curve},
	files,
	intent::{self, Batch},
	market_time::{when, MarketTime, When},
	point::point_of,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::{execute, Key},
	units::{write_price, write_tokens, write_wh},
};
use anyhow::{ensure, Context, Result};
use clap::{ArgGroup, Args};
use commonwatt_clearing::{reserve, LimitFault, TickGrid};
use commonwatt_primitives::{
	api::{BookView, OrderView, PointView},
	order::{Order, Side, MINIMUM_ORDER_WH},
	Balance, Interval, PointId, Wh,
};
use commonwatt_runtime::{AccountId, Hash, RuntimeCall, RuntimeEvent};
use commonwatt_simulator::transaction::account;
use pallet_energy_market::{Call, Event};
use sp_core::{crypto::Ss58Codec, sr25519};
use std::path::PathBuf;

/// Places an order of a point for an interval to come, replaces the one it has there, or cancels it.
/// Signed by the point's owner or its trading key, it costs no fee 16 times in an interval.
///
/// A step is energy@price: Wh, or kWh with the suffix; tokens per kWh, without the grid fee. A buyer pays
/// at most the limit and the fee, a seller gets at least the limit.
#[derive(Args)]
#[command(group(
	ArgGroup::new("what").required(true).args(["buy", "sell", "cancel", "submit", "set_trading_key"])
))]
pub struct OrderCommand {
	#[command(flatten)]
	node: Node,
	/// The delivery point.
	#[arg(
		long,
		value_name = "N",
		required_unless_present = "submit",
		conflicts_with = "submit"
	)]
	point: Option<PointId>,
	/// The interval: its number, or +K for K ahead of the one in progress.
	#[arg(
		long,
		value_name = "T|+K",
		value_parser = when,
		required_unless_present_any = ["submit", "set_trading_key"],
		conflicts_with_all = ["submit", "set_trading_key"],
	)]
	interval: Option<When>,
	/// What to buy: 1kWh@0.15,500Wh@0.12
	#[arg(long, value_name = "STEPS", value_parser = curve, allow_hyphen_values = true)]
	buy: Option<Curve>,
	/// What to sell: 1kWh@0.10,500Wh@0.12
	#[arg(long, value_name = "STEPS", value_parser = curve, allow_hyphen_values = true)]
	sell: Option<Curve>,
	/// Cancel the point's order for the interval.
	#[arg(long)]
	cancel: bool,
	/// Do not submit: sign an intent, which anyone may submit, and write it to this file.
	#[arg(long, value_name = "FILE", conflicts_with_all = ["submit", "set_trading_key"])]
	intent: Option<PathBuf>,
	/// The intent's nonce; the next one for that interval by default. Give it to sign several at once.
	#[arg(long, value_name = "NONCE", requires = "intent")]
	nonce: Option<u64>,
	/// Submit intents that others have signed, as a gateway or at the cost of a fee.
	#[arg(long, value_name = "FILE", num_args = 1..)]
	submit: Vec<PathBuf>,
	/// Let this account place and cancel the point's orders, and nothing else; none revokes it. Signed
	/// by the owner, as free as an order.
	#[arg(long, value_name = "SS58|none", value_parser = trading_key)]
	set_trading_key: Option<TradingKey>,
	#[command(flatten)]
	key: Key,
}

/// The account that shall trade for a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TradingKey(Option<AccountId>);

fn trading_key(text: &str) -> Result<TradingKey, String> {
	if text == "none" {
		return Ok(TradingKey(None));
	}
	AccountId::from_ss58check(text)
		.map(|account| TradingKey(Some(account)))
		.map_err(|_| {
			format!(
				"\"{text}\" is no account: give its SS58 address, like 5Grw..., or none to revoke"
			)
		})
}

impl OrderCommand {
	pub async fn run(self) -> Result<()> {
		let pair = self.key.pair()?;
		if !self.submit.is_empty() {
			let batch = Batch::read(&self.submit)?;
			let rpc = Rpc::connect(&self.node).await?;
			return batch.submit(&rpc, &pair).await;
		}
		let point = self.point.context("--point is missing")?;
		if let Some(TradingKey(key)) = self.set_trading_key {
			let rpc = Rpc::connect(&self.node).await?;
			return set_trading_key(&rpc, &pair, point, key).await;
		}
		let when = self.interval.context("--interval is missing")?;
		if let Some(file) = &self.intent {
			files::ensure_new(file)?;
		}
		let order = match (&self.buy, &self.sell) {
			(Some(curve), _) => Some(curve.order(Side::Buy)),
			(_, Some(curve)) => Some(curve.order(Side::Sell)),
			_ => None,
		};
		let rpc = Rpc::connect(&self.node).await?;
		let wanted = Wanted::prepare(&rpc, &account(&pair), point, when, order).await?;
		match self.intent {
			Some(file) => {
				let intent = intent::sign(&rpc, &pair, &wanted, self.nonce).await?;
				intent.write(&file)
			}
			None => wanted.submit(&rpc, &pair).await,
		}
	}
}

/// An order, or a cancellation, that the chain will probably take.
pub struct Wanted {
	pub point: PointId,
	pub interval: Interval,
	/// `None` cancels.
	pub order: Option<Order>,
	pub view: PointView<AccountId>,
	pub book: BookView,
}

impl Wanted {
	/// Says what is wanted, and refuses what a look at the chain shows to be in vain.
	async fn prepare(
		rpc: &Rpc,
		signer: &AccountId,
		point: PointId,
		when: When,
		order: Option<Order>,
	) -> Result<Self> {
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(rpc, block).await?;
		let interval = when.resolve(time.in_progress())?;
		ensure_within_horizon(&time, interval)?;
		let view = point_of(rpc, point, block).await?;
		ensure_may_trade(&view, point, signer)?;
		let book = book_of(rpc, view.community, interval, block).await?;

		let auction = &book.auction;
		if time.now >= auction.gate_closure {
			return Err(Refusal::of_market("GateClosed").into());
		}
		let span = time.span_of(interval);
		match &order {
			Some(order) => {
				ensure_may_offer(&view, &time, order.quantity())?;
				let reserve = reserve_of(order, &book)?;
				ensure_credit(&view, interval, reserve)?;
				println!(
					"Point {point} {} in interval {interval}, {span}:",
					verb(order.side)
				);
				for step in &order.steps {
					println!("  {}", write_step(step.quantity, step.limit));
				}
				for note in better_placed(order, &book) {
					println!("  {note}");
				}
				println!(
					"  reserves {} tokens until it is delivered",
					write_tokens(reserve)
				);
			}
			None => {
				ensure_may_cancel(&view, &book, &time)?;
				println!("Point {point} cancels its order in interval {interval}, {span}.");
			}
		}
		println!("  gate closure {}", time.countdown(auction.gate_closure));
		Ok(Self {
			point,
			interval,
			order,
			view,
			book,
		})
	}

	async fn submit(self, rpc: &Rpc, pair: &sr25519::Pair) -> Result<()> {
		let Self {
			point,
			interval,
			order,
			..
		} = self;
		let call = match order {
			Some(order) => Call::place_order {
				point,
				interval,
				order,
			},
			None => Call::cancel_order { point, interval },
		};
		execute(rpc, pair, RuntimeCall::EnergyMarket(call), |events| {
			tell(events, &[(point, interval)]);
			Ok(())
		})
		.await
	}
}

/// Prints what became of the orders of these points and intervals.
pub fn tell(events: &[RuntimeEvent], orders: &[(PointId, Interval)]) {
	for event in events {
		if let Some(text) = in_words(event, orders) {
			println!("{text}");
		}
	}
}

/// The first transaction of a block has what standing orders place among its own events: others' are left
/// out.
fn in_words(event: &RuntimeEvent, orders: &[(PointId, Interval)]) -> Option<String> {
	let RuntimeEvent::EnergyMarket(event) = event else {
		return None;
	};
	let (point, interval, became) = match event {
		Event::OrderPlaced {
			point,
			interval,
			reserve,
			..
		} => {
			let reserve = write_tokens(*reserve);
			let became = format!(
				"has its order on the book of interval {interval}, {reserve} tokens reserved"
			);
			(point, interval, became)
		}
		Event::OrderCancelled {
			point, interval, ..
		} => {
			let became = format!("has no order in interval {interval} any more");
			(point, interval, became)
		}
		_ => return None,
	};
	let is_meant = orders.contains(&(*point, *interval));
	is_meant.then(|| format!("point {point} {became}"))
}

pub fn ensure_may_trade(
	view: &PointView<AccountId>,
	point: PointId,
	signer: &AccountId,
) -> Result<()> {
	if view.owner == *signer || view.trading_key.as_ref() == Some(signer) {
		return Ok(());
	}
	let trading = match &view.trading_key {
		Some(key) => format!("its trading key {key}"),
		None => "it has no trading key".into(),
	};
	let refusal = Refusal::of_market("NotOwnerNorTradingKey").about(format!(
		"the key is {signer}; point {point} is owned by {}, {trading}",
		view.owner
	));
	Err(refusal.into())
}

/// What a point's connection carries in an interval.
pub fn capacity_wh(view: &PointView<AccountId>, time: &MarketTime) -> Wh {
	u64::from(view.capacity_w)
		.saturating_mul(time.interval_seconds.into())
		.div_ceil(3_600)
}

/// What a point may order whatever the prices are.
fn ensure_may_offer(view: &PointView<AccountId>, time: &MarketTime, quantity: Wh) -> Result<()> {
	if view.closed {
		return Err(Refusal::of_market("PointClosed").into());
	}
	let refuse = |name: &str, least_or_most: &str, bound: Wh| {
		let detail = format!(
			"this is {} Wh, {least_or_most} {}",
			write_wh(quantity),
			write_wh(bound)
		);
		Err(Refusal::of_market(name).about(detail).into())
	};
	let capacity = capacity_wh(view, time);
	match quantity {
		..MINIMUM_ORDER_WH => refuse("BelowMinimum", "the least is", MINIMUM_ORDER_WH),
		_ if quantity > capacity => refuse("AboveCapacity", "the most is", capacity),
		_ => Ok(()),
	}
}

/// An order can be taken back until the freeze.
fn ensure_may_cancel(
	view: &PointView<AccountId>,
	book: &BookView,
	time: &MarketTime,
) -> Result<()> {
	let stands = |order: &OrderView| order.interval == book.interval && order.position.is_none();
	if !view.orders.iter().any(stands) {
		return Err(Refusal::of_market("NoOrder").into());
	}
	match time.now < book.auction.frozen_from {
		true => Ok(()),
		false => Err(Refusal::of_market("ShrinksInFreeze").into()),
	}
}

/// What an order reserves at most.
///
/// # Errors
///
/// If a limit has no place on the book.
pub fn reserve_of(order: &Order, book: &BookView) -> Result<Balance> {
	let BookView {
		auction, prices, ..
	} = book;
	let tick = auction.rules.tick;
	let grid = TickGrid::new(auction.lowest, auction.highest, tick)
		.context("the node's answer has no ticks")?;
	let mut steps = Vec::new();
	for step in &order.steps {
		let side = match order.side {
			Side::Buy => commonwatt_clearing::Side::Buy,
			Side::Sell => commonwatt_clearing::Side::Sell,
		};
		let place = grid.place(side, step.limit).map_err(|fault| match fault {
			LimitFault::OffTickGrid => {
				let below = step.limit - step.limit % tick;
				Refusal::of_market("LimitOffTickGrid").about(format!(
					"{} is between {} and {}, the tick is {}",
					write_price(step.limit),
					write_price(below),
					write_price(below.saturating_add(tick)),
					write_price(tick)
				))
			}
			LimitFault::Unfillable => Refusal::of_market("Unfillable").about(format!(
				"{} is not between {} and {}",
				write_price(step.limit),
				write_price(auction.lowest),
				write_price(auction.highest)
			)),
		})?;
		steps.push((place, step.quantity));
	}
	let charge = Balance::from(auction.rules.undelivered_charge);
	let (retail, fee) = (Balance::from(prices.retail), Balance::from(prices.grid_fee));
	Ok(reserve(steps.into_iter(), |tick| {
		let price = Balance::from(grid.price(tick));
		match order.side {
			Side::Buy => price.saturating_add(fee).saturating_add(charge),
			Side::Sell => retail.saturating_add(charge).saturating_sub(price),
		}
	}))
}

/// A word on each limit beyond what can be a price, where the chain puts it: no trade differs, and
/// less is reserved.
fn better_placed(order: &Order, book: &BookView) -> Vec<String> {
	let BookView { auction, .. } = book;
	let place = |limit| match order.side {
		Side::Buy if limit > auction.highest => Some(auction.highest),
		Side::Sell if limit < auction.lowest => Some(auction.lowest),
		_ => None,
	};
	let note = |limit| {
		place(limit).map(|place| {
			let most = match order.side {
				Side::Buy => "highest",
				Side::Sell => "lowest",
			};
			format!(
				"{} stands on the book at {}, the {most} price that can be",
				write_price(limit),
				write_price(place)
			)
		})
	};
	order
		.steps
		.iter()
		.filter_map(|step| note(step.limit))
		.collect()
}

/// An order that is replaced pays its reserve back first, of which debts are paid.
pub fn ensure_credit(
	view: &PointView<AccountId>,
	interval: Interval,
	reserve: Balance,
) -> Result<()> {
	let back = view
		.orders
		.iter()
		.filter(|order| order.interval == interval && order.position.is_none())
		.fold(0u128, |sum, order| sum.saturating_add(order.reserved));
	let owed = view.account.debt.saturating_add(view.account.receivable);
	let free = view
		.account
		.credit
		.saturating_add(back.saturating_sub(owed));
	if free >= reserve {
		return Ok(());
	}
	let refusal = Refusal::of_market("NotEnoughCredit").about(format!(
		"it would reserve {} tokens, the point has {} free",
		write_tokens(reserve),
		write_tokens(free)
	));
	Err(refusal.into())
}

async fn set_trading_key(
	rpc: &Rpc,
	pair: &sr25519::Pair,
	point: PointId,
	key: Option<AccountId>,
) -> Result<()> {
	let (_, block): (u32, Hash) = rpc.best().await?;
	let view = point_of(rpc, point, block).await?;
	let signer = account(pair);
	if view.owner != signer {
		let detail = format!("the key is {signer}, the owner is {}", view.owner);
		return Err(Refusal::of_market("NotOwner").about(detail).into());
	}
	ensure!(
		view.trading_key != key,
		"point {point} has this trading key, or none, already: nothing to do"
	);
	let call = Call::set_trading_key { point, key };
	execute(rpc, pair, RuntimeCall::EnergyMarket(call), |events| {
		for event in events {
			if let RuntimeEvent::EnergyMarket(Event::TradingKeySet { point, key }) = event {
				match key {
					Some(key) => println!("{key} may place and cancel the orders of point {point}"),
					None => {
						println!("only the owner may place and cancel the orders of point {point}")
					}
				}
			}
		}
		Ok(())
	})
	.await
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::{book::tests::book, market_time::tests::TIME};
	use commonwatt_primitives::traits::PointAccount;
	use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

	fn order(side: Side, text: &str) -> Order {
		curve(text).expect("is a curve").order(side)
	}

	#[test]
	fn an_order_reserves_what_its_dearest_fill_costs() {
		let book = book(&[]);
		// Fee 0.01 and charge 0.02 on top.
		let reserve = |side, text| reserve_of(&order(side, text), &book).expect("has a place");
		assert_eq!(reserve(Side::Buy, "1kWh@0.15"), 180_000_000_000);
		assert_eq!(
			reserve(Side::Buy, "1kWh@0.15,500Wh@0.12"),
			1_500 * 150_000_000
		);
		// Clamped to 0.20.
		assert_eq!(reserve(Side::Buy, "1kWh@9"), 230_000_000_000);
		assert_eq!(reserve(Side::Sell, "1kWh@0.10"), 130_000_000_000);
	}

	#[test]
	fn a_limit_beyond_what_can_be_a_price_is_told_where_it_stands() {
		let notes = |side, text| better_placed(&order(side, text), &book(&[]));
		assert_eq!(
			notes(Side::Buy, "1kWh@9,1kWh@0.2,1kWh@0.1"),
			["9.00 stands on the book at 0.20, the highest price that can be"]
		);
		assert_eq!(
			notes(Side::Sell, "1kWh@0.01,1kWh@0.05,1kWh@0.1"),
			["0.01 stands on the book at 0.05, the lowest price that can be"]
		);
	}

	#[test]
	fn a_limit_without_a_place_is_refused_with_the_places_beside_it() {
		let text = |side, text| {
			let error = reserve_of(&order(side, text), &book(&[])).expect_err("has no place");
			format!("{error:#}")
		};
		let off = text(Side::Buy, "1kWh@0.1505");
		assert!(off.contains("EnergyMarket.LimitOffTickGrid"), "{off}");
		assert!(
			off.contains("0.1505 is between 0.15 and 0.151, the tick is 0.001"),
			"{off}"
		);
		let low = text(Side::Buy, "1kWh@0.04");
		assert!(low.contains("EnergyMarket.Unfillable"), "{low}");
		assert!(low.contains("0.04 is not between 0.05 and 0.20"), "{low}");
		assert!(text(Side::Sell, "1kWh@0.21").contains("Unfillable"));
	}

	/// A point of 10 kW, Alice's, with Bob's trading key and without orders.
	pub fn view() -> PointView<AccountId> {
		PointView {
			community: 0,
			owner: Alice.to_account_id(),
			capacity_w: 10_000,
			registers: Default::default(),
			metered: Default::default(),
			next_interval: 18,
			closed: false,
			account: PointAccount {
				credit: 100,
				..Default::default()
			},
			withdrawal_floor: 0,
			unsettled: Vec::new(),
			essential: false,
			trading_key: Some(Bob.to_account_id()),
			next_nonces: vec![],
			orders: Vec::new(),
		}
	}

	#[test]
	fn owner_and_trading_key_trade_and_strangers_do_not() {
		assert!(ensure_may_trade(&view(), 3, &Alice.to_account_id()).is_ok());
		assert!(ensure_may_trade(&view(), 3, &Bob.to_account_id()).is_ok());
		let error = ensure_may_trade(&view(), 3, &Charlie.to_account_id()).expect_err("is refused");
		let text = format!("{error:#}");
		assert!(
			text.contains("EnergyMarket.NotOwnerNorTradingKey"),
			"{text}"
		);
		assert!(text.contains(&Alice.to_account_id().to_string()), "{text}");
	}

	fn resting(interval: Interval, reserved: Balance) -> OrderView {
		OrderView {
			interval,
			side: Side::Buy,
			steps: Vec::new(),
			reserved,
			position: None,
		}
	}

	#[track_caller]
	fn assert_refused(result: Result<()>, parts: &[&str]) {
		let text = format!("{:#}", result.expect_err("is refused"));
		for part in parts {
			assert!(text.contains(part), "{part}: {text}");
		}
	}

	#[test]
	fn what_a_point_may_not_order_at_any_price_is_refused() {
		let offer = |quantity| ensure_may_offer(&view(), &TIME, quantity);
		assert!(offer(10).is_ok());
		assert_refused(
			offer(9),
			&["EnergyMarket.BelowMinimum", "this is 9 Wh, the least is 10"],
		);
		assert!(offer(10_000).is_ok());
		assert_refused(
			offer(10_001),
			&[
				"EnergyMarket.AboveCapacity",
				"10,001 Wh, the most is 10,000",
			],
		);
		let closed = PointView {
			closed: true,
			..view()
		};
		let result = ensure_may_offer(&closed, &TIME, 10);
		assert_refused(result, &["EnergyMarket.PointClosed"]);
	}

	#[test]
	fn the_capacity_is_that_of_an_interval() {
		let quarters = MarketTime {
			interval_seconds: 900,
			..TIME
		};
		assert!(ensure_may_offer(&view(), &quarters, 2_500).is_ok());
		assert!(ensure_may_offer(&view(), &quarters, 2_501).is_err());
	}

	#[test]
	fn only_an_order_that_stands_is_cancelled_and_only_before_the_freeze() {
		let book = book(&[]);
		let mut view = view();
		assert_refused(
			ensure_may_cancel(&view, &book, &TIME),
			&["EnergyMarket.NoOrder"],
		);
		view.orders.push(resting(book.interval + 1, 40));
		assert!(ensure_may_cancel(&view, &book, &TIME).is_err());
		view.orders.push(resting(book.interval, 40));
		assert!(ensure_may_cancel(&view, &book, &TIME).is_ok());
		let frozen = MarketTime {
			now: book.auction.frozen_from,
			..TIME
		};
		assert_refused(
			ensure_may_cancel(&view, &book, &frozen),
			&["EnergyMarket.ShrinksInFreeze"],
		);
	}

	#[test]
	fn what_standing_orders_place_in_the_same_block_is_not_told() {
		let placed = |point, interval| {
			RuntimeEvent::EnergyMarket(Event::OrderPlaced {
				community: 0,
				point,
				interval,
				order: order(Side::Buy, "1kWh@0.15"),
				reserve: 170_000_000_000,
			})
		};
		let told = |event| in_words(&event, &[(3, 20)]);
		assert_eq!(
			told(placed(3, 20)).as_deref(),
			Some("point 3 has its order on the book of interval 20, 0.17 tokens reserved")
		);
		assert_eq!(told(placed(4, 20)), None);
		assert_eq!(told(placed(3, 21)), None);
	}

	#[test]
	fn an_order_in_the_same_place_pays_its_reserve_back_first() {
		let mut view = view();
		assert!(ensure_credit(&view, 114, 100).is_ok());
		assert!(ensure_credit(&view, 114, 101).is_err());
		view.orders.push(resting(114, 40));
		assert!(ensure_credit(&view, 114, 140).is_ok());
		assert!(ensure_credit(&view, 113, 140).is_err());
	}

	#[test]
	fn a_trading_key_is_an_account_or_none() {
		assert_eq!(trading_key("none"), Ok(TradingKey(None)));
		let bob = Bob.to_account_id();
		assert_eq!(trading_key(&bob.to_string()), Ok(TradingKey(Some(bob))));
		assert!(trading_key("5Grw").is_err());
		assert!(trading_key("//Bob").is_err());
	}
}
