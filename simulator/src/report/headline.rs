//! The one sentence that says what a replay found.

use super::format::{count, counted, interval_noun, percent, usd};
use crate::kpis::{HomeKpis, Kpis};

/// What sharing changed, such as "Sharing saved these 17 homes $3,593 (11.6 %) in 365 days; nobody
/// paid more in any hour."
pub fn headline(kpis: &Kpis) -> String {
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
		"Sharing {verb} {these} {} {}{share} in {}; {}.",
		who(kpis),
		usd(saving.saturating_abs(), 0),
		counted(kpis.days, "day"),
		worse_off(kpis)
	)
}

/// Who shares: homes, and the plants that make energy and use none.
pub(super) fn who(kpis: &Kpis) -> String {
	let is_plant = |home: &&HomeKpis| home.pv_wh > 0 && home.load_wh == 0 && home.unserved_wh == 0;
	let plants = kpis.homes.iter().filter(is_plant).count();
	let homes = counted(kpis.homes.len().saturating_sub(plants) as u64, "home");
	match plants {
		0 => homes,
		1 => format!("{homes} and their plant"),
		_ => format!("{homes} and their {}", counted(plants as u64, "plant")),
	}
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
