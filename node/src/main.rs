//! `commonwatt-node`: a full node and validator for any wasm with Commonwatt's runtime APIs.
//!
//! It does not link the runtime, so a change of the runtime never relinks the node; `runtime`
//! finds the wasm and checks that it is one of ours. See `docs/node.md`.

mod chain_spec;
mod cli;
mod command;
mod fake_runtime_api;
mod forecasting;
mod metrics;
mod rpc;
mod rpc_port;
mod runtime;
mod service;

use std::process::ExitCode;

fn main() -> ExitCode {
	match command::run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("Error: {}", command::message(&error));
			ExitCode::FAILURE
		}
	}
}
