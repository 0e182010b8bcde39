//! The types of the market's storage.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_clearing::Apportionment;
use commonwatt_primitives::{
	money,
	traits::{EnergyTotals, IntervalPrices},
	Balance, Interval, NetWh, Price, Wh,
};
use scale_info::TypeInfo;

/// The state of an interval of a community.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct IntervalResult {
	/// Frozen at first touch.
	pub prices: IntervalPrices,
	/// Sum of the funded shortages read in time.
	pub short: Wh,
	/// Sum of the surpluses read in time.
	pub long: Wh,
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

	/// What is still to be paid out of the interval's escrow.
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
	pub matched: Wh,
	pub residual: NetWh,
}

/// How far a community's maintenance has come, and its totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct MarketState {
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
