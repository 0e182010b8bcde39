//! What it takes to read and to write a value of a chain's state, in ParityDB as nodes keep it: what
//! `commonwatt_runtime::weights::DbWeight` charges.

use crate::table;
use anyhow::{anyhow, ensure, Context, Result};
use clap::Args;
use commonwatt_runtime::Block;
use sc_client_api::{
	Backend as _, BlockImportOperation, NewBlockState, StateBackend, TrieCacheContext,
};
use sc_client_db::{Backend, BlocksPruning, DatabaseSettings, DatabaseSource, PruningMode};
use sp_io::hashing::twox_256;
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT},
	StateVersion,
};
use sp_storage::Storage as Genesis;
use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

/// What a node keeps of its trie in memory by default.
const TRIE_CACHE: usize = 1024 * 1024 * 1024;
/// Blocks whose state a node keeps by default.
const KEPT_STATES: u32 = 256;
/// As the runtime's.
const STATE_VERSION: StateVersion = StateVersion::V1;
/// Two names, a hash and an account, as most keys of pallets' maps.
const KEY: usize = 32 + 16 + 32;
/// Bytes of a value, from and to.
const VALUE: [usize; 2] = [32, 400];
/// Values a block reads and writes.
const BLOCKS: [usize; 3] = [100, 1_000, 5_000];
/// Blocks of each size.
const RUNS: u64 = 20;

type Hash = <Block as BlockT>::Hash;
type Header = <Block as BlockT>::Header;

/// What it takes to read and to write a value of the state in ParityDB.
#[derive(Args)]
pub struct Storage {
	/// Values the state has.
	#[arg(long, default_value_t = 1_000_000)]
	values: u32,
	/// Where the database is made; a folder of the system's for temporary files otherwise.
	#[arg(long)]
	folder: Option<PathBuf>,
}

/// Numbers that look random and are the same in every run.
struct Sequence(u64);

impl Sequence {
	fn next(&mut self) -> [u8; 32] {
		self.0 = self.0.wrapping_add(1);
		twox_256(&self.0.to_le_bytes())
	}

	fn below(&mut self, limit: usize) -> usize {
		let [a, b, c, d, ..] = self.next();
		u32::from_le_bytes([a, b, c, d]) as usize % limit
	}

	fn bytes(&mut self, length: usize) -> Vec<u8> {
		let mut bytes = Vec::with_capacity(length + 32);
		while bytes.len() < length {
			bytes.extend(self.next());
		}
		bytes.truncate(length);
		bytes
	}

	fn value(&mut self) -> Vec<u8> {
		let length = VALUE[0] + self.below(VALUE[1] - VALUE[0]);
		self.bytes(length)
	}
}

struct State {
	backend: Backend<Block>,
	random: Sequence,
	keys: Vec<Vec<u8>>,
	head: Header,
}

fn header(number: u32, parent: Hash, state: Hash) -> Header {
	Header::new(
		number,
		Default::default(),
		state,
		parent,
		Default::default(),
	)
}

fn open(folder: &Path, trie_cache: Option<usize>) -> Result<Backend<Block>> {
	let settings = DatabaseSettings {
		trie_cache_maximum_size: trie_cache,
		state_pruning: Some(PruningMode::blocks_pruning(KEPT_STATES)),
		source: DatabaseSource::ParityDb {
			path: folder.to_path_buf(),
		},
		blocks_pruning: BlocksPruning::KeepFinalized,
		pruning_filters: Vec::new(),
		metrics_registry: None,
	};
	Backend::new(settings, u64::from(KEPT_STATES)).context("the database does not open")
}

impl State {
	/// A state of so many random values, the same each time.
	fn new(folder: &Path, values: u32, trie_cache: Option<usize>) -> Result<Self> {
		let mut random = Sequence(0);
		let backend = open(folder, trie_cache)?;
		let keys: Vec<_> = (0..values).map(|_| random.bytes(KEY)).collect();
		let top = keys
			.iter()
			.map(|key| (key.clone(), random.value()))
			.collect();
		let genesis = Genesis {
			top,
			children_default: Default::default(),
		};
		let mut operation = backend.begin_operation()?;
		let root = operation.set_genesis_state(genesis, true, STATE_VERSION)?;
		let head = header(0, Hash::default(), root);
		operation.set_block_data(
			head.clone(),
			Some(vec![]),
			None,
			None,
			NewBlockState::Final,
			true,
		)?;
		backend.commit_operation(operation)?;
		Ok(Self {
			backend,
			random,
			keys,
			head,
		})
	}

	fn some_keys(&mut self, count: usize) -> Vec<Vec<u8>> {
		let mut chosen = BTreeSet::new();
		while chosen.len() < count {
			chosen.insert(self.random.below(self.keys.len()));
		}
		chosen
			.into_iter()
			.map(|index| self.keys[index].clone())
			.collect()
	}

	fn read(&mut self, count: usize) -> Result<Duration> {
		let keys = self.some_keys(count);
		self.read_these(&keys)
	}

	fn read_these(&self, keys: &[Vec<u8>]) -> Result<Duration> {
		let state = self
			.backend
			.state_at(self.head.hash(), TrieCacheContext::Trusted)?;
		let started = Instant::now();
		for key in keys {
			let found = state.storage(key).map_err(|error| anyhow!(error))?;
			ensure!(found.is_some(), "a value is missing");
		}
		Ok(started.elapsed())
	}

	/// A block that writes so many values: its root, and its commit.
	fn write(&mut self, count: usize) -> Result<Duration> {
		let keys = self.some_keys(count);
		let changes: Vec<_> = keys
			.into_iter()
			.map(|key| (key, Some(self.random.value())))
			.collect();
		let parent = self.head.hash();
		let mut operation = self.backend.begin_operation()?;
		self.backend.begin_state_operation(&mut operation, parent)?;
		let state = self.backend.state_at(parent, TrieCacheContext::Trusted)?;
		let started = Instant::now();
		let delta = changes
			.iter()
			.map(|(key, value)| (key.as_slice(), value.as_deref()));
		let (root, transaction) = state.storage_root(delta, STATE_VERSION);
		let head = header(self.head.number().saturating_add(1), parent, root);
		operation.update_db_storage(transaction)?;
		operation.update_storage(changes, Default::default())?;
		operation.set_block_data(
			head.clone(),
			Some(vec![]),
			None,
			None,
			NewBlockState::Final,
			true,
		)?;
		drop(state);
		self.backend.commit_operation(operation)?;
		self.head = head;
		Ok(started.elapsed())
	}
}

fn mean(total: Duration, count: usize) -> String {
	let all = RUNS.saturating_mul(count as u64) as f64;
	format!("{:.1}", total.as_secs_f64() * 1e6 / all)
}

impl Storage {
	pub fn run(self) -> Result<()> {
		ensure!(
			self.values as usize >= BLOCKS[BLOCKS.len() - 1],
			"--values: at least {}",
			BLOCKS[BLOCKS.len() - 1]
		);
		let mut rows = table(["trie in memory", "values a block", "read, us", "write, us"]);
		for (name, trie_cache) in [("no", None), ("1 GiB", Some(TRIE_CACHE))] {
			let folder = match &self.folder {
				Some(folder) => tempfile::tempdir_in(folder),
				None => tempfile::tempdir(),
			}
			.context("no folder for the database")?;
			eprintln!("Making a state of {} values ...", self.values);
			let mut state = State::new(folder.path(), self.values, trie_cache)?;
			// What a block finds in memory is what those before it have used.
			state.read_these(&state.keys)?;
			for count in BLOCKS {
				let (mut read, mut write) = (Duration::ZERO, Duration::ZERO);
				for _ in 0..RUNS {
					read += state.read(count)?;
					write += state.write(count)?;
				}
				rows.add_row([
					name.to_string(),
					count.to_string(),
					mean(read, count),
					mean(write, count),
				]);
			}
		}
		println!(
			"A state of {} values in ParityDB; the mean of {RUNS} blocks each, of each value.\n\n{rows}",
			self.values
		);
		Ok(())
	}
}
