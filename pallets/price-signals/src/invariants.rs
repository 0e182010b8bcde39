//! The invariants of the page, checked after every test and by the simulator.

use crate::{
	score, Config, Forecasters, Heard, Latest, NextForecasterId, Pallet, RewardPots, Rounds,
	Settled,
};
use alloc::collections::BTreeSet;
use commonwatt_primitives::{traits::MarketClock, Balance};
use frame_support::traits::{fungible::Inspect, Get};

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold.
	pub fn check_invariants() {
		Self::check_money();
		Self::check_forecasters();
		Self::check_intervals();
		Self::check_latest();
	}

	/// All budgets and all that is earned, base units.
	#[allow(clippy::arithmetic_side_effects)]
	pub fn liabilities() -> Balance {
		let budgets: Balance = RewardPots::<T>::iter_values()
			.map(|rewards| rewards.budget)
			.sum();
		let earned: Balance = Forecasters::<T>::iter_values()
			.flatten()
			.map(|forecaster| forecaster.earned)
			.sum();
		budgets + earned
	}

	#[allow(clippy::arithmetic_side_effects)]
	fn check_money() {
		let liabilities = Self::liabilities();
		let balance = T::Currency::balance(&Self::account_id());
		assert!(
			liabilities == 0 || balance >= liabilities + T::Currency::minimum_balance(),
			"the pallet's account has {balance} for {liabilities}"
		);
	}

	fn check_forecasters() {
		for (community, forecasters) in Forecasters::<T>::iter() {
			let of = |id| alloc::format!("forecaster {id} of community {community}");
			let next = NextForecasterId::<T>::get(community);
			assert!(
				forecasters.is_sorted_by(|one, other| one.id < other.id),
				"ids rise"
			);
			let accounts: BTreeSet<_> = forecasters.iter().map(|entry| &entry.account).collect();
			let keys: BTreeSet<_> = forecasters.iter().map(|entry| &entry.key).collect();
			assert_eq!(accounts.len(), forecasters.len(), "accounts are distinct");
			assert_eq!(keys.len(), forecasters.len(), "keys are distinct");
			for entry in &forecasters {
				let id = entry.id;
				assert!(id < next, "{} has an id that was given", of(id));
				assert!(
					frame_system::Pallet::<T>::sufficients(&entry.account) > 0,
					"{} needs no token",
					of(id)
				);
				assert!(entry.faults <= T::MaxFaults::get(), "{}", of(id));
				assert!(
					entry.relative_loss <= score::HIGHEST_RELATIVE_LOSS,
					"{}",
					of(id)
				);
				let sent_later = entry.last_round > Some(T::Clock::in_progress());
				assert!(!sent_later, "{} is not ahead", of(id));
			}
			assert!(
				Rounds::<T>::contains_key(community),
				"a community with forecasters has rounds"
			);
		}
	}

	fn check_intervals() {
		let now = T::Clock::in_progress();
		for (community, progress) in Rounds::<T>::iter() {
			assert!(progress.settled_until <= now, "no round ends early");
			assert!(progress.heard_until <= now.saturating_add(1));
			assert!(
				progress.unscored.is_sorted_by(|one, other| one < other),
				"intervals rise"
			);
			for interval in &progress.unscored {
				let aggregate = Settled::<T>::get(community, interval);
				let aggregate = aggregate.expect("what waits for its score is settled");
				assert!(aggregate.forecast.is_monotonic());
				assert!(aggregate.heard >= T::MinQuorum::get());
				assert!(*interval < Self::first_interval(progress.settled_until));
			}
			let settled = Settled::<T>::iter_key_prefix(community).count();
			assert_eq!(settled, progress.unscored.len(), "what is settled waits");
		}
		for community in Settled::<T>::iter_keys().map(|(community, _)| community) {
			assert!(Rounds::<T>::contains_key(community));
		}
		for (community, interval, heard) in Heard::<T>::iter() {
			let progress = Rounds::<T>::get(community).expect("who is heard was elected");
			let waits = progress.unscored.contains(&interval)
				|| interval >= Self::first_interval(progress.settled_until);
			assert!(waits, "interval {interval} waits for settling or scoring");
			let ids: BTreeSet<_> = heard.iter().map(|(id, _)| id).collect();
			assert_eq!(ids.len(), heard.len(), "heard once");
			assert!(!heard.is_empty());
			assert!(heard.iter().all(|(_, forecast)| forecast.is_monotonic()));
		}
	}

	fn check_latest() {
		for (community, id, signal) in Latest::<T>::iter() {
			let forecasters = Forecasters::<T>::get(community);
			let sender = forecasters.iter().find(|forecaster| forecaster.id == id);
			let sender = sender.expect("a signal has its forecaster");
			assert!(sender.is_active(), "a suspended forecaster has no signal");
			assert_eq!(sender.last_round, Some(signal.round));
			assert!(!signal.steps.is_empty());
		}
	}
}
