//! Whatever a forecaster is fed, it answers with ordered, possible numbers and stays within its bounds.

use codec::{Decode, Encode};
use commonwatt_forecast::{Calendar, Forecaster, Kind, Step, Weather};
use proptest::prelude::*;

fn kind() -> impl Strategy<Value = Kind> {
	prop_oneof![
		Just(Kind::Load),
		Just(Kind::Generation),
		Just(Kind::NetLoad),
		Just(Kind::Price),
	]
}

fn number() -> impl Strategy<Value = f64> {
	prop_oneof![
		4 => -2000.0..5000.0f64,
		2 => Just(0.0),
		1 => prop_oneof![
			Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::MAX),
			Just(f64::MIN), Just(f64::MIN_POSITIVE), Just(-0.0), Just(1e12),
		],
		1 => any::<f64>(),
	]
}

fn weather() -> impl Strategy<Value = Option<Weather>> {
	let single = || number().prop_map(|value| value as f32);
	proptest::option::of((single(), single(), single()).prop_map(
		|(temperature, diffuse, direct)| Weather {
			temperature,
			diffuse,
			direct,
		},
	))
}

#[derive(Clone, Debug)]
struct Input {
	/// How many intervals the calendar leaps.
	leap: u16,
	weather: Option<Weather>,
	value: Option<f64>,
	/// How often the value repeats.
	times: u16,
}

fn inputs() -> impl Strategy<Value = Vec<Input>> {
	let leap = prop_oneof![20 => Just(1u16), 1 => 0..700u16];
	let input = (
		leap,
		weather(),
		proptest::option::weighted(0.9, number()),
		1..60u16,
	)
		.prop_map(|(leap, weather, value, times)| Input {
			leap,
			weather,
			value,
			times,
		});
	proptest::collection::vec(input, 0..60)
}

fn calendar(steps: u16, t: u64) -> Calendar {
	let day = steps as u64;
	Calendar {
		step: (t % day) as u16,
		weekday: (t / day % 7) as u8,
	}
}

fn ahead(steps: u16, t: u64, weather: Option<Weather>) -> Vec<Step> {
	(1..=steps as u64)
		.map(|i| Step {
			calendar: calendar(steps, t + i),
			weather,
		})
		.collect()
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn quantiles_are_finite_ordered_and_possible(
		kind in kind(),
		steps in prop_oneof![Just(24u16), Just(48), Just(72), Just(96)],
		inputs in inputs(),
		expected in weather(),
	) {
		let mut forecaster = Forecaster::new(kind, steps).unwrap();
		let fresh = forecaster.encoded_size();
		let mut t = 0u64;
		for input in &inputs {
			for _ in 0..input.times {
				t += input.leap as u64;
				forecaster.update(calendar(steps, t), input.weather, input.value);
			}
		}
		let forecast = forecaster.forecast(&ahead(steps, t, expected));
		prop_assert_eq!(forecast.len(), steps as usize);
		for q in &forecast {
			prop_assert!(q.mean.is_finite() && q.values.iter().all(|v| v.is_finite()), "{:?}", q);
			prop_assert!(q.values.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", q);
			prop_assert!(kind == Kind::NetLoad || (q.values[0] >= 0.0 && q.mean >= 0.0), "{:?}", q);
		}
		prop_assert!(forecaster.encoded_size() <= fresh + 64, "the state grows");
		let copy = Forecaster::decode(&mut &forecaster.encode()[..]).unwrap();
		prop_assert_eq!(copy.forecast(&ahead(steps, t, expected)), forecast);
	}

	#[test]
	fn bytes_that_are_no_state_are_refused_or_answer_without_panic(
		bytes in proptest::collection::vec(any::<u8>(), 0..200),
		at in 0usize..20_000,
	) {
		let mut encoded = Forecaster::new(Kind::Generation, 24).unwrap().encode();
		let at = at % encoded.len();
		let end = (at + bytes.len()).min(encoded.len());
		encoded[at..end].copy_from_slice(&bytes[..end - at]);
		if let Ok(mut forecaster) = Forecaster::decode(&mut &encoded[..]) {
			forecaster.update(calendar(24, 5), None, Some(7.0));
			let forecast = forecaster.forecast(&ahead(24, 5, None));
			prop_assert!(forecast.iter().all(|q| q.values[0] <= q.values[4]));
		}
	}
}
