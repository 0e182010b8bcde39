#![allow(dead_code)]
//! The standing example, read as it lies in `data/fontana17`.

use commonwatt_agents::BatterySpec;
use commonwatt_study::community::{Community, Home};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/fontana17/");

fn rows(file: &str, rows: usize) -> Vec<Vec<f64>> {
	let mut reader = csv::Reader::from_path(format!("{FOLDER}{file}")).unwrap();
	let number = |cell: &str| cell.parse().unwrap_or(0.0);
	let records = reader.records().take(rows);
	records
		.map(|record| record.unwrap().iter().map(number).collect())
		.collect()
}

/// A battery of the data set: its round trip keeps 90 %. Wear is 0.025 USD per kWh.
pub fn battery() -> BatterySpec {
	BatterySpec {
		capacity_wh: 6_400.0,
		charge_w: 5_000.0,
		discharge_w: 5_000.0,
		charge_efficiency: 0.9f64.sqrt(),
		discharge_efficiency: 0.9f64.sqrt(),
		wear: 25e6,
	}
}

/// What a home's connection carries: as the data has it, in whole kW, at least its panels' nominal power.
fn connection_w(home: usize, load: &[Vec<f64>], pv: &[Vec<f64>]) -> u32 {
	let largest = load.iter().chain(pv).map(|row| row[home]);
	let largest = largest.fold(1_000.0, f64::max);
	let nominal = rows("homes.csv", 17)[home - 1][1] as u32;
	nominal.max((largest / 1_000.0).ceil() as u32 * 1_000)
}

/// Some days of fontana17.
pub fn fontana(days: usize) -> Community {
	let n = 24 * days;
	let (load, pv) = (rows("load_wh.csv", n), rows("pv_wh.csv", n));
	let (all_load, all_pv) = (rows("load_wh.csv", 8_760), rows("pv_wh.csv", 8_760));
	let hours = rows("community.csv", n);
	let column = |table: &[Vec<f64>], at: usize| table.iter().map(|row| row[at] as u32).collect();
	Community {
		steps_per_day: 24,
		first_weekday: 0,
		// The hour that begins at 00:00 is labelled as the last of the day before.
		month: (0..n)
			.map(|row| hours[row / 24 * 24 + 12][1] as u8)
			.collect(),
		retail: hours
			.iter()
			.map(|row| (row[4] * 1e9).round() as u64)
			.collect(),
		feed_in: 50_000_000,
		carbon: hours.iter().map(|row| row[5]).collect(),
		homes: (1..=17)
			.map(|home| Home {
				name: format!("home{home}"),
				demand: column(&load, home),
				generation: column(&pv, home),
				battery: Some(battery()),
				connection_w: Some(connection_w(home, &all_load, &all_pv)),
			})
			.collect(),
	}
}
