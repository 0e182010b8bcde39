//! `commonwatt simulate`.

use crate::{
	agents::Agents,
	files,
	ordering::Ordering,
	study::{homes::Fleets, vehicles::Charging},
	units::{count, days},
	vehicles,
};
use anyhow::{ensure, Context, Result};
use clap::Args;
use commonwatt_simulator::{
	conservation,
	data::{
		price_per_wh,
		vehicles::{load, Vehicle},
		CommunityData, HOURS_PER_DAY, UNITS_PER_USD,
	},
	kpis::Kpis,
	replay::{replay_homes, replay_with, Extras, Measured, Options, Replayed},
	report,
};
use commonwatt_study::{
	community::{Community, Home},
	fleet::Did,
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
	#[arg(long, value_name = "DAYS", value_parser = days)]
	days: Option<usize>,
	/// What the supplier pays for surplus, USD per kWh.
	#[arg(long, value_name = "PRICE", default_value = "0.05", value_parser = price_per_wh)]
	feed_in: u64,
	#[command(flatten)]
	ordering: Ordering,
	#[command(flatten)]
	agents: Agents,
	/// Vehicles that the agents charge: a CSV, docs/data-format.md is the format.
	#[arg(long, value_name = "FILE")]
	vehicles: Option<PathBuf>,
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
		ensure!(
			days <= data.days(),
			"--days {days}: {} holds {}",
			self.data.display(),
			count(data.days(), "day")
		);
		// Whoever cannot write hears so before the hours are replayed.
		files::ensure_folder(&self.out)?;
		let hours = days * HOURS_PER_DAY;
		let vehicles = self.vehicles(&data)?;
		let bar = progress_bar(hours as u64);
		let options = Options {
			hours,
			feed_in: self.feed_in,
			check: self.check,
			orders,
		};
		let progress = |done| bar.set_position(done as u64);
		let running = self
			.agents
			.of(&data, hours, self.feed_in, vehicles.is_some())?;
		let mut accounts = Vec::new();
		let mut worn = None;
		let replayed = match &running {
			None => {
				let extras = Extras {
					certificates: self.certificates,
				};
				replay_with(&data, &mut Measured(&data), options, extras, progress)?
			}
			Some((community, control)) => {
				let mut homes = Fleets::new(community, *control);
				if let Some((rows, charging)) = &vehicles {
					homes = homes.with_vehicles(rows, *charging)?;
				}
				let (outcome, chain) = replay_homes(&data, &mut homes, options, progress)?;
				let did = homes.did()?;
				worn = Some(wear(community, &did.batteries));
				accounts = did.vehicles;
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
		if let Some(worn) = worn {
			println!("{}\n", net_of_wear(&kpis, worn));
		}
		if let Some(certified) = &certified {
			println!("{}", report::certificates::table(certified));
		}
		for file in [&files.page, &files.bills, &files.intervals] {
			println!("wrote {}", file.display());
		}
		if let (Some((community, control)), Some((rows, _))) = (&running, &vehicles) {
			let file = self.out.join("vehicles.csv");
			vehicles::write(&file, community, rows, &accounts)?;
			println!("wrote {}", file.display());
			println!();
			print_lines(&vehicles::table(community, rows, &accounts));
			println!();
			println!("The community with its vehicles charged in each way, the batteries run as here; by plain arithmetic, nobody orders:");
			print_lines(&vehicles::comparison(community, *control, rows)?);
			println!("batteries: their wear, less what is left in them at feed-in. for the vehicles: bills and batteries, less those without vehicles.");
		}
		println!();
		crate::check::report(&verdict)
	}
}

impl Simulate {
	/// The vehicles, and how they are charged.
	fn vehicles(&self, data: &CommunityData) -> Result<Option<(Vec<Vehicle>, Charging)>> {
		let Some(file) = &self.vehicles else {
			return Ok(None);
		};
		let charging = self.agents.charging().context(
			"--vehicles needs agents that charge them: add --agents greedy, threshold or forecast",
		)?;
		let rows = load(file, data).with_context(|| file.display().to_string())?;
		Ok(Some((rows, charging)))
	}
}

fn print_lines(lines: &[String]) {
	for line in lines {
		println!("{line}");
	}
}

/// What the batteries wore off, base units.
fn wear(community: &Community, did: &[Vec<Did>]) -> i128 {
	let worn = |did: &Did, home: &Home| {
		let wear = home.battery.map_or(0.0, |battery| battery.wear);
		(-did.taken).max(0) as f64 * wear
	};
	let of = |did: &Vec<Did>| -> f64 {
		let homes = did.iter().zip(&community.homes);
		homes.map(|(did, home)| worn(did, home)).sum()
	};
	did.iter().map(of).sum::<f64>().round() as i128
}

/// Nobody bills wear, so what was saved says nothing of it.
fn net_of_wear(kpis: &Kpis, worn: i128) -> String {
	let usd = |units: i128| units as f64 / UNITS_PER_USD as f64;
	format!(
		"The batteries wore off ${:.2}, which is on no bill: of the ${:.2} saved, ${:.2} are left.",
		usd(worn),
		usd(kpis.total.saving()),
		usd(kpis.total.saving().saturating_sub(worn))
	)
}

fn progress_bar(hours: u64) -> ProgressBar {
	let style = "{bar:40.green} {pos}/{len} hours, {eta} to go";
	ProgressBar::new(hours)
		.with_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()))
}
