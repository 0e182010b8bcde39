//! A node around the chain: keystore, pool, disk, and an endpoint of weather that does what a test wants.

use super::*;
use codec::{Decode, Encode};
use commonwatt_primitives::signal::{SignalPayload, SIGNAL_KEY};
use frame_support::traits::Hooks;
use sp_core::{
	offchain::{
		testing::TestPersistentOffchainDB, DbExternalities, Externalities, HttpError,
		HttpRequestId, HttpRequestStatus, OffchainDbExt, OffchainStorage, OffchainWorkerExt,
		OpaqueNetworkState, StorageKind, Timestamp, TransactionPool, TransactionPoolExt,
	},
	OpaquePeerId,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard},
};

/// How an endpoint behaves.
#[derive(Clone, Default)]
pub enum Endpoint {
	/// There is none: nobody may ask.
	#[default]
	None,
	Answers(Vec<u8>),
	/// Nothing comes before the deadline.
	Hangs,
	Refuses,
	Status(u16),
	/// As many bytes as one reads.
	Endless,
	/// Begins so, and breaks off.
	BreaksOff(Vec<u8>),
	/// Sends a byte a second.
	Trickles(Vec<u8>),
}

/// What is outside the chain.
#[derive(Default)]
pub struct Outside {
	pub disk: TestPersistentOffchainDB,
	pub endpoint: Endpoint,
	/// What was asked for.
	pub urls: Vec<String>,
	/// Milliseconds.
	pub time: u64,
	/// Bytes that were read of a request.
	read: HashMap<u16, usize>,
	/// What was sent to the pool.
	sent: Vec<Vec<u8>>,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Outside>>);

impl Shared {
	fn get(&self) -> MutexGuard<'_, Outside> {
		self.0.lock().expect("no test holds it and panics")
	}
}

impl TransactionPool for Shared {
	fn submit_transaction(&mut self, extrinsic: Vec<u8>) -> Result<(), ()> {
		self.get().sent.push(extrinsic);
		Ok(())
	}
}

impl Externalities for Shared {
	fn is_validator(&self) -> bool {
		true
	}

	fn network_state(&self) -> Result<OpaqueNetworkState, ()> {
		unreachable!("the worker does not ask")
	}

	fn timestamp(&mut self) -> Timestamp {
		Timestamp::from_unix_millis(self.get().time)
	}

	fn sleep_until(&mut self, deadline: Timestamp) {
		self.get().time = deadline.unix_millis();
	}

	fn random_seed(&mut self) -> [u8; 32] {
		unreachable!("the worker does not ask")
	}

	fn http_request_start(
		&mut self,
		method: &str,
		uri: &str,
		_: &[u8],
	) -> Result<HttpRequestId, ()> {
		assert_eq!(method, "GET");
		let mut outside = self.get();
		outside.urls.push(uri.into());
		match outside.endpoint {
			Endpoint::None => panic!("nobody told the worker of {uri}"),
			Endpoint::Refuses => Err(()),
			_ => Ok(HttpRequestId(outside.urls.len() as u16)),
		}
	}

	fn http_request_add_header(&mut self, _: HttpRequestId, _: &str, _: &str) -> Result<(), ()> {
		Ok(())
	}

	fn http_request_write_body(
		&mut self,
		_: HttpRequestId,
		_: &[u8],
		_: Option<Timestamp>,
	) -> Result<(), HttpError> {
		Ok(())
	}

	fn http_response_wait(
		&mut self,
		ids: &[HttpRequestId],
		deadline: Option<Timestamp>,
	) -> Vec<HttpRequestStatus> {
		let mut outside = self.get();
		let status = match outside.endpoint {
			Endpoint::Hangs => {
				outside.time = deadline.expect("the worker waits for ever").unix_millis();
				HttpRequestStatus::DeadlineReached
			}
			Endpoint::Status(code) => HttpRequestStatus::Finished(code),
			_ => HttpRequestStatus::Finished(200),
		};
		vec![status; ids.len()]
	}

	fn http_response_headers(&mut self, _: HttpRequestId) -> Vec<(Vec<u8>, Vec<u8>)> {
		Vec::new()
	}

	fn http_response_read_body(
		&mut self,
		id: HttpRequestId,
		buffer: &mut [u8],
		deadline: Option<Timestamp>,
	) -> Result<usize, HttpError> {
		let deadline = deadline.expect("the worker reads for ever").unix_millis();
		let mut outside = self.get();
		let from = outside.read.get(&id.0).copied().unwrap_or(0);
		let (bytes, at_once) = match outside.endpoint.clone() {
			Endpoint::Answers(bytes) | Endpoint::BreaksOff(bytes) => (bytes, usize::MAX),
			Endpoint::Trickles(bytes) => (bytes, 1),
			Endpoint::Endless => {
				buffer.fill(b' ');
				return Ok(buffer.len());
			}
			_ => return Err(HttpError::IoError),
		};
		if at_once == 1 {
			outside.time += 1_000;
			if outside.time > deadline {
				outside.time = deadline;
				return Err(HttpError::DeadlineReached);
			}
		}
		let count = bytes[from..].len().min(buffer.len()).min(at_once);
		buffer[..count].copy_from_slice(&bytes[from..from + count]);
		outside.read.insert(id.0, from + count);
		if count == 0 && matches!(outside.endpoint, Endpoint::BreaksOff(_)) {
			return Err(HttpError::IoError);
		}
		Ok(count)
	}

	fn set_authorized_nodes(&mut self, _: Vec<OpaquePeerId>, _: bool) {
		unreachable!("the worker does not")
	}
}

impl DbExternalities for Shared {
	fn local_storage_set(&mut self, kind: StorageKind, key: &[u8], value: &[u8]) {
		assert_eq!(kind, StorageKind::PERSISTENT);
		self.get().disk.set(b"", key, value);
	}

	fn local_storage_clear(&mut self, _: StorageKind, key: &[u8]) {
		self.get().disk.remove(b"", key);
	}

	fn local_storage_compare_and_set(
		&mut self,
		_: StorageKind,
		key: &[u8],
		old: Option<&[u8]>,
		new: &[u8],
	) -> bool {
		self.get().disk.compare_and_set(b"", key, old, new)
	}

	fn local_storage_get(&mut self, kind: StorageKind, key: &[u8]) -> Option<Vec<u8>> {
		assert_eq!(kind, StorageKind::PERSISTENT);
		self.get().disk.get(key)
	}
}

/// A node with its parts.
#[derive(Clone)]
pub struct Node {
	outside: Shared,
	keystore: Arc<MemoryKeystore>,
}

impl Node {
	/// A node that holds the signal keys of these seeds.
	pub fn new(keys: impl IntoIterator<Item = u8>) -> Self {
		let keystore = MemoryKeystore::new();
		for seed in keys {
			let secret: String = [seed; 32]
				.iter()
				.map(|byte| format!("{byte:02x}"))
				.collect();
			keystore
				.insert(SIGNAL_KEY, &format!("0x{secret}"), public(seed).as_ref())
				.expect("it is in memory");
		}
		Self {
			outside: Shared::default(),
			keystore: Arc::new(keystore),
		}
	}

	/// Lets the chain run in this node.
	pub fn run<R>(&self, ext: &mut sp_io::TestExternalities, test: impl FnOnce() -> R) -> R {
		ext.register_extension(OffchainDbExt::new(self.outside.clone()));
		ext.register_extension(OffchainWorkerExt::new(self.outside.clone()));
		ext.register_extension(TransactionPoolExt::new(self.outside.clone()));
		ext.register_extension(KeystoreExt(self.keystore.clone()));
		ext.execute_with(test)
	}

	pub fn outside<R>(&self, change: impl FnOnce(&mut Outside) -> R) -> R {
		change(&mut self.outside.get())
	}

	/// The worker runs on a block; what it sends to the pool.
	pub fn work(&self) -> Vec<(SignalPayload, crate::crypto::Signature)> {
		let state = sp_io::storage::root(sp_core::storage::StateVersion::V1);
		self.outside(|outside| outside.time += 6_000);
		PriceSignals::offchain_worker(System::block_number());
		assert_eq!(
			sp_io::storage::root(sp_core::storage::StateVersion::V1),
			state,
			"the worker changes nothing on the chain"
		);
		self.outside(|outside| std::mem::take(&mut outside.sent))
			.into_iter()
			.map(|bytes| {
				let extrinsic = Extrinsic::decode(&mut &bytes[..]).expect("it sends transactions");
				assert_eq!(extrinsic.encode(), bytes);
				match extrinsic.function {
					RuntimeCall::PriceSignals(crate::Call::submit_signal {
						payload,
						signature,
					}) => (payload, signature),
					other => panic!("the worker sends {other:?}"),
				}
			})
			.collect()
	}
}
