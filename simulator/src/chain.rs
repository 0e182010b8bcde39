//! The real runtime in this process: blocks of real extrinsics, executed natively.

use codec::Encode;
use commonwatt_runtime::{
	AccountId, BlockNumber, Executive, Hash, Header, Moment, Nonce, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeGenesisConfig, System, UncheckedExtrinsic, SLOT_DURATION,
};
use frame_support::storage::{with_transaction_unchecked, TransactionOutcome};
use sp_consensus_aura::{Slot, AURA_ENGINE_ID};
use sp_io::TestExternalities;
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	ApplyExtrinsicResult, BuildStorage, Digest, DigestItem,
};

/// A chain in this process.
pub struct Chain {
	state: TestExternalities,
	parent: Hash,
	/// Of the last block, as its header says.
	state_root: Hash,
	height: BlockNumber,
	genesis: Hash,
}

/// Applies an extrinsic; one that is invalid leaves no trace, as in a node's block builder.
fn apply(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	with_transaction_unchecked(|| match Executive::apply_extrinsic(extrinsic) {
		Ok(result) => TransactionOutcome::Commit(Ok(result)),
		Err(invalid) => TransactionOutcome::Rollback(Err(invalid)),
	})
}

/// What a block brought.
pub struct BlockOutcome {
	/// The result of each extrinsic, in order.
	pub results: Vec<ApplyExtrinsicResult>,
	/// Every event, in order.
	pub events: Vec<RuntimeEvent>,
}

impl Chain {
	/// A chain at its genesis block.
	///
	/// # Errors
	///
	/// What the genesis builder refuses.
	pub fn new(genesis: &RuntimeGenesisConfig) -> Result<Self, String> {
		let storage = genesis.build_storage()?;
		let mut state = TestExternalities::new(storage);
		// The genesis block's hash signs transactions and readings; it stands for the whole genesis.
		let hash = BlakeTwo256::hash_of(&serde_json::to_vec(genesis).map_err(|e| e.to_string())?);
		state.execute_with(|| frame_system::BlockHash::<Runtime>::insert(0, hash));
		state.commit_all()?;
		Ok(Self {
			parent: hash,
			state_root: *state.backend.root(),
			state,
			height: 0,
			genesis: hash,
		})
	}

	pub fn genesis(&self) -> Hash {
		self.genesis
	}

	/// The root of the state after the last block, as its header says.
	pub fn state_root(&self) -> Hash {
		self.state_root
	}

	/// Builds and executes one block.
	///
	/// # Errors
	///
	/// If the state cannot be committed.
	pub fn block(
		&mut self,
		timestamp: Moment,
		extrinsics: Vec<UncheckedExtrinsic>,
	) -> Result<BlockOutcome, String> {
		let slot = Slot::from(timestamp / SLOT_DURATION);
		let header = Header {
			parent_hash: self.parent,
			number: self.height + 1,
			state_root: Hash::default(),
			extrinsics_root: Hash::default(),
			digest: Digest {
				logs: vec![DigestItem::PreRuntime(AURA_ENGINE_ID, slot.encode())],
			},
		};
		let set_time =
			RuntimeCall::Timestamp(commonwatt_runtime::TimestampCall::set { now: timestamp });
		let (sealed, outcome) = self.state.execute_with(|| {
			Executive::initialize_block(&header);
			Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(set_time))
				.expect("the timestamp is valid")
				.expect("setting the timestamp succeeds");
			let results = extrinsics.into_iter().map(apply).collect();
			let sealed = Executive::finalize_block();
			let events = System::read_events_no_consensus()
				.map(|record| record.event)
				.collect();
			(sealed, BlockOutcome { results, events })
		});
		self.state.commit_all()?;
		self.parent = sealed.hash();
		self.state_root = sealed.state_root;
		self.height += 1;
		Ok(outcome)
	}

	/// The nonce of an account's next transaction.
	pub fn nonce(&mut self, account: &AccountId) -> Nonce {
		self.read(|| *System::account_nonce(account))
	}

	/// Reads the state.
	pub fn read<R>(&mut self, query: impl FnOnce() -> R) -> R {
		self.state.execute_with(query)
	}

	/// What the chain runs in: for those who give it a node's parts, a keystore, a pool, a disk.
	pub fn externalities(&mut self) -> &mut TestExternalities {
		&mut self.state
	}

	/// All keys and values of the state.
	pub fn snapshot(&mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
		self.state.execute_with(|| {
			let mut pairs = Vec::new();
			let mut key = Vec::new();
			while let Some(next) = sp_io::storage::next_key(&key) {
				let value = sp_io::storage::get(&next).unwrap_or_default().to_vec();
				pairs.push((next.clone(), value));
				key = next;
			}
			pairs
		})
	}
}
