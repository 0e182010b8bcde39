use super::*;
use commonwatt_primitives::tariff::RuleBounds;

#[test]
fn root_changes_how_far_rules_may_move() {
	ExtBuilder::default().build_and_execute(|| {
		let bounds = RuleBounds {
			highest_retail: 20_000,
			..bounds()
		};
		assert_ok!(Communities::set_bounds(
			RuntimeOrigin::root(),
			COMMUNITY,
			bounds.clone()
		));
		last_event_is(Event::BoundsChanged {
			community: COMMUNITY,
			bounds,
		});
		announce(HORIZON + 1, flat_rules(20_000));
	});
}

#[test]
fn rules_in_force_outlive_narrower_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		let bounds = RuleBounds {
			highest_retail: 100,
			..bounds()
		};
		assert_ok!(Communities::set_bounds(
			RuntimeOrigin::root(),
			COMMUNITY,
			bounds
		));
		assert_eq!(
			Communities::prices(COMMUNITY, 0).map(|prices| prices.retail),
			Some(210)
		);
		assert_noop!(
			Communities::announce_rules(by_operator(), COMMUNITY, HORIZON + 1, flat_rules(210)),
			CommunitiesError::RetailAboveBound
		);
	});
}

#[test]
fn fails_when_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [by_operator(), RuntimeOrigin::none()] {
			assert_noop!(
				Communities::set_bounds(origin, COMMUNITY, bounds()),
				DispatchError::BadOrigin
			);
		}
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Communities::set_bounds(RuntimeOrigin::root(), UNKNOWN_COMMUNITY, bounds()),
			CommunitiesError::UnknownCommunity
		);
	});
}
