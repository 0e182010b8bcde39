//! What a series is.

use codec::{Decode, Encode, MaxEncodedLen};

/// Largest size of a value that is taken as it stands.
const LARGEST: f64 = 1e12;

/// What a series measures; it decides which values are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen)]
pub enum Kind {
	/// Demand in the interval, Wh: never negative.
	Load,
	/// Solar generation in the interval, Wh: never negative.
	Generation,
	/// Demand less generation, Wh: of either sign.
	NetLoad,
	/// A price for a unit of energy, in any unit: never negative.
	Price,
}

impl Kind {
	/// The nearest possible value; none of what is no number.
	pub(crate) fn possible(self, value: f64) -> Option<f64> {
		let least = if self == Self::NetLoad { -LARGEST } else { 0.0 };
		(!value.is_nan()).then(|| value.clamp(least, LARGEST))
	}
}
