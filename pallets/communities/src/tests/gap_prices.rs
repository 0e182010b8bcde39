use super::*;
use commonwatt_primitives::{tariff::Rules, Price};

/// R is 1,000 and the index of the cell, F 50 and the hour.
fn by_cell() -> Rules {
	let mut rules = rules_with(|cell| 1_000 + cell);
	for (index, cell) in rules.cells.iter_mut().enumerate() {
		cell.feed_in = 50 + (index % 24) as Price;
	}
	rules
}

fn hourly(rules: Rules) -> ExtBuilder {
	ExtBuilder::default().rules(rules).time(|time| {
		time.interval_seconds = 3_600;
		time.interval_millis = 3_600_000;
	})
}

fn gap(from: Interval, until: Interval) -> (Price, Price) {
	let GapPrices { retail, feed_in } = Communities::gap_prices(COMMUNITY, from, until);
	(retail, feed_in)
}

#[test]
fn a_gap_has_the_highest_retail_and_the_lowest_feed_in_of_its_hours() {
	hourly(by_cell()).build_and_execute(|| {
		assert_eq!(gap(10, 13), (1_060, 60));
		assert_eq!(gap(10, 11), (1_058, 60));
	});
}

#[test]
fn a_gap_over_midnight_has_hours_of_both_days() {
	// From Friday 22:00 to Saturday 02:00.
	hourly(by_cell()).build_and_execute(|| {
		let friday = 4 * 24;
		assert_eq!(gap(friday + 22, friday + 24), (1_071, 72));
		assert_eq!(gap(friday + 22, friday + 26), (1_073, 50));
	});
}

#[test]
fn the_gap_of_case_nine_has_its_prices() {
	let mut rules = flat_rules(1);
	for (hour, retail, feed_in) in [(10, 210, 50), (11, 500, 40), (12, 220, 60), (13, 210, 50)] {
		rules.cells[48 + hour].retail = retail;
		rules.cells[48 + hour].feed_in = feed_in;
	}
	for cell in rules.cells.iter_mut() {
		cell.feed_in = cell.feed_in.max(40);
		cell.retail = cell.retail.max(50);
	}
	hourly(rules).build_and_execute(|| {
		assert_eq!(gap(10, 13), (500, 40));
	});
}

#[test]
fn an_hours_price_counts_even_if_one_quarter_of_it_is_in_the_gap() {
	ExtBuilder::default()
		.rules(by_cell())
		.build_and_execute(|| {
			// 00:45 to 02:15.
			assert_eq!(gap(3, 9), (1_050, 50));
			// 00:45 to 02:00.
			assert_eq!(gap(3, 8), (1_049, 50));
			// 01:00 to 01:15.
			assert_eq!(gap(4, 5), (1_049, 51));
		});
}

#[test]
fn a_day_is_no_more_than_its_cells() {
	hourly(by_cell()).build_and_execute(|| {
		assert_eq!(gap(0, 24), (1_071, 50));
		assert_eq!(gap(12, 36), (1_071, 50));
	});
}

#[test]
fn beyond_a_day_a_gap_has_the_prices_of_the_whole_schedule() {
	hourly(by_cell()).build_and_execute(|| {
		assert_eq!(gap(0, 25), (1_095, 50));
	});
}

#[test]
fn a_gap_across_versions_has_the_hours_of_each() {
	hourly(by_cell()).build_and_execute(|| {
		let mut rules = by_cell();
		rules.cells[48 + 2].retail = 5_000;
		rules.cells[48 + 3].feed_in = 10;
		announce(98, rules);
		// Friday 01:00, 02:00, 03:00: the first hour is the old version's.
		assert_eq!(gap(97, 98), (1_049, 51));
		assert_eq!(gap(97, 99), (5_000, 51));
		assert_eq!(gap(97, 100), (5_000, 10));
		assert_eq!(gap(99, 100), (1_051, 10));
	});
}

#[test]
fn beyond_a_day_a_gap_has_the_schedules_of_the_versions_it_touches() {
	hourly(by_cell()).build_and_execute(|| {
		announce(100, flat_rules(7_000));
		announce(200, flat_rules(9_000));
		assert_eq!(gap(74, 100), (1_095, 50));
		assert_eq!(gap(74, 101), (7_000, 50));
		assert_eq!(gap(74, 200), (7_000, 50));
		assert_eq!(gap(74, 201), (9_000, 50));
	});
}

#[test]
fn a_gap_that_reaches_behind_the_versions_kept_has_the_worst_prices_of_those_dropped() {
	hourly(flat_rules(9_000)).build_and_execute(|| {
		let mut generous = flat_rules(200);
		generous.cells[40].feed_in = 10;
		announce(97, generous);
		announce(98, flat_rules(300));
		run_to_interval(98 + 96 + 24);
		announce(1_000, flat_rules(400));
		let kept = crate::RuleVersions::<Runtime>::get(COMMUNITY);
		assert_eq!(kept.first().map(|version| version.from), Some(98));

		assert_eq!(gap(0, 100), (9_000, 10));
		assert_eq!(gap(97, 99), (9_000, 10));
		assert_eq!(gap(98, 100), (300, 50));
	});
}

#[test]
fn an_empty_gap_has_no_prices() {
	hourly(by_cell()).build_and_execute(|| {
		assert_eq!(gap(5, 5), (0, 0));
		assert_eq!(gap(6, 5), (0, 0));
	});
}

#[test]
fn every_interval_of_a_gap_within_a_day_is_within_its_prices() {
	// An epoch that is no full hour: intervals begin at every quarter and a bit.
	let builder = ExtBuilder::default()
		.rules(by_cell())
		.time(|time| time.local_epoch_seconds = Some(SUMMER_MONDAY + 437));
	builder.build_and_execute(|| {
		for from in (0..7 * 96).step_by(7) {
			for length in [1, 2, 3, 4, 5, 11, 95, 96] {
				let prices = |interval| Communities::prices(COMMUNITY, interval).expect("known");
				let each = (from..from + length).map(prices).collect::<Vec<_>>();
				let retail = each
					.iter()
					.map(|prices| prices.retail)
					.max()
					.expect("not empty");
				let feed_in = each
					.iter()
					.map(|prices| prices.feed_in)
					.min()
					.expect("not empty");
				assert_eq!(
					gap(from, from + length),
					(retail, feed_in),
					"{from} + {length}"
				);
			}
		}
	});
}
