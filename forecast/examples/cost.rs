//! Prints what a forecaster costs: bytes of its state, time of an update and of a forecast of a day.

use codec::Encode;
use commonwatt_forecast::{Calendar, Forecaster, Kind, Step, Weather};
use std::time::Instant;

const DAYS: u64 = 60;
const FORECASTS: u32 = 200;

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
			let started = Instant::now();
			for t in 0..DAYS * steps {
				forecaster.update(calendar(t), None, Some(value(t)));
			}
			let update = started.elapsed().as_secs_f64() * 1e6 / (DAYS * steps) as f64;
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
				let started = Instant::now();
				let first: f64 = (0..FORECASTS)
					.map(|_| forecaster.forecast(&day)[0].median())
					.sum();
				assert!(first.is_finite());
				started.elapsed().as_secs_f64() * 1e6 / FORECASTS as f64
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
