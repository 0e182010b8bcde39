//! Key figures of a replay, as exact integers and ratios.
//!
//! Energy in Wh, money in base units (10^12 a USD). Sums over homes h and intervals t:
//!
//! | figure | formula | source |
//! |---|---|---|
//! | bill, no-market bill | sum of the homes' | `settlement.md`, sections 4 and 6 |
//! | saving | no-market bill - bill; percent of the no-market bill | bill savings of Grid Singularity's gsy-e: bill before minus bill with the local market |
//! | used at home | sum of max(0, generation - export), each h and t | generation behind the meter: self-consumed, as IEA PVPS uses the word; with a battery what it stored as well |
//! | shared | import - what the supplier delivered, each t: traded ahead or in the pool, counted once | as `settlement.md`'s M while nobody orders |
//! | community's export, import | the homes' - shared | |
//! | self-consumption | (generation - community's export) / generation, at least 0 | Luthander et al. 2015, "Photovoltaic self-consumption in buildings: a review"; gsy-e's KPI of the same name. What batteries lose counts as used |
//! | self-sufficiency | (demand - community's import) / demand, at least 0 | the same |
//! | green share | shared / import | the part of what was bought that came from neighbours, as the price signals have it |
//! | neighbours' price, mean | sum of pool price x matched + auction price x volume / (matched + volume) | weighted by volume, as market operators report prices |
//! | supplier sold, bought | residual above and below 0, and what nobody could pay for; without a local market (F > R - f) the sums of shortages and surpluses | `settlement.md`, D |
//! | supplier income, payments | R x sold, F x bought | |
//! | unaccounted | bills - (supplier income - payments) - treasury income | 0 unless gaps or a supplier in default moved money otherwise |
//! | worse off | number of (h, t) with bill > no-market bill | `settlement.md`, invariant 4: 0 without orders |
//! | undelivered | what homes bought ahead and did not take, or sold and did not give | `settlement.md`, u |

mod ratio;
#[cfg(test)]
pub(crate) mod tests;

use crate::outcome::{Ahead, HomeInterval, IntervalOutcome, Outcome};
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
	/// Import from neighbours, Wh: bought ahead and taken, or met in the pool.
	pub local_import_wh: u64,
	/// Export to neighbours, Wh: sold ahead and given, or met in the pool.
	pub local_export_wh: u64,
	/// Bought ahead, Wh.
	pub bought_wh: u64,
	/// Sold ahead, Wh.
	pub sold_wh: u64,
	/// Of these, not taken or not given, Wh.
	pub undelivered_wh: u64,
	/// What that cost, base units.
	pub undelivered_charge: i128,
	/// Demand that was not served while disconnected, Wh.
	pub unserved_wh: u64,
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
	pub fn green_share(&self) -> Ratio {
		Ratio::new(self.local_import_wh, self.import_wh)
	}

	fn add(&mut self, home: &HomeInterval) {
		// What is matched in the pool is on the side of the deviation.
		let pool = u64::from(home.local_wh);
		let (pool_import, pool_export) = match home.deviation() >= 0 {
			true => (pool, 0),
			false => (0, pool),
		};
		let local = |metered: u32, ahead: u64, pool: u64| {
			let metered = u64::from(metered);
			ahead.min(metered).saturating_add(pool).min(metered)
		};
		let local_import = local(home.import_wh, home.bought_wh, pool_import);
		let local_export = local(home.export_wh, home.sold_wh, pool_export);
		self.bill = self.bill.saturating_add(home.bill);
		self.no_market_bill = self.no_market_bill.saturating_add(home.no_market_bill);
		self.load_wh = self.load_wh.saturating_add(home.load_wh.into());
		self.pv_wh = self.pv_wh.saturating_add(home.pv_wh.into());
		self.import_wh = self.import_wh.saturating_add(home.import_wh.into());
		self.export_wh = self.export_wh.saturating_add(home.export_wh.into());
		self.local_import_wh = self.local_import_wh.saturating_add(local_import);
		self.local_export_wh = self.local_export_wh.saturating_add(local_export);
		self.bought_wh = self.bought_wh.saturating_add(home.bought_wh);
		self.sold_wh = self.sold_wh.saturating_add(home.sold_wh);
		self.undelivered_wh = self.undelivered_wh.saturating_add(home.undelivered_wh);
		let charge = i128::try_from(home.undelivered_charge).unwrap_or(i128::MAX);
		self.undelivered_charge = self.undelivered_charge.saturating_add(charge);
		self.unserved_wh = self.unserved_wh.saturating_add(home.unserved_wh.into());
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
		let (sold_wh, bought_wh) = (interval.supplied_wh(), interval.taken_wh());
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

/// What was traded ahead in the auctions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AheadKpis {
	/// Orders that stood on a book when it was cleared.
	pub orders: u64,
	/// Orders that the chain refused.
	pub refused: u64,
	/// Orders filled in part at the clearing price.
	pub rationed: u64,
	/// Sum of the volumes, Wh.
	pub volume_wh: u64,
	/// The same at the auctions' prices, base units.
	pub value: i128,
	/// Intervals with a volume.
	pub intervals: u64,
}

impl AheadKpis {
	fn add(&mut self, ahead: &Ahead) {
		let price = ahead.price.unwrap_or_default();
		for (sum, more) in [
			(&mut self.orders, u64::from(ahead.orders)),
			(&mut self.refused, ahead.refused.into()),
			(&mut self.rationed, ahead.rationed.into()),
			(&mut self.volume_wh, ahead.volume_wh),
			(&mut self.intervals, u64::from(ahead.volume_wh > 0)),
		] {
			*sum = sum.saturating_add(more);
		}
		self.value = self.value.saturating_add(money(price, ahead.volume_wh));
	}

	/// Whether anybody ordered.
	pub fn is_used(&self) -> bool {
		self.orders > 0 || self.refused > 0
	}

	/// Mean price, weighted by volume, base units per Wh.
	pub fn mean_price(&self) -> Ratio {
		Ratio::new(self.value, self.volume_wh)
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
	pub shared_wh: u64,
	/// Matched in the pool, Wh.
	pub pool_wh: u64,
	/// What was traded ahead.
	pub ahead: AheadKpis,
	/// What neighbours paid each other, base units: in the pool and ahead, the fee apart.
	pub traded_value: i128,
	/// The same energy at the supplier's retail price, base units.
	pub traded_at_retail: i128,
	/// The same at the supplier's feed-in price, base units.
	pub traded_at_feed_in: i128,
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
		// The homes' own sums count by contract: what one bought ahead and did not take may have gone
		// to another, or to the supplier.
		kpis.total.local_import_wh = kpis.shared_wh;
		kpis.total.local_export_wh = kpis.shared_wh;
		kpis
	}

	fn add(&mut self, interval: &IntervalOutcome) {
		for (kpis, home) in self.homes.iter_mut().zip(&interval.homes) {
			kpis.add(home);
			self.total.add(home);
		}
		let (pool, ahead) = (interval.matched_wh, interval.ahead.volume_wh);
		let shared = interval.shared_wh();
		self.shared_wh = self.shared_wh.saturating_add(shared);
		self.pool_wh = self.pool_wh.saturating_add(pool);
		self.ahead.add(&interval.ahead);
		let traded = pool.saturating_add(ahead);
		let ahead_price = interval.ahead.price.unwrap_or_default();
		let value = money(interval.pool_price, pool).saturating_add(money(ahead_price, ahead));
		for (sum, value) in [
			(&mut self.traded_value, value),
			(&mut self.traded_at_retail, money(interval.retail, traded)),
			(&mut self.traded_at_feed_in, money(interval.feed_in, traded)),
		] {
			*sum = sum.saturating_add(value);
		}
		self.supplier.add(SupplierFlows::of(interval));
		let income = i128::try_from(interval.treasury_income).unwrap_or(i128::MAX);
		self.treasury_income = self.treasury_income.saturating_add(income);
	}

	/// Generation that did not leave the community, Wh: used or lost there.
	pub fn kept_wh(&self) -> u64 {
		let exported = self.total.export_wh.saturating_sub(self.shared_wh);
		self.total.pv_wh.saturating_sub(exported)
	}

	/// Demand that the community did not import, Wh. A battery that is charged for later can bring it below 0,
	/// which counts as 0.
	pub fn own_supply_wh(&self) -> u64 {
		let imported = self.total.import_wh.saturating_sub(self.shared_wh);
		self.total.load_wh.saturating_sub(imported)
	}

	/// The part of the generation that did not leave the community.
	pub fn self_consumption(&self) -> Ratio {
		Ratio::new(self.kept_wh(), self.total.pv_wh)
	}

	/// The part of the demand that the community did not import.
	pub fn self_sufficiency(&self) -> Ratio {
		Ratio::new(self.own_supply_wh(), self.total.load_wh)
	}

	/// The part of what the homes bought that neighbours supplied.
	pub fn green_share(&self) -> Ratio {
		Ratio::new(self.shared_wh, self.total.import_wh)
	}

	/// Traded among neighbours, in the pool and ahead, Wh: what was bought ahead and met the pool again
	/// counts twice.
	pub fn traded_wh(&self) -> u64 {
		self.pool_wh.saturating_add(self.ahead.volume_wh)
	}

	/// Mean price among neighbours, weighted by energy, base units per Wh.
	pub fn mean_price(&self) -> Ratio {
		Ratio::new(self.traded_value, self.traded_wh())
	}

	/// Mean retail price of the traded energy, had the supplier sold it, base units per Wh.
	pub fn mean_retail(&self) -> Ratio {
		Ratio::new(self.traded_at_retail, self.traded_wh())
	}

	/// Mean feed-in price of the traded energy, had the supplier bought it, base units per Wh.
	pub fn mean_feed_in(&self) -> Ratio {
		Ratio::new(self.traded_at_feed_in, self.traded_wh())
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
