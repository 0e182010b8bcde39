//! Following a live chain: its clock, its finalised events, the table that grows with them.

use super::foresight::Foresight;
use crate::{
	refusal::Refusal,
	rpc::{Events, Head, Rpc},
};
use anyhow::{bail, Context, Result};
use commonwatt_primitives::{signal::ALL_GREEN, Interval, PointId};
use commonwatt_runtime::{AccountId, Hash, Runtime, RuntimeEvent};
use commonwatt_simulator::{
	ledger::Ledger,
	outcome::{HomeInterval, IntervalOutcome},
	setup::COMMUNITY,
};
use frame_system::Phase;
use jsonrpsee::core::client::Subscription;
use pallet_communities::ClockState;
use std::{collections::HashSet, time::Duration};

/// A block must come within this time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Columns before the text of a line of the story.
const INDENT: usize = 16;

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
	/// Intervals that are closed.
	closed: usize,
	printed: usize,
	/// Whether there are columns for what was traded ahead.
	ahead: bool,
}

impl<'a> Live<'a> {
	/// Follows the chain from the next block to be finalised on.
	pub async fn new(rpc: &'a Rpc, ahead: bool) -> Result<Self> {
		let (number, _) = rpc.finalised().await?;
		Ok(Self {
			rpc,
			next_block: number + 1,
			closed: 0,
			printed: 0,
			ahead,
		})
	}

	/// Prints the head of the table.
	pub fn print_head(&self, intervals: u32) {
		println!(
			"\nEach of the {intervals} intervals appears when it is closed and finalised. On the right: what\n\
			 the community imported in all, what a kWh of it cost on average and its green share, which came from\n\
			 neighbours, each beside what the forecasters had said two intervals before it began.\n"
		);
		for (interval, local, columns, ahead, forecast) in [
			(
				"interval",
				"local",
				["demand", "solar", "shared", "bought", "sold", "pool price"],
				["ahead", "at"],
				["import", "said", "per kWh", "said", "green", "said"],
			),
			(
				"",
				"time",
				["kWh", "kWh", "kWh", "kWh", "kWh", "per kWh"],
				["kWh", "per kWh"],
				["kWh", "kWh", "", "", "%", "%"],
			),
		] {
			let ahead = self.ahead.then_some(ahead);
			print_line(
				interval,
				local,
				columns.map(String::from),
				ahead.map(|two| two.map(String::from)),
				forecast.map(String::from),
			);
		}
	}

	/// The last finalised block, and the events of every block finalised since. An error if one of
	/// the transactions that are `own` failed.
	pub async fn next_events(
		&mut self,
		own: &HashSet<Hash>,
	) -> Result<((u32, Hash), Vec<RuntimeEvent>)> {
		let (number, hash) = self.rpc.finalised().await?;
		let mut events = Vec::new();
		while self.next_block <= number {
			let block = self.rpc.block_hash(self.next_block).await?;
			let records = self.rpc.events(block).await?;
			if records
				.iter()
				.any(|record| failure(&record.event).is_some())
			{
				let transactions = self.rpc.transactions(block).await?;
				refuse_failures(&records, &transactions, own)?;
			}
			events.extend(records.into_iter().map(|record| record.event));
			self.next_block += 1;
		}
		Ok(((number, hash), events))
	}

	/// Takes note of an event, which the ledger has booked.
	pub fn hear(&mut self, event: &RuntimeEvent) {
		let closed = matches!(
			event,
			RuntimeEvent::EnergyMarket(pallet_energy_market::Event::IntervalClosed {
				community: COMMUNITY,
				..
			})
		);
		self.closed += usize::from(closed);
	}

	/// Prints the intervals that are closed, each once the chain has said what came of its forecast.
	pub fn print_closed(&mut self, ledger: &Ledger<'_>, foresight: &Foresight) {
		while self.printed < self.closed {
			let Some(interval) = ledger.intervals().get(self.printed) else {
				return;
			};
			if foresight.is_pending(interval.interval) {
				return;
			}
			self.print_row(interval, foresight);
			self.printed += 1;
		}
	}

	/// Whether so many intervals are printed.
	pub fn has_printed(&self, intervals: u32) -> bool {
		self.printed >= intervals as usize
	}

	fn print_row(&self, interval: &IntervalOutcome, foresight: &Foresight) {
		let sum = |wh: fn(&HomeInterval) -> u32| -> u64 {
			interval.homes.iter().map(|home| u64::from(wh(home))).sum()
		};
		let ahead = &interval.ahead;
		let traded = [
			kwh(ahead.volume_wh),
			ahead.price.map_or("-".into(), per_kwh),
		];
		let forecast = foresight.of(interval.interval).map(|(said, was)| {
			[
				kwh(was.demand),
				kwh(said.demand.median()),
				per_kwh(was.price),
				per_kwh(said.price.median()),
				percent(was.green_share),
				percent(said.green_share.median()),
			]
		});
		print_line(
			&interval.interval.to_string(),
			&local_time(interval.local_seconds),
			[
				kwh(sum(|home| home.load_wh)),
				kwh(sum(|home| home.pv_wh)),
				kwh(interval.shared_wh()),
				kwh(interval.supplied_wh()),
				kwh(interval.taken_wh()),
				per_kwh(interval.pool_price),
			],
			self.ahead.then_some(traded),
			forecast.unwrap_or(["-"; 6].map(String::from)),
		);
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

/// What failed of a transaction. All that this tool submits must succeed, and every reading count.
fn failure(event: &RuntimeEvent) -> Option<String> {
	match event {
		RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { dispatch_error, .. }) => {
			Some(format!(
				"a call failed on the chain: {}",
				Refusal::of_call(dispatch_error)
			))
		}
		RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted { refused, .. }) => {
			let (index, reason) = refused.first()?;
			Some(format!(
				"the chain refused reading {index} of a batch: {reason:?}"
			))
		}
		_ => None,
	}
}

/// An error if one of a block's `transactions` that are `own` failed. Others' may.
fn refuse_failures(records: &Events, transactions: &[Hash], own: &HashSet<Hash>) -> Result<()> {
	for record in records {
		let Phase::ApplyExtrinsic(place) = record.phase else {
			continue;
		};
		let transaction = transactions.get(place as usize);
		let is_own = transaction.is_some_and(|transaction| own.contains(transaction));
		if let Some(failure) = failure(&record.event).filter(|_| is_own) {
			bail!(failure);
		}
	}
	Ok(())
}

/// Prints a line of the story between the rows.
pub fn tell(text: &str) {
	println!("{:INDENT$}> {text}", "");
}

fn print_line(
	interval: &str,
	local: &str,
	columns: [String; 6],
	ahead: Option<[String; 2]>,
	forecast: [String; 6],
) {
	let [demand, solar, shared, bought, sold, price] = columns;
	let mut line = format!(
		"{interval:>8} {local:>6} {demand:>8} {solar:>8} {shared:>8} {bought:>8} {sold:>8} {price:>11}"
	);
	if let Some([volume, price]) = ahead {
		line.push_str(&format!(" {volume:>7} {price:>8}"));
	}
	let [taken, taken_said, price, price_said, green, green_said] = forecast;
	line.push_str(&format!(
		"  | {taken:>7} {taken_said:>7}  {price:>7} {price_said:>6}  {green:>5} {green_said:>4}"
	));
	println!("{line}");
}

fn kwh(wh: u64) -> String {
	format!("{}.{:03}", wh / 1000, wh % 1000)
}

/// A price in base units per Wh.
fn per_kwh(price: u64) -> String {
	let thousandths = price / 1_000_000;
	format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// A share in parts per million, rounded down.
fn percent(share: u64) -> String {
	(share * 100 / ALL_GREEN).to_string()
}

fn local_time(seconds: u64) -> String {
	format!("{}:00", seconds % 86_400 / 3_600)
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::reading::Refusal::UnknownPoint;
	use frame_system::EventRecord;
	use sp_keyring::Sr25519Keyring::Bob;
	use sp_runtime::DispatchError;

	const OURS: Hash = Hash::repeat_byte(1);
	const THEIRS: Hash = Hash::repeat_byte(2);

	/// What is told of a block in which the event is of the second transaction, which is `who`'s.
	fn told(event: RuntimeEvent, who: Hash) -> Option<String> {
		let record = EventRecord {
			phase: Phase::ApplyExtrinsic(1),
			event,
			topics: Vec::new(),
		};
		let result = refuse_failures(&vec![Box::new(record)], &[OURS, who], &[OURS].into());
		result.err().map(|error| error.to_string())
	}

	#[test]
	fn a_call_of_our_own_must_not_fail_and_others_may() {
		let failed = || {
			RuntimeEvent::System(frame_system::Event::ExtrinsicFailed {
				dispatch_error: DispatchError::BadOrigin,
				dispatch_info: Default::default(),
			})
		};
		assert!(told(failed(), OURS).is_some_and(|text| text.contains("BadOrigin")));
		assert_eq!(told(failed(), THEIRS), None);
	}

	#[test]
	fn every_reading_of_our_own_must_count_and_others_need_not() {
		let refused = || {
			RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted {
				community: COMMUNITY,
				who: Bob.to_account_id(),
				accepted: 0,
				refused: vec![(0, UnknownPoint)].try_into().expect("one"),
			})
		};
		assert!(told(refused(), OURS).is_some_and(|text| text.contains("reading 0")));
		assert_eq!(told(refused(), THEIRS), None);
	}
}
