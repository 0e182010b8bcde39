//! Prints what a forecaster costs: bytes of its state, median time of an update and of a forecast of a day.

use codec::Encode;
use commonwatt_forecast::{Calendar, Forecaster, Kind, Step, Weather};
use std::time::{Duration, Instant};

const DAYS: u64 = 60;
const FORECASTS: u32 = 200;

/// Microseconds; a median does not mind what else the machine does.
fn median(times: impl Iterator<Item = Duration>) -> f64 {
	let mut times: Vec<Duration> = times.collect();
	times.sort_unstable();
	times[times.len() / 2].as_secs_f64() * 1e6
}

fn main() {
	println!("kind        steps   bytes  update us  forecast us  with weather us");
	for kind in [Kind::Load, Kind::Generation, Kind::NetLoad, Kind::Price] {
		for steps in [24u64, 48, 96] {
			let Ok(mut forecaster) = Forecaster::new(kind, steps as u16) else {
				continue;
			};
			let calendar = |t: u64| Calendar {
				step: (t % steps) as u16,
				weekday: (t / steps % 7) as u8,
			};
			let value = |t: u64| 500.0 + (t.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 54) as f64;
			let update = median((0..DAYS * steps).map(|t| {
				let started = Instant::now();
				forecaster.update(calendar(t), None, Some(value(t)));
				started.elapsed()
			}));
			let weather = Weather {
				temperature: 20.0,
				diffuse: 100.0,
				direct: 300.0,
			};
			let time = |weather: Option<Weather>| {
				let step = |t| Step {
					calendar: calendar(t),
					weather,
				};
				let day: Vec<Step> = (DAYS * steps..(DAYS + 1) * steps).map(step).collect();
				median((0..FORECASTS).map(|_| {
					let started = Instant::now();
					assert!(forecaster.forecast(&day)[0].median().is_finite());
					started.elapsed()
				}))
			};
			println!(
				"{:11} {steps:5} {:7} {update:10.1} {:12.1} {:16.1}",
				format!("{kind:?}"),
				forecaster.encoded_size(),
				time(None),
				time(Some(weather)),
			);
		}
	}
}
