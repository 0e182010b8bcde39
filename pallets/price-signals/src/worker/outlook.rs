//! What of an outcome is learned, and how forecasts become a signal.
//!
//! Demand, generation and the green share are learned as they are. The price is not: the tariff of every
//! interval of the horizon is public, so only the **saving** is learned, how far the price of a bought Wh
//! fell from retail towards the pool's price with fee, in parts per million, and the forecast is priced with
//! the tariff of its own interval. Auctions can bring more than the whole way, or less than nothing.

use commonwatt_forecast::{Kind, Quantiles as Spread};
use commonwatt_primitives::{
	signal::{Forecast, Outcome, OutcomeLimits, Quantiles, ALL_GREEN},
	traits::IntervalPrices,
};

/// Series that are learned.
pub(super) const SERIES: usize = 4;

/// What is learned of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Series {
	/// Parts per million of the way from retail to the pool's price with fee.
	Saving,
	/// Wh.
	Demand,
	/// Wh.
	Generation,
	/// Parts per million.
	GreenShare,
}

impl Series {
	/// In the order of their discriminants.
	pub const ALL: [Self; SERIES] = [
		Self::Saving,
		Self::Demand,
		Self::Generation,
		Self::GreenShare,
	];

	pub fn kind(self) -> Kind {
		match self {
			Self::Saving => Kind::NetLoad,
			Self::Demand => Kind::Load,
			Self::Generation => Kind::Generation,
			Self::GreenShare => Kind::Price,
		}
	}
}

/// The way from the pool's price with fee up to retail, base units per Wh; `None` without a local market,
/// or if there is none.
fn spread(prices: &IntervalPrices) -> Option<f64> {
	let pool = prices.pool_price?.saturating_add(prices.grid_fee);
	let spread = prices
		.retail
		.checked_sub(pool)
		.filter(|spread| *spread > 0)?;
	Some(spread as f64)
}

/// The value of a series in an interval with this outcome; `None` if the tariff leaves nothing to save.
pub(super) fn value(
	series: Series,
	outcome: &Outcome,
	prices: Option<IntervalPrices>,
) -> Option<f64> {
	match series {
		Series::Saving => {
			let prices = prices?;
			let saved = prices.retail as f64 - outcome.price as f64;
			Some(saved / spread(&prices)? * ALL_GREEN as f64)
		}
		Series::Demand => Some(outcome.demand as f64),
		Series::Generation => Some(outcome.generation as f64),
		Series::GreenShare => Some(outcome.green_share as f64),
	}
}

/// The forecast of an interval with these prices, within what can be.
pub(super) fn forecast<'a>(
	of: impl Fn(Series) -> Option<&'a Spread>,
	prices: &IntervalPrices,
	limits: &OutcomeLimits,
) -> Option<Forecast> {
	// The more is saved the lower the price: its low quantiles are the saving's high ones.
	let price = |saving: f64| {
		let saved = saving / ALL_GREEN as f64 * spread(prices).unwrap_or(0.0);
		prices.retail as f64 - saved
	};
	let mut price = of(Series::Saving)?.values.map(price);
	price.reverse();
	let OutcomeLimits {
		lowest_price,
		highest,
	} = *limits;
	Some(Forecast {
		price: quantiles(price, lowest_price, highest.price),
		demand: quantiles(of(Series::Demand)?.values, 0, highest.demand),
		generation: quantiles(of(Series::Generation)?.values, 0, highest.generation),
		green_share: quantiles(of(Series::GreenShare)?.values, 0, highest.green_share),
	})
}

/// Rounded to the nearest integer, within the limits, ascending.
fn quantiles(values: [f64; 5], least: u64, most: u64) -> Quantiles {
	let mut floor = least;
	Quantiles(values.map(|value| {
		// A cast saturates; what is no number becomes 0, and then the floor.
		let rounded = (value + 0.5) as u64;
		floor = rounded.clamp(floor, most.max(floor));
		floor
	}))
}

#[cfg(test)]
mod tests {
	use super::*;

	/// F 50, R 210, f 10, m 125: from 210 down to 135.
	const PRICES: IntervalPrices = IntervalPrices {
		feed_in: 50,
		retail: 210,
		grid_fee: 10,
		pool_price: Some(125),
	};
	const LIMITS: OutcomeLimits = OutcomeLimits {
		lowest_price: 50,
		highest: Outcome {
			price: 210,
			demand: 5_000,
			generation: 4_000,
			green_share: ALL_GREEN,
		},
	};

	fn outcome(price: u64) -> Outcome {
		Outcome {
			price,
			demand: 900,
			generation: 300,
			green_share: 250_000,
		}
	}

	fn spread_of(values: [f64; 5]) -> Spread {
		Spread { mean: 0.0, values }
	}

	#[test]
	fn a_price_is_learned_as_the_way_from_retail_to_the_pool() {
		let saving = |price| value(Series::Saving, &outcome(price), Some(PRICES));
		assert_eq!(saving(210), Some(0.0));
		assert_eq!(saving(135), Some(1e6));
		// An auction below the pool's price, and above retail.
		assert_eq!(saving(60), Some(2e6));
		assert_eq!(saving(285), Some(-1e6));
	}

	#[test]
	fn nothing_is_learned_of_a_price_that_leaves_nothing_to_save() {
		let flat = IntervalPrices {
			pool_price: None,
			..PRICES
		};
		assert_eq!(value(Series::Saving, &outcome(210), Some(flat)), None);
		assert_eq!(value(Series::Saving, &outcome(210), None), None);
		assert_eq!(value(Series::Demand, &outcome(210), None), Some(900.0));
	}

	#[test]
	fn a_forecast_is_priced_with_its_own_tariff() {
		let saving = spread_of([0.0, 250_000.0, 500_000.0, 750_000.0, 1_000_000.0]);
		let other = spread_of([1.4, 1.5, 2.0, 3.0, 9_999.0]);
		let forecast = |prices: &IntervalPrices| {
			let of = |series| {
				Some(if series == Series::Saving {
					&saving
				} else {
					&other
				})
			};
			forecast(of, prices, &LIMITS).expect("all series are there")
		};
		let first = forecast(&PRICES);
		assert_eq!(first.price, Quantiles([135, 154, 173, 191, 210]));
		// Rounded, and no more than can be.
		assert_eq!(first.demand, Quantiles([1, 2, 2, 3, 5_000]));
		assert_eq!(first.generation, Quantiles([1, 2, 2, 3, 4_000]));
		assert_eq!(first.green_share, Quantiles([1, 2, 2, 3, 9_999]));
		let cheap = IntervalPrices::new(50, 110, 10, sp_runtime::Permill::from_percent(50));
		assert_eq!(forecast(&cheap).price, Quantiles([85, 91, 98, 104, 110]));
		assert!(first.is_monotonic() && first.is_within(&LIMITS));
	}

	#[test]
	fn nonsense_of_a_model_becomes_a_signal_that_can_be() {
		for values in [
			[f64::NAN; 5],
			[f64::INFINITY; 5],
			[f64::NEG_INFINITY; 5],
			[5e30, -1.0, 7.0, f64::NAN, 3.0],
		] {
			let spread = spread_of(values);
			let forecast = forecast(|_| Some(&spread), &PRICES, &LIMITS).expect("is made");
			assert!(
				forecast.is_monotonic() && forecast.is_within(&LIMITS),
				"{values:?}"
			);
		}
	}

	#[test]
	fn without_a_series_there_is_no_forecast() {
		assert_eq!(forecast(|_| None, &PRICES, &LIMITS), None);
	}
}
