//! The homes' agents at work, interval by interval.
//!
//! The loop is closed: an agent decides before the interval on what the past has brought, its battery
//! follows the meter within what was decided, and only then is the interval part of the past. The same
//! fleet runs on plain arithmetic and on the real runtime.

use crate::{
	community::Community,
	days::Days,
	foresight::{Foresight, Models, Perfect},
	kinds::{kinds, Kind},
	planning::Planning,
	rules::{ClockRule, PriceRule},
};
use commonwatt_agents::{
	plan_ahead, values, Battery, BatterySpec, Dispatch, Expectation, Latest, Planned, Planner,
	Value,
};

/// How the homes' batteries are run. Money in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Control {
	/// Not at all.
	Idle,
	/// Greedy self-consumption.
	Greedy,
	/// By thresholds of the tariff and of what the latest interval brought.
	Threshold(PriceRule),
	/// By the clock and the tariff.
	Clock(ClockRule),
	/// By plans on forecasts.
	Forecast(Planning),
	/// By the same plans, everything expected as on so many latest days.
	Days(Planning, usize),
	/// By the same plans on the truth.
	Foresight(Planning),
}

/// What a home's battery did in an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Did {
	/// Taken from the home, Wh; below 0 delivered.
	pub taken: i64,
	/// In the cells at the end, Wh.
	pub stored: f64,
}

/// The batteries of a community and what runs them.
pub struct Fleet<'a> {
	community: &'a Community,
	control: Control,
	batteries: Vec<Option<Battery>>,
	foresight: Option<Box<dyn Foresight + 'a>>,
	latest: Latest,
	/// What each home will draw beside what is forecast, from the next interval on, Wh: planned and so known.
	beside: Vec<Vec<i64>>,
	/// The community's highest net load without batteries so far, Wh.
	highest: f64,
	/// See [`Fleet::widen`].
	widened_w: Vec<u32>,
}

impl<'a> Fleet<'a> {
	/// Empty batteries in the first interval of a community that was checked.
	pub fn new(community: &'a Community, control: Control) -> Self {
		let foresight: Option<Box<dyn Foresight>> = match control {
			Control::Forecast(_) => {
				Models::new(community).map(|models| Box::new(models) as Box<dyn Foresight>)
			}
			Control::Days(_, days) => Some(Box::new(Days::new(community, days))),
			Control::Foresight(_) => Some(Box::new(Perfect(community))),
			_ => None,
		};
		let battery = |spec| Battery::new(spec, community.hours()).ok();
		let batteries = community.homes.iter().map(|home| home.battery);
		Self {
			community,
			control,
			batteries: batteries.map(|spec| spec.and_then(battery)).collect(),
			foresight,
			latest: Latest::default(),
			beside: Vec::new(),
			highest: 0.0,
			widened_w: Vec::new(),
		}
	}

	/// What each home will draw beside what was learnt of it, by interval from the next to decide upon, Wh: what
	/// its vehicle plans. Nothing beyond. It holds until it is said anew.
	pub fn expect(&mut self, beside: Vec<Vec<i64>>) {
		self.beside = beside;
	}

	/// What is known of a home beside its forecast, so many intervals ahead.
	fn beside(&self, ahead: usize, home: usize) -> f64 {
		let row = self.beside.get(ahead);
		row.and_then(|row| row.get(home))
			.map_or(0.0, |wh| *wh as f64)
	}

	/// What is to be expected of the community, with what is known beside the forecast.
	fn outlook(&self, foresight: &dyn Foresight, interval: usize) -> Vec<Expectation> {
		let a_day = usize::from(self.community.steps_per_day);
		let mut outlook = foresight.outlook(interval, a_day);
		for (expected, beside) in outlook.iter_mut().zip(&self.beside) {
			let sum = beside.iter().sum::<i64>() as f64;
			expected.net = expected.net.map(|net| net + sum);
		}
		outlook
	}

	/// What the agents tell their batteries for the interval that begins, in the order of the homes.
	pub fn decide(&self, interval: usize) -> Vec<Dispatch> {
		let homes = self.wish(interval).into_iter().enumerate();
		homes
			.map(|(home, dispatch)| dispatch.behind(self.connection(home)))
			.collect()
	}

	/// Homes' connections carry so many W more than the community has it, in the order of the homes: with
	/// vehicles that come.
	pub fn widen(&mut self, watts: &[u32]) {
		self.widened_w = watts.to_vec();
	}

	/// What a home's connection carries in an interval, Wh.
	fn connection(&self, home: usize) -> i64 {
		let watts = self
			.community
			.homes
			.get(home)
			.and_then(|home| home.connection_w);
		let more = self.widened_w.get(home).copied().unwrap_or(0);
		watts.map_or(i64::MAX, |watts| {
			(f64::from(watts.saturating_add(more)) * self.community.hours()) as i64
		})
	}

	/// The same without regard to their connections.
	fn wish(&self, interval: usize) -> Vec<Dispatch> {
		let community = self.community;
		let all = |dispatch| vec![dispatch; self.batteries.len()];
		match &self.control {
			Control::Idle => all(Dispatch::exactly(0)),
			Control::Greedy => all(Dispatch::FOLLOW),
			Control::Threshold(rule) => {
				let (tariff, hours) = (community.tariff(interval), community.hours());
				let (feed_in, latest) = (community.feed_in, &self.latest);
				self.each(|battery| rule.decide(battery.spec(), hours, &tariff, feed_in, latest))
			}
			Control::Clock(rule) => {
				let tariff = community.tariff(interval);
				self.each(|battery| rule.decide(battery, &tariff))
			}
			Control::Forecast(planning)
			| Control::Days(planning, _)
			| Control::Foresight(planning) => self.plan(planning, interval),
		}
	}

	fn each(&self, decide: impl Fn(&Battery) -> Dispatch) -> Vec<Dispatch> {
		let decide = |battery: &Option<Battery>| {
			let nothing = Dispatch::exactly(0);
			battery.as_ref().map_or(nothing, &decide)
		};
		self.batteries.iter().map(decide).collect()
	}

	/// The batteries as they are planned with: with no more power than their connections carry.
	fn planned_with(&self) -> Vec<Option<Battery>> {
		let batteries = self.batteries.iter().enumerate();
		batteries
			.map(|(home, battery)| {
				let battery = battery.as_ref()?;
				let carried = self.connection(home) as f64 / battery.hours();
				let spec = BatterySpec {
					charge_w: battery.spec().charge_w.min(carried),
					discharge_w: battery.spec().discharge_w.min(carried),
					..*battery.spec()
				};
				Battery::holding(spec, battery.hours(), battery.stored()).ok()
			})
			.collect()
	}

	/// The kinds of batteries, and what each expects of the community.
	fn kinds(
		&self,
		planning: &Planning,
		batteries: &[Option<Battery>],
		mut outlook: Vec<Expectation>,
	) -> Vec<(Kind, Vec<Expectation>)> {
		let kinds = kinds(batteries);
		let last = kinds.len().saturating_sub(1);
		let mut all = Vec::with_capacity(kinds.len());
		for (index, kind) in kinds.into_iter().enumerate() {
			let seen = outlook.clone();
			if index < last {
				let planner = planning.planner(&seen, self.highest, 1.0);
				let plan = kind.plan(&planner, &seen);
				for (expected, taken) in outlook.iter_mut().zip(plan) {
					expected.net = expected.net.map(|net| net + taken as f64);
				}
			}
			all.push((kind, seen));
		}
		all
	}

	/// How a battery plans: as a part of its kind by capacity.
	fn planner(
		&self,
		planning: &Planning,
		spec: &BatterySpec,
		kind: &Kind,
		outlook: &[Expectation],
	) -> Planner {
		let share = spec.capacity_wh / kind.all.spec().capacity_wh;
		planning.planner(outlook, self.highest, share)
	}

	fn plan(&self, planning: &Planning, interval: usize) -> Vec<Dispatch> {
		let community = self.community;
		let mut dispatches = vec![Dispatch::exactly(0); self.batteries.len()];
		let Some(foresight) = &self.foresight else {
			return dispatches;
		};
		let outlook = self.outlook(foresight.as_ref(), interval);
		let batteries = self.planned_with();
		for (kind, outlook) in self.kinds(planning, &batteries, outlook) {
			let Some(now) = outlook.first() else {
				continue;
			};
			// Agents with the same battery reckon the same: done once.
			let mut reckoned: Vec<(BatterySpec, Planner, Value)> = Vec::new();
			for home in &kind.homes {
				let Some(battery) = &batteries[*home] else {
					continue;
				};
				let spec = battery.spec();
				let same = reckoned.iter().position(|(other, _, _)| other == spec);
				let at = same.unwrap_or_else(|| {
					let planner = self.planner(planning, spec, &kind, &outlook);
					let value = planner.value(spec, community.hours(), &outlook);
					reckoned.push((*spec, planner, value));
					reckoned.len() - 1
				});
				let (_, planner, value) = &reckoned[at];
				let own = foresight.own(*home, interval) + self.beside(0, *home);
				dispatches[*home] = planner.decide(battery, value, now, own);
			}
		}
		dispatches
	}

	/// What planning agents expect of the last of so many intervals from `next` on, which has not begun: in
	/// the order of the homes, `None` without a battery or a plan.
	pub fn ahead(&self, next: usize, intervals: usize) -> Vec<Option<Planned>> {
		let community = self.community;
		let mut planned = vec![None; self.batteries.len()];
		let (
			Some(foresight),
			Control::Forecast(planning) | Control::Days(planning, _) | Control::Foresight(planning),
		) = (&self.foresight, &self.control)
		else {
			return planned;
		};
		let outlook = self.outlook(foresight.as_ref(), next);
		if outlook.len() < intervals {
			return planned;
		}
		let batteries = self.planned_with();
		for (kind, outlook) in self.kinds(planning, &batteries, outlook) {
			let mut reckoned: Vec<(BatterySpec, Planner, Vec<Value>)> = Vec::new();
			for home in &kind.homes {
				let Some(battery) = &batteries[*home] else {
					continue;
				};
				let spec = battery.spec();
				let same = reckoned.iter().position(|(other, _, _)| other == spec);
				let at = same.unwrap_or_else(|| {
					let planner = self.planner(planning, spec, &kind, &outlook);
					let values = values(&planner, spec, community.hours(), &outlook, intervals);
					reckoned.push((*spec, planner, values));
					reckoned.len() - 1
				});
				let (_, planner, values) = &reckoned[at];
				let mut own = foresight.own_ahead(*home, next, intervals);
				for (ahead, own) in own.iter_mut().enumerate() {
					let beside = self.beside(ahead, *home);
					own.mean += beside;
					own.values = own.values.map(|net| net + beside);
				}
				let connection = self.connection(*home);
				planned[*home] = plan_ahead(planner, battery, values, &outlook, &own, connection);
			}
		}
		planned
	}

	/// The batteries follow their homes' meters in the interval that was decided upon. `nets` are the net
	/// loads without them, Wh.
	pub fn run(&mut self, dispatches: &[Dispatch], nets: &[i64]) -> Vec<Did> {
		let homes = self.batteries.iter_mut().zip(dispatches.iter().zip(nets));
		homes
			.map(|(battery, (dispatch, net))| {
				battery.as_mut().map_or(Did::default(), |battery| Did {
					taken: battery.take(dispatch.follow(*net)),
					stored: battery.stored(),
				})
			})
			.collect()
	}

	/// The next interval has become public: the sums of the meters, and of what the batteries took. Each
	/// home knows its own of `nets`, the net loads without batteries; of all only their sum is public.
	pub fn learn(&mut self, nets: &[i64], latest: Latest) {
		if let Some(foresight) = &mut self.foresight {
			foresight.learn(nets);
		}
		self.highest = self.highest.max(nets.iter().sum::<i64>() as f64);
		self.latest = latest;
	}
}
