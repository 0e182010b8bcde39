//! The commands about a community's government, with their options.

use super::{ready::Ready, rules::RuleOptions};
use crate::{accounts::account, market_time::month, names::named, proposing::reason};
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	governance::{ProposalId, Vote},
	CommunityId, PointId,
};
use commonwatt_runtime::AccountId;

#[derive(Subcommand)]
pub enum Action {
	/// Set the community's government up. The operator, once.
	Establish(Establish),
	/// Propose something ready-made, or any call of the chain. A member.
	Propose(Propose),
	/// Vote on a proposal, for yourself or for those who delegate to you.
	Vote(CastVote),
	/// Let another member vote for you, on proposals that are opened from now on.
	Delegate(Delegate),
	/// Vote yourself again.
	Undelegate(OfCommunity),
	/// End a vote that is over or decided, or the wait for an execution that is over: anyone.
	Close(OfProposal),
	/// Execute what was approved: anyone.
	Execute(OfProposal),
	/// Remove the ballots of a finished proposal, and with the last one the proposal: anyone.
	Tidy(Tidy),
	/// Pay a point its refund of a month: anyone.
	ClaimRefund(ClaimRefund),
	/// Stop the autopilot: at once as the operator, else by a proposal without enactment delay.
	StopAutopilot(OfCommunity),
}

#[derive(Args)]
pub struct OfCommunity {
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
}

#[derive(Args)]
pub struct OfProposal {
	#[arg(value_name = "ID")]
	pub proposal: ProposalId,
}

#[derive(Args)]
pub struct Establish {
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
	#[command(flatten)]
	pub rules: RuleOptions,
	/// Hand the operator's role to the community's account in the same transaction: from then on only
	/// proposals do what the operator did.
	#[arg(long)]
	pub hand_over: bool,
}

#[derive(Args)]
pub struct Propose {
	#[command(subcommand)]
	pub ready: Option<Ready>,
	/// Any other call, SCALE-encoded, as polkadot.js shows it.
	#[arg(long, value_name = "0x...")]
	pub call: Option<String>,
	/// Why. Only the hash of this text goes to the chain.
	#[arg(long, value_name = "TEXT", value_parser = reason, global = true)]
	pub why: Option<String>,
	#[arg(long, value_name = "C", default_value_t = 0, global = true)]
	pub community: CommunityId,
}

fn vote(text: &str) -> Result<Vote, String> {
	named(
		"vote",
		&[
			("aye", Vote::Aye),
			("nay", Vote::Nay),
			("abstain", Vote::Abstain),
		],
		text,
	)
}

/// Delivery points of `3,5`.
fn points(text: &str) -> Result<Vec<PointId>, String> {
	let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
	text.split(',')
		.map(|part| digits(part).then(|| part.parse().ok()).flatten())
		.collect::<Option<Vec<_>>>()
		.ok_or_else(|| format!("\"{text}\" is no list of points: give their numbers, like 3,5"))
}

/// For whom a delegate votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Represented {
	pub who: AccountId,
	pub points: Vec<PointId>,
}

/// `5Grw...`, with its points where energy votes: `5Grw...=3,5`.
pub fn represented(text: &str) -> Result<Represented, String> {
	let (who, list) = match text.split_once('=') {
		Some((who, list)) => (who, points(list)?),
		None => (text, Vec::new()),
	};
	Ok(Represented {
		who: account(who)?,
		points: list,
	})
}

#[derive(Args)]
pub struct CastVote {
	#[arg(value_name = "ID")]
	pub proposal: ProposalId,
	/// aye, nay or abstain.
	#[arg(value_parser = vote)]
	pub vote: Vote,
	/// Where energy votes: your delivery points that are to count, like 3,5.
	#[arg(long, value_name = "N,..", value_parser = own_points)]
	pub points: Option<Points>,
	/// Vote for a member who has delegated to you, not for yourself; several are several options. Where
	/// energy votes with its points: ADDRESS=3,5.
	#[arg(long = "for", value_name = "ADDRESS", value_parser = represented, conflicts_with = "points")]
	pub represented: Vec<Represented>,
}

/// A list that is one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Points(pub Vec<PointId>);

fn own_points(text: &str) -> Result<Points, String> {
	points(text).map(Points)
}

#[derive(Args)]
pub struct Delegate {
	#[arg(value_name = "ADDRESS", value_parser = account)]
	pub to: AccountId,
	#[arg(long, value_name = "C", default_value_t = 0)]
	pub community: CommunityId,
}

#[derive(Args)]
pub struct Tidy {
	#[arg(value_name = "ID")]
	pub proposal: ProposalId,
	/// Ballots and counted points at most.
	#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
	pub limit: u32,
}

#[derive(Args)]
pub struct ClaimRefund {
	/// The delivery point.
	#[arg(value_name = "N")]
	pub point: PointId,
	/// A local calendar month, like 2005-08.
	#[arg(value_name = "YYYY-MM", value_parser = month)]
	pub month: u32,
}
