//! The node that is measured.

use anyhow::{bail, Context, Result};
use std::{
	collections::BTreeMap,
	fs,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	time::Duration,
};

/// Lines of its log that tell why a node has ended.
const LAST_LINES: usize = 20;

/// A validator on a chain of its own; it ends with this value.
pub struct Node {
	process: Child,
	pub log: PathBuf,
	pub data: PathBuf,
}

/// Nanoseconds that each thread has computed.
pub struct Computed(BTreeMap<PathBuf, u64>);

impl Computed {
	/// Time computed since `earlier`, but for threads that have ended.
	pub fn since(&self, earlier: &Self) -> Duration {
		let threads = self.0.iter().map(|(thread, nanoseconds)| {
			nanoseconds.saturating_sub(earlier.0.get(thread).copied().unwrap_or(0))
		});
		Duration::from_nanos(threads.sum())
	}
}

/// How the author ended a block.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
	/// Time it took to fill the block.
	pub millis: u64,
	/// `EndProposingReason` of the SDK.
	pub end: String,
}

/// What to run.
pub struct Setup<'a> {
	pub binary: &'a Path,
	pub spec: &'a Path,
	/// The folder for its database and log.
	pub folder: &'a Path,
	pub port: u16,
	pub pool_limit: u32,
	/// Further options of the node.
	pub options: &'a [String],
}

impl Node {
	pub fn start(setup: &Setup) -> Result<Self> {
		let log = setup.folder.join("node.log");
		let data = setup.folder.join("data");
		let file = fs::File::create(&log).with_context(|| format!("writing {}", log.display()))?;
		let process = Command::new(setup.binary)
			.arg("--chain")
			.arg(setup.spec)
			.arg("--base-path")
			.arg(&data)
			.args([
				"--alice",
				"--force-authoring",
				"--no-mdns",
				"--no-telemetry",
				"--unsafe-force-node-key-generation",
			])
			.args(["--rpc-methods", "unsafe", "--rpc-max-response-size", "128"])
			.args(["--rpc-max-request-size", "128", "--no-prometheus"])
			.args(["--rpc-port", &setup.port.to_string()])
			.args([
				"--listen-addr",
				&format!("/ip4/127.0.0.1/tcp/{}", setup.port + 1),
			])
			.args(["--pool-limit", &setup.pool_limit.to_string()])
			.args(["--pool-kbytes", "262144"])
			.args(setup.options)
			.stdin(Stdio::null())
			.stdout(file.try_clone()?)
			.stderr(file)
			.spawn()
			.with_context(|| format!("starting {}", setup.binary.display()))?;
		Ok(Self { process, log, data })
	}

	pub fn id(&self) -> u32 {
		self.process.id()
	}

	/// Fails if it has ended, with what it said last.
	pub fn ensure_running(&mut self) -> Result<()> {
		if let Some(status) = self.process.try_wait()? {
			let text = fs::read_to_string(&self.log)?;
			let last: Vec<_> = text.lines().rev().take(LAST_LINES).collect();
			let last: Vec<_> = last.into_iter().rev().collect();
			bail!("the node has ended, {status}: {}", last.join("\n"));
		}
		Ok(())
	}

	/// How its blocks ended, by number.
	pub fn proposals(&self) -> Result<BTreeMap<u32, Proposal>> {
		let text = fs::read_to_string(&self.log)?;
		Ok(text.lines().filter_map(proposal).collect())
	}

	/// Time that it has computed, all threads: other than the time that passed, it does not depend on who
	/// else uses the machine.
	pub fn computed(&self) -> Result<Computed> {
		let folder = format!("/proc/{}/task", self.process.id());
		let mut threads = BTreeMap::new();
		for entry in fs::read_dir(&folder).with_context(|| format!("reading {folder}"))? {
			let thread = entry?.path();
			// A thread may end meanwhile.
			let Ok(text) = fs::read_to_string(thread.join("schedstat")) else {
				continue;
			};
			let first = text.split_whitespace().next();
			if let Some(nanoseconds) = first.and_then(|text| text.parse().ok()) {
				threads.insert(thread, nanoseconds);
			}
		}
		Ok(Computed(threads))
	}

	/// Bytes that its database takes on the disk.
	pub fn disk(&self) -> Result<u64> {
		used(&self.data)
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		// One that has ended already needs no end.
		let _ = self.process.kill();
		let _ = self.process.wait();
	}
}

/// What `path` takes on the disk: files may be longer than what is in them.
fn used(path: &Path) -> Result<u64> {
	let metadata = match fs::symlink_metadata(path) {
		Ok(metadata) => metadata,
		// A log that the database has put away since.
		Err(_) => return Ok(0),
	};
	if !metadata.is_dir() {
		return Ok(metadata.blocks() * 512);
	}
	fs::read_dir(path)?.map(|entry| used(&entry?.path())).sum()
}

/// The block of a line of the log that tells of a proposal.
fn proposal(line: &str) -> Option<(u32, Proposal)> {
	let (_, rest) = line.split_once("Prepared block for proposing at ")?;
	let (number, rest) = rest.split_once(" (")?;
	let (millis, rest) = rest.split_once(" ms)")?;
	let (_, rest) = rest.split_once("end: ")?;
	let (end, _) = rest.split_once(';')?;
	let proposal = Proposal {
		millis: millis.parse().ok()?,
		end: end.into(),
	};
	Some((number.parse().ok()?, proposal))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_authors_line_says_how_long_a_block_took_and_why_it_ended() {
		let line =
			"2026-11-22 17:30:06 🎁 Prepared block for proposing at 12 (345 ms) hash: 0x12; \
			parent_hash: 0x34…56; end: HitBlockWeightLimit; extrinsics_count: 17";
		let expected = Proposal {
			millis: 345,
			end: "HitBlockWeightLimit".into(),
		};
		assert_eq!(proposal(line), Some((12, expected)));
		assert_eq!(proposal("2026-11-22 17:30:06 🏆 Imported #12"), None);
	}

	#[test]
	fn what_was_computed_is_that_of_all_threads_new_ones_included() {
		let computed = |threads: &[(&str, u64)]| {
			let threads = threads
				.iter()
				.map(|(thread, time)| (PathBuf::from(thread), *time));
			Computed(threads.collect())
		};
		let earlier = computed(&[("1", 100), ("2", 50), ("4", 7)]);
		let later = computed(&[("1", 130), ("2", 50), ("3", 5)]);
		assert_eq!(later.since(&earlier), Duration::from_nanos(35));
	}

	#[test]
	fn a_folder_takes_what_its_files_take() {
		let folder = tempfile::TempDir::new().expect("makes a folder");
		let before = used(folder.path()).expect("reads");
		fs::create_dir(folder.path().join("in")).expect("makes");
		fs::write(folder.path().join("in/file"), vec![1; 100_000]).expect("writes");
		let after = used(folder.path()).expect("reads");
		assert!(after - before >= 100_000);
	}
}
