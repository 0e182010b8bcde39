//! Standing orders on the real runtime: they order in the block that settles a signal, however short the
//! interval.

use codec::{Decode, Encode};
use commonwatt_primitives::{
	order::Side,
	signal::{Forecast, Quantiles, SignalPayload},
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
	},
	tariff::AuctionRules,
	traits::MarketClock,
	Interval,
};
use commonwatt_runtime::{
	genesis::with_forecasters, Communities, Moment, Runtime, RuntimeCall, RuntimeEvent,
	UncheckedExtrinsic, SIGNAL_LEAD, SLOT_DURATION,
};
use commonwatt_runtime_tests::{flat, genesis_with, Alice, Dave, World, CELL, COMMUNITY, FIRST};
use commonwatt_simulator::{
	meters::owner_pair,
	transaction::{account, sign},
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_energy_market::{Call as MarketCall, Event as MarketEvent};
use pallet_price_signals::Call as SignalCall;
use sp_core::Pair;
use sp_runtime::{DispatchError, Permill};

const CREDIT: u128 = 1_000_000_000_000;

/// Intervals of two blocks, whose gate closes one before they begin, as in the demo. A and B have points, and
/// own no tokens.
fn world() -> World {
	let mut rules = flat(CELL);
	rules.auction = Some(AuctionRules {
		tick: 1,
		undelivered_charge: 10,
		tolerance: Permill::zero(),
		gate_closure_millis: SLOT_DURATION,
		freeze_millis: 0,
	});
	let mut genesis = genesis_with(rules);
	genesis.communities.time.interval_millis = 2 * SLOT_DURATION as Moment;
	let mut world = World::of(&with_forecasters(genesis, &[Alice]));
	world.points(&[CREDIT, CREDIT]);
	world.top_up_supplier(CREDIT);
	while world.chain.read(Communities::in_progress) < FIRST + 4 {
		world.block();
	}
	world
}

fn order(side: Side, limit: StandingLimit, green_share: Option<Threshold>) -> StandingOrder {
	StandingOrder {
		side,
		quantity: StandingQuantity::Fixed(400),
		limit,
		price: None,
		green_share,
		schedule: Schedule::ALWAYS,
		expires: 1_000,
	}
}

fn set(point: u32, order: StandingOrder) -> RuntimeCall {
	RuntimeCall::EnergyMarket(MarketCall::set_standing_order {
		point,
		id: None,
		order,
	})
}

fn forecast(price: u64, green_share: u64) -> Forecast {
	Forecast::of([
		Quantiles::certain(price),
		Quantiles::certain(1_000),
		Quantiles::certain(1_000),
		Quantiles::certain(green_share),
	])
}

/// Alice's signal of the round in progress.
fn signal(world: &mut World, forecast: Forecast) -> UncheckedExtrinsic {
	let payload = SignalPayload {
		community: COMMUNITY,
		forecaster: 0,
		round: world.chain.read(Communities::in_progress),
		steps: vec![forecast].try_into().expect("one"),
	};
	let bytes = payload.signed_bytes(world.chain.genesis());
	let signature = Alice.pair().sign(&bytes).into();
	let call = RuntimeCall::PriceSignals(SignalCall::submit_signal { payload, signature });
	let transaction = UncheckedExtrinsic::new_transaction(
		call,
		<Runtime as CreateAuthorizedTransaction<SignalCall<Runtime>>>::create_extension(),
	);
	UncheckedExtrinsic::decode(&mut &transaction.encode()[..]).expect("decodes what it encoded")
}

/// The points whose standing orders ordered, with the interval.
fn fired(events: &[RuntimeEvent]) -> Vec<(u32, Interval)> {
	events
		.iter()
		.filter_map(|event| match event {
			RuntimeEvent::EnergyMarket(MarketEvent::StandingOrderFired {
				point, interval, ..
			}) => Some((*point, *interval)),
			_ => None,
		})
		.collect()
}

/// To the first block of the next interval.
fn next_interval(world: &mut World) -> Vec<RuntimeEvent> {
	let now = world.chain.read(Communities::in_progress);
	loop {
		let events = world.block().events;
		if world.chain.read(Communities::in_progress) > now {
			return events;
		}
	}
}

#[test]
fn orders_stand_in_the_block_that_settles_the_signal_and_trade() {
	let mut world = world();
	let green = Threshold {
		level: QuantileLevel::P50,
		bound: Bound::AtLeast(500_000),
	};
	let below_the_signal = StandingLimit::Signal {
		level: QuantileLevel::P25,
		offset: -30,
		floor: 50,
		cap: 210,
	};
	let a = owner_pair("Test", "A");
	let b = owner_pair("Test", "B");
	assert_eq!(
		world.call_by(
			&a,
			set(0, order(Side::Buy, StandingLimit::Fixed(150), Some(green)))
		),
		Ok(Ok(()))
	);
	assert_eq!(
		world.call_by(&b, set(1, order(Side::Sell, below_the_signal, None))),
		Ok(Ok(()))
	);
	next_interval(&mut world);
	// No green is forecast: the buyer waits.
	let round = world.chain.read(Communities::in_progress);
	let grey = signal(&mut world, forecast(160, 400_000));
	world.queue(grey);
	assert_eq!(fired(&world.block().events), []);
	assert_eq!(
		fired(&next_interval(&mut world)),
		[(1, round + SIGNAL_LEAD)]
	);
	// Now it is.
	let round = world.chain.read(Communities::in_progress);
	let green = signal(&mut world, forecast(160, 600_000));
	world.queue(green);
	assert_eq!(fired(&world.block().events), []);
	let target = round + SIGNAL_LEAD;
	let events = next_interval(&mut world);
	let mut both = fired(&events);
	both.sort();
	assert_eq!(both, [(0, target), (1, target)]);
	// 160 less the fee of 10 and 30: the ask is 120, the bid 150.
	let mut cleared = Vec::new();
	for _ in 0..6 {
		for event in world.block().events {
			if let RuntimeEvent::EnergyMarket(MarketEvent::AuctionCleared {
				interval,
				price,
				volume,
				..
			}) = event
			{
				cleared.push((interval, price, volume));
			}
		}
	}
	let (_, price, volume) = cleared
		.into_iter()
		.find(|(interval, ..)| *interval == target)
		.expect("it was cleared");
	assert_eq!(volume, 400);
	assert!(
		(120..=150).contains(&price.expect("it traded")),
		"{price:?}"
	);
}

#[test]
fn an_owner_without_tokens_states_one_and_ends_it_and_nobody_else_does() {
	let mut world = world();
	let a = owner_pair("Test", "A");
	let order = order(Side::Buy, StandingLimit::Fixed(150), None);
	let trading = sp_core::sr25519::Pair::from_seed(&[9; 32]);
	let key = account(&trading);
	let rights = RuntimeCall::EnergyMarket(MarketCall::set_trading_key {
		point: 0,
		key: Some(key),
	});
	assert_eq!(world.call_by(&a, rights), Ok(Ok(())));
	assert_eq!(world.call_by(&a, set(0, order)), Ok(Ok(())));
	let not_owner = |result| {
		let error: DispatchError = pallet_energy_market::Error::<Runtime>::NotOwner.into();
		assert_eq!(result, Ok(Err(error)));
	};
	not_owner(world.call(Dave, set(0, order)));
	let cancel = RuntimeCall::EnergyMarket(MarketCall::cancel_standing_order { point: 0, id: 0 });
	not_owner(world.call(Dave, cancel.clone()));
	// The trading key has no allowance for it, and no tokens.
	let genesis = world.chain.genesis();
	let nonce = world.chain.nonce(&account(&trading));
	world.queue(sign(&trading, nonce, genesis, set(0, order)));
	assert!(world.block().results[0].is_err());
	assert_eq!(world.call_by(&a, cancel), Ok(Ok(())));
	assert!(world
		.chain
		.read(|| !pallet_energy_market::StandingOrders::<Runtime>::contains_key(COMMUNITY, 0)));
}
