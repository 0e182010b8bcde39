//! The views of the runtime API as JSON.
//!
//! Names are in camelCase. Energy is a number of Wh: what a community of any size meters in an
//! interval is below 2^53, up to where JavaScript counts exactly. Prices, money and nonces are
//! [`Decimal`] strings. Accounts are SS58 strings, moments numbers of ms since 1970.

pub mod budget;
pub mod certificates;
pub mod devices;
pub mod government;
pub mod retirements;
pub mod shares;
mod signals;
mod standing;

pub use signals::Signals;
pub use standing::Standing;

use super::month;
use crate::service::AccountId;
use commonwatt_primitives::{
	api::{AuctionView, BookView, CommunityView, IntervalView, Level, OrderView, PointView, Quote},
	order::{Side, Step},
	reading::Registers,
	statement::{Line, Statement, SupplyState},
	tariff::AuctionRules,
	traits::IntervalPrices,
	Balance, CommunityId, Interval, Moment, NetWh, PointId, Price, Wh,
};
use serde::{Serialize, Serializer};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};
use std::fmt::Display;

/// An integer as a string of decimal digits: a number of JavaScript could not hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal<T>(pub T);

impl<T: Display> Serialize for Decimal<T> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&self.0)
	}
}

fn address(account: &AccountId, format: Ss58AddressFormat) -> String {
	account.to_ss58check_with_version(format)
}

/// See [`CommunityView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Community {
	community: CommunityId,
	name: String,
	operator: String,
	supplier: String,
	pot: String,
	members: u32,
	points: u32,
	in_progress: Interval,
	ended: Interval,
	due: Interval,
	retired: Interval,
	interval_seconds: u32,
	interval_millis: u64,
	treasury: Decimal<Balance>,
	supplier_balance: Decimal<Balance>,
	guarantee: Decimal<Balance>,
	arrears: Decimal<Balance>,
}

impl Community {
	pub fn new(
		community: CommunityId,
		view: CommunityView<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		Self {
			community,
			name: String::from_utf8_lossy(&view.name).into_owned(),
			operator: address(&view.operator, format),
			supplier: address(&view.supplier, format),
			pot: address(&view.pot, format),
			members: view.members,
			points: view.points,
			in_progress: view.in_progress,
			ended: view.ended,
			due: view.due,
			retired: view.retired,
			interval_seconds: view.interval_seconds,
			interval_millis: view.interval_millis,
			treasury: Decimal(view.treasury),
			supplier_balance: Decimal(view.supplier_balance),
			guarantee: Decimal(view.guarantee),
			arrears: Decimal(view.arrears),
		}
	}
}

/// See [`IntervalPrices`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prices {
	feed_in: Decimal<Price>,
	retail: Decimal<Price>,
	grid_fee: Decimal<Price>,
	pool_price: Option<Decimal<Price>>,
}

impl From<IntervalPrices> for Prices {
	fn from(prices: IntervalPrices) -> Self {
		Self {
			feed_in: Decimal(prices.feed_in),
			retail: Decimal(prices.retail),
			grid_fee: Decimal(prices.grid_fee),
			pool_price: prices.pool_price.map(Decimal),
		}
	}
}

/// See [`IntervalView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalEntry {
	interval: Interval,
	prices: Prices,
	short: Wh,
	long: Wh,
	matched: Wh,
	residual: NetWh,
	closed: bool,
	unsettled: u32,
	escrow: Decimal<Balance>,
	auction: Option<Auction>,
}

impl IntervalEntry {
	pub fn new(interval: Interval, view: IntervalView) -> Self {
		Self {
			interval,
			prices: view.prices.into(),
			short: view.short,
			long: view.long,
			matched: view.matched,
			residual: view.residual,
			closed: view.closed,
			unsettled: view.unsettled,
			escrow: Decimal(view.escrow),
			auction: view.auction.map(Auction::from),
		}
	}
}

/// See [`AuctionView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Auction {
	rules: AuctionTerms,
	lowest: Decimal<Price>,
	highest: Decimal<Price>,
	frozen_from: Moment,
	gate_closure: Moment,
	orders: u32,
	cleared: bool,
	price: Option<Decimal<Price>>,
	volume: Wh,
}

impl From<AuctionView> for Auction {
	fn from(view: AuctionView) -> Self {
		Self {
			rules: view.rules.into(),
			lowest: Decimal(view.lowest),
			highest: Decimal(view.highest),
			frozen_from: view.frozen_from,
			gate_closure: view.gate_closure,
			orders: view.orders,
			cleared: view.cleared,
			price: view.price.map(Decimal),
			volume: view.volume,
		}
	}
}

/// See [`AuctionRules`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuctionTerms {
	tick: Decimal<Price>,
	undelivered_charge: Decimal<Price>,
	/// Millionths.
	tolerance_ppm: u32,
	gate_closure_millis: Moment,
	freeze_millis: Moment,
}

impl From<AuctionRules> for AuctionTerms {
	fn from(rules: AuctionRules) -> Self {
		Self {
			tick: Decimal(rules.tick),
			undelivered_charge: Decimal(rules.undelivered_charge),
			tolerance_ppm: rules.tolerance.deconstruct(),
			gate_closure_millis: rules.gate_closure_millis,
			freeze_millis: rules.freeze_millis,
		}
	}
}

/// See [`BookView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Book {
	interval: Interval,
	prices: Prices,
	auction: Auction,
	levels: Vec<BookLevel>,
}

impl From<BookView> for Book {
	fn from(view: BookView) -> Self {
		Self {
			interval: view.interval,
			prices: view.prices.into(),
			auction: view.auction.into(),
			levels: view.levels.into_iter().map(BookLevel::from).collect(),
		}
	}
}

/// See [`Level`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BookLevel {
	price: Decimal<Price>,
	bid: Wh,
	ask: Wh,
}

impl From<Level> for BookLevel {
	fn from(level: Level) -> Self {
		Self {
			price: Decimal(level.price),
			bid: level.bid,
			ask: level.ask,
		}
	}
}

/// See [`PointView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
	point: PointId,
	community: CommunityId,
	owner: String,
	trading_key: Option<String>,
	capacity_w: u32,
	essential: bool,
	closed: bool,
	supply: SupplyState,
	registers: Registers,
	metered: Registers,
	next_interval: Interval,
	account: Account,
	allowance: SpentAllowance,
	unsettled: Vec<Deviation>,
	next_nonces: Vec<NextNonce>,
	orders: Vec<PlacedOrder>,
}

impl Point {
	pub fn new(point: PointId, view: PointView<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			point,
			community: view.community,
			owner: address(&view.owner, format),
			trading_key: view.trading_key.map(|key| address(&key, format)),
			capacity_w: view.capacity_w,
			essential: view.essential,
			closed: view.closed,
			supply: view.account.supply,
			registers: view.registers,
			metered: view.metered,
			next_interval: view.next_interval,
			account: Account {
				credit: Decimal(view.account.credit),
				reserved: Decimal(view.account.reserved),
				debt: Decimal(view.account.debt),
				receivable: Decimal(view.account.receivable),
				withdrawal_floor: Decimal(view.withdrawal_floor),
			},
			allowance: SpentAllowance {
				interval: view.account.allowance.interval,
				spent: view.account.allowance.spent,
			},
			unsettled: view
				.unsettled
				.into_iter()
				.map(|(interval, deviation)| Deviation {
					interval,
					deviation,
				})
				.collect(),
			next_nonces: view
				.next_nonces
				.into_iter()
				.map(|(interval, nonce)| NextNonce {
					interval,
					nonce: Decimal(nonce),
				})
				.collect(),
			orders: view.orders.into_iter().map(PlacedOrder::from).collect(),
		}
	}
}

/// The lowest nonce that the next intent for an interval may have.
#[derive(Clone, Debug, Serialize)]
pub struct NextNonce {
	interval: Interval,
	nonce: Decimal<u64>,
}

/// The money of a point, see [`commonwatt_primitives::traits::PointAccount`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
	credit: Decimal<Balance>,
	reserved: Decimal<Balance>,
	debt: Decimal<Balance>,
	receivable: Decimal<Balance>,
	withdrawal_floor: Decimal<Balance>,
}

/// See [`commonwatt_primitives::traits::Allowance`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SpentAllowance {
	interval: Interval,
	spent: u32,
}

/// An unsettled interval of a point.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deviation {
	interval: Interval,
	/// Wh, positive is shortage.
	deviation: NetWh,
}

/// See [`OrderView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedOrder {
	interval: Interval,
	side: Side,
	steps: Vec<OrderStep>,
	reserved: Decimal<Balance>,
	position: Option<NetWh>,
}

impl From<OrderView> for PlacedOrder {
	fn from(view: OrderView) -> Self {
		Self {
			interval: view.interval,
			side: view.side,
			steps: view.steps.into_iter().map(OrderStep::from).collect(),
			reserved: Decimal(view.reserved),
			position: view.position,
		}
	}
}

/// See [`Step`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderStep {
	limit: Decimal<Price>,
	quantity: Wh,
}

impl From<Step> for OrderStep {
	fn from(step: Step) -> Self {
		Self {
			limit: Decimal(step.limit),
			quantity: step.quantity,
		}
	}
}

/// See [`Quote`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuoteEntry {
	interval: Interval,
	prices: Prices,
	import_at_most: Decimal<Price>,
	import_matched: Option<Decimal<Price>>,
	export_at_least: Decimal<Price>,
	export_matched: Option<Decimal<Price>>,
}

impl From<Quote> for QuoteEntry {
	fn from(quote: Quote) -> Self {
		Self {
			interval: quote.interval,
			prices: quote.prices.into(),
			import_at_most: Decimal(quote.import_at_most),
			import_matched: quote.import_matched.map(Decimal),
			export_at_least: Decimal(quote.export_at_least),
			export_matched: quote.export_matched.map(Decimal),
		}
	}
}

/// See [`Line`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementLine {
	wh: Wh,
	money: Decimal<Balance>,
}

impl From<Line> for StatementLine {
	fn from(line: Line) -> Self {
		Self {
			wh: line.wh,
			money: Decimal(line.money),
		}
	}
}

/// See [`Statement`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementEntry {
	point: PointId,
	month: String,
	imported: Wh,
	exported: Wh,
	pool_bought: StatementLine,
	pool_sold: StatementLine,
	auction_bought: StatementLine,
	auction_sold: StatementLine,
	supplier_bought: StatementLine,
	supplier_sold: StatementLine,
	gap_bought: StatementLine,
	gap_sold: StatementLine,
	grid_fee: StatementLine,
	undelivered: StatementLine,
	topped_up: Decimal<Balance>,
	gifts: Decimal<Balance>,
	withdrawn: Decimal<Balance>,
	/// Green energy of neighbours that was retired for the point.
	green: Wh,
	/// What the month brought less what it took.
	balance: Decimal<i128>,
}

impl StatementEntry {
	pub fn new(point: PointId, statement: &Statement) -> Self {
		Self {
			point,
			month: month::format(statement.month),
			imported: statement.imported,
			exported: statement.exported,
			pool_bought: statement.pool_bought.into(),
			pool_sold: statement.pool_sold.into(),
			auction_bought: statement.auction_bought.into(),
			auction_sold: statement.auction_sold.into(),
			supplier_bought: statement.supplier_bought.into(),
			supplier_sold: statement.supplier_sold.into(),
			gap_bought: statement.gap_bought.into(),
			gap_sold: statement.gap_sold.into(),
			grid_fee: statement.grid_fee.into(),
			undelivered: statement.undelivered.into(),
			topped_up: Decimal(statement.topped_up),
			gifts: Decimal(statement.gifts),
			withdrawn: Decimal(statement.withdrawn),
			green: statement.green,
			balance: Decimal(statement.balance()),
		}
	}
}
