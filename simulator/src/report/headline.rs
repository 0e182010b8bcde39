//! The one sentence that says what a replay found.

use super::format::{count, counted, interval_noun, percent, usd};
use crate::kpis::Kpis;

/// What sharing changed, such as "Sharing saved these 17 homes $3,593 (11.6 %) in 365 days; nobody
/// paid more in any hour."
pub fn headline(kpis: &Kpis) -> String {
	let homes = counted(kpis.homes.len() as u64, "home");
	let saving = kpis.total.saving();
	let verb = if saving < 0 { "cost" } else { "saved" };
	let these = if kpis.homes.len() == 1 {
		"this"
	} else {
		"these"
	};
	let share = match kpis.total.saving_ratio().percent(1) {
		Some(_) if saving >= 0 => format!(" ({})", percent(kpis.total.saving_ratio(), 1)),
		_ => String::new(),
	};
	format!(
		"Sharing {verb} {these} {homes} {}{share} in {}; {}.",
		usd(saving.saturating_abs(), 0),
		counted(kpis.days, "day"),
		worse_off(kpis)
	)
}

/// Whether anybody ever paid more than with the supplier alone.
fn worse_off(kpis: &Kpis) -> String {
	let interval = interval_noun(kpis.interval_seconds);
	match kpis.total.worse_off {
		0 => format!("nobody paid more in any {interval}"),
		bills => {
			let all = kpis.intervals.saturating_mul(kpis.homes.len() as u64);
			format!(
				"in {} of {} {interval}ly bills a home paid more",
				count(bills),
				count(all)
			)
		}
	}
}
