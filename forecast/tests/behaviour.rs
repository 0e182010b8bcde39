//! What a forecaster learns, by example.

use codec::{Decode, Encode};
use commonwatt_forecast::{Calendar, Fault, Forecaster, Kind, Quantiles, Step, Weather};

/// Deterministic noise between -0.5 and 0.5.
fn noise(t: u64) -> f64 {
	let mixed = (t + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
	let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
	(mixed >> 40) as f64 / (1u64 << 24) as f64 - 0.5
}

fn calendar(steps: u64, t: u64) -> Calendar {
	Calendar {
		step: (t % steps) as u16,
		weekday: (t / steps % 7) as u8,
	}
}

fn fed(kind: Kind, steps: u64, days: u64, value: impl Fn(u64) -> Option<f64>) -> Forecaster {
	let mut forecaster = Forecaster::new(kind, steps as u16).unwrap();
	(0..days * steps).for_each(|t| forecaster.update(calendar(steps, t), None, value(t)));
	forecaster
}

fn next_day(forecaster: &Forecaster, days: u64) -> Vec<Quantiles> {
	let steps = forecaster.steps_per_day() as u64;
	let step = |t| Step {
		calendar: calendar(steps, t),
		weather: None,
	};
	forecaster.forecast(
		&(days * steps..(days + 1) * steps)
			.map(step)
			.collect::<Vec<_>>(),
	)
}

#[test]
fn a_day_has_24_to_96_steps_of_whole_minutes() {
	for steps in [24, 48, 72, 96] {
		assert!(Forecaster::new(Kind::Load, steps).is_ok());
	}
	for steps in [0, 1, 23, 25, 95, 97, 1440, u16::MAX] {
		assert_eq!(
			Forecaster::new(Kind::Load, steps).err(),
			Some(Fault::StepsOutOfRange)
		);
	}
}

#[test]
fn a_fresh_forecaster_expects_nothing_and_no_more_than_a_day_is_forecast() {
	let forecaster = Forecaster::new(Kind::Load, 24).unwrap();
	let step = Step {
		calendar: calendar(24, 0),
		weather: None,
	};
	let forecast = forecaster.forecast(&[step; 100]);
	assert_eq!(forecast.len(), 24);
	assert!(forecast
		.iter()
		.all(|q| q.values == [0.0; 5] && q.mean == 0.0));
}

#[test]
fn a_tariff_by_day_type_is_exact_on_workday_and_weekend() {
	let tariff = |t: u64| match (t / 24 % 7, t % 24) {
		(0..5, 16..21) => 0.5,
		(5.., 16..21) => 0.25,
		_ => 0.125,
	};
	let forecaster = fed(Kind::Price, 24, 60, |t| Some(tariff(t)));
	// Four days from Thursday: each forecast is made at midnight of that day.
	for days in 60..64 {
		let forecaster = fed(Kind::Price, 24, days, |t| Some(tariff(t)));
		for (i, q) in next_day(&forecaster, days).iter().enumerate() {
			let t = days * 24 + i as u64;
			assert!((q.median() - tariff(t)).abs() < 0.005, "hour {t}: {q:?}");
		}
	}
	assert_eq!(forecaster.kind(), Kind::Price);
}

#[test]
fn bands_hold_what_they_promise_on_noise() {
	let value = |t: u64| 1000.0 + 800.0 * noise(t);
	let (mut wide, mut narrow, mut all) = (0, 0, 0);
	let mut forecaster = fed(Kind::Load, 24, 60, |t| Some(value(t)));
	for day in 60..120 {
		for (i, q) in next_day(&forecaster, day).iter().enumerate() {
			let actual = value(day * 24 + i as u64);
			wide += u32::from(q.values[0] <= actual && actual <= q.values[4]);
			narrow += u32::from(q.values[1] <= actual && actual <= q.values[3]);
			all += 1;
		}
		(day * 24..day * 24 + 24)
			.for_each(|t| forecaster.update(calendar(24, t), None, Some(value(t))));
	}
	let share = |count: u32| count as f64 / all as f64;
	assert!((0.85..0.95).contains(&share(wide)), "{}", share(wide));
	assert!((0.43..0.57).contains(&share(narrow)), "{}", share(narrow));
}

#[test]
fn nothing_is_generated_at_night() {
	let sun = |t: u64| (6.0 - (t as f64 % 24.0 - 12.0).abs()).max(0.0) * 300.0;
	let value = |t: u64| sun(t) * (0.7 + 0.6 * noise(t / 24));
	let forecast = next_day(&fed(Kind::Generation, 24, 60, |t| Some(value(t))), 60);
	for night in [0, 1, 2, 3, 4, 22, 23] {
		assert!(
			forecast[night].values[4] < 1.0,
			"{night}: {:?}",
			forecast[night]
		);
	}
	assert!(forecast[12].values[0] > 300.0 && forecast[12].values[4] < 2500.0);
}

#[test]
fn the_next_hour_follows_what_just_happened() {
	// Two levels that last for half a day each, by chance.
	let value = |t: u64| if noise(t / 12) > 0.0 { 2000.0 } else { 500.0 };
	let t = 24 * 60 + 6;
	let mut forecaster = fed(Kind::Load, 24, 60, |t| Some(value(t)));
	(24 * 60..t).for_each(|t| forecaster.update(calendar(24, t), None, Some(value(t))));
	let next = forecaster.forecast(&[Step {
		calendar: calendar(24, t),
		weather: None,
	}])[0];
	assert!((next.median() - value(t - 1)).abs() < 250.0, "{next:?}");
}

#[test]
fn weather_helps_when_it_decides() {
	let degrees = |t: u64| 20.0 + 16.0 * noise(t / 24);
	let value = |t: u64| 1000.0 + 50.0 * (degrees(t) - 20.0);
	let weather = |t: u64| {
		Some(Weather {
			temperature: degrees(t) as f32,
			diffuse: 0.0,
			direct: 0.0,
		})
	};
	let mut forecaster = Forecaster::new(Kind::Load, 24).unwrap();
	let (mut with, mut without) = (0.0, 0.0);
	for day in 0..120 {
		let hours = || day * 24..day * 24 + 24;
		let error = |forecaster: &Forecaster, known: bool| {
			let step = |t| Step {
				calendar: calendar(24, t),
				weather: if known { weather(t) } else { None },
			};
			let forecast = forecaster.forecast(&hours().map(step).collect::<Vec<_>>());
			hours()
				.zip(forecast)
				.map(|(t, q)| (q.median() - value(t)).abs())
				.sum::<f64>()
		};
		if day >= 60 {
			with += error(&forecaster, true);
			without += error(&forecaster, false);
		}
		hours().for_each(|t| forecaster.update(calendar(24, t), weather(t), Some(value(t))));
	}
	assert!(with < without / 3.0, "{with} {without}");
}

#[test]
fn the_unit_of_a_series_does_not_matter() {
	// Powers of four: the numbers and their roots keep their digits.
	for unit in [1.0 / 1_048_576.0, 65_536.0] {
		for kind in [Kind::Load, Kind::Generation, Kind::NetLoad, Kind::Price] {
			let value = |t: u64| (600.0 + 50.0 * (t % 24) as f64 + 900.0 * noise(t)).max(0.0);
			let plain = next_day(&fed(kind, 24, 50, |t| Some(value(t))), 50);
			let scaled = next_day(&fed(kind, 24, 50, |t| Some(unit * value(t))), 50);
			for (a, b) in plain.iter().zip(&scaled) {
				assert!(
					(b.median() / unit - a.median()).abs() < 1e-3 * a.median(),
					"{a:?} {b:?}"
				);
			}
		}
	}
}

#[test]
fn intervals_left_out_are_the_same_as_intervals_without_value() {
	let value = |t: u64| Some(500.0 + 100.0 * noise(t));
	let mut told = fed(Kind::Load, 24, 30, value);
	let mut silent = told.clone();
	(720..750).for_each(|t| told.update(calendar(24, t), None, None));
	told.update(calendar(24, 750), None, Some(1.0));
	silent.update(calendar(24, 750), None, Some(1.0));
	assert_eq!(told, silent);
}

#[test]
fn a_series_with_gaps_is_forecast_almost_as_well() {
	let whole = |t: u64| 1000.0 + 50.0 * (t % 24) as f64 + 20.0 * noise(t);
	let gaps = |t: u64| (noise(t / 5 + 7777) > -0.3).then(|| whole(t));
	for (i, q) in next_day(&fed(Kind::Load, 24, 60, gaps), 60)
		.iter()
		.enumerate()
	{
		assert!(
			(q.median() - (1000.0 + 50.0 * i as f64)).abs() < 30.0,
			"{i}: {q:?}"
		);
	}
}

#[test]
fn the_state_survives_storage_and_fits_in_its_bound() {
	for (kind, steps, bound) in [
		(Kind::Load, 24, 38_000),
		(Kind::NetLoad, 48, 47_500),
		(Kind::Generation, 96, Forecaster::MAX_ENCODED_LEN),
	] {
		let forecaster = fed(kind, steps, 10, |t| Some(100.0 + noise(t)));
		let bytes = forecaster.encode();
		assert!(bytes.len() <= bound, "{kind:?} {steps}: {}", bytes.len());
		assert_eq!(Forecaster::decode(&mut &bytes[..]), Ok(forecaster));
		assert!(Forecaster::decode(&mut &bytes[..bytes.len() - 1]).is_err());
	}
}

#[test]
fn the_bits_of_a_known_run_stand() {
	// Native and wasm agree on it. If it changes, so do the forecasts of every node.
	let forecaster = fed(Kind::Generation, 48, 40, |t| {
		Some(1000.0 * noise(t).max(0.0))
	});
	let sum = forecaster
		.encode()
		.iter()
		.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
			(hash ^ *byte as u64).wrapping_mul(0x0000_0100_0000_01b3)
		});
	assert_eq!(sum, 0x8887_a526_c08c_6dff, "{sum:#x}");
}
