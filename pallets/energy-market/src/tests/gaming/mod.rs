//! How far the market can be gamed, in numbers. `docs/market.md` tells it in words.
//!
//! Promised is that no order moves the pool price, that no limit is broken, and that nobody without
//! orders is worse off than without a market. Not promised is that a thin book cannot be moved.

mod delivery;
mod money;
mod price;
mod promises;

use super::{homes::*, trading::*};
use crate::{mock::*, Results};
use commonwatt_primitives::{
	order::Side::{self, Buy, Sell},
	tariff::Rules,
	traits::MarketClock,
	NetWh, Price, Wh,
};

/// When a trader's reading of [`T`] arrives.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
	InTime,
	Late,
	/// Not before retirement: a later reading closes the gap.
	Never,
}

/// A member with one point and at most one order for [`T`].
#[derive(Clone, Debug)]
struct Trader {
	order: Option<(Side, Vec<(Price, Wh)>)>,
	/// Metered net import.
	net: NetWh,
	when: When,
}

fn trader(side: Side, steps: &[(Price, Wh)], net: NetWh) -> Trader {
	Trader {
		order: Some((side, steps.to_vec())),
		net,
		when: When::InTime,
	}
}

/// Bids for so many Wh at a limit, and takes them.
fn buyer(limit: Price, quantity: Wh) -> Trader {
	trader(Buy, &[(limit, quantity)], quantity as NetWh)
}

/// Asks a limit for so many Wh, and delivers them.
fn seller(limit: Price, quantity: Wh) -> Trader {
	trader(Sell, &[(limit, quantity)], -(quantity as NetWh))
}

/// Has no order.
fn outsider(net: NetWh) -> Trader {
	Trader {
		order: None,
		net,
		when: When::InTime,
	}
}

/// An order of a point that takes and gives nothing.
fn phantom(side: Side, limit: Price, quantity: Wh) -> Trader {
	trader(side, &[(limit, quantity)], 0)
}

#[derive(Clone, Debug, PartialEq)]
struct Outcome {
	/// p; `None` if nothing traded.
	price: Option<Price>,
	pool_price: Option<Price>,
	/// What each trader bought (+) or sold (-) ahead.
	positions: Vec<NetWh>,
	/// What each trader has more (+) or less (-) in the end.
	gains: Vec<i128>,
	treasury: i128,
}

impl Outcome {
	/// What some of the traders have together.
	fn of(&self, traders: &[usize]) -> i128 {
		traders.iter().map(|index| self.gains[*index]).sum()
	}
}

/// Trades, claims, reads and settles in the order of the traders; the supplier has enough.
fn outcome(rules: Rules, traders: &[Trader]) -> Outcome {
	Chain::new(rules).run(|| {
		PollWeight::set(Default::default());
		fund_supplier(0, RICH);
		let mut homes: Vec<_> = (0..traders.len())
			.map(|owner| Home::new(0, owner as u8 + 1).with_credit(RICH))
			.collect();
		for (home, trader) in homes.iter().zip(traders) {
			if let Some((side, steps)) = &trader.order {
				home.order(T, *side, steps).expect("placed");
			}
		}
		run_to_interval(T);
		catch_up(&mut homes);
		let ordered = |trader: &Trader| trader.order.is_some();
		for (home, _) in homes
			.iter()
			.zip(traders)
			.filter(|(_, trader)| ordered(trader))
		{
			home.claim(T).expect("gate closure has passed");
		}
		let positions = homes.iter().map(|home| position(home.point, T)).collect();
		let price = traders.iter().any(ordered).then(|| cleared(T).0).flatten();

		run_to_interval(T + 1);
		let mut read = |when| {
			for (home, trader) in homes.iter_mut().zip(traders) {
				if trader.when == when && when == When::Never {
					home.lose(trader.net);
				} else if trader.when == when {
					home.read(trader.net);
				}
			}
		};
		read(When::InTime);
		pass_deadlines();
		read(When::Late);
		read(When::Never);
		homes.iter().for_each(Home::settle);
		let result = Results::<Test>::get(0, T);
		if traders.iter().any(|trader| trader.when == When::Never) {
			retire(&mut homes);
		}
		assert_eq!(escrow(0), 0);
		Outcome {
			price,
			pool_price: result.and_then(|result| result.prices.pool_price),
			positions,
			gains: homes
				.iter()
				.map(|home| home.worth() - RICH as i128)
				.collect(),
			treasury: books(0).treasury as i128,
		}
	})
}

/// Lets [`T`] retire, and every meter report again.
fn retire(homes: &mut [Home]) {
	PollWeight::set(SWEEP);
	run_to_interval(T + 2 + Retention::get());
	run_block(EPOCH + (T + 3 + Retention::get()) as u64 * interval_millis() - 1);
	assert!(Results::<Test>::get(0, T).is_none());
	let next = Communities::ended();
	run_to_interval(next + 2);
	for home in homes.iter_mut() {
		home.next = next;
		home.read(0);
	}
	PollWeight::set(Default::default());
}

/// The cases' auction without charge.
fn uncharged(mut rules: Rules) -> Rules {
	charge(&mut rules, 0, 0);
	rules
}

fn charge(rules: &mut Rules, per_wh: Price, tolerance_percent: u32) {
	if let Some(auction) = &mut rules.auction {
		auction.undelivered_charge = per_wh;
		auction.tolerance = sp_runtime::Permill::from_percent(tolerance_percent);
	}
}
