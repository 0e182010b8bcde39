//! What may be sent, and what is kept of it.

use crate::{
	crypto, Config, Error, Event, Forecaster, Forecasters, Heard, Latest, Pallet, Rounds, Signal,
};
use commonwatt_primitives::{
	signal::{SignalPayload, SignalRefusal, MAX_SECONDS},
	traits::{Communities, MarketClock, Outcomes},
	Interval,
};
use frame_support::{
	defensive,
	pallet_prelude::{
		DispatchResult, TransactionPriority, TransactionSource, TransactionValidityWithRefund,
		ValidTransaction, Weight,
	},
	traits::Get,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{traits::Zero, RuntimeAppPublic};

impl<T: Config> Pallet<T> {
	/// Whether a signal may enter a block. Cheap checks first, the signature last.
	pub(crate) fn authorize_signal(
		_: TransactionSource,
		payload: &SignalPayload,
		signature: &crypto::Signature,
	) -> TransactionValidityWithRefund {
		let forecaster = Self::check_sender(payload)?;
		Self::check_steps(payload)?;
		if !forecaster
			.key
			.verify(&payload.signed_bytes(Self::genesis_hash()), signature)
		{
			return Err(SignalRefusal::BadSignature.into());
		}
		let SignalPayload {
			community,
			forecaster,
			round,
			..
		} = *payload;
		// There are few of them, and whoever tips must not keep them out.
		ValidTransaction::with_tag_prefix("PriceSignals")
			.priority(TransactionPriority::MAX)
			.and_provides((community, forecaster, round))
			.longevity(T::Clock::blocks_per_interval().into())
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}

	/// The forecaster, if it may send a signal of this round.
	fn check_sender(payload: &SignalPayload) -> Result<Forecaster<T::AccountId>, SignalRefusal> {
		let SignalPayload {
			community,
			forecaster,
			round,
			..
		} = *payload;
		let forecaster = Forecasters::<T>::get(community)
			.into_iter()
			.find(|entry| entry.id == forecaster)
			.ok_or_else(|| match T::Communities::exists(community) {
				true => SignalRefusal::UnknownForecaster,
				false => SignalRefusal::UnknownCommunity,
			})?;
		if !forecaster.is_active() {
			return Err(SignalRefusal::ForecasterSuspended);
		}
		let now = T::Clock::in_progress();
		if round < now {
			return Err(SignalRefusal::PastRound);
		}
		if round > now {
			return Err(SignalRefusal::FutureRound);
		}
		if forecaster.last_round.is_some_and(|last| last >= round) {
			return Err(SignalRefusal::AlreadySent);
		}
		Ok(forecaster)
	}

	/// Whether the steps can be forecasts.
	fn check_steps(payload: &SignalPayload) -> Result<(), SignalRefusal> {
		let SignalPayload {
			community,
			round,
			steps,
			..
		} = payload;
		let count = steps.len() as u32;
		if count == 0 {
			return Err(SignalRefusal::NoSteps);
		}
		if count.saturating_mul(T::Clock::interval_seconds()) > MAX_SECONDS {
			return Err(SignalRefusal::TooManySteps);
		}
		if !steps.iter().all(|step| step.is_monotonic()) {
			return Err(SignalRefusal::NotMonotonic);
		}
		let from = Self::first_interval(*round);
		let limits = T::Outcomes::limits(*community, from, from.saturating_add(count))
			.ok_or(SignalRefusal::UnknownCommunity)?;
		if !steps.iter().all(|step| step.is_within(&limits)) {
			return Err(SignalRefusal::BeyondLimits);
		}
		Ok(())
	}

	/// What signals are signed for.
	pub(crate) fn genesis_hash() -> H256 {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// The interval that a signal's first step forecasts.
	pub(crate) fn first_interval(round: Interval) -> Interval {
		round.saturating_add(T::Lead::get())
	}

	/// Keeps a signal that is authorized.
	pub(crate) fn hear(payload: SignalPayload) -> DispatchResult {
		let SignalPayload {
			community,
			forecaster: id,
			round,
			steps,
		} = payload;
		let count = steps.len() as u32;
		let (Some(first), Some(mut progress)) =
			(steps.first().copied(), Rounds::<T>::get(community))
		else {
			defensive!("a signal has a step, a community with forecasters has rounds");
			return Err(Error::<T>::UnknownForecaster.into());
		};
		let mut forecasters = Forecasters::<T>::get(community);
		let forecaster = forecasters
			.iter_mut()
			.find(|forecaster| forecaster.id == id)
			.ok_or(Error::<T>::UnknownForecaster)?;
		forecaster.last_round = Some(round);
		let interval = Self::first_interval(round);
		Heard::<T>::mutate(community, interval, |heard| {
			// Each of those heard has its place among the forecasters: dismissed ones were forgotten.
			if heard.try_push((id, first)).is_err() {
				defensive!("no more are heard than there are forecasters");
			}
		});
		Forecasters::<T>::insert(community, forecasters);
		Latest::<T>::insert(community, id, Signal { round, steps });
		let heard_until = round.saturating_add(1);
		if progress.heard_until < heard_until {
			progress.heard_until = heard_until;
			Rounds::<T>::insert(community, progress);
		}
		Self::deposit_event(Event::SignalHeard {
			community,
			forecaster: id,
			round,
			from: interval,
			steps: count,
		});
		Ok(())
	}
}
