//! The node's RPC, as far as this tool needs it.

use crate::refusal::Refusal;
use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::Args;
use codec::{Decode, Encode};
use commonwatt_runtime::{
	AccountId, Hash, Header, Nonce, RuntimeEvent, UncheckedExtrinsic, VERSION,
};
use commonwatt_simulator::conservation::Snapshot;
use jsonrpsee::{
	core::{
		client::{ClientT, Error, Subscription, SubscriptionClientT},
		params::ArrayParams,
	},
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use jsonrpsee_client_transport::ws::WsHandshakeError;
use serde::{
	de::{DeserializeOwned, IgnoredAny},
	Deserialize,
};
use sp_runtime::{
	traits::{BlakeTwo256, Hash as _},
	ApplyExtrinsicResult,
};
use std::{io::ErrorKind, time::Duration};

/// Which node to talk to.
#[derive(Args)]
pub struct Node {
	/// The node's websocket address.
	#[arg(long, value_parser = websocket, default_value = "ws://127.0.0.1:9944")]
	pub url: String,
	/// Seconds to wait for a node that is starting.
	#[arg(long, value_name = "SECONDS", default_value_t = 60)]
	pub wait: u64,
}

/// An address with its scheme.
fn websocket(text: &str) -> Result<String, String> {
	let scheme = text.split_once("://").map(|(scheme, _)| scheme);
	match scheme.map(str::to_ascii_lowercase).as_deref() {
		Some("ws" | "wss") => Ok(text.into()),
		Some("http" | "https") => Err(format!(
			"\"{text}\" is no websocket: the same port answers ws{}",
			text.get("http".len()..).unwrap_or_default()
		)),
		_ => Err(format!(
			"\"{text}\" does not begin with ws:// or wss://: give an address like ws://127.0.0.1:9944"
		)),
	}
}

/// Blocks under the best one of which hardly any is replaced, final or not.
const MATURE: u32 = 4;

/// Keys asked for at once.
const PAGE: u32 = 512;

pub struct Rpc {
	client: WsClient,
}

#[derive(Deserialize)]
pub struct Head {
	number: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
	spec_name: String,
	spec_version: u32,
	transaction_version: u32,
}

impl Version {
	fn ensure_ours(&self, url: &str) -> Result<()> {
		let ours = (
			&*VERSION.spec_name,
			VERSION.spec_version,
			VERSION.transaction_version,
		);
		let theirs = (
			&*self.spec_name,
			self.spec_version,
			self.transaction_version,
		);
		ensure!(
			ours == theirs,
			"the node at {url} runs {theirs:?}, this tool speaks {ours:?}: build them together"
		);
		Ok(())
	}
}

/// What has become of a transaction.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TransactionStatus {
	Future,
	Ready,
	Broadcast(IgnoredAny),
	InBlock(Hash),
	Retracted(IgnoredAny),
	FinalityTimeout(IgnoredAny),
	Finalized(Hash),
	Usurped(IgnoredAny),
	Dropped,
	Invalid,
}

#[derive(Deserialize)]
struct ReadProof {
	proof: Vec<String>,
}

#[derive(Deserialize)]
struct SignedBlock {
	block: Block,
}

#[derive(Deserialize)]
struct Block {
	header: Head,
	extrinsics: Vec<String>,
}

/// Events of a block.
pub type Events = Vec<Box<frame_system::EventRecord<RuntimeEvent, Hash>>>;

#[derive(Deserialize)]
struct Changes {
	changes: Vec<(String, Option<String>)>,
}

/// Whether nobody listens there, or not yet, or a node that goes or comes has dropped the connection.
fn may_pass(error: &Error) -> bool {
	let Error::Transport(error) = error else {
		return false;
	};
	let io = |error: &std::io::Error| {
		matches!(
			error.kind(),
			ErrorKind::ConnectionRefused
				| ErrorKind::ConnectionReset
				| ErrorKind::ConnectionAborted
				| ErrorKind::BrokenPipe
				| ErrorKind::UnexpectedEof
				| ErrorKind::TimedOut
		)
	};
	match error.downcast_ref() {
		Some(WsHandshakeError::Io(error)) => io(error),
		Some(WsHandshakeError::Transport(error)) => {
			let source = std::error::Error::source(error);
			source
				.and_then(|error| error.downcast_ref::<std::io::Error>())
				.is_some_and(io)
		}
		Some(WsHandshakeError::Timeout(_)) => true,
		_ => false,
	}
}

/// Between two attempts to connect.
const RETRY: Duration = Duration::from_millis(500);

async fn client(url: &str) -> Result<WsClient, Error> {
	WsClientBuilder::default()
		.max_response_size(64 * 1024 * 1024)
		.build(url)
		.await
}

/// Why a transaction was not taken.
fn not_taken(error: Error) -> anyhow::Error {
	match error {
		Error::Call(error) => Refusal::of_transaction(&error).into(),
		error => anyhow!(error).context("submitting the transaction"),
	}
}

pub fn to_hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

pub fn from_hex(text: &str) -> Result<Vec<u8>> {
	hex::decode(text.trim_start_matches("0x")).context("the node answered no hexadecimal")
}

impl Rpc {
	/// Connects, waiting for a node that is starting, and makes sure that it runs this tool's runtime.
	pub async fn connect(Node { url, wait }: &Node) -> Result<Self> {
		let patience = Duration::from_secs(*wait);
		let started = tokio::time::Instant::now();
		let client = loop {
			match client(url).await {
				Ok(client) => break client,
				Err(error) if !may_pass(&error) => bail!("cannot connect to {url}: {error}"),
				Err(_) if started.elapsed() < patience => tokio::time::sleep(RETRY).await,
				Err(error) => bail!(
					"no node answers at {url}: {error}\nnext: start one with commonwatt-node --dev, or give the \
					 address of yours with --url"
				),
			}
		};
		let rpc = Self { client };
		rpc.version().await?.ensure_ours(url)?;
		Ok(rpc)
	}

	/// Connects to a node that was there before, however long it is away, and makes sure that it is of the same
	/// chain and runs this tool's runtime.
	///
	/// # Errors
	///
	/// If it is of another chain, or runs another runtime.
	pub async fn again(url: &str, genesis: Hash) -> Result<Self> {
		loop {
			tokio::time::sleep(RETRY).await;
			let Ok(client) = client(url).await else {
				continue;
			};
			let rpc = Self { client };
			let (Ok(version), Ok(found)) = (rpc.version().await, rpc.block_hash(0).await) else {
				continue;
			};
			version.ensure_ours(url)?;
			ensure!(
				found == genesis,
				"the node at {url} is of another chain now: its genesis is {found:?}, it was {genesis:?}"
			);
			return Ok(rpc);
		}
	}

	/// Which chain the node is of, in words: its name and the hash of its first block.
	pub async fn chain(&self) -> Result<String> {
		let name: String = self.request("system_chain", rpc_params![]).await?;
		Ok(format!("{name}, genesis {:?}", self.block_hash(0).await?))
	}

	async fn version(&self) -> Result<Version> {
		self.request("state_getRuntimeVersion", rpc_params![]).await
	}

	/// Whether the node is still there, as far as is known.
	pub fn is_connected(&self) -> bool {
		self.client.is_connected()
	}

	async fn request<R: DeserializeOwned>(&self, method: &str, params: ArrayParams) -> Result<R> {
		self.client
			.request(method, params)
			.await
			.with_context(|| format!("calling {method}"))
	}

	pub async fn block_hash(&self, number: u32) -> Result<Hash> {
		let hash: Option<Hash> = self
			.request("chain_getBlockHash", rpc_params![number])
			.await?;
		hash.with_context(|| format!("the node has no block {number}"))
	}

	/// Number and hash of the last finalised block.
	pub async fn finalised(&self) -> Result<(u32, Hash)> {
		let hash: Hash = self
			.request("chain_getFinalizedHead", rpc_params![])
			.await?;
		let head: Head = self.request("chain_getHeader", rpc_params![hash]).await?;
		Ok((head.number()?, hash))
	}

	pub async fn best_number(&self) -> Result<u32> {
		let head: Head = self.request("chain_getHeader", rpc_params![]).await?;
		head.number()
	}

	/// A block that hardly any other will replace, and yet so young that a transaction signed for the
	/// blocks after it has time.
	pub async fn mature(&self) -> Result<(u32, Hash)> {
		let number = self.best_number().await?.saturating_sub(MATURE);
		Ok((number, self.block_hash(number).await?))
	}

	/// Every new best block.
	pub async fn new_heads(&self) -> Result<Subscription<Head>> {
		let subscription = self
			.client
			.subscribe(
				"chain_subscribeNewHeads",
				rpc_params![],
				"chain_unsubscribeNewHeads",
			)
			.await?;
		Ok(subscription)
	}

	pub async fn next_nonce(&self, account: &AccountId) -> Result<Nonce> {
		self.request("system_accountNextIndex", rpc_params![account])
			.await
	}

	pub async fn submit(&self, extrinsic: &UncheckedExtrinsic) -> Result<Hash> {
		self.client
			.request(
				"author_submitExtrinsic",
				rpc_params![to_hex(&extrinsic.encode())],
			)
			.await
			.map_err(not_taken)
	}

	/// Submits a transaction and follows it.
	pub async fn submit_and_watch(
		&self,
		extrinsic: &UncheckedExtrinsic,
	) -> Result<Subscription<TransactionStatus>> {
		self.client
			.subscribe(
				"author_submitAndWatchExtrinsic",
				rpc_params![to_hex(&extrinsic.encode())],
				"author_unwatchExtrinsic",
			)
			.await
			.map_err(not_taken)
	}

	/// What a transaction would come to on top of the best block; `None` if the node cannot tell.
	pub async fn dry_run(&self, extrinsic: &UncheckedExtrinsic) -> Option<ApplyExtrinsicResult> {
		self.call_api("BlockBuilder_apply_extrinsic", extrinsic)
			.await
			.ok()
	}

	/// A block's header.
	pub async fn header(&self, block: Hash) -> Result<Header> {
		let header: Option<Header> = self.request("chain_getHeader", rpc_params![block]).await?;
		header.with_context(|| format!("the node has no block {block:?}"))
	}

	/// What proves the values of storage keys, or that there are none, by the state root of a block.
	pub async fn read_proof(&self, keys: &[Vec<u8>], at: Hash) -> Result<Vec<Vec<u8>>> {
		let keys: Vec<String> = keys.iter().map(|key| to_hex(key)).collect();
		let params = rpc_params![keys, at];
		let answer: ReadProof = self.request("state_getReadProof", params).await?;
		answer.proof.iter().map(|node| from_hex(node)).collect()
	}

	/// Number of the best block, and its hash.
	pub async fn best(&self) -> Result<(u32, Hash)> {
		let number = self.best_number().await?;
		Ok((number, self.block_hash(number).await?))
	}

	/// Number of a block, and the place of a transaction in it.
	pub async fn place_of(
		&self,
		extrinsic: &UncheckedExtrinsic,
		block: Hash,
	) -> Result<(u32, Option<u32>)> {
		let Block { header, extrinsics } = self.block(block).await?;
		let wanted = to_hex(&extrinsic.encode());
		let place = extrinsics.iter().position(|one| *one == wanted);
		Ok((header.number()?, place.map(|place| place as u32)))
	}

	/// The hashes of a block's transactions.
	pub async fn transactions(&self, block: Hash) -> Result<Vec<Hash>> {
		let extrinsics = self.block(block).await?.extrinsics;
		let hash = |text: &String| Ok(BlakeTwo256::hash(&from_hex(text)?));
		extrinsics.iter().map(hash).collect()
	}

	async fn block(&self, block: Hash) -> Result<Block> {
		let signed: Option<SignedBlock> =
			self.request("chain_getBlock", rpc_params![block]).await?;
		let signed = signed.with_context(|| format!("the node has no block {block:?}"))?;
		Ok(signed.block)
	}

	/// The events of a block.
	pub async fn events(&self, block: Hash) -> Result<Events> {
		let key = frame_support::storage::storage_prefix(b"System", b"Events");
		Ok(self.storage(&key, Some(block)).await?.unwrap_or_default())
	}

	/// The answer of one of the node's own `energy_*` methods, see docs/rpc.md.
	pub async fn energy(&self, method: &str, params: ArrayParams) -> Result<serde_json::Value> {
		self.client
			.request(method, params)
			.await
			.map_err(|error| match error {
				Error::Call(error) if error.code() == -32601 => {
					anyhow!("the node has no {method}: build it together with this tool")
				}
				Error::Call(error) => anyhow!("{}", error.message()),
				error => anyhow!(error).context(format!("calling {method}")),
			})
	}

	/// A storage value, at a block or at the best one.
	pub async fn storage<V: Decode>(&self, key: &[u8], at: Option<Hash>) -> Result<Option<V>> {
		let value: Option<String> = self
			.request("state_getStorage", rpc_params![to_hex(key), at])
			.await?;
		let Some(value) = value else { return Ok(None) };
		let decoded = V::decode(&mut &from_hex(&value)?[..]).context("decoding storage")?;
		Ok(Some(decoded))
	}

	/// Calls a runtime API at the best block.
	pub async fn call_api<V: Decode>(&self, method: &str, arguments: impl Encode) -> Result<V> {
		let answer: String = self
			.request(
				"state_call",
				rpc_params![method, to_hex(&arguments.encode())],
			)
			.await?;
		V::decode(&mut &from_hex(&answer)?[..]).with_context(|| format!("decoding {method}"))
	}

	/// Calls a runtime API at a block.
	pub async fn call_api_at<V: Decode>(
		&self,
		method: &str,
		arguments: impl Encode,
		at: Hash,
	) -> Result<V> {
		let answer: String = self
			.request(
				"state_call",
				rpc_params![method, to_hex(&arguments.encode()), at],
			)
			.await?;
		V::decode(&mut &from_hex(&answer)?[..]).with_context(|| format!("decoding {method}"))
	}

	/// All storage under the prefixes at one block.
	pub async fn snapshot(&self, at: Hash, prefixes: &[Vec<u8>]) -> Result<Snapshot> {
		let mut snapshot = Snapshot::new();
		for prefix in prefixes {
			let mut from: Option<String> = None;
			loop {
				let params = rpc_params![to_hex(prefix), PAGE, from.clone(), at];
				let keys: Vec<String> = self.request("state_getKeysPaged", params).await?;
				let Some(last) = keys.last().cloned() else {
					break;
				};
				let sets: Vec<Changes> = self
					.request("state_queryStorageAt", rpc_params![keys, at])
					.await?;
				for (key, value) in sets.into_iter().flat_map(|set| set.changes) {
					if let Some(value) = value {
						snapshot.push((from_hex(&key)?, from_hex(&value)?));
					}
				}
				from = Some(last);
			}
		}
		Ok(snapshot)
	}
}

impl Head {
	pub fn number(&self) -> Result<u32> {
		u32::from_str_radix(self.number.trim_start_matches("0x"), 16)
			.context("the node answered no block number")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::{
		server::{RpcModule, ServerBuilder, ServerHandle},
		types::ErrorObjectOwned,
	};
	use serde_json::{json, Value};
	use std::net::{SocketAddr, TcpListener};

	const GENESIS: Hash = Hash::repeat_byte(7);

	/// A node of a chain, as far as connecting to it goes.
	async fn node(at: SocketAddr, genesis: Hash, spec_version: u32) -> ServerHandle {
		let version = json!({
			"specName": VERSION.spec_name,
			"specVersion": spec_version,
			"transactionVersion": VERSION.transaction_version,
		});
		let mut module = RpcModule::new(());
		let answers = [
			("state_getRuntimeVersion", version),
			("chain_getBlockHash", json!(genesis)),
			("system_chain", json!("Commonwatt Development")),
		];
		for (method, answer) in answers {
			let answered = move |_: jsonrpsee::types::Params<'_>, _: &(), _: &_| {
				Ok::<Value, ErrorObjectOwned>(answer.clone())
			};
			module
				.register_method(method, answered)
				.expect("is registered once");
		}
		let server = ServerBuilder::default().build(at).await.expect("binds");
		server.start(module)
	}

	/// An address at which so many connections are dropped at once, and nobody listens after.
	fn dropping(connections: usize) -> (SocketAddr, std::thread::JoinHandle<()>) {
		let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
		let at = listener.local_addr().expect("is bound");
		let drops = move || {
			for _ in 0..connections {
				drop(listener.accept());
			}
		};
		(at, std::thread::spawn(drops))
	}

	#[tokio::test]
	async fn a_node_that_drops_connections_and_goes_is_waited_for_until_it_is_back() {
		let (at, dropped) = dropping(3);
		let url = format!("ws://{at}");
		let again = tokio::spawn(async move { Rpc::again(&url, GENESIS).await.map(drop) });
		tokio::task::spawn_blocking(|| dropped.join())
			.await
			.expect("ends")
			.expect("ends");
		tokio::time::sleep(2 * RETRY).await;
		assert!(!again.is_finished());
		let _node = node(at, GENESIS, VERSION.spec_version).await;
		let found = tokio::time::timeout(Duration::from_secs(20), again).await;
		found.expect("is back").expect("ends").expect("is the same");
	}

	#[tokio::test]
	async fn a_node_that_comes_back_as_another_is_refused() {
		let (at, dropped) = dropping(0);
		dropped.join().expect("ends");
		let url = format!("ws://{at}");
		let other = node(at, Hash::repeat_byte(8), VERSION.spec_version).await;
		let said = Rpc::again(&url, GENESIS).await.err().expect("is refused");
		assert!(
			said.to_string().contains("is of another chain now"),
			"{said}"
		);
		other.stop().expect("runs");
		other.stopped().await;
		let _newer = node(at, GENESIS, VERSION.spec_version + 1).await;
		let said = Rpc::again(&url, GENESIS).await.err().expect("is refused");
		assert!(said.to_string().contains("build them together"), "{said}");
	}

	#[tokio::test]
	async fn a_chain_is_told_by_its_name_and_its_first_block() {
		let (at, dropped) = dropping(0);
		dropped.join().expect("ends");
		let _node = node(at, GENESIS, VERSION.spec_version).await;
		let found = Node {
			url: format!("ws://{at}"),
			wait: 1,
		};
		let rpc = Rpc::connect(&found).await.expect("is there");
		assert_eq!(
			rpc.chain().await.expect("is told"),
			format!("Commonwatt Development, genesis {GENESIS:?}")
		);
	}

	#[tokio::test]
	async fn a_starting_node_may_drop_a_connection() {
		let (at, dropped) = dropping(2);
		let found = Node {
			url: format!("ws://{at}"),
			wait: 1,
		};
		let said = Rpc::connect(&found).await.err().expect("nobody is there");
		// It was tried again after both.
		assert!(said.to_string().starts_with("no node answers at"), "{said}");
		dropped.join().expect("ends");
	}

	#[test]
	fn an_address_has_the_scheme_of_a_websocket() {
		for url in [
			"ws://127.0.0.1:9944",
			"wss://node.example",
			"WS://[::1]:9944",
		] {
			assert_eq!(websocket(url), Ok(url.to_string()));
		}
		assert_eq!(
			websocket("127.0.0.1:9944"),
			Err(
				"\"127.0.0.1:9944\" does not begin with ws:// or wss://: give an address like \
				 ws://127.0.0.1:9944"
					.into()
			)
		);
		assert_eq!(
			websocket("http://127.0.0.1:9944"),
			Err(
				"\"http://127.0.0.1:9944\" is no websocket: the same port answers ws://127.0.0.1:9944"
					.into()
			)
		);
		assert_eq!(
			websocket("https://node.example"),
			Err(
				"\"https://node.example\" is no websocket: the same port answers wss://node.example".into()
			)
		);
		assert!(websocket("").is_err());
	}
}
