//! Constants that do not fit each other are refused when the runtime is built.

use super::*;
use frame_support::traits::Hooks;

fn check() {
	ExtBuilder::default().build_and_execute(<Communities as Hooks<u64>>::integrity_test);
}

#[test]
fn the_constants_fit() {
	check();
}

#[test]
fn the_tightest_constants_fit() {
	MaxOpenIntervals::set(4);
	MinimumBlocks::set(3);
	ReadingDeadline::set(2);
	Retention::set(4);
	MaxRuleVersions::set(3);
	check();
}

#[test]
#[should_panic(expected = "open intervals must fit half a ring")]
fn fails_when_the_deadline_leaves_no_room() {
	MaxOpenIntervals::set(3);
	MinimumBlocks::set(1);
	check();
}

#[test]
#[should_panic(expected = "open intervals must fit half a ring")]
fn fails_when_the_minimum_of_blocks_leaves_no_room() {
	MinimumBlocks::set(16);
	check();
}

#[test]
#[should_panic(expected = "an interval must be due before it is retired")]
fn fails_when_retention_ends_before_the_deadline() {
	Retention::set(15);
	check();
}

#[test]
#[should_panic(
	expected = "rules in force, a grid fee that the chain moved, and what members decide"
)]
fn fails_when_no_third_version_of_rules_fits() {
	MaxRuleVersions::set(2);
	check();
}

#[test]
#[should_panic(expected = "BlockTime")]
fn fails_when_blocks_take_no_time() {
	BlockTime::set(0);
	check();
}
