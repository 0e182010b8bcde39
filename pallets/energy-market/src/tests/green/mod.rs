//! Green energy: who used whose, and what can be done about it. `docs/market.md` tells it in words.

mod attacks;
mod hook;
mod shares;

use super::{homes::*, trading::*};
use crate::{mock::*, Results};
use commonwatt_primitives::{
	green::{
		Certification::{self, Followed, None as Uncertified, Producer},
		CertifiedMeters, GreenFigures, SettledEnergy,
	},
	order::Side::{self, Buy, Sell},
	reading::Registers,
	tariff::Rules,
	traits::MarketClock,
	Interval, NetWh, Price, Wh,
};

/// A point in [`T`]: its order, what it meters, what certificates have to do with it.
#[derive(Clone, Copy, Debug)]
struct Point {
	order: Option<(Side, Price, Wh)>,
	energy: Registers,
	certification: Certification,
	late: bool,
	credit: u128,
}

/// Meters so much net import, without an order.
fn meters(net: NetWh) -> Point {
	let [import, export] = [net.max(0), net.min(0)].map(NetWh::unsigned_abs);
	Point {
		order: None,
		energy: Registers { import, export },
		certification: Uncertified,
		late: false,
		credit: RICH,
	}
}

/// A producer that exports so much.
fn producer(export: Wh) -> Point {
	Point {
		certification: Producer,
		..meters(-(export as NetWh))
	}
}

impl Point {
	fn bids(self, price: Price, quantity: Wh) -> Self {
		Self {
			order: Some((Buy, price, quantity)),
			..self
		}
	}

	fn asks(self, price: Price, quantity: Wh) -> Self {
		Self {
			order: Some((Sell, price, quantity)),
			..self
		}
	}

	fn late(self) -> Self {
		Self { late: true, ..self }
	}

	fn with_credit(self, credit: u128) -> Self {
		Self { credit, ..self }
	}
}

/// What came of it, by point.
#[derive(Clone, Debug)]
struct Outcome {
	/// Green Wh that were retired for each, by its statement.
	used: Vec<Wh>,
	/// Of certified points; else nothing.
	sold_ahead: Vec<Wh>,
	local: Vec<Wh>,
	tradeable: Vec<Wh>,
	/// What each has more (+) or less (-).
	gains: Vec<i128>,
	figures: GreenFigures,
}

/// Trades, reads and settles in the order of the points; the supplier has enough.
fn outcome_in(rules: Rules, points: &[Point]) -> Outcome {
	Chain::new(rules).run(|| {
		fund_supplier(0, RICH);
		let mut homes: Vec<_> = points
			.iter()
			.zip(1..)
			.map(|(point, owner)| {
				let home = Home::new(0, owner).with_credit(point.credit);
				Metering::certify(home.point, point.certification).expect("it exists");
				home
			})
			.collect();
		for (home, point) in homes.iter().zip(points) {
			if let Some((side, price, quantity)) = point.order {
				home.order(T, side, &[(price, quantity)]).expect("placed");
			}
		}
		run_to_interval(T);
		catch_up(&mut homes);
		run_to_interval(T + 1);
		for late in [false, true] {
			if late {
				pass_deadlines();
			}
			for (home, point) in homes.iter_mut().zip(points) {
				if point.late == late {
					let reading = home.meter_both(point.energy);
					submit_good(0, vec![reading]);
				}
			}
		}
		homes.iter().for_each(Home::settle);
		assert_eq!(escrow(0), 0);
		let heard = heard();
		let of_each = |part: fn(&SettledEnergy) -> Wh| -> Vec<Wh> {
			let parts = homes
				.iter()
				.map(|home| heard.get(&(home.point, T)).map_or(0, part));
			parts.collect()
		};
		Outcome {
			used: homes
				.iter()
				.map(|home| home.account().statement.green)
				.collect(),
			sold_ahead: of_each(|said| said.sold_ahead),
			local: of_each(|said| said.local),
			tradeable: of_each(SettledEnergy::tradeable),
			gains: homes
				.iter()
				.zip(points)
				.map(|(home, point)| home.worth() - point.credit as i128)
				.collect(),
			figures: EnergyMarket::green(0, T).unwrap_or_default(),
		}
	})
}

fn outcome(points: &[Point]) -> Outcome {
	outcome_in(auction_rules(), points)
}
