//! The saving of each month, as columns.

use super::svg::{plain, Axis};
use crate::{
	data::UNITS_PER_USD,
	kpis::Ratio,
	outcome::Outcome,
	report::{
		format::{percent, usd},
		series::{months, Month},
	},
};

const HEIGHT: u32 = 240;
/// Columns that have room for their name and amount.
const MOST_LABELLED: usize = 13;
/// The same on a phone; with more, every other column has them.
const MOST_LABELLED_ON_A_PHONE: usize = 7;
/// Widest column, percent of the drawing.
const WIDEST: f64 = 12.0;
const NAMES: [&str; 12] = [
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Heading and drawing.
pub fn section(outcome: &Outcome) -> String {
	let months = months(outcome);
	format!(
		r#"<section>
<h2>Saved in each month</h2>
<p class="note">All homes together. What a month saves depends on how much surplus met a neighbour's demand, and on the supplier's price at those hours.</p>
{drawing}
</section>"#,
		drawing = drawing(&months)
	)
}

fn drawing(months: &[Month]) -> String {
	let dollars = |month: &Month| month.saving() as f64 / UNITS_PER_USD as f64;
	let (axis, steps) = Axis::over(months.iter().map(dollars)).with_steps();
	let zero = axis.down(0.0);
	let grid: String = steps
		.iter()
		.map(|step| {
			let y = axis.down(*step);
			let class = if *step == 0.0 { "zero" } else { "grid" };
			format!(
				"<line class=\"{class}\" x1=\"0\" x2=\"100%\" y1=\"{y:.2}%\" y2=\"{y:.2}%\"/><text class=\"y\" x=\"-8\" y=\"{y:.2}%\">{label}</text>\n",
				label = usd_label(*step),
			)
		})
		.collect();
	let pitch = 100.0 / months.len().max(1) as f64;
	let width = (0.72 * pitch).min(WIDEST);
	let every = months.len().div_ceil(MOST_LABELLED).max(1);
	let columns: String = months
		.iter()
		.enumerate()
		.map(|(at, month)| {
			let end = axis.down(dollars(month));
			let middle = (at as f64 + 0.5) * pitch;
			let name = NAMES.get(usize::from(month.month).saturating_sub(1)).unwrap_or(&"");
			let share = percent(Ratio::new(month.saving(), month.no_market_bill.max(0)), 1);
			let mut column = format!(
				"<rect class=\"with\" x=\"{x:.2}%\" width=\"{width:.2}%\" y=\"{y:.2}%\" height=\"{height:.2}%\"><title>{name}: {amount}, {share} of the bills</title></rect>",
				x = middle - width / 2.0,
				y = end.min(zero),
				height = (end - zero).abs(),
				amount = usd(month.saving(), 2),
			);
			let odd = if at % 2 == 1 { " odd" } else { "" };
			if at % every == 0 {
				column.push_str(&format!(
					"<text class=\"x{odd}\" x=\"{middle:.2}%\" y=\"{HEIGHT}\" dy=\"22\">{name}</text>"
				));
			}
			if every == 1 {
				column.push_str(&format!(
					"<text class=\"x value{odd}\" x=\"{middle:.2}%\" y=\"{y:.2}%\" dy=\"-5\">{amount}</text>",
					y = end.min(zero),
					amount = usd(month.saving(), 0),
				));
			}
			column.push('\n');
			column
		})
		.collect();
	let crowded = if months.len() > MOST_LABELLED_ON_A_PHONE {
		" crowded"
	} else {
		""
	};
	format!(
		"<div class=\"plot{crowded}\"><svg height=\"{HEIGHT}\" role=\"img\" aria-label=\"Saving of each month\">\n{grid}{columns}</svg></div>"
	)
}

/// A step of the axis, in USD.
fn usd_label(step: f64) -> String {
	let sign = if step < 0.0 { "-" } else { "" };
	format!("{sign}${}", plain(step.abs()))
}
