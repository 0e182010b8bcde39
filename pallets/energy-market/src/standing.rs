//! Standing orders: an owner states once what its point is to order, and [`sweep`] orders it.

mod expectation;
mod sweep;

use crate::{
	orders::capacity_wh, Config, Error, Event, Pallet, Positions, StandingOrders, StandingSweeps,
};
use codec::{Decode, Encode, MaxEncodedLen};
use commonwatt_primitives::{
	calendar::LocalHour,
	standing::{
		StandingOrder, StandingOrderEnd, StandingOrderFault, StandingOrderId, MAX_STANDING_ORDERS,
	},
	traits::{Communities, DeliveryPoints, MarketClock, Tariffs},
	CommunityId, Interval, PointId,
};
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::ConstU32, BoundedVec};
use scale_info::TypeInfo;

pub use expectation::Expectation;

/// The standing orders of a point, by their ids.
pub type StandingOrderList =
	BoundedVec<(StandingOrderId, StandingOrder), ConstU32<MAX_STANDING_ORDERS>>;

/// How far a community's standing orders have been considered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct StandingSweep {
	/// Points with standing orders.
	pub points: u32,
	/// The interval they are considered for, or were last.
	pub interval: Interval,
	/// Whether all were.
	pub done: bool,
	/// Where the round of this interval began: after this point, in the order of the keys.
	pub start: Option<PointId>,
	/// The point that was considered last.
	pub at: Option<PointId>,
	/// Whether the round has passed the end of the keys.
	pub wrapped: bool,
}

/// The local hour in which an interval begins.
pub(crate) fn local_hour<T: Config>(interval: Interval) -> LocalHour {
	LocalHour::at(T::Clock::local_seconds(interval))
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_standing_order(
		who: &T::AccountId,
		point: PointId,
		id: Option<StandingOrderId>,
		order: StandingOrder,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.owner == *who, Error::<T>::NotOwner);
		ensure!(!details.closed, Error::<T>::PointClosed);
		let community = details.community;
		T::Communities::ensure_active_member(community, who)
			.map_err(|_| Error::<T>::NotActiveMember)?;
		// The next interval is the first that it could order for.
		let next = T::Clock::in_progress().saturating_add(1);
		ensure!(order.expires > next, Error::<T>::StandingOrderExpired);
		let prices = T::Tariffs::price_bounds(community).ok_or(Error::<T>::UnknownCommunity)?;
		order
			.check(capacity_wh::<T>(&details), prices)
			.map_err(Error::<T>::from)?;

		let mut orders = StandingOrders::<T>::get(community, point);
		Self::end_expired(community, point, &mut orders, next);
		let is_free = |id: &StandingOrderId| orders.iter().all(|(taken, _)| taken != id);
		let id = match id {
			Some(id) => id,
			None => (0..MAX_STANDING_ORDERS as StandingOrderId)
				.find(is_free)
				.ok_or(Error::<T>::TooManyStandingOrders)?,
		};
		ensure!(
			u32::from(id) < MAX_STANDING_ORDERS,
			Error::<T>::TooManyStandingOrders
		);
		orders.retain(|(other, _)| *other != id);
		let place = orders.partition_point(|(other, _)| *other < id);
		orders
			.try_insert(place, (id, order))
			.map_err(|_| Error::<T>::TooManyStandingOrders)?;
		Self::put_standing_orders(community, point, orders);
		Self::deposit_event(Event::StandingOrderSet {
			community,
			point,
			id,
			order,
		});
		Ok(())
	}

	pub(crate) fn do_cancel_standing_order(
		who: &T::AccountId,
		point: PointId,
		id: StandingOrderId,
	) -> DispatchResult {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.owner == *who, Error::<T>::NotOwner);
		let community = details.community;
		let mut orders = StandingOrders::<T>::get(community, point);
		let before = orders.len();
		orders.retain(|(other, _)| *other != id);
		ensure!(orders.len() < before, Error::<T>::NoStandingOrder);
		Self::put_standing_orders(community, point, orders);
		Self::deposit_event(Event::StandingOrderEnded {
			community,
			point,
			id,
			reason: StandingOrderEnd::Cancelled,
		});
		Ok(())
	}

	/// Ends all standing orders of a point.
	pub(crate) fn end_standing_orders(
		community: CommunityId,
		point: PointId,
		reason: StandingOrderEnd,
	) {
		let orders = StandingOrders::<T>::get(community, point);
		if orders.is_empty() {
			return;
		}
		Self::put_standing_orders(community, point, Default::default());
		for (id, _) in orders {
			Self::deposit_event(Event::StandingOrderEnded {
				community,
				point,
				id,
				reason,
			});
		}
	}

	/// Takes those out that order nothing for `interval` or later ones; whether there were any.
	fn end_expired(
		community: CommunityId,
		point: PointId,
		orders: &mut StandingOrderList,
		interval: Interval,
	) -> bool {
		let before = orders.len();
		orders.retain(|(id, order)| {
			let lives = order.expires > interval;
			if !lives {
				Self::deposit_event(Event::StandingOrderEnded {
					community,
					point,
					id: *id,
					reason: StandingOrderEnd::Expired,
				});
			}
			lives
		});
		orders.len() < before
	}

	/// Stores a point's standing orders, and what follows from them: the number of points that have any,
	/// and whether the point's meter is learned from.
	pub(crate) fn put_standing_orders(
		community: CommunityId,
		point: PointId,
		orders: StandingOrderList,
	) {
		let expects = orders.iter().any(|(_, order)| order.quantity.is_expected());
		let had_any = StandingOrders::<T>::contains_key(community, point);
		let has_any = !orders.is_empty();
		if had_any != has_any {
			StandingSweeps::<T>::mutate(community, |sweep| {
				sweep.points = match has_any {
					true => sweep.points.saturating_add(1),
					false => sweep.points.saturating_sub(1),
				};
			});
		}
		if has_any {
			StandingOrders::<T>::insert(community, point, orders);
		} else {
			StandingOrders::<T>::remove(community, point);
		}
		let mut state = Positions::<T>::get(point);
		if state.expectation.is_some() != expects {
			state.expectation = expects.then(Expectation::default);
			crate::batch::store_state::<T>(point, state);
		}
	}
}

impl<T> From<StandingOrderFault> for Error<T> {
	fn from(fault: StandingOrderFault) -> Self {
		match fault {
			StandingOrderFault::QuantityOutOfRange => Error::QuantityOutOfRange,
			StandingOrderFault::AboveCapacity => Error::AboveCapacity,
			StandingOrderFault::LimitOutOfBounds => Error::LimitOutOfBounds,
			StandingOrderFault::ThresholdOutOfBounds => Error::ThresholdOutOfBounds,
			StandingOrderFault::NoSuchTime => Error::NoSuchTime,
		}
	}
}
