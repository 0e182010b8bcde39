//! `commonwatt book`: the order book of an interval, drawn.

pub mod picture;
#[cfg(test)]
pub mod tests;

use crate::{
	community::community_of,
	market_time::{when, MarketTime, When},
	refusal::Refusal,
	rpc::{Node, Rpc},
	screen::Screen,
};
use anyhow::Result;
use clap::Args;
use commonwatt_primitives::{api::BookView, CommunityId, Interval};
use commonwatt_runtime::{Hash, ORDER_HORIZON};
use jsonrpsee::rpc_params;
use picture::Picture;

/// Draws the order book of an interval: asks and bids by price, the spread, the prices of the pool and
/// the supplier, when orders are final; once cleared, the price and the volume.
///
/// All times are of the best block. In the terminal it is as wide as that; in a pipe 80 columns, or what
/// the variable COLUMNS says, and without colours.
#[derive(Args)]
pub struct Book {
	#[command(flatten)]
	node: Node,
	#[arg(long, value_name = "C", default_value_t = 0)]
	community: CommunityId,
	/// The interval: its number, or +K for K ahead of the one in progress; the soonest that takes orders
	/// by default.
	#[arg(long, value_name = "T|+K", value_parser = when)]
	interval: Option<When>,
	/// Rows for prices at most; more prices share rows.
	#[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(5..))]
	rows: u16,
	/// The answer of the node's energy_book as it is, see docs/rpc.md.
	#[arg(long)]
	json: bool,
}

impl Book {
	pub async fn run(self) -> Result<()> {
		let rpc = Rpc::connect(&self.node).await?;
		let (_, block) = rpc.best().await?;
		let community = community_of(&rpc, self.community, block).await?;
		let time = MarketTime::at(&rpc, block).await?;
		let interval = match self.interval {
			Some(when) => when.resolve(time.in_progress())?,
			None => soonest_open(&rpc, self.community, &time, block).await?,
		};
		ensure_within_horizon(&time, interval)?;
		if self.json {
			let params = rpc_params![self.community, interval, block];
			let answer = rpc.energy("energy_book", params).await?;
			println!("{}", serde_json::to_string_pretty(&answer)?);
			return Ok(());
		}
		let book = book_of(&rpc, self.community, interval, block).await?;
		let picture = Picture {
			book: &book,
			community: &String::from_utf8_lossy(&community.name),
			time: &time,
			rows: self.rows.into(),
			screen: Screen::stdout(),
		};
		print!("{picture}");
		Ok(())
	}
}

/// Intervals further ahead take no orders, and their prices are not settled.
pub fn ensure_within_horizon(time: &MarketTime, interval: Interval) -> Result<()> {
	let last = time.in_progress().saturating_add(ORDER_HORIZON);
	if interval <= last {
		return Ok(());
	}
	let detail = format!("this is interval {interval}, the last is {last}");
	Err(Refusal::of_market("BeyondHorizon").about(detail).into())
}

/// The soonest interval whose gate is open, reckoned from the rules of the next one.
async fn soonest_open(
	rpc: &Rpc,
	community: CommunityId,
	time: &MarketTime,
	block: Hash,
) -> Result<Interval> {
	let next = time.in_progress().saturating_add(1);
	let book = book_of(rpc, community, next, block).await?;
	Ok(next.saturating_add(closed_gates(time, book.auction.gate_closure)))
}

/// Intervals from one with this gate closure on whose gates are closed.
fn closed_gates(time: &MarketTime, gate_closure: u64) -> Interval {
	match time.now.checked_sub(gate_closure) {
		Some(ago) => Interval::try_from(ago / time.interval_millis + 1).unwrap_or(Interval::MAX),
		None => 0,
	}
}

/// The book of an interval.
pub async fn book_of(
	rpc: &Rpc,
	community: CommunityId,
	interval: Interval,
	block: Hash,
) -> Result<BookView> {
	let book: Option<BookView> = rpc
		.call_api_at("CommunityApi_book", (community, interval), block)
		.await?;
	book.ok_or_else(|| {
		Refusal::of_market("NoAuction")
			.about(format!("community {community}, interval {interval}"))
			.into()
	})
}
