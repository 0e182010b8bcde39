//! The weighted lower median, and the aggregate of forecasts that it makes. Pure.
//!
//! Let the hostile weigh less than half of those heard. Then for every variable and level the values at
//! or below the highest honest one weigh more than half, and so do those at or above the lowest honest
//! one: the lower median lies between them. As every forecaster has one weight for all levels and its
//! quantiles are monotonic, so are the medians: the weight at or below `x` can only fall from a level to
//! the next.

use alloc::vec::Vec;
use commonwatt_primitives::signal::{Forecast, Quantiles};
use sp_runtime::Permill;

/// The weight of a reputation of none, in the weight of a whole reputation, where at most
/// `most_forecasters` are heard: half of them, rounded up.
///
/// Of `n` heard a minority is at most `(n - 1) / 2`, less than that. So even a minority of full
/// reputation weighs less than a majority of none: `k (base + 1) < (k + 1) base` if `k < base`.
pub const fn base_weight(most_forecasters: u32) -> u32 {
	most_forecasters.div_ceil(2)
}

/// What a forecaster weighs, in millionths: [`base_weight`] and its reputation.
pub fn weight(reputation: Permill, most_forecasters: u32) -> u64 {
	u64::from(base_weight(most_forecasters))
		.saturating_mul(1_000_000)
		.saturating_add(reputation.deconstruct().into())
}

/// The lowest value such that it and those below it have at least half of the weight. `None` without
/// values. Leaves them sorted.
pub fn weighted_lower_median<V: Ord + Copy>(values: &mut [(V, u64)]) -> Option<V> {
	values.sort_unstable();
	let weight_of = |values: &[(V, u64)]| {
		values.iter().fold(0u128, |sum, (_, weight)| {
			sum.saturating_add((*weight).into())
		})
	};
	let total = weight_of(values);
	let mut reached = 0u128;
	for (value, weight) in values.iter() {
		reached = reached.saturating_add((*weight).into());
		if reached.saturating_mul(2) >= total {
			return Some(*value);
		}
	}
	None
}

/// The value in the middle, the lower of two.
pub fn lower_median<V: Ord + Copy>(values: &mut [V]) -> Option<V> {
	values.sort_unstable();
	values.get(values.len().saturating_sub(1) / 2).copied()
}

/// The weighted lower median of forecasts, for every variable and level by itself.
pub fn aggregate(voices: &[(Forecast, u64)]) -> Option<Forecast> {
	let mut medians = [Quantiles::default(); 4];
	for (variable, quantiles) in medians.iter_mut().enumerate() {
		for (level, median) in quantiles.0.iter_mut().enumerate() {
			let mut values: Vec<_> = voices
				.iter()
				.filter_map(|(forecast, weight)| {
					let value = forecast.variables().get(variable)?.0.get(level).copied()?;
					Some((value, *weight))
				})
				.collect();
			*median = weighted_lower_median(&mut values)?;
		}
	}
	Some(Forecast::of(medians))
}
