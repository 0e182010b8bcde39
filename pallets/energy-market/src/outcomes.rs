//! What forecasters are measured by: what came of an interval, and what can come of one.

use crate::{Auctions, Config, History, Markets, Pallet, Results};
use commonwatt_primitives::{
	money,
	reading::Registers,
	signal::{Outcome, OutcomeLimits, ALL_GREEN},
	traits::{DeliveryPoints, IntervalPrices, Outcomes, Tariffs},
	CommunityId, Interval, Price, Wh,
};

/// What an interval brought, as far as it was read in time.
struct Figures {
	prices: IntervalPrices,
	/// Shortages.
	short: Wh,
	metered: Registers,
	/// Met in the pool.
	matched: Wh,
	/// The auction's price and volume, 0 if nothing traded.
	auction: (Price, Wh),
}

impl Figures {
	/// The average price rounds down, as does the share. If nothing was bought, the price is what a Wh from
	/// a neighbour would have cost, or retail without a local market, and the share is all.
	fn outcome(&self) -> Outcome {
		let IntervalPrices {
			retail,
			grid_fee,
			pool_price,
			..
		} = self.prices;
		let (auction_price, volume) = self.auction;
		let with_fee = |price: Price| price.saturating_add(grid_fee);
		let pool = pool_price.map_or(retail, with_fee);
		let supplied = self.short.saturating_sub(self.matched);
		let paid = money(with_fee(auction_price), volume)
			.saturating_add(money(pool, self.matched))
			.saturating_add(money(retail, supplied));
		let bought = u128::from(volume).saturating_add(self.short.into());
		let local = u128::from(volume).saturating_add(self.matched.into());
		let price = paid.checked_div(bought).unwrap_or(pool.into());
		let share = local.saturating_mul(ALL_GREEN.into()).checked_div(bought);
		Outcome {
			price: price as Price,
			demand: self.metered.import,
			generation: self.metered.export,
			green_share: share.map_or(ALL_GREEN, |share| share as u64),
		}
	}
}

impl<T: Config> Outcomes for Pallet<T> {
	fn known_until(community: CommunityId) -> Interval {
		Markets::<T>::get(community).closed_until
	}

	/// Of what was read in time: what came late, and what was never read, is not in it. `None` if that was
	/// nothing at all, whatever was traded ahead or came late.
	fn outcome(community: CommunityId, interval: Interval) -> Option<Outcome> {
		let figures = match Results::<T>::get(community, interval) {
			Some(result) => {
				let trade =
					Auctions::<T>::get(community, interval).and_then(|auction| auction.trade);
				result.closed.then(|| Figures {
					prices: result.prices,
					short: result.short,
					metered: result.metered,
					matched: result.matched,
					auction: trade.map_or((0, 0), |trade| (trade.price, trade.volume)),
				})
			}
			None => History::<T>::get(community, interval).map(|retired| Figures {
				prices: retired.prices,
				short: retired.short,
				metered: retired.metered,
				matched: retired.matched,
				auction: (retired.auction_price.unwrap_or(0), retired.volume),
			}),
		};
		figures
			.filter(|figures| figures.metered != Registers::default())
			.map(|figures| figures.outcome())
	}

	fn settled_prices(community: CommunityId, interval: Interval) -> Option<IntervalPrices> {
		Results::<T>::get(community, interval)
			.map(|result| result.prices)
			.or_else(|| History::<T>::get(community, interval).map(|retired| retired.prices))
	}

	fn limits(community: CommunityId, from: Interval, until: Interval) -> Option<OutcomeLimits> {
		T::Tariffs::prices(community, from)?;
		let prices = T::Tariffs::gap_prices(community, from, until);
		let energy = T::Points::most_energy(community);
		Some(OutcomeLimits {
			lowest_price: prices.feed_in,
			highest: Outcome {
				price: prices.retail,
				demand: energy,
				generation: energy,
				green_share: ALL_GREEN,
			},
		})
	}
}
