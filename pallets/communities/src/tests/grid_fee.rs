use super::*;
use commonwatt_primitives::governance::GridFee;

const FIRST: Interval = HORIZON + 1;

fn shift(delta: i64, lowest: u64, highest: u64) -> Result<Interval, DispatchError> {
	<Communities as GridFee>::shift(COMMUNITY, delta, lowest, highest)
}

fn fee(interval: Interval) -> u64 {
	let prices = <Communities as Tariffs>::prices(COMMUNITY, interval);
	prices.expect("the community has rules").grid_fee
}

#[test]
fn the_fee_moves_from_the_first_interval_beyond_the_horizon_on() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(shift(5, 0, 100), Ok(FIRST));
		last_event_is(Event::RulesAnnounced {
			community: COMMUNITY,
			version: 1,
			from: FIRST,
		});
		assert_eq!((fee(FIRST - 1), fee(FIRST)), (10, 15));
		assert_eq!(Communities::current(COMMUNITY), Some((15, 15)));
		run_to_interval(3);
		assert_eq!(shift(-7, 0, 100), Ok(FIRST + 3));
		assert_eq!((fee(FIRST + 2), fee(FIRST + 3)), (15, 8));
	});
}

#[test]
fn nothing_but_the_fee_changes() {
	ExtBuilder::default()
		.rules(rules_with(|cell| 300 + cell))
		.build_and_execute(|| {
			assert_eq!(shift(5, 0, 100), Ok(FIRST));
			let mut expected = rules_with(|cell| 300 + cell);
			for cell in &mut expected.cells {
				cell.grid_fee = 15;
			}
			assert_eq!(Communities::rules_at(COMMUNITY, FIRST), Some(expected));
		});
}

#[test]
fn each_cell_moves_by_itself_within_the_bounds() {
	let mut rules = flat_rules(210);
	rules.cells[0].grid_fee = 97;
	rules.cells[1].grid_fee = 100;
	ExtBuilder::default().rules(rules).build_and_execute(|| {
		assert_eq!(Communities::current(COMMUNITY), Some((10, 100)));
		// The community's bound is 100.
		assert_eq!(shift(5, 0, 1_000), Ok(FIRST));
		let rules = Communities::rules_at(COMMUNITY, FIRST).expect("was announced");
		let fees = [0, 1, 2].map(|cell: usize| rules.cells[cell].grid_fee);
		assert_eq!(fees, [100, 100, 15]);
		assert_eq!(shift(-200, 12, 1_000), Ok(FIRST));
		assert_eq!(Communities::current(COMMUNITY), Some((12, 12)));
	});
}

#[test]
fn the_step_of_the_same_interval_is_replaced() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(shift(5, 0, 100), Ok(FIRST));
		assert_eq!(shift(5, 0, 100), Ok(FIRST));
		assert_eq!((fee(FIRST - 1), fee(FIRST)), (10, 20));
	});
}

#[test]
fn fails_when_every_fee_is_at_its_bound() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(shift(5, 0, 10), CommunitiesError::GridFeeAtBound);
		assert_noop!(shift(-5, 10, 20), CommunitiesError::GridFeeAtBound);
	});
}

#[test]
fn fails_when_rules_are_announced_for_later() {
	ExtBuilder::default().build_and_execute(|| {
		announce(FIRST + 1, flat_rules(300));
		assert_noop!(shift(5, 0, 100), CommunitiesError::LaterRulesAnnounced);
		run_to_interval(1);
		assert_eq!(shift(5, 0, 100), Ok(FIRST + 1));
		assert_eq!(
			Communities::rules_at(COMMUNITY, FIRST + 1).map(|rules| rules.cells[0].retail),
			Some(300),
			"what was announced is what is moved"
		);
	});
}

#[test]
fn the_last_version_is_left_to_who_announces_rules() {
	ExtBuilder::default().build_and_execute(|| {
		for from in FIRST..FIRST + 2 {
			run_to_interval(from - FIRST);
			assert_eq!(shift(1, 0, 100), Ok(from));
		}
		run_to_interval(2);
		assert_noop!(shift(1, 0, 100), CommunitiesError::TooManyRuleVersions);
		announce(FIRST + 2, flat_rules(300));
		assert_noop!(shift(1, 0, 100), CommunitiesError::TooManyRuleVersions);
	});
}

#[test]
fn a_version_that_is_needed_no_more_makes_room() {
	ExtBuilder::default().build_and_execute(|| {
		for from in FIRST..FIRST + 2 {
			run_to_interval(from - FIRST);
			assert_eq!(shift(1, 0, 100), Ok(from));
		}
		// Retention, and the day before it.
		run_to_interval(FIRST + 191);
		assert_noop!(shift(1, 0, 100), CommunitiesError::TooManyRuleVersions);
		run_to_interval(FIRST + 192);
		assert_eq!(shift(1, 0, 100), Ok(FIRST + 192 + FIRST));
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		let result = <Communities as GridFee>::shift(UNKNOWN_COMMUNITY, 1, 0, 100);
		assert_noop!(result, CommunitiesError::UnknownCommunity);
		assert_eq!(Communities::current(UNKNOWN_COMMUNITY), None);
	});
}
