//! `commonwatt play`: a community's day against a live node.

mod gateway;
mod live;

use crate::rpc::{Node, Rpc};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use commonwatt_primitives::{api::Quote, Interval};
use commonwatt_runtime::Runtime;
use commonwatt_simulator::{
	conservation,
	data::CommunityData,
	kpis::Kpis,
	ledger::Ledger,
	outcome::Outcome,
	report,
	setup::{self, COMMUNITY},
};
use gateway::{Funds, Gateway};
use live::Live;
use std::path::PathBuf;

/// Plays a community against a live node: registers its homes, delivers readings signed by their
/// meters as each interval ends, and shows what the chain settles. Ends with the bills and a check of
/// all books at one finalised block; the exit code says whether it holds.
///
/// The node must be a development chain with this data's tariff: `commonwatt-node --dev` for
/// data/fontana17, `commonwatt chain-spec` for any other.
#[derive(Args)]
pub struct Play {
	/// The community's folder; docs/data-format.md is the format.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	#[command(flatten)]
	node: Node,
	/// Intervals to play: hours of the data.
	#[arg(long, default_value_t = 24)]
	hours: u32,
	/// Where bills.csv, intervals.csv and report.html go.
	#[arg(long, value_name = "FOLDER", default_value = "out")]
	out: PathBuf,
}

impl Play {
	pub async fn run(self) -> Result<()> {
		ensure!(self.hours > 0, "--hours must be at least 1");
		let data = CommunityData::load(&self.data)?;
		let rpc = Rpc::connect(&self.node).await?;
		let mut heads = rpc.new_heads().await?;
		let mut clock = live::wait_for_clock(&rpc, &mut heads).await?;
		let first_hour = first_hour(&data, &rpc, clock.local_epoch_seconds).await?;

		if clock.ended > 0 || rpc.best_number().await? > 1 {
			// Late in an interval, registering its points would miss it: begin with a fresh one.
			clock = live::next_interval(&rpc, &mut heads, clock.ended).await?;
		}

		let rows = (0..self.hours as usize)
			.map(|offset| (first_hour + clock.ended as usize + offset) % data.hours.len());
		let funds = Funds {
			home: setup::home_credit(&data, rows.clone()),
			supplier: setup::supplier_credit(&data, rows),
		};
		let mut gateway = Gateway::open(&rpc, &data, clock.ended, funds).await?;
		let first = gateway.first_interval();
		let rows_left = data.hours.len().saturating_sub(first_hour + first as usize);
		ensure!(
			self.hours as usize <= rows_left,
			"--hours {}: {rows_left} rows of the data are left on this chain",
			self.hours
		);
		check_tariff(&rpc, &data, first_hour, first, self.hours).await?;
		gateway.begin().await?;
		println!(
			"{}: {} homes, hours of the data: {}, from interval {first} on, at {}",
			data.name,
			data.homes.len(),
			self.hours,
			self.node.url
		);

		let mut ledger = Ledger::new(
			&data,
			COMMUNITY,
			gateway.first_point(),
			first,
			(first_hour + first as usize) % data.hours.len(),
		);
		let mut live = Live::new(&rpc, self.hours).await?;
		let last = first + self.hours;
		let mut next = first;
		loop {
			while next < last && next < clock.ended {
				let quote = quote(&rpc, next).await?;
				ledger.open(next, quote.prices);
				gateway.deliver(next, ledger.hour(next)).await?;
				next += 1;
			}
			let finalised = live.follow(&mut ledger).await?;
			if next == last && live.settled(finalised, gateway.points(), last).await? {
				return self
					.finish(&rpc, &gateway, ledger.finish(), finalised)
					.await;
			}
			clock = live::next_clock(&rpc, &mut heads).await?;
		}
	}

	/// Bills, files, and the check of all books at one finalised block.
	async fn finish(
		&self,
		rpc: &Rpc,
		gateway: &Gateway<'_>,
		outcome: Outcome,
		(number, hash): (u32, commonwatt_runtime::Hash),
	) -> Result<()> {
		let kpis = Kpis::of(&outcome);
		let files = report::write_all(&self.out, &outcome, &kpis)
			.with_context(|| format!("writing the report to {}", self.out.display()))?;
		println!("\n{}", report::table::table(&kpis));
		for file in [&files.page, &files.bills, &files.intervals] {
			println!("wrote {}", file.display());
		}

		println!("\nAt finalised block {number}, {hash:?}, from storage alone:");
		let snapshot = rpc.snapshot(hash, &conservation::prefixes()).await?;
		crate::check::report(&conservation::check(snapshot))?;
		gateway.reconcile(&outcome, hash).await
	}
}

/// The row of the data that the chain's interval 0 is.
async fn first_hour(data: &CommunityData, rpc: &Rpc, local_epoch: u64) -> Result<usize> {
	let key = pallet_communities::Parameters::<Runtime>::hashed_key();
	let time: pallet_communities::TimeParameters = rpc
		.storage(&key, None)
		.await?
		.context("the chain has no time parameters")?;
	ensure!(
		time.interval_seconds == 3_600,
		"an interval of this chain is {} s, the data is hourly: use commonwatt chain-spec",
		time.interval_seconds
	);
	let row = local_epoch
		.checked_sub(data.local_epoch_seconds)
		.filter(|seconds| seconds % 3_600 == 0)
		.map(|seconds| (seconds / 3_600) as usize)
		.filter(|row| *row < data.hours.len());
	row.context(
		"the chain's calendar does not begin within the data: start it with commonwatt chain-spec",
	)
}

/// Every interval's price on the chain must be the data's.
async fn check_tariff(
	rpc: &Rpc,
	data: &CommunityData,
	first_hour: usize,
	first: Interval,
	hours: u32,
) -> Result<()> {
	for interval in first..first + hours {
		let row = (first_hour + interval as usize) % data.hours.len();
		let expected = data.hours[row].retail;
		let found = quote(rpc, interval).await?.prices.retail;
		if found != expected {
			bail!(
				"retail of interval {interval} is {found} base units per Wh on the chain, {expected} \
				 in the data: start the node with commonwatt chain-spec --data"
			);
		}
	}
	Ok(())
}

async fn quote(rpc: &Rpc, interval: Interval) -> Result<Quote> {
	rpc.call_api::<Option<Quote>>("CommunityApi_quote", (COMMUNITY, interval))
		.await?
		.with_context(|| format!("the chain has no community {COMMUNITY}"))
}
