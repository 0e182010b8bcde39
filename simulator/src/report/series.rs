//! The series that the page draws: the saving of each month, the average day.

use crate::{data::calendar, outcome::Outcome};

/// Bills of one calendar month, base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
	pub year: u64,
	/// 1 to 12.
	pub month: u8,
	pub bill: i128,
	pub no_market_bill: i128,
}

impl Month {
	/// Base units; below 0 if sharing cost.
	pub fn saving(&self) -> i128 {
		self.no_market_bill.saturating_sub(self.bill)
	}
}

/// The months of an outcome, in order.
pub fn months(outcome: &Outcome) -> Vec<Month> {
	let mut months: Vec<Month> = Vec::new();
	for interval in &outcome.intervals {
		let local = calendar::local_time(interval.local_seconds);
		let (year, month) = (local.year, local.month);
		if months
			.last()
			.is_none_or(|last| (last.year, last.month) != (year, month))
		{
			months.push(Month {
				year,
				month,
				bill: 0,
				no_market_bill: 0,
			});
		}
		let Some(current) = months.last_mut() else {
			continue;
		};
		for home in &interval.homes {
			current.bill = current.bill.saturating_add(home.bill);
			current.no_market_bill = current.no_market_bill.saturating_add(home.no_market_bill);
		}
	}
	months
}

/// Where the energy of one hour of the day came from and went, Wh, summed over all days.
///
/// The first three make the demand. What was bought to be stored is beside it: it is demand met behind the meter
/// when the battery gives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourOfDay {
	/// Demand met behind the home's own meter.
	pub used_at_home_wh: u64,
	/// Import for the demand that neighbours supplied.
	pub from_neighbours_wh: u64,
	/// The rest of the import for the demand.
	pub from_supplier_wh: u64,
	/// Import beyond the home's demand: into its battery.
	pub bought_to_store_wh: u64,
	/// Export that no neighbour took.
	pub to_supplier_wh: u64,
	/// Traded among neighbours before the interval began.
	pub ahead_wh: u64,
	/// Matched among neighbours in the pool.
	pub pool_wh: u64,
}

/// The 24 hours of the day, from 00:00.
pub fn hours_of_day(outcome: &Outcome) -> [HourOfDay; 24] {
	let mut hours = [HourOfDay::default(); 24];
	for interval in &outcome.intervals {
		let local = calendar::local_time(interval.local_seconds);
		let Some(hour) = hours.get_mut(usize::from(local.hour)) else {
			continue;
		};
		let sum = |wh: fn(&crate::outcome::HomeInterval) -> u32| {
			interval
				.homes
				.iter()
				.map(|home| u64::from(wh(home)))
				.fold(0, u64::saturating_add)
		};
		let used_at_home = sum(|home| home.load_wh.saturating_sub(home.import_wh));
		let import = sum(|home| home.import_wh);
		let export = sum(|home| home.export_wh);
		let for_demand = sum(|home| home.import_wh.min(home.load_wh));
		let shared = interval.shared_wh();
		// Demand and battery have neighbours' energy in proportion.
		let part = u128::from(shared) * u128::from(for_demand) / u128::from(import.max(1));
		let from_neighbours = u64::try_from(part).unwrap_or(u64::MAX);
		let from_supplier = for_demand.saturating_sub(from_neighbours);
		let to_store = import.saturating_sub(for_demand);
		for (total, wh) in [
			(&mut hour.used_at_home_wh, used_at_home),
			(&mut hour.from_neighbours_wh, from_neighbours),
			(&mut hour.from_supplier_wh, from_supplier),
			(&mut hour.bought_to_store_wh, to_store),
			(&mut hour.to_supplier_wh, export.saturating_sub(shared)),
			(&mut hour.ahead_wh, interval.ahead.volume_wh),
			(&mut hour.pool_wh, interval.matched_wh),
		] {
			*total = total.saturating_add(wh);
		}
	}
	hours
}
