//! What a vehicle's plan says of an interval.

use crate::{ahead::Planned, dispatch::Dispatch};
use commonwatt_forecast::Quantiles;

/// An interval of a plan. While the vehicle is away all is 0 and `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
	/// What its cells got in the stay before the interval, Wh.
	pub charged_wh: f64,
	/// What it takes from its home, Wh.
	pub taken: i64,
	/// What of it cannot wait, Wh.
	pub pressing: i64,
	/// What a Wh in its cells is worth at the interval's end.
	pub worth: f64,
	/// What a Wh less would cost, to be taken later; `None` if none can wait.
	pub sparing: Option<f64>,
	/// What a Wh more is worth; `None` if it can take no more.
	pub storing: Option<f64>,
}

impl Charge {
	/// What the meter will count if the home needs `own` beside the vehicle: what to trade ahead follows,
	/// [`Planned::offer`].
	pub fn beside(&self, own: &Quantiles) -> Planned {
		Planned {
			stored: self.charged_wh,
			dispatch: Dispatch::exactly(self.taken),
			nets: own.values.map(|net| net.round() + self.taken as f64),
			worth: self.worth,
			covering: self.sparing,
			storing: self.storing,
		}
	}
}
