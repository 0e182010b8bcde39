use super::*;
use commonwatt_primitives::Price;

fn retail(interval: Interval) -> Option<Price> {
	Communities::prices(COMMUNITY, interval).map(|prices| prices.retail)
}

/// R is 1,000 and the index of the cell.
fn by_cell() -> ExtBuilder {
	ExtBuilder::default().rules(rules_with(|cell| 1_000 + cell))
}

#[test]
fn prices_are_those_of_the_cell_and_the_pool_share() {
	ExtBuilder::default().build_and_execute(|| {
		let prices = IntervalPrices {
			feed_in: 50,
			retail: 210,
			grid_fee: 10,
			pool_price: Some(125),
		};
		assert_eq!(Communities::prices(COMMUNITY, 0), Some(prices));
	});
}

#[test]
fn prices_follow_the_local_hour() {
	// Quarter-hours of a summer Monday.
	by_cell().build_and_execute(|| {
		assert_eq!(retail(0), Some(1_048));
		assert_eq!(retail(3), Some(1_048));
		assert_eq!(retail(4), Some(1_049));
		assert_eq!(retail(95), Some(1_071));
		assert_eq!(retail(96), Some(1_048));
	});
}

#[test]
fn before_the_first_block_prices_are_those_of_the_hour_that_genesis_begins_with() {
	by_cell().not_started().build_and_execute(|| {
		assert_eq!(retail(0), Some(1_048));
		assert_eq!(retail(4), Some(1_049));
	});
}

#[test]
fn prices_follow_the_day_type() {
	by_cell().build_and_execute(|| {
		let saturday = 5 * 96;
		assert_eq!(retail(saturday - 1), Some(1_071));
		assert_eq!(retail(saturday), Some(1_072));
		assert_eq!(retail(7 * 96 - 1), Some(1_095));
		assert_eq!(retail(7 * 96), Some(1_048));
	});
}

#[test]
fn prices_follow_the_season() {
	// 61 days until Saturday, 1 October 2016.
	by_cell().build_and_execute(|| {
		let october = 61 * 96;
		assert_eq!(retail(october - 1), Some(1_071));
		assert_eq!(retail(october), Some(1_024));
	});
}

#[test]
fn local_time_is_the_epochs_with_an_offset_unless_another_is_replayed() {
	// 14 November 2023 22:13:20 UTC, a Tuesday; with the offset 00:13:20 of Wednesday.
	let builder = by_cell().time(|time| {
		time.local_epoch_seconds = None;
		time.utc_offset_seconds = 7_200;
	});
	builder.build_and_execute(|| {
		assert_eq!(Communities::local_seconds(0), 1_700_000_000 + 7_200);
		assert_eq!(retail(0), Some(1_000));
		// 00:58:20 and 01:13:20: the hour in which an interval begins counts.
		assert_eq!(retail(3), Some(1_000));
		assert_eq!(retail(4), Some(1_001));
	});
}

#[test]
fn local_time_may_lie_west_of_greenwich() {
	let builder = by_cell().time(|time| {
		time.local_epoch_seconds = None;
		time.utc_offset_seconds = -7_200;
	});
	builder.build_and_execute(|| {
		assert_eq!(Communities::local_seconds(0), 1_700_000_000 - 7_200);
		assert_eq!(retail(0), Some(1_020));
	});
}

#[test]
fn prices_change_with_the_first_interval_of_a_version() {
	ExtBuilder::default().build_and_execute(|| {
		announce(97, flat_rules(300));
		announce(98, flat_rules(400));
		assert_eq!(retail(96), Some(210));
		assert_eq!(retail(97), Some(300));
		assert_eq!(retail(98), Some(400));
		assert_eq!(retail(Interval::MAX), Some(400));
		let other = Communities::prices(OTHER_COMMUNITY, 98).map(|prices| prices.retail);
		assert_eq!(other, Some(210));
	});
}

#[test]
fn an_unknown_community_has_no_prices() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Communities::prices(UNKNOWN_COMMUNITY, 0), None);
	});
}
