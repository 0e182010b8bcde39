//! From signals, the tariff and a home's own meter to what a vehicle takes, without a node.

use super::*;
use crate::{
	agent::{
		device::Device,
		home::tests::home,
		setpoints::SetPoints,
		tests::{dear_book, public, steps},
		vehicle::tests::charger,
		words,
	},
	market_time::tests::TIME,
};
use commonwatt_primitives::order::Side;

/// 18:00, and it has just come.
fn plugged(power: &str, times: &str, needs: &str) -> Charger {
	let mut charger = charger(18, power, times, needs);
	charger.begin(18);
	charger
}

fn mind<'a>(charger: &'a Charger, home: &'a Home, public: &'a Public) -> ChargingMind<'a> {
	ChargingMind {
		charger,
		home,
		public,
		share: 1.0,
	}
}

fn plan(charger: &Charger, public: &Public) -> Plan {
	let home = home(18, |_| 400);
	match mind(charger, &home, public).decide() {
		Charging::Plugged(plan) => plan,
		away => panic!("is plugged in: {away:?}"),
	}
}

/// What it takes from 18:00 on until it leaves at 23:00.
fn until_eleven(plan: &Plan) -> Vec<i64> {
	let charges = plan.charges.iter().take(5);
	charges.map(|charge| charge.taken).collect()
}

fn without_signals() -> Public {
	Public {
		forecasts: Default::default(),
		..public()
	}
}

#[test]
fn on_signals_it_charges_beside_the_dear_hours_and_evenly() {
	// 3.2 kWh in the cells are 4,000 Wh at the meter; 20:00 to 22:00 is dear.
	let plan = plan(&plugged("2kW", "18:00-23:00", "3.2kWh"), &public());
	let taken = until_eleven(&plan);
	assert_eq!((taken[2], taken[3]), (0, 0), "{taken:?}");
	// A Wh that no meter would count may be left.
	assert!(
		(3_999..=4_000).contains(&taken.iter().sum::<i64>()),
		"{taken:?}"
	);
	for cheap in [0, 1, 4] {
		assert!((1_200..=1_500).contains(&taken[cheap]), "{taken:?}");
	}
	assert!(matches!(
		plan.basis,
		Basis::Signals {
			lowest: 210_000_000,
			..
		}
	));
}

#[test]
fn without_signals_it_goes_by_the_tariff() {
	let plan = plan(&plugged("2kW", "18:00-23:00", "3.2kWh"), &without_signals());
	// The latest of the cheapest, and it gets all.
	assert_eq!(until_eleven(&plan), [0, 2_000, 0, 0, 2_000]);
	assert!(matches!(
		plan.basis,
		Basis::Tariff {
			now: 210_000_000,
			lowest: 210_000_000
		}
	));
}

#[test]
fn where_signals_end_it_goes_by_the_tariff_from_there_on() {
	let mut short = public();
	short.forecasts = short
		.forecasts
		.into_iter()
		.filter(|(at, _)| *at < 20)
		.collect();
	let mut late = short.clone();
	late.prices.get_mut(&22).expect("is priced").retail = 100_000_000;
	let charger = plugged("5kW", "18:00-23:00", "3kWh");
	let taken = until_eleven(&plan(&charger, &short));
	assert_eq!((taken[2], taken[3]), (0, 0), "{taken:?}");
	assert_eq!(until_eleven(&plan(&charger, &late)), [0, 0, 0, 0, 3_750]);
}

#[test]
fn without_signals_and_prices_it_charges_at_once() {
	let nothing = Public {
		in_progress: 18,
		..Default::default()
	};
	let plan = plan(&plugged("2kW", "18:00-23:00", "3kWh"), &nothing);
	assert_eq!(plan.now().taken, 2_000);
	assert!(matches!(plan.basis, Basis::Nothing));
}

#[test]
fn while_it_is_away_it_takes_nothing() {
	let (home, public) = (home(18, |_| 400), public());
	let charger = plugged("2kW", "21:00-23:00", "3kWh");
	let charging = mind(&charger, &home, &public).decide();
	assert!(matches!(charging, Charging::Away(Some(21))));
	assert_eq!(charging.dispatch(), Dispatch::exactly(0));
}

#[test]
fn it_orders_what_it_will_take_beside_what_the_home_needs() {
	let (home, public) = (home(18, |_| 400), public());
	let want = |times: &str| {
		let charger = plugged("2kW", times, "1.6kWh");
		mind(&charger, &home, &public).want(&dear_book(), 10_000)
	};
	let wanted = want("20:00-21:00").expect("sees 20:00");
	assert_eq!(wanted.planned.nets, [2_400.0; 5]);
	let (side, orders) = steps(&wanted.order).expect("orders");
	assert_eq!(side, Side::Buy);
	assert_eq!(orders.iter().map(|(_, wh)| wh).sum::<u64>(), 2_400);
	// It can wait until 22:00, and while it is away the home needs energy too.
	for later in ["18:00-23:00", "09:00-12:00"] {
		let wanted = want(later).expect("sees 20:00");
		assert_eq!(wanted.planned.nets, [400.0; 5], "{later}");
	}
}

#[test]
fn no_more_is_ordered_than_the_connection_carries() {
	let (home, public) = (home(18, |_| 400), public());
	let charger = plugged("2kW", "20:00-21:00", "1.6kWh");
	let wanted = mind(&charger, &home, &public).want(&dear_book(), 1_000);
	let order = wanted.expect("sees 20:00").order.expect("orders");
	assert_eq!(order.quantity(), 1_000);
}

#[test]
fn without_signals_or_readings_it_orders_nothing() {
	let charger = plugged("2kW", "20:00-21:00", "1.6kWh");
	let (known, signals) = (home(18, |_| 400), public());
	let unknown = Home::new(super::super::Almanac::of(&TIME)).expect("hours are fine");
	for (home, public) in [(&known, &without_signals()), (&unknown, &signals)] {
		assert!(mind(&charger, home, public)
			.want(&dear_book(), 10_000)
			.is_none());
	}
}

#[test]
fn a_person_reads_what_the_vehicle_does_and_why() {
	let home = home(18, |_| 400);
	let said = |charger: &Charger, public: &Public| {
		words::charging(&mind(charger, &home, public).decide(), &TIME)
	};
	let nothing = Public {
		in_progress: 18,
		..Default::default()
	};
	let short = plugged("2kW", "18:00-20:00", "2.56kWh");
	assert_eq!(
		said(&short, &without_signals()),
		"interval 18, 18:00: 0 of 2,560 Wh charged, leaves at 20:00; takes 1,200 Wh, 1,200 Wh of which \
		 cannot wait: no signal of this interval; by the tariff a kWh costs 0.210, 0.210 at least until it \
		 leaves"
	);
	let long = plugged("5kW", "18:00-23:00", "3kWh");
	assert_eq!(
		said(&long, &without_signals()),
		"interval 18, 18:00: 0 of 3,000 Wh charged, leaves at 23:00; waits, to take 3,750 Wh from 22:00 on: \
		 no signal of this interval; by the tariff a kWh costs 0.210, 0.210 at least until it leaves"
	);
	assert_eq!(
		said(&long, &nothing),
		"interval 18, 18:00: 0 of 3,000 Wh charged, leaves at 23:00; takes 3,750 Wh: at once, as neither \
		 signal nor price of this interval are known"
	);
	assert_eq!(
		said(&plugged("2kW", "21:00-23:00", "3kWh"), &public()),
		"interval 18, 18:00: the vehicle is away until 21:00"
	);
	let mut full = plugged("5kW", "18:00-23:00", "3kWh");
	full.vehicle_mut().take(&Dispatch::exactly(3_750));
	assert_eq!(
		said(&full, &public()),
		"interval 18, 18:00: 3,000 of 3,000 Wh charged, leaves at 23:00; rests: it has what it needs"
	);
}

#[test]
fn a_person_reads_at_each_departure_what_lacked() {
	let said = |take: i64| {
		let mut charger = plugged("5kW", "18:00-23:00", "3kWh");
		charger.vehicle_mut().take(&Dispatch::exactly(take));
		let departures = charger.begin(23);
		let said = departures.iter().map(|one| words::departure(one, &TIME));
		said.collect::<Vec<_>>()
	};
	assert_eq!(
		said(3_750),
		["23:00: the vehicle left with all 3,000 Wh that it needed; it took 3,750 Wh"]
	);
	assert_eq!(
		said(1_000),
		["23:00: the vehicle left without 2,200 Wh of the 3,000 Wh that it needed; it took 1,000 Wh"]
	);
}

#[test]
fn a_set_point_is_what_it_shall_take() {
	let charger = plugged("2kW", "18:00-20:00", "2.56kWh");
	let home = home(18, |_| 400);
	let dispatch = mind(&charger, &home, &without_signals())
		.decide()
		.dispatch();
	let mut device = Device::Vehicle(charger);
	let folder = tempfile::tempdir().expect("has a folder");
	let path = folder.path().join("setpoints.csv");
	let (mut file, _) = SetPoints::open(&path).expect("opens");
	let dispatch = dispatch.behind(6_000);
	file.write(18, &dispatch, &device).expect("writes");
	device.follow(&dispatch, 400);
	file.write(19, &Dispatch::exactly(0).behind(6_000), &device)
		.expect("writes");
	let text = std::fs::read_to_string(&path).expect("reads");
	let lines: Vec<&str> = text.lines().skip(1).collect();
	assert_eq!(
		lines,
		["18,0,1200,1200,1200,0,0,6000", "19,960,0,0,0,0,0,6000"]
	);
}

#[test]
fn a_vehicle_that_draws_more_than_its_connection_carries_is_told_so() {
	let mut view = crate::order::tests::view();
	let device = |power| Device::Vehicle(plugged(power, "18:00-23:00", "3kWh"));
	view.capacity_w = 7_000;
	assert_eq!(words::beyond_connection(&device("7kW"), &view), None);
	let said = words::beyond_connection(&device("7.4kW"), &view).expect("warns");
	assert_eq!(
		said,
		"its connection carries 7,000 W, the vehicle could draw 7,400 W: it is charged with what the \
		 connection carries"
	);
}
