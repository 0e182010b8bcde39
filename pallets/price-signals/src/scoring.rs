//! Scores, faults and rewards of one interval.

use crate::{
	median::lower_median,
	rewards::{given_out, shares},
	score::{self, Reference, ONE},
	Config, Event, Forecaster, ForecasterList, Heard, Pallet, References, RewardPots, Score,
	Suspension,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId, Outcome, MAX_SECONDS, VARIABLES},
	traits::{MarketClock, Outcomes},
	Balance, CommunityId, Interval,
};
use frame_support::{traits::Get, BoundedVec};

/// A forecast that is scored.
struct Participant {
	id: ForecasterId,
	forecast: Forecast,
	/// Parts per million.
	relative_loss: u32,
}

impl<T: Config> Pallet<T> {
	/// Scores an interval, and forgets it; the caller stores the forecasters if they have changed.
	pub(crate) fn score_interval(
		community: CommunityId,
		interval: Interval,
		forecasters: &mut ForecasterList<T>,
	) -> bool {
		let heard = Heard::<T>::get(community, interval);
		Self::forget(community, interval);
		let heard: Vec<(ForecasterId, Forecast)> = forecasters
			.iter()
			.filter(|forecaster| forecaster.is_active())
			.filter_map(|forecaster| heard.iter().find(|(id, _)| *id == forecaster.id).copied())
			.collect();
		let outcome = T::Outcomes::outcome(community, interval);
		let Some(outcome) = outcome.filter(|_| !heard.is_empty()) else {
			Self::deposit_event(Event::IntervalNotScored {
				community,
				interval,
			});
			return false;
		};
		let references = Self::refer(community, &heard, &outcome);
		let participants: Vec<_> = heard
			.into_iter()
			.map(|(id, forecast)| Participant {
				id,
				forecast,
				relative_loss: score::relative_loss(
					&score::losses(&forecast, &outcome),
					&references,
				),
			})
			.collect();
		let mut scores = Self::judge(interval, forecasters, &participants);
		Self::reward(
			community,
			interval,
			&outcome,
			&references,
			&participants,
			&mut scores,
			forecasters,
		);
		Self::suspend_faulty(community, forecasters, |id| {
			scores
				.iter()
				.any(|score| score.forecaster == id && score.relative_loss.is_none())
		});
		Self::deposit_event(Event::IntervalScored {
			community,
			interval,
			outcome,
			scores,
		});
		true
	}

	/// The references of an interval: with its own median losses.
	fn refer(
		community: CommunityId,
		heard: &[(ForecasterId, Forecast)],
		outcome: &Outcome,
	) -> [Reference; VARIABLES] {
		let losses: Vec<_> = heard
			.iter()
			.map(|(_, forecast)| score::losses(forecast, outcome))
			.collect();
		let stored = References::<T>::get(community);
		let mut references = stored.unwrap_or_default();
		for (variable, (reference, value)) in
			references.iter_mut().zip(outcome.variables()).enumerate()
		{
			let mut of_variable: Vec<u128> = losses
				.iter()
				.filter_map(|losses| losses.get(variable).copied())
				.collect();
			let median_loss = lower_median(&mut of_variable).unwrap_or(0);
			*reference = match stored {
				Some(_) => reference.with(median_loss, value),
				None => Reference::of(median_loss, value),
			};
		}
		References::<T>::insert(community, references);
		references
	}

	/// Scores everyone the interval was expected of, or who was heard.
	fn judge(
		interval: Interval,
		forecasters: &mut ForecasterList<T>,
		participants: &[Participant],
	) -> BoundedVec<Score, T::MaxForecasters> {
		let round = interval.saturating_sub(T::Lead::get());
		let part_of = |id: ForecasterId| participants.iter().find(|part| part.id == id);
		let mut smoothed = Vec::new();
		for forecaster in forecasters.iter_mut() {
			if let Some(part) = part_of(forecaster.id) {
				forecaster.relative_loss =
					score::smoothed_parts(forecaster.relative_loss, part.relative_loss);
				smoothed.push(forecaster.relative_loss);
			}
		}
		let bearable = lower_median(&mut smoothed)
			.unwrap_or(ONE)
			.saturating_mul(2)
			.max(ONE);
		let mut scores = BoundedVec::new();
		for forecaster in forecasters.iter_mut() {
			let part = part_of(forecaster.id);
			if part.is_none() && !forecaster.was_expected(round) {
				continue;
			}
			let relative_loss = part.map(|part| part.relative_loss);
			let score = relative_loss.map(score::score).unwrap_or_default();
			forecaster.reputation = score::reputation(forecaster.reputation, score);
			let at_fault = relative_loss.is_none() || forecaster.relative_loss > bearable;
			forecaster.faults = match at_fault {
				true => forecaster.faults.saturating_add(1).min(T::MaxFaults::get()),
				false => forecaster.faults.saturating_sub(1),
			};
			// As many as there are forecasters at most.
			let _ = scores.try_push(Score {
				forecaster: forecaster.id,
				relative_loss,
				reputation: forecaster.reputation,
				faults: forecaster.faults,
				reward: 0,
			});
		}
		scores
	}

	/// Shares the interval's reward, if there is one, and puts the shares into `scores`.
	fn reward(
		community: CommunityId,
		interval: Interval,
		outcome: &Outcome,
		references: &[Reference; VARIABLES],
		participants: &[Participant],
		scores: &mut BoundedVec<Score, T::MaxForecasters>,
		forecasters: &mut ForecasterList<T>,
	) {
		let mut rewards = RewardPots::<T>::get(community);
		let reward = rewards.per_interval;
		if reward == 0 || rewards.budget < reward {
			return;
		}
		let Some(yesterday) = Self::day_before(interval)
			.and_then(|interval| T::Outcomes::outcome(community, interval))
		else {
			return;
		};
		let naive = score::losses(&Forecast::certain(&yesterday), outcome);
		let naive = score::relative_loss(&naive, references);
		let skills: Vec<_> = participants
			.iter()
			.map(|part| (part.forecast, naive.saturating_sub(part.relative_loss)))
			.collect();
		let reward = given_out(reward, naive, &skills);
		let mut paid: Balance = 0;
		for (part, share) in participants.iter().zip(shares(reward, &skills)) {
			let of_part = |forecaster: &&mut Forecaster<_>| forecaster.id == part.id;
			if let Some(forecaster) = forecasters.iter_mut().find(of_part) {
				forecaster.earned = forecaster.earned.saturating_add(share);
				paid = paid.saturating_add(share);
			}
			if let Some(score) = scores.iter_mut().find(|score| score.forecaster == part.id) {
				score.reward = share;
			}
		}
		// Shares sum to the reward at most.
		rewards.budget = rewards.budget.saturating_sub(paid);
		RewardPots::<T>::insert(community, rewards);
	}

	/// Intervals of 24 hours, rounded down.
	pub(crate) fn intervals_of_day() -> Option<Interval> {
		MAX_SECONDS.checked_div(T::Clock::interval_seconds())
	}

	/// The interval 24 hours before.
	fn day_before(interval: Interval) -> Option<Interval> {
		interval.checked_sub(Self::intervals_of_day()?)
	}

	/// Suspends those whose faults have reached the limit, as long as a quorum can be without them. The last
	/// fault of each was that it was `silent`, or its losses.
	pub(crate) fn suspend_faulty(
		community: CommunityId,
		forecasters: &mut ForecasterList<T>,
		silent: impl Fn(ForecasterId) -> bool,
	) {
		let mut active = forecasters.iter().filter(|entry| entry.is_active()).count() as u32;
		for forecaster in forecasters.iter_mut() {
			if active <= T::MinQuorum::get() {
				break;
			}
			if !forecaster.is_active() || forecaster.faults < T::MaxFaults::get() {
				continue;
			}
			let reason = match silent(forecaster.id) {
				true => Suspension::Silent,
				false => Suspension::Losses,
			};
			Self::suspend(community, forecaster, reason);
			active = active.saturating_sub(1);
		}
	}
}
