//! What an arm is worth: at the community's meter and on every bill.

use crate::{community::Community, optimum::worth_of_rest, run::Run};
use commonwatt_forecast::{Forecaster, Kind, Step};
use std::ops::Range;

const WH_PER_KWH: f64 = 1_000.0;
const UNITS_PER_USD: f64 = 1e12;

/// Scores over a range of intervals. Energy in kWh, money in USD.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
	/// All bills.
	pub bills: f64,
	/// What the batteries wore off.
	pub wear: f64,
	/// Worth of what was in the batteries at the beginning less at the end, at feed-in.
	pub charge: f64,
	/// Cost of each home: bill, wear and charge.
	pub homes: Vec<f64>,
	/// Highest import of the community in an interval, kW.
	pub peak: f64,
	/// Mean of the months' highest imports, kW.
	pub monthly_peak: f64,
	/// Import of the community.
	pub import: f64,
	/// Export of the community.
	pub export: f64,
	/// Demand of the homes.
	pub demand: f64,
	/// Generation of the homes.
	pub generation: f64,
	/// Delivered by the batteries.
	pub delivered: f64,
	/// Emitted for the import, kg.
	pub co2_import: f64,
	/// The same less what the export spares at the intensity of its hour, kg.
	pub co2_net: f64,
	/// Absolute error of a day-ahead forecast of the community's meter by the chain's model.
	pub imbalance: f64,
}

impl Scores {
	/// Cost of the community: bills, wear and charge.
	pub fn cost(&self) -> f64 {
		self.bills + self.wear + self.charge
	}

	/// Part of the generation that the community used; what its batteries lost counts as used.
	pub fn self_consumption(&self) -> f64 {
		part(self.generation - self.export, self.generation)
	}

	/// Part of the demand that was not imported.
	pub fn self_sufficiency(&self) -> f64 {
		part(self.demand - self.import, self.demand)
	}

	/// Homes whose cost is above that in another arm, by more than a cent.
	pub fn worse_off(&self, than: &Self) -> Vec<usize> {
		let homes = self.homes.iter().zip(&than.homes).enumerate();
		homes
			.filter(|(_, (cost, other))| **cost > **other + 0.01)
			.map(|(home, _)| home)
			.collect()
	}

	/// Scores of a run over a range of intervals. `forecasts` are those of [`day_ahead`].
	pub fn of(community: &Community, run: &Run, forecasts: &[f64], rows: Range<usize>) -> Self {
		let mut scores = Self {
			homes: vec![0.0; community.homes.len()],
			..Default::default()
		};
		let mut bills = vec![0i128; community.homes.len()];
		let mut peaks: Vec<(u8, f64)> = Vec::new();
		for at in rows.clone() {
			let net = net(run, at);
			let (import, export) = (net.max(0.0), (-net).max(0.0));
			let power = import / community.hours();
			match peaks.last_mut() {
				Some((month, peak)) if *month == community.month[at] => *peak = peak.max(power),
				_ => peaks.push((community.month[at], power)),
			}
			scores.import += import;
			scores.export += export;
			scores.co2_import += import * community.carbon[at];
			scores.co2_net += net * community.carbon[at];
			scores.imbalance += (net - forecasts.get(at).copied().unwrap_or(net)).abs();
			for (sum, bill) in bills.iter_mut().zip(&run.bills[at]) {
				*sum += bill;
			}
			for (index, home) in community.homes.iter().enumerate() {
				scores.demand += f64::from(home.demand[at]) / WH_PER_KWH;
				scores.generation += f64::from(home.generation[at]) / WH_PER_KWH;
				let Some(spec) = home.battery else { continue };
				let delivered = (-run.did[at][index].taken).max(0) as f64;
				let wear = delivered * spec.wear / UNITS_PER_USD;
				scores.delivered += delivered / WH_PER_KWH;
				scores.wear += wear;
				scores.homes[index] += wear;
			}
		}
		for (index, home) in community.homes.iter().enumerate() {
			let Some(spec) = home.battery else { continue };
			let stored = |end: usize| match end.checked_sub(1) {
				Some(last) => run.did[last][index].stored,
				None => 0.0,
			};
			let used = stored(rows.start) - stored(rows.end);
			let charge = used * worth_of_rest(community, &spec) / UNITS_PER_USD;
			scores.charge += charge;
			scores.homes[index] += charge;
		}
		for (home, bill) in scores.homes.iter_mut().zip(&bills) {
			let bill = *bill as f64 / UNITS_PER_USD;
			*home += bill;
			scores.bills += bill;
		}
		let highest = peaks.iter().map(|(_, peak)| *peak);
		scores.peak = highest.clone().fold(0.0, f64::max);
		scores.monthly_peak = highest.sum::<f64>() / peaks.len().max(1) as f64;
		scores
	}
}

fn part(of: f64, all: f64) -> f64 {
	match all > 0.0 {
		true => of / all,
		false => 0.0,
	}
}

/// The community's meter in an interval, kWh.
fn net(run: &Run, at: usize) -> f64 {
	run.nets[at].iter().sum::<i64>() as f64 / WH_PER_KWH
}

/// What a supplier expects of the community's meter: every midnight the median for each interval of the
/// day by the chain's model, which has learnt this arm's meter up to then; kWh.
pub fn day_ahead(community: &Community, run: &Run) -> Vec<f64> {
	let Ok(mut model) = Forecaster::new(Kind::NetLoad, community.steps_per_day) else {
		return Vec::new();
	};
	let day = usize::from(community.steps_per_day);
	let mut forecasts = Vec::with_capacity(run.nets.len());
	for at in 0..run.nets.len() {
		if at % day == 0 {
			let steps: Vec<Step> = (at..(at + day).min(run.nets.len()))
				.map(|at| Step {
					calendar: community.calendar(at),
					weather: None,
				})
				.collect();
			let day = model.forecast(&steps);
			forecasts.extend(day.iter().map(|quantiles| quantiles.median()));
		}
		model.update(community.calendar(at), None, Some(net(run, at)));
	}
	forecasts
}
