//! The homes of an arm on the real runtime: agents that learn from the chain and from their own meters.

use anyhow::{ensure, Result};
use commonwatt_agents::Latest;
use commonwatt_primitives::reading::Registers;
use commonwatt_simulator::replay::Homes;
use commonwatt_study::{
	community::Community,
	fleet::{Control, Did, Fleet},
};

/// A fleet behind the meters.
pub struct Fleets<'a> {
	community: &'a Community,
	fleet: Fleet<'a>,
	did: Vec<Vec<Did>>,
	/// The first hour whose sums on the chain are not what the meters counted.
	wrong: Option<usize>,
}

impl<'a> Fleets<'a> {
	pub fn new(community: &'a Community, control: Control) -> Self {
		Self {
			community,
			fleet: Fleet::new(community, control),
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
		self.fleet.learn(
			&nets,
			Latest {
				short: booked.import,
				long: booked.export,
			},
		);
	}

	fn extra_w(&self, home: usize) -> u32 {
		let battery = self.community.homes[home].battery;
		battery.map_or(0, |battery| {
			battery.charge_w.max(battery.discharge_w).ceil() as u32
		})
	}
}
