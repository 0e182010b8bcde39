//! A community's data as the study takes it.

use crate::units::write_price;
use anyhow::{anyhow, bail, ensure, Result};
use clap::Args;
use commonwatt_agents::BatterySpec;
use commonwatt_simulator::data::{cost_per_wh, CommunityData, HOURS_PER_DAY};
use commonwatt_study::community::{Community, Home};

/// Billionths of a kg in a kg.
const PER_KG: f64 = 1e9;

/// What batteries lose.
#[derive(Args, Clone, Debug)]
pub struct Wear {
	/// What a kWh that a battery delivers wears off, USD.
	///
	/// [default: 0.025]
	#[arg(long = "wear", value_name = "PRICE", value_parser = cost_per_wh)]
	pub per_wh: Option<u64>,
	/// What a battery gives back of what it is charged with, percent.
	///
	/// [default: 90]
	#[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(1..=100))]
	pub round_trip: Option<u8>,
}

/// Base units per Wh.
const WEAR: u64 = 25_000_000;
/// Percent.
const ROUND_TRIP: u8 = 90;

impl Wear {
	/// Whether anything of it was said.
	pub fn is_given(&self) -> bool {
		self.per_wh.is_some() || self.round_trip.is_some()
	}
}

/// Refuses a feed-in above what the supplier asks in one of the first `hours`.
pub fn ensure_feed_in(data: &CommunityData, feed_in: u64, hours: usize) -> Result<()> {
	let rows = data.hours.iter().take(hours).enumerate();
	let cheapest = rows.min_by_key(|(_, hour)| hour.retail);
	match cheapest {
		Some((row, hour)) if hour.retail < feed_in => bail!(
			"the supplier would pay {} USD per kWh for surplus and ask only {} in hour {row} of the data: choose a \
			 lower --feed-in",
			write_price(feed_in),
			write_price(hour.retail)
		),
		_ => Ok(()),
	}
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
	ensure_feed_in(data, feed_in, hours)?;
	let efficiency = (f64::from(wear.round_trip.unwrap_or(ROUND_TRIP)) / 100.0).sqrt();
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
			wear: wear.per_wh.unwrap_or(WEAR) as f64,
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
	community.check().map_err(|why| anyhow!("{why:?}"))?;
	Ok(community)
}
