//! The arms on weeks of fontana17.

mod common;

use common::{battery, fontana};
use commonwatt_agents::BatterySpec;
use commonwatt_study::{
	arm::{Arm, Tuning},
	community::Community,
	findings::Findings,
	optimum::{solve, Peak},
	run::{without_batteries, Run},
	score::Scores,
	text,
};

fn run(community: &Community, arm: Arm) -> Run {
	Run::of(community, arm, &Tuning::default(), &mut |_| {}).expect("runs")
}

/// Cost with carbon at its price: what the optimum is least in.
fn objective(community: &Community, run: &Run) -> f64 {
	let scores = Scores::of(community, run, &[], 0..community.intervals());
	scores.cost() + scores.co2_import * Tuning::default().planning.carbon_price / 1e12
}

#[test]
fn without_batteries_the_year_costs_what_settlement_case_11_says() {
	let community = fontana(365);
	let total = |arm| -> i128 { run(&community, arm).bills.iter().flatten().sum() };
	assert_eq!(total(Arm::A), 31_099_597_750_000_000);
	assert_eq!(total(Arm::B), 27_506_584_880_000_000);
}

#[test]
fn no_arm_is_below_the_optimum_whatever_its_peak() {
	let community = fontana(28);
	let least = solve(&community, &Tuning::default(), Peak::Free).expect("is solved");
	let least = least.objective / 1e12;
	for arm in Arm::ALL {
		let found = objective(&community, &run(&community, arm));
		// The solver's tolerance.
		assert!(found > least - 0.02, "{arm:?}: {found} {least}");
	}
	let found = objective(&community, &run(&community, Arm::GCost));
	// A battery that is filled by whole Wh lacks up to one: 17 Wh a day.
	assert!((found - least).abs() < 0.2, "{found} {least}");
}

#[test]
fn the_bounded_optimum_keeps_the_peak_of_the_utility_alone() {
	let community = fontana(28);
	let peak = without_batteries(&community);
	let highest = |arm| {
		let sums = run(&community, arm).nets;
		sums.iter()
			.map(|nets| nets.iter().sum::<i64>())
			.max()
			.expect("has hours")
	};
	assert!(highest(Arm::G) as f64 <= peak + 1.0);
	assert!(highest(Arm::GCost) as f64 > 1.5 * peak);
	assert!(highest(Arm::GPriced) < highest(Arm::G));
}

#[test]
fn no_battery_makes_energy_or_leaves_its_limits() {
	let community = fontana(28);
	let (charge, deliver) = (
		battery().charge_efficiency,
		1.0 / battery().discharge_efficiency,
	);
	for arm in Arm::ALL {
		let run = run(&community, arm);
		for home in 0..community.homes.len() {
			let mut stored = 0.0f64;
			for did in run.did.iter().map(|did| did[home]) {
				let taken = did.taken as f64;
				stored += if taken > 0.0 {
					taken * charge
				} else {
					taken * deliver
				};
				assert!((stored - did.stored).abs() < 1e-3, "{arm:?} {did:?}");
				assert!(did.taken.abs() <= 5_000, "{arm:?}");
				assert!(
					(-1e-6..=6_400.0 + 1e-6).contains(&did.stored),
					"{arm:?} {did:?}"
				);
			}
			let last = run.did.last().expect("has hours")[home].stored;
			assert!((stored - last).abs() < 1e-3, "{arm:?} {stored} {last}");
		}
	}
}

#[test]
fn no_battery_makes_its_home_draw_or_give_more_than_its_connection_carries() {
	let mut community = fontana(14);
	for home in &mut community.homes {
		let nets = (0..24 * 14).map(|at| home.net(at).unsigned_abs());
		home.connection_w = nets.max().map(|most| most as u32);
	}
	let carried = |home: usize| i64::from(community.homes[home].connection_w.unwrap_or(0));
	for arm in [Arm::C, Arm::D, Arm::Clock, Arm::Yesterday, Arm::E, Arm::F] {
		let mut full = 0;
		for nets in run(&community, arm).nets {
			for (home, net) in nets.iter().enumerate() {
				assert!(net.abs() <= carried(home), "{arm:?}: {net} at {home}");
				full += u32::from(net.abs() == carried(home));
			}
		}
		// It is the connections that hold the planned batteries back.
		assert!(full > 0, "{arm:?}");
	}
}

#[test]
fn batteries_of_different_power_share_what_each_of_them_can_do() {
	let cost = |community: &Community, arm| {
		let run = run(community, arm);
		Scores::of(community, &run, &[], 0..community.intervals()).cost()
	};
	let mut slow = fontana(31);
	slow.homes[0].battery = Some(BatterySpec {
		capacity_wh: 60_000.0,
		charge_w: 3_600.0,
		discharge_w: 3_600.0,
		..battery()
	});
	let mut halves = fontana(31);
	for home in halves.homes.iter_mut().step_by(2) {
		home.battery = Some(BatterySpec {
			charge_w: 500.0,
			discharge_w: 500.0,
			..battery()
		});
	}
	// A battery that its connection holds back is one of little power.
	let mut narrow = fontana(31);
	narrow.homes[0].battery = Some(BatterySpec {
		capacity_wh: 200_000.0,
		charge_w: 50_000.0,
		discharge_w: 50_000.0,
		..battery()
	});
	for (name, community) in [("slow", slow), ("halves", halves), ("narrow", narrow)] {
		let (greedy, told) = (cost(&community, Arm::C), cost(&community, Arm::F));
		// The optimum's batteries go beyond their connections: it is a bound.
		let way = (greedy - told) / (greedy - cost(&community, Arm::GCost));
		let least = if name == "narrow" { 0.7 } else { 0.95 };
		assert!(way > least, "{name}: {way}");
	}
}

#[test]
fn what_is_yet_to_come_changes_no_earlier_decision() {
	let community = fontana(16);
	let seen = 24 * 15;
	let mut other = community.clone();
	for home in &mut other.homes {
		for at in seen..home.demand.len() {
			home.demand[at] = (home.demand[at] * 7 + 13) % 5_000;
			home.generation[at] = (home.generation[at] * 3 + 11) % 4_000;
		}
	}
	for at in seen..other.carbon.len() {
		other.carbon[at] = 1.0 - other.carbon[at];
	}
	for arm in [
		Arm::C,
		Arm::D,
		Arm::Clock,
		Arm::Yesterday,
		Arm::Fortnight,
		Arm::E,
	] {
		let (one, two) = (run(&community, arm), run(&other, arm));
		assert_eq!(one.did[..seen], two.did[..seen], "{arm:?}");
		assert_ne!(one.did[seen..], two.did[seen..], "{arm:?}");
	}
	// Perfect foresight does look ahead.
	let (one, two) = (run(&community, Arm::F), run(&other, Arm::F));
	assert_ne!(one.did[..seen], two.did[..seen]);
}

#[test]
fn the_same_year_gives_the_same_findings() {
	let community = fontana(10);
	for arm in Arm::ALL {
		assert_eq!(run(&community, arm), run(&community, arm), "{arm:?}");
	}
}

#[test]
fn forecasts_beat_thresholds_and_greed_after_a_month() {
	let community = fontana(61);
	let arms = [Arm::A, Arm::B, Arm::C, Arm::D, Arm::E, Arm::F, Arm::G];
	let runs: Vec<Run> = arms.into_iter().map(|arm| run(&community, arm)).collect();
	let cost: Vec<f64> = runs
		.iter()
		.map(|run| Scores::of(&community, run, &[], 0..community.intervals()).cost())
		.collect();
	for (cheaper, dearer) in cost[1..].iter().zip(&cost) {
		assert!(cheaper < dearer, "{cost:?}");
	}
	let findings = Findings::of(&community, &runs, true);
	assert!(findings.way(Arm::E, 0).expect("is there") > 0.6);
	assert_eq!(findings.periods.len(), 1);
	let table = text::table(&findings);
	assert!(
		table.contains("E against C (greedy batteries): cost -"),
		"{table}"
	);
	let lines = text::csv(&findings).lines().count();
	// A header; each arm in all and in two months.
	assert_eq!(lines, 1 + arms.len() * 3);
	assert_eq!(text::homes_csv(&findings).lines().count(), 18);
}

#[test]
fn batteries_that_react_to_the_same_forecast_do_not_overshoot() {
	let community = fontana(61);
	let highest = |arm| {
		let sums = run(&community, arm).nets;
		let hours = sums.iter().map(|nets| nets.iter().sum::<i64>());
		hours.max().expect("has hours")
	};
	assert!(highest(Arm::E) as f64 <= 1.05 * highest(Arm::A) as f64);
}

/// The homes so many times over.
fn times(community: &Community, times: usize) -> Community {
	let homes = (0..times).flat_map(|_| community.homes.clone());
	Community {
		homes: homes.collect(),
		..community.clone()
	}
}

#[test]
fn three_times_the_homes_cost_three_times_as_much_in_every_arm() {
	let one = fontana(12);
	let three = times(&one, 3);
	for arm in Arm::ALL {
		let cost = |community: &Community| {
			let run = run(community, arm);
			Scores::of(community, &run, &[], 0..community.intervals()).cost()
		};
		let (one, three) = (cost(&one), cost(&three));
		// Forecasts are whole Wh: what they round decides between choices that cost almost the same.
		assert!(
			(three / one / 3.0 - 1.0).abs() < 0.003,
			"{arm:?}: {one} {three}"
		);
	}
}

#[test]
fn twice_the_prices_change_nobodys_mind() {
	let community = fontana(12);
	let mut dear = community.clone();
	dear.feed_in *= 2;
	for price in &mut dear.retail {
		*price *= 2;
	}
	for home in &mut dear.homes {
		let battery = home.battery.as_mut().expect("each has one");
		battery.wear *= 2.0;
	}
	let mut tuning = Tuning::default();
	tuning.planning.carbon_price *= 2.0;
	tuning.monthly_peak_price *= 2.0;
	for arm in Arm::ALL {
		let one = run(&community, arm);
		let two = Run::of(&dear, arm, &tuning, &mut |_| {}).expect("runs");
		let cost = |of: &Community, run: &Run| Scores::of(of, run, &[], 0..of.intervals()).cost();
		let (cheap, dear) = (cost(&community, &one), cost(&dear, &two));
		assert!((dear / cheap / 2.0 - 1.0).abs() < 1e-4, "{arm:?}");
		if arm < Arm::G {
			assert_eq!(one.did, two.did, "{arm:?}");
		}
	}
}

#[test]
fn nobody_but_the_optimum_knows_when_the_data_ends() {
	let (short, long) = (fontana(16), fontana(18));
	for arm in [
		Arm::C,
		Arm::D,
		Arm::Clock,
		Arm::Yesterday,
		Arm::Fortnight,
		Arm::E,
	] {
		let did = run(&short, arm).did;
		assert_eq!(did[..], run(&long, arm).did[..did.len()], "{arm:?}");
	}
}

#[test]
fn what_was_not_tuned_on_this_data_is_not_said_to_be() {
	let community = fontana(214);
	let runs = [run(&community, Arm::A)];
	let names = |tuned| {
		let findings = Findings::of(&community, &runs, tuned);
		let names = findings.periods.into_iter().map(|period| period.name);
		names.collect::<Vec<_>>()
	};
	assert_eq!(names(false), ["214 days"]);
	assert_eq!(
		names(true),
		[
			"214 days",
			"months 1 to 6 (tuned)",
			"months 7 to 8 (not tuned)"
		]
	);
}
