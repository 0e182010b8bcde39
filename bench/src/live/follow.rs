//! What the blocks brought: counted from their events, never from what was sent.

use super::{load::Kind, rpc::Rpc};
use anyhow::Result;
use commonwatt_runtime::{Hash, Moment, RuntimeEvent};
use frame_system::ConsumedWeight;
use serde::Serialize;
use std::time::Instant;

/// What happened in a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
	pub transfers: u32,
	/// Placed, however they were signed.
	pub orders: u32,
	/// Executed, each of them one of `orders`.
	pub intents: u32,
	pub intents_refused: u32,
	pub readings: u32,
	/// Of them late.
	pub late: u32,
	pub readings_refused: u32,
	/// Intervals of points settled.
	pub settlements: u32,
	pub failed: u32,
}

impl Counts {
	pub fn of<'a>(events: impl Iterator<Item = &'a RuntimeEvent>) -> Self {
		use pallet_energy_market::Event as Market;
		let mut counts = Self::default();
		for event in events {
			match event {
				RuntimeEvent::Balances(pallet_balances::Event::Transfer { .. }) => {
					counts.transfers += 1
				}
				RuntimeEvent::EnergyMarket(Market::OrderPlaced { .. }) => counts.orders += 1,
				RuntimeEvent::EnergyMarket(Market::IntentsSubmitted {
					executed, refused, ..
				}) => {
					counts.intents += executed;
					counts.intents_refused += refused.len() as u32;
				}
				RuntimeEvent::EnergyMarket(Market::Settled { .. }) => counts.settlements += 1,
				RuntimeEvent::EnergyMarket(Market::MeteredLate { .. }) => counts.late += 1,
				RuntimeEvent::Metering(pallet_metering::Event::ReadingsSubmitted {
					accepted,
					refused,
					..
				}) => {
					counts.readings += accepted;
					counts.readings_refused += refused.len() as u32;
				}
				RuntimeEvent::System(frame_system::Event::ExtrinsicFailed { .. }) => {
					counts.failed += 1
				}
				_ => (),
			}
		}
		counts
	}

	/// How many of a kind counted.
	pub fn counted(&self, kind: Kind) -> u32 {
		match kind {
			Kind::Transfers => self.transfers,
			Kind::Orders => self.orders - self.intents,
			Kind::Intents => self.intents,
			Kind::Readings => self.readings,
		}
	}

	/// How many of a kind came to an end, in a block that holds no other kind: counted or refused.
	fn done(&self, kind: Kind) -> u32 {
		self.counted(kind) + self.refused(kind)
	}

	fn refused(&self, kind: Kind) -> u32 {
		match kind {
			Kind::Transfers | Kind::Orders => self.failed,
			Kind::Intents => self.intents_refused,
			Kind::Readings => self.readings_refused,
		}
	}
}

/// A block.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
	pub number: u32,
	pub hash: Hash,
	pub timestamp: Moment,
	pub extrinsics: u32,
	/// Bytes of the extrinsics.
	pub length: u32,
	/// Charged, in picoseconds of reference time.
	pub normal_weight: u64,
	pub mandatory_weight: u64,
	pub counts: Counts,
	/// Items that the pool had taken and no block held when this one was known.
	pub waiting: u32,
	#[serde(skip)]
	pub known: Instant,
	/// Milliseconds from when it was known until it was final.
	pub finalised_after: Option<u64>,
}

/// All blocks so far.
#[derive(Default)]
pub struct Follower {
	pub blocks: Vec<Block>,
}

impl Follower {
	pub fn last(&self) -> u32 {
		self.blocks.last().map_or(0, |block| block.number)
	}

	/// Reads the best blocks up to `number`.
	pub async fn read_until(&mut self, rpc: &Rpc, number: u32) -> Result<()> {
		for next in self.last() + 1..=number {
			let known = Instant::now();
			let block = read(rpc, next, known).await?;
			self.blocks.push(block);
		}
		Ok(())
	}

	/// Marks what is final; reads anew what another block has replaced.
	pub async fn finalise(&mut self, rpc: &Rpc, until: u32) -> Result<()> {
		for block in &mut self.blocks {
			if block.number > until || block.finalised_after.is_some() {
				continue;
			}
			let after = block.known.elapsed().as_millis() as u64;
			if rpc.block_hash(block.number).await? != block.hash {
				let waiting = block.waiting;
				*block = read(rpc, block.number, block.known).await?;
				block.waiting = waiting;
			}
			block.finalised_after = Some(after);
		}
		Ok(())
	}

	/// The best block's timestamp.
	pub fn now(&self) -> Moment {
		self.blocks.last().map_or(0, |block| block.timestamp)
	}

	/// How many of a kind were refused in the blocks after `block`.
	pub fn refused_since(&self, block: u32, kind: Kind) -> u32 {
		let blocks = self.blocks.iter().filter(|one| one.number > block);
		blocks.map(|one| one.counts.refused(kind)).sum()
	}

	/// How many of a kind came to an end in the blocks after `block`.
	pub fn done_since(&self, block: u32, kind: Kind) -> u32 {
		let blocks = self.blocks.iter().filter(|one| one.number > block);
		blocks.map(|one| one.counts.done(kind)).sum()
	}
}

async fn read(rpc: &Rpc, number: u32, known: Instant) -> Result<Block> {
	let hash = rpc.block_hash(number).await?;
	let events: super::rpc::Events = rpc.value("System", "Events", hash).await?;
	let weight: ConsumedWeight = rpc.value("System", "BlockWeight", hash).await?;
	let timestamp = rpc.value("Timestamp", "Now", hash).await?;
	let extrinsics = rpc.block(hash).await?.extrinsics()?;
	let class = |class| weight.get(class).ref_time();
	Ok(Block {
		number,
		hash,
		timestamp,
		extrinsics: extrinsics.len() as u32,
		length: extrinsics.iter().map(|bytes| bytes.len() as u32).sum(),
		normal_weight: class(frame_support::dispatch::DispatchClass::Normal),
		mandatory_weight: class(frame_support::dispatch::DispatchClass::Mandatory),
		counts: Counts::of(events.iter().map(|record| &record.event)),
		waiting: 0,
		known,
		finalised_after: None,
	})
}
