use super::*;
use crate::{RuleBook, RuleVersions};
use commonwatt_primitives::tariff::Rules;

const FIRST: Interval = HORIZON + 1;

fn refused(from: Interval, rules: Rules, error: CommunitiesError) {
	assert_noop!(
		Communities::announce_rules(by_operator(), COMMUNITY, from, rules),
		error
	);
}

fn faulty(change: impl FnOnce(&mut Rules), error: CommunitiesError) {
	ExtBuilder::default().build_and_execute(|| {
		let mut rules = flat_rules(210);
		change(&mut rules);
		refused(FIRST, rules, error);
	});
}

fn versions() -> Vec<(u32, Interval)> {
	let versions = RuleVersions::<Runtime>::get(COMMUNITY);
	versions
		.iter()
		.map(|version| (version.version, version.from))
		.collect()
}

#[test]
fn rules_hold_from_their_interval_on() {
	ExtBuilder::default().build_and_execute(|| {
		announce(FIRST, flat_rules(300));
		last_event_is(Event::RulesAnnounced {
			community: COMMUNITY,
			version: 1,
			from: FIRST,
		});
		assert_eq!(
			Communities::rules_at(COMMUNITY, FIRST - 1),
			Some(flat_rules(210))
		);
		assert_eq!(
			Communities::rules_at(COMMUNITY, FIRST),
			Some(flat_rules(300))
		);
	});
}

#[test]
fn fails_when_the_rules_would_reach_into_an_open_interval() {
	ExtBuilder::default().build_and_execute(|| {
		for from in [0, HORIZON] {
			refused(
				from,
				flat_rules(300),
				CommunitiesError::RulesReachOpenInterval,
			);
		}
		run_to_interval(10);
		refused(
			HORIZON + 10,
			flat_rules(300),
			CommunitiesError::RulesReachOpenInterval,
		);
		announce(HORIZON + 11, flat_rules(300));
	});
}

/// While the clock catches up, an interval can be over and not yet readable.
#[test]
fn fails_when_the_rules_would_reach_into_an_interval_that_the_chain_slept_through() {
	ExtBuilder::default().build_and_execute(|| {
		next_block(300 * 900_000);
		assert_eq!(Communities::ended(), 16);
		assert_eq!(Communities::in_progress(), 300);
		for from in [16 + HORIZON + 1, 299, 300, 300 + HORIZON] {
			refused(
				from,
				flat_rules(300),
				CommunitiesError::RulesReachOpenInterval,
			);
		}
		announce(300 + HORIZON + 1, flat_rules(300));
	});
}

#[test]
fn announcing_replaces_what_was_announced_for_then_or_later() {
	ExtBuilder::default().build_and_execute(|| {
		announce(u32::MAX, flat_rules(900));
		announce(FIRST + 5, flat_rules(300));
		announce(FIRST + 6, flat_rules(310));
		announce(FIRST + 5, flat_rules(400));
		for (interval, retail) in [(FIRST + 4, 210), (FIRST + 5, 400), (u32::MAX, 400)] {
			let prices = <Communities as Tariffs>::prices(0, interval).expect("has rules");
			assert_eq!(prices.retail, retail, "interval {interval}");
		}
		assert_eq!(
			RuleBook::<crate::mock::Runtime>::iter_prefix(0).count(),
			2,
			"nothing is left behind"
		);
	});
}

#[test]
fn fails_when_too_many_are_announced() {
	ExtBuilder::default().build_and_execute(|| {
		for from in FIRST..FIRST + 3 {
			announce(from, flat_rules(300));
		}
		refused(
			FIRST + 3,
			flat_rules(300),
			CommunitiesError::TooManyRuleVersions,
		);
	});
}

#[test]
fn a_version_is_dropped_once_no_price_of_its_can_be_asked_for() {
	ExtBuilder::default().build_and_execute(|| {
		for from in FIRST..FIRST + 3 {
			announce(from, flat_rules(u64::from(200 + from)));
		}
		// Retired is 96 intervals behind, the day before it another 96.
		run_to_interval(FIRST + 191);
		refused(
			1_000,
			flat_rules(500),
			CommunitiesError::TooManyRuleVersions,
		);
		run_to_interval(FIRST + 192);
		announce(1_000, flat_rules(500));
		assert_eq!(
			versions(),
			[(1, FIRST), (2, FIRST + 1), (3, FIRST + 2), (4, 1_000)]
		);
		assert!(
			!RuleBook::<Runtime>::contains_key(COMMUNITY, 0),
			"rules go with their version"
		);
	});
}

#[test]
fn dropping_versions_touches_no_price_that_can_still_be_asked_for() {
	ExtBuilder::default().build_and_execute(|| {
		for from in FIRST..FIRST + 3 {
			announce(from, flat_rules(u64::from(200 + from)));
		}
		run_to_interval(FIRST + 193);
		let oldest = Communities::retired() - 96;
		let ask = || {
			(oldest..oldest + 200)
				.map(|interval| {
					let gap = Communities::gap_prices(COMMUNITY, oldest, interval);
					(Communities::prices(COMMUNITY, interval), gap)
				})
				.collect::<Vec<_>>()
		};
		let before = ask();
		announce(1_000, flat_rules(500));
		assert_eq!(versions(), [(2, FIRST + 1), (3, FIRST + 2), (4, 1_000)]);
		assert_eq!(ask(), before);
	});
}

#[test]
fn the_version_in_force_is_never_dropped() {
	ExtBuilder::default().build_and_execute(|| {
		run_to_interval(1_000);
		announce(1_200, flat_rules(300));
		assert_eq!(versions(), [(0, 0), (1, 1_200)]);
	});
}

#[test]
fn a_refused_announcement_drops_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		announce(FIRST, flat_rules(300));
		run_to_interval(FIRST + 500);
		refused(0, flat_rules(400), CommunitiesError::RulesReachOpenInterval);
		assert_eq!(versions(), [(0, 0), (1, FIRST)]);
	});
}

#[test]
fn fails_when_the_tariff_is_incomplete() {
	faulty(
		|rules| rules.cells.truncate(95),
		CommunitiesError::IncompleteTariff,
	);
}

#[test]
fn fails_when_a_month_does_not_exist() {
	faulty(
		|rules| rules.summer_months = 1 << 12,
		CommunitiesError::UnknownCalendarDay,
	);
}

#[test]
fn fails_when_a_weekday_does_not_exist() {
	faulty(
		|rules| rules.weekend_days = 1 << 7,
		CommunitiesError::UnknownCalendarDay,
	);
}

#[test]
fn fails_when_feed_in_is_above_retail() {
	faulty(
		|rules| rules.cells[7].feed_in = 211,
		CommunitiesError::FeedInAboveRetail,
	);
}

#[test]
fn fails_when_retail_is_zero() {
	let change = |rules: &mut Rules| {
		rules.cells[7].feed_in = 0;
		rules.cells[7].retail = 0;
	};
	faulty(change, CommunitiesError::RetailIsZero);
}

#[test]
fn fails_when_feed_in_is_below_its_bound() {
	faulty(
		|rules| rules.cells[7].feed_in = 9,
		CommunitiesError::FeedInBelowBound,
	);
}

#[test]
fn fails_when_retail_is_above_its_bound() {
	faulty(
		|rules| rules.cells[7].retail = 10_001,
		CommunitiesError::RetailAboveBound,
	);
}

#[test]
fn fails_when_the_grid_fee_is_above_its_bound() {
	faulty(
		|rules| rules.cells[7].grid_fee = 101,
		CommunitiesError::GridFeeAboveBound,
	);
}

#[test]
fn fails_when_the_pool_share_is_outside_its_bounds() {
	for parts in [199_999, 800_001] {
		faulty(
			|rules| rules.pool_share = sp_runtime::Permill::from_parts(parts),
			CommunitiesError::PoolShareOutsideBounds,
		);
	}
}

#[test]
fn fails_when_the_emergency_limit_is_above_its_bound() {
	faulty(
		|rules| rules.emergency_limit = 10_001,
		CommunitiesError::EmergencyLimitAboveBound,
	);
}

#[test]
fn fails_when_the_suppliers_deposit_is_above_its_bound() {
	faulty(
		|rules| rules.supplier_deposit = 1_001,
		CommunitiesError::SupplierDepositAboveBound,
	);
}

#[test]
fn fails_when_the_gate_closes_before_the_first_order_can_be_placed() {
	let lead = |gate_closure_millis| {
		move |rules: &mut Rules| {
			rules.auction = Some(commonwatt_primitives::tariff::AuctionRules {
				tick: 1,
				undelivered_charge: 0,
				tolerance: sp_runtime::Permill::zero(),
				gate_closure_millis,
				freeze_millis: 0,
			})
		}
	};
	let ahead = u64::from(HORIZON) * crate::TimeParameters::default().interval_millis;
	faulty(lead(ahead), CommunitiesError::LeadTooLong);
	ExtBuilder::default().build_and_execute(|| {
		let mut rules = flat_rules(200);
		lead(ahead - 1)(&mut rules);
		let from = Communities::in_progress() + HORIZON + 1;
		assert_ok!(Communities::announce_rules(
			by_operator(),
			COMMUNITY,
			from,
			rules
		));
	});
}
