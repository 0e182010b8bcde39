//! Asks a node for what a proof takes.

use super::{
	super::retirements::retirements_of, chain_key, hex_of, key_of, ring_key, History, Proof,
	Record, FORMAT,
};
use crate::rpc::{to_hex, Rpc};
use anyhow::{bail, ensure, Context, Result};
use codec::Encode;
use commonwatt_primitives::{
	certificate::{Beneficiary, BundleId, Retirement, RetirementId},
	CommunityId,
};
use commonwatt_runtime::{AccountId, Hash};
use pallet_certificates::RetirementRing;

/// Records that went after the one that is proved, at most: its file has all of them.
const MOST_LATER: u64 = 65_536;

/// Which retirements.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
	/// By their ids, kept or not.
	Statements(Vec<RetirementId>),
	/// Of those that are kept, all that are of this bundle and for this beneficiary.
	Kept {
		bundle: Option<BundleId>,
		beneficiary: Option<Beneficiary<AccountId>>,
	},
}

type Statements = Vec<(RetirementId, Retirement<AccountId>)>;

/// Retirements of a community that a block's state has, from an id on, below another.
async fn kept_from(
	rpc: &Rpc,
	community: CommunityId,
	mut from: RetirementId,
	until: RetirementId,
	block: Hash,
) -> Result<Statements> {
	let mut all = Statements::new();
	while from < until {
		let page = retirements_of(rpc, community, from, block).await?.page;
		let Some((last, _)) = page.last() else { break };
		from = last.saturating_add(1);
		all.extend(page.into_iter().filter(|(id, _)| *id < until));
	}
	Ok(all)
}

async fn ring_at(rpc: &Rpc, community: CommunityId, block: Hash) -> Result<RetirementRing> {
	let ring = rpc.storage(&ring_key(community), Some(block)).await?;
	Ok(ring.unwrap_or_default())
}

/// The ring by the state of an earlier block.
async fn ring_back_at(
	rpc: &Rpc,
	community: CommunityId,
	number: u32,
) -> Result<(Hash, RetirementRing)> {
	let block = rpc.block_hash(number).await?;
	let ring = ring_at(rpc, community, block).await.with_context(|| {
		format!(
			"the node has no state of block {number}: ask an archive node, started with --state-pruning archive"
		)
	})?;
	Ok((block, ring))
}

/// The last block whose state has a retirement that went by block `number`.
async fn last_block_with(
	rpc: &Rpc,
	community: CommunityId,
	id: RetirementId,
	number: u32,
) -> Result<(Hash, RetirementRing)> {
	// It is kept in `low` or not there yet, and gone in `high`.
	let (mut low, mut high) = (0, number);
	while high.saturating_sub(low) > 1 {
		let middle = low.midpoint(high);
		let (_, ring) = ring_back_at(rpc, community, middle).await?;
		match ring.oldest > id {
			true => high = middle,
			false => low = middle,
		}
	}
	ring_back_at(rpc, community, low).await
}

/// The retirements that went from `first` on, and what leads from them to the commitment of a block.
async fn history(
	rpc: &Rpc,
	community: CommunityId,
	statements: Vec<RetirementId>,
	(number, ring): (u32, &RetirementRing),
) -> Result<History> {
	let first = statements.first().copied().unwrap_or(ring.oldest);
	let later = ring.oldest.saturating_sub(first);
	ensure!(
		later <= MOST_LATER,
		"{later} retirements went since statement {first}, {MOST_LATER} at most can lead to it: prove it by an \
		 older block, with --at, that still has it"
	);
	let (mut block, start) = last_block_with(rpc, community, first, number).await?;
	let mut records = Vec::new();
	let mut next = start.oldest;
	loop {
		let page = kept_from(rpc, community, next, ring.oldest, block).await?;
		let Some((last, _)) = page.last() else {
			bail!("the states of this node do not lead to statement {first}: ask another node");
		};
		next = last.saturating_add(1);
		records.extend(page.iter().map(|(_, record)| to_hex(&record.encode())));
		if next >= ring.oldest {
			break;
		}
		(block, _) = last_block_with(rpc, community, next, number).await?;
	}
	Ok(History {
		statements,
		storage_key: to_hex(&ring_key(community)),
		value: to_hex(&ring.encode()),
		before: start.folded.into(),
		records,
	})
}

impl Selection {
	/// Those that a state has, and the ids of those that it has no more.
	async fn find(
		self,
		rpc: &Rpc,
		community: CommunityId,
		ring: &RetirementRing,
		block: Hash,
	) -> Result<(Statements, Vec<RetirementId>)> {
		match self {
			Self::Statements(mut ids) => {
				ids.sort_unstable();
				ids.dedup();
				if let Some(unknown) = ids.iter().find(|id| **id >= ring.next) {
					bail!(
						"there is no statement {unknown} of community {community} in that block, which has {} \
						 of them: a retirement of this minute is final soon",
						ring.next
					);
				}
				let (gone, kept): (Vec<_>, Vec<_>) =
					ids.into_iter().partition(|id| *id < ring.oldest);
				let mut statements = Statements::new();
				for id in kept {
					statements.extend(kept_from(rpc, community, id, id + 1, block).await?);
				}
				Ok((statements, gone))
			}
			Self::Kept {
				bundle,
				beneficiary,
			} => {
				let mut all = kept_from(rpc, community, ring.oldest, ring.next, block).await?;
				all.retain(|(_, it)| {
					bundle.is_none_or(|bundle| it.bundle == bundle)
						&& beneficiary
							.as_ref()
							.is_none_or(|whom| it.beneficiary == *whom)
				});
				ensure!(
					!all.is_empty(),
					"none of the {} retirements that community {community} keeps is so: \
					 commonwatt certificates retirements lists them",
					ring.next.saturating_sub(ring.oldest)
				);
				Ok((all, Vec::new()))
			}
		}
	}
}

impl Proof {
	/// Asks a node for the proof by the state of a block.
	pub async fn of(
		rpc: &Rpc,
		community: CommunityId,
		selection: Selection,
		(number, block): (u32, Hash),
	) -> Result<Self> {
		let ring = ring_at(rpc, community, block).await?;
		let (kept, gone) = selection.find(rpc, community, &ring, block).await?;
		let mut keys = vec![chain_key()];
		keys.extend(kept.iter().map(|(id, _)| key_of(community, *id)));
		let folded = match gone.is_empty() {
			true => None,
			false => {
				keys.push(ring_key(community));
				Some(history(rpc, community, gone, (number, &ring)).await?)
			}
		};
		let header = rpc.header(block).await?;
		let nodes = rpc.read_proof(&keys, block).await?;
		let proof = Self {
			format: FORMAT.into(),
			chain: rpc.block_hash(0).await?,
			community,
			block: number,
			block_hash: block,
			header: to_hex(&header.encode()),
			state_root: header.state_root,
			records: kept
				.iter()
				.map(|(id, record)| Record {
					statement: *id,
					storage_key: to_hex(&key_of(community, *id)),
					value: to_hex(&record.encode()),
				})
				.collect(),
			folded,
			proof: hex_of(&nodes),
		};
		// What a node says is checked before it is kept.
		proof.check()?;
		Ok(proof)
	}
}
