//! The standing orders that some homes of a play state once. They know no more than a household does: that
//! the sun shines at noon, and about what they use and make in an hour.

use commonwatt_primitives::{
	order::Side,
	signal::ALL_GREEN,
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
	},
	Interval, Price, Wh,
};

/// Local hours in which a home with panels may have something left over: 9:00 to 16:00.
const SUNNY_HOURS: std::ops::Range<u32> = 9..16;
/// A home with panels offers this part of their nominal power.
const OFFERED: Wh = 5;
/// What a home asks for in an hour, Wh.
const WANTED: Wh = 250;
/// Neighbours are expected to have something left over from this green share on, parts per million.
const SOME_GREEN: u64 = ALL_GREEN / 50;

/// The lowest and the highest price of the tariff, base units per Wh.
#[derive(Clone, Copy, Debug)]
pub struct Prices {
	pub lowest: Price,
	pub highest: Price,
}

/// What a home states: it sells a part of what its panels can make, and buys while the sun is expected to
/// serve the neighbourhood, each a little on the safe side of the price that is forecast.
pub fn instructions(pv_nominal_w: u32, prices: Prices, expires: Interval) -> Vec<StandingOrder> {
	let limit = |level, offset| StandingLimit::Signal {
		level,
		offset,
		floor: prices.lowest,
		cap: prices.highest,
	};
	let spread = i64::try_from(prices.highest.saturating_sub(prices.lowest)).unwrap_or(0);
	let sunny = Schedule {
		hours: SUNNY_HOURS.fold(0, |hours, hour| hours | 1 << hour),
		..Schedule::ALWAYS
	};
	let some_green = Threshold {
		level: QuantileLevel::P50,
		bound: Bound::AtLeast(SOME_GREEN),
	};
	let offered = Wh::from(pv_nominal_w) / OFFERED;
	let selling = StandingOrder {
		side: Side::Sell,
		quantity: StandingQuantity::Fixed(offered),
		limit: limit(QuantileLevel::P25, -spread / 5),
		price: None,
		green_share: None,
		schedule: sunny,
		expires,
	};
	let buying = StandingOrder {
		side: Side::Buy,
		quantity: StandingQuantity::Fixed(WANTED),
		limit: limit(QuantileLevel::P75, 0),
		price: None,
		green_share: Some(some_green),
		schedule: Schedule::ALWAYS,
		expires,
	};
	match offered {
		0 => vec![buying],
		_ => vec![selling, buying],
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_primitives::{
		calendar::LocalHour,
		signal::{Forecast, Quantiles},
	};

	const PRICES: Prices = Prices {
		lowest: 50,
		highest: 540,
	};

	fn signal(price: u64, green_share: u64) -> Forecast {
		Forecast::of([
			Quantiles::certain(price),
			Quantiles::default(),
			Quantiles::default(),
			Quantiles::certain(green_share),
		])
	}

	fn at(hour: u8) -> LocalHour {
		LocalHour {
			month: 8,
			weekday: 0,
			hour,
		}
	}

	#[test]
	fn a_home_with_panels_sells_by_day_and_buys_when_there_is_green() {
		let [selling, buying] = instructions(4_000, PRICES, 99)[..] else {
			panic!("two");
		};
		assert_eq!(selling.quantity, StandingQuantity::Fixed(800));
		assert!(selling.is_met(&signal(200, 0), &at(12)));
		assert!(!selling.is_met(&signal(200, 0), &at(20)));
		assert!(!buying.is_met(&signal(200, 0), &at(12)));
		assert!(buying.is_met(&signal(200, ALL_GREEN / 2), &at(12)));
		// A fifth of 490 below the forecast, and never below what the supplier pays.
		assert_eq!(selling.limit(&signal(200, 0), 0, 1), 102);
		assert_eq!(selling.limit(&signal(60, 0), 0, 1), 50);
		assert_eq!(buying.limit(&signal(200, 0), 10, 1), 190);
	}

	#[test]
	fn a_home_without_panels_buys_alone() {
		let orders = instructions(0, PRICES, 99);
		assert!(matches!(
			orders[..],
			[StandingOrder {
				side: Side::Buy,
				..
			}]
		));
	}

	#[test]
	fn the_chain_accepts_them() {
		for pv in [0, 1_000, 4_000] {
			for order in instructions(pv, PRICES, 99) {
				assert_eq!(order.check(10_000, (PRICES.lowest, PRICES.highest)), Ok(()));
			}
		}
	}
}
