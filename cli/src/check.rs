//! `commonwatt check`: are money and energy conserved?

use crate::rpc::{Node, Rpc};
use anyhow::{bail, Context, Result};
use clap::Args;
use comfy_table::{presets::UTF8_BORDERS_ONLY, CellAlignment, Table};
use commonwatt_primitives::Balance;
use commonwatt_simulator::conservation::{self, Snapshot, Verdict};
use std::{
	fs,
	path::{Path, PathBuf},
};

/// Sums every account and every register from storage alone and compares them with what came in. Ends
/// with an error if a single unit or Wh is missing.
#[derive(Args)]
pub struct Check {
	#[command(flatten)]
	node: Node,
	/// Check a saved snapshot instead of a node.
	#[arg(long, value_name = "FILE")]
	snapshot: Option<PathBuf>,
	/// Save what was checked, to check it again elsewhere.
	#[arg(long, value_name = "FILE")]
	save: Option<PathBuf>,
}

impl Check {
	pub async fn run(self) -> Result<()> {
		let snapshot = match &self.snapshot {
			Some(file) => {
				println!("Snapshot {}", file.display());
				read(file)?
			}
			None => {
				let rpc = Rpc::connect(&self.node).await?;
				let (number, hash) = rpc.finalised().await?;
				println!("Finalised block {number}, {hash:?}");
				rpc.snapshot(hash, &conservation::prefixes()).await?
			}
		};
		if let Some(file) = &self.save {
			write(file, &snapshot)?;
			println!("saved {} entries to {}", snapshot.len(), file.display());
		}
		report(&conservation::check(snapshot))
	}
}

/// Prints the sums; an error if something does not agree.
pub fn report(verdict: &Verdict) -> Result<()> {
	for sums in &verdict.communities {
		let mut table = Table::new();
		table.load_preset(UTF8_BORDERS_ONLY);
		table.set_header([format!("Community {}", sums.community), "tokens".into()]);
		let rows: [(&str, Balance); 8] = [
			("credit of the points", sums.credit),
			("escrow of open intervals", sums.escrow),
			("treasury", sums.treasury),
			("supplier", sums.supplier),
			("guarantee", sums.guarantee),
			("= all accounts", sums.accounts()),
			("came in by calls, less withdrawals", sums.liabilities),
			("held by the pot", sums.pot),
		];
		for (name, amount) in rows {
			table.add_row([name.to_string(), tokens(amount)]);
		}
		let energy = [
			("metered import", sums.metered.import),
			("booked import", sums.booked.import),
			("metered export", sums.metered.export),
			("booked export", sums.booked.export),
		];
		for (name, wh) in energy {
			table.add_row([name.to_string(), format!("{wh} Wh")]);
		}
		if let Some(column) = table.column_mut(1) {
			column.set_cell_alignment(CellAlignment::Right);
		}
		println!("{table}");
	}
	if !verdict.holds() {
		bail!("conservation FAILS:\n  {}", verdict.faults.join("\n  "));
	}
	println!("Conservation holds: every unit and every Wh is accounted for.");
	Ok(())
}

/// Tokens with all 12 decimals: nothing is rounded away.
fn tokens(amount: Balance) -> String {
	let token = commonwatt_runtime::TOKEN;
	format!("{}.{:012}", amount / token, amount % token)
}

fn read(file: &Path) -> Result<Snapshot> {
	let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
	let pairs: Vec<(String, String)> = serde_json::from_str(&text)
		.with_context(|| format!("{} is no snapshot: use check --save", file.display()))?;
	pairs
		.into_iter()
		.map(|(key, value)| Ok((decode(&key)?, decode(&value)?)))
		.collect::<Result<_>>()
		.with_context(|| format!("{} is no snapshot", file.display()))
}

fn write(file: &Path, snapshot: &Snapshot) -> Result<()> {
	let pairs: Vec<(String, String)> = snapshot
		.iter()
		.map(|(key, value)| (hex::encode(key), hex::encode(value)))
		.collect();
	fs::write(file, serde_json::to_vec(&pairs)?)
		.with_context(|| format!("writing {}", file.display()))
}

fn decode(text: &str) -> Result<Vec<u8>> {
	hex::decode(text).context("not hexadecimal")
}
