//! What the agent tells its device, as a file that what drives the device can read.

use super::device::Device;
use anyhow::{Context, Result};
use commonwatt_agents::Dispatch;
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
		dispatch: &Dispatch,
		device: &Device,
	) -> Result<()> {
		let line = line(interval, dispatch, device);
		writeln!(self.file, "{line}")
			.and_then(|()| self.file.flush())
			.with_context(|| format!("writing set-points to {}", self.path.display()))
	}
}

/// The band as far as the device reaches.
fn line(interval: Interval, dispatch: &Dispatch, device: &Device) -> String {
	let (least, most) = device.reach();
	format!(
		"{interval},{:.0},{},{},{},{},{}",
		device.stored_wh(),
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
	use commonwatt_agents::{Battery, BatterySpec};

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
		let device = Device::Battery(battery);
		let folder = tempfile::tempdir().expect("has a folder");
		let path = folder.path().join("setpoints.csv");
		for interval in [7, 8] {
			let mut file = SetPoints::open(&path).expect("opens");
			file.write(interval, &Dispatch::FOLLOW, &device)
				.expect("writes");
		}
		let text = std::fs::read_to_string(&path).expect("reads");
		assert_eq!(
			text,
			format!("{HEADER}\n7,3200,0,-3200,3200,0,1000\n8,3200,0,-3200,3200,0,1000\n")
		);
	}
}
