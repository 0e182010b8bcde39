//! Rounds of the forecasters, and what came of their intervals.

use crate::{
	benchmarks::{world, Helper},
	AccountId, Communities, CommunityId, Interval, Runtime, SIGNAL_LEAD,
};
use commonwatt_primitives::{reading::Registers, traits::Tariffs, Wh, MAX_POINTS};
use pallet_energy_market::{Auction, ClaimedMargin, IntervalResult, Trade};
use pallet_metering::{PointTotals, MAX_CAPACITY_W, MAX_RESOLUTION_WH};

/// Intervals of a day.
const DAY: Interval = 96;

impl pallet_price_signals::benchmarking::BenchmarkHelper<AccountId> for Helper {
	fn operator(community: CommunityId) -> AccountId {
		world::operator(community)
	}

	fn begin_round(community: CommunityId, round: Interval) {
		world::operator(community);
		world::begin(round);
		let first = round.saturating_add(SIGNAL_LEAD);
		world::spread_versions(community, first, first.saturating_add(DAY));
		let all = PointTotals {
			points: MAX_POINTS,
			capacity_w: u64::from(MAX_POINTS).saturating_mul(MAX_CAPACITY_W.into()),
			resolution_wh: u64::from(MAX_POINTS).saturating_mul(MAX_RESOLUTION_WH.into()),
		};
		pallet_metering::Totals::<Runtime>::insert(community, all);
	}

	/// It is not retired, and some of it was traded ahead.
	fn know(community: CommunityId, interval: Interval, energy: Wh) {
		let prices = Communities::prices(community, interval).expect("the community exists");
		let result = IntervalResult {
			prices,
			short: energy,
			long: energy,
			metered: Registers {
				import: energy,
				export: energy,
			},
			closed: true,
			matched: energy,
			..Default::default()
		};
		pallet_energy_market::Results::<Runtime>::insert(community, interval, result);
		let margin = ClaimedMargin {
			depth: energy,
			filled: energy,
			claimed: 0,
		};
		let auction = Auction {
			rules: world::rules().auction.expect("they have an auction"),
			gate_closure: 0,
			orders: 1,
			cleared: true,
			trade: Some(Trade {
				tick: 1,
				price: prices.feed_in,
				volume: energy,
				bids: margin,
				asks: margin,
			}),
			reserves: 0,
			holds: 0,
			bought: 0,
			sold: 0,
		};
		pallet_energy_market::Auctions::<Runtime>::insert(community, interval, auction);
		pallet_energy_market::Markets::<Runtime>::mutate(community, |market| {
			market.closed_until = market.closed_until.max(interval.saturating_add(1));
		});
	}
}
