//! What a replay brings: plain data, filled by the replay, read by [`kpis`](crate::kpis) and
//! [`report`](crate::report).

use crate::data::calendar::SECONDS_PER_DAY;

/// What one interval brought to one home. Money in base units; positive is a cost to the home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HomeInterval {
	/// Demand, Wh; 0 while disconnected.
	pub load_wh: u32,
	/// Generation, Wh; 0 while disconnected.
	pub pv_wh: u32,
	/// Demand that was not served because the home was disconnected, Wh.
	pub unserved_wh: u32,
	/// Metered import, Wh.
	pub import_wh: u32,
	/// Metered export, Wh.
	pub export_wh: u32,
	/// The part of its deviation that was matched with neighbours in the pool, Wh. Without a position
	/// the deviation is import less export.
	pub local_wh: u32,
	/// Bought ahead, Wh.
	pub bought_wh: u64,
	/// Sold ahead, Wh.
	pub sold_wh: u64,
	/// Of these, what it did not take or give, Wh.
	pub undelivered_wh: u64,
	/// What that cost.
	pub undelivered_charge: u128,
	/// What the home paid (+) or earned (-) in the community.
	pub bill: i128,
	/// What it would have paid (+) or earned (-) with the supplier alone.
	pub no_market_bill: i128,
}

impl HomeInterval {
	/// Net import less position, Wh: what met the pool.
	pub fn deviation(&self) -> i128 {
		let less = |a: i128, b: i128| a.saturating_sub(b);
		let net = less(self.import_wh.into(), self.export_wh.into());
		less(net, less(self.bought_wh.into(), self.sold_wh.into()))
	}
}

/// What was traded ahead for an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
	/// Orders on the book when it was cleared.
	pub orders: u32,
	/// Orders that the chain refused, mostly for want of credit.
	pub refused: u32,
	/// V, Wh.
	pub volume_wh: u64,
	/// p, base units per Wh; `None` if nothing traded.
	pub price: Option<u64>,
	/// Orders that were filled in part at the clearing price, because one side had more there.
	pub rationed: u32,
}

/// One delivery interval of the community. Prices in base units per Wh.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntervalOutcome {
	/// The interval's index.
	pub interval: u32,
	/// Its start in local time, seconds since 1970-01-01 00:00 local.
	pub local_seconds: u64,
	/// F: what the supplier pays for surplus.
	pub feed_in: u64,
	/// R: what the supplier asks for the residual.
	pub retail: u64,
	/// f: what the community keeps of each matched Wh.
	pub grid_fee: u64,
	/// m: what neighbours pay each other.
	pub pool_price: u64,
	/// What was traded before the interval began.
	pub ahead: Ahead,
	/// Sum of the shortages, Wh: net imports, less what was bought ahead.
	pub short_wh: u64,
	/// Sum of the surpluses, Wh: net exports, less what was sold ahead.
	pub long_wh: u64,
	/// Matched in the pool, Wh.
	pub matched_wh: u64,
	/// Shortage that nobody could pay for, Wh: the supplier delivered it and is owed for it.
	pub unfunded_wh: u64,
	/// D: bought from (+) or sold to (-) the supplier, Wh, late readings included.
	pub residual_wh: i64,
	/// What the community's treasury received, base units.
	pub treasury_income: u128,
	/// Each home, in the order of [`Outcome::homes`].
	pub homes: Vec<HomeInterval>,
}

impl IntervalOutcome {
	/// Whether neighbours could trade: the supplier's prices leave room for the fee.
	pub fn has_market(&self) -> bool {
		self.feed_in
			.checked_add(self.grid_fee)
			.is_some_and(|asked| asked <= self.retail)
	}

	/// What the supplier delivered, Wh.
	pub fn supplied_wh(&self) -> u64 {
		let funded = match self.has_market() {
			true => self.residual_wh.max(0).unsigned_abs(),
			false => self.short_wh,
		};
		funded.saturating_add(self.unfunded_wh)
	}

	/// What the supplier took, Wh.
	pub fn taken_wh(&self) -> u64 {
		match self.has_market() {
			true => self.residual_wh.min(0).unsigned_abs(),
			false => self.long_wh,
		}
	}

	/// What neighbours supplied to each other, Wh, traded ahead or met in the pool: all import that the
	/// supplier did not deliver.
	pub fn shared_wh(&self) -> u64 {
		let import = self.homes.iter().map(|home| u64::from(home.import_wh));
		import
			.fold(0, u64::saturating_add)
			.saturating_sub(self.supplied_wh())
	}
}

/// A replay's result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
	/// The community's name.
	pub community: String,
	/// The homes' names.
	pub homes: Vec<String>,
	/// The intervals, in order of time.
	pub intervals: Vec<IntervalOutcome>,
}

impl Outcome {
	/// Length of an interval, seconds: the distance of the first two. `None` with fewer than two.
	pub fn interval_seconds(&self) -> Option<u64> {
		let [first, second, ..] = self.intervals.as_slice() else {
			return None;
		};
		second.local_seconds.checked_sub(first.local_seconds)
	}

	/// Number of calendar days with an interval.
	pub fn days(&self) -> u64 {
		let mut days: Vec<u64> = self
			.intervals
			.iter()
			.map(|interval| interval.local_seconds / SECONDS_PER_DAY)
			.collect();
		days.dedup();
		days.len() as u64
	}
}
