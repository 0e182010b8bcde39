//! The simplest forecasts: as in the same interval of the latest days. What learnt ones must beat.

use crate::{
	community::Community,
	foresight::{expectation, Foresight, WH_PER_KWH},
};
use commonwatt_agents::Expectation;
use commonwatt_forecast::{Quantiles, LEVELS};

/// What was metered on the latest days, from a rolling origin.
pub struct Days<'a> {
	community: &'a Community,
	/// So many of them.
	days: usize,
	/// Net loads of all homes and of each, Wh, and what an imported kWh emits, kg, by interval.
	nets: Vec<f64>,
	homes: Vec<Vec<f64>>,
	carbon: Vec<f64>,
}

impl<'a> Days<'a> {
	/// Expects every interval as in the same one of the latest `days`: with one day as then, with more the
	/// quantiles of them.
	pub fn new(community: &'a Community, days: usize) -> Self {
		Self {
			community,
			days: days.max(1),
			nets: Vec::new(),
			homes: vec![Vec::new(); community.homes.len()],
			carbon: Vec::new(),
		}
	}

	/// The values of the same interval on the latest known days; 0 before there are any.
	fn same(&self, of: &[f64], interval: usize) -> Quantiles {
		let day = usize::from(self.community.steps_per_day).max(1);
		let back = (interval.saturating_sub(of.len()) / day + 1) * day;
		let days = (0..self.days).map_while(|more| interval.checked_sub(back + more * day));
		let mut values: Vec<f64> = days.filter_map(|at| of.get(at).copied()).collect();
		values.sort_by(f64::total_cmp);
		let Some(last) = values.len().checked_sub(1) else {
			return Quantiles {
				mean: 0.0,
				values: [0.0; LEVELS.len()],
			};
		};
		let quantile = |level: f64| {
			let place = level * last as f64;
			let below = (place as usize).min(last);
			let above = (below + 1).min(last);
			values[below] + (place - below as f64) * (values[above] - values[below])
		};
		Quantiles {
			mean: values.iter().sum::<f64>() / values.len() as f64,
			values: LEVELS.map(quantile),
		}
	}
}

impl Foresight for Days<'_> {
	fn outlook(&self, interval: usize, horizon: usize) -> Vec<Expectation> {
		let intervals = interval..interval.saturating_add(horizon);
		intervals
			.map(|at| Expectation {
				carbon: self.same(&self.carbon, at).mean / WH_PER_KWH,
				..expectation(self.community, at, self.same(&self.nets, at).values)
			})
			.collect()
	}

	fn own(&self, home: usize, interval: usize) -> f64 {
		self.same(&self.homes[home], interval).mean
	}

	fn own_ahead(&self, home: usize, from: usize, intervals: usize) -> Vec<Quantiles> {
		let intervals = from..from.saturating_add(intervals);
		intervals
			.map(|at| self.same(&self.homes[home], at))
			.collect()
	}

	fn learn(&mut self, nets: &[i64]) {
		let Some(carbon) = self.community.carbon.get(self.carbon.len()) else {
			return;
		};
		self.carbon.push(*carbon);
		self.nets.push(nets.iter().sum::<i64>() as f64);
		for (home, net) in self.homes.iter_mut().zip(nets) {
			home.push(*net as f64);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::community::Home;

	#[test]
	fn it_knows_the_latest_days_alone() {
		let community = Community {
			steps_per_day: 24,
			retail: vec![200; 96],
			carbon: vec![0.5; 96],
			homes: vec![Home::default()],
			..Default::default()
		};
		let (mut one, mut three) = (Days::new(&community, 1), Days::new(&community, 3));
		assert_eq!(one.outlook(0, 24)[5].net, [0.0; 5]);
		for at in 0..60 {
			one.learn(&[at]);
			three.learn(&[at]);
		}
		// Hour 60 as hour 36, hour 83 as 59, hour 84 as 36 once more.
		assert_eq!(one.outlook(60, 25)[0].net, [36.0; 5]);
		assert_eq!(one.outlook(60, 25)[23].net, [59.0; 5]);
		assert_eq!(one.outlook(60, 25)[24].net, [36.0; 5]);
		// 12 and 36: there is no third day.
		assert_eq!(three.own(0, 60), 24.0);
		let own = &three.own_ahead(0, 60, 1)[0];
		assert_eq!((own.values[0], own.values[2]), (13.2, 24.0));
		assert_eq!(three.outlook(60, 1)[0].carbon, 0.0005);
	}
}
