//! Each home's bill without and with sharing: a table whose middle column is drawn.

use super::svg::{escape, Axis};
use crate::{
	kpis::{HomeKpis, Kpis},
	report::format::{percent, usd},
};

/// Heading, legend and table.
pub fn section(kpis: &Kpis) -> String {
	let axis = Axis::over(
		kpis.homes
			.iter()
			.flat_map(|home| [home.no_market_bill as f64, home.bill as f64]),
	);
	let rows: String = kpis.homes.iter().map(|home| row(home, axis)).collect();
	let total = &kpis.total;
	format!(
		r#"<section>
<h2>Each home's bill, without and with sharing</h2>
<p class="note">{note}</p>
<ul class="legend"><li><i class="without"></i>without sharing</li><li><i class="with"></i>with sharing</li></ul>
<table class="bills">
<thead><tr><th scope="col">Home</th><th class="bar"><span class="hidden">Bill, drawn</span></th><th scope="col" class="wide">Without</th><th scope="col" class="wide">With</th><th scope="col">Saved</th></tr></thead>
<tbody>
{rows}</tbody>
<tfoot><tr><th scope="row" colspan="2">All homes</th><td class="wide">{without}</td><td class="wide">{with}</td><td>{saved}</td></tr></tfoot>
</table>
</section>"#,
		note = note(kpis),
		without = usd(total.no_market_bill, 2),
		with = usd(total.bill, 2),
		saved = saved(total),
	)
}

/// The range of the homes' savings.
fn note(kpis: &Kpis) -> String {
	let least = kpis.homes.iter().min_by_key(|home| home.saving());
	let most = kpis.homes.iter().max_by_key(|home| home.saving());
	let (Some(least), Some(most)) = (least, most) else {
		return String::new();
	};
	let said = |home: &HomeKpis| {
		let share = share(home).map_or_else(String::new, |share| format!(" ({share})"));
		format!("{}, {}{share}", escape(&home.name), usd(home.saving(), 0))
	};
	format!(
		"Homes whose panels are busy when others need power, or that need power when others have it \
		 to spare, gain most. The smallest saving: {}. The largest: {}.",
		said(least),
		said(most)
	)
}

/// The saving in percent, where the bill without sharing is a cost.
fn share(home: &HomeKpis) -> Option<String> {
	(home.no_market_bill > 0).then(|| percent(home.saving_ratio(), 1))
}

fn saved(home: &HomeKpis) -> String {
	let share = share(home).unwrap_or_default();
	let share = format!("<small>{share}</small>");
	format!("{}{share}", usd(home.saving(), 2))
}

fn row(home: &HomeKpis, axis: Axis) -> String {
	let zero = axis.along(0.0);
	let bar = |class: &str, y: u32, units: i128| {
		let end = axis.along(units as f64);
		format!(
			"<rect class=\"{class}\" x=\"{x:.2}%\" y=\"{y}\" width=\"{width:.2}%\" height=\"10\"/>",
			x = zero.min(end),
			width = (end - zero).abs()
		)
	};
	let (without, with) = (usd(home.no_market_bill, 2), usd(home.bill, 2));
	format!(
		"<tr><th scope=\"row\">{name}</th><td class=\"bar\"><svg height=\"26\" role=\"img\" aria-label=\"{without} without sharing, {with} with sharing\"><title>{without} without sharing, {with} with sharing</title>{first}{second}<line class=\"zero\" x1=\"{zero:.2}%\" x2=\"{zero:.2}%\" y1=\"0\" y2=\"26\"/></svg></td><td class=\"wide\">{without}</td><td class=\"wide\">{with}</td><td>{saved}</td></tr>\n",
		name = escape(&home.name),
		first = bar("without", 2, home.no_market_bill),
		second = bar("with", 14, home.bill),
		saved = saved(home),
	)
}
