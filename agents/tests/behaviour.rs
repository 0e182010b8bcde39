//! What the agents do in days whose right answer is plain.

use commonwatt_agents::{
	BadVehicle, Battery, BatterySpec, Dispatch, Expectation, Objective, Offer, Planner, Prospect,
	Stay, Vehicle, Way,
};
use commonwatt_forecast::Quantiles;
use proptest::prelude::*;

const PLANNER: Planner = Planner {
	objective: Objective {
		carbon_price: 0.0,
		peak_wh: 0.0,
		peak_price: 0.0,
		smoothing: 0.0,
		share: 1.0,
	},
	worth: 0.0,
	spread: 1.0,
	response: 0.5,
};

fn battery() -> BatterySpec {
	BatterySpec {
		capacity_wh: 3_200.0,
		charge_w: 1_600.0,
		discharge_w: 1_600.0,
		charge_efficiency: 0.9,
		discharge_efficiency: 0.9,
		wear: 0.0,
	}
}

fn hour(retail: f64, net: f64) -> Expectation {
	Expectation {
		retail,
		feed_in: 50.0,
		carbon: 0.0,
		net: [net; 5],
	}
}

/// What a battery takes in each hour if everything comes as expected.
fn play(spec: BatterySpec, planner: &Planner, day: &[Expectation]) -> Vec<i64> {
	let mut battery = Battery::new(spec, 1.0).unwrap();
	(0..day.len())
		.map(|at| {
			let outlook = &day[at..];
			let value = planner.value(&spec, 1.0, outlook);
			let own = outlook[0].mean();
			let dispatch = planner.decide(&battery, &value, &outlook[0], own);
			battery.take(dispatch.follow(own.round() as i64))
		})
		.collect()
}

#[test]
fn it_buys_cheap_energy_for_dear_hours_and_no_more_than_they_need() {
	let day = [
		hour(200.0, 500.0),
		hour(200.0, 500.0),
		hour(500.0, 900.0),
		hour(500.0, 900.0),
	];
	let taken = play(battery(), &PLANNER, &day);
	let delivered: i64 = taken[2..].iter().sum();
	assert!((-1_800..=-1_750).contains(&delivered), "{taken:?}");
	assert!(taken[0] >= 0 && taken[1] >= 0);
}

#[test]
fn it_leaves_room_for_a_surplus_to_come() {
	let day = [
		hour(200.0, 500.0),
		hour(200.0, -1_600.0),
		hour(200.0, -1_600.0),
		hour(500.0, 4_000.0),
	];
	let taken = play(battery(), &PLANNER, &day);
	assert_eq!(taken[0], 0, "{taken:?}");
	// What 1,600 Wh, all it can deliver, need.
	assert!(
		(1_950..=2_030).contains(&(taken[1] + taken[2])),
		"{taken:?}"
	);
}

#[test]
fn it_does_not_cycle_where_losses_and_wear_eat_the_gain() {
	// 0.81 of what is bought at 200 saves 240: 194 a Wh.
	let day = [hour(200.0, 500.0), hour(240.0, 500.0)];
	assert_eq!(play(battery(), &PLANNER, &day), [0, 0]);
	let worn = BatterySpec {
		wear: 300.0,
		..battery()
	};
	let day = [hour(200.0, 500.0), hour(500.0, 500.0)];
	assert_eq!(play(worn, &PLANNER, &day), [0, 0]);
	assert!(play(battery(), &PLANNER, &day)[0] > 0);
}

#[test]
fn it_reckons_with_the_dear_surprise_and_not_with_the_median_alone() {
	// Most likely nothing is needed at the dear hour; once in four much is.
	let mut dear = hour(900.0, 0.0);
	dear.net = [0.0, 0.0, 0.0, 1_500.0, 1_500.0];
	let uncertain = [hour(200.0, 500.0), dear];
	let median = [hour(200.0, 500.0), hour(900.0, 0.0)];
	let first = |day: &[Expectation]| play(battery(), &PLANNER, day)[0];
	assert_eq!(first(&median), 0);
	assert!(first(&uncertain) > 1_000);
}

#[test]
fn of_equally_cheap_hours_it_takes_those_with_least_carbon() {
	let mut clean = hour(200.0, 500.0);
	clean.carbon = 0.1;
	let mut dirty = clean;
	dirty.carbon = 0.3;
	let mut planner = PLANNER;
	planner.objective.carbon_price = 1.0;
	let day = [dirty, clean, dirty, hour(500.0, 1_000.0)];
	let taken = play(battery(), &planner, &day);
	assert_eq!((taken[0], taken[2]), (0, 0));
	assert!(taken[1] > 1_000, "{taken:?}");
}

#[test]
fn of_equally_cheap_hours_it_spreads_over_all_if_import_has_a_rising_price() {
	let mut planner = PLANNER;
	planner.objective.peak_wh = 1_000.0;
	planner.objective.smoothing = 10.0;
	let day = [hour(200.0, 500.0), hour(200.0, 500.0), hour(500.0, 1_600.0)];
	let taken = play(battery(), &planner, &day);
	assert!(taken[0] > 800 && taken[1] > 800, "{taken:?}");
}

#[test]
fn one_of_many_does_its_share_of_what_the_community_needs() {
	let mut planner = PLANNER;
	planner.objective.share = 0.1;
	let day = [hour(200.0, 5_000.0), hour(500.0, 9_000.0)];
	let taken = play(battery(), &planner, &day);
	assert!((-900..=-850).contains(&taken[1]), "{taken:?}");
}

#[test]
fn without_an_outlook_nothing_stored_is_worth_anything() {
	let value = PLANNER.value(&battery(), 1.0, &[]);
	assert_eq!(value.at(1_000.0), 0.0);
}

fn vehicle(stays: Vec<Stay>) -> Vehicle {
	Vehicle::new(2_000.0, 1.0, 1.0, stays).unwrap()
}

fn drive(mut vehicle: Vehicle, day: &[Expectation]) -> (Vec<i64>, f64) {
	let taken = (0..day.len())
		.map(|at| {
			vehicle.begin(at);
			let dispatch = vehicle.decide(&PLANNER, at, &day[at..]);
			vehicle.take(&dispatch)
		})
		.collect();
	vehicle.begin(day.len());
	(taken, vehicle.missing())
}

#[test]
fn a_vehicle_charges_what_it_needs_in_the_cheapest_hours_before_it_leaves() {
	let stay = Stay {
		arrival: 1,
		departure: 5,
		needed_wh: 3_000.0,
	};
	let prices = [100.0, 400.0, 200.0, 300.0, 150.0, 100.0];
	let day: Vec<Expectation> = prices.map(|price| hour(price, 1_000.0)).into();
	let (taken, missing) = drive(vehicle(vec![stay]), &day);
	assert_eq!((taken[0], taken[1], taken[3], taken[5]), (0, 0, 0, 0));
	assert!(
		(1_960..=2_000).contains(&taken[4]) && taken[2] + taken[4] == 3_000,
		"{taken:?}"
	);
	assert_eq!(missing, 0.0);
}

#[test]
fn a_vehicle_that_is_not_long_enough_there_charges_all_it_can_and_tells_what_lacks() {
	let stay = Stay {
		arrival: 0,
		departure: 2,
		needed_wh: 5_000.0,
	};
	let day = [hour(900.0, 1_000.0); 3];
	let (taken, missing) = drive(vehicle(vec![stay]), &day);
	assert_eq!(taken, [2_000, 2_000, 0]);
	assert_eq!(missing, 1_000.0);
}

#[test]
fn stays_that_overlap_or_end_before_they_begin_are_refused() {
	let stay = |arrival, departure| Stay {
		arrival,
		departure,
		needed_wh: 1.0,
	};
	let fault = |stays| Vehicle::new(2_000.0, 1.0, 1.0, stays).err();
	assert_eq!(fault(vec![stay(0, 3), stay(3, 4)]), None);
	assert_eq!(
		fault(vec![stay(0, 3), stay(2, 4)]),
		Some(BadVehicle::Stay(1))
	);
	assert_eq!(fault(vec![stay(3, 3)]), Some(BadVehicle::Stay(0)));
	assert!(matches!(
		Vehicle::new(2_000.0, 1.5, 1.0, vec![]),
		Err(BadVehicle::Charger(_))
	));
}

#[test]
fn an_hour_that_costs_nothing_or_less_is_the_cheapest() {
	let stay = Stay {
		arrival: 0,
		departure: 5,
		needed_wh: 3_000.0,
	};
	for cheapest in [10.0, 0.0, -10.0] {
		let prices = [50.0, cheapest, 60.0, 500.0, 500.0];
		let day: Vec<Expectation> = prices.map(|price| hour(price, 1_000.0)).into();
		let (taken, missing) = drive(vehicle(vec![stay]), &day);
		assert_eq!((taken[3], taken[4], missing), (0, 0, 0.0), "{cheapest}");
		// The table of values has steps of some Wh.
		assert!(taken[1] >= 1_960, "{cheapest}: {taken:?}");
		assert_eq!(taken.iter().sum::<i64>(), 3_000, "{cheapest}");
	}
}

#[test]
fn whatever_energy_costs_a_vehicle_leaves_with_what_it_needs_and_no_more() {
	for price in [-100.0, 0.0, 100.0, f64::NAN] {
		let day = [hour(price, 1_000.0); 6];
		let (taken, missing) = drive(vehicle(vec![NIGHT]), &day);
		assert_eq!(
			(taken.iter().sum::<i64>(), missing),
			(3_000, 0.0),
			"{price}"
		);
	}
	let blind = |one: &Vehicle, at: usize| one.decide(&PLANNER, at, &[]);
	let (taken, missing) = charge(vehicle(vec![NIGHT]), 6, blind);
	assert_eq!((taken, missing), (vec![0, 0, 0, 1_000, 2_000, 0], 0.0));
}

/// What a vehicle takes by a rule, and what lacks.
fn charge(
	mut vehicle: Vehicle,
	intervals: usize,
	rule: impl Fn(&Vehicle, usize) -> Dispatch,
) -> (Vec<i64>, f64) {
	let taken = (0..intervals)
		.map(|at| {
			vehicle.begin(at);
			let dispatch = rule(&vehicle, at);
			vehicle.take(&dispatch)
		})
		.collect();
	vehicle.begin(intervals);
	(taken, vehicle.missing())
}

const NIGHT: Stay = Stay {
	arrival: 1,
	departure: 5,
	needed_wh: 3_000.0,
};

#[test]
fn a_greedy_vehicle_charges_on_arrival() {
	let (taken, missing) = charge(vehicle(vec![NIGHT]), 6, |one, _| one.at_once());
	assert_eq!(taken, [0, 2_000, 1_000, 0, 0, 0]);
	assert_eq!(missing, 0.0);
}

#[test]
fn a_threshold_vehicle_charges_below_the_mean_or_at_the_last_moment() {
	let by = |prices: [f64; 6]| {
		let rule = |one: &Vehicle, at: usize| one.when_cheap(at, prices[at], 250.0);
		let (taken, missing) = charge(vehicle(vec![NIGHT]), 6, rule);
		assert_eq!(missing, 0.0, "{prices:?}");
		taken
	};
	let [dear, cheap] = [400.0, 100.0];
	assert_eq!(
		by([cheap, dear, cheap, dear, dear, cheap]),
		[0, 0, 2_000, 0, 1_000, 0]
	);
	// The mean itself is not below the mean.
	assert_eq!(by([250.0; 6]), [0, 0, 0, 1_000, 2_000, 0]);
}

#[test]
fn losses_on_the_way_are_taken_too() {
	let lossy = Vehicle::new(2_000.0, 0.8, 1.0, vec![NIGHT]).expect("can be");
	let (taken, missing) = charge(lossy, 6, |one, _| one.at_once());
	assert_eq!(taken, [0, 2_000, 1_750, 0, 0, 0]);
	assert_eq!(missing, 0.0);
}

#[test]
fn who_is_asked_first_in_the_middle_of_a_stay_charges_in_the_rest_of_it() {
	let mut late = vehicle(vec![NIGHT]);
	assert_eq!(late.begin(3), []);
	assert_eq!(late.take(&late.at_once()), 2_000);
	late.begin(4);
	assert_eq!(late.take(&late.at_once()), 1_000);
	let departures = late.begin(5);
	let said = departures.iter().map(|one| (one.taken_wh, one.missing_wh));
	assert_eq!(said.collect::<Vec<_>>(), [(3_000, 0.0)]);
}

#[test]
fn stays_that_nobody_attended_to_lack_all_that_they_needed() {
	let later = Stay {
		arrival: 7,
		departure: 9,
		needed_wh: 500.0,
	};
	let mut vehicle = vehicle(vec![NIGHT, later]);
	vehicle.begin(1);
	vehicle.take(&Dispatch::exactly(1_200));
	let missing: Vec<f64> = vehicle.begin(20).iter().map(|one| one.missing_wh).collect();
	assert_eq!(missing, [1_800.0, 500.0]);
	assert_eq!((vehicle.missing(), vehicle.taken()), (2_300.0, 1_200));
	assert_eq!(vehicle.begin(20), []);
}

#[test]
fn it_can_be_told_of_a_stay_after_those_it_knows_and_of_none_before() {
	let mut vehicle = vehicle(vec![NIGHT]);
	let stay = |arrival| Stay {
		arrival,
		departure: 9,
		needed_wh: 500.0,
	};
	assert_eq!(vehicle.next_stay(), Some(NIGHT));
	assert_eq!(vehicle.will_stay(stay(4)), Err(BadVehicle::Stay(1)));
	assert_eq!(vehicle.will_stay(stay(5)), Ok(()));
	vehicle.begin(2);
	assert_eq!(vehicle.plugged(), Some((NIGHT, 0.0)));
	assert_eq!(vehicle.next_stay(), Some(stay(5)));
}

#[test]
fn needs_that_are_no_amount_are_refused() {
	for needed_wh in [-1.0, f64::NAN, f64::INFINITY] {
		let stay = Stay { needed_wh, ..NIGHT };
		let bad = Vehicle::new(2_000.0, 1.0, 1.0, vec![stay]).err();
		assert_eq!(bad, Some(BadVehicle::Stay(0)), "{needed_wh}");
	}
	for (watts, efficiency) in [(-1.0, 1.0), (f64::NAN, 1.0), (1.0, 0.0), (1.0, f64::NAN)] {
		let bad = Vehicle::new(watts, efficiency, 1.0, vec![]).err();
		assert!(matches!(bad, Some(BadVehicle::Charger(_))), "{watts}");
	}
}

#[test]
fn the_plan_of_a_vehicle_is_what_it_then_does() {
	let again = Stay {
		arrival: 6,
		departure: 9,
		needed_wh: 2_500.0,
	};
	let prices = [
		100.0, 400.0, 200.0, 300.0, 150.0, 100.0, 500.0, 90.0, 80.0, 10.0,
	];
	let day: Vec<Expectation> = prices.map(|price| hour(price, 1_000.0)).into();
	let vehicle = vehicle(vec![NIGHT, again]);
	let plan = vehicle.plan(&PLANNER, 0, &day);
	let (taken, _) = drive(vehicle, &day);
	let planned: Vec<i64> = plan.iter().map(|one| one.taken).collect();
	assert_eq!(planned, taken);
	assert_eq!(taken.iter().sum::<i64>(), 5_500);
}

#[test]
fn a_vehicle_pays_no_more_ahead_than_it_would_pay_to_charge_later() {
	let prices = [200.0, 300.0, 900.0];
	let day: Vec<Expectation> = prices.map(|price| hour(price, 1_000.0)).into();
	let stay = |departure| Stay {
		arrival: 0,
		departure,
		needed_wh: 2_000.0,
	};
	let prospect = Prospect {
		buying: 800.0,
		selling: 50.0,
		fee: 0.0,
		charge: 0.0,
	};
	let home = Quantiles {
		mean: 500.0,
		values: [500.0; 5],
	};
	let offer = |departure| {
		let plan = vehicle(vec![stay(departure)]).plan(&PLANNER, 0, &day);
		plan[0].beside(&home).offer(&prospect)
	};
	let buys = |limit| {
		Some(Offer {
			way: Way::Buy,
			steps: vec![(limit, 2_500)],
		})
	};
	// What it does not get now it takes at 300 in the next hour.
	assert_eq!(offer(2), buys(300.0));
	// There is no later: at the 5 % that are sure to be taken it may cost nearly what it costs then.
	assert_eq!(offer(1), buys(762.5));
}

proptest! {
	#[test]
	fn whatever_is_expected_the_battery_keeps_its_limits_and_a_vehicle_never_gives(
		days in prop::collection::vec((1.0f64..1e9, -1e5f64..1e5, 0.0f64..1e4), 1..30),
		needed in 0.0f64..20_000.0,
	) {
		let day: Vec<Expectation> = days.iter().map(|(retail, net, spread)| {
			let net = [net - spread, net - spread / 2.0, *net, net + spread / 2.0, net + spread];
			Expectation { retail: *retail, feed_in: retail / 4.0, carbon: 0.1, net }
		}).collect();
		let mut battery_now = Battery::new(battery(), 1.0).unwrap();
		for (at, expected) in day.iter().enumerate() {
			let value = PLANNER.value(&battery(), 1.0, &day[at..]);
			let dispatch = PLANNER.decide(&battery_now, &value, expected, expected.mean());
			prop_assert!(dispatch.least <= dispatch.most);
			let taken = battery_now.take(dispatch.follow(0));
			prop_assert!(taken.abs() <= 1_600);
		}
		let stay = Stay { arrival: 0, departure: day.len(), needed_wh: needed };
		let (taken, missing) = drive(vehicle(vec![stay]), &day);
		prop_assert!(taken.iter().all(|taken| (0..=2_000).contains(taken)));
		let given: i64 = taken.iter().sum();
		prop_assert!((given as f64 + missing - needed).abs() < 1.0 + 1e-6);
		let possible = 2_000.0 * day.len() as f64;
		prop_assert!(missing < (needed - possible).max(0.0) + 1.0);
	}

	#[test]
	fn a_vehicle_never_exceeds_its_power_nor_charges_when_away_and_lacks_only_what_it_could_not_get(
		watts in 1.0f64..20_000.0,
		efficiency in 0.5f64..=1.0,
		stays in prop::collection::vec((0usize..6, 1usize..30, 0.0f64..40_000.0), 1..6),
		prices in prop::collection::vec(0.0f64..1e9, 1..40),
		quarters: bool,
		rule in 0usize..3,
	) {
		let hours = if quarters { 0.25 } else { 1.0 };
		let mut at = 0;
		let stays: Vec<Stay> = stays.into_iter().map(|(away, long, needed_wh)| {
			let arrival = at + away;
			at = arrival + long;
			Stay { arrival, departure: at, needed_wh }
		}).collect();
		let price = |at: usize| prices[at % prices.len()];
		let day: Vec<Expectation> = (0..at).map(|at| hour(price(at), 1_000.0)).collect();
		let mean = prices.iter().sum::<f64>() / prices.len() as f64;
		let mut vehicle = Vehicle::new(watts, efficiency, hours, stays.clone()).unwrap();
		let mut departures = Vec::new();
		for at in 0..at {
			departures.extend(vehicle.begin(at));
			let dispatch = match rule {
				0 => vehicle.at_once(),
				1 => vehicle.when_cheap(at, price(at), mean),
				// It sees a few hours only.
				_ => vehicle.decide(&PLANNER, at, &day[at..(at + 8).min(day.len())]),
			};
			let taken = vehicle.take(&dispatch);
			let here = stays.iter().any(|stay| (stay.arrival..stay.departure).contains(&at));
			prop_assert!(taken >= 0 && taken as f64 <= watts * hours, "{taken}");
			prop_assert!(here || taken == 0);
		}
		departures.extend(vehicle.begin(at));
		prop_assert_eq!(departures.len(), stays.len());
		for (departure, stay) in departures.iter().zip(&stays) {
			prop_assert_eq!(departure.stay, *stay);
			let most = (watts * hours).floor() * (stay.departure - stay.arrival) as f64 * efficiency;
			let could_not = (stay.needed_wh - most).max(0.0);
			prop_assert!(departure.missing_wh < could_not + 1.0 + 1e-6, "{departure:?} {could_not}");
			prop_assert!(departure.taken_wh as f64 * efficiency <= stay.needed_wh + 1e-6);
		}
	}

	#[test]
	fn a_dispatch_is_always_within_its_band(least in -9_000i64..9_000, wide in 0i64..9_000, aim: i64, expected: i64, net: i64, response in 0i64..=1_000) {
		let band = Dispatch { aim, expected, response, ..Dispatch::within(least, least + wide) };
		prop_assert!((least..=least + wide).contains(&band.follow(net)));
	}

	#[test]
	fn no_dispatch_asks_more_of_a_connection_than_the_home_does(aim: i64, expected: i64, net in -20_000i64..20_000, connection in 0i64..20_000) {
		let dispatch = Dispatch { aim, expected, ..Dispatch::FOLLOW }.behind(connection);
		prop_assert!((net + dispatch.follow(net)).abs() <= connection);
	}
}
