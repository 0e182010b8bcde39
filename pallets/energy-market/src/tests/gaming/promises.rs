//! What is promised, whatever the orders.

use super::*;
use proptest::prelude::*;

fn limit() -> impl Strategy<Value = Price> {
	50u64..=200
}

/// One to three steps, best first.
fn curve() -> impl Strategy<Value = (Side, Vec<(Price, Wh)>)> {
	let steps = prop::collection::btree_map(limit(), 10u64..800, 1..=3);
	(any::<bool>(), steps).prop_map(|(buys, steps)| match buys {
		true => (Buy, steps.into_iter().rev().collect()),
		false => (Sell, steps.into_iter().collect()),
	})
}

fn when() -> impl Strategy<Value = When> {
	prop_oneof![8 => Just(When::InTime), 2 => Just(When::Late), 1 => Just(When::Never)]
}

fn any_trader() -> impl Strategy<Value = Trader> {
	(
		prop::option::weighted(0.8, curve()),
		-1_500i64..1_500,
		when(),
	)
		.prop_map(|(order, net, when)| Trader { order, net, when })
}

fn without_market(net: NetWh) -> i128 {
	if net > 0 {
		-210 * i128::from(net)
	} else {
		-50 * i128::from(net)
	}
}

/// The most that a position may cost beyond having no market: undelivered Wh at the spread, and the
/// charge.
fn bound(price: Price, position: NetWh, net: NetWh) -> i128 {
	let quantity = position.unsigned_abs();
	let delivered = (net * position.signum()).max(0) as Wh;
	let undelivered = i128::from(quantity.saturating_sub(delivered));
	let spread = match position > 0 {
		true => i128::from(price) + 10 - 50,
		false => 210 - i128::from(price),
	};
	let charged = (undelivered - i128::from(quantity / 10)).max(0);
	undelivered * spread + charged * 20
}

/// What a curve offers at a price.
fn offered((side, steps): &(Side, Vec<(Price, Wh)>), price: Price) -> Wh {
	let takes = |limit: Price| match side {
		Buy => limit >= price,
		Sell => limit <= price,
	};
	steps
		.iter()
		.filter(|step| takes(step.0))
		.map(|step| step.1)
		.sum()
}

fn config() -> ProptestConfig {
	let default = ProptestConfig::default();
	ProptestConfig {
		cases: default.cases.div_ceil(4),
		failure_persistence: None,
		..default
	}
}

proptest! {
	#![proptest_config(config())]

	#[test]
	fn no_limit_is_broken_the_pool_price_stands_and_losses_keep_their_bounds(
		traders in prop::collection::vec(any_trader(), 2..8),
	) {
		let outcome = outcome(auction_rules(), &traders);
		prop_assert_eq!(outcome.pool_price.unwrap_or(125), 125);
		prop_assert_eq!(outcome.positions.iter().sum::<NetWh>(), 0);
		for (index, trader) in traders.iter().enumerate() {
			let (position, gain) = (outcome.positions[index], outcome.gains[index]);
			let Some(order) = &trader.order else {
				if trader.when != When::Never {
					prop_assert!(gain >= without_market(trader.net), "{trader:?}: {gain}");
				}
				continue;
			};
			let Some(price) = outcome.price else {
				prop_assert_eq!(position, 0);
				continue;
			};
			prop_assert!(position.unsigned_abs() <= offered(order, price), "{trader:?}: {position}");
			prop_assert!(position == 0 || (position > 0) == (order.0 == Buy));
			// Who never reports is settled as if nothing had been metered, and that is a gap beside it.
			let least = match trader.when {
				When::Never => without_market(trader.net) - bound(price, position, 0),
				_ => without_market(trader.net) - bound(price, position, trader.net),
			};
			prop_assert!(gain >= least, "{trader:?}: {position} at {price}, {gain} < {least}");
		}
	}

	#[test]
	fn an_order_more_moves_the_price_only_between_marginal_limits(
		traders in prop::collection::vec(curve(), 2..6), shill in curve(),
	) {
		let with_orders = |orders: &[(Side, Vec<(Price, Wh)>)]| {
			let traders: Vec<_> = orders
				.iter()
				.map(|order| Trader { order: Some(order.clone()), net: 0, when: When::InTime })
				.collect();
			outcome(auction_rules(), &traders)
		};
		let mut more = traders.clone();
		more.push(shill);
		let moved = with_orders(&more);
		if let Some(price) = moved.price {
			// Nobody sells below an ask or buys above a bid, and what is better than the price is filled.
			for (order, position) in more.iter().zip(&moved.positions) {
				let better = match order.0 {
					Buy => offered(order, price + 1),
					Sell => offered(order, price - 1),
				};
				prop_assert!(position.unsigned_abs() >= better);
				prop_assert!(position.unsigned_abs() <= offered(order, price));
			}
		}
	}

	#[test]
	fn orders_of_empty_points_cost_their_owners_and_hurt_nobody_beside_them(
		outsiders in prop::collection::vec(-1_500i64..1_500, 1..5), price in limit(), quantity in 10u64..2_000,
	) {
		let others: Vec<_> = outsiders.iter().map(|net| outsider(*net)).collect();
		let wash = [phantom(Buy, price, quantity), phantom(Sell, price, quantity)];
		let without = outcome(auction_rules(), &others);
		let with = outcome(auction_rules(), &[&others[..], &wash].concat());
		for (before, after) in without.gains.iter().zip(&with.gains) {
			// Floors of other sums may fall otherwise: a Wh, at 75.
			prop_assert!(after + 75 >= *before, "{before} {after}");
		}
		let empty = [others.len(), others.len() + 1];
		prop_assert!(with.of(&empty) < 0);
	}
}
