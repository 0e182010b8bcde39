//! What the agent tells its battery, as a file that what drives the battery can read.

use super::mind::Decision;
use anyhow::{Context, Result};
use commonwatt_agents::Battery;
use commonwatt_primitives::Interval;
use std::{
	fs::{File, OpenOptions},
	io::Write,
	path::{Path, PathBuf},
};

const HEADER: &str =
	"interval,stored_wh,aim_wh,least_wh,most_wh,expected_net_wh,response_thousandths";

/// A file to which a line is added in every interval.
pub struct SetPoints {
	file: File,
	path: PathBuf,
}

impl SetPoints {
	/// Adds to the file, which may be there already.
	pub fn open(path: &Path) -> Result<Self> {
		let context = || format!("writing set-points to {}", path.display());
		let mut file = OpenOptions::new()
			.create(true)
			.append(true)
			.open(path)
			.with_context(context)?;
		if file.metadata().with_context(context)?.len() == 0 {
			writeln!(file, "{HEADER}").with_context(context)?;
		}
		Ok(Self {
			file,
			path: path.into(),
		})
	}

	pub fn write(
		&mut self,
		interval: Interval,
		decision: &Decision,
		battery: &Battery,
	) -> Result<()> {
		let line = line(interval, decision, battery);
		writeln!(self.file, "{line}")
			.and_then(|()| self.file.flush())
			.with_context(|| format!("writing set-points to {}", self.path.display()))
	}
}

/// The band as far as the battery reaches.
fn line(interval: Interval, decision: &Decision, battery: &Battery) -> String {
	let dispatch = decision.dispatch();
	let (least, most) = battery.reach();
	format!(
		"{interval},{:.0},{},{},{},{},{}",
		battery.stored(),
		dispatch.aim.clamp(least, most),
		dispatch.least.clamp(least, most),
		dispatch.most.clamp(least, most),
		dispatch.expected,
		dispatch.response,
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::agent::mind::Blind;
	use commonwatt_agents::BatterySpec;

	#[test]
	fn a_line_is_added_for_every_interval_and_keeps_to_what_the_battery_can() {
		let spec = BatterySpec {
			capacity_wh: 6_400.0,
			charge_w: 5_000.0,
			discharge_w: 5_000.0,
			charge_efficiency: 1.0,
			discharge_efficiency: 1.0,
			wear: 0.0,
		};
		let battery = Battery::holding(spec, 1.0, 3_200.0).expect("can be");
		let folder = tempfile::tempdir().expect("has a folder");
		let path = folder.path().join("setpoints.csv");
		let decision = Decision::Follow(Blind::NoSignal);
		for interval in [7, 8] {
			let mut file = SetPoints::open(&path).expect("opens");
			file.write(interval, &decision, &battery).expect("writes");
		}
		let text = std::fs::read_to_string(&path).expect("reads");
		assert_eq!(
			text,
			format!("{HEADER}\n7,3200,0,-3200,3200,0,1000\n8,3200,0,-3200,3200,0,1000\n")
		);
	}
}
