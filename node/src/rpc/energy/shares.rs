//! Answers about plants owned in shares.

use super::{
	chain::{commons::Commons, Api, Chain},
	error::Error,
	json::shares::{Asset, Holding},
	query::{OfAccount, OfCommunity},
	Energy, MOST_INTERVALS,
};

impl<C: Chain + Commons> Energy<C> {
	/// The assets of a community with their accounts. A community has no more than a request may ask
	/// for intervals.
	pub(super) fn assets(&self, query: OfCommunity) -> Result<Vec<Asset>, Error> {
		let OfCommunity { community, at } = query;
		let state = self.state(at, Api::Shares)?;
		let assets = state.ask(|chain, at| chain.assets(at, community))?;
		if assets.is_empty() {
			state.ensure_community(community)?;
		}
		assets
			.into_iter()
			.take(MOST_INTERVALS as usize)
			.map(|(id, asset, terms)| {
				let account = state.ask(|chain, at| chain.account(at, id))?;
				let format = self.address_format;
				Ok(Asset::new(id, &account, asset, terms, format))
			})
			.collect()
	}

	pub(super) fn shares(&self, query: OfAccount) -> Result<Vec<Holding>, Error> {
		let OfAccount {
			community,
			account,
			at,
		} = query;
		let state = self.state(at, Api::Shares)?;
		let shares = state.ask(|chain, at| chain.shares(at, community, account))?;
		if shares.is_empty() {
			state.ensure_community(community)?;
		}
		Ok(shares.into_iter().map(Holding::from).collect())
	}
}
