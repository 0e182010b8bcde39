//! What `on_poll` drives, within [`Config::StandingOrderWeight`]: standing orders become orders of the
//! intervals whose signal is settled upon.
//!
//! Each point is considered once for an interval, in the order of the keys, which its owner does not
//! choose and which nobody else's comings and goings change. Where the weight or the time ended, the
//! round of the next interval goes on; so do the communities'. So whoever has a standing order comes to
//! its turn, however many others have.

use super::{local_hour, StandingSweep};
use crate::{
	batch::Batch, grid, orders::capacity_wh, Config, Event, NextStandingCommunity, Orders, Pallet,
	Positions, StandingOrders, StandingSweeps, WeightInfo,
};
use commonwatt_primitives::{
	calendar::LocalHour,
	order::{Order, Step},
	signal::Forecast,
	standing::{StandingOrderEnd, StandingOrderId},
	traits::{Communities, DeliveryPoints, Ledger, MarketClock, PointDetails, Signals, Tariffs},
	CommunityId, Interval, PointId, Price,
};
use frame_support::{
	defensive,
	traits::Get,
	weights::{Weight, WeightMeter},
};
use sp_runtime::BoundedVec;

/// Where orders of an interval would stand.
struct Terms {
	interval: Interval,
	signal: Forecast,
	time: LocalHour,
	grid_fee: Price,
	tick: Price,
}

impl<T: Config> Pallet<T> {
	/// Intervals that may have a signal and are not in progress.
	fn intervals_ahead() -> Interval {
		T::SignalLead::get().saturating_sub(1)
	}

	/// What looking for an interval to order for takes.
	pub(crate) fn look() -> Weight {
		T::WeightInfo::look_for_signals(Self::intervals_ahead())
	}

	/// What considering a point takes at most.
	pub fn standing_turn() -> Weight {
		T::WeightInfo::consider_standing_orders()
			.saturating_add(T::WeightInfo::fire_standing_order())
	}

	/// The least that [`Config::StandingOrderWeight`] must be: the turn of one point.
	pub fn least_standing_order_weight() -> Weight {
		T::WeightInfo::poll_standing_base()
			.saturating_add(Self::look())
			.saturating_add(T::WeightInfo::open_standing_interval())
			.saturating_add(Self::standing_turn())
	}

	pub(crate) fn fire_standing_orders(remaining: &mut WeightMeter) {
		let most = remaining.remaining().min(T::StandingOrderWeight::get());
		let mut meter = WeightMeter::with_limit(most);
		let communities = T::Communities::count();
		if communities == 0
			|| meter
				.try_consume(T::WeightInfo::poll_standing_base())
				.is_err()
		{
			return;
		}
		let after = |community: CommunityId| {
			let next = community.saturating_add(1);
			next.checked_rem(communities).unwrap_or(0)
		};
		let stored = NextStandingCommunity::<T>::get();
		let first = stored.checked_rem(communities).unwrap_or(0);
		let mut community = first;
		for _ in 0..communities {
			if !Self::sweep_standing_orders(community, &mut meter) {
				// Who had the whole weight comes last, who had what was left of it comes first. Blocks in
				// which the weight sufficed change nothing, or the same community might come first in every
				// block that matters.
				let start = match community == first {
					true => after(community),
					false => community,
				};
				if start != stored {
					NextStandingCommunity::<T>::put(start);
				}
				break;
			}
			community = after(community);
		}
		let _ = remaining.try_consume(meter.consumed());
	}

	/// Considers a community's standing orders; false if the weight did not suffice.
	pub(crate) fn sweep_standing_orders(community: CommunityId, meter: &mut WeightMeter) -> bool {
		if meter.try_consume(Self::look()).is_err() {
			return false;
		}
		let stored = StandingSweeps::<T>::get(community);
		if stored.points == 0 {
			return true;
		}
		let Some((interval, signal)) = Self::interval_to_order_for(community, &stored) else {
			return true;
		};
		let open = T::WeightInfo::open_standing_interval();
		if !meter.can_consume(open.saturating_add(Self::standing_turn())) {
			return false;
		}
		let _ = meter.try_consume(open);
		let mut batch = Batch::<T>::open(community);
		// No order is taken: perhaps the supplier pays before gate closure.
		if T::Ledger::in_arrears(&batch.book) {
			return true;
		}
		let Some(terms) = Terms::new(&batch, interval, signal) else {
			return true;
		};
		let mut sweep = stored;
		if sweep.interval != interval {
			sweep = StandingSweep {
				points: stored.points,
				interval,
				done: false,
				start: stored.at,
				at: stored.at,
				wrapped: false,
			};
		}
		let mut sufficed = true;
		let mut ordered = false;
		loop {
			if !meter.can_consume(Self::standing_turn()) {
				sufficed = false;
				break;
			}
			let _ = meter.try_consume(T::WeightInfo::consider_standing_orders());
			let Some(point) = Self::next_standing_point(community, &mut sweep) else {
				sweep.done = true;
				break;
			};
			if batch.consider_standing_orders(point, &terms) {
				ordered = true;
				let _ = meter.try_consume(T::WeightInfo::fire_standing_order());
			}
		}
		if ordered {
			batch.commit();
		}
		if sweep != stored {
			// Points whose standing orders have ended meanwhile are counted there.
			StandingSweeps::<T>::mutate(community, |now| {
				*now = StandingSweep {
					points: now.points,
					..sweep
				}
			});
		}
		sufficed
	}

	/// The interval that the community's standing orders are to be considered for, with its signal: the
	/// first to come that has one, takes orders, and is not done.
	fn interval_to_order_for(
		community: CommunityId,
		sweep: &StandingSweep,
	) -> Option<(Interval, Forecast)> {
		let now = T::Clock::in_progress();
		let not_done = sweep.interval.saturating_add(sweep.done.into());
		let first = now.saturating_add(1).max(not_done);
		let until = now
			.saturating_add(1)
			.saturating_add(Self::intervals_ahead());
		(first..until).find_map(|interval| {
			let rules = T::Tariffs::auction(community, interval)?;
			let takes_orders = T::Clock::now() < Self::gate_closure(interval, &rules);
			let signal = takes_orders.then(|| T::Signals::signal(community, interval))??;
			Some((interval, signal))
		})
	}

	/// The next point in the round, in the order of the keys; `None` at its end.
	fn next_standing_point(community: CommunityId, sweep: &mut StandingSweep) -> Option<PointId> {
		let key = |point| StandingOrders::<T>::hashed_key_for(community, point);
		let after = |at: Option<PointId>| {
			match at {
				Some(at) => StandingOrders::<T>::iter_key_prefix_from(community, key(at)),
				None => StandingOrders::<T>::iter_key_prefix(community),
			}
			.next()
		};
		if !sweep.wrapped {
			if let Some(point) = after(sweep.at) {
				sweep.at = Some(point);
				return Some(point);
			}
			// It began before the first.
			sweep.start?;
			sweep.wrapped = true;
			sweep.at = None;
		}
		let until = key(sweep.start?);
		let point = after(sweep.at).filter(|point| key(*point) <= until)?;
		sweep.at = Some(point);
		Some(point)
	}
}

impl Terms {
	/// `None` if the interval has no auction.
	fn new<T: Config>(batch: &Batch<T>, interval: Interval, signal: Forecast) -> Option<Self> {
		let rules = match batch.peek_auction(interval) {
			Some(auction) => auction.rules,
			None => T::Tariffs::auction(batch.community, interval)?,
		};
		let prices = batch.peek_prices(interval)?;
		grid(&prices, &rules)?;
		Some(Self {
			interval,
			signal,
			time: local_hour::<T>(interval),
			grid_fee: prices.grid_fee,
			tick: rules.tick,
		})
	}
}

impl<T: Config> Batch<T> {
	/// Lets the first of a point's standing orders whose conditions hold order, unless the point has an
	/// order for the interval already; whether one did, or tried to.
	fn consider_standing_orders(&mut self, point: PointId, terms: &Terms) -> bool {
		let (community, interval) = (self.community, terms.interval);
		let Some(details) = T::Points::details(point) else {
			defensive!("standing orders end with their point");
			return false;
		};
		if T::Communities::ensure_active_member(community, &details.owner).is_err() {
			let reason = StandingOrderEnd::NotActiveMember;
			Pallet::<T>::end_standing_orders(community, point, reason);
			return false;
		}
		let mut orders = StandingOrders::<T>::get(community, point);
		if Pallet::<T>::end_expired(community, point, &mut orders, interval) {
			Pallet::<T>::put_standing_orders(community, point, orders.clone());
		}
		if Orders::<T>::contains_key((community, interval), point) {
			return false;
		}
		let expected = Positions::<T>::get(point)
			.expectation
			.and_then(|expectation| expectation.of(terms.time.hour));
		let capacity = capacity_wh::<T>(&details);
		let first = orders.iter().find_map(|(id, standing)| {
			let met = standing.is_met(&terms.signal, &terms.time);
			let quantity =
				met.then(|| standing.quantity.wh(standing.side, expected, capacity))??;
			let limit = standing.limit(&terms.signal, terms.grid_fee, terms.tick);
			let order = Order {
				side: standing.side,
				steps: BoundedVec::truncate_from(alloc::vec![Step { limit, quantity }]),
			};
			Some((*id, order))
		});
		match first {
			Some((id, order)) => {
				self.fire(&details, point, interval, id, &order);
				true
			}
			None => false,
		}
	}

	/// Places an order of a standing order as its owner would.
	fn fire(
		&mut self,
		details: &PointDetails<T::AccountId>,
		point: PointId,
		interval: Interval,
		id: StandingOrderId,
		order: &Order,
	) {
		let community = self.community;
		let event = match self.check(details, point, interval, Some(order)) {
			Ok(checked) => {
				self.apply(point, interval, Some(order), checked);
				Event::StandingOrderFired {
					community,
					point,
					id,
					interval,
				}
			}
			Err(reason) => Event::StandingOrderSkipped {
				community,
				point,
				id,
				interval,
				reason,
			},
		};
		Pallet::<T>::deposit_event(event);
	}
}
