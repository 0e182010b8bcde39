//! Retirements with the proof that a block's state holds them, in a file that anyone can check without a
//! node.

mod check;
mod collect;
mod history;
#[cfg(test)]
mod tests;

use super::retirements::{table_of, Statement};
use crate::{
	files,
	rpc::{to_hex, Rpc},
	units::write_wh,
};
use anyhow::{ensure, Context, Result};
pub use check::Proven;
pub use collect::Selection;
use commonwatt_primitives::{
	certificate::{Folded, RetirementId},
	CommunityId, Wh,
};
use commonwatt_runtime::{Hash, Runtime};
use serde::{Deserialize, Serialize};
use std::{io::Write, path::Path};

const FORMAT: &str = "commonwatt/retirement/2";

/// What the file holds. Bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
	format: String,
	/// The hash of the chain's first block: the value of [`chain_key`].
	chain: Hash,
	community: CommunityId,
	block: u32,
	block_hash: Hash,
	/// SCALE-encoded; its blake2-256 is the block's hash.
	header: String,
	/// Of the header.
	state_root: Hash,
	/// Retirements that are kept, in order of their ids.
	records: Vec<Record>,
	/// Those that went; `None` if all are kept.
	folded: Option<History>,
	/// Nodes of the state's trie, from its root to the values of all keys.
	proof: Vec<String>,
}

/// A retirement that the state has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Record {
	statement: RetirementId,
	storage_key: String,
	/// The record at that key, SCALE-encoded.
	value: String,
}

/// How records that the state has no more lead to the commitment that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct History {
	/// Those that are proved, rising.
	statements: Vec<RetirementId>,
	/// Of the community's ring, which has the commitment.
	storage_key: String,
	/// The ring, SCALE-encoded.
	value: String,
	/// What the commitment was before the first of `records`.
	before: Before,
	/// Each record that went since, SCALE-encoded, in order of their ids.
	records: Vec<String>,
}

/// See [`Folded`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Before {
	commitment: Hash,
	records: u64,
	wh: Wh,
}

impl From<Folded> for Before {
	fn from(folded: Folded) -> Self {
		Self {
			commitment: folded.commitment,
			records: folded.records,
			wh: folded.wh,
		}
	}
}

impl From<Before> for Folded {
	fn from(before: Before) -> Self {
		Self {
			commitment: before.commitment,
			records: before.records,
			wh: before.wh,
		}
	}
}

fn bytes(name: &str, text: &str) -> Result<Vec<u8>> {
	let digits = text.strip_prefix("0x");
	digits
		.and_then(|digits| hex::decode(digits).ok())
		.with_context(|| format!("{name} is not hexadecimal: 0x and pairs of digits"))
}

fn key_of(community: CommunityId, id: RetirementId) -> Vec<u8> {
	pallet_certificates::Retirements::<Runtime>::hashed_key_for(community, id)
}

fn ring_key(community: CommunityId) -> Vec<u8> {
	pallet_certificates::RetirementRings::<Runtime>::hashed_key_for(community)
}

/// Where every state has the hash of its chain's first block.
fn chain_key() -> Vec<u8> {
	frame_system::BlockHash::<Runtime>::hashed_key_for(0)
}

impl Proof {
	/// Writes it to a file that does not exist yet.
	pub fn write(&self, file: &Path) -> Result<()> {
		let name = file.display();
		let mut out = files::create_new(file)?;
		let text = serde_json::to_string_pretty(self)?;
		writeln!(out, "{text}").with_context(|| format!("writing {name}"))?;
		println!(
			"wrote {name}: proved by the state of block {}, {:?}\nnext: anyone checks it with \
			 commonwatt certificates verify {name}",
			self.block, self.block_hash
		);
		Ok(())
	}

	pub fn read(file: &Path) -> Result<Self> {
		let name = file.display();
		let next = format!(
			"commonwatt certificates prove ID --out {name} writes one, on a machine that reaches a node"
		);
		let text = files::read(file, &next)?;
		Self::parse(&text).with_context(|| format!("{name} is no proof of a retirement"))
	}

	fn parse(text: &str) -> Result<Self> {
		let proof: Self = serde_json::from_str(text)?;
		ensure!(
			proof.format == FORMAT,
			"its format is {:?}, not {FORMAT:?}",
			proof.format
		);
		Ok(proof)
	}

	/// Refused unless it is of the block and of the chain that the reader trusts, as far as these are named.
	pub fn ensure_trusted(&self, block: Option<Hash>, chain: Option<Hash>) -> Result<()> {
		if let Some(chain) = chain {
			ensure!(
				self.chain == chain,
				"the proof is of chain {:?}, not of {chain:?}",
				self.chain
			);
		}
		if let Some(block) = block {
			ensure!(
				self.block_hash == block,
				"the proof is by block {}, {:?}, not by {block:?}",
				self.block,
				self.block_hash
			);
		}
		Ok(())
	}

	/// What only who knows the chain can tell.
	pub fn tell_unproved(&self) {
		println!(
			"not proved: that this block is final; a node of the chain tells: --ask-node, or compare its hash: \
			 --block"
		);
	}

	/// What was checked.
	pub fn tell(&self, proven: &Proven) {
		match &proven.statements[..] {
			[(id, retirement)] => {
				let statement = Statement {
					id: *id,
					retirement,
					time: None,
					attributes: None,
				};
				print!("{statement}");
			}
			statements => {
				println!("Retirements of community {}", self.community);
				print!("{}", table_of(statements));
				println!(
					"together {} Wh in {} statements",
					write_wh(proven.wh()),
					statements.len()
				);
			}
		}
		let (block, hash) = (self.block, self.block_hash);
		if proven.kept > 0 {
			println!("proved: the state of block {block}, {hash:?}, has what is retired");
		}
		if proven.folded > 0 {
			println!(
				"proved: of {} the commitment in the state of block {block}, {hash:?}, was made",
				match proven.folded {
					1 => "1 statement".into(),
					folded => format!("{folded} statements"),
				}
			);
		}
		println!("proved: that state is of chain {:?}", self.chain);
	}

	/// Whether a node of that chain has the block, for good.
	pub async fn ask(&self, rpc: &Rpc) -> Result<()> {
		let genesis = rpc.block_hash(0).await?;
		ensure!(
			genesis == self.chain,
			"the node is of chain {genesis:?}, the proof of {:?}",
			self.chain
		);
		let (last, _) = rpc.finalised().await?;
		ensure!(
			self.block <= last,
			"block {} is not final yet, the last final one is {last}: try again in a minute",
			self.block
		);
		let known = rpc.block_hash(self.block).await?;
		ensure!(
			known == self.block_hash,
			"block {} of the chain is {known:?}, not {:?}",
			self.block,
			self.block_hash
		);
		println!("the node says that this block is final on chain {genesis:?}");
		Ok(())
	}
}

fn hex_of(values: &[Vec<u8>]) -> Vec<String> {
	values.iter().map(|value| to_hex(value)).collect()
}
