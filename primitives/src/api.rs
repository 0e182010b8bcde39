//! The runtime API: what wallets, tools and the node ask of a Commonwatt runtime.

pub mod commons;

use crate::{
	order::{Side, Step},
	reading::{Refusal, Registers},
	signal::{Forecast, ForecasterId},
	standing::{StandingOrder, StandingOrderId},
	statement::Statement,
	tariff::AuctionRules,
	traits::{IntervalPrices, PointAccount},
	Balance, CommunityId, Interval, Moment, NetWh, PointId, Price, Wh,
};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// A community at a glance. Money in base units.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct CommunityView<AccountId> {
	pub name: Vec<u8>,
	pub operator: AccountId,
	pub supplier: AccountId,
	/// The account that holds the community's money.
	pub pot: AccountId,
	pub members: u32,
	pub points: u32,
	/// The interval in progress.
	pub in_progress: Interval,
	/// Intervals below can be read: those that ended, few at a time after the chain stood still.
	pub ended: Interval,
	/// Intervals below are past the deadline of their readings.
	pub due: Interval,
	/// Intervals below take no readings.
	pub retired: Interval,
	pub interval_seconds: u32,
	pub interval_millis: u64,
	pub treasury: Balance,
	pub supplier_balance: Balance,
	pub guarantee: Balance,
	pub arrears: Balance,
}

/// An interval of a community. Energy in Wh, prices in base units per Wh.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct IntervalView {
	pub prices: IntervalPrices,
	/// Sum of the shortages read in time.
	pub short: Wh,
	/// Sum of the surpluses read in time.
	pub long: Wh,
	/// Met among neighbours; known once closed.
	pub matched: Wh,
	/// With the supplier: shortage less surplus, late readings included; known once closed.
	pub residual: NetWh,
	pub closed: bool,
	/// Readings not yet settled.
	pub unsettled: u32,
	/// Money of this interval not yet paid out.
	pub escrow: Balance,
	/// `None` without an auction.
	pub auction: Option<AuctionView>,
}

/// The auction of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct AuctionView {
	pub rules: AuctionRules,
	/// The lowest and the highest limit that can be filled.
	pub lowest: Price,
	pub highest: Price,
	/// From then on a curve may only grow, ms since 1970.
	pub frozen_from: Moment,
	/// From then on orders are final, ms since 1970.
	pub gate_closure: Moment,
	/// Orders that are not delivered yet.
	pub orders: u32,
	pub cleared: bool,
	/// p; `None` until cleared, and if nothing traded.
	pub price: Option<Price>,
	/// V
	pub volume: Wh,
}

/// What is offered and asked for at a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Level {
	pub price: Price,
	/// Wh bid at this limit.
	pub bid: Wh,
	/// Wh asked at this limit.
	pub ask: Wh,
}

/// The order book of an interval.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BookView {
	pub interval: Interval,
	pub prices: IntervalPrices,
	pub auction: AuctionView,
	/// Prices with an order, lowest first; empty once cleared.
	pub levels: Vec<Level>,
}

/// An order of a point.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct OrderView {
	pub interval: Interval,
	pub side: Side,
	/// Limits as they stand on the book.
	pub steps: Vec<Step>,
	/// In escrow: the reserve, or what is held of it until delivery.
	pub reserved: Balance,
	/// Bought (+) or sold (-); known once claimed.
	pub position: Option<NetWh>,
}

/// A delivery point. Energy in Wh.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct PointView<AccountId> {
	pub community: CommunityId,
	pub owner: AccountId,
	pub capacity_w: u32,
	pub registers: Registers,
	/// Metered since the point was registered, meter swaps included.
	pub metered: Registers,
	/// The first interval without a reading.
	pub next_interval: Interval,
	pub closed: bool,
	pub account: PointAccount,
	/// What must stay in the account until the next reading.
	pub withdrawal_floor: Balance,
	/// Unsettled intervals with their deviation: positive is shortage.
	pub unsettled: Vec<(Interval, NetWh)>,
	/// Never disconnected.
	pub essential: bool,
	/// May place and cancel orders, beside the owner.
	pub trading_key: Option<AccountId>,
	/// The lowest nonce that the next intent for an interval may have; 0 for any other.
	pub next_nonces: Vec<(Interval, u64)>,
	/// Orders that are not delivered yet, soonest first.
	pub orders: Vec<OrderView>,
}

/// What a Wh costs and brings in an interval, per Wh.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct Quote {
	pub interval: Interval,
	pub prices: IntervalPrices,
	/// The most a buyer in the pool pays: with the supplier.
	pub import_at_most: Price,
	/// What a buyer pays for a Wh matched in the pool, fee included.
	pub import_matched: Option<Price>,
	/// The least a seller in the pool gets: from the supplier.
	pub export_at_least: Price,
	/// What a seller gets for a Wh matched in the pool.
	pub export_matched: Option<Price>,
}

/// What a community's forecasters say. Units are those of [`Forecast`].
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct SignalsView<AccountId> {
	/// The interval in progress.
	pub in_progress: Interval,
	/// In order of their ids.
	pub forecasters: Vec<ForecasterView<AccountId>>,
	/// The intervals to come that are forecast, soonest first.
	pub forecasts: Vec<ForecastView>,
	/// What the forecasters of an interval get together at most, base units.
	pub reward_per_interval: Balance,
	/// Funded for rewards and not shared out yet, base units.
	pub reward_budget: Balance,
}

/// A forecaster of a community.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ForecasterView<AccountId> {
	pub forecaster: ForecasterId,
	pub account: AccountId,
	/// sr25519; signs the signals.
	pub key: [u8; 32],
	/// Not suspended.
	pub active: bool,
	/// The round of its last signal.
	pub last_round: Option<Interval>,
	/// The average of its scores, parts per million.
	pub reputation: u32,
	/// The average of its relative losses, parts per million.
	pub relative_loss: u32,
	/// At the limit it is suspended.
	pub faults: u32,
	/// Rewards that were not claimed, base units.
	pub earned: Balance,
}

/// What the forecasters say of an interval, together.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct ForecastView {
	pub interval: Interval,
	/// Whether its round is over: standing orders act on it, it will be scored. Else it is the outlook of
	/// the last signals, and may change.
	pub settled: bool,
	pub forecast: Forecast,
}

/// A batch of readings in a block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct BatchView {
	pub community: CommunityId,
	/// Readings that were booked.
	pub accepted: u32,
	/// Why the others were not, one each.
	pub refused: Vec<Refusal>,
}

/// The standing orders of a point.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo)]
pub struct StandingOrdersView {
	/// By their ids: of those whose conditions hold for an interval the first orders.
	pub orders: Vec<(StandingOrderId, StandingOrder)>,
	/// The net import that is expected of an interval that begins in each local hour, 0 to 23; `None` in
	/// hours not metered yet. Empty while no standing order asks for it.
	pub expected: Vec<Option<NetWh>>,
}

sp_api::decl_runtime_apis! {
	/// Views of communities, their intervals and points.
	#[api_version(3)]
	pub trait CommunityApi<AccountId> where AccountId: codec::Codec {
		/// A community; `None` if there is no such one.
		fn community(community: CommunityId) -> Option<CommunityView<AccountId>>;
		/// An interval, open, closed or in the history ring; `None` if nothing is known of it.
		fn interval(community: CommunityId, interval: Interval) -> Option<IntervalView>;
		/// A delivery point; `None` if there is no such one.
		fn point(point: PointId) -> Option<PointView<AccountId>>;
		/// The prices of an interval, past or to come; `None` if there is no such community.
		fn quote(community: CommunityId, interval: Interval) -> Option<Quote>;
		/// The order book of an interval, open or cleared; `None` if there is no auction in it.
		fn book(community: CommunityId, interval: Interval) -> Option<BookView>;
		/// A point's statement of a local calendar month (12 x year + month - 1), `None` the one in
		/// progress; `None` if there is no such point, or nothing is kept of the month.
		fn statement(point: PointId, month: Option<u32>) -> Option<Statement>;
		/// What the forecasters of a community say; `None` if there is no such community.
		fn signals(community: CommunityId) -> Option<SignalsView<AccountId>>;
		/// The standing orders of a point; `None` if there is no such one.
		fn standing_orders(point: PointId) -> Option<StandingOrdersView>;
		/// The batches of readings in the block, in their order. One that failed as a whole is none.
		fn batches() -> Vec<BatchView>;
	}
}
