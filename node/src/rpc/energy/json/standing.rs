//! Standing orders as JSON.

use super::Decimal;
use commonwatt_primitives::{
	api::StandingOrdersView,
	order::Side,
	signal::{Quantiles, LEVELS},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingOrderId,
		StandingQuantity, Threshold,
	},
	Interval, NetWh, PointId, Price, Wh,
};
use serde::Serialize;

/// See [`StandingOrdersView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
	point: PointId,
	orders: Vec<StandingEntry>,
	/// Wh by local hour.
	expected: Vec<Option<NetWh>>,
}

impl Standing {
	pub fn new(point: PointId, view: StandingOrdersView) -> Self {
		Self {
			point,
			orders: view
				.orders
				.into_iter()
				.map(|(id, order)| StandingEntry::new(id, order))
				.collect(),
			expected: view.expected,
		}
	}
}

/// See [`StandingOrder`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StandingEntry {
	id: StandingOrderId,
	side: Side,
	/// `None` if a part of what is expected.
	quantity: Option<Wh>,
	expected_percent: Option<u8>,
	/// `None` if it follows the signal.
	limit: Option<Decimal<Price>>,
	signal_limit: Option<SignalLimit>,
	price: Option<PriceThreshold>,
	green_share: Option<ShareThreshold>,
	hours: Vec<u8>,
	days: Vec<u8>,
	expires: Interval,
}

impl StandingEntry {
	fn new(id: StandingOrderId, order: StandingOrder) -> Self {
		let StandingOrder {
			side,
			quantity,
			limit,
			price,
			green_share,
			schedule: Schedule { hours, days },
			expires,
		} = order;
		let (quantity, expected_percent) = match quantity {
			StandingQuantity::Fixed(quantity) => (Some(quantity), None),
			StandingQuantity::Expected { percent } => (None, Some(percent)),
		};
		let (limit, signal_limit) = match limit {
			StandingLimit::Fixed(price) => (Some(Decimal(price)), None),
			StandingLimit::Signal {
				level,
				offset,
				floor,
				cap,
			} => (
				None,
				Some(SignalLimit {
					level: percent(level),
					offset: Decimal(offset),
					floor: Decimal(floor),
					cap: Decimal(cap),
				}),
			),
		};
		Self {
			id,
			side,
			quantity,
			expected_percent,
			limit,
			signal_limit,
			price: price.map(PriceThreshold::from),
			green_share: green_share.map(ShareThreshold::from),
			hours: set_bits(hours),
			days: set_bits(days.into()),
			expires,
		}
	}
}

/// The level in percent.
fn percent(level: QuantileLevel) -> u64 {
	level.of(&Quantiles(LEVELS.map(u64::from)))
}

/// The numbers of the bits that are set.
fn set_bits(bits: u32) -> Vec<u8> {
	(0..32u8)
		.filter(|bit| bits.checked_shr(u32::from(*bit)).unwrap_or(0) & 1 == 1)
		.collect()
}

/// A limit that follows the signal's price.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SignalLimit {
	/// Percent.
	level: u64,
	offset: Decimal<i64>,
	floor: Decimal<Price>,
	cap: Decimal<Price>,
}

/// See [`Threshold`]. One of the bounds is `None`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PriceThreshold {
	/// Percent.
	level: u64,
	at_most: Option<Decimal<Price>>,
	at_least: Option<Decimal<Price>>,
}

impl From<Threshold> for PriceThreshold {
	fn from(threshold: Threshold) -> Self {
		let (at_most, at_least) = sides(threshold.bound);
		Self {
			level: percent(threshold.level),
			at_most: at_most.map(Decimal),
			at_least: at_least.map(Decimal),
		}
	}
}

/// See [`Threshold`]. One of the bounds is `None`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShareThreshold {
	/// Percent.
	level: u64,
	at_most_ppm: Option<u64>,
	at_least_ppm: Option<u64>,
}

impl From<Threshold> for ShareThreshold {
	fn from(threshold: Threshold) -> Self {
		let (at_most_ppm, at_least_ppm) = sides(threshold.bound);
		Self {
			level: percent(threshold.level),
			at_most_ppm,
			at_least_ppm,
		}
	}
}

/// The upper and the lower bound; one of them is `None`.
fn sides(bound: Bound) -> (Option<u64>, Option<u64>) {
	match bound {
		Bound::AtMost(most) => (Some(most), None),
		Bound::AtLeast(least) => (None, Some(least)),
	}
}
