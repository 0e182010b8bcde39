//! Orders on the real runtime: signed extrinsics and intents of households that hold no token.

use commonwatt_primitives::{
	order::{
		wrapped, Intent, IntentRefusal, Order, OrderRefusal, Side,
		Side::{Buy, Sell},
		Step,
	},
	tariff::{AuctionRules, Rules},
	Balance, Interval, PointId, Price, Wh,
};
use commonwatt_runtime::{
	AccountId, EnergyMarket, Runtime, RuntimeCall, RuntimeEvent, Signature, SLOT_DURATION,
};
use commonwatt_runtime_tests::*;
use commonwatt_simulator::{chain::BlockOutcome, transaction::account};
use pallet_energy_market::{Call, Error};
use sp_core::{ed25519, sr25519, Pair};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{DispatchError, Permill};

/// The interval that is traded: far enough for orders to be placed in.
const T: Interval = FIRST + 3;

/// The specification's auction: tick 1, c = 20, beta = 10 %; gate closure and freeze one block each.
fn rules() -> Rules {
	Rules {
		auction: Some(AuctionRules {
			tick: 1,
			undelivered_charge: 20,
			tolerance: Permill::from_percent(10),
			gate_closure_millis: SLOT_DURATION,
			freeze_millis: SLOT_DURATION,
		}),
		..flat(CELL)
	}
}

/// Homes A, B, C, … with 100,000 each.
fn world(homes: usize) -> World {
	let mut world = World::new(rules());
	world.top_up_supplier(100_000);
	world.points(&vec![100_000; homes]);
	world
}

fn owner(name: &str) -> sr25519::Pair {
	Pair::from_string(&format!("//Test//{name}"), None).expect("derives")
}

const NAMES: [&str; 4] = ["A", "B", "C", "D"];

fn order(side: Side, steps: &[(Price, Wh)]) -> Order {
	let steps: Vec<_> = steps
		.iter()
		.map(|(limit, quantity)| Step {
			limit: *limit,
			quantity: *quantity,
		})
		.collect();
	Order {
		side,
		steps: steps.try_into().expect("few"),
	}
}

fn place(point: PointId, side: Side, steps: &[(Price, Wh)]) -> RuntimeCall {
	let order = order(side, steps);
	let interval = T;
	Call::place_order {
		point,
		interval,
		order,
	}
	.into()
}

fn error(error: Error<Runtime>) -> DispatchError {
	error.into()
}

/// The owners sign orders; whoever has no token needs none.
fn order_all(world: &mut World, orders: &[(Side, &[(Price, Wh)])]) {
	for (point, (side, steps)) in orders.iter().enumerate() {
		let pair = owner(NAMES[point]);
		let free = world
			.chain
			.read(|| commonwatt_runtime::Balances::free_balance(account(&pair)));
		assert_eq!(free, 0, "a household holds no token");
		assert_eq!(
			world.call_by(&pair, place(point as PointId, *side, steps)),
			Ok(Ok(()))
		);
	}
}

fn claim_all(world: &mut World, points: &[PointId]) {
	for point in points {
		let interval = T;
		let point = *point;
		world.ok(Eve, Call::claim { point, interval });
	}
}

fn credits<const N: usize>(world: &mut World) -> [Balance; N] {
	core::array::from_fn(|point| world.credit(point as PointId))
}

/// Delivers nothing until [`T`], then `nets`, and lets it settle.
fn deliver(world: &mut World, nets: &[i64]) {
	let of = |nets: &[i64]| -> Vec<(PointId, i64)> { (0..).zip(nets.iter().copied()).collect() };
	for interval in FIRST..T {
		world.until_ended(interval);
		world.deliver(interval, &of(&vec![0; nets.len()]));
	}
	world.until_ended(T);
	world.deliver(T, &of(nets));
	world.until_due(T);
	world.block();
}

#[test]
fn case_4_on_the_real_runtime() {
	let mut world = world(4);
	order_all(
		&mut world,
		&[
			(Buy, &[(250, 100)]),
			(Buy, &[(140, 101)]),
			(Buy, &[(140, 52)]),
			(Sell, &[(100, 200)]),
		],
	);
	assert_eq!(credits(&mut world), [77_000, 82_830, 91_160, 74_000]);
	world.until_ended(T - 1);
	claim_all(&mut world, &[0, 1, 2, 3]);
	assert_eq!(credits(&mut world), [83_000, 88_780, 94_220, 82_000]);
	assert_eq!(world.escrow(), 50_000);
	deliver(&mut world, &[100, 66, 34, -200]);
	assert_eq!(credits(&mut world), [85_000, 90_100, 94_900, 128_000]);
	assert_eq!(world.books().treasury, 2_000);
	assert_eq!(world.escrow(), 0);
}

#[test]
fn case_5_on_the_real_runtime() {
	let mut world = world(4);
	order_all(
		&mut world,
		&[
			(Buy, &[(150, 200)]),
			(Sell, &[(40, 90), (120, 60)]),
			(Sell, &[(120, 101)]),
			(Sell, &[(160, 500)]),
		],
	);
	assert_eq!(credits(&mut world), [64_000, 83_500, 88_890, 65_000]);
	world.until_ended(T - 1);
	claim_all(&mut world, &[0, 1, 2, 3]);
	assert_eq!(credits(&mut world), [70_000, 85_700, 92_300, 100_000]);
	assert_eq!(world.escrow(), 50_000);
	assert_eq!(world.books().treasury, 2_000);
}

#[test]
fn case_6_on_the_real_runtime_claimed_by_the_readings_alone() {
	let mut world = world(2);
	order_all(&mut world, &[(Buy, &[(150, 100)]), (Sell, &[(100, 100)])]);
	deliver(&mut world, &[-30, -55]);
	assert_eq!(credits(&mut world), [94_575, 105_725]);
	let books = world.books();
	assert_eq!((books.treasury, books.supplier), (3_950, 95_750));
	assert_eq!(world.escrow(), 0);
}

#[test]
fn a_trading_key_places_and_cancels_and_does_nothing_else() {
	let mut world = world(1);
	let key = owner("battery");
	let set = |key: Option<AccountId>| Call::set_trading_key { point: 0, key };
	assert_eq!(
		world.call_by(&owner("A"), set(Some(account(&key)))),
		Ok(Ok(())),
		"the owner needs no token for it"
	);
	assert_eq!(
		world.call_by(&key, place(0, Buy, &[(150, 100)])),
		Ok(Ok(()))
	);
	let cancel = Call::cancel_order {
		point: 0,
		interval: T,
	};
	assert_eq!(world.call_by(&key, cancel.clone()), Ok(Ok(())));
	assert_eq!(world.credit(0), 100_000);

	// What else it signs would have to be paid for.
	let withdraw = pallet_billing::Call::withdraw {
		point: 0,
		amount: 1,
	};
	assert_eq!(
		world.call_by(&key, withdraw).map_err(|_| "payment"),
		Err("payment")
	);
	assert_eq!(
		world.call_by(&key, set(None)).map_err(|_| "payment"),
		Err("payment")
	);

	assert_eq!(world.call_by(&owner("A"), set(None)), Ok(Ok(())));
	assert!(
		world.call_by(&key, place(0, Buy, &[(150, 100)])).is_err(),
		"a revoked key has no account any more"
	);
}

/// What a wallet or a device signs.
fn intent(
	world: &World,
	point: PointId,
	nonce: u64,
	order: Option<Order>,
	signer: AccountId,
	sign: impl Fn(&[u8]) -> Signature,
) -> Intent<AccountId, Signature> {
	let mut intent = Intent {
		point,
		interval: T,
		order,
		nonce,
		expires: world.now + 10 * SLOT_DURATION,
		signer,
		signature: Signature::Sr25519(Default::default()),
	};
	intent.signature = sign(&intent.message(world.chain.genesis()));
	intent
}

fn submit(world: &mut World, intents: Vec<Intent<AccountId, Signature>>) -> BlockOutcome {
	let call = Call::submit_intents {
		community: COMMUNITY,
		intents: intents.try_into().expect("a batch"),
	};
	world.submit(Bob, call);
	let outcome = world.block();
	assert_eq!(outcome.results, [Ok(Ok(()))]);
	outcome
}

fn refused(outcome: &BlockOutcome) -> Vec<(u32, IntentRefusal)> {
	let refused = outcome.events.iter().find_map(|event| match event {
		RuntimeEvent::EnergyMarket(pallet_energy_market::Event::IntentsSubmitted {
			refused,
			..
		}) => Some(refused.to_vec()),
		_ => None,
	});
	refused.expect("a batch has its event")
}

#[test]
fn a_gateway_submits_what_wallets_and_devices_signed_and_pays_nothing() {
	let mut world = world(2);
	let before = world.free(Bob);
	let a = owner("A");
	let from_wallet = intent(
		&world,
		0,
		0,
		Some(order(Buy, &[(150, 100)])),
		account(&a),
		|message| a.sign(&wrapped(message)).into(),
	);
	let battery = ed25519::Pair::from_seed(&[7; 32]);
	let battery_account = AccountId::from(battery.public());
	let set = Call::set_trading_key {
		point: 1,
		key: Some(battery_account.clone()),
	};
	assert_eq!(world.call_by(&owner("B"), set), Ok(Ok(())));
	let from_device = intent(
		&world,
		1,
		7,
		Some(order(Sell, &[(100, 100)])),
		battery_account,
		|message| battery.sign(message).into(),
	);
	let forged = intent(&world, 0, 1, None, account(&a), |message| {
		owner("B").sign(message).into()
	});
	let batch = vec![from_wallet.clone(), forged, from_device];
	let outcome = submit(&mut world, batch);
	assert_eq!(refused(&outcome), [(1, IntentRefusal::BadSignature)]);
	assert_eq!(world.free(Bob), before, "the gateway's allowance pays");

	let outcome = submit(&mut world, vec![from_wallet]);
	assert_eq!(refused(&outcome), [(0, IntentRefusal::Replayed)]);
	let view = world
		.chain
		.read(|| EnergyMarket::book_view(COMMUNITY, T))
		.expect("there is a book");
	let levels: Vec<_> = view
		.levels
		.iter()
		.map(|level| (level.price, level.bid, level.ask))
		.collect();
	assert_eq!(levels, [(100, 0, 100), (150, 100, 0)]);
	deliver(&mut world, &[100, -100]);
	// At 125, the buyer's fee on top: the holds came back.
	assert_eq!(credits(&mut world), [86_500, 112_500]);
}

#[test]
fn an_intent_that_was_refused_may_be_submitted_again() {
	let mut world = world(1);
	let a = owner("A");
	let too_dear = intent(
		&world,
		0,
		0,
		Some(order(Buy, &[(200, 1_000)])),
		account(&a),
		|message| a.sign(message).into(),
	);
	let outcome = submit(&mut world, vec![too_dear.clone()]);
	let reason = IntentRefusal::Order(OrderRefusal::NotEnoughCredit);
	assert_eq!(refused(&outcome), [(0, reason)]);
	world.top_up(0, 130_000);
	assert_eq!(refused(&submit(&mut world, vec![too_dear])), []);
	assert_eq!(world.credit(0), 0, "230 for each of 1,000 Wh is reserved");
}

#[test]
fn orders_are_refused_with_their_reasons() {
	let mut world = world(2);
	let a = owner("A");
	let failing = |world: &mut World, steps: &[(Price, Wh)], reason: Error<Runtime>| {
		assert_eq!(
			world.call_by(&a, place(0, Buy, steps)),
			Ok(Err(error(reason)))
		);
	};
	failing(&mut world, &[(150, 9)], Error::BelowMinimum);
	failing(&mut world, &[(150, 10_001)], Error::AboveCapacity);
	failing(&mut world, &[(49, 100)], Error::Unfillable);
	failing(
		&mut world,
		&[(150, 100), (150, 100)],
		Error::CurveNotMonotonic,
	);
	failing(&mut world, &[(200, 1_000)], Error::NotEnoughCredit);
	world
		.call_by(&a, place(0, Buy, &[(150, 100)]))
		.expect("valid")
		.expect("placed");
	// Bob pays for his attempt to trade for a neighbour.
	assert_eq!(
		world.call(Bob, place(0, Buy, &[(150, 100)])),
		Ok(Err(error(Error::NotOwnerNorTradingKey)))
	);
	world.until_ended(T - 1);
	assert_eq!(
		world.call_by(&a, place(0, Buy, &[(150, 200)])),
		Ok(Err(error(Error::GateClosed)))
	);
	let cancel = Call::cancel_order {
		point: 0,
		interval: T,
	};
	assert_eq!(world.call_by(&a, cancel), Ok(Err(error(Error::GateClosed))));
}

#[test]
fn nobody_else_trades_for_a_point_by_proxy_of_the_operator() {
	let mut world = world(1);
	assert_eq!(
		world.call(Sr25519Keyring::Alice, place(0, Buy, &[(150, 100)])),
		Ok(Err(error(Error::NotOwnerNorTradingKey)))
	);
}
