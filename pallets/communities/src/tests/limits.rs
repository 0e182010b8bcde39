//! The limits that rules set: the highest retail price, emergency credit, the supplier's deposit.

use super::*;
use commonwatt_primitives::{CommunityId, Price};

fn highest_retail_now(community: CommunityId) -> Price {
	Communities::highest_retail_since(community, Communities::ended())
}

#[test]
fn the_highest_retail_is_that_of_rules_in_force_or_announced() {
	let rules = rules_with(|cell| if cell == 40 { 300 } else { 200 });
	ExtBuilder::default().rules(rules).build_and_execute(|| {
		assert_eq!(highest_retail_now(COMMUNITY), 300);
		announce(97, flat_rules(900));
		assert_eq!(highest_retail_now(COMMUNITY), 900);
		announce(98, flat_rules(100));
		assert_eq!(highest_retail_now(COMMUNITY), 900);

		run_to_interval(97);
		assert_eq!(highest_retail_now(COMMUNITY), 900);
		run_to_interval(98);
		assert_eq!(highest_retail_now(COMMUNITY), 100);
	});
}

#[test]
fn a_price_in_force_counts_until_its_last_interval() {
	ExtBuilder::default()
		.rules(flat_rules(900))
		.build_and_execute(|| {
			announce(97, flat_rules(100));
			run_to_interval(96);
			assert_eq!(highest_retail_now(COMMUNITY), 900);
			run_to_interval(97);
			assert_eq!(highest_retail_now(COMMUNITY), 100);
		});
}

#[test]
fn energy_of_an_earlier_interval_can_meet_the_prices_of_its_version() {
	ExtBuilder::default()
		.rules(flat_rules(900))
		.build_and_execute(|| {
			announce(97, flat_rules(100));
			announce(98, flat_rules(300));
			run_to_interval(99);
			let since = |interval| Communities::highest_retail_since(COMMUNITY, interval);
			assert_eq!(
				[0, 96, 97, 98, 99, 10_000].map(since),
				[900, 900, 300, 300, 300, 300]
			);
		});
}

#[test]
fn energy_of_before_the_versions_kept_can_meet_the_prices_of_those_dropped() {
	ExtBuilder::default()
		.rules(flat_rules(900))
		.build_and_execute(|| {
			announce(97, flat_rules(100));
			run_to_interval(97 + 192);
			announce(1_000, flat_rules(300));
			assert_eq!(crate::RuleVersions::<Runtime>::get(COMMUNITY).len(), 2);
			let since = |interval| Communities::highest_retail_since(COMMUNITY, interval);
			assert_eq!([0, 96, 97, 289].map(since), [900, 900, 300, 300]);
		});
}

#[test]
fn limits_are_those_of_the_interval_in_progress() {
	ExtBuilder::default().build_and_execute(|| {
		let mut rules = flat_rules(210);
		rules.emergency_limit = 7_000;
		rules.supplier_deposit = 900;
		announce(97, rules);
		run_to_interval(96);
		assert_eq!(Communities::emergency_limit(COMMUNITY), 2_100);
		assert_eq!(Communities::supplier_deposit(COMMUNITY), 500);
		run_to_interval(97);
		assert_eq!(Communities::emergency_limit(COMMUNITY), 7_000);
		assert_eq!(Communities::supplier_deposit(COMMUNITY), 900);
	});
}

#[test]
fn an_unknown_community_has_no_limits() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(highest_retail_now(UNKNOWN_COMMUNITY), 0);
		assert_eq!(Communities::emergency_limit(UNKNOWN_COMMUNITY), 0);
		assert_eq!(Communities::supplier_deposit(UNKNOWN_COMMUNITY), 0);
	});
}
