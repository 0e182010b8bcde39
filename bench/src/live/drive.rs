//! Sending as fast as the node takes it in, with back-pressure on its pool.

use super::{
	follow::Follower,
	load::{Kind, Transaction},
	rpc::Rpc,
};
use anyhow::{ensure, Context, Result};
use commonwatt_runtime::{Header, Moment};
use futures::{stream::FuturesUnordered, StreamExt};
use jsonrpsee::core::client::Subscription;
use std::collections::BTreeMap;

/// Submissions under way at once.
const AT_ONCE: usize = 64;
/// Items that wait in the pool at least, unless all are sent.
const FEWEST_WAITING: u32 = 3_000;
/// Blocks without anything of what was sent, after which the rest is given up.
const PATIENCE_BLOCKS: u32 = 12;

/// What the pool refused, by its reason.
pub type Refused = BTreeMap<String, u32>;

/// What a kind's sending came to.
#[derive(Debug, Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
	pub kind: Option<Kind>,
	/// Items that were signed before anything was sent.
	pub signed: u32,
	/// Items that the pool took.
	pub taken: u32,
	pub refused: Refused,
	/// Items that the pool took and no block held in the end.
	pub lost: u32,
	/// Items that the chain refused.
	pub not_counted: u32,
	/// Microseconds that the node computed meanwhile.
	pub computed_micros: u64,
	/// The block before the first that could hold any, and the last that did.
	pub after: u32,
	pub until: u32,
}

/// Transactions that may be sent once the chain has come to a moment.
pub struct Release {
	/// Of the best block, ms since 1970.
	pub from: Moment,
	pub transactions: Vec<Transaction>,
}

pub struct Driver {
	pub rpc: Rpc,
	pub follower: Follower,
	heads: Subscription<Header>,
	finalised: Subscription<Header>,
}

async fn header(from: &mut Subscription<Header>) -> Result<Header> {
	let header = from.next().await.context("the node has ended")?;
	header.context("following the chain")
}

impl Driver {
	pub async fn new(rpc: Rpc) -> Result<Self> {
		Ok(Self {
			heads: rpc.heads().await?,
			finalised: rpc.finalised_heads().await?,
			rpc,
			follower: Follower::default(),
		})
	}

	/// Follows the chain for so many blocks.
	pub async fn wait(&mut self, blocks: u32) -> Result<()> {
		let until = self.follower.last() + blocks;
		while self.follower.last() < until {
			self.next_block().await?;
		}
		Ok(())
	}

	/// Waits until everything that was read is final.
	pub async fn settle_finality(&mut self) -> Result<()> {
		let wanted = self.follower.last();
		loop {
			let header = header(&mut self.finalised).await?;
			self.follower.finalise(&self.rpc, header.number).await?;
			if header.number >= wanted {
				return Ok(());
			}
		}
	}

	async fn next_block(&mut self) -> Result<()> {
		tokio::select! {
			head = header(&mut self.heads) => self.follower.read_until(&self.rpc, head?.number).await,
			head = header(&mut self.finalised) => self.follower.finalise(&self.rpc, head?.number).await,
		}
	}

	/// Sends until all is sent or `most_blocks` held some of it, then waits for the rest.
	pub async fn send(
		&mut self,
		kind: Kind,
		releases: &[Release],
		most_blocks: u32,
	) -> Result<Sent> {
		let after = self.follower.last();
		let all: Vec<_> = releases
			.iter()
			.flat_map(|release| release.transactions.iter().map(|one| (release.from, one)))
			.collect();
		let mut sent = Sent {
			kind: Some(kind),
			signed: all.iter().map(|(_, one)| one.items).sum(),
			after,
			..Default::default()
		};
		let mut next = 0;
		let mut on_the_way = 0;
		let mut submissions = FuturesUnordered::new();
		loop {
			let (blocks, largest) = self.loaded_since(after, kind);
			let done = self.follower.done_since(after, kind);
			let window = FEWEST_WAITING.max(largest.saturating_mul(5) / 2);
			let stopped = blocks >= most_blocks || next == all.len();
			while let Some((from, one)) = all.get(next).filter(|_| !stopped) {
				let waiting = (sent.taken + on_the_way).saturating_sub(done);
				if submissions.len() >= AT_ONCE || waiting >= window || self.follower.now() < *from
				{
					break;
				}
				next += 1;
				on_the_way += one.items;
				let rpc = self.rpc.clone();
				submissions.push(async move { (one.items, rpc.submit(&one.hex).await) });
			}
			let stopped = stopped && submissions.is_empty();
			if stopped && (done >= sent.taken || self.given_up(after, kind)) {
				break;
			}
			tokio::select! {
				Some((items, answer)) = submissions.next(), if !submissions.is_empty() => {
					on_the_way -= items;
					match answer? {
						Ok(_) => sent.taken += items,
						Err(reason) => *sent.refused.entry(reason).or_default() += items,
					}
					ensure!(
						sent.taken > 0 || sent.refused.values().sum::<u32>() < 1_000,
						"the pool takes nothing: {:?}", sent.refused
					);
				}
				head = header(&mut self.heads) => {
					let before = self.follower.last();
					self.follower.read_until(&self.rpc, head?.number).await?;
					let waiting = sent.taken.saturating_sub(self.follower.done_since(after, kind));
					for block in self.follower.blocks.iter_mut().filter(|block| block.number > before) {
						block.waiting = waiting;
					}
				}
				head = header(&mut self.finalised) => {
					self.follower.finalise(&self.rpc, head?.number).await?
				}
			}
		}
		sent.lost = sent
			.taken
			.saturating_sub(self.follower.done_since(after, kind));
		sent.not_counted = self.follower.refused_since(after, kind);
		sent.until = self.follower.last();
		Ok(sent)
	}

	/// How many blocks since held some of a kind, and the most that one did.
	fn loaded_since(&self, after: u32, kind: Kind) -> (u32, u32) {
		let since = self
			.follower
			.blocks
			.iter()
			.filter(|block| block.number > after);
		let counted: Vec<_> = since
			.map(|block| block.counts.counted(kind))
			.filter(|counted| *counted > 0)
			.collect();
		(
			counted.len() as u32,
			counted.iter().copied().max().unwrap_or(0),
		)
	}

	fn given_up(&self, after: u32, kind: Kind) -> bool {
		let blocks = &self.follower.blocks;
		let last = blocks
			.iter()
			.rev()
			.find(|block| block.number > after && block.counts.counted(kind) > 0)
			.map_or(after, |block| block.number);
		self.follower.last() >= last + PATIENCE_BLOCKS
	}
}
