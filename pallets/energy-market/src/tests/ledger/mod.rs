//! Random sequences of every call, against the model, after every step.

mod calls;
mod checks;
mod green;
mod money;
mod orders;
mod readings;
mod standing;
mod statements;
mod steps;
mod truth;
mod world;

use super::{homes::*, model::*};
use crate::mock::*;
use commonwatt_primitives::{
	green::{Certification, CertifiedMeters},
	order::{Intent, IntentRefusal, Order, OrderRefusal, Side},
	reading::{Reading, Registers},
	signal::Forecast,
	standing::{StandingOrder, StandingOrderId},
	statement::Statement,
	tariff::{AuctionRules, Rules, TariffCell},
	traits::MarketClock,
};
use frame_support::traits::Time;
use proptest::prelude::*;
use sp_core::{sr25519, Pair};
use sp_runtime::{DispatchError, Permill};
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::LazyLock,
};
use steps::*;
use truth::Truth;
use world::{actor, keys, World};

const INTERVAL_SECONDS: u32 = 900;
const COMMUNITIES: usize = 2;
const OWNERS: u8 = 5;
/// Owners, operators, suppliers, gateways, a stranger.
const ACTORS: [u8; 12] = [1, 2, 3, 4, 5, 100, 101, 120, 121, 140, 141, STRANGER];
/// Actors that owners make trading keys.
const FIRST_TRADING_KEY: u8 = 61;
const LAST_TRADING_KEY: u8 = 63;
/// Sequences in which everything is reached; far fewer are enough so far.
const MOST_SEQUENCES: u32 = 300;
/// Points that may exist at once, in all.
const MOST_POINTS: usize = 12;

/// Runs a sequence from a founding of both communities on.
fn run_sequence((rules, sweep, first_hour, funds, steps): &Sequence) {
	PollWeight::set(if *sweep { SWEEP } else { Default::default() });
	Retention::set(32);
	Horizon::set(8);
	let rules = rules.map(RulesSeed::rules);
	let chain = Chain::new(rules[0].clone()).with_another_community(rules[1].clone());
	chain.with_interval_seconds(INTERVAL_SECONDS).run(|| {
		let mut world = World::new(&rules, *first_hour);
		// Owner 1 has two points in community 0 and one in community 1. Point 5 begins later.
		for (community, owner, capacity, ahead) in [
			(0, 1, 4_000, 0),
			(0, 2, 4_000, 0),
			(0, 3, 3_001, 0),
			(0, 1, 2_000, 0),
			(1, 1, 4_000, 0),
			(1, 4, 999, 3),
			(1, 5, 4_000, 0),
			(1, 2, 3_000, 0),
		] {
			world.register(community, owner, capacity, 1, ahead);
		}
		for (point, key) in [(0, 61), (1, 61), (4, 62)] {
			world.set_trading_key(point, Some(key), true);
		}
		for (point, certification) in [
			(0, Certification::Followed),
			(1, Certification::Producer),
			(2, Certification::Producer),
			(4, Certification::Producer),
		] {
			world.apply(&Step::Certify {
				point,
				certification,
			});
		}
		for (point, amount) in (0..8).zip(&funds[2..]) {
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

/// Rules, whether on_poll works, the hour at which it begins, what suppliers and points have, and what
/// happens.
type Sequence = ([RulesSeed; COMMUNITIES], bool, u8, Vec<u32>, Vec<Step>);

fn sequence() -> impl Strategy<Value = Sequence> {
	let funds = prop::collection::vec(amount(), COMMUNITIES + 8);
	let rules = [rules_seed(), rules_seed()];
	(
		rules,
		any::<bool>(),
		0u8..24,
		funds,
		prop::collection::vec(step(), 1..45),
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
	let mut missing = vec![
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
		"a clamped ask",
		"a clamped bid",
		"a fill at the margin",
		"a fill at the margin that was rounded",
		"a fill better than the margin",
		"a fill of both",
		"a hold pays a shortage in part",
		"a late position",
		"a month rolls over",
		"a position cashed out",
		"a position delivered",
		"a position in time",
		"a tick above 1",
		"all have claimed",
		"an ask that had to pay",
		"an ask whose hold is more than its reserve",
		"an auction in which nothing trades",
		"an auction that trades",
		"an auction whose price is between two ticks",
		"an auction with one right price",
		"an intent executed",
		"an intent of a trading key",
		"an intent of an owner",
		"an order cancelled",
		"an order grows in the freeze",
		"an order of a trading key",
		"an order placed",
		"an order placed in the freeze",
		"an order replaced",
		"an order replaced while in debt",
		"an order that is not filled",
		"asks share what is left at the price",
		"bids share what is left at the price",
		"bought and exported",
		"claimed before the reading",
		"claimed by a call",
		"claimed by the reading",
		"cleared at first touch",
		"cleared before delivery begins",
		"cleared by the poll",
		"more ticks reach V than are right",
		"no auction for 513 ticks and more",
		"sold and imported",
		"undelivered beyond the tolerance, charged",
		"undelivered beyond the tolerance, for nothing",
		"undelivered within the tolerance",
		"with orders, in the end better off",
		"with orders, in the end worse off",
		"green: beside what is not",
		"green: bought ahead and served beside",
		"green: late",
		"green: local and tradeable",
		"green: served from what was sold ahead",
		"green: sold ahead and resold",
		"green: sold ahead and used",
		"green: some of the rest is used",
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
		"claim: GateOpen",
		"claim: NoOrder",
		"intent: BadSignature",
		"intent: Expired",
		"intent: NotOwnerNorTradingKey",
		"intent: Order",
		"intent: Replayed",
		"intent: UnknownPoint",
		"order: AboveCapacity",
		"order: AuctionSuspended",
		"order: BelowMinimum",
		"order: BeyondHorizon",
		"order: CurveNotMonotonic",
		"order: GateClosed",
		"order: IntervalNotMetered",
		"order: LimitOffTickGrid",
		"order: NoAuction",
		"order: NoOrder",
		"order: NotActiveMember",
		"order: NotEnoughCredit",
		"order: NotOwnerNorTradingKey",
		"order: PointClosed",
		"order: ShrinksInFreeze",
		"order: Unfillable",
		"a standing order ends with its expiry",
		"a standing order ends with its owner's membership",
		"a standing order ends with its point",
		"a standing order is cancelled",
		"a standing order is refused",
		"a standing order of what is expected orders",
		"a standing order of what the signal says orders",
		"a standing order orders",
		"a standing order takes the place of another",
		"a standing order yields to the owner's",
		"standing order: AboveCapacity",
		"standing order: LimitOutOfBounds",
		"standing order: NoStandingOrder",
		"standing order: NoSuchTime",
		"standing order: NotActiveMember",
		"standing order: NotOwner",
		"standing order: PointClosed",
		"standing order: QuantityOutOfRange",
		"standing order: StandingOrderExpired",
		"standing order: TooManyStandingOrders",
		"trading key: NotOwner",
		"trading key: SameTradingKey",
	];
	let mut runner = TestRunner::deterministic();
	for _ in 0..MOST_SEQUENCES {
		run_sequence(
			&sequence()
				.new_tree(&mut runner)
				.expect("a new one")
				.current(),
		);
		REACHED.with(|counts| missing.retain(|what| !counts.borrow().contains_key(what)));
		if missing.is_empty() {
			return;
		}
	}
	let reached = REACHED.with(|counts| counts.borrow().clone());
	panic!("never reached {missing:?}: {reached:?}");
}
