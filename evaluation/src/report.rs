//! The evaluation: every series, every origin, as tables.

use crate::{
	baselines::Baselines,
	community::{Community, Group, Series},
	rolling::{median_and_departure, naive, roll, Forecast, Forecasts, Setting},
	scores::{score, Scores},
};
use std::{collections::BTreeMap, ops::Range};

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
	/// See [`median_and_departure`].
	pub median: Forecasts,
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
	/// How many of them have no bias, as nothing but 0 was measured.
	pub without_bias: usize,
	/// Origins of the series that has most.
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

/// Why baselines cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
	/// A forecast of another length than its setting's.
	Steps {
		/// The series.
		series: String,
		/// The forecast's origin.
		origin: usize,
		/// Its steps.
		found: usize,
		/// Those of the setting.
		expected: usize,
	},
	/// A forecast of intervals that the data does not have.
	BeyondData {
		/// The series.
		series: String,
		/// The forecast's origin.
		origin: usize,
	},
	/// No series and origin that both have.
	Nothing,
}

/// The forecasts of both with an origin that both have, in order of the origins.
fn common(theirs: &[Forecast], ours: &[Forecast]) -> (Vec<Forecast>, Vec<Forecast>) {
	let by_origin: BTreeMap<usize, &Forecast> =
		theirs.iter().map(|one| (one.origin, one)).collect();
	let both = ours
		.iter()
		.filter_map(|our| Some((by_origin.get(&our.origin).copied()?.clone(), our.clone())));
	both.unzip()
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
		let median = median_and_departure(community, &series, rows.clone());
		let run = Run {
			series,
			plain,
			perfect_weather,
			naive,
			median,
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
	/// Scores of our forecasts, without and with perfect weather, and of the two simple ones, over all
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
			add("median and departure, a point", &|run| {
				Some(run.median.of(setting))
			});
		}
		rows
	}

	/// Scores of each baseline, and of ours, on the origins that both have of the series that both have.
	///
	/// # Errors
	///
	/// If a baseline has another number of steps than its setting or goes beyond the data, or if there is nothing
	/// that both have.
	pub fn compare(&self, baselines: &Baselines) -> Result<Vec<Row>, Mismatch> {
		let mut rows = Vec::new();
		for (setting, group) in settings_and_groups() {
			for model in baselines.models(setting, group) {
				let (mut theirs, mut ours) = (Vec::new(), Vec::new());
				for run in self.runs.iter().filter(|run| run.series.group == group) {
					let baseline = baselines.of(setting, group, &run.series.name, model);
					let Some(baseline) = baseline else { continue };
					self.check(setting, run, &baseline.forecasts)?;
					let (their, our) = common(&baseline.forecasts, run.plain.of(setting));
					theirs.push((run, their));
					ours.push((run, our));
				}
				let seconds = baselines.seconds(setting, group, model);
				let theirs = theirs.into_iter();
				rows.extend(self.row(setting, group, model.into(), seconds, theirs));
				let name = format!("commonwatt on {model}");
				rows.extend(self.row(setting, group, name, None, ours.into_iter()));
			}
		}
		match rows.is_empty() {
			true => Err(Mismatch::Nothing),
			false => Ok(rows),
		}
	}

	fn check(&self, setting: Setting, run: &Run, forecasts: &[Forecast]) -> Result<(), Mismatch> {
		let (expected, rows) = (setting.steps(self.steps_per_day), run.series.values.len());
		for forecast in forecasts {
			let (origin, found) = (forecast.origin, forecast.steps.len());
			let series = || run.series.name.clone();
			if found != expected {
				let series = series();
				return Err(Mismatch::Steps {
					series,
					origin,
					found,
					expected,
				});
			}
			if origin.checked_add(found).is_none_or(|end| end > rows) {
				let series = series();
				return Err(Mismatch::BeyondData { series, origin });
			}
		}
		Ok(())
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
			without_bias: all.iter().filter(|scores| scores.bias.is_none()).count(),
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
