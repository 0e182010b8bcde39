//! What the runtime API shows of the market.

use crate::{
	grid, Auction, Auctions, Config, Depth, History, Markets, Orders, Pallet, PlacedOrder, Results,
	StandingOrders,
};
use alloc::vec::Vec;
use commonwatt_primitives::{
	api::{AuctionView, BookView, IntervalView, Level, OrderView, Quote},
	order::{Side, Step},
	reading::Registers,
	standing::{StandingOrder, StandingOrderId},
	traits::{Account, DeliveryPoints, IntervalPrices, Ledger, MarketClock, Tariffs},
	CommunityId, Interval, PointId, Price, Wh,
};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// What was booked of a community: all that its points metered.
	pub fn booked(community: CommunityId) -> Registers {
		let energy = Markets::<T>::get(community).energy;
		energy.metered.plus(&energy.gaps).unwrap_or_default()
	}

	/// An interval in state, or in the history ring.
	pub fn interval_view(community: CommunityId, interval: Interval) -> Option<IntervalView> {
		if let Some(result) = Results::<T>::get(community, interval) {
			let mut book = T::Ledger::open(community);
			return Some(IntervalView {
				prices: result.prices,
				short: result.short,
				long: result.long,
				matched: result.matched,
				residual: result.residual,
				closed: result.closed,
				unsettled: result.unsettled,
				escrow: T::Ledger::balance(&mut book, Account::Escrow(interval)),
				auction: Self::auction_view(community, interval, &result.prices),
			});
		}
		History::<T>::get(community, interval).map(|retired| IntervalView {
			auction: retired.auction.and_then(|rules| {
				let gate_closure = Self::gate_closure(interval, &rules);
				let auction = view(&Auction::new(rules, gate_closure), &retired.prices)?;
				Some(AuctionView {
					cleared: true,
					price: retired.auction_price,
					volume: retired.volume,
					..auction
				})
			}),
			prices: retired.prices,
			short: retired.short,
			long: retired.long,
			matched: retired.matched,
			residual: retired.residual,
			closed: true,
			unsettled: 0,
			escrow: 0,
		})
	}

	/// What a Wh costs and brings in an interval.
	pub fn quote(community: CommunityId, interval: Interval) -> Option<Quote> {
		let frozen = Results::<T>::get(community, interval).map(|result| result.prices);
		let past = || History::<T>::get(community, interval).map(|retired| retired.prices);
		let prices = frozen
			.or_else(past)
			.or_else(|| T::Tariffs::prices(community, interval))?;
		Some(Quote {
			interval,
			prices,
			import_at_most: prices.retail,
			import_matched: prices
				.pool_price
				.map(|price| price.saturating_add(prices.grid_fee)),
			export_at_least: prices.feed_in,
			export_matched: prices.pool_price,
		})
	}

	/// The auction of an interval, begun or not.
	fn auction_view(
		community: CommunityId,
		interval: Interval,
		prices: &IntervalPrices,
	) -> Option<AuctionView> {
		match Auctions::<T>::get(community, interval) {
			Some(auction) => view(&auction, prices),
			None => Self::auction_of_rules(community, interval, prices),
		}
	}

	fn auction_of_rules(
		community: CommunityId,
		interval: Interval,
		prices: &IntervalPrices,
	) -> Option<AuctionView> {
		let rules = T::Tariffs::auction(community, interval)?;
		let gate_closure = Self::gate_closure(interval, &rules);
		view(&Auction::new(rules, gate_closure), prices)
	}

	/// The order book of an interval: what is bid and asked at each price with an order. `None` if no
	/// order can be for it, or could.
	pub fn book_view(community: CommunityId, interval: Interval) -> Option<BookView> {
		let horizon = T::Clock::in_progress().saturating_add(T::OrderHorizon::get());
		if interval > horizon {
			return None;
		}
		let prices = Self::quote(community, interval)?.prices;
		let auction = Self::auction_view(community, interval, &prices)?;
		let grid = grid(&prices, &auction.rules)?;
		let depth = Depth::<T>::get(community, interval);
		let levels = depth.map_or(Vec::new(), |depth| {
			(0..grid.count())
				.zip(depth.bids.iter().zip(&depth.asks))
				.filter(|(_, (bid, ask))| **bid > 0 || **ask > 0)
				.map(|(tick, (bid, ask))| Level {
					price: grid.price(tick),
					bid: *bid,
					ask: *ask,
				})
				.collect()
		});
		Some(BookView {
			interval,
			prices,
			auction,
			levels,
		})
	}

	/// The standing orders of a point, by their ids.
	pub fn standing_orders(point: PointId) -> Vec<(StandingOrderId, StandingOrder)> {
		T::Points::details(point).map_or_else(Default::default, |details| {
			StandingOrders::<T>::get(details.community, point).into_inner()
		})
	}

	/// The orders of a point, soonest first.
	pub fn order_views(community: CommunityId, point: PointId) -> Vec<OrderView> {
		let market = Markets::<T>::get(community);
		let now = T::Clock::in_progress();
		let last = now.saturating_add(T::OrderHorizon::get());
		// After a standstill all between is over, and nobody could order for it.
		let over = T::Clock::ended()
			.saturating_add(T::OrderHorizon::get())
			.min(now);
		let most = crate::Positions::<T>::get(point).orders;
		(market.retired_until..=over)
			.chain(now.max(over.saturating_add(1))..=last)
			.filter_map(|interval| {
				let order = Orders::<T>::get((community, interval), point)?;
				Self::order_view(community, interval, order)
			})
			.take(most as usize)
			.collect()
	}

	fn order_view(
		community: CommunityId,
		interval: Interval,
		order: PlacedOrder,
	) -> Option<OrderView> {
		let (side, steps, reserved, position) = match order {
			PlacedOrder::Filled { position, hold } => {
				let side = if position > 0 { Side::Buy } else { Side::Sell };
				(side, Vec::new(), hold, Some(position))
			}
			PlacedOrder::Resting {
				side,
				steps,
				reserve,
			} => {
				let prices = Results::<T>::get(community, interval)?.prices;
				let rules = Auctions::<T>::get(community, interval)?.rules;
				let grid = grid(&prices, &rules)?;
				let step = |(tick, quantity): (u16, Wh)| Step {
					limit: grid.price(tick),
					quantity,
				};
				(side, steps.into_iter().map(step).collect(), reserve, None)
			}
		};
		Some(OrderView {
			interval,
			side,
			steps,
			reserved,
			position,
		})
	}
}

/// `None` if the prices leave no auction.
fn view(auction: &Auction, prices: &IntervalPrices) -> Option<AuctionView> {
	let grid = grid(prices, &auction.rules)?;
	let last: Price = grid.price(grid.count().saturating_sub(1));
	Some(AuctionView {
		rules: auction.rules,
		lowest: grid.price(0),
		highest: last,
		frozen_from: auction.frozen_from(),
		gate_closure: auction.gate_closure,
		orders: auction.orders,
		cleared: auction.cleared,
		price: auction.trade.map(|trade| trade.price),
		volume: auction.trade.map_or(0, |trade| trade.volume),
	})
}
