//! The standing orders of a point, for people.

use super::words;
use crate::{market_time::MarketTime, units::write_wh};
use commonwatt_primitives::{
	api::StandingOrdersView, calendar::LocalHour, standing::MAX_STANDING_ORDERS, PointId,
};
use std::fmt;

pub struct List<'a> {
	pub point: PointId,
	pub standing: &'a StandingOrdersView,
	pub time: &'a MarketTime,
}

impl List<'_> {
	/// What the meter makes expect of the next interval, if one of the orders asks for it.
	fn expectation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let next = self.time.in_progress().saturating_add(1);
		let local = self.time.local(self.time.begins(next));
		let hour = usize::from(LocalHour::at(local).hour);
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
		}
		writeln!(
			f,
			"For an interval the first orders whose conditions hold, when its signal is settled, unless \
			 the point has an order there."
		)?;
		self.expectation(f)
	}
}
