//! What an agent trades ahead of an interval: a curve from what its plan expects its meter to count.
//!
//! A Wh that is bought ahead and taken spares what it would have cost in the interval; one that is not
//! taken brings only what a surplus brings then, and the charge. So the more a home buys, the less likely
//! it takes the last Wh, and the less it may pay for it. At the quantile of level t of its import a Wh
//! more is worth `buying - t x (buying - selling + charge)`, less the fee; a Wh of its export must bring
//! `selling + t x (buying - selling + charge)`. One step for each quantile is the whole curve.
//!
//! Its battery bounds both. It pays no more than a Wh from the battery would cost it, and takes no less
//! than a stored Wh is worth to it, as far as the battery can still move in that interval.

use crate::{
	outlook::{Outlook, WEIGHTS},
	plan::Value,
	planner::Planner,
	Battery, BatterySpec, Dispatch,
};
use commonwatt_forecast::{Quantiles, LEVELS};

/// What energy that is not traded ahead is expected to cost and to bring in its interval, and what trading
/// ahead costs. Money per Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Prospect {
	/// What a Wh that is bought in the interval costs, fee included.
	pub buying: f64,
	/// What a Wh that is sold in it brings.
	pub selling: f64,
	/// What a buyer pays on top of the auction's price.
	pub fee: f64,
	/// What a Wh costs that was traded ahead and not delivered.
	pub charge: f64,
}

/// The prices of an interval that are known ahead. Money per Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tariff {
	/// What the supplier asks.
	pub retail: f64,
	/// What it pays.
	pub feed_in: f64,
	/// What the pool pays.
	pub pool: f64,
	/// What a buyer in the pool or the auction pays on top.
	pub fee: f64,
	/// What a Wh costs that was traded ahead and not delivered.
	pub charge: f64,
}

impl Prospect {
	/// What is to be expected if members import `short` and export `long` Wh in all, by quantiles: what
	/// neighbours have meets at the pool's price, the supplier takes and gives the rest. Much import goes
	/// with little export.
	pub fn of(tariff: &Tariff, short: &[f64; LEVELS.len()], long: &[f64; LEVELS.len()]) -> Self {
		let cases = WEIGHTS.iter().zip(short.iter().zip(long.iter().rev()));
		let part = |of: f64, met: f64| if of > 0.0 { (met / of).min(1.0) } else { 1.0 };
		let (buying, selling) = cases.fold((0.0, 0.0), |sums, (weight, (short, long))| {
			let (bought, sold) = (part(*short, *long), part(*long, *short));
			let buying = bought * (tariff.pool + tariff.fee) + (1.0 - bought) * tariff.retail;
			let selling = sold * tariff.pool + (1.0 - sold) * tariff.feed_in;
			(sums.0 + weight * buying, sums.1 + weight * selling)
		});
		Self {
			buying,
			selling,
			fee: tariff.fee,
			charge: tariff.charge,
		}
	}

	/// What is at stake between a Wh too much and a Wh too little.
	fn stake(&self) -> f64 {
		(self.buying - self.selling + self.charge).max(0.0)
	}
}

/// What a plan expects of an interval to come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planned {
	/// In the cells when it begins, Wh.
	pub stored: f64,
	/// What the battery will be told.
	pub dispatch: Dispatch,
	/// What the meter will count, with the battery: quantiles, Wh.
	pub nets: [f64; LEVELS.len()],
	/// What a Wh in the cells is worth at its end.
	pub worth: f64,
	/// What a Wh more from the battery would cost; `None` if it can give no more.
	pub covering: Option<f64>,
	/// What a Wh more into the battery is worth; `None` if it can take no more.
	pub storing: Option<f64>,
}

/// What stored energy is worth after each of the first `intervals` of the outlook. Batteries of the same
/// kind and share have the same.
pub fn values(
	planner: &Planner,
	spec: &BatterySpec,
	hours: f64,
	outlook: &Outlook,
	intervals: usize,
) -> Vec<Value> {
	(0..intervals.min(outlook.len()))
		.map(|at| planner.value(spec, hours, outlook.get(at..).unwrap_or_default()))
		.collect()
}

/// The plan of the last of `values`' intervals: the battery does until then what it does if all comes as
/// expected. `own` is the home's net load without it, `connection` what its connection carries in an interval,
/// Wh.
pub fn plan_ahead(
	planner: &Planner,
	battery: &Battery,
	values: &[Value],
	outlook: &Outlook,
	own: &[Quantiles],
	connection: i64,
) -> Option<Planned> {
	let mut battery = battery.clone();
	let mut stages = values.iter().zip(outlook.iter().zip(own)).peekable();
	if own.len() < values.len() || outlook.len() < values.len() {
		return None;
	}
	while let Some((value, (now, own))) = stages.next() {
		let dispatch = planner
			.decide(&battery, value, now, own.mean)
			.behind(connection);
		if stages.peek().is_some() {
			battery.take(dispatch.follow(own.mean.round() as i64));
			continue;
		}
		let nets = own.values.map(|net| {
			let net = net.round() as i64;
			let taken = battery.clone().take(dispatch.follow(net));
			net.saturating_add(taken) as f64
		});
		let stored = battery.stored();
		let spec = *battery.spec();
		let expected = own.mean.round() as i64;
		let (least, most) = battery.reach();
		let least = least.max(connection.saturating_neg().saturating_sub(expected));
		let most = most.min(connection.saturating_sub(expected));
		let taken = battery.take(dispatch.follow(expected));
		let left = battery.stored();
		return Some(Planned {
			stored,
			dispatch,
			nets,
			worth: value.worth(left),
			covering: (least < taken)
				.then_some(value.worth_of_last(left) / spec.discharge_efficiency + spec.wear),
			storing: (taken < most).then_some(value.worth_of_next(left) * spec.charge_efficiency),
		});
	}
	None
}

/// Which way an offer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
	/// From the auction to the home.
	Buy,
	/// From the home to the auction.
	Sell,
}

/// What an agent would trade ahead: so many Wh at each limit, best first. Limits are the auction's price,
/// without the fee; money per Wh.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
	/// Which way.
	pub way: Way,
	/// Limit and Wh.
	pub steps: Vec<(f64, u64)>,
}

impl Planned {
	/// The curve; `None` if it expects to trade nothing.
	pub fn offer(&self, prospect: &Prospect) -> Option<Offer> {
		let median = self.nets[LEVELS.len() / 2];
		let (way, wanted) = match median > 0.0 {
			true => (Way::Buy, self.nets),
			false => {
				let mut exports = self.nets.map(|net| -net);
				exports.reverse();
				(Way::Sell, exports)
			}
		};
		let limit = |level: f64| match way {
			Way::Buy => {
				let spared = prospect.buying - level * prospect.stake();
				spared.min(self.covering.unwrap_or(f64::INFINITY)) - prospect.fee
			}
			Way::Sell => {
				let least = prospect.selling + level * prospect.stake();
				least.max(self.storing.unwrap_or(f64::NEG_INFINITY))
			}
		};
		let mut steps: Vec<(f64, u64)> = Vec::new();
		let mut offered = 0;
		for (level, wanted) in LEVELS.into_iter().zip(wanted) {
			// Towards zero: no more than is expected.
			let wanted = wanted.max(0.0) as u64;
			let more = wanted.saturating_sub(offered);
			offered = offered.max(wanted);
			if more == 0 {
				continue;
			}
			let limit = limit(level);
			match steps.last_mut().filter(|(last, _)| *last == limit) {
				Some((_, wh)) => *wh = wh.saturating_add(more),
				None => steps.push((limit, more)),
			}
		}
		(!steps.is_empty()).then_some(Offer { way, steps })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{Expectation, Objective};

	const TARIFF: Tariff = Tariff {
		retail: 220.0,
		feed_in: 50.0,
		pool: 130.0,
		fee: 10.0,
		charge: 20.0,
	};

	const PROSPECT: Prospect = Prospect {
		buying: 200.0,
		selling: 100.0,
		fee: 10.0,
		charge: 20.0,
	};

	fn planned(nets: [f64; 5]) -> Planned {
		Planned {
			stored: 0.0,
			dispatch: Dispatch::exactly(0),
			nets,
			worth: 0.0,
			covering: None,
			storing: None,
		}
	}

	#[test]
	fn what_neighbours_have_costs_and_brings_the_pools_price_and_the_rest_the_suppliers() {
		let certain = |short, long| Prospect::of(&TARIFF, &[short; 5], &[long; 5]);
		let scarce = certain(1_000.0, 250.0);
		assert_eq!((scarce.buying, scarce.selling), (200.0, 130.0));
		let plenty = certain(250.0, 1_000.0);
		assert_eq!((plenty.buying, plenty.selling), (140.0, 70.0));
		assert_eq!((plenty.fee, plenty.charge), (10.0, 20.0));
		let nobody = certain(0.0, 0.0);
		assert_eq!((nobody.buying, nobody.selling), (140.0, 130.0));
	}

	#[test]
	fn much_import_is_expected_with_little_export() {
		let spread = Prospect::of(
			&TARIFF,
			&[100.0, 200.0, 300.0, 400.0, 500.0],
			&[100.0, 200.0, 300.0, 400.0, 500.0],
		);
		// Matched 1, 1, 1, 1/2, 1/5 of what is bought: 140, 140, 140, 180, 204.
		let expected = 0.15 * 140.0 + 0.225 * 140.0 + 0.25 * 140.0 + 0.225 * 180.0 + 0.15 * 204.0;
		assert!((spread.buying - expected).abs() < 1e-9, "{spread:?}");
	}

	#[test]
	fn a_buyer_pays_less_for_every_wh_it_takes_less_likely() {
		let offer = planned([100.0, 300.0, 500.0, 700.0, 900.0]).offer(&PROSPECT);
		// 200 - t x 120 - 10
		let steps = vec![
			(184.0, 100),
			(160.0, 200),
			(130.0, 200),
			(100.0, 200),
			(76.0, 200),
		];
		assert_eq!(
			offer,
			Some(Offer {
				way: Way::Buy,
				steps
			})
		);
	}

	#[test]
	fn a_seller_asks_more_for_every_wh_it_gives_less_likely() {
		let offer = planned([-900.0, -700.0, -500.0, -300.0, 100.0]).offer(&PROSPECT);
		// 100 + t x 120, from its second-lowest export on
		let steps = vec![(130.0, 300), (160.0, 200), (190.0, 200), (214.0, 200)];
		assert_eq!(
			offer,
			Some(Offer {
				way: Way::Sell,
				steps
			})
		);
	}

	#[test]
	fn who_expects_nothing_offers_nothing() {
		assert_eq!(planned([0.0; 5]).offer(&PROSPECT), None);
		assert_eq!(planned([-0.9, 0.0, 0.4, 0.5, 0.9]).offer(&PROSPECT), None);
	}

	#[test]
	fn nobody_pays_more_ahead_than_its_battery_could_cover_it_for() {
		let covered = Planned {
			covering: Some(150.0),
			..planned([100.0, 300.0, 500.0, 700.0, 900.0])
		};
		let steps = covered.offer(&PROSPECT).map(|offer| offer.steps);
		// 140, 140 and 130 are what is left of 184, 160 and 130.
		assert_eq!(
			steps,
			Some(vec![(140.0, 300), (130.0, 200), (100.0, 200), (76.0, 200)])
		);
	}

	#[test]
	fn nobody_sells_ahead_for_less_than_storing_is_worth() {
		let storing = Planned {
			storing: Some(150.0),
			..planned([-500.0; 5])
		};
		let steps = storing.offer(&PROSPECT).map(|offer| offer.steps);
		assert_eq!(steps, Some(vec![(150.0, 500)]));
	}

	const SPEC: BatterySpec = BatterySpec {
		capacity_wh: 3_200.0,
		charge_w: 1_000.0,
		discharge_w: 1_000.0,
		charge_efficiency: 0.8,
		discharge_efficiency: 0.5,
		wear: 1.0,
	};

	const PLANNER: Planner = Planner {
		objective: Objective {
			carbon_price: 0.0,
			peak_wh: 0.0,
			peak_price: 0.0,
			smoothing: 0.0,
			share: 1.0,
		},
		worth: 0.0,
		spread: 1.0,
		response: 1.0,
	};

	/// The community imports much at these prices.
	fn outlook(retail: &[f64]) -> Vec<Expectation> {
		let expect = |retail: &f64| Expectation {
			retail: *retail,
			feed_in: 10.0,
			carbon: 0.0,
			net: [50_000.0; 5],
		};
		retail.iter().map(expect).collect()
	}

	fn certain(net: f64) -> Quantiles {
		Quantiles {
			mean: net,
			values: [net; 5],
		}
	}

	#[test]
	fn the_plan_of_a_later_interval_begins_with_what_the_intervals_before_it_store() {
		let outlook = outlook(&[100.0, 100.0, 900.0]);
		let battery = Battery::new(SPEC, 1.0).expect("can be");
		let own = [certain(500.0); 3];
		let at = |intervals| {
			let values = values(&PLANNER, &SPEC, 1.0, &outlook, intervals);
			plan_ahead(&PLANNER, &battery, &values, &outlook, &own, i64::MAX).expect("has a plan")
		};
		// 1,000 Wh at 100 in each of the first two hours are 1,600 in the cells, and 800 delivered.
		assert_eq!((at(1).stored, at(1).nets), (0.0, [1_500.0; 5]));
		assert_eq!((at(2).stored, at(2).nets), (800.0, [1_500.0; 5]));
		assert_eq!((at(3).stored, at(3).nets), (1_600.0, [-300.0; 5]));
	}

	#[test]
	fn a_battery_that_can_move_says_what_a_wh_from_it_costs_and_what_one_into_it_is_worth() {
		let outlook = outlook(&[100.0, 900.0]);
		let mut battery = Battery::new(SPEC, 1.0).expect("can be");
		battery.take(1_000);
		let values = values(&PLANNER, &SPEC, 1.0, &outlook, 1);
		let own = [certain(500.0)];
		let planned =
			plan_ahead(&PLANNER, &battery, &values, &outlook, &own, i64::MAX).expect("has a plan");
		// It charges all it can; a stored Wh will deliver half a Wh at 900, less the wear.
		assert_eq!(planned.nets, [1_500.0; 5]);
		assert!((planned.worth - 449.5).abs() < 1e-6, "{planned:?}");
		assert_eq!(planned.storing, None);
		let covering = planned.covering.expect("it has energy");
		assert!((covering - 900.0).abs() < 1e-6);
	}

	#[test]
	fn a_full_connection_leaves_the_battery_what_the_home_does_not_draw() {
		let outlook = outlook(&[100.0, 900.0]);
		let battery = Battery::new(SPEC, 1.0).expect("can be");
		let values = values(&PLANNER, &SPEC, 1.0, &outlook, 1);
		let own = [Quantiles {
			mean: 500.0,
			values: [100.0, 300.0, 500.0, 700.0, 1_300.0],
		}];
		let planned = plan_ahead(&PLANNER, &battery, &values, &outlook, &own, 1_200);
		let planned = planned.expect("has a plan");
		assert_eq!(planned.dispatch.aim, 700);
		assert!(
			planned
				.nets
				.iter()
				.all(|net| *net <= 1_200.0 || *net == 1_300.0),
			"{planned:?}"
		);
		assert_eq!((planned.nets[2], planned.storing), (1_200.0, None));
	}

	#[test]
	fn without_an_outlook_there_is_no_plan() {
		let battery = Battery::new(SPEC, 1.0).expect("can be");
		assert_eq!(
			plan_ahead(&PLANNER, &battery, &[], &[], &[], i64::MAX),
			None
		);
	}
}
