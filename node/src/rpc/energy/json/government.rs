//! A community's government as JSON: its rules, proposals and votes.

use super::{address, Decimal};
use crate::service::AccountId;
use commonwatt_primitives::{
	governance::{
		autopilot::AutopilotRules,
		rules::{DaoRules, Electorate},
		views::{
			BallotView, DaoView, DelegationView, ProposalStage, ProposalView, VoteView, VoterView,
		},
		AssetId, ProposalId, Vote,
	},
	Balance, CommunityId, Interval, Price,
};
use serde::Serialize;
use sp_core::{crypto::Ss58AddressFormat, Bytes, H256};

/// See [`DaoView`].
#[derive(Clone, Debug, Serialize)]
pub struct Dao {
	community: CommunityId,
	account: String,
	operates: bool,
	rules: Rules,
	members: u32,
	open: u32,
	kept: u32,
	autopilot: Option<Autopilot>,
}

impl Dao {
	pub fn new(
		community: CommunityId,
		view: DaoView<AccountId, DaoRules<u32>>,
		format: Ss58AddressFormat,
	) -> Self {
		Self {
			community,
			account: address(&view.account, format),
			operates: view.operates,
			rules: view.rules.into(),
			members: view.members,
			open: view.open,
			kept: view.kept,
			autopilot: view.autopilot.map(Autopilot::from),
		}
	}
}

/// See [`DaoRules`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
	electorate: &'static str,
	/// Whose shares vote; `None` unless shares do.
	asset: Option<AssetId>,
	voting_period: u32,
	enactment_delay: u32,
	execution_window: u32,
	quorum_ppm: u32,
	approval_ppm: u32,
	slash_below_ppm: u32,
	deposit: Decimal<Balance>,
	period: Interval,
	spending_cap_ppm: u32,
}

impl From<DaoRules<u32>> for Rules {
	fn from(rules: DaoRules<u32>) -> Self {
		let (electorate, asset) = match rules.electorate {
			Electorate::Members => ("members", None),
			Electorate::Shares { asset } => ("shares", Some(asset)),
			Electorate::Energy => ("energy", None),
		};
		Self {
			electorate,
			asset,
			voting_period: rules.voting_period,
			enactment_delay: rules.enactment_delay,
			execution_window: rules.execution_window,
			quorum_ppm: rules.quorum.deconstruct(),
			approval_ppm: rules.approval.deconstruct(),
			slash_below_ppm: rules.slash_below.deconstruct(),
			deposit: Decimal(rules.deposit),
			period: rules.period,
			spending_cap_ppm: rules.spending_cap.deconstruct(),
		}
	}
}

/// See [`AutopilotRules`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Autopilot {
	reserve: Decimal<Balance>,
	lowest_fee: Decimal<Price>,
	highest_fee: Decimal<Price>,
	fee_step: Decimal<Price>,
	solidarity_ppm: u32,
	investment_ppm: u32,
	refund_ppm: u32,
}

impl From<AutopilotRules> for Autopilot {
	fn from(rules: AutopilotRules) -> Self {
		Self {
			reserve: Decimal(rules.reserve),
			lowest_fee: Decimal(rules.lowest_fee),
			highest_fee: Decimal(rules.highest_fee),
			fee_step: Decimal(rules.fee_step),
			solidarity_ppm: rules.solidarity.deconstruct(),
			investment_ppm: rules.investment.deconstruct(),
			refund_ppm: rules.refund.deconstruct(),
		}
	}
}

/// See [`ProposalStage`].
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
	name: &'static str,
	/// The first block in which it may be executed; `None` unless approved.
	from: Option<u32>,
	/// The block before which votes are taken, or it may be executed; `None` once finished.
	until: Option<u32>,
}

impl From<ProposalStage> for Stage {
	fn from(stage: ProposalStage) -> Self {
		let (name, from, until) = match stage {
			ProposalStage::Voting { until } => ("voting", None, Some(until)),
			ProposalStage::Rejected => ("rejected", None, None),
			ProposalStage::Approved { from, until } => ("approved", Some(from), Some(until)),
			ProposalStage::Executed => ("executed", None, None),
			ProposalStage::Expired => ("expired", None, None),
		};
		Self { name, from, until }
	}
}

/// See [`ProposalView`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
	proposal: ProposalId,
	community: CommunityId,
	proposer: String,
	deposit: Decimal<Balance>,
	call: Bytes,
	call_hash: H256,
	description: H256,
	stage: Stage,
	rules: Rules,
	ayes: Decimal<Balance>,
	nays: Decimal<Balance>,
	abstentions: Decimal<Balance>,
	electorate: Decimal<Balance>,
	ballots: u32,
}

impl Proposal {
	pub fn new(view: ProposalView<AccountId, DaoRules<u32>>, format: Ss58AddressFormat) -> Self {
		Self {
			proposal: view.proposal,
			community: view.community,
			proposer: address(&view.proposer, format),
			deposit: Decimal(view.deposit),
			call: Bytes(view.call),
			call_hash: view.call_hash,
			description: view.description,
			stage: view.stage.into(),
			rules: view.rules.into(),
			ayes: Decimal(view.ayes),
			nays: Decimal(view.nays),
			abstentions: Decimal(view.abstentions),
			electorate: Decimal(view.electorate),
			ballots: view.ballots,
		}
	}
}

/// See [`BallotView`].
#[derive(Clone, Debug, Serialize)]
pub struct Ballot {
	proposal: ProposalId,
	vote: Vote,
	weight: Decimal<Balance>,
	delegate: Option<String>,
}

impl Ballot {
	pub fn new(view: BallotView<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			proposal: view.proposal,
			vote: view.vote,
			weight: Decimal(view.weight),
			delegate: view.delegate.map(|delegate| address(&delegate, format)),
		}
	}
}

/// See [`VoterView`].
#[derive(Clone, Debug, Serialize)]
pub struct Voter {
	community: CommunityId,
	account: String,
	member: Option<u32>,
	active: bool,
	delegation: Option<Delegation>,
	votes: Vec<VoteEntry>,
}

impl Voter {
	pub fn new(
		community: CommunityId,
		account: &AccountId,
		view: VoterView<AccountId>,
		format: Ss58AddressFormat,
	) -> Self {
		Self {
			community,
			account: address(account, format),
			member: view.member,
			active: view.active,
			delegation: view
				.delegation
				.map(|delegation| Delegation::new(delegation, format)),
			votes: view
				.votes
				.into_iter()
				.map(|vote| VoteEntry::new(vote, format))
				.collect(),
		}
	}
}

/// See [`DelegationView`].
#[derive(Clone, Debug, Serialize)]
pub struct Delegation {
	to: String,
	since: ProposalId,
	holds: bool,
}

impl Delegation {
	fn new(view: DelegationView<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			to: address(&view.to, format),
			since: view.since,
			holds: view.holds,
		}
	}
}

/// See [`VoteView`].
#[derive(Clone, Debug, Serialize)]
pub struct VoteEntry {
	proposal: ProposalId,
	stage: Stage,
	open: bool,
	weight: Option<Decimal<Balance>>,
	ballot: Option<Ballot>,
}

impl VoteEntry {
	fn new(view: VoteView<AccountId>, format: Ss58AddressFormat) -> Self {
		Self {
			proposal: view.proposal,
			stage: view.stage.into(),
			open: view.open,
			weight: view.weight.map(Decimal),
			ballot: view.ballot.map(|ballot| Ballot::new(ballot, format)),
		}
	}
}
