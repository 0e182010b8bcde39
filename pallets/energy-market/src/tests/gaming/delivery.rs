//! Positions that are not delivered, reported late or never, or held by several points of a member.

use super::*;

/// The bound of settlement.md, section 9, invariant 4, for who takes or gives all or nothing: u = 100.
const BUYERS_WORST: i128 = 100 * (125 + 10 - 50) + 90 * 20;
const SELLERS_WORST: i128 = 100 * (210 - 125) + 90 * 20;

#[test]
fn a_buyer_that_takes_nothing_loses_the_spread_and_the_charge() {
	let outcome = outcome(auction_rules(), &[phantom(Buy, 150, 100), seller(100, 100)]);
	assert_eq!(outcome.price, Some(125));
	// 13,500 paid, 5,000 back from the supplier, 1,800 charged.
	assert_eq!(outcome.gains, [-10_300, 12_500]);
	assert_eq!(outcome.gains[0], -BUYERS_WORST);
}

#[test]
fn a_seller_that_gives_nothing_loses_the_spread_and_the_charge() {
	let outcome = outcome(auction_rules(), &[buyer(150, 100), phantom(Sell, 100, 100)]);
	// 12,500 earned, 21,000 for what the supplier delivers, 1,800 charged.
	assert_eq!(outcome.gains, [-13_500, -10_300]);
	assert_eq!(outcome.gains[1], -SELLERS_WORST);
}

#[test]
fn a_tenth_may_stay_undelivered_without_charge() {
	let delivered = |net| {
		outcome(
			auction_rules(),
			&[trader(Buy, &[(150, 100)], net), seller(100, 100)],
		)
	};
	// 13,500, less 50 a Wh that stays; from 11 Wh on 20 are charged for each.
	assert_eq!(delivered(100).gains[0], -13_500);
	assert_eq!(delivered(90).gains[0], -13_500 + 500);
	assert_eq!(delivered(89).gains[0], -13_500 + 550 - 20);
	// Giving instead of taking leaves all of it undelivered, and no more than all.
	assert_eq!(delivered(-30).gains[0], -13_500 + 6_500 - 1_800);
}

#[test]
fn selling_ahead_without_generation_gains_only_by_bids_above_what_the_pool_costs() {
	// A neighbour's surplus of 100 covers what was sold: 135 a Wh in the pool.
	let naked = |bid| {
		outcome(
			auction_rules(),
			&[buyer(bid, 100), phantom(Sell, bid, 100), outsider(-100)],
		)
	};
	// p - 135 a Wh, less 20 for 90: it pays from 153 on.
	assert_eq!(naked(125).gains, [-13_500, -1_000 - 1_800, 12_500]);
	assert_eq!(naked(153).gains, [-16_300, 0, 12_500]);
	assert_eq!(naked(200).gains, [-21_000, 4_700, 12_500]);
	// Without the surplus it costs 210.
	let alone = outcome(auction_rules(), &[buyer(200, 100), phantom(Sell, 200, 100)]);
	assert_eq!(alone.gains, [-21_000, -1_000 - 1_800]);
}

#[test]
fn a_wash_trade_through_an_empty_point_costs_fee_and_charge() {
	for price in [50, 125, 200] {
		let wash = [buyer(price, 100), phantom(Sell, price, 100)];
		let others = [outsider(-60), outsider(200)];
		let washed = outcome(auction_rules(), &[&wash[..], &others].concat());
		let honest = outcome(
			auction_rules(),
			&[&[outsider(100), outsider(0)][..], &others].concat(),
		);
		assert_eq!(washed.of(&[0, 1]), honest.of(&[0, 1]) - 100 * 10 - 90 * 20);
		assert_eq!(washed.gains[2..], honest.gains[2..]);
	}
}

#[test]
fn a_wash_trade_between_two_empty_points_pays_others_into_the_pool() {
	let others = [outsider(-60), outsider(200)];
	let wash = [phantom(Buy, 125, 100), phantom(Sell, 125, 100)];
	let washed = outcome(auction_rules(), &[&wash[..], &others].concat());
	let honest = outcome(auction_rules(), &others);
	// Short 300, long 160: of the neighbour's 200 Wh more are matched, 107 or 106 and not 60.
	assert_eq!(honest.gains, [7_500, -(60 * 135 + 140 * 210)]);
	assert_eq!(washed.gains[2], 7_500);
	assert!(washed.gains[3] > honest.gains[1]);
	assert!(washed.of(&[0, 1]) < 0);
}

#[test]
fn two_points_of_a_member_that_trade_with_each_other_keep_their_energy_out_of_the_pool() {
	let apart = outcome(
		auction_rules(),
		&[outsider(100), outsider(-100), outsider(100)],
	);
	// Half of each shortage is matched.
	assert_eq!(apart.gains, [-17_250, 12_500, -17_250]);
	let crossed = outcome(
		auction_rules(),
		&[buyer(100, 100), seller(100, 100), outsider(100)],
	);
	// As with any trade ahead, the neighbour's share of the pool goes; it pays retail, and no more.
	assert_eq!(crossed.gains, [-11_000, 10_000, -21_000]);
	assert_eq!(crossed.of(&[0, 1]) - apart.of(&[0, 1]), 50 * 75);
	assert_eq!(crossed.pool_price, apart.pool_price);
}

#[test]
fn splitting_an_order_over_points_gains_at_most_a_wh_a_claim() {
	// Case 4's margin: 100 of 153 Wh at 140.
	let filled = |parts: &[Wh]| {
		let mut traders = vec![buyer(200, 100), buyer(140, 101), seller(100, 200)];
		traders.extend(parts.iter().map(|part| buyer(140, *part)));
		let outcome = outcome(auction_rules(), &traders);
		assert_eq!(outcome.positions.iter().sum::<NetWh>(), 0);
		assert_eq!(outcome.price, Some(140));
		outcome.positions[3..].iter().sum::<NetWh>()
	};
	assert_eq!(filled(&[52]), 34);
	for parts in [&[26, 26][..], &[10, 10, 10, 10, 12], &[42, 10], &[10, 42]] {
		assert_eq!(filled(parts), 34, "claimed one after the other: {parts:?}");
	}
	// Claimed around another's claim, the floors fall elsewhere.
	let around = outcome(
		auction_rules(),
		&[
			buyer(200, 100),
			buyer(140, 26),
			buyer(140, 101),
			buyer(140, 26),
			seller(100, 200),
		],
	);
	let filled = around.positions[1] + around.positions[3];
	assert!((33..=35).contains(&filled), "{filled}");
}

/// What the second trader has, by when it reports.
fn by_report(traders: &[Trader]) -> [i128; 3] {
	[When::InTime, When::Late, When::Never].map(|when| {
		let mut traders = traders.to_vec();
		traders[1].when = when;
		outcome(auction_rules(), &traders).gains[1]
	})
}

#[test]
fn reporting_a_delivered_position_late_changes_nothing_and_never_loses_it() {
	let delivered = [buyer(150, 100), seller(100, 100)];
	// Never: bought back from the supplier at 210 and charged; what was given is a gap, at 50.
	assert_eq!(
		by_report(&delivered),
		[12_500, 12_500, 12_500 - 21_000 - 1_800 + 5_000]
	);
	let taken = [seller(100, 100), buyer(150, 100)];
	assert_eq!(
		by_report(&taken),
		[-13_500, -13_500, -13_500 + 5_000 - 1_800 - 21_000]
	);
}

#[test]
fn reporting_late_is_no_better_whatever_was_delivered_and_going_dark_is_no_better_than_that() {
	for net in [-300, -160, -100, -60, 0, 40, 200] {
		for others in [-500, 0, 500] {
			let selling = [
				buyer(150, 100),
				trader(Sell, &[(100, 100)], net),
				outsider(others),
			];
			let buying = [
				seller(100, 100),
				trader(Buy, &[(150, 100)], net),
				outsider(others),
			];
			for traders in [selling, buying] {
				let [in_time, late, never] = by_report(&traders);
				assert!(in_time >= late, "{net} {others}: {in_time} {late}");
				assert!(late >= never, "{net} {others}: {late} {never}");
			}
		}
	}
}

#[test]
fn a_late_surplus_beyond_the_position_gets_the_feed_in_and_not_the_pool_price() {
	let traders = [
		buyer(150, 100),
		trader(Sell, &[(100, 100)], -150),
		outsider(50),
	];
	assert_eq!(
		by_report(&traders)[..2],
		[12_500 + 50 * 125, 12_500 + 50 * 50]
	);
}

#[test]
fn a_member_that_goes_dark_moves_nobody_elses_money_in_the_interval() {
	for when in [When::Late, When::Never] {
		let mut traders = vec![
			buyer(150, 100),
			seller(100, 100),
			outsider(80),
			outsider(-30),
		];
		traders[1].when = when;
		let outcome = outcome(auction_rules(), &traders);
		// The buyer's price stands; the pool is the others' alone.
		assert_eq!(outcome.gains[0], -13_500);
		assert_eq!(outcome.gains[2..], [-(30 * 135 + 50 * 210), 30 * 125]);
	}
}
