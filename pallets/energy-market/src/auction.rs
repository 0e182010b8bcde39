//! The auction of an interval: clearing, claims, delivery of positions. The entries of the settlement
//! specification's ledger from gate closure on.

use crate::{
	batch::Batch, grid, Auction, Config, Event, Orders, Pallet, PlacedOrder, PointState, Trade,
};
use commonwatt_primitives::{
	governance::TreasuryLine,
	money,
	order::Side,
	traits::{Account, IntervalPrices, PointAccount},
	Balance, Interval, NetWh, PointId, Wh,
};
use frame_support::defensive;

/// What a point bought (+) or sold (-) ahead, and what is held for it in escrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
	pub net: NetWh,
	pub hold: Balance,
}

impl<T: Config> Batch<T> {
	/// Clears an auction whose gate has closed. A function of the frozen depth alone, so it may run
	/// late.
	pub(crate) fn clear(
		&mut self,
		interval: Interval,
		prices: &IntervalPrices,
		auction: &mut Auction,
	) {
		auction.cleared = true;
		auction.trade = self.take_depth(interval).and_then(|depth| {
			let grid = grid(prices, &auction.rules)?;
			let clearing = commonwatt_clearing::clear(&depth.bids, &depth.asks)?;
			Some(Trade::new(&clearing, &grid))
		});
		let (price, volume) = auction
			.trade
			.map_or((None, 0), |trade| (Some(trade.price), trade.volume));
		let fee = money(prices.grid_fee, volume);
		self.transfer(
			Account::Escrow(interval),
			Account::Treasury(TreasuryLine::GridFees),
			fee,
		);
		Pallet::<T>::deposit_event(Event::AuctionCleared {
			community: self.community,
			interval,
			price,
			volume,
			orders: auction.orders,
		});
	}

	/// Claims a point's fill in an interval that was touched, if its auction is cleared and it has an
	/// order there; what it does not need of the reserve goes back. Whether there was one to claim.
	///
	/// Exactly once for each order: a filled one becomes a position, the rest is gone.
	pub(crate) fn claim(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		state: &mut PointState<T::RingSize>,
		interval: Interval,
	) -> bool {
		let community = self.community;
		let Some(auction) = self.auction(interval).filter(|auction| auction.cleared) else {
			return false;
		};
		let charge = auction.rules.undelivered_charge;
		let key = (community, interval);
		let Some(PlacedOrder::Resting {
			side,
			steps,
			reserve,
		}) = Orders::<T>::get(key, point)
		else {
			return false;
		};
		let quantity = auction
			.trade
			.as_mut()
			.map_or(0, |trade| trade.claim(side, &steps));
		let price = auction.trade.map_or(0, |trade| trade.price);
		auction.reserves = auction.reserves.saturating_sub(reserve);
		let traded = money(price, quantity);
		match side {
			Side::Buy => auction.bought = auction.bought.saturating_add(quantity),
			Side::Sell => auction.sold = auction.sold.saturating_add(quantity),
		}

		let Some(IntervalPrices {
			retail, grid_fee, ..
		}) = self.result(interval).map(|result| result.prices)
		else {
			return false;
		};
		let fee = money(grid_fee, quantity);
		let (hold, paid_back, position) = match side {
			Side::Buy => {
				let hold = money(charge, quantity);
				let spent = traded.saturating_add(fee).saturating_add(hold);
				(hold, reserve.checked_sub(spent), quantity as NetWh)
			}
			Side::Sell => {
				let hold = money(retail.saturating_add(charge), quantity);
				let back = reserve.saturating_add(traded).checked_sub(hold);
				(hold, back, (quantity as NetWh).saturating_neg())
			}
		};
		let paid_back = paid_back.unwrap_or_else(|| {
			defensive!("the reserve covers every fill of its curve");
			0
		});
		purse.reserved = purse.reserved.saturating_sub(reserve).saturating_add(hold);
		if let Some(auction) = self.auction(interval) {
			auction.holds = auction.holds.saturating_add(hold);
			if quantity == 0 {
				auction.orders = auction.orders.saturating_sub(1);
			}
		}
		match side {
			Side::Buy => {
				purse.statement.auction_bought.add(quantity, traded);
				purse.statement.grid_fee.add(quantity, fee);
			}
			Side::Sell => purse.statement.auction_sold.add(quantity, traded),
		}
		if quantity == 0 {
			state.orders = state.orders.saturating_sub(1);
			Orders::<T>::remove(key, point);
		} else {
			Orders::<T>::insert(key, point, PlacedOrder::Filled { position, hold });
		}
		self.cost.orders = self.cost.orders.saturating_add(1);
		self.pay(point, purse, Account::Escrow(interval), paid_back);
		Pallet::<T>::deposit_event(Event::OrderClaimed {
			community,
			point,
			interval,
			position,
			price,
			hold,
			paid_back,
		});
		true
	}

	/// Takes a point's position in an interval that was touched out of state, claiming it first. Its
	/// hold is still in escrow.
	pub(crate) fn take_position(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		state: &mut PointState<T::RingSize>,
		interval: Interval,
	) -> Position {
		if state.orders == 0 || self.auction(interval).is_none() {
			return Position::default();
		}
		let claimed = self.claim(point, purse, state, interval);
		let key = (self.community, interval);
		let Some(PlacedOrder::Filled { position, hold }) = Orders::<T>::get(key, point) else {
			return Position::default();
		};
		Orders::<T>::remove(key, point);
		if !claimed {
			self.cost.orders = self.cost.orders.saturating_add(1);
		}
		state.orders = state.orders.saturating_sub(1);
		purse.reserved = purse.reserved.saturating_sub(hold);
		if let Some(auction) = self.auction(interval) {
			auction.orders = auction.orders.saturating_sub(1);
			auction.holds = auction.holds.saturating_sub(hold);
		}
		Position {
			net: position,
			hold,
		}
	}

	/// Charges a position for what was not delivered of it, beyond the tolerance: from its hold to the
	/// treasury. `net_import` is what was metered.
	pub(crate) fn charge_undelivered(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		position: &mut Position,
		net_import: NetWh,
	) {
		let Some(rules) = self.auction(interval).map(|auction| auction.rules) else {
			return;
		};
		let quantity = position.net.unsigned_abs();
		// What was metered in the position's direction.
		let delivered = net_import.saturating_mul(position.net.signum()).max(0) as Wh;
		let undelivered = quantity.saturating_sub(delivered);
		let charged = undelivered.saturating_sub(rules.tolerance.mul_floor(quantity));
		let amount = money(rules.undelivered_charge, charged).min(position.hold);
		position.hold = position.hold.saturating_sub(amount);
		self.transfer(
			Account::Escrow(interval),
			Account::Treasury(TreasuryLine::Undelivered),
			amount,
		);
		purse.statement.undelivered.add(charged, amount);
		if undelivered > 0 {
			Pallet::<T>::deposit_event(Event::Undelivered {
				community: self.community,
				point,
				interval,
				undelivered,
				charge: amount,
			});
		}
	}

	/// Settles the position of a point that was never metered in an interval past retention, as a late
	/// reading of nothing: its hold covers it.
	pub(crate) fn cash_out(&mut self, point: PointId, interval: Interval) {
		self.touch(interval);
		self.with_point(point, |batch, purse, state| {
			let position = batch.take_position(point, purse, state, interval);
			if position.net != 0 {
				batch.book_late(point, purse, interval, 0, position);
				Pallet::<T>::deposit_event(Event::CashedOut {
					community: batch.community,
					point,
					interval,
					position: position.net,
				});
			}
		});
	}
}
