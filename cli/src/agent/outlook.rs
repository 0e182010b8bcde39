//! What an agent can know of the intervals to come: the signals' quantiles and the tariff.

use commonwatt_agents::{Expectation, Planner, Prospect, Tariff, WEIGHTS};
use commonwatt_forecast::LEVELS;
use commonwatt_primitives::{
	api::BookView,
	signal::{Forecast, Quantiles},
	traits::IntervalPrices,
	Interval,
};
use commonwatt_study::{arm::Tuning, planning::Planning};
use std::collections::BTreeMap;

/// What is public at a block.
#[derive(Clone, Debug, Default)]
pub struct Public {
	/// The interval in progress.
	pub in_progress: Interval,
	pub prices: BTreeMap<Interval, IntervalPrices>,
	/// Those of the interval in progress are of an earlier block: signals tell of what is to come.
	pub forecasts: BTreeMap<Interval, Forecast>,
}

/// An interval to come, and what is expected of it.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
	pub interval: Interval,
	pub forecast: Forecast,
	pub expectation: Expectation,
}

/// At each level, as numbers.
pub fn levels(quantiles: &Quantiles) -> [f64; LEVELS.len()] {
	quantiles.0.map(|value| value as f64)
}

fn mean(quantiles: &Quantiles) -> f64 {
	let terms = WEIGHTS.iter().zip(levels(quantiles));
	terms.map(|(weight, value)| weight * value).sum()
}

/// Demand less generation at each level, as if their surprises were independent of each other.
fn net(forecast: &Forecast) -> [f64; LEVELS.len()] {
	let (demand, generation) = (levels(&forecast.demand), levels(&forecast.generation));
	let (most, sun) = (
		forecast.demand.median() as f64,
		forecast.generation.median() as f64,
	);
	std::array::from_fn(|level| {
		let (more, less) = (
			demand[level] - most,
			generation[LEVELS.len() - 1 - level] - sun,
		);
		let surprise = (more * more + less * less).sqrt();
		let middle = LEVELS.len() / 2;
		let sign = (level as f64 - middle as f64).signum();
		most - sun
			+ if level == middle {
				0.0
			} else {
				sign * surprise
			}
	})
}

impl Public {
	/// The tariff from an interval on, up to where a price is missing, as if the community imported so much, Wh.
	pub fn tariff(&self, from: Interval, import: f64) -> Vec<Expectation> {
		(from..)
			.map_while(|interval| {
				let prices = self.prices.get(&interval)?;
				Some(Expectation {
					retail: prices.retail as f64,
					feed_in: prices.feed_in as f64,
					carbon: 0.0,
					net: [import; LEVELS.len()],
				})
			})
			.collect()
	}

	/// What the chain says now takes the place of all that it said before: a forecast that it has dropped is no
	/// more. Of the interval in progress, of which signals say nothing any longer, what was said last is kept.
	/// Tells whether intervals to come were seen before and none is now.
	pub fn hear(
		&mut self,
		in_progress: Interval,
		forecasts: impl Iterator<Item = (Interval, Forecast)>,
	) -> bool {
		let sees = |forecasts: &BTreeMap<Interval, Forecast>| {
			let last = forecasts.last_key_value();
			last.is_some_and(|(interval, _)| *interval > in_progress)
		};
		let saw = sees(&self.forecasts);
		let last_said = self.forecasts.remove(&in_progress);
		self.in_progress = in_progress;
		self.forecasts = forecasts
			.filter(|(interval, _)| *interval >= in_progress)
			.collect();
		let blind = saw && !sees(&self.forecasts);
		if let Some(forecast) = last_said {
			self.forecasts.entry(in_progress).or_insert(forecast);
		}
		blind
	}

	/// From the interval in progress on, without a gap: up to where a signal or a price is missing.
	pub fn outlook(&self) -> Vec<Expected> {
		(self.in_progress..)
			.map_while(|interval| {
				let forecast = *self.forecasts.get(&interval)?;
				let prices = self.prices.get(&interval)?;
				let expectation = Expectation {
					retail: prices.retail as f64,
					feed_in: prices.feed_in as f64,
					carbon: 0.0,
					net: net(&forecast),
				};
				Some(Expected {
					interval,
					forecast,
					expectation,
				})
			})
			.collect()
	}
}

/// How an agent plans in this outlook: as those of the study, but for carbon, which is not public on the
/// chain, and without a bound on the community's peak. It is `share` of the batteries that do the same.
pub fn planner(outlook: &[Expected], share: f64) -> Planner {
	let outlook: Vec<Expectation> = outlook.iter().map(|one| one.expectation).collect();
	let quantiles = outlook.iter().flat_map(|expected| expected.net);
	let highest = quantiles.fold(1.0, f64::max);
	let planning = Planning {
		carbon_price: 0.0,
		peak: 1.0,
		peak_price: 0.0,
		..Tuning::default().planning
	};
	planning.planner(&outlook, highest, share)
}

/// What is expected of an interval in which nothing was traded ahead; `None` without an auction.
pub fn prospect(forecast: &Forecast, book: &BookView) -> Option<Prospect> {
	let prices = &book.prices;
	let tariff = Tariff {
		retail: prices.retail as f64,
		feed_in: prices.feed_in as f64,
		pool: prices.pool_price? as f64,
		fee: prices.grid_fee as f64,
		charge: book.auction.rules.undelivered_charge as f64,
	};
	Some(Prospect {
		// What a Wh costs is what forecasters are scored by.
		buying: mean(&forecast.price),
		..Prospect::of(
			&tariff,
			&levels(&forecast.demand),
			&levels(&forecast.generation),
		)
	})
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::book::tests::book;

	/// Base units per Wh of a thousandth of a token per kWh.
	pub const MILLI: u64 = 1_000_000;

	pub const PRICES: IntervalPrices = IntervalPrices {
		feed_in: 50 * MILLI,
		retail: 210 * MILLI,
		grid_fee: 10 * MILLI,
		pool_price: Some(125 * MILLI),
	};

	/// The same price at every level, in thousandths, and demand and generation.
	pub fn forecast(price: u64, demand: u64, generation: u64) -> Forecast {
		Forecast {
			price: Quantiles::certain(price * MILLI),
			demand: Quantiles::certain(demand),
			generation: Quantiles::certain(generation),
			green_share: Quantiles::certain(0),
		}
	}

	#[test]
	fn the_net_load_is_as_uncertain_as_demand_and_generation_together() {
		let both = Forecast {
			demand: Quantiles([970, 985, 1_000, 1_030, 1_060]),
			generation: Quantiles([320, 360, 400, 420, 440]),
			..Default::default()
		};
		// 3-4-5 below: 30 less demand, 40 more sun; above: 60 and 80.
		let net = net(&both);
		assert_eq!((net[0], net[2], net[4]), (550.0, 600.0, 700.0));
		assert!(net.is_sorted());
	}

	#[test]
	fn what_the_chain_no_longer_says_is_forgotten() {
		let of = |price, intervals: &[Interval]| {
			let all = intervals.iter();
			all.map(|interval| (*interval, forecast(price, 9_000, 1_000)))
				.collect::<Vec<_>>()
		};
		let mut public = Public::default();
		let known = |public: &Public| public.forecasts.keys().copied().collect::<Vec<_>>();
		assert!(!public.hear(7, of(200, &[6, 8, 9, 10]).into_iter()));
		assert_eq!(known(&public), [8, 9, 10]);
		// Of 8, now in progress, what was said last; 9 is dropped.
		assert!(!public.hear(8, of(300, &[10]).into_iter()));
		assert_eq!(known(&public), [8, 10]);
		assert_eq!(public.forecasts[&8], forecast(200, 9_000, 1_000));
		assert_eq!(public.forecasts[&10], forecast(300, 9_000, 1_000));
		// It goes blind, which is told once.
		assert!(public.hear(9, of(0, &[]).into_iter()));
		assert!(!public.hear(10, of(0, &[]).into_iter()));
		assert!(public.forecasts.is_empty() && public.outlook().is_empty());
	}

	#[test]
	fn an_outlook_ends_where_a_signal_is_missing() {
		let mut public = Public {
			in_progress: 18,
			..Default::default()
		};
		assert!(public.outlook().is_empty());
		for interval in [18, 19, 21] {
			public
				.forecasts
				.insert(interval, forecast(200, 9_000, 1_000));
		}
		public
			.prices
			.extend((18..40).map(|interval| (interval, PRICES)));
		let outlook = public.outlook();
		let intervals: Vec<Interval> = outlook.iter().map(|one| one.interval).collect();
		assert_eq!(intervals, [18, 19]);
		assert_eq!(outlook[1].expectation.net, [8_000.0; 5]);
		assert_eq!(outlook[1].expectation.retail, 210e6);
	}

	#[test]
	fn what_a_wh_costs_is_the_signals_and_what_it_brings_follows_from_who_needs_it() {
		let prospect = prospect(&forecast(180, 500, 1_000), &book(&[])).expect("has an auction");
		assert_eq!(prospect.buying.round(), 180e6);
		// Half meets at 125, the other half goes to the supplier at 50.
		assert_eq!(prospect.selling.round(), 87.5e6);
		assert_eq!((prospect.fee, prospect.charge), (10e6, 20e6));
	}
}
