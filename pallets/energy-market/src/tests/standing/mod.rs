//! Standing orders: who may set them, when they order, what they order, and that all come to their
//! turn.

mod attacks;
mod cancel;
mod expected;
mod fire;
mod limits;
mod set;
mod stop;
mod turns;

use super::{homes::*, trading::*};
use crate::{mock::*, Costs, Event, Orders, PlacedOrder, StandingOrders, StandingSweeps};
use commonwatt_primitives::{
	order::{
		OrderRefusal,
		Side::{self, Buy, Sell},
	},
	signal::{Forecast, Outcome, Quantiles, ALL_GREEN},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingOrderEnd,
		StandingOrderId, StandingQuantity, Threshold,
	},
	traits::MarketClock,
	CommunityId, Interval, PointId, Price, Wh, MAX_PRICE,
};
use frame_support::{
	traits::{Hooks, Time},
	weights::{Weight, WeightMeter},
};
use sp_runtime::DispatchError;

type Weights = <Test as crate::Config>::WeightInfo;

/// Always and at any price: 100 Wh at 120.
pub fn buying() -> StandingOrder {
	StandingOrder {
		side: Buy,
		quantity: StandingQuantity::Fixed(100),
		limit: StandingLimit::Fixed(120),
		price: None,
		green_share: None,
		schedule: Schedule::ALWAYS,
		expires: Interval::MAX,
	}
}

pub fn selling() -> StandingOrder {
	StandingOrder {
		side: Sell,
		..buying()
	}
}

/// The median of a variable at or beyond a value.
pub fn median(bound: Bound) -> Option<Threshold> {
	let level = QuantileLevel::P50;
	Some(Threshold { level, bound })
}

pub fn expected(percent: u8) -> StandingQuantity {
	StandingQuantity::Expected { percent }
}

/// A signal of this price at every level, and half of it green.
pub fn price_of(price: Price) -> Forecast {
	Forecast::certain(&Outcome {
		price,
		green_share: ALL_GREEN / 2,
		..Default::default()
	})
}

impl Home {
	pub fn set(
		&self,
		id: Option<StandingOrderId>,
		order: StandingOrder,
	) -> Result<(), DispatchError> {
		set_as(&self.owner, self.point, id, order)
	}

	/// With a new standing order.
	pub fn standing(self, order: StandingOrder) -> Self {
		self.set(None, order).expect("the owner's");
		self
	}

	pub fn end(&self, id: StandingOrderId) -> Result<(), DispatchError> {
		end_as(&self.owner, self.point, id)
	}

	/// The single step of its order on the book: side, limit, Wh.
	pub fn ordered(&self, interval: Interval) -> Option<(Side, Price, Wh)> {
		let resting = Orders::<Test>::get((self.community, interval), self.point)?;
		let PlacedOrder::Resting { side, steps, .. } = resting else {
			panic!("{resting:?} was claimed")
		};
		let prices = crate::Results::<Test>::get(self.community, interval).expect("touched");
		let rules = crate::Auctions::<Test>::get(self.community, interval).expect("begun");
		let grid = crate::types::grid(&prices.prices, &rules.rules).expect("it has ticks");
		assert_eq!(steps.len(), 1);
		Some((side, grid.price(steps[0].0), steps[0].1))
	}
}

pub fn set_as(
	who: &AccountId,
	point: PointId,
	id: Option<StandingOrderId>,
	order: StandingOrder,
) -> Result<(), DispatchError> {
	let set = crate::Call::set_standing_order { point, id, order };
	call(who, set).map(|_| ())
}

pub fn end_as(who: &AccountId, point: PointId, id: StandingOrderId) -> Result<(), DispatchError> {
	call(who, crate::Call::cancel_standing_order { point, id }).map(|_| ())
}

/// The chain settles upon a signal of community 0, and its next block comes.
pub fn settle_upon(interval: Interval, signal: Forecast) {
	set_signal(0, interval, Some(signal));
	next_block();
}

pub fn next_block() {
	run_block(Timestamp::now() + 1_000);
}

/// The events of standing orders in this block, with the point.
pub fn standing_events() -> Vec<Event<Test>> {
	market_events()
		.into_iter()
		.filter(|event| {
			matches!(
				event,
				Event::StandingOrderSet { .. }
					| Event::StandingOrderEnded { .. }
					| Event::StandingOrderFired { .. }
					| Event::StandingOrderSkipped { .. }
			)
		})
		.collect()
}

pub fn fired(home: &Home, id: StandingOrderId, interval: Interval) -> Event<Test> {
	Event::StandingOrderFired {
		community: home.community,
		point: home.point,
		id,
		interval,
	}
}

pub fn skipped(home: &Home, id: StandingOrderId, reason: OrderRefusal) -> Event<Test> {
	Event::StandingOrderSkipped {
		community: home.community,
		point: home.point,
		id,
		interval: Communities::in_progress() + 1,
		reason,
	}
}

pub fn ended(home: &Home, id: StandingOrderId, reason: StandingOrderEnd) -> Event<Test> {
	Event::StandingOrderEnded {
		community: home.community,
		point: home.point,
		id,
		reason,
	}
}

/// The ids of a home's standing orders.
pub fn ids(home: &Home) -> Vec<StandingOrderId> {
	EnergyMarket::standing_orders(home.point)
		.into_iter()
		.map(|(id, _)| id)
		.collect()
}

/// Enough for one community whose points come to so many turns.
pub fn turns(points: u64) -> Weight {
	EnergyMarket::least_standing_order_weight()
		+ (Weights::consider_standing_orders() + Weights::fire_standing_order()) * (points - 1)
}
