//! The tool as a person runs it: exit codes, messages, files.

use codec::{Decode, Encode};
use commonwatt_primitives::traits::PointAccount;
use commonwatt_runtime::Runtime;
use commonwatt_simulator::{
	conservation::Snapshot,
	data::CommunityData,
	replay::{replay, Options},
	setup::FEED_IN,
	strategy::Mix,
};
use std::{
	fs,
	path::{Path, PathBuf},
	process::{Command, Output},
	time::{Duration, Instant},
};
use tempfile::TempDir;

fn fontana() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17")
}

fn commonwatt(arguments: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.args(arguments)
		.output()
		.expect("the tool starts")
}

fn stderr(output: &Output) -> String {
	String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
	String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The state after three hours of the standing example.
fn snapshot() -> Snapshot {
	let data = CommunityData::load(&fontana()).expect("is valid");
	let options = Options {
		hours: 3,
		feed_in: FEED_IN,
		check: false,
		orders: Mix::none(),
	};
	let (_, mut chain) = replay(&data, options, |_| {}).expect("replays");
	chain.snapshot()
}

fn save(folder: &TempDir, snapshot: &Snapshot) -> String {
	let pairs: Vec<_> = snapshot
		.iter()
		.map(|(key, value)| (hex::encode(key), hex::encode(value)))
		.collect();
	let file = folder.path().join("snapshot.json");
	fs::write(&file, serde_json::to_vec(&pairs).expect("is JSON")).expect("writes");
	file.display().to_string()
}

#[test]
fn the_check_of_an_honest_state_exits_with_success() {
	let folder = TempDir::new().expect("makes a folder");
	let output = commonwatt(&["check", "--snapshot", &save(&folder, &snapshot())]);
	assert!(output.status.success(), "{}", stderr(&output));
	assert!(stdout(&output).contains("Conservation holds"));
}

#[test]
fn a_pipe_that_nobody_reads_ends_the_tool_quietly() {
	let folder = TempDir::new().expect("makes a folder");
	let (reader, writer) = std::io::pipe().expect("makes a pipe");
	drop(reader);
	let output = Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.args(["check", "--snapshot", &save(&folder, &snapshot())])
		.stdout(writer)
		.output()
		.expect("the tool starts");
	assert_eq!(stderr(&output), "");
	assert_eq!(output.status.code(), Some(141));
}

#[test]
fn one_unit_too_many_makes_the_check_exit_with_an_error() {
	let folder = TempDir::new().expect("makes a folder");
	let mut snapshot = snapshot();
	let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(7);
	let entry = snapshot
		.iter_mut()
		.find(|entry| entry.0 == key)
		.expect("point 7 has an account");
	let mut account = PointAccount::decode(&mut &entry.1[..]).expect("is an account");
	account.credit += 1;
	entry.1 = account.encode();

	let output = commonwatt(&["check", "--snapshot", &save(&folder, &snapshot)]);
	assert_eq!(output.status.code(), Some(1));
	assert!(
		stderr(&output).contains("conservation FAILS"),
		"{}",
		stderr(&output)
	);
}

#[test]
fn a_file_that_is_no_snapshot_is_refused_with_advice() {
	let folder = TempDir::new().expect("makes a folder");
	let file = folder.path().join("snapshot.json");
	fs::write(&file, "{}").expect("writes");
	let output = commonwatt(&["check", "--snapshot", &file.display().to_string()]);
	assert_eq!(output.status.code(), Some(1));
	assert!(
		stderr(&output).contains("use check --save"),
		"{}",
		stderr(&output)
	);
}

#[test]
fn simulate_writes_its_three_files() {
	let folder = TempDir::new().expect("makes a folder");
	let out = folder.path().join("report").display().to_string();
	let data = fontana().display().to_string();
	let output = commonwatt(&[
		"simulate", "--data", &data, "--days", "1", "--out", &out, "--check",
	]);
	assert!(output.status.success(), "{}", stderr(&output));
	for file in ["bills.csv", "intervals.csv", "report.html"] {
		assert!(Path::new(&out).join(file).is_file(), "{file}");
	}
	assert!(stdout(&output).contains("Conservation holds"));
}

#[test]
fn simulate_with_orders_reports_what_was_traded_ahead() {
	let folder = TempDir::new().expect("makes a folder");
	let out = folder.path().join("report").display().to_string();
	let data = fontana().display().to_string();
	let output = commonwatt(&[
		"simulate",
		"--data",
		&data,
		"--days",
		"2",
		"--out",
		&out,
		"--check",
		"--orders",
		"mixed",
		"--buy-limit",
		"0.16",
		"--sell-limit",
		"0.09",
	]);
	assert!(output.status.success(), "{}", stderr(&output));
	let said = stdout(&output);
	for part in ["Traded ahead", "sold ahead kWh", "Conservation holds"] {
		assert!(said.contains(part), "{part}\n{said}");
	}
	let page = fs::read_to_string(Path::new(&out).join("report.html")).expect("is written");
	assert!(page.contains("Traded ahead, and in the pool"));
}

#[test]
fn simulate_without_orders_says_nothing_of_them() {
	let folder = TempDir::new().expect("makes a folder");
	let out = folder.path().join("report").display().to_string();
	let data = fontana().display().to_string();
	let run = |more: &[&str]| {
		let simulate = ["simulate", "--data", &data, "--days", "1", "--out", &out];
		stdout(&commonwatt(&[&simulate[..], more].concat()))
	};
	let said = run(&[]);
	assert!(!said.contains("ahead"), "{said}");
	assert_eq!(run(&["--orders", "none"]), said);
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused_before_the_work() {
	let folder = TempDir::new().expect("makes a folder");
	let file = folder.path().join("report");
	fs::write(&file, "mine").expect("writes");
	let out = file.display().to_string();
	let data = fontana().display().to_string();
	// A year would take minutes, and nobody listens there.
	for command in [
		&["simulate"][..],
		&["study"],
		&["play", "--url", "ws://127.0.0.1:1", "--wait", "60"],
	] {
		let started = Instant::now();
		let output = commonwatt(&[command, &["--data", &data, "--out", &out]].concat());
		assert_eq!(output.status.code(), Some(1), "{command:?}");
		assert_eq!(
			stderr(&output),
			format!("error: --out {out} is no folder: give another name, or remove it first\n")
		);
		assert_eq!(stdout(&output), "");
		assert!(started.elapsed() < Duration::from_secs(30), "{command:?}");
	}
	assert_eq!(fs::read_to_string(&file).expect("reads"), "mine");
}

fn refused_arguments(arguments: &[&str]) -> String {
	let data = fontana().display().to_string();
	let output = commonwatt(&[&arguments[..1], &["--data", &data], &arguments[1..]].concat());
	assert!(!output.status.success(), "{}", stdout(&output));
	stderr(&output)
}

#[test]
fn an_unknown_way_to_order_is_refused_with_those_there_are() {
	for command in ["simulate", "play"] {
		let message = refused_arguments(&[command, "--orders", "clever"]);
		assert!(message.contains("price-taker"), "{message}");
	}
}

#[test]
fn limits_that_nobody_uses_are_refused() {
	for orders in ["none", "naive", "price-taker"] {
		let message = refused_arguments(&[
			"simulate",
			"--days",
			"1",
			"--orders",
			orders,
			"--buy-limit",
			"0.1",
		]);
		assert!(message.contains("--orders fixed or mixed"), "{message}");
	}
	let message = refused_arguments(&["play", "--sell-limit", "0.1"]);
	assert!(message.contains("--orders fixed or mixed"), "{message}");
}

#[test]
fn a_limit_that_is_no_price_is_refused() {
	for limit in ["0", "-1", "cheap"] {
		let limit = format!("--buy-limit={limit}");
		let message = refused_arguments(&["simulate", "--orders", "fixed", &limit]);
		assert!(message.contains("is no price"), "{message}");
	}
}

#[test]
fn a_story_without_orders_is_refused() {
	let message = refused_arguments(&["play", "--story"]);
	assert!(message.contains("--orders mixed"), "{message}");
}

#[test]
fn more_days_than_the_data_holds_are_refused() {
	let data = fontana().display().to_string();
	let output = commonwatt(&["simulate", "--data", &data, "--days", "366"]);
	assert_eq!(output.status.code(), Some(1));
	assert!(
		stderr(&output).contains("holds 365 days"),
		"{}",
		stderr(&output)
	);
}

#[test]
fn more_hours_than_the_data_holds_are_refused_before_they_are_collected() {
	let message = refused_arguments(&[
		"play",
		"--hours",
		"4294967295",
		"--url",
		"ws://127.0.0.1:1",
		"--wait",
		"0",
	]);
	assert!(message.contains("--hours 4294967295"), "{message}");
	assert!(message.contains("holds 8760 hours"), "{message}");
}

/// A copy of the first day of the standing example, with one file changed.
fn changed(file: &str, change: impl Fn(&str) -> String) -> TempDir {
	let folder = TempDir::new().expect("makes a folder");
	for name in ["load_wh.csv", "pv_wh.csv", "homes.csv", "community.csv"] {
		let text = fs::read_to_string(fontana().join(name)).expect("reads");
		let day: String = text
			.lines()
			.take(25)
			.map(|line| format!("{line}\n"))
			.collect();
		let text = if name == file { change(&day) } else { day };
		fs::write(folder.path().join(name), text).expect("writes");
	}
	folder
}

fn refused(file: &str, change: impl Fn(&str) -> String) -> String {
	let folder = changed(file, change);
	let data = folder.path().display().to_string();
	let output = commonwatt(&["simulate", "--data", &data, "--out", &format!("{data}/out")]);
	assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
	stderr(&output)
}

#[test]
fn a_missing_column_is_named() {
	let message = refused("community.csv", |text| {
		text.replace("retail_usd_per_kwh", "retail")
	});
	assert!(
		message.contains("community.csv") && message.contains("retail_usd_per_kwh"),
		"{message}"
	);
}

#[test]
fn a_negative_number_is_named_with_its_line() {
	let message = refused("load_wh.csv", |text| text.replacen("851", "-851", 1));
	assert!(
		message.contains("load_wh.csv") && message.contains("-851"),
		"{message}"
	);
}

#[test]
fn a_hole_is_named_with_its_line() {
	let message = refused("pv_wh.csv", |text| {
		text.lines()
			.filter(|line| !line.starts_with("3,"))
			.map(|line| format!("{line}\n"))
			.collect()
	});
	assert!(message.contains("pv_wh.csv"), "{message}");
}

#[test]
fn a_tariff_cheaper_than_the_feed_in_asks_for_a_lower_one() {
	let cheap = changed("community.csv", |text| text.replace(",0.22,", ",0.04,"));
	let data = cheap.path().display().to_string();
	let out = format!("{data}/out");
	let output = commonwatt(&["simulate", "--data", &data, "--out", &out]);
	assert_eq!(output.status.code(), Some(1));
	assert!(stderr(&output).contains("--feed-in"), "{}", stderr(&output));
	let lower = [
		"simulate",
		"--data",
		&data,
		"--out",
		&out,
		"--feed-in",
		"0.01",
	];
	assert!(commonwatt(&lower).status.success());
}

#[test]
fn a_currency_of_small_units_has_large_prices() {
	let yen = changed("community.csv", |text| {
		text.replace(",0.22,", ",33,").replace(",0.54,", ",54,")
	});
	let data = yen.path().display().to_string();
	let output = commonwatt(&["simulate", "--data", &data, "--out", &format!("{data}/out")]);
	assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn a_chain_specification_carries_the_datas_tariff_and_the_runtime() {
	let folder = TempDir::new().expect("makes a folder");
	let wasm = folder.path().join("runtime.wasm");
	fs::write(&wasm, b"\0asm").expect("writes");
	let out = folder.path().join("spec.json").display().to_string();
	let data = fontana().display().to_string();
	let wasm = wasm.display().to_string();
	let output = commonwatt(&[
		"chain-spec",
		"--data",
		&data,
		"--day",
		"3",
		"--runtime",
		&wasm,
		"--out",
		&out,
	]);
	assert!(output.status.success(), "{}", stderr(&output));
	let spec: serde_json::Value =
		serde_json::from_slice(&fs::read(&out).expect("is written")).expect("is JSON");
	let genesis = &spec["genesis"]["runtimeGenesis"];
	assert_eq!(genesis["code"], "0x0061736d");
	let community = &genesis["config"]["communities"]["communities"][0];
	assert_eq!(community["rules"]["cells"][16]["retail"], 500_000_000u64);
	assert_eq!(
		genesis["config"]["communities"]["time"]["localEpochSeconds"],
		commonwatt_runtime::fontana::LOCAL_EPOCH_SECONDS + 3 * 86_400
	);
}

#[test]
fn a_runtime_that_is_no_wasm_is_refused() {
	let folder = TempDir::new().expect("makes a folder");
	let (readme, out) = (
		folder.path().join("README.md"),
		folder.path().join("spec.json"),
	);
	fs::write(&readme, "# Commonwatt").expect("writes");
	let output = commonwatt(&[
		"chain-spec",
		"--data",
		&fontana().display().to_string(),
		"--runtime",
		&readme.display().to_string(),
		"--out",
		&out.display().to_string(),
	]);
	let said = stderr(&output);
	assert!(
		said.contains("README.md is no runtime: give the wasm"),
		"{said}"
	);
	assert!(!out.exists());
}

#[test]
fn an_amount_below_0_is_read_as_one_and_refused() {
	for (arguments, said) in [
		(
			"order --point 3 --interval +2 --buy -5kWh@0.15",
			"negative, it must be positive",
		),
		("topup 3 -5", "negative, it must be positive"),
		(
			"standing 3 --buy -1.5kWh --at 0.1",
			"negative, it must be positive",
		),
		(
			"standing 3 --buy 1kWh --at median --cap -0.1",
			"negative, it must be positive",
		),
		(
			"agent --point 3 --battery -6400Wh/5kW --meter m.csv",
			"is no battery",
		),
		(
			"play --data data --hours -3",
			"is no number of hours (negative",
		),
		(
			"simulate --data data --feed-in -0.1",
			"give USD per kWh above 0",
		),
	] {
		let output = commonwatt(&arguments.split(' ').collect::<Vec<_>>());
		assert!(
			stderr(&output).contains(said),
			"{arguments}: {}",
			stderr(&output)
		);
	}
}

#[test]
fn play_against_no_node_says_how_to_start_one() {
	// Nothing listens there; the tool would wait a minute for a node that is starting.
	let data = fontana().display().to_string();
	let output = commonwatt(&[
		"play",
		"--data",
		&data,
		"--url",
		"ws://127.0.0.1:1",
		"--wait",
		"1",
	]);
	assert_eq!(output.status.code(), Some(1));
	assert!(
		stderr(&output).contains("commonwatt-node --dev"),
		"{}",
		stderr(&output)
	);
}

#[test]
fn an_agent_runs_a_battery_or_a_vehicle_and_says_what_is_missing_or_too_much() {
	let refused = |device: &[&str]| {
		let agent = ["agent", "--point", "3", "--meter", "m.csv", "--dry-run"];
		let output = commonwatt(&[&agent, device].concat());
		assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
		stderr(&output)
	};
	let vehicle = [
		"--vehicle",
		"7400W",
		"--plugged",
		"18:00-07:00",
		"--needs",
		"8kWh",
	];
	let with = |more: &[&str]| refused(&[&vehicle[..], more].concat());
	for (said, parts) in [
		(
			refused(&[]),
			["required", "--battery <ENERGY/POWER>|--vehicle <POWER>"],
		),
		(
			with(&["--battery", "6400Wh/5000W"]),
			["cannot be used with", "--battery <ENERGY/POWER>"],
		),
		(
			refused(&vehicle[..2]),
			["required", "--plugged <FROM-UNTIL>"],
		),
		(refused(&vehicle[..4]), ["required", "--needs <ENERGY>"]),
		(
			refused(&["--battery", "6400Wh/5000W", "--needs", "8kWh"]),
			["cannot be used with", "--needs <ENERGY>"],
		),
		(
			with(&["--stored", "20%"]),
			["cannot be used with", "--stored <P%>"],
		),
		(
			with(&["--wear", "0.01"]),
			["cannot be used with", "--wear <PRICE>"],
		),
		(
			refused(&[
				"--vehicle",
				"-7400W",
				"--plugged",
				"18:00-07:00",
				"--needs",
				"8kWh",
			]),
			["\"-7400W\" is no charger's power", "like 7400W"],
		),
		(
			refused(&[
				"--vehicle",
				"7400W",
				"--plugged",
				"18:00-18:00",
				"--needs",
				"8kWh",
			]),
			[
				"\"18:00-18:00\" is no time to be plugged in",
				"who never leaves",
			],
		),
	] {
		for part in parts {
			assert!(said.contains(part), "{part}\n{said}");
		}
	}
}
