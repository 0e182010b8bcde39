//! A community's government at a glance.

use super::{
	book::Budget,
	reports::Report,
	rules::lines,
	tally::Votes,
	words::{fees, what, write_autopilot, write_ballot, write_fees, write_stage},
	Newest, Proposal, View, SHOWN,
};
use crate::market_time::MarketTime;
use commonwatt_primitives::governance::{
	autopilot::AutopilotReport,
	views::{BallotView, BudgetView, DelegationView, SupportView},
};
use commonwatt_runtime::{AccountId, BlockNumber};
use std::fmt;

/// Who asks.
pub struct Mine<'a> {
	pub account: &'a AccountId,
	pub delegation: Option<DelegationView<AccountId>>,
}

pub struct Glance<'a> {
	pub name: &'a str,
	pub block: BlockNumber,
	pub time: &'a MarketTime,
	pub dao: &'a View,
	pub budget: &'a BudgetView,
	/// The newest first.
	pub proposals: &'a [Proposal],
	pub supported: &'a [SupportView],
	/// The autopilot's last report.
	pub last: Option<&'a AutopilotReport>,
	pub newest: &'a Newest,
	pub ballots: &'a [BallotView<AccountId>],
	pub mine: Option<Mine<'a>>,
}

impl Glance<'_> {
	fn line(
		&self,
		f: &mut fmt::Formatter<'_>,
		name: &str,
		value: impl fmt::Display,
	) -> fmt::Result {
		writeln!(f, "  {name:<13}{value}")
	}

	fn proposals(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(
			f,
			"proposals: {} open, {} kept",
			self.dao.open, self.dao.kept
		)?;
		for view in self.proposals {
			writeln!(
				f,
				"{:>5}  {}",
				view.proposal,
				write_stage(&view.stage, self.block)
			)?;
			writeln!(f, "       {}", what(view, &self.newest.rules))?;
			writeln!(f, "       {}", Votes(view))?;
			let mine = self
				.ballots
				.iter()
				.find(|one| one.proposal == view.proposal);
			if let Some(ballot) = mine {
				writeln!(f, "       yours: {}", write_ballot(ballot))?;
			}
		}
		if self.dao.kept > SHOWN {
			writeln!(f, "       and older ones: commonwatt dao --proposal ID")?;
		}
		Ok(())
	}

	fn autopilot(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match &self.dao.autopilot {
			Some(rules) => writeln!(f, "autopilot: {}", write_autopilot(rules))?,
			None => writeln!(f, "autopilot: none")?,
		}
		match self.last {
			Some(report) => write!(f, "its last report: {}", Report(report)),
			None => Ok(()),
		}
	}
}

impl fmt::Display for Glance<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(
			f,
			"The government of {}, at block {}",
			self.name, self.block
		)?;
		let operates = match self.dao.operates {
			true => "holds the operator's role",
			false => "does not hold the operator's role: what is the operator's would fail",
		};
		self.line(f, "account", format!("{}, {operates}", self.dao.account))?;
		self.line(f, "members", format!("{} active", self.dao.members))?;
		for (name, value) in lines(&self.dao.rules) {
			self.line(f, name, value)?;
		}
		let newest = self.newest;
		let from = match newest.from > self.time.in_progress() {
			true => format!(", from interval {} on", newest.from),
			false => String::new(),
		};
		self.line(
			f,
			"grid fee",
			format!("{}{from}", write_fees(fees(&newest.rules))),
		)?;
		if let Some(mine) = &self.mine {
			let votes = match &mine.delegation {
				Some(DelegationView {
					to,
					since,
					holds: true,
				}) => format!("{to} votes for it, on proposals from {since} on"),
				Some(DelegationView { to, .. }) => {
					format!("{to} votes for it no more: one of both was removed since")
				}
				None => "votes itself".into(),
			};
			self.line(f, "you", format!("{}: {votes}", mine.account))?;
		}
		let budget = Budget {
			view: self.budget,
			supported: self.supported,
		};
		write!(f, "{budget}")?;
		self.proposals(f)?;
		self.autopilot(f)
	}
}
