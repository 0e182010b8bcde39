//! The report as plain text for a terminal.

use super::{
	figures::figures,
	format::{counted, interval_noun, percent, usd_digits},
	headline,
};
use crate::kpis::{HomeKpis, Kpis};

const COLUMNS: [&str; 6] = [
	"home",
	"without USD",
	"with USD",
	"saved USD",
	"saved",
	"local share",
];
/// Decimals of the key figures' percentages.
const PERCENT_PLACES: u32 = 6;
const GAP: &str = "  ";

/// The headline, the homes' bills with their total, and the key figures. Ends with a line break.
pub fn table(kpis: &Kpis) -> String {
	let rows: Vec<[String; 6]> = kpis
		.homes
		.iter()
		.map(|home| bill_row(&home.name, home))
		.collect();
	let total = bill_row("all homes", &kpis.total);
	let header = COLUMNS.map(String::from);
	let widths: Vec<usize> = (0..COLUMNS.len())
		.map(|column| {
			let lines = rows.iter().chain([&total, &header]);
			lines
				.filter_map(|row| row.get(column))
				.map(|cell| width(cell))
				.max()
				.unwrap_or(0)
		})
		.collect();

	let rule = "-".repeat(
		widths
			.iter()
			.sum::<usize>()
			.saturating_add(GAP.len() * COLUMNS.len().saturating_sub(1)),
	);
	let mut lines = vec![
		format!(
			"{}: {}, {}, {}",
			kpis.community,
			counted(kpis.homes.len() as u64, "home"),
			counted(kpis.days, "day"),
			counted(kpis.intervals, interval_noun(kpis.interval_seconds)),
		),
		headline(kpis),
		String::new(),
		line(&header, &widths),
		rule.clone(),
	];
	lines.extend(rows.iter().map(|row| line(row, &widths)));
	lines.extend([rule, line(&total, &widths)]);
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

fn bill_row(name: &str, home: &HomeKpis) -> [String; 6] {
	[
		name.to_string(),
		usd_digits(home.no_market_bill, 2),
		usd_digits(home.bill, 2),
		usd_digits(home.saving(), 2),
		percent(home.saving_ratio(), 2),
		percent(home.local_share(), 2),
	]
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
