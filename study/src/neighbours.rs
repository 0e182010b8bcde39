//! What the neighbours will need and have: forecasts of the sums of the meters, which are public.

use crate::community::Community;
use commonwatt_agents::Latest;
use commonwatt_forecast::{Forecaster, Kind, Step, LEVELS};

/// Models of the sums of import and export, batteries included, from a rolling origin.
pub struct Neighbours<'a> {
	community: &'a Community,
	short: Forecaster,
	long: Forecaster,
	next: usize,
}

/// Quantiles of the sums of import and of export in an interval, Wh.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
	/// Import.
	pub short: [f64; LEVELS.len()],
	/// Export.
	pub long: [f64; LEVELS.len()],
}

impl<'a> Neighbours<'a> {
	/// `None` for a number of steps a day that the models do not take.
	pub fn new(community: &'a Community) -> Option<Self> {
		let model = |kind| Forecaster::new(kind, community.steps_per_day).ok();
		Some(Self {
			community,
			short: model(Kind::Load)?,
			long: model(Kind::Generation)?,
			next: 0,
		})
	}

	/// The sums of the next interval are known.
	pub fn learn(&mut self, latest: Latest) {
		let calendar = self.community.calendar(self.next);
		self.short.update(calendar, None, Some(latest.short as f64));
		self.long.update(calendar, None, Some(latest.long as f64));
		self.next += 1;
	}

	/// What is to be expected in an interval to come, up to a day after the latest that is known.
	pub fn expect(&self, interval: usize) -> Option<Sums> {
		let a_day = self.next + usize::from(self.community.steps_per_day);
		if !(self.next..a_day).contains(&interval) {
			return None;
		}
		let steps: Vec<Step> = (self.next..=interval)
			.map(|at| Step {
				calendar: self.community.calendar(at),
				weather: None,
			})
			.collect();
		let last = |model: &Forecaster| model.forecast(&steps).last().map(|last| last.values);
		Some(Sums {
			short: last(&self.short)?,
			long: last(&self.long)?,
		})
	}
}
