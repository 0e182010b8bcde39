//! The green energy of intervals is that of the readings in the rings.

use crate::{GreenTotals, IntervalResult, Unsettled};
use commonwatt_primitives::{green::Certification, Wh};

/// What the unsettled readings of an interval hold.
#[derive(Default)]
pub(super) struct GreenUnsettled {
	sold_ahead: Wh,
	sold_ahead_green: Wh,
	rest: Wh,
	rest_green: Wh,
	bought_ahead: Wh,
	used_rest: Wh,
}

impl GreenUnsettled {
	#[allow(clippy::arithmetic_side_effects)]
	pub(super) fn count(&mut self, reading: &Unsettled) {
		let parts = reading.parts();
		assert!(reading.bought == 0 || reading.sold == 0);
		assert!(
			reading.unfunded == 0 || reading.net_import() > reading.position(),
			"only a shortage is unfunded"
		);
		self.sold_ahead += parts.sold_ahead;
		self.rest += parts.rest;
		self.bought_ahead += parts.bought_ahead;
		self.used_rest += parts.used_rest;
		if reading.certification == Certification::Producer {
			self.sold_ahead_green += parts.sold_ahead;
			self.rest_green += parts.rest;
		}
	}

	/// Panics unless the interval's sums are those of its readings, and its shares sum to what was used
	/// here once all are settled.
	#[allow(clippy::arithmetic_side_effects)]
	pub(super) fn check(&self, result: &IntervalResult, context: &str) {
		let green @ GreenTotals {
			sold_ahead,
			sold_ahead_green,
			rest,
			rest_green,
			bought_ahead,
			used_rest,
			used,
			local,
			rest_local_green,
			rest_settled,
			ahead_settled,
			used_settled,
		} = result.green;
		assert!(sold_ahead_green <= sold_ahead, "{context}");
		assert!(rest_green <= rest, "{context}");
		assert!(bought_ahead + used_rest <= used, "{context}");
		assert!(local <= bought_ahead + used_rest, "used here: {context}");
		assert!(rest_local_green <= rest_green, "{context}");
		assert!(local - rest_local_green <= sold_ahead_green, "{context}");
		if !result.closed || result.prices.pool_price.is_none() {
			assert_eq!((local, rest_local_green), (0, 0), "{context}");
		}
		assert_eq!(self.rest_green, rest_green - rest_settled, "{context}");
		assert_eq!(self.bought_ahead, bought_ahead - ahead_settled, "{context}");
		let served = (local - rest_local_green).min(bought_ahead);
		let served_so_far = green.served_so_far();
		assert_eq!(
			self.bought_ahead + self.used_rest,
			bought_ahead + used_rest - served_so_far - used_settled,
			"{context}"
		);
		if !result.closed {
			assert_eq!((rest_settled, ahead_settled, used_settled), (0, 0, 0));
			assert_eq!(
				[self.sold_ahead, self.sold_ahead_green, self.rest],
				[sold_ahead, sold_ahead_green, rest],
				"{context}"
			);
		}
		if result.unsettled == 0 {
			assert_eq!(served_so_far, served, "all who bought ahead: {context}");
			assert_eq!(
				used_settled,
				bought_ahead + used_rest - served,
				"all who used: {context}"
			);
		}
	}
}
