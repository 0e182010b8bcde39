//! Forecasts that others made: the file that `scripts/baselines/baselines.py` writes.

use crate::{
	community::Group,
	rolling::{Forecast, Setting},
};
use commonwatt_forecast::{Quantiles, LEVELS};
use std::collections::{BTreeMap, BTreeSet};

/// A model's forecasts of one series.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
	/// By origin.
	pub forecasts: Vec<Forecast>,
	/// Seconds that all of them took.
	seconds: f64,
}

/// The forecasts of all models.
#[derive(Clone, Debug, Default)]
pub struct Baselines {
	by_model: BTreeMap<(Setting, Group, String), BTreeMap<String, Baseline>>,
}

/// A line that cannot be read, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadLine(pub usize);

impl Baseline {
	/// Rows where the forecasts begin.
	pub fn origins(&self) -> BTreeSet<usize> {
		self.forecasts
			.iter()
			.map(|forecast| forecast.origin)
			.collect()
	}
}

impl Baselines {
	/// Reads `setting,kind,series,model,origin,seconds,values` after a header line; values are separated by
	/// blanks, each `mean/q05/q25/q50/q75/q95`.
	pub fn parse(text: &str) -> Result<Self, BadLine> {
		let mut all = Self::default();
		for (i, line) in text.lines().enumerate().skip(1) {
			all.add(line).ok_or(BadLine(i + 1))?;
		}
		Ok(all)
	}

	fn add(&mut self, line: &str) -> Option<()> {
		let fields: Vec<&str> = line.split(',').collect();
		let [setting, group, series, model, origin, seconds, values] = fields[..] else {
			return None;
		};
		let setting = Setting::ALL.into_iter().find(|s| s.name() == setting)?;
		let group = Group::ALL.into_iter().find(|g| g.name() == group)?;
		let steps: Option<Vec<Quantiles>> = values.split_whitespace().map(quantiles).collect();
		let forecast = Forecast {
			origin: origin.parse().ok()?,
			steps: steps?,
		};
		let model = self
			.by_model
			.entry((setting, group, model.into()))
			.or_default();
		let baseline = model.entry(series.into()).or_default();
		baseline.forecasts.push(forecast);
		baseline.seconds += seconds.parse::<f64>().ok()?;
		Some(())
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
		assert_eq!(home1.origins(), BTreeSet::from([100, 200]));
		assert_eq!(home1.forecasts[1].steps[0].mean, 6.0);
		assert_eq!(home1.forecasts[1].steps[0].median(), 5.0);
		assert_eq!(all.seconds(setting, group, "AutoETS/1344"), Some(1.0));
	}

	#[test]
	fn a_bad_line_is_named() {
		assert_eq!(
			Baselines::parse(&format!("{TEXT}x,y")).err(),
			Some(BadLine(4))
		);
	}
}
