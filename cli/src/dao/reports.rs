//! What the autopilot saw and did, period by period.

use super::words::{write_autopilot, write_fees};
use crate::units::{count, write_tokens};
use commonwatt_primitives::governance::autopilot::{
	AutopilotReport, AutopilotRules, FeeDecision, FeeReason,
};
use std::fmt;

pub struct Reports<'a> {
	pub name: &'a str,
	pub rules: Option<&'a AutopilotRules>,
	pub reports: &'a [AutopilotReport],
}

fn write_reason(reason: FeeReason) -> &'static str {
	match reason {
		FeeReason::BelowReserve => "treasury and forecast are below the reserve",
		FeeReason::AboveReserve => {
			"treasury and forecast are above the reserve and the period's expense"
		}
		FeeReason::NearReserve => "treasury and forecast are near the reserve",
		FeeReason::AtBound => "it is at its bound already",
		FeeReason::RulesRefused => "the rules were refused, the next period tries anew",
	}
}

fn write_decision(decision: FeeDecision) -> String {
	match decision {
		FeeDecision::Held => "stays".into(),
		FeeDecision::Raised { from } => format!("one step up from interval {from} on"),
		FeeDecision::Lowered { from } => format!("one step down from interval {from} on"),
	}
}

/// A report, line by line.
pub struct Report<'a>(pub &'a AutopilotReport);

impl fmt::Display for Report<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let AutopilotReport {
			period,
			from,
			until,
			treasury,
			income,
			expense,
			forecast,
			forecast_intervals,
			reserve,
			lowest_fee,
			highest_fee,
			decision,
			reason,
			surplus,
			to_solidarity,
			to_investment,
			to_refunds,
		} = *self.0;
		writeln!(
			f,
			"period {period}, intervals {from} to {}",
			until.saturating_sub(1)
		)?;
		let mut line = |name: &str, value: String| writeln!(f, "  {name:<13}{value}");
		line(
			"treasury",
			format!(
				"{} free; {} came in, {} went out",
				write_tokens(treasury),
				write_tokens(income),
				write_tokens(expense)
			),
		)?;
		line(
			"forecast",
			format!(
				"{} of fees in {} to come",
				write_tokens(forecast),
				count(forecast_intervals, "interval")
			),
		)?;
		line("reserve", write_tokens(reserve))?;
		line(
			"grid fee",
			format!(
				"{}: {}, for {}",
				write_fees((lowest_fee, highest_fee)),
				write_decision(decision),
				write_reason(reason)
			),
		)?;
		line(
			"surplus",
			format!(
				"{}: {} to solidarity, {} to invest, {} to refunds",
				write_tokens(surplus),
				write_tokens(to_solidarity),
				write_tokens(to_investment),
				write_tokens(to_refunds)
			),
		)
	}
}

impl fmt::Display for Reports<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(f, "The autopilot of {}; money in tokens", self.name)?;
		match self.rules {
			Some(rules) => writeln!(f, "steers: {}", write_autopilot(rules))?,
			None => writeln!(f, "does not steer: it is stopped, or was never set")?,
		}
		if self.reports.is_empty() {
			return writeln!(f, "no reports yet: it reports when a budget period ends");
		}
		for report in self.reports {
			write!(f, "{}", Report(report))?;
		}
		Ok(())
	}
}
