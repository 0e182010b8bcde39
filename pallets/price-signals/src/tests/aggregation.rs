//! What becomes of a round that is over.

use super::*;
use crate::{Forecasters, Heard, Rounds, Settled};
use commonwatt_primitives::{
	signal::{Forecast, Outcome, Quantiles},
	traits::Signals,
};
use sp_runtime::Permill;

fn price(price: u64) -> Forecast {
	Forecast {
		price: Quantiles::certain(price),
		..Forecast::certain(&USUAL)
	}
}

fn settled_price() -> Option<u64> {
	PriceSignals::signal(COMMUNITY, START + LEAD).map(|forecast| forecast.price.median())
}

#[test]
fn the_example_of_the_crate_page() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for (id, said) in [100, 110, 400].into_iter().enumerate() {
			say(id as u32, price(said));
		}
		next_round();
		assert_eq!(settled_price(), Some(110));
		let outcome = Outcome {
			price: 105,
			..USUAL
		};
		know(START + LEAD, outcome);
		next_block();
		let relative: Vec<_> = last_scores()
			.iter()
			.map(|score| score.relative_loss.expect("heard"))
			.collect();
		// 1, 1 and 10 of the price, and nothing of the three other variables.
		assert_eq!(relative, [250_000, 250_000, 2_500_000]);
		assert!(forecaster(2).reputation < forecaster(0).reputation);
	});
}

#[test]
fn the_aggregate_is_settled_when_the_round_is_over_and_not_before() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for id in 0..3 {
			say(id, price(100 + u64::from(id)));
		}
		next_block();
		assert_eq!(settled_price(), None);
		System::reset_events();
		next_round();
		assert_eq!(settled_price(), Some(101));
		assert_eq!(
			events(),
			[Event::ForecastSettled {
				community: COMMUNITY,
				interval: START + LEAD,
				heard: 3,
				forecast: price(101),
			}]
		);
		assert_eq!(Round::get(), START + 1, "a whole interval before START + 2");
	});
}

#[test]
fn reputation_decides_between_two_halves() {
	ExtBuilder::default().elected(4).build_and_execute(|| {
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
			for high in [2, 3] {
				all[high].reputation = Permill::one();
			}
		});
		for (id, said) in [100, 110, 200, 210].into_iter().enumerate() {
			say(id as u32, price(said));
		}
		next_round();
		assert_eq!(settled_price(), Some(200));
	});
}

#[test]
fn without_a_majority_there_is_no_aggregate_and_no_fault() {
	ExtBuilder::default().elected(6).build_and_execute(|| {
		for id in 0..2 {
			say(id, price(100));
		}
		System::reset_events();
		next_round();
		assert_eq!(settled_price(), None);
		assert_eq!(
			events(),
			[Event::NoQuorum {
				community: COMMUNITY,
				interval: START + LEAD,
				heard: 2,
				needed: 4,
			}]
		);
		assert!(!Heard::<Runtime>::contains_key(COMMUNITY, START + LEAD));
		know(START + LEAD, USUAL);
		next_block();
		assert_eq!(events(), []);
		assert!((0..6).all(|id| forecaster(id).faults == 0));
	});
}

#[test]
fn a_majority_below_the_fewest_that_may_be_is_none() {
	ExtBuilder::default()
		.elected(2)
		.min_quorum(3)
		.build_and_execute(|| {
			say(0, price(100));
			say(1, price(100));
			next_round();
			assert_eq!(settled_price(), None);
		});
}

#[test]
fn who_was_elected_during_the_round_is_not_missed() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		elect(3..10);
		for id in [0, 1, 9] {
			say(id, price(100));
		}
		next_round();
		// Four are eligible: three expected, and the one that was heard.
		assert_eq!(
			Settled::<Runtime>::get(COMMUNITY, START + LEAD).map(|settled| settled.heard),
			Some(3)
		);
		know(START + LEAD, USUAL);
		next_block();
		let scored: Vec<_> = last_scores().iter().map(|score| score.forecaster).collect();
		assert_eq!(scored, [0, 1, 2, 9]);
	});
}

#[test]
fn a_silent_round_is_said_once() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		next_round();
		next_block();
		assert_eq!(
			events(),
			[Event::NothingHeard {
				community: COMMUNITY,
				from: START + LEAD,
				until: START + LEAD + 1,
			}]
		);
	});
}

#[test]
fn a_clock_that_jumps_settles_what_was_sent_and_skips_the_rest_in_one_block() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for id in 0..3 {
			say(id, price(100));
		}
		System::reset_events();
		Round::set(START + 50_000);
		next_block();
		assert_eq!(settled_price(), Some(100));
		assert_eq!(
			events()[1..],
			[Event::NothingHeard {
				community: COMMUNITY,
				from: START + LEAD + 1,
				until: START + LEAD + 50_000,
			}]
		);
		let progress = Rounds::<Runtime>::get(COMMUNITY).expect("it has forecasters");
		assert_eq!(progress.settled_until, START + 50_000);
		for id in 0..3 {
			say(id, price(120));
		}
		next_round();
		assert!(PriceSignals::signal(COMMUNITY, START + 50_002).is_some());
	});
}

#[test]
fn rounds_that_on_poll_was_skipped_in_are_settled_later() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for round in 0..6 {
			Round::set(START + round);
			for id in 0..3 {
				say(id, price(100 + u64::from(round)));
			}
		}
		next_block();
		assert!(PriceSignals::signal(COMMUNITY, START + LEAD + 3).is_some());
		assert!(PriceSignals::signal(COMMUNITY, START + LEAD + 4).is_none());
		next_block();
		assert!(PriceSignals::signal(COMMUNITY, START + LEAD + 4).is_some());
	});
}

#[test]
fn a_community_without_forecasters_says_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		next_round();
		elect(0..1);
		assert_ok!(PriceSignals::dismiss_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			0
		));
		System::reset_events();
		next_round();
		assert_eq!(events(), []);
	});
}
