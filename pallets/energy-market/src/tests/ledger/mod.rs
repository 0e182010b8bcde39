//! Random sequences of every call, against the model, after every step.

mod calls;
mod checks;
mod money;
mod readings;
mod steps;
mod truth;
mod world;

use super::{homes::*, model::*};
use crate::mock::*;
use commonwatt_primitives::{
	reading::{Reading, Registers},
	tariff::{Rules, TariffCell},
	traits::MarketClock,
};
use frame_support::traits::Time;
use proptest::prelude::*;
use sp_runtime::{DispatchError, Permill};
use std::collections::BTreeMap;
use steps::*;
use truth::Truth;
use world::World;

const INTERVAL_SECONDS: u32 = 900;
const COMMUNITIES: usize = 2;
const OWNERS: u8 = 5;
/// Owners, operators, suppliers, gateways, a stranger.
const ACTORS: [u8; 12] = [1, 2, 3, 4, 5, 100, 101, 120, 121, 140, 141, STRANGER];
/// Points that may exist at once, in all.
const MOST_POINTS: usize = 12;

/// Runs a sequence from a founding of both communities on.
fn run_sequence((rules, sweep, funds, steps): &Sequence) {
	PollWeight::set(if *sweep { SWEEP } else { Default::default() });
	Retention::set(32);
	Horizon::set(8);
	let rules = rules.map(RulesSeed::rules);
	let chain = Chain::new(rules[0].clone()).with_another_community(rules[1].clone());
	chain.with_interval_seconds(INTERVAL_SECONDS).run(|| {
		let mut world = World::new(&rules);
		// Owner 1 has two points in community 0 and one in community 1.
		for (community, owner, capacity) in [
			(0, 1, 4_000),
			(0, 2, 4_000),
			(0, 3, 3_001),
			(0, 1, 2_000),
			(1, 1, 4_000),
			(1, 4, 999),
		] {
			world.register(community, owner, capacity, 1, 0);
		}
		for (point, amount) in (0..6).zip(&funds[2..]) {
			world.apply(&Step::TopUp {
				point,
				amount: *amount,
			});
		}
		for (community, amount) in (0..2).zip(funds) {
			world.apply(&Step::TopUpSupplier {
				community,
				amount: *amount,
			});
		}
		for step in steps {
			world.apply(step);
		}
		world.finish();
		world.count_what_was_reached();
	});
}

/// Rules, whether on_poll sweeps, what suppliers and points have, and what happens.
type Sequence = ([RulesSeed; COMMUNITIES], bool, Vec<u32>, Vec<Step>);

fn sequence() -> impl Strategy<Value = Sequence> {
	let funds = prop::collection::vec(amount(), COMMUNITIES + 6);
	let rules = [rules_seed(), rules_seed()];
	(
		rules,
		any::<bool>(),
		funds,
		prop::collection::vec(step(), 1..60),
	)
}

proptest! {
	#![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

	#[test]
	fn every_sequence_of_calls_agrees_with_the_model(sequence in sequence()) {
		run_sequence(&sequence);
	}
}

#[test]
fn the_sequences_reach_every_entry_of_the_ledger_and_every_refusal() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	for _ in 0..60 {
		run_sequence(
			&sequence()
				.new_tree(&mut runner)
				.expect("a new one")
				.current(),
		);
	}
	let reached = REACHED.with(|counts| counts.borrow().clone());
	for what in [
		"a feed-in of zero",
		"a gap of less than a day",
		"a gap of more than a day",
		"a late shortage",
		"a late surplus",
		"a late surplus to a supplier in default",
		"a point removed",
		"a share that was rounded",
		"a shortage partly funded",
		"a supplier in default",
		"a supplier never in arrears",
		"a withdrawal",
		"a withdrawal from a closed point",
		"a withdrawal refused",
		"an inflow pays a receivable",
		"an inflow pays debt",
		"an interval matched in part",
		"an interval retired",
		"an interval without local market",
		"arrears paid",
		"change of an unfunded Wh",
		"emergency credit",
		"emergency credit at its limit",
		"late without local market",
		"the treasury gains by a late reading",
		"AlreadyRead",
		"BadSignature",
		"GapTooEarly",
		"IntervalNotEnded",
		"IntervalRetired",
		"KeyRevoked",
		"PointClosed",
		"PowerAboveCapacity",
		"RegisterWentBackwards",
		"RegistersDoNotContinue",
		"UnknownPoint",
	] {
		assert!(
			reached.contains_key(what),
			"never reached {what}: {reached:?}"
		);
	}
}
