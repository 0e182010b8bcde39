//! The command line.

use clap::{Arg, Command};
use sc_cli::RunCmd;
use std::path::PathBuf;

/// The options of the node and of its subcommands.
#[derive(Debug, clap::Parser)]
#[command(mut_args(reword), mut_subcommands(|command: Command| command.mut_args(reword)))]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	/// Runtime wasm for the presets `dev` and `local`
	///
	/// Without it the file that the environment variable COMMONWATT_RUNTIME names is taken, and
	/// else the first of these beside the executable:
	///
	/// - commonwatt_runtime.compact.compressed.wasm
	///
	/// - commonwatt_runtime.wasm
	///
	/// - wbuild/commonwatt-runtime/commonwatt_runtime.compact.compressed.wasm
	///
	/// A chain spec file brings its own runtime. With a subcommand this option comes after it.
	#[arg(long, value_name = "WASM", global = true)]
	pub runtime: Option<PathBuf>,

	/// Where the node's forecaster asks for the weather
	///
	/// An HTTP endpoint of your own, see docs/signals.md. Without it forecasts are made without
	/// weather.
	#[arg(long, value_name = "URL")]
	pub weather_url: Option<String>,

	#[command(flatten)]
	pub run: RunCmd,
}

/// What the node does instead of running.
#[derive(Debug, clap::Subcommand)]
pub enum Subcommand {
	/// Generate, inspect and insert keys
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Write a chain spec as JSON, plain or raw
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Execute a block of the database again
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks to a file
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a raw chain spec
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Take the chain back by some blocks that are not final
	Revert(sc_cli::RevertCmd),

	/// Remove the database of a chain
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Print the best, the final and the genesis block of the database
	ChainInfo(sc_cli::ChainInfoCmd),
}

impl Cli {
	/// Whether the command executes the runtime of its chain spec. The others only want to know
	/// where the chain's files are, and must work where no runtime has been built.
	pub fn needs_runtime(&self) -> bool {
		!matches!(
			self.subcommand,
			Some(Subcommand::Key(_) | Subcommand::PurgeChain(_) | Subcommand::ChainInfo(_))
		)
	}
}

/// Requests of a JSON-RPC batch: each may ask for 96 intervals.
const BATCH_LENGTH: &str = "64";

/// Tells of our presets where sc-cli's texts tell of other nodes, and limits what it leaves open.
fn reword(arg: Arg) -> Arg {
	match arg.get_id().as_str() {
		"chain" => arg
			.help("The chain: `dev`, `local` or the path of a chain spec file")
			.long_help(
				"The chain: one of the presets `dev` (one validator) and `local` (the default), or \
				 the path of a chain spec file, plain or raw, as `export-chain-spec` writes it",
			),
		"dev" => arg
			.help("A development chain with one validator, gone when the node stops")
			.long_help(
				"A development chain with one validator, gone when the node stops.\n\nShort for \
				 `--chain dev --alice --force-authoring --rpc-cors all --tmp --no-mdns`, each \
				 unless overridden. With --base-path the chain is kept.",
			),
		"rpc_max_batch_request_len" => arg.default_value(BATCH_LENGTH),
		_ => arg,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::{CommandFactory, Parser};
	use sc_cli::CliConfiguration;
	use sc_service::config::RpcBatchRequestConfig;
	use std::path::Path;

	fn parse(args: &[&str]) -> Cli {
		Cli::try_parse_from([&["commonwatt-node"], args].concat()).expect("arguments are valid")
	}

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}

	#[test]
	fn runtime_is_an_option_of_the_node_and_of_its_subcommands() {
		for args in [
			&["--dev", "--runtime", "x.wasm"][..],
			&["export-chain-spec", "--runtime", "x.wasm"],
			&[
				"key",
				"insert",
				"--runtime",
				"x.wasm",
				"--key-type",
				"aura",
				"--scheme",
				"sr25519",
			],
		] {
			assert_eq!(parse(args).runtime.as_deref(), Some(Path::new("x.wasm")));
		}
	}

	#[test]
	fn commands_that_only_look_at_files_need_no_runtime() {
		for args in [
			&["purge-chain", "--dev"][..],
			&["chain-info"],
			&["key", "generate"],
		] {
			assert!(!parse(args).needs_runtime());
		}
		for args in [
			&["--dev"][..],
			&["export-chain-spec"],
			&["revert"],
			&["import-blocks"],
		] {
			assert!(parse(args).needs_runtime());
		}
	}

	#[test]
	fn dev_authors_with_alices_keys() {
		let run = parse(&["--dev"]).run;
		assert_eq!(
			run.dev_key_seed(true).ok().flatten().as_deref(),
			Some("//Alice")
		);
		assert!(run.force_authoring().is_ok_and(|forced| forced));
		assert!(run.role(true).is_ok_and(|role| role.is_authority()));
	}

	#[test]
	fn a_batch_of_requests_is_limited_unless_told_otherwise() {
		let config = |args: &[&str]| parse(args).run.rpc_batch_config().ok();
		assert!(matches!(
			config(&["--dev"]),
			Some(RpcBatchRequestConfig::Limit(64))
		));
		assert!(matches!(
			config(&["--rpc-max-batch-request-len", "1000"]),
			Some(RpcBatchRequestConfig::Limit(1000))
		));
		assert!(matches!(
			config(&["--rpc-disable-batch-requests"]),
			Some(RpcBatchRequestConfig::Disabled)
		));
	}

	#[test]
	fn help_speaks_of_our_chains() {
		let mut command = Cli::command();
		command.build();
		let revert = command
			.find_subcommand_mut("revert")
			.expect("revert is a subcommand");
		for help in [revert.render_long_help(), Cli::command().render_long_help()] {
			let help = help.to_string();
			assert!(help.contains("one of the presets `dev` (one validator) and `local`"));
			assert!(!help.contains("staging") && !help.contains("omni-node"));
		}
	}
}
