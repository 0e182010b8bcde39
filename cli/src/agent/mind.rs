//! What an agent decides in an interval: what its battery does, and what it would trade ahead.

use super::{
	home::{At, Home},
	outlook::{planner, prospect, Expected, Public},
};
use commonwatt_agents::{plan_ahead, values, Battery, Dispatch, Offer, Planned, Way};
use commonwatt_primitives::{
	api::BookView,
	order::{Order, Side},
	Wh,
};
use commonwatt_simulator::strategy::Market;

/// What the battery does in the interval in progress.
#[derive(Clone, Debug)]
pub enum Decision {
	/// It follows the home's meter: there is nothing to plan on.
	Follow(Blind),
	/// As planned.
	Plan(Plan),
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blind {
	/// No signal, or none yet, of the interval in progress.
	NoSignal,
	/// The home's meter has said nothing yet, or nothing for a day.
	NoReadings,
}

/// The plan of an interval.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
	pub now: Expected,
	/// The highest median price in the outlook, base units per Wh.
	pub dearest: u64,
	pub planned: Planned,
	/// What the battery takes if the meter counts what the home expects, Wh.
	pub taken: i64,
}

impl Decision {
	pub fn dispatch(&self) -> Dispatch {
		match self {
			Self::Follow(_) => Dispatch::FOLLOW,
			Self::Plan(plan) => plan.planned.dispatch,
		}
	}
}

/// An agent before an interval.
pub struct Mind<'a> {
	pub battery: &'a Battery,
	pub home: &'a Home,
	pub public: &'a Public,
	/// The battery's part of all batteries that do as it does.
	pub share: f64,
}

/// What it would trade in an interval to come.
#[derive(Clone, Debug)]
pub struct Wanted {
	pub expected: Expected,
	pub planned: Planned,
	/// `None` if there is nothing to trade, or at no price that can be.
	pub order: Option<Order>,
}

impl Mind<'_> {
	/// What the battery does now, behind a connection that carries so many Wh in an interval.
	pub fn decide(&self, connection: i64) -> Decision {
		let outlook = self.public.outlook();
		let Some(now) = outlook.first() else {
			return Decision::Follow(Blind::NoSignal);
		};
		let Some(planned) = self.plan(&outlook, 1, connection) else {
			return Decision::Follow(Blind::NoReadings);
		};
		let own = self.home.expect(self.public.in_progress.into(), 1);
		let own = own.first().map_or(0.0, |own| own.mean);
		let wish = planned.dispatch.follow(own.round() as i64);
		let dearest = outlook.iter().map(|one| one.forecast.price.median()).max();
		Decision::Plan(Plan {
			now: *now,
			dearest: dearest.unwrap_or_default(),
			planned,
			taken: self.battery.clone().take(wish),
		})
	}

	/// The plan of the last of so many intervals from the one in progress on.
	fn plan(&self, outlook: &[Expected], intervals: usize, connection: i64) -> Option<Planned> {
		let expectations: Vec<_> = outlook.iter().map(|one| one.expectation).collect();
		let planner = planner(outlook, self.share);
		let own = self
			.home
			.expect(At::from(self.public.in_progress), intervals);
		let battery = self.battery;
		let values = values(
			&planner,
			battery.spec(),
			battery.hours(),
			&expectations,
			intervals,
		);
		if values.len() < intervals {
			return None;
		}
		plan_ahead(&planner, battery, &values, &expectations, &own, connection)
	}

	/// What it would trade in the interval of the book; `None` if it cannot see that far, or there is no
	/// auction.
	pub fn want(&self, book: &BookView, capacity_wh: Wh) -> Option<Wanted> {
		let outlook = self.public.outlook();
		let ahead = book.interval.checked_sub(self.public.in_progress)? as usize;
		let expected = *outlook.get(ahead)?;
		let connection = i64::try_from(capacity_wh).unwrap_or(i64::MAX);
		let planned = self.plan(&outlook, ahead.checked_add(1)?, connection)?;
		wanted(expected, planned, book, capacity_wh)
	}
}

/// What follows from a plan of the interval of the book; `None` without an auction.
pub fn wanted(
	expected: Expected,
	planned: Planned,
	book: &BookView,
	capacity_wh: Wh,
) -> Option<Wanted> {
	let prospect = prospect(&expected.forecast, book)?;
	let market = Market::of(book)?;
	let offer = planned.offer(&prospect);
	Some(Wanted {
		expected,
		planned,
		order: offer.and_then(|offer| order(&offer, &market, capacity_wh)),
	})
}

/// The offer on the auction's grid.
pub fn order(offer: &Offer, market: &Market, capacity_wh: Wh) -> Option<Order> {
	let side = match offer.way {
		Way::Buy => Side::Buy,
		Way::Sell => Side::Sell,
	};
	let steps = offer
		.steps
		.iter()
		.filter(|(limit, _)| *limit >= 0.0)
		// Beyond the largest price it is that.
		.map(|(limit, wh)| (limit.round() as u64, *wh));
	market.order(side, steps, capacity_wh)
}
