//! The types of the market's storage.

use crate::{green::GreenTotals, standing::Expectation, Unsettled};
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_clearing::{Apportionment, Clearing, Margin, TickGrid, MAX_TICKS};
use commonwatt_primitives::{
	money,
	order::{Side, MAX_STEPS},
	reading::Registers,
	tariff::AuctionRules,
	traits::{EnergyTotals, IntervalPrices},
	Balance, Interval, Moment, NetWh, Price, Wh,
};
use frame_support::{
	traits::{ConstU32, Get},
	BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, PartialEqNoBound,
};
use scale_info::TypeInfo;

/// What a point has open in the market.
#[derive(
	CloneNoBound,
	DebugNoBound,
	DefaultNoBound,
	PartialEqNoBound,
	Encode,
	Decode,
	MaxEncodedLen,
	TypeInfo,
)]
#[scale_info(skip_type_params(RingSize))]
pub struct PointState<RingSize: Get<u32>> {
	/// The readings that are not settled, oldest first.
	pub unsettled: BoundedVec<Unsettled, RingSize>,
	/// Orders in state.
	#[codec(compact)]
	pub orders: u32,
	/// What the point is expected to meter, while one of its standing orders asks for it.
	pub expectation: Option<Expectation>,
}

/// An order in state: on the book, then, if it was filled, a position until it is delivered.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub enum PlacedOrder {
	Resting {
		side: Side,
		/// Index of the tick at which a step stands, and its Wh; best first.
		steps: Steps,
		/// In escrow.
		reserve: Balance,
	},
	/// Claimed after clearing.
	Filled {
		/// Bought (+) or sold (-), not zero.
		position: NetWh,
		/// Left of the reserve in escrow, for what will not be delivered.
		hold: Balance,
	},
}

/// The depth of an interval's book: Wh at each tick. Its size is that of the grid, whatever the number
/// of orders.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct TickDepth {
	pub bids: BoundedVec<Wh, ConstU32<{ MAX_TICKS as u32 }>>,
	pub asks: BoundedVec<Wh, ConstU32<{ MAX_TICKS as u32 }>>,
}

impl TickDepth {
	pub(crate) fn new(ticks: u16) -> Self {
		let empty = || BoundedVec::truncate_from(alloc::vec![0; ticks.into()]);
		Self {
			bids: empty(),
			asks: empty(),
		}
	}

	fn at(&mut self, side: Side, tick: u16) -> Option<&mut Wh> {
		let depth = match side {
			Side::Buy => &mut self.bids,
			Side::Sell => &mut self.asks,
		};
		depth.as_mut().get_mut(usize::from(tick))
	}

	pub(crate) fn add(&mut self, side: Side, steps: &Steps) {
		for (tick, quantity) in steps {
			if let Some(at) = self.at(side, *tick) {
				*at = at.saturating_add(*quantity);
			}
		}
	}

	pub(crate) fn subtract(&mut self, side: Side, steps: &Steps) {
		for (tick, quantity) in steps {
			if let Some(at) = self.at(side, *tick) {
				*at = at.saturating_sub(*quantity);
			}
		}
	}
}

/// Tick indices and Wh, best first.
pub type Steps = BoundedVec<(u16, Wh), ConstU32<MAX_STEPS>>;

/// The auction of an interval, from its first order until the interval is retired.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Auction {
	pub rules: AuctionRules,
	/// Orders are final from then on, ms since 1970.
	pub gate_closure: Moment,
	/// Orders in state.
	pub orders: u32,
	pub cleared: bool,
	/// What cleared; `None` if nothing traded.
	pub trade: Option<Trade>,
	/// In escrow for orders on the book, or not yet claimed.
	pub reserves: Balance,
	/// In escrow for positions that are not delivered yet.
	pub holds: Balance,
	/// Claimed so far.
	pub bought: Wh,
	pub sold: Wh,
}

/// What an auction cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Trade {
	/// Index of the clearing tick.
	pub tick: u16,
	/// p
	pub price: Price,
	/// V
	pub volume: Wh,
	pub bids: ClaimedMargin,
	pub asks: ClaimedMargin,
}

/// One side at the clearing tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ClaimedMargin {
	/// T: Wh that stood at the tick.
	pub depth: Wh,
	/// Q: Wh of them that are filled.
	pub filled: Wh,
	/// x: Wh of the depth that have been claimed.
	pub claimed: Wh,
}

impl ClaimedMargin {
	fn new(margin: Margin) -> Self {
		Self {
			depth: margin.depth,
			filled: margin.filled,
			claimed: 0,
		}
	}
}

impl Trade {
	pub(crate) fn new(clearing: &Clearing, grid: &TickGrid) -> Self {
		Self {
			tick: clearing.tick,
			price: grid.price(clearing.tick),
			volume: clearing.volume,
			bids: ClaimedMargin::new(clearing.bids),
			asks: ClaimedMargin::new(clearing.asks),
		}
	}

	/// The Wh that are filled of a curve. Those better than the clearing tick are; those at it share
	/// what is left, by cumulative floors.
	pub(crate) fn claim(&mut self, side: Side, steps: &Steps) -> Wh {
		let clearing = Clearing {
			tick: self.tick,
			volume: self.volume,
			bids: Margin {
				depth: self.bids.depth,
				filled: self.bids.filled,
			},
			asks: Margin {
				depth: self.asks.depth,
				filled: self.asks.filled,
			},
		};
		let clearing_side = side_of(side);
		let (better, at_margin) = clearing.split(clearing_side, steps.iter().copied());
		let margin = match side {
			Side::Buy => &mut self.bids,
			Side::Sell => &mut self.asks,
		};
		let mut shares = clearing.margin(clearing_side).shares(margin.claimed);
		let share = shares.claim(at_margin);
		margin.claimed = shares.claimed();
		better.saturating_add(share)
	}
}

/// A side in the words of the clearing crate.
pub(crate) fn side_of(side: Side) -> commonwatt_clearing::Side {
	match side {
		Side::Buy => commonwatt_clearing::Side::Buy,
		Side::Sell => commonwatt_clearing::Side::Sell,
	}
}

/// The ticks on which an interval's orders stand: between feed-in and retail less fee. `None` without
/// a local market, or if there is no tick, or too many.
pub(crate) fn grid(prices: &IntervalPrices, rules: &AuctionRules) -> Option<TickGrid> {
	prices.pool_price?;
	let highest = prices.retail.checked_sub(prices.grid_fee)?;
	TickGrid::new(prices.feed_in, highest, rules.tick)
}

impl Auction {
	pub(crate) fn new(rules: AuctionRules, gate_closure: Moment) -> Self {
		Self {
			rules,
			gate_closure,
			orders: 0,
			cleared: false,
			trade: None,
			reserves: 0,
			holds: 0,
			bought: 0,
			sold: 0,
		}
	}

	/// From then on a curve may only grow.
	pub fn frozen_from(&self) -> Moment {
		self.gate_closure.saturating_sub(self.rules.freeze_millis)
	}

	/// What the auction has in the interval's escrow: what is reserved and held, what buyers have paid
	/// and sellers have not got, less the fee that left at clearing.
	pub fn escrow(&self, prices: &IntervalPrices) -> Balance {
		let reserved = self.reserves.saturating_add(self.holds);
		let Some(trade) = &self.trade else {
			return reserved;
		};
		reserved
			.saturating_add(money(
				trade.price.saturating_add(prices.grid_fee),
				self.bought,
			))
			.saturating_sub(money(trade.price, self.sold))
			.saturating_sub(money(prices.grid_fee, trade.volume))
	}
}

/// The state of an interval of a community.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct IntervalResult {
	/// Frozen at first touch.
	pub prices: IntervalPrices,
	/// Sum of the funded shortages read in time.
	pub short: Wh,
	/// Sum of the surpluses read in time.
	pub long: Wh,
	/// Import and export read in time.
	pub metered: Registers,
	pub closed: bool,
	/// M; set when closed.
	pub matched: Wh,
	/// F': what the supplier pays for surplus; set when closed.
	pub paid_feed_in: Price,
	/// D: shortage less surplus, with the supplier; set when closed, then moved by late readings.
	pub residual: NetWh,
	/// Of `short`, what has been settled.
	pub short_settled: Wh,
	/// Of `long`, what has been settled.
	pub long_settled: Wh,
	/// Readings not yet settled.
	pub unsettled: u32,
	pub green: GreenTotals,
}

impl IntervalResult {
	/// The share of a shortage or surplus that is matched, by cumulative floors.
	pub(crate) fn shares(&self, short: bool) -> Apportionment {
		match short {
			true => Apportionment::new(self.matched, self.short, self.short_settled),
			false => Apportionment::new(self.matched, self.long, self.long_settled),
		}
	}

	/// What a matched Wh of shortage gets back of the retail price it paid in: `R - f - m`.
	pub(crate) fn refund_per_wh(&self) -> Price {
		let IntervalPrices {
			retail,
			grid_fee,
			pool_price,
			..
		} = self.prices;
		retail
			.saturating_sub(grid_fee)
			.saturating_sub(pool_price.unwrap_or(0))
	}

	/// `g(D) = R D+ - F D-`: the supplier's account for a residual.
	pub(crate) fn supplier_account(&self, residual: NetWh) -> SignedMoney {
		let energy = residual.unsigned_abs();
		if residual >= 0 {
			SignedMoney::Plus(money(self.prices.retail, energy))
		} else {
			SignedMoney::Minus(money(self.prices.feed_in, energy))
		}
	}

	/// What is still to be paid out of the interval's escrow, its auction apart.
	pub fn owed(&self) -> Balance {
		if !self.closed {
			return money(self.prices.retail, self.short);
		}
		let short_left = self.shares(true).left();
		let long_left = self.shares(false).left();
		let long_unmatched = self
			.long
			.saturating_sub(self.long_settled)
			.saturating_sub(long_left);
		money(self.refund_per_wh(), short_left)
			.saturating_add(money(self.prices.pool_price.unwrap_or(0), long_left))
			.saturating_add(money(self.paid_feed_in, long_unmatched))
	}
}

/// An amount with a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignedMoney {
	Plus(Balance),
	Minus(Balance),
}

impl SignedMoney {
	/// `self - earlier`, for a `self` that is not less.
	pub(crate) fn above(self, earlier: Self) -> Balance {
		match (self, earlier) {
			(Self::Plus(a), Self::Plus(b)) => a.saturating_sub(b),
			(Self::Plus(a), Self::Minus(b)) => a.saturating_add(b),
			(Self::Minus(a), Self::Minus(b)) => b.saturating_sub(a),
			(Self::Minus(_), Self::Plus(_)) => 0,
		}
	}
}

/// What is kept of a retired interval.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct RetiredInterval {
	pub prices: IntervalPrices,
	pub short: Wh,
	pub long: Wh,
	pub metered: Registers,
	pub matched: Wh,
	pub residual: NetWh,
	/// How its auction was held; `None` if there was none.
	pub auction: Option<AuctionRules>,
	/// p; `None` if nothing traded ahead.
	pub auction_price: Option<Price>,
	/// V
	pub volume: Wh,
	/// L: green energy of neighbours that was used.
	pub green_local: Wh,
	/// Used, funded or not, the netted apart.
	pub used: Wh,
	/// Exported by producers, the netted apart.
	pub green_export: Wh,
}

/// How far a community's maintenance has come, and its totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MarketState {
	/// Auctions of intervals below are cleared.
	pub cleared_until: Interval,
	/// Intervals below are closed.
	pub closed_until: Interval,
	/// Intervals below are retired.
	pub retired_until: Interval,
	/// Entries in the rings of all points.
	pub unsettled: u32,
	/// Where the sweep goes on in the community's dense index of points.
	pub sweep_at: u32,
	/// All that was booked.
	pub energy: EnergyTotals,
}
