//! Evaluates a folder like `data/fontana17`, whose community.csv has weather in its last three columns.
//!
//! `fontana FOLDER [--days FIRST..END] [--baselines FILE] [--forecasts FILE] [--homes FIRST..END]`
//!
//! Days count from 0; without `--days` the second half of the year is reported: 184..365.

use commonwatt_evaluation::{evaluate, text, Baselines, Community, Home};
use commonwatt_forecast::Weather;
use std::{error::Error, ops::Range, path::Path, time::Instant};

fn numbers(path: &Path) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
	let mut reader = csv::Reader::from_path(path)?;
	reader
		.records()
		.map(|record| Ok(record?.iter().map(str::parse).collect::<Result<_, _>>()?))
		.collect()
}

fn read(folder: &Path, homes: Option<Range<usize>>) -> Result<Community, Box<dyn Error>> {
	let load = numbers(&folder.join("load_wh.csv"))?;
	let solar = numbers(&folder.join("pv_wh.csv"))?;
	let community = numbers(&folder.join("community.csv"))?;
	let column = |table: &[Vec<f64>], i: usize| table.iter().map(|row| row[i]).collect();
	let all = 0..load[0].len() - 1;
	let home = |i: usize| Home {
		name: format!("home{}", i + 1),
		demand: column(&load, i + 1),
		generation: column(&solar, i + 1),
	};
	Ok(Community {
		steps_per_day: 24,
		// The second row is 01:00 of the first day; its day type is 1 for Monday.
		first_weekday: community[1][3] as u8 - 1,
		weather: community
			.iter()
			.map(|row| Weather {
				temperature: row[6] as f32,
				diffuse: row[7] as f32,
				direct: row[8] as f32,
			})
			.collect(),
		homes: homes.unwrap_or(all).map(home).collect(),
		retail: column(&community, 4),
		feed_in: 0.05,
	})
}

fn range(text: &str) -> Option<Range<usize>> {
	let (first, end) = text.split_once("..")?;
	Some(first.parse().ok()?..end.parse().ok()?)
}

fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<String> = std::env::args().skip(1).collect();
	let option = |name: &str| {
		let at = arguments.iter().position(|argument| argument == name)?;
		arguments.get(at + 1)
	};
	let folder = Path::new(arguments.first().ok_or("which folder?")?);
	let community = read(folder, option("--homes").and_then(|text| range(text)))?;
	let days = option("--days")
		.and_then(|text| range(text))
		.unwrap_or(184..365);
	let started = Instant::now();
	let report = evaluate(&community, days.start * 24..days.end * 24, true, |run| {
		eprintln!("{} {}", run.series.group.name(), run.series.name)
	})
	.map_err(|fault| format!("{fault:?}"))?;
	eprintln!("{} series in {:?}", report.runs.len(), started.elapsed());
	print!("{}", text::table(&report.table()));
	if let Some(path) = option("--baselines") {
		let baselines = Baselines::parse(&std::fs::read_to_string(path)?)
			.map_err(|line| format!("{path}: line {}", line.0))?;
		print!("\n{}", text::table(&report.compare(&baselines)));
	}
	if let Some(path) = option("--forecasts") {
		std::fs::write(path, text::forecasts(&report))?;
	}
	Ok(())
}
