//! Five forecasters over 200 hours of a synthetic day with noise; two of them are hostile.

use super::{
	day::{honest, outcome_of, truth, FirstHour},
	*,
};
use crate::{score, Status, Suspension};
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId, Outcome, Quantiles, SignalPayload},
	traits::Signals,
	Balance,
};

const ROUNDS: u32 = 200;
const HONEST: [ForecasterId; 3] = [0, 1, 2];
const HOSTILE: [ForecasterId; 2] = [3, 4];
const PER_INTERVAL: Balance = 1_000;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
	Silent,
	/// Says the mean of a day, whatever the hour.
	Constant,
	/// Says the most that can be.
	Extreme,
	/// Says what forecaster 0 says.
	Copycat,
	/// Both say half as much again of everything.
	Colluding,
	/// Sends its first signal again and again.
	Replaying,
}

#[derive(Debug)]
struct Report {
	/// For each hostile forecaster the interval, counted from the first, whose score suspended it.
	suspended: Vec<Option<(u32, Suspension)>>,
	reputations: Vec<u32>,
	earned: Vec<Balance>,
}

fn says(kind: Kind, interval: u32) -> Option<Forecast> {
	match kind {
		Kind::Silent | Kind::Replaying => None,
		Kind::Constant => Some(around(outcome_of(14_000, 7_000))),
		Kind::Extreme => Some(Forecast::certain(&LIMITS.highest)),
		Kind::Copycat => Some(honest(0, interval)),
		Kind::Colluding => {
			let truth = truth(interval);
			Some(around(Outcome {
				price: truth.price * 3 / 2,
				demand: truth.demand * 3 / 2,
				generation: truth.generation * 3 / 2,
				green_share: truth.green_share * 3 / 2,
			}))
		}
	}
}

/// That the aggregate lies among what the honest say, variable by variable and level by level.
fn assert_in_honest_range(aggregate: &Forecast, interval: u32) {
	for variable in 0..4 {
		for level in 0..5 {
			let of = |forecast: &Forecast| {
				let quantiles: Quantiles = forecast.variables()[variable];
				quantiles.0[level]
			};
			let said = HONEST.map(|id| of(&honest(id, interval)));
			let value = of(aggregate);
			assert!(
				said.iter().min() <= Some(&value) && Some(&value) <= said.iter().max(),
				"interval {interval}, variable {variable}, level {level}: {value} of {said:?}"
			);
		}
	}
}

fn simulate(kind: Kind, first_hour: u32, rounds: u32) -> Report {
	FirstHour::set(first_hour);
	ExtBuilder::default()
		.elected(5)
		.min_quorum(3)
		.build_and_execute(|| {
			assert_ok!(PriceSignals::fund_rewards(
				RuntimeOrigin::signed(DONOR),
				COMMUNITY,
				Balance::from(rounds) * PER_INTERVAL
			));
			assert_ok!(PriceSignals::set_reward(
				RuntimeOrigin::signed(OPERATOR),
				COMMUNITY,
				PER_INTERVAL
			));
			for interval in START - DAY..START {
				know(interval, truth(interval));
			}
			let mut recorded: Vec<(SignalPayload, crate::crypto::Signature)> = Vec::new();
			let mut suspended = vec![None; 2];
			for round in START..START + rounds {
				let interval = round + LEAD;
				for id in HONEST {
					say(id, honest(id, interval));
				}
				for id in HOSTILE {
					if forecaster(id).status == Status::Suspended {
						continue;
					}
					if kind == Kind::Replaying {
						if round == START {
							let first = payload(id, vec![honest(id, interval)]);
							let signature = sign(&first, id as u8);
							recorded.push((first, signature));
						}
						let (signal, signature) = recorded[id as usize - 3].clone();
						assert_eq!(apply(signal, signature).is_ok(), round == START);
					}
					if let Some(forecast) = says(kind, interval) {
						say(id, forecast);
					}
				}
				next_round();
				let aggregate = PriceSignals::signal(COMMUNITY, interval).expect("a quorum");
				assert_in_honest_range(&aggregate, interval);
				know(round - 1, truth(round - 1));
				next_block();
				for event in events() {
					if let Event::ForecasterSuspended {
						forecaster, reason, ..
					} = event
					{
						assert!(
							HOSTILE.contains(&forecaster),
							"{forecaster} is honest: {reason:?}"
						);
						// Scored now was the interval `round - 1`; the first was `START + LEAD`.
						let scored = round - 1 - (START + LEAD) + 1;
						suspended[forecaster as usize - 3] = Some((scored, reason));
					}
				}
			}
			let of_all = (0..5).map(forecaster);
			Report {
				suspended,
				reputations: of_all
					.clone()
					.map(|one| one.reputation.deconstruct())
					.collect(),
				earned: of_all.map(|one| one.earned).collect(),
			}
		})
}

impl Report {
	/// When both were suspended, for this reason, at the same time.
	fn suspended_by(&self, expected: Suspension) -> u32 {
		let [Some((by, reason)), Some((other, _))] = self.suspended[..] else {
			panic!("not suspended: {self:?}")
		};
		assert_eq!((by, reason), (other, expected), "{self:?}");
		by
	}

	/// Every hostile reputation is below every honest one.
	fn assert_honest_lead(&self) {
		let (honest, hostile) = self.reputations.split_at(3);
		assert!(honest.iter().min() > hostile.iter().max(), "{self:?}");
	}
}

/// Over 200 intervals, and when both were suspended, from the first hour of a day on.
fn simulate_from_midnight(kind: Kind, reason: Suspension) -> (Report, u32) {
	let report = simulate(kind, 0, ROUNDS);
	report.assert_honest_lead();
	let by = report.suspended_by(reason);
	(report, by)
}

/// The soonest and the latest that both are suspended, whatever the hour of the first interval.
fn suspended_by(kind: Kind) -> (u32, u32) {
	let by = |hour| simulate(kind, hour, 60).suspended_by(Suspension::Losses);
	let all: Vec<_> = (0..DAY).map(by).collect();
	let soonest = all.iter().min().expect("a day's");
	let latest = all.iter().max().expect("a day's");
	(*soonest, *latest)
}

#[test]
fn the_silent_are_suspended_in_24_intervals() {
	let (report, by) = simulate_from_midnight(Kind::Silent, Suspension::Silent);
	assert_eq!(by, MAX_FAULTS);
	assert_eq!(report.earned[3..], [0, 0]);
}

#[test]
fn who_replays_is_suspended_in_25_intervals_one_for_the_signal_that_counted() {
	let (_, by) = simulate_from_midnight(Kind::Replaying, Suspension::Silent);
	assert_eq!(by, MAX_FAULTS + 1);
}

#[test]
fn the_extreme_are_suspended_in_27_to_37_intervals() {
	let (report, _) = simulate_from_midnight(Kind::Extreme, Suspension::Losses);
	assert!(report.earned[3..]
		.iter()
		.all(|earned| earned * 100 < report.earned[0]));
	assert_eq!(suspended_by(Kind::Extreme), (27, 37));
}

#[test]
fn the_constant_are_suspended_in_27_to_37_intervals() {
	let (report, _) = simulate_from_midnight(Kind::Constant, Suspension::Losses);
	assert!(report.earned[3..]
		.iter()
		.all(|earned| earned * 10 < report.earned[0]));
	assert_eq!(suspended_by(Kind::Constant), (27, 37));
}

#[test]
fn colluders_are_suspended_in_28_to_40_intervals() {
	let (report, _) = simulate_from_midnight(Kind::Colluding, Suspension::Losses);
	assert!(report.earned[3..]
		.iter()
		.all(|earned| earned * 10 < report.earned[0]));
	assert_eq!(suspended_by(Kind::Colluding), (28, 40));
}

/// A copy is as good as what it copies: it is not suspended, has the same reputation, and the three
/// together earn what the copied would have earned alone.
#[test]
fn copycats_are_scored_alike_and_share_one_part() {
	let report = simulate(Kind::Copycat, 0, ROUNDS);
	assert_eq!(report.suspended, [None, None]);
	assert_eq!(report.reputations[3..], [report.reputations[0]; 2]);
	let [copied, one, other, a_copy, another] = report.earned[..] else {
		panic!("five")
	};
	assert_eq!([a_copy, another], [copied; 2]);
	let part = copied + a_copy + another;
	for alone in [one, other] {
		assert!(
			part.abs_diff(alone) * 10 < alone,
			"one part each: {report:?}"
		);
	}
}

/// What holds whatever the others do, as long as their relative loss is that of the reference.
#[test]
fn the_extreme_begin_to_be_at_fault_in_the_fourth_interval() {
	let mut average = score::ONE;
	let mut intervals = 0;
	while average <= 2 * score::ONE {
		average = score::smoothed_parts(average, score::HIGHEST_RELATIVE_LOSS);
		intervals += 1;
	}
	assert_eq!(intervals, 4);
}
