//! What each way to charge vehicles costs a community, by plain arithmetic.

#[cfg(test)]
mod tests;

use super::{
	homes::Fleets,
	vehicles::{Account, Charging},
};
use anyhow::Result;
use commonwatt_primitives::reading::Registers;
use commonwatt_simulator::{data::vehicles::Vehicle as Row, replay::Homes};
use commonwatt_study::{
	arm::{Arm, Tuning},
	bills,
	community::Community,
	fleet::Control,
	run::Run,
	score::Scores,
};

/// A community whose vehicles were charged in one way.
pub struct Charged {
	pub scores: Scores,
	/// Of the vehicles, in the order of their file.
	pub vehicles: Vec<Account>,
}

/// The ways to charge, and what the tables call them.
pub fn ways() -> [(&'static str, Charging); 3] {
	[
		("greedy", Charging::OnArrival),
		("threshold", Charging::BelowMean),
		("forecast", Charging::Planned(Tuning::default().planning)),
	]
}

/// Bills a community whose batteries are run by `control` and whose vehicles, if there are any, are charged in
/// this way. Nobody orders.
pub fn by_arithmetic(
	community: &Community,
	control: Control,
	vehicles: Option<(&[Row], Charging)>,
) -> Result<Charged> {
	let mut homes = Fleets::new(community, control);
	if let Some((rows, charging)) = vehicles {
		homes = homes.with_vehicles(rows, charging)?;
	}
	let mut nets: Vec<Vec<i64>> = Vec::new();
	let mut bills: Vec<Vec<i128>> = Vec::new();
	for (hour, retail) in community.retail.iter().enumerate() {
		let metered = homes.meter(hour).into_iter();
		let net: Vec<i64> = metered
			.map(|registers| registers.import as i64 - registers.export as i64)
			.collect();
		let (import, export) = bills::sums(&net);
		homes.hear(hour, Registers { import, export });
		bills.push(bills::in_pool(&net, *retail, community.feed_in));
		nets.push(net);
	}
	let did = homes.did()?;
	let run = Run {
		// Any that is billed in the pool.
		arm: Arm::B,
		nets,
		did: did.batteries,
		bills,
	};
	Ok(Charged {
		scores: Scores::of(community, &run, &[], 0..community.intervals()),
		vehicles: did.vehicles,
	})
}
