//! Forecasters and what they said as benchmarks begin with them.

use super::BenchmarkHelper;
use crate::{
	crypto, Config, Forecaster, ForecasterList, Forecasters, Heard, Latest, NextForecasterId,
	Pallet, Progress, Rounds, Signal,
};
use alloc::{vec, vec::Vec};
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId, Outcome, Quantiles, SignalPayload, MAX_STEPS, VARIABLES},
	traits::Outcomes,
	Balance, CommunityId, Interval, Wh,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	BoundedVec,
};
use sp_core::sr25519;
use sp_runtime::RuntimeAppPublic;

pub(super) const COMMUNITY: CommunityId = 0;
pub(super) const OTHER_COMMUNITY: CommunityId = 1;
/// The round in progress.
pub(super) const ROUND: Interval = 1_000;
/// Wh of a community in an interval.
pub(super) const ENERGY: Wh = 1 << 40;

pub(super) fn account_of<T: Config>(index: u32) -> T::AccountId {
	account("forecaster", index, 0)
}

pub(super) fn key_of(index: u32) -> crypto::Public {
	sr25519::Public::from_raw([index as u8; 32]).into()
}

/// So many forecasters, active since the round before the last, with something earned.
pub(super) fn elect<T: Config>(count: u32) -> ForecasterList<T> {
	let forecasters: Vec<_> = (0..count)
		.map(|id| {
			let account = account_of::<T>(id);
			frame_system::Pallet::<T>::inc_sufficients(&account);
			Forecaster {
				earned: T::Currency::minimum_balance(),
				last_round: Some(ROUND - 1),
				..Forecaster::new(id, account, key_of(id), ROUND - 2)
			}
		})
		.collect();
	let forecasters = ForecasterList::<T>::truncate_from(forecasters);
	Forecasters::<T>::insert(COMMUNITY, &forecasters);
	NextForecasterId::<T>::insert(COMMUNITY, count);
	for id in 0..count {
		Latest::<T>::insert(COMMUNITY, id, longest_signal(id));
	}
	forecasters
}

/// As many forecasters as there may be, who have rounds.
pub(super) fn elect_all<T: Config>() -> T::AccountId {
	let operator = T::BenchmarkHelper::operator(COMMUNITY);
	T::BenchmarkHelper::begin_round(COMMUNITY, ROUND);
	elect::<T>(T::MaxForecasters::get());
	Rounds::<T>::insert(COMMUNITY, waiting::<T>(ROUND));
	operator
}

/// The pallet's account has all that the forecasters earned, and more.
pub(super) fn fund<T: Config>() -> Result<(), BenchmarkError> {
	let amount = T::Currency::minimum_balance().saturating_mul(1_000);
	T::Currency::mint_into(&Pallet::<T>::account_id(), amount)?;
	Ok(())
}

/// A forecast that no other forecaster makes, of as many bytes as there can be.
pub(super) fn forecast(id: ForecasterId) -> Forecast {
	let lowest = u64::MAX / 2 + u64::from(id).wrapping_mul(7_919) % 13;
	let quantiles = Quantiles([0u64, 1, 2, 3, 4].map(|level| lowest + 100 * level));
	Forecast::of([quantiles; VARIABLES])
}

pub(super) fn longest_signal(id: ForecasterId) -> Signal {
	Signal {
		round: ROUND - 1,
		steps: BoundedVec::truncate_from(vec![forecast(id); MAX_STEPS as usize]),
	}
}

/// Rounds below `settled_until` are over; as many intervals as may wait for their outcome.
pub(super) fn waiting<T: Config>(settled_until: Interval) -> Progress<T::MaxUnscored> {
	let unscored: Vec<_> = (0..T::MaxUnscored::get()).map(|nth| ROUND + nth).collect();
	Progress {
		settled_until,
		heard_until: settled_until,
		unscored: BoundedVec::truncate_from(unscored),
	}
}

/// So many are heard of an interval.
pub(super) fn hear_of<T: Config>(
	interval: Interval,
	voices: impl Iterator<Item = (ForecasterId, Forecast)>,
) {
	let heard: Vec<_> = voices.collect();
	Heard::<T>::insert(COMMUNITY, interval, BoundedVec::truncate_from(heard));
}

/// A signal of so many steps at the limit of what can be, signed by the last forecaster.
pub(super) fn signal<T: Config>(steps: u32) -> (SignalPayload, crypto::Signature) {
	let from = Pallet::<T>::first_interval(ROUND);
	let limits = T::Outcomes::limits(COMMUNITY, from, from + steps)
		.expect("the helper has made the community");
	let key = crypto::Public::generate_pair(None);
	let id = T::MaxForecasters::get() - 1;
	Forecasters::<T>::mutate(COMMUNITY, |forecasters| {
		let last = forecasters.last_mut().expect("they are elected");
		last.key = key.clone();
	});
	let payload = SignalPayload {
		community: COMMUNITY,
		forecaster: id,
		round: ROUND,
		steps: BoundedVec::truncate_from(vec![Forecast::certain(&limits.highest); steps as usize]),
	};
	let signature = key
		.sign(&payload.signed_bytes(Pallet::<T>::genesis_hash()))
		.expect("the key was generated");
	(payload, signature)
}

/// The first forecaster has earned so much and is heard in the round in progress, as are all others.
pub(super) fn dismissed<T: Config>(earned: Balance) {
	let all = T::MaxForecasters::get();
	Forecasters::<T>::mutate(COMMUNITY, |forecasters| {
		let first = forecasters.get_mut(0).expect("they are elected");
		first.last_round = Some(ROUND);
		first.earned = earned;
	});
	let interval = Pallet::<T>::first_interval(ROUND);
	hear_of::<T>(interval, (0..all).map(|id| (id, forecast(id))));
}

/// A forecast that was nearly right.
pub(super) fn near(outcome: &Outcome, id: ForecasterId) -> Forecast {
	let variables = outcome.variables().map(|value| {
		let highest = value.saturating_add(id.into());
		Quantiles([4u64, 3, 2, 1, 0].map(|below| highest.saturating_sub(below)))
	});
	Forecast::of(variables)
}
