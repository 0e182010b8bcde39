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
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum DeviceSignature {
	Sr25519(sr25519::Signature),
	Ed25519(ed25519::Signature),
}

impl DeviceKey {
	/// Whether `signature` is this key's over `payload`. A signature of the other kind is not.
	pub fn verify(&self, payload: &[u8], signature: &DeviceSignature) -> bool {
		match (self, signature) {
			(Self::Sr25519(key), DeviceSignature::Sr25519(signature)) =>
				sp_io::crypto::sr25519_verify(signature, payload, key),
			(Self::Ed25519(key), DeviceSignature::Ed25519(signature)) =>
				sp_io::crypto::ed25519_verify(signature, payload, key),
			_ => false,
		}
	}
}

/// What a meter's registers showed when a delivery interval began and ended, signed by the meter.
#[derive(
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
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
	Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
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
	/// Intervals between the last reading and this one can still be read.
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
}
