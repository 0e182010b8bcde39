//! The commands for trading as a person runs them, without a node: what is refused before one is asked,
//! and how.

use std::{
	process::{Command, Output},
	time::{Duration, Instant},
};

fn commonwatt(arguments: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.args(arguments)
		.env_remove("COMMONWATT_KEY")
		.output()
		.expect("the tool starts")
}

/// What is said on standard error of arguments that are refused with `code`.
#[track_caller]
fn refused(code: i32, arguments: &[&str]) -> String {
	let output = commonwatt(arguments);
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
	assert!(output.stdout.is_empty(), "{arguments:?}");
	message
}

fn order<'a>(rest: &[&'a str]) -> Vec<&'a str> {
	let mut arguments = vec!["order", "--point", "3", "--key", "//Alice"];
	arguments.extend(rest);
	arguments
}

#[test]
fn an_order_that_is_none_is_refused_with_an_example() {
	for (steps, reason) in [
		("abc", "is no step"),
		("", "is no step"),
		("1kWh@", "is no price"),
		("-1kWh@0.15", "negative"),
		("1.0001kWh@0.15", "more than 3 decimals"),
		("1kWh@0.0000000001", "more than 9 decimals"),
		("99999999999999999999kWh@0.15", "too large"),
		("1kWh@0.15,1kWh@0.15", "two steps"),
		("1@1,1@2,1@3,1@4,1@5,1@6,1@7,1@8,1@9", "at most 8 steps"),
	] {
		let steps = format!("--buy={steps}");
		let message = refused(2, &order(&["--interval", "+1", &steps]));
		assert!(message.contains(reason), "{steps}: {message}");
	}
}

#[test]
fn a_negative_amount_is_refused_as_one_and_not_taken_for_an_option() {
	for (arguments, reason) in [
		(
			order(&["--interval", "+1", "--buy", "-1kWh@0.15"]),
			"no energy (negative, it must be positive)",
		),
		(
			order(&["--interval", "+1", "--sell", "1kWh@-0.15"]),
			"no price (negative, it must be positive)",
		),
		(order(&["--interval", "-1", "--cancel"]), "is no interval"),
		(vec!["book", "--interval", "-1"], "is no interval"),
		(
			vec!["topup", "0", "-5", "--key", "//Alice"],
			"no amount (negative, it must be positive)",
		),
		(
			vec![
				"topup",
				"0",
				"--standing",
				"-5",
				"--budget",
				"-5.5",
				"--key",
				"//Alice",
			],
			"no amount (negative, it must be positive)",
		),
		(vec!["point", "-1"], "invalid value '-1'"),
		(
			vec!["simulate", "--data", ".", "--buy-limit", "-0.1"],
			"is no price",
		),
	] {
		let message = refused(2, &arguments);
		assert!(message.contains(reason), "{arguments:?}: {message}");
	}
}

#[test]
fn an_order_needs_a_point_an_interval_a_key_and_one_thing_to_do() {
	for (arguments, missing) in [
		(order(&["--buy", "1kWh@0.15"]), "--interval"),
		(order(&["--interval", "+1"]), "--buy"),
		(
			order(&[
				"--interval",
				"+1",
				"--buy",
				"1kWh@0.15",
				"--sell",
				"1kWh@0.15",
			]),
			"--sell",
		),
		(
			order(&["--interval", "+1", "--buy", "1kWh@0.15", "--cancel"]),
			"--cancel",
		),
		(order(&["--interval", "now", "--cancel"]), "is no interval"),
		(order(&["--interval=-1", "--cancel"]), "is no interval"),
		(order(&["--set-trading-key", "Bob"]), "is no account"),
		(
			order(&["--set-trading-key", "none", "--interval", "3"]),
			"--interval",
		),
		(
			vec!["order", "--interval", "+1", "--cancel", "--key", "//Alice"],
			"--point",
		),
		(
			vec![
				"order", "--submit", "a.json", "--point", "3", "--key", "//Bob",
			],
			"--point",
		),
	] {
		let message = refused(2, &arguments);
		assert!(message.contains(missing), "{arguments:?}: {message}");
	}
	// Found when it is to sign, for the variable may hold one.
	let message = refused(
		1,
		&["order", "--point", "3", "--interval", "+1", "--cancel"],
	);
	assert!(
		message.contains("--key") && message.contains("COMMONWATT_KEY"),
		"{message}"
	);
}

#[test]
fn a_key_that_is_none_is_not_repeated() {
	let secret = "bottom drive obey lake curtain smoke basket hold race lonely fit wrong";
	for arguments in [
		vec![
			"order",
			"--point",
			"3",
			"--interval",
			"+1",
			"--cancel",
			"--key",
			secret,
		],
		vec!["topup", "3", "5", "--key", secret],
	] {
		let message = refused(1, &arguments);
		assert!(message.contains("no secret URI"), "{message}");
		assert!(!message.contains("obey"), "{message}");
	}
}

#[test]
fn an_empty_key_signs_nothing() {
	for arguments in [
		order(&["--interval", "+1", "--cancel"]),
		vec!["topup", "3", "5", "--key", "//Alice"],
		vec!["dao", "--key", "//Alice"],
	] {
		let empty: Vec<&str> = arguments
			.iter()
			.map(|one| if *one == "//Alice" { "" } else { one })
			.collect();
		let message = refused(1, &empty);
		assert!(
			message.starts_with("error: the key is empty: give --key URI"),
			"{arguments:?}: {message}"
		);
	}
}

#[test]
fn what_is_no_point_is_refused_with_an_example() {
	for (arguments, text) in [
		(vec!["statement", "foo"], "foo"),
		(vec!["statement", "-3"], "-3"),
		(vec!["point", "3.5"], "3.5"),
		(vec!["topup", "x", "5", "--key", "//Alice"], "x"),
		(vec!["standing", "4294967296"], "4294967296"),
		(
			vec!["order", "--point", "x", "--interval", "+1", "--cancel"],
			"x",
		),
		(vec!["certificates", "--device", "x"], "x"),
	] {
		let message = refused(2, &arguments);
		let said = format!("\"{text}\" is no delivery point: give its number, like 3");
		assert!(message.contains(&said), "{arguments:?}: {message}");
	}
	let message = refused(2, &["book", "--community", "Fontana"]);
	assert!(
		message.contains("\"Fontana\" is no community: give its number, like 3"),
		"{message}"
	);
}

#[test]
fn an_intent_that_is_not_there_or_in_the_way_is_told_before_a_node_is_asked() {
	let nowhere = ["--url", "ws://127.0.0.1:1", "--wait", "60"];
	let started = Instant::now();
	let submit = ["order", "--submit", "none.json", "--key", "//Bob"];
	assert_eq!(
		refused(1, &[&submit[..], &nowhere].concat()),
		"error: there is no file none.json\nnext: commonwatt order --intent FILE writes one\n"
	);
	let intent = order(&["--interval", "+1", "--cancel", "--intent", "Cargo.toml"]);
	assert_eq!(
		refused(1, &[&intent[..], &nowhere].concat()),
		"error: Cargo.toml exists: give another name, or remove it first\n"
	);
	assert!(started.elapsed() < Duration::from_secs(30));
}

#[test]
fn an_amount_that_is_none_is_refused_with_an_example() {
	for (amount, reason) in [
		("0", "nothing"),
		("ten", "not a decimal"),
		("1,5", "not a decimal"),
		("0.0000000000001", "more than 12 decimals"),
		("999999999999999999999999999999999999999", "too large"),
	] {
		let message = refused(2, &["topup", "3", amount, "--key", "//Alice"]);
		assert!(message.contains(reason), "{amount}: {message}");
	}
	let less = [
		"topup",
		"3",
		"--standing",
		"5",
		"--budget",
		"4",
		"--key",
		"//Alice",
	];
	assert!(refused(1, &less).contains("--budget 4.00 is less than one payment of 5.00"));
	let little = [
		"topup",
		"3",
		"--standing",
		"0.5",
		"--budget",
		"4",
		"--key",
		"//Alice",
	];
	assert!(refused(1, &little).contains("Billing.StandingTopUpTooSmall"));
}

#[test]
fn a_month_that_is_none_is_refused_with_an_example() {
	for month in ["2005", "2005-13", "august"] {
		let message = refused(2, &["statement", "3", "--month", month]);
		assert!(message.contains("like 2005-08"), "{month}: {message}");
	}
	let both = refused(2, &["statement", "3", "--csv", "--json"]);
	assert!(both.contains("--json"), "{both}");
}

#[test]
fn without_a_node_every_command_says_how_to_start_one() {
	let nowhere = ["--url", "ws://127.0.0.1:1", "--wait", "0"];
	for command in [
		vec!["book"],
		vec!["point", "3"],
		vec!["statement", "3"],
		vec!["topup", "3", "5", "--key", "//Alice"],
		vec![
			"order",
			"--point",
			"3",
			"--interval",
			"+1",
			"--cancel",
			"--key",
			"//Alice",
		],
	] {
		let arguments = [&command[..], &nowhere].concat();
		let message = refused(1, &arguments);
		assert!(
			message.contains("\nnext: start one with commonwatt-node --dev"),
			"{arguments:?}: {message}"
		);
	}
}

#[test]
fn an_address_that_can_never_answer_is_refused_at_once() {
	for (url, code, reason) in [
		("http://127.0.0.1:9944", 2, "answers ws://127.0.0.1:9944"),
		("127.0.0.1:9944", 2, "does not begin with ws://"),
		("ws://", 1, "cannot connect to ws://: empty host"),
	] {
		let started = Instant::now();
		let message = refused(code, &["book", "--url", url, "--wait", "60"]);
		assert!(started.elapsed() < Duration::from_secs(30), "{url}");
		assert!(message.contains(reason), "{message}");
	}
}

#[test]
fn a_node_that_is_starting_is_waited_for() {
	let started = Instant::now();
	refused(1, &["book", "--url", "ws://127.0.0.1:1", "--wait", "2"]);
	assert!(started.elapsed() >= Duration::from_secs(2));
}
