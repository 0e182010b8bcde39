//! Taking part in a community's government.

use super::{
	arguments::{
		Action, CastVote, ClaimRefund, Delegate, Establish, OfCommunity, OfProposal, Propose,
		Represented, Tidy,
	},
	dao_of, delegation_of, newest_rules, proposal_of,
	ready::{call as call_of, Prepared, Ready},
	rules::{lines, write_block_time},
	tally::Votes,
	words::{of_call, what, write_stage},
	PALLET,
};
use crate::{
	community::community_of,
	described::decode_call,
	market_time::{month_name, MarketTime},
	proposing::{act, act_for, propose},
	refusal::Refusal,
	rpc::{Node, Rpc},
	submission::Key,
	told::write_vote,
	units::write_tokens,
};
use anyhow::{bail, ensure, Context, Result};
use commonwatt_primitives::{
	governance::{views::ProposalStage, ProposalId},
	CommunityId,
};
use commonwatt_runtime::{BlockNumber, Runtime, RuntimeCall};
use commonwatt_simulator::transaction::account as account_of;
use frame_support::{dispatch::GetDispatchInfo, traits::Get, weights::Weight};
use pallet_community_treasury::{Call, Delegator, DelegatorOf};
use sp_core::sr25519;
use sp_runtime::BoundedVec;

impl Action {
	pub async fn run(self, node: &Node, key: &Key) -> Result<()> {
		match self {
			Self::Establish(establish) => establish.run(node, key).await,
			Self::Propose(propose) => propose.run(node, key).await,
			Self::Vote(vote) => vote.run(node, key).await,
			Self::Delegate(Delegate { to, community }) => {
				let pair = key.pair()?;
				ensure!(
					account_of(&pair) != to,
					"{}",
					Refusal::named(PALLET, "DelegatedToOneself")
				);
				let rpc = Rpc::connect(node).await?;
				println!(
					"Lets {to} vote for {} on proposals of community {community} that are opened from now on.",
					account_of(&pair)
				);
				act(&rpc, &pair, Call::delegate { community, to }).await
			}
			Self::Undelegate(OfCommunity { community }) => {
				let pair = key.pair()?;
				let rpc = Rpc::connect(node).await?;
				let (_, block) = rpc.best().await?;
				let who = account_of(&pair);
				let Some(delegation) = delegation_of(&rpc, community, &who, block).await? else {
					return Err(Refusal::named(PALLET, "NotDelegated")
						.about(format!("this is {who}"))
						.into());
				};
				println!("Lets {} vote for {who} no more.", delegation.to);
				act(&rpc, &pair, Call::undelegate { community }).await
			}
			Self::Close(OfProposal { proposal }) => close(node, key, proposal).await,
			Self::Execute(OfProposal { proposal }) => execute(node, key, proposal).await,
			Self::Tidy(Tidy { proposal, limit }) => {
				let pair = key.pair()?;
				let rpc = Rpc::connect(node).await?;
				println!("Removes the ballots of proposal {proposal}, {limit} at most.");
				act(&rpc, &pair, Call::remove_votes { proposal, limit }).await
			}
			Self::ClaimRefund(ClaimRefund { point, month }) => {
				let pair = key.pair()?;
				let rpc = Rpc::connect(node).await?;
				println!("Pays point {point} its refund of {}.", month_name(month));
				act(&rpc, &pair, Call::claim_refund { point, month }).await
			}
			Self::StopAutopilot(OfCommunity { community }) => stop(node, key, community).await,
		}
	}
}

impl Establish {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			community,
			rules,
			hand_over,
		} = self;
		let pair = key.pair()?;
		let rpc = Rpc::connect(node).await?;
		let (_, block) = rpc.best().await?;
		let time = MarketTime::at(&rpc, block).await?;
		let rules = rules.of(None, time.interval_seconds)?;
		let view = community_of(&rpc, community, block).await?;
		let signer = account_of(&pair);
		if view.operator != signer {
			return Err(Refusal::named("Communities", "NotOperator")
				.about(format!(
					"the key is {signer}, the operator is {}",
					view.operator
				))
				.into());
		}
		println!("{} governs itself:", String::from_utf8_lossy(&view.name));
		for (name, value) in lines(&rules) {
			println!("  {name:<11}{value}");
		}
		let establish = Call::<Runtime>::establish { community, rules };
		let call: RuntimeCall = match hand_over {
			false => {
				println!("  the operator stays {signer}: hand the role over with --hand-over");
				establish.into()
			}
			true => {
				let dao = commonwatt_runtime::CommunityTreasury::dao_account(community);
				println!("  the operator's role goes to the community's account {dao}");
				let set = pallet_communities::Call::<Runtime>::set_operator {
					community,
					operator: dao,
				};
				pallet_utility::Call::<Runtime>::batch_all {
					calls: vec![establish.into(), set.into()],
				}
				.into()
			}
		};
		act(&rpc, &pair, call).await
	}
}

impl Propose {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let pair = key.pair()?;
		// Before a node is waited for.
		let other = match (&self.ready, &self.call) {
			(Some(_), Some(_)) => bail!("give --call or a ready-made proposal, not both"),
			(None, None) => bail!(
				"what? give a ready-made proposal, like grid-fee 0.01, or --call; commonwatt dao propose \
				 --help lists them"
			),
			(_, Some(text)) => Some(call_of(text)?),
			_ => None,
		};
		if let Some(Ready::Autopilot(autopilot)) = &self.ready {
			autopilot.rules()?;
		}
		let rpc = Rpc::connect(node).await?;
		let (number, block) = rpc.best().await?;
		let at = Prepared {
			rpc: &rpc,
			community: self.community,
			number,
			block,
		};
		let call = match (other, &self.ready) {
			(Some(call), _) => call,
			(None, Some(ready)) => ready.call(&at).await?,
			(None, None) => bail!("what?"),
		};
		open(&at, &pair, call, self.why.as_deref()).await
	}
}

/// Proposes a call, after saying in words what it would do.
async fn open(
	at: &Prepared<'_>,
	pair: &sr25519::Pair,
	call: RuntimeCall,
	why: Option<&str>,
) -> Result<()> {
	let dao = dao_of(at.rpc, at.community, at.block).await?;
	let newest = newest_rules(at.rpc, at.community, at.block).await?;
	println!(
		"Proposes to community {}, for a deposit of {} tokens; it {}:",
		at.community,
		write_tokens(dao.rules.deposit),
		of_call(&call, &newest.rules)
	);
	propose(at.rpc, pair, at.community, call, why).await
}

impl CastVote {
	async fn run(self, node: &Node, key: &Key) -> Result<()> {
		let Self {
			proposal,
			vote,
			points,
			represented,
		} = self;
		let pair = key.pair()?;
		let rpc = Rpc::connect(node).await?;
		let (number, block) = rpc.best().await?;
		let view = proposal_of(&rpc, proposal, block).await?;
		if !matches!(view.stage, ProposalStage::Voting { .. }) {
			return Err(Refusal::named(PALLET, "VotingClosed")
				.about(format!(
					"proposal {proposal} is {}",
					write_stage(&view.stage, number)
				))
				.into());
		}
		let newest = newest_rules(&rpc, view.community, block).await?;
		println!(
			"Votes {} on proposal {proposal}: it {}.",
			write_vote(vote),
			what(&view, &newest.rules)
		);
		let call: Call<Runtime> = match represented.is_empty() {
			true => Call::vote {
				proposal,
				vote,
				points: bounded(points.unwrap_or_default().0, "points")?,
			},
			false => {
				let mut delegators: Vec<DelegatorOf<Runtime>> = Vec::new();
				for Represented { who, points } in represented {
					println!("  for {who}");
					delegators.push(Delegator {
						who,
						points: bounded(points, "points")?,
					});
				}
				Call::vote_for {
					proposal,
					delegators: bounded(delegators, "members")?,
					vote,
				}
			}
		};
		act(&rpc, &pair, call).await
	}
}

fn bounded<T, Most: Get<u32>>(list: Vec<T>, what: &str) -> Result<BoundedVec<T, Most>> {
	let length = list.len();
	list.try_into().ok().with_context(|| {
		format!(
			"{length} {what} are too many at once: give {} at most",
			Most::get()
		)
	})
}

async fn close(node: &Node, key: &Key, proposal: ProposalId) -> Result<()> {
	let pair = key.pair()?;
	let rpc = Rpc::connect(node).await?;
	let (number, block) = rpc.best().await?;
	let view = proposal_of(&rpc, proposal, block).await?;
	println!(
		"Closes proposal {proposal}.\n  {}\n  {}",
		write_stage(&view.stage, number),
		Votes(&view)
	);
	if view.deposit > 0 {
		println!(
			"  deposit {} tokens of {}",
			write_tokens(view.deposit),
			view.proposer
		);
	}
	act(&rpc, &pair, Call::close { proposal }).await
}

/// What stands against executing a proposal in the block after `number`.
pub fn ensure_executable(
	proposal: ProposalId,
	stage: &ProposalStage,
	number: BlockNumber,
) -> Result<()> {
	let refuse =
		|name: &str, detail: String| Err(Refusal::named(PALLET, name).about(detail).into());
	let next = number.saturating_add(1);
	match stage {
		ProposalStage::Approved { from, .. } if next < *from => refuse(
			"TooEarly",
			format!(
				"proposal {proposal} can be executed from block {from} on, in {}",
				write_block_time(from.saturating_sub(number))
			),
		),
		ProposalStage::Approved { until, .. } if next >= *until => refuse(
			"TooLate",
			format!("proposal {proposal} could be executed before block {until}"),
		),
		ProposalStage::Approved { .. } => Ok(()),
		stage => refuse(
			"NotApproved",
			format!("proposal {proposal} is {}", write_stage(stage, number)),
		),
	}
}

async fn execute(node: &Node, key: &Key, proposal: ProposalId) -> Result<()> {
	let pair = key.pair()?;
	let rpc = Rpc::connect(node).await?;
	let (number, block) = rpc.best().await?;
	let view = proposal_of(&rpc, proposal, block).await?;
	ensure_executable(proposal, &view.stage, number)?;
	let newest = newest_rules(&rpc, view.community, block).await?;
	let execute = |weight_bound| Call::<Runtime>::execute {
		proposal,
		weight_bound,
		length_bound: u32::try_from(view.call.len()).unwrap_or(u32::MAX),
	};
	let Ok(call) = decode_call(&view.call) else {
		println!("Ends proposal {proposal}: {}.", what(&view, &newest.rules));
		return act(&rpc, &pair, execute(Weight::zero())).await;
	};
	println!(
		"Executes proposal {proposal}: it {}.",
		of_call(&call, &newest.rules)
	);
	let weight_bound = call.get_dispatch_info().call_weight;
	act_for(&rpc, &pair, execute(weight_bound), &call).await
}

async fn stop(node: &Node, key: &Key, community: CommunityId) -> Result<()> {
	let pair = key.pair()?;
	let rpc = Rpc::connect(node).await?;
	let (number, block) = rpc.best().await?;
	let dao = dao_of(&rpc, community, block).await?;
	if dao.autopilot.is_none() {
		return Err(Refusal::named(PALLET, "NoAutopilot").into());
	}
	let call = Call::<Runtime>::stop_autopilot { community };
	let view = community_of(&rpc, community, block).await?;
	if view.operator == account_of(&pair) {
		println!("Stops the autopilot of community {community} at once.");
		return act(&rpc, &pair, call).await;
	}
	let at = Prepared {
		rpc: &rpc,
		community,
		number,
		block,
	};
	open(&at, &pair, call.into(), None).await
}
