//! What calls and hooks cost, against what is charged.

use super::*;
use crate::{Costs, Forecasters, RewardPots, WeightInfo};
use commonwatt_primitives::signal::{Forecast, Outcome, Quantiles};
use commonwatt_storage_recorder::{cost_of, Cost};
use frame_support::weights::Weight;
use std::time::Instant;

/// What was done is within a weight. The fakes touch no storage: what is charged for them is beside it.
fn within(cost: Cost, weight: Weight, what: &str) {
	cost.assert_within(
		<Runtime as frame_system::Config>::DbWeight::get(),
		weight,
		what,
	);
}

/// A forecast of the most bytes.
fn large() -> Forecast {
	let highest = LIMITS.highest;
	Forecast::certain(&Outcome {
		price: highest.price,
		..highest
	})
}

/// Sixteen forecasters, a funded reward, yesterday known.
fn full(test: impl FnOnce()) {
	ExtBuilder::default().elected(16).build_and_execute(|| {
		fund_rewards(100_000);
		RewardPots::<Runtime>::mutate(COMMUNITY, |rewards| rewards.per_interval = 10_000);
		Known::mutate(|known| known.insert((COMMUNITY, START + LEAD - DAY), USUAL));
		test()
	});
}

fn fund_rewards(amount: u128) {
	assert_ok!(PriceSignals::fund_rewards(
		RuntimeOrigin::signed(DONOR),
		COMMUNITY,
		amount
	));
}

#[test]
fn a_signal_costs_no_more_than_was_charged() {
	full(|| {
		for id in 0..16 {
			let steps = vec![large(); 24];
			let payload = payload(id, steps);
			let signature = sign(&payload, id as u8);
			let checked = cost_of(|| {
				assert_ok!(pool(&payload, &signature));
			});
			within(checked, Weights::authorize_submit_signal(24), "authorize");
			assert_eq!(checked.writes, 0, "a pool writes nothing");
			let sent = cost_of(|| {
				assert_ok!(apply(payload, signature));
			});
			let charged =
				Weights::authorize_submit_signal(24).saturating_add(Weights::submit_signal(24));
			within(sent, charged, "submit");
			assert!(sent.writes <= 4, "{sent:?}");
		}
	});
}

#[test]
fn what_is_refused_early_reads_one_item() {
	full(|| {
		let mut past = payload(0, vec![large()]);
		past.round -= 1;
		let signature = sign(&past, 0);
		let refused = cost_of(|| assert!(pool(&past, &signature).is_err()));
		assert_eq!((refused.reads, refused.writes), (1, 0));
	});
}

#[test]
fn settling_and_scoring_cost_no_more_than_was_charged() {
	full(|| {
		for id in 0..16 {
			say(id, large());
		}
		Round::mutate(|round| *round += 1);
		let mut spent = Weight::zero();
		let settled = cost_of(|| spent = next_block());
		within(settled, spent, "settle");
		know(START + LEAD, USUAL);
		// All but the quorum are suspended: the most that can be removed.
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
			for forecaster in all.iter_mut() {
				forecaster.faults = MAX_FAULTS;
				forecaster.relative_loss = match forecaster.id {
					0..=8 => 0,
					_ => 9_000_000,
				};
			}
		});
		let scored = cost_of(|| spent = next_block());
		within(scored, spent, "score");
		let suspended = PriceSignals::forecasters(COMMUNITY)
			.into_iter()
			.filter(|forecaster| !forecaster.is_active())
			.count();
		assert_eq!(suspended, 7);
	});
}

#[test]
fn a_round_without_quorum_costs_no_more_than_was_charged() {
	full(|| {
		for id in 0..8 {
			say(id, large());
		}
		// Half were heard: the others are at fault, and all but the quorum are suspended.
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
			all.iter_mut()
				.for_each(|forecaster| forecaster.faults = MAX_FAULTS);
		});
		Round::mutate(|round| *round += 1);
		let mut spent = Weight::zero();
		let blamed = cost_of(|| spent = next_block());
		within(blamed, spent, "blame");
		let active = PriceSignals::forecasters(COMMUNITY)
			.into_iter()
			.filter(|forecaster| forecaster.is_active())
			.count();
		assert_eq!(active, 2);
	});
}

#[test]
fn calls_cost_no_more_than_was_charged() {
	full(|| {
		let operator = || RuntimeOrigin::signed(OPERATOR);
		let forecaster_account = || RuntimeOrigin::signed(FORECASTERS + 3);
		say(3, large());
		fund_rewards(500);
		RewardPots::<Runtime>::mutate(COMMUNITY, |rewards| rewards.budget -= 500);
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| {
			all[2].earned = 250;
			all[3].earned = 250;
		});
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::claim_reward(operator(), COMMUNITY, 2));
		});
		within(cost, Weights::claim_reward(), "claim_reward");
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::rotate_signal_key(
				forecaster_account(),
				COMMUNITY,
				3,
				public(60)
			));
		});
		within(cost, Weights::rotate_signal_key(), "rotate_signal_key");
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::suspend_forecaster(operator(), COMMUNITY, 4));
		});
		within(cost, Weights::suspend_forecaster(), "suspend_forecaster");
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::reinstate_forecaster(operator(), COMMUNITY, 4));
		});
		within(
			cost,
			Weights::reinstate_forecaster(),
			"reinstate_forecaster",
		);
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::dismiss_forecaster(operator(), COMMUNITY, 3));
		});
		within(cost, Weights::dismissal(), "dismiss_forecaster");
		let cost = cost_of(|| elect(70..71));
		within(cost, Weights::elect_forecaster(), "elect_forecaster");
		let cost = cost_of(|| fund_rewards(1));
		within(cost, Weights::fund_rewards(), "fund_rewards");
		let cost = cost_of(|| {
			assert_ok!(PriceSignals::set_reward(operator(), COMMUNITY, 1));
		});
		within(cost, Weights::set_reward(), "set_reward");
	});
}

/// Prints what computation takes: the constants of `weights.rs` are four times it.
#[test]
#[ignore = "a measurement"]
fn measure() {
	let micros = |name: &str, times: u32, act: &mut dyn FnMut()| {
		act();
		let started = Instant::now();
		(0..times).for_each(|_| act());
		let each = started.elapsed().as_nanos() as f64 / f64::from(times) / 1_000.0;
		println!("{name}: {each:.2} us");
	};
	let wide = Quantiles([1 << 40, 1 << 41, 1 << 42, 1 << 43, 1 << 44]);
	let forecast = Forecast::of([wide; 4]);
	for voices in [1, 16u64] {
		let said: Vec<_> = (0..voices)
			.map(|voice| {
				let moved = wide.0.map(|value| value + voice * 7_919 % 13);
				(Forecast::of([Quantiles(moved); 4]), 8_000_000 + voice)
			})
			.collect();
		micros(&format!("aggregate of {voices}"), 1_000, &mut || {
			std::hint::black_box(crate::median::aggregate(std::hint::black_box(&said)));
		});
	}
	full(|| {
		IntervalSeconds::set(900);
		for steps in [1, 96] {
			let payload = payload(0, vec![large(); steps]);
			let signature = sign(&payload, 0);
			micros(&format!("authorize {steps} steps"), 200, &mut || {
				assert_ok!(pool(&payload, &signature));
			});
			use codec::{Decode, Encode};
			let bytes = vec![forecast; steps].encode();
			micros(
				&format!("decode and encode {steps} steps"),
				1_000,
				&mut || {
					let steps = Vec::<Forecast>::decode(&mut &bytes[..]).expect("they decode");
					std::hint::black_box(steps.encode());
				},
			);
		}
		micros("load and store 16 forecasters", 1_000, &mut || {
			Forecasters::<Runtime>::mutate(COMMUNITY, |all| all[0].faults ^= 1);
		});
		Forecasters::<Runtime>::mutate(COMMUNITY, |all| all[0].faults = 0);
		let (mut settling, mut scoring) = (0, 0);
		for round in 0..50 {
			for id in 0..16 {
				say(id, large());
			}
			Round::mutate(|round| *round += 1);
			let started = Instant::now();
			next_block();
			settling += started.elapsed().as_micros();
			know(START + LEAD + round, USUAL);
			let started = Instant::now();
			next_block();
			scoring += started.elapsed().as_micros();
		}
		println!("settle a round of 16, with storage: {} us", settling / 50);
		println!("score an interval of 16, with storage: {} us", scoring / 50);
	});
}
