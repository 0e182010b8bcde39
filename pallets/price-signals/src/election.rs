//! Who forecasts, and with which key.

use crate::{
	crypto, score, Config, Error, Event, Forecaster, Forecasters, Heard, Latest, NextForecasterId,
	Pallet, Progress, RewardPots, Rounds, Status, Suspension,
};
use commonwatt_primitives::{
	signal::ForecasterId,
	traits::{Communities, MarketClock},
	CommunityId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};

impl<T: Config> Pallet<T> {
	pub(crate) fn ensure_operator(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
		let who = ensure_signed(origin)?;
		T::Communities::ensure_operator(community, &who)
	}

	pub(crate) fn do_elect_forecaster(
		community: CommunityId,
		account: T::AccountId,
		key: crypto::Public,
	) -> DispatchResult {
		let now = T::Clock::in_progress();
		let mut forecasters = Forecasters::<T>::get(community);
		ensure!(
			forecasters.iter().all(|other| other.account != account),
			Error::<T>::AlreadyForecaster
		);
		ensure!(
			forecasters.iter().all(|other| other.key != key),
			Error::<T>::KeyInUse
		);
		let id = NextForecasterId::<T>::get(community);
		let next_id = id.checked_add(1).ok_or(Error::<T>::TooManyForecasters)?;
		forecasters
			.try_push(Forecaster::new(id, account.clone(), key.clone(), now))
			.map_err(|_| Error::<T>::TooManyForecasters)?;
		Forecasters::<T>::insert(community, forecasters);
		NextForecasterId::<T>::insert(community, next_id);
		if !Rounds::<T>::contains_key(community) {
			let progress = Progress {
				settled_until: now,
				heard_until: now,
				..Default::default()
			};
			Rounds::<T>::insert(community, progress);
		}
		frame_system::Pallet::<T>::inc_sufficients(&account);
		Self::deposit_event(Event::ForecasterElected {
			community,
			forecaster: id,
			account,
			key,
		});
		Ok(())
	}

	pub(crate) fn do_dismiss_forecaster(
		community: CommunityId,
		id: ForecasterId,
	) -> DispatchResult {
		let mut forecasters = Forecasters::<T>::get(community);
		let place = forecasters
			.iter()
			.position(|forecaster| forecaster.id == id)
			.ok_or(Error::<T>::UnknownForecaster)?;
		let Forecaster {
			account,
			earned,
			last_round,
			..
		} = forecasters.remove(place);
		Forecasters::<T>::insert(community, forecasters);
		Latest::<T>::remove(community, id);
		// What it said in the round in progress is forgotten: its place may be another's.
		if let Some(round) = last_round.filter(|round| *round == T::Clock::in_progress()) {
			let interval = round.saturating_add(T::Lead::get());
			Heard::<T>::mutate_exists(community, interval, |heard| {
				if let Some(heard) = heard {
					heard.retain(|(other, _)| *other != id);
				}
				if heard.as_ref().is_some_and(|heard| heard.is_empty()) {
					*heard = None;
				}
			});
		}
		let paid = match Self::pay_out(&account, earned) {
			Ok(()) => earned,
			Err(_) => 0,
		};
		let returned = earned.saturating_sub(paid);
		if returned > 0 {
			RewardPots::<T>::mutate(community, |rewards| {
				rewards.budget = rewards.budget.saturating_add(returned)
			});
		}
		frame_system::Pallet::<T>::dec_sufficients(&account);
		Self::deposit_event(Event::ForecasterDismissed {
			community,
			forecaster: id,
			account,
			paid,
			returned,
		});
		Ok(())
	}

	pub(crate) fn do_suspend_forecaster(
		community: CommunityId,
		id: ForecasterId,
	) -> DispatchResult {
		Self::mutate_forecaster(community, id, |forecaster| {
			ensure!(forecaster.is_active(), Error::<T>::AlreadySuspended);
			Self::suspend(community, forecaster, Suspension::ByOperator);
			Ok(())
		})
	}

	/// Suspends an active forecaster; the caller stores it.
	pub(crate) fn suspend(
		community: CommunityId,
		forecaster: &mut Forecaster<T::AccountId>,
		reason: Suspension,
	) {
		forecaster.status = Status::Suspended;
		Latest::<T>::remove(community, forecaster.id);
		Self::deposit_event(Event::ForecasterSuspended {
			community,
			forecaster: forecaster.id,
			reason,
		});
	}

	pub(crate) fn do_reinstate_forecaster(
		community: CommunityId,
		id: ForecasterId,
	) -> DispatchResult {
		Self::mutate_forecaster(community, id, |forecaster| {
			ensure!(!forecaster.is_active(), Error::<T>::NotSuspended);
			forecaster.status = Status::Active;
			forecaster.active_since = T::Clock::in_progress();
			forecaster.faults = 0;
			forecaster.relative_loss = score::ONE;
			Ok(())
		})?;
		Self::deposit_event(Event::ForecasterReinstated {
			community,
			forecaster: id,
		});
		Ok(())
	}

	pub(crate) fn do_rotate_signal_key(
		who: &T::AccountId,
		community: CommunityId,
		id: ForecasterId,
		key: crypto::Public,
	) -> DispatchResult {
		let mut forecasters = Forecasters::<T>::get(community);
		let in_use = forecasters.iter().any(|other| other.key == key);
		let forecaster = forecasters
			.iter_mut()
			.find(|forecaster| forecaster.id == id)
			.ok_or(Error::<T>::UnknownForecaster)?;
		ensure!(forecaster.account == *who, Error::<T>::NotForecaster);
		ensure!(!in_use, Error::<T>::KeyInUse);
		forecaster.key = key.clone();
		Forecasters::<T>::insert(community, forecasters);
		Self::deposit_event(Event::SignalKeyRotated {
			community,
			forecaster: id,
			key,
		});
		Ok(())
	}

	/// Changes a forecaster, unless `change` refuses.
	pub(crate) fn mutate_forecaster<R>(
		community: CommunityId,
		id: ForecasterId,
		change: impl FnOnce(&mut Forecaster<T::AccountId>) -> Result<R, sp_runtime::DispatchError>,
	) -> Result<R, sp_runtime::DispatchError> {
		Forecasters::<T>::try_mutate(community, |forecasters| {
			let forecaster = forecasters
				.iter_mut()
				.find(|forecaster| forecaster.id == id)
				.ok_or(Error::<T>::UnknownForecaster)?;
			change(forecaster)
		})
	}
}
