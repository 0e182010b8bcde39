//! The standing orders of a point, for people.

use super::words;
use crate::{
	market_time::MarketTime,
	units::{write_percent, write_price, write_wh},
};
use commonwatt_primitives::{
	api::{ForecastView, StandingOrdersView},
	calendar::LocalHour,
	standing::{StandingOrder, Threshold, MAX_STANDING_ORDERS},
	Interval, PointId,
};
use std::fmt;

pub struct List<'a> {
	pub point: PointId,
	pub standing: &'a StandingOrdersView,
	/// The settled signal that is acted on next, if there is one.
	pub signal: Option<&'a ForecastView>,
	pub time: &'a MarketTime,
}

/// The local hour in which an interval begins.
fn local_hour(time: &MarketTime, interval: Interval) -> LocalHour {
	LocalHour::at(time.local(time.begins(interval)))
}

/// The first condition that does not hold under a signal; `None` if all do.
fn unmet(order: &StandingOrder, signal: &ForecastView, hour: &LocalHour) -> Option<String> {
	let forecast = &signal.forecast;
	let timed = StandingOrder {
		price: None,
		green_share: None,
		..*order
	};
	if !timed.is_met(forecast, hour) {
		return Some("it is for other hours or days".into());
	}
	let value = |threshold: Option<Threshold>, quantiles| {
		threshold.map_or(0, |threshold| threshold.level.of(quantiles))
	};
	let priced = StandingOrder {
		price: order.price,
		..timed
	};
	if !priced.is_met(forecast, hour) {
		let price = value(order.price, &forecast.price);
		return Some(format!("the price is forecast at {}", write_price(price)));
	}
	if !order.is_met(forecast, hour) {
		let share = value(order.green_share, &forecast.green_share);
		return Some(format!(
			"the green share is forecast at {} %",
			write_percent(share)
		));
	}
	None
}

impl List<'_> {
	/// What an order makes of the settled signal.
	fn outlook(&self, f: &mut fmt::Formatter<'_>, order: &StandingOrder) -> fmt::Result {
		let Some(signal) = self.signal else {
			return Ok(());
		};
		let interval = signal.interval;
		let what = match unmet(order, signal, &local_hour(self.time, interval)) {
			_ if order.expires <= interval => "it has expired".into(),
			Some(reason) => format!("does not order, {reason}"),
			None => "its conditions hold".into(),
		};
		let begins = self.time.hour_of(interval);
		writeln!(f, "     for interval {interval}, from {begins} on: {what}")
	}

	/// What the meter makes expect of the next interval, if one of the orders asks for it.
	fn expectation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let next = self.time.in_progress().saturating_add(1);
		let hour = usize::from(local_hour(self.time, next).hour);
		let Some(expected) = self.standing.expected.get(hour) else {
			return Ok(());
		};
		let what = match expected {
			Some(net @ 1..) => format!("is expected to need {} Wh", write_wh(net.unsigned_abs())),
			Some(net @ ..0) => format!(
				"is expected to have {} Wh left over",
				write_wh(net.unsigned_abs())
			),
			Some(0) => "is expected to need and to have left over nothing".into(),
			None => "has not been read in that hour yet: nothing is expected of it".into(),
		};
		writeln!(
			f,
			"In interval {next}, from {} on, its meter {what}.",
			self.time.hour_of(next)
		)
	}
}

impl fmt::Display for List<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let point = self.point;
		if self.standing.orders.is_empty() {
			return writeln!(
				f,
				"Point {point} has no standing orders; it may have {MAX_STANDING_ORDERS}.\n\
				 next: commonwatt standing {point} --sell surplus --at 0.12 --key K sets one"
			);
		}
		writeln!(f, "Point {point}, standing orders:")?;
		for (id, order) in &self.standing.orders {
			writeln!(f, "  {id}  {}", words::sentence(order, self.time))?;
			self.outlook(f, order)?;
		}
		if self.signal.is_none() {
			writeln!(
				f,
				"No signal is settled for an interval to come: nothing is ordered; commonwatt signals shows \
				 why."
			)?;
		}
		writeln!(
			f,
			"Of those whose conditions hold and that have something to order, the first orders; none if the \
			 point has an order there already."
		)?;
		self.expectation(f)
	}
}
