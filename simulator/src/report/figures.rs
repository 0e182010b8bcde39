//! The key figures as people read them: a name, a value, what it means.

use super::format::{count, energy, interval_noun, percent, price, usd};
use crate::kpis::Kpis;

/// One figure.
pub struct Figure {
	pub name: String,
	pub value: String,
	/// Plain language, one or two sentences.
	pub meaning: String,
}

fn figure(name: &str, value: String, meaning: &str) -> Figure {
	Figure {
		name: name.into(),
		value,
		meaning: meaning.into(),
	}
}

/// The figures, in the order to read them; percentages with this many decimals.
pub fn figures(kpis: &Kpis, places: u32) -> Vec<Figure> {
	let groups = [
		money(kpis, places),
		energy_flows(kpis, places),
		supplier(kpis),
		ahead(kpis),
		unserved(kpis),
	];
	groups.into_iter().flatten().collect()
}

fn money(kpis: &Kpis, places: u32) -> Vec<Figure> {
	let total = &kpis.total;
	let interval = interval_noun(kpis.interval_seconds);
	let bills = kpis.intervals.saturating_mul(kpis.homes.len() as u64);
	vec![
		figure(
			"Bills without sharing",
			usd(total.no_market_bill, 2),
			"What all homes together pay if each deals with the supplier alone.",
		),
		figure(
			"Bills with sharing",
			usd(total.bill, 2),
			"What they pay when neighbours first sell to each other.",
		),
		figure(
			"Saved",
			format!("{} ({})", usd(total.saving(), 2), percent(total.saving_ratio(), places)),
			"The difference. It is money that stays with the homes instead of going to the supplier.",
		),
		Figure {
			name: format!("Times a home paid more in an {interval}").replace("an q", "a q"),
			value: format!("{} of {}", count(total.worse_off), count(bills)),
			meaning: format!(
				"Every home's bill of every {interval} was compared with what the supplier alone \
				 would have charged."
			),
		},
	]
}

fn energy_flows(kpis: &Kpis, places: u32) -> Vec<Figure> {
	vec![
		figure(
			"Demand",
			energy(kpis.total.load_wh),
			"All the electricity that the homes used.",
		),
		figure(
			"Generation",
			energy(kpis.total.pv_wh),
			"All the electricity that the homes' own panels made.",
		),
		figure(
			"Shared",
			energy(kpis.shared_wh),
			"What neighbours supplied to each other: one home's surplus that another used in the same interval.",
		),
		figure(
			"Green share",
			percent(kpis.green_share(), places),
			"Of everything that the homes bought, the part that came from neighbours.",
		),
		figure(
			"Self-consumption",
			percent(kpis.self_consumption(), places),
			"Of everything that the panels made, the part used in the community, at home or next door.",
		),
		figure(
			"Self-sufficiency",
			percent(kpis.self_sufficiency(), places),
			"Of everything that the homes used, the part that the community's own panels supplied.",
		),
		figure(
			"Neighbours' price",
			price(kpis.mean_price()),
			"What neighbours paid each other on average, weighted by energy.",
		),
		figure(
			"Supplier's prices for the same energy",
			format!(
				"sells at {}, buys at {}",
				price(kpis.mean_retail()),
				price(kpis.mean_feed_in())
			),
			"What the supplier would have charged the buyers and paid the sellers for it.",
		),
	]
}

fn supplier(kpis: &Kpis) -> Vec<Figure> {
	let supplier = &kpis.supplier;
	vec![
		figure(
			"Bought from the supplier",
			format!("{} for {}", energy(supplier.sold_wh), usd(supplier.income, 2)),
			"The demand that no panel in the community could meet at that time.",
		),
		figure(
			"Sold to the supplier",
			format!("{} for {}", energy(supplier.bought_wh), usd(supplier.payments, 2)),
			"The surplus that nobody in the community could use at that time.",
		),
		figure(
			"Treasury's income",
			usd(kpis.treasury_income, 2),
			"What the community's own fees brought to its common fund.",
		),
		figure(
			"Not accounted for",
			usd(kpis.unaccounted(), 2),
			"All bills, less what the supplier kept, less the treasury's income: nothing may be left \
			 over.",
		),
	]
}

/// Nothing unless somebody ordered.
fn ahead(kpis: &Kpis) -> Vec<Figure> {
	let ahead = &kpis.ahead;
	if !ahead.is_used() {
		return Vec::new();
	}
	let total = &kpis.total;
	vec![
		figure(
			"Traded ahead",
			format!("{} at {}", energy(ahead.volume_wh), price(ahead.mean_price())),
			"What homes bought from each other before the interval began, by orders: each Wh is bought by one \
			 and sold by another.",
		),
		figure(
			"Met in the pool",
			energy(kpis.pool_wh),
			"What was left when the meters were read: need without an order, and what had been traded \
			 ahead and was not needed or not made.",
		),
		figure(
			"Orders",
			format!("{}; {} refused", count(ahead.orders), count(ahead.refused)),
			"Orders that took part in an auction, and those refused because the home's credit did not \
			 cover them.",
		),
		figure(
			"Rationed orders",
			count(ahead.rationed),
			"Orders at the auction's price of which only a part was filled, because more was offered \
			 there than taken.",
		),
		figure(
			"Not delivered",
			format!(
				"{} of {} bought and sold, charged {}",
				energy(total.undelivered_wh),
				energy(total.bought_wh.saturating_add(total.sold_wh)),
				usd(total.undelivered_charge, 2)
			),
			"Bought ahead and not taken, or sold ahead and not made. Beyond a tolerance it costs a \
			 charge, which the treasury gets.",
		),
	]
}

/// Nothing unless a home was disconnected.
fn unserved(kpis: &Kpis) -> Vec<Figure> {
	let unserved = kpis.total.unserved_wh;
	let name = "Demand not served";
	let meaning = "What disconnected homes would have used: their credit was gone.";
	(unserved > 0)
		.then(|| figure(name, energy(unserved), meaning))
		.into_iter()
		.collect()
}
