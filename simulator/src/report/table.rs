//! The report as plain text for a terminal.

use super::{
	figures::figures,
	format::{counted, decimal, interval_noun, percent, usd_digits},
	headline,
};
use crate::kpis::{HomeKpis, Kpis, Ratio};

const COLUMNS: [&str; 9] = [
	"home",
	"without USD",
	"with USD",
	"saved USD",
	"saved",
	"green share",
	"bought ahead kWh",
	"sold ahead kWh",
	"charged USD",
];
/// The columns while nobody orders.
const POOL_COLUMNS: usize = 6;
/// Decimals of the key figures' percentages.
const PERCENT_PLACES: u32 = 6;
const GAP: &str = "  ";
const WH_PER_KWH: u64 = 1_000;

/// The headline, the homes' bills with their total, and the key figures. Ends with a line break.
pub fn table(kpis: &Kpis) -> String {
	let columns = match kpis.ahead.is_used() {
		true => COLUMNS.len(),
		false => POOL_COLUMNS,
	};
	let bill_row = |name: &str, home: &HomeKpis| {
		let mut row = bill_row(name, home).to_vec();
		row.truncate(columns);
		row
	};
	let rows: Vec<Vec<String>> = kpis
		.homes
		.iter()
		.map(|home| bill_row(&home.name, home))
		.collect();
	let total = bill_row("all homes", &kpis.total);
	let mut header = COLUMNS.map(String::from).to_vec();
	header.truncate(columns);
	let mut lines = vec![
		format!(
			"{}: {}, {}, {}",
			kpis.community,
			headline::who(kpis),
			counted(kpis.days, "day"),
			counted(kpis.intervals, interval_noun(kpis.interval_seconds)),
		),
		headline(kpis),
		String::new(),
	];
	lines.extend(aligned(&header, &rows, &total));
	lines.extend([
		"without: with the supplier alone. Each amount is rounded to cents by itself.".into(),
		String::new(),
	]);

	let figures = figures(kpis, PERCENT_PLACES);
	let widest = figures
		.iter()
		.map(|figure| width(&figure.name))
		.max()
		.unwrap_or(0);
	lines.extend(figures.iter().map(|figure| {
		let padding = " ".repeat(widest.saturating_sub(width(&figure.name)));
		format!("{}{padding}{GAP}{}", figure.name, figure.value)
	}));
	lines.push(String::new());
	lines.join("\n")
}

/// The header, the rows and their total, columns aligned.
pub(super) fn aligned(header: &[String], rows: &[Vec<String>], total: &[String]) -> Vec<String> {
	let widths: Vec<usize> = (0..header.len())
		.map(|column| {
			let lines = rows.iter().map(Vec::as_slice).chain([total, header]);
			lines
				.filter_map(|row| row.get(column))
				.map(|cell| width(cell))
				.max()
				.unwrap_or(0)
		})
		.collect();
	let gaps = GAP.len() * header.len().saturating_sub(1);
	let rule = "-".repeat(widths.iter().sum::<usize>().saturating_add(gaps));
	let mut lines = vec![line(header, &widths), rule.clone()];
	lines.extend(rows.iter().map(|row| line(row, &widths)));
	lines.extend([rule, line(total, &widths)]);
	lines
}

fn bill_row(name: &str, home: &HomeKpis) -> [String; 9] {
	[
		name.to_string(),
		usd_digits(home.no_market_bill, 2),
		usd_digits(home.bill, 2),
		usd_digits(home.saving(), 2),
		percent(home.saving_ratio(), 2),
		percent(home.green_share(), 2),
		kwh(home.bought_wh),
		kwh(home.sold_wh),
		usd_digits(home.undelivered_charge, 2),
	]
}

fn kwh(wh: u64) -> String {
	decimal(Ratio::new(wh, WH_PER_KWH), 1)
}

/// A row: the name to the left, numbers to the right.
fn line(cells: &[String], widths: &[usize]) -> String {
	let cells: Vec<String> = cells
		.iter()
		.zip(widths)
		.enumerate()
		.map(|(column, (cell, widest))| {
			let padding = " ".repeat(widest.saturating_sub(width(cell)));
			if column == 0 {
				format!("{cell}{padding}")
			} else {
				format!("{padding}{cell}")
			}
		})
		.collect();
	cells.join(GAP)
}

/// Columns that a text takes, one for each character.
fn width(text: &str) -> usize {
	text.chars().count()
}
