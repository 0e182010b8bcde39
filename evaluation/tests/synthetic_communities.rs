//! Communities that no model was made for: other steps a day, other habits, other climates. On each of
//! them the forecasts must beat the seasonal naive ones.

use commonwatt_evaluation::{evaluate, Community, Group, Home, Report, Scores, Setting};
use proptest::prelude::*;

/// Days of data, and the first that is forecast.
const DAYS: usize = 84;
const FIRST: usize = 56;

/// A generator of noise that is the same everywhere.
struct Noise(u64);

impl Noise {
	/// Between 0 and 1.
	fn uniform(&mut self) -> f64 {
		self.0 = self
			.0
			.wrapping_mul(0x5851_F42D_4C95_7F2D)
			.wrapping_add(0x1405_7B7E_F767_814F);
		(self.0 >> 40) as f64 / (1u64 << 24) as f64
	}
}

/// What tells communities apart.
#[derive(Clone, Debug)]
struct Habits {
	steps: usize,
	seed: u64,
	/// Wh of a home's hour at rest.
	base: f64,
	/// Hour of the evening peak.
	evening: f64,
	/// How much more is used at the weekend.
	weekend: f64,
	/// Part of days with clouds.
	cloudy: f64,
	/// Growth of use in the whole time.
	growth: f64,
}

fn habits() -> impl Strategy<Value = Habits> {
	(
		prop_oneof![Just(24usize), Just(48), Just(96)],
		any::<u64>(),
		10.0..100_000.0f64,
		15.0..22.0f64,
		0.5..2.0f64,
		0.1..0.9f64,
		0.5..1.5f64,
	)
		.prop_map(
			|(steps, seed, base, evening, weekend, cloudy, growth)| Habits {
				steps,
				seed,
				base,
				evening,
				weekend,
				cloudy,
				growth,
			},
		)
}

fn home(name: &str, habits: &Habits, noise: &mut Noise) -> Home {
	let (mut demand, mut generation) = (Vec::new(), Vec::new());
	let (mut mood, mut sky) = (0.0, 1.0);
	for t in 0..DAYS * habits.steps {
		let (day, hour) = (
			t / habits.steps,
			(t % habits.steps) as f64 * 24.0 / habits.steps as f64,
		);
		if t % habits.steps == 0 {
			let cloud = noise.uniform() < habits.cloudy;
			sky = if cloud {
				0.2 + 0.6 * noise.uniform()
			} else {
				1.0
			};
		}
		mood = 0.8 * mood + 0.3 * (noise.uniform() - 0.5);
		let peak = 2.0 / (1.0 + (hour - habits.evening) * (hour - habits.evening));
		let week = if day % 7 >= 5 { habits.weekend } else { 1.0 };
		let appliance = if noise.uniform() < 0.05 { 2.0 } else { 0.0 };
		let growth = 1.0 + (habits.growth - 1.0) * day as f64 / DAYS as f64;
		let level = habits.base * growth * week * 24.0 / habits.steps as f64;
		demand.push((level * (0.5 + peak + mood + appliance)).max(0.0).round());
		let sun = (1.0 - (hour - 12.0).abs() / 6.5).max(0.0);
		let flicker = 1.0 - (1.0 - sky) * 0.5 * noise.uniform();
		generation.push((2.0 * level * sun * sky * flicker).round());
	}
	Home {
		name: name.into(),
		demand,
		generation,
	}
}

fn report(habits: &Habits) -> Report {
	let mut noise = Noise(habits.seed);
	let homes = ["a", "b", "c"]
		.map(|name| home(name, habits, &mut noise))
		.into();
	let community = Community {
		steps_per_day: habits.steps as u16,
		homes,
		..Default::default()
	};
	let rows = FIRST * habits.steps..DAYS * habits.steps;
	evaluate(&community, rows, false, |_| ()).unwrap()
}

/// Scores of ours and of the seasonal naive forecast.
fn pair(report: &Report, setting: Setting, group: Group) -> (Scores, Scores) {
	let table = report.table();
	let mut rows = table
		.iter()
		.filter(|row| (row.setting, row.group) == (setting, group));
	(rows.next().unwrap().mean, rows.next().unwrap().mean)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(6))]

	#[test]
	fn the_seasonal_naive_forecast_is_beaten(habits in habits()) {
		let report = report(&habits);
		for setting in Setting::ALL {
			for group in [
				Group::HomeDemand, Group::HomeSolar, Group::HomeNetLoad,
				Group::AggregateDemand, Group::AggregateGeneration, Group::AggregateNetLoad,
			] {
				let (ours, naive) = pair(&report, setting, group);
				let told = format!("{setting:?} {group:?}: {ours:?} {naive:?}");
				prop_assert!(ours.mase < naive.mase, "{}", told);
				prop_assert!(ours.rmsse < naive.rmsse, "{}", told);
				prop_assert!(ours.pinball < 0.7 * naive.pinball, "{}", told);
				prop_assert!((0.75..=1.0).contains(&ours.coverage_90), "{}", told);
			}
		}
	}
}
