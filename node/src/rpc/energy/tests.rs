//! The methods through JSON, on a chain made up for it.

mod answers;
mod certificates;
mod failures;
mod fake;
mod government;
mod shares;

use super::*;
use fake::Fake;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use std::sync::atomic::Ordering;

/// The whole answer to a request.
async fn answer_of(chain: &Arc<Fake>, method: &str, params: Value) -> Value {
	let server = Energy::new(chain.clone(), Ss58AddressFormat::custom(42));
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
	let (answer, _) = methods(server)
		.expect("the names are distinct")
		.raw_json_request(&request.to_string(), 1)
		.await
		.expect("the request is JSON-RPC");
	serde_json::from_str(&answer).expect("the answer is JSON")
}

async fn result(method: &str, params: Value) -> Value {
	let answer = answer_of(&Arc::default(), method, params).await;
	assert!(answer.get("error").is_none(), "{answer}");
	answer["result"].clone()
}

/// Code and data of the error.
async fn error(method: &str, params: Value) -> (i64, Value) {
	let answer = answer_of(&Arc::default(), method, params).await;
	let error = &answer["error"];
	assert!(
		!error["message"].as_str().unwrap_or_default().is_empty(),
		"{answer}"
	);
	(
		error["code"].as_i64().expect("errors have a code"),
		error["data"].clone(),
	)
}

/// An account of the made-up chain as it is written.
fn address(byte: u8) -> String {
	fake::account(byte).to_ss58check_with_version(Ss58AddressFormat::custom(42))
}
