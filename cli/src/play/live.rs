//! Following a live chain: its clock, its finalised events, the table that grows with them.

use crate::rpc::{Head, Rpc};
use anyhow::{bail, Context, Result};
use commonwatt_primitives::{Interval, PointId};
use commonwatt_runtime::{AccountId, Hash, Runtime, RuntimeEvent};
use commonwatt_simulator::{ledger::Ledger, outcome::IntervalOutcome, setup::COMMUNITY};
use jsonrpsee::core::client::Subscription;
use pallet_communities::ClockState;
use std::time::Duration;

/// A block must come within this time.
const PATIENCE: Duration = Duration::from_secs(60);

type Events = Vec<Box<frame_system::EventRecord<RuntimeEvent, Hash>>>;

async fn clock(rpc: &Rpc) -> Result<Option<ClockState<Runtime>>> {
	rpc.storage(&pallet_communities::Clock::<Runtime>::hashed_key(), None)
		.await
}

/// The market's clock, as soon as the chain has a block.
pub async fn wait_for_clock(
	rpc: &Rpc,
	heads: &mut Subscription<Head>,
) -> Result<ClockState<Runtime>> {
	match clock(rpc).await? {
		Some(clock) => Ok(clock),
		None => next_clock(rpc, heads).await,
	}
}

/// The market's clock after the next block.
pub async fn next_clock(rpc: &Rpc, heads: &mut Subscription<Head>) -> Result<ClockState<Runtime>> {
	loop {
		let head = tokio::time::timeout(PATIENCE, heads.next())
			.await
			.context("the node has made no block for a minute: look at its log")?;
		head.context("the node closed the connection")??;
		if let Some(clock) = clock(rpc).await? {
			return Ok(clock);
		}
	}
}

/// The market's clock once the interval in progress is over.
pub async fn next_interval(
	rpc: &Rpc,
	heads: &mut Subscription<Head>,
	in_progress: Interval,
) -> Result<ClockState<Runtime>> {
	loop {
		let clock = next_clock(rpc, heads).await?;
		if clock.ended > in_progress {
			return Ok(clock);
		}
	}
}

/// Reads finalised blocks and prints each interval that closes.
pub struct Live<'a> {
	rpc: &'a Rpc,
	next_block: u32,
	printed: usize,
}

impl<'a> Live<'a> {
	pub async fn new(rpc: &'a Rpc, intervals: u32) -> Result<Self> {
		let (number, _) = rpc.finalised().await?;
		println!("\nEach of the {intervals} intervals appears when it is closed and finalised.\n");
		println!(
			"{:>8} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10} {:>12}",
			"interval", "local", "demand", "solar", "shared", "bought", "sold", "pool price"
		);
		println!(
			"{:>8} {:>6} {:>10} {:>10} {:>10} {:>10} {:>10} {:>12}",
			"", "time", "kWh", "kWh", "kWh", "kWh", "kWh", "per kWh"
		);
		Ok(Self {
			rpc,
			next_block: number + 1,
			printed: 0,
		})
	}

	/// Books the events of every block finalised since; the last of them.
	pub async fn follow(&mut self, ledger: &mut Ledger<'_>) -> Result<(u32, Hash)> {
		let (number, hash) = self.rpc.finalised().await?;
		while self.next_block <= number {
			let block = self.rpc.block_hash(self.next_block).await?;
			let key = frame_support::storage::storage_prefix(b"System", b"Events");
			let events: Events = self
				.rpc
				.storage(&key, Some(block))
				.await?
				.unwrap_or_default();
			for record in events {
				refuse_failures(&record.event)?;
				ledger.apply(&record.event);
				if let RuntimeEvent::EnergyMarket(pallet_energy_market::Event::IntervalClosed {
					community: COMMUNITY,
					..
				}) = record.event
				{
					if let Some(interval) = ledger.intervals().get(self.printed) {
						print_row(interval);
						self.printed += 1;
					}
				}
			}
			self.next_block += 1;
		}
		Ok((number, hash))
	}

	/// Whether every interval below `until` was read, is closed and settled in a finalised block.
	pub async fn settled(
		&self,
		(_, hash): (u32, Hash),
		points: std::ops::Range<PointId>,
		until: Interval,
	) -> Result<bool> {
		for point in points {
			let key = pallet_metering::Meters::<Runtime>::hashed_key_for(point);
			let meter: Option<pallet_metering::Meter<AccountId>> =
				self.rpc.storage(&key, Some(hash)).await?;
			if meter.is_none_or(|meter| meter.next < until) {
				return Ok(false);
			}
		}
		let key = pallet_energy_market::Markets::<Runtime>::hashed_key_for(COMMUNITY);
		let market: Option<pallet_energy_market::MarketState> =
			self.rpc.storage(&key, Some(hash)).await?;
		Ok(market.is_some_and(|market| market.closed_until >= until && market.unsettled == 0))
	}
}

/// Everything this tool submits must succeed, and every reading count.
fn refuse_failures(event: &RuntimeEvent) -> Result<()> {
	match event {
		RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
			bail!("a call failed on the chain: {dispatch_error:?}")
		}
		RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted { refused, .. }) => {
			if let Some((index, reason)) = refused.first() {
				bail!("the chain refused reading {index} of a batch: {reason:?}");
			}
			Ok(())
		}
		_ => Ok(()),
	}
}

fn print_row(interval: &IntervalOutcome) {
	let kwh = |wh: u64| format!("{}.{:03}", wh / 1000, wh % 1000);
	let demand = interval
		.homes
		.iter()
		.map(|home| u64::from(home.load_wh))
		.sum();
	let solar = interval
		.homes
		.iter()
		.map(|home| u64::from(home.pv_wh))
		.sum();
	let per_kwh = interval.pool_price / 1_000_000;
	println!(
		"{:>8} {:>3}:00 {:>10} {:>10} {:>10} {:>10} {:>10} {:>12}",
		interval.interval,
		interval.local_seconds % 86_400 / 3_600,
		kwh(demand),
		kwh(solar),
		kwh(interval.matched_wh),
		kwh(interval.short_wh - interval.matched_wh),
		kwh(interval.long_wh - interval.matched_wh),
		format!("{}.{:03}", per_kwh / 1000, per_kwh % 1000),
	);
}
