//! `commonwatt study`.

pub mod charging;
pub mod community;
pub mod homes;
pub mod vehicles;

use crate::{
	files,
	ordering::Ordering,
	units::{count, days},
};

use anyhow::{anyhow, ensure, Context, Result};
use clap::Args;
use commonwatt_simulator::{
	data::{price_per_wh, CommunityData, HOURS_PER_DAY},
	replay::{replay_homes, Options},
};
use commonwatt_study::{
	arm::{Arm, Billing, Tuning},
	chart,
	community::Community,
	findings::Findings,
	run::Run,
	text,
};
use community::Wear;
use homes::Fleets;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
	fs, io,
	path::{Path, PathBuf},
	time::Instant,
};

/// The data that the agents' constants were chosen on.
const TUNED_ON: &str = "fontana17";

/// What batteries and forecasts bring a community: the arms A to G on the same hours.
///
/// A the supplier alone, B the pool, C greedy batteries without a market, D to F the market with agents
/// (thresholds, D' the clock; E' and E'' plans on the days before, E on forecasts, F on perfect ones), G the
/// optimum in perfect foresight. docs/study.md explains the
/// arms and the figures.
#[derive(Args)]
pub struct Study {
	/// The community's folder; docs/data-format.md is the format. It needs batteries and carbon.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	/// Days from the first row of the data; all of it by default.
	#[arg(long, value_name = "DAYS", value_parser = days)]
	days: Option<usize>,
	/// What the supplier pays for surplus, USD per kWh.
	#[arg(long, value_name = "PRICE", default_value = "0.05", value_parser = price_per_wh)]
	feed_in: u64,
	#[command(flatten)]
	wear: Wear,
	#[command(flatten)]
	ordering: Ordering,
	/// Bill the market's arms by plain arithmetic instead of the real runtime: the same, sooner.
	#[arg(long)]
	arithmetic: bool,
	/// Where study.csv, homes.csv, study.svg and study.html go.
	#[arg(long, value_name = "FOLDER", default_value = "out")]
	out: PathBuf,
}

impl Study {
	pub fn run(self) -> Result<()> {
		let orders = self.ordering.mix_with_agents()?.orders();
		ensure!(
			!self.arithmetic || !orders,
			"orders need the auction of the real runtime: leave --arithmetic out"
		);
		let data = CommunityData::load(&self.data)?;
		let days = self.days.unwrap_or_else(|| data.days());
		ensure!(
			days <= data.days(),
			"--days {days}: {} holds {}",
			self.data.display(),
			count(data.days(), "day")
		);
		let hours = days * HOURS_PER_DAY;
		ensure!(
			!data.carbon.is_empty(),
			"no carbon intensity: add carbon_kg_per_kwh to community.csv (docs/data-format.md)"
		);
		community::ensure_batteries(&data)?;
		let community = community::of(&data, hours, self.feed_in, &self.wear)?;
		// Whoever cannot write hears so before the arms are run.
		files::ensure_folder(&self.out)?;
		let tuning = Tuning::default();
		let started = Instant::now();
		let mut runs = Vec::new();
		for arm in Arm::ALL {
			let bar = progress_bar(arm, hours as u64);
			// With orders, all that could order: what did not would not compare.
			let agents = arm.billing() == Billing::Pool && arm.control(&tuning).is_some();
			let real = !self.arithmetic && (Arm::MARKET.contains(&arm) || orders && agents);
			let run = match real {
				true => self.on_the_runtime(&data, &community, arm, &tuning, &bar)?,
				false => Run::of(&community, arm, &tuning, &mut |done| {
					bar.set_position(done as u64)
				})
				.map_err(|why| anyhow!("arm {}: no optimum: {}", arm.name(), why.0))?,
			};
			bar.finish_and_clear();
			runs.push(run);
		}
		let findings = Findings::of(&community, &runs, data.name == TUNED_ON);
		print!("{}", text::table(&findings));
		let billed = match (self.arithmetic, orders) {
			(true, _) => "Bills: plain arithmetic",
			(false, true) => "Bills of all agents in the pool: the real runtime",
			(false, false) => {
				"Bills of B, D, E, F: the real runtime; of the others: plain arithmetic"
			}
		};
		println!("{billed}. {} s in all.", started.elapsed().as_secs());
		self.write(&data.name, &findings)
	}

	fn on_the_runtime(
		&self,
		data: &CommunityData,
		community: &Community,
		arm: Arm,
		tuning: &Tuning,
		bar: &ProgressBar,
	) -> Result<Run> {
		let control = arm
			.control(tuning)
			.with_context(|| format!("arm {} has no agents", arm.name()))?;
		let mut homes = Fleets::new(community, control);
		let options = Options {
			hours: community.intervals(),
			feed_in: self.feed_in,
			check: false,
			orders: self.ordering.mix_with_agents()?,
		};
		let progress = |done| bar.set_position(done as u64);
		let (outcome, _) = replay_homes(data, &mut homes, options, progress)?;
		let mut run = Run::billed(community, arm, homes.did()?.batteries);
		let bills = outcome.intervals.iter();
		run.bills = bills
			.map(|interval| interval.homes.iter().map(|home| home.bill).collect())
			.collect();
		Ok(run)
	}

	fn write(&self, name: &str, findings: &Findings) -> Result<()> {
		let files = [
			("study.csv", text::csv(findings)),
			("homes.csv", text::homes_csv(findings)),
			("study.svg", chart::svg(findings)),
			("study.html", chart::page(name, findings)),
		];
		for (file, content) in files {
			let path = self.out.join(file);
			write_whole(&path, &content).with_context(|| format!("writing {}", path.display()))?;
			println!("wrote {}", path.display());
		}
		Ok(())
	}
}

/// All of a file or, whatever happens, what it was before.
fn write_whole(path: &Path, content: &str) -> io::Result<()> {
	let mut beside = path.as_os_str().to_owned();
	beside.push(".part");
	fs::write(&beside, content)?;
	fs::rename(&beside, path)
}

fn progress_bar(arm: Arm, hours: u64) -> ProgressBar {
	let style = "{msg:24} {bar:40.green} {pos}/{len} hours, {eta} to go";
	ProgressBar::new(hours)
		.with_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()))
		.with_message(format!("{} {}", arm.name(), arm.title()))
}
