//! What a point is expected to meter.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::NetWh;
use scale_info::TypeInfo;

/// A reading moves the mean of its hour by one part of so many.
const MEMORY: i64 = 8;

/// What a point is expected to meter in an interval that begins in each local hour: the exponential mean
/// of its net imports, in Wh. `None` until the hour has been metered once.
///
/// It knows the hour alone, no weather and no weekday: the four intervals of two days back, or the eight
/// days before if an interval is an hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Expectation([Option<i32>; 24]);

impl Expectation {
	/// The net import of an interval in a local hour.
	pub fn of(&self, hour: u8) -> Option<NetWh> {
		self.0.get(usize::from(hour)).copied()?.map(NetWh::from)
	}

	/// Moves the mean of a local hour an eighth of the way to what was metered, rounded away from where it
	/// is: so it arrives. The first reading is the mean. Beyond 2^31 Wh it stops.
	pub(crate) fn learn(&mut self, hour: u8, net: NetWh) {
		let bound = |net: NetWh| net.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
		let Some(mean) = self.0.get_mut(usize::from(hour)) else {
			return;
		};
		let metered = bound(net);
		*mean = Some(match *mean {
			None => metered,
			Some(before) => {
				let before = NetWh::from(before);
				let difference = NetWh::from(metered).saturating_sub(before);
				let part = difference.unsigned_abs().div_ceil(MEMORY.unsigned_abs()) as NetWh;
				bound(before.saturating_add(part.saturating_mul(difference.signum())))
			}
		});
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_hour_that_was_never_metered_expects_nothing() {
		let mut expectation = Expectation::default();
		expectation.learn(7, 100);
		assert_eq!(expectation.of(7), Some(100));
		assert_eq!([6, 8, 24, 255].map(|hour| expectation.of(hour)), [None; 4]);
	}

	#[test]
	fn a_reading_moves_the_mean_by_an_eighth_rounded_away_from_it() {
		let mut expectation = Expectation::default();
		for (net, mean) in [(100, 100), (180, 110), (111, 111), (110, 110), (-90, 85)] {
			expectation.learn(0, net);
			assert_eq!(expectation.of(0), Some(mean), "after {net}");
		}
	}

	#[test]
	fn it_arrives_at_what_is_metered_again_and_again_from_either_side() {
		for (from, to) in [(1_000, 3), (-1_000, 3), (7, 8), (0, -1)] {
			let mut expectation = Expectation::default();
			expectation.learn(23, from);
			(0..100).for_each(|_| expectation.learn(23, to));
			assert_eq!(expectation.of(23), Some(to));
		}
	}

	#[test]
	fn the_largest_readings_do_not_overflow_it() {
		let mut expectation = Expectation::default();
		for net in [NetWh::MAX, NetWh::MIN, NetWh::MAX, NetWh::MIN] {
			expectation.learn(0, net);
			let expected = expectation.of(0).expect("it was metered");
			assert!(expected.unsigned_abs() <= 1 << 31);
		}
	}

	#[test]
	fn a_reading_in_an_hour_that_is_none_is_not_learned() {
		let mut expectation = Expectation::default();
		expectation.learn(24, 100);
		assert_eq!(expectation, Expectation::default());
	}
}
