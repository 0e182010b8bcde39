//! How homes order ahead: what each expects, and at which limits it would trade that.
//!
//! Pure and deterministic, in integers. A strategy sees two things alone: the home's own [`Past`],
//! which holds nothing later than its last reading, and the public [`Market`] of the interval it
//! orders for. So none can look ahead.

use crate::data::HOURS_PER_DAY;
use commonwatt_primitives::{
	api::BookView,
	order::{Order, Side, Step, MINIMUM_ORDER_WH},
	Interval, Moment, NetWh, Price, Wh,
};
use std::collections::VecDeque;

/// What anybody can know of an interval's auction before it closes. Prices in base units per Wh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Market {
	pub interval: Interval,
	/// F
	pub feed_in: Price,
	/// R
	pub retail: Price,
	/// f: what a buyer pays on top.
	pub grid_fee: Price,
	/// m: what the rest will meet at in the pool.
	pub pool_price: Price,
	/// c: what a Wh costs that was traded and is not delivered.
	pub undelivered_charge: Price,
	/// Limits are multiples of it.
	pub tick: Price,
	/// The lowest price that can result, a multiple of the tick.
	pub lowest: Price,
	/// The highest, likewise.
	pub highest: Price,
	/// Orders are final from then on, ms since 1970.
	pub gate_closure: Moment,
}

impl Market {
	/// The market of a book; `None` without a pool price, where no auction is held.
	pub fn of(book: &BookView) -> Option<Self> {
		Some(Self {
			interval: book.interval,
			feed_in: book.prices.feed_in,
			retail: book.prices.retail,
			grid_fee: book.prices.grid_fee,
			pool_price: book.prices.pool_price?,
			undelivered_charge: book.auction.rules.undelivered_charge,
			tick: book.auction.rules.tick,
			lowest: book.auction.lowest,
			highest: book.auction.highest,
			gate_closure: book.auction.gate_closure,
		})
	}

	/// An order of steps that are best first and need not be on the grid; no more than `capacity_wh` in
	/// all. What could never be filled is left out. `None` if less than the minimum is left.
	pub fn order(
		&self,
		side: Side,
		steps: impl IntoIterator<Item = (Price, Wh)>,
		capacity_wh: Wh,
	) -> Option<Order> {
		let mut placed: Vec<Step> = Vec::new();
		let mut room = capacity_wh;
		for (wish, quantity) in steps {
			let quantity = quantity.min(room);
			let Some(limit) = self.on_grid(side, wish).filter(|_| quantity > 0) else {
				continue;
			};
			room = room.saturating_sub(quantity);
			match placed.last_mut().filter(|last| last.limit == limit) {
				Some(last) => last.quantity = last.quantity.saturating_add(quantity),
				None => placed.push(Step { limit, quantity }),
			}
		}
		let order = Order {
			side,
			steps: placed.try_into().ok()?,
		};
		(order.quantity() >= MINIMUM_ORDER_WH).then_some(order)
	}

	/// The worst limit that keeps `wish`: a bid's rounded down to the grid, an ask's up, both within
	/// its ends. `None` if it could never be filled.
	fn on_grid(&self, side: Side, wish: Price) -> Option<Price> {
		let below = wish.checked_div(self.tick)?.checked_mul(self.tick)?;
		match side {
			Side::Buy => (below >= self.lowest).then_some(below.min(self.highest)),
			Side::Sell => {
				let above = if below == wish {
					wish
				} else {
					below.checked_add(self.tick)?
				};
				(above <= self.highest).then_some(above.max(self.lowest))
			}
		}
	}
}

/// What a home knows of itself: its own net import, up to its last reading. A day of it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
	/// The first interval that is not metered yet.
	next: Interval,
	/// Net import of the intervals before, the latest last; Wh.
	net: VecDeque<NetWh>,
}

impl Past {
	/// A home whose meter begins with interval `next`. `before` is what it metered already, the latest
	/// last, before it joined or in an earlier play.
	pub fn new(next: Interval, before: impl IntoIterator<Item = NetWh>) -> Self {
		let mut past = Self {
			next,
			net: VecDeque::new(),
		};
		before.into_iter().for_each(|net| past.keep(net));
		past
	}

	fn keep(&mut self, net: NetWh) {
		if self.net.len() == HOURS_PER_DAY {
			self.net.pop_front();
		}
		self.net.push_back(net);
	}

	/// Its meter has counted `net` Wh in the next interval.
	pub fn record(&mut self, net: NetWh) {
		self.keep(net);
		self.next = self.next.saturating_add(1);
	}

	/// The net import to expect in an interval to come: that of 24 hours before; without a reading of
	/// then, that of the latest. `None` for a home that has never been read, or an interval that has.
	pub fn expected(&self, interval: Interval) -> Option<NetWh> {
		let ahead = interval.checked_sub(self.next)? as usize;
		let a_day_before = ahead
			.checked_add(self.net.len())?
			.checked_sub(HOURS_PER_DAY)
			.and_then(|index| self.net.get(index));
		a_day_before.or(self.net.back()).copied()
	}
}

/// How a home chooses its limit. All order the quantity of [`Past::expected`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
	/// A little better than the supplier: bids half way between the pool price and the highest price,
	/// asks half way between it and the lowest.
	NaiveYesterday,
	/// At any price: bids the highest price of the grid, asks the lowest.
	PriceTaker,
	/// Bids `buy` at most, asks `sell` at least, whatever the hour; base units per Wh.
	FixedLimits { buy: Price, sell: Price },
}

impl Strategy {
	/// The order of a home whose connection carries `capacity_wh` in an interval; `None` if it expects
	/// less than the minimum or its limit could never be filled.
	pub fn order(&self, past: &Past, capacity_wh: Wh, market: &Market) -> Option<Order> {
		let expected = past.expected(market.interval)?;
		let quantity = expected.unsigned_abs().min(capacity_wh);
		if quantity < MINIMUM_ORDER_WH {
			return None;
		}
		let side = if expected > 0 { Side::Buy } else { Side::Sell };
		let limit = market.on_grid(side, self.limit(side, market))?;
		let steps = vec![Step { limit, quantity }].try_into().ok()?;
		Some(Order { side, steps })
	}

	/// The limit before it is put on the grid.
	fn limit(&self, side: Side, market: &Market) -> Price {
		let Market {
			pool_price,
			lowest,
			highest,
			..
		} = *market;
		match (*self, side) {
			(Self::NaiveYesterday, Side::Buy) => {
				pool_price.saturating_add(highest.saturating_sub(pool_price) / 2)
			}
			(Self::NaiveYesterday, Side::Sell) => {
				pool_price.saturating_sub(pool_price.saturating_sub(lowest) / 2)
			}
			(Self::PriceTaker, Side::Buy) => highest,
			(Self::PriceTaker, Side::Sell) => lowest,
			(Self::FixedLimits { buy, .. }, Side::Buy) => buy,
			(Self::FixedLimits { sell, .. }, Side::Sell) => sell,
		}
	}
}

/// Which home follows which strategy: a pattern that repeats over the homes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mix {
	pattern: Vec<Option<Strategy>>,
	abstaining: Vec<usize>,
	planned: bool,
}

impl Mix {
	/// Nobody orders.
	pub fn none() -> Self {
		Self::default()
	}

	/// Everybody follows one strategy.
	pub fn all(strategy: Strategy) -> Self {
		Self {
			pattern: vec![Some(strategy)],
			..Default::default()
		}
	}

	/// The homes' agents say what they trade, and sign it with keys of their own.
	pub fn planned() -> Self {
		Self {
			planned: true,
			..Default::default()
		}
	}

	/// Whether the homes' agents say what they trade.
	pub fn is_planned(&self) -> bool {
		self.planned
	}

	/// Of each four homes the first is naive, the second takes any price, the third has fixed limits and
	/// the fourth orders nothing.
	pub fn mixed(buy: Price, sell: Price) -> Self {
		Self {
			pattern: vec![
				Some(Strategy::NaiveYesterday),
				Some(Strategy::PriceTaker),
				Some(Strategy::FixedLimits { buy, sell }),
				None,
			],
			..Default::default()
		}
	}

	/// These homes order nothing.
	pub fn without(mut self, homes: impl IntoIterator<Item = usize>) -> Self {
		self.abstaining.extend(homes);
		self
	}

	/// Whether the home at `index` was told to order nothing.
	pub fn abstains(&self, index: usize) -> bool {
		self.abstaining.contains(&index)
	}

	/// Whether anybody may order.
	pub fn orders(&self) -> bool {
		self.planned || self.pattern.iter().any(Option::is_some)
	}

	/// The strategy of the home at `index`; `None` if it orders nothing.
	pub fn of(&self, index: usize) -> Option<Strategy> {
		let place = index.checked_rem(self.pattern.len())?;
		let strategy = self.pattern.get(place).copied().flatten();
		strategy.filter(|_| !self.abstains(index))
	}
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;

	/// 50 to 211 in ticks of 10; the pool price is not on the grid.
	const MARKET: Market = Market {
		interval: 30,
		feed_in: 50,
		retail: 211,
		grid_fee: 0,
		pool_price: 133,
		undelivered_charge: 20,
		tick: 10,
		lowest: 50,
		highest: 210,
		gate_closure: 0,
	};
	const FIXED: Strategy = Strategy::FixedLimits { buy: 99, sell: 91 };
	const ALL: [Strategy; 3] = [Strategy::NaiveYesterday, Strategy::PriceTaker, FIXED];

	fn past(next: Interval, net: &[NetWh]) -> Past {
		Past::new(next, net.iter().copied())
	}

	fn order(strategy: Strategy, net: NetWh) -> Option<(Side, Price, Wh)> {
		let order = strategy.order(&past(30, &[net]), 10_000, &MARKET)?;
		assert_eq!(order.steps.len(), 1);
		Some((order.side, order.steps[0].limit, order.steps[0].quantity))
	}

	#[test]
	fn a_home_expects_the_same_as_a_day_before() {
		// Interval 6 to 29 are metered, each with its own index.
		let day: Vec<NetWh> = (6..30).collect();
		let past = past(30, &day);
		assert_eq!(past.expected(30), Some(6));
		assert_eq!(past.expected(33), Some(9));
		assert_eq!(past.expected(53), Some(29));
	}

	#[test]
	fn a_home_without_a_reading_of_then_expects_its_latest() {
		assert_eq!(past(30, &[7, 8]).expected(32), Some(8));
		// Interval 28 is a day before 52.
		assert_eq!(past(30, &[7, 8]).expected(52), Some(7));
		// A day and more ahead.
		let day: Vec<NetWh> = (6..30).collect();
		assert_eq!(past(30, &day).expected(54), Some(29));
		assert_eq!(past(30, &[]).expected(30), None);
	}

	#[test]
	fn what_has_been_metered_is_not_to_come() {
		assert_eq!(past(30, &[7]).expected(29), None);
	}

	#[test]
	fn a_day_is_remembered_and_no_more() {
		let mut past = past(0, &[]);
		for net in 0..100 {
			past.record(net);
		}
		assert_eq!(past.net.len(), 24);
		assert_eq!(past.expected(100), Some(76));
		assert_eq!(past.expected(103), Some(79));
	}

	#[test]
	fn the_naive_trade_a_little_better_than_with_the_supplier() {
		// Half way from 133 to 210 is 171, down to the grid; from 133 to 50 it is 92, up to the grid.
		let naive = Strategy::NaiveYesterday;
		assert_eq!(order(naive, 700), Some((Side::Buy, 170, 700)));
		assert_eq!(order(naive, -700), Some((Side::Sell, 100, 700)));
	}

	#[test]
	fn price_takers_order_at_the_ends_of_the_grid() {
		let taker = Strategy::PriceTaker;
		assert_eq!(order(taker, 700), Some((Side::Buy, 210, 700)));
		assert_eq!(order(taker, -700), Some((Side::Sell, 50, 700)));
	}

	#[test]
	fn fixed_limits_are_kept_on_the_grid() {
		assert_eq!(order(FIXED, 700), Some((Side::Buy, 90, 700)));
		assert_eq!(order(FIXED, -700), Some((Side::Sell, 100, 700)));
	}

	fn steps(side: Side, steps: &[(Price, Wh)], capacity_wh: Wh) -> Option<Vec<(Price, Wh)>> {
		let order = MARKET.order(side, steps.iter().copied(), capacity_wh)?;
		assert!(order.is_monotonic());
		let pairs = order.steps.iter().map(|step| (step.limit, step.quantity));
		Some(pairs.collect())
	}

	#[test]
	fn steps_that_meet_on_the_grid_become_one_and_those_that_can_never_be_filled_none() {
		assert_eq!(
			steps(
				Side::Buy,
				&[(300, 5), (211, 10), (178, 20), (172, 30), (49, 40)],
				999
			),
			Some(vec![(210, 15), (170, 50)])
		);
		assert_eq!(
			steps(
				Side::Sell,
				&[(1, 5), (50, 10), (171, 20), (178, 30), (211, 40)],
				999
			),
			Some(vec![(50, 15), (180, 50)])
		);
	}

	#[test]
	fn a_curve_ends_at_the_capacity_and_begins_with_the_minimum() {
		let curve = [(200, 50), (100, 50)];
		assert_eq!(
			steps(Side::Buy, &curve, 70),
			Some(vec![(200, 50), (100, 20)])
		);
		assert_eq!(steps(Side::Buy, &curve, 50), Some(vec![(200, 50)]));
		assert_eq!(steps(Side::Buy, &curve, 9), None);
		assert_eq!(steps(Side::Buy, &[], 999), None);
	}

	#[test]
	fn fixed_limits_that_could_never_be_filled_make_no_order() {
		let hopeless = Strategy::FixedLimits { buy: 49, sell: 211 };
		assert_eq!(order(hopeless, 700), None);
		assert_eq!(order(hopeless, -700), None);
	}

	#[test]
	fn fixed_limits_beyond_the_grid_stand_at_its_ends() {
		let eager = Strategy::FixedLimits { buy: 999, sell: 1 };
		assert_eq!(order(eager, 700), Some((Side::Buy, 210, 700)));
		assert_eq!(order(eager, -700), Some((Side::Sell, 50, 700)));
	}

	#[test]
	fn every_limit_is_on_the_grid_and_within_its_ends() {
		for lowest in [0, 10, 50] {
			for pool_price in 50..=210 {
				let market = Market {
					lowest,
					pool_price,
					..MARKET
				};
				for (strategy, net) in ALL.into_iter().flat_map(|one| [(one, 500), (one, -500)]) {
					let Some(order) = strategy.order(&past(30, &[net]), 10_000, &market) else {
						continue;
					};
					let limit = order.steps[0].limit;
					assert_eq!(limit % market.tick, 0, "{strategy:?} {market:?}");
					assert!((market.lowest..=market.highest).contains(&limit));
					assert!(order.is_monotonic());
				}
			}
		}
	}

	#[test]
	fn less_than_the_minimum_is_not_ordered() {
		for strategy in ALL {
			for net in -9..=9 {
				assert_eq!(order(strategy, net), None);
			}
			assert!(order(strategy, 10).is_some());
			assert!(order(strategy, -10).is_some());
		}
	}

	#[test]
	fn no_more_than_the_capacity_is_ordered() {
		for strategy in ALL {
			for net in [20_000, -20_000, NetWh::MIN] {
				let order = strategy.order(&past(30, &[net]), 1_234, &MARKET);
				assert_eq!(order.expect("orders").quantity(), 1_234);
			}
			assert_eq!(strategy.order(&past(30, &[500]), 9, &MARKET), None);
		}
	}

	#[test]
	fn a_mix_repeats_over_the_homes() {
		let mix = Mix::mixed(9, 8).without([4]);
		let fixed = Strategy::FixedLimits { buy: 9, sell: 8 };
		assert_eq!(mix.of(0), Some(Strategy::NaiveYesterday));
		assert_eq!(mix.of(1), Some(Strategy::PriceTaker));
		assert_eq!(mix.of(6), Some(fixed));
		assert_eq!(mix.of(7), None);
		assert_eq!(mix.of(4), None);
		assert_eq!(mix.of(8), Some(Strategy::NaiveYesterday));
		assert!(mix.orders());
	}

	#[test]
	fn without_a_strategy_nobody_orders() {
		assert!(!Mix::none().orders());
		assert_eq!(Mix::none().of(0), None);
		assert!(Mix::all(Strategy::PriceTaker).orders());
	}
}
