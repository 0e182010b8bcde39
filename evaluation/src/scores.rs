//! Scores of the forecasts of a series, and their mean and median over series.

use crate::{community::Series, rolling::Forecast};
use commonwatt_forecast::{score, LEVELS};

/// The scores, without unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
	/// Absolute error of the median by that of the seasonal naive forecast in the months before.
	pub mase: f64,
	/// Root of the squared error of the mean by that of the seasonal naive forecast.
	pub rmsse: f64,
	/// Mean of forecast less actual by the mean size of the actual values; `None` where these were all 0.
	pub bias: Option<f64>,
	/// Pinball loss, mean of the levels, by the scale of MASE.
	pub pinball: f64,
	/// Share of actual values from the lowest to the highest quantile: 0.9 is right.
	pub coverage_90: f64,
	/// Share between the quartiles: 0.5 is right.
	pub coverage_50: f64,
}

impl Scores {
	/// Mean of each score over series.
	pub fn mean(all: &[Self]) -> Self {
		Self::over(all, |values| {
			values.iter().sum::<f64>() / values.len().max(1) as f64
		})
	}

	/// Median of each score over series.
	pub fn median(all: &[Self]) -> Self {
		Self::over(all, |values| {
			values.sort_unstable_by(f64::total_cmp);
			let middle = values.len() / 2;
			match values.len() % 2 {
				_ if values.is_empty() => 0.0,
				0 => (values[middle - 1] + values[middle]) / 2.0,
				_ => values[middle],
			}
		})
	}

	fn over(all: &[Self], f: impl Fn(&mut Vec<f64>) -> f64) -> Self {
		let of = |score: &dyn Fn(&Self) -> f64| f(&mut all.iter().map(score).collect());
		let mut biases: Vec<f64> = all.iter().filter_map(|scores| scores.bias).collect();
		Self {
			mase: of(&|scores| scores.mase),
			rmsse: of(&|scores| scores.rmsse),
			bias: (!biases.is_empty()).then(|| f(&mut biases)),
			pinball: of(&|scores| scores.pinball),
			coverage_90: of(&|scores| scores.coverage_90),
			coverage_50: of(&|scores| scores.coverage_50),
		}
	}
}

/// Scores of the forecasts of a series; its rows before `training` give the scale. None without a
/// forecast or where the seasonal naive forecast was never wrong in training.
pub fn score(
	series: &Series,
	forecasts: &[Forecast],
	training: usize,
	season: usize,
) -> Option<Scores> {
	let past = series.values.get(..training)?;
	let scale = score::absolute_scale(past, season)?;
	let squared = score::squared_scale(past, season)?;
	let rows = forecasts
		.iter()
		.flat_map(|f| f.origin..f.origin.saturating_add(f.steps.len()));
	let actual: Option<Vec<f64>> = rows.map(|row| series.values.get(row).copied()).collect();
	let actual = actual?;
	let steps = || forecasts.iter().flat_map(|f| &f.steps);
	let level = |i: usize| steps().map(|q| q.values[i]).collect::<Vec<f64>>();
	let mean: Vec<f64> = steps().map(|q| q.mean).collect();
	let size = score::mean(actual.iter().map(|value| value.abs()))?;
	let bias = score::bias(&actual, &mean)?;
	let losses = LEVELS
		.iter()
		.enumerate()
		.map(|(i, at)| score::pinball(&actual, &level(i), *at).unwrap_or(0.0));
	Some(Scores {
		mase: score::mase(&actual, &level(2), scale)?,
		rmsse: score::rmsse(&actual, &mean, squared)?,
		bias: (size > 0.0).then(|| bias / size),
		pinball: score::mean(losses)? / scale,
		coverage_90: score::coverage(&actual, &level(0), &level(4))?,
		coverage_50: score::coverage(&actual, &level(1), &level(3))?,
	})
}
