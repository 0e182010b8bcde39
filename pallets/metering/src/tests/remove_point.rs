use super::*;
use crate::{MemberPoints, RemovedEnergy};

fn close(point: PointId) {
	assert_ok!(Metering::close_point(
		by(OPERATOR),
		point,
		registers(1_100, 510)
	));
}

#[test]
fn anyone_removes_a_closed_point_without_obligations() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			close(0);
			assert_ok!(Metering::remove_point(by(STRANGER), 0));
			last_event_is(Event::PointRemoved {
				community: COMMUNITY,
				point: 0,
			});
			assert_eq!(Metering::details(0), None);
			assert_eq!(Metering::count(COMMUNITY), 0);
			assert_eq!(Metering::point_at(COMMUNITY, 0), None);
			assert!(!Metering::has_obligations(COMMUNITY, &ALICE));
		});
}

#[test]
fn what_a_removed_point_metered_is_remembered() {
	ExtBuilder::default()
		.points(&[ALICE, BOB])
		.build_and_execute(|| {
			close(0);
			assert_ok!(Metering::remove_point(by(STRANGER), 0));
			assert_eq!(RemovedEnergy::<Runtime>::get(COMMUNITY), registers(100, 10));
			close(1);
			assert_ok!(Metering::remove_point(by(STRANGER), 1));
			assert_eq!(Metering::metered(COMMUNITY), registers(200, 20));
		});
}

#[test]
fn the_last_point_takes_its_place() {
	ExtBuilder::default()
		.points(&[ALICE, BOB, ALICE])
		.build_and_execute(|| {
			close(0);
			assert_ok!(Metering::remove_point(by(STRANGER), 0));
			assert_eq!(
				[0, 1, 2].map(|index| Metering::point_at(COMMUNITY, index)),
				[Some(2), Some(1), None]
			);
			assert_eq!(meter(2).index, 0);
			assert_eq!(MemberPoints::<Runtime>::get(COMMUNITY, ALICE), 1);
		});
}

#[test]
fn ids_are_never_used_again() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			close(0);
			assert_ok!(Metering::remove_point(by(STRANGER), 0));
			assert_eq!(register(ALICE), 1);
		});
}

#[test]
fn fails_when_the_point_is_not_closed() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			assert_noop!(
				Metering::remove_point(by(OPERATOR), 0),
				MeteringError::PointNotClosed
			);
		});
}

#[test]
fn fails_when_something_is_unsettled_left_or_owed() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			close(0);
			Kept::set([0].into());
			let result = Metering::remove_point(by(OPERATOR), 0);
			assert_noop!(result, MeteringError::PointHasObligations);
		});
}

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			close(0);
			let result = Metering::remove_point(RuntimeOrigin::none(), 0);
			assert_noop!(result, DispatchError::BadOrigin);
		});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			assert_noop!(
				Metering::remove_point(by(OPERATOR), 1),
				MeteringError::UnknownPoint
			);
		});
}

#[test]
fn fails_when_removed_already() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			close(0);
			assert_ok!(Metering::remove_point(by(STRANGER), 0));
			assert_noop!(
				Metering::remove_point(by(STRANGER), 0),
				MeteringError::UnknownPoint
			);
		});
}
