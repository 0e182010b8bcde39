//! Placing, replacing and cancelling orders: one curve per point and interval, on an open book until
//! gate closure.

use crate::{
	batch::Batch, grid, side_of, Auction, Config, Event, Orders, Pallet, PlacedOrder, Steps,
};
use commonwatt_clearing::LimitFault;
use commonwatt_primitives::{
	order::{Order, OrderRefusal, Side, MINIMUM_ORDER_WH},
	traits::{
		Account, Communities, IntervalPrices, Ledger, MarketClock, PointAccount, PointDetails,
		Tariffs,
	},
	Balance, Interval, PointId, Wh,
};
use frame_support::{defensive, ensure, traits::Get};

/// What is checked of an order, or of a cancellation, and waits to be written.
pub(crate) enum Checked {
	Place {
		auction: Auction,
		prices: IntervalPrices,
		ticks: u16,
		steps: Steps,
		reserve: Balance,
		replaced: Option<Resting>,
	},
	Cancel {
		prices: IntervalPrices,
		ticks: u16,
		replaced: Resting,
	},
}

/// An order on the book.
pub(crate) struct Resting {
	side: Side,
	steps: Steps,
	reserve: Balance,
}

impl<T: Config> Batch<T> {
	/// Checks an order for `interval`, or its cancellation. Writes nothing.
	pub(crate) fn check(
		&mut self,
		details: &PointDetails<T::AccountId>,
		point: PointId,
		interval: Interval,
		order: Option<&Order>,
	) -> Result<Checked, OrderRefusal> {
		match order {
			Some(order) => self.check_order(details, point, interval, order),
			None => self.check_cancellation(point, interval),
		}
	}

	fn check_order(
		&mut self,
		details: &PointDetails<T::AccountId>,
		point: PointId,
		interval: Interval,
		order: &Order,
	) -> Result<Checked, OrderRefusal> {
		T::Communities::ensure_active_member(details.community, &details.owner)
			.map_err(|_| OrderRefusal::NotActiveMember)?;
		ensure!(!details.closed, OrderRefusal::PointClosed);
		ensure!(
			interval >= details.next_interval,
			OrderRefusal::IntervalNotMetered
		);
		let horizon = T::Clock::in_progress().saturating_add(T::OrderHorizon::get());
		ensure!(interval <= horizon, OrderRefusal::BeyondHorizon);
		ensure!(order.is_monotonic(), OrderRefusal::CurveNotMonotonic);
		let quantity = order.quantity();
		ensure!(quantity >= MINIMUM_ORDER_WH, OrderRefusal::BelowMinimum);
		ensure!(
			quantity <= capacity_wh::<T>(details),
			OrderRefusal::AboveCapacity
		);

		let auction = self
			.peek_auction(interval)
			.or_else(|| {
				let rules = T::Tariffs::auction(self.community, interval)?;
				Some(Auction::new(
					rules,
					Pallet::<T>::gate_closure(interval, &rules),
				))
			})
			.ok_or(OrderRefusal::NoAuction)?;
		ensure!(self.now < auction.gate_closure, OrderRefusal::GateClosed);
		ensure!(
			!T::Ledger::in_arrears(&self.book),
			OrderRefusal::AuctionSuspended
		);

		let prices = self.peek_prices(interval).ok_or(OrderRefusal::NoAuction)?;
		let grid = grid(&prices, &auction.rules).ok_or(OrderRefusal::NoAuction)?;
		let mut steps = Steps::new();
		for step in &order.steps {
			let tick =
				grid.place(side_of(order.side), step.limit)
					.map_err(|fault| match fault {
						LimitFault::OffTickGrid => OrderRefusal::LimitOffTickGrid,
						LimitFault::Unfillable => OrderRefusal::Unfillable,
					})?;
			// As many as the order's steps, which are bounded alike.
			let _ = steps.try_push((tick, step.quantity));
		}
		let charge = u128::from(auction.rules.undelivered_charge);
		let reserve = commonwatt_clearing::reserve(steps.iter().copied(), |tick| {
			let price = u128::from(grid.price(tick));
			match order.side {
				Side::Buy => price
					.saturating_add(prices.grid_fee.into())
					.saturating_add(charge),
				Side::Sell => u128::from(prices.retail)
					.saturating_add(charge)
					.saturating_sub(price),
			}
		});

		let replaced = self.resting(point, interval);
		if let Some(replaced) = &replaced {
			let grows = replaced.side == order.side
				&& commonwatt_clearing::covers(side_of(order.side), &steps, &replaced.steps);
			ensure!(
				grows || self.now < auction.frozen_from(),
				OrderRefusal::ShrinksInFreeze
			);
		}
		let purse = T::Ledger::load_point(&mut self.book, point);
		ensure!(
			free_credit(&purse, replaced.as_ref()) >= reserve,
			OrderRefusal::NotEnoughCredit
		);
		Ok(Checked::Place {
			auction,
			prices,
			ticks: grid.count(),
			steps,
			reserve,
			replaced,
		})
	}

	fn check_cancellation(
		&mut self,
		point: PointId,
		interval: Interval,
	) -> Result<Checked, OrderRefusal> {
		let key = (self.community, interval);
		ensure!(Orders::<T>::contains_key(key, point), OrderRefusal::NoOrder);
		let auction = self.peek_auction(interval).ok_or(OrderRefusal::NoOrder)?;
		ensure!(self.now < auction.gate_closure, OrderRefusal::GateClosed);
		ensure!(
			self.now < auction.frozen_from(),
			OrderRefusal::ShrinksInFreeze
		);
		let replaced = self.resting(point, interval).ok_or(OrderRefusal::NoOrder)?;
		let prices = self.peek_prices(interval).ok_or(OrderRefusal::NoOrder)?;
		let grid = grid(&prices, &auction.rules).ok_or(OrderRefusal::NoOrder)?;
		Ok(Checked::Cancel {
			prices,
			ticks: grid.count(),
			replaced,
		})
	}

	/// A point's order on the book of an interval.
	fn resting(&self, point: PointId, interval: Interval) -> Option<Resting> {
		match Orders::<T>::get((self.community, interval), point)? {
			PlacedOrder::Resting {
				side,
				steps,
				reserve,
			} => Some(Resting {
				side,
				steps,
				reserve,
			}),
			PlacedOrder::Filled { .. } => None,
		}
	}

	/// Writes what was checked. Cannot fail.
	pub(crate) fn apply(
		&mut self,
		point: PointId,
		interval: Interval,
		order: Option<&Order>,
		checked: Checked,
	) {
		let (prices, ticks) = match &checked {
			Checked::Place { prices, ticks, .. } | Checked::Cancel { prices, ticks, .. } => {
				(*prices, *ticks)
			}
		};
		debug_assert_eq!(Some(prices), self.peek_prices(interval));
		self.touch(interval);
		let (begun, placed, replaced) = match checked {
			Checked::Place {
				auction,
				steps,
				reserve,
				replaced,
				..
			} => (Some(auction), Some((steps, reserve)), replaced),
			Checked::Cancel { replaced, .. } => (None, None, Some(replaced)),
		};
		if let (None, Some(auction)) = (self.auction(interval), begun) {
			self.begin_auction(interval, auction);
		}
		self.with_point(point, |batch, purse, state| {
			let key = (batch.community, interval);
			if let Some(Resting {
				side,
				steps,
				reserve,
			}) = replaced
			{
				batch.depth(interval, ticks).subtract(side, &steps);
				batch.count_order(interval, |orders, reserves| {
					*orders = orders.saturating_sub(1);
					*reserves = reserves.saturating_sub(reserve);
				});
				state.orders = state.orders.saturating_sub(1);
				purse.reserved = purse.reserved.saturating_sub(reserve);
				batch.pay(point, purse, Account::Escrow(interval), reserve);
				Orders::<T>::remove(key, point);
			}
			if let (Some(order), Some((steps, reserve))) = (order, placed) {
				let escrow = Account::Escrow(interval);
				if !T::Ledger::reserve(&mut batch.book, purse, escrow, reserve) {
					defensive!("checked: the credit covers the reserve");
					return;
				}
				purse.reserved = purse.reserved.saturating_add(reserve);
				batch.depth(interval, ticks).add(order.side, &steps);
				batch.count_order(interval, |orders, reserves| {
					*orders = orders.saturating_add(1);
					*reserves = reserves.saturating_add(reserve);
				});
				state.orders = state.orders.saturating_add(1);
				Orders::<T>::insert(
					key,
					point,
					PlacedOrder::Resting {
						side: order.side,
						steps,
						reserve,
					},
				);
				Pallet::<T>::deposit_event(Event::OrderPlaced {
					community: batch.community,
					point,
					interval,
					order: order.clone(),
					reserve,
				});
			} else {
				Pallet::<T>::deposit_event(Event::OrderCancelled {
					community: batch.community,
					point,
					interval,
				});
			}
		});
	}

	fn count_order(&mut self, interval: Interval, change: impl FnOnce(&mut u32, &mut Balance)) {
		match self.auction(interval) {
			Some(auction) => change(&mut auction.orders, &mut auction.reserves),
			None => {
				defensive!("an order stands in an auction");
			}
		}
	}
}

/// What a point could reserve once its order on the book has gone: an inflow to a credit first pays
/// what the point owes.
fn free_credit(purse: &PointAccount, replaced: Option<&Resting>) -> Balance {
	let back = replaced.map_or(0, |order| order.reserve);
	let owed = purse.debt.saturating_add(purse.receivable);
	purse.credit.saturating_add(back.saturating_sub(owed))
}

/// What a connection can carry in an interval, rounded up.
pub(crate) fn capacity_wh<T: Config>(details: &PointDetails<T::AccountId>) -> Wh {
	Wh::from(details.capacity_w)
		.saturating_mul(T::Clock::interval_seconds().into())
		.div_ceil(3600)
}
