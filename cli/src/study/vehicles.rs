//! The homes' vehicles behind their meters.

use anyhow::{anyhow, Result};
use commonwatt_agents::{Charge, Dispatch, Planned, Stay, Vehicle};
use commonwatt_simulator::data::vehicles::Vehicle as Row;
use commonwatt_study::{
	community::Community,
	foresight::{Foresight, Models},
	planning::Planning,
};

const SECONDS_PER_DAY: i64 = 86_400;
const SECONDS_PER_HOUR: f64 = 3_600.0;

/// How vehicles are charged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charging {
	/// On arrival, at full power.
	OnArrival,
	/// While the tariff is below its mean of the day, and else at the last moment.
	BelowMean,
	/// By plans on forecasts.
	Planned(Planning),
}

/// The vehicles of a community and what runs them.
pub struct Vehicles<'a> {
	community: &'a Community,
	charging: Charging,
	at: Vec<Charged>,
	/// What the community's meter would count without them and without batteries, as the batteries' agents
	/// expect it.
	foresight: Option<Models<'a>>,
}

/// A vehicle at its home.
struct Charged {
	line: u64,
	home: usize,
	vehicle: Vehicle,
	needs_wh: f64,
	/// Stays that end within the data.
	stays: usize,
}

/// What became of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
	/// Its line in the file.
	pub line: u64,
	/// The index of its home.
	pub home: usize,
	pub stays: usize,
	/// What its cells needed in all, Wh.
	pub needed_wh: f64,
	/// What the meter counted for it, Wh.
	pub taken_wh: i64,
	/// What its cells lacked at departures, Wh.
	pub missing_wh: f64,
}

impl<'a> Vehicles<'a> {
	/// Stays that end after the community's last interval are left out.
	pub fn new(community: &'a Community, rows: &[Row], charging: Charging) -> Result<Self> {
		let at: Result<Vec<Charged>> = rows.iter().map(|row| charged(community, row)).collect();
		let foresight = match charging {
			Charging::Planned(_) => Models::new(community),
			_ => None,
		};
		Ok(Self {
			community,
			charging,
			at: at?,
			foresight,
		})
	}

	/// The interval begins: they arrive, leave, and take what is best. What they take in it, by home, and
	/// then what they plan to take in the intervals after it, Wh.
	pub fn run(&mut self, interval: usize) -> Vec<Vec<i64>> {
		for one in &mut self.at {
			one.vehicle.begin(interval);
		}
		let plans = self.plans(interval);
		for (one, plan) in self.at.iter_mut().zip(&plans) {
			let taken = plan.first().map_or(0, |charge| charge.taken);
			one.vehicle.take(&Dispatch::exactly(taken));
		}
		self.by_home(&plans)
	}

	/// The plan of each from an interval on; without forecasts, of one interval that has begun.
	pub fn plans(&self, interval: usize) -> Vec<Vec<Charge>> {
		let taking = |dispatch: Dispatch| {
			vec![Charge {
				taken: dispatch.follow(0),
				..Default::default()
			}]
		};
		match &self.charging {
			Charging::OnArrival => {
				let all = self.at.iter();
				all.map(|one| taking(one.vehicle.at_once())).collect()
			}
			Charging::BelowMean => {
				let (price, mean) = self.price_and_mean(interval);
				let all = self.at.iter();
				all.map(|one| taking(one.vehicle.when_cheap(interval, price, mean)))
					.collect()
			}
			Charging::Planned(planning) => self.planned(planning, interval),
		}
	}

	/// One after another, who leaves first before the others: each knows what those before it have planned, and
	/// goes where that leaves energy cheap.
	fn planned(&self, planning: &Planning, interval: usize) -> Vec<Vec<Charge>> {
		let a_day = usize::from(self.community.steps_per_day);
		let foresight = self.foresight.as_ref();
		let outlook = foresight.map(|models| models.outlook(interval, a_day));
		let mut outlook = outlook.unwrap_or_default();
		let departure = |one: &Charged| {
			let here = one.vehicle.plugged().map(|(stay, _)| stay);
			let stay = here.or_else(|| one.vehicle.next_stay());
			stay.map_or(usize::MAX, |stay| stay.departure)
		};
		let mut order: Vec<usize> = (0..self.at.len()).collect();
		order.sort_by_key(|index| departure(&self.at[*index]));
		let mut plans = vec![Vec::new(); self.at.len()];
		for index in order {
			let planner = planning.planner(&outlook, 0.0, 1.0);
			let plan = self.at[index].vehicle.plan(&planner, interval, &outlook);
			for (expected, charge) in outlook.iter_mut().zip(&plan) {
				expected.net = expected.net.map(|net| net + charge.taken as f64);
			}
			plans[index] = plan;
		}
		plans
	}

	/// What an interval's energy costs from the supplier, and what it does in the mean of its day.
	fn price_and_mean(&self, interval: usize) -> (f64, f64) {
		let steps = usize::from(self.community.steps_per_day);
		let midnight = interval - interval % steps;
		let day = self.community.retail.iter().skip(midnight).take(steps);
		let (sum, hours) = day.fold((0.0, 0.0), |(sum, hours), price| {
			(sum + *price as f64, hours + 1.0)
		});
		let price = self.community.retail.get(interval);
		(price.map_or(0.0, |price| *price as f64), sum / hours)
	}

	/// What plans take, by interval and home, Wh.
	pub fn by_home(&self, plans: &[Vec<Charge>]) -> Vec<Vec<i64>> {
		let longest = plans.iter().map(Vec::len).max().unwrap_or(0);
		let mut rows = vec![vec![0; self.community.homes.len()]; longest];
		for (one, plan) in self.at.iter().zip(plans) {
			for (row, charge) in rows.iter_mut().zip(plan) {
				row[one.home] += charge.taken;
			}
		}
		rows
	}

	/// What the meter of a home without a battery will count by these plans, so many intervals after `next`,
	/// with which they begin; `None` if it has no vehicle, or nothing is known of then.
	pub fn ahead(
		&self,
		plans: &[Vec<Charge>],
		home: usize,
		next: usize,
		ahead: usize,
	) -> Option<Planned> {
		let charges = self
			.at
			.iter()
			.zip(plans)
			.filter(|(one, _)| one.home == home);
		// One at a time is at the charger.
		let charge = charges
			.map(|(_, plan)| plan.get(ahead).copied().unwrap_or_default())
			.max_by_key(|charge| charge.taken)?;
		let foresight = self.foresight.as_ref()?;
		let own = foresight.own_ahead(home, next, ahead.checked_add(1)?);
		Some(charge.beside(own.get(ahead)?))
	}

	/// The meters have counted the next interval: net loads without batteries and vehicles, Wh.
	pub fn learn(&mut self, nets: &[i64]) {
		if let Some(foresight) = &mut self.foresight {
			foresight.learn(nets);
		}
	}

	/// The most that a home's vehicles draw, W.
	pub fn power_w(rows: &[Row], home: usize) -> u32 {
		let powers = rows.iter().filter(|row| row.home == home);
		powers.map(|row| row.power_w).max().unwrap_or(0)
	}

	/// What became of each after the last interval.
	pub fn accounts(mut self) -> Vec<Account> {
		for one in &mut self.at {
			one.vehicle.begin(self.community.intervals());
		}
		let all = self.at.iter();
		all.map(|one| Account {
			line: one.line,
			home: one.home,
			stays: one.stays,
			needed_wh: one.needs_wh * one.stays as f64,
			taken_wh: one.vehicle.taken(),
			missing_wh: one.vehicle.missing(),
		})
		.collect()
	}
}

fn charged(community: &Community, row: &Row) -> Result<Charged> {
	let hours = community.hours();
	let interval_seconds = (hours * SECONDS_PER_HOUR) as u32;
	let stay = |day: usize| {
		let midnight = (day as i64).checked_mul(SECONDS_PER_DAY)?;
		let there = row.plugged.intervals(midnight, interval_seconds);
		let stay = Stay {
			arrival: usize::try_from(there.start).ok()?,
			departure: usize::try_from(there.end).ok()?,
			needed_wh: row.needs_wh.into(),
		};
		(stay.departure <= community.intervals()).then_some(stay)
	};
	let stays: Vec<Stay> = row.days.clone().map_while(stay).collect();
	let count = stays.len();
	let vehicle = Vehicle::new(row.power_w.into(), row.efficiency, hours, stays);
	Ok(Charged {
		line: row.line,
		home: row.home,
		vehicle: vehicle.map_err(|why| anyhow!("line {}: no such vehicle: {why:?}", row.line))?,
		needs_wh: row.needs_wh.into(),
		stays: count,
	})
}
