//! `commonwatt dao`: how a community governs itself: its rules, its budget, what is proposed and what was
//! decided.

mod action;
mod arguments;
mod book;
mod glance;
mod grid_fee;
mod ready;
mod reports;
mod rules;
mod tally;
#[cfg(test)]
mod tests;
mod words;

use crate::{
	accounts::{account, named_or_own},
	community::community_of,
	market_time::MarketTime,
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
};
use anyhow::{ensure, Context, Result};
use arguments::Action;
use clap::Args;
use commonwatt_primitives::{
	governance::{
		autopilot::AutopilotReport,
		views::{BallotView, BudgetView, DaoView, ProposalView, SupportView, VoterView},
		ProposalId,
	},
	tariff::Rules,
	CommunityId, Interval,
};
use commonwatt_runtime::{AccountId, Hash, Runtime};
use glance::{Glance, Mine};
use pallet_communities::RuleVersion;
use pallet_community_treasury::{Delegation, RulesOf};
use reports::Reports;
use words::ProposalSheet;

const PALLET: &str = "CommunityTreasury";
/// Proposals at a glance.
const SHOWN: u32 = 10;

type View = DaoView<AccountId, RulesOf<Runtime>>;
type Proposal = ProposalView<AccountId, RulesOf<Runtime>>;

/// Shows how a community governs itself, and takes part: proposes, votes, delegates, executes.
///
/// Without a command it shows rules, budget and proposals at a glance, and what you voted; with --proposal one
/// proposal with its call, with --reports what the autopilot did.
#[derive(Args)]
pub struct Dao {
	#[command(subcommand)]
	action: Option<Action>,
	#[command(flatten)]
	shown: Shown,
	#[command(flatten)]
	node: Node,
	#[command(flatten)]
	key: Key,
}

/// What is shown without a command.
#[derive(Args, Debug, PartialEq)]
struct Shown {
	#[arg(
		long,
		value_name = "C",
		default_value_t = 0,
		conflicts_with = "proposal"
	)]
	community: CommunityId,
	/// Whose votes: an address, or a development key like //Alice; by default those of the key that signs,
	/// if there is one.
	#[arg(long, value_name = "ADDRESS", value_parser = account)]
	of: Option<AccountId>,
	/// A proposal, with all that it would do.
	#[arg(long, value_name = "ID", conflicts_with = "reports")]
	proposal: Option<ProposalId>,
	/// What the autopilot saw and did, period by period.
	#[arg(long)]
	reports: bool,
}

impl Dao {
	pub async fn run(self) -> Result<()> {
		let Shown {
			community,
			of,
			proposal,
			reports,
		} = self.shown;
		if let Some(action) = self.action {
			ensure!(
				of.is_none() && proposal.is_none() && !reports && community == 0,
				"--of, --proposal, --reports and --community before a command show something: give them \
				 without one, or after the command"
			);
			return action.run(&self.node, &self.key).await;
		}
		let of = named_or_own(of, &self.key)?;
		let rpc = Rpc::connect(&self.node).await?;
		let (number, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		if let Some(id) = proposal {
			let view = proposal_of(&rpc, id, block).await?;
			let newest = newest_rules(&rpc, view.community, block).await?;
			let sheet = ProposalSheet {
				view: &view,
				newest: &newest,
				mine: &ballots_of(&rpc, view.community, of.as_ref(), block).await?,
				block: number,
			};
			print!("{sheet}");
			return Ok(());
		}
		let name = community_of(&rpc, community, block).await?.name;
		let name = String::from_utf8_lossy(&name).into_owned();
		let dao = dao_of(&rpc, community, block).await?;
		let all: Vec<AutopilotReport> = rpc
			.call_api_at("GovernanceApi_reports", community, block)
			.await?;
		if reports {
			print!(
				"{}",
				Reports {
					name: &name,
					rules: dao.autopilot.as_ref(),
					reports: &all,
				}
			);
			return Ok(());
		}
		let budget: Option<BudgetView> = rpc
			.call_api_at("GovernanceApi_budget", community, block)
			.await?;
		let proposals: Vec<Proposal> = rpc
			.call_api_at("GovernanceApi_proposals", (community, 0u32, SHOWN), block)
			.await?;
		let supported: Vec<SupportView> = rpc
			.call_api_at("GovernanceApi_supported", community, block)
			.await?;
		let newest = newest_rules(&rpc, community, block).await?;
		let ballots = ballots_of(&rpc, community, of.as_ref(), block).await?;
		let mine = match &of {
			Some(account) => {
				let voter: Option<VoterView<AccountId>> = rpc
					.call_api_at("GovernanceApi_voter", (community, account), block)
					.await?;
				let delegation = voter.and_then(|voter| voter.delegation);
				Some(Mine {
					account,
					delegation,
				})
			}
			None => None,
		};
		print!(
			"{}",
			Glance {
				name: &name,
				block: number,
				time: &time,
				dao: &dao,
				budget: &budget.context("the community has no budget")?,
				proposals: &proposals,
				supported: &supported,
				last: all.last(),
				newest: &newest,
				ballots: &ballots,
				mine,
			}
		);
		Ok(())
	}
}

/// A community's government at a block.
async fn dao_of(rpc: &Rpc, community: CommunityId, block: Hash) -> Result<View> {
	let view: Option<View> = rpc
		.call_api_at("GovernanceApi_dao", community, block)
		.await?;
	view.ok_or_else(|| {
		Refusal::named(PALLET, "NoDao")
			.about(format!("this is community {community}"))
			.into()
	})
}

/// A proposal that is kept at a block.
async fn proposal_of(rpc: &Rpc, id: ProposalId, block: Hash) -> Result<Proposal> {
	let view: Option<Proposal> = rpc.call_api_at("GovernanceApi_proposal", id, block).await?;
	view.ok_or_else(|| {
		Refusal::named(PALLET, "UnknownProposal")
			.about(format!("this is {id}"))
			.into()
	})
}

/// What an account said on the proposals that are kept; nothing of nobody.
async fn ballots_of(
	rpc: &Rpc,
	community: CommunityId,
	who: Option<&AccountId>,
	block: Hash,
) -> Result<Vec<BallotView<AccountId>>> {
	match who {
		Some(who) => {
			rpc.call_api_at("GovernanceApi_ballots", (community, who), block)
				.await
		}
		None => Ok(Vec::new()),
	}
}

async fn delegation_of(
	rpc: &Rpc,
	community: CommunityId,
	who: &AccountId,
	block: Hash,
) -> Result<Option<Delegation<AccountId>>> {
	let key = pallet_community_treasury::Delegations::<Runtime>::hashed_key_for(community, who);
	rpc.storage(&key, Some(block)).await
}

/// The newest rules of a community, and from when they hold.
struct Newest {
	from: Interval,
	rules: Rules,
}

async fn newest_rules(rpc: &Rpc, community: CommunityId, block: Hash) -> Result<Newest> {
	let key = pallet_communities::RuleVersions::<Runtime>::hashed_key_for(community);
	let versions: Vec<RuleVersion> = rpc.storage(&key, Some(block)).await?.unwrap_or_default();
	let last = versions
		.last()
		.with_context(|| format!("there is no community {community}; they are numbered from 0"))?;
	let key = pallet_communities::RuleBook::<Runtime>::hashed_key_for(community, last.version);
	let rules: Option<Rules> = rpc.storage(&key, Some(block)).await?;
	Ok(Newest {
		from: last.from,
		rules: rules.with_context(|| format!("community {community} has no rules"))?,
	})
}
