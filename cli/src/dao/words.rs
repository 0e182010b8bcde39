//! What a proposal would do, in words; a proposal with its call.

use super::{
	rules::{lines as rule_lines, write_block_time},
	tally::Votes,
	Newest, Proposal,
};
use crate::{
	described::{decode_call, describe_call},
	market_time::month_name,
	told::write_vote,
	units::{write_percent, write_price, write_tokens},
};
use commonwatt_primitives::{
	governance::{
		autopilot::AutopilotRules,
		views::{BallotView, ProposalStage},
	},
	tariff::Rules,
	Price,
};
use commonwatt_runtime::{AccountId, BlockNumber, Runtime, RuntimeCall};
use pallet_communities::Call as Communities;
use pallet_community_treasury::Call as Treasury;
use sp_runtime::Permill;
use std::fmt;

/// What a call does, in words that a member understands.
pub fn of_call(call: &RuntimeCall, newest: &Rules) -> String {
	let words = match call {
		RuntimeCall::Utility(pallet_utility::Call::batch_all { calls }) => {
			let parts: Vec<String> = calls.iter().map(|call| of_call(call, newest)).collect();
			Some(parts.join(", then "))
		}
		RuntimeCall::Communities(call) => of_community(call, newest),
		RuntimeCall::CommunityTreasury(call) => of_treasury(call),
		_ => None,
	};
	words.unwrap_or_else(|| documented(call))
}

/// What the call's own documentation says first.
fn documented(call: &RuntimeCall) -> String {
	let described = match describe_call(call) {
		Ok(described) => described,
		Err(error) => return format!("{error:#}"),
	};
	let first = described.sentence.split(". ").next().unwrap_or_default();
	let mut letters = first.trim_end_matches('.').chars();
	let words = match letters.next() {
		Some(letter) => letter.to_lowercase().chain(letters).collect(),
		None => String::from("does what is not documented"),
	};
	format!("{words} ({})", described.name)
}

fn of_community(call: &Communities<Runtime>, newest: &Rules) -> Option<String> {
	Some(match call {
		Communities::announce_rules { from, rules, .. } => {
			format!("{} from interval {from} on", change(newest, rules))
		}
		Communities::admit_member { who, .. } => format!("admits {who} as a member"),
		Communities::suspend_member { who, .. } => format!("suspends the member {who}"),
		Communities::reinstate_member { who, .. } => format!("reinstates the member {who}"),
		Communities::remove_member { who, .. } => format!("removes the member {who}"),
		_ => return None,
	})
}

fn of_treasury(call: &Treasury<Runtime>) -> Option<String> {
	Some(match call {
		Treasury::spend { to, amount, .. } => {
			format!(
				"pays {} tokens from the treasury to {to}",
				write_tokens(*amount)
			)
		}
		Treasury::add_recurring_spend {
			to,
			amount,
			every,
			times,
			..
		} => format!(
			"pays {} tokens from the treasury to {to} every {every} periods, {times} times",
			write_tokens(*amount)
		),
		Treasury::invest { amount, .. } => format!(
			"moves {} tokens from the treasury to the community's own account, to invest",
			write_tokens(*amount)
		),
		Treasury::pay_in { amount, .. } => format!(
			"moves {} tokens from the community's own account to the treasury",
			write_tokens(*amount)
		),
		Treasury::set_support { point, amount, .. } => match amount {
			0 => format!("supports point {point} no more"),
			_ => format!(
				"supports point {point} with {} tokens each period",
				write_tokens(*amount)
			),
		},
		Treasury::set_solidarity_fund { amount, .. } => {
			format!(
				"brings the solidarity fund to {} tokens",
				write_tokens(*amount)
			)
		}
		Treasury::open_refund { month, amount, .. } => format!(
			"refunds {} tokens to the points by the energy of {}",
			write_tokens(*amount),
			month_name(*month)
		),
		Treasury::set_rules { rules, .. } => {
			let lines: Vec<String> = rule_lines(rules)
				.into_iter()
				.map(|(name, value)| format!("{name} {value}"))
				.collect();
			format!("changes how the community decides: {}", lines.join("; "))
		}
		Treasury::set_autopilot { rules, .. } => match rules {
			Some(rules) => format!("lets the autopilot steer: {}", write_autopilot(rules)),
			None => "ends the autopilot".into(),
		},
		Treasury::stop_autopilot { .. } => "stops the autopilot at once".into(),
		_ => return None,
	})
}

fn percent(part: Permill) -> String {
	format!("{} %", write_percent(part.deconstruct().into()))
}

/// What an autopilot follows.
pub fn write_autopilot(rules: &AutopilotRules) -> String {
	let AutopilotRules {
		reserve,
		lowest_fee,
		highest_fee,
		fee_step,
		solidarity,
		investment,
		refund,
	} = rules;
	format!(
		"reserve {} tokens, grid fee {} to {} per kWh in steps of {}, of the surplus {} to solidarity, {} \
		 to invest, {} to refunds",
		write_tokens(*reserve),
		write_price(*lowest_fee),
		write_price(*highest_fee),
		write_price(*fee_step),
		percent(*solidarity),
		percent(*investment),
		percent(*refund)
	)
}

/// The lowest and the highest fee of rules.
pub fn fees(rules: &Rules) -> (Price, Price) {
	let fees = || rules.cells.iter().map(|cell| cell.grid_fee);
	(
		fees().min().unwrap_or_default(),
		fees().max().unwrap_or_default(),
	)
}

/// `0.01`, or `0.01 to 0.03`
pub fn write_fees((lowest, highest): (Price, Price)) -> String {
	match lowest == highest {
		true => format!("{} per kWh", write_price(lowest)),
		false => format!(
			"{} to {} per kWh",
			write_price(lowest),
			write_price(highest)
		),
	}
}

/// What other rules change.
fn change(before: &Rules, after: &Rules) -> String {
	let mut with_fees = before.clone();
	for (cell, new) in with_fees.cells.iter_mut().zip(&after.cells) {
		cell.grid_fee = new.grid_fee;
	}
	let fee = format!(
		"the grid fee to {} (in the newest rules {})",
		write_fees(fees(after)),
		write_fees(fees(before))
	);
	match (with_fees == *after, before == after) {
		(_, true) => "announces the rules as they are".into(),
		(true, _) => format!("sets {fee}"),
		(false, _) => format!("announces other rules, prices or auction among them, with {fee},"),
	}
}

/// Where a proposal stands.
pub fn write_stage(stage: &ProposalStage, block: BlockNumber) -> String {
	let away = |until: u32| match until.checked_sub(block) {
		Some(left) if left > 0 => format!("block {until}, in {}", write_block_time(left)),
		_ => format!("block {until}, over, can be closed"),
	};
	match stage {
		ProposalStage::Voting { until } => format!("voted on until {}", away(*until)),
		ProposalStage::Rejected => "rejected".into(),
		ProposalStage::Approved { from, until } if block < *from => {
			let left = write_block_time(from.saturating_sub(block));
			format!(
				"approved, can be executed from block {from} on, in {left}, until block {until}"
			)
		}
		ProposalStage::Approved { until, .. } => {
			format!("approved, can be executed until {}", away(*until))
		}
		ProposalStage::Executed => "executed".into(),
		ProposalStage::Expired => "approved, and expired without being executed".into(),
	}
}

/// What the proposal's call would do; none once it is finished.
pub fn what(view: &Proposal, newest: &Rules) -> String {
	match view.call.is_empty() {
		true => format!("its call is kept no more, hash {:?}", view.call_hash),
		false => match decode_call(&view.call) {
			Ok(call) => of_call(&call, newest),
			Err(error) => format!("{error:#}: it expires when anyone executes it"),
		},
	}
}

/// What somebody said on a proposal.
pub fn write_ballot(ballot: &BallotView<AccountId>) -> String {
	let by = match &ballot.delegate {
		Some(delegate) => format!(", by {delegate}"),
		None => String::new(),
	};
	format!("{}, weight {}{by}", write_vote(ballot.vote), ballot.weight)
}

/// A proposal with its call.
pub struct ProposalSheet<'a> {
	pub view: &'a Proposal,
	pub newest: &'a Newest,
	pub mine: &'a [BallotView<AccountId>],
	pub block: BlockNumber,
}

impl fmt::Display for ProposalSheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		writeln!(
			f,
			"Proposal {} of community {}, at block {}",
			view.proposal, view.community, self.block
		)?;
		writeln!(f, "  {}", write_stage(&view.stage, self.block))?;
		writeln!(f, "  by {}", view.proposer)?;
		if view.deposit > 0 {
			writeln!(f, "  deposit {} tokens", write_tokens(view.deposit))?;
		}
		match view.description.is_zero() {
			true => writeln!(f, "  without a reason")?,
			false => writeln!(f, "  reason: the text of hash {:?}", view.description)?,
		}
		let subject = if view.call.is_empty() { "" } else { "it " };
		writeln!(f, "{subject}{}", what(view, &self.newest.rules))?;
		if let Ok(described) = decode_call(&view.call).and_then(|call| describe_call(&call)) {
			for line in described.lines() {
				writeln!(f, "  {line}")?;
			}
		}
		writeln!(f, "votes: {}", Votes(view))?;
		for ballot in self.mine.iter().filter(|one| one.proposal == view.proposal) {
			writeln!(f, "yours: {}", write_ballot(ballot))?;
		}
		writeln!(f, "under the rules")?;
		for (name, value) in rule_lines(&view.rules) {
			writeln!(f, "  {name:<11}{value}")?;
		}
		Ok(())
	}
}
