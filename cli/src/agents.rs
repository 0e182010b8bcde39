//! Options that put agents on the homes' batteries and vehicles.

use crate::study::{charging::ways, community, community::Wear, vehicles::Charging};
use anyhow::{ensure, Result};
use clap::{Args, ValueEnum};
use commonwatt_simulator::data::CommunityData;
use commonwatt_study::{
	arm::{Arm, Tuning},
	community::Community,
	fleet::Control,
};

/// Who runs the homes' batteries, and their vehicles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Agent {
	/// Nobody: they stand still.
	#[default]
	None,
	/// Greedy self-consumption; vehicles charge on arrival.
	Greedy,
	/// Thresholds of the tariff and the latest local price; vehicles charge below the mean of the day's tariff,
	/// or at the last moment.
	Threshold,
	/// Plans on forecasts.
	Forecast,
}

/// Agents and what their batteries lose.
#[derive(Args, Clone, Debug)]
pub struct Agents {
	/// Who runs the batteries of homes.csv and the vehicles of --vehicles; docs/study.md explains the agents.
	#[arg(long, value_name = "AGENT", value_enum, default_value_t)]
	agents: Agent,
	#[command(flatten)]
	wear: Wear,
}

impl Agents {
	/// Whether they plan ahead, and can order what they plan.
	pub fn plan(&self) -> bool {
		self.agents == Agent::Forecast
	}

	/// How they charge vehicles; `None` if nobody does.
	pub fn charging(&self) -> Option<Charging> {
		let [greedy, threshold, forecast] = ways().map(|(_, charging)| charging);
		match self.agents {
			Agent::None => None,
			Agent::Greedy => Some(greedy),
			Agent::Threshold => Some(threshold),
			Agent::Forecast => Some(forecast),
		}
	}

	/// The community with its batteries and how they are run; `None` if they stand still. Agents need a battery
	/// to run, or vehicles.
	pub fn of(
		&self,
		data: &CommunityData,
		hours: usize,
		feed_in: u64,
		has_vehicles: bool,
	) -> Result<Option<(Community, Control)>> {
		let arm = match self.agents {
			Agent::None => {
				ensure!(
					!self.wear.is_given(),
					"--wear and --round-trip are of batteries that agents run: add --agents greedy, threshold \
					 or forecast"
				);
				return Ok(None);
			}
			Agent::Greedy => Arm::C,
			Agent::Threshold => Arm::D,
			Agent::Forecast => Arm::E,
		};
		if !has_vehicles {
			community::ensure_batteries(data)?;
		}
		let community = community::of(data, hours, feed_in, &self.wear)?;
		Ok(arm
			.control(&Tuning::default())
			.map(|control| (community, control)))
	}
}
