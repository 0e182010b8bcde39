//! What `on_poll` drives, within [`Config::PollWeight`]: closing, sweeping, retiring.
//!
//! Each community gets its part in every block: the sweep visits at least
//! `points / (retention x blocks per interval)` points, so a whole round fits retention and a dead
//! meter delays nothing. Communities take turns in coming first.

use crate::{
	pool::Batch, Config, Event, History, Markets, NextCommunity, Pallet, Results, RetiredInterval,
	WeightInfo,
};
use commonwatt_primitives::{
	traits::{Account, Communities, DeliveryPoints, Ledger, MarketClock},
	CommunityId,
};
use frame_support::{defensive, traits::Get, weights::WeightMeter};

/// Intervals of a community that one block closes or retires at most.
const INTERVALS_PER_BLOCK: u32 = 8;
/// Points of a community that one block visits at least, while any is unsettled.
const POINTS_PER_BLOCK: u32 = 32;

impl<T: Config> Pallet<T> {
	pub(crate) fn maintain(remaining: &mut WeightMeter) {
		let communities = T::Communities::count();
		let mut meter = WeightMeter::with_limit(remaining.remaining().min(T::PollWeight::get()));
		if communities == 0 || meter.try_consume(T::WeightInfo::poll_base()).is_err() {
			return;
		}
		let first = NextCommunity::<T>::get();
		let mut next = first.checked_rem(communities).unwrap_or(0);
		for _ in 0..communities {
			if meter.try_consume(T::WeightInfo::poll_community()).is_err() {
				break;
			}
			Self::maintain_community(next, &mut meter);
			next = next.saturating_add(1).checked_rem(communities).unwrap_or(0);
		}
		if communities > 1 {
			// Who came first comes last, unless the weight ended before a round: then go on there.
			let after_first = first
				.saturating_add(1)
				.checked_rem(communities)
				.unwrap_or(0);
			let start = if next == first { after_first } else { next };
			NextCommunity::<T>::put(start);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	fn maintain_community(community: CommunityId, meter: &mut WeightMeter) {
		if !Markets::<T>::contains_key(community) {
			return;
		}
		let mut batch = Batch::<T>::open(community);
		let before = batch.state;
		let due = T::Clock::due();
		for _ in 0..INTERVALS_PER_BLOCK {
			if batch.state.closed_until >= due
				|| meter.try_consume(T::WeightInfo::close_interval()).is_err()
			{
				break;
			}
			batch.close_if_read(batch.state.closed_until);
			batch.state.closed_until = batch.state.closed_until.saturating_add(1);
		}
		Self::sweep(&mut batch, meter);
		if batch.state != before {
			batch.commit();
		}
		Self::retire(community, meter);
	}

	/// Settles the next points in the community's index.
	fn sweep(batch: &mut Batch<T>, meter: &mut WeightMeter) {
		if batch.state.unsettled == 0 {
			return;
		}
		let points = T::Points::count(batch.community);
		let round = T::Retention::get().saturating_mul(T::Clock::blocks_per_interval());
		let share = points.div_ceil(round.max(1)).max(POINTS_PER_BLOCK);
		for _ in 0..share.min(points) {
			if !meter.can_consume(T::WeightInfo::sweep_point(T::RingSize::get())) {
				break;
			}
			let index = batch.state.sweep_at.checked_rem(points).unwrap_or(0);
			batch.state.sweep_at = index.saturating_add(1);
			let Some(point) = T::Points::point_at(batch.community, index) else {
				defensive!("indices below the count hold points");
				break;
			};
			let (settled, _) = batch.settle_all(point);
			let _ = meter.try_consume(T::WeightInfo::sweep_point(settled));
		}
	}

	/// Removes intervals past retention that nobody is unsettled in, and keeps their figures.
	fn retire(community: CommunityId, meter: &mut WeightMeter) {
		let retired = T::Clock::retired();
		let mut state = Markets::<T>::get(community);
		let before = state.retired_until;
		for _ in 0..INTERVALS_PER_BLOCK {
			let interval = state.retired_until;
			if interval >= retired
				|| meter.try_consume(T::WeightInfo::retire_interval()).is_err()
				|| !Self::retire_interval(community, interval)
			{
				break;
			}
			state.retired_until = interval.saturating_add(1);
		}
		if state.retired_until != before {
			Markets::<T>::insert(community, state);
		}
	}

	/// Retires one interval; false if a point is still unsettled in it.
	fn retire_interval(community: CommunityId, interval: u32) -> bool {
		if let Some(result) = Results::<T>::get(community, interval) {
			if result.unsettled > 0 || !result.closed {
				return false;
			}
			let mut book = T::Ledger::open(community);
			if T::Ledger::balance(&mut book, Account::Escrow(interval)) != 0 {
				defensive!("a settled interval has paid out");
				return false;
			}
			Results::<T>::remove(community, interval);
			History::<T>::insert(
				community,
				interval,
				RetiredInterval {
					prices: result.prices,
					short: result.short,
					long: result.long,
					matched: result.matched,
					residual: result.residual,
				},
			);
			Self::deposit_event(Event::IntervalRetired {
				community,
				interval,
			});
		}
		if let Some(forgotten) = interval.checked_sub(T::HistoryLength::get()) {
			History::<T>::remove(community, forgotten);
		}
		true
	}
}
