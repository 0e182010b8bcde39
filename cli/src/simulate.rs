//! `commonwatt simulate`.

use crate::{agents::Agents, ordering::Ordering, study::homes::Fleets};
use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_simulator::{
	conservation,
	data::{price_per_wh, CommunityData, HOURS_PER_DAY},
	kpis::Kpis,
	replay::{replay_homes, replay_with, Extras, Measured, Options, Replayed},
	report,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;

/// Replays a community on the real runtime, one block an hour of data. Homes trade in the pool; with
/// --orders they trade ahead as well.
#[derive(Args)]
pub struct Simulate {
	/// The community's folder; docs/data-format.md is the format.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	/// Days from the first row of the data; all of it by default.
	#[arg(long)]
	days: Option<usize>,
	/// What the supplier pays for surplus, USD per kWh.
	#[arg(long, value_name = "PRICE", default_value = "0.05", value_parser = price_per_wh)]
	feed_in: u64,
	#[command(flatten)]
	ordering: Ordering,
	#[command(flatten)]
	agents: Agents,
	/// Where bills.csv, intervals.csv and report.html go.
	#[arg(long, value_name = "FOLDER", default_value = "out")]
	out: PathBuf,
	/// Check every pallet's invariants after every block.
	#[arg(long)]
	check: bool,
	/// Certify the homes' generation, and show where every Wh of it went. Of homes as they were measured: a
	/// battery behind a meter would be certified as sun.
	#[arg(long, conflicts_with = "agents")]
	certificates: bool,
}

impl Simulate {
	pub fn run(self) -> Result<()> {
		let orders = self.ordering.mix_with_agents()?;
		ensure!(
			!orders.is_planned() || self.agents.plan(),
			"--orders agents needs agents that plan: add --agents forecast"
		);
		let data = CommunityData::load(&self.data)?;
		let days = self.days.unwrap_or_else(|| data.days());
		ensure!(days > 0, "--days must be at least 1");
		ensure!(
			days <= data.days(),
			"--days {days}: {} holds {} days",
			self.data.display(),
			data.days()
		);
		let hours = days * HOURS_PER_DAY;
		let bar = progress_bar(hours as u64);
		let options = Options {
			hours,
			feed_in: self.feed_in,
			check: self.check,
			orders,
		};
		let progress = |done| bar.set_position(done as u64);
		let replayed = match self.agents.of(&data, hours, self.feed_in)? {
			None => {
				let extras = Extras {
					certificates: self.certificates,
				};
				replay_with(&data, &mut Measured(&data), options, extras, progress)?
			}
			Some((community, control)) => {
				let mut homes = Fleets::new(&community, control);
				let (outcome, chain) = replay_homes(&data, &mut homes, options, progress)?;
				homes.did()?;
				Replayed {
					outcome,
					certified: None,
					chain,
				}
			}
		};
		let Replayed {
			outcome,
			certified,
			mut chain,
		} = replayed;
		bar.finish_and_clear();

		let verdict = conservation::check(chain.snapshot());
		let kpis = Kpis::of(&outcome);
		let files = report::write_all(&self.out, &outcome, &kpis)
			.with_context(|| format!("writing the report to {}", self.out.display()))?;
		println!("{}", report::table::table(&kpis));
		if let Some(certified) = &certified {
			println!("{}", report::certificates::table(certified));
		}
		for file in [&files.page, &files.bills, &files.intervals] {
			println!("wrote {}", file.display());
		}
		println!();
		crate::check::report(&verdict)
	}
}

fn progress_bar(hours: u64) -> ProgressBar {
	let style = "{bar:40.green} {pos}/{len} hours, {eta} to go";
	ProgressBar::new(hours)
		.with_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()))
}
