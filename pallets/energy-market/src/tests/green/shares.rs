//! Who used whose green energy.

use super::*;

#[test]
fn the_example_of_green_energy_on_the_market_page() {
	let anna = meters(150).bids(150, 100);
	let ben = producer(180).asks(90, 100);
	let (cleo, dan) = (meters(60), meters(-40));
	let outcome = outcome(&[anna, ben, cleo, dan]);
	// 210 Wh are used: Ben's 100, and of Ben's and Dan's other 120 the 110 that are left.
	// Green are 110 x 80 / 120 = 73 of them.
	assert_eq!(outcome.figures.local, Some(173));
	assert_eq!((outcome.sold_ahead[1], outcome.local[1]), (100, 73));
	assert_eq!(outcome.tradeable[1], 7);
	// Anna is served 100 by Ben; 50 of hers and Cleo's 60 share 73.
	assert_eq!(outcome.used, [133, 0, 40, 0]);
	assert_eq!((outcome.figures.used, outcome.figures.exported), (210, 180));
}

#[test]
fn without_orders_and_all_green_it_is_what_the_pool_matches() {
	for nets in [
		[600, 400, -1_000],
		[333, 334, -500],
		[301, -401, -402],
		[7, -3, -5],
		[-1, -2, -4],
	] {
		Chain::new(rules()).run(|| {
			fund_supplier(0, RICH);
			let mut homes: Vec<_> = nets
				.iter()
				.zip(1..)
				.map(|(_, owner)| Home::new(0, owner).with_credit(RICH))
				.collect();
			for home in &homes {
				Metering::certify(home.point, Producer).expect("it exists");
			}
			next_interval();
			for (home, net) in homes.iter_mut().zip(nets) {
				home.read(net);
			}
			pass_deadlines();
			for (home, net) in homes.iter().zip(nets) {
				home.settle();
				let statement = home.account().statement;
				let said = heard()[&(home.point, 0)];
				match net > 0 {
					true => assert_eq!(said.green_used, statement.pool_bought.wh),
					false => assert_eq!(said.local, statement.pool_sold.wh),
				}
				assert_eq!(statement.green, said.green_used);
			}
		});
	}
}

#[test]
fn what_is_not_green_takes_its_part_of_what_is_used() {
	let outcome = outcome(&[meters(100), producer(50), meters(-150)]);
	assert_eq!(outcome.used, [25, 0, 0]);
	assert_eq!((outcome.local[1], outcome.tradeable[1]), (25, 25));
}

#[test]
fn what_a_point_meters_both_ways_is_netted_and_neither_used_nor_local() {
	let both = Point {
		energy: Registers {
			import: 70,
			export: 100,
		},
		..producer(0)
	};
	let outcome = outcome(&[both, meters(200)]);
	assert_eq!((outcome.local[0], outcome.tradeable[0]), (30, 0));
	assert_eq!(outcome.used, [0, 30]);
	assert_eq!((outcome.figures.used, outcome.figures.exported), (200, 30));
}

#[test]
fn what_a_buyer_resells_stays_retired_and_is_used_by_nobody() {
	let outcome = outcome(&[meters(0).bids(150, 100), producer(100).asks(100, 100)]);
	assert_eq!((outcome.sold_ahead[1], outcome.tradeable[1]), (100, 0));
	assert_eq!(outcome.figures.local, Some(0));
	assert_eq!(outcome.used, [0, 0]);
}

#[test]
fn a_seller_that_gives_nothing_serves_nobody_and_its_buyer_shares_what_there_is() {
	let outcome = outcome(&[
		meters(100).bids(150, 100),
		producer(0).asks(100, 100),
		meters(100),
		producer(100),
	]);
	assert_eq!(outcome.used, [50, 0, 50, 0], "as the pool matches them");
}

#[test]
fn without_a_local_market_nothing_is_local() {
	// F = 50 is more than R - f = 40.
	let outcome = outcome_in(flat_rules(50, 60, 20), &[meters(100), producer(100)]);
	assert_eq!(outcome.figures.local, Some(0));
	assert_eq!(outcome.used, [0, 0]);
	assert_eq!((outcome.local[1], outcome.tradeable[1]), (0, 100));
}

#[test]
fn what_nobody_could_pay_for_was_delivered_by_the_supplier() {
	// 2,100 pays for 10 Wh at 210.
	let broke = meters(100).with_credit(2_100);
	let outcome = outcome(&[broke, producer(100)]);
	assert_eq!(outcome.used, [10, 0]);
	assert_eq!((outcome.local[1], outcome.tradeable[1]), (10, 90));
	assert_eq!(outcome.figures.used, 100);
}

#[test]
fn the_figures_of_an_interval_outlive_it() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, RICH);
		let mut homes = [1, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
		Metering::certify(homes[0].point, Producer).expect("it exists");
		assert_eq!(EnergyMarket::green(0, 0), None);
		next_interval();
		homes[0].read(-70);
		homes[1].read(50);
		let figures = |local| {
			Some(GreenFigures {
				exported: 70,
				used: 50,
				local,
			})
		};
		assert_eq!(EnergyMarket::green(0, 0), figures(None));
		pass_deadlines();
		homes.iter().for_each(Home::settle);
		assert_eq!(EnergyMarket::green(0, 0), figures(Some(50)));
		PollWeight::set(SWEEP);
		run_to_interval(2 + Retention::get());
		assert!(!Results::<Test>::contains_key(0, 0));
		assert_eq!(EnergyMarket::green(0, 0), figures(Some(50)));
		PollWeight::set(Default::default());
	});
}
