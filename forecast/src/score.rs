//! Scores of forecasts: pure functions of actual values and what was forecast.
//!
//! Slices are read pairwise; what one has more than the other is left out. Errors and values are in the
//! unit of the series, scores without unit unless said otherwise. None where a score does not exist: of
//! nothing, or of a series that never changes.

/// Mean absolute error of the seasonal naive forecast within a series, where each value is expected to
/// be that `season` steps before: the scale of MASE (Hyndman and Koehler 2006).
pub fn absolute_scale(training: &[f64], season: usize) -> Option<f64> {
	scale(training, season, libm::fabs)
}

/// Mean squared error of the seasonal naive forecast: the scale of RMSSE (Makridakis et al. 2022).
pub fn squared_scale(training: &[f64], season: usize) -> Option<f64> {
	scale(training, season, |error| error * error)
}

fn scale(training: &[f64], season: usize, loss: fn(f64) -> f64) -> Option<f64> {
	let later = training.get(season..)?;
	mean(
		later
			.iter()
			.zip(training)
			.map(|(now, then)| loss(now - then)),
	)
	.filter(|s| *s > 0.0)
}

/// Mean absolute scaled error.
pub fn mase(actual: &[f64], forecast: &[f64], absolute_scale: f64) -> Option<f64> {
	Some(mean_absolute_error(actual, forecast)? / absolute_scale)
}

/// Root mean squared scaled error.
pub fn rmsse(actual: &[f64], forecast: &[f64], squared_scale: f64) -> Option<f64> {
	let squares = pairs(actual, forecast).map(|(a, f)| (a - f) * (a - f));
	Some(libm::sqrt(mean(squares)? / squared_scale))
}

/// Mean absolute error, in the unit of the series.
pub fn mean_absolute_error(actual: &[f64], forecast: &[f64]) -> Option<f64> {
	mean(pairs(actual, forecast).map(|(a, f)| libm::fabs(a - f)))
}

/// Mean of forecast less actual, in the unit of the series: above zero where too much is forecast.
pub fn bias(actual: &[f64], forecast: &[f64]) -> Option<f64> {
	mean(pairs(actual, forecast).map(|(a, f)| f - a))
}

/// Mean pinball loss of a quantile at `level` between 0 and 1, in the unit of the series (Koenker and
/// Bassett 1978).
pub fn pinball(actual: &[f64], quantile: &[f64], level: f64) -> Option<f64> {
	mean(pairs(actual, quantile).map(|(a, q)| {
		let error = a - q;
		(level * error).max((level - 1.0) * error)
	}))
}

/// Share of values within their band, bounds included: 0 to 1. A value counts as in the band when it is
/// as near as single precision tells: a millionth of it.
pub fn coverage(actual: &[f64], lower: &[f64], upper: &[f64]) -> Option<f64> {
	let inside = pairs(actual, lower).zip(upper).map(|((a, l), u)| {
		let slack = 1e-6 * libm::fabs(a);
		if l <= a + slack && a - slack <= *u {
			1.0
		} else {
			0.0
		}
	});
	mean(inside)
}

fn pairs<'a>(a: &'a [f64], b: &'a [f64]) -> impl Iterator<Item = (f64, f64)> + 'a {
	a.iter().copied().zip(b.iter().copied())
}

/// Mean of numbers; none of nothing.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
	let (sum, count) = values.fold((0.0, 0u64), |(sum, count), v| (sum + v, count + 1));
	(count > 0).then(|| sum / count as f64)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_seasonal_naive_forecast_scores_one_within_its_training() {
		let series: [f64; 8] = [1.0, 2.0, 3.0, 5.0, 2.0, 2.0, 7.0, 4.0];
		let naive = &series[..6];
		let absolute = absolute_scale(&series, 2).unwrap_or_default();
		let squared = squared_scale(&series, 2).unwrap_or_default();
		assert_eq!(mase(&series[2..], naive, absolute), Some(1.0));
		assert_eq!(rmsse(&series[2..], naive, squared), Some(1.0));
	}

	#[test]
	fn a_series_that_repeats_itself_has_no_scale() {
		assert_eq!(absolute_scale(&[1.0, 2.0, 1.0, 2.0], 2), None);
		assert_eq!(squared_scale(&[1.0], 2), None);
	}

	#[test]
	fn bias_is_positive_where_too_much_is_forecast() {
		assert_eq!(bias(&[1.0, 2.0], &[2.0, 4.0]), Some(1.5));
		assert_eq!(bias(&[], &[]), None);
	}

	#[test]
	fn pinball_weighs_the_side_of_the_level() {
		assert_eq!(pinball(&[10.0], &[0.0], 0.75), Some(7.5));
		assert_eq!(pinball(&[0.0], &[10.0], 0.75), Some(2.5));
	}

	#[test]
	fn the_bounds_of_a_band_are_inside() {
		let actual = [1.0, 2.0, 3.0, 4.0];
		assert_eq!(coverage(&actual, &[1.0; 4], &[3.0; 4]), Some(0.75));
	}
}
