//! Registers and signed readings.

use crate::{Interval, PointId, Wh};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, sr25519, H256};

/// Opens every signed reading, so that a device's signature can mean nothing else.
pub const READING_TAG: &[u8; 20] = b"commonwatt/reading/1";

/// The two counters of a meter. They never go backwards.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Registers {
	/// Wh taken from the grid since the meter was made.
	pub import: Wh,
	/// Wh given to the grid since the meter was made.
	pub export: Wh,
}

impl Registers {
	/// What was metered between `earlier` and `self`; `None` if a register went backwards.
	pub fn since(&self, earlier: &Self) -> Option<Self> {
		Some(Self {
			import: self.import.checked_sub(earlier.import)?,
			export: self.export.checked_sub(earlier.export)?,
		})
	}

	/// Both counters grown by `energy`; `None` on overflow.
	pub fn plus(&self, energy: &Self) -> Option<Self> {
		Some(Self {
			import: self.import.checked_add(energy.import)?,
			export: self.export.checked_add(energy.export)?,
		})
	}
}

/// The public key with which a device signs its readings. Real meters have ed25519.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub enum DeviceKey {
	Sr25519(sr25519::Public),
	Ed25519(ed25519::Public),
}

/// A device's signature.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum DeviceSignature {
	Sr25519(sr25519::Signature),
	Ed25519(ed25519::Signature),
}

impl DeviceKey {
	/// Whether `signature` is this key's over `payload`. A signature of the other kind is not.
	pub fn verify(&self, payload: &[u8], signature: &DeviceSignature) -> bool {
		match (self, signature) {
			(Self::Sr25519(key), DeviceSignature::Sr25519(signature)) => {
				sp_io::crypto::sr25519_verify(signature, payload, key)
			}
			(Self::Ed25519(key), DeviceSignature::Ed25519(signature)) => {
				sp_io::crypto::ed25519_verify(signature, payload, key)
			}
			_ => false,
		}
	}
}

/// What a meter's registers showed when a delivery interval began and ended, signed by the meter.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub struct Reading {
	pub point: PointId,
	pub interval: Interval,
	pub start: Registers,
	pub end: Registers,
	pub signature: DeviceSignature,
}

impl Reading {
	/// The bytes a device signs: tag, genesis hash, point, interval, start and end registers, in
	/// SCALE encoding. They hold for one chain, one point and one interval only.
	pub fn payload(
		genesis: H256,
		point: PointId,
		interval: Interval,
		start: Registers,
		end: Registers,
	) -> Vec<u8> {
		(READING_TAG, genesis, point, interval, start, end).encode()
	}
}

/// Why a reading of a batch was refused. The others of the batch count.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum Refusal {
	/// No such delivery point in this community.
	UnknownPoint,
	/// The point was closed with a final reading.
	PointClosed,
	/// The interval has not ended.
	IntervalNotEnded,
	/// The point has a reading for this interval or a later one.
	AlreadyRead,
	/// Retention is over: what it metered is booked with the next reading, as a gap.
	IntervalRetired,
	/// Intervals between the last reading and this one can still be read: in time, or late if the
	/// sender is neither a gateway, nor the operator, nor the owner.
	GapTooEarly,
	/// A register is lower than it was.
	RegisterWentBackwards,
	/// The start differs from the last end, and no interval lies between them.
	RegistersDoNotContinue,
	/// More energy than the point's capacity allows in the time.
	PowerAboveCapacity,
	/// The device's key was revoked and not replaced.
	KeyRevoked,
	/// Too many unsettled intervals, none of them closed: keep the reading and send it later.
	TooManyUnsettled,
	/// Not signed by the key that was valid in the interval.
	BadSignature,
	/// Not signed by the point's key, which came after this interval in place of a revoked one. The
	/// gateway could not know: no strike.
	KeyReplaced,
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;
	use sp_core::{ByteArray, Pair};

	fn registers(import: Wh, export: Wh) -> Registers {
		Registers { import, export }
	}

	#[test]
	fn registers_differ_by_what_was_metered_between() {
		let metered = registers(1_310, 620).since(&registers(1_000, 500));
		assert_eq!(metered, Some(registers(310, 120)));
		assert_eq!(
			registers(7, 7).since(&registers(7, 7)),
			Some(registers(0, 0))
		);
		let whole = registers(Wh::MAX, Wh::MAX).since(&registers(0, 0));
		assert_eq!(whole, Some(registers(Wh::MAX, Wh::MAX)));
	}

	#[test]
	fn registers_that_went_backwards_have_no_difference() {
		assert_eq!(registers(9, 20).since(&registers(10, 10)), None);
		assert_eq!(registers(20, 9).since(&registers(10, 10)), None);
	}

	#[test]
	fn registers_grow_to_their_end_and_no_further() {
		let almost = registers(Wh::MAX - 1, Wh::MAX);
		assert_eq!(
			almost.plus(&registers(1, 0)),
			Some(registers(Wh::MAX, Wh::MAX))
		);
		assert_eq!(almost.plus(&registers(2, 0)), None);
		assert_eq!(almost.plus(&registers(0, 1)), None);
	}

	#[test]
	fn the_payload_has_the_bytes_that_device_developers_rely_on() {
		let payload = Reading::payload(
			H256::repeat_byte(0xab),
			0x0102_0304,
			0x0506_0708,
			registers(0x1112_1314_1516_1718, 1),
			registers(0x2122_2324_2526_2728, 2),
		);
		let mut expected = b"commonwatt/reading/1".to_vec();
		expected.extend([0xab; 32]);
		expected.extend([4, 3, 2, 1]);
		expected.extend([8, 7, 6, 5]);
		expected.extend([0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11]);
		expected.extend([1, 0, 0, 0, 0, 0, 0, 0]);
		expected.extend([0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21]);
		expected.extend([2, 0, 0, 0, 0, 0, 0, 0]);
		assert_eq!(payload, expected);
		assert_eq!(payload.len(), 92);
	}

	#[test]
	fn a_reading_has_the_bytes_that_gateway_developers_rely_on() {
		let reading = |signature| Reading {
			point: 1,
			interval: 2,
			start: registers(3, 4),
			end: registers(5, 6),
			signature,
		};
		let mut expected = [1u32.encode(), 2u32.encode()].concat();
		expected.extend([3u64, 4, 5, 6].into_iter().flat_map(u64::to_le_bytes));
		let sr25519 = DeviceSignature::Sr25519(sr25519::Signature::from_raw([7; 64]));
		let ed25519 = DeviceSignature::Ed25519(ed25519::Signature::from_raw([8; 64]));
		assert_eq!(
			reading(sr25519).encode(),
			[&expected[..], &[0], &[7; 64]].concat()
		);
		assert_eq!(
			reading(ed25519).encode(),
			[&expected[..], &[1], &[8; 64]].concat()
		);
	}

	#[test]
	fn a_key_verifies_its_own_signature_and_no_other() {
		let sr25519 = sr25519::Pair::from_seed(&[1; 32]);
		let ed25519 = ed25519::Pair::from_seed(&[1; 32]);
		let sr25519_key = DeviceKey::Sr25519(sr25519.public());
		let ed25519_key = DeviceKey::Ed25519(ed25519.public());
		let by_sr25519 = DeviceSignature::Sr25519(sr25519.sign(b"payload"));
		let by_ed25519 = DeviceSignature::Ed25519(ed25519.sign(b"payload"));

		assert!(sr25519_key.verify(b"payload", &by_sr25519));
		assert!(ed25519_key.verify(b"payload", &by_ed25519));
		assert!(!sr25519_key.verify(b"Payload", &by_sr25519));
		assert!(!ed25519_key.verify(b"Payload", &by_ed25519));
		assert!(!sr25519_key.verify(b"payload", &by_ed25519));
		assert!(!ed25519_key.verify(b"payload", &by_sr25519));
	}

	#[test]
	fn a_key_that_is_no_point_of_the_curve_verifies_nothing() {
		let signature = sr25519::Pair::from_seed(&[1; 32]).sign(b"payload");
		let key = sr25519::Public::from_slice(&[0xff; 32]).expect("32 bytes");
		assert!(!DeviceKey::Sr25519(key).verify(b"payload", &DeviceSignature::Sr25519(signature)));
	}
}
