//! Bad signatures are strikes against a registered gateway, and nothing else is.

use super::*;

const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

fn good(point: PointId) -> Reading {
	device().read(point, 5, START, START)
}

fn bad(point: PointId) -> Reading {
	Device::sr25519(99).read(point, 5, START, START)
}

fn points(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE, BOB, ALICE])
		.build_and_execute(test);
}

#[test]
fn bad_signatures_of_a_batch_are_counted_together() {
	points(|| {
		assert_ok!(submit(GATEWAY, vec![bad(0), good(1), bad(2), bad(0)]));
		assert_eq!(Strikes::get(), [(COMMUNITY, GATEWAY, 3)]);
	});
}

#[test]
fn other_refusals_are_no_strikes() {
	points(|| {
		Full::set([2].into());
		let future = device().read(0, 10, START, START);
		let backwards = device().read(0, 5, registers(0, 0), START);
		assert_ok!(submit(GATEWAY, vec![bad(9), future, backwards, bad(2)]));
		assert_eq!(Strikes::get(), []);
	});
}

#[test]
fn a_revoked_key_is_no_strike() {
	points(|| {
		assert_ok!(Metering::revoke_key(by(ALICE), 0));
		assert_eq!(refused_of(vec![good(0)]), [(0, Refusal::KeyRevoked)]);
		assert_eq!(Strikes::get(), []);
	});
}

#[test]
fn good_readings_are_no_strikes() {
	points(|| {
		assert_ok!(submit(GATEWAY, vec![good(0), good(1)]));
		assert_eq!(Strikes::get(), []);
	});
}

#[test]
fn a_stranger_has_no_strikes_and_so_has_a_removed_gateway() {
	points(|| {
		assert_ok!(submit(STRANGER, vec![bad(0)]));
		Gateways::set([].into());
		assert_ok!(submit(GATEWAY, vec![bad(0), good(1)]));
		assert_eq!(Strikes::get(), []);
		assert_eq!(meter(1).next, 6);
	});
}
