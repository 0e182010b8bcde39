//! The node's RPC, as far as the measurement needs it.

use anyhow::{anyhow, Context, Result};
use codec::{Decode, Encode};
use commonwatt_runtime::{Hash, Header, RuntimeEvent};
use jsonrpsee::{
	core::{
		client::{ClientT, Error, Subscription, SubscriptionClientT},
		params::ArrayParams,
	},
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use serde::{de::DeserializeOwned, Deserialize};
use std::{sync::Arc, time::Duration};

/// Bytes of an answer: the events of a full block.
const LARGEST: u32 = 128 * 1024 * 1024;

/// A machine that others use as well may take long for the largest answers.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);

#[derive(Clone)]
pub struct Rpc(Arc<WsClient>);

#[derive(Deserialize)]
struct SignedBlock {
	block: Block,
}

/// A block as its author made it.
#[derive(Deserialize)]
pub struct Block {
	pub header: Header,
	extrinsics: Vec<String>,
}

/// Events of a block.
pub type Events = Vec<Box<frame_system::EventRecord<RuntimeEvent, Hash>>>;

fn from_hex(text: &str) -> Result<Vec<u8>> {
	hex::decode(text.trim_start_matches("0x")).context("the node answered no hexadecimal")
}

impl Block {
	pub fn extrinsics(&self) -> Result<Vec<Vec<u8>>> {
		self.extrinsics.iter().map(|text| from_hex(text)).collect()
	}
}

impl Rpc {
	/// Connects to a node, if it answers yet.
	pub async fn connect(port: u16) -> Option<Self> {
		let client = WsClientBuilder::default()
			.max_response_size(LARGEST)
			.max_request_size(LARGEST)
			.request_timeout(REQUEST_TIMEOUT)
			.build(format!("ws://127.0.0.1:{port}"))
			.await;
		Some(Self(Arc::new(client.ok()?)))
	}

	async fn request<R: DeserializeOwned>(&self, method: &str, params: ArrayParams) -> Result<R> {
		let answer = self.0.request(method, params).await;
		answer.with_context(|| format!("calling {method}"))
	}

	pub async fn heads(&self) -> Result<Subscription<Header>> {
		self.subscribe("chain_subscribeNewHeads", "chain_unsubscribeNewHeads")
			.await
	}

	pub async fn finalised_heads(&self) -> Result<Subscription<Header>> {
		self.subscribe(
			"chain_subscribeFinalizedHeads",
			"chain_unsubscribeFinalizedHeads",
		)
		.await
	}

	async fn subscribe(&self, begin: &str, end: &str) -> Result<Subscription<Header>> {
		let subscription = self.0.subscribe(begin, rpc_params![], end).await;
		subscription.with_context(|| format!("calling {begin}"))
	}

	pub async fn block_hash(&self, number: u32) -> Result<Hash> {
		let hash: Option<Hash> = self
			.request("chain_getBlockHash", rpc_params![number])
			.await?;
		hash.with_context(|| format!("the node has no block {number}"))
	}

	pub async fn block(&self, hash: Hash) -> Result<Block> {
		let block: Option<SignedBlock> = self.request("chain_getBlock", rpc_params![hash]).await?;
		let block = block.with_context(|| format!("the node has no block {hash:?}"))?;
		Ok(block.block)
	}

	/// A storage value of a pallet at a block.
	pub async fn value<V: Decode>(&self, pallet: &str, item: &str, at: Hash) -> Result<V> {
		let key = frame_support::storage::storage_prefix(pallet.as_bytes(), item.as_bytes());
		let key = format!("0x{}", hex::encode(key));
		let value: Option<String> = self
			.request("state_getStorage", rpc_params![key, at])
			.await?;
		let value = value.with_context(|| format!("{pallet}.{item} is empty"))?;
		V::decode(&mut &from_hex(&value)?[..]).with_context(|| format!("decoding {pallet}.{item}"))
	}

	/// Submits a transaction, given in hexadecimal; the inner error is why the pool refused it.
	pub async fn submit(&self, transaction: &str) -> Result<Result<Hash, String>> {
		let answer = self
			.0
			.request("author_submitExtrinsic", rpc_params![transaction])
			.await;
		match answer {
			Ok(hash) => Ok(Ok(hash)),
			Err(Error::Call(error)) => {
				let why = error
					.data()
					.map_or(String::new(), |data| format!(": {data}"));
				Ok(Err(format!("{} {}{why}", error.code(), error.message())))
			}
			Err(error) => Err(anyhow!(error).context("submitting a transaction")),
		}
	}

	/// What [`Self::execute`] needs of a block.
	pub async fn execution(&self, hash: Hash) -> Result<Execution> {
		let block = self.block(hash).await?;
		let parent = block.header.parent_hash;
		let data = format!("0x{}", hex::encode(unsealed(block)?));
		Ok(Execution { parent, data })
	}

	/// Executes a block once more on the state before it, as a node that imports it does.
	pub async fn execute(&self, Execution { parent, data }: &Execution) -> Result<()> {
		let _: String = self
			.request(
				"state_call",
				rpc_params!["Core_execute_block", data, parent],
			)
			.await?;
		Ok(())
	}
}

/// A block to execute once more, and the one before it.
pub struct Execution {
	parent: Hash,
	data: String,
}

/// A block's encoding without its seal, which the importing node takes off before it executes.
fn unsealed(block: Block) -> Result<Vec<u8>> {
	let extrinsics = block.extrinsics()?;
	let mut header = block.header;
	header.digest.pop();
	let mut bytes = header.encode();
	codec::Compact(extrinsics.len() as u32).encode_to(&mut bytes);
	// An extrinsic's encoding begins with its length already.
	bytes.extend(extrinsics.concat());
	Ok(bytes)
}
