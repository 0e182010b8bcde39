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
	/// What the home's connection carries in the interval, either way, Wh: the net load and what the battery
	/// takes stay within it.
	pub connection: i64,
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
			connection: i64::MAX,
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

	/// The same behind a connection that carries so many Wh in the interval, either way. It aims at no more than
	/// that leaves of what is expected of the home.
	pub fn behind(self, connection: i64) -> Self {
		let limited = Self { connection, ..self };
		Self {
			aim: limited.carried(self.aim, self.expected),
			..limited
		}
	}

	/// As near to `wish` as the connection carries beside a net load of `net` Wh. Where the load alone is more,
	/// the battery relieves it.
	fn carried(&self, wish: i64, net: i64) -> i64 {
		let connection = self.connection.max(0);
		let least = connection.saturating_neg().saturating_sub(net);
		wish.max(least).min(connection.saturating_sub(net))
	}

	/// What the battery should take when its home's net load in the interval is `net` Wh.
	pub fn follow(&self, net: i64) -> i64 {
		let less = i128::from(self.expected) - i128::from(net);
		let answer = less * i128::from(self.response) / i128::from(FULL_RESPONSE);
		let wish = i128::from(self.aim) + answer;
		let wish = wish.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
		let within = wish.max(self.least.min(self.most)).min(self.most);
		self.carried(within, net)
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
	fn a_connection_carries_the_home_and_its_battery_together() {
		let charge = Dispatch::exactly(3_000).behind(5_000);
		assert_eq!(charge.follow(1_000), 3_000);
		assert_eq!(charge.follow(4_000), 1_000);
		assert_eq!(charge.follow(-4_000), 3_000);
		let deliver = Dispatch::exactly(-3_000).behind(5_000);
		assert_eq!(deliver.follow(-4_000), -1_000);
		assert_eq!(deliver.follow(4_000), -3_000);
		// Of a load that is more than it carries the battery gives the rest, of a surplus it takes it.
		assert_eq!(Dispatch::exactly(0).behind(5_000).follow(5_700), -700);
		assert_eq!(Dispatch::exactly(0).behind(5_000).follow(-5_700), 700);
		assert_eq!(Dispatch::FOLLOW.behind(0).follow(i64::MIN), i64::MAX);
		assert_eq!(Dispatch::FOLLOW.behind(i64::MAX), Dispatch::FOLLOW);
	}

	#[test]
	fn what_is_expected_to_be_beyond_the_connection_is_not_aimed_at() {
		let plan = Dispatch {
			aim: 3_000,
			expected: 4_000,
			response: 500,
			..Dispatch::within(0, 3_000)
		};
		let limited = plan.behind(5_000);
		assert_eq!((limited.aim, limited.most), (1_000, 3_000));
		assert_eq!(limited.follow(3_000), 1_500);
		assert_eq!(limited.follow(4_500), 500);
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
