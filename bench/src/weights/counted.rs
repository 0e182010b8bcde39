//! A state that counts what a benchmark touches, as the host of benchmarks does.

use sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt, KeystorePtr};
use sp_state_machine::BasicExternalities;
use sp_storage::{ChildInfo, StateVersion, TrackedStorageKey};
use std::{
	any::{Any, TypeId},
	collections::{HashMap, HashSet},
	sync::Arc,
};

#[derive(Default)]
struct Touched {
	read: bool,
	written: bool,
}

/// State in memory. A key counts as read when it is first looked at, unless it was written before, and as
/// written when it is first written.
pub struct Counted {
	state: BasicExternalities,
	touched: HashMap<Vec<u8>, Touched>,
	whitelist: Vec<TrackedStorageKey>,
	whitelisted: HashSet<Vec<u8>>,
	keystore: KeystorePtr,
}

impl Counted {
	/// Nothing in state, and a keystore for what benchmarks sign.
	pub fn new() -> Self {
		let mut this = Self {
			state: BasicExternalities::new_empty(),
			touched: Default::default(),
			whitelist: Default::default(),
			whitelisted: Default::default(),
			keystore: Arc::new(MemoryKeystore::new()),
		};
		this.wipe();
		this
	}

	fn read(&mut self, key: &[u8]) {
		if !self.whitelisted.contains(key) {
			let touched = self.touched.entry(key.to_vec()).or_default();
			touched.read |= !touched.written;
		}
	}

	fn written(&mut self, key: &[u8]) {
		if !self.whitelisted.contains(key) {
			self.touched.entry(key.to_vec()).or_default().written = true;
		}
	}
}

impl Externalities for Counted {
	fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
		self.state.set_offchain_storage(key, value)
	}

	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.read(key);
		self.state.storage(key)
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.read(key);
		self.state.storage_hash(key)
	}

	fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.state.child_storage_hash(child, key)
	}

	fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.state.child_storage(child, key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.read(key);
		self.state.next_storage_key(key)
	}

	fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.state.next_child_storage_key(child, key)
	}

	fn kill_child_storage(
		&mut self,
		child: &ChildInfo,
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.state.kill_child_storage(child, limit, cursor)
	}

	fn clear_prefix(
		&mut self,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.state.clear_prefix(prefix, limit, cursor)
	}

	fn clear_child_prefix(
		&mut self,
		child: &ChildInfo,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.state.clear_child_prefix(child, prefix, limit, cursor)
	}

	fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.written(&key);
		self.state.place_storage(key, value)
	}

	fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.state.place_child_storage(child, key, value)
	}

	/// Not reckoned: nothing here asks what it is.
	fn storage_root(&mut self, _: StateVersion) -> Vec<u8> {
		vec![0; 32]
	}

	fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8> {
		self.state.child_storage_root(child, version)
	}

	fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
		self.read(&key);
		self.written(&key);
		self.state.storage_append(key, value)
	}

	fn storage_start_transaction(&mut self) {
		self.state.storage_start_transaction()
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		self.state.storage_rollback_transaction()
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		self.state.storage_commit_transaction()
	}

	fn wipe(&mut self) {
		self.state = BasicExternalities::new_empty();
		self.state
			.register_extension(KeystoreExt(self.keystore.clone()));
	}

	/// What a benchmark prepared stays where it is.
	fn commit(&mut self) {}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		let reads = self.touched.values().filter(|touched| touched.read).count();
		let writes = self
			.touched
			.values()
			.filter(|touched| touched.written)
			.count();
		(reads as u32, 0, writes as u32, 0)
	}

	fn reset_read_write_count(&mut self) {
		self.touched.clear();
	}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		self.whitelist.clone()
	}

	fn set_whitelist(&mut self, new: Vec<TrackedStorageKey>) {
		self.whitelisted = new.iter().map(|tracked| tracked.key.clone()).collect();
		self.whitelist = new;
	}

	fn proof_size(&self) -> Option<u32> {
		None
	}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		Vec::new()
	}
}

impl ExtensionStore for Counted {
	fn extension_by_type_id(&mut self, type_id: TypeId) -> Option<&mut dyn Any> {
		self.state.extension_by_type_id(type_id)
	}

	fn register_extension_with_type_id(
		&mut self,
		type_id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.state
			.register_extension_with_type_id(type_id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, type_id: TypeId) -> Result<(), Error> {
		self.state.deregister_extension_by_type_id(type_id)
	}
}
