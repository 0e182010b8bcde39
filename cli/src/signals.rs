//! `commonwatt signals`: who forecasts for a community, and what they say of the hours to come.

mod sheet;
#[cfg(test)]
mod tests;

use crate::{
	community::community_of,
	market_time::MarketTime,
	rpc::{Node, Rpc},
	screen::Screen,
};
use anyhow::{Context, Result};
use clap::Args;
use commonwatt_primitives::{api::SignalsView, CommunityId};
use commonwatt_runtime::{AccountId, Hash};
use jsonrpsee::rpc_params;
use sheet::Sheet;

/// Shows a community's price signals: who forecasts and how well, and what the forecasters together say
/// of the price, the demand, the solar energy and the green share of the intervals to come.
#[derive(Args)]
pub struct Signals {
	#[command(flatten)]
	node: Node,
	#[arg(long, value_name = "C", default_value_t = 0)]
	community: CommunityId,
	/// Intervals at most.
	#[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..))]
	rows: u16,
	/// The answer of the node's energy_signals as it is, see docs/rpc.md.
	#[arg(long)]
	json: bool,
}

impl Signals {
	pub async fn run(self) -> Result<()> {
		let rpc = Rpc::connect(&self.node).await?;
		let (_, block) = rpc.best().await?;
		if self.json {
			let params = rpc_params![self.community, block];
			let answer = rpc.energy("energy_signals", params).await?;
			println!("{}", serde_json::to_string_pretty(&answer)?);
			return Ok(());
		}
		let sheet = Sheet {
			community: &community_of(&rpc, self.community, block).await?,
			view: &signals_of(&rpc, self.community, block).await?,
			time: &MarketTime::at(&rpc, block).await?,
			rows: self.rows.into(),
			screen: Screen::stdout(),
		};
		print!("{sheet}");
		Ok(())
	}
}

/// What a community's forecasters say at a block.
pub async fn signals_of(
	rpc: &Rpc,
	community: CommunityId,
	block: Hash,
) -> Result<SignalsView<AccountId>> {
	let view: Option<SignalsView<AccountId>> = rpc
		.call_api_at("CommunityApi_signals", community, block)
		.await?;
	view.with_context(|| format!("there is no community {community}; they are numbered from 0"))
}
