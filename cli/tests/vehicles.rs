//! `commonwatt simulate --vehicles`.

use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Output},
};
use tempfile::TempDir;

fn data(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR"))
		.join("../data")
		.join(name)
}

fn simulate(out: &Path, vehicles: &Path, rest: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.arg("simulate")
		.args([Path::new("--data"), &data("fontana17")])
		.args([Path::new("--out"), out, Path::new("--vehicles"), vehicles])
		.args(rest)
		.output()
		.expect("the tool starts")
}

#[test]
fn vehicles_are_reported_beside_what_other_ways_to_charge_them_cost() {
	let folder = TempDir::new().expect("makes a folder");
	let rest = ["--days", "3", "--agents", "forecast", "--check"];
	let output = simulate(folder.path(), &data("fontana17-vehicles.csv"), &rest);
	let said = String::from_utf8_lossy(&output.stdout).into_owned();
	assert!(
		output.status.success(),
		"{}",
		String::from_utf8_lossy(&output.stderr)
	);
	for part in [
		"for the vehicles USD",
		"\ngreedy ",
		"\nthreshold ",
		"\nforecast ",
		"vehicles.csv",
		"Conservation holds",
	] {
		assert!(said.contains(part), "{part}\n{said}");
	}
	let csv = fs::read_to_string(folder.path().join("vehicles.csv")).expect("is written");
	let lines: Vec<&str> = csv.lines().collect();
	assert_eq!(lines.len(), 6);
	// Two nights and three days end within three days.
	assert!(
		lines[1].starts_with("home1,4,7400,18:00-07:00,2,16000,"),
		"{csv}"
	);
	assert!(
		lines[4].starts_with("home12,7,3700,08:00-17:00,3,21000,"),
		"{csv}"
	);
	assert!(lines[1..].iter().all(|line| line.ends_with(",0")), "{csv}");
}

#[test]
fn vehicles_need_agents_and_a_good_file() {
	let folder = TempDir::new().expect("makes a folder");
	let refused = |file: &Path, rest: &[&str]| {
		let output = simulate(folder.path(), file, rest);
		assert_eq!(output.status.code(), Some(1));
		String::from_utf8_lossy(&output.stderr).into_owned()
	};
	let said = refused(&data("fontana17-vehicles.csv"), &["--days", "1"]);
	assert!(
		said.contains("--vehicles needs agents that charge them: add --agents greedy"),
		"{said}"
	);
	let bad = folder.path().join("bad.csv");
	let header = "home,power_w,efficiency,plugged_from,plugged_until,needs_wh,from_day,to_day";
	fs::write(
		&bad,
		format!("{header}\nhome99,7400,0.9,18:00,07:00,8000,0,1\n"),
	)
	.expect("writes");
	let said = refused(&bad, &["--days", "1", "--agents", "greedy"]);
	assert!(
		said.contains("bad.csv: --vehicles, line 2, column home: there is no home home99"),
		"{said}"
	);
}
