//! What neighbours traded ahead and what met in the pool, by hour of the day. Nothing unless somebody
//! ordered.

use super::svg::{plain, Axis};
use crate::{
	kpis::{Kpis, Ratio},
	outcome::Outcome,
	report::{
		format::{counted, decimal, price},
		series::{hours_of_day, HourOfDay},
	},
};

const HEIGHT: u32 = 240;
const WH_PER_KWH: u64 = 1_000;
/// Of the way from one hour to the next.
const WIDTH: f64 = 0.72;

/// Heading, legend and drawing; ends with a line break.
pub fn section(outcome: &Outcome, kpis: &Kpis) -> String {
	if !kpis.ahead.is_used() {
		return String::new();
	}
	let hours = hours_of_day(outcome);
	let days = kpis.days.max(1);
	let a_day = |wh: u64| decimal(Ratio::new(wh, days.saturating_mul(WH_PER_KWH)), 1);
	format!(
		r#"<section>
<h2>Traded ahead, and in the pool</h2>
<p class="note">What neighbours bought from each other by orders before the hour began, and what met in the pool when the meters were read. In kWh per hour, the average of {days}. What was traded ahead and not needed or not made meets the pool again.</p>
<ul class="legend">
<li><i class="neighbours"></i>in the pool: {pool} kWh a day</li>
<li><i class="ahead"></i>ahead: {ahead} kWh a day at {price}</li>
</ul>
{drawing}
</section>
"#,
		days = counted(days, "day"),
		pool = a_day(kpis.pool_wh),
		ahead = a_day(kpis.ahead.volume_wh),
		price = price(kpis.ahead.mean_price()),
		drawing = drawing(&hours, days),
	)
}

fn drawing(hours: &[HourOfDay; 24], days: u64) -> String {
	let kwh = |wh: u64| wh as f64 / days as f64 / WH_PER_KWH as f64;
	let sums = hours
		.iter()
		.map(|hour| kwh(hour.ahead_wh) + kwh(hour.pool_wh));
	let (axis, steps) = Axis::over(sums).with_steps();
	let grid: String = steps
		.iter()
		.map(|step| {
			let y = axis.down(*step);
			let class = if *step == 0.0 { "zero" } else { "grid" };
			format!(
				"<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{y:.2}%\" y2=\"{y:.2}%\"/><text class=\"y\" x=\"-8\" y=\"{y:.2}%\">{label}</text>\n",
				label = plain(*step),
			)
		})
		.collect();
	let columns: String = (0u32..)
		.zip(hours)
		.map(|(at, hour)| {
			let (ahead, pool) = (kwh(hour.ahead_wh), kwh(hour.pool_wh));
			let title = format!("{at:02}:00: {ahead:.2} kWh ahead, {pool:.2} kWh in the pool");
			let bar = |class: &str, from: f64, to: f64| {
				format!(
					"<rect class=\"{class}\" x=\"{x:.2}%\" width=\"{width:.2}%\" y=\"{y:.2}%\" height=\"{height:.2}%\"><title>{title}</title></rect>",
					x = (f64::from(at) + (1.0 - WIDTH) / 2.0) / 0.24,
					width = WIDTH / 0.24,
					y = axis.down(to),
					height = axis.down(from) - axis.down(to),
				)
			};
			format!(
				"{}{}\n",
				bar("ahead", 0.0, ahead),
				bar("neighbours", ahead, ahead + pool)
			)
		})
		.collect();
	let clock: String =
		(0..=24)
			.step_by(6)
			.map(|hour| {
				let x = f64::from(hour) / 0.24;
				format!("<text class=\"x\" x=\"{x:.2}%\" y=\"{HEIGHT}\" dy=\"22\">{hour:02}:00</text>\n")
			})
			.collect();
	format!(
		"<div class=\"plot\"><svg height=\"{HEIGHT}\" role=\"img\" aria-label=\"Energy traded ahead and in the pool, by hour of the day\">\n{grid}{columns}{clock}</svg></div>"
	)
}
