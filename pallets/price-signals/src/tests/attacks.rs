//! Attacks through the pallet. What forged and repeated signals do is in `submit_signal`, what hostile
//! forecasters get over time in `simulation`.

use super::*;
use crate::{Forecasters, Status};
use commonwatt_primitives::{
	signal::{Forecast, Outcome, SignalRefusal},
	traits::Signals,
	Balance,
};
use proptest::prelude::*;
use sp_runtime::Permill;

fn price(price: u64) -> Forecast {
	Forecast::certain(&Outcome { price, ..USUAL })
}

#[test]
fn seven_of_fifteen_with_full_reputation_move_nothing_beyond_the_honest() {
	for (hostile, expected) in [(10, 101), (1_000, 103)] {
		ExtBuilder::default().elected(15).build_and_execute(|| {
			Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
				for (id, forecaster) in all.iter_mut().enumerate() {
					forecaster.reputation = match id < 7 {
						true => Permill::one(),
						false => Permill::zero(),
					};
				}
			});
			for id in 0..7 {
				say(id, price(hostile));
			}
			for id in 7..15 {
				say(id, price(101 + u64::from(id % 3)));
			}
			next_round();
			let said = PriceSignals::signal(COMMUNITY, START + LEAD).expect("a quorum");
			assert_eq!(said.price.median(), expected);
		});
	}
}

/// What the page admits.
#[test]
fn a_majority_of_those_heard_decides() {
	ExtBuilder::default().elected(5).build_and_execute(|| {
		for (id, said) in [900, 900, 900, 100, 100].into_iter().enumerate() {
			say(id as u32, price(said));
		}
		next_round();
		let said = PriceSignals::signal(COMMUNITY, START + LEAD).expect("a quorum");
		assert_eq!(said.price.median(), 900);
	});
}

#[test]
fn a_majority_that_strikes_ends_signals_and_nobody_is_blamed() {
	ExtBuilder::default().elected(5).build_and_execute(|| {
		for round in 0..30 {
			say(0, price(100));
			say(1, price(100));
			next_round();
			know(START + round, USUAL);
			next_block();
		}
		for id in 0..5 {
			let one = forecaster(id);
			assert_eq!((one.status, one.faults), (Status::Active, 0));
			assert_eq!(one.reputation, Permill::from_percent(50));
		}
	});
}

#[test]
fn a_chain_that_stands_still_suspends_nobody() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for _ in 0..10 {
			for id in 0..3 {
				say(id, price(100));
			}
			Round::mutate(|round| *round += 500);
			next_block();
			know(Round::get() - 2, USUAL);
			next_block();
		}
		assert!((0..3).all(|id| forecaster(id).faults == 0));
	});
}

#[test]
fn leaving_and_coming_back_starts_anew_and_keeps_no_say_in_what_was_said() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for id in 0..3 {
			say(id, price(100));
		}
		assert_ok!(PriceSignals::dismiss_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			2
		));
		// Elected again with the same account and key: another id.
		assert_ok!(PriceSignals::elect_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			FORECASTERS + 2,
			public(2),
		));
		let old = payload(2, vec![price(100)]);
		let signature = sign(&old, 2);
		assert_eq!(
			apply(old, signature),
			Err(SignalRefusal::UnknownForecaster.into())
		);
		next_round();
		let settled = crate::Settled::<Runtime>::get(COMMUNITY, START + LEAD).expect("a quorum");
		assert_eq!(settled.heard, 2);
	});
}

#[test]
fn two_roles_with_one_opinion_earn_one_part() {
	let earned = |said: &[u64]| -> Vec<Balance> {
		ExtBuilder::default()
			.elected(said.len() as u8)
			.build_and_execute(|| {
				assert_ok!(PriceSignals::fund_rewards(
					RuntimeOrigin::signed(DONOR),
					COMMUNITY,
					12_000
				));
				assert_ok!(PriceSignals::set_reward(
					RuntimeOrigin::signed(OPERATOR),
					COMMUNITY,
					12_000
				));
				let yesterday = Outcome { price: 50, ..USUAL };
				Known::mutate(|known| known.insert((COMMUNITY, START + LEAD - DAY), yesterday));
				for (id, said) in said.iter().enumerate() {
					say(id as u32, price(*said));
				}
				next_round();
				know(START + LEAD, USUAL);
				next_block();
				(0..said.len() as u32)
					.map(|id| forecaster(id).earned)
					.collect()
			})
	};
	// A tenth is not given out: so much the best is off.
	assert_eq!(earned(&[99, 101, 99]), [2_700, 5_400, 2_700]);
	// What the page admits: one unit of difference, and it is another opinion.
	assert_eq!(earned(&[99, 101, 100]).iter().sum::<Balance>(), 11_999);
}

fn extremes() -> impl Strategy<Value = Forecast> {
	prop::array::uniform5(LIMITS.lowest_price..=LIMITS.highest.price).prop_map(|mut prices| {
		prices.sort_unstable();
		Forecast {
			price: commonwatt_primitives::signal::Quantiles(prices),
			..price(100)
		}
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	/// Whatever a minority says, through the pallet, with whatever reputations.
	#[test]
	fn the_settled_price_lies_among_the_honest(
		honest in prop::collection::vec(extremes(), 4..8),
		hostile in prop::collection::vec(extremes(), 3),
		reputations in prop::collection::vec(0..=1_000_000u32, 16),
	) {
		let count = honest.len() + hostile.len();
		let aggregate = ExtBuilder::default().elected(count as u8).build_and_execute(|| {
			Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
				for (forecaster, reputation) in all.iter_mut().zip(&reputations) {
					forecaster.reputation = Permill::from_parts(*reputation);
				}
			});
			for (id, forecast) in honest.iter().chain(&hostile).enumerate() {
				say(id as u32, *forecast);
			}
			next_round();
			PriceSignals::signal(COMMUNITY, START + LEAD).expect("a quorum")
		});
		for level in 0..5 {
			let said = honest.iter().map(|forecast| forecast.price.0[level]);
			prop_assert!(said.clone().min() <= Some(aggregate.price.0[level]));
			prop_assert!(said.max() >= Some(aggregate.price.0[level]));
		}
	}
}
