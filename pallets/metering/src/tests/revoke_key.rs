use super::*;

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(test);
}

#[test]
fn the_owner_or_the_operator_revokes_both_keys() {
	for who in [ALICE, OPERATOR] {
		one_point(|| {
			assert_ok!(Metering::rotate_key(
				by(OPERATOR),
				0,
				Device::ed25519(8).key()
			));
			assert_ok!(Metering::revoke_key(by(who), 0));
			last_event_is(Event::KeyRevoked { point: 0 });
			assert_eq!((meter(0).key, meter(0).previous_key), (None, None));
		});
	}
}

#[test]
fn fails_when_there_is_no_key() {
	one_point(|| {
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		assert_noop!(Metering::revoke_key(by(ALICE), 0), MeteringError::NoKey);
	});
}

#[test]
fn fails_when_neither_owner_nor_operator() {
	one_point(|| {
		for who in [BOB, OTHER_OPERATOR, GATEWAY] {
			let result = Metering::revoke_key(by(who), 0);
			assert_noop!(result, MeteringError::NotOwnerNorOperator);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	one_point(|| {
		let result = Metering::revoke_key(RuntimeOrigin::none(), 0);
		assert_noop!(result, DispatchError::BadOrigin);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	one_point(|| {
		assert_noop!(
			Metering::revoke_key(by(OPERATOR), 1),
			MeteringError::UnknownPoint
		);
	});
}
