//! Who lives in the community that is measured: keys, energy and orders of everybody, the same in every run.

use commonwatt_primitives::{
	order::{Order, Side, Step},
	reading::{DeviceKey, DeviceSignature, Reading, Registers},
	Interval, PointId,
};
use commonwatt_runtime::{fontana::FEED_IN, Hash, MILLI_PER_KWH};
use sp_core::{ed25519, sr25519, Pair};

/// A pair of its own for each number and use.
fn seed(use_of: u8, number: u32) -> [u8; 32] {
	let mut seed = [use_of; 32];
	seed[..4].copy_from_slice(&number.to_le_bytes());
	seed
}

/// Who owns a point, one each.
pub fn owner(point: PointId) -> sr25519::Pair {
	sr25519::Pair::from_seed(&seed(1, point))
}

/// Who sends a transfer, one each.
pub fn sender(number: u32) -> sr25519::Pair {
	sr25519::Pair::from_seed(&seed(2, number))
}

/// A point's meter: every other one signs with ed25519, as real ones do.
pub enum Device {
	Sr25519(sr25519::Pair),
	Ed25519(ed25519::Pair),
}

impl Device {
	pub fn of(point: PointId) -> Self {
		match point % 2 {
			0 => Self::Ed25519(ed25519::Pair::from_seed(&seed(3, point))),
			_ => Self::Sr25519(sr25519::Pair::from_seed(&seed(3, point))),
		}
	}

	pub fn key(&self) -> DeviceKey {
		match self {
			Self::Sr25519(pair) => DeviceKey::Sr25519(pair.public()),
			Self::Ed25519(pair) => DeviceKey::Ed25519(pair.public()),
		}
	}

	/// The signed readings of so many intervals from `first` on.
	pub fn readings(
		&self,
		genesis: Hash,
		point: PointId,
		first: Interval,
		intervals: u32,
	) -> Vec<Reading> {
		let mut end = Registers::default();
		(first..first.saturating_add(intervals))
			.map(|interval| {
				let start = end;
				end = metered(start, point, interval);
				let payload = Reading::payload(genesis, point, interval, start, end);
				let signature = match self {
					Self::Sr25519(pair) => DeviceSignature::Sr25519(pair.sign(&payload)),
					Self::Ed25519(pair) => DeviceSignature::Ed25519(pair.sign(&payload)),
				};
				Reading {
					point,
					interval,
					start,
					end,
					signature,
				}
			})
			.collect()
	}
}

/// A number of a point and interval that looks like any.
fn mixed(point: PointId, interval: Interval) -> u64 {
	let together = u64::from(point) << 32 | u64::from(interval);
	together.wrapping_mul(6_364_136_223_846_793_005) >> 33
}

/// What the registers show after an interval: some take 100 to 1,099 Wh from the grid, others give as much.
fn metered(before: Registers, point: PointId, interval: Interval) -> Registers {
	let number = mixed(point, interval);
	let energy = 100 + number % 1_000;
	let (import, export) = match number & 1_024 {
		0 => (energy, 0),
		_ => (0, energy),
	};
	Registers {
		import: before.import.saturating_add(import),
		export: before.export.saturating_add(export),
	}
}

/// What a point orders for an interval: a curve of two steps somewhere between feed-in and the lowest
/// retail price.
pub fn order(point: PointId, interval: Interval) -> Order {
	let number = mixed(point, interval);
	let (side, second) = match number & 1_024 {
		0 => (Side::Buy, 1),
		_ => (Side::Sell, 3),
	};
	let middle = 2 + number % 150;
	let step = |ticks: u64| Step {
		limit: FEED_IN + ticks * MILLI_PER_KWH,
		quantity: 100 + number % 400,
	};
	let steps = vec![step(middle), step(middle + second - 2)];
	Order {
		side,
		steps: steps.try_into().unwrap_or_default(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_curve_is_one_that_the_market_takes() {
		for point in 0..1_000 {
			assert!(order(point, 40).is_monotonic(), "{point}");
		}
	}

	#[test]
	fn readings_of_a_point_continue_each_other_and_are_its_devices() {
		let genesis = Hash::repeat_byte(7);
		for point in 0..4 {
			let device = Device::of(point);
			let readings = device.readings(genesis, point, 5, 3);
			assert_eq!(readings.len(), 3);
			for pair in readings.windows(2) {
				assert_eq!(pair[0].end, pair[1].start);
			}
			for Reading {
				interval,
				start,
				end,
				signature,
				..
			} in readings
			{
				let payload = Reading::payload(genesis, point, interval, start, end);
				assert!(device.key().verify(&payload, &signature));
			}
		}
	}
}
