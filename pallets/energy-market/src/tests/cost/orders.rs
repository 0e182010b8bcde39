//! Orders, claims and intents.

use super::*;
use crate::BatchCost;

#[test]
fn placing_an_order_costs_the_same_in_an_empty_and_in_a_full_book() {
	let [empty, full] = in_both_books(
		|_| (),
		|home| home.order(T, Buy, &[(150, 100)]).expect("placed"),
	);
	assert_eq!(empty, full);
	within(full, Weights::place_order(), "place");
}

#[test]
fn replacing_and_cancelling_cost_the_same_in_an_empty_and_in_a_full_book() {
	let place = |home: &Home| {
		home.order(T, Buy, &[(150, 100), (140, 20)])
			.expect("placed")
	};
	let [empty, full] = in_both_books(place, |home| {
		home.order(T, Sell, &[(100, 100)]).expect("replaced")
	});
	assert_eq!(empty, full);
	within(full, Weights::place_order(), "replace");
	let [empty, full] = in_both_books(place, |home| home.cancel(T).expect("cancelled"));
	assert_eq!(empty, full);
	within(full, Weights::cancel_order(), "cancel");
}

#[test]
fn claiming_costs_the_same_of_a_small_and_of_a_large_auction() {
	let prepare = |home: &Home| {
		home.order(T, Buy, &[(150, 30)]).expect("placed");
		run_to_interval(T);
	};
	let claim = |home: &Home| home.claim(T).expect("claimed");
	let [small, large] = in_both_books(prepare, claim);
	// The fee that was paid takes as many bytes as it is large, in the treasury's book.
	let items = |cost: &Cost| (cost.reads, cost.writes, cost.bytes_read);
	assert_eq!(items(&small), items(&large));
	within(large, Weights::claim(), "claim, and clear");
}

#[test]
fn the_first_order_of_an_interval_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		let first = cost_of(|| home.order(T, Buy, &[(150, 100)]).expect("placed"));
		within(first, Weights::place_order(), "first");
	});
}

#[test]
fn an_order_that_files_a_statement_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1).with_credit(RICH);
		// A month later.
		run_to_interval(31 * 96 + 1);
		let interval = 31 * 96 + 10;
		let filing = cost_of(|| home.order(interval, Buy, &[(150, 100)]).expect("placed"));
		within(filing, Weights::place_order(), "files");
	});
}

#[test]
fn setting_a_trading_key_costs_no_more_than_was_charged() {
	Chain::new(auction_rules()).run(|| {
		let home = Home::new(0, 1);
		for key in [Some(230), Some(231), None] {
			let cost = cost_of(|| set_trading_key(&home, key.map(account)).expect("the owner's"));
			within(cost, Weights::set_trading_key(), "set");
		}
	});
}

#[test]
fn no_outcome_of_a_batch_of_intents_costs_more_than_was_charged() {
	for refused in 0..=4u32 {
		for bad_signatures in 0..=4 - refused {
			let executed = 4 - refused - bad_signatures;
			for intervals in 0..=executed {
				let cost = BatchCost {
					refused,
					bad_signatures,
					executed,
					intervals,
					statements: executed,
				};
				let actual = Weights::batch(&cost);
				assert!(actual.all_lte(Weights::submit_intents(4)), "{cost:?}");
			}
		}
	}
}

#[test]
fn a_refused_intent_costs_less_than_a_bad_signature_and_that_less_than_an_executed_one() {
	let of = |refused, bad_signatures, executed| {
		Weights::batch(&BatchCost {
			refused,
			bad_signatures,
			executed,
			intervals: executed,
			statements: 0,
		})
	};
	let [refused, bad, executed] = [of(1, 0, 0), of(0, 1, 0), of(0, 0, 1)];
	assert!(refused.all_lte(bad) && refused != bad);
	assert!(bad.all_lte(executed) && bad != executed);
	assert!(executed.all_lte(Weights::submit_intents(1)));
}

/// A home that owes less than its order for `interval` reserves, in September.
fn owing_with_an_order(interval: Interval) -> Home {
	let mut home = august_home(1, 200_000);
	home.order(interval, Buy, &[(200, 200)]).expect("placed");
	run_to_interval(SEPTEMBER - 3);
	// 750 Wh at 210, and 154,000 are free.
	[200, 200, 100].into_iter().for_each(|net| home.lose(net));
	home.read(250);
	assert!(owes(&home) && is_queued(&home) && !has_filed(&home));
	run_to_interval(SEPTEMBER);
	home
}

#[test]
fn an_order_that_leaves_its_point_low_costs_no_more_than_was_charged() {
	in_august(|| {
		let home = august_home(1, 60_000);
		run_to_interval(SEPTEMBER);
		let cost = cost_of(|| {
			home.order(SEPTEMBER + 10, Buy, &[(150, 100)])
				.expect("placed")
		});
		assert!(is_queued(&home) && has_filed(&home));
		within(cost, Weights::place_order(), "place");
	});
}

#[test]
fn an_order_whose_reserve_pays_debts_costs_no_more_than_was_charged() {
	let interval = SEPTEMBER + 10;
	for cancel in [true, false] {
		in_august(|| {
			let home = owing_with_an_order(interval);
			let cost = cost_of(|| match cancel {
				true => home.cancel(interval).expect("cancelled"),
				false => home.order(interval, Sell, &[(100, 10)]).expect("placed"),
			});
			assert!(!owes(&home) && has_filed(&home));
			let weight = match cancel {
				true => Weights::cancel_order(),
				false => Weights::place_order(),
			};
			within(cost, weight, "pays debts");
		});
	}
}

#[test]
fn a_claim_that_clears_closes_and_pays_debts_costs_no_more_than_was_charged() {
	in_august(|| {
		let home = owing_with_an_order(SEPTEMBER + 1);
		let other = Home::new(0, 2).with_credit(RICH);
		other
			.order(SEPTEMBER + 1, Sell, &[(60, 10)])
			.expect("placed");
		run_to_interval(SEPTEMBER + 4);
		let cost = cost_of(|| home.claim(SEPTEMBER + 1).expect("claimed"));
		assert!(!owes(&home) && has_filed(&home));
		assert_eq!(cleared(SEPTEMBER + 1).1, 10);
		within(cost, Weights::claim(), "claim");
	});
}
