//! The evaluation: every series, every origin, as tables.

use crate::{
	baselines::Baselines,
	community::{Community, Group, Series},
	rolling::{naive, roll, Forecast, Forecasts, Setting},
	scores::{score, Scores},
};
use std::ops::Range;

/// The forecasts of one series.
#[derive(Clone, Debug)]
pub struct Run {
	/// The series.
	pub series: Series,
	/// Forecasts that never saw weather.
	pub plain: Forecasts,
	/// Forecasts that knew the weather of the horizon as it was measured, which no forecaster can.
	pub perfect_weather: Option<Forecasts>,
	/// Every value as a day before.
	pub naive: Forecasts,
}

/// All forecasts of an evaluation.
#[derive(Clone, Debug)]
pub struct Report {
	/// Intervals in a day.
	pub steps_per_day: u16,
	/// Rows that were forecast; those before gave the scale.
	pub rows: Range<usize>,
	/// The series, by group.
	pub runs: Vec<Run>,
}

/// A line of a table: a model's scores over the series of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
	/// Day-ahead or hour-ahead.
	pub setting: Setting,
	/// The series.
	pub group: Group,
	/// The model; `on ...` names the baseline whose origins were used.
	pub model: String,
	/// How many series have scores: those that never changed in training have none.
	pub series: usize,
	/// Origins of the first series.
	pub origins: usize,
	/// Mean over series.
	pub mean: Scores,
	/// Median over series.
	pub median: Scores,
	/// Mean seconds to fit and predict, where that was measured.
	pub seconds: Option<f64>,
}

/// Why there is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// The forecaster does not support this number of steps a day.
	StepsOutOfRange,
	/// Less than two days before the rows that are forecast, or no whole day in them.
	TooShort,
	/// The rows do not begin and end at midnight, or end after the data.
	NotWholeDays,
}

/// Forecasts all series of a community; origins lie in `rows`, everything before them is for learning and
/// for the scale. With `perfect_weather`, once more with the measured weather. `done` hears of every
/// series when it is finished.
pub fn evaluate(
	community: &Community,
	rows: Range<usize>,
	perfect_weather: bool,
	mut done: impl FnMut(&Run),
) -> Result<Report, Fault> {
	let day = community.steps_per_day as usize;
	if day == 0 {
		return Err(Fault::StepsOutOfRange);
	}
	if rows.start < 2 * day || rows.end < rows.start + day {
		return Err(Fault::TooShort);
	}
	let whole = rows.start.is_multiple_of(day) && rows.end.is_multiple_of(day);
	if !whole || rows.end > community.rows() {
		return Err(Fault::NotWholeDays);
	}
	let mut runs = Vec::new();
	for series in community.series() {
		let forecasts =
			|weather| roll(community, &series, weather, rows.clone()).ok_or(Fault::StepsOutOfRange);
		let plain = forecasts(false)?;
		let perfect_weather = match perfect_weather && !community.weather.is_empty() {
			true => Some(forecasts(true)?),
			false => None,
		};
		let naive = naive(community, &series, rows.clone());
		let run = Run {
			series,
			plain,
			perfect_weather,
			naive,
		};
		done(&run);
		runs.push(run);
	}
	Ok(Report {
		steps_per_day: community.steps_per_day,
		rows,
		runs,
	})
}

impl Report {
	/// Scores of our forecasts, without and with perfect weather, and of the seasonal naive ones, over all
	/// origins.
	pub fn table(&self) -> Vec<Row> {
		let mut rows = Vec::new();
		for (setting, group) in settings_and_groups() {
			let mut add = |model: &str, forecasts: &dyn Fn(&Run) -> Option<&[Forecast]>| {
				let runs = self.runs.iter().filter(|run| run.series.group == group);
				let scored = runs.filter_map(|run| Some((run, forecasts(run)?.to_vec())));
				rows.extend(self.row(setting, group, model.into(), None, scored));
			};
			add("commonwatt", &|run| Some(run.plain.of(setting)));
			add("commonwatt, perfect weather", &|run| {
				run.perfect_weather
					.as_ref()
					.map(|forecasts| forecasts.of(setting))
			});
			add("seasonal naive, a point", &|run| {
				Some(run.naive.of(setting))
			});
		}
		rows
	}

	/// Scores of each baseline, and of ours on the very same series and origins.
	pub fn compare(&self, baselines: &Baselines) -> Vec<Row> {
		let mut rows = Vec::new();
		for (setting, group) in settings_and_groups() {
			for model in baselines.models(setting, group) {
				let runs = || self.runs.iter().filter(|run| run.series.group == group);
				let theirs = |run: &Run| baselines.of(setting, group, &run.series.name, model);
				let scored = runs().filter_map(|run| Some((run, theirs(run)?.forecasts.clone())));
				let seconds = baselines.seconds(setting, group, model);
				rows.extend(self.row(setting, group, model.into(), seconds, scored));
				let ours = runs().filter_map(|run| {
					let origins = theirs(run)?.origins();
					let all = run.plain.of(setting).iter();
					Some((
						run,
						all.filter(|f| origins.contains(&f.origin))
							.cloned()
							.collect(),
					))
				});
				rows.extend(self.row(setting, group, format!("commonwatt on {model}"), None, ours));
			}
		}
		rows
	}

	fn row<'a>(
		&self,
		setting: Setting,
		group: Group,
		model: String,
		seconds: Option<f64>,
		scored: impl Iterator<Item = (&'a Run, Vec<Forecast>)>,
	) -> Option<Row> {
		let mut origins = 0;
		let all: Vec<Scores> = scored
			.filter_map(|(run, forecasts)| {
				origins = origins.max(forecasts.len());
				score(
					&run.series,
					&forecasts,
					self.rows.start,
					self.steps_per_day as usize,
				)
			})
			.collect();
		(!all.is_empty()).then(|| Row {
			setting,
			group,
			model,
			series: all.len(),
			origins,
			mean: Scores::mean(&all),
			median: Scores::median(&all),
			seconds,
		})
	}
}

fn settings_and_groups() -> impl Iterator<Item = (Setting, Group)> {
	let groups = |setting| Group::ALL.into_iter().map(move |group| (setting, group));
	Setting::ALL.into_iter().flat_map(groups)
}
