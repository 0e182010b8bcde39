//! Standing orders: what a member states once, and the chain orders for it whenever the price signal of
//! an interval says so.

use crate::{
	calendar::LocalHour,
	order::{Side, MINIMUM_ORDER_WH},
	signal::{Forecast, Quantiles, ALL_GREEN},
	Interval, NetWh, Price, Wh,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Standing orders of a point.
pub const MAX_STANDING_ORDERS: u32 = 4;
/// Every hour of [`Schedule::hours`].
pub const ALL_HOURS: u32 = (1 << 24) - 1;
/// Every day of [`Schedule::days`].
pub const ALL_DAYS: u8 = (1 << 7) - 1;

/// Names a standing order of a point, below [`MAX_STANDING_ORDERS`]. Of those whose conditions hold the
/// lowest orders.
pub type StandingOrderId = u8;

/// A level of a signal's quantiles: with this probability, in percent, the variable is at most that.
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
#[serde(rename_all = "camelCase")]
pub enum QuantileLevel {
	P5,
	P25,
	P50,
	P75,
	P95,
}

impl QuantileLevel {
	/// The quantile of this level.
	pub const fn of(self, quantiles: &Quantiles) -> u64 {
		let [p5, p25, p50, p75, p95] = quantiles.0;
		match self {
			Self::P5 => p5,
			Self::P25 => p25,
			Self::P50 => p50,
			Self::P75 => p75,
			Self::P95 => p95,
		}
	}
}

/// How much a standing order orders.
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
#[serde(rename_all = "camelCase")]
pub enum StandingQuantity {
	/// Wh.
	Fixed(Wh),
	/// So many percent (1 to 100) of what the point is expected to need, if it buys, or to have left
	/// over, if it sells: by what its meter said in the same local hour before. Rounded down; no more
	/// than its connection carries. Less than 10 Wh are not ordered, nor is anything in an hour that
	/// has not been metered since the order was set.
	Expected { percent: u8 },
}

impl StandingQuantity {
	/// Whether it is of what is expected.
	pub const fn is_expected(&self) -> bool {
		matches!(self, Self::Expected { .. })
	}

	/// The Wh to order on a side, of a point that carries `capacity` and is expected to import `expected`
	/// net; `None` if that is less than an order may be.
	pub fn wh(&self, side: Side, expected: Option<NetWh>, capacity: Wh) -> Option<Wh> {
		let quantity = match self {
			Self::Fixed(quantity) => *quantity,
			Self::Expected { percent } => {
				let net = expected?;
				let wanted = match side {
					Side::Buy => net.max(0),
					Side::Sell => net.min(0),
				};
				let part = u128::from(wanted.unsigned_abs())
					.saturating_mul(u128::from(*percent))
					.checked_div(100)
					.unwrap_or(0);
				Wh::try_from(part).unwrap_or(Wh::MAX).min(capacity)
			}
		};
		(quantity >= MINIMUM_ORDER_WH).then_some(quantity)
	}
}

/// The limit of a standing order: base units per Wh, net of the fee as that of every order.
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
#[serde(rename_all = "camelCase")]
pub enum StandingLimit {
	Fixed(Price),
	/// The quantile of the signal's price, less the interval's fee, which the signal's price contains;
	/// plus `offset`; not below `floor` and not above `cap`.
	Signal {
		level: QuantileLevel,
		offset: i64,
		floor: Price,
		cap: Price,
	},
}

impl StandingLimit {
	/// The limit under a signal, in an interval with this fee.
	pub fn price(&self, signal: &Forecast, grid_fee: Price) -> Price {
		match self {
			Self::Fixed(price) => *price,
			Self::Signal {
				level,
				offset,
				floor,
				cap,
			} => level
				.of(&signal.price)
				.saturating_sub(grid_fee)
				.saturating_add_signed(*offset)
				.max(*floor)
				.min(*cap),
		}
	}

	/// The lowest and the highest that it can be.
	pub const fn range(&self) -> (Price, Price) {
		match self {
			Self::Fixed(price) => (*price, *price),
			Self::Signal { floor, cap, .. } => (*floor, *cap),
		}
	}
}

/// A bound of a variable of the signal.
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
#[serde(rename_all = "camelCase")]
pub enum Bound {
	AtMost(u64),
	AtLeast(u64),
}

impl Bound {
	const fn holds(self, value: u64) -> bool {
		match self {
			Self::AtMost(most) => value <= most,
			Self::AtLeast(least) => value >= least,
		}
	}

	/// Whether any value from `lowest` to `highest` is within it.
	const fn can_hold(self, lowest: u64, highest: u64) -> bool {
		match self {
			Self::AtMost(most) => most >= lowest,
			Self::AtLeast(least) => least <= highest,
		}
	}
}

/// The quantile of a variable of the signal at or beyond a value.
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
#[serde(rename_all = "camelCase")]
pub struct Threshold {
	pub level: QuantileLevel,
	pub bound: Bound,
}

impl Threshold {
	fn holds(&self, quantiles: &Quantiles) -> bool {
		self.bound.holds(self.level.of(quantiles))
	}
}

/// The local hours and days in which intervals must begin.
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
#[serde(rename_all = "camelCase")]
pub struct Schedule {
	/// Bit `h` is set for the local hour `h` (0 to 23).
	pub hours: u32,
	/// Bit `d` is set for the weekday `d` (0 is Monday).
	pub days: u8,
}

impl Schedule {
	/// Every hour of every day.
	pub const ALWAYS: Self = Self {
		hours: ALL_HOURS,
		days: ALL_DAYS,
	};

	fn holds(&self, time: &LocalHour) -> bool {
		let is_set = |bits: u32, bit: u8| bits.checked_shr(bit.into()).is_some_and(|b| b & 1 == 1);
		is_set(self.hours, time.hour) && is_set(self.days.into(), time.weekday)
	}
}

/// What a member states once. It becomes an order of its point for every interval whose signal meets all
/// its conditions.
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
#[serde(rename_all = "camelCase")]
pub struct StandingOrder {
	pub side: Side,
	pub quantity: StandingQuantity,
	pub limit: StandingLimit,
	/// Of the signal's price: what a Wh bought costs on average, fee included. Base units per Wh.
	pub price: Option<Threshold>,
	/// Of the signal's green share, parts per million.
	pub green_share: Option<Threshold>,
	pub schedule: Schedule,
	/// It orders nothing for this interval, or a later one.
	pub expires: Interval,
}

/// What no standing order may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingOrderFault {
	/// Less than 10 Wh, or a percentage outside 1 to 100.
	QuantityOutOfRange,
	/// More than the connection carries in an interval.
	AboveCapacity,
	/// A limit, floor or cap that no price of the community can ever be; a floor above its cap.
	LimitOutOfBounds,
	/// A threshold that no price, or no share, can ever meet.
	ThresholdOutOfBounds,
	/// No hour, no day, or one that is none.
	NoSuchTime,
}

impl StandingOrder {
	/// Whether a standing order of a point that carries `capacity` can ever order: `prices` are the
	/// lowest and the highest that the community's rules may ever say.
	pub fn check(&self, capacity: Wh, prices: (Price, Price)) -> Result<(), StandingOrderFault> {
		let ensure = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		match self.quantity {
			StandingQuantity::Fixed(quantity) => {
				ensure(
					quantity >= MINIMUM_ORDER_WH,
					StandingOrderFault::QuantityOutOfRange,
				)?;
				ensure(quantity <= capacity, StandingOrderFault::AboveCapacity)?;
			}
			StandingQuantity::Expected { percent } => ensure(
				(1..=100).contains(&percent),
				StandingOrderFault::QuantityOutOfRange,
			)?,
		}
		let (lowest, highest) = prices;
		let (floor, cap) = self.limit.range();
		ensure(
			lowest <= floor && floor <= cap && cap <= highest,
			StandingOrderFault::LimitOutOfBounds,
		)?;
		let can_hold = |threshold: &Option<Threshold>, (lowest, highest)| {
			threshold.is_none_or(|threshold| threshold.bound.can_hold(lowest, highest))
		};
		ensure(
			can_hold(&self.price, prices) && can_hold(&self.green_share, (0, ALL_GREEN)),
			StandingOrderFault::ThresholdOutOfBounds,
		)?;
		let Schedule { hours, days } = self.schedule;
		ensure(
			(1..=ALL_HOURS).contains(&hours) && (1..=ALL_DAYS).contains(&days),
			StandingOrderFault::NoSuchTime,
		)
	}

	/// Whether all its conditions hold for an interval that begins at `time`, under its signal.
	pub fn is_met(&self, signal: &Forecast, time: &LocalHour) -> bool {
		let holds = |threshold: &Option<Threshold>, quantiles: &Quantiles| {
			threshold.is_none_or(|threshold| threshold.holds(quantiles))
		};
		self.schedule.holds(time)
			&& holds(&self.price, &signal.price)
			&& holds(&self.green_share, &signal.green_share)
	}

	/// The limit in an interval with this fee and tick, under its signal. It is put on the tick grid in
	/// the member's favour: a bid rounds down, an ask up.
	pub fn limit(&self, signal: &Forecast, grid_fee: Price, tick: Price) -> Price {
		let limit = self.limit.price(signal, grid_fee);
		let beyond = limit.checked_rem(tick).unwrap_or(0);
		match self.side {
			Side::Buy => limit.saturating_sub(beyond),
			Side::Sell => limit.checked_next_multiple_of(tick).unwrap_or(limit),
		}
	}
}

/// Why a standing order is no more.
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
pub enum StandingOrderEnd {
	/// By its owner.
	Cancelled,
	Expired,
	/// The point was closed.
	PointClosed,
	/// The owner was suspended, or is no member any more.
	NotActiveMember,
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{signal::Outcome, MAX_PRICE};

	const PRICES: (Price, Price) = (50, 210);
	const MONDAY_10: LocalHour = LocalHour {
		month: 8,
		weekday: 0,
		hour: 10,
	};

	fn at_50(bound: Bound) -> Option<Threshold> {
		let level = QuantileLevel::P50;
		Some(Threshold { level, bound })
	}

	fn buying() -> StandingOrder {
		StandingOrder {
			side: Side::Buy,
			quantity: StandingQuantity::Fixed(100),
			limit: StandingLimit::Fixed(120),
			price: None,
			green_share: None,
			schedule: Schedule::ALWAYS,
			expires: 1_000,
		}
	}

	fn offset(offset: i64, floor: Price, cap: Price) -> StandingLimit {
		StandingLimit::Signal {
			level: QuantileLevel::P50,
			offset,
			floor,
			cap,
		}
	}

	fn signal() -> Forecast {
		Forecast {
			price: Quantiles([60, 100, 130, 160, 200]),
			green_share: Quantiles([0, 250_000, 500_000, 750_000, ALL_GREEN]),
			..Forecast::certain(&Outcome::default())
		}
	}

	fn faults(change: impl FnOnce(&mut StandingOrder)) -> Result<(), StandingOrderFault> {
		let mut order = buying();
		change(&mut order);
		order.check(250, PRICES)
	}

	#[test]
	fn levels_are_those_of_signals() {
		use QuantileLevel::*;
		let quantiles = Quantiles(crate::signal::LEVELS.map(u64::from));
		let levels = [P5, P25, P50, P75, P95].map(|level| level.of(&quantiles));
		assert_eq!(levels, [5, 25, 50, 75, 95]);
	}

	#[test]
	fn an_order_that_could_order_has_no_fault() {
		assert_eq!(faults(|_| ()), Ok(()));
		assert_eq!(faults(|order| order.limit = offset(-1, 50, 210)), Ok(()));
	}

	#[test]
	fn less_than_the_minimum_and_more_than_the_connection_are_faults() {
		use StandingOrderFault::*;
		use StandingQuantity::*;
		for (quantity, expected) in [
			(Fixed(0), Err(QuantityOutOfRange)),
			(Fixed(9), Err(QuantityOutOfRange)),
			(Fixed(10), Ok(())),
			(Fixed(250), Ok(())),
			(Fixed(251), Err(AboveCapacity)),
			(Fixed(Wh::MAX), Err(AboveCapacity)),
			(Expected { percent: 0 }, Err(QuantityOutOfRange)),
			(Expected { percent: 1 }, Ok(())),
			(Expected { percent: 100 }, Ok(())),
			(Expected { percent: 101 }, Err(QuantityOutOfRange)),
		] {
			assert_eq!(faults(|order| order.quantity = quantity), expected);
		}
	}

	#[test]
	fn limits_that_can_never_be_are_faults() {
		let fault = Err(StandingOrderFault::LimitOutOfBounds);
		for (limit, expected) in [
			(StandingLimit::Fixed(49), fault),
			(StandingLimit::Fixed(50), Ok(())),
			(StandingLimit::Fixed(210), Ok(())),
			(StandingLimit::Fixed(211), fault),
			(StandingLimit::Fixed(Price::MAX), fault),
			(offset(0, 49, 210), fault),
			(offset(0, 50, 211), fault),
			(offset(0, 130, 129), fault),
			(offset(i64::MIN, 130, 130), Ok(())),
			(offset(i64::MAX, 130, 130), Ok(())),
		] {
			assert_eq!(faults(|order| order.limit = limit), expected, "{limit:?}");
		}
	}

	#[test]
	fn thresholds_that_can_never_be_met_are_faults() {
		let fault = Err(StandingOrderFault::ThresholdOutOfBounds);
		for (bound, price, share) in [
			(Bound::AtMost(49), fault, Ok(())),
			(Bound::AtMost(50), Ok(()), Ok(())),
			(Bound::AtMost(u64::MAX), Ok(()), Ok(())),
			(Bound::AtLeast(0), Ok(()), Ok(())),
			(Bound::AtLeast(210), Ok(()), Ok(())),
			(Bound::AtLeast(211), fault, Ok(())),
			(Bound::AtLeast(ALL_GREEN), fault, Ok(())),
			(Bound::AtLeast(ALL_GREEN + 1), fault, fault),
			(Bound::AtLeast(u64::MAX), fault, fault),
		] {
			assert_eq!(faults(|order| order.price = at_50(bound)), price);
			assert_eq!(faults(|order| order.green_share = at_50(bound)), share);
		}
	}

	#[test]
	fn no_hour_no_day_and_what_is_none_are_faults() {
		let fault = Err(StandingOrderFault::NoSuchTime);
		for (hours, days, expected) in [
			(0, ALL_DAYS, fault),
			(ALL_HOURS, 0, fault),
			(1 << 24, ALL_DAYS, fault),
			(u32::MAX, ALL_DAYS, fault),
			(ALL_HOURS, 1 << 7, fault),
			(ALL_HOURS, u8::MAX, fault),
			(1, 1, Ok(())),
		] {
			let schedule = Schedule { hours, days };
			assert_eq!(faults(|order| order.schedule = schedule), expected);
		}
	}

	#[test]
	fn a_threshold_holds_at_its_value_and_beyond() {
		for (level, bound, holds) in [
			(QuantileLevel::P50, Bound::AtMost(130), true),
			(QuantileLevel::P50, Bound::AtMost(129), false),
			(QuantileLevel::P50, Bound::AtLeast(130), true),
			(QuantileLevel::P50, Bound::AtLeast(131), false),
			(QuantileLevel::P95, Bound::AtMost(130), false),
			(QuantileLevel::P5, Bound::AtLeast(61), false),
		] {
			let price = Some(Threshold { level, bound });
			let order = StandingOrder { price, ..buying() };
			assert_eq!(order.is_met(&signal(), &MONDAY_10), holds, "{price:?}");
		}
	}

	#[test]
	fn every_condition_must_hold() {
		let all = StandingOrder {
			price: at_50(Bound::AtMost(130)),
			green_share: at_50(Bound::AtLeast(500_000)),
			schedule: Schedule {
				hours: 1 << 10,
				days: 1,
			},
			..buying()
		};
		assert!(all.is_met(&signal(), &MONDAY_10));
		let price = at_50(Bound::AtMost(100));
		assert!(!StandingOrder { price, ..all }.is_met(&signal(), &MONDAY_10));
		let green_share = at_50(Bound::AtLeast(500_001));
		let greener = StandingOrder { green_share, ..all };
		assert!(!greener.is_met(&signal(), &MONDAY_10));
		for other in [
			LocalHour {
				hour: 11,
				..MONDAY_10
			},
			LocalHour {
				weekday: 1,
				..MONDAY_10
			},
		] {
			assert!(!all.is_met(&signal(), &other));
		}
	}

	#[test]
	fn a_limit_follows_the_quantile_less_the_fee_and_is_clipped() {
		for (limit, expected) in [
			(StandingLimit::Fixed(123), 123),
			(offset(0, 50, 210), 120),
			(offset(-5, 50, 210), 115),
			(offset(5, 50, 210), 125),
			(offset(-100, 50, 210), 50),
			(offset(100, 50, 210), 210),
			(offset(i64::MIN, 0, MAX_PRICE), 0),
			(offset(i64::MAX, 0, MAX_PRICE), MAX_PRICE),
		] {
			assert_eq!(limit.price(&signal(), 10), expected, "{limit:?}");
		}
		// A fee above the price.
		assert_eq!(offset(0, 0, 210).price(&signal(), 131), 0);
	}

	#[test]
	fn a_limit_is_put_on_the_grid_in_the_members_favour() {
		for (side, limit, tick, expected) in [
			(Side::Buy, 129, 10, 120),
			(Side::Sell, 121, 10, 130),
			(Side::Buy, 120, 10, 120),
			(Side::Sell, 120, 10, 120),
			(Side::Buy, 9, 10, 0),
			(Side::Sell, 1, 10, 10),
			// No tick, and one beyond what a price can be: nothing overflows.
			(Side::Buy, 129, 0, 129),
			(Side::Sell, 129, 0, 129),
			(Side::Sell, Price::MAX, 2, Price::MAX),
		] {
			let limit = StandingLimit::Fixed(limit);
			let order = StandingOrder {
				side,
				limit,
				..buying()
			};
			assert_eq!(order.limit(&signal(), 10, tick), expected, "{order:?}");
		}
	}

	#[test]
	fn what_is_expected_is_a_need_or_a_surplus_and_never_both() {
		let all = StandingQuantity::Expected { percent: 100 };
		assert_eq!(all.wh(Side::Buy, Some(120), 250), Some(120));
		assert_eq!(all.wh(Side::Sell, Some(120), 250), None);
		assert_eq!(all.wh(Side::Buy, Some(-120), 250), None);
		assert_eq!(all.wh(Side::Sell, Some(-120), 250), Some(120));
		assert_eq!(all.wh(Side::Buy, None, 250), None);
	}

	#[test]
	fn a_part_of_what_is_expected_rounds_down_and_stays_within_the_connection() {
		let part = |percent| StandingQuantity::Expected { percent };
		assert_eq!(part(33).wh(Side::Buy, Some(100), 250), Some(33));
		assert_eq!(part(33).wh(Side::Buy, Some(31), 250), Some(10));
		assert_eq!(part(33).wh(Side::Buy, Some(30), 250), None);
		assert_eq!(part(100).wh(Side::Sell, Some(-251), 250), Some(250));
		for extreme in [NetWh::MIN, NetWh::MAX] {
			for side in [Side::Buy, Side::Sell] {
				let quantity = part(100).wh(side, Some(extreme), Wh::MAX);
				assert_eq!(
					quantity.is_some(),
					(side == Side::Buy) == (extreme > 0),
					"{extreme}"
				);
			}
		}
	}

	#[test]
	fn it_takes_67_bytes_at_most() {
		let most = StandingOrder {
			limit: offset(0, 0, 0),
			price: at_50(Bound::AtMost(0)),
			green_share: at_50(Bound::AtMost(0)),
			..buying()
		};
		assert_eq!(most.encode().len(), StandingOrder::max_encoded_len());
		assert_eq!(StandingOrder::max_encoded_len(), 67);
	}
}
