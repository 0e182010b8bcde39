//! What the agent tells its device, as a file that what drives the device can read, and that an agent which
//! is started again goes on from.

use super::device::Device;
use anyhow::{bail, ensure, Context, Result};
use commonwatt_agents::Dispatch;
use commonwatt_primitives::Interval;
use std::{
	fs::{File, OpenOptions, TryLockError},
	io::{Read, Write},
	path::{Path, PathBuf},
};

const HEADER: &str =
	"interval,stored_wh,aim_wh,least_wh,most_wh,expected_net_wh,response_thousandths,connection_wh";

/// A file to which a line is added in every interval. It is one agent's as long as it is open.
#[derive(Debug)]
pub struct SetPoints {
	file: File,
	path: PathBuf,
	/// Bytes of complete lines.
	length: u64,
}

/// The last line of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Told {
	pub interval: Interval,
	/// What was in the cells when the interval began, Wh; in a vehicle's, what they got in the stay.
	pub stored_wh: f64,
	pub dispatch: Dispatch,
}

impl SetPoints {
	/// Adds to the file, which may be there already; what was told last in it.
	///
	/// # Errors
	///
	/// If another agent has it open, or it holds anything but set-points.
	pub fn open(path: &Path) -> Result<(Self, Option<Told>)> {
		let context = || format!("writing set-points to {}", path.display());
		let mut file = OpenOptions::new()
			.create(true)
			.read(true)
			.append(true)
			.open(path)
			.with_context(context)?;
		match file.try_lock() {
			Ok(()) => {}
			Err(TryLockError::WouldBlock) => bail!(
				"another agent writes {}: end it first, or give this one another file",
				path.display()
			),
			Err(TryLockError::Error(error)) => return Err(error).with_context(context),
		}
		let mut text = String::new();
		file.read_to_string(&mut text).with_context(context)?;
		let complete = text.rfind('\n').map_or(0, |end| end.saturating_add(1));
		let told = last(&text[..complete]).with_context(|| path.display().to_string())?;
		let mut setpoints = Self {
			file,
			path: path.into(),
			length: complete as u64,
		};
		// An agent may have ended in the middle of a line.
		setpoints.cut().with_context(context)?;
		if complete == 0 {
			setpoints.add(HEADER)?;
		}
		Ok((setpoints, told))
	}

	fn cut(&self) -> std::io::Result<()> {
		self.file.set_len(self.length)
	}

	fn add(&mut self, line: &str) -> Result<()> {
		let line = format!("{line}\n");
		let written = self
			.file
			.write_all(line.as_bytes())
			.and_then(|()| self.file.flush());
		if written.is_err() {
			// A part of a line would spoil the next; where even that fails, the next start cuts it.
			let _ = self.cut();
		} else {
			self.length = self.length.saturating_add(line.len() as u64);
		}
		written.with_context(|| format!("writing set-points to {}", self.path.display()))
	}

	pub fn write(
		&mut self,
		interval: Interval,
		dispatch: &Dispatch,
		device: &Device,
	) -> Result<()> {
		self.add(&line(interval, dispatch, device))
	}
}

/// The band as far as the device reaches.
fn line(interval: Interval, dispatch: &Dispatch, device: &Device) -> String {
	let (least, most) = device.reach();
	format!(
		"{interval},{:.0},{},{},{},{},{},{}",
		device.stored_wh(),
		dispatch.aim.clamp(least, most),
		dispatch.least.clamp(least, most),
		dispatch.most.clamp(least, most),
		dispatch.expected,
		dispatch.response,
		dispatch.connection,
	)
}

/// What the last of these lines tells.
fn last(text: &str) -> Result<Option<Told>> {
	let mut lines = text.lines();
	let Some(header) = lines.next() else {
		return Ok(None);
	};
	ensure!(
		header == HEADER,
		"line 1 is not \"{HEADER}\": it holds no set-points of this version, give another file"
	);
	let Some((number, line)) = lines.enumerate().last() else {
		return Ok(None);
	};
	let told = told(line)
		.with_context(|| format!("line {} is no set-point: give another file", number + 2))?;
	Ok(Some(told))
}

fn told(line: &str) -> Option<Told> {
	let cells: Result<Vec<i64>, _> = line.split(',').map(str::parse).collect();
	let [interval, stored, aim, least, most, expected, response, connection] =
		<[i64; 8]>::try_from(cells.ok()?).ok()?;
	Some(Told {
		interval: Interval::try_from(interval).ok()?,
		stored_wh: u64::try_from(stored).ok()? as f64,
		dispatch: Dispatch {
			aim,
			expected,
			response,
			connection,
			..Dispatch::within(least, most)
		},
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use commonwatt_agents::{Battery, BatterySpec};

	fn device() -> Device {
		let spec = BatterySpec {
			capacity_wh: 6_400.0,
			charge_w: 5_000.0,
			discharge_w: 5_000.0,
			charge_efficiency: 1.0,
			discharge_efficiency: 1.0,
			wear: 0.0,
		};
		Device::Battery(Battery::holding(spec, 1.0, 3_200.0).expect("can be"))
	}

	fn in_folder() -> (tempfile::TempDir, PathBuf) {
		let folder = tempfile::tempdir().expect("has a folder");
		let path = folder.path().join("setpoints.csv");
		(folder, path)
	}

	fn refused(path: &Path) -> String {
		let error = SetPoints::open(path).expect_err("is refused");
		format!("{error:#}")
	}

	#[test]
	fn a_line_is_added_for_every_interval_and_keeps_to_what_the_battery_can() {
		let (_folder, path) = in_folder();
		let follow = Dispatch::FOLLOW.behind(9_000);
		for (interval, before) in [(7, None), (8, Some(7))] {
			let (mut file, told) = SetPoints::open(&path).expect("opens");
			assert_eq!(told.map(|told| told.interval), before);
			file.write(interval, &follow, &device()).expect("writes");
		}
		let text = std::fs::read_to_string(&path).expect("reads");
		let line = "3200,0,-3200,3200,0,1000,9000";
		assert_eq!(text, format!("{HEADER}\n7,{line}\n8,{line}\n"));
	}

	#[test]
	fn who_starts_again_knows_what_was_told_last_even_if_a_line_was_cut() {
		let (_folder, path) = in_folder();
		let lines = "7,3200,500,-700,900,-20,400,9000\n8,3700,-1,";
		std::fs::write(&path, format!("{HEADER}\n{lines}")).expect("writes");
		let (mut file, told) = SetPoints::open(&path).expect("opens");
		let dispatch = Dispatch {
			aim: 500,
			expected: -20,
			response: 400,
			..Dispatch::within(-700, 900)
		};
		let expected = Told {
			interval: 7,
			stored_wh: 3_200.0,
			dispatch: Dispatch {
				connection: 9_000,
				..dispatch
			},
		};
		assert_eq!(told, Some(expected));
		file.write(8, &Dispatch::exactly(0).behind(9_000), &device())
			.expect("writes");
		let text = std::fs::read_to_string(&path).expect("reads");
		assert!(text.ends_with("9000\n8,3200,0,0,0,0,0,9000\n"), "{text}");
	}

	#[test]
	fn a_file_has_one_agent_at_a_time() {
		let (_folder, path) = in_folder();
		let first = SetPoints::open(&path).expect("opens");
		let said = refused(&path);
		assert!(said.starts_with("another agent writes "), "{said}");
		drop(first);
		assert!(SetPoints::open(&path).is_ok());
	}

	#[test]
	fn a_file_of_anything_else_is_left_as_it_is() {
		let (_folder, path) = in_folder();
		for (text, why) in [
			("my letters\n", "line 1 is not \"interval,"),
			(&*format!("{HEADER}\n1,2,3\n"), "line 2 is no set-point"),
			(
				&*format!("{HEADER}\n1,2,3,4,5,6,7,8\n-1,2,3,4,5,6,7,8\n"),
				"line 3 is no set-point",
			),
		] {
			std::fs::write(&path, text).expect("writes");
			let said = refused(&path);
			assert!(said.contains(why), "{said}");
			assert_eq!(std::fs::read_to_string(&path).expect("reads"), text);
		}
	}
}
