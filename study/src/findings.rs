//! What the arms say beside each other.

use crate::{
	arm::Arm,
	community::Community,
	run::Run,
	score::{day_ahead, Scores},
};
use std::ops::Range;

/// Months at the beginning to which the agents may be tuned.
const TUNED_MONTHS: usize = 6;

/// A part of the year that is scored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
	/// Its name in tables.
	pub name: String,
	/// Its intervals.
	pub rows: Range<usize>,
}

/// An arm's scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
	/// The arm.
	pub arm: Arm,
	/// One for each of [`Findings::periods`].
	pub periods: Vec<Scores>,
	/// One for each of [`Findings::months`].
	pub months: Vec<Scores>,
	/// Community's net load by time of day, mean of all days, kWh in an interval.
	pub day: Vec<f64>,
}

/// The study's result.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
	/// The homes' names.
	pub homes: Vec<String>,
	/// All of it; then what the agents were tuned on and the rest, if this is what they were tuned on.
	pub periods: Vec<Period>,
	/// Month of the year of each month of the data, 1 to 12, and its intervals.
	pub months: Vec<(u8, Range<usize>)>,
	/// The arms, in order.
	pub arms: Vec<Scored>,
}

/// How one arm compares with another, in parts of the other; above 0 is more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
	/// Of the cost.
	pub cost: f64,
	/// Of the CO2 of imports.
	pub co2_import: f64,
	/// Of the CO2 of imports less exports.
	pub co2_net: f64,
}

impl Findings {
	/// Scores runs of one community. `tuned` says that the agents were tuned on its first six months.
	pub fn of(community: &Community, runs: &[Run], tuned: bool) -> Self {
		let months = months(community);
		let periods = periods(community, &months, tuned);
		let score = |run: &Run| {
			let forecasts = day_ahead(community, run);
			let of = |rows: &Range<usize>| Scores::of(community, run, &forecasts, rows.clone());
			Scored {
				arm: run.arm,
				periods: periods.iter().map(|period| of(&period.rows)).collect(),
				months: months.iter().map(|(_, rows)| of(rows)).collect(),
				day: day(community, run),
			}
		};
		Self {
			homes: community
				.homes
				.iter()
				.map(|home| home.name.clone())
				.collect(),
			arms: runs.iter().map(score).collect(),
			periods,
			months,
		}
	}

	/// An arm's scores in a period, if it was run.
	pub fn scores(&self, arm: Arm, period: usize) -> Option<&Scores> {
		let scored = self.arms.iter().find(|scored| scored.arm == arm)?;
		scored.periods.get(period)
	}

	/// How an arm compares with another in a period.
	pub fn change(&self, arm: Arm, than: Arm, period: usize) -> Option<Change> {
		let (one, other) = (self.scores(arm, period)?, self.scores(than, period)?);
		let part = |one: f64, other: f64| (one - other) / other.abs().max(f64::MIN_POSITIVE);
		Some(Change {
			cost: part(one.cost(), other.cost()),
			co2_import: part(one.co2_import, other.co2_import),
			co2_net: part(one.co2_net, other.co2_net),
		})
	}

	/// How much of the cost between C and the optimum an arm saves: 0 is C, 1 the optimum.
	pub fn way(&self, arm: Arm, period: usize) -> Option<f64> {
		let cost = |arm| Some(self.scores(arm, period)?.cost());
		let (from, to) = (cost(Arm::C)?, cost(Arm::G)?);
		let all = from - to;
		(all.abs() > f64::EPSILON).then_some((from - cost(arm)?) / all)
	}

	/// The part of what E gains over D that its planning brings without a learnt forecast, every interval
	/// expected as a day before.
	pub fn by_planning(&self, period: usize) -> Option<f64> {
		let cost = |arm| Some(self.scores(arm, period)?.cost());
		let gain = cost(Arm::D)? - cost(Arm::E)?;
		(gain > f64::EPSILON).then_some((cost(Arm::D)? - cost(Arm::Yesterday)?) / gain)
	}
}

fn months(community: &Community) -> Vec<(u8, Range<usize>)> {
	let mut months: Vec<(u8, Range<usize>)> = Vec::new();
	for (at, month) in community.month.iter().enumerate() {
		match months.last_mut() {
			Some((last, rows)) if last == month => rows.end = at + 1,
			_ => months.push((*month, at..at + 1)),
		}
	}
	months
}

fn periods(community: &Community, months: &[(u8, Range<usize>)], tuned: bool) -> Vec<Period> {
	let all = 0..community.intervals();
	let period = |name: &str, rows| Period {
		name: name.into(),
		rows,
	};
	let days = all.len() / usize::from(community.steps_per_day).max(1);
	let name = match days {
		1 => "1 day".into(),
		days => format!("{days} days"),
	};
	let mut periods = vec![period(&name, all.clone())];
	if let Some((_, rows)) = months.get(TUNED_MONTHS).filter(|_| tuned) {
		periods.push(period("months 1 to 6 (tuned)", 0..rows.start));
		let rest = format!("months 7 to {} (not tuned)", months.len());
		periods.push(period(&rest, rows.start..all.end));
	}
	periods
}

fn day(community: &Community, run: &Run) -> Vec<f64> {
	let steps = usize::from(community.steps_per_day);
	let days = (run.nets.len() / steps.max(1)).max(1) as f64;
	let mut day = vec![0.0; steps];
	for (at, nets) in run.nets.iter().enumerate() {
		day[at % steps] += nets.iter().sum::<i64>() as f64 / 1_000.0 / days;
	}
	day
}
