//! What an agent tells its battery for an interval.

/// All of it: the battery answers what its meter says Wh for Wh.
pub const FULL_RESPONSE: i64 = 1_000;

/// A band, and how the battery follows its home's meter within it, as an inverter does by the second: it
/// takes `aim` Wh if the net load is as `expected`, and `response` thousandths of what it is less, but
/// no less than `least` and no more than `most`. Below 0 it delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispatch {
	/// Wh.
	pub least: i64,
	/// Wh.
	pub most: i64,
	/// Wh.
	pub aim: i64,
	/// Wh.
	pub expected: i64,
	/// 0 to [`FULL_RESPONSE`].
	pub response: i64,
}

impl Dispatch {
	/// Self-consumption: charge from the home's surplus, cover its need, whatever the meter says.
	pub const FOLLOW: Self = Self::within(i64::MIN, i64::MAX);

	/// Charge from the home's surplus alone.
	pub const STORE_SURPLUS: Self = Self::within(0, i64::MAX);

	/// Self-consumption within a band.
	pub const fn within(least: i64, most: i64) -> Self {
		Self {
			least,
			most,
			aim: 0,
			expected: 0,
			response: FULL_RESPONSE,
		}
	}

	/// So much, whatever the meter says.
	pub const fn exactly(wh: i64) -> Self {
		Self {
			aim: wh,
			response: 0,
			..Self::within(wh, wh)
		}
	}

	/// What the battery should take when its home's net load in the interval is `net` Wh.
	pub fn follow(&self, net: i64) -> i64 {
		let less = i128::from(self.expected) - i128::from(net);
		let answer = less * i128::from(self.response) / i128::from(FULL_RESPONSE);
		let wish = i128::from(self.aim) + answer;
		let wish = wish.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
		wish.max(self.least.min(self.most)).min(self.most)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_battery_follows_its_meter_within_the_band() {
		let band = Dispatch::within(-500, 300);
		assert_eq!(band.follow(200), -200);
		assert_eq!(band.follow(900), -500);
		assert_eq!(band.follow(-200), 200);
		assert_eq!(band.follow(-900), 300);
		assert_eq!(Dispatch::exactly(7).follow(-900), 7);
		assert_eq!(Dispatch::FOLLOW.follow(i64::MIN), i64::MAX);
		assert_eq!(Dispatch::STORE_SURPLUS.follow(900), 0);
	}

	#[test]
	fn it_answers_a_part_of_what_the_meter_says_less_than_expected() {
		let half = Dispatch {
			aim: -300,
			expected: 1_000,
			response: 500,
			..Dispatch::within(-500, 0)
		};
		assert_eq!(half.follow(1_000), -300);
		assert_eq!(half.follow(800), -200);
		assert_eq!(half.follow(1_200), -400);
		assert_eq!(half.follow(2_000), -500);
		assert_eq!(half.follow(0), 0);
	}
}
