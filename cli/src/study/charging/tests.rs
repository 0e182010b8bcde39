//! Vehicles at fontana17's homes, by plain arithmetic and on the real runtime.

use super::*;
use crate::study::community::{self, Wear};
use commonwatt_simulator::{
	conservation,
	data::{vehicles, CommunityData},
	kpis::Kpis,
	replay::{replay_homes, Options},
	setup::FEED_IN,
	strategy::Mix,
};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("../data")
		.join(name)
}

fn fontana() -> CommunityData {
	CommunityData::load(&file("fontana17")).expect("the standing example is valid")
}

fn five(data: &CommunityData) -> Vec<Row> {
	vehicles::load(&file("fontana17-vehicles.csv"), data).expect("the invented five are valid")
}

fn community(data: &CommunityData, days: usize) -> Community {
	let wear = Wear {
		per_wh: None,
		round_trip: None,
	};
	community::of(data, 24 * days, FEED_IN, &wear).expect("can be studied")
}

fn control(arm: Arm) -> Control {
	arm.control(&Tuning::default()).expect("has agents")
}

fn missing(charged: &Charged) -> f64 {
	charged.vehicles.iter().map(|one| one.missing_wh).sum()
}

#[test]
fn every_way_gives_all_vehicles_what_they_need_and_forecasts_cost_no_more_than_greed() {
	let data = fontana();
	let (community, rows) = (community(&data, 10), five(&data));
	let charged = |tuning: &Tuning, charging| {
		let control = Arm::E.control(tuning).expect("has agents");
		let charged = by_arithmetic(&community, control, Some((&rows, charging)));
		let charged = charged.expect("bills");
		assert_eq!(missing(&charged), 0.0, "{charging:?}");
		for one in &charged.vehicles {
			let row = rows.iter().find(|row| row.line == one.line);
			let efficiency = row.expect("is of the file").efficiency;
			let lost = one.taken_wh as f64 * efficiency - one.needed_wh;
			// Each stay is metered in whole Wh.
			assert!(lost.abs() < one.stays as f64, "{one:?}");
		}
		charged.scores
	};
	let tuning = Tuning::default();
	let [greedy, threshold, forecast] = ways().map(|(_, charging)| charged(&tuning, charging));
	let without = by_arithmetic(&community, control(Arm::E), None).expect("bills");
	assert!(without.scores.cost() < forecast.cost());
	assert!(forecast.cost() < greedy.cost());
	// Forecasts keep the community's peak down, for which they pay more than thresholds do.
	assert!(forecast.peak < threshold.peak - 10.0, "{forecast:?}");
	let mut careless = tuning;
	careless.planning.peak_price = 0.0;
	let [threshold, forecast] = [Charging::BelowMean, Charging::Planned(careless.planning)]
		.map(|charging| charged(&careless, charging).cost());
	assert!(forecast < threshold, "{forecast} {threshold}");
}

#[test]
fn a_vehicle_that_is_not_long_enough_there_lacks_the_same_in_every_way() {
	let data = fontana();
	let community = community(&data, 4);
	let mut rows = five(&data);
	rows.truncate(1);
	// 13 hours of 3 kW give 35.1 kWh to the cells.
	rows[0].power_w = 3_000;
	rows[0].needs_wh = 40_000;
	for (name, charging) in ways() {
		let charged = by_arithmetic(&community, control(Arm::C), Some((&rows, charging)));
		let charged = charged.expect("bills");
		// The fourth night does not end within the data.
		assert_eq!(charged.vehicles[0].stays, 3, "{name}");
		assert_eq!(missing(&charged).round(), 3.0 * 4_900.0, "{name}");
	}
}

#[test]
fn what_is_not_metered_yet_changes_no_vehicle() {
	let data = fontana();
	let seen = 60;
	let mut other = data.clone();
	for row in other.load_wh.iter_mut().skip(seen) {
		row.iter_mut()
			.for_each(|load| *load = (*load * 7 + 13) % 3_000);
	}
	let rows = five(&data);
	let charged = |data: &CommunityData| {
		let community = community(data, 5);
		let mut homes = Fleets::new(&community, control(Arm::E))
			.with_vehicles(&rows, ways()[2].1)
			.expect("can be");
		let mut charged = Vec::new();
		for hour in 0..community.intervals() {
			let metered = homes.meter(hour);
			charged.push(homes.charged());
			let net = metered
				.iter()
				.map(|one| one.import as i64 - one.export as i64);
			let (import, export) = bills::sums(&net.collect::<Vec<_>>());
			homes.hear(hour, Registers { import, export });
		}
		homes.did().expect("the sums agree");
		charged
	};
	let (one, two) = (charged(&data), charged(&other));
	// The hour that is different is decided upon before it is metered.
	assert_eq!(one[..=seen], two[..=seen]);
	assert_ne!(one[seen..], two[seen..]);
}

#[test]
fn on_the_real_runtime_vehicles_are_billed_as_by_arithmetic_and_nothing_is_lost() {
	let data = fontana();
	let (community, rows) = (community(&data, 2), five(&data));
	for ((name, charging), arm) in ways().into_iter().zip([Arm::C, Arm::D, Arm::E]) {
		let plain = by_arithmetic(&community, control(arm), Some((&rows, charging)));
		let plain = plain.expect("bills");
		let mut homes = Fleets::new(&community, control(arm))
			.with_vehicles(&rows, charging)
			.expect("can be");
		let options = Options {
			hours: community.intervals(),
			feed_in: FEED_IN,
			check: true,
			orders: Mix::none(),
		};
		let (outcome, mut chain) =
			replay_homes(&data, &mut homes, options, |_| {}).expect("replays");
		let vehicles = homes.did().expect("the sums agree").vehicles;
		assert_eq!(vehicles, plain.vehicles, "{name}");
		let kpis = Kpis::of(&outcome);
		let bills = kpis.total.bill as f64 / 1e12;
		assert!((bills - plain.scores.bills).abs() < 1e-6, "{name}: {bills}");
		assert_eq!(kpis.unaccounted(), 0, "{name}");
		assert!(conservation::check(chain.snapshot()).holds(), "{name}");
		// What they take is demand of their homes.
		let taken: i64 = vehicles.iter().map(|one| one.taken_wh).sum();
		let demand: u64 = data.load_wh[..community.intervals()]
			.iter()
			.flatten()
			.map(|wh| u64::from(*wh))
			.sum();
		assert!(taken > 0);
		assert_eq!(kpis.total.load_wh, demand + taken.unsigned_abs(), "{name}");
	}
}

#[test]
fn homes_without_batteries_charge_and_order_for_their_vehicles() {
	let mut data = fontana();
	for home in &mut data.homes {
		home.battery = None;
	}
	let (community, rows) = (community(&data, 5), five(&data));
	let mut homes = Fleets::new(&community, control(Arm::E))
		.with_vehicles(&rows, ways()[2].1)
		.expect("can be");
	let options = Options {
		hours: community.intervals(),
		feed_in: FEED_IN,
		check: false,
		orders: Mix::planned(),
	};
	let (outcome, _) = replay_homes(&data, &mut homes, options, |_| {}).expect("replays");
	let kpis = Kpis::of(&outcome);
	assert_eq!(kpis.unaccounted(), 0);
	for (index, home) in kpis.homes.iter().enumerate() {
		let has_vehicle = rows.iter().any(|row| row.home == index);
		let orders = home.bought_wh + home.sold_wh > 0;
		assert!(has_vehicle || !orders, "{}", home.name);
	}
	assert!(kpis.ahead.volume_wh > 0, "{:?}", kpis.ahead);
}
