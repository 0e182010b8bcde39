//! The invariants of the market, checked after every test and by the simulator.

mod green;

use crate::{
	Auctions, Config, Depth, Markets, Orders, Pallet, PlacedOrder, Positions, Results,
	StandingOrders, StandingSweeps, TickDepth,
};
use alloc::collections::{BTreeMap, BTreeSet};
use commonwatt_primitives::{
	order::Side,
	standing::MAX_STANDING_ORDERS,
	traits::{Account, Communities, DeliveryPoints, Ledger, MarketClock},
	Balance, CommunityId, Interval, PointId, Wh,
};
use frame_support::traits::Get;
use green::GreenUnsettled;

impl<T: Config> Pallet<T> {
	/// Panics unless the pallet's invariants (see the crate's page) hold. Invariant 3 is checked with
	/// metering's figures, by the runtime and by tests: see [`Self::booked`].
	#[allow(clippy::arithmetic_side_effects)]
	pub fn check_invariants() {
		let mut short = BTreeMap::<(CommunityId, Interval), Wh>::new();
		let mut long = BTreeMap::<(CommunityId, Interval), Wh>::new();
		let mut green = BTreeMap::<(CommunityId, Interval), GreenUnsettled>::new();
		let mut entries = BTreeMap::<(CommunityId, Interval), u32>::new();
		let mut in_rings = BTreeMap::<CommunityId, u32>::new();
		Self::check_standing_orders();
		let mut orders = Self::check_orders();
		for (point, state) in Positions::<T>::iter() {
			let ring = state.unsettled;
			let details = T::Points::details(point).expect("a ring belongs to a point");
			assert!(
				!ring.is_empty() || state.orders > 0 || state.expectation.is_some(),
				"empty states are removed"
			);
			assert!(ring.len() <= T::RingSize::get() as usize);
			let counted = orders.remove(&(details.community, point)).unwrap_or(0);
			assert_eq!(counted, state.orders, "orders of point {point} are counted");
			assert!(
				ring.windows(2)
					.all(|pair| pair[0].interval < pair[1].interval),
				"in order"
			);
			if !ring.is_empty() {
				*in_rings.entry(details.community).or_default() += ring.len() as u32;
			}
			for reading in ring {
				let (interval, deviation) = (reading.interval, reading.deviation());
				let key = (details.community, interval);
				assert!(reading.is_to_be_settled() && interval < details.next_interval);
				green.entry(key).or_default().count(&reading);
				let side = if deviation > 0 { &mut short } else { &mut long };
				*side.entry(key).or_default() += deviation.unsigned_abs();
				*entries.entry(key).or_default() += 1;
			}
		}
		let due = T::Clock::due();
		for (community, interval, result) in Results::<T>::iter() {
			let key = (community, interval);
			let context =
				|| alloc::format!("community {community}, interval {interval}: {result:?}");
			assert!(
				!result.closed || interval < due,
				"closed after the deadline: {}",
				context()
			);
			assert!(
				interval >= Markets::<T>::get(community).retired_until,
				"{}",
				context()
			);
			let (short, long) = (
				short.remove(&key).unwrap_or(0),
				long.remove(&key).unwrap_or(0),
			);
			assert_eq!(short, result.short - result.short_settled, "{}", context());
			assert_eq!(long, result.long - result.long_settled, "{}", context());
			green
				.remove(&key)
				.unwrap_or_default()
				.check(&result, &context());
			assert_eq!(
				entries.remove(&key).unwrap_or(0),
				result.unsettled,
				"{}",
				context()
			);
			let mut book = T::Ledger::open(community);
			let escrow = T::Ledger::balance(&mut book, Account::Escrow(interval));
			let auction = Auctions::<T>::get(community, interval);
			let ahead = auction
				.as_ref()
				.map_or(0, |auction| auction.escrow(&result.prices));
			assert_eq!(
				escrow,
				result.owed() + ahead,
				"escrow is what is owed: {} {auction:?}",
				context()
			);
			let orders = auction.map_or(0, |auction| auction.orders);
			assert!(
				result.unsettled > 0 || orders > 0 || !result.closed || escrow == 0,
				"{}",
				context()
			);
			if let Some(price) = result.prices.pool_price {
				assert!(result.prices.feed_in <= price);
				assert!(price + result.prices.grid_fee <= result.prices.retail);
			}
		}
		assert!(orders.is_empty(), "orders without a point: {orders:?}");
		assert!(
			entries.is_empty(),
			"every unsettled interval has its result: {entries:?}"
		);
		for (community, state) in Markets::<T>::iter() {
			assert_eq!(state.unsettled, in_rings.remove(&community).unwrap_or(0));
			assert!(state.closed_until <= due);
			assert!(state.retired_until <= T::Clock::retired());
		}
		assert!(in_rings.is_empty(), "rings without a market");
	}

	/// The books: depth is the sum of orders, reserves and holds are theirs, claims telescope. The
	/// number of orders of each point.
	#[allow(clippy::arithmetic_side_effects)]
	fn check_orders() -> BTreeMap<(CommunityId, PointId), u32> {
		#[derive(Default)]
		struct Sums {
			orders: u32,
			resting: u32,
			reserves: Balance,
			holds: Balance,
			depth: Option<TickDepth>,
		}
		let mut sums = BTreeMap::<(CommunityId, Interval), Sums>::new();
		let mut of_points = BTreeMap::<(CommunityId, PointId), u32>::new();
		let mut reserved = BTreeMap::<(CommunityId, PointId), Balance>::new();
		for (key, point, order) in Orders::<T>::iter() {
			*of_points.entry((key.0, point)).or_default() += 1;
			let sum = sums.entry(key).or_default();
			sum.orders += 1;
			let of_point = reserved.entry((key.0, point)).or_default();
			match order {
				PlacedOrder::Resting {
					side,
					steps,
					reserve,
				} => {
					sum.resting += 1;
					sum.reserves += reserve;
					*of_point += reserve;
					if let Some(stored) = Depth::<T>::get(key.0, key.1) {
						let ticks = stored.bids.len() as u16;
						sum.depth
							.get_or_insert_with(|| TickDepth::new(ticks))
							.add(side, &steps);
					}
				}
				PlacedOrder::Filled { position, hold } => {
					assert!(position != 0, "a position of nothing is gone");
					sum.holds += hold;
					*of_point += hold;
				}
			}
		}
		let now = T::Clock::now();
		for (community, interval, auction) in Auctions::<T>::iter() {
			let sum = sums.remove(&(community, interval)).unwrap_or_default();
			assert!(Results::<T>::contains_key(community, interval));
			assert_eq!(auction.orders, sum.orders, "orders are counted");
			assert_eq!(auction.reserves, sum.reserves, "reserves are the orders'");
			assert_eq!(auction.holds, sum.holds, "holds are the positions'");
			let depth = Depth::<T>::get(community, interval);
			assert_eq!(depth.is_some(), !auction.cleared, "a book until cleared");
			assert!(
				!auction.cleared || now >= auction.gate_closure,
				"cleared after gate closure"
			);
			if let Some(depth) = depth {
				let summed = sum
					.depth
					.unwrap_or_else(|| TickDepth::new(depth.bids.len() as u16));
				assert_eq!(depth, summed, "the depth is the sum of the orders");
			}
			let volume = auction.trade.map_or(0, |trade| trade.volume);
			for (side, claimed) in [(Side::Buy, auction.bought), (Side::Sell, auction.sold)] {
				assert!(claimed <= volume, "{side:?}: more claimed than cleared");
				assert!(
					!auction.cleared || sum.resting > 0 || claimed == volume,
					"{side:?}: all have claimed and it is not the volume"
				);
			}
		}
		assert!(sums.is_empty(), "orders without an auction");
		for community in 0..<T::Communities as Communities<_>>::count() {
			let mut book = T::Ledger::open(community);
			for index in 0..T::Points::count(community) {
				let point = T::Points::point_at(community, index).expect("points are dense");
				assert_eq!(
					T::Ledger::load_point(&mut book, point).reserved,
					reserved.remove(&(community, point)).unwrap_or(0),
					"what point {point} has reserved is what its orders hold"
				);
			}
		}
		assert!(reserved.is_empty(), "orders without a point");
		of_points
	}

	/// Standing orders are those of open points, in order and counted; meters are learned from where one
	/// of them asks for it.
	#[allow(clippy::arithmetic_side_effects)]
	fn check_standing_orders() {
		let mut points = BTreeMap::<CommunityId, u32>::new();
		let mut expecting = BTreeSet::new();
		for (community, point, orders) in StandingOrders::<T>::iter() {
			let details = T::Points::details(point).expect("standing orders belong to a point");
			assert_eq!(details.community, community);
			assert!(!details.closed, "closure ends them");
			assert!(!orders.is_empty(), "empty lists are removed");
			let in_order = orders.iter().zip(orders.iter().skip(1));
			assert!(in_order.into_iter().all(|(a, b)| a.0 < b.0), "{orders:?}");
			assert!(orders
				.iter()
				.all(|(id, _)| u32::from(*id) < MAX_STANDING_ORDERS));
			*points.entry(community).or_default() += 1;
			if orders.iter().any(|(_, order)| order.quantity.is_expected()) {
				expecting.insert(point);
			}
		}
		for (community, sweep) in StandingSweeps::<T>::iter() {
			let counted = points.remove(&community).unwrap_or(0);
			assert_eq!(sweep.points, counted, "points of {community} are counted");
			assert!(
				!sweep.wrapped || sweep.start.is_some(),
				"only a round that began within the keys passes their end"
			);
		}
		assert!(points.is_empty(), "standing orders without a sweep");
		let learning: BTreeSet<_> = Positions::<T>::iter()
			.filter(|(_, state)| state.expectation.is_some())
			.map(|(point, _)| point)
			.collect();
		assert_eq!(learning, expecting, "who expects is learned from");
	}
}
