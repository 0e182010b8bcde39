//! What a node has learned of a community. In the node's off-chain storage, never on the chain.

use super::{
	outlook::{self, Series, SERIES},
	weather::{self, Weathers},
	LOG,
};
use crate::{Config, Pallet};
use alloc::{collections::VecDeque, vec::Vec};
use codec::{Decode, Encode};
use commonwatt_forecast::{Calendar, Forecaster};
use commonwatt_primitives::{
	calendar::LocalHour,
	signal::{Forecast, Outcome, MAX_SECONDS, MAX_STEPS},
	traits::{MarketClock, Outcomes, Tariffs},
	CommunityId, Interval,
};
use frame_support::{traits::ConstU32, BoundedVec};
use sp_core::H256;
use sp_runtime::{offchain::storage::StorageValueRef, traits::Zero};

/// Intervals that one run learns at most: so a block's run stays short while it catches up.
pub const LEARNED_AT_ONCE: Interval = 192;
/// Days of the past that are learned at first: as far as the models remember.
const DAYS: u32 = 28;
/// Outcomes learned last that are compared with the chain's.
const COMPARED: usize = 8;

/// The key of something of a community in the node's storage.
pub(crate) fn key(what: &[u8], community: CommunityId) -> Vec<u8> {
	(b"commonwatt/forecast/", what, community).encode()
}

/// What is learned of a community.
#[derive(Encode, Decode)]
pub(super) struct Memory {
	/// The chain it was learned on.
	genesis: H256,
	/// The first interval that is not learned.
	next: Interval,
	/// Intervals that had an outcome.
	outcomes: u32,
	/// The outcomes learned last, the latest last.
	recent: VecDeque<(Interval, Option<Outcome>)>,
	/// One of each of [`Series`].
	models: Vec<Forecaster>,
	weather: Weathers,
}

impl Memory {
	/// The memory with every outcome that is known. `None` if there is no outcome yet, or more to learn
	/// than one run does: the next goes on.
	pub fn up_to_date<T: Config>(community: CommunityId, round: Interval) -> Option<Self> {
		let known_until = T::Outcomes::known_until(community);
		let key = key(b"memory", community);
		let slot = StorageValueRef::persistent(&key);
		let remembered = slot.get::<Self>().unwrap_or_else(|_| {
			log::warn!(target: LOG, "the memory of community {community} is unreadable: learning again");
			None
		});
		let kept = remembered.filter(|memory| memory.is_of_this_chain::<T>(community, known_until));
		let fresh = kept.is_none();
		let mut memory = match kept {
			Some(memory) => memory,
			None => Self::new::<T>(known_until)?,
		};
		let until = known_until.min(memory.next.saturating_add(LEARNED_AT_ONCE));
		let current = until == known_until;
		if current && (fresh || memory.next < until) {
			let last = Pallet::<T>::first_interval(round).saturating_add(MAX_STEPS);
			weather::refresh::<T>(&mut memory.weather, community, memory.next..last, round);
		}
		if fresh || memory.next < until {
			while memory.next < until {
				memory.learn::<T>(community);
			}
			slot.set(&memory);
			log::debug!(target: LOG, "community {community}: learned until interval {until}, known until {known_until}");
		}
		(current && memory.outcomes > 0).then_some(memory)
	}

	/// A memory of nothing, which begins so far back that it learns four weeks.
	fn new<T: Config>(known_until: Interval) -> Option<Self> {
		let seconds = T::Clock::interval_seconds();
		let Some(models) = models(seconds) else {
			log::warn!(target: LOG, "intervals of {seconds} seconds cannot be forecast: they must be 15 to 60 minutes and divide a day");
			return None;
		};
		let past = Pallet::<T>::intervals_of_day()?.saturating_mul(DAYS);
		Some(Self {
			genesis: Pallet::<T>::genesis_hash(),
			next: known_until.saturating_sub(past),
			outcomes: 0,
			recent: VecDeque::new(),
			models,
			weather: Weathers::default(),
		})
	}

	/// Whether it was learned on this chain and no other, and lacks at most the four weeks that a new one
	/// would learn.
	fn is_of_this_chain<T: Config>(&self, community: CommunityId, known_until: Interval) -> bool {
		let day = Pallet::<T>::intervals_of_day().unwrap_or(0);
		self.genesis == Pallet::<T>::genesis_hash()
			&& self.next <= known_until
			&& known_until.saturating_sub(self.next) <= day.saturating_mul(DAYS)
			&& self.models.len() == SERIES
			&& self
				.models
				.iter()
				.all(|model| u32::from(model.steps_per_day()) == day)
			&& self.recent.iter().all(|(interval, learned)| {
				// What the chain has forgotten, or learned late, is no other branch's.
				let found = T::Outcomes::outcome(community, *interval);
				learned.is_none() || found.is_none() || *learned == found
			})
	}

	/// Learns the next interval.
	fn learn<T: Config>(&mut self, community: CommunityId) {
		let interval = self.next;
		self.next = interval.saturating_add(1);
		let outcome = T::Outcomes::outcome(community, interval);
		let prices = T::Outcomes::settled_prices(community, interval);
		let weather = self.weather.take(interval);
		let calendar = calendar::<T>(interval);
		for (model, series) in self.models.iter_mut().zip(Series::ALL) {
			let value = outcome.and_then(|outcome| outlook::value(series, &outcome, prices));
			model.update(calendar, weather, value);
		}
		if outcome.is_some() {
			self.outcomes = self.outcomes.saturating_add(1);
		}
		if self.recent.len() >= COMPARED {
			self.recent.pop_front();
		}
		self.recent.push_back((interval, outcome));
	}

	/// The forecasts of a round's signal: from its first interval on, up to a day from the first that is not
	/// known. None if that is over already.
	pub fn outlook<T: Config>(
		&self,
		community: CommunityId,
		round: Interval,
	) -> BoundedVec<Forecast, ConstU32<MAX_STEPS>> {
		let day = Pallet::<T>::intervals_of_day().unwrap_or(0).min(MAX_STEPS);
		let first = Pallet::<T>::first_interval(round);
		let until = self.next.saturating_add(day);
		let Some(limits) = T::Outcomes::limits(community, first, until.max(first)) else {
			return BoundedVec::new();
		};
		let steps: Vec<_> = (self.next..until)
			.map(|interval| commonwatt_forecast::Step {
				calendar: calendar::<T>(interval),
				weather: self.weather.of(interval),
			})
			.collect();
		let forecasts: Vec<_> = self
			.models
			.iter()
			.map(|model| model.forecast(&steps))
			.collect();
		let steps = (self.next..until)
			.enumerate()
			.filter(|(_, interval)| *interval >= first)
			.map_while(|(ahead, interval)| {
				let prices = T::Tariffs::prices(community, interval)?;
				let of = |series: Series| forecasts.get(series as usize)?.get(ahead);
				outlook::forecast(of, &prices, &limits)
			})
			.collect();
		BoundedVec::truncate_from(steps)
	}
}

/// The models of all series; `None` if the interval is too short or too long for them.
fn models(interval_seconds: u32) -> Option<Vec<Forecaster>> {
	if !MAX_SECONDS.checked_rem(interval_seconds)?.is_zero() {
		return None;
	}
	let steps = u16::try_from(MAX_SECONDS.checked_div(interval_seconds)?).ok()?;
	Series::ALL
		.into_iter()
		.map(|series| Forecaster::new(series.kind(), steps).ok())
		.collect()
}

/// Where an interval lies in the week.
fn calendar<T: Config>(interval: Interval) -> Calendar {
	let seconds = T::Clock::local_seconds(interval);
	let of_day = seconds.checked_rem(MAX_SECONDS.into()).unwrap_or(0);
	let step = of_day.checked_div(T::Clock::interval_seconds().into());
	Calendar {
		step: step.map_or(0, |step| step as u16),
		weekday: LocalHour::at(seconds).weekday,
	}
}
