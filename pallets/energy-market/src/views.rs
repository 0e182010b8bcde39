//! What the runtime API shows of the market.

use crate::{Config, History, Markets, Pallet, Results};
use commonwatt_primitives::{
	api::{IntervalView, Quote},
	reading::Registers,
	traits::{Account, Ledger, Tariffs},
	CommunityId, Interval,
};

impl<T: Config> Pallet<T> {
	/// What was booked of a community: all that its points metered.
	pub fn booked(community: CommunityId) -> Registers {
		let energy = Markets::<T>::get(community).energy;
		energy.metered.plus(&energy.gaps).unwrap_or_default()
	}

	/// An interval in state, or in the history ring.
	pub fn interval_view(community: CommunityId, interval: Interval) -> Option<IntervalView> {
		if let Some(result) = Results::<T>::get(community, interval) {
			let mut book = T::Ledger::open(community);
			return Some(IntervalView {
				prices: result.prices,
				short: result.short,
				long: result.long,
				matched: result.matched,
				residual: result.residual,
				closed: result.closed,
				unsettled: result.unsettled,
				escrow: T::Ledger::balance(&mut book, Account::Escrow(interval)),
			});
		}
		History::<T>::get(community, interval).map(|retired| IntervalView {
			prices: retired.prices,
			short: retired.short,
			long: retired.long,
			matched: retired.matched,
			residual: retired.residual,
			closed: true,
			unsettled: 0,
			escrow: 0,
		})
	}

	/// What a Wh costs and brings in an interval.
	pub fn quote(community: CommunityId, interval: Interval) -> Option<Quote> {
		let frozen = Results::<T>::get(community, interval).map(|result| result.prices);
		let past = || History::<T>::get(community, interval).map(|retired| retired.prices);
		let prices = frozen
			.or_else(past)
			.or_else(|| T::Tariffs::prices(community, interval))?;
		Some(Quote {
			interval,
			prices,
			import_at_most: prices.retail,
			import_matched: prices
				.pool_price
				.map(|price| price.saturating_add(prices.grid_fee)),
			export_at_least: prices.feed_in,
			export_matched: prices.pool_price,
		})
	}
}
