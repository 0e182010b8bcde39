//! Answers about a community's government.

use super::{
	chain::{commons::Commons, Api, Chain},
	error::Error,
	json::{
		budget::{Budget, Report, Support},
		government::{Ballot, Dao, Proposal, Voter},
	},
	length,
	query::{OfAccount, OfCommunity, OfProposal, OfProposals},
	Energy, State,
};
use commonwatt_primitives::CommunityId;

/// The most proposals that a request may ask for: as many as a community keeps.
pub const MOST_PROPOSALS: u32 = 64;

impl<C: Chain + Commons> State<'_, C> {
	/// Why a community has no government.
	fn no_government(&self, community: CommunityId) -> Error {
		match self.ensure_community(community) {
			Ok(()) => Error::NoGovernment { community },
			Err(error) => error,
		}
	}

	/// An answer that may be empty because there is no government.
	fn ensure_governed<T>(&self, community: CommunityId, answer: Vec<T>) -> Result<Vec<T>, Error> {
		if answer.is_empty() && self.ask(|chain, at| chain.dao(at, community))?.is_none() {
			return Err(self.no_government(community));
		}
		Ok(answer)
	}
}

impl<C: Chain + Commons> Energy<C> {
	pub(super) fn dao(&self, query: OfCommunity) -> Result<Dao, Error> {
		let OfCommunity { community, at } = query;
		let state = self.state(at, Api::Governance)?;
		state
			.ask(|chain, at| chain.dao(at, community))?
			.map(|view| Dao::new(community, view, self.address_format))
			.ok_or_else(|| state.no_government(community))
	}

	pub(super) fn budget(&self, query: OfCommunity) -> Result<Budget, Error> {
		let OfCommunity { community, at } = query;
		let state = self.state(at, Api::Governance)?;
		state
			.ask(|chain, at| chain.budget(at, community))?
			.map(|view| Budget::new(community, view))
			.ok_or_else(|| state.no_government(community))
	}

	pub(super) fn proposal(&self, query: OfProposal) -> Result<Proposal, Error> {
		let OfProposal { proposal, at } = query;
		self.state(at, Api::Governance)?
			.ask(|chain, at| chain.proposal(at, proposal))?
			.map(|view| Proposal::new(view, self.address_format))
			.ok_or(Error::UnknownProposal { proposal })
	}

	/// The newest first.
	pub(super) fn proposals(&self, query: OfProposals) -> Result<Vec<Proposal>, Error> {
		let OfProposals {
			community,
			skip,
			count,
			at,
		} = query;
		let most = length(count, MOST_PROPOSALS)?.unwrap_or(MOST_PROPOSALS);
		let state = self.state(at, Api::Governance)?;
		let views = state
			.ask(|chain, at| chain.proposals(at, community, skip.unwrap_or(0), most))?
			.into_iter()
			.map(|view| Proposal::new(view, self.address_format))
			.collect();
		state.ensure_governed(community, views)
	}

	pub(super) fn ballots(&self, query: OfAccount) -> Result<Vec<Ballot>, Error> {
		let OfAccount {
			community,
			account,
			at,
		} = query;
		let state = self.state(at, Api::Governance)?;
		let ballots = state
			.ask(|chain, at| chain.ballots(at, community, account))?
			.into_iter()
			.map(|view| Ballot::new(view, self.address_format))
			.collect();
		state.ensure_governed(community, ballots)
	}

	pub(super) fn voter(&self, query: OfAccount) -> Result<Voter, Error> {
		let OfAccount {
			community,
			account,
			at,
		} = query;
		let state = self.state(at, Api::Governance)?;
		state
			.ask(|chain, at| chain.voter(at, community, account.clone()))?
			.map(|view| Voter::new(community, &account, view, self.address_format))
			.ok_or_else(|| state.no_government(community))
	}

	/// Of the autopilot, oldest first.
	pub(super) fn reports(&self, query: OfCommunity) -> Result<Vec<Report>, Error> {
		let OfCommunity { community, at } = query;
		let state = self.state(at, Api::Governance)?;
		let reports = state
			.ask(|chain, at| chain.reports(at, community))?
			.into_iter()
			.map(Report::from)
			.collect();
		state.ensure_governed(community, reports)
	}

	pub(super) fn supported(&self, query: OfCommunity) -> Result<Vec<Support>, Error> {
		let OfCommunity { community, at } = query;
		let state = self.state(at, Api::Governance)?;
		let points = state
			.ask(|chain, at| chain.supported(at, community))?
			.into_iter()
			.map(Support::from)
			.collect();
		state.ensure_governed(community, points)
	}
}
