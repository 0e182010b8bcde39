//! Benchmarks: calls, and the parts of which batches and hooks are put together in [`Costs`](crate::Costs).
//!
//! Books have as many ticks as there may be, all of them full; curves as many steps; rings, lists and
//! batches as many entries. Points file a statement, pay debts or go broke, and call for a top-up.

pub mod cases;

use crate::{
	batch::Batch, Auctions, Call, Config, History, Markets, NextCommunity, Orders, Pallet,
	PlacedOrder, Positions, StandingOrders, StandingSweeps, TradingKeys, WeightInfo,
};
use alloc::vec::Vec;
use cases::*;
use commonwatt_primitives::{
	order::Side,
	traits::{Account, DeliveryPoints, Ledger, MarketClock, Tariffs},
	Balance, CommunityId, Interval, PointId,
};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::Get,
	weights::{Weight, WeightMeter},
};
use frame_system::RawOrigin;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId, Signature> {
	/// Who operates a community, which then exists. Its rules make books of as many ticks as there may be.
	fn operator(community: CommunityId) -> AccountId;
	/// A gateway of it, not suspended.
	fn gateway(community: CommunityId) -> AccountId;
	/// Gives the community's own accounts money.
	fn fund(community: CommunityId);
	/// The time is the beginning of an interval, as many before it are not due as may be, and rules changed
	/// as often as they may in the day before.
	fn begin(interval: Interval);
	/// A point of a member, and its owner: as large as it may be, read until `next`.
	fn point(community: CommunityId, index: u32, next: Interval) -> (PointId, AccountId);
	/// The account of a point, with a year of statements and a standing top-up that was not called for.
	/// Whether it owes, and whether the statement of a month that is over waits to be filed.
	fn account(community: CommunityId, point: PointId, credit: Balance, owes: bool, files: bool);
	/// Settles upon a signal.
	fn signal(community: CommunityId, interval: Interval);
	/// A signer, and what it signs. Always the same.
	fn sign(message: &[u8]) -> (AccountId, Signature);
}

/// Intervals of a batch at most, read or settled.
const INTERVALS: u32 = 128;
/// Books that a batch of intents goes to.
const BOOKS: u32 = 64;

/// The accounts of points, loaded, and what they have open.
fn loaded<T: Config>(
	batch: &mut Batch<T>,
	points: &[PointId],
) -> Vec<(
	PointId,
	commonwatt_primitives::traits::PointAccount,
	crate::PointState<T::RingSize>,
)> {
	let load = |point: &PointId| {
		let purse = T::Ledger::load_point(&mut batch.book, *point);
		(*point, purse, Positions::<T>::get(point))
	};
	points.iter().map(load).collect()
}

/// Points with the interval ahead.
fn ahead(points: &[PointId]) -> Vec<(PointId, Interval)> {
	points.iter().map(|point| (*point, AHEAD)).collect()
}

fn is_resting<T: Config>(point: PointId, interval: Interval) -> bool {
	matches!(
		Orders::<T>::get((COMMUNITY, interval), point),
		Some(PlacedOrder::Resting { .. })
	)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	/// Intervals that were neither cleared nor closed.
	#[benchmark]
	fn settle(n: Linear<1, { T::RingSize::get() }>) {
		begin::<T>();
		let (point, _) = point::<T>(BROKE);
		let due = T::Clock::due();
		(due.saturating_sub(n)..due).for_each(put_open::<T>);
		put_ring::<T>(point, n);
		let anyone = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), point);

		assert!(Positions::<T>::get(point).unsettled.is_empty());
	}

	#[benchmark]
	fn place_first_order() {
		begin::<T>();
		let (point, _) = point::<T>(PAYING);
		let key: T::AccountId = whitelisted_caller();
		TradingKeys::<T>::insert(point, &key);
		let order = curve::<T>(AHEAD, Side::Buy);

		#[extrinsic_call]
		place_order(RawOrigin::Signed(key), point, AHEAD, order);

		assert!(is_resting::<T>(point, AHEAD));
	}

	#[benchmark]
	fn replace_order() {
		begin::<T>();
		let point = points_with_orders::<T>(1, AHEAD, PAYING)[0];
		let key: T::AccountId = whitelisted_caller();
		TradingKeys::<T>::insert(point, &key);
		let order = curve::<T>(AHEAD, Side::Sell);

		#[extrinsic_call]
		place_order(RawOrigin::Signed(key), point, AHEAD, order);

		assert!(is_resting::<T>(point, AHEAD));
	}

	#[benchmark]
	fn cancel_order() {
		begin::<T>();
		let point = points_with_orders::<T>(1, AHEAD, BROKE)[0];
		let key: T::AccountId = whitelisted_caller();
		TradingKeys::<T>::insert(point, &key);

		#[extrinsic_call]
		_(RawOrigin::Signed(key), point, AHEAD);

		assert!(!is_resting::<T>(point, AHEAD));
	}

	/// Of an interval that was neither cleared nor closed.
	#[benchmark]
	fn claim() {
		begin::<T>();
		let interval = T::Clock::due().saturating_sub(1);
		let point = points_with_orders::<T>(1, interval, BROKE)[0];
		let anyone = whitelisted_caller();

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), point, interval);

		assert!(!is_resting::<T>(point, interval));
	}

	#[benchmark]
	fn set_trading_key() {
		begin::<T>();
		let (point, owner) = point::<T>(BROKE);
		let [old, new] = [0, 1].map(|index| account::<T::AccountId>("key", index, 0));
		frame_system::Pallet::<T>::inc_sufficients(&old);
		TradingKeys::<T>::insert(point, old);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), point, Some(new.clone()));

		assert_eq!(TradingKeys::<T>::get(point), Some(new));
	}

	#[benchmark]
	fn set_standing_order() {
		begin::<T>();
		let (point, owner) = point::<T>(BROKE);
		let order = standing_order::<T>(Side::Buy, Interval::MAX);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), point, None, order);

		assert_eq!(StandingOrders::<T>::get(COMMUNITY, point).len(), 1);
	}

	#[benchmark]
	fn cancel_standing_order() {
		begin::<T>();
		let (point, owner) = point::<T>(BROKE);
		put_standing_orders::<T>(point, true);
		StandingOrders::<T>::mutate(COMMUNITY, point, |orders| orders.truncate(1));

		#[extrinsic_call]
		_(RawOrigin::Signed(owner), point, 0);

		assert!(!StandingOrders::<T>::contains_key(COMMUNITY, point));
	}

	/// Each replaces an order of the same book.
	#[benchmark]
	fn executed_intents(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let wanted = Wanted {
			files: false,
			..PAYING
		};
		let points = points_with_orders::<T>(n, AHEAD, wanted);
		let intents = intents::<T>(&ahead(&points));

		#[extrinsic_call]
		submit_intents(RawOrigin::Signed(gateway), COMMUNITY, intents);

		for point in points {
			let next = crate::IntentNonces::<T>::get(point).next(AHEAD);
			assert_eq!(next, u64::MAX);
		}
	}

	/// Each would leave its point without credit: that is seen last.
	#[benchmark]
	fn refused_intents(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let wanted = Wanted {
			files: false,
			..BROKE
		};
		let points = points_with_orders::<T>(n, AHEAD, wanted);
		let mut intents = intents::<T>(&ahead(&points));
		for intent in &mut intents {
			for step in intent.order.iter_mut().flat_map(|order| &mut order.steps) {
				step.quantity = 1 << 24;
			}
		}

		#[extrinsic_call]
		submit_intents(RawOrigin::Signed(gateway), COMMUNITY, intents);

		for point in points {
			assert_eq!(crate::IntentNonces::<T>::get(point).next(AHEAD), 1);
		}
	}

	/// The gateway is suspended.
	#[benchmark]
	fn badly_signed_intents(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let wanted = Wanted {
			files: false,
			..PAYING
		};
		let points = points_with_orders::<T>(n, AHEAD, wanted);
		let mut intents = intents::<T>(&ahead(&points));
		let (_, signature) = T::BenchmarkHelper::sign(b"something else");
		intents
			.iter_mut()
			.for_each(|intent| intent.signature = signature.clone());

		#[extrinsic_call]
		submit_intents(RawOrigin::Signed(gateway), COMMUNITY, intents);

		for point in points {
			assert_eq!(crate::IntentNonces::<T>::get(point).next(AHEAD), 1);
		}
	}

	/// A batch that loads books to which orders are added.
	#[benchmark]
	fn load_books(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let intervals = NOW.saturating_add(1)..NOW.saturating_add(1).saturating_add(n);
		intervals.clone().for_each(put_open::<T>);
		let ticks = ticks::<T>(AHEAD);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			for interval in intervals {
				batch.touch(interval);
				batch.depth(interval, ticks);
				if let Some(auction) = batch.auction(interval) {
					auction.orders = auction.orders.saturating_add(1);
				}
				batch.transfer(Account::Supplier, Account::Escrow(interval), 1);
			}
			batch.commit();
		}
	}

	/// A batch that begins books, each with its first order.
	#[benchmark]
	fn begin_books(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let intervals = NOW.saturating_add(1)..NOW.saturating_add(1).saturating_add(n);
		let ticks = ticks::<T>(AHEAD);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			for interval in intervals.clone() {
				let rules = T::Tariffs::auction(COMMUNITY, interval).expect("there is one");
				let closure = Pallet::<T>::gate_closure(interval, &rules);
				assert!(batch.peek_prices(interval).is_some());
				batch.touch(interval);
				batch.begin_auction(interval, crate::Auction::new(rules, closure));
				batch.depth(interval, ticks);
				batch.transfer(Account::Supplier, Account::Escrow(interval), 1);
			}
			batch.commit();
		}

		assert!(Auctions::<T>::contains_key(COMMUNITY, intervals.start));
	}

	/// A batch that touches intervals which nothing was said of, and closes them.
	#[benchmark]
	fn touch_intervals(n: Linear<1, INTERVALS>) {
		begin::<T>();
		let due = T::Clock::due();

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			(due.saturating_sub(n)..due).for_each(|interval| batch.touch(interval));
			batch.commit();
		}

		assert!(crate::Results::<T>::get(COMMUNITY, due - 1).is_some_and(|result| result.closed));
	}

	/// A batch that closes intervals without an auction.
	#[benchmark]
	fn close_intervals(n: Linear<1, INTERVALS>) {
		begin::<T>();
		let due = T::Clock::due();
		(due.saturating_sub(n)..due).for_each(|interval| put_interval::<T>(interval, false));

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			(due.saturating_sub(n)..due).for_each(|interval| batch.touch(interval));
			batch.commit();
		}

		assert!(crate::Results::<T>::get(COMMUNITY, due - 1).is_some_and(|result| result.closed));
	}

	/// A batch that clears auctions and closes their intervals.
	#[benchmark]
	fn clear_auctions(n: Linear<1, INTERVALS>) {
		begin::<T>();
		let due = T::Clock::due();
		(due.saturating_sub(n)..due).for_each(put_open::<T>);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			(due.saturating_sub(n)..due).for_each(|interval| batch.touch(interval));
			batch.commit();
		}

		assert!(
			Auctions::<T>::get(COMMUNITY, due - 1).is_some_and(|auction| auction.trade.is_some())
		);
	}

	/// What orders take of readings: claiming, delivering nothing.
	#[benchmark]
	fn deliver_orders(n: Linear<1, 256>) {
		begin::<T>();
		let interval = T::Clock::due();
		// What paying debts takes is part of the reading.
		let owes_nothing = Wanted {
			owes: false,
			..BROKE
		};
		let points = points_with_orders::<T>(n, interval, owes_nothing);
		let mut batch = Batch::<T>::open(COMMUNITY);
		batch.touch(interval);
		let mut loaded = loaded::<T>(&mut batch, &points);

		#[block]
		{
			for (point, purse, state) in &mut loaded {
				let mut position = batch.take_position(*point, purse, state, interval);
				batch.charge_undelivered(*point, purse, interval, &mut position, 0);
			}
		}

		assert_eq!(batch.cost.orders, n);
	}

	/// What statements take of an entry.
	#[benchmark]
	fn file_statements(n: Linear<1, 256>) {
		begin::<T>();
		let points: Vec<_> = (0..n)
			.map(|index| point::<T>(Wanted { index, ..BROKE }).0)
			.collect();
		let mut batch = Batch::<T>::open(COMMUNITY);

		#[block]
		{
			for point in points {
				T::Ledger::load_point(&mut batch.book, point);
			}
		}

		assert_eq!(batch.commit().statements, n);
	}

	/// Two communities, of which nothing is kept.
	#[benchmark]
	fn poll_base() {
		begin::<T>();
		T::BenchmarkHelper::operator(COMMUNITY.saturating_add(1));
		Markets::<T>::remove(COMMUNITY);

		#[block]
		{
			Pallet::<T>::maintain(&mut WeightMeter::new());
		}

		assert_eq!(NextCommunity::<T>::get(), 1);
	}

	/// There is something to clear, to close, to sweep and to retire, and no weight for any of it.
	#[benchmark]
	fn poll_idle_community() {
		begin::<T>();
		point::<T>(BROKE);
		Markets::<T>::mutate(COMMUNITY, |state| {
			state.cleared_until = 1;
			state.closed_until = 1;
			state.retired_until = 1;
		});

		#[block]
		{
			Pallet::<T>::maintain_community(
				COMMUNITY,
				&mut WeightMeter::with_limit(Weight::zero()),
			);
		}
	}

	/// Storing a point that goes broke, and the community's aggregates.
	#[benchmark]
	fn store_point() {
		begin::<T>();
		let (point, _) = point::<T>(BROKE);
		let mut batch = Batch::<T>::open(COMMUNITY);
		batch.transfer(Account::Supplier, Account::Guarantee, 1);
		batch.state.sweep_at = 1;

		#[block]
		{
			batch.with_point(point, |_, _, _| ());
			batch.commit();
		}

		assert_eq!(Markets::<T>::get(COMMUNITY).sweep_at, 1);
	}

	/// Auctions whose gates have closed, of intervals that are not over.
	#[benchmark]
	fn clear_final(n: Linear<1, 8>) {
		begin::<T>();
		let first = NOW.saturating_add(1).saturating_sub(n);
		(first..=NOW).for_each(put_open::<T>);
		Markets::<T>::mutate(COMMUNITY, |state| state.cleared_until = first);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			Pallet::<T>::clear_final(&mut batch, &mut WeightMeter::new());
			batch.commit();
		}

		assert!(Auctions::<T>::get(COMMUNITY, NOW).is_some_and(|auction| auction.cleared));
	}

	#[benchmark]
	fn sweep_idle_point() {
		begin::<T>();
		point::<T>(BROKE);
		let mut batch = Batch::<T>::open(COMMUNITY);

		#[block]
		{
			let point = T::Points::point_at(COMMUNITY, 0).expect("there is one");
			assert_eq!(batch.settle_all(point), (0, 0));
		}
	}

	/// A point whose intervals were neither cleared nor closed.
	#[benchmark]
	fn sweep_point(n: Linear<1, { T::RingSize::get() }>) {
		begin::<T>();
		let (point, _) = point::<T>(BROKE);
		let due = T::Clock::due();
		(due.saturating_sub(n)..due).for_each(put_open::<T>);
		put_ring::<T>(point, n);
		let mut batch = Batch::<T>::open(COMMUNITY);

		#[block]
		{
			let point = T::Points::point_at(COMMUNITY, 0).expect("there is one");
			assert_eq!(batch.settle_all(point), (n, 0));
			batch.commit();
		}
	}

	/// Intervals that are cleared, closed and settled.
	#[benchmark]
	fn retire_intervals(n: Linear<1, 8>) {
		begin::<T>();
		let retired = T::Clock::retired();
		let first = retired.saturating_sub(n);
		for interval in first..retired {
			let forgotten = interval.saturating_sub(T::HistoryLength::get());
			settled_and_remembered::<T>(interval, forgotten);
		}
		Markets::<T>::mutate(COMMUNITY, |state| state.retired_until = first);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			Pallet::<T>::retire(&mut batch, &mut WeightMeter::new());
			batch.commit();
		}

		assert!(History::<T>::contains_key(COMMUNITY, first));
		assert_eq!(Markets::<T>::get(COMMUNITY).retired_until, retired);
	}

	/// Positions that were never metered.
	#[benchmark]
	fn cash_out_points(n: Linear<1, 32>) {
		begin::<T>();
		let interval = T::Clock::retired().saturating_sub(1);
		let points = points_with_orders::<T>(n, interval, BROKE);

		#[block]
		{
			let mut batch = Batch::<T>::open(COMMUNITY);
			for point in points {
				batch.cash_out(point, interval);
			}
			batch.commit();
		}

		assert_eq!(Orders::<T>::iter_prefix((COMMUNITY, interval)).count(), 0);
	}

	/// Two communities, of which the second finds no weight.
	#[benchmark]
	fn poll_standing_base() {
		begin::<T>();
		T::BenchmarkHelper::operator(COMMUNITY.saturating_add(1));
		let enough_for_one =
			T::WeightInfo::poll_standing_base().saturating_add(Pallet::<T>::look());
		let mut meter = WeightMeter::with_limit(enough_for_one);

		#[block]
		{
			Pallet::<T>::fire_standing_orders(&mut meter);
		}

		assert_eq!(crate::NextStandingCommunity::<T>::get(), 1);
	}

	/// There is no signal.
	#[benchmark]
	fn look_for_signals() {
		begin::<T>();
		let (point, _) = point::<T>(BROKE);
		put_standing_orders::<T>(point, true);

		#[block]
		{
			Pallet::<T>::sweep_standing_orders(COMMUNITY, &mut WeightMeter::new());
		}

		assert!(!StandingSweeps::<T>::get(COMMUNITY).done);
	}

	/// A round of points whose standing orders have expired, but for the last, which orders.
	#[benchmark]
	fn fire_standing_orders(n: Linear<1, 32>) {
		begin::<T>();
		standing_round::<T>(n, true);

		#[block]
		{
			Pallet::<T>::sweep_standing_orders(COMMUNITY, &mut WeightMeter::new());
		}

		let ordered = Orders::<T>::iter_prefix((COMMUNITY, NOW + 1)).count();
		assert_eq!(ordered, n as usize);
	}

	/// A round of points whose standing orders have all expired.
	#[benchmark]
	fn expire_standing_orders(n: Linear<1, 32>) {
		begin::<T>();
		standing_round::<T>(n, false);

		#[block]
		{
			Pallet::<T>::sweep_standing_orders(COMMUNITY, &mut WeightMeter::new());
		}

		assert_eq!(StandingOrders::<T>::iter_prefix(COMMUNITY).count(), 0);
	}

	/// All that can become of a batch of intents at once: no weight is made of it, but weights must cover it.
	#[benchmark(extra)]
	fn worst_intents(n: Linear<1, { T::MaxIntents::get() }>) {
		begin::<T>();
		let gateway = T::BenchmarkHelper::gateway(COMMUNITY);
		let points: Vec<_> = (0..n)
			.map(|index| {
				// Of the next interval the freeze has begun.
				let interval = NOW.saturating_add(2).saturating_add(index % BOOKS);
				put_open::<T>(interval);
				let (point, _) = point::<T>(Wanted { index, ..PAYING });
				put_order::<T>(point, interval, Side::Buy);
				(point, interval)
			})
			.collect();
		let intents = intents::<T>(&points);

		#[extrinsic_call]
		submit_intents(RawOrigin::Signed(gateway), COMMUNITY, intents);

		for (point, interval) in points {
			let next = crate::IntentNonces::<T>::get(point).next(interval);
			assert_eq!(next, u64::MAX);
		}
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::deepest(), crate::mock::Test);
}
