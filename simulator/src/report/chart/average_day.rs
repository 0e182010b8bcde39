//! The average day: where each hour's demand was met from, and what was sold to the supplier.

use super::svg::{plain, Axis};
use crate::{
	kpis::{Kpis, Ratio},
	outcome::Outcome,
	report::{
		format::{decimal, percent},
		series::{hours_of_day, HourOfDay},
	},
};

const HEIGHT: u32 = 300;
const WH_PER_KWH: u64 = 1_000;

/// One coloured area.
struct Band {
	class: &'static str,
	name: &'static str,
	wh: fn(&HourOfDay) -> u64,
}

/// What makes the demand, from the axis up.
const SUPPLY: [Band; 3] = [
	Band {
		class: "home",
		name: "made and used in the same home",
		wh: |hour| hour.used_at_home_wh,
	},
	Band {
		class: "neighbours",
		name: "bought from neighbours",
		wh: |hour| hour.from_neighbours_wh,
	},
	Band {
		class: "supplier",
		name: "bought from the supplier",
		wh: |hour| hour.from_supplier_wh,
	},
];

/// What is drawn below the axis.
const SOLD: Band = Band {
	class: "sold",
	name: "surplus sold to the supplier",
	wh: |hour| hour.to_supplier_wh,
};

/// Heading, legend and drawing.
pub fn section(outcome: &Outcome, kpis: &Kpis) -> String {
	let hours = hours_of_day(outcome);
	let days = kpis.days.max(1);
	format!(
		r#"<section>
<h2>The average day</h2>
<p class="note">Above the line: what all homes together used in each hour, and where it came from. Below the line: what their panels made and no home could use. In kWh per hour, the average of {day_count}.{stored}</p>
<ul class="legend">
{legend}</ul>
{drawing}
</section>"#,
		day_count = if days == 1 {
			"1 day".into()
		} else {
			format!("{days} days")
		},
		stored = stored(&hours, days),
		legend = legend(&hours, days),
		drawing = drawing(&hours, days),
	)
}

/// What was bought for batteries, if anything was.
fn stored(hours: &[HourOfDay; 24], days: u64) -> String {
	let bought = hours.iter().map(|hour| hour.bought_to_store_wh);
	match bought.fold(0, u64::saturating_add) {
		0 => String::new(),
		wh => format!(
			" {} kWh a day were bought for batteries: they count when they are used, in the home that stored them.",
			decimal(Ratio::new(wh, days.saturating_mul(WH_PER_KWH)), 1)
		),
	}
}

fn legend(hours: &[HourOfDay; 24], days: u64) -> String {
	let sum = |band: &Band| hours.iter().map(band.wh).fold(0, u64::saturating_add);
	let demand: u64 = SUPPLY.iter().map(&sum).fold(0, u64::saturating_add);
	let item = |band: &Band, share: String| {
		format!(
			"<li><i class=\"{}\"></i>{}: {} kWh a day{share}</li>\n",
			band.class,
			band.name,
			decimal(Ratio::new(sum(band), days.saturating_mul(WH_PER_KWH)), 1),
		)
	};
	let supply = SUPPLY.iter().map(|band| {
		item(
			band,
			format!(
				", {} of the demand",
				percent(Ratio::new(sum(band), demand), 0)
			),
		)
	});
	// From the top down, as drawn.
	let mut items: Vec<String> = supply.collect();
	items.reverse();
	items.push(item(&SOLD, String::new()));
	items.concat()
}

fn drawing(hours: &[HourOfDay; 24], days: u64) -> String {
	let kwh = |wh: u64| wh as f64 / days as f64 / WH_PER_KWH as f64;
	let mut lower = [0f64; 24];
	let mut stack = Vec::new();
	for band in &SUPPLY {
		let mut upper = lower;
		for (top, hour) in upper.iter_mut().zip(hours) {
			*top += kwh((band.wh)(hour));
		}
		stack.push((band.class, lower, upper));
		lower = upper;
	}
	let sold = {
		let mut depth = [0f64; 24];
		for (bottom, hour) in depth.iter_mut().zip(hours) {
			*bottom = -kwh((SOLD.wh)(hour));
		}
		depth
	};
	let (axis, steps) = Axis::over(lower.into_iter().chain(sold)).with_steps();
	stack.push((SOLD.class, sold, [0f64; 24]));

	let areas: String = stack
		.iter()
		.map(|(class, lower, upper)| area(class, lower, upper, axis))
		.collect();
	let grid: String = steps
		.iter()
		.map(|step| {
			let y = axis.down(*step);
			let class = if *step == 0.0 { "zero" } else { "grid" };
			format!(
				"<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{y:.2}%\" y2=\"{y:.2}%\"/><text class=\"y\" x=\"-8\" y=\"{y:.2}%\">{label}</text>\n",
				label = plain(step.abs()),
			)
		})
		.collect();
	let clock: String = (0..=24)
		.step_by(6)
		.map(|hour| {
			let x = f64::from(hour) / 0.24;
			format!("<line class=\"grid\" x1=\"{x:.2}%\" x2=\"{x:.2}%\" y1=\"0\" y2=\"100%\"/><text class=\"x\" x=\"{x:.2}%\" y=\"{HEIGHT}\" dy=\"22\">{hour:02}:00</text>\n")
		})
		.collect();
	format!(
		"<div class=\"plot\"><svg height=\"{HEIGHT}\" role=\"img\" aria-label=\"Average day by hour: use by origin, and surplus sold\">\n<svg width=\"100%\" height=\"{HEIGHT}\" viewBox=\"0 0 24 100\" preserveAspectRatio=\"none\">\n{areas}</svg>\n{grid}{clock}</svg></div>"
	)
}

/// The area between two lines: each hour's value at its middle, level to the ends of the day.
fn area(class: &str, lower: &[f64; 24], upper: &[f64; 24], axis: Axis) -> String {
	let line = |values: &[f64; 24]| -> Vec<String> {
		let middles = values
			.iter()
			.zip(0u32..)
			.map(|(value, hour)| (f64::from(hour) + 0.5, *value));
		let ends = [
			values.first().map(|value| (0.0, *value)),
			values.last().map(|value| (24.0, *value)),
		];
		let [start, end] = ends;
		start
			.into_iter()
			.chain(middles)
			.chain(end)
			.map(|(hour, value)| format!("{hour},{:.2}", axis.down(value)))
			.collect()
	};
	let mut points = line(upper);
	points.extend(line(lower).into_iter().rev());
	format!(
		"<polygon class=\"{class}\" points=\"{}\"/>\n",
		points.join(" ")
	)
}
