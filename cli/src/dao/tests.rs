//! What is shown of a government, and what is refused before it is submitted.

use super::{
	action::ensure_executable,
	arguments::{represented, Action, Represented},
	book::Budget,
	tally::{Tally, Votes},
	words::{of_call, write_stage},
	*,
};
use crate::{market_time::tests::TIME, Cli, Command};
use clap::Parser;
use codec::Encode;
use commonwatt_primitives::governance::{
	autopilot::{AutopilotRules, FeeDecision, FeeReason},
	views::{DelegationView, ProposalStage, RefundView},
	Flow, TreasuryBook, Vote,
};
use commonwatt_runtime::{fontana, RuntimeCall, TOKEN};
use pallet_community_treasury::{Call as Treasury, Electorate};
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};
use sp_runtime::Permill;

fn rules() -> RulesOf<Runtime> {
	RulesOf::<Runtime> {
		electorate: Electorate::Members,
		voting_period: 100,
		enactment_delay: 20,
		execution_window: 200,
		quorum: Permill::from_percent(50),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(10),
		deposit: 10 * TOKEN,
		period: 96,
		spending_cap: Permill::from_percent(25),
	}
}

fn autopilot() -> AutopilotRules {
	AutopilotRules {
		reserve: 500 * TOKEN,
		lowest_fee: 0,
		highest_fee: 20_000_000,
		fee_step: 1_000_000,
		solidarity: Permill::from_percent(40),
		investment: Permill::from_percent(10),
		refund: Permill::from_percent(50),
	}
}

fn spend() -> RuntimeCall {
	Treasury::<Runtime>::spend {
		community: 0,
		to: Bob.to_account_id(),
		amount: 12 * TOKEN,
	}
	.into()
}

fn proposal(stage: ProposalStage, ayes: u128, nays: u128, abstentions: u128) -> Proposal {
	Proposal {
		proposal: 3,
		community: 0,
		proposer: Alice.to_account_id(),
		deposit: 10 * TOKEN,
		call: spend().encode(),
		call_hash: Hash::repeat_byte(3),
		description: Hash::repeat_byte(4),
		stage,
		rules: rules(),
		ayes,
		nays,
		abstentions,
		electorate: 5,
		ballots: 2,
	}
}

fn voting() -> ProposalStage {
	ProposalStage::Voting { until: 157 }
}

fn newest() -> Newest {
	Newest {
		from: 0,
		rules: fontana::fontana_rules(),
	}
}

fn ballot() -> BallotView<AccountId> {
	BallotView {
		proposal: 3,
		vote: Vote::Aye,
		weight: 1,
		delegate: Some(Charlie.to_account_id()),
	}
}

fn report() -> AutopilotReport {
	AutopilotReport {
		period: 2,
		from: 192,
		until: 288,
		treasury: 620 * TOKEN,
		income: 30 * TOKEN,
		expense: 12 * TOKEN,
		forecast: TOKEN / 2,
		forecast_intervals: 24,
		reserve: 500 * TOKEN,
		lowest_fee: 10_000_000,
		highest_fee: 10_000_000,
		decision: FeeDecision::Lowered { from: 386 },
		reason: FeeReason::AboveReserve,
		surplus: 120 * TOKEN,
		to_solidarity: 48 * TOKEN,
		to_investment: 12 * TOKEN,
		to_refunds: 60 * TOKEN,
	}
}

fn budget() -> BudgetView {
	let book = |fees: u128, spent: u128| TreasuryBook {
		grid_fees: Flow {
			received: fees * TOKEN,
			paid: 0,
		},
		spends: Flow {
			received: 0,
			paid: spent * TOKEN,
		},
		..Default::default()
	};
	BudgetView {
		treasury: 700 * TOKEN,
		solidarity_fund: 48 * TOKEN,
		patronage: 60 * TOKEN,
		refunds: vec![RefundView {
			month: 12 * 2005 + 6,
			rate: 1_000,
			amount: 20 * TOKEN,
			claimed: 5 * TOKEN,
			until: 3_000,
		}],
		free: 577 * TOKEN,
		period: 3,
		from: 288,
		until: 384,
		cap: 155 * TOKEN,
		spent: 12 * TOKEN,
		lines: book(4, 12),
		total: book(712, 12),
		last_income: 30 * TOKEN,
		last_expense: 12 * TOKEN,
		reserve: Some(500 * TOKEN),
		runway: None,
	}
}

fn dao() -> View {
	View {
		account: AccountId::new([1; 32]),
		operates: true,
		rules: rules(),
		members: 5,
		open: 1,
		kept: 1,
		autopilot: Some(autopilot()),
	}
}

fn parsed(arguments: &str) -> Result<Dao, clap::Error> {
	let arguments = format!("commonwatt dao {arguments}");
	match Cli::try_parse_from(arguments.split(' '))?.command {
		Command::Dao(command) => Ok(*command),
		_ => unreachable!("another command"),
	}
}

#[test]
fn a_government_is_seen_at_a_glance() {
	let account = Bob.to_account_id();
	let mut glance = Glance {
		name: "Fontana",
		block: 57,
		time: &TIME,
		dao: &dao(),
		budget: &budget(),
		proposals: &[proposal(voting(), 2, 1, 0)],
		supported: &[SupportView {
			point: 9,
			amount: 2 * TOKEN,
		}],
		last: Some(&report()),
		newest: &newest(),
		ballots: &[ballot()],
		mine: Some(Mine {
			account: &account,
			delegation: Some(DelegationView {
				to: Charlie.to_account_id(),
				since: 2,
				holds: true,
			}),
		}),
	};
	let text = glance.to_string();
	assert_eq!(text, GLANCE.trim_start_matches('\n'), "\n{text}");
	let mine = glance.mine.as_mut().expect("somebody asks");
	let delegation = mine.delegation.as_mut().expect("is there");
	delegation.holds = false;
	let text = glance.to_string();
	let expected =
		"5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y votes for it no more: one of both was \
	                removed since\n";
	assert!(text.contains(expected), "{text}");
}

const GLANCE: &str = "
The government of Fontana, at block 57
  account      5C62Ck4UrFPiBtoCmeSrgF7x9yv9mn38446dhCpsi2mLHiFT, holds the operator's role
  members      5 active
  electorate   members, one vote each
  vote         taken for 100 blocks, 10 min 00 s; quorum 50 %
  approved     with 50 % ayes of ayes and nays, and more ayes than nays
  executed     20 blocks, 2 min 00 s after the vote, within 200 blocks, 20 min 00 s
  deposit      10.00 tokens, forfeited if rejected with less than 10 % ayes
  budget       periods of 96 intervals, in which 25 % of what is free may be spent
  grid fee     0.00 per kWh
  you          5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty: 5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y votes for it, on proposals from 2 on
budget, in tokens
  treasury     700.00
  solidarity   48.00             set aside for supported points
  to refund    60.00             set aside until the month ends
  refund       15.00             set aside: refund of July 2005, claimed 5.00, until interval 3000
  free         577.00
  spent        12.00             in period 3, intervals 288 to 383; 155.00 may be
  last period  30.00             came in
               12.00             went out
  reserve      500.00            the autopilot's target
  runway       no end: the last period brought as much as it took
  supports     2.00              each period for point 9
             in this period    out  in since the beginning    out
  grid fees            4.00                         712.00
  spent                      12.00                          12.00
  together             4.00  12.00                  712.00  12.00
in less out: -8.00 in this period, 700.00 since the beginning
proposals: 1 open, 1 kept
    3  voted on until block 157, in 10 min 00 s
       pays 12.00 tokens from the treasury to 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
       2 ayes, 1 nay, 0 abstentions of 5; quorum 3 reached; as it stands, approved
       yours: aye, weight 1, by 5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y
autopilot: reserve 500.00 tokens, grid fee 0.00 to 0.02 per kWh in steps of 0.001, of the surplus 40 % to solidarity, 10 % to invest, 50 % to refunds
its last report: period 2, intervals 192 to 287
  treasury     620.00 free; 30.00 came in, 12.00 went out
  forecast     0.50 of fees in 24 intervals to come
  reserve      500.00
  grid fee     0.01 per kWh: one step down from interval 386 on, for treasury and forecast are above the reserve and the period's expense
  surplus      120.00: 48.00 to solidarity, 12.00 to invest, 60.00 to refunds
";

#[test]
fn a_budget_that_shrinks_has_an_end() {
	let view = BudgetView {
		runway: Some(4),
		reserve: None,
		..budget()
	};
	let budget = Budget {
		view: &view,
		supported: &[],
	};
	let text = budget.to_string();
	assert!(
		text.contains("  runway       4 periods like the last\n"),
		"{text}"
	);
	let view = BudgetView {
		runway: Some(1),
		..view
	};
	let one = Budget {
		view: &view,
		supported: &[],
	};
	assert!(one
		.to_string()
		.contains("  runway       1 period like the last\n"));
	assert!(!text.contains("reserve"), "{text}");
}

#[test]
fn a_proposal_is_shown_with_its_call() {
	let sheet = ProposalSheet {
		view: &proposal(voting(), 2, 0, 0),
		newest: &newest(),
		mine: &[],
		block: 57,
	};
	let text = sheet.to_string();
	assert_eq!(text, PROPOSAL.trim_start_matches('\n'), "\n{text}");
}

const PROPOSAL: &str = "
Proposal 3 of community 0, at block 57
  voted on until block 157, in 10 min 00 s
  by 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY
  deposit 10.00 tokens
  reason: the text of hash 0x0404040404040404040404040404040404040404040404040404040404040404
it pays 12.00 tokens from the treasury to 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
  CommunityTreasury.spend
    community: 0
    to: 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty
    amount: 12.00 tokens
votes: 2 ayes, 0 nays, 0 abstentions of 5; quorum 3 not reached; as it stands, rejected
under the rules
  electorate members, one vote each
  vote       taken for 100 blocks, 10 min 00 s; quorum 50 %
  approved   with 50 % ayes of ayes and nays, and more ayes than nays
  executed   20 blocks, 2 min 00 s after the vote, within 200 blocks, 20 min 00 s
  deposit    10.00 tokens, forfeited if rejected with less than 10 % ayes
  budget     periods of 96 intervals, in which 25 % of what is free may be spent
";

#[test]
fn a_finished_proposal_is_shown_without_its_call() {
	let view = Proposal {
		call: vec![],
		deposit: 0,
		description: Hash::zero(),
		..proposal(ProposalStage::Executed, 3, 0, 0)
	};
	let sheet = ProposalSheet {
		view: &view,
		newest: &newest(),
		mine: &[ballot()],
		block: 57,
	};
	let text = sheet.to_string();
	let expected = "Proposal 3 of community 0, at block 57\n  executed\n  by \
	                5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\n  without a reason\nits call is kept no \
	                more, hash 0x0303030303030303030303030303030303030303030303030303030303030303\nvotes: 3 \
	                ayes, 0 nays, 0 abstentions of 5; quorum 3 reached; approved\nyours: aye, weight 1, by \
	                5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y\nunder the rules\n";
	assert!(text.starts_with(expected), "{text}");
}

#[test]
fn votes_are_counted_as_the_treasury_does() {
	let tally = |ayes, nays, abstentions| Tally::of(&proposal(voting(), ayes, nays, abstentions));
	// Of five, three must vote.
	assert!(!tally(2, 0, 0).has_quorum);
	assert!(tally(2, 0, 1).approved());
	// A tie is no majority.
	assert!(!tally(2, 2, 0).approved());
	assert!(!tally(2, 2, 0).decided);
	assert!(tally(3, 0, 0).decided);
	assert!(!tally(2, 1, 0).decided);
	assert!(tally(0, 3, 0).decided);
	let closable = Votes(&proposal(voting(), 3, 0, 0)).to_string();
	assert_eq!(
		closable,
		"3 ayes, 0 nays, 0 abstentions of 5; quorum 3 reached; approved, whoever votes yet, can be closed"
	);
	let rejected = Votes(&proposal(ProposalStage::Rejected, 1, 3, 0)).to_string();
	assert!(rejected.ends_with("rejected"), "{rejected}");
}

#[test]
fn reports_are_told_period_by_period() {
	let reports = Reports {
		name: "Fontana",
		rules: None,
		reports: &[report()],
	};
	let text = reports.to_string();
	assert_eq!(text, REPORTS.trim_start_matches('\n'), "\n{text}");
	let none = Reports {
		reports: &[],
		..reports
	};
	assert!(none
		.to_string()
		.ends_with("no reports yet: it reports when a budget period ends\n"));
}

const REPORTS: &str = "
The autopilot of Fontana; money in tokens
does not steer: it is stopped, or was never set
period 2, intervals 192 to 287
  treasury     620.00 free; 30.00 came in, 12.00 went out
  forecast     0.50 of fees in 24 intervals to come
  reserve      500.00
  grid fee     0.01 per kWh: one step down from interval 386 on, for treasury and forecast are above the reserve and the period's expense
  surplus      120.00: 48.00 to solidarity, 12.00 to invest, 60.00 to refunds
";

#[test]
fn what_a_call_does_is_told_in_words() {
	let before = fontana::fontana_rules();
	let mut after = before.clone();
	for cell in &mut after.cells {
		cell.grid_fee = 10_000_000;
	}
	let mut other = after.clone();
	other.pool_share = Permill::zero();
	let announce = |rules: &Rules| -> RuntimeCall {
		pallet_communities::Call::<Runtime>::announce_rules {
			community: 0,
			from: 214,
			rules: rules.clone(),
		}
		.into()
	};
	let suspend = pallet_communities::Call::<Runtime>::suspend_member {
		community: 0,
		who: Bob.to_account_id(),
	};
	let remove = pallet_communities::Call::<Runtime>::remove_member {
		community: 0,
		who: Bob.to_account_id(),
	};
	let batch = pallet_utility::Call::<Runtime>::batch_all {
		calls: vec![suspend.into(), remove.into()],
	};
	let steer = Treasury::<Runtime>::set_autopilot {
		community: 0,
		rules: Some(autopilot()),
	};
	let open = pallet_asset_shares::Call::<Runtime>::open_offering { asset: 2 };
	for (call, words) in [
		(
			announce(&after),
			"sets the grid fee to 0.01 per kWh (in the newest rules 0.00 per kWh) from interval 214 on",
		),
		(
			announce(&other),
			"announces other rules, prices or auction among them, with the grid fee to 0.01 per kWh (in \
			 the newest rules 0.00 per kWh), from interval 214 on",
		),
		(announce(&before), "announces the rules as they are from interval 214 on"),
		(
			batch.into(),
			"suspends the member 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, then removes the member \
			 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
		),
		(
			steer.into(),
			"lets the autopilot steer: reserve 500.00 tokens, grid fee 0.00 to 0.02 per kWh in steps of \
			 0.001, of the surplus 40 % to solidarity, 10 % to invest, 50 % to refunds",
		),
		(
			open.into(),
			"opens the offering of a proposed asset, for the period of its terms (AssetShares.open_offering)",
		),
	] {
		assert_eq!(of_call(&call, &before), words);
	}
}

#[test]
fn a_stage_says_what_comes_next() {
	let approved = ProposalStage::Approved {
		from: 70,
		until: 270,
	};
	for (stage, block, words) in [
		(
			voting(),
			157,
			"voted on until block 157, over, can be closed",
		),
		(
			approved,
			57,
			"approved, can be executed from block 70 on, in 1 min 18 s, until block 270",
		),
		(
			approved,
			70,
			"approved, can be executed until block 270, in 20 min 00 s",
		),
		(ProposalStage::Executed, 70, "executed"),
		(
			ProposalStage::Expired,
			70,
			"approved, and expired without being executed",
		),
	] {
		assert_eq!(write_stage(&stage, block), words);
	}
}

#[test]
fn what_is_executed_too_early_or_late_is_refused_with_the_block() {
	let approved = ProposalStage::Approved {
		from: 70,
		until: 270,
	};
	let text = |stage: &ProposalStage, number| {
		let error = ensure_executable(3, stage, number).expect_err("is refused");
		format!("{error:#}")
	};
	// In the block after this one.
	assert!(ensure_executable(3, &approved, 69).is_ok());
	assert!(ensure_executable(3, &approved, 268).is_ok());
	assert_eq!(
		text(&approved, 68),
		"CommunityTreasury.TooEarly: The enactment delay goes on: proposal 3 can be executed from block 70 \
		 on, in 12 s.\n\
		 next: wait for the end of the enactment delay"
	);
	assert_eq!(
		text(&approved, 269),
		"CommunityTreasury.TooLate: The execution window is over: proposal 3 could be executed before block \
		 270.\n\
		 next: propose it anew"
	);
	assert_eq!(
		text(&voting(), 57),
		"CommunityTreasury.NotApproved: The proposal is not approved, or finished: proposal 3 is voted on \
		 until block 157, in 10 min 00 s.\n\
		 next: commonwatt dao --proposal ID shows where it stands"
	);
}

#[test]
fn those_who_are_represented_may_have_points() {
	let bob = Bob.to_account_id();
	let one = |points: Vec<u32>| Represented {
		who: bob.clone(),
		points,
	};
	assert_eq!(represented("//Bob"), Ok(one(vec![])));
	assert_eq!(represented("//Bob=3,5"), Ok(one(vec![3, 5])));
	for (text, reason) in [
		("Bob", "is no account"),
		("//Bob=", "is no list of points"),
		("//Bob=3,", "is no list of points"),
		("//Bob=-3", "is no list of points"),
		("//Bob=4294967296", "is no list of points"),
	] {
		let message = represented(text).expect_err(text);
		assert!(message.contains(reason), "{text}: {message}");
	}
}

#[test]
fn what_is_written_is_understood() {
	for arguments in [
		"--community 1 --of //Bob",
		"--proposal 3",
		"--reports",
		"establish --voting 10min --delay 20 --window 1h --quorum 30% --hand-over",
		"propose grid-fee 0.01 --why cheaper --community 1",
		"propose grid-fee 0.01 --from +200",
		"propose --why cheaper grid-fee 0.01",
		"propose spend //Bob 12.50",
		"propose spend //Bob 12.50 --every 1 --times 12",
		"propose admit //Bob",
		"propose remove //Bob",
		"propose autopilot --reserve 500 --highest-fee 0.02 --fee-step 0.001 --refund 50%",
		"propose autopilot --off",
		"propose stop-autopilot",
		"propose rules --voting 7d --electorate shares:2",
		"propose support 9 2",
		"propose support 9 0",
		"propose solidarity-fund 100",
		"propose invest 100",
		"propose pay-in 100",
		"propose refund 2005-08 20",
		"propose --call 0x251600000000",
		"vote 3 aye --points 3,5",
		"vote 3 nay --for //Bob --for //Charlie=3",
		"delegate //Bob --community 1",
		"undelegate",
		"close 3",
		"execute 3 --key //Bob",
		"tidy 3 --limit 5",
		"claim-refund 9 2005-08",
		"stop-autopilot",
	] {
		let result = parsed(arguments).map(|_| ());
		assert!(
			result.is_ok(),
			"{arguments}: {}",
			result.expect_err("an error")
		);
	}
}

#[test]
fn what_cannot_be_meant_is_refused() {
	for (arguments, reason) in [
		("--proposal -1", "invalid value '-1'"),
		("--proposal 4294967296", "invalid value '4294967296'"),
		("--proposal 3 --reports", "cannot be used with"),
		(
			"vote 3 yes",
			"\"yes\" is no vote: give one of aye, nay, abstain",
		),
		("vote 3", "<VOTE>"),
		("vote 3 aye --points 3,x", "is no list of points"),
		("vote 3 aye --points 3 --for //Bob", "cannot be used with"),
		(
			"propose grid-fee -0.01",
			"no price (negative, it must be positive)",
		),
		("propose grid-fee 999999", "no price (too large)"),
		("propose grid-fee 0.0000000001", "more than 9 decimals"),
		(
			"propose spend //Bob -5",
			"no amount (negative, it must be positive)",
		),
		("propose spend //Bob 0", "no amount (nothing)"),
		("propose spend Bob 5", "is no account"),
		("propose spend //Bob 5 --every 1", "--times"),
		("propose autopilot --reserve 500", "--highest-fee"),
		(
			"propose autopilot --off --reserve 500",
			"cannot be used with",
		),
		("propose refund august 20", "is no month"),
		(
			"propose rules --quorum 30",
			"is no percentage (without the sign %)",
		),
		("propose rules --voting soon", "is no number of blocks"),
		("propose rules --electorate people", "is no electorate"),
		("propose melt", "unrecognized subcommand 'melt'"),
		("propose grid-fee 0.01 --why=", "the reason is empty"),
		("delegate Bob", "is no account"),
		("tidy 3 --limit 0", "0 is not in 1.."),
		("claim-refund 9 2005-13", "is no month"),
	] {
		let error = parsed(arguments).err().expect(arguments);
		let text = error.to_string();
		assert!(text.contains(reason), "{arguments}: {text}");
	}
}

#[test]
fn the_key_may_stand_behind_the_command() {
	let command = parsed("propose admit //Bob --key //Alice").expect("is one");
	assert!(command.key.is_given());
	assert!(matches!(command.action, Some(Action::Propose(_))));
}
