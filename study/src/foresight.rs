//! What the agents expect: forecasts by the chain's models, or the truth.

use crate::community::Community;
use commonwatt_agents::Expectation;
use commonwatt_forecast::{Forecaster, Kind, Quantiles, Step, LEVELS};

/// Carbon intensity is given in kg per kWh and used in kg per Wh.
pub(crate) const WH_PER_KWH: f64 = 1_000.0;

/// What anybody can expect of the community, and each home of itself.
pub trait Foresight {
	/// Public expectations of the community's net load without its batteries, of the tariff and of the
	/// carbon intensity, from `interval` on.
	fn outlook(&self, interval: usize, horizon: usize) -> Vec<Expectation>;

	/// Net load that the home at `home` expects of itself in `interval`, Wh.
	fn own(&self, home: usize, interval: usize) -> f64;

	/// The quantiles of that in each interval from one on, as far as can be seen.
	fn own_ahead(&self, home: usize, from: usize, intervals: usize) -> Vec<Quantiles>;

	/// The meters have counted the next interval: net loads without batteries, Wh.
	fn learn(&mut self, nets: &[i64]);
}

/// Perfect foresight: the truth.
pub struct Perfect<'a>(pub &'a Community);

impl Foresight for Perfect<'_> {
	fn outlook(&self, interval: usize, horizon: usize) -> Vec<Expectation> {
		let end = interval.saturating_add(horizon).min(self.0.intervals());
		(interval..end)
			.map(|at| {
				let net: i64 = self.0.nets(at).iter().sum();
				Expectation {
					carbon: self.0.carbon[at] / WH_PER_KWH,
					..expectation(self.0, at, [net as f64; LEVELS.len()])
				}
			})
			.collect()
	}

	fn own(&self, home: usize, interval: usize) -> f64 {
		self.0.homes[home].net(interval) as f64
	}

	fn own_ahead(&self, home: usize, from: usize, intervals: usize) -> Vec<Quantiles> {
		let end = from.saturating_add(intervals).min(self.0.intervals());
		(from..end)
			.map(|at| {
				let mean = self.own(home, at);
				Quantiles {
					mean,
					values: [mean; LEVELS.len()],
				}
			})
			.collect()
	}

	fn learn(&mut self, _: &[i64]) {}
}

/// The models that the chain's forecasters run, from a rolling origin: they know what was learned and the
/// tariff, nothing else.
pub struct Models<'a> {
	community: &'a Community,
	net: Forecaster,
	carbon: Forecaster,
	homes: Vec<Forecaster>,
	next: usize,
}

impl<'a> Models<'a> {
	/// `None` for a number of steps a day that the models do not take.
	pub fn new(community: &'a Community) -> Option<Self> {
		let model = |kind| Forecaster::new(kind, community.steps_per_day).ok();
		let homes = community.homes.iter().map(|_| model(Kind::NetLoad));
		Some(Self {
			community,
			net: model(Kind::NetLoad)?,
			carbon: model(Kind::Price)?,
			homes: homes.collect::<Option<_>>()?,
			next: 0,
		})
	}

	fn steps(&self, until: usize) -> Vec<Step> {
		let a_day = self.next + usize::from(self.community.steps_per_day);
		(self.next..until.min(a_day))
			.map(|at| Step {
				calendar: self.community.calendar(at),
				weather: None,
			})
			.collect()
	}
}

impl Foresight for Models<'_> {
	fn outlook(&self, interval: usize, horizon: usize) -> Vec<Expectation> {
		let end = interval.saturating_add(horizon);
		let steps = self.steps(end);
		let skipped = interval.saturating_sub(self.next);
		let forecast = |model: &Forecaster| -> Vec<Quantiles> {
			model.forecast(&steps).into_iter().skip(skipped).collect()
		};
		let (nets, carbons) = (forecast(&self.net), forecast(&self.carbon));
		(interval..end)
			.zip(nets.iter().zip(&carbons))
			.map(|(at, (net, carbon))| Expectation {
				carbon: carbon.mean.max(0.0) / WH_PER_KWH,
				..expectation(self.community, at, net.values)
			})
			.collect()
	}

	fn own(&self, home: usize, interval: usize) -> f64 {
		let forecast = self.homes[home].forecast(&self.steps(interval + 1));
		forecast.last().map_or(0.0, |quantiles| quantiles.mean)
	}

	fn own_ahead(&self, home: usize, from: usize, intervals: usize) -> Vec<Quantiles> {
		let steps = self.steps(from.saturating_add(intervals));
		let skipped = from.saturating_sub(self.next);
		let forecast = self.homes[home].forecast(&steps);
		forecast.into_iter().skip(skipped).collect()
	}

	fn learn(&mut self, nets: &[i64]) {
		let Some(carbon) = self.community.carbon.get(self.next) else {
			return;
		};
		let calendar = self.community.calendar(self.next);
		let net: i64 = nets.iter().sum();
		self.net.update(calendar, None, Some(net as f64));
		self.carbon.update(calendar, None, Some(*carbon));
		for (model, net) in self.homes.iter_mut().zip(nets) {
			model.update(calendar, None, Some(*net as f64));
		}
		self.next += 1;
	}
}

/// What is known for certain: the tariff.
pub(crate) fn expectation(
	community: &Community,
	at: usize,
	net: [f64; LEVELS.len()],
) -> Expectation {
	Expectation {
		retail: community.retail_of(at) as f64,
		feed_in: community.feed_in as f64,
		carbon: 0.0,
		net,
	}
}
