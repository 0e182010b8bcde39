//! An arm's year.

use crate::{
	arm::{Arm, Billing, Tuning},
	bills,
	community::Community,
	fleet::{Did, Fleet},
	optimum::{self, Peak, Unsolved},
};
use commonwatt_agents::Latest;

/// What an arm brought, by interval and home.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
	/// The arm.
	pub arm: Arm,
	/// Net load with the battery, Wh: what the meter counts.
	pub nets: Vec<Vec<i64>>,
	/// What the battery did.
	pub did: Vec<Vec<Did>>,
	/// Bill, base units.
	pub bills: Vec<Vec<i128>>,
}

impl Run {
	/// Runs an arm. `progress` hears the number of intervals done.
	///
	/// # Errors
	///
	/// If the linear programme of G has no solution.
	pub fn of(
		community: &Community,
		arm: Arm,
		tuning: &Tuning,
		progress: &mut dyn FnMut(usize),
	) -> Result<Self, Unsolved> {
		let did = match arm.control(tuning) {
			Some(control) => act(community, Fleet::new(community, control), progress),
			None => optimum::solve(community, tuning, peak(community, arm, tuning))?.did,
		};
		progress(community.intervals());
		Ok(Self::billed(community, arm, did))
	}

	/// An arm whose batteries did this.
	pub fn billed(community: &Community, arm: Arm, did: Vec<Vec<Did>>) -> Self {
		let nets: Vec<Vec<i64>> = did
			.iter()
			.enumerate()
			.map(|(interval, did)| {
				let nets = community.nets(interval);
				nets.iter()
					.zip(did)
					.map(|(net, did)| net + did.taken)
					.collect()
			})
			.collect();
		let bills = nets.iter().enumerate().map(|(interval, nets)| {
			let (retail, feed_in) = (community.retail[interval], community.feed_in);
			match arm.billing() {
				Billing::Supplier => bills::with_supplier(nets, retail, feed_in),
				Billing::Pool => bills::in_pool(nets, retail, feed_in),
			}
		});
		Self {
			arm,
			bills: bills.collect(),
			nets,
			did,
		}
	}
}

/// What an arm's linear programme does about the peak.
pub fn peak(community: &Community, arm: Arm, tuning: &Tuning) -> Peak {
	match arm {
		Arm::GPriced => Peak::Priced(tuning.monthly_peak_price),
		Arm::GCost => Peak::Free,
		_ => Peak::Bounded(without_batteries(community)),
	}
}

/// The highest import of the community without batteries, Wh in an interval.
pub fn without_batteries(community: &Community) -> f64 {
	let net = |interval| community.nets(interval).iter().sum::<i64>();
	let highest = (0..community.intervals()).map(net).max();
	highest.unwrap_or(0).max(0) as f64
}

fn act(
	community: &Community,
	mut fleet: Fleet<'_>,
	progress: &mut dyn FnMut(usize),
) -> Vec<Vec<Did>> {
	(0..community.intervals())
		.map(|interval| {
			let nets = community.nets(interval);
			let did = fleet.run(&fleet.decide(interval), &nets);
			let metered: Vec<i64> = nets
				.iter()
				.zip(&did)
				.map(|(net, did)| net + did.taken)
				.collect();
			let (short, long) = bills::sums(&metered);
			fleet.learn(&nets, Latest { short, long });
			progress(interval);
			did
		})
		.collect()
}
