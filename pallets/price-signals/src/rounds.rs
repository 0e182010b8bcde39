//! What `on_poll` drives, within [`Config::PollWeight`]: rounds that are over are settled, intervals
//! whose outcome is known are scored. Communities take turns in coming first.

use crate::{
	median, Aggregate, Config, Costs, Event, ForecasterList, Forecasters, Heard, NextCommunity,
	Pallet, Progress, Rounds, Settled, WeightInfo,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId},
	traits::{Communities, MarketClock, Outcomes, Signals},
	CommunityId, Interval,
};
use frame_support::{traits::Get, weights::WeightMeter};

/// Rounds of a community that one block settles at most.
pub const ROUNDS_PER_BLOCK: u32 = 4;
/// Intervals of a community that one block scores at most.
pub const SCORED_PER_BLOCK: u32 = 4;

impl<T: Config> Pallet<T> {
	pub(crate) fn poll(remaining: &mut WeightMeter) {
		let mut meter = WeightMeter::with_limit(remaining.remaining().min(T::PollWeight::get()));
		let communities = T::Communities::count();
		if communities == 0 || meter.try_consume(T::WeightInfo::poll_base()).is_err() {
			return;
		}
		let now = T::Clock::in_progress();
		let after = |community: CommunityId| {
			let next = community.saturating_add(1);
			next.checked_rem(communities).unwrap_or(0)
		};
		let stored = NextCommunity::<T>::get();
		let first = stored.checked_rem(communities).unwrap_or(0);
		let mut next = first;
		for _ in 0..communities {
			if meter.try_consume(T::WeightInfo::poll_community()).is_err()
				|| !Self::poll_rounds(next, now, &mut meter)
			{
				// Who had the whole weight comes last, who had what was left of it comes first. Blocks in which
				// the weight sufficed change nothing, or the same community might come first in every block in
				// which a round ends.
				let start = if next == first { after(first) } else { next };
				if start != stored {
					NextCommunity::<T>::put(start);
				}
				break;
			}
			next = after(next);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	/// Settles and scores what a community has to; false if the weight did not suffice.
	pub(crate) fn poll_rounds(
		community: CommunityId,
		now: Interval,
		meter: &mut WeightMeter,
	) -> bool {
		let Some(mut progress) = Rounds::<T>::get(community) else {
			return true;
		};
		let known_until = T::Outcomes::known_until(community);
		let is_known = |interval: &Interval| *interval < known_until;
		if progress.settled_until >= now && !progress.unscored.first().is_some_and(is_known) {
			return true;
		}
		let most = T::MaxForecasters::get();
		if meter
			.try_consume(T::WeightInfo::open_community(most))
			.is_err()
		{
			return false;
		}
		let mut forecasters = Forecasters::<T>::get(community);
		let count = forecasters.len() as u32;
		let mut enough = true;
		let mut changed = false;
		for _ in 0..ROUNDS_PER_BLOCK {
			if progress.settled_until >= now {
				break;
			}
			if progress.settled_until >= progress.heard_until {
				Self::skip_silence(community, &mut progress, &forecasters, now);
				break;
			}
			if meter
				.try_consume(T::WeightInfo::settled_round(count))
				.is_err()
			{
				enough = false;
				break;
			}
			changed |= Self::settle_round(community, &mut progress, &mut forecasters);
		}
		for _ in 0..SCORED_PER_BLOCK {
			if !enough || !progress.unscored.first().is_some_and(is_known) {
				break;
			}
			if meter
				.try_consume(T::WeightInfo::scored_interval(count))
				.is_err()
			{
				enough = false;
				break;
			}
			let interval = progress.unscored.remove(0);
			changed |= Self::score_interval(community, interval, &mut forecasters);
		}
		if changed {
			Forecasters::<T>::insert(community, forecasters);
		}
		Rounds::<T>::insert(community, progress);
		enough
	}

	/// Rounds in which nothing was sent, in one go: the chain may have stood still for long.
	fn skip_silence(
		community: CommunityId,
		progress: &mut Progress<T::MaxUnscored>,
		forecasters: &ForecasterList<T>,
		now: Interval,
	) {
		let from = progress.settled_until;
		progress.settled_until = now;
		if forecasters.iter().any(|forecaster| forecaster.is_active()) {
			Self::deposit_event(Event::NothingHeard {
				community,
				from: Self::first_interval(from),
				until: Self::first_interval(now),
			});
		}
	}

	/// Aggregates the signals of the next round; whether forecasters have changed.
	pub(crate) fn settle_round(
		community: CommunityId,
		progress: &mut Progress<T::MaxUnscored>,
		forecasters: &mut ForecasterList<T>,
	) -> bool {
		let round = progress.settled_until;
		progress.settled_until = round.saturating_add(1);
		let interval = Self::first_interval(round);
		let heard = Heard::<T>::get(community, interval);
		let was_heard = |id: ForecasterId| heard.iter().any(|(other, _)| *other == id);
		let eligible = forecasters
			.iter()
			.filter(|forecaster| {
				forecaster.was_expected(round) || forecaster.is_active() && was_heard(forecaster.id)
			})
			.count() as u32;
		let voices: Vec<(Forecast, u64)> = forecasters
			.iter()
			.filter(|forecaster| forecaster.is_active())
			.filter_map(|forecaster| {
				let (_, forecast) = heard.iter().find(|(id, _)| *id == forecaster.id)?;
				let weight = median::weight(forecaster.reputation, T::MaxForecasters::get());
				Some((*forecast, weight))
			})
			.collect();
		let count = voices.len() as u32;
		let needed = Self::quorum(eligible);
		match median::aggregate(&voices).filter(|_| count >= needed) {
			Some(forecast) => {
				let heard = count;
				Settled::<T>::insert(community, interval, Aggregate { forecast, heard });
				Self::await_outcome(community, progress, interval);
				Self::deposit_event(Event::ForecastSettled {
					community,
					interval,
					heard,
					forecast,
				});
				false
			}
			None => {
				Heard::<T>::remove(community, interval);
				Self::deposit_event(Event::NoQuorum {
					community,
					interval,
					heard: count,
					needed,
				});
				let half = count > 0 && count.saturating_mul(2) >= eligible;
				half && Self::blame_silent(community, round, forecasters, &heard)
			}
		}
	}

	/// Counts a fault against those who were expected in a round and not heard, and suspends whose are too
	/// many; whether there was any.
	fn blame_silent(
		community: CommunityId,
		round: Interval,
		forecasters: &mut ForecasterList<T>,
		heard: &[(ForecasterId, Forecast)],
	) -> bool {
		let mut any = false;
		for forecaster in forecasters.iter_mut() {
			let was_heard = heard.iter().any(|(id, _)| *id == forecaster.id);
			if forecaster.was_expected(round) && !was_heard {
				forecaster.faults = forecaster.faults.saturating_add(1).min(T::MaxFaults::get());
				any = true;
			}
		}
		if any {
			Self::suspend_faulty(community, forecasters, |id| {
				heard.iter().all(|(other, _)| *other != id)
			});
		}
		any
	}

	/// A majority of the `eligible`, and the fewest that may be.
	pub(crate) fn quorum(eligible: u32) -> u32 {
		T::MinQuorum::get().max((eligible / 2).saturating_add(1))
	}

	/// Lets an interval wait for its outcome. If too many do, the oldest will not be scored.
	fn await_outcome(
		community: CommunityId,
		progress: &mut Progress<T::MaxUnscored>,
		interval: Interval,
	) {
		if progress.unscored.is_full() {
			let oldest = progress.unscored.remove(0);
			Self::forget(community, oldest);
			Self::deposit_event(Event::IntervalNotScored {
				community,
				interval: oldest,
			});
		}
		// There is room.
		let _ = progress.unscored.try_push(interval);
	}

	/// Removes what is kept of an interval until it is scored.
	pub(crate) fn forget(community: CommunityId, interval: Interval) {
		Settled::<T>::remove(community, interval);
		Heard::<T>::remove(community, interval);
	}
}

impl<T: Config> Signals for Pallet<T> {
	fn signal(community: CommunityId, interval: Interval) -> Option<Forecast> {
		Settled::<T>::get(community, interval).map(|aggregate| aggregate.forecast)
	}
}
