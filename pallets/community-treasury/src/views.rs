//! What wallets and tools are shown: computed for who asks, never in a block.

use crate::{
	Autopilots, Ballots, Config, Daos, OpeningBooks, Pallet, Periods, Proposal, Proposals,
	ProposalsOf, PursesOf, Refunds, Reports, RulesOf, Stage, Supported,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	governance::{
		autopilot::AutopilotReport,
		views::{
			BallotView, BudgetView, DaoView, ProposalStage, ProposalView, RefundView, SupportView,
		},
		CommunityFunds, Membership, ProposalId,
	},
	traits::Communities,
	CommunityId,
};
use frame_support::traits::Get;
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
	/// A community's government; `None` if it has none.
	pub fn dao(community: CommunityId) -> Option<DaoView<T::AccountId, RulesOf<T>>> {
		let dao = Daos::<T>::get(community)?;
		let account = Self::dao_account(community);
		Some(DaoView {
			operates: T::Communities::ensure_operator(community, &account).is_ok(),
			account,
			rules: dao.rules,
			members: T::Membership::active(community),
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
		let stage = match stage {
			Stage::Voting { until } => ProposalStage::Voting {
				until: until.saturated_into(),
			},
			Stage::Rejected => ProposalStage::Rejected,
			Stage::Approved { from, until } => ProposalStage::Approved {
				from: from.saturated_into(),
				until: until.saturated_into(),
			},
			Stage::Executed => ProposalStage::Executed,
			Stage::Expired => ProposalStage::Expired,
		};
		Some(ProposalView {
			proposal: id,
			community,
			proposer,
			deposit,
			call: Self::call_of(id).unwrap_or_default(),
			call_hash,
			description,
			stage,
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
			.filter_map(|proposal| {
				let ballot = Ballots::<T>::get(proposal, who)?;
				Some(BallotView {
					proposal,
					vote: ballot.vote,
					weight: ballot.weight,
					delegate: ballot.delegate,
				})
			})
			.collect()
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
