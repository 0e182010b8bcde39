//! What tests of orders share: rules, times, refusals that change nothing.

use super::homes::*;
use crate::{mock::*, Auctions, Error, Event, Orders, PlacedOrder};
use commonwatt_primitives::{
	order::Side,
	tariff::{AuctionRules, Rules},
	traits::MarketClock,
	Interval, Moment, NetWh, PointId, Price, Wh,
};
use frame_support::traits::Time;
use sp_runtime::DispatchError;
use std::collections::BTreeMap;

/// The interval that most tests trade in: it begins half an hour after the epoch.
pub const T: Interval = 2;
/// Orders for [`T`] are final from then on.
pub const GATE_CLOSURE: Moment = EPOCH + 1_800_000 - 180_000;
/// Curves for [`T`] may only grow from then on.
pub const FREEZE: Moment = GATE_CLOSURE - 180_000;
/// More than any order reserves.
pub const RICH: u128 = 1_000_000_000;

/// The auction of the cases, with a change.
pub fn with_auction(change: impl FnOnce(&mut AuctionRules)) -> Rules {
	let mut rules = auction_rules();
	if let Some(auction) = &mut rules.auction {
		change(auction);
	}
	rules
}

/// The auction of the cases over these flat prices.
pub fn auction_at(feed_in: Price, retail: Price, grid_fee: Price) -> Rules {
	Rules {
		cells: flat_rules(feed_in, retail, grid_fee).cells,
		..auction_rules()
	}
}

/// Everything in storage.
pub fn state() -> BTreeMap<Vec<u8>, Vec<u8>> {
	let (mut key, mut all) = (vec![], BTreeMap::new());
	while let Some(next) = sp_io::storage::next_key(&key) {
		let value = sp_io::storage::get(&next).expect("it is there");
		all.insert(next.clone(), value.to_vec());
		key = next;
	}
	all
}

/// What `act` does is refused with `error`, and nothing changes.
#[track_caller]
pub fn refused(error: impl Into<DispatchError>, act: impl FnOnce() -> Result<(), DispatchError>) {
	let before = state();
	assert_eq!(act(), Err(error.into()));
	assert!(state() == before, "a refused call changes nothing");
}

/// The errors of this pallet.
pub type Refused = Error<Test>;

/// A block at `now`.
pub fn at(now: Moment) {
	assert!(now > Timestamp::now());
	run_block(now);
}

/// A call by an owner or its key.
pub fn place_as(
	who: &AccountId,
	point: PointId,
	interval: Interval,
	side: Side,
	steps: &[(Price, Wh)],
) -> Result<(), DispatchError> {
	let order = order(side, steps);
	let place = crate::Call::place_order {
		point,
		interval,
		order,
	};
	call(who, place).map(|_| ())
}

pub fn cancel_as(who: &AccountId, point: PointId, interval: Interval) -> Result<(), DispatchError> {
	call(who, crate::Call::cancel_order { point, interval }).map(|_| ())
}

pub fn set_trading_key(home: &Home, key: Option<AccountId>) -> Result<(), DispatchError> {
	let point = home.point;
	call(&home.owner, crate::Call::set_trading_key { point, key }).map(|_| ())
}

pub fn close_point(home: &Home) {
	let (point, last) = (home.point, home.registers);
	let close = pallet_metering::Call::close_point { point, last };
	call(&operator(home.community), close).expect("the operator closes");
}

/// What cleared in an interval of community 0: price and volume.
pub fn cleared(interval: Interval) -> (Option<Price>, Wh) {
	let auction = Auctions::<Test>::get(0, interval).expect("it had an order");
	assert!(auction.cleared);
	let trade = auction.trade;
	(
		trade.map(|trade| trade.price),
		trade.map_or(0, |trade| trade.volume),
	)
}

/// What a point bought (+) or sold (-) ahead.
pub fn position(point: PointId, interval: Interval) -> NetWh {
	match Orders::<Test>::get((0, interval), point) {
		Some(PlacedOrder::Filled { position, .. }) => position,
		_ => 0,
	}
}

/// The market's events of this block.
pub fn market_events() -> Vec<Event<Test>> {
	System::events()
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::EnergyMarket(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Meters nothing in every interval until the one in progress, in time or late.
pub fn catch_up(homes: &mut [Home]) {
	while homes.iter().any(|home| home.next < Communities::ended()) {
		let readings = homes
			.iter_mut()
			.filter(|home| home.next < Communities::ended())
			.map(|home| home.meter(0))
			.collect();
		submit_good(0, readings);
	}
}
