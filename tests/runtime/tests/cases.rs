//! The cases of the settlement specification, section 10, through the real runtime. The sweep settles
//! points in the order of their registration, which is the order of every case.

use commonwatt_primitives::{
	reading::Registers,
	tariff::{Rules, TariffCell},
};
use commonwatt_runtime::{Balance, Billing, RuntimeCall};
use commonwatt_runtime_tests::*;
use pallet_billing::Call;

/// A world with the cases' prices, a supplier's prepayment and points with credit.
fn world(rules: Rules, supplier: Balance, credits: &[Balance]) -> World {
	let mut world = World::new(rules);
	if supplier > 0 {
		world.top_up_supplier(supplier);
	}
	world.points(credits);
	world
}

/// Delivers the nets of an interval in time, lets it close and settle.
fn play(world: &mut World, interval: u32, nets: &[i64]) {
	world.until_ended(interval);
	let nets: Vec<_> = (0..).zip(nets.iter().copied()).collect();
	world.deliver(interval, &nets);
	world.until_due(interval);
	assert_eq!(world.escrow(), 0, "an interval pays out what came in");
}

fn credits<const N: usize>(world: &mut World) -> [Balance; N] {
	std::array::from_fn(|point| world.credit(point as u32))
}

#[test]
fn case_1_all_is_matched() {
	let mut world = world(flat(CELL), 100_000, &[200_000, 200_000, 0]);
	play(&mut world, FIRST, &[600, 400, -1_000]);
	assert_eq!(credits(&mut world), [119_000, 146_000, 125_000]);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (10_000, 100_000));
}

#[test]
fn case_2_the_short_side_is_rationed() {
	let mut world = world(flat(CELL), 100_000, &[200_000, 200_000, 0]);
	play(&mut world, FIRST, &[333, 334, -500]);
	assert_eq!(credits(&mut world), [148_745, 148_685, 62_500]);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (5_000, 135_070));
}

#[test]
fn case_3_the_long_side_is_rationed() {
	let mut world = world(flat(CELL), 100_000, &[100_000, 0, 0]);
	play(&mut world, FIRST, &[301, -401, -402]);
	assert_eq!(credits(&mut world), [59_365, 31_300, 31_425]);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (3_010, 74_900));
}

#[test]
fn case_7_what_nobody_can_pay_for_leaves_the_pool() {
	let rules = Rules {
		emergency_limit: 2_100,
		..flat(CELL)
	};
	let mut world = world(rules, 10_000, &[1_000, 0]);
	let fund = Call::fund_guarantee {
		community: COMMUNITY,
		amount: 5_000,
	};
	world.ok(Eve, RuntimeCall::Billing(fund));
	world.until_ended(FIRST);
	world.deliver(FIRST, &[(0, 100)]);
	assert_eq!(
		world.money(0),
		(0, 1_940, 18_060),
		"the change of the last unfunded Wh pays debt"
	);
	world.deliver(FIRST, &[(1, -40)]);
	world.until_due(FIRST);
	assert_eq!(world.money(0), (0, 890, 18_060));
	assert_eq!(world.credit(1), 3_050);
	let books = world.books();
	assert_eq!(
		(books.guarantee, books.treasury, books.supplier),
		(4_110, 140, 8_700)
	);
	assert_eq!(world.escrow(), 0);
}

#[test]
fn case_8_late_readings_trade_with_the_supplier() {
	let mut world = world(flat(CELL), 100_000, &[100_000, 0, 0, 100_000]);
	play(&mut world, FIRST, &[100, -60]);
	assert_eq!([world.credit(0), world.credit(1)], [83_500, 7_500]);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (600, 108_400));

	world.deliver(FIRST, &[(2, -70)]);
	assert_eq!(world.credit(2), 3_500);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (7_000, 98_500));

	world.deliver(FIRST, &[(3, 50)]);
	assert_eq!(world.credit(3), 89_500);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (11_800, 104_200));
	let view = world
		.chain
		.read(|| commonwatt_runtime::EnergyMarket::interval_view(COMMUNITY, FIRST));
	assert_eq!(view.map(|view| view.residual), Some(20));
}

#[test]
fn case_9_a_gap_costs_the_dearest_hour_and_the_floor_stays() {
	// R and F of the hours 10 to 13; 500 is the highest retail.
	let rules = hourly(|hour| match hour {
		11 => TariffCell {
			feed_in: 40,
			retail: 500,
			grid_fee: 10,
		},
		12 => TariffCell {
			feed_in: 60,
			retail: 220,
			grid_fee: 10,
		},
		_ => CELL,
	});
	let mut world = World::new(rules);
	world.top_up_supplier(1_000_000);
	let home = Ferdie.to_account_id();
	let registers = Registers {
		import: 1_000,
		export: 500,
	};
	let point = world.point(home, "home", 9_201, registers, 9);
	world.top_up(point, 400_000);
	world.until_ended(9);
	world.deliver(9, &[(point, 0)]);
	world.until_ended(13);
	world.until_due(12);
	world.meters[0].registers = Registers {
		import: 1_300,
		export: 620,
	};
	world.deliver(13, &[(point, 10)]);
	assert_eq!(world.credit(point), 252_700, "before settlement");
	world.until_due(13);

	// Read until the end of 17; an hour and a half later 23,003 Wh could have flowed.
	for interval in 14..=17 {
		world.until_ended(interval);
		world.deliver(interval, &[(point, 0)]);
	}
	let credit = world.credit(point);
	world.top_up(point, 12_000_000 - credit);
	let end_of_17 = world.now - world.now % INTERVAL_MILLIS;
	while world.now < end_of_17 + INTERVAL_MILLIS * 3 / 2 - 6_000 {
		world.block();
	}
	let withdraw = |amount| RuntimeCall::Billing(Call::withdraw { point, amount });
	let too_much = world.call(Ferdie, withdraw(498_501));
	let error = pallet_billing::Error::<commonwatt_runtime::Runtime>::BelowWithdrawalFloor;
	assert_eq!(too_much, Ok(Err(error.into())));
	let floor = world.chain.read(|| {
		use commonwatt_primitives::traits::DeliveryPoints;
		let details = <commonwatt_runtime::Metering as DeliveryPoints<_>>::details(point);
		Billing::withdrawal_floor(&details.expect("registered"))
	});
	assert_eq!(floor, 11_501_500);
}

#[test]
fn case_10_a_supplier_in_default_pays_what_it_has() {
	let mut world = world(flat(CELL), 3_350, &[100_000, 0, 0]);
	play(&mut world, FIRST, &[100, -150, -51]);
	assert_eq!(credits(&mut world), [86_500, 11_758, 4_075]);
	let books = world.books();
	assert_eq!(
		(books.treasury, books.supplier, books.arrears),
		(1_000, 17, 1_717)
	);
}
