//! Small communities whose best answer is known.

use commonwatt_agents::BatterySpec;
use commonwatt_study::{
	arm::{Arm, Tuning},
	community::{BadCommunity, Community, Home},
	findings::Findings,
	optimum::{solve, Peak},
	run::Run,
	score::Scores,
};

/// A day of 24 hours: dear from 12 on, cheap before.
fn day(homes: Vec<Home>) -> Community {
	Community {
		steps_per_day: 24,
		first_weekday: 0,
		month: vec![1; 24],
		retail: (0..24)
			.map(|hour| if hour < 12 { 200_000_000 } else { 500_000_000 })
			.collect(),
		feed_in: 50_000_000,
		carbon: vec![0.2; 24],
		homes,
	}
}

fn battery() -> BatterySpec {
	BatterySpec {
		capacity_wh: 2_000.0,
		charge_w: 1_000.0,
		discharge_w: 1_000.0,
		charge_efficiency: 1.0,
		discharge_efficiency: 0.5,
		wear: 0.0,
	}
}

fn home(name: &str, demand: u32, generation: u32) -> Home {
	Home {
		name: name.into(),
		demand: vec![demand; 24],
		generation: vec![generation; 24],
		battery: Some(battery()),
		connection_w: None,
	}
}

fn free_of_carbon() -> Tuning {
	let mut tuning = Tuning::default();
	tuning.planning.carbon_price = 0.0;
	tuning
}

fn net(run: &Run) -> Vec<i64> {
	run.nets.iter().map(|nets| nets.iter().sum()).collect()
}

#[test]
fn the_optimum_fills_the_battery_when_it_is_cheap_and_loses_what_it_must() {
	let community = day(vec![home("a", 300, 0)]);
	let optimum = solve(&community, &free_of_carbon(), Peak::Free).expect("is solved");
	// 24 x 300 Wh at their prices, 2,000 Wh more at 0.20, 1,000 Wh less at 0.50.
	let expected = 12.0 * 0.3 * (0.2 + 0.5) + 2.0 * 0.2 - 1.0 * 0.5;
	assert!(
		(optimum.objective / 1e12 - expected).abs() < 1e-6,
		"{}",
		optimum.objective
	);
	let taken: i64 = optimum.did.iter().map(|did| did[0].taken.max(0)).sum();
	assert!((taken - 2_000).abs() <= 24);
}

#[test]
fn a_bounded_peak_is_kept_and_a_priced_one_is_worth_its_price() {
	let community = day(vec![home("a", 300, 0)]);
	let import = |peak| {
		let optimum = solve(&community, &free_of_carbon(), peak).expect("is solved");
		let run = Run::billed(&community, Arm::G, optimum.did);
		net(&run).into_iter().max().expect("has hours")
	};
	assert!(import(Peak::Bounded(500.0)) <= 501);
	// Cheaper flat than at 1 USD a W.
	assert!(import(Peak::Priced(1e12)) <= 301);
}

#[test]
fn a_peak_below_what_must_be_imported_has_no_optimum() {
	let mut community = day(vec![home("a", 300, 0)]);
	community.homes[0].battery = None;
	assert!(solve(&community, &free_of_carbon(), Peak::Bounded(299.0)).is_err());
}

#[test]
fn batteries_that_are_alike_do_the_same_and_cost_what_each_alone_would() {
	let community = day(vec![
		home("a", 300, 0),
		home("b", 300, 0),
		home("c", 300, 0),
	]);
	let mut apart = community.clone();
	for (home, more) in apart.homes.iter_mut().zip([0.0, 1e-7, 2e-7]) {
		home.battery = Some(BatterySpec {
			capacity_wh: 2_000.0 + more,
			..battery()
		});
	}
	let cost = |community| {
		let optimum = solve(community, &free_of_carbon(), Peak::Free).expect("is solved");
		optimum.objective / 1e12
	};
	assert!((cost(&community) - cost(&apart)).abs() < 1e-6);
	let did = solve(&community, &free_of_carbon(), Peak::Free)
		.expect("is solved")
		.did;
	for did in did {
		let [a, b, c] = did[..] else {
			panic!("three homes")
		};
		// Each takes over what the one before it could not do in whole Wh.
		assert!((a.taken - b.taken).abs() <= 2 && (b.taken - c.taken).abs() <= 2);
	}
}

#[test]
fn greedy_batteries_store_their_own_surplus_for_themselves() {
	// One makes 500 Wh too much all day, the other needs 300.
	let community = day(vec![home("sun", 0, 500), home("shade", 300, 0)]);
	let run = Run::of(&community, Arm::C, &Tuning::default(), &mut |_| {}).expect("runs");
	let sun: i64 = run.did.iter().map(|did| did[0].taken).sum();
	assert_eq!(sun, 2_000);
	assert!(run.did.iter().all(|did| did[1].taken == 0));
}

#[test]
fn the_scores_of_a_day_without_batteries_are_those_of_its_meter() {
	let mut community = day(vec![home("sun", 0, 500), home("shade", 800, 0)]);
	community
		.homes
		.iter_mut()
		.for_each(|home| home.battery = None);
	let score = |arm| {
		let run = Run::of(&community, arm, &Tuning::default(), &mut |_| {}).expect("runs");
		Scores::of(&community, &run, &[], 0..24)
	};
	let (alone, pool) = (score(Arm::A), score(Arm::B));
	// 0.8 kWh at retail, 0.5 kWh at feed-in; in the pool 0.3 kWh at retail.
	assert!((alone.cost() - (12.0 * 0.8 * 0.7 - 24.0 * 0.5 * 0.05)).abs() < 1e-9);
	assert!((pool.cost() - 12.0 * 0.3 * 0.7).abs() < 1e-9);
	assert!((pool.import - 7.2).abs() < 1e-9 && pool.export == 0.0);
	assert!((pool.peak - 0.3).abs() < 1e-9);
	assert!((pool.self_sufficiency() - 0.625).abs() < 1e-9);
	assert!((pool.self_consumption() - 1.0).abs() < 1e-9);
	assert!((pool.co2_import - 1.44).abs() < 1e-9);
	assert!(pool.worse_off(&alone).is_empty());
	assert_eq!(alone.worse_off(&pool), [0, 1]);
}

#[test]
fn wear_and_what_is_left_in_the_battery_count() {
	let mut community = day(vec![home("sun", 0, 500)]);
	let mut worn = battery();
	worn.wear = 100e6;
	community.homes[0].battery = Some(worn);
	let run = Run::of(&community, Arm::C, &Tuning::default(), &mut |_| {}).expect("runs");
	let scores = Scores::of(&community, &run, &[], 0..24);
	assert_eq!(scores.wear, 0.0);
	// 2,000 Wh stored would bring 1,000 at 0.05.
	assert!((scores.charge + 0.05).abs() < 1e-9);
	// A year's halves take over what the other left.
	let half = Scores::of(&community, &run, &[], 12..24);
	assert!(half.charge.abs() < 1e-9);
}

#[test]
fn the_way_is_measured_from_greedy_batteries_to_the_optimum() {
	let community = day(vec![home("a", 300, 0)]);
	let mut tuning = free_of_carbon();
	// Its need is the same all day: any charging would raise the peak.
	tuning.planning.peak_price = 0.0;
	let runs: Vec<Run> = [Arm::C, Arm::F, Arm::G]
		.into_iter()
		.map(|arm| {
			let optimum = || {
				solve(&community, &tuning, Peak::Free)
					.expect("is solved")
					.did
			};
			match arm {
				Arm::G => Run::billed(&community, arm, optimum()),
				arm => Run::of(&community, arm, &tuning, &mut |_| {}).expect("runs"),
			}
		})
		.collect();
	let findings = Findings::of(&community, &runs, false);
	assert!(findings.way(Arm::C, 0).expect("is there").abs() < 1e-9);
	assert!((findings.way(Arm::G, 0).expect("is there") - 1.0).abs() < 1e-9);
	let way = findings.way(Arm::F, 0).expect("is there");
	assert!(way > 0.9, "{way}");
	assert_eq!(findings.way(Arm::D, 0), None);
}

#[test]
fn a_community_that_cannot_be_is_refused() {
	let bad = |change: &dyn Fn(&mut Community)| {
		let mut community = day(vec![home("a", 300, 0)]);
		change(&mut community);
		community.check().err()
	};
	assert_eq!(bad(&|_| {}), None);
	assert_eq!(
		bad(&|c| c.steps_per_day = 5),
		Some(BadCommunity::StepsPerDay)
	);
	assert_eq!(
		bad(&|c| c.retail.clear()),
		Some(BadCommunity::Length("retail"))
	);
	assert_eq!(bad(&|c| c.homes.clear()), Some(BadCommunity::NoHome));
	assert_eq!(
		bad(&|c| c.carbon[3] = f64::NAN),
		Some(BadCommunity::Carbon(3))
	);
	assert_eq!(
		bad(&|c| c.retail[5] = 1),
		Some(BadCommunity::FeedInAboveRetail(5))
	);
	assert_eq!(
		bad(&|c| c.homes[0].generation.truncate(4)),
		Some(BadCommunity::Length("generation"))
	);
	assert_eq!(
		bad(&|c| c.homes[0].battery = Some(BatterySpec {
			wear: -1.0,
			..battery()
		})),
		Some(BadCommunity::Battery(0))
	);
}
