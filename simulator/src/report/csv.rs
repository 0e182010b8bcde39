//! CSV files: every number with its unit in the column's name. `units` are base units, 10^12 a USD.

use crate::{
	data::{
		calendar::{self, LocalTime},
		UNITS_PER_USD,
	},
	kpis::{HomeKpis, Kpis, Ratio},
	outcome::Outcome,
};
use std::io::{self, Write};

/// Name of the row that sums `bills.csv` up.
const TOTAL: &str = "all homes";

/// Writes one row a home and one for all homes. USD are rounded to cents, units are exact.
///
/// # Errors
///
/// What the writer refuses.
pub fn write_bills(writer: impl Write, kpis: &Kpis) -> io::Result<()> {
	let mut csv = ::csv::Writer::from_writer(writer);
	csv.write_record([
		"home",
		"no_market_bill_usd",
		"bill_usd",
		"saving_usd",
		"saving_percent",
		"no_market_bill_units",
		"bill_units",
		"saving_units",
		"demand_wh",
		"generation_wh",
		"import_wh",
		"export_wh",
		"local_import_wh",
		"local_export_wh",
		"green_share_percent",
		"worse_off_intervals",
		"ahead_bought_wh",
		"ahead_sold_wh",
		"undelivered_wh",
		"undelivered_charge_units",
		"unserved_wh",
	])?;
	for home in &kpis.homes {
		csv.write_record(bill_row(&home.name, home))?;
	}
	csv.write_record(bill_row(TOTAL, &kpis.total))?;
	csv.flush()
}

fn bill_row(name: &str, home: &HomeKpis) -> [String; 21] {
	let cents = |units: i128| {
		Ratio::new(units, UNITS_PER_USD)
			.decimal(2)
			.unwrap_or_default()
	};
	let percent = |ratio: Ratio| ratio.percent(6).unwrap_or_default();
	[
		name.to_string(),
		cents(home.no_market_bill),
		cents(home.bill),
		cents(home.saving()),
		percent(home.saving_ratio()),
		home.no_market_bill.to_string(),
		home.bill.to_string(),
		home.saving().to_string(),
		home.load_wh.to_string(),
		home.pv_wh.to_string(),
		home.import_wh.to_string(),
		home.export_wh.to_string(),
		home.local_import_wh.to_string(),
		home.local_export_wh.to_string(),
		percent(home.green_share()),
		home.worse_off.to_string(),
		home.bought_wh.to_string(),
		home.sold_wh.to_string(),
		home.undelivered_wh.to_string(),
		home.undelivered_charge.to_string(),
		home.unserved_wh.to_string(),
	]
}

/// Writes one row an interval, sums over the homes.
///
/// # Errors
///
/// What the writer refuses.
pub fn write_intervals(writer: impl Write, outcome: &Outcome) -> io::Result<()> {
	let mut csv = ::csv::Writer::from_writer(writer);
	csv.write_record([
		"interval",
		"local_time",
		"feed_in_units_per_wh",
		"retail_units_per_wh",
		"grid_fee_units_per_wh",
		"pool_price_units_per_wh",
		"demand_wh",
		"generation_wh",
		"short_wh",
		"long_wh",
		"matched_wh",
		"residual_wh",
		"no_market_bill_units",
		"bill_units",
		"treasury_income_units",
		"orders",
		"orders_refused",
		"auction_volume_wh",
		"auction_price_units_per_wh",
		"undelivered_wh",
		"undelivered_charge_units",
		"unserved_wh",
	])?;
	for interval in &outcome.intervals {
		let mut homes = HomeSums::default();
		for home in &interval.homes {
			homes.load_wh = homes.load_wh.saturating_add(home.load_wh.into());
			homes.pv_wh = homes.pv_wh.saturating_add(home.pv_wh.into());
			homes.bill = homes.bill.saturating_add(home.bill);
			homes.no_market_bill = homes.no_market_bill.saturating_add(home.no_market_bill);
			homes.undelivered_wh = homes.undelivered_wh.saturating_add(home.undelivered_wh);
			homes.charge = homes.charge.saturating_add(home.undelivered_charge);
			homes.unserved_wh = homes.unserved_wh.saturating_add(home.unserved_wh.into());
		}
		let ahead = &interval.ahead;
		csv.write_record([
			interval.interval.to_string(),
			local_time(interval.local_seconds),
			interval.feed_in.to_string(),
			interval.retail.to_string(),
			interval.grid_fee.to_string(),
			interval.pool_price.to_string(),
			homes.load_wh.to_string(),
			homes.pv_wh.to_string(),
			interval.short_wh.to_string(),
			interval.long_wh.to_string(),
			interval.matched_wh.to_string(),
			interval.residual_wh.to_string(),
			homes.no_market_bill.to_string(),
			homes.bill.to_string(),
			interval.treasury_income.to_string(),
			ahead.orders.to_string(),
			ahead.refused.to_string(),
			ahead.volume_wh.to_string(),
			ahead.price.map_or(String::new(), |price| price.to_string()),
			homes.undelivered_wh.to_string(),
			homes.charge.to_string(),
			homes.unserved_wh.to_string(),
		])?;
	}
	csv.flush()
}

#[derive(Default)]
struct HomeSums {
	load_wh: u64,
	pv_wh: u64,
	bill: i128,
	no_market_bill: i128,
	undelivered_wh: u64,
	charge: u128,
	unserved_wh: u64,
}

/// ISO 8601 to the minute, without a zone.
fn local_time(seconds: u64) -> String {
	let LocalTime {
		year,
		month,
		day,
		hour,
		..
	} = calendar::local_time(seconds);
	let minute = seconds % calendar::SECONDS_PER_HOUR / 60;
	format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
}
