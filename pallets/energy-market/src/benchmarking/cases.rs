//! Books, rings and orders that make what is done with them as dear as it can be.

use super::BenchmarkHelper;
use crate::{
	grid, Auction, Auctions, Config, Depth, Expectation, GreenTotals, History, IntentNonces,
	IntervalResult, MarketState, Markets, Nonces, Orders, Pallet, PlacedOrder, Positions, Results,
	RetiredInterval, StandingSweep, StandingSweeps, Steps, TickDepth, TradingKeys, Unsettled,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	green::Certification,
	order::{Intent, Order, Side, Step, MAX_STEPS},
	reading::Registers,
	signal::ALL_GREEN,
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
		MAX_STANDING_ORDERS,
	},
	traits::{Account, EnergyTotals, Ledger, MarketClock, Tariffs},
	Balance, CommunityId, Interval, PointId, Wh,
};
use frame_support::{traits::Get, BoundedVec};

pub const COMMUNITY: CommunityId = 0;
/// The time: a month is over.
pub const NOW: Interval = 4_000;
/// For which orders are taken.
pub const AHEAD: Interval = NOW + 10;
/// In the escrow of an interval: more than anything here takes.
const ESCROW: Balance = 1 << 60;
/// Of an order.
const RESERVE: Balance = 1 << 50;
/// Covers any order here, and yet is less than a large point's floor: a top-up is called for.
const CREDIT: Balance = 1 << 55;
/// At each step of an order, and at each tick of a book.
const QUANTITY: Wh = 1_000;
/// Short in an interval, of many points.
const SHORT: Wh = 1 << 24;

/// Begins now, with a market that has seen everything.
pub fn begin<T: Config>() {
	T::BenchmarkHelper::begin(NOW);
	T::BenchmarkHelper::operator(COMMUNITY);
	T::BenchmarkHelper::fund(COMMUNITY);
	let many = Registers {
		import: 1 << 60,
		export: 1 << 60,
	};
	Markets::<T>::insert(
		COMMUNITY,
		MarketState {
			cleared_until: NOW.saturating_add(1),
			closed_until: T::Clock::due(),
			retired_until: T::Clock::retired(),
			unsettled: 1 << 30,
			sweep_at: 0,
			energy: EnergyTotals {
				metered: many,
				gaps: many,
				unfunded: 1 << 60,
			},
		},
	);
}

/// An interval in state, closed or not. Of what is not closed money is in escrow.
pub fn put_interval<T: Config>(interval: Interval, closed: bool) {
	let prices = T::Tariffs::prices(COMMUNITY, interval).unwrap_or_default();
	let long = SHORT / 2;
	let mut green = GreenTotals {
		sold_ahead: long,
		sold_ahead_green: long / 2,
		rest: long,
		rest_green: long / 2,
		bought_ahead: long,
		used_rest: long,
		used: SHORT,
		..Default::default()
	};
	if closed {
		green.close(true);
	}
	let result = IntervalResult {
		prices,
		short: SHORT,
		long,
		metered: Registers {
			import: SHORT,
			export: long,
		},
		closed,
		matched: if closed { long } else { 0 },
		paid_feed_in: prices.feed_in,
		unsettled: 1 << 20,
		green,
		..Default::default()
	};
	Results::<T>::insert(COMMUNITY, interval, result);
	let mut book = T::Ledger::open(COMMUNITY);
	T::Ledger::transfer(
		&mut book,
		Account::Supplier,
		Account::Escrow(interval),
		ESCROW,
	);
	T::Ledger::commit(book);
}

/// The auction of an interval, with a book as deep as it gets that is not cleared.
pub fn put_auction<T: Config>(interval: Interval) {
	let Some(rules) = T::Tariffs::auction(COMMUNITY, interval) else {
		return;
	};
	let mut auction = Auction::new(rules, Pallet::<T>::gate_closure(interval, &rules));
	auction.orders = 1 << 20;
	auction.reserves = ESCROW;
	Auctions::<T>::insert(COMMUNITY, interval, auction);
	let side: Vec<_> = (0..ticks::<T>(interval)).map(|_| QUANTITY).collect();
	let depth = TickDepth {
		bids: BoundedVec::truncate_from(side.clone()),
		asks: BoundedVec::truncate_from(side),
	};
	Depth::<T>::insert(COMMUNITY, interval, depth);
}

/// An interval with an auction, neither of them done with.
pub fn put_open<T: Config>(interval: Interval) {
	put_interval::<T>(interval, false);
	put_auction::<T>(interval);
}

/// Ticks on which orders for an interval stand.
pub fn ticks<T: Config>(interval: Interval) -> u16 {
	let prices = T::Tariffs::prices(COMMUNITY, interval).unwrap_or_default();
	T::Tariffs::auction(COMMUNITY, interval)
		.and_then(|rules| grid(&prices, &rules))
		.map_or(0, |grid| grid.count())
}

/// A resting order of a point, of as many steps as there may be, the last around the middle of the book.
pub fn put_order<T: Config>(point: PointId, interval: Interval, side: Side) {
	let steps: Vec<_> = places::<T>(interval, side)
		.map(|tick| (tick, QUANTITY))
		.collect();
	let order = PlacedOrder::Resting {
		side,
		steps: Steps::truncate_from(steps),
		reserve: RESERVE,
	};
	Orders::<T>::insert((COMMUNITY, interval), point, order);
	Positions::<T>::mutate(point, |state| state.orders = state.orders.saturating_add(1));
}

/// The ticks of a curve that is filled for the most part.
fn places<T: Config>(interval: Interval, side: Side) -> impl Iterator<Item = u16> {
	let middle = ticks::<T>(interval) / 2;
	let steps = MAX_STEPS as u16;
	(0..steps).map(move |step| match side {
		Side::Buy => middle.saturating_add(steps).saturating_sub(step),
		Side::Sell => middle.saturating_sub(steps).saturating_add(step),
	})
}

/// A curve of as many steps as there may be.
pub fn curve<T: Config>(interval: Interval, side: Side) -> Order {
	let prices = T::Tariffs::prices(COMMUNITY, interval).unwrap_or_default();
	let steps: Vec<_> = T::Tariffs::auction(COMMUNITY, interval)
		.and_then(|rules| grid(&prices, &rules))
		.into_iter()
		.flat_map(|grid| places::<T>(interval, side).map(move |tick| grid.price(tick)))
		.map(|limit| Step {
			limit,
			quantity: QUANTITY,
		})
		.collect();
	Order {
		side,
		steps: BoundedVec::truncate_from(steps),
	}
}

/// So many readings of a point that wait to be settled, of the intervals before the oldest that is not due.
pub fn put_ring<T: Config>(point: PointId, count: u32) {
	put_ring_from::<T>(point, T::Clock::due().saturating_sub(count), count);
}

fn put_ring_from<T: Config>(point: PointId, first: Interval, count: u32) {
	let ring: Vec<_> = (first..first.saturating_add(count))
		.map(|interval| Unsettled {
			interval,
			import: 4 * QUANTITY,
			export: QUANTITY,
			bought: QUANTITY,
			sold: 0,
			unfunded: 0,
			certification: Certification::None,
		})
		.collect();
	Positions::<T>::mutate(point, |state| {
		state.unsettled = BoundedVec::truncate_from(ring);
		state.expectation = Some(learnt());
	});
}

/// Entries of points as dear as the market can make them together: each delivers an order for the oldest interval
/// that is not due, and settles two intervals that were neither cleared nor closed, of as many as a batch may
/// touch.
pub fn put_entries<T: Config>(points: &[PointId]) {
	let due = T::Clock::due();
	let most = super::INTERVALS.saturating_sub(2);
	let first = due.saturating_sub(most);
	(first..=due).for_each(put_open::<T>);
	for (index, point) in points.iter().enumerate() {
		let side = if index % 2 == 0 {
			Side::Buy
		} else {
			Side::Sell
		};
		put_order::<T>(*point, due, side);
		let own = (index as u32)
			.saturating_mul(2)
			.checked_rem(most)
			.unwrap_or(0);
		put_ring_from::<T>(*point, first.saturating_add(own), 2);
	}
}

/// A full ring, of intervals with auctions that were neither cleared nor closed.
pub fn fill_ring<T: Config>(point: PointId) {
	let due = T::Clock::due();
	let size = T::RingSize::get();
	(due.saturating_sub(size)..due).for_each(put_open::<T>);
	put_ring::<T>(point, size);
}

/// What a point is expected to meter in every hour.
fn learnt() -> Expectation {
	let mut expectation = Expectation::default();
	(0..24).for_each(|hour| expectation.learn(hour, 1 << 20));
	expectation
}

/// Makes the next entry of a point as dear as the market can: it settles two intervals.
pub fn put_entry<T: Config>(point: PointId) {
	let due = T::Clock::due();
	for interval in due.saturating_sub(2)..due {
		if !Results::<T>::contains_key(COMMUNITY, interval) {
			put_interval::<T>(interval, true);
		}
	}
	put_ring::<T>(point, 2);
}

/// What the next point of the community has, and its account.
#[derive(Clone, Copy)]
pub struct Wanted {
	pub index: u32,
	/// Credit that covers any order, or none.
	pub rich: bool,
	/// Whether it owes.
	pub owes: bool,
	/// Whether a statement waits to be filed.
	pub files: bool,
}

/// Owes, and is about to be poorer.
pub const BROKE: Wanted = Wanted {
	index: 0,
	rich: false,
	owes: true,
	files: true,
};

/// Can pay, and yet owes.
pub const PAYING: Wanted = Wanted {
	rich: true,
	..BROKE
};

pub fn point<T: Config>(wanted: Wanted) -> (PointId, T::AccountId) {
	let (point, owner) = T::BenchmarkHelper::point(COMMUNITY, wanted.index, T::Clock::due());
	let credit = if wanted.rich { CREDIT } else { 1_000 };
	T::BenchmarkHelper::account(COMMUNITY, point, credit, wanted.owes, wanted.files);
	(point, owner)
}

/// Points with an order each for an interval.
pub fn points_with_orders<T: Config>(
	count: u32,
	interval: Interval,
	wanted: Wanted,
) -> Vec<PointId> {
	put_open::<T>(interval);
	(0..count)
		.map(|index| {
			let (point, _) = point::<T>(Wanted { index, ..wanted });
			let side = if index % 2 == 0 {
				Side::Buy
			} else {
				Side::Sell
			};
			put_order::<T>(point, interval, side);
			point
		})
		.collect()
}

/// Intents that replace the orders of points, signed as wallets wrap what they sign by their trading keys.
pub fn intents<T: Config>(
	points: &[(PointId, Interval)],
) -> BoundedVec<crate::IntentOf<T>, T::MaxIntents> {
	let genesis = frame_system::Pallet::<T>::block_hash(
		frame_system::pallet_prelude::BlockNumberFor::<T>::from(0u32),
	);
	let (signer, unsigned) = T::BenchmarkHelper::sign(&[]);
	let intents: Vec<_> = points
		.iter()
		.map(|(point, interval)| {
			TradingKeys::<T>::insert(point, &signer);
			let used = (1..=crate::nonces::MOST_AHEAD)
				.map(|ahead| (NOW + ahead, 1))
				.collect();
			IntentNonces::<T>::insert(point, Nonces(BoundedVec::truncate_from(used)));
			let mut intent = Intent {
				point: *point,
				interval: *interval,
				order: Some(curve::<T>(*interval, Side::Sell)),
				nonce: u64::MAX - 1,
				expires: u64::MAX,
				signer: signer.clone(),
				signature: unsigned.clone(),
			};
			let message = commonwatt_primitives::order::wrapped(&intent.message(genesis));
			intent.signature = T::BenchmarkHelper::sign(&message).1;
			intent
		})
		.collect();
	BoundedVec::truncate_from(intents)
}

/// As large as a standing order gets: of what is expected, at a limit of the signal, under every condition.
pub fn standing_order<T: Config>(side: Side, expires: Interval) -> StandingOrder {
	let (lowest, highest) = T::Tariffs::price_bounds(COMMUNITY).unwrap_or_default();
	let any = |bound| {
		Some(Threshold {
			level: QuantileLevel::P50,
			bound,
		})
	};
	StandingOrder {
		side,
		quantity: StandingQuantity::Expected { percent: 100 },
		limit: StandingLimit::Signal {
			level: QuantileLevel::P50,
			offset: 0,
			floor: lowest,
			cap: highest,
		},
		price: any(Bound::AtLeast(0)),
		green_share: any(Bound::AtMost(ALL_GREEN)),
		schedule: Schedule::ALWAYS,
		expires,
	}
}

/// A point's standing orders, all expired by now but the last if it `fires`.
pub fn put_standing_orders<T: Config>(point: PointId, fires: bool) {
	let orders: Vec<_> = (0..MAX_STANDING_ORDERS)
		.map(|id| {
			let lives = fires && id.saturating_add(1) == MAX_STANDING_ORDERS;
			let expires = if lives { Interval::MAX } else { NOW };
			(id as u8, standing_order::<T>(Side::Buy, expires))
		})
		.collect();
	Pallet::<T>::put_standing_orders(COMMUNITY, point, BoundedVec::truncate_from(orders));
	Positions::<T>::mutate(point, |state| state.expectation = Some(learnt()));
}

/// An interval that can be retired, and one that was.
pub fn settled_and_remembered<T: Config>(interval: Interval, forgotten: Interval) {
	put_auction::<T>(interval);
	Depth::<T>::remove(COMMUNITY, interval);
	Auctions::<T>::mutate(COMMUNITY, interval, |auction| {
		if let Some(auction) = auction {
			auction.cleared = true;
		}
	});
	let prices = T::Tariffs::prices(COMMUNITY, interval).unwrap_or_default();
	let result = IntervalResult {
		prices,
		closed: true,
		..Default::default()
	};
	Results::<T>::insert(COMMUNITY, interval, result);
	let remembered = RetiredInterval {
		prices,
		short: 0,
		long: 0,
		metered: Default::default(),
		matched: 0,
		residual: 0,
		auction: T::Tariffs::auction(COMMUNITY, interval),
		auction_price: None,
		volume: 0,
		green_local: 0,
		used: 0,
		green_export: 0,
	};
	History::<T>::insert(COMMUNITY, forgotten, remembered);
}

/// A round over points that wraps around, with a signal of the next interval and orders on its book.
pub fn standing_round<T: Config>(points: u32, fires: bool) {
	let next = NOW.saturating_add(1);
	T::BenchmarkHelper::signal(COMMUNITY, next);
	put_open::<T>(next);
	let mut last = None;
	for index in 0..points {
		let (point, _) = point::<T>(Wanted { index, ..PAYING });
		put_standing_orders::<T>(point, fires);
		last = Some(point);
	}
	StandingSweeps::<T>::mutate(COMMUNITY, |sweep| {
		*sweep = StandingSweep {
			points: sweep.points,
			at: last,
			..Default::default()
		}
	});
}
