//! What a member can do to have more green energy retired for it, or more to trade. `docs/market.md` says
//! which of it works.

use super::*;

/// Fee and charge of 100 Wh that an empty point washes: 100 x f, 90 x c.
const WASH: i128 = 100 * 10 + 90 * 20;

fn sum(of: &[Wh]) -> Wh {
	of.iter().sum()
}

#[test]
fn an_order_with_ones_own_empty_point_gets_no_share_of_what_others_used_beside_orders() {
	let others = [meters(100), producer(100)];
	let honest = outcome(&[&[meters(100), meters(0)][..], &others].concat());
	let wash = [meters(100).bids(125, 100), meters(0).asks(125, 100)];
	let washed = outcome(&[&wash[..], &others].concat());
	assert_eq!(honest.used, [50, 0, 50, 0]);
	assert_eq!(washed.used, honest.used);
	assert_eq!(washed.tradeable, honest.tradeable);
	let cost = |outcome: &Outcome| outcome.gains[0] + outcome.gains[1];
	assert_eq!(cost(&washed), cost(&honest) - WASH);
}

/// This works: what was sold ahead and green is shared by all who bought ahead, whoever sold to them.
#[test]
fn an_order_with_ones_own_empty_point_dilutes_who_bought_ahead_and_costs_fee_and_charge() {
	let others = [meters(100).bids(150, 100), producer(100).asks(100, 100)];
	let honest = outcome(&[&[meters(100), meters(0)][..], &others].concat());
	let wash = [meters(100).bids(150, 100), meters(0).asks(100, 100)];
	let washed = outcome(&[&wash[..], &others].concat());
	assert_eq!(honest.used, [0, 0, 100, 0]);
	assert_eq!(washed.used, [50, 0, 50, 0]);
	let cost = |outcome: &Outcome| outcome.gains[0] + outcome.gains[1];
	assert!(cost(&washed) <= cost(&honest) - WASH);
}

#[test]
fn orders_between_two_empty_points_move_no_green_energy() {
	let others = [meters(70), meters(50), producer(100), meters(-30)];
	let honest = outcome(&[&[meters(0); 2][..], &others].concat());
	let wash = [meters(0).bids(125, 100), meters(0).asks(125, 100)];
	let washed = outcome(&[&wash[..], &others].concat());
	assert_eq!(washed.used, honest.used);
	assert_eq!(washed.tradeable, honest.tradeable);
}

/// This works, as with the money: what is traded ahead is not shared.
#[test]
fn who_sells_to_itself_ahead_keeps_its_green_energy_from_the_neighbours_and_from_trade() {
	let neighbour = meters(100);
	let apart = outcome(&[meters(100), producer(150), neighbour]);
	assert_eq!(apart.used, [75, 0, 75]);
	let own = outcome(&[
		meters(100).bids(125, 100),
		producer(150).asks(125, 100),
		neighbour,
	]);
	assert_eq!(own.used, [100, 0, 50]);
	assert_eq!((apart.tradeable[1], own.tradeable[1]), (0, 0));
}

#[test]
fn green_energy_sold_ahead_to_ones_own_empty_point_is_retired_and_never_traded() {
	let honest = outcome(&[producer(100), meters(0), meters(40)]);
	assert_eq!((honest.local[0], honest.tradeable[0]), (40, 60));
	let washed = outcome(&[
		producer(100).asks(125, 100),
		meters(0).bids(125, 100),
		meters(40),
	]);
	assert_eq!((washed.sold_ahead[0], washed.tradeable[0]), (100, 0));
}

/// This works: what was sold ahead counts as used first, whoever bought it.
#[test]
fn who_washes_what_is_not_green_has_more_green_to_trade_and_pays_fee_and_charge() {
	let neighbour = meters(100);
	let honest = outcome(&[producer(100), meters(-100), meters(0), neighbour]);
	let washed = outcome(&[
		producer(100),
		meters(-100).asks(125, 100),
		meters(0).bids(125, 100),
		neighbour,
	]);
	assert_eq!((honest.tradeable[0], honest.used[3]), (50, 50));
	assert_eq!((washed.tradeable[0], washed.used[3]), (100, 0));
	let cost = |outcome: &Outcome| outcome.gains[..3].iter().sum::<i128>();
	assert_eq!(cost(&washed), cost(&honest) - WASH);
}

/// This works: what comes late was sold to the supplier.
#[test]
fn who_reports_late_has_more_to_trade_and_gets_feed_in_for_it() {
	let neighbour = meters(60);
	let in_time = outcome(&[producer(100), neighbour]);
	let late = outcome(&[producer(100).late(), neighbour]);
	assert_eq!((in_time.tradeable[0], in_time.used[1]), (40, 60));
	assert_eq!((late.tradeable[0], late.used[1]), (100, 0));
	// m - F for each Wh that was not local.
	assert_eq!(late.gains[0], in_time.gains[0] - 60 * (125 - 50));
}

#[test]
fn who_reports_what_it_used_late_used_nothing_green() {
	let outcome = outcome(&[meters(100).late(), producer(100), meters(20)]);
	assert_eq!(outcome.used, [0, 0, 20]);
}

#[test]
fn splitting_what_one_uses_and_produces_over_points_moves_a_wh_a_point() {
	let others = [meters(77), producer(61), meters(-13)];
	let whole = outcome(&[&[meters(100), producer(90)][..], &others].concat());
	for (users, producers) in [
		([50, 50], [45, 45]),
		([99, 1], [1, 89]),
		([33, 67], [89, 1]),
	] {
		let split = [
			meters(users[0]),
			producer(producers[0]),
			meters(users[1]),
			producer(producers[1]),
		];
		let split = outcome(&[&split[..], &others].concat());
		let used = sum(&split.used[..4]);
		let tradeable = sum(&split.tradeable[..4]);
		assert!(used.abs_diff(sum(&whole.used[..2])) <= 2, "{split:?}");
		assert!(
			tradeable.abs_diff(sum(&whole.tradeable[..2])) <= 2,
			"{split:?}"
		);
	}
}

#[test]
fn an_empty_point_has_no_green_energy() {
	let empty = Point {
		certification: Producer,
		..meters(0)
	};
	let outcome = outcome(&[
		empty.asks(100, 50),
		empty.bids(150, 50),
		meters(80),
		producer(60),
	]);
	for index in [0, 1] {
		let parts = [
			&outcome.used,
			&outcome.sold_ahead,
			&outcome.local,
			&outcome.tradeable,
		];
		assert!(parts.iter().all(|parts| parts[index] == 0), "{outcome:?}");
	}
}
