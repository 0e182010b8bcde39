//! `commonwatt agent`, as far as it needs no node.

use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// Nobody listens there; an agent waits so long for somebody who does.
const NODE: [&str; 4] = ["--url", "ws://127.0.0.1:9", "--wait", "60"];

fn fontana() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17")
}

/// What an agent says that ends at once.
fn refused(arguments: &[&str]) -> String {
	let started = Instant::now();
	let output = Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.args(["agent", "--point", "3"])
		.args(NODE)
		.args(arguments)
		.env_remove("COMMONWATT_KEY")
		.output()
		.expect("the tool starts");
	assert!(!output.status.success(), "{arguments:?}");
	assert!(
		started.elapsed() < Duration::from_secs(50),
		"{arguments:?} waited for a node"
	);
	String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_is_wrong_with_its_options_it_says_before_it_waits_for_a_node() {
	let folder = TempDir::new().expect("makes a folder");
	let path = |name: &str| folder.path().join(name).display().to_string();
	let (meter, other) = (path("meter.csv"), path("other.csv"));
	fs::write(&meter, "interval,load_wh,generation_wh\n").expect("writes");
	fs::write(&other, "my letters\n").expect("writes");
	let data = fontana().display().to_string();
	let battery = ["--battery", "6400Wh/5000W"];
	let metered = ["--meter", &*meter, "--dry-run"];
	let recorded = ["--data", &*data, "--dry-run", "--home"];
	let away = (path("away.csv"), path("away/setpoints.csv"));
	for (arguments, said) in [
		(
			&[&battery[..], &metered, &["--fleet", "1Wh"]].concat(),
			"--fleet is less than",
		),
		(
			&[&battery[..], &metered, &["--efficiency", "0"]].concat(),
			"--efficiency is above 0",
		),
		(
			&[&battery[..], &["--meter", &away.0, "--dry-run"]].concat(),
			"no meter to begin with",
		),
		(
			&[&battery[..], &recorded, &["home99"]].concat(),
			"the data has no home99; it has home1,",
		),
		(
			&[&battery[..], &metered[..2]].concat(),
			"no key to sign with",
		),
		(
			&[&battery[..], &metered[..2], &["--key", "nonsense"]].concat(),
			"the key is no secret URI",
		),
		(
			&[&battery[..], &metered, &["--setpoints", &away.1]].concat(),
			"writing set-points to",
		),
		(
			&[&battery[..], &metered, &["--setpoints", &other]].concat(),
			"holds no set-points",
		),
		(
			&[&["--battery", "4000000000kWh/5kW"][..], &metered].concat(),
			"at most 4,294,967,296 Wh or W",
		),
		(
			&[&battery[..], &metered, &["--wear", "-1"]].concat(),
			"give tokens per kWh",
		),
	] {
		let found = refused(arguments);
		assert!(found.contains(said), "{said}: {found}");
	}
}

#[test]
fn two_agents_do_not_write_one_file() {
	let folder = TempDir::new().expect("makes a folder");
	let meter = folder.path().join("meter.csv");
	let setpoints = folder.path().join("setpoints.csv");
	fs::write(&meter, "").expect("writes");
	let held = fs::File::create(&setpoints).expect("makes a file");
	held.lock().expect("nobody else has it");
	let said = refused(&[
		"--battery",
		"6400Wh/5000W",
		"--dry-run",
		"--meter",
		&meter.display().to_string(),
		"--setpoints",
		&setpoints.display().to_string(),
	]);
	assert!(said.contains("another agent writes"), "{said}");
}
