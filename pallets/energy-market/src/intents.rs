//! Who may trade for a point: its owner, its trading key, and whoever submits what one of them signed.

use crate::{
	batch::Batch, BatchCost, Config, Costs, Error, Event, IntentNonces, IntentOf, Pallet,
	TradingKeys,
};
use commonwatt_primitives::{
	order::{wrapped, IntentRefusal, Order, OrderRefusal},
	traits::{Communities, DeliveryPoints, GatewayStatus, MarketClock, PointDetails},
	CommunityId, Interval, PointId,
};
use frame_support::{defensive, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::traits::{Verify, Zero};

impl<T: Config> Pallet<T> {
	/// Whether `who` may place and cancel the orders of a point.
	pub fn may_trade(point: PointId, owner: &T::AccountId, who: &T::AccountId) -> bool {
		who == owner || TradingKeys::<T>::get(point).as_ref() == Some(who)
	}

	pub(crate) fn do_order(
		who: &T::AccountId,
		point: PointId,
		interval: Interval,
		order: Option<&Order>,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(
			Self::may_trade(point, &details.owner, who),
			Error::<T>::NotOwnerNorTradingKey
		);
		let mut batch = Batch::<T>::open(details.community);
		let checked = batch
			.check(&details, point, interval, order)
			.map_err(Error::<T>::from)?;
		batch.apply(point, interval, order, checked);
		batch.commit();
		Ok(())
	}

	pub(crate) fn do_set_trading_key(
		who: &T::AccountId,
		point: PointId,
		key: Option<T::AccountId>,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.owner == *who, Error::<T>::NotOwner);
		ensure!(
			TradingKeys::<T>::get(point) != key,
			Error::<T>::SameTradingKey
		);
		// Before the old one goes: a key that other points use keeps its account and nonce.
		if let Some(key) = &key {
			frame_system::Pallet::<T>::inc_sufficients(key);
		}
		let old = TradingKeys::<T>::take(point);
		if let Some(key) = &key {
			TradingKeys::<T>::insert(point, key);
		}
		if let Some(old) = old {
			frame_system::Pallet::<T>::dec_sufficients(&old);
		}
		Self::deposit_event(Event::TradingKeySet { point, key });
		Ok(())
	}

	/// Removes the key and the nonces of a point that goes.
	pub(crate) fn forget_trading(point: PointId) {
		if let Some(key) = TradingKeys::<T>::take(point) {
			frame_system::Pallet::<T>::dec_sufficients(&key);
		}
		IntentNonces::<T>::remove(point);
	}

	pub(crate) fn do_submit_intents(
		who: &T::AccountId,
		community: CommunityId,
		intents: BoundedVec<IntentOf<T>, T::MaxIntents>,
	) -> DispatchResultWithPostInfo {
		ensure!(!intents.is_empty(), Error::<T>::EmptyBatch);
		ensure!(
			T::Communities::exists(community),
			Error::<T>::UnknownCommunity
		);
		let gateway = T::Communities::gateway(community, who);
		ensure!(
			gateway != GatewayStatus::Suspended,
			Error::<T>::GatewaySuspended
		);
		let genesis = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut batch = Batch::<T>::open(community);
		let mut refused = BoundedVec::new();
		let mut cost = BatchCost::default();
		let mut strikes = 0u32;
		for (index, intent) in intents.iter().enumerate() {
			match Self::execute(&mut batch, genesis, intent) {
				Ok(()) => cost.executed = cost.executed.saturating_add(1),
				Err(reason) => {
					if reason == IntentRefusal::BadSignature {
						strikes = strikes.saturating_add(1);
						cost.bad_signatures = cost.bad_signatures.saturating_add(1);
					} else {
						cost.refused = cost.refused.saturating_add(1);
					}
					// As many as the batch's intents, which are bounded alike.
					let _ = refused.try_push((index as u32, reason));
				}
			}
		}
		let touched = batch.commit();
		cost.intervals = touched.intervals;
		cost.statements = touched.statements;
		if gateway == GatewayStatus::Registered && strikes > 0 {
			T::Communities::strike(community, who, strikes);
		}
		Self::deposit_event(Event::IntentsSubmitted {
			community,
			who: who.clone(),
			executed: cost.executed,
			refused,
		});
		Ok(Some(T::WeightInfo::batch(&cost)).into())
	}

	/// Checks an intent, cheap things first and the signature last, and executes it. Nothing is written
	/// unless it is.
	fn execute(
		batch: &mut Batch<T>,
		genesis: H256,
		intent: &IntentOf<T>,
	) -> Result<(), IntentRefusal> {
		let point = intent.point;
		let details: PointDetails<T::AccountId> = T::Points::details(point)
			.filter(|details| details.community == batch.community)
			.ok_or(IntentRefusal::UnknownPoint)?;
		ensure!(
			Self::may_trade(point, &details.owner, &intent.signer),
			IntentRefusal::NotOwnerNorTradingKey
		);
		ensure!(batch.now < intent.expires, IntentRefusal::Expired);
		let mut nonces = IntentNonces::<T>::get(point);
		// The highest nonce of all could be replayed for ever.
		ensure!(
			intent.nonce >= nonces.next(intent.interval) && intent.nonce < u64::MAX,
			IntentRefusal::Replayed
		);
		let checked = batch
			.check(&details, point, intent.interval, intent.order.as_ref())
			.map_err(IntentRefusal::Order)?;
		let message = intent.message(genesis);
		let signed = |message: &[u8]| intent.signature.verify(message, &intent.signer);
		ensure!(
			signed(&message) || signed(&wrapped(&message)),
			IntentRefusal::BadSignature
		);
		if !nonces.take(intent.interval, intent.nonce, T::Clock::in_progress()) {
			defensive!("orders are taken for no more intervals than there are places");
			return Err(IntentRefusal::Replayed);
		}
		IntentNonces::<T>::insert(point, nonces);
		batch.apply(point, intent.interval, intent.order.as_ref(), checked);
		Ok(())
	}
}

impl<T> From<OrderRefusal> for Error<T> {
	fn from(refusal: OrderRefusal) -> Self {
		match refusal {
			OrderRefusal::NotActiveMember => Error::NotActiveMember,
			OrderRefusal::PointClosed => Error::PointClosed,
			OrderRefusal::IntervalNotMetered => Error::IntervalNotMetered,
			OrderRefusal::NoAuction => Error::NoAuction,
			OrderRefusal::AuctionSuspended => Error::AuctionSuspended,
			OrderRefusal::BeyondHorizon => Error::BeyondHorizon,
			OrderRefusal::GateClosed => Error::GateClosed,
			OrderRefusal::ShrinksInFreeze => Error::ShrinksInFreeze,
			OrderRefusal::CurveNotMonotonic => Error::CurveNotMonotonic,
			OrderRefusal::BelowMinimum => Error::BelowMinimum,
			OrderRefusal::AboveCapacity => Error::AboveCapacity,
			OrderRefusal::LimitOffTickGrid => Error::LimitOffTickGrid,
			OrderRefusal::Unfillable => Error::Unfillable,
			OrderRefusal::NotEnoughCredit => Error::NotEnoughCredit,
			OrderRefusal::NoOrder => Error::NoOrder,
		}
	}
}
