//! The homes of an arm on the real runtime: agents that learn from the chain and from their own meters.

use crate::agent::mind::order;
use anyhow::{ensure, Result};
use commonwatt_agents::{Latest, Prospect, Tariff};
use commonwatt_primitives::{order::Order, reading::Registers, Wh};
use commonwatt_simulator::{replay::Homes, strategy::Market};
use commonwatt_study::{
	community::Community,
	fleet::{Control, Did, Fleet},
	neighbours::Neighbours,
};

/// A fleet behind the meters.
pub struct Fleets<'a> {
	community: &'a Community,
	fleet: Fleet<'a>,
	neighbours: Option<Neighbours<'a>>,
	did: Vec<Vec<Did>>,
	/// The first hour whose sums on the chain are not what the meters counted.
	wrong: Option<usize>,
}

impl<'a> Fleets<'a> {
	pub fn new(community: &'a Community, control: Control) -> Self {
		Self {
			community,
			fleet: Fleet::new(community, control),
			neighbours: Neighbours::new(community),
			did: Vec::new(),
			wrong: None,
		}
	}

	/// What the batteries did.
	pub fn did(self) -> Result<Vec<Vec<Did>>> {
		ensure!(
			self.wrong.is_none(),
			"hour {:?}: the chain's sums are not those of the meters",
			self.wrong
		);
		Ok(self.did)
	}
}

impl Homes for Fleets<'_> {
	fn meter(&mut self, hour: usize) -> Vec<Registers> {
		let nets = self.community.nets(hour);
		let did = self.fleet.run(&self.fleet.decide(hour), &nets);
		let metered = nets.iter().zip(&did).map(|(net, did)| {
			let net = net + did.taken;
			Registers {
				import: net.max(0).unsigned_abs(),
				export: net.min(0).unsigned_abs(),
			}
		});
		let metered = metered.collect();
		self.did.push(did);
		metered
	}

	fn hear(&mut self, hour: usize, booked: Registers) {
		let nets = self.community.nets(hour);
		let taken: i64 = self.did[hour].iter().map(|did| did.taken).sum();
		let metered = booked.import as i64 - booked.export as i64;
		// What the agents subtract from the chain's sum must leave the homes' net load.
		if metered - taken != nets.iter().sum::<i64>() && self.wrong.is_none() {
			self.wrong = Some(hour);
		}
		let latest = Latest {
			short: booked.import,
			long: booked.export,
		};
		self.fleet.learn(&nets, latest);
		if let Some(neighbours) = &mut self.neighbours {
			neighbours.learn(latest);
		}
	}

	fn order(&mut self, market: &Market, capacities_wh: &[Wh]) -> Vec<Option<Order>> {
		let interval = market.interval as usize;
		let sums = self
			.neighbours
			.as_ref()
			.and_then(|one| one.expect(interval));
		// The hours that were metered, the latest of which need not be booked yet.
		let next = self.did.len();
		let (Some(sums), Some(ahead)) = (sums, interval.checked_sub(next)) else {
			return Vec::new();
		};
		let prospect = Prospect::of(&tariff(market), &sums.short, &sums.long);
		let planned = self.fleet.ahead(next, ahead + 1);
		let homes = planned.iter().zip(capacities_wh);
		homes
			.map(|(planned, capacity)| {
				let offer = planned.as_ref()?.offer(&prospect)?;
				order(&offer, market, *capacity)
			})
			.collect()
	}

	fn extra_w(&self, home: usize) -> u32 {
		let battery = self.community.homes[home].battery;
		battery.map_or(0, |battery| {
			battery.charge_w.max(battery.discharge_w).ceil() as u32
		})
	}
}

fn tariff(market: &Market) -> Tariff {
	Tariff {
		retail: market.retail as f64,
		feed_in: market.feed_in as f64,
		pool: market.pool_price as f64,
		fee: market.grid_fee as f64,
		charge: market.undelivered_charge as f64,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::study::community::{self, Wear};
	use commonwatt_simulator::{
		data::CommunityData,
		kpis::Kpis,
		outcome::Outcome,
		replay::{replay_homes, Options},
		setup::FEED_IN,
		strategy::Mix,
	};
	use commonwatt_study::arm::{Arm, Tuning};
	use std::path::Path;

	fn fontana() -> CommunityData {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		CommunityData::load(&folder).expect("the standing example is valid")
	}

	fn replayed(data: &CommunityData, hours: usize, orders: Mix) -> Outcome {
		let wear = Wear {
			per_wh: 25_000_000,
			round_trip: 90,
		};
		let community = community::of(data, hours, FEED_IN, &wear).expect("has batteries");
		let control = Arm::E.control(&Tuning::default()).expect("has agents");
		let mut homes = Fleets::new(&community, control);
		let options = Options {
			hours,
			feed_in: FEED_IN,
			check: false,
			orders,
		};
		let (outcome, _) = replay_homes(data, &mut homes, options, |_| {}).expect("replays");
		homes.did().expect("the sums agree");
		outcome
	}

	#[test]
	fn agents_trade_ahead_with_their_keys_and_only_the_charges_leave_the_homes() {
		let data = fontana();
		let hours = 5 * 24;
		let (alone, ahead) = (
			replayed(&data, hours, Mix::none()),
			replayed(&data, hours, Mix::planned()),
		);
		let kpis = Kpis::of(&ahead);
		assert!(kpis.ahead.volume_wh > 10_000, "{:?}", kpis.ahead);
		assert_eq!(kpis.ahead.refused, 0);
		assert_eq!(kpis.unaccounted(), 0);
		for (one, two) in alone.intervals.iter().zip(&ahead.intervals) {
			let bills = |of: &[commonwatt_simulator::outcome::HomeInterval]| {
				of.iter().map(|home| home.bill).sum::<i128>()
			};
			let charges = two.homes.iter().map(|home| home.undelivered_charge);
			let charges = charges.sum::<u128>() as i128;
			assert_eq!(
				bills(&two.homes) - charges,
				bills(&one.homes),
				"{}",
				one.interval
			);
		}
	}

	#[test]
	fn what_is_not_metered_yet_changes_no_agents_order() {
		let data = fontana();
		let seen = 60;
		let mut other = data.clone();
		for row in other.load_wh.iter_mut().skip(seen) {
			row.iter_mut()
				.for_each(|load| *load = (*load * 7 + 13) % 3_000);
		}
		// What is ordered after hour 59 is for hour 63.
		let first = seen + 4;
		let aheads = |data: &CommunityData| -> Vec<_> {
			let outcome = replayed(data, first + 24, Mix::planned());
			let intervals = outcome.intervals.into_iter();
			intervals.map(|interval| interval.ahead).collect()
		};
		let (one, two) = (aheads(&data), aheads(&other));
		assert_eq!(one[..first], two[..first]);
		assert_ne!(one[first..], two[first..]);
	}
}
