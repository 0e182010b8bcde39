//! Who may have signed a reading, and for what.

use super::*;
use sp_core::H256;

const START: (Wh, Wh) = (1_000, 500);

fn start() -> Registers {
	registers(START.0, START.1)
}

fn end() -> Registers {
	registers(1_300, 520)
}

fn one_point(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE, BOB])
		.build_and_execute(test);
}

/// The reading of point 0 for interval 5, signed over another payload.
fn signed_over(payload: &[u8]) -> Reading {
	let signature = device().sign(payload);
	Reading {
		point: 0,
		interval: 5,
		start: start(),
		end: end(),
		signature,
	}
}

fn payload(genesis: H256, point: PointId, interval: Interval, end: Registers) -> Vec<u8> {
	Reading::payload(genesis, point, interval, start(), end)
}

#[test]
fn a_reading_counts_with_either_kind_of_key() {
	ExtBuilder::default().build_and_execute(|| {
		for device in [Device::sr25519(1), Device::ed25519(1)] {
			let point = register_with(NewPoint {
				key: device.key(),
				..new_point(ALICE)
			});
			accepted(device.read(point, 5, start(), end()));
		}
		assert_eq!(Deliveries::get().len(), 2);
	});
}

#[test]
fn refused_when_another_device_signed() {
	one_point(|| {
		let reading = Device::sr25519(8).read(0, 5, start(), end());
		refused(reading, Refusal::BadSignature);
	});
}

#[test]
fn refused_when_the_signature_is_of_the_other_kind() {
	ExtBuilder::default().build_and_execute(|| {
		let (sr25519, ed25519) = (Device::sr25519(1), Device::ed25519(1));
		for (registered, signing) in [(&sr25519, &ed25519), (&ed25519, &sr25519)] {
			let point = register_with(NewPoint {
				key: registered.key(),
				..new_point(ALICE)
			});
			refused(
				signing.read(point, 5, start(), end()),
				Refusal::BadSignature,
			);
		}
	});
}

#[test]
fn refused_when_a_signatures_bytes_are_passed_off_as_the_other_kind() {
	ExtBuilder::default().build_and_execute(|| {
		let device = Device::sr25519(1);
		let point = register_with(NewPoint {
			key: device.key(),
			..new_point(ALICE)
		});
		let mut reading = device.read(point, 5, start(), end());
		let DeviceSignature::Sr25519(signature) = reading.signature else {
			panic!("sr25519")
		};
		reading.signature =
			DeviceSignature::Ed25519(sp_core::ed25519::Signature::from_raw(signature.0));
		refused(reading, Refusal::BadSignature);
	});
}

#[test]
fn the_signed_payload_counts() {
	one_point(|| accepted(signed_over(&payload(genesis_hash(), 0, 5, end()))));
}

#[test]
fn refused_when_signed_for_another_point() {
	one_point(|| {
		refused(
			signed_over(&payload(genesis_hash(), 1, 5, end())),
			Refusal::BadSignature,
		);
	});
}

#[test]
fn refused_when_signed_for_another_interval() {
	one_point(|| {
		refused(
			signed_over(&payload(genesis_hash(), 0, 6, end())),
			Refusal::BadSignature,
		);
	});
}

#[test]
fn refused_when_signed_for_another_chain() {
	one_point(|| {
		let other = H256::repeat_byte(1);
		assert_ne!(other, genesis_hash());
		refused(
			signed_over(&payload(other, 0, 5, end())),
			Refusal::BadSignature,
		);
	});
}

#[test]
fn refused_when_signed_for_other_registers() {
	one_point(|| {
		for end in [registers(1_299, 520), registers(1_300, 521)] {
			let payload = payload(genesis_hash(), 0, 5, end);
			refused(signed_over(&payload), Refusal::BadSignature);
		}
	});
}

#[test]
fn refused_when_the_payload_lacks_its_tag() {
	one_point(|| {
		let payload = payload(genesis_hash(), 0, 5, end());
		refused(signed_over(&payload[20..]), Refusal::BadSignature);
	});
}

#[test]
fn one_device_may_not_answer_for_two_points_with_one_signature() {
	// Both points have the same key.
	one_point(|| {
		let reading = device().read(0, 5, start(), end());
		refused(
			Reading {
				point: 1,
				..reading
			},
			Refusal::BadSignature,
		);
		accepted(reading);
	});
}
