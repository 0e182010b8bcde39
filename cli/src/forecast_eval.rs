//! `commonwatt forecast-eval`.

use crate::{
	study::community::ensure_feed_in,
	units::{count, day, days},
};
use anyhow::{anyhow, ensure, Context, Result};
use clap::Args;
use commonwatt_evaluation::{evaluate, text, BadLine, Baselines, Community, Fault, Home, Mismatch};
use commonwatt_simulator::data::{price_per_wh, CommunityData, HOURS_PER_DAY};
use indicatif::{ProgressBar, ProgressStyle};
use std::{fs, ops::Range, path::PathBuf};

/// Base units per Wh in 1 USD per kWh.
const UNITS_PER_USD_PER_KWH: f64 = 1e9;
/// Days that the models learn from at least.
const LEARNING: usize = 2;

/// Forecasts a community's demand, generation, net load and prices day-ahead and hour-ahead from a rolling
/// origin, and scores the forecasts.
///
/// The models learn from the first row on and never see what they forecast. docs/forecasts.md explains the
/// scores.
#[derive(Args)]
pub struct ForecastEval {
	/// The community's folder; docs/data-format.md is the format.
	#[arg(long, value_name = "FOLDER")]
	data: PathBuf,
	/// The first day that is reported, from 0; those before are for learning and give the scale.
	#[arg(long, value_name = "DAY", default_value_t = 184, value_parser = day)]
	from: usize,
	/// Days that are reported; all that follow by default.
	#[arg(long, value_name = "DAYS", value_parser = days)]
	days: Option<usize>,
	/// What the supplier pays for surplus, USD per kWh.
	#[arg(long, value_name = "PRICE", default_value = "0.05", value_parser = price_per_wh)]
	feed_in: u64,
	/// What other models forecast, as scripts/baselines writes it: each is compared on the origins that
	/// both have.
	#[arg(long, value_name = "FILE")]
	baselines: Option<PathBuf>,
	/// Write every forecast to this file, in the format of the baselines.
	#[arg(long, value_name = "FILE")]
	forecasts: Option<PathBuf>,
}

impl ForecastEval {
	pub fn run(self) -> Result<()> {
		let data = CommunityData::load(&self.data)?;
		let rows = self.rows(data.days())?;
		ensure_feed_in(&data, self.feed_in, data.hours.len())?;
		let baselines = self.baselines()?;
		let community = community(&data, self.feed_in);
		let bar = progress_bar(community.series().len() as u64);
		let report = evaluate(&community, rows, false, |run| {
			bar.set_message(run.series.name.clone());
			bar.inc(1);
		})
		.map_err(refused)?;
		bar.finish_and_clear();

		println!("{}", text::table(&report.table()));
		if let Some(baselines) = baselines {
			let rows = report.compare(&baselines).map_err(mismatch)?;
			println!("{}", text::table(&rows));
		}
		if let Some(file) = self.forecasts {
			fs::write(&file, text::forecasts(&report))
				.with_context(|| format!("writing {}", file.display()))?;
			println!("wrote {}", file.display());
		}
		Ok(())
	}

	fn rows(&self, available: usize) -> Result<Range<usize>> {
		let (data, from) = (self.data.display(), self.from);
		let most = available.saturating_sub(from);
		let days = self.days.unwrap_or(most);
		ensure!(
			most > 0,
			"{data} holds {}, and those before day {from} are to learn from: none is left to report; choose a \
			 lower --from, {LEARNING} at least, or give longer data",
			count(available, "day")
		);
		ensure!(
			days <= most,
			"{data} holds {}: from day {from} on there are {most}, --days {days} is more",
			count(available, "day")
		);
		let first = self.from * HOURS_PER_DAY;
		Ok(first..first + days * HOURS_PER_DAY)
	}

	fn baselines(&self) -> Result<Option<Baselines>> {
		let Some(file) = &self.baselines else {
			return Ok(None);
		};
		let read =
			fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
		let baselines = Baselines::parse(&read)
			.map_err(|BadLine(line, why)| anyhow!("{}: line {line}: {why}", file.display()))?;
		Ok(Some(baselines))
	}
}

fn refused(fault: Fault) -> anyhow::Error {
	match fault {
		Fault::TooShort => {
			anyhow!("give the models two days to learn from: --from {LEARNING} at least")
		}
		// Hourly rows, whole days: both are checked when the data is read.
		Fault::StepsOutOfRange | Fault::NotWholeDays => anyhow!("{fault:?}"),
	}
}

fn mismatch(why: Mismatch) -> anyhow::Error {
	match why {
		Mismatch::Steps {
			series,
			origin,
			found,
			expected,
		} => anyhow!(
			"the baseline's forecast of {series} from row {origin} has {found} steps, not {expected}"
		),
		Mismatch::BeyondData { series, origin } => {
			anyhow!("the baseline's forecast of {series} from row {origin} goes beyond the data")
		}
		Mismatch::Nothing => anyhow!(
			"the baselines have no series and origin that is reported here: check --from, --days and the file"
		),
	}
}

/// What the models are shown of a community's data.
fn community(data: &CommunityData, feed_in: u64) -> Community {
	let in_usd = |price: u64| price as f64 / UNITS_PER_USD_PER_KWH;
	let column =
		|table: &[Vec<u32>], home: usize| table.iter().map(|row| row[home].into()).collect();
	let homes = data.homes.iter().enumerate().map(|(index, home)| Home {
		name: home.name.clone(),
		demand: column(&data.load_wh, index),
		generation: column(&data.pv_wh, index),
	});
	Community {
		steps_per_day: HOURS_PER_DAY as u16,
		first_weekday: data.hours.first().map_or(0, |hour| hour.day_type - 1),
		weather: Vec::new(),
		homes: homes.collect(),
		retail: data.hours.iter().map(|hour| in_usd(hour.retail)).collect(),
		feed_in: in_usd(feed_in),
	}
}

fn progress_bar(series: u64) -> ProgressBar {
	let style = "{bar:40.green} {pos}/{len} series, {eta} to go: {msg}";
	ProgressBar::new(series)
		.with_style(ProgressStyle::with_template(style).unwrap_or(ProgressStyle::default_bar()))
}
