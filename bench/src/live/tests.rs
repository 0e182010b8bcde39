//! What is signed for a run counts on its chain.

use super::{
	drive::Sent,
	figures,
	follow::{Block, Counts},
	load::{orders, transfers, Gateway, Kind, Transaction},
	spec::{Shape, INTENTS_GATEWAY, READINGS_GATEWAY},
};
use crate::machine::{begin_block, START};
use codec::Decode;
use commonwatt_runtime::{Executive, Hash, Moment, RuntimeEvent, System, UncheckedExtrinsic};
use sp_state_machine::BasicExternalities;
use std::time::Instant;

/// What the first block of a test has for a parent.
const GENESIS: Hash = Hash::zero();
const INTERVAL: Moment = 12_000;
const SHAPE: Shape = Shape {
	points: 5,
	senders: 3,
	first_interval: 2,
	interval_millis: INTERVAL,
};

/// What a block of these transactions brings.
fn block(
	state: &mut BasicExternalities,
	number: u32,
	timestamp: Moment,
	transactions: &[Transaction],
) -> Counts {
	state.execute_with(|| {
		begin_block(number, timestamp);
		for transaction in transactions {
			let bytes = hex::decode(&transaction.hex[2..]).expect("is hexadecimal");
			let extrinsic = UncheckedExtrinsic::decode(&mut &bytes[..]).expect("is an extrinsic");
			let result = Executive::apply_extrinsic(extrinsic);
			result.expect("is valid").expect("succeeds");
		}
		let events: Vec<RuntimeEvent> = System::read_events_no_consensus()
			.map(|record| record.event)
			.collect();
		Executive::finalize_block();
		Counts::of(events.iter())
	})
}

#[test]
fn everything_that_is_signed_counts() {
	let storage = SHAPE.state().expect("the genesis state is made");
	let mut state = BasicExternalities::new(storage);
	let intents = Gateway::new(INTENTS_GATEWAY).intents(GENESIS, SHAPE.points, 7, 20, 3);
	let points: Vec<_> = (0..SHAPE.points).collect();
	let readings =
		Gateway::new(READINGS_GATEWAY).readings(GENESIS, &points, SHAPE.first_interval, 4, 2);

	let mut counts = block(&mut state, 1, START, &transfers(GENESIS, SHAPE.senders));
	assert_eq!((counts.counted(Kind::Transfers), counts.failed), (3, 0));

	let orders = orders(GENESIS, SHAPE.points, 7, 10);
	counts = block(&mut state, 2, START + 6_000, &orders);
	assert_eq!((counts.counted(Kind::Orders), counts.failed), (7, 0));

	counts = block(&mut state, 3, START + 12_000, &intents);
	assert_eq!(counts.counted(Kind::Intents), 7);
	assert_eq!(
		counts.counted(Kind::Orders),
		0,
		"an intent's order is not counted twice"
	);
	assert_eq!((counts.intents_refused, counts.failed), (0, 0));

	// A block in the middle of each interval, so that deadlines pass.
	let mut number = 3;
	let mut settlements = 0;
	for (transactions, ended) in readings.iter().zip(SHAPE.first_interval + 1..) {
		for half in 0..2 {
			number += 1;
			let now = START + INTERVAL * Moment::from(ended) + half * 6_000;
			let none = Vec::new();
			let sent = if half == 0 { transactions } else { &none };
			counts = block(&mut state, number, now, sent);
			settlements += counts.settlements;
			if half == 0 {
				assert_eq!((counts.readings, counts.late), (5, 0));
				assert_eq!((counts.readings_refused, counts.failed), (0, 0));
			}
		}
	}
	assert_eq!(readings.len(), 4);
	// Of four intervals the first two are due before the last is read.
	assert!(
		settlements >= 5,
		"a reading settles what is due: {settlements}"
	);
}

/// A block that holds so many transfers, after which so many wait.
fn transfers_in(number: u32, transfers: u32, waiting: u32) -> Block {
	Block {
		number,
		hash: Hash::default(),
		timestamp: Moment::from(number) * 6_000,
		extrinsics: transfers + 1,
		length: 150 * transfers,
		normal_weight: 0,
		mandatory_weight: 0,
		counts: Counts {
			transfers,
			..Default::default()
		},
		waiting,
		known: Instant::now(),
		finalised_after: None,
	}
}

#[test]
fn a_block_is_full_if_more_waited_before_and_after_it() {
	let blocks = [
		transfers_in(4, 0, 0),
		// Sending began in the middle of the slot.
		transfers_in(5, 100, 900),
		transfers_in(6, 500, 900),
		transfers_in(7, 500, 400),
		// What was left.
		transfers_in(8, 400, 0),
		transfers_in(9, 0, 0),
	];
	let sent = Sent {
		kind: Some(Kind::Transfers),
		after: 4,
		until: 9,
		..Default::default()
	};
	let full: Vec<_> = figures::full(&blocks, &sent)
		.iter()
		.map(|block| block.number)
		.collect();
	assert_eq!(full, [6, 7]);
}
