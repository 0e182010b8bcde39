use super::*;
use crate::{data::calendar::SECONDS_PER_HOUR, outcome::Outcome};

/// Prices of the sample are multiples of this, so that its bills are whole USD.
const SCALE: u64 = 1_000_000_000;
const F: u64 = 50 * SCALE;
const R: u64 = 210 * SCALE;
/// Monday, 1 August 2005, 00:00.
const START: u64 = 1_122_854_400;

fn home(load_wh: u32, pv_wh: u32, local_wh: u32, bill: i128, no_market_bill: i128) -> HomeInterval {
	HomeInterval {
		load_wh,
		pv_wh,
		import_wh: load_wh.saturating_sub(pv_wh),
		export_wh: pv_wh.saturating_sub(load_wh),
		local_wh,
		bill: bill * i128::from(SCALE),
		no_market_bill: no_market_bill * i128::from(SCALE),
		..Default::default()
	}
}

/// Three homes, three hours, fee 10, pool price 125: the prices of `settlement.md`'s cases. Bills
/// worked out by hand.
pub(crate) fn sample() -> Outcome {
	let interval = |interval: u32, matched_wh, residual_wh, fees: u128, homes| IntervalOutcome {
		interval,
		local_seconds: START + u64::from(interval) * SECONDS_PER_HOUR,
		feed_in: F,
		retail: R,
		grid_fee: 10 * SCALE,
		pool_price: 125 * SCALE,
		matched_wh,
		residual_wh,
		treasury_income: fees * u128::from(SCALE),
		homes,
		..Default::default()
	};
	Outcome {
		community: "sample".into(),
		homes: ["ada", "bob", "cy"].map(String::from).to_vec(),
		intervals: vec![
			// Case 1: all of cy's surplus goes to ada and bob at 125 + 10.
			interval(
				0,
				1_000,
				0,
				10_000,
				vec![
					home(600, 0, 600, 81_000, 126_000),
					home(400, 0, 400, 54_000, 84_000),
					home(100, 1_100, 1_000, -125_000, -50_000),
				],
			),
			// 100 from bob to ada, 200 from the supplier.
			interval(
				1,
				100,
				200,
				1_000,
				vec![
					home(300, 0, 100, 13_500 + 42_000, 63_000),
					home(50, 150, 100, -12_500, -5_000),
					home(20, 20, 0, 0, 0),
				],
			),
			// Nobody needs cy's 50.
			interval(
				2,
				0,
				-50,
				0,
				vec![
					home(0, 0, 0, 0, 0),
					home(0, 0, 0, 0, 0),
					home(10, 60, 0, -2_500, -2_500),
				],
			),
		],
	}
}

fn scaled(amount: i128) -> i128 {
	amount * i128::from(SCALE)
}

#[test]
fn bills_and_saving_are_the_sums() {
	let total = Kpis::of(&sample()).total;
	assert_eq!(total.no_market_bill, scaled(215_500));
	assert_eq!(total.bill, scaled(50_500));
	assert_eq!(total.saving(), scaled(165_000));
	assert_eq!(total.saving_ratio().percent(6).unwrap(), "76.566125");
}

#[test]
fn a_home_has_its_own_sums() {
	let ada = &Kpis::of(&sample()).homes[0];
	assert_eq!(
		*ada,
		HomeKpis {
			name: "ada".into(),
			bill: scaled(136_500),
			no_market_bill: scaled(189_000),
			load_wh: 900,
			pv_wh: 0,
			import_wh: 900,
			export_wh: 0,
			local_import_wh: 700,
			local_export_wh: 0,
			used_at_home_wh: 0,
			worse_off: 0,
			..Default::default()
		}
	);
	assert_eq!(ada.green_share().percent(2).unwrap(), "77.78");
}

#[test]
fn what_a_home_sold_and_bought_locally_is_told_apart() {
	let bob = &Kpis::of(&sample()).homes[1];
	assert_eq!((bob.local_import_wh, bob.local_export_wh), (400, 100));
	assert_eq!(
		(bob.import_wh, bob.export_wh, bob.used_at_home_wh),
		(400, 100, 50)
	);
}

#[test]
fn the_saving_of_a_home_that_earns_has_no_percentage() {
	let cy = &Kpis::of(&sample()).homes[2];
	assert_eq!(cy.saving(), scaled(75_000));
	assert_eq!(cy.saving_ratio().percent(2), None);
}

#[test]
fn what_a_battery_moves_is_not_used_twice() {
	// Generates 1,000 Wh and stores them; delivers 900, of which a neighbour uses 400 and the supplier takes 200.
	let hour = |homes, residual_wh| IntervalOutcome {
		feed_in: 50,
		retail: 200,
		residual_wh,
		homes,
		..Default::default()
	};
	let home = |load_wh, pv_wh, import_wh, export_wh| HomeInterval {
		load_wh,
		pv_wh,
		import_wh,
		export_wh,
		..Default::default()
	};
	let outcome = Outcome {
		homes: vec!["sun".into(), "shade".into()],
		intervals: vec![
			hour(vec![home(0, 1_000, 0, 0), home(0, 0, 0, 0)], 0),
			hour(vec![home(300, 0, 0, 600), home(400, 0, 400, 0)], -200),
		],
		..Default::default()
	};
	let kpis = Kpis::of(&outcome);
	assert_eq!(kpis.self_consumption(), Ratio::new(800, 1_000));
	assert_eq!(kpis.self_sufficiency(), Ratio::new(700, 700));
}

#[test]
fn energy_used_in_the_community_is_what_was_used_at_home_and_matched() {
	let kpis = Kpis::of(&sample());
	// At home 100 + 50 + 20 + 10, matched 1,000 + 100.
	assert_eq!((kpis.kept_wh(), kpis.own_supply_wh()), (1_280, 1_280));
	assert_eq!(kpis.self_consumption(), Ratio::new(1_280, 1_330));
	assert_eq!(kpis.self_sufficiency(), Ratio::new(1_280, 1_480));
	assert_eq!(kpis.green_share(), Ratio::new(1_100, 1_300));
	assert_eq!(kpis.self_consumption().percent(6).unwrap(), "96.240602");
	assert_eq!(kpis.self_sufficiency().percent(6).unwrap(), "86.486486");
	assert_eq!(kpis.green_share().percent(6).unwrap(), "84.615385");
}

#[test]
fn prices_are_weighted_by_matched_energy() {
	let mut outcome = sample();
	// 1,000 Wh at 125, 100 Wh at 180, nothing at 9,999.
	outcome.intervals[1].pool_price = 180 * SCALE;
	outcome.intervals[2].pool_price = 9_999 * SCALE;
	let kpis = Kpis::of(&outcome);
	assert_eq!(kpis.mean_price(), Ratio::new(scaled(143_000), 1_100));
	assert_eq!(kpis.mean_retail(), Ratio::new(scaled(231_000), 1_100));
	assert_eq!(kpis.mean_feed_in(), Ratio::new(scaled(55_000), 1_100));
}

#[test]
fn the_supplier_sells_and_buys_the_residual() {
	let kpis = Kpis::of(&sample());
	let flows = SupplierFlows {
		sold_wh: 200,
		bought_wh: 50,
		income: scaled(42_000),
		payments: scaled(2_500),
	};
	assert_eq!(kpis.supplier, flows);
	assert_eq!(kpis.supplier.net_income(), scaled(39_500));
}

#[test]
fn without_a_local_market_the_supplier_serves_both_sides() {
	let mut interval = sample().intervals.remove(1);
	(interval.short_wh, interval.long_wh, interval.matched_wh) = (300, 100, 0);
	interval.retail = F + 9 * SCALE;
	let flows = SupplierFlows::of(&interval);
	assert_eq!((flows.sold_wh, flows.bought_wh), (300, 100));
	interval.retail = F + 10 * SCALE;
	let flows = SupplierFlows::of(&interval);
	assert_eq!((flows.sold_wh, flows.bought_wh), (200, 0));
}

#[test]
fn every_unit_of_the_bills_is_accounted_for() {
	let kpis = Kpis::of(&sample());
	assert_eq!(kpis.treasury_income, scaled(11_000));
	assert_eq!(kpis.unaccounted(), 0);

	let mut outcome = sample();
	outcome.intervals[2].homes[0].bill += 7;
	assert_eq!(Kpis::of(&outcome).unaccounted(), 7);
}

#[test]
fn a_home_is_worse_off_in_an_interval_that_costs_more_than_the_supplier() {
	let mut outcome = sample();
	assert_eq!(Kpis::of(&outcome).total.worse_off, 0);
	// As much is not more.
	outcome.intervals[1].homes[1].bill = scaled(-5_000);
	assert_eq!(Kpis::of(&outcome).total.worse_off, 0);
	outcome.intervals[1].homes[1].bill += 1;
	let kpis = Kpis::of(&outcome);
	assert_eq!(kpis.total.worse_off, 1);
	assert_eq!(
		kpis.homes
			.iter()
			.map(|home| home.worse_off)
			.collect::<Vec<_>>(),
		[0, 1, 0]
	);
}

/// The second hour of the sample with 80 Wh of it bought ahead by ada from bob, who then has 60 to give
/// ahead and delivers, at 100, fee 10; cy bought 30 from bob and takes 20 of them, charge 5 a Wh.
pub(crate) fn traded() -> Outcome {
	let mut outcome = sample();
	let interval = &mut outcome.intervals[1];
	interval.ahead = crate::outcome::Ahead {
		orders: 4,
		refused: 1,
		volume_wh: 110,
		price: Some(100 * SCALE),
		rationed: 1,
	};
	// ada d = 300 - 80 = 220; bob d = -100 + 110 = 10; cy d = 20 - 30 = -10.
	interval.short_wh = 230;
	interval.long_wh = 10;
	interval.matched_wh = 10;
	interval.residual_wh = 220;
	let [ada, bob, cy] = &mut interval.homes[..] else {
		panic!("three homes");
	};
	(ada.bought_wh, ada.local_wh) = (80, 9);
	(bob.sold_wh, bob.local_wh) = (110, 1);
	(bob.undelivered_wh, bob.undelivered_charge) = (10, 0);
	(cy.load_wh, cy.pv_wh, cy.import_wh) = (20, 0, 20);
	(cy.bought_wh, cy.local_wh) = (30, 10);
	(cy.undelivered_wh, cy.undelivered_charge) = (10, 50 * u128::from(SCALE));
	outcome.intervals[2].homes[1].unserved_wh = 40;
	outcome
}

#[test]
fn what_was_traded_ahead_is_summed() {
	let kpis = Kpis::of(&traded());
	let ahead = AheadKpis {
		orders: 4,
		refused: 1,
		rationed: 1,
		volume_wh: 110,
		value: scaled(11_000),
		intervals: 1,
	};
	assert_eq!(kpis.ahead, ahead);
	let of = |home: &HomeKpis| (home.bought_wh, home.sold_wh, home.undelivered_wh);
	assert_eq!(of(&kpis.homes[0]), (80, 0, 0));
	assert_eq!(of(&kpis.homes[1]), (0, 110, 10));
	assert_eq!(of(&kpis.total), (110, 110, 20));
	assert_eq!(kpis.homes[2].undelivered_charge, scaled(50));
	assert_eq!(
		(kpis.homes[1].unserved_wh, kpis.total.unserved_wh),
		(40, 40)
	);
}

#[test]
fn what_neighbours_supply_is_counted_once_however_it_was_traded() {
	let kpis = Kpis::of(&traded());
	// 300 + 20 Wh of import, 220 of them from the supplier; and 1,000 of the first hour.
	assert_eq!(kpis.shared_wh, 1_000 + 100);
	assert_eq!(kpis.total.local_import_wh, 1_100);
	// Ahead 80, in the pool 9, of the 300 that ada imported.
	assert_eq!(kpis.homes[0].local_import_wh, 600 + 89);
	// Taken 20 of the 30 bought; what came back to the pool is no import.
	assert_eq!(kpis.homes[2].local_import_wh, 20);
	// Given 100 of the 110 sold.
	assert_eq!(kpis.homes[1].local_export_wh, 100);
}

#[test]
fn the_neighbours_price_weighs_what_was_traded_ahead_and_in_the_pool() {
	let kpis = Kpis::of(&traded());
	let paid = scaled(1_000 * 125 + 10 * 125 + 110 * 100);
	assert_eq!(kpis.mean_price(), Ratio::new(paid, 1_000 + 10 + 110));
}

#[test]
fn what_nobody_could_pay_for_is_the_suppliers_to_collect() {
	let mut outcome = sample();
	outcome.intervals[1].unfunded_wh = 30;
	let flows = SupplierFlows::of(&outcome.intervals[1]);
	assert_eq!((flows.sold_wh, flows.bought_wh), (230, 0));
}

#[test]
fn days_and_the_length_of_an_interval_come_from_local_time() {
	let mut outcome = sample();
	let kpis = Kpis::of(&outcome);
	assert_eq!(
		(kpis.intervals, kpis.days, kpis.interval_seconds),
		(3, 1, Some(3_600))
	);
	outcome.intervals[2].local_seconds = START + 86_400;
	assert_eq!(Kpis::of(&outcome).days, 2);
	outcome.intervals.truncate(1);
	assert_eq!(Kpis::of(&outcome).interval_seconds, None);
}

#[test]
fn no_intervals_have_no_ratios() {
	let kpis = Kpis::of(&Outcome::default());
	assert_eq!(kpis, Kpis::default());
	assert_eq!(kpis.green_share().decimal(2), None);
}
