//! The pool: what readings owe and are due, closing intervals, settling points. Every entry of the settlement
//! specification's ledger that needs no order.

use crate::{
	auction::Position, batch::Batch, Config, Event, IntervalResult, Pallet, PointState, Positions,
	Results, Unsettled,
};
use commonwatt_primitives::{
	governance::TreasuryLine,
	green::Certification,
	money,
	traits::{Account, Gap, Ledger, PointAccount, Tariffs},
	Balance, Interval, NetWh, PointId, Price, Wh,
};

impl<T: Config> Batch<T> {
	/// Closes an interval that has been read or traded in, if that is due.
	pub(crate) fn close_if_used(&mut self, interval: Interval) {
		if Results::<T>::contains_key(self.community, interval) {
			self.touch(interval);
		}
	}

	/// Fixes matched energy, the supplier's part and the fee. From then on the interval pays out.
	pub(crate) fn close(&mut self, interval: Interval, result: &mut IntervalResult) {
		let escrow = Account::Escrow(interval);
		let prices = result.prices;
		let matched = match prices.pool_price {
			Some(_) => commonwatt_clearing::matched(result.short, result.long),
			None => 0,
		};
		let bought = result.short.saturating_sub(matched);
		self.transfer(escrow, Account::Supplier, money(prices.retail, bought));

		let sold = result.long.saturating_sub(matched);
		let feed_in = self.affordable_feed_in(prices.feed_in, sold);
		T::Ledger::add_arrears(
			&mut self.book,
			money(prices.feed_in.saturating_sub(feed_in), sold),
		);
		self.transfer(Account::Supplier, escrow, money(feed_in, sold));
		self.transfer(
			escrow,
			Account::Treasury(TreasuryLine::GridFees),
			money(prices.grid_fee, matched),
		);

		result.green.close(prices.pool_price.is_some());
		result.closed = true;
		result.matched = matched;
		result.paid_feed_in = feed_in;
		result.residual = (result.short as NetWh).saturating_sub(result.long as NetWh);
		Pallet::<T>::deposit_event(Event::IntervalClosed {
			community: self.community,
			interval,
			short: result.short,
			long: result.long,
			matched,
			pool_price: prices.pool_price,
			paid_feed_in: feed_in,
		});
	}

	/// The feed-in the supplier can pay for `sold` Wh: `floor(supplier / sold)` at most.
	fn affordable_feed_in(&mut self, feed_in: Price, sold: Wh) -> Price {
		let funds = T::Ledger::balance(&mut self.book, Account::Supplier);
		let most = funds.checked_div(sold.into()).unwrap_or(feed_in.into());
		most.min(feed_in.into()) as Price
	}

	/// Charges a point for a shortage at retail: from the hold of its position in `interval`, then from
	/// its credit, then from emergency credit. Wh it cannot pay for, rounded up, leave the shortage: the
	/// supplier delivers them against a receivable. Returns the Wh that are funded.
	fn charge_shortage(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		hold: &mut Balance,
		to: Account,
		shortage: Wh,
	) -> Wh {
		let Some(retail) = self.result(interval).map(|result| result.prices.retail) else {
			return 0;
		};
		let cost = money(retail, shortage);
		let from_hold = cost.min(*hold);
		*hold = hold.saturating_sub(from_hold);
		let escrow = Account::Escrow(interval);
		if to != escrow {
			self.transfer(escrow, to, from_hold);
		}
		let rest = cost.saturating_sub(from_hold);
		let unpaid = T::Ledger::charge(&mut self.book, point, purse, to, rest);
		let unfunded = unpaid
			.checked_add(u128::from(retail.saturating_sub(1)))
			.and_then(|rounded_up| rounded_up.checked_div(retail.into()))
			.unwrap_or(0) as Wh;
		if unfunded > 0 {
			let receivable = money(retail, unfunded);
			T::Ledger::owe(&mut self.book, point, purse, receivable);
			let change = receivable.saturating_sub(unpaid);
			self.pay(point, purse, to, change);
			self.state.energy.unfunded = self.state.energy.unfunded.saturating_add(unfunded);
			purse.statement.supplier_bought.add(unfunded, receivable);
		}
		shortage.saturating_sub(unfunded)
	}

	/// Pays a point from the supplier what it has; the rest is arrears. What was paid.
	fn pay_from_supplier(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		amount: Balance,
	) -> Balance {
		let paid = T::Ledger::pay(&mut self.book, point, purse, Account::Supplier, amount);
		T::Ledger::add_arrears(&mut self.book, amount.saturating_sub(paid));
		paid
	}

	/// Books a reading in time, beside the position the point has in the interval. The point's
	/// deviation, as far as it is funded.
	pub(crate) fn book_in_time(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		net_import: NetWh,
		mut position: Position,
	) -> NetWh {
		self.charge_undelivered(point, purse, interval, &mut position, net_import);
		let deviation = net_import.saturating_sub(position.net);
		let energy = deviation.unsigned_abs();
		let escrow = Account::Escrow(interval);
		let hold = &mut position.hold;
		let funded = if deviation > 0 {
			self.charge_shortage(point, purse, interval, hold, escrow, energy)
		} else {
			energy
		};
		self.pay(point, purse, escrow, position.hold);
		let Some(result) = self.result(interval) else {
			return 0;
		};
		if deviation > 0 {
			result.short = result.short.saturating_add(funded);
		} else {
			result.long = result.long.saturating_add(funded);
		}
		deviation.signum().saturating_mul(funded as NetWh)
	}

	/// Books a late reading: the point trades its deviation with the supplier, the difference to what
	/// that moves in the supplier's account goes to the treasury. The point's deviation, as far as it is
	/// funded.
	///
	/// A surplus gets what the supplier could pay at close, as those in time did: else it would pay to
	/// wait until a supplier in default is topped up.
	pub(crate) fn book_late(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		net_import: NetWh,
		mut position: Position,
	) -> NetWh {
		self.charge_undelivered(point, purse, interval, &mut position, net_import);
		let deviation = net_import.saturating_sub(position.net);
		let energy = deviation.unsigned_abs();
		let Some(before) = self.result(interval).cloned() else {
			return 0;
		};
		let local_market = before.prices.pool_price.is_some();
		let funded = if deviation > 0 {
			let hold = &mut position.hold;
			let to = Account::Supplier;
			let funded = self.charge_shortage(point, purse, interval, hold, to, energy);
			let paid = money(before.prices.retail, funded);
			purse.statement.supplier_bought.add(funded, paid);
			let residual = before.residual.saturating_add(funded as NetWh);
			if local_market {
				let supplier_gains = before
					.supplier_account(residual)
					.above(before.supplier_account(before.residual));
				let difference = paid.saturating_sub(supplier_gains);
				self.transfer(
					Account::Supplier,
					Account::Treasury(TreasuryLine::Differences),
					difference,
				);
			}
			funded as NetWh
		} else {
			let residual = before.residual.saturating_add(deviation);
			let due = money(before.paid_feed_in, energy);
			let paid = self.pay_from_supplier(point, purse, due);
			purse.statement.supplier_sold.add(energy, paid);
			let supplier_owes = match local_market {
				true => before
					.supplier_account(before.residual)
					.above(before.supplier_account(residual)),
				false => money(before.prices.feed_in, energy),
			};
			let difference = supplier_owes.saturating_sub(due);
			let moved = T::Ledger::transfer(
				&mut self.book,
				Account::Supplier,
				Account::Treasury(TreasuryLine::Differences),
				difference,
			);
			T::Ledger::add_arrears(&mut self.book, difference.saturating_sub(moved));
			deviation
		};
		self.pay(point, purse, Account::Escrow(interval), position.hold);
		if let Some(result) = self.result(interval) {
			result.residual = before.residual.saturating_add(funded);
		}
		funded
	}

	/// Books a gap with the supplier: import at the highest retail, export at the lowest feed-in of
	/// its tariff cells, not netted. What the point cannot pay is a receivable.
	pub(crate) fn book_gap(&mut self, point: PointId, purse: &mut PointAccount, gap: &Gap) {
		let totals = &mut self.state.energy;
		totals.gaps = totals.gaps.plus(&gap.energy).unwrap_or(totals.gaps);
		if gap.energy == Default::default() {
			return;
		}
		let prices = T::Tariffs::gap_prices(self.community, gap.from, gap.until);
		let cost = money(prices.retail, gap.energy.import);
		let unpaid = T::Ledger::charge(&mut self.book, point, purse, Account::Supplier, cost);
		T::Ledger::owe(&mut self.book, point, purse, unpaid);
		let due = money(prices.feed_in, gap.energy.export);
		let paid = self.pay_from_supplier(point, purse, due);
		let statement = &mut purse.statement;
		statement.imported = statement.imported.saturating_add(gap.energy.import);
		statement.exported = statement.exported.saturating_add(gap.energy.export);
		statement.gap_bought.add(gap.energy.import, cost);
		statement.gap_sold.add(gap.energy.export, paid);
		Pallet::<T>::deposit_event(Event::GapBooked {
			community: self.community,
			point,
			from: gap.from,
			until: gap.until,
			import: gap.energy.import,
			export: gap.energy.export,
			retail: prices.retail,
			feed_in: prices.feed_in,
		});
	}

	/// Settles the oldest closed intervals of a point, at most `limit` of them and `certified` of those
	/// that certificates hear of; how many.
	pub(crate) fn settle_oldest(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		state: &mut PointState<T::RingSize>,
		limit: usize,
		certified: usize,
	) -> usize {
		let mut heard = 0usize;
		let closed = state.unsettled.iter().take(limit).take_while(|reading| {
			let is_heard = reading.certification != Certification::None;
			heard = heard.saturating_add(usize::from(is_heard));
			reading.interval < self.due && heard <= certified
		});
		let count = closed.count();
		let entries: alloc::vec::Vec<_> = state.unsettled.iter().take(count).copied().collect();
		for reading in entries {
			self.settle_reading(point, purse, &reading);
		}
		let mut index = 0usize;
		state.unsettled.retain(|_| {
			index = index.saturating_add(1);
			index > count
		});
		count
	}

	/// Pays a point its due of a closed interval, and gives it its share of the green energy.
	fn settle_reading(&mut self, point: PointId, purse: &mut PointAccount, reading: &Unsettled) {
		let (interval, deviation) = (reading.interval, reading.deviation());
		self.touch(interval);
		let Some(result) = self.result(interval) else {
			return;
		};
		let energy = deviation.unsigned_abs();
		let mut shares = result.shares(deviation > 0);
		let matched = shares.claim(energy);
		let unmatched = energy.saturating_sub(matched);
		let prices = result.prices;
		let pool_money = money(prices.pool_price.unwrap_or(0), matched);
		let amount = if deviation > 0 {
			result.short_settled = shares.claimed();
			let fee = money(prices.grid_fee, matched);
			purse.statement.pool_bought.add(matched, pool_money);
			purse.statement.grid_fee.add(matched, fee);
			let from_supplier = money(prices.retail, unmatched);
			purse
				.statement
				.supplier_bought
				.add(unmatched, from_supplier);
			money(result.refund_per_wh(), matched)
		} else {
			result.long_settled = shares.claimed();
			let to_supplier = money(result.paid_feed_in, unmatched);
			purse.statement.pool_sold.add(matched, pool_money);
			purse.statement.supplier_sold.add(unmatched, to_supplier);
			pool_money.saturating_add(to_supplier)
		};
		result.unsettled = result.unsettled.saturating_sub(1);
		self.state.unsettled = self.state.unsettled.saturating_sub(1);
		self.pay(point, purse, Account::Escrow(interval), amount);
		let green = self.settle_green(point, purse, reading);
		Pallet::<T>::deposit_event(Event::Settled {
			community: self.community,
			point,
			interval,
			deviation,
			matched,
			paid: amount,
			green,
		});
	}

	/// Settles every closed interval of a point; how many, and how many are left.
	pub(crate) fn settle_all(&mut self, point: PointId) -> (u32, u32) {
		let due = self.due;
		let unsettled = Positions::<T>::get(point).unsettled;
		let closed = unsettled
			.first()
			.is_some_and(|oldest| oldest.interval < due);
		if !closed {
			return (0, unsettled.len() as u32);
		}
		self.with_point(point, |batch, purse, state| {
			let settled = batch.settle_oldest(point, purse, state, usize::MAX, usize::MAX);
			(settled as u32, state.unsettled.len() as u32)
		})
	}
}
