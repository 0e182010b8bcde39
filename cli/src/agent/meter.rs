//! Where an agent reads what its home's meter counted, beside its battery.

use super::home::At;
use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::Args;
use commonwatt_primitives::{Interval, NetWh};
use commonwatt_simulator::data::CommunityData;
use std::{
	fs,
	io::BufRead,
	path::{Path, PathBuf},
	sync::mpsc::{channel, Receiver},
};

/// The first line of a file of readings.
const HEADER: &str = "interval,load_wh,generation_wh";

#[derive(Args)]
#[command(group(clap::ArgGroup::new("readings").required(true).args(["meter", "data"])))]
pub struct MeterOptions {
	/// What the home's gateway keeps: a CSV of interval,load_wh,generation_wh, read anew in every interval;
	/// or - to read lines as they come.
	#[arg(long, value_name = "CSV|-")]
	meter: Option<PathBuf>,
	/// A home of a community's folder instead, as if its gateway kept what the data holds.
	#[arg(long, value_name = "FOLDER", requires = "home")]
	data: Option<PathBuf>,
	/// The home of --data, by its name.
	#[arg(long, value_name = "NAME", requires = "data")]
	home: Option<String>,
}

/// A reading, the battery apart: what the home draws less what it makes, Wh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
	pub at: At,
	pub net: NetWh,
}

/// Readings that come, none twice and none of an interval that has not ended.
pub struct Meter {
	source: Source,
	next: At,
}

enum Source {
	File(PathBuf),
	Lines {
		lines: Receiver<String>,
		/// Read and not passed on yet.
		read: Vec<Reading>,
	},
	/// By rows; the first row is of this interval.
	Recorded {
		first: At,
		nets: Vec<NetWh>,
	},
}

/// A meter that is there, before it is known which chain it is of.
pub enum Found {
	Lines,
	File(PathBuf),
	/// Of hours from these local seconds on.
	Recorded {
		local_epoch_seconds: u64,
		nets: Vec<NetWh>,
	},
}

impl MeterOptions {
	/// Looks whether it can be read. The file may vanish later, for a while.
	pub fn find(&self) -> Result<Found> {
		match (&self.meter, &self.data, &self.home) {
			(Some(file), ..) if file.as_os_str() == "-" => Ok(Found::Lines),
			(Some(file), ..) => {
				read(file).context(
					"no meter to begin with: the home's gateway keeps that file, with the line \
					 interval,load_wh,generation_wh before anything is counted",
				)?;
				Ok(Found::File(file.clone()))
			}
			(_, Some(folder), Some(home)) => recorded(&CommunityData::load(folder)?, home),
			_ => bail!("give --meter, or --data and --home"),
		}
	}
}

impl Found {
	/// The meter of a home of a chain whose interval 0 begins at these local seconds.
	pub fn open(self, epoch_seconds: u64, interval_seconds: u32) -> Result<Meter> {
		let source = match self {
			Self::Lines => Source::Lines {
				lines: standard_input(),
				read: Vec::new(),
			},
			Self::File(file) => Source::File(file),
			Self::Recorded {
				local_epoch_seconds,
				nets,
			} => {
				ensure!(
					interval_seconds == 3_600,
					"an interval of this chain is {interval_seconds} s, the data is hourly"
				);
				let ahead = i128::from(local_epoch_seconds) - i128::from(epoch_seconds);
				Source::Recorded {
					first: At::try_from(ahead.div_euclid(3_600))?,
					nets,
				}
			}
		};
		Ok(Meter {
			source,
			next: At::MIN,
		})
	}
}

fn recorded(data: &CommunityData, home: &str) -> Result<Found> {
	let index = data.homes.iter().position(|one| one.name == home);
	let index = index.with_context(|| {
		let names: Vec<&str> = data.homes.iter().map(|home| &*home.name).collect();
		format!("the data has no {home}; it has {}", names.join(", "))
	})?;
	let nets = data.load_wh.iter().zip(&data.pv_wh);
	let nets = nets.map(|(load, pv)| NetWh::from(load[index]) - NetWh::from(pv[index]));
	Ok(Found::Recorded {
		local_epoch_seconds: data.local_epoch_seconds,
		nets: nets.collect(),
	})
}

fn read(file: &Path) -> Result<Vec<Reading>> {
	let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
	readings(&text, file)
}

/// Lines of the standard input, read on a thread of their own: it may wait for long.
fn standard_input() -> Receiver<String> {
	let (sender, lines) = channel();
	std::thread::spawn(move || {
		let input = std::io::stdin().lock().lines();
		for line in input.map_while(Result::ok) {
			if sender.send(line).is_err() {
				break;
			}
		}
	});
	lines
}

/// A line of readings; `None` for the header and empty lines.
fn reading(line: &str) -> Result<Option<Reading>, String> {
	let line = line.trim();
	if line.is_empty() || line == HEADER {
		return Ok(None);
	}
	let refuse = || format!("\"{line}\" is no reading: give {HEADER}, like 114,870,0");
	let mut cells = line.split(',').map(str::trim);
	let mut number = || cells.next().and_then(|cell| cell.parse::<i64>().ok());
	let (at, load, generation) = match (number(), number(), number()) {
		(Some(at), Some(load), Some(generation)) if load >= 0 && generation >= 0 => {
			(at, load, generation)
		}
		_ => return Err(refuse()),
	};
	match cells.next() {
		None => Ok(Some(Reading {
			at,
			net: load.saturating_sub(generation),
		})),
		Some(_) => Err(refuse()),
	}
}

fn readings(text: &str, file: &Path) -> Result<Vec<Reading>> {
	let complete = text
		.split_inclusive('\n')
		.filter(|line| line.ends_with('\n'));
	let mut all = Vec::new();
	for (number, line) in complete.enumerate() {
		let reading = reading(line)
			.map_err(|why| anyhow!("{} line {}: {why}", file.display(), number + 1))?;
		all.extend(reading);
	}
	Ok(all)
}

impl Meter {
	/// What it counted in intervals before `in_progress` that it has not told, in order. An interval that
	/// comes late, after a later one, is left out. What a fault keeps back is told when it is over.
	pub fn until(&mut self, in_progress: Interval) -> Result<Vec<Reading>> {
		let (next, end) = (self.next, At::from(in_progress));
		let new = |reading: &Reading| (next..end).contains(&reading.at);
		let mut told: Vec<Reading> = match &mut self.source {
			Source::File(file) => read(file)?.into_iter().filter(new).collect(),
			Source::Lines { lines, read } => {
				for line in lines.try_iter() {
					read.extend(reading(&line).map_err(|why| anyhow!(why))?);
				}
				let told = read.iter().copied().filter(new).collect();
				read.retain(|reading| reading.at >= end);
				told
			}
			Source::Recorded { first, nets } => {
				let all = (*first..).zip(nets.iter());
				all.map(|(at, net)| Reading { at, net: *net })
					.filter(new)
					.collect()
			}
		};
		told.sort_by_key(|reading| reading.at);
		told.dedup_by_key(|reading| reading.at);
		if let Some(last) = told.last() {
			self.next = last.at.saturating_add(1);
		}
		Ok(told)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn meter(source: Source) -> Meter {
		Meter {
			source,
			next: At::MIN,
		}
	}

	fn told(meter: &mut Meter, in_progress: Interval) -> Vec<(At, NetWh)> {
		let readings = meter.until(in_progress).expect("reads");
		readings.iter().map(|one| (one.at, one.net)).collect()
	}

	#[test]
	fn nothing_is_told_of_an_interval_before_it_has_ended() {
		let nets = vec![5, 6, 7, 8, 9];
		let mut meter = meter(Source::Recorded { first: -2, nets });
		assert_eq!(told(&mut meter, 0), [(-2, 5), (-1, 6)]);
		assert_eq!(told(&mut meter, 0), []);
		assert_eq!(told(&mut meter, 2), [(0, 7), (1, 8)]);
		assert_eq!(told(&mut meter, 9), [(2, 9)]);
	}

	#[test]
	fn a_file_is_read_as_it_grows_and_a_line_that_is_being_written_waits() {
		let folder = tempfile::tempdir().expect("has a folder");
		let file = folder.path().join("meter.csv");
		let mut meter = meter(Source::File(file.clone()));
		let write = |text: &str| fs::write(&file, text).expect("writes");
		write("interval,load_wh,generation_wh\n-1,500,0\n0,500,200\n1,10");
		assert_eq!(told(&mut meter, 5), [(-1, 500), (0, 300)]);
		write("interval,load_wh,generation_wh\n-1,500,0\n0,500,200\n1,100,900\n");
		assert_eq!(told(&mut meter, 5), [(1, -800)]);
	}

	#[test]
	fn what_was_counted_while_a_file_was_away_or_spoilt_is_told_when_it_is_back() {
		let folder = tempfile::tempdir().expect("has a folder");
		let file = folder.path().join("meter.csv");
		let mut meter = meter(Source::File(file.clone()));
		let write = |text: &str| fs::write(&file, text).expect("writes");
		assert!(meter.until(5).is_err());
		write("interval,load_wh,generation_wh\n0,500,200\n");
		assert_eq!(told(&mut meter, 5), [(0, 300)]);
		// Being written anew.
		write("inter");
		assert_eq!(told(&mut meter, 5), []);
		write("interval,load_wh\n0,500\n");
		assert!(meter.until(5).is_err());
		fs::remove_file(&file).expect("is there");
		assert!(meter.until(6).is_err());
		write("interval,load_wh,generation_wh\n0,500,200\n1,100,0\n2,0,900\n");
		assert_eq!(told(&mut meter, 6), [(1, 100), (2, -900)]);
	}

	#[test]
	fn a_spoilt_line_spoils_no_line_after_it() {
		let (sender, lines) = channel();
		let mut meter = meter(Source::Lines {
			lines,
			read: Vec::new(),
		});
		for line in ["1,40,10", "nonsense", "2,50,0"] {
			sender.send(line.into()).expect("is read");
		}
		assert!(meter.until(4).is_err());
		assert_eq!(told(&mut meter, 4), [(1, 30), (2, 50)]);
	}

	#[test]
	fn lines_of_intervals_to_come_wait_for_their_end() {
		let (sender, lines) = channel();
		let mut meter = meter(Source::Lines {
			lines,
			read: Vec::new(),
		});
		for line in [HEADER, "3,40,10", "", "4,50,0"] {
			sender.send(line.into()).expect("is read");
		}
		assert_eq!(told(&mut meter, 4), [(3, 30)]);
		assert_eq!(told(&mut meter, 5), [(4, 50)]);
	}

	#[test]
	fn what_is_no_reading_is_refused_with_its_line() {
		for line in ["a,1,2", "1,2", "1,-2,3", "1,2,3,4", "1.5,2,3"] {
			assert!(reading(line).is_err(), "{line}");
		}
		let error = readings("1,2,3\nx\n", Path::new("m.csv")).expect_err("is refused");
		assert!(
			error.to_string().starts_with("m.csv line 2: \"x\""),
			"{error}"
		);
	}
}
