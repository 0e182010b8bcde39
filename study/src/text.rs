//! Findings as text and CSV.

use crate::{
	arm::Arm,
	findings::{Change, Findings},
	score::Scores,
};
use std::fmt::Write;

const HEADER: &str = "arm                       cost     bills   wear  peak  mean  import  export  self- self-     CO2     CO2  imbal-   worse off than\n                           USD       USD    USD    kW    kW     kWh     kWh  cons. suff.  import     net    ance    A    B    C\n";

/// The part of the cost that has no column.
const COST: &str = "cost: bills and wear, less what is left in the batteries at the end, at feed-in (end_charge_usd in study.csv).\n";

/// A table with a line an arm for each period, and what the claim comes to.
pub fn table(findings: &Findings) -> String {
	let mut text = String::new();
	for (at, period) in findings.periods.iter().enumerate() {
		let _ = write!(text, "{}\n{HEADER}", period.name);
		for scored in &findings.arms {
			let Some(scores) = scored.periods.get(at) else {
				continue;
			};
			let worse = |than| match findings.scores(than, at) {
				Some(other) => format!("{:4}", scores.worse_off(other).len()),
				None => "   -".into(),
			};
			let _ = writeln!(
				text,
				"{} {} {} {}",
				line(scored.arm, scores),
				worse(Arm::A),
				worse(Arm::B),
				worse(Arm::C)
			);
		}
		text.push('\n');
		text.push_str(&comparison(findings, at));
		text.push('\n');
	}
	text.push_str(COST);
	text
}

fn line(arm: Arm, scores: &Scores) -> String {
	format!(
		"{:3} {:18} {:8.0} {:9.0} {:6.0} {:5.1} {:5.1} {:7.0} {:7.0}  {:.3} {:.3} {:7.0} {:7.0} {:7.0}",
		arm.name(),
		arm.title(),
		scores.cost(),
		scores.bills,
		scores.wear,
		scores.peak,
		scores.monthly_peak,
		scores.import,
		scores.export,
		scores.self_consumption(),
		scores.self_sufficiency(),
		scores.co2_import,
		scores.co2_net,
		scores.imbalance,
	)
}

/// How E and F compare with the others in a period, and how far they go.
pub fn comparison(findings: &Findings, period: usize) -> String {
	let mut text = String::new();
	let percent = |part: f64| format!("{:+.1} %", 100.0 * part);
	for than in [
		Arm::A,
		Arm::B,
		Arm::C,
		Arm::D,
		Arm::Clock,
		Arm::Yesterday,
		Arm::Fortnight,
	] {
		let Some(Change {
			cost,
			co2_import,
			co2_net,
		}) = findings.change(Arm::E, than, period)
		else {
			continue;
		};
		let _ = writeln!(
			text,
			"E against {} ({}): cost {}, CO2 of imports {}, net CO2 {}",
			than.name(),
			than.title(),
			percent(cost),
			percent(co2_import),
			percent(co2_net),
		);
	}
	let ways = [
		Arm::D,
		Arm::Clock,
		Arm::Yesterday,
		Arm::Fortnight,
		Arm::E,
		Arm::F,
	];
	let ways = ways.map(|arm| (arm, findings.way(arm, period)));
	for (arm, way) in ways {
		let Some(way) = way else { continue };
		let _ = writeln!(
			text,
			"{} goes {:.1} % of the way from C to the optimum G",
			arm.name(),
			100.0 * way
		);
	}
	if let Some(part) = findings.by_planning(period) {
		let _ = writeln!(
			text,
			"planning as if every day were like the one before brings {:.0} % of what E gains over D, learnt forecasts the rest",
			100.0 * part
		);
	}
	text
}

/// A line an arm and period.
pub fn csv(findings: &Findings) -> String {
	let mut text = String::from("arm,title,period,cost_usd,bills_usd,wear_usd,end_charge_usd,peak_kw,mean_monthly_peak_kw,import_kwh,export_kwh,demand_kwh,generation_kwh,delivered_kwh,self_consumption,self_sufficiency,co2_import_kg,co2_net_kg,imbalance_kwh\n");
	let months = findings
		.months
		.iter()
		.map(|(month, _)| format!("month {month}"));
	let names = findings.periods.iter().map(|period| period.name.clone());
	let names: Vec<String> = names.chain(months).collect();
	for scored in &findings.arms {
		for (name, s) in names
			.iter()
			.zip(scored.periods.iter().chain(&scored.months))
		{
			let _ = writeln!(
				text,
				"{},{:?},{name:?},{:.2},{:.2},{:.2},{:.2},{:.3},{:.3},{:.1},{:.1},{:.1},{:.1},{:.1},{:.4},{:.4},{:.1},{:.1},{:.1}",
				scored.arm.name(),
				scored.arm.title(),
				s.cost(),
				s.bills,
				s.wear,
				s.charge,
				s.peak,
				s.monthly_peak,
				s.import,
				s.export,
				s.demand,
				s.generation,
				s.delivered,
				s.self_consumption(),
				s.self_sufficiency(),
				s.co2_import,
				s.co2_net,
				s.imbalance,
			);
		}
	}
	text
}

/// A line a home: its cost in each arm over all intervals, USD.
pub fn homes_csv(findings: &Findings) -> String {
	let arms: Vec<&str> = findings
		.arms
		.iter()
		.map(|scored| scored.arm.name())
		.collect();
	let mut text = format!("home,{}\n", arms.join(","));
	for (index, home) in findings.homes.iter().enumerate() {
		let costs: Vec<String> = findings
			.arms
			.iter()
			.filter_map(|scored| scored.periods.first()?.homes.get(index))
			.map(|cost| format!("{cost:.2}"))
			.collect();
		let _ = writeln!(text, "{home},{}", costs.join(","));
	}
	text
}
