//! Runs what the command line asks for.

use crate::{
	chain_spec::{self, Preset},
	cli::{Cli, Subcommand},
	rpc_port, runtime,
	service::{self, Block},
};
use sc_cli::{CliConfiguration, SubstrateCli};
use sc_network::{config::NetworkBackendType, Litep2pNetworkBackend, NetworkWorker};
use sc_service::{ChainSpec, PartialComponents};
use std::path::Path;

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"Commonwatt Node".into()
	}

	fn impl_version() -> String {
		env!("CARGO_PKG_VERSION").into()
	}

	fn description() -> String {
		env!("CARGO_PKG_DESCRIPTION").into()
	}

	fn author() -> String {
		"the Commonwatt contributors".into()
	}

	fn support_url() -> String {
		"docs/node.md".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> Result<Box<dyn ChainSpec>, String> {
		let Some(preset) = Preset::from_id(id) else {
			if self.runtime.is_some() {
				eprintln!(
					"Warning: --runtime is for presets, the chain spec file has its runtime."
				);
			}
			let spec = chain_spec::from_file(Path::new(id), self.needs_runtime())?;
			return Ok(Box::new(spec));
		};
		let code = if self.needs_runtime() {
			runtime::load(self.runtime.as_deref()).map_err(|error| error.to_string())?
		} else {
			Vec::new()
		};
		Ok(Box::new(preset.chain_spec(&code)))
	}
}

/// What to tell of an error. sc-cli puts a chain spec that cannot be loaded down to invalid
/// input; our own texts for that stand on their own.
pub fn message(error: &sc_cli::Error) -> String {
	match error {
		sc_cli::Error::Input(message) => message.clone(),
		error => error.to_string(),
	}
}

/// Reads the command line and does what it asks for.
pub fn run() -> sc_cli::Result<()> {
	let cli = Cli::from_args();

	match &cli.subcommand {
		None => run_node(&cli),
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::ExportChainSpec(cmd)) => cmd.run(cli.load_spec(&cmd.chain)?),
		Some(Subcommand::CheckBlock(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				import_queue,
				..
			} = service::new_partial(&config)?;
			service::check_runtime_on_chain(&client)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		Some(Subcommand::ImportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				import_queue,
				..
			} = service::new_partial(&config)?;
			service::check_runtime_on_chain(&client)?;
			Ok((cmd.run(client, import_queue), task_manager))
		}),
		// These stay useful when the runtime on chain has gone wrong, so it is not checked.
		Some(Subcommand::ExportBlocks(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				..
			} = service::new_partial(&config)?;
			Ok((cmd.run(client, config.database), task_manager))
		}),
		Some(Subcommand::ExportState(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				..
			} = service::new_partial(&config)?;
			Ok((cmd.run(client, config.chain_spec), task_manager))
		}),
		Some(Subcommand::Revert(cmd)) => cli.create_runner(cmd)?.async_run(|config| {
			let PartialComponents {
				client,
				task_manager,
				backend,
				..
			} = service::new_partial(&config)?;
			let revert_grandpa = Box::new(|client, _, blocks| {
				sc_consensus_grandpa::revert(client, blocks)?;
				Ok(())
			});
			Ok((cmd.run(client, backend, Some(revert_grandpa)), task_manager))
		}),
		Some(Subcommand::PurgeChain(cmd)) => cli
			.create_runner(cmd)?
			.sync_run(|config| cmd.run(config.database)),
		Some(Subcommand::ChainInfo(cmd)) => cli
			.create_runner(cmd)?
			.sync_run(|config| cmd.run::<Block>(&config)),
	}
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
	let weather_url = cli.weather_url.as_deref();
	let chain =
		CliConfiguration::<()>::chain_id(&cli.run, CliConfiguration::<()>::is_dev(&cli.run)?)?;
	let preset = Preset::from_id(&chain);
	if preset == Some(Preset::ProductionTemplate) {
		return Err(sc_cli::Error::Input(
			"`production-template` is to be filled in before it is a chain: write it to a file with \
			 `commonwatt-node export-chain-spec --chain production-template`, and see docs/operators.md."
				.into(),
		));
	}
	let spec_is_file = preset.is_none();
	// Endpoints of one's own say themselves what they do where their port is taken.
	let has_usual_endpoints = cli.run.rpc_params.experimental_rpc_endpoint.is_empty();
	cli.create_runner(&cli.run)?
		.run_node_until_exit(|mut config| async move {
			if let Some(endpoints) = config.rpc.addr.as_mut().filter(|_| has_usual_endpoints) {
				rpc_port::keep(endpoints)
					.map_err(|taken| sc_cli::Error::Application(taken.into()))?;
			}
			match config.network.network_backend {
				NetworkBackendType::Litep2p => {
					service::new_full::<Litep2pNetworkBackend>(config, weather_url, spec_is_file)
				}
				NetworkBackendType::Libp2p => {
					service::new_full::<NetworkWorker<_, _>>(config, weather_url, spec_is_file)
				}
			}
		})
}
