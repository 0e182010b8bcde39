//! What docs/market.md does not promise, with its numbers.

use super::{homes::*, trading::*};
use crate::mock::*;
use commonwatt_primitives::order::Side::{Buy, Sell};

/// The supplier is empty when interval 0 closes, and is topped up later. X was read in time and gets
/// F' = 0 for its 100 Wh; Y lets the interval become a gap, which is paid at F.
#[test]
fn a_gap_is_paid_at_the_feed_in_though_the_supplier_was_in_default() {
	Chain::new(auction_rules()).run(|| {
		let [mut x, mut y] = [1, 2].map(|owner| Home::new(0, owner));
		run_to_interval(1);
		x.read(-100);
		y.lose(-100);
		run_to_interval(5);
		x.settle();
		fund_supplier(0, 100_000);
		// By the owner, after the deadlines.
		let reading = y.meter(0);
		assert_eq!(submit_as(&y.owner, 0, vec![reading]), Ok(vec![]));
		assert_eq!((x.credit(), y.credit()), (0, 5_000));
	});
}

/// The supplier has twice what the only real surplus is worth. Two points of another member trade 1,000
/// Wh ahead; the buyer is read in time and took nothing, the seller goes dark.
#[test]
fn orders_of_empty_points_can_put_a_supplier_in_default_and_cost_far_more() {
	let outcome = |attack: bool| {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, 10_000);
			let mut neighbour = Home::new(0, 1);
			let [mut buyer, seller] = [2, 2].map(|owner| Home::new(0, owner).with_credit(RICH));
			if attack {
				buyer.order(T, Buy, &[(125, 1_000)]).expect("placed");
				seller.order(T, Sell, &[(125, 1_000)]).expect("placed");
			}
			run_to_interval(T + 1);
			for _ in 0..T {
				submit_good(0, vec![neighbour.meter(0), buyer.meter(0)]);
			}
			submit_good(0, vec![neighbour.meter(-100), buyer.meter(0)]);
			pass_deadlines();
			neighbour.settle();
			let arrears = books(0).arrears;
			run_to_interval(T + 2 + Retention::get() + 1);
			let paid = 2 * RICH - buyer.credit() - seller.credit();
			(neighbour.credit(), arrears, paid)
		})
	};
	assert_eq!(outcome(false), (5_000, 0, 0));
	assert_eq!(outcome(true), (900, 45_100, 258_000));
}
