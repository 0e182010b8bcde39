//! How green what was used was, interval by interval.

use super::{sheets::write_score, PALLET};
use crate::{
	columns::{columns, Side::*},
	community::community_of,
	market_time::{MarketTime, When},
	refusal::Refusal,
	rpc::Rpc,
	units::{write_rounded, write_wh, PERCENT_DECIMALS},
};
use anyhow::{ensure, Result};
use clap::Args;
use commonwatt_primitives::{
	certificate::{Consumption, MatchingView},
	green::GreenFigures,
	CommunityId, Interval, PointId, Wh,
};
use commonwatt_runtime::Hash;
use std::fmt;

/// Intervals before the last that is known, without `--from`.
const USUAL: Interval = 24;
/// Intervals of a community at once: each is asked for by itself.
const MOST: Interval = 744;

/// Shows how much of what was used was green when it was used: of a followed point, or of the whole
/// community.
#[derive(Args)]
pub struct Score {
	/// A followed point: a consumption device. Without it the community's share.
	#[arg(long, value_name = "N", conflicts_with = "community")]
	point: Option<PointId>,
	#[arg(long, value_name = "C", default_value_t = 0)]
	community: CommunityId,
	/// From this interval on: its number, or +K for K ahead of the one in progress; by default 24 before
	/// the end.
	#[arg(long, value_name = "T|+K", value_parser = crate::market_time::when)]
	from: Option<When>,
	/// Before this interval; by default the one in progress.
	#[arg(long, value_name = "T|+K", value_parser = crate::market_time::when)]
	until: Option<When>,
}

impl Score {
	/// The intervals that are meant, the last not included.
	fn range(&self, in_progress: Interval) -> Result<(Interval, Interval)> {
		let until = match self.until {
			Some(when) => when.resolve(in_progress)?,
			None => in_progress,
		};
		let from = match self.from {
			Some(when) => when.resolve(in_progress)?,
			None => until.saturating_sub(USUAL),
		};
		ensure!(
			from < until,
			"--from {from} is not before --until {until}: the range holds no interval"
		);
		Ok((from, until))
	}

	pub async fn run(&self, rpc: &Rpc, block: Hash) -> Result<()> {
		let time = MarketTime::at(rpc, block).await?;
		let (from, until) = self.range(time.in_progress())?;
		let Some(point) = self.point else {
			ensure!(
				until - from <= MOST,
				"{} intervals are too many at once: give {MOST} at most",
				until - from
			);
			let community = self.community;
			let name = community_of(rpc, community, block).await?.name;
			let mut figures = Vec::new();
			for interval in from..until {
				let green: Option<GreenFigures> = rpc
					.call_api_at("CertificatesApi_green", (community, interval), block)
					.await?;
				if let Some(green) = green {
					figures.push((interval, green));
				}
			}
			print!(
				"{}",
				CommunityTable {
					name: &String::from_utf8_lossy(&name),
					range: (from, until),
					figures: &figures,
					time: &time,
				}
			);
			return Ok(());
		};
		let view: Option<MatchingView> = rpc
			.call_api_at("CertificatesApi_matching", (point, from, until), block)
			.await?;
		let Some(view) = view else {
			return Err(Refusal::named(PALLET, "UnknownDevice")
				.about(format!(
					"point {point} is not followed as a consumption device"
				))
				.into());
		};
		print!(
			"{}",
			PointTable {
				point,
				range: (from, until),
				view: &view,
				time: &time
			}
		);
		Ok(())
	}
}

struct PointTable<'a> {
	point: PointId,
	range: (Interval, Interval),
	view: &'a MatchingView,
	time: &'a MarketTime,
}

fn begins(time: &MarketTime, interval: Interval) -> String {
	format!("{}, {}", time.day_of(interval), time.hour_of(interval))
}

fn point_row(names: [String; 2], used: &Consumption) -> [String; 7] {
	let [interval, begins] = names;
	[
		interval,
		begins,
		write_wh(used.used),
		write_wh(used.green_local),
		write_wh(used.retired),
		write_wh(used.unmatched()),
		write_score(used),
	]
}

impl fmt::Display for PointTable<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self {
			point,
			range: (from, until),
			view,
			time,
		} = self;
		writeln!(
			f,
			"Point {point}, intervals {from} to {}: how green what it used was, in Wh",
			until.saturating_sub(1)
		)?;
		if view.intervals.is_empty() {
			return writeln!(f, "nothing is known: not settled, or kept no more");
		}
		let mut rows = vec![[
			"interval",
			"begins",
			"used",
			"neighbours'",
			"retired",
			"not green",
			"score",
		]
		.map(String::from)];
		for (interval, used) in &view.intervals {
			let names = [interval.to_string(), begins(time, *interval)];
			rows.push(point_row(names, used));
		}
		rows.push(point_row(["together".into(), String::new()], &view.total));
		for line in columns([Right, Left, Right, Right, Right, Right, Right], &rows) {
			writeln!(f, "{line}")?;
		}
		Ok(())
	}
}

struct CommunityTable<'a> {
	name: &'a str,
	range: (Interval, Interval),
	figures: &'a [(Interval, GreenFigures)],
	time: &'a MarketTime,
}

/// The part of what all used that was neighbours' green energy, to a tenth of a percent.
fn green_share(local: Option<Wh>, used: Wh) -> String {
	match (local, used) {
		(None, _) => "not closed".into(),
		(_, 0) => "nothing used".into(),
		(Some(local), used) => {
			let ppm = u128::from(local.min(used)) * 1_000_000 / u128::from(used);
			format!("{} %", write_rounded(ppm as u64, PERCENT_DECIMALS, 1))
		}
	}
}

impl fmt::Display for CommunityTable<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self {
			name,
			range: (from, until),
			figures,
			time,
		} = self;
		writeln!(
			f,
			"{name}, intervals {from} to {}: green energy, in Wh, what points used of their own apart",
			until.saturating_sub(1)
		)?;
		if figures.is_empty() {
			return writeln!(f, "nothing is known: not read yet, or kept no more");
		}
		let mut rows = vec![[
			"interval",
			"begins",
			"exported",
			"used",
			"green of it",
			"green share",
		]
		.map(String::from)];
		let mut total = GreenFigures {
			local: Some(0),
			..Default::default()
		};
		for (interval, green) in figures.iter() {
			rows.push([
				interval.to_string(),
				begins(time, *interval),
				write_wh(green.exported),
				write_wh(green.used),
				green.local.map_or(String::new(), write_wh),
				green_share(green.local, green.used),
			]);
			if let Some(local) = green.local {
				total.exported = total.exported.saturating_add(green.exported);
				total.used = total.used.saturating_add(green.used);
				total.local = total.local.map(|sum| sum.saturating_add(local));
			}
		}
		rows.push([
			"closed".into(),
			"together".into(),
			write_wh(total.exported),
			write_wh(total.used),
			total.local.map_or(String::new(), write_wh),
			green_share(total.local, total.used),
		]);
		for line in columns([Right, Left, Right, Right, Right, Right], &rows) {
			writeln!(f, "{line}")?;
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::market_time::tests::TIME;

	fn score(from: Option<When>, until: Option<When>) -> Score {
		Score {
			point: None,
			community: 0,
			from,
			until,
		}
	}

	#[test]
	fn a_range_is_the_last_day_unless_it_is_said() {
		assert_eq!(score(None, None).range(30).expect("is one"), (6, 30));
		assert_eq!(score(None, None).range(5).expect("is one"), (0, 5));
		let said = score(Some(When::At(2)), Some(When::Ahead(1)));
		assert_eq!(said.range(30).expect("is one"), (2, 31));
		let error = score(Some(When::At(9)), Some(When::At(9)))
			.range(30)
			.expect_err("is empty");
		assert_eq!(
			error.to_string(),
			"--from 9 is not before --until 9: the range holds no interval"
		);
	}

	#[test]
	fn a_points_table_says_what_was_green_when() {
		let noon = Consumption {
			used: 1_500,
			green_local: 500,
			retired: 1_000,
		};
		let evening = Consumption {
			used: 2_000,
			green_local: 0,
			retired: 250,
		};
		let view = MatchingView {
			total: noon.plus(&evening),
			score: None,
			intervals: vec![(12, noon), (18, evening)],
		};
		let table = PointTable {
			point: 5,
			range: (12, 24),
			view: &view,
			time: &TIME,
		};
		let text = table.to_string();
		assert_eq!(text, POINT.trim_start_matches('\n'), "\n{text}");
	}

	#[test]
	fn a_communitys_table_sums_what_is_closed() {
		let closed = GreenFigures {
			exported: 7_414,
			used: 5_091,
			local: Some(3_000),
		};
		let open = GreenFigures {
			exported: 100,
			used: 200,
			local: None,
		};
		let table = CommunityTable {
			name: "Fontana",
			range: (12, 14),
			figures: &[(12, closed), (13, open)],
			time: &TIME,
		};
		let text = table.to_string();
		assert_eq!(text, COMMUNITY.trim_start_matches('\n'), "\n{text}");
	}

	const POINT: &str = "
Point 5, intervals 12 to 23: how green what it used was, in Wh
interval  begins                     used  neighbours'  retired  not green   score
      12  Mon 1 August 2005, 12:00  1,500          500    1,000          0   100 %
      18  Mon 1 August 2005, 18:00  2,000            0      250      1,750  12.5 %
together                            3,500          500    1,250      1,750    50 %
";

	const COMMUNITY: &str = "
Fontana, intervals 12 to 13: green energy, in Wh, what points used of their own apart
interval  begins                    exported   used  green of it  green share
      12  Mon 1 August 2005, 12:00     7,414  5,091        3,000       58.9 %
      13  Mon 1 August 2005, 13:00       100    200                not closed
  closed  together                     7,414  5,091        3,000       58.9 %
";
}
