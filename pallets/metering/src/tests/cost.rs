//! What a batch is charged before, and what it cost.

use super::*;
use crate::{BatchCost, Costs, CERTIFIED_WITH_READING};
use commonwatt_primitives::traits::BookCost;
use frame_support::weights::Weight;

type Weights = <Runtime as crate::Config>::WeightInfo;
const START: Registers = Registers {
	import: 1_000,
	export: 500,
};

/// What a batch of so many readings is charged before.
fn charged(readings: u32) -> Weight {
	Metering::batch_weight(readings)
}

fn good(point: PointId) -> Reading {
	device().read(point, 5, START, START)
}

fn bad(point: PointId) -> Reading {
	Device::sr25519(99).read(point, 5, START, START)
}

fn points(test: impl FnOnce()) {
	ExtBuilder::default()
		.points(&[ALICE, BOB, ALICE])
		.build_and_execute(test);
}

fn outcome(who: AccountId, readings: Vec<Reading>) -> (Weight, Pays) {
	let PostDispatchInfo {
		actual_weight,
		pays_fee,
	} = submit(who, readings).expect("it counts");
	(actual_weight.expect("the actual weight is known"), pays_fee)
}

/// Every part of a weight is at most that of `b`, and one is less.
fn less(a: Weight, b: Weight) -> bool {
	a.all_lte(b) && a != b
}

#[test]
fn the_fee_returns_if_every_reading_counts() {
	points(|| {
		assert_eq!(outcome(GATEWAY, vec![good(0), good(1)]).1, Pays::No);
		assert_eq!(outcome(STRANGER, vec![good(2)]).1, Pays::No);
	});
}

#[test]
fn the_fee_stays_if_one_reading_is_refused() {
	points(|| {
		assert_eq!(outcome(GATEWAY, vec![good(0), good(9)]).1, Pays::Yes);
		assert_eq!(outcome(STRANGER, vec![bad(1), good(1)]).1, Pays::Yes);
		assert_eq!(outcome(STRANGER, vec![good(0)]).1, Pays::Yes);
	});
}

#[test]
fn the_fee_stays_and_the_weight_is_charged_if_the_batch_fails() {
	points(|| {
		let failed = submit(GATEWAY, vec![]).expect_err("an empty batch");
		assert_eq!(failed.post_info, PostDispatchInfo::default());
	});
}

#[test]
fn a_batch_that_counts_costs_no_more_than_was_charged() {
	for settled_with_each in [0, 2] {
		points(|| {
			SettledWithEach::set(settled_with_each);
			let gap = device().read(2, 8, START, START);
			let (actual, _) = outcome(GATEWAY, vec![good(0), good(1), gap]);
			assert!(less(actual, charged(3)), "{actual}");
		});
	}
}

#[test]
fn a_batch_of_gaps_in_distinct_intervals_costs_what_was_charged_but_for_auctions_and_statements() {
	points(|| {
		SettledWithEach::set(2);
		let gaps = (0..3).map(|point| device().read(point, 6 + point, START, START));
		let (actual, _) = outcome(GATEWAY, gaps.collect());
		let without_auctions = BatchCost {
			accepted: 3,
			gaps: 3,
			book: BookCost {
				intervals: 9,
				..Default::default()
			},
			..Default::default()
		};
		assert_eq!(actual, Metering::weight_of(&without_auctions));
		let worst = BatchCost {
			book: BookCost {
				intervals: 9,
				auctions: 9,
				orders: 3,
				statements: 3,
				certified: 3,
			},
			..without_auctions
		};
		assert_eq!(charged(3), Metering::weight_of(&worst));
	});
}

#[test]
fn a_batch_is_charged_for_no_more_intervals_than_there_can_be() {
	let of = |n| charged(n).ref_time();
	let (a_reading, before) = (of(201) - of(200), of(2) - of(1));
	assert!(a_reading < before, "{a_reading} {before}");
}

#[test]
fn gaps_read_their_rules_once() {
	let of = |gaps| {
		let cost = BatchCost {
			accepted: 3,
			gaps,
			..Default::default()
		};
		Weights::batch(&cost)
	};
	let [first, second] = [of(1) - of(0), of(2) - of(1)];
	assert!(less(second, first), "{second} {first}");
}

#[test]
fn a_refused_reading_costs_less_than_a_bad_signature_and_that_less_than_one_that_counts() {
	points(|| {
		let (refused, _) = outcome(GATEWAY, vec![good(9)]);
		let (bad_signature, _) = outcome(GATEWAY, vec![bad(0)]);
		let (counts, _) = outcome(GATEWAY, vec![good(0)]);
		assert!(less(refused, bad_signature), "{refused} {bad_signature}");
		assert!(less(bad_signature, counts), "{bad_signature} {counts}");
		assert!(less(counts, charged(1)));
	});
}

#[test]
fn no_outcome_of_a_batch_costs_more_than_was_charged() {
	for refused in 0..=4u32 {
		for bad_signatures in 0..=4 - refused {
			let accepted = 4 - refused - bad_signatures;
			for gaps in 0..=accepted {
				let intervals = 3 * accepted;
				let cost = BatchCost {
					refused,
					bad_signatures,
					accepted,
					gaps,
					book: BookCost {
						intervals,
						..Default::default()
					},
				};
				let actual = Metering::weight_of(&cost);
				assert!(actual.all_lte(charged(4)), "{cost:?}");
			}
		}
	}
}

#[test]
fn what_certificates_do_is_charged_for_the_worst_and_refunded() {
	let charged = |n: u32| {
		let readings = (0..n).map(good).collect::<Vec<_>>();
		let call = crate::Call::<Runtime>::submit_readings {
			community: COMMUNITY,
			readings: readings.try_into().expect("few"),
		};
		frame_support::dispatch::GetDispatchInfo::get_dispatch_info(&call).call_weight
	};
	let without = |n: u32| {
		let mut most = BatchCost::most(n);
		most.book.certified = 0;
		Metering::weight_of(&most)
	};
	let mut actual = Vec::new();
	for certified in [0, CERTIFIED_WITH_READING] {
		points(|| {
			CertifiedWithEach::set(certified);
			let before = charged(2);
			assert_eq!(before, without(2) + CERTIFIED * 2);
			let (weight, _) = outcome(GATEWAY, vec![good(0), good(1)]);
			assert!(less(weight, before), "{certified} with each: {weight}");
			actual.push(weight);
		});
	}
	assert_eq!(actual[1], actual[0] + CERTIFIED * 2);
}
