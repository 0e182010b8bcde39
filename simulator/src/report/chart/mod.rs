//! The report as one HTML page: drawings in inline SVG, styles inside, no script, nothing loaded.
//!
//! The drawings are written by hand, with positions in percent: they fill the screen's width while
//! their text keeps its size, so that a phone shows the same page.

mod ahead;
mod average_day;
mod bills;
mod months;
mod svg;

use super::{
	figures::figures,
	format::{counted, energy, interval_noun, percent, price, usd},
	headline,
};
use crate::{
	kpis::{Kpis, Ratio},
	outcome::Outcome,
};
use svg::escape;

/// A whole HTML document.
pub fn page(outcome: &Outcome, kpis: &Kpis) -> String {
	let page = format!(
		r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{community}: what sharing changed</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<p class="eyebrow">{community} · {homes} · {days} · Commonwatt replay</p>
<h1>{headline}</h1>
<p class="lead">{lead}</p>
</header>
{tiles}
{bills}
{average_day}
{ahead}{months}
{figures}
<footer>
<p>Both bills come from the same readings of the same meters, {interval} by {interval}; only who
sells to whom differs. They hold the price of energy alone, without monthly fixed charges. Every
amount was computed in exact integers and rounded once, for this page.</p>
</footer>
</main>
</body>
</html>
"#,
		style = include_str!("style.css"),
		community = escape(&kpis.community),
		homes = counted(kpis.homes.len() as u64, "home"),
		days = counted(kpis.days, "day"),
		headline = escape(&headline(kpis)),
		lead = lead(kpis),
		tiles = tiles(kpis),
		bills = bills::section(kpis),
		average_day = average_day::section(outcome, kpis),
		ahead = ahead::section(outcome, kpis),
		months = months::section(outcome),
		figures = figures_section(kpis),
		interval = interval_noun(kpis.interval_seconds),
	);
	// A number and its sign stay on one line.
	page.replace(" %", "\u{a0}%")
}

/// Where the saving comes from.
fn lead(kpis: &Kpis) -> String {
	if kpis.shared_wh == 0 {
		return "No surplus met a neighbour's demand in these days, so every bill is what the \
		        supplier alone would have charged."
			.into();
	}
	format!(
		"When one home had solar power to spare and another needed some, they traded it: {energy} at \
		 {pool} on average. Without sharing, the seller gets {feed_in} from the supplier for it and \
		 the buyer pays the supplier {retail}.",
		energy = energy(kpis.shared_wh),
		pool = price(kpis.mean_price()),
		feed_in = price(kpis.mean_feed_in()).replace(" per kWh", ""),
		retail = price(kpis.mean_retail()).replace(" per kWh", ""),
	)
}

fn tiles(kpis: &Kpis) -> String {
	let total = &kpis.total;
	let saved = if total.saving() < 0 {
		"Cost more"
	} else {
		"Saved"
	};
	let saving = total.saving().saturating_abs();
	let share = Ratio::new(saving, total.saving_ratio().denominator);
	let tiles: String = [
		(
			"Bills without sharing",
			usd(total.no_market_bill, 2),
			"each home alone with the supplier".into(),
		),
		(
			"Bills with sharing",
			usd(total.bill, 2),
			"neighbours first, then the supplier".into(),
		),
		(
			saved,
			usd(saving, 2),
			format!("{} of the bills", percent(share, 1)),
		),
		(
			"From neighbours",
			energy(kpis.shared_wh),
			format!(
				"{} of what the homes bought",
				percent(kpis.green_share(), 1)
			),
		),
	]
	.into_iter()
	.map(|(name, value, note): (&str, String, String)| {
		format!("<div class=\"tile\"><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>\n")
	})
	.collect();
	format!("<dl class=\"tiles\">\n{tiles}</dl>")
}

fn figures_section(kpis: &Kpis) -> String {
	let rows: String = figures(kpis, 1)
		.into_iter()
		.map(|figure| {
			format!(
				"<tr><th scope=\"row\">{}<small>{}</small></th><td>{}</td></tr>\n",
				escape(&figure.name),
				escape(&figure.meaning),
				escape(&figure.value)
			)
		})
		.collect();
	format!(
		"<section>\n<h2>The figures in plain words</h2>\n<table class=\"figures\">\n<tbody>\n{rows}</tbody>\n</table>\n</section>"
	)
}
