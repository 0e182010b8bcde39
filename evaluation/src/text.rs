//! Tables and forecasts as text.

use crate::{report::Report, report::Row, rolling::Setting, scores::Scores};
use std::fmt::Write;

const HEADER: &str =
	"setting    series               model                                n origins   \
MASE median  RMSSE median    bias pinball  90 %  50 %  seconds";

/// A table with a line a row; scores are means over series, of MASE and RMSSE medians too.
pub fn table(rows: &[Row]) -> String {
	let mut text = format!("{HEADER}\n");
	for row in rows {
		let Row {
			setting,
			group,
			model,
			series,
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
			{bias:+7.3} {pinball:7.3} {coverage_90:5.3} {coverage_50:5.3}",
			setting.name(),
			group.name(),
			median.mase,
			median.rmsse,
		);
		let _ = match seconds {
			Some(seconds) => writeln!(text, " {seconds:8.4}"),
			None => writeln!(text),
		};
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
