use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn key(seed: u8) -> DeviceKey {
	Device::ed25519(seed).key()
}

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(test);
}

#[test]
fn the_operator_replaces_the_key() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(8)));
		last_event_is(Event::KeyRotated {
			point: 0,
			key: key(8),
			from: 10,
		});
		assert_eq!(meter(0).key, Some(key(8)));
		assert_eq!(
			(meter(0).previous_key, meter(0).key_from),
			(Some(device().key()), 10)
		);
	});
}

#[test]
fn a_key_may_be_rotated_again_once_no_interval_needs_the_one_before() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(8)));
		accepted(device().read(0, 8, START, START));
		assert_noop!(
			Metering::rotate_key(by(OPERATOR), 0, key(9)),
			MeteringError::PreviousKeyStillNeeded
		);
		accepted(device().read(0, 9, START, START));
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(9)));
		assert_eq!(
			(meter(0).previous_key, meter(0).key_from),
			(Some(key(8)), 10)
		);
	});
}

#[test]
fn a_key_may_be_rotated_again_once_the_intervals_that_need_the_one_before_are_retired() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(8)));
		Ended::set(100);
		Retired::set(9);
		assert_noop!(
			Metering::rotate_key(by(OPERATOR), 0, key(9)),
			MeteringError::PreviousKeyStillNeeded
		);
		Retired::set(10);
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(9)));
	});
}

#[test]
fn fails_when_the_previous_key_is_still_needed() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(8)));
		assert_noop!(
			Metering::rotate_key(by(OPERATOR), 0, key(9)),
			MeteringError::PreviousKeyStillNeeded
		);
	});
}

#[test]
fn a_key_needed_may_be_revoked_and_replaced() {
	one_point(|| {
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(8)));
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(9)));
		assert_eq!((meter(0).key, meter(0).previous_key), (Some(key(9)), None));
	});
}

#[test]
fn an_owner_who_changes_the_key_under_a_gateway_earns_it_no_strike() {
	one_point(|| {
		let good = device().read(0, 8, START, START);
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, key(9)));
		refused(good, Refusal::KeyReplaced);
	});
}

#[test]
fn fails_when_not_the_operator() {
	one_point(|| {
		// The owner least of all: with a key of its own it could sign what it likes.
		for who in [ALICE, BOB, OTHER_OPERATOR, GATEWAY] {
			assert_noop!(Metering::rotate_key(by(who), 0, key(8)), NOT_OPERATOR);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	one_point(|| {
		let none = RuntimeOrigin::none();
		assert_noop!(
			Metering::rotate_key(none, 0, key(8)),
			DispatchError::BadOrigin
		);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	one_point(|| {
		let result = Metering::rotate_key(by(OPERATOR), 1, key(8));
		assert_noop!(result, MeteringError::UnknownPoint);
	});
}

#[test]
fn fails_when_the_point_is_closed() {
	one_point(|| {
		assert_ok!(Metering::close_point(by(OPERATOR), 0, START));
		assert_noop!(
			Metering::rotate_key(by(OPERATOR), 0, key(8)),
			MeteringError::PointClosed
		);
	});
}
