//! What wallets and tools are shown: computed for who asks, never in a block.

use crate::{
	Autopilots, Ballots, Config, Daos, Delegations, OpeningBooks, Pallet, Periods, Proposal,
	Proposals, ProposalsOf, PursesOf, Refunds, Reports, RulesOf, Stage, Supported,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	governance::{
		autopilot::AutopilotReport,
		views::{
			BallotView, BudgetView, DaoView, DelegationView, ProposalStage, ProposalView,
			RefundView, SupportView, VoteView, VoterView,
		},
		CommunityFunds, Membership, ProposalId,
	},
	traits::Communities,
	CommunityId,
};
use frame_support::traits::Get;
use sp_runtime::{traits::UniqueSaturatedInto, SaturatedConversion};

fn stage_view<BlockNumber: UniqueSaturatedInto<u32>>(stage: Stage<BlockNumber>) -> ProposalStage {
	match stage {
		Stage::Voting { until } => ProposalStage::Voting {
			until: until.unique_saturated_into(),
		},
		Stage::Rejected => ProposalStage::Rejected,
		Stage::Approved { from, until } => ProposalStage::Approved {
			from: from.unique_saturated_into(),
			until: until.unique_saturated_into(),
		},
		Stage::Executed => ProposalStage::Executed,
		Stage::Expired => ProposalStage::Expired,
	}
}

impl<T: Config> Pallet<T> {
	/// A community's government; `None` if it has none.
	pub fn dao(community: CommunityId) -> Option<DaoView<T::AccountId, RulesOf<T>>> {
		let dao = Daos::<T>::get(community)?;
		let account = Self::dao_account(community);
		Some(DaoView {
			operates: T::Communities::ensure_operator(community, &account).is_ok(),
			account,
			rules: dao.rules,
			members: Self::voting_members(community),
			open: dao.open,
			kept: ProposalsOf::<T>::decode_len(community).unwrap_or(0) as u32,
			autopilot: Autopilots::<T>::get(community),
		})
	}

	/// A community's budget; `None` if it has no government.
	pub fn budget(community: CommunityId) -> Option<BudgetView> {
		let period = Periods::<T>::get(community)?;
		let purses = PursesOf::<T>::get(community);
		let total = T::Funds::book(community);
		let free = T::Funds::free(community);
		let shrinks = period.last_expense.saturating_sub(period.last_income);
		let refunds = Refunds::<T>::get(community)
			.into_iter()
			.map(|pot| RefundView {
				month: pot.month,
				rate: pot.rate,
				amount: pot.amount,
				claimed: pot.claimed,
				until: pot.until,
			});
		Some(BudgetView {
			treasury: T::Funds::treasury(community),
			solidarity_fund: purses.solidarity,
			patronage: purses.patronage,
			refunds: refunds.collect(),
			free,
			period: period.number,
			from: period.from,
			until: period.until,
			cap: period.cap,
			spent: period.spent,
			lines: total.since(&OpeningBooks::<T>::get(community)),
			total,
			last_income: period.last_income,
			last_expense: period.last_expense,
			reserve: Autopilots::<T>::get(community).map(|rules| rules.reserve),
			runway: free
				.checked_div(shrinks)
				.map(SaturatedConversion::saturated_into),
		})
	}

	/// A proposal that is kept, and how the votes stand.
	pub fn proposal(id: ProposalId) -> Option<ProposalView<T::AccountId, RulesOf<T>>> {
		let Proposal {
			community,
			proposer,
			deposit,
			call_hash,
			description,
			rules,
			electorate,
			tally,
			kept,
			stage,
			..
		} = Proposals::<T>::get(id)?;
		Some(ProposalView {
			proposal: id,
			community,
			proposer,
			deposit,
			call: Self::call_of(id).unwrap_or_default(),
			call_hash,
			description,
			stage: stage_view(stage),
			rules,
			ayes: tally.ayes,
			nays: tally.nays,
			abstentions: tally.abstentions,
			electorate,
			ballots: kept,
		})
	}

	/// A page of the proposals of a community that are kept, the newest first.
	pub fn proposals(
		community: CommunityId,
		skip: u32,
		most: u32,
	) -> Vec<ProposalView<T::AccountId, RulesOf<T>>> {
		ProposalsOf::<T>::get(community)
			.into_iter()
			.rev()
			.skip(skip as usize)
			.take(most.min(T::MaxProposals::get()) as usize)
			.filter_map(Self::proposal)
			.collect()
	}

	/// What an account has said, or had said, on the proposals of a community that are kept.
	pub fn ballots_of(community: CommunityId, who: &T::AccountId) -> Vec<BallotView<T::AccountId>> {
		ProposalsOf::<T>::get(community)
			.into_iter()
			.filter_map(|proposal| Self::ballot_of(proposal, who))
			.collect()
	}

	fn ballot_of(proposal: ProposalId, who: &T::AccountId) -> Option<BallotView<T::AccountId>> {
		let ballot = Ballots::<T>::get(proposal, who)?;
		Some(BallotView {
			proposal,
			vote: ballot.vote,
			weight: ballot.weight,
			delegate: ballot.delegate,
		})
	}

	/// An account in a community's votes; `None` if the community has no government.
	pub fn voter(community: CommunityId, who: &T::AccountId) -> Option<VoterView<T::AccountId>> {
		if !Daos::<T>::contains_key(community) {
			return None;
		}
		let standing = T::Membership::member(community, who);
		let delegation = Delegations::<T>::get(community, who).map(|delegation| {
			let is = |who: &T::AccountId, id: u32| {
				T::Membership::member(community, who).is_some_and(|member| member.id == id)
			};
			DelegationView {
				holds: is(who, delegation.member) && is(&delegation.to, delegation.delegate),
				to: delegation.to,
				since: delegation.since,
			}
		});
		let votes = ProposalsOf::<T>::get(community)
			.into_iter()
			.filter_map(|id| {
				let proposal = Proposals::<T>::get(id)?;
				let ballot = Self::ballot_of(id, who);
				let may_vote = standing
					.is_some_and(|member| member.active && member.id < proposal.members_below);
				let weight = match proposal.stage {
					Stage::Voting { until } if may_vote && Self::now() < until => {
						Self::weight_without_points(&proposal.roll, who)
					}
					_ => Some(0),
				};
				let open = weight != Some(0);
				(open || ballot.is_some()).then(|| VoteView {
					proposal: id,
					stage: stage_view(proposal.stage),
					open,
					weight,
					ballot,
				})
			})
			.collect();
		Some(VoterView {
			member: standing.map(|member| member.id),
			active: standing.is_some_and(|member| member.active),
			delegation,
			votes,
		})
	}

	/// The last reports of a community's autopilot, oldest first.
	pub fn reports(community: CommunityId) -> Vec<AutopilotReport> {
		Reports::<T>::get(community).into_inner()
	}

	/// The points that a community supports.
	pub fn supported(community: CommunityId) -> Vec<SupportView> {
		Supported::<T>::get(community)
			.into_iter()
			.map(|support| SupportView {
				point: support.point,
				amount: support.amount,
			})
			.collect()
	}
}
