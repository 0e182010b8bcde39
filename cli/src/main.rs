//! `commonwatt`: replay a community's year on the real runtime, or play it against a live node.

mod chain_spec;
mod check;
mod play;
mod rpc;
mod simulate;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// A community microgrid's own chain: replay its year, play its day, check its books.
#[derive(Parser)]
#[command(name = "commonwatt", version, arg_required_else_help = true)]
struct Cli {
	#[command(subcommand)]
	command: Command,
}

#[derive(Subcommand)]
enum Command {
	/// Replay a community's data on the real runtime, in this process, and report what sharing saves.
	Simulate(simulate::Simulate),
	/// Play a community's day against a live node: signed readings, settled bills, a final check.
	Play(play::Play),
	/// Check a chain's books: every unit of money and every Wh, from storage at one finalised block.
	Check(check::Check),
	/// Write a chain specification for your own community's data.
	ChainSpec(chain_spec::ChainSpec),
}

async fn run(command: Command) -> Result<()> {
	match command {
		Command::Simulate(command) => command.run(),
		Command::Play(command) => command.run().await,
		Command::Check(command) => command.run().await,
		Command::ChainSpec(command) => command.run(),
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	match run(Cli::parse().command).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error:#}");
			ExitCode::FAILURE
		}
	}
}
