//! What keeps an intent from being executed twice, or after one that replaced it.

use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::Interval;
use frame_support::{traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

/// The most intervals ahead for which orders may be taken.
pub const MOST_AHEAD: u32 = 127;

/// The nonces of a point's intents: for each interval that is not yet in progress the lowest that the
/// next may have, 0 where nothing is said.
///
/// Intents for different intervals may come in any order. Of an interval an earlier one never comes
/// after a later one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Nonces(pub BoundedVec<(Interval, u64), ConstU32<{ MOST_AHEAD + 1 }>>);

impl Nonces {
	/// The lowest nonce that the next intent for an interval may have.
	pub fn next(&self, interval: Interval) -> u64 {
		self.0
			.iter()
			.find(|(of, _)| *of == interval)
			.map_or(0, |(_, next)| *next)
	}

	/// Uses a nonce, and forgets intervals below `in_progress`, for which no order is taken any more.
	/// False if the interval is no more than [`MOST_AHEAD`] ahead and yet finds no place: never.
	#[must_use]
	pub fn take(&mut self, interval: Interval, nonce: u64, in_progress: Interval) -> bool {
		self.0
			.retain(|(of, _)| *of >= in_progress && *of != interval);
		self.0.try_push((interval, nonce.saturating_add(1))).is_ok()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_interval_has_its_own() {
		let mut nonces = Nonces::default();
		assert!(nonces.take(5, 7, 3));
		assert_eq!((nonces.next(5), nonces.next(6)), (8, 0));
	}

	#[test]
	fn the_bound_holds_all_intervals_for_which_orders_are_taken() {
		let mut nonces = Nonces::default();
		for now in [0, 1, 50, 1_000] {
			for interval in now..=now + MOST_AHEAD {
				assert!(nonces.take(interval, 0, now));
			}
		}
		assert_eq!(nonces.0.len(), 128);
	}
}
