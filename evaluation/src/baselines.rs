//! Forecasts that others made: the file that `scripts/baselines/baselines.py` writes.

use crate::{
	community::Group,
	rolling::{Forecast, Setting},
};
use commonwatt_forecast::{Quantiles, LEVELS};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
};

/// A model's forecasts of one series.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
	/// By origin.
	pub forecasts: Vec<Forecast>,
	/// Seconds that all of them took.
	seconds: f64,
	/// Their origins.
	known: BTreeSet<usize>,
}

/// What a line says.
struct Line {
	model: (Setting, Group, String),
	series: String,
	seconds: f64,
	forecast: Forecast,
}

/// The forecasts of all models.
#[derive(Clone, Debug, Default)]
pub struct Baselines {
	by_model: BTreeMap<(Setting, Group, String), BTreeMap<String, Baseline>>,
}

/// The first line of the file.
pub const HEADER: &str = "setting,kind,series,model,origin,seconds,values";

/// What is wrong with a line, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine(pub usize, pub Fault);

/// Why a line is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// It is not [`HEADER`].
	NotTheHeader,
	/// Not as many fields, or one that is none.
	NoForecast,
	/// A value or the seconds are not finite.
	NotFinite,
	/// The same model has forecast the same series from the same origin.
	Repeated,
}

impl fmt::Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NotTheHeader => write!(f, "the first line is not {HEADER}"),
			Self::NoForecast => write!(f, "no forecast: {HEADER}"),
			Self::NotFinite => write!(f, "a number that is not finite"),
			Self::Repeated => write!(f, "the same model, series and origin again"),
		}
	}
}

impl Baselines {
	/// Reads `setting,kind,series,model,origin,seconds,values` after a header line; values are separated by
	/// blanks, each `mean/q05/q25/q50/q75/q95`.
	pub fn parse(text: &str) -> Result<Self, BadLine> {
		if text.lines().next().map(str::trim_end) != Some(HEADER) {
			return Err(BadLine(1, Fault::NotTheHeader));
		}
		let mut all = Self::default();
		for (i, line) in text.lines().enumerate().skip(1) {
			let refused = |fault| BadLine(i + 1, fault);
			let entry = read(line).ok_or(refused(Fault::NoForecast))?;
			all.add(entry).map_err(refused)?;
		}
		Ok(all)
	}

	fn add(&mut self, line: Line) -> Result<(), Fault> {
		let steps = line.forecast.steps.iter();
		let numbers = steps.flat_map(|step| step.values.into_iter().chain([step.mean]));
		if !numbers.chain([line.seconds]).all(f64::is_finite) {
			return Err(Fault::NotFinite);
		}
		let model = self.by_model.entry(line.model).or_default();
		let baseline = model.entry(line.series).or_default();
		if !baseline.known.insert(line.forecast.origin) {
			return Err(Fault::Repeated);
		}
		baseline.forecasts.push(line.forecast);
		baseline.seconds += line.seconds;
		Ok(())
	}

	/// The models that forecast a group.
	pub fn models(&self, setting: Setting, group: Group) -> Vec<&str> {
		let keys = self
			.by_model
			.keys()
			.filter(|key| (key.0, key.1) == (setting, group));
		keys.map(|key| key.2.as_str()).collect()
	}

	/// A model's forecasts of a series.
	pub fn of(
		&self,
		setting: Setting,
		group: Group,
		series: &str,
		model: &str,
	) -> Option<&Baseline> {
		self.by_model
			.get(&(setting, group, model.into()))?
			.get(series)
	}

	/// Mean seconds of a model's forecasts of a group.
	pub fn seconds(&self, setting: Setting, group: Group, model: &str) -> Option<f64> {
		let series = self.by_model.get(&(setting, group, model.into()))?;
		let (seconds, count) = series
			.values()
			.fold((0.0, 0), |(seconds, count), baseline| {
				(seconds + baseline.seconds, count + baseline.forecasts.len())
			});
		(count > 0).then(|| seconds / count as f64)
	}
}

fn read(line: &str) -> Option<Line> {
	let fields: Vec<&str> = line.split(',').collect();
	let [setting, group, series, model, origin, seconds, values] = fields[..] else {
		return None;
	};
	let setting = Setting::ALL.into_iter().find(|s| s.name() == setting)?;
	let group = Group::ALL.into_iter().find(|g| g.name() == group)?;
	let steps: Option<Vec<Quantiles>> = values.split_whitespace().map(quantiles).collect();
	Some(Line {
		model: (setting, group, model.into()),
		series: series.into(),
		seconds: seconds.parse().ok()?,
		forecast: Forecast {
			origin: origin.parse().ok()?,
			steps: steps?,
		},
	})
}

fn quantiles(text: &str) -> Option<Quantiles> {
	let numbers: Result<Vec<f64>, _> = text.split('/').map(str::parse).collect();
	let numbers = numbers.ok()?;
	let (mean, values) = numbers.split_first()?;
	let values: [f64; LEVELS.len()] = values.try_into().ok()?;
	Some(Quantiles {
		mean: *mean,
		values,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	const TEXT: &str = "setting,kind,series,model,origin,seconds,values\n\
		hour-ahead,home-demand,home1,AutoETS/1344,100,1.5,5/1/2/5/6/7\n\
		hour-ahead,home-demand,home1,AutoETS/1344,200,0.5,6/1/2/5/6/7\n";

	#[test]
	fn forecasts_and_their_time_are_read() {
		let all = Baselines::parse(TEXT).unwrap();
		let (setting, group) = (Setting::HourAhead, Group::HomeDemand);
		assert_eq!(all.models(setting, group), ["AutoETS/1344"]);
		let home1 = all.of(setting, group, "home1", "AutoETS/1344").unwrap();
		assert_eq!(home1.known, BTreeSet::from([100, 200]));
		assert_eq!(home1.forecasts[1].steps[0].mean, 6.0);
		assert_eq!(home1.forecasts[1].steps[0].median(), 5.0);
		assert_eq!(all.seconds(setting, group, "AutoETS/1344"), Some(1.0));
	}

	#[test]
	fn a_bad_line_is_named() {
		let with = |line: &str| Baselines::parse(&format!("{TEXT}{line}")).err();
		assert_eq!(with("x,y"), Some(BadLine(4, Fault::NoForecast)));
		let line = |origin: &str, seconds: &str, values: &str| {
			let of = "hour-ahead,home-demand,home1,AutoETS/1344";
			with(&format!("{of},{origin},{seconds},{values}"))
		};
		assert_eq!(line("300", "1", "5/1/2/5/6/7"), None);
		let bad = |fault| Some(BadLine(4, fault));
		assert_eq!(line("300", "1", "5/1/2/5/6"), bad(Fault::NoForecast));
		assert_eq!(line("-3", "1", "5/1/2/5/6/7"), bad(Fault::NoForecast));
		assert_eq!(line("300", "1", "NaN/1/2/5/6/7"), bad(Fault::NotFinite));
		assert_eq!(line("300", "1", "5/1/2/5/6/inf"), bad(Fault::NotFinite));
		assert_eq!(line("300", "NaN", "5/1/2/5/6/7"), bad(Fault::NotFinite));
		assert_eq!(line("200", "1", "5/1/2/5/6/7"), bad(Fault::Repeated));
	}

	#[test]
	fn a_file_without_its_header_is_refused() {
		let headless = TEXT.split_once('\n').unwrap().1;
		for text in ["", headless] {
			assert_eq!(
				Baselines::parse(text).err(),
				Some(BadLine(1, Fault::NotTheHeader))
			);
		}
	}
}
