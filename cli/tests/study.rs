//! `commonwatt study`, and agents in `commonwatt simulate`.

use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Output},
};
use tempfile::TempDir;

const FILES: [&str; 4] = ["study.csv", "homes.csv", "study.svg", "study.html"];

fn fontana() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17")
}

fn commonwatt(command: &str, data: &Path, out: &Path, rest: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.arg(command)
		.args([Path::new("--data"), data, Path::new("--out"), out])
		.args(rest)
		.output()
		.expect("the tool starts")
}

fn succeeds(command: &str, out: &Path, rest: &[&str]) -> String {
	let output = commonwatt(command, &fontana(), out, rest);
	let stderr = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{stderr}");
	String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(data: &Path, rest: &[&str]) -> String {
	let folder = TempDir::new().expect("makes a folder");
	let output = commonwatt("study", data, folder.path(), rest);
	assert!(!output.status.success());
	String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The standing example with one of its files changed.
fn changed(file: &str, change: impl Fn(&str) -> String) -> TempDir {
	let folder = TempDir::new().expect("makes a folder");
	for name in ["load_wh.csv", "pv_wh.csv", "homes.csv", "community.csv"] {
		let text = fs::read_to_string(fontana().join(name)).expect("reads");
		let text = if name == file { change(&text) } else { text };
		fs::write(folder.path().join(name), text).expect("writes");
	}
	folder
}

#[test]
fn the_real_runtime_bills_every_arm_as_plain_arithmetic_does() {
	let (real, plain) = (TempDir::new(), TempDir::new());
	let (real, plain) = (
		real.expect("makes a folder"),
		plain.expect("makes a folder"),
	);
	let said = succeeds("study", real.path(), &["--days", "4"]);
	assert!(
		said.contains("E against C (greedy batteries): cost "),
		"{said}"
	);
	assert!(
		said.contains("of the way from C to the optimum G"),
		"{said}"
	);
	assert!(
		said.contains("Bills of B, D, E, F: the real runtime;"),
		"{said}"
	);
	succeeds("study", plain.path(), &["--days", "4", "--arithmetic"]);
	for file in FILES {
		let read = |folder: &TempDir| fs::read_to_string(folder.path().join(file)).expect("reads");
		assert_eq!(read(&real), read(&plain), "{file}");
	}
}

#[test]
fn orders_ahead_cost_the_homes_together_no_more_than_small_charges() {
	let folder = TempDir::new().expect("makes a folder");
	let cost = |rest: &[&str]| -> f64 {
		succeeds("study", folder.path(), &[&["--days", "3"], rest].concat());
		let csv = fs::read_to_string(folder.path().join("study.csv")).expect("reads");
		let line = csv
			.lines()
			.find(|line| line.starts_with("E,"))
			.expect("has arm E");
		// Its title has a comma.
		line.split(',')
			.nth(4)
			.expect("has a cost")
			.parse()
			.expect("is a number")
	};
	let (without, with) = (cost(&[]), cost(&["--orders", "naive"]));
	assert!(with >= without && with < 1.05 * without, "{without} {with}");
}

#[test]
fn agents_trade_in_simulate() {
	let folder = TempDir::new().expect("makes a folder");
	let total = |agent: &str| {
		succeeds(
			"simulate",
			folder.path(),
			&["--days", "5", "--agents", agent],
		);
		let bills = fs::read_to_string(folder.path().join("bills.csv")).expect("reads");
		bills
	};
	let all = ["none", "greedy", "threshold", "forecast"].map(total);
	for (one, other) in all.iter().zip(&all[1..]) {
		assert_ne!(one, other);
	}
}

#[test]
fn simulate_says_what_was_worn_off_and_wear_may_be_nothing() {
	let folder = TempDir::new().expect("makes a folder");
	let said = |rest: &[&str]| {
		let run = ["--days", "2", "--agents", "greedy"];
		succeeds("simulate", folder.path(), &[&run, rest].concat())
	};
	assert!(said(&[]).contains("which is on no bill"));
	assert!(said(&["--wear", "0"]).contains("The batteries wore off $0.00"));
}

#[test]
fn wear_is_of_batteries_that_somebody_runs() {
	let folder = TempDir::new().expect("makes a folder");
	for option in [["--wear", "0.1"], ["--round-trip", "80"]] {
		let rest = [&["--days", "1"][..], &option].concat();
		let output = commonwatt("simulate", &fontana(), folder.path(), &rest);
		let said = String::from_utf8_lossy(&output.stderr).into_owned();
		assert!(said.contains("add --agents greedy"), "{said}");
	}
}

#[test]
fn forecasts_of_days_that_are_not_there_and_a_feed_in_above_retail_are_refused() {
	let refused = |rest: &[&str]| {
		let output = Command::new(env!("CARGO_BIN_EXE_commonwatt"))
			.args([Path::new("forecast-eval"), Path::new("--data"), &fontana()])
			.args(rest)
			.output()
			.expect("the tool starts");
		assert!(!output.status.success());
		String::from_utf8_lossy(&output.stderr).into_owned()
	};
	let said = refused(&["--from", "365"]);
	assert!(
		said.contains("holds 365 days, and those before day 365 are to learn from"),
		"{said}"
	);
	let said = refused(&["--from", "360", "--days", "6"]);
	assert!(
		said.contains("from day 360 on there are 5, --days 6 is more"),
		"{said}"
	);
	let said = refused(&["--feed-in", "99"]);
	assert!(
		said.contains("would pay 99.00 USD per kWh for surplus and ask only 0.2"),
		"{said}"
	);
	let said = refused(&["--days", "-3"]);
	assert!(
		said.contains("\"-3\" is no number of days (negative"),
		"{said}"
	);
}

#[test]
fn another_community_is_not_said_to_have_been_tuned_on() {
	let (data, out) = (changed("homes.csv", str::to_string), TempDir::new());
	let out = out.expect("makes a folder");
	let rest = ["--arithmetic", "--days", "1"];
	let output = commonwatt("study", data.path(), out.path(), &rest);
	let said = String::from_utf8_lossy(&output.stdout).into_owned();
	assert!(output.status.success() && !said.contains("tuned"), "{said}");
}

#[test]
fn a_folder_that_cannot_be_made_is_refused_before_anything_runs() {
	let folder = TempDir::new().expect("makes a folder");
	let file = folder.path().join("taken");
	fs::write(&file, "").expect("writes");
	let output = commonwatt("study", &fontana(), &file.join("out"), &["--arithmetic"]);
	let said = String::from_utf8_lossy(&output.stderr).into_owned();
	assert!(said.contains("making the folder"), "{said}");
}

#[test]
fn a_community_without_batteries_is_refused_with_advice() {
	let data = changed("homes.csv", |text| {
		text.replace("battery_wh,battery_w", "x,y")
	});
	let said = refused(data.path(), &["--days", "2"]);
	assert!(
		said.contains("no home has a battery: add battery_wh and battery_w"),
		"{said}"
	);
}

#[test]
fn a_community_without_carbon_is_refused_with_advice() {
	let data = changed("community.csv", |text| {
		text.replace("carbon_kg_per_kwh", "x")
	});
	let said = refused(data.path(), &["--days", "2"]);
	assert!(
		said.contains("no carbon intensity: add carbon_kg_per_kwh"),
		"{said}"
	);
}

#[test]
fn a_carbon_intensity_that_is_none_is_named_with_its_line() {
	let data = changed("community.csv", |text| text.replace("0.17072", "much"));
	let said = refused(data.path(), &["--days", "2"]);
	assert!(
		said.contains("carbon_kg_per_kwh") && said.contains("line 2"),
		"{said}"
	);
}

#[test]
fn what_cannot_be_is_refused_before_anything_runs() {
	let said = refused(&fontana(), &["--days", "366"]);
	assert!(said.contains("holds 365 days"), "{said}");
	let said = refused(&fontana(), &["--days", "0"]);
	assert!(
		said.contains("is no number of days (nothing): give a whole number at least 1"),
		"{said}"
	);
	let said = refused(&fontana(), &["--round-trip", "0"]);
	assert!(said.contains("--round-trip"), "{said}");
	let said = refused(&fontana(), &["--feed-in", "0.3", "--days", "1"]);
	assert!(said.contains("choose a lower --feed-in"), "{said}");
	let said = refused(&fontana(), &["--orders", "naive", "--arithmetic"]);
	assert!(
		said.contains("orders need the auction of the real runtime"),
		"{said}"
	);
}
