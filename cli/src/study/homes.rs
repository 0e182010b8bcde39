//! The homes of an arm on the real runtime: agents that learn from the chain and from their own meters.

use super::vehicles::{Account, Charging, Vehicles};
use crate::agent::mind::order;
use anyhow::{ensure, Result};
use commonwatt_agents::{Latest, Prospect, Tariff};
use commonwatt_primitives::{order::Order, reading::Registers, Wh};
use commonwatt_simulator::{data::vehicles::Vehicle as Row, replay::Homes, strategy::Market};
use commonwatt_study::{
	community::Community,
	fleet::{Control, Did, Fleet},
	neighbours::Neighbours,
};

/// A fleet behind the meters, and the homes' vehicles.
pub struct Fleets<'a> {
	community: &'a Community,
	fleet: Fleet<'a>,
	vehicles: Option<Vehicles<'a>>,
	/// What the homes' vehicles draw at most, W: their connections are as much larger than the data implies.
	vehicles_w: Vec<u32>,
	neighbours: Option<Neighbours<'a>>,
	did: Vec<Vec<Did>>,
	/// What the vehicles took, by hour and home, Wh.
	charged: Vec<Vec<i64>>,
	/// The first hour whose sums on the chain are not what the meters counted.
	wrong: Option<usize>,
}

/// What the batteries and the vehicles of a replay did.
pub struct Deeds {
	/// By hour and home.
	pub batteries: Vec<Vec<Did>>,
	/// In the order of their file.
	pub vehicles: Vec<Account>,
}

impl<'a> Fleets<'a> {
	pub fn new(community: &'a Community, control: Control) -> Self {
		Self {
			community,
			fleet: Fleet::new(community, control),
			vehicles: None,
			vehicles_w: vec![0; community.homes.len()],
			neighbours: Neighbours::new(community),
			did: Vec::new(),
			charged: Vec::new(),
			wrong: None,
		}
	}

	/// The same homes with these vehicles.
	pub fn with_vehicles(mut self, rows: &[Row], charging: Charging) -> Result<Self> {
		self.vehicles = Some(Vehicles::new(self.community, rows, charging)?);
		for (home, watts) in self.vehicles_w.iter_mut().enumerate() {
			*watts = Vehicles::power_w(rows, home);
		}
		self.fleet.widen(&self.vehicles_w);
		Ok(self)
	}

	/// What they did.
	pub fn did(self) -> Result<Deeds> {
		ensure!(
			self.wrong.is_none(),
			"hour {:?}: the chain's sums are not those of the meters",
			self.wrong
		);
		Ok(Deeds {
			batteries: self.did,
			vehicles: self.vehicles.map(Vehicles::accounts).unwrap_or_default(),
		})
	}
}

impl Homes for Fleets<'_> {
	fn meter(&mut self, hour: usize) -> Vec<Registers> {
		let mut nets = self.community.nets(hour);
		if let Some(vehicles) = &mut self.vehicles {
			let plan = vehicles.run(hour);
			let now = plan.first().cloned().unwrap_or_default();
			for (net, charged) in nets.iter_mut().zip(&now) {
				*net += charged;
			}
			self.fleet.expect(plan);
			self.charged.push(now);
		}
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

	fn charged(&self) -> Vec<Wh> {
		let latest = self.charged.last().into_iter().flatten();
		latest.map(|wh| wh.unsigned_abs()).collect()
	}

	fn hear(&mut self, hour: usize, booked: Registers) {
		let nets = self.community.nets(hour);
		let did = &self.did[hour];
		let taken: i64 = did.iter().map(|did| did.taken).sum();
		let charged: i64 = self.charged.get(hour).into_iter().flatten().sum();
		let metered = booked.import as i64 - booked.export as i64;
		// What the agents subtract from the chain's sum must leave the homes' net load.
		if metered - taken - charged != nets.iter().sum::<i64>() && self.wrong.is_none() {
			self.wrong = Some(hour);
		}
		if let Some(vehicles) = &mut self.vehicles {
			vehicles.learn(&nets);
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
		let mut charges = Vec::new();
		if let Some(vehicles) = &self.vehicles {
			charges = vehicles.plans(next);
			self.fleet.expect(vehicles.by_home(&charges));
		}
		let planned = self.fleet.ahead(next, ahead + 1);
		let homes = planned.iter().zip(capacities_wh).enumerate();
		homes
			.map(|(home, (planned, capacity))| {
				let vehicles = self.vehicles.as_ref();
				let without_battery = || vehicles?.ahead(&charges, home, next, ahead);
				let offer = planned.or_else(without_battery)?.offer(&prospect)?;
				order(&offer, market, *capacity)
			})
			.collect()
	}

	fn extra_w(&self, home: usize) -> u32 {
		self.vehicles_w.get(home).copied().unwrap_or(0)
	}

	fn extra_wh(&self, home: usize) -> Wh {
		let battery = self.community.homes.get(home).and_then(|home| home.battery);
		let power = battery.map_or(0.0, |battery| battery.charge_w.max(battery.discharge_w));
		let in_an_hour = (power * self.community.hours()).ceil() as Wh;
		in_an_hour.saturating_add(self.extra_w(home).into())
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
			per_wh: None,
			round_trip: None,
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
	fn a_battery_adds_nothing_to_its_homes_connection_and_keeps_to_what_the_home_leaves_of_it() {
		let mut data = fontana();
		let hours = 10 * 24;
		// The least connection that carries the data; the battery could draw five times that.
		for (home, of) in data.homes.iter_mut().enumerate() {
			of.pv_nominal_w = 0;
			for row in data.load_wh.iter_mut().chain(&mut data.pv_wh) {
				row[home] = row[home].min(1_000);
			}
		}
		let replayed = replayed(&data, hours, Mix::none());
		let mut moved = 0;
		for interval in &replayed.intervals {
			for home in &interval.homes {
				let net = home.import_wh.max(home.export_wh);
				assert!(net <= 1_000, "{net} Wh in {}", interval.interval);
				moved += u32::from(net == 1_000);
			}
		}
		assert!(moved > 17, "the connections bind in {moved} hours");
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
		// What comes after the replay is left: connections follow from the largest hour of all.
		for row in other.load_wh.iter_mut().skip(seen).take(2 * 24) {
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
