//! What the forecasters said of the intervals that are played, and what came of them.
//!
//! Nothing counts but events of finalised blocks.

use commonwatt_primitives::{
	signal::{Forecast, Outcome},
	Interval,
};
use commonwatt_runtime::RuntimeEvent;
use commonwatt_simulator::setup::COMMUNITY;
use pallet_price_signals::Event;
use std::collections::BTreeMap;

/// What became of a forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
	/// Its interval is not known yet.
	Pending,
	Scored(Outcome),
	/// The outcome never came.
	NotScored,
}

/// The forecasts of the community, by interval.
#[derive(Default)]
pub struct Foresight {
	forecasts: BTreeMap<Interval, (Forecast, Fate)>,
}

impl Foresight {
	pub fn hear(&mut self, event: &RuntimeEvent) {
		let RuntimeEvent::PriceSignals(event) = event else {
			return;
		};
		let (interval, fate) = match event {
			Event::ForecastSettled {
				community: COMMUNITY,
				interval,
				forecast,
				..
			} => {
				self.forecasts.insert(*interval, (*forecast, Fate::Pending));
				return;
			}
			Event::IntervalScored {
				community: COMMUNITY,
				interval,
				outcome,
				..
			} => (interval, Fate::Scored(*outcome)),
			Event::IntervalNotScored {
				community: COMMUNITY,
				interval,
			} => (interval, Fate::NotScored),
			_ => return,
		};
		if let Some((_, is)) = self.forecasts.get_mut(interval) {
			*is = fate;
		}
	}

	/// Whether the chain has yet to say what came of an interval that was forecast.
	pub fn is_pending(&self, interval: Interval) -> bool {
		self.forecasts
			.get(&interval)
			.is_some_and(|(_, fate)| *fate == Fate::Pending)
	}

	/// What was said of an interval, and what came of it.
	pub fn of(&self, interval: Interval) -> Option<(Forecast, Outcome)> {
		match self.forecasts.get(&interval)? {
			(forecast, Fate::Scored(outcome)) => Some((*forecast, *outcome)),
			_ => None,
		}
	}

	/// Intervals that were forecast and scored.
	pub fn scored(&self) -> usize {
		self.forecasts
			.keys()
			.filter(|interval| self.of(**interval).is_some())
			.count()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::signal::Quantiles;

	const OUTCOME: Outcome = Outcome {
		price: 1,
		demand: 2,
		generation: 3,
		green_share: 4,
	};

	fn forecast() -> Forecast {
		Forecast::of([Quantiles([1, 2, 3, 4, 5]); 4])
	}

	fn settled(community: u32, interval: Interval) -> RuntimeEvent {
		RuntimeEvent::PriceSignals(Event::ForecastSettled {
			community,
			interval,
			heard: 1,
			forecast: forecast(),
		})
	}

	fn scored(interval: Interval) -> RuntimeEvent {
		RuntimeEvent::PriceSignals(Event::IntervalScored {
			community: COMMUNITY,
			interval,
			outcome: OUTCOME,
			scores: Default::default(),
		})
	}

	#[test]
	fn a_forecast_stands_beside_its_outcome() {
		let mut foresight = Foresight::default();
		foresight.hear(&settled(COMMUNITY, 7));
		assert!(foresight.is_pending(7));
		assert_eq!(foresight.of(7), None);
		foresight.hear(&scored(7));
		assert!(!foresight.is_pending(7));
		assert_eq!(foresight.of(7), Some((forecast(), OUTCOME)));
		assert_eq!(foresight.scored(), 1);
	}

	#[test]
	fn an_interval_that_nobody_forecast_is_not_waited_for() {
		let mut foresight = Foresight::default();
		foresight.hear(&settled(COMMUNITY + 1, 7));
		foresight.hear(&scored(7));
		assert!(!foresight.is_pending(7));
		assert_eq!((foresight.of(7), foresight.scored()), (None, 0));
	}

	#[test]
	fn a_forecast_whose_outcome_never_came_is_not_waited_for() {
		let mut foresight = Foresight::default();
		foresight.hear(&settled(COMMUNITY, 7));
		foresight.hear(&RuntimeEvent::PriceSignals(Event::IntervalNotScored {
			community: COMMUNITY,
			interval: 7,
		}));
		assert!(!foresight.is_pending(7));
		assert_eq!((foresight.of(7), foresight.scored()), (None, 0));
	}
}
