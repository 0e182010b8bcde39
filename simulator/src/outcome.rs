//! What a replay brings: plain data, filled by the replay, read by [`kpis`](crate::kpis) and
//! [`report`](crate::report).

use crate::data::calendar::SECONDS_PER_DAY;

/// What one interval brought to one home. Money in base units; positive is a cost to the home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HomeInterval {
	/// Demand, Wh.
	pub load_wh: u32,
	/// Generation, Wh.
	pub pv_wh: u32,
	/// Metered import, Wh.
	pub import_wh: u32,
	/// Metered export, Wh.
	pub export_wh: u32,
	/// The part of import or export that was matched with neighbours, Wh.
	pub local_wh: u32,
	/// What the home paid (+) or earned (-) in the community.
	pub bill: i128,
	/// What it would have paid (+) or earned (-) with the supplier alone.
	pub no_market_bill: i128,
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
	/// Sum of the net imports, Wh.
	pub short_wh: u64,
	/// Sum of the net exports, Wh.
	pub long_wh: u64,
	/// Energy that neighbours supplied to each other, Wh.
	pub matched_wh: u64,
	/// D: bought from (+) or sold to (-) the supplier, Wh, late readings included.
	pub residual_wh: i64,
	/// What the community's treasury received, base units.
	pub treasury_income: u128,
	/// Each home, in the order of [`Outcome::homes`].
	pub homes: Vec<HomeInterval>,
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
