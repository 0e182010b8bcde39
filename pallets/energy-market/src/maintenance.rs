//! What `on_poll` drives, within [`Config::PollWeight`]: clearing, closing, sweeping, retiring.
//!
//! Each community gets its part in every block: the sweep visits at least
//! `points / (retention x blocks per interval)` points, so a whole round fits retention and a dead
//! meter delays nothing. Communities take turns in coming first.

use crate::{
	batch::Batch, Auctions, Config, Event, History, Markets, NextCommunity, Orders, Pallet,
	Results, RetiredInterval, WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	traits::{Account, Communities, DeliveryPoints, Ledger, MarketClock, Tariffs},
	CommunityId, Interval,
};
use frame_support::{
	defensive,
	traits::Get,
	weights::{Weight, WeightMeter},
};

/// Intervals of a community that one block clears, closes or retires at most.
const INTERVALS_PER_BLOCK: u32 = 8;
/// Positions that were never metered that one block settles at most in an interval to be retired.
const CASHED_OUT_PER_BLOCK: u32 = 32;
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

	pub(crate) fn maintain_community(community: CommunityId, meter: &mut WeightMeter) {
		if !Markets::<T>::contains_key(community) {
			return;
		}
		let mut batch = Batch::<T>::open(community);
		Self::clear_final(&mut batch, meter);
		for _ in 0..INTERVALS_PER_BLOCK {
			if batch.state.closed_until >= batch.due
				|| meter.try_consume(T::WeightInfo::close_interval()).is_err()
			{
				break;
			}
			batch.close_if_used(batch.state.closed_until);
			batch.state.closed_until = batch.state.closed_until.saturating_add(1);
		}
		Self::sweep(&mut batch, meter);
		Self::retire(&mut batch, meter);
		batch.commit();
	}

	/// Clears the auctions whose gate has closed, in order, up to the last that takes orders: the rules
	/// of later ones may still change, and with them the time at which their gates close.
	pub(crate) fn clear_final(batch: &mut Batch<T>, meter: &mut WeightMeter) {
		let horizon = T::Clock::in_progress().saturating_add(T::OrderHorizon::get());
		for _ in 0..INTERVALS_PER_BLOCK {
			let interval = batch.state.cleared_until;
			if interval > horizon {
				break;
			}
			let final_from = match T::Tariffs::auction(batch.community, interval) {
				Some(rules) => Self::gate_closure(interval, &rules),
				None => T::Clock::begins(interval),
			};
			if batch.now < final_from || meter.try_consume(T::WeightInfo::clear_auction()).is_err()
			{
				break;
			}
			if Auctions::<T>::contains_key(batch.community, interval) {
				batch.touch(interval);
			}
			batch.state.cleared_until = interval.saturating_add(1);
		}
	}

	/// What visiting a point with a full ring takes.
	pub fn most_sweep_weight() -> Weight {
		let ring = T::RingSize::get();
		T::WeightInfo::sweep_point(ring).saturating_add(Self::certified_weight_of(ring))
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
			if !meter.can_consume(Self::most_sweep_weight()) {
				break;
			}
			let index = batch.state.sweep_at.checked_rem(points).unwrap_or(0);
			batch.state.sweep_at = index.saturating_add(1);
			let Some(point) = T::Points::point_at(batch.community, index) else {
				defensive!("indices below the count hold points");
				break;
			};
			let before = batch.cost.certified;
			let (settled, _) = batch.settle_all(point);
			let certified = batch.cost.certified.saturating_sub(before);
			let taken = T::WeightInfo::sweep_point(settled)
				.saturating_add(Self::certified_weight_of(certified));
			let _ = meter.try_consume(taken);
		}
	}

	/// Removes intervals past retention that nobody is unsettled in, and keeps their figures.
	pub(crate) fn retire(batch: &mut Batch<T>, meter: &mut WeightMeter) {
		let retired = T::Clock::retired();
		for _ in 0..INTERVALS_PER_BLOCK {
			let interval = batch.state.retired_until;
			if interval >= retired
				|| meter.try_consume(T::WeightInfo::retire_interval()).is_err()
				|| !Self::retire_interval(batch, interval, meter)
			{
				break;
			}
			batch.state.retired_until = interval.saturating_add(1);
		}
	}

	/// Retires one interval; false if something is still open in it.
	fn retire_interval(batch: &mut Batch<T>, interval: Interval, meter: &mut WeightMeter) -> bool {
		let community = batch.community;
		if Results::<T>::contains_key(community, interval) {
			if !Self::cash_out_unmetered(batch, interval, meter) {
				return false;
			}
			batch.touch(interval);
			let Some(retired) = batch.retire(interval) else {
				return false;
			};
			History::<T>::insert(community, interval, retired);
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

	/// Settles positions of an interval that were never metered; whether none is left.
	fn cash_out_unmetered(
		batch: &mut Batch<T>,
		interval: Interval,
		meter: &mut WeightMeter,
	) -> bool {
		let key = (batch.community, interval);
		// Finding a point costs as well; looking for the first is part of retiring.
		let affordable = meter
			.remaining()
			.checked_div_per_component(&T::WeightInfo::cash_out())
			.unwrap_or(u64::MAX);
		let most = affordable.clamp(1, CASHED_OUT_PER_BLOCK.into()) as usize;
		let points: Vec<_> = Orders::<T>::iter_key_prefix(key).take(most).collect();
		let found = points.len();
		for point in points {
			if meter.try_consume(T::WeightInfo::cash_out()).is_err() {
				return false;
			}
			batch.cash_out(point, interval);
		}
		found < most
	}
}

impl<T: Config> Batch<T> {
	/// Takes an interval that was touched out of state; `None` if something is still open in it.
	fn retire(&mut self, interval: Interval) -> Option<RetiredInterval> {
		let result = self.result(interval)?.clone();
		if result.unsettled > 0 || !result.closed {
			return None;
		}
		if T::Ledger::balance(&mut self.book, Account::Escrow(interval)) != 0 {
			defensive!("a settled interval has paid out");
			return None;
		}
		let (rules, trade) = match self.auction(interval) {
			Some(auction) => (Some(auction.rules), auction.trade),
			None => (T::Tariffs::auction(self.community, interval), None),
		};
		self.forget(interval);
		Some(RetiredInterval {
			prices: result.prices,
			short: result.short,
			long: result.long,
			metered: result.metered,
			matched: result.matched,
			residual: result.residual,
			auction: rules,
			auction_price: trade.map(|trade| trade.price),
			volume: trade.map_or(0, |trade| trade.volume),
			green_local: result.green.local,
			used: result.green.used,
			green_export: result.green.exported(),
		})
	}
}
