//! Series that are no community's everyday: what is forecast of the next step stays finite, and at least about as good
//! as what a simple rule says.

use commonwatt_forecast::{Calendar, Forecaster, Kind, Step};

/// Days of a series, and the first that is scored.
const DAYS: u64 = 120;
const FIRST: u64 = 60;

/// Deterministic noise between -0.5 and 0.5.
fn noise(t: u64) -> f64 {
	let mixed = (t + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
	let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
	(mixed >> 40) as f64 / (1u64 << 24) as f64 - 0.5
}

/// More in the evening, less in the morning.
fn day(t: u64) -> f64 {
	let from_evening = (t % 24).abs_diff(19) as f64;
	200.0 + 60.0 * (12.0 - from_evening).abs()
}

/// Mean absolute errors in the next hour: of the forecast, of the value before and of that a day before.
struct Errors {
	ours: f64,
	latest: f64,
	yesterday: f64,
}

fn errors(kind: Kind, value: impl Fn(u64) -> f64) -> Errors {
	let calendar = |t: u64| Calendar {
		step: (t % 24) as u16,
		weekday: (t / 24 % 7) as u8,
	};
	let mut forecaster = Forecaster::new(kind, 24).unwrap();
	let (mut ours, mut latest, mut yesterday) = (0.0, 0.0, 0.0);
	for t in 0..DAYS * 24 {
		if t >= FIRST * 24 {
			let next = forecaster.forecast(&[Step {
				calendar: calendar(t),
				weather: None,
			}])[0];
			assert!(next.mean.is_finite(), "{t}: {next:?}");
			ours += (next.median() - value(t)).abs();
			latest += (value(t - 1) - value(t)).abs();
			yesterday += (value(t - 24) - value(t)).abs();
		}
		forecaster.update(calendar(t), None, Some(value(t)));
	}
	let hours = ((DAYS - FIRST) * 24) as f64;
	Errors {
		ours: ours / hours,
		latest: latest / hours,
		yesterday: yesterday / hours,
	}
}

#[test]
fn a_constant_stays_what_it_is() {
	for value in [0.0, 700.0] {
		let constant = errors(Kind::Load, |_| value);
		assert!(constant.ours <= 1e-4 * value, "{}", constant.ours);
	}
}

#[test]
fn panels_that_were_dark_for_weeks_are_forecast_again() {
	let sun = |t: u64| (6.0 - (t as f64 % 24.0 - 12.0).abs()).max(0.0) * 200.0;
	let lit = |t: u64| !(50..80).contains(&(t / 24));
	let dark = errors(Kind::Generation, |t| {
		if lit(t) {
			sun(t) * (1.0 + noise(t / 24))
		} else {
			0.0
		}
	});
	assert!(
		dark.ours < 0.5 * dark.yesterday.min(dark.latest),
		"{}",
		dark.ours
	);
}

#[test]
fn spikes_that_nothing_foretells_are_not_chased() {
	let spiky = errors(Kind::Load, |t| {
		let spike = if noise(t + 99_999) > 0.48 {
			20_000.0
		} else {
			0.0
		};
		day(t) + 50.0 * noise(t) + spike
	});
	assert!(
		spiky.ours < 0.7 * spiky.yesterday.min(spiky.latest),
		"{}",
		spiky.ours
	);
}

#[test]
fn an_appliance_that_runs_for_hours_by_chance_is_expected_to_go_on() {
	// Three hours on, or off, and so on.
	let appliance = |t: u64| if noise(t / 3 + 5) > 0.35 { 2000.0 } else { 0.0 };
	let intermittent = errors(Kind::Load, appliance);
	assert!(
		intermittent.ours < 1.1 * intermittent.latest,
		"{} {}",
		intermittent.ours,
		intermittent.latest
	);
}

#[test]
fn what_wanders_is_expected_where_it_was_last() {
	let mut walk = vec![0.0];
	for t in 0..DAYS * 24 {
		walk.push(walk[t as usize] + 100.0 * noise(t));
	}
	let wandering = errors(Kind::NetLoad, |t| walk[t as usize]);
	assert!(
		wandering.ours < 1.1 * wandering.latest,
		"{} {}",
		wandering.ours,
		wandering.latest
	);
}

#[test]
fn a_level_that_shifts_is_followed() {
	let shifting = errors(Kind::Load, |t| {
		let level = if t / 24 % 40 < 20 { 1.0 } else { 4.0 };
		level * (day(t) + 100.0 * noise(t))
	});
	assert!(
		shifting.ours < 0.7 * shifting.yesterday.min(shifting.latest),
		"{}",
		shifting.ours
	);
}

#[test]
fn noise_of_the_largest_and_of_tiny_values_is_met_in_its_middle() {
	// Uniform noise of width w: its middle is off by w / 4, the value before by w / 3.
	for (kind, width) in [
		(Kind::Load, 1e12),
		(Kind::NetLoad, 1e12),
		(Kind::Price, 1e-9),
	] {
		let noisy = errors(kind, |t| width * (0.5 + noise(t)));
		assert!(
			noisy.ours < 0.26 * width,
			"{kind:?}: {}",
			noisy.ours / width
		);
	}
}

#[test]
fn what_just_happened_lasts_as_it_does_at_that_time_of_day() {
	// By day a departure goes on until evening, by night it is gone in the next hour.
	let by_day = |t: u64| (8..20).contains(&(t % 24));
	let value = |t: u64| {
		let departure = if by_day(t) { noise(t / 24) } else { noise(t) };
		day(t) + 400.0 * departure
	};
	let calendar = |t: u64| Calendar {
		step: (t % 24) as u16,
		weekday: (t / 24 % 7) as u8,
	};
	// How much more is expected of the next hour after 200 more in the last.
	let passed_on = |hour: u64| {
		let mut forecaster = Forecaster::new(Kind::Load, 24).unwrap();
		let last = DAYS * 24 + hour;
		(0..last).for_each(|t| forecaster.update(calendar(t), None, Some(value(t))));
		let after = |last_value: f64| {
			let mut forecaster = forecaster.clone();
			forecaster.update(calendar(last), None, Some(last_value));
			let next = Step {
				calendar: calendar(last + 1),
				weather: None,
			};
			forecaster.forecast(&[next])[0].median()
		};
		after(day(last) + 100.0) - after(day(last) - 100.0)
	};
	let (day, night) = (passed_on(13), passed_on(2));
	assert!(
		day > 120.0 && night < 60.0,
		"by day {day}, by night {night}"
	);
}
