//! A synthetic day of a community, with noise that is the same in every run.

use crate::mock::*;
use commonwatt_primitives::signal::{Forecast, ForecasterId, Outcome};
use frame_support::parameter_types;

/// Wh imported in each hour of a day, and exported.
const DEMAND: [u64; 24] = [
	8_000, 7_000, 6_000, 6_000, 6_000, 8_000, 14_000, 20_000, 18_000, 14_000, 12_000, 13_000,
	15_000, 13_000, 12_000, 12_000, 15_000, 20_000, 26_000, 28_000, 26_000, 20_000, 14_000, 10_000,
];
const GENERATION: [u64; 24] = [
	0, 0, 0, 0, 0, 0, 1_000, 4_000, 9_000, 14_000, 18_000, 21_000, 22_000, 21_000, 18_000, 14_000,
	9_000, 4_000, 1_000, 0, 0, 0, 0, 0,
];

/// Parts per thousand from 1000 - spread to 1000 + spread, the same for the same place and time.
fn noise(place: u64, interval: u32, spread: u64) -> u64 {
	let seed = (place, interval, b"noise");
	let hash = sp_io::hashing::twox_64(&codec::Encode::encode(&seed));
	1_000 - spread + u64::from_le_bytes(hash) % (2 * spread + 1)
}

fn scaled(value: u64, thousandths: u64) -> u64 {
	value * thousandths / 1_000
}

/// What so much demand and generation make of price and green share: 210 from the supplier, 100 from
/// neighbours.
pub fn outcome_of(demand: u64, generation: u64) -> Outcome {
	let local = demand.min(generation);
	Outcome {
		price: (210 * (demand - local) + 100 * local) / demand,
		demand,
		generation,
		green_share: 1_000_000 * local / demand,
	}
}

/// The hour of the day that an interval is.
fn hour_of(interval: u32) -> u32 {
	(interval + FirstHour::get() + DAY - (START + LEAD) % DAY) % DAY
}

parameter_types! {
	/// The hour of the first interval that is forecast.
	pub static FirstHour: u32 = 0;
}

/// What an hour brings: within a tenth of its kind.
pub fn truth(interval: u32) -> Outcome {
	let hour = hour_of(interval) as usize;
	outcome_of(
		scaled(DEMAND[hour], noise(1_000, interval, 100)),
		scaled(GENERATION[hour], noise(1_001, interval, 100)),
	)
}

/// What an honest forecaster says of an hour: within a twentieth of the truth, each on its own.
pub fn honest(id: ForecasterId, interval: u32) -> Forecast {
	let truth = truth(interval);
	let of =
		|variable: u64, value| scaled(value, noise(u64::from(id) * 10 + variable, interval, 50));
	around(outcome_of(
		of(0, truth.demand).max(1),
		of(1, truth.generation),
	))
}
