//! What a node's off-chain worker learns and sends.

use super::*;
use crate::worker::memory::LEARNED_AT_ONCE;
use commonwatt_primitives::{
	signal::{Forecast, Outcome, SignalPayload},
	Interval,
};

/// Interval `t` of days that are all alike: dark, light, and a price that falls with the light.
fn outcome(t: Interval) -> Outcome {
	let light = u64::from(6u32.saturating_sub((t % DAY).abs_diff(12)));
	Outcome {
		price: 1_000 - 80 * light,
		demand: 10_000 + 500 * u64::from(t % DAY),
		generation: 2_000 * light,
		green_share: 160_000 * light,
	}
}

/// The outcomes of all intervals below are known, but for those missing.
fn know_until(until: Interval, missing: &[Interval]) {
	Known::set(Default::default());
	for t in (0..until).filter(|t| !missing.contains(t)) {
		Known::mutate(|known| known.insert((COMMUNITY, t), outcome(t)));
	}
	KnownUntil::set(until);
}

/// A chain with forecaster 0, in a node that has its key, three intervals after the last that is known.
fn with_node(test: impl FnOnce(Node)) {
	let node = Node::new([0]);
	let mut ext = ExtBuilder::default().elected(1).min_quorum(1).build();
	node.clone().run(&mut ext, || {
		know_until(START - 3, &[]);
		test(node);
		check_invariants();
	});
}

fn one(mut sent: Vec<(SignalPayload, crate::crypto::Signature)>) -> Vec<Forecast> {
	assert_eq!(sent.len(), 1);
	sent.remove(0).0.steps.into_inner()
}

/// What a node without a memory would send now.
fn afresh(node: &Node) -> Vec<Forecast> {
	let kept = node.outside(|outside| std::mem::take(&mut outside.disk));
	let steps = one(node.work());
	node.outside(|outside| outside.disk = kept);
	steps
}

#[test]
fn it_sends_a_signal_that_the_pool_and_the_chain_take() {
	with_node(|node| {
		let sent = node.work();
		let [(payload, signature)] = &sent[..] else {
			panic!("one signal: {sent:?}");
		};
		assert_eq!(
			(payload.community, payload.forecaster, payload.round),
			(COMMUNITY, 0, START)
		);
		assert!(pool(payload, signature).is_ok());
		assert_ok!(apply(payload.clone(), signature.clone()));
		assert_eq!(node.work(), [], "one a round is enough");
	});
}

#[test]
fn it_forecasts_days_that_are_all_alike() {
	with_node(|node| {
		// A day from the first unknown, less the intervals before the first that a signal may speak of.
		let steps = one(node.work());
		let first = START + LEAD;
		assert_eq!(steps.len() as Interval, DAY - (first - (START - 3)));
		for (interval, forecast) in (first..).zip(steps) {
			let outcome = outcome(interval);
			for (quantiles, value) in forecast.variables().iter().zip(outcome.variables()) {
				let error = quantiles.median().abs_diff(value);
				assert!(
					error <= 20 + value / 20,
					"{interval}: {quantiles:?}, {value}"
				);
			}
		}
	});
}

#[test]
fn without_a_key_or_a_role_it_does_nothing() {
	let stranger = Node::new([7]);
	let mut ext = ExtBuilder::default().elected(1).min_quorum(1).build();
	stranger.clone().run(&mut ext, || {
		know_until(START - 3, &[]);
		assert_eq!(stranger.work(), []);
		assert_eq!(
			stranger.outside(|outside| outside.disk.clone()).get(b""),
			None
		);
	});
	with_node(|node| {
		assert_ok!(PriceSignals::suspend_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			0
		));
		assert_eq!(node.work(), []);
		assert_ok!(PriceSignals::reinstate_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			0
		));
		assert_eq!(node.work().len(), 1);
	});
}

#[test]
fn it_sends_for_each_of_its_keys_that_has_not_sent() {
	let node = Node::new([0, 2, 9]);
	let mut ext = ExtBuilder::default().elected(3).build();
	node.clone().run(&mut ext, || {
		know_until(START - 3, &[]);
		let senders = || -> Vec<_> {
			let sent = node.work();
			sent.into_iter()
				.map(|(payload, _)| payload.forecaster)
				.collect()
		};
		assert_eq!(senders(), [0, 2]);
		say(0, around(USUAL));
		assert_eq!(senders(), [2]);
	});
}

#[test]
fn a_community_without_history_gets_no_signal_until_its_first_outcome() {
	with_node(|node| {
		know_until(0, &[]);
		assert_eq!(node.work(), []);
		// Closed, but nobody read anything.
		know_until(2, &[0, 1]);
		assert_eq!(node.work(), []);
		KnownUntil::set(START - 3);
		Known::mutate(|known| known.insert((COMMUNITY, START - 4), outcome(START - 4)));
		let steps = one(node.work());
		// All it knows is that.
		assert_eq!(steps[0].demand.median(), outcome(START - 4).demand);
	});
}

#[test]
fn what_is_not_on_the_chain_is_signed_anew_and_sent_again() {
	with_node(|node| {
		let first = node.work();
		next_block();
		let second = node.work();
		assert_eq!(first[0].0, second[0].0);
		assert_ne!(
			first[0].1, second[0].1,
			"the pool may have banned these bytes"
		);
	});
}

#[test]
fn a_restarted_node_goes_on_where_it_was() {
	with_node(|node| {
		node.work();
		next_round();
		know_until(START - 2, &[]);
		let expected = afresh(&node);
		// Most of the past has left the chain: all it has is its disk.
		Known::mutate(|known| known.retain(|(_, t), _| *t >= START - 20));
		assert_ne!(afresh(&node), expected);
		assert_eq!(one(node.work()), expected);
	});
}

#[test]
fn a_memory_that_is_lost_or_unreadable_is_learned_again() {
	with_node(|node| {
		let expected = one(node.work());
		assert_eq!(afresh(&node), expected);
		let key = crate::worker::memory::key(b"memory", COMMUNITY);
		for garbage in [&b""[..], b"garbage", &[0xff; 200_000]] {
			sp_io::offchain::local_storage_set(
				sp_core::offchain::StorageKind::PERSISTENT,
				&key,
				garbage,
			);
			assert_eq!(one(node.work()), expected);
		}
	});
}

#[test]
fn after_a_reorganisation_it_speaks_for_the_chain_it_is_on() {
	with_node(|node| {
		node.work();
		// On the other branch the last three intervals were read otherwise.
		for t in START - 6..START - 3 {
			Known::mutate(|known| known.insert((COMMUNITY, t), USUAL));
		}
		assert_eq!(one(node.work()), afresh(&node));
		// On a shorter one they are not closed yet.
		KnownUntil::set(START - 5);
		assert_eq!(one(node.work()), afresh(&node));
	});
}

#[test]
fn a_memory_of_another_chain_is_forgotten() {
	with_node(|node| {
		for t in 0..START - 3 {
			Known::mutate(|known| known.insert((COMMUNITY, t), USUAL));
		}
		node.work();
		know_until(START - 3, &[]);
		frame_system::BlockHash::<Runtime>::insert(0, sp_core::H256::repeat_byte(9));
		assert_eq!(one(node.work()), afresh(&node));
	});
}

#[test]
fn intervals_that_nobody_read_are_learned_as_missing() {
	with_node(|node| {
		know_until(START - 3, &[40, 41, 42, 43, START - 4]);
		let steps = one(node.work());
		assert!(steps.iter().all(Forecast::is_monotonic));
		let usual = outcome(START + LEAD).demand;
		assert!(steps[0].demand.median().abs_diff(usual) <= usual / 10);
	});
}

#[test]
fn it_catches_up_a_slice_a_block_and_is_silent_meanwhile() {
	with_node(|node| {
		let long = 3 * LEARNED_AT_ONCE + 1;
		Round::set(long + 3);
		know_until(long, &[]);
		for _ in 0..3 {
			assert_eq!(node.work(), []);
		}
		assert_eq!(node.work().len(), 1);
	});
}

#[test]
fn it_learns_no_more_than_four_weeks_of_a_long_past() {
	with_node(|node| {
		let long = 28 * DAY + 1_000;
		Round::set(long + 3);
		know_until(long, &[]);
		let silent = (0..100).take_while(|_| node.work().is_empty()).count();
		assert_eq!(silent, (28 * DAY).div_ceil(LEARNED_AT_ONCE) as usize - 1);
	});
}

#[test]
fn when_the_chain_stood_still_for_a_day_it_has_nothing_to_say() {
	with_node(|node| {
		Round::set(START + DAY);
		assert_eq!(node.work(), []);
		Round::set(START - 3 + DAY - LEAD - 1);
		assert_eq!(one(node.work()).len(), 1);
	});
}

#[test]
fn a_run_that_is_not_over_is_not_disturbed() {
	with_node(|node| {
		let key = crate::worker::memory::key(b"lock", COMMUNITY);
		let mut lock = sp_runtime::offchain::storage_lock::StorageLock::<
			sp_runtime::offchain::storage_lock::Time,
		>::new(&key);
		let guard = lock.try_lock().expect("nobody else has it");
		assert_eq!(node.work(), []);
		drop(guard);
		assert_eq!(node.work().len(), 1);
	});
}

#[test]
fn a_lock_of_a_run_that_died_is_void_after_a_while() {
	with_node(|node| {
		let key = crate::worker::memory::key(b"lock", COMMUNITY);
		let mut lock = sp_runtime::offchain::storage_lock::StorageLock::<
			sp_runtime::offchain::storage_lock::Time,
		>::new(&key);
		lock.try_lock().expect("nobody else has it").forget();
		assert_eq!(node.work(), []);
		let blocks = (0..10).take_while(|_| node.work().is_empty()).count();
		assert!(blocks < 6, "{blocks}");
	});
}

#[test]
fn intervals_that_cannot_be_forecast_get_no_signal() {
	with_node(|node| {
		for seconds in [60, 7_200, 86_400, 100_000, 1_234] {
			IntervalSeconds::set(seconds);
			assert_eq!(node.work(), [], "{seconds} seconds");
		}
		for seconds in [900, 1_800] {
			IntervalSeconds::set(seconds);
			assert_eq!(node.work().len(), 1, "{seconds} seconds");
		}
	});
}

#[test]
fn communities_are_served_alike() {
	let node = Node::new([0]);
	let mut ext = ExtBuilder::default().elected(1).min_quorum(1).build();
	node.clone().run(&mut ext, || {
		assert_ok!(PriceSignals::elect_forecaster(
			RuntimeOrigin::signed(OTHER_OPERATOR),
			OTHER_COMMUNITY,
			FORECASTERS,
			public(0)
		));
		know_until(START - 3, &[]);
		for t in 0..START - 3 {
			Known::mutate(|known| known.insert((OTHER_COMMUNITY, t), USUAL));
		}
		let sent = node.work();
		let mut communities: Vec<_> = sent.iter().map(|(payload, _)| payload.community).collect();
		communities.sort();
		assert_eq!(communities, [COMMUNITY, OTHER_COMMUNITY]);
		let other = sent
			.iter()
			.find(|(payload, _)| payload.community == OTHER_COMMUNITY);
		let forecast = other.expect("it is there").0.steps[0];
		assert_eq!(forecast.demand.median(), USUAL.demand);
	});
}

/// A run died with the lock, and then the node's clock was set right.
#[test]
fn a_lock_from_the_future_is_void() {
	let node = Node::new([0]);
	let mut ext = ExtBuilder::default().elected(1).min_quorum(1).build();
	node.clone().run(&mut ext, || {
		KnownUntil::set(START - 3);
		Known::mutate(|known| known.insert((COMMUNITY, START - 4), USUAL));
		node.outside(|outside| outside.time = 86_400_000);
		let key = crate::worker::memory::key(b"lock", COMMUNITY);
		let mut lock = sp_runtime::offchain::storage_lock::StorageLock::<
			sp_runtime::offchain::storage_lock::Time,
		>::with_deadline(&key, sp_runtime::offchain::Duration::from_millis(30_000));
		lock.try_lock().expect("nobody else has it").forget();
		node.outside(|outside| outside.time = 0);
		let silent = (0..20_000).take_while(|_| node.work().is_empty()).count();
		assert!(silent <= 6, "silent for {silent} blocks");
	});
}

#[test]
fn what_the_chain_learns_late_does_not_cost_the_node_its_memory() {
	with_node(|node| {
		let long = 28 * DAY + 100;
		Round::set(long + 3);
		know_until(long, &[long - 1]);
		while node.work().is_empty() {}
		Known::mutate(|known| known.insert((COMMUNITY, long - 1), USUAL));
		assert_eq!(node.work().len(), 1);
	});
}
