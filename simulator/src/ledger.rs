//! Builds an [`Outcome`] from the chain's events: what each home paid and got, interval by interval.

use crate::{
	data::CommunityData,
	outcome::{HomeInterval, IntervalOutcome, Outcome},
};
use commonwatt_primitives::{money, traits::IntervalPrices, CommunityId, Interval, PointId};
use commonwatt_runtime::RuntimeEvent;
use pallet_energy_market::Event;

/// Follows one community from `first_interval` on, which is row `first_hour` of the data.
pub struct Ledger<'a> {
	data: &'a CommunityData,
	community: CommunityId,
	first_point: PointId,
	first_interval: Interval,
	first_hour: usize,
	intervals: Vec<IntervalOutcome>,
}

impl<'a> Ledger<'a> {
	pub fn new(
		data: &'a CommunityData,
		community: CommunityId,
		first_point: PointId,
		first_interval: Interval,
		first_hour: usize,
	) -> Self {
		Self {
			data,
			community,
			first_point,
			first_interval,
			first_hour,
			intervals: Vec::new(),
		}
	}

	/// The data's row of an interval; data that is shorter than the chain starts again.
	pub fn hour(&self, interval: Interval) -> usize {
		let offset = interval.saturating_sub(self.first_interval) as usize;
		(self.first_hour + offset) % self.data.hours.len()
	}

	/// Opens the next interval, whose prices the chain has frozen.
	pub fn open(&mut self, interval: Interval, prices: IntervalPrices) {
		let hour = self.hour(interval);
		let homes = (0..self.data.homes.len())
			.map(|home| {
				let (load_wh, pv_wh) = (self.data.load_wh[hour][home], self.data.pv_wh[hour][home]);
				let import_wh = load_wh.saturating_sub(pv_wh);
				let export_wh = pv_wh.saturating_sub(load_wh);
				let no_market_bill = money(prices.retail, import_wh.into()) as i128
					- money(prices.feed_in, export_wh.into()) as i128;
				HomeInterval {
					load_wh,
					pv_wh,
					import_wh,
					export_wh,
					no_market_bill,
					..Default::default()
				}
			})
			.collect();
		self.intervals.push(IntervalOutcome {
			interval,
			local_seconds: self.data.hours[hour].local_seconds,
			feed_in: prices.feed_in,
			retail: prices.retail,
			grid_fee: prices.grid_fee,
			pool_price: prices.pool_price.unwrap_or_default(),
			homes,
			..Default::default()
		});
	}

	fn interval(&mut self, interval: Interval) -> Option<&mut IntervalOutcome> {
		let index = interval.checked_sub(self.first_interval)? as usize;
		self.intervals.get_mut(index)
	}

	fn home(&mut self, interval: Interval, point: PointId) -> Option<&mut HomeInterval> {
		let index = point.checked_sub(self.first_point)? as usize;
		self.interval(interval)?.homes.get_mut(index)
	}

	/// Books an event. Only the market's count; a shortage costs retail until it is settled.
	pub fn apply(&mut self, event: &RuntimeEvent) {
		let RuntimeEvent::EnergyMarket(event) = event else {
			return;
		};
		match *event {
			Event::Metered {
				community,
				point,
				interval,
				deviation,
				..
			} if community == self.community => {
				let retail = self.interval(interval).map_or(0, |entry| entry.retail);
				if let Some(home) = self.home(interval, point).filter(|_| deviation > 0) {
					home.bill += money(retail, deviation.unsigned_abs()) as i128;
				}
			}
			Event::MeteredLate {
				community,
				point,
				interval,
				deviation,
				..
			} if community == self.community => {
				let Some(entry) = self.interval(interval) else {
					return;
				};
				let price = if deviation > 0 {
					entry.retail
				} else {
					entry.feed_in
				};
				entry.residual_wh += deviation;
				if let Some(home) = self.home(interval, point) {
					let amount = money(price, deviation.unsigned_abs()) as i128;
					home.bill += deviation.signum() as i128 * amount;
				}
			}
			Event::Settled {
				community,
				point,
				interval,
				matched,
				paid,
				..
			} if community == self.community => {
				if let Some(home) = self.home(interval, point) {
					home.bill -= paid as i128;
					home.local_wh += matched as u32;
				}
			}
			Event::IntervalClosed {
				community,
				interval,
				short,
				long,
				matched,
				..
			} if community == self.community => {
				if let Some(entry) = self.interval(interval) {
					entry.short_wh = short;
					entry.long_wh = long;
					entry.matched_wh = matched;
					entry.residual_wh += short as i64 - long as i64;
					entry.treasury_income += money(entry.grid_fee, matched);
				}
			}
			_ => {}
		}
	}

	pub fn intervals(&self) -> &[IntervalOutcome] {
		&self.intervals
	}

	pub fn finish(self) -> Outcome {
		Outcome {
			community: self.data.name.clone(),
			homes: self
				.data
				.homes
				.iter()
				.map(|home| home.name.clone())
				.collect(),
			intervals: self.intervals,
		}
	}
}
