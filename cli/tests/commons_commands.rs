//! The commands about what a community owns and decides together as a person runs them, without a node:
//! what is refused before one is asked, and how.

use std::process::{Command, Output};

fn commonwatt(arguments: &[&str]) -> Output {
	Command::new(env!("CARGO_BIN_EXE_commonwatt"))
		.args(arguments)
		.env_remove("COMMONWATT_KEY")
		.output()
		.expect("the tool starts")
}

/// What is said on standard error of arguments that are refused with `code`.
#[track_caller]
fn refused(code: i32, line: &str) -> String {
	let arguments: Vec<&str> = line.split(' ').collect();
	let output = commonwatt(&arguments);
	let message = String::from_utf8_lossy(&output.stderr).into_owned();
	assert_eq!(output.status.code(), Some(code), "{line}: {message}");
	assert!(output.stdout.is_empty(), "{line}");
	message
}

#[test]
fn whoever_signs_gives_a_key() {
	for line in [
		"certificates cancel 3:22:0",
		"certificates register 3",
		"shares close 2",
		"shares propose --name Roof",
		"dao vote 3 aye",
		"dao propose admit //Bob",
	] {
		let message = refused(1, line);
		assert!(
			message.contains("--key") && message.contains("COMMONWATT_KEY"),
			"{line}: {message}"
		);
	}
}

#[test]
fn whose_certificates_must_be_known() {
	for line in ["certificates", "certificates export"] {
		let message = refused(1, line);
		assert!(message.contains("give --of ADDRESS"), "{line}: {message}");
	}
}

#[test]
fn what_is_shown_is_asked_for_without_a_command() {
	for line in [
		"certificates --device 3 score",
		"shares --asset 2 close 2 --key //Alice",
		"dao --reports vote 3 aye --key //Alice",
	] {
		let message = refused(1, line);
		assert!(message.contains("without one"), "{line}: {message}");
	}
}

#[test]
fn a_proposal_is_ready_made_or_a_call_and_not_both() {
	for (line, reason) in [
		("dao propose --key //Alice", "what? give a ready-made proposal"),
		(
			"dao propose --call 0x00 admit //Bob --key //Alice",
			"give --call or a ready-made proposal",
		),
		("dao propose --call 2516 --key //Alice", "--call is not hexadecimal"),
		("dao propose --call 0xffff --key //Alice", "no call of this runtime"),
		(
			"dao propose autopilot --reserve 1 --lowest-fee 2 --highest-fee 1 --fee-step 1 --key //Alice",
			"--lowest-fee 2.00 is above --highest-fee 1.00",
		),
		(
			"dao propose autopilot --reserve 1 --highest-fee 1 --fee-step 0 --key //Alice",
			"the fee would never move",
		),
		(
			"dao propose autopilot --reserve 1 --highest-fee 1 --fee-step 1 --refund 60% --solidarity 41% \
			 --key //Alice",
			"more than 100% together",
		),
	] {
		let message = refused(1, line);
		assert!(message.contains(reason), "{line}: {message}");
	}
}

#[test]
fn terms_that_cannot_be_are_refused_before_a_node_is_asked() {
	for (line, reason) in [
		(
			"shares propose --name Roof --key //Alice",
			"--hard-cap is missing",
		),
		(
			"shares propose --name Roof --hard-cap 4 --soft-cap 5 --key //Alice",
			"--soft-cap 5 is above --hard-cap 4",
		),
		(
			"shares propose --terms /nowhere.json --key //Alice",
			"reading /nowhere.json",
		),
		(
			"certificates offer 3:22:0 --at 0 --key //Alice",
			"Certificates.ZeroPrice",
		),
		(
			"certificates verify /nowhere.json",
			"there is no file /nowhere.json\nnext: commonwatt certificates prove ID --out /nowhere.json",
		),
		(
			"certificates prove 4 --out /nowhere/proof.json",
			"there is no folder /nowhere for /nowhere/proof.json: make it first",
		),
		(
			"certificates prove 4 --out Cargo.toml",
			"Cargo.toml exists: give another name, or remove it first",
		),
		(
			"certificates statement 4 --proof Cargo.toml",
			"Cargo.toml exists: give another name, or remove it first",
		),
		(
			"dao delegate //Alice --key //Alice",
			"CommunityTreasury.DelegatedToOneself",
		),
	] {
		let message = refused(1, line);
		assert!(message.contains(reason), "{line}: {message}");
	}
}

#[test]
fn what_is_no_number_or_hash_is_refused_with_an_example() {
	for (line, said) in [
		(
			"certificates statement x",
			"\"x\" is no statement: give its number, like 3",
		),
		(
			"certificates prove 4 -7 --out proof.json",
			"\"-7\" is no statement: give its number, like 3",
		),
		(
			"shares --asset Roof",
			"\"Roof\" is no asset: give its number, like 3",
		),
		(
			"dao vote 1.5 aye",
			"\"1.5\" is no proposal: give its number, like 3",
		),
		(
			"certificates verify proof.json --block 0x00",
			"\"0x00\" is no block's hash: give 0x and 64 hex digits",
		),
		(
			"certificates verify proof.json --chain dev",
			"\"dev\" is no block's hash: give 0x and 64 hex digits",
		),
	] {
		let message = refused(2, line);
		assert!(message.contains(said), "{line}: {message}");
	}
}

#[test]
fn without_a_node_every_command_says_how_to_start_one() {
	for line in [
		"certificates --of //Alice",
		"certificates score",
		"certificates statement 4",
		"certificates prove 4 --out a-proof-that-is-not-there.json",
		"shares",
		"shares claim 2 --key //Alice",
		"dao",
		"dao propose grid-fee 0.01 --key //Alice",
	] {
		let line = format!("{line} --url ws://127.0.0.1:1 --wait 0");
		let message = refused(1, &line);
		assert!(
			message.contains("\nnext: start one with commonwatt-node --dev"),
			"{line}: {message}"
		);
	}
}

#[test]
fn a_key_that_is_none_is_not_repeated() {
	let secret = "bottom,drive,obey,lake,curtain,smoke,basket,hold,race,lonely,fit,wrong";
	for line in ["certificates", "shares claim 2", "dao vote 3 aye"] {
		let message = refused(1, &format!("{line} --key {secret}"));
		assert!(message.contains("no secret URI"), "{line}: {message}");
		assert!(!message.contains("obey"), "{line}: {message}");
	}
}
