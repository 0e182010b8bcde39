//! What an agent decides for a vehicle in an interval: what it takes, and what its home would trade ahead.

#[cfg(test)]
mod tests;

use super::{
	home::{At, Home},
	mind::{wanted, Wanted},
	outlook::{planner, Expected, Public},
	vehicle::Charger,
};
use commonwatt_agents::{Charge, Dispatch, Expectation, Objective, Planner, Stay};
use commonwatt_primitives::{api::BookView, Interval, Price, Wh};

/// What a plan goes by.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
	/// Signals as far as they reach, and then the tariff. What is forecast of the interval in progress, and the
	/// lowest median of the price until it leaves.
	Signals { now: Expected, lowest: Price },
	/// The tariff alone: no signal, or none yet, of the interval in progress. The retail price of the interval
	/// in progress, and the lowest until it leaves.
	Tariff { now: Price, lowest: Price },
	/// Neither: it charges at once.
	Nothing,
}

/// What the vehicle does in the interval in progress.
#[derive(Clone, Debug)]
pub enum Charging {
	/// It is away, until then if that is known.
	Away(Option<Interval>),
	Plugged(Plan),
}

/// The plan of an interval.
#[derive(Clone, Debug)]
pub struct Plan {
	pub stay: Stay,
	pub basis: Basis,
	/// From the interval in progress on.
	pub charges: Vec<Charge>,
}

impl Plan {
	/// Of the interval in progress.
	pub fn now(&self) -> Charge {
		self.charges.first().copied().unwrap_or_default()
	}

	/// The first interval after the one in progress in which it takes something before it leaves, and how much
	/// it takes until then.
	pub fn later(&self, in_progress: Interval) -> Option<(Interval, i64)> {
		let until = (self.stay.departure as Interval).saturating_sub(in_progress) as usize;
		let charges = self.charges.iter().take(until);
		let later = (in_progress..).zip(charges).skip(1);
		let first = later.clone().find(|(_, charge)| charge.taken > 0)?;
		Some((first.0, later.map(|(_, charge)| charge.taken).sum()))
	}
}

impl Charging {
	pub fn dispatch(&self) -> Dispatch {
		Dispatch::exactly(match self {
			Self::Away(_) => 0,
			Self::Plugged(plan) => plan.now().taken,
		})
	}
}

/// An agent before an interval.
pub struct ChargingMind<'a> {
	pub charger: &'a Charger,
	pub home: &'a Home,
	pub public: &'a Public,
	/// The vehicle's part of what all need that do as it does.
	pub share: f64,
}

impl ChargingMind<'_> {
	/// What the vehicle does now.
	pub fn decide(&self) -> Charging {
		let vehicle = self.charger.vehicle();
		let Some((stay, charged_wh)) = vehicle.plugged() else {
			let next = vehicle.next_stay().map(|stay| stay.arrival as Interval);
			return Charging::Away(next);
		};
		let signals = self.public.outlook();
		let mut charges = self.charges(&signals);
		if charges.is_empty() {
			let taken = vehicle.at_once().follow(0);
			charges.push(Charge {
				charged_wh,
				taken,
				pressing: taken,
				..Default::default()
			});
		}
		Charging::Plugged(Plan {
			stay,
			basis: self.basis(&signals, &stay),
			charges,
		})
	}

	fn basis(&self, signals: &[Expected], stay: &Stay) -> Basis {
		let left = |interval: &Interval| (*interval as usize) < stay.departure;
		if let Some(now) = signals.first() {
			let until = signals.iter().filter(|one| left(&one.interval));
			let medians = until.map(|one| one.forecast.price.median());
			let lowest = medians.min().unwrap_or_default();
			return Basis::Signals { now: *now, lowest };
		}
		match self.public.prices.get(&self.public.in_progress) {
			Some(now) => {
				let until = self.public.prices.range(self.public.in_progress..);
				let until = until.filter(|(interval, _)| left(interval));
				let lowest = until.map(|(_, prices)| prices.retail).min();
				Basis::Tariff {
					now: now.retail,
					lowest: lowest.unwrap_or_default(),
				}
			}
			None => Basis::Nothing,
		}
	}

	/// What it takes in the interval in progress and in those to come, as far as prices are known: at first as
	/// the signals have it, then as if the community imported as much as it does at most in them.
	fn charges(&self, signals: &[Expected]) -> Vec<Charge> {
		let mut planner = planner(signals, self.share);
		let beyond = self
			.public
			.in_progress
			.saturating_add(signals.len() as Interval);
		let tariff = self.public.tariff(beyond, planner.objective.peak_wh);
		let mut outlook: Vec<Expectation> = signals.iter().map(|one| one.expectation).collect();
		outlook.extend(tariff);
		if signals.is_empty() {
			// Nothing is known of what the community imports: only prices count.
			planner = Planner {
				objective: Objective {
					smoothing: 0.0,
					..planner.objective
				},
				..planner
			};
		}
		let now = self.public.in_progress as usize;
		self.charger.vehicle().plan(&planner, now, &outlook)
	}

	/// What its home would trade in the interval of the book, the vehicle included; `None` if it cannot see
	/// that far, or there is no auction.
	pub fn want(&self, book: &BookView, capacity_wh: Wh) -> Option<Wanted> {
		let signals = self.public.outlook();
		let ahead = book.interval.checked_sub(self.public.in_progress)? as usize;
		let expected = *signals.get(ahead)?;
		let own = self
			.home
			.expect(At::from(self.public.in_progress), ahead.checked_add(1)?);
		let charge = *self.charges(&signals).get(ahead)?;
		wanted(expected, charge.beside(own.get(ahead)?), book, capacity_wh)
	}
}
