//! Retirements that a state has no more: what leads from them to the commitment that it has.

use super::{ring_key, History};
use crate::{
	certificates::retirements::retirements_of,
	rpc::{to_hex, Rpc},
};
use anyhow::{bail, ensure, Context, Result};
use codec::Encode;
use commonwatt_primitives::{
	certificate::{Retirement, RetirementId},
	CommunityId,
};
use commonwatt_runtime::AccountId;
use pallet_certificates::RetirementRing;

/// Records that went after the one that is proved, at most: its file has all of them.
const MOST_LATER: u64 = 65_536;

pub type Statements = Vec<(RetirementId, Retirement<AccountId>)>;

/// The states of a community's retirements, block by block.
pub trait States {
	async fn ring(&self, block: u32) -> Result<RetirementRing>;
	/// Some of the retirements that a state has, from an id on; none only if there is none.
	async fn page(&self, block: u32, from: RetirementId) -> Result<Statements>;
}

/// As a node has them.
pub struct NodeStates<'a> {
	pub rpc: &'a Rpc,
	pub community: CommunityId,
}

impl States for NodeStates<'_> {
	async fn ring(&self, block: u32) -> Result<RetirementRing> {
		let hash = self.rpc.block_hash(block).await?;
		let ring = self
			.rpc
			.storage(&ring_key(self.community), Some(hash))
			.await
			.with_context(|| {
				format!(
					"reading the state of block {block}: only an archive node, started with --state-pruning \
					 archive, keeps all of them"
				)
			})?;
		Ok(ring.unwrap_or_default())
	}

	async fn page(&self, block: u32, from: RetirementId) -> Result<Statements> {
		let hash = self.rpc.block_hash(block).await?;
		let view = retirements_of(self.rpc, self.community, from, hash).await?;
		Ok(view.page)
	}
}

/// The retirements that a state has of `from..until`.
pub async fn kept_of(
	states: &impl States,
	block: u32,
	mut from: RetirementId,
	until: RetirementId,
) -> Result<Statements> {
	let mut all = Statements::new();
	while from < until {
		let page = states.page(block, from).await?;
		let Some((last, _)) = page.last() else { break };
		from = last.saturating_add(1);
		all.extend(page.into_iter().filter(|(id, _)| *id < until));
	}
	Ok(all)
}

/// The last block whose state has a retirement that is gone in `block`.
async fn last_block_with(states: &impl States, id: RetirementId, block: u32) -> Result<u32> {
	// It is kept in `low` or not there yet, and gone in `high`.
	let (mut low, mut high) = (0, block);
	while high.saturating_sub(low) > 1 {
		let middle = low.midpoint(high);
		match states.ring(middle).await?.oldest > id {
			true => high = middle,
			false => low = middle,
		}
	}
	Ok(low)
}

fn missing(id: RetirementId) -> String {
	format!("the states of this node do not lead from statement {id} on: ask another node")
}

/// What leads from `statements`, which are gone in `block`, to its commitment.
pub async fn history(
	states: &impl States,
	community: CommunityId,
	statements: Vec<RetirementId>,
	block: u32,
) -> Result<History> {
	let ring = states.ring(block).await?;
	let first = statements.first().copied().unwrap_or(ring.oldest);
	let later = ring.oldest.saturating_sub(first);
	ensure!(
		later <= MOST_LATER,
		"{later} retirements went since statement {first}, {MOST_LATER} at most can lead to it: prove it by an \
		 older block that still has it, with --at"
	);
	let start = last_block_with(states, first, block).await?;
	let start = states.ring(start).await?;
	ensure!(start.oldest <= first, "{}", missing(first));
	let mut records = Vec::new();
	let mut next = start.oldest;
	while next < ring.oldest {
		let from = last_block_with(states, next, block).await?;
		let kept = kept_of(states, from, next, ring.oldest).await?;
		let Some((last, _)) = kept.last() else {
			bail!("{}", missing(next));
		};
		next = last.saturating_add(1);
		records.extend(kept.iter().map(|(_, record)| to_hex(&record.encode())));
	}
	Ok(History {
		statements,
		storage_key: to_hex(&ring_key(community)),
		value: to_hex(&ring.encode()),
		before: start.folded.into(),
		records,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::certificates::proof::bytes;
	use codec::DecodeAll;
	use commonwatt_primitives::certificate::{Beneficiary, BundleId, Folded, Purpose};

	/// Of retirements that are kept at once.
	const KEPT: u64 = 3;
	/// Retirements of each block.
	const BLOCKS: [u64; 9] = [0, 2, 0, 1, 3, 0, 0, 2, 3];

	fn record(id: RetirementId) -> Retirement<AccountId> {
		Retirement {
			community: 0,
			bundle: BundleId {
				device: 3,
				interval: 22,
				first: id * 10,
			},
			quantity: 10 + id,
			owner: AccountId::new([1; 32]),
			beneficiary: Beneficiary::Point(5),
			purpose: Purpose::OwnUse,
			lineage: Default::default(),
			block: 0,
		}
	}

	/// A chain of [`BLOCKS`], with pages of two.
	struct Fake {
		/// States of earlier blocks are gone.
		first_state: u32,
	}

	impl States for Fake {
		async fn ring(&self, block: u32) -> Result<RetirementRing> {
			ensure!(block >= self.first_state, "no state of block {block}");
			let mut ring = RetirementRing::default();
			for _ in 0..BLOCKS[..=block as usize].iter().sum() {
				if ring.next - ring.oldest >= KEPT {
					let oldest = record(ring.oldest);
					ring.folded.fold(&(ring.oldest, &oldest), oldest.quantity);
					ring.oldest += 1;
				}
				ring.next += 1;
			}
			Ok(ring)
		}

		async fn page(&self, block: u32, from: RetirementId) -> Result<Statements> {
			let ring = self.ring(block).await?;
			let ids = from.max(ring.oldest)..ring.next;
			Ok(ids.take(2).map(|id| (id, record(id))).collect())
		}
	}

	const ALL: Fake = Fake { first_state: 0 };

	#[tokio::test]
	async fn whatever_went_leads_to_the_commitment() {
		for block in 0..BLOCKS.len() as u32 {
			let ring = ALL.ring(block).await.expect("is there");
			for id in 0..ring.oldest {
				let history = history(&ALL, 0, vec![id], block)
					.await
					.expect("leads there");
				let mut folded = Folded::from(history.before);
				assert!(folded.records <= id);
				for (next, text) in (folded.records..).zip(&history.records) {
					let value = bytes("records", text).expect("is hexadecimal");
					let found = Retirement::decode_all(&mut &value[..]).expect("is a record");
					assert_eq!(found, record(next));
					folded.fold(&(next, &found), found.quantity);
				}
				assert_eq!(folded, ring.folded, "statement {id} by block {block}");
			}
		}
	}

	#[tokio::test]
	async fn fails_when_the_node_keeps_no_such_states() {
		let pruned = Fake { first_state: 6 };
		let error = history(&pruned, 0, vec![0], 8).await;
		assert_eq!(
			error.err().expect("cannot").to_string(),
			"no state of block 4"
		);
	}

	#[tokio::test]
	async fn fails_when_too_many_went_since() {
		struct Busy;
		impl States for Busy {
			async fn ring(&self, _: u32) -> Result<RetirementRing> {
				Ok(RetirementRing {
					oldest: MOST_LATER + 8,
					..Default::default()
				})
			}
			async fn page(&self, _: u32, _: RetirementId) -> Result<Statements> {
				Ok(Statements::new())
			}
		}
		let error = history(&Busy, 0, vec![7], 60).await;
		assert_eq!(
			error.err().expect("is refused").to_string(),
			"65537 retirements went since statement 7, 65536 at most can lead to it: prove it by an older block \
			 that still has it, with --at"
		);
		let error = history(&Busy, 0, vec![8], 60).await;
		assert_eq!(
			error.err().expect("has no such state").to_string(),
			"the states of this node do not lead from statement 8 on: ask another node"
		);
	}
}
