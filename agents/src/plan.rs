//! Stochastic dynamic programming over the state of charge.
//!
//! A stage is an interval. For each quantile of the community's net load the battery does what is best
//! then, as it will follow its meter when the interval has come, and the stage's cost is the mean over the
//! quantiles: so a plan weighs the dear surprise against the cheap one. Between stages the surprises are
//! taken as independent. Every stage's cost is convex in what the battery takes, so is the value in the
//! state of charge, and a line between neighbouring states is a good value of what lies between them.

use crate::{
	objective::Objective,
	outlook::{Expectation, Outlook, WEIGHTS},
	Battery, BatterySpec,
};

/// States of charge in the table of values.
const STATES: usize = 33;
/// Steps to each limit that are compared for the interval that begins.
const STEPS: usize = 16;

/// What stored energy is worth from an interval on: the cost that is still to come, by state of charge.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
	capacity: f64,
	cost: [f64; STATES],
}

impl Value {
	/// A stored Wh is worth `worth` money, whatever the state.
	pub fn linear(capacity: f64, worth: f64) -> Self {
		let cost = std::array::from_fn(|state| -worth * capacity * part(state));
		Self { capacity, cost }
	}

	/// What is worth from the second interval of the outlook on. Beyond the outlook a stored Wh is worth
	/// `worth`.
	pub fn after_first(
		battery: &BatterySpec,
		hours: f64,
		objective: &Objective,
		outlook: &Outlook,
		worth: f64,
	) -> Self {
		let value = Self::linear(battery.capacity_wh, worth);
		let later = outlook.get(1..).unwrap_or_default();
		later.iter().rev().fold(value, |value, expected| {
			value.before(battery, hours, objective, expected)
		})
	}

	/// What is worth after each interval of the outlook, the first before the others. Beyond the outlook a
	/// stored Wh is worth `worth`.
	pub fn after_each(
		battery: &BatterySpec,
		hours: f64,
		objective: &Objective,
		outlook: &Outlook,
		worth: f64,
	) -> Vec<Self> {
		let last = Self::linear(battery.capacity_wh, worth);
		let later = outlook.get(1..).unwrap_or_default();
		let before = later.iter().rev().scan(last.clone(), |value, expected| {
			*value = value.before(battery, hours, objective, expected);
			Some(value.clone())
		});
		let mut values: Vec<Self> = std::iter::once(last).chain(before).collect();
		values.reverse();
		values
	}

	/// Cost to come with `stored` Wh in the cells.
	pub fn at(&self, stored: f64) -> f64 {
		if self.capacity <= 0.0 {
			return self.cost[0];
		}
		let place = (stored / self.capacity).clamp(0.0, 1.0) * (STATES - 1) as f64;
		let below = (place as usize).min(STATES - 2);
		let rest = place - below as f64;
		self.cost[below] * (1.0 - rest) + self.cost[below + 1] * rest
	}

	/// What a Wh in the cells is worth with `stored` Wh in them: over the state around it.
	pub fn worth(&self, stored: f64) -> f64 {
		let half = self.step() / 2.0;
		self.slope(stored - half, stored + half)
	}

	/// What the next Wh into the cells is worth: over the state above.
	pub fn worth_of_next(&self, stored: f64) -> f64 {
		self.slope(stored, stored + self.step())
	}

	/// What the last Wh in the cells is worth: over the state below.
	pub fn worth_of_last(&self, stored: f64) -> f64 {
		self.slope(stored - self.step(), stored)
	}

	fn step(&self) -> f64 {
		self.capacity / (STATES - 1) as f64
	}

	fn slope(&self, low: f64, high: f64) -> f64 {
		let (low, high) = (low.max(0.0), high.min(self.capacity));
		match low < high {
			true => (self.at(low) - self.at(high)) / (high - low),
			false => 0.0,
		}
	}

	/// The value one interval earlier.
	fn before(
		&self,
		battery: &BatterySpec,
		hours: f64,
		objective: &Objective,
		expected: &Expectation,
	) -> Self {
		let step = self.capacity / (STATES - 1) as f64;
		// Moving by the same number of states takes the same energy from any state.
		let moves: [f64; 2 * STATES - 1] = std::array::from_fn(|i| {
			let change = (i as f64 - (STATES - 1) as f64) * step;
			battery.taking(change)
		});
		let low = -battery.discharge_w * hours - 1e-9;
		let high = battery.charge_w * hours + 1e-9;
		let mut cost = [0.0; STATES];
		for (weight, net) in WEIGHTS.iter().zip(&expected.net) {
			let stage = |taken: f64| objective.cost(battery, expected, *net, taken);
			let costs = moves.map(stage);
			// Where power does not reach the next state, its limit is a choice too.
			let limits = [low, high].map(|taken| (taken, stage(taken)));
			for (from, mean) in cost.iter_mut().enumerate() {
				let stored = self.capacity * part(from);
				let (least, most) = battery.reach(stored, hours);
				let at_limit = limits
					.iter()
					.filter(|(taken, _)| least - 1e-6 <= *taken && *taken <= most + 1e-6)
					.map(|(taken, cost)| cost + self.at(battery.after(stored, *taken)));
				let mut best = at_limit.fold(f64::INFINITY, f64::min);
				for (to, later) in self.cost.iter().enumerate() {
					let i = to + STATES - 1 - from;
					if low <= moves[i] && moves[i] <= high {
						best = best.min(costs[i] + later);
					}
				}
				*mean += weight * best;
			}
		}
		Self {
			capacity: self.capacity,
			cost,
		}
	}

	/// What may be best to take now, nothing first: steps to the limits, the states of the table, and what
	/// brings the community's meter to 0 or to its peak. Where costs are straight between these, one of them
	/// is best.
	fn choices(&self, battery: &Battery, objective: &Objective, now: &Expectation) -> Vec<f64> {
		let (spec, stored) = (battery.spec(), battery.stored());
		let (least, most) = spec.reach(stored, battery.hours());
		let steps = (0..=STEPS).flat_map(|i| {
			let part = i as f64 / STEPS as f64;
			[least * part, most * part]
		});
		let states = (0..STATES).map(|state| {
			let change = self.capacity * part(state) - stored;
			spec.taking(change)
		});
		let bends = now
			.net
			.iter()
			.chain([&now.mean()])
			.flat_map(|net| [0.0, objective.peak_wh].map(|meter| (meter - net) * objective.share))
			.collect::<Vec<_>>();
		let mut choices: Vec<f64> = steps
			.chain(states)
			.chain(bends)
			.filter(|taken| (least..=most).contains(taken))
			.collect();
		choices.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
		choices
	}

	/// What to take now.
	pub fn choose(
		&self,
		battery: &Battery,
		objective: &Objective,
		now: &Expectation,
		spread: f64,
	) -> Choice {
		let (spec, stored) = (battery.spec(), battery.stored());
		let choices = self.choices(battery, objective, now);
		let best = |cost: &dyn Fn(f64) -> f64| {
			let total = |taken: f64| cost(taken) + self.at(spec.after(stored, taken));
			// Of equals the first: least movement.
			let nothing = (total(0.0), 0.0);
			let best = choices.iter().fold(nothing, |best, taken| {
				let cost = total(*taken);
				match cost < best.0 - 1e-12 * best.0.abs() {
					true => (cost, *taken),
					false => best,
				}
			});
			best.1
		};
		let mean = now.mean();
		let nets = now.net.map(|net| mean + spread * (net - mean));
		let expected = |taken: f64| -> f64 {
			let cost = |(weight, net)| weight * objective.cost(spec, now, net, taken);
			WEIGHTS.into_iter().zip(nets).map(cost).sum()
		};
		Choice {
			importing: best(&|taken| objective.cost_of_import(spec, now, mean, taken)),
			surplus: best(&|taken| objective.cost_of_surplus(spec, now, taken)),
			expected: best(&expected),
		}
	}
}

/// What is best to take now, Wh; below 0: deliver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
	/// If the community imports at the margin.
	pub importing: f64,
	/// If it has a surplus at the margin.
	pub surplus: f64,
	/// In the mean over the forecast.
	pub expected: f64,
}

fn part(state: usize) -> f64 {
	state as f64 / (STATES - 1) as f64
}
