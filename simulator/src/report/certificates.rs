//! Where certified energy went, as plain text for a terminal.

use super::{
	format::{decimal, percent},
	table::aligned,
};
use crate::{
	certificates::{Certified, Matching, Producer},
	kpis::Ratio,
};
use commonwatt_primitives::Wh;

const COLUMNS: [&str; 8] = [
	"home, MWh",
	"exported",
	"sold ahead and delivered",
	"used by neighbours",
	"tradeable",
	"expired",
	"lapsed",
	"active",
];
const WH_PER_MWH: u64 = 1_000_000;

/// Producers with their total, and how well the community matches hour by hour. Ends with a line break.
pub fn table(certified: &Certified) -> String {
	let header = COLUMNS.map(String::from);
	let rows: Vec<_> = certified
		.producers
		.iter()
		.map(|producer| row(&producer.home, columns(producer)))
		.collect();
	let total = certified.producers.iter().map(columns).fold(
		[0; COLUMNS.len() - 1],
		|sum: [Wh; COLUMNS.len() - 1], of| std::array::from_fn(|column| sum[column] + of[column]),
	);
	let mut lines = aligned(&header, &rows, &row("all producers", total));
	lines.push(String::new());
	lines.push(score("the community", &certified.community));
	lines.push(format!(
		"green by the sums alone, hours ignored: {}",
		percent(certified.community.volumetric(), 2)
	));
	if let Some((home, matching)) = &certified.followed {
		lines.push(score(home, matching));
	}
	lines.push(String::new());
	lines.join("\n")
}

fn score(whose: &str, matching: &Matching) -> String {
	format!(
		"green in the hour in which {whose} used it: {} of {} MWh",
		percent(matching.hourly(), 2),
		mwh(matching.used)
	)
}

/// In the order of [`COLUMNS`].
fn columns(producer: &Producer) -> [Wh; COLUMNS.len() - 1] {
	let totals = &producer.totals;
	[
		producer.exported,
		producer.sold_ahead,
		producer.local,
		producer.tradeable,
		totals.expired,
		totals.lapsed,
		totals.active,
	]
}

fn row(name: &str, energy: [Wh; COLUMNS.len() - 1]) -> Vec<String> {
	let cells = energy.into_iter().map(mwh);
	[name.to_string()].into_iter().chain(cells).collect()
}

fn mwh(wh: Wh) -> String {
	decimal(Ratio::new(wh, WH_PER_MWH), 3)
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::certificate::DeviceTotals;

	#[test]
	fn producers_their_sum_and_the_scores() {
		let producer = |home: &str, local| Producer {
			home: home.into(),
			exported: 2_000_000,
			sold_ahead: 100_000,
			local,
			tradeable: 1_900_000 - local,
			totals: DeviceTotals {
				expired: 500_000,
				active: 1_400_000 - local,
				..Default::default()
			},
		};
		let text = table(&Certified {
			producers: vec![producer("home1", 300_000), producer("home2", 0)],
			followed: None,
			community: Matching {
				used: 5_000_000,
				green_used: 500_000,
				exported: 4_000_000,
			},
		});
		let row = |name: &str| {
			let line = text.lines().find(|line| line.starts_with(name));
			line.expect("is there")
				.split_whitespace()
				.collect::<Vec<_>>()
		};
		assert_eq!(
			row("home1")[1..],
			["2.000", "0.100", "0.300", "1.600", "0.500", "0.000", "1.100"]
		);
		assert_eq!(
			row("all producers")[2..],
			["4.000", "0.200", "0.300", "3.500", "1.000", "0.000", "2.500"]
		);
		assert!(text.contains("the community used it: 10.00 % of 5.000 MWh"));
		assert!(text.contains("green by the sums alone, hours ignored: 80.00 %"));
	}
}
