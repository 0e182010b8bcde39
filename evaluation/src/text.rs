//! Tables and forecasts as text.

use crate::{report::Report, report::Row, rolling::Setting, scores::Scores};
use std::fmt::Write;

const HEADER: &str =
	"setting    series               model                                n origins   \
MASE median  RMSSE median    bias pinball  90 %  50 %  seconds";

/// A table with a line a row; scores are means over series, of MASE and RMSSE medians too. Under it, of how many
/// series the bias is left out.
pub fn table(rows: &[Row]) -> String {
	let mut text = format!("{HEADER}\n");
	for row in rows {
		let Row {
			setting,
			group,
			model,
			series,
			without_bias: _,
			origins,
			mean,
			median,
			seconds,
		} = row;
		let Scores {
			mase,
			rmsse,
			bias,
			pinball,
			coverage_90,
			coverage_50,
		} = mean;
		let _ = write!(
			text,
			"{:10} {:20} {model:34} {series:3} {origins:7} {mase:6.3} {:6.3} {rmsse:6.3} {:6.3} \
			{:>7} {pinball:7.3} {coverage_90:5.3} {coverage_50:5.3}",
			setting.name(),
			group.name(),
			median.mase,
			median.rmsse,
			bias.map_or("-".into(), |bias| format!("{bias:+.3}")),
		);
		let _ = match seconds {
			Some(seconds) => writeln!(text, " {seconds:8.4}"),
			None => writeln!(text),
		};
	}
	let mut left_out: Vec<String> = Vec::new();
	for row in rows.iter().filter(|row| row.without_bias > 0) {
		let said = format!(
			"{} of {} {} series",
			row.without_bias,
			row.series,
			row.group.name()
		);
		if !left_out.contains(&said) {
			left_out.push(said);
		}
	}
	if !left_out.is_empty() {
		let _ = writeln!(
			text,
			"The bias leaves out {}: nothing but 0 was measured.",
			left_out.join(", ")
		);
	}
	text
}

/// Our forecasts without weather as the file format of the baselines, for comparisons elsewhere.
pub fn forecasts(report: &Report) -> String {
	let mut text = format!("{}\n", crate::baselines::HEADER);
	for (run, setting) in report
		.runs
		.iter()
		.flat_map(|run| Setting::ALL.map(|setting| (run, setting)))
	{
		for forecast in run.plain.of(setting) {
			let series = &run.series;
			let (setting, group) = (setting.name(), series.group.name());
			let _ = write!(
				text,
				"{setting},{group},{},commonwatt,{},0,",
				series.name, forecast.origin
			);
			for (i, step) in forecast.steps.iter().enumerate() {
				let [a, b, c, d, e] = step.values;
				let blank = if i > 0 { " " } else { "" };
				let _ = write!(text, "{blank}{}/{a}/{b}/{c}/{d}/{e}", step.mean);
			}
			text.push('\n');
		}
	}
	text
}
