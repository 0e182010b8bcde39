//! What the runtime API shows: computed for who asks, never in a block.

use crate::{median, Config, Forecaster, Forecasters, Latest, Pallet, RewardPots, Settled};
use alloc::{collections::BTreeMap, vec::Vec};
use commonwatt_primitives::{
	api::{ForecastView, ForecasterView, SignalsView},
	signal::{Forecast, MAX_STEPS},
	traits::{Communities, MarketClock},
	CommunityId, Interval,
};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// Who forecasts for a community and what they say together; `None` if there is no such community.
	pub fn signals_view(community: CommunityId) -> Option<SignalsView<T::AccountId>> {
		if !T::Communities::exists(community) {
			return None;
		}
		let in_progress = T::Clock::in_progress();
		let open = Self::first_interval(in_progress);
		let rewards = RewardPots::<T>::get(community);
		Some(SignalsView {
			in_progress,
			forecasters: Self::forecasters(community)
				.into_iter()
				.map(|forecaster| ForecasterView {
					active: forecaster.is_active(),
					forecaster: forecaster.id,
					account: forecaster.account,
					key: forecaster.key.into_inner().0,
					last_round: forecaster.last_round,
					reputation: forecaster.reputation.deconstruct(),
					relative_loss: forecaster.relative_loss,
					faults: forecaster.faults,
					earned: forecaster.earned,
				})
				.collect(),
			forecasts: Self::horizon(community)
				.into_iter()
				.map(|(interval, forecast)| ForecastView {
					interval,
					settled: interval < open,
					forecast,
				})
				.collect(),
			reward_per_interval: rewards.per_interval,
			reward_budget: rewards.budget,
		})
	}

	/// The forecasters of a community, in order of their ids.
	pub fn forecasters(community: CommunityId) -> Vec<Forecaster<T::AccountId>> {
		Forecasters::<T>::get(community).into_inner()
	}

	/// The forecasts of the intervals to come, in order. Of those whose round is over the aggregate that
	/// the chain has; beyond them the aggregate of the active forecasters' last signals, if they are of
	/// the round in progress or the one before, with the same weights and where there is the same quorum.
	/// The further ahead, the fewer may have looked that far: then it ends.
	pub fn horizon(community: CommunityId) -> Vec<(Interval, Forecast)> {
		let now = T::Clock::in_progress();
		let open = Self::first_interval(now);
		let mut horizon: Vec<_> = (now.saturating_add(1)..open)
			.filter_map(|interval| {
				let aggregate = Settled::<T>::get(community, interval)?;
				Some((interval, aggregate.forecast))
			})
			.collect();
		let mut voices = BTreeMap::<Interval, Vec<(Forecast, u64)>>::new();
		let mut active: u32 = 0;
		for forecaster in Forecasters::<T>::get(community) {
			if !forecaster.is_active() {
				continue;
			}
			active = active.saturating_add(1);
			let fresh = Latest::<T>::get(community, forecaster.id)
				.filter(|signal| signal.round.saturating_add(1) >= now);
			let Some(signal) = fresh else {
				continue;
			};
			let weight = median::weight(forecaster.reputation, T::MaxForecasters::get());
			let first = Self::first_interval(signal.round);
			for (interval, step) in (first..).zip(signal.steps) {
				voices.entry(interval).or_default().push((step, weight));
			}
		}
		let quorum = Self::quorum(active) as usize;
		let of_latest = voices
			.range(open..open.saturating_add(MAX_STEPS))
			.filter(|(_, voices)| voices.len() >= quorum)
			.filter_map(|(interval, voices)| Some((*interval, median::aggregate(voices)?)));
		horizon.extend(of_latest);
		horizon
	}
}
