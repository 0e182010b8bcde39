//! What the runtime API shows.

use super::*;
use commonwatt_primitives::signal::{Forecast, Outcome};

fn steps(price: u64, count: usize) -> Vec<Forecast> {
	(0..count as u64)
		.map(|step| {
			Forecast::certain(&Outcome {
				price: price + step,
				..USUAL
			})
		})
		.collect()
}

fn horizon() -> Vec<(u32, u64)> {
	PriceSignals::horizon(COMMUNITY)
		.into_iter()
		.map(|(interval, forecast)| (interval, forecast.price.median()))
		.collect()
}

#[test]
fn the_horizon_is_what_is_settled_and_the_median_of_the_last_signals() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for (id, price) in [100, 200, 300].into_iter().enumerate() {
			assert_ok!(send(id as u32, steps(price, 3)));
		}
		assert_eq!(horizon(), [(102, 200), (103, 201), (104, 202)]);
		next_round();
		// 102 is settled; the signals of the round before still say the rest.
		assert_eq!(horizon(), [(102, 200), (103, 201), (104, 202)]);
		assert_ok!(send(0, steps(250, 3)));
		// 105 is only 0's yet.
		assert_eq!(horizon(), [(102, 200), (103, 250), (104, 251)]);
		next_round();
		assert_ok!(send(0, steps(250, 3)));
		// The others' are two rounds old, and of 103 there was no quorum.
		assert_eq!(horizon(), []);
	});
}

#[test]
fn the_horizon_ends_where_too_few_look() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for (id, count) in [1, 2, 5].into_iter().enumerate() {
			assert_ok!(send(id as u32, steps(100, count)));
		}
		assert_eq!(horizon(), [(102, 100), (103, 101)]);
	});
}

#[test]
fn suspended_and_dismissed_forecasters_are_not_in_it() {
	ExtBuilder::default().elected(4).build_and_execute(|| {
		for (id, price) in [100, 200, 300, 400].into_iter().enumerate() {
			assert_ok!(send(id as u32, steps(price, 1)));
		}
		assert_ok!(PriceSignals::suspend_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			0
		));
		assert_ok!(PriceSignals::dismiss_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			1
		));
		assert_eq!(horizon(), [(102, 300)]);
	});
}

#[test]
fn a_community_nobody_forecasts_has_no_horizon() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(PriceSignals::horizon(UNKNOWN_COMMUNITY).is_empty());
		assert!(PriceSignals::forecasters(COMMUNITY).is_empty());
	});
}
