//! A community's data as the study takes it.

use anyhow::{bail, ensure, Result};
use clap::Args;
use commonwatt_agents::BatterySpec;
use commonwatt_simulator::data::{cost_per_wh, CommunityData, HOURS_PER_DAY};
use commonwatt_study::community::{BadCommunity, Community, Home};

/// Billionths of a kg in a kg.
const PER_KG: f64 = 1e9;

/// What batteries lose.
#[derive(Args, Clone, Debug)]
pub struct Wear {
	/// What a kWh that a battery delivers wears off, USD.
	#[arg(long = "wear", value_name = "PRICE", default_value = "0.025", value_parser = cost_per_wh)]
	pub per_wh: u64,
	/// What a battery gives back of what it is charged with, percent.
	#[arg(long, value_name = "PERCENT", default_value_t = 90, value_parser = clap::value_parser!(u8).range(1..=100))]
	pub round_trip: u8,
}

/// Refuses a community in which agents would have no battery to run.
pub fn ensure_batteries(data: &CommunityData) -> Result<()> {
	ensure!(
		data.homes.iter().any(|home| home.battery.is_some()),
		"no home has a battery: add battery_wh and battery_w to homes.csv (docs/data-format.md)"
	);
	Ok(())
}

/// The first `hours` of the data, with its batteries; without a carbon intensity it is 0.
pub fn of(data: &CommunityData, hours: usize, feed_in: u64, wear: &Wear) -> Result<Community> {
	// Lost in equal parts on the way in and out.
	let efficiency = (f64::from(wear.round_trip) / 100.0).sqrt();
	let column =
		|table: &[Vec<u32>], home: usize| table[..hours].iter().map(|row| row[home]).collect();
	let homes = data.homes.iter().enumerate().map(|(index, home)| Home {
		name: home.name.clone(),
		demand: column(&data.load_wh, index),
		generation: column(&data.pv_wh, index),
		battery: home.battery.map(|battery| BatterySpec {
			capacity_wh: battery.capacity_wh.into(),
			charge_w: battery.power_w.into(),
			discharge_w: battery.power_w.into(),
			charge_efficiency: efficiency,
			discharge_efficiency: efficiency,
			wear: wear.per_wh as f64,
		}),
		connection_w: Some(data.capacity_w(index)),
	});
	let rows = &data.hours[..hours];
	let community = Community {
		steps_per_day: HOURS_PER_DAY as u16,
		first_weekday: rows.first().map_or(0, |row| row.day_type - 1),
		month: rows.iter().map(|row| row.month).collect(),
		retail: rows.iter().map(|row| row.retail).collect(),
		feed_in,
		carbon: match data.carbon.get(..hours) {
			Some(carbon) => carbon
				.iter()
				.map(|carbon| *carbon as f64 / PER_KG)
				.collect(),
			None => vec![0.0; hours],
		},
		homes: homes.collect(),
	};
	match community.check() {
		Ok(()) => Ok(community),
		Err(BadCommunity::FeedInAboveRetail(row)) => bail!(
			"the supplier would pay more for surplus than it asks in row {row}: choose a lower --feed-in"
		),
		Err(other) => bail!("{other:?}"),
	}
}
