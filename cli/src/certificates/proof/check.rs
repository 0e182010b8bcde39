//! Whether everything in the file leads from the block to what it says.

use super::{bytes, chain_key, key_of, ring_key, History, Proof};
use anyhow::{ensure, Context, Result};
use codec::DecodeAll;
use commonwatt_primitives::{
	certificate::{Folded, Retirement, RetirementId},
	Wh,
};
use commonwatt_runtime::{AccountId, Hash, Header};
use pallet_certificates::RetirementRing;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use sp_state_machine::{read_proof_check, StorageProof};
use std::collections::HashMap;

/// What a file proves.
#[derive(Debug, PartialEq)]
pub struct Proven {
	/// In order of their ids.
	pub statements: Vec<(RetirementId, Retirement<AccountId>)>,
	/// How many of them the state has.
	pub kept: usize,
	/// How many of them only its commitment has.
	pub folded: usize,
}

impl Proven {
	/// Of all of them.
	pub fn wh(&self) -> Wh {
		let quantities = self.statements.iter().map(|(_, it)| it.quantity);
		quantities.fold(0, Wh::saturating_add)
	}
}

/// The values that a state has at some keys.
type Values = HashMap<Vec<u8>, Option<Vec<u8>>>;

fn retirement(value: &[u8]) -> Result<Retirement<AccountId>> {
	Retirement::decode_all(&mut &value[..])
		.ok()
		.context("the record cannot be decoded")
}

impl Proof {
	/// What the file proves, if everything in it leads there.
	pub fn check(&self) -> Result<Proven> {
		self.check_header()?;
		let mut keys = vec![chain_key()];
		for record in &self.records {
			let key = key_of(self.community, record.statement);
			ensure!(
				bytes("storageKey", &record.storage_key)? == key,
				"the storage key is not that of statement {} of community {}",
				record.statement,
				self.community
			);
			keys.push(key);
		}
		if let Some(history) = &self.folded {
			let key = ring_key(self.community);
			ensure!(
				bytes("storageKey", &history.storage_key)? == key,
				"the storage key is not that of the retirements of community {}",
				self.community
			);
			keys.push(key);
		}
		let nodes: Result<Vec<_>> = self.proof.iter().map(|node| bytes("proof", node)).collect();
		let proof = StorageProof::new(nodes?);
		let found = read_proof_check::<BlakeTwo256, _>(self.state_root, proof, &keys)
			.ok()
			.context("the proof does not lead from the state root to all records")?;
		let found: Values = found.into_iter().collect();
		self.check_chain(&found)?;
		let mut statements = Vec::new();
		if let Some(history) = &self.folded {
			statements.extend(self.check_history(history, &found)?);
		}
		let folded = statements.len();
		for record in &self.records {
			let id = record.statement;
			let value = value_of(&found, &key_of(self.community, id))
				.with_context(|| format!("the state has no statement {id}"))?;
			ensure!(
				bytes("value", &record.value)? == *value,
				"the state has another record of statement {id} than the file"
			);
			statements.push((id, retirement(value)?));
		}
		ensure!(!statements.is_empty(), "it is of no statement");
		ensure!(
			statements.is_sorted_by(|one, next| one.0 < next.0),
			"the statements are not in order, each once"
		);
		ensure!(
			statements
				.iter()
				.all(|(_, it)| it.community == self.community),
			"a record is of another community"
		);
		Ok(Proven {
			kept: statements.len().saturating_sub(folded),
			folded,
			statements,
		})
	}

	fn check_header(&self) -> Result<()> {
		let header = bytes("header", &self.header)?;
		ensure!(
			BlakeTwo256::hash(&header) == self.block_hash,
			"the header is not that of block {:?}",
			self.block_hash
		);
		let header = Header::decode_all(&mut &header[..])
			.ok()
			.context("the header cannot be decoded")?;
		ensure!(
			header.number == self.block,
			"the header is of block {}, not {}",
			header.number,
			self.block
		);
		ensure!(
			header.state_root == self.state_root,
			"the header has another state root"
		);
		Ok(())
	}

	fn check_chain(&self, found: &Values) -> Result<()> {
		let value = value_of(found, &chain_key()).context("the state names no chain")?;
		let chain = Hash::decode_all(&mut &value[..])
			.ok()
			.context("the state names no chain")?;
		ensure!(
			chain == self.chain,
			"the state is of chain {chain:?}, not of {:?}",
			self.chain
		);
		Ok(())
	}

	/// Folds the records anew: who can invent one that leads to the same commitment has broken blake2-256.
	fn check_history(
		&self,
		history: &History,
		found: &Values,
	) -> Result<Vec<(RetirementId, Retirement<AccountId>)>> {
		let value = value_of(found, &ring_key(self.community))
			.context("the state has no retirements of this community")?;
		ensure!(
			bytes("value", &history.value)? == *value,
			"the state has another commitment than the file"
		);
		let ring = RetirementRing::decode_all(&mut &value[..])
			.ok()
			.context("the commitment cannot be decoded")?;
		let mut folded = Folded::from(history.before);
		let mut wanted = history.statements.iter().peekable();
		let mut statements = Vec::new();
		for record in &history.records {
			let id = folded.records;
			let record = retirement(&bytes("records", record)?)?;
			folded.fold(&(id, &record), record.quantity);
			if wanted.next_if(|next| **next == id).is_some() {
				statements.push((id, record));
			}
		}
		ensure!(
			folded == ring.folded,
			"the records lead to another commitment than the state has"
		);
		ensure!(
			wanted.next().is_none(),
			"the statements are not in order among the records"
		);
		Ok(statements)
	}
}

fn value_of<'a>(found: &'a Values, key: &[u8]) -> Option<&'a Vec<u8>> {
	found.get(key)?.as_ref()
}
