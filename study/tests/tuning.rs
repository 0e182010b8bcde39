//! How the constants of the rules and agents were chosen, by their cost in the first six months, and what they
//! come to in the year. Long: run with
//! `cargo test --release -p commonwatt-study --test tuning -- --ignored --nocapture`.

mod common;

use common::fontana;
use commonwatt_study::{
	arm::{Arm, Tuning},
	chart,
	community::Community,
	findings::Findings,
	run::Run,
	score::Scores,
	text,
};
use std::{fs, path::Path};

const TUNED_DAYS: usize = 184;

fn scores(community: &Community, arm: Arm, tuning: &Tuning) -> Scores {
	let run = Run::of(community, arm, tuning, &mut |_| {}).expect("runs");
	Scores::of(community, &run, &[], 0..community.intervals())
}

#[test]
#[ignore = "minutes"]
fn year() {
	let community = fontana(365);
	let run = |arm| Run::of(&community, arm, &Tuning::default(), &mut |_| {}).expect("runs");
	let runs: Vec<Run> = Arm::ALL.into_iter().map(run).collect();
	let findings = Findings::of(&community, &runs, true);
	println!("{}", text::table(&findings));
	let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
	fs::write(folder.join("study.svg"), chart::svg(&findings)).expect("is writable");
	fs::write(folder.join("homes.csv"), text::homes_csv(&findings)).expect("is writable");
	println!("{}", folder.display());
}

fn cheapest(arm: Arm, tunings: impl Iterator<Item = (String, Tuning)>) {
	let community = fontana(TUNED_DAYS);
	let mut all: Vec<(String, Scores)> = tunings
		.map(|(name, tuning)| (name, scores(&community, arm, &tuning)))
		.collect();
	all.sort_by(|a, b| a.1.cost().total_cmp(&b.1.cost()));
	let chosen = scores(&community, arm, &Tuning::default());
	println!(
		"chosen: {:.1} USD, {:.0} kg, {:.1} kW",
		chosen.cost(),
		chosen.co2_import,
		chosen.peak
	);
	for (name, scores) in all.iter().take(16) {
		println!(
			"{name}: {:.1} USD, {:.0} kg, {:.1} kW",
			scores.cost(),
			scores.co2_import,
			scores.peak
		);
	}
}

#[test]
#[ignore = "half a minute"]
fn thresholds() {
	let mut all = Vec::new();
	for charge_at in [0.65, 0.75, 0.85, 0.9, 0.95, 0.975, 0.99, 1.0] {
		for charge in [0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.8] {
			for deliver in [0.0, 0.1, 0.2] {
				let mut tuning = Tuning::default();
				tuning.thresholds.charge_at = charge_at;
				tuning.thresholds.charge = charge;
				tuning.thresholds.deliver = deliver;
				all.push((
					format!("at {charge_at}, charge {charge}, deliver {deliver}"),
					tuning,
				));
			}
		}
	}
	cheapest(Arm::D, all.into_iter());
}

#[test]
#[ignore = "half a minute"]
fn clock() {
	let mut all = Vec::new();
	for hours in [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0] {
		for full in [0.5, 0.6, 0.7, 0.8, 0.9, 1.0] {
			for deliver in [0.0, 0.05, 0.1, 0.15, 0.2] {
				let mut tuning = Tuning::default();
				tuning.clock.hours = hours;
				tuning.clock.full = full;
				tuning.clock.deliver = deliver;
				all.push((
					format!("hours {hours}, full {full}, deliver {deliver}"),
					tuning,
				));
			}
		}
	}
	cheapest(Arm::Clock, all.into_iter());
}

#[test]
#[ignore = "two minutes"]
fn planning() {
	let with = |name: &str, change: &dyn Fn(&mut Tuning)| {
		let mut tuning = Tuning::default();
		change(&mut tuning);
		(name.to_string(), tuning)
	};
	let all = [
		with("peak 0.7", &|t| t.planning.peak = 0.7),
		with("peak 0.9", &|t| t.planning.peak = 0.9),
		with("no peak price", &|t| t.planning.peak_price = 0.0),
		with("no rising price", &|t| t.planning.smoothing = 0.0),
		with("no carbon price", &|t| t.planning.carbon_price = 0.0),
		with("no answer", &|t| t.planning.response = 0.0),
		with("a full answer", &|t| t.planning.response = 1.0),
	];
	cheapest(Arm::E, all.into_iter());
}
