//! Key figures of a replay, as exact integers and ratios.
//!
//! Energy in Wh, money in base units (10^12 a USD). Sums over homes h and intervals t:
//!
//! | figure | formula | source |
//! |---|---|---|
//! | bill, no-market bill | sum of the homes' | `settlement.md`, sections 4 and 6 |
//! | saving | no-market bill - bill; percent of the no-market bill | bill savings of Grid Singularity's gsy-e: bill before minus bill with the local market |
//! | used at home | sum of max(0, generation - export), each h and t | generation behind the meter: self-consumed, as IEA PVPS uses the word |
//! | used in the community | used at home + matched | |
//! | self-consumption | used in the community / generation | Luthander et al. 2015, "Photovoltaic self-consumption in buildings: a review"; gsy-e's KPI of the same name |
//! | self-sufficiency | used in the community / demand | the same |
//! | local share | matched / import | the part of what was bought that came from neighbours |
//! | pool price, mean | sum of pool price x matched / matched | weighted by volume, as market operators report prices |
//! | supplier sold, bought | residual above and below 0; without a local market (F > R - f) the sums of net imports and exports | `settlement.md`, D |
//! | supplier income, payments | R x sold, F x bought | |
//! | unaccounted | bills - (supplier income - payments) - treasury income | 0 unless orders, gaps or a supplier in default moved money otherwise |
//! | worse off | number of (h, t) with bill > no-market bill | `settlement.md`, invariant 4: 0 without orders |

mod ratio;
#[cfg(test)]
pub(crate) mod tests;

use crate::outcome::{HomeInterval, IntervalOutcome, Outcome};
pub use ratio::Ratio;

/// Sums over the intervals, of one home or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomeKpis {
	/// The home's name.
	pub name: String,
	/// In the community, base units.
	pub bill: i128,
	/// With the supplier alone, base units.
	pub no_market_bill: i128,
	/// Demand, Wh.
	pub load_wh: u64,
	/// Generation, Wh.
	pub pv_wh: u64,
	/// Import, Wh.
	pub import_wh: u64,
	/// Export, Wh.
	pub export_wh: u64,
	/// Bought from neighbours, Wh: the matched part of import.
	pub local_import_wh: u64,
	/// Sold to neighbours, Wh: the matched part of export.
	pub local_export_wh: u64,
	/// Generation that never left the meter, Wh.
	pub used_at_home_wh: u64,
	/// Intervals whose bill is above the no-market bill.
	pub worse_off: u64,
}

impl HomeKpis {
	/// What the community saved, base units; below 0 if it cost.
	pub fn saving(&self) -> i128 {
		self.no_market_bill.saturating_sub(self.bill)
	}

	/// The saving as a part of the no-market bill. Where that bill is not a cost, a percentage of it
	/// says nothing: the denominator is 0 then, and it prints as none.
	pub fn saving_ratio(&self) -> Ratio {
		Ratio::new(self.saving(), self.no_market_bill.max(0))
	}

	/// The part of what was bought that neighbours supplied.
	pub fn local_share(&self) -> Ratio {
		Ratio::new(self.local_import_wh, self.import_wh)
	}

	fn add(&mut self, home: &HomeInterval) {
		// An interval's net is either import or export; with both, what is matched is the net side.
		let (local_import, local_export) = if home.import_wh >= home.export_wh {
			(home.local_wh, 0)
		} else {
			(0, home.local_wh)
		};
		self.bill = self.bill.saturating_add(home.bill);
		self.no_market_bill = self.no_market_bill.saturating_add(home.no_market_bill);
		self.load_wh = self.load_wh.saturating_add(home.load_wh.into());
		self.pv_wh = self.pv_wh.saturating_add(home.pv_wh.into());
		self.import_wh = self.import_wh.saturating_add(home.import_wh.into());
		self.export_wh = self.export_wh.saturating_add(home.export_wh.into());
		self.local_import_wh = self.local_import_wh.saturating_add(local_import.into());
		self.local_export_wh = self.local_export_wh.saturating_add(local_export.into());
		let used_at_home = home.pv_wh.saturating_sub(home.export_wh);
		self.used_at_home_wh = self.used_at_home_wh.saturating_add(used_at_home.into());
		let worse_off = u64::from(home.bill > home.no_market_bill);
		self.worse_off = self.worse_off.saturating_add(worse_off);
	}
}

/// What passed between the community and its supplier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SupplierFlows {
	/// Sold to the community, Wh.
	pub sold_wh: u64,
	/// Bought from the community, Wh.
	pub bought_wh: u64,
	/// Received at the retail price, base units.
	pub income: i128,
	/// Paid at the feed-in price, base units.
	pub payments: i128,
}

impl SupplierFlows {
	/// The flows of one interval.
	pub fn of(interval: &IntervalOutcome) -> Self {
		let has_market = interval
			.feed_in
			.checked_add(interval.grid_fee)
			.is_some_and(|asked| asked <= interval.retail);
		let (sold_wh, bought_wh) = if has_market {
			let residual = interval.residual_wh;
			(
				residual.max(0).unsigned_abs(),
				residual.min(0).unsigned_abs(),
			)
		} else {
			(interval.short_wh, interval.long_wh)
		};
		Self {
			sold_wh,
			bought_wh,
			income: money(interval.retail, sold_wh),
			payments: money(interval.feed_in, bought_wh),
		}
	}

	fn add(&mut self, other: Self) {
		self.sold_wh = self.sold_wh.saturating_add(other.sold_wh);
		self.bought_wh = self.bought_wh.saturating_add(other.bought_wh);
		self.income = self.income.saturating_add(other.income);
		self.payments = self.payments.saturating_add(other.payments);
	}

	/// What the supplier keeps, base units.
	pub fn net_income(&self) -> i128 {
		self.income.saturating_sub(self.payments)
	}
}

/// The figures of a whole replay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kpis {
	/// The community's name.
	pub community: String,
	/// Intervals replayed.
	pub intervals: u64,
	/// Length of an interval, seconds, if there are two.
	pub interval_seconds: Option<u64>,
	/// Calendar days with an interval.
	pub days: u64,
	/// Each home.
	pub homes: Vec<HomeKpis>,
	/// All homes together; its name is empty.
	pub total: HomeKpis,
	/// Energy that neighbours supplied to each other, Wh.
	pub matched_wh: u64,
	/// The same at the pool price, base units.
	pub matched_at_pool_price: i128,
	/// The same at the supplier's retail price, base units.
	pub matched_at_retail: i128,
	/// The same at the supplier's feed-in price, base units.
	pub matched_at_feed_in: i128,
	/// Flows with the supplier.
	pub supplier: SupplierFlows,
	/// What the community's treasury received, base units.
	pub treasury_income: i128,
}

impl Kpis {
	/// The figures of an outcome. Each interval has one entry for each home, in their order.
	pub fn of(outcome: &Outcome) -> Self {
		let named = |name: &String| HomeKpis {
			name: name.clone(),
			..Default::default()
		};
		let mut kpis = Self {
			community: outcome.community.clone(),
			intervals: outcome.intervals.len() as u64,
			interval_seconds: outcome.interval_seconds(),
			days: outcome.days(),
			homes: outcome.homes.iter().map(named).collect(),
			..Default::default()
		};
		for interval in &outcome.intervals {
			kpis.add(interval);
		}
		kpis
	}

	fn add(&mut self, interval: &IntervalOutcome) {
		for (kpis, home) in self.homes.iter_mut().zip(&interval.homes) {
			kpis.add(home);
			self.total.add(home);
		}
		let matched = interval.matched_wh;
		self.matched_wh = self.matched_wh.saturating_add(matched);
		for (sum, price) in [
			(&mut self.matched_at_pool_price, interval.pool_price),
			(&mut self.matched_at_retail, interval.retail),
			(&mut self.matched_at_feed_in, interval.feed_in),
		] {
			*sum = sum.saturating_add(money(price, matched));
		}
		self.supplier.add(SupplierFlows::of(interval));
		let income = i128::try_from(interval.treasury_income).unwrap_or(i128::MAX);
		self.treasury_income = self.treasury_income.saturating_add(income);
	}

	/// Generation used in the community, Wh: at the home that made it or at a neighbour's.
	pub fn used_in_community_wh(&self) -> u64 {
		self.total.used_at_home_wh.saturating_add(self.matched_wh)
	}

	/// The part of the generation that was used in the community.
	pub fn self_consumption(&self) -> Ratio {
		Ratio::new(self.used_in_community_wh(), self.total.pv_wh)
	}

	/// The part of the demand that the community's own generation met.
	pub fn self_sufficiency(&self) -> Ratio {
		Ratio::new(self.used_in_community_wh(), self.total.load_wh)
	}

	/// The part of what the homes bought that neighbours supplied.
	pub fn local_share(&self) -> Ratio {
		Ratio::new(self.matched_wh, self.total.import_wh)
	}

	/// Mean pool price, weighted by matched energy, base units per Wh.
	pub fn mean_pool_price(&self) -> Ratio {
		Ratio::new(self.matched_at_pool_price, self.matched_wh)
	}

	/// Mean retail price of the matched energy, had the supplier sold it, base units per Wh.
	pub fn mean_retail(&self) -> Ratio {
		Ratio::new(self.matched_at_retail, self.matched_wh)
	}

	/// Mean feed-in price of the matched energy, had the supplier bought it, base units per Wh.
	pub fn mean_feed_in(&self) -> Ratio {
		Ratio::new(self.matched_at_feed_in, self.matched_wh)
	}

	/// What the bills hold beyond the supplier's net income and the treasury's, base units.
	pub fn unaccounted(&self) -> i128 {
		self.total
			.bill
			.saturating_sub(self.supplier.net_income())
			.saturating_sub(self.treasury_income)
	}
}

/// Price x Wh, base units: at most 2^48 x 2^64.
fn money(price: u64, wh: u64) -> i128 {
	i128::from(price).saturating_mul(i128::from(wh))
}
