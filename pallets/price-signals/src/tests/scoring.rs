//! What becomes of an aggregate when its outcome is known, or never comes.

use super::*;
use crate::{score, Heard, References, Rounds, Settled, Status, Suspension};
use commonwatt_primitives::signal::{Forecast, Outcome};
use sp_runtime::Permill;

/// Everyone says the same, and the round is over.
fn round_of(ids: std::ops::Range<u32>, forecast: Forecast) {
	for id in ids {
		say(id, forecast);
	}
	next_round();
}

fn unscored() -> Vec<u32> {
	let progress = Rounds::<Runtime>::get(COMMUNITY).expect("it has forecasters");
	progress.unscored.into_inner()
}

#[test]
fn an_interval_is_scored_once_its_outcome_is_final() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		round_of(0..3, Forecast::certain(&USUAL));
		know(START + LEAD, USUAL);
		KnownUntil::set(START + LEAD);
		next_block();
		assert_eq!(unscored(), [START + LEAD]);
		System::reset_events();
		KnownUntil::set(START + LEAD + 1);
		next_block();
		assert!(unscored().is_empty());
		assert!(!Settled::<Runtime>::contains_key(COMMUNITY, START + LEAD));
		assert!(!Heard::<Runtime>::contains_key(COMMUNITY, START + LEAD));
		let [Event::IntervalScored {
			interval, outcome, ..
		}] = events()[..]
		else {
			panic!("it is scored")
		};
		assert_eq!((interval, outcome), (START + LEAD, USUAL));
	});
}

#[test]
fn who_is_right_rises_and_who_was_expected_and_silent_falls() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		round_of(0..2, Forecast::certain(&USUAL));
		know(START + LEAD, USUAL);
		next_block();
		let scores = last_scores();
		assert_eq!(scores[0].relative_loss, Some(0));
		assert_eq!(scores[0].reputation, Permill::from_parts(515_625));
		assert_eq!(scores[2].relative_loss, None);
		assert_eq!(scores[2].reputation, Permill::from_parts(484_375));
		assert_eq!((scores[0].faults, scores[2].faults), (0, 1));
		assert_eq!(forecaster(2).reputation, scores[2].reputation);
	});
}

#[test]
fn any_good_interval_takes_a_fault_back() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for (round, faults) in [(0, 1), (1, 2), (2, 1), (3, 0), (4, 0)] {
			let silent = round < 2;
			round_of(0..if silent { 2 } else { 3 }, Forecast::certain(&USUAL));
			know(START + LEAD + round, USUAL);
			next_block();
			assert_eq!(forecaster(2).faults, faults, "round {round}");
		}
	});
}

#[test]
fn an_interval_whose_outcome_never_comes_is_skipped() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		round_of(0..2, Forecast::certain(&USUAL));
		KnownUntil::set(START + LEAD + 1);
		System::reset_events();
		next_block();
		assert_eq!(
			events(),
			[Event::IntervalNotScored {
				community: COMMUNITY,
				interval: START + LEAD,
			}]
		);
		assert!(!Settled::<Runtime>::contains_key(COMMUNITY, START + LEAD));
		assert_eq!(forecaster(2).faults, 0);
		assert!(References::<Runtime>::get(COMMUNITY).is_none());
	});
}

#[test]
fn a_market_that_stops_leaves_no_more_than_the_bound() {
	ExtBuilder::default()
		.elected(2)
		.max_unscored(4)
		.build_and_execute(|| {
			for _ in 0..10 {
				round_of(0..2, Forecast::certain(&USUAL));
			}
			let last = START + 9 + LEAD;
			assert_eq!(unscored(), [last - 3, last - 2, last - 1, last]);
			assert_eq!(Settled::<Runtime>::iter().count(), 4);
			assert_eq!(Heard::<Runtime>::iter().count(), 4);
			let dropped = events()
				.into_iter()
				.filter(|event| matches!(event, Event::IntervalNotScored { .. }))
				.count();
			assert_eq!(dropped, 6);
		});
}

#[test]
fn what_all_have_left_is_skipped() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		round_of(0..3, Forecast::certain(&USUAL));
		for id in 0..3 {
			assert_ok!(PriceSignals::dismiss_forecaster(
				RuntimeOrigin::signed(OPERATOR),
				COMMUNITY,
				id
			));
		}
		know(START + LEAD, USUAL);
		next_block();
		assert!(unscored().is_empty());
	});
}

#[test]
fn a_community_without_history_signals_from_its_first_round_and_is_scored_later() {
	ExtBuilder::default().build_and_execute(|| {
		Round::set(0);
		elect(0..2);
		for _ in 0..4 {
			round_of(0..2, around(USUAL));
		}
		assert_eq!(unscored(), [2, 3, 4, 5]);
		for interval in 2..6 {
			know(interval, USUAL);
		}
		next_block();
		assert!(unscored().is_empty());
		assert!(forecaster(0).reputation > Permill::zero());
	});
}

#[test]
fn a_night_of_zeros_does_not_blow_up_the_morning() {
	let night = Outcome {
		generation: 0,
		green_share: 0,
		..USUAL
	};
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for round in 0..200 {
			round_of(0..3, Forecast::certain(&night));
			know(START + LEAD + round, night);
			next_block();
		}
		System::reset_events();
		round_of(0..3, Forecast::certain(&night));
		know(START + LEAD + 200, USUAL);
		next_block();
		for score in last_scores() {
			assert_eq!(
				score.relative_loss,
				Some(score::HIGHEST_RELATIVE_LOSS / 2),
				"10 for generation, 10 for the green share"
			);
			assert_eq!(score.faults, 0, "all are surprised alike");
		}
	});
}

#[test]
fn losses_within_the_reference_are_no_fault_however_good_the_others_are() {
	// The others are exact; 2 is off by a thousandth of everything, the reference is a hundredth.
	let off = Outcome {
		price: 1_000,
		demand: 10_010,
		generation: 4_004,
		green_share: 300_300,
	};
	let truth = Outcome {
		price: 1_000,
		..USUAL
	};
	ExtBuilder::default().elected(3).build_and_execute(|| {
		for round in 0..200 {
			say(2, Forecast::certain(&off));
			round_of(0..2, Forecast::certain(&truth));
			know(START + LEAD + round, truth);
			next_block();
		}
		let (good, better) = (forecaster(2), forecaster(0));
		assert!(good.relative_loss > 2 * better.relative_loss);
		assert_eq!(good.faults, 0);
	});
}

#[test]
fn a_quorum_is_never_suspended_away() {
	ExtBuilder::default()
		.elected(4)
		.min_quorum(3)
		.build_and_execute(|| {
			let wrong = Outcome {
				demand: 500_000,
				generation: 0,
				..USUAL
			};
			let is_active = |id: u32| forecaster(id).status == Status::Active;
			let live = |round: u32| {
				for id in (2..4).filter(|id| is_active(*id)) {
					say(id, Forecast::certain(&wrong));
				}
				round_of(0..2, around(USUAL));
				know(START + LEAD + round, USUAL);
				next_block();
			};
			(0..60).for_each(live);
			assert!(
				!is_active(2) && is_active(3),
				"one less, and three are left"
			);
			assert_eq!(forecaster(3).faults, MAX_FAULTS);
			elect(4..5);
			for round in 60..63 {
				say(4, around(USUAL));
				live(round);
			}
			assert!(
				!is_active(3) && is_active(4),
				"there is another in its place"
			);
		});
}

#[test]
fn a_suspension_says_why() {
	ExtBuilder::default().elected(5).build_and_execute(|| {
		let wrong = Outcome {
			demand: 900_000,
			generation: 0,
			price: 900,
			green_share: 0,
		};
		let mut reasons = Vec::new();
		for round in 0..40 {
			if forecaster(4).status == Status::Active {
				say(4, Forecast::certain(&wrong));
			}
			round_of(0..3, around(USUAL));
			know(START + LEAD + round, USUAL);
			next_block();
			reasons.extend(events().into_iter().filter_map(|event| match event {
				Event::ForecasterSuspended {
					forecaster, reason, ..
				} => Some((forecaster, reason, round)),
				_ => None,
			}));
		}
		assert_eq!(
			reasons
				.iter()
				.map(|(id, reason, _)| (*id, *reason))
				.collect::<Vec<_>>(),
			[(3, Suspension::Silent), (4, Suspension::Losses)]
		);
	});
}
