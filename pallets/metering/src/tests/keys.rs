//! Which key signs which interval.

use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn old() -> Device {
	device()
}

fn new() -> Device {
	Device::ed25519(8)
}

/// A point read up to interval 8, whose key is rotated when interval 10 is in progress.
fn rotated(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			accepted(old().read(0, 8, START, START));
			assert_ok!(Metering::rotate_key(by(OPERATOR), 0, new().key()));
			Ended::set(20);
			Due::set(10);
			test();
		});
}

#[test]
fn intervals_before_the_rotation_are_signed_with_the_old_key() {
	rotated(|| {
		refused(new().read(0, 9, START, START), Refusal::BadSignature);
		accepted(old().read(0, 9, START, START));
	});
}

#[test]
fn intervals_from_the_rotation_on_are_signed_with_the_new_key() {
	rotated(|| {
		accepted(old().read(0, 9, START, START));
		refused(old().read(0, 10, START, START), Refusal::BadSignature);
		accepted(new().read(0, 10, START, START));
		refused(old().read(0, 11, START, START), Refusal::BadSignature);
		accepted(new().read(0, 11, START, START));
	});
}

#[test]
fn a_gap_over_the_rotation_is_signed_with_the_new_key() {
	rotated(|| {
		refused(old().read(0, 10, START, START), Refusal::BadSignature);
		accepted(new().read(0, 10, START, START));
	});
}

/// Readings the device signed before the rotation wait for the clock: they must not be lost, nor
/// strike the gateway.
#[test]
fn intervals_the_chain_slept_through_are_signed_with_the_old_key() {
	ExtBuilder::default()
		.points(&[ALICE])
		.build_and_execute(|| {
			accepted(old().read(0, 8, START, START));
			InProgress::set(Some(50));
			assert_ok!(Metering::rotate_key(by(OPERATOR), 0, new().key()));
			last_event_is(Event::KeyRotated {
				point: 0,
				key: new().key(),
				from: 50,
			});
			Ended::set(60);
			Due::set(60);
			InProgress::set(None);
			accepted(old().read(0, 9, START, START));
			accepted(old().read(0, 49, START, START));
			refused(old().read(0, 50, START, START), Refusal::BadSignature);
			accepted(new().read(0, 50, START, START));
		});
}

#[test]
fn no_reading_counts_after_the_key_was_revoked() {
	rotated(|| {
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		refused(old().read(0, 9, START, START), Refusal::KeyRevoked);
		refused(new().read(0, 10, START, START), Refusal::KeyRevoked);
	});
}

#[test]
fn a_key_set_after_a_revocation_signs_every_interval() {
	rotated(|| {
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		let third = Device::sr25519(9);
		assert_ok!(Metering::rotate_key(by(OPERATOR), 0, third.key()));
		for interval in [9, 10] {
			for revoked in [old(), new()] {
				refused(
					revoked.read(0, interval, START, START),
					Refusal::KeyReplaced,
				);
			}
			accepted(third.read(0, interval, START, START));
		}
	});
}
