//! The pool: booking readings, closing intervals, settling points. Every entry of the settlement
//! specification's ledger that needs no order.

use crate::{Config, Event, IntervalResult, MarketState, Markets, Pallet, Results, Unsettled};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	money,
	reading::Refusal,
	traits::{
		Account, Delivery, Gap, Ledger, MarketClock, PointAccount, ReadingBook, Settlements,
		Tariffs,
	},
	CommunityId, Interval, NetWh, PointId, Price, Wh,
};
use frame_support::{defensive, BoundedVec};

/// Closed intervals of a point that are settled with one of its readings: a steady stream needs one,
/// the second works a backlog off.
const SETTLED_PER_READING: usize = 2;

/// A community's aggregates while readings are booked: loaded once, written once.
pub struct Batch<T: Config> {
	pub(crate) community: CommunityId,
	pub(crate) book: <T::Ledger as Ledger>::Book,
	pub(crate) state: MarketState,
	results: BTreeMap<Interval, IntervalResult>,
	due: Interval,
}

impl<T: Config> Batch<T> {
	pub(crate) fn open(community: CommunityId) -> Self {
		Self {
			community,
			book: T::Ledger::open(community),
			state: Markets::<T>::try_get(community)
				.unwrap_or_else(|_| MarketState::from_now::<T>()),
			results: BTreeMap::new(),
			due: T::Clock::due(),
		}
	}

	pub(crate) fn commit(self) -> u32 {
		T::Ledger::commit(self.book);
		Markets::<T>::insert(self.community, self.state);
		let touched = self.results.len() as u32;
		for (interval, result) in self.results {
			Results::<T>::insert(self.community, interval, result);
		}
		touched
	}

	/// Loads an interval, or freezes its prices at first touch, and closes it if that is due.
	fn touch(&mut self, interval: Interval) {
		if self.results.contains_key(&interval) {
			return;
		}
		let mut result =
			Results::<T>::get(self.community, interval).unwrap_or_else(|| IntervalResult {
				prices: T::Tariffs::prices(self.community, interval).unwrap_or_default(),
				..Default::default()
			});
		if interval < self.due && !result.closed {
			self.close(interval, &mut result);
		}
		self.results.insert(interval, result);
	}

	/// Closes an interval that has been read, if that is due.
	pub(crate) fn close_if_read(&mut self, interval: Interval) {
		if Results::<T>::contains_key(self.community, interval) {
			self.touch(interval);
		}
	}

	/// Fixes matched energy, the supplier's part and the fee. From then on the interval pays out.
	fn close(&mut self, interval: Interval, result: &mut IntervalResult) {
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
		self.transfer(escrow, Account::Treasury, money(prices.grid_fee, matched));

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

	/// Moves money that is there by the invariants.
	fn transfer(&mut self, from: Account, to: Account, amount: u128) {
		if T::Ledger::transfer(&mut self.book, from, to, amount) != amount {
			defensive!("an interval holds what it owes");
		}
	}

	/// Charges a point for a shortage at retail. Wh it cannot pay for, rounded up, leave the shortage:
	/// the supplier delivers them against a receivable. Returns the Wh that are funded.
	fn charge_shortage(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		to: Account,
		retail: Price,
		shortage: Wh,
	) -> Wh {
		let unpaid = T::Ledger::charge(&mut self.book, point, purse, to, money(retail, shortage));
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
		}
		shortage.saturating_sub(unfunded)
	}

	/// Pays a point from an account that holds the money by the invariants.
	fn pay(&mut self, point: PointId, purse: &mut PointAccount, from: Account, amount: u128) {
		if T::Ledger::pay(&mut self.book, point, purse, from, amount) != amount {
			defensive!("an interval holds what it owes");
		}
	}

	/// Pays a point from the supplier what it has; the rest is arrears.
	fn pay_from_supplier(&mut self, point: PointId, purse: &mut PointAccount, amount: u128) {
		let paid = T::Ledger::pay(&mut self.book, point, purse, Account::Supplier, amount);
		T::Ledger::add_arrears(&mut self.book, amount.saturating_sub(paid));
	}

	/// Books a reading in time. The point's deviation, as far as it is funded.
	fn book_in_time(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		deviation: NetWh,
	) -> NetWh {
		self.touch(interval);
		let Some(retail) = self
			.results
			.get(&interval)
			.map(|result| result.prices.retail)
		else {
			return 0;
		};
		let energy = deviation.unsigned_abs();
		let funded = if deviation > 0 {
			self.charge_shortage(point, purse, Account::Escrow(interval), retail, energy)
		} else {
			energy
		};
		let Some(result) = self.results.get_mut(&interval) else {
			return 0;
		};
		if deviation > 0 {
			result.short = result.short.saturating_add(funded);
		} else {
			result.long = result.long.saturating_add(funded);
		}
		if funded > 0 {
			result.unsettled = result.unsettled.saturating_add(1);
			self.state.unsettled = self.state.unsettled.saturating_add(1);
		}
		deviation.signum().saturating_mul(funded as NetWh)
	}

	/// Books a late reading: the point trades with the supplier, the difference to what that moves in
	/// the supplier's account goes to the treasury. The point's deviation, as far as it is funded.
	///
	/// A surplus gets what the supplier could pay at close, as those in time did: else it would pay to
	/// wait until a supplier in default is topped up.
	fn book_late(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		deviation: NetWh,
	) -> NetWh {
		self.touch(interval);
		let Some(mut result) = self.results.remove(&interval) else {
			return 0;
		};
		let local_market = result.prices.pool_price.is_some();
		let energy = deviation.unsigned_abs();
		let before = result.supplier_account(result.residual);
		let funded = if deviation > 0 {
			let retail = result.prices.retail;
			let funded = self.charge_shortage(point, purse, Account::Supplier, retail, energy);
			result.residual = result.residual.saturating_add(funded as NetWh);
			if local_market {
				let supplier_gains = result.supplier_account(result.residual).above(before);
				let paid = money(retail, funded);
				let difference = paid.saturating_sub(supplier_gains);
				self.transfer(Account::Supplier, Account::Treasury, difference);
			}
			funded as NetWh
		} else {
			result.residual = result.residual.saturating_add(deviation);
			let due = money(result.paid_feed_in, energy);
			self.pay_from_supplier(point, purse, due);
			let supplier_owes = match local_market {
				true => before.above(result.supplier_account(result.residual)),
				false => money(result.prices.feed_in, energy),
			};
			let difference = supplier_owes.saturating_sub(due);
			let moved = T::Ledger::transfer(
				&mut self.book,
				Account::Supplier,
				Account::Treasury,
				difference,
			);
			T::Ledger::add_arrears(&mut self.book, difference.saturating_sub(moved));
			deviation
		};
		self.results.insert(interval, result);
		funded
	}

	/// Books a gap with the supplier: import at the highest retail, export at the lowest feed-in of
	/// its tariff cells, not netted. What the point cannot pay is a receivable.
	fn book_gap(&mut self, point: PointId, purse: &mut PointAccount, gap: &Gap) {
		let totals = &mut self.state.energy;
		totals.gaps = totals.gaps.plus(&gap.energy).unwrap_or(totals.gaps);
		if gap.energy == Default::default() {
			return;
		}
		let prices = T::Tariffs::gap_prices(self.community, gap.from, gap.until);
		let cost = money(prices.retail, gap.energy.import);
		let unpaid = T::Ledger::charge(&mut self.book, point, purse, Account::Supplier, cost);
		T::Ledger::owe(&mut self.book, point, purse, unpaid);
		self.pay_from_supplier(point, purse, money(prices.feed_in, gap.energy.export));
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

	/// Settles the oldest closed intervals of a ring, at most `limit`.
	fn settle_oldest(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		ring: &mut BoundedVec<(Interval, NetWh), T::RingSize>,
		limit: usize,
	) -> usize {
		let closed = ring
			.iter()
			.take(limit)
			.take_while(|(interval, _)| *interval < self.due);
		let count = closed.count();
		let entries: alloc::vec::Vec<_> = ring.iter().take(count).copied().collect();
		for (interval, deviation) in entries {
			self.settle_deviation(point, purse, interval, deviation);
		}
		let mut index = 0usize;
		ring.retain(|_| {
			index = index.saturating_add(1);
			index > count
		});
		count
	}

	/// Pays a point its due of a closed interval.
	fn settle_deviation(
		&mut self,
		point: PointId,
		purse: &mut PointAccount,
		interval: Interval,
		deviation: NetWh,
	) {
		self.touch(interval);
		let Some(result) = self.results.get_mut(&interval) else {
			return;
		};
		let energy = deviation.unsigned_abs();
		let mut shares = result.shares(deviation > 0);
		let matched = shares.claim(energy);
		let amount = if deviation > 0 {
			result.short_settled = shares.claimed();
			money(result.refund_per_wh(), matched)
		} else {
			result.long_settled = shares.claimed();
			money(result.prices.pool_price.unwrap_or(0), matched)
				.saturating_add(money(result.paid_feed_in, energy.saturating_sub(matched)))
		};
		result.unsettled = result.unsettled.saturating_sub(1);
		self.state.unsettled = self.state.unsettled.saturating_sub(1);
		self.pay(point, purse, Account::Escrow(interval), amount);
		Pallet::<T>::deposit_event(Event::Settled {
			community: self.community,
			point,
			interval,
			deviation,
			matched,
			paid: amount,
		});
	}

	/// Settles every closed interval of a point; how many, and how many are left.
	pub(crate) fn settle_all(&mut self, point: PointId) -> (u32, u32) {
		let mut ring = Unsettled::<T>::get(point);
		if ring
			.first()
			.is_none_or(|(interval, _)| *interval >= self.due)
		{
			return (0, ring.len() as u32);
		}
		let mut purse = T::Ledger::load_point(point);
		let settled = self.settle_oldest(point, &mut purse, &mut ring, usize::MAX);
		T::Ledger::store_point(point, purse);
		let left = ring.len() as u32;
		store_ring::<T>(point, ring);
		(settled as u32, left)
	}
}

impl MarketState {
	/// A market that begins now has nothing to close or retire before.
	fn from_now<T: Config>() -> Self {
		let retired_until = T::Clock::retired();
		Self {
			closed_until: retired_until,
			retired_until,
			..Default::default()
		}
	}
}

fn store_ring<T: Config>(point: PointId, ring: BoundedVec<(Interval, NetWh), T::RingSize>) {
	if ring.is_empty() {
		Unsettled::<T>::remove(point);
	} else {
		Unsettled::<T>::insert(point, ring);
	}
}

impl<T: Config> ReadingBook for Pallet<T> {
	type Batch = Batch<T>;

	fn open(community: CommunityId) -> Batch<T> {
		Batch::open(community)
	}

	fn admit(batch: &Batch<T>, point: PointId, interval: Interval) -> Result<(), Refusal> {
		let ring = Unsettled::<T>::get(point);
		let full = ring.len() >= <T::RingSize as frame_support::traits::Get<u32>>::get() as usize;
		let oldest_is_open = ring.first().is_some_and(|(oldest, _)| *oldest >= batch.due);
		if interval >= batch.due && full && oldest_is_open {
			return Err(Refusal::TooManyUnsettled);
		}
		Ok(())
	}

	fn book(batch: &mut Batch<T>, delivery: &Delivery) {
		let Delivery {
			point,
			interval,
			energy,
			gap,
		} = *delivery;
		let community = batch.community;
		let mut purse = T::Ledger::load_point(point);
		let mut ring = Unsettled::<T>::get(point);
		batch.settle_oldest(point, &mut purse, &mut ring, SETTLED_PER_READING);
		if let Some(gap) = gap {
			batch.book_gap(point, &mut purse, &gap);
		}

		let totals = &mut batch.state.energy;
		totals.metered = totals.metered.plus(&energy).unwrap_or(totals.metered);
		let deviation = (energy.import as NetWh).saturating_sub(energy.export as NetWh);
		if interval < batch.due {
			let funded = batch.book_late(point, &mut purse, interval, deviation);
			Self::deposit_event(Event::MeteredLate {
				community,
				point,
				interval,
				deviation,
				funded,
			});
		} else {
			let funded = batch.book_in_time(point, &mut purse, interval, deviation);
			if funded != 0 && ring.try_push((interval, funded)).is_err() {
				defensive!("admitted: the ring has room");
			}
			Self::deposit_event(Event::Metered {
				community,
				point,
				interval,
				deviation,
				funded,
			});
		}
		store_ring::<T>(point, ring);
		T::Ledger::store_point(point, purse);
	}

	fn book_gap(batch: &mut Batch<T>, point: PointId, gap: &Gap) {
		let mut purse = T::Ledger::load_point(point);
		batch.book_gap(point, &mut purse, gap);
		T::Ledger::store_point(point, purse);
	}

	fn commit(batch: Batch<T>) -> u32 {
		batch.commit()
	}

	fn remove_point(community: CommunityId, point: PointId) -> bool {
		!Unsettled::<T>::contains_key(point) && T::Ledger::remove_point(community, point)
	}
}

impl<T: Config> Settlements for Pallet<T> {
	fn settle_point(community: CommunityId, point: PointId) -> u32 {
		let mut batch = Batch::<T>::open(community);
		let (_, left) = batch.settle_all(point);
		batch.commit();
		left
	}
}
