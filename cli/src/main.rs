//! `commonwatt`: replay a community's year on the real runtime, play it against a live node, and trade.
//!
//! `docs/cli.md` shows the commands of a household, a gateway and a treasurer.

#[macro_use]
mod screen;

mod accounts;
mod agent;
mod agents;
mod book;
mod certificates;
mod chain_spec;
mod check;
mod columns;
mod community;
mod curve;
mod dao;
mod described;
mod files;
mod forecast_eval;
mod intent;
mod market_time;
mod names;
mod numbers;
mod order;
mod ordering;
mod play;
mod point;
mod proposing;
mod refusal;
mod rpc;
mod shares;
mod signals;
mod simulate;
mod standing;
mod statement;
mod study;
mod submission;
mod told;
mod topup;
mod units;
mod vehicles;

use anyhow::Result;
use clap::{Arg, Parser, Subcommand};
use std::{io::Write, process::ExitCode};

/// A community microgrid's own chain: replay its year, play its day, trade, check its books.
#[derive(Parser)]
#[command(
	name = "commonwatt",
	version,
	arg_required_else_help = true,
	mut_subcommands(prepare)
)]
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
	/// Run a home's battery, or charge its vehicle, against a live node: plan on the signals, order ahead.
	Agent(Box<agent::Agent>),
	/// Check a chain's books: every unit of money and every Wh, from storage at one finalised block.
	Check(check::Check),
	/// Forecast a community's series from a rolling origin and score the forecasts.
	ForecastEval(forecast_eval::ForecastEval),
	/// Compare what batteries and forecasts bring a community: utility, pool, agents, optimum.
	Study(study::Study),
	/// Write a chain specification for your own community's data.
	ChainSpec(chain_spec::ChainSpec),
	/// Buy or sell ahead: place, replace or cancel an order of a delivery point.
	Order(Box<order::OrderCommand>),
	/// Draw the order book of an interval.
	Book(book::Book),
	/// Show who forecasts for a community, and what they say of the hours to come.
	Signals(signals::Signals),
	/// Show a delivery point: its account, its meter, its orders.
	Point(point::Point),
	/// State once when a delivery point is to buy or sell; show or cancel that.
	Standing(Box<standing::Standing>),
	/// Top a delivery point up, give to it, or set its standing top-up.
	#[command(name = "topup")]
	TopUp(topup::TopUp),
	/// Show what a delivery point bought, sold, paid and got in a month.
	Statement(statement::Statement),
	/// Show, trade and retire certificates of green energy.
	Certificates(Box<certificates::Certificates>),
	/// Show, buy and transfer shares in the community's plants, and get what they earn.
	Shares(Box<shares::Shares>),
	/// Show how a community governs itself: propose, vote, delegate, execute.
	Dao(Box<dao::Dao>),
}

/// What holds for every command, however deep.
fn prepare(command: clap::Command) -> clap::Command {
	// The node and the key of commands with commands of their own may stand behind those.
	let is_parent = command.has_subcommands();
	let prepare_argument = |argument: Arg| {
		let of_all = is_parent && ["url", "wait", "uri"].contains(&argument.get_id().as_str());
		let argument = numbers::reword(allow_negative_numbers(argument));
		if of_all {
			argument.global(true)
		} else {
			argument
		}
	};
	command.mut_args(prepare_argument).mut_subcommands(prepare)
}

/// So that what reads a value, and not the reader of options, says what is wrong with `-5`.
fn allow_negative_numbers(argument: Arg) -> Arg {
	let takes_values = argument.get_action().takes_values();
	let names = argument.get_value_names().unwrap_or_default();
	// `-5kWh` is no number, and no option either.
	let amounts = ["ENERGY", "POWER", "P%", "TIME", "PRICE", "TOKENS", "AMOUNT"];
	let with_unit = names
		.iter()
		.any(|name| amounts.iter().any(|amount| name.starts_with(amount)));
	let argument = match with_unit && !argument.is_positional() {
		true => argument.allow_hyphen_values(true),
		false => argument,
	};
	argument.allow_negative_numbers(takes_values)
}

async fn run(command: Command) -> Result<()> {
	match command {
		Command::Simulate(command) => command.run(),
		Command::Play(command) => command.run().await,
		Command::Agent(command) => command.run().await,
		Command::Check(command) => command.run().await,
		Command::ForecastEval(command) => command.run(),
		Command::Study(command) => command.run(),
		Command::ChainSpec(command) => command.run(),
		Command::Order(command) => command.run().await,
		Command::Book(command) => command.run().await,
		Command::Signals(command) => command.run().await,
		Command::Point(command) => command.run().await,
		Command::Standing(command) => command.run().await,
		Command::TopUp(command) => command.run().await,
		Command::Statement(command) => command.run().await,
		Command::Certificates(command) => command.run().await,
		Command::Shares(command) => command.run().await,
		Command::Dao(command) => command.run().await,
	}
}

#[tokio::main]
async fn main() -> ExitCode {
	match run(Cli::parse().command).await {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			// Where nobody reads errors either, the exit code tells.
			let _ = writeln!(std::io::stderr(), "error: {error:#}");
			ExitCode::FAILURE
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use clap::CommandFactory;

	#[test]
	fn the_command_line_is_consistent() {
		Cli::command().debug_assert();
	}
}
