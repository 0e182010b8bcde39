use super::*;
use crate::{Heard, Latest, Signal};
use codec::{Decode, Encode};
use commonwatt_primitives::signal::{
	Forecast, Outcome, Quantiles, SignalPayload,
	SignalRefusal::{self, *},
	ALL_GREEN,
};
use frame_support::pallet_prelude::TransactionValidityError;
use sp_runtime::traits::BadOrigin;

/// What pool and block say to a payload, signed by forecaster 0's key.
fn refusal(payload: &SignalPayload) -> SignalRefusal {
	let signature = sign(payload, 0);
	let refused = pool(payload, &signature).expect_err("it is refused");
	let TransactionValidityError::Invalid(
		sp_runtime::transaction_validity::InvalidTransaction::Custom(code),
	) = refused
	else {
		panic!("{refused:?}")
	};
	assert_noop!(apply(payload.clone(), signature), refused);
	SignalRefusal::try_from(code).expect("a code of ours")
}

fn usual() -> SignalPayload {
	payload(0, vec![around(USUAL)])
}

#[test]
fn a_signal_is_kept_and_its_first_step_is_heard() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let other = Outcome {
			price: 200,
			..USUAL
		};
		let steps = vec![around(USUAL), around(other)];
		assert_ok!(send(0, steps.clone()));
		assert_eq!(
			Latest::<Runtime>::get(COMMUNITY, 0),
			Some(Signal {
				round: START,
				steps: steps.clone().try_into().expect("two"),
			})
		);
		assert_eq!(
			Heard::<Runtime>::get(COMMUNITY, START + LEAD).into_inner(),
			[(0, steps[0])]
		);
		assert_eq!(forecaster(0).last_round, Some(START));
		assert_eq!(
			events(),
			[Event::SignalHeard {
				community: COMMUNITY,
				forecaster: 0,
				round: START,
				from: START + LEAD,
				steps: 2,
			}]
		);
	});
}

#[test]
fn the_pool_holds_one_for_each_forecaster_and_round_before_every_tip() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		let tags = |payload: &SignalPayload| {
			let valid = pool(payload, &sign(payload, payload.forecaster as u8)).expect("valid");
			assert_eq!(valid.priority, u64::MAX);
			assert_eq!(valid.longevity, 600);
			assert!(valid.propagate && valid.requires.is_empty());
			valid.provides
		};
		let one = tags(&usual());
		let steps = vec![around(USUAL); 2];
		assert_eq!(one, tags(&payload(0, steps.clone())), "the same place");
		assert_ne!(one, tags(&payload(1, steps)));
		next_round();
		assert_ne!(one, tags(&usual()));
	});
}

#[test]
fn refused_without_a_community_or_a_forecaster() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let unknown = SignalPayload {
			community: UNKNOWN_COMMUNITY,
			..usual()
		};
		assert_eq!(refusal(&unknown), UnknownCommunity);
		let elsewhere = SignalPayload {
			community: OTHER_COMMUNITY,
			..usual()
		};
		assert_eq!(refusal(&elsewhere), UnknownForecaster);
		let nobody = SignalPayload {
			forecaster: 1,
			..usual()
		};
		assert_eq!(refusal(&nobody), UnknownForecaster);
	});
}

#[test]
fn refused_outside_its_round() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		for (round, reason) in [
			(START - 1, PastRound),
			(0, PastRound),
			(START + 1, FutureRound),
			(u32::MAX, FutureRound),
		] {
			assert_eq!(refusal(&SignalPayload { round, ..usual() }), reason);
		}
	});
}

#[test]
fn refused_the_second_time() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		say(0, around(USUAL));
		assert_eq!(refusal(&usual()), AlreadySent);
		let another = payload(0, vec![around(USUAL); 3]);
		assert_eq!(refusal(&another), AlreadySent);
	});
}

#[test]
fn refused_without_steps_or_beyond_a_day() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		assert_eq!(refusal(&payload(0, vec![])), NoSteps);
		let day = vec![around(USUAL); DAY as usize];
		let longer = vec![around(USUAL); DAY as usize + 1];
		assert_eq!(refusal(&payload(0, longer.clone())), TooManySteps);
		assert_ok!(send(0, day));
		IntervalSeconds::set(900);
		next_round();
		assert_ok!(send(0, vec![around(USUAL); 96]));
	});
}

#[test]
fn more_than_96_steps_cannot_be_decoded() {
	let steps = vec![Forecast::default(); 97];
	let bytes = (COMMUNITY, 0u32, START, steps).encode();
	assert!(SignalPayload::decode(&mut &bytes[..]).is_err());
}

#[test]
fn refused_if_a_quantile_of_any_variable_falls() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		for variable in 0..4 {
			let mut variables = around(USUAL).variables();
			variables[variable].0.swap(1, 2);
			let steps = vec![around(USUAL), Forecast::of(variables)];
			assert_eq!(refusal(&payload(0, steps)), NotMonotonic);
		}
	});
}

#[test]
fn refused_beyond_what_can_be() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let usual = around(USUAL);
		let highest = LIMITS.highest;
		let over = |most: u64| Quantiles([most, most, most, most, most + 1]);
		let cheap = LIMITS.lowest_price - 1;
		for forecast in [
			Forecast {
				price: over(highest.price),
				..usual
			},
			Forecast {
				price: Quantiles([cheap, 100, 100, 100, 100]),
				..usual
			},
			Forecast {
				demand: over(highest.demand),
				..usual
			},
			Forecast {
				generation: over(highest.generation),
				..usual
			},
			Forecast {
				green_share: over(ALL_GREEN),
				..usual
			},
			Forecast {
				demand: Quantiles::certain(u64::MAX),
				..usual
			},
		] {
			assert_eq!(refusal(&payload(0, vec![usual, forecast])), BeyondLimits);
		}
		say(0, Forecast::certain(&highest));
	});
}

#[test]
fn a_signed_origin_or_root_cannot_skip_the_checks() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let signature = sign(&usual(), 0);
		for origin in [
			RuntimeOrigin::signed(OPERATOR),
			RuntimeOrigin::root(),
			RuntimeOrigin::none(),
		] {
			assert_noop!(
				PriceSignals::submit_signal(origin, usual(), signature.clone()),
				BadOrigin
			);
		}
	});
}

#[test]
fn who_was_elected_in_this_round_may_send_in_it() {
	ExtBuilder::default().build_and_execute(|| {
		elect(0..1);
		say(0, around(USUAL));
	});
}

#[test]
fn limits_are_looked_up_once_for_all_steps_and_only_for_who_may_send() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let day = payload(0, vec![around(USUAL); DAY as usize]);
		assert_ok!(pool(&day, &sign(&day, 0)));
		assert_eq!(LimitsAsked::take(), 1);
		let past = SignalPayload { round: 1, ..day };
		refusal(&past);
		assert_eq!(LimitsAsked::take(), 0);
	});
}
