//! The evaluation of series whose scores are known, and the proof that it does not look ahead.

use commonwatt_evaluation::{
	evaluate, median_and_departure, naive, roll, score, text, Baselines, Community, Fault, Group,
	Home, Mismatch, Series, Setting,
};
use commonwatt_forecast::Weather;
use proptest::prelude::*;

const DAYS: usize = 40;

/// Deterministic noise between -0.5 and 0.5.
fn noise(t: usize) -> f64 {
	let mixed = (t as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
	let mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
	(mixed >> 40) as f64 / (1u64 << 24) as f64 - 0.5
}

fn community(steps_per_day: usize, demand: impl Fn(usize) -> f64) -> Community {
	let rows = 0..DAYS * steps_per_day;
	let sun = |t: usize| {
		let hour = (t % steps_per_day) as f64 * 24.0 / steps_per_day as f64;
		(6.0 - (hour - 12.0).abs()).max(0.0) * 200.0 * (1.0 + noise(t / steps_per_day))
	};
	Community {
		steps_per_day: steps_per_day as u16,
		first_weekday: 2,
		weather: rows
			.clone()
			.map(|t| Weather {
				temperature: 20.0 + 10.0 * noise(t) as f32,
				diffuse: 0.0,
				direct: 0.0,
			})
			.collect(),
		homes: vec![
			Home {
				name: "sun".into(),
				demand: rows.clone().map(&demand).collect(),
				generation: rows.clone().map(sun).collect(),
			},
			Home {
				name: "bakery".into(),
				demand: rows.clone().map(&demand).collect(),
				generation: vec![],
			},
		],
		retail: rows
			.map(|t| {
				if t % steps_per_day < steps_per_day / 2 {
					0.2
				} else {
					0.4
				}
			})
			.collect(),
		feed_in: 0.05,
	}
}

fn demand_of(community: &Community, home: usize) -> Series {
	Series {
		group: Group::HomeDemand,
		name: community.homes[home].name.clone(),
		values: community.homes[home].demand.clone(),
	}
}

#[test]
fn noise_around_a_mean_scores_what_theory_says() {
	// Uniform noise of width w: the median is off by w / 4 on average, the value a day before by w / 3.
	let community = community(24, |t| 1000.0 + 600.0 * noise(t));
	let series = demand_of(&community, 0);
	let rows = 20 * 24..DAYS * 24;
	let forecasts = roll(&community, &series, false, rows.clone()).unwrap();
	for setting in Setting::ALL {
		let ours = score(&series, forecasts.of(setting), rows.start, 24).unwrap();
		assert!((0.70..0.83).contains(&ours.mase), "{setting:?}: {ours:?}");
		assert!(
			(0.82..0.96).contains(&ours.coverage_90),
			"{setting:?}: {ours:?}"
		);
		let bias = ours.bias.expect("is not all 0");
		assert!(bias.abs() < 0.03, "{setting:?}: {ours:?}");
		let naive = naive(&community, &series, rows.clone());
		let naive = score(&series, naive.of(setting), rows.start, 24).unwrap();
		assert!((0.93..1.07).contains(&naive.mase), "{setting:?}: {naive:?}");
		assert!(
			(naive.pinball - naive.mase / 2.0).abs() < 0.05,
			"{setting:?}: {naive:?}"
		);
	}
}

#[test]
fn a_series_of_which_nothing_was_measured_has_no_bias_and_the_table_says_so() {
	let dark = 30 * 24;
	let mut community = community(24, |t| 1000.0 + 600.0 * noise(t));
	community.homes[1].generation = (0..DAYS * 24)
		.map(|t| {
			if t < dark {
				200.0 + 100.0 * noise(t)
			} else {
				0.0
			}
		})
		.collect();
	let report = evaluate(&community, dark..dark + 48, false, |_| {}).expect("is long enough");
	let rows = report.table();
	let of = |group| rows.iter().find(|row| row.group == group).expect("has one");
	let solar = of(Group::HomeSolar);
	assert_eq!((solar.series, solar.without_bias), (2, 1));
	assert!(solar.mean.bias.is_some_and(|bias| bias.abs() < 10.0));
	assert_eq!(of(Group::HomeDemand).without_bias, 0);
	let said = text::table(&rows);
	assert!(
		said.ends_with(
			"The bias leaves out 1 of 2 home-solar series: nothing but 0 was measured.\n"
		),
		"{said}"
	);
	assert!(said.lines().all(|line| line.len() < 160), "{said}");
}

#[test]
fn a_series_that_repeats_by_day_type_is_forecast_without_error() {
	let weekend = |t: usize| (t / 24 + 2) % 7 >= 5;
	let demand = |t: usize| 500.0 + 30.0 * (t % 24) as f64 + if weekend(t) { 400.0 } else { 0.0 };
	let community = community(24, demand);
	let series = demand_of(&community, 0);
	let forecasts = roll(&community, &series, false, 28 * 24..DAYS * 24).unwrap();
	let scores = score(&series, &forecasts.day_ahead, 28 * 24, 24).unwrap();
	assert!(scores.mase < 0.1, "{scores:?}");
}

#[test]
fn every_midnight_and_every_hour_is_an_origin() {
	let community = community(96, |t| 100.0 + noise(t));
	let series = demand_of(&community, 1);
	let forecasts = roll(&community, &series, false, 30 * 96..32 * 96).unwrap();
	let origins = |setting: Setting| -> Vec<usize> {
		forecasts
			.of(setting)
			.iter()
			.map(|forecast| forecast.origin)
			.collect()
	};
	assert_eq!(origins(Setting::DayAhead), [30 * 96, 31 * 96]);
	assert_eq!(origins(Setting::HourAhead).len(), 48);
	assert_eq!(forecasts.hour_ahead[0].steps.len(), 4);
	assert_eq!(forecasts.day_ahead[0].steps.len(), 96);
}

#[test]
fn the_report_has_all_groups_and_our_own_forecasts_as_baseline_score_the_same() {
	let community = community(24, |t| 1000.0 + 600.0 * noise(t));
	let report = evaluate(&community, 20 * 24..30 * 24, true, |_| ()).unwrap();
	let table = report.table();
	for group in Group::ALL
		.into_iter()
		.filter(|group| *group != Group::RetailPrice)
	{
		let rows: Vec<&str> = table
			.iter()
			.filter(|row| (row.setting, row.group) == (Setting::DayAhead, group))
			.map(|row| row.model.as_str())
			.collect();
		let models = [
			"commonwatt",
			"commonwatt, perfect weather",
			"seasonal naive, a point",
			"median and departure, a point",
		];
		assert_eq!(rows, models, "{group:?}");
	}
	assert!(
		table.iter().all(|row| row.group != Group::RetailPrice),
		"it repeats: no scale"
	);
	let ours = Baselines::parse(&text::forecasts(&report)).unwrap();
	let compared = report.compare(&ours).unwrap();
	assert_eq!(compared.len(), 2 * 2 * 7);
	for pair in compared.chunks(2) {
		assert_eq!(
			(pair[0].mean, pair[0].origins),
			(pair[1].mean, pair[1].origins)
		);
	}
	assert_eq!(text::table(&compared).lines().count(), compared.len() + 1);
}

#[test]
fn baselines_are_compared_on_what_both_have_and_on_nothing_else() {
	let community = community(24, |t| 1000.0 + 600.0 * noise(t));
	let report = evaluate(&community, 20 * 24..30 * 24, false, |_| ()).unwrap();
	let ours = text::forecasts(&report);
	let own = |line: &&str| line.starts_with("day-ahead,aggregate-demand,");
	let lines: Vec<&str> = ours.lines().filter(own).collect();
	let header = ours.lines().next().unwrap();
	let compare = |lines: &[String]| {
		let text = format!("{header}\n{}\n", lines.join("\n"));
		report.compare(&Baselines::parse(&text).unwrap())
	};
	let moved =
		|line: &str, from: usize, to: usize| line.replace(&format!(",{from},"), &format!(",{to},"));
	// Of three forecasts one has an origin of ours: that is compared, on both sides.
	let three = [
		lines[0].to_string(),
		moved(lines[1], 21 * 24, 5 * 24),
		moved(lines[2], 22 * 24, 31 * 24),
	];
	let rows = compare(&three).unwrap();
	assert_eq!(rows.len(), 2);
	assert!(rows.iter().all(|row| row.origins == 1));
	assert_eq!(rows[0].mean, rows[1].mean);

	assert_eq!(compare(&three[1..]).err(), Some(Mismatch::Nothing));
	let beyond = |origin| Mismatch::BeyondData {
		series: "all".into(),
		origin,
	};
	for origin in [DAYS * 24 - 23, 100_000, usize::MAX] {
		let line = moved(lines[0], 20 * 24, origin);
		assert_eq!(compare(&[line]).err(), Some(beyond(origin)));
	}
	let shorter = lines[0].rsplit_once(' ').unwrap().0;
	let steps = Mismatch::Steps {
		series: "all".into(),
		origin: 20 * 24,
		found: 23,
		expected: 24,
	};
	assert_eq!(compare(&[shorter.to_string()]).err(), Some(steps));
}

#[test]
fn the_median_of_two_weeks_and_half_of_the_latest_departure() {
	// 1,000 always, but 1,400 in the hour before an origin.
	let community = community(24, |t| if t == 30 * 24 + 7 { 1400.0 } else { 1000.0 });
	let series = demand_of(&community, 1);
	let forecasts = median_and_departure(&community, &series, 30 * 24..32 * 24);
	let hours: Vec<f64> = forecasts.hour_ahead[6..10]
		.iter()
		.map(|forecast| forecast.steps[0].mean)
		.collect();
	assert_eq!(hours, [1000.0, 1000.0, 1200.0, 1000.0]);
	let day = &forecasts.day_ahead[1];
	assert!(day.steps.iter().all(|step| step.mean == 1000.0));
	assert_eq!(forecasts.day_ahead.len(), 2);
}

#[test]
fn fails_when_rows_are_no_whole_days_or_nothing_lies_before_them() {
	let community = community(24, |_| 1.0);
	let fault = |rows| evaluate(&community, rows, false, |_| ()).err();
	assert_eq!(fault(24..48), Some(Fault::TooShort));
	assert_eq!(fault(240..250), Some(Fault::TooShort));
	assert_eq!(fault(241..480), Some(Fault::NotWholeDays));
	assert_eq!(fault(240..(DAYS + 1) * 24), Some(Fault::NotWholeDays));
	let odd = Community {
		steps_per_day: 5,
		..community.clone()
	};
	let fault = evaluate(&odd, 20..40, false, |_| ()).err();
	assert_eq!(fault, Some(Fault::StepsOutOfRange));
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(12))]

	/// Whatever happens from a row on, forecasts with origins up to that row stay what they were.
	#[test]
	fn the_future_does_not_change_forecasts(
		row in 20 * 24..DAYS * 24,
		other in -1e6..1e6f64,
		weather in any::<bool>(),
		solar in any::<bool>(),
	) {
		let mut community = community(24, |t| 1000.0 + 600.0 * noise(t));
		let mut series = demand_of(&community, 0);
		if solar {
			series.group = Group::HomeSolar;
			series.values = community.homes[0].generation.clone();
		}
		let rows = 20 * 24..DAYS * 24;
		let before = roll(&community, &series, weather, rows.clone()).unwrap();
		series.values[row..].fill(other);
		// The weather of the horizon is known in advance, what comes after it is not.
		let known = (row + 24).min(community.weather.len());
		community.weather[known..]
			.fill(Weather { temperature: 50.0, diffuse: 900.0, direct: 900.0 });
		let after = roll(&community, &series, weather, rows).unwrap();
		for setting in Setting::ALL {
			let upto = |forecasts: &commonwatt_evaluation::Forecasts| -> Vec<_> {
				let all = forecasts.of(setting).iter();
				all.filter(|forecast| forecast.origin <= row).cloned().collect()
			};
			prop_assert!(!upto(&before).is_empty());
			prop_assert_eq!(upto(&before), upto(&after));
		}
	}
}
