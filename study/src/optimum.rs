//! The optimum in perfect foresight: a linear programme over the whole year.
//!
//! For each interval it chooses what the batteries charge and deliver, so that the community's meter costs
//! least: import at retail and the carbon price, less export at feed-in, plus wear. The batteries begin
//! empty, as in every arm, and what is left in them at the end is worth the same.
//!
//! Batteries that are alike (same capacity, power, efficiencies, wear) are one here, n times as large. That is
//! exact: what a battery can do in a year is a convex set P, given by linear constraints; what n of them
//! can do together is P + ... + P, which for a convex set is n P; and the cost depends on their sum
//! alone. Going back, each does an n-th. Those that differ stay apart.
//!
//! Charging and delivering at once is not excluded and never pays: it loses energy, and a lost Wh costs at
//! least the feed-in.

use crate::{arm::Tuning, community::Community, fleet::Did};
use clarabel::{
	algebra::CscMatrix,
	solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT},
};
use commonwatt_agents::{Battery, BatterySpec};

/// Wh in the unit of the programme, kWh, and base units in its money, USD: numbers near 1.
const KILO: f64 = 1e3;
const USD: f64 = 1e12;
/// Relative and absolute gap at which the solver stops; feasibility likewise.
pub const TOLERANCE: f64 = 1e-8;

/// What is done about the community's highest import.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Peak {
	/// Nothing.
	Free,
	/// No interval above so many Wh.
	Bounded(f64),
	/// So many base units for each Wh of every month's highest interval.
	Priced(f64),
}

/// The solver found no optimum; its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsolved(pub String);

/// The optimum.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
	/// What every battery does.
	pub did: Vec<Vec<Did>>,
	/// The least cost: energy, carbon at its price, wear, peaks at theirs, less what is left; base units.
	pub objective: f64,
}

/// Batteries that are alike.
struct Group {
	spec: BatterySpec,
	homes: Vec<usize>,
}

fn groups(community: &Community) -> Vec<Group> {
	let mut groups: Vec<Group> = Vec::new();
	for (index, home) in community.homes.iter().enumerate() {
		let Some(spec) = home.battery else { continue };
		match groups.iter_mut().find(|group| group.spec == spec) {
			Some(group) => group.homes.push(index),
			None => groups.push(Group {
				spec,
				homes: vec![index],
			}),
		}
	}
	groups
}

/// A linear programme that is written down row by row: rows equal to a number, then rows at most one.
#[derive(Default)]
struct Rows {
	entries: Vec<(usize, usize, f64)>,
	bounds: Vec<f64>,
}

impl Rows {
	fn add(&mut self, terms: &[(usize, f64)], bound: f64) {
		let row = self.bounds.len();
		self.entries
			.extend(terms.iter().map(|(column, value)| (row, *column, *value)));
		self.bounds.push(bound);
	}
}

/// Columns of the programme: import and export of every interval, then for each group what it charges,
/// delivers and has stored at the end, then the months' peaks.
struct Columns {
	intervals: usize,
	groups: usize,
}

impl Columns {
	fn import(&self, at: usize) -> usize {
		at
	}

	fn export(&self, at: usize) -> usize {
		self.intervals + at
	}

	fn of_group(&self, group: usize, what: usize, at: usize) -> usize {
		(2 + 3 * group + what) * self.intervals + at
	}

	fn charge(&self, group: usize, at: usize) -> usize {
		self.of_group(group, 0, at)
	}

	fn deliver(&self, group: usize, at: usize) -> usize {
		self.of_group(group, 1, at)
	}

	fn stored(&self, group: usize, at: usize) -> usize {
		self.of_group(group, 2, at)
	}

	fn peak(&self, month: usize) -> usize {
		(2 + 3 * self.groups) * self.intervals + month
	}
}

/// Solves the year.
///
/// # Errors
///
/// If the solver does not reach an optimum within [`TOLERANCE`], say because a bounded peak is too low.
pub fn solve(community: &Community, tuning: &Tuning, peak: Peak) -> Result<Optimum, Unsolved> {
	let groups = groups(community);
	let columns = Columns {
		intervals: community.intervals(),
		groups: groups.len(),
	};
	let months = community.months();
	let peaks = match peak {
		Peak::Priced(_) => months.last().map_or(0, |last| last + 1),
		_ => 0,
	};
	let width = columns.peak(peaks);
	let cost = cost(community, tuning, peak, &groups, &columns, peaks);
	let (equal, at_most) = constraints(community, peak, &groups, &columns, &months);
	let solution = minimise(width, &cost, equal, at_most)?;

	let mut did = vec![vec![Did::default(); community.homes.len()]; community.intervals()];
	for (group, Group { spec, homes }) in groups.iter().enumerate() {
		let n = homes.len() as f64;
		let planned = |at| solution[columns.stored(group, at)].max(0.0) * KILO / n;
		let planned: Vec<f64> = (0..community.intervals()).map(planned).collect();
		follow(*spec, community.hours(), homes, &planned, &mut did);
	}
	let objective: f64 = cost.iter().zip(&solution).map(|(c, x)| c * x).sum();
	Ok(Optimum {
		did,
		objective: objective * USD,
	})
}

/// Batteries that are alike do in whole Wh what leaves `planned` Wh in each. Nothing is lost by rounding: what
/// one cannot do of it the next does in the same interval, and each goes by what is in its own cells.
fn follow(spec: BatterySpec, hours: f64, homes: &[usize], planned: &[f64], did: &mut [Vec<Did>]) {
	let Ok(battery) = Battery::new(spec, hours) else {
		return;
	};
	let mut batteries = vec![battery; homes.len()];
	for (planned, did) in planned.iter().zip(did) {
		let mut rest = 0.0;
		for (battery, home) in batteries.iter_mut().zip(homes) {
			let wish = spec.taking(planned - battery.stored()) + rest;
			let taken = battery.take(wish.round() as i64);
			rest = (wish - taken as f64).clamp(-1.0, 1.0);
			did[*home] = Did {
				taken,
				stored: battery.stored(),
			};
		}
	}
}

/// Worth of a Wh that is left in a battery at the end: what it would bring at least.
pub fn worth_of_rest(community: &Community, spec: &BatterySpec) -> f64 {
	community.feed_in as f64 * spec.discharge_efficiency
}

fn cost(
	community: &Community,
	tuning: &Tuning,
	peak: Peak,
	groups: &[Group],
	columns: &Columns,
	peaks: usize,
) -> Vec<f64> {
	let per_kwh = |units_per_wh: f64| units_per_wh * KILO / USD;
	let mut cost = vec![0.0; columns.peak(peaks)];
	for at in 0..columns.intervals {
		let carbon = tuning.planning.carbon_price * community.carbon[at] / KILO;
		cost[columns.import(at)] = per_kwh(community.retail[at] as f64 + carbon);
		cost[columns.export(at)] = -per_kwh(community.feed_in as f64);
		for (group, Group { spec, .. }) in groups.iter().enumerate() {
			cost[columns.deliver(group, at)] = per_kwh(spec.wear);
		}
	}
	if let Some(last) = columns.intervals.checked_sub(1) {
		for (group, Group { spec, .. }) in groups.iter().enumerate() {
			cost[columns.stored(group, last)] = -per_kwh(worth_of_rest(community, spec));
		}
	}
	if let Peak::Priced(price) = peak {
		for month in 0..peaks {
			cost[columns.peak(month)] = per_kwh(price);
		}
	}
	cost
}

fn constraints(
	community: &Community,
	peak: Peak,
	groups: &[Group],
	columns: &Columns,
	months: &[usize],
) -> (Rows, Rows) {
	let (mut equal, mut at_most) = (Rows::default(), Rows::default());
	let hours = community.hours();
	for at in 0..columns.intervals {
		// Import less export is the homes' net load, and what the batteries take.
		let mut balance = vec![(columns.import(at), 1.0), (columns.export(at), -1.0)];
		for (group, Group { spec, homes }) in groups.iter().enumerate() {
			let (charge, deliver) = (columns.charge(group, at), columns.deliver(group, at));
			let stored = columns.stored(group, at);
			balance.extend([(charge, -1.0), (deliver, 1.0)]);
			let mut change = vec![
				(stored, 1.0),
				(charge, -spec.charge_efficiency),
				(deliver, 1.0 / spec.discharge_efficiency),
			];
			if let Some(before) = at.checked_sub(1) {
				change.push((columns.stored(group, before), -1.0));
			}
			equal.add(&change, 0.0);
			let n = homes.len() as f64 / KILO;
			at_most.add(&[(charge, 1.0)], spec.charge_w * hours * n);
			at_most.add(&[(deliver, 1.0)], spec.discharge_w * hours * n);
			at_most.add(&[(stored, 1.0)], spec.capacity_wh * n);
			for column in [charge, deliver, stored] {
				at_most.add(&[(column, -1.0)], 0.0);
			}
		}
		let net: i64 = community.nets(at).iter().sum();
		equal.add(&balance, net as f64 / KILO);
		let import = columns.import(at);
		at_most.add(&[(import, -1.0)], 0.0);
		at_most.add(&[(columns.export(at), -1.0)], 0.0);
		match peak {
			Peak::Free => {}
			Peak::Bounded(most) => at_most.add(&[(import, 1.0)], most / KILO),
			Peak::Priced(_) => at_most.add(&[(import, 1.0), (columns.peak(months[at]), -1.0)], 0.0),
		}
	}
	(equal, at_most)
}

/// The columns' values at the least cost.
fn minimise(width: usize, cost: &[f64], equal: Rows, at_most: Rows) -> Result<Vec<f64>, Unsolved> {
	let (equals, inequalities) = (equal.bounds.len(), at_most.bounds.len());
	let below = at_most
		.entries
		.into_iter()
		.map(|(row, column, value)| (row + equals, column, value));
	let entries = equal.entries.into_iter().chain(below);
	let (mut rows, mut cols, mut values) = (Vec::new(), Vec::new(), Vec::new());
	for (row, column, value) in entries {
		rows.push(row);
		cols.push(column);
		values.push(value);
	}
	let matrix = CscMatrix::new_from_triplets(equals + inequalities, width, rows, cols, values);
	let bounds: Vec<f64> = equal.bounds.into_iter().chain(at_most.bounds).collect();
	let cones = [ZeroConeT(equals), NonnegativeConeT(inequalities)];
	let settings = DefaultSettings {
		verbose: false,
		tol_gap_abs: TOLERANCE,
		tol_gap_rel: TOLERANCE,
		tol_feas: TOLERANCE,
		..Default::default()
	};
	let quadratic = CscMatrix::zeros((width, width));
	let mut solver = DefaultSolver::new(&quadratic, cost, &matrix, &bounds, &cones, settings);
	solver.solve();
	match solver.solution.status {
		SolverStatus::Solved => Ok(solver.solution.x),
		status => Err(Unsolved(status.to_string())),
	}
}
