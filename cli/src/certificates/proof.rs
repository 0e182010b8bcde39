//! A retirement with the proof that a block's state holds it, in a file that anyone can check without a
//! node.

use super::retirements::Statement;
use crate::rpc::{to_hex, Rpc};
use anyhow::{ensure, Context, Result};
use codec::{DecodeAll, Encode};
use commonwatt_primitives::{
	certificate::{Retirement, RetirementId},
	CommunityId,
};
use commonwatt_runtime::{AccountId, Hash, Header, Runtime};
use serde::{Deserialize, Serialize};
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use sp_state_machine::{read_proof_check, StorageProof};
use std::{fs::OpenOptions, io::Write, path::Path};

const FORMAT: &str = "commonwatt/retirement/1";

/// What the file holds. Bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
	format: String,
	/// The chain: the hash of its first block.
	chain: Hash,
	community: CommunityId,
	statement: RetirementId,
	block: u32,
	block_hash: Hash,
	/// SCALE-encoded; its blake2-256 is the block's hash.
	header: String,
	/// Of the header.
	state_root: Hash,
	storage_key: String,
	/// The record at that key, SCALE-encoded.
	value: String,
	/// Nodes of the state's trie, from its root to the record.
	proof: Vec<String>,
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

impl Proof {
	/// Asks a node for the proof by the state of a block.
	pub async fn of(
		rpc: &Rpc,
		community: CommunityId,
		statement: RetirementId,
		(block, block_hash): (u32, Hash),
		retirement: &Retirement<AccountId>,
	) -> Result<Self> {
		let key = key_of(community, statement);
		let header = rpc.header(block_hash).await?;
		let nodes = rpc.read_proof(&key, block_hash).await?;
		Ok(Self {
			format: FORMAT.into(),
			chain: rpc.block_hash(0).await?,
			community,
			statement,
			block,
			block_hash,
			header: to_hex(&header.encode()),
			state_root: header.state_root,
			storage_key: to_hex(&key),
			value: to_hex(&retirement.encode()),
			proof: nodes.iter().map(|node| to_hex(node)).collect(),
		})
	}

	/// Writes it to a file that does not exist yet.
	pub fn write(&self, file: &Path) -> Result<()> {
		let name = file.display();
		let mut out = OpenOptions::new()
			.write(true)
			.create_new(true)
			.open(file)
			.with_context(|| format!("writing {name}"))?;
		let text = serde_json::to_string_pretty(self)?;
		writeln!(out, "{text}").with_context(|| format!("writing {name}"))
	}

	pub fn read(file: &Path) -> Result<Self> {
		let name = file.display();
		let text = std::fs::read_to_string(file).with_context(|| format!("reading {name}"))?;
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

	/// The retirement, if everything in the file leads to it.
	pub fn check(&self) -> Result<Retirement<AccountId>> {
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
		let key = key_of(self.community, self.statement);
		ensure!(
			bytes("storageKey", &self.storage_key)? == key,
			"the storage key is not that of statement {} of community {}",
			self.statement,
			self.community
		);
		let nodes: Result<Vec<_>> = self.proof.iter().map(|node| bytes("proof", node)).collect();
		let proof = StorageProof::new(nodes?);
		let mut found = read_proof_check::<BlakeTwo256, _>(self.state_root, proof, [&key])
			.ok()
			.context("the proof does not lead from the state root to the record")?;
		let value = found
			.remove(&key)
			.flatten()
			.context("the proof says that the state has no such record")?;
		ensure!(
			bytes("value", &self.value)? == value,
			"the state has another record than the file"
		);
		Retirement::decode_all(&mut &value[..])
			.ok()
			.context("the record cannot be decoded")
	}

	/// What only a node can tell.
	pub fn tell_unproved(&self) {
		println!(
			"not proved: that this block is final on chain {:?}; a node of it tells: --ask-node",
			self.chain
		);
	}

	/// What was checked.
	pub fn tell(&self, retirement: &Retirement<AccountId>) {
		let statement = Statement {
			id: self.statement,
			retirement,
			time: None,
			attributes: None,
		};
		print!("{statement}");
		println!(
			"proved: the state of block {}, {:?}, has this record",
			self.block, self.block_hash
		);
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

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::certificate::{Beneficiary, BundleId, Purpose};
	use sp_keyring::Sr25519Keyring::Alice;
	use sp_runtime::StateVersion;
	use sp_state_machine::{prove_read, InMemoryBackend};
	use std::collections::BTreeMap;

	fn retirement() -> Retirement<AccountId> {
		Retirement {
			community: 0,
			bundle: BundleId {
				device: 3,
				interval: 22,
				first: 500,
			},
			quantity: 1_500,
			owner: Alice.to_account_id(),
			beneficiary: Beneficiary::Point(5),
			purpose: Purpose::OwnUse,
			lineage: Hash::repeat_byte(7),
			block: 57,
		}
	}

	/// As a node answers it by a state that has the retirement as statement 4, among other things.
	fn proof() -> Proof {
		let key = key_of(0, 4);
		let mut state: BTreeMap<Vec<u8>, Vec<u8>> = (0..50u8)
			.map(|other| (vec![other; 20], vec![other; 40]))
			.collect();
		state.insert(key.clone(), retirement().encode());
		state.insert(key_of(0, 3), vec![1; 40]);
		let backend = InMemoryBackend::<BlakeTwo256>::from((state, StateVersion::V1));
		let state_root = *backend.root();
		let nodes = prove_read(backend, [&key]).expect("the key is there");
		let header = Header {
			parent_hash: Hash::zero(),
			number: 60,
			state_root,
			extrinsics_root: Hash::zero(),
			digest: Default::default(),
		};
		Proof {
			format: FORMAT.into(),
			chain: Hash::repeat_byte(9),
			community: 0,
			statement: 4,
			block: 60,
			block_hash: header.hash(),
			header: to_hex(&header.encode()),
			state_root,
			storage_key: to_hex(&key),
			value: to_hex(&retirement().encode()),
			proof: nodes.iter_nodes().map(|node| to_hex(node)).collect(),
		}
	}

	#[test]
	fn a_proof_leads_from_the_block_to_the_record() {
		assert_eq!(proof().check().expect("is proved"), retirement());
	}

	#[test]
	fn a_file_is_read_as_it_was_written() {
		let folder = tempfile::tempdir().expect("a folder");
		let file = folder.path().join("statement.json");
		proof().write(&file).expect("is written");
		assert_eq!(Proof::read(&file).expect("is read"), proof());
		let again = proof().write(&file).expect_err("exists");
		assert!(format!("{again:#}").contains("File exists"), "{again:#}");
	}

	#[test]
	fn whatever_is_changed_proves_nothing() {
		let refused = |change: fn(&mut Proof)| {
			let mut proof = proof();
			change(&mut proof);
			format!("{:#}", proof.check().expect_err("proves nothing"))
		};
		let other = || Retirement {
			quantity: 9_999,
			..retirement()
		};
		for (text, reason) in [
			(
				refused(|proof| proof.block = 61),
				"the header is of block 60, not 61",
			),
			(
				refused(|proof| proof.state_root = Hash::zero()),
				"the header has another state root",
			),
			(
				refused(|proof| proof.statement = 3),
				"is not that of statement 3",
			),
			(refused(|proof| proof.community = 1), "of community 1"),
			(
				refused(|proof| proof.block_hash = Hash::zero()),
				"the header is not that of block",
			),
			(
				refused(|proof| {
					proof.proof.pop();
				}),
				"the proof does not lead",
			),
			(
				refused(|proof| proof.proof.clear()),
				"the proof does not lead",
			),
			(
				refused(|proof| proof.proof[0] = "0x12".into()),
				"the proof does not lead",
			),
			(
				refused(|proof| proof.proof[0] = "zz".into()),
				"proof is not hexadecimal",
			),
			(
				refused(|proof| proof.header = "0x00".into()),
				"the header is not",
			),
		] {
			assert!(text.contains(reason), "{reason}: {text}");
		}
		let mut proof = proof();
		proof.value = to_hex(&other().encode());
		let text = format!("{:#}", proof.check().expect_err("proves nothing"));
		assert_eq!(text, "the state has another record than the file");
	}

	#[test]
	fn a_proof_of_something_else_is_refused() {
		for text in ["", "{}", "[]", "{\"format\": \"commonwatt/retirement/2\"}"] {
			assert!(Proof::parse(text).is_err(), "{text}");
		}
		let mut proof = proof();
		proof.format = "commonwatt/retirement/2".into();
		let text = serde_json::to_string(&proof).expect("is JSON");
		let error = Proof::parse(&text).expect_err("is another format");
		assert!(error.to_string().contains("retirement/2"), "{error}");
	}

	#[test]
	fn the_file_names_what_a_checker_needs() {
		let json = serde_json::to_value(proof()).expect("is JSON");
		let names: Vec<_> = json
			.as_object()
			.expect("an object")
			.keys()
			.cloned()
			.collect();
		let mut expected = [
			"format",
			"chain",
			"community",
			"statement",
			"block",
			"blockHash",
			"header",
			"stateRoot",
			"storageKey",
			"value",
			"proof",
		]
		.map(String::from)
		.to_vec();
		expected.sort();
		let mut names = names;
		names.sort();
		assert_eq!(names, expected);
	}
}
