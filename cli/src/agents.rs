//! Options that put agents on the homes' batteries.

use crate::study::{community, community::Wear};
use anyhow::Result;
use clap::{Args, ValueEnum};
use commonwatt_simulator::data::CommunityData;
use commonwatt_study::{
	arm::{Arm, Tuning},
	community::Community,
	fleet::Control,
};

/// Who runs the homes' batteries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Agent {
	/// Nobody: they stand still.
	#[default]
	None,
	/// Greedy self-consumption.
	Greedy,
	/// Thresholds of the tariff and the latest local price.
	Threshold,
	/// Plans on forecasts.
	Forecast,
}

/// Agents and what their batteries lose.
#[derive(Args, Clone, Debug)]
pub struct Agents {
	/// Who runs the batteries of homes.csv; docs/study.md explains the agents.
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

	/// The community with its batteries and how they are run; `None` if they stand still.
	pub fn of(
		&self,
		data: &CommunityData,
		hours: usize,
		feed_in: u64,
	) -> Result<Option<(Community, Control)>> {
		let arm = match self.agents {
			Agent::None => return Ok(None),
			Agent::Greedy => Arm::C,
			Agent::Threshold => Arm::D,
			Agent::Forecast => Arm::E,
		};
		let community = community::of(data, hours, feed_in, &self.wear)?;
		Ok(arm
			.control(&Tuning::default())
			.map(|control| (community, control)))
	}
}
