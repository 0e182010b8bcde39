use super::*;
use SupplyState::*;

fn set(point: PointId, essential: bool) -> DispatchResult {
	Billing::set_essential(by(OPERATOR), point, essential)
}

#[test]
fn the_operator_says_which_points_are_essential() {
	ExtBuilder::default()
		.point(ALICES, credit(0))
		.build_and_execute(|| {
			assert!(!Billing::is_essential(ALICES));
			assert_ok!(set(ALICES, true));
			last_event_is(Event::EssentialSet {
				point: ALICES,
				essential: true,
			});
			assert!(Billing::is_essential(ALICES));
			assert!(!Billing::is_essential(BOBS));
			assert_ok!(set(ALICES, false));
			last_event_is(Event::EssentialSet {
				point: ALICES,
				essential: false,
			});
			assert!(!Billing::is_essential(ALICES));
		});
}

#[test]
fn a_disconnected_point_is_connected_at_once_and_disconnected_again() {
	for owed in [owing(0, 40), owing(40, 0)] {
		ExtBuilder::default()
			.point(ALICES, owed)
			.build_and_execute(|| {
				assert_eq!(supply(ALICES), Disconnected);
				assert_ok!(set(ALICES, true));
				assert_eq!(supply(ALICES), Emergency);
				assert_ok!(set(ALICES, false));
				assert_eq!(supply(ALICES), Disconnected);
				assert_eq!(
					supply_changes(ALICES),
					[(Disconnected, Emergency), (Emergency, Disconnected)]
				);
				assert_eq!(account(ALICES), owed);
			});
	}
}

#[test]
fn a_point_that_owes_nothing_keeps_its_state() {
	ExtBuilder::default()
		.point(ALICES, credit(50))
		.build_and_execute(|| {
			assert_ok!(set(ALICES, true));
			assert_eq!((supply(ALICES), supply_changes(ALICES)), (Normal, vec![]));
		});
}

#[test]
fn setting_what_is_set_changes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(ALICES, false));
		assert_eq!(System::events(), []);
		assert_ok!(set(ALICES, true));
		System::reset_events();
		assert_ok!(set(ALICES, true));
		assert_eq!(System::events(), []);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(UNKNOWN_POINT, true), BillingError::UnknownPoint);
	});
}

#[test]
fn fails_when_not_the_operator_of_the_points_community() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [OTHER_OPERATOR, SUPPLIER, ALICE] {
			let result = Billing::set_essential(by(who), ALICES, true);
			assert_noop!(result, NOT_OPERATOR);
		}
		assert_noop!(set(ALICES_ELSEWHERE, true), NOT_OPERATOR);
	});
}

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let result = Billing::set_essential(origin, ALICES, true);
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}
