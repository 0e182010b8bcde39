//! The findings as one drawing, in SVG without script or anything loaded.

use crate::{arm::Arm, findings::Findings, score::Scores};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const ROW: f64 = 26.0;
const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1c2730}.h{font-weight:600;font-size:15px}.n{fill:#5b6b78}\
.cost{fill:#2f6f9f}.wear{fill:#d98e3a}.co2{fill:#6b8f4e}.grid{stroke:#d7dee3}.zero{stroke:#5b6b78}\
.day{fill:none;stroke-width:2}.sA{stroke:#9aa7b1}.sC{stroke:#b5651d}.sD{stroke:#8e6bb0}.sE{stroke:#2f6f9f;stroke-width:3}.sG{stroke:#2e8b57;stroke-dasharray:5 4}\
.fA{fill:#9aa7b1}.fC{fill:#b5651d}.fD{fill:#8e6bb0}.fE{fill:#2f6f9f}.fG{fill:#2e8b57}";

/// Arms whose average day is drawn.
const DAYS: [Arm; 5] = [Arm::A, Arm::C, Arm::D, Arm::E, Arm::G];

/// The whole drawing.
pub fn svg(findings: &Findings) -> String {
	let bars = 60.0 + ROW * findings.arms.len() as f64;
	let months = bars + 330.0;
	let height = months + 290.0;
	format!(
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"Cost, CO2, average day and months of the arms of the study\">\n<style>{STYLE}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n{}{}{}</svg>\n",
		cost_and_co2(findings),
		average_day(findings, bars + 20.0),
		by_month(findings, months + 20.0),
	)
}

/// A page with the drawing and the table.
pub fn page(community: &str, findings: &Findings) -> String {
	format!(
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name}: what batteries and forecasts bring</title>\n<style>body{{max-width:1000px;margin:2em auto;padding:0 1em;font:16px system-ui,sans-serif;color:#1c2730}}pre{{overflow-x:auto;font-size:12px}}svg{{width:100%;height:auto}}</style>\n</head>\n<body>\n<h1>{name}: what batteries and forecasts bring</h1>\n{svg}<pre>{table}</pre>\n</body>\n</html>\n",
		name = escape(community),
		svg = svg(findings),
		table = escape(&crate::text::table(findings)),
	)
}

fn escape(text: &str) -> String {
	text.replace('&', "&amp;")
		.replace('<', "&lt;")
		.replace('>', "&gt;")
}

fn text(x: f64, y: f64, class: &str, anchor: &str, words: &str) -> String {
	format!(
		"<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
		escape(words)
	)
}

fn rect(class: &str, x: f64, y: f64, width: f64, height: f64) -> String {
	format!(
		"<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\"/>\n",
		width.max(0.0)
	)
}

fn cost_and_co2(findings: &Findings) -> String {
	let period = findings.periods.first().map_or("", |period| &period.name);
	let most = |f: &dyn Fn(&Scores) -> f64| {
		let all = findings
			.arms
			.iter()
			.filter_map(|scored| scored.periods.first());
		all.map(f).fold(f64::MIN_POSITIVE, f64::max)
	};
	let (cost, co2) = (most(&Scores::cost), most(&|s| s.co2_import));
	let mut out = text(
		0.0,
		20.0,
		"h",
		"start",
		&format!("Cost of {period}, USD: bills and wear"),
	);
	out += &text(600.0, 20.0, "h", "start", "CO2 of imports, t");
	for (at, scored) in findings.arms.iter().enumerate() {
		let Some(scores) = scored.periods.first() else {
			continue;
		};
		let y = 36.0 + ROW * at as f64;
		let label = format!("{} {}", scored.arm.name(), scored.arm.title());
		out += &text(0.0, y + 14.0, "", "start", &label);
		let width = 320.0 * (scores.bills + scores.charge).max(0.0) / cost;
		let wear = 320.0 * scores.wear / cost;
		out += &rect("cost", 170.0, y, width, ROW - 6.0);
		out += &rect("wear", 170.0 + width, y, wear, ROW - 6.0);
		let end = 176.0 + width + wear;
		out += &text(
			end,
			y + 14.0,
			"n",
			"start",
			&format!("{:.0}", scores.cost()),
		);
		let width = 270.0 * scores.co2_import / co2;
		out += &rect("co2", 600.0, y, width, ROW - 6.0);
		let tonnes = format!("{:.2}", scores.co2_import / 1_000.0);
		out += &text(606.0 + width, y + 14.0, "n", "start", &tonnes);
	}
	out
}

fn average_day(findings: &Findings, top: f64) -> String {
	let drawn: Vec<_> = findings
		.arms
		.iter()
		.filter(|scored| DAYS.contains(&scored.arm) && !scored.day.is_empty())
		.collect();
	let values = || drawn.iter().flat_map(|scored| scored.day.iter().copied());
	let low = values().fold(0.0, f64::min);
	let high = values().fold(1.0, f64::max);
	let (left, width, height) = (50.0, 890.0, 230.0);
	let y = |value: f64| top + 30.0 + height * (high - value) / (high - low);
	let mut out = text(
		0.0,
		top,
		"h",
		"start",
		"The community's meter on the average day, kWh in an interval (above 0: import)",
	);
	let step = (((high - low) / 5.0).ceil()).max(1.0);
	let mut line = (low / step).ceil() * step;
	while line <= high {
		let class = if line == 0.0 { "zero" } else { "grid" };
		let _ = writeln!(
			out,
			"<line class=\"{class}\" x1=\"{left}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
			left + width,
			y = y(line)
		);
		out += &text(left - 6.0, y(line) + 4.0, "n", "end", &format!("{line:.0}"));
		line += step;
	}
	for (at, scored) in drawn.iter().enumerate() {
		let steps = scored.day.len() as f64;
		let points: Vec<String> = scored
			.day
			.iter()
			.enumerate()
			.map(|(step, value)| {
				let x = left + width * (step as f64 + 0.5) / steps;
				format!("{x:.1},{:.1}", y(*value))
			})
			.collect();
		let class = &scored.arm.name()[..1];
		let _ = writeln!(
			out,
			"<polyline class=\"day s{class}\" points=\"{}\"/>",
			points.join(" ")
		);
		let x = left + 175.0 * at as f64;
		out += &rect(&format!("f{class}"), x, top + 10.0, 12.0, 12.0);
		let label = format!("{} {}", scored.arm.name(), scored.arm.title());
		out += &text(x + 16.0, top + 21.0, "n", "start", &label);
	}
	for hour in [0, 6, 12, 18, 24] {
		let x = left + width * f64::from(hour) / 24.0;
		out += &text(
			x,
			top + 50.0 + height,
			"n",
			"middle",
			&format!("{hour:02}:00"),
		);
	}
	out
}

fn by_month(findings: &Findings, top: f64) -> String {
	let drawn: Vec<_> = findings
		.arms
		.iter()
		.filter(|scored| DAYS.contains(&scored.arm))
		.collect();
	let costs = drawn
		.iter()
		.flat_map(|scored| scored.months.iter().map(Scores::cost));
	let most = costs.fold(1.0, f64::max);
	let (left, width, height) = (50.0, 890.0, 190.0);
	let pitch = width / findings.months.len().max(1) as f64;
	let bar = 0.8 * pitch / drawn.len().max(1) as f64;
	let mut out = text(0.0, top, "h", "start", "Cost by month, USD");
	let bottom = top + 20.0 + height;
	for (month, (name, _)) in findings.months.iter().enumerate() {
		let x = left + pitch * month as f64;
		for (at, scored) in drawn.iter().enumerate() {
			let cost = scored.months.get(month).map_or(0.0, Scores::cost);
			let tall = height * cost.max(0.0) / most;
			let class = format!("f{}", &scored.arm.name()[..1]);
			out += &rect(&class, x + bar * at as f64, bottom - tall, bar - 1.0, tall);
		}
		out += &text(
			x + 0.4 * pitch,
			bottom + 18.0,
			"n",
			"middle",
			&name.to_string(),
		);
	}
	for part in [0.0, 0.5, 1.0] {
		let label = format!("{:.0}", part * most);
		out += &text(left - 6.0, bottom - height * part + 4.0, "n", "end", &label);
	}
	out += &text(
		left + width / 2.0,
		bottom + 40.0,
		"n",
		"middle",
		"month of the year",
	);
	out
}
