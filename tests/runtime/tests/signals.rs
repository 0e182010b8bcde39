//! Price signals on the real runtime: hostile forecasters, and the worker's own transactions, through
//! Executive.

use codec::{Decode, Encode};
use commonwatt_primitives::{
	signal::{
		Forecast, ForecasterId, Outcome, Quantiles, SignalPayload, SignalRefusal, ALL_GREEN,
		SIGNAL_KEY,
	},
	traits::{MarketClock, Outcomes, Signals},
	Interval,
};
use commonwatt_runtime::{
	genesis::with_forecasters, Communities, EnergyMarket, Executive, PriceSignals, Runtime,
	RuntimeCall, RuntimeEvent, UncheckedExtrinsic, SIGNAL_LEAD,
};
use commonwatt_runtime_tests::{
	flat, genesis_with, refusals, Alice, Bob, Charlie, Dave, Eve, World, BLOCKS, CELL, COMMUNITY,
	FIRST,
};
use frame_support::{
	dispatch::GetDispatchInfo,
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::OffchainWorker,
};
use frame_system::offchain::CreateAuthorizedTransaction;
use pallet_price_signals::{Call, Event, Suspension};
use sp_core::{
	offchain::{
		testing::{TestOffchainExt, TestTransactionPoolExt},
		OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
	},
	sr25519, Pair,
};
use sp_keyring::Sr25519Keyring;
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::{
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	ApplyExtrinsicResult,
};
use std::{collections::BTreeMap, sync::Arc};

/// The consumer and the producer.
const POINTS: [u32; 2] = [0, 1];
/// Forecasters 0 to 4.
const FIVE: [Sr25519Keyring; 5] = [Alice, Bob, Charlie, Dave, Eve];

/// Metered nets of an interval, positive is import: evenings are dear, noons are sunny.
fn nets(t: Interval) -> [i64; 2] {
	let hour = i64::from(t % 24);
	let evening = if (17..22).contains(&hour) { 900 } else { 0 };
	let sun = (7 - (hour - 12).abs()).max(0) * 150;
	[500 + evening + hour * 7, 150 - sun]
}

/// What comes of it, by the cell of all hours: F 50, R 210, f 10, m 125.
fn truth(t: Interval) -> Outcome {
	let part = |sign: i64| -> u64 { nets(t).iter().map(|net| (net * sign).max(0) as u64).sum() };
	let (short, long) = (part(1), part(-1));
	let matched = short.min(long);
	let paid = matched * 135 + (short - matched) * 210;
	Outcome {
		price: paid.checked_div(short).unwrap_or(135),
		demand: short,
		generation: long,
		green_share: (matched * ALL_GREEN)
			.checked_div(short)
			.unwrap_or(ALL_GREEN),
	}
}

/// An honest forecast, off by so many per cent.
fn honest(t: Interval, off: i64) -> Forecast {
	let most = [210, 20_000, 20_000, ALL_GREEN];
	let least = [50, 0, 0, 0];
	let variables = truth(t).variables();
	Forecast::of(core::array::from_fn(|index| {
		let value = variables[index] as i64 * (100 + off) / 100;
		Quantiles(
			[85, 95, 100, 105, 115]
				.map(|part| ((value * part / 100).max(0) as u64).clamp(least[index], most[index])),
		)
	}))
}

/// An honest forecaster's error in an interval, percent: its own, and changing.
fn error(id: ForecasterId, t: Interval) -> i64 {
	let seed = u64::from(t) * 7 + u64::from(id) * 5;
	(seed * seed % 13) as i64 - 6
}

fn world(forecasters: &[Sr25519Keyring]) -> World {
	let genesis = with_forecasters(genesis_with(flat(CELL)), forecasters);
	let mut world = World::of(&genesis);
	world.points(&[1_000_000_000_000, 1_000_000_000_000]);
	world.top_up_supplier(1_000_000_000_000);
	while world.chain.read(Communities::in_progress) < FIRST {
		world.block();
	}
	world
}

fn payload(id: ForecasterId, round: Interval, steps: Vec<Forecast>) -> SignalPayload {
	SignalPayload {
		community: COMMUNITY,
		forecaster: id,
		round,
		steps: steps.try_into().expect("no more than may be"),
	}
}

fn signal(world: &World, who: &sr25519::Pair, payload: SignalPayload) -> UncheckedExtrinsic {
	let signature = who
		.sign(&payload.signed_bytes(world.chain.genesis()))
		.into();
	wire(RuntimeCall::PriceSignals(Call::submit_signal {
		payload,
		signature,
	}))
}

fn refused(refusal: SignalRefusal) -> ApplyExtrinsicResult {
	Err(TransactionValidityError::Invalid(
		InvalidTransaction::Custom(refusal.code()),
	))
}

/// What a block brought of signals.
#[derive(Default)]
struct Seen {
	settled: Vec<(Interval, Forecast)>,
	scored: Vec<(Interval, Outcome)>,
	suspended: Vec<(ForecasterId, Suspension)>,
}

impl Seen {
	fn see(&mut self, events: Vec<RuntimeEvent>) {
		for event in events {
			match event {
				RuntimeEvent::PriceSignals(Event::ForecastSettled {
					interval, forecast, ..
				}) => self.settled.push((interval, forecast)),
				RuntimeEvent::PriceSignals(Event::IntervalScored {
					interval, outcome, ..
				}) => self.scored.push((interval, outcome)),
				RuntimeEvent::PriceSignals(Event::ForecasterSuspended {
					forecaster,
					reason,
					..
				}) => self.suspended.push((forecaster, reason)),
				_ => (),
			}
		}
	}
}

/// Plays an interval: in its second block what was metered in the one before is delivered and these signals
/// are sent. Their results, and what all its blocks brought.
fn interval(
	world: &mut World,
	signals: Vec<UncheckedExtrinsic>,
) -> (Vec<ApplyExtrinsicResult>, Seen) {
	let round = world.chain.read(Communities::in_progress);
	let mut seen = Seen::default();
	let count = signals.len();
	if round > FIRST {
		let readings = POINTS
			.into_iter()
			.zip(nets(round - 1))
			.map(|(point, net)| world.reading(point, round - 1, net))
			.collect();
		world.submit(Bob, World::batch(readings));
	}
	signals.into_iter().for_each(|signal| world.queue(signal));
	let outcome = world.block();
	assert_eq!(refusals(&outcome), []);
	let results = outcome.results[outcome.results.len() - count..].to_vec();
	seen.see(outcome.events);
	while world.chain.read(Communities::in_progress) == round {
		seen.see(world.block().events);
	}
	(results, seen)
}

/// How a hostile forecaster does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hostile {
	Silent,
	Constant,
	Extreme,
	Copycat,
	Colluding,
	Replaying,
}

impl Hostile {
	/// What it says, having heard the first honest one.
	fn forecast(self, t: Interval, heard: Forecast) -> Option<Forecast> {
		match self {
			Self::Silent => None,
			Self::Constant => Some(honest(12, 0)),
			Self::Extreme => Some(Forecast::of([
				Quantiles::certain(210),
				Quantiles::certain(20_000),
				Quantiles::certain(20_000),
				Quantiles::certain(ALL_GREEN),
			])),
			Self::Copycat => Some(heard),
			Self::Colluding => Some(honest(t, 50)),
			Self::Replaying => Some(honest(t, 0)),
		}
	}

	/// Scored intervals until it is suspended, at most; `None` if it never is.
	fn suspended_within(self) -> Option<usize> {
		match self {
			Self::Silent => Some(24),
			Self::Replaying => Some(25),
			Self::Constant | Self::Extreme => Some(37),
			Self::Colluding => Some(40),
			Self::Copycat => None,
		}
	}
}

/// Forecasters 3 and 4 are hostile for two days and a half.
fn two_of_five_are(hostile: Hostile) {
	let mut world = world(&FIVE);
	let keys = FIVE.map(|who| who.pair());
	let mut first_signals: BTreeMap<ForecasterId, UncheckedExtrinsic> = BTreeMap::new();
	let mut ranges: BTreeMap<Interval, Vec<Forecast>> = BTreeMap::new();
	let mut suspended: BTreeMap<ForecasterId, usize> = BTreeMap::new();
	let (mut scored, mut settled) = (0, 0);
	for _ in 0..60 {
		let round = world.chain.read(Communities::in_progress);
		let t = round + SIGNAL_LEAD;
		let honest: Vec<Forecast> = (0..3).map(|id| honest(t, error(id, t))).collect();
		let mut signals = Vec::new();
		for id in 0..5 {
			let steps = match id {
				0..=2 => Some(honest[id as usize]),
				_ => hostile.forecast(t, honest[0]),
			};
			let Some(step) = steps else { continue };
			let fresh = signal(&world, &keys[id as usize], payload(id, round, vec![step]));
			let replays = hostile == Hostile::Replaying && id >= 3;
			let sent = match replays {
				true => first_signals.entry(id).or_insert(fresh).clone(),
				false => fresh,
			};
			signals.push((id, sent));
		}
		let (ids, sent): (Vec<_>, Vec<_>) = signals.into_iter().unzip();
		let (results, seen) = interval(&mut world, sent);
		// Scores come before the transactions of their block.
		for (id, reason) in seen.suspended {
			let expected = match hostile {
				Hostile::Silent | Hostile::Replaying => Suspension::Silent,
				_ => Suspension::Losses,
			};
			assert_eq!(reason, expected, "{hostile:?}");
			suspended.insert(id, scored + seen.scored.len());
		}
		for (id, result) in ids.into_iter().zip(results) {
			let expected = match (hostile, id) {
				(_, id) if suspended.contains_key(&id) => {
					refused(SignalRefusal::ForecasterSuspended)
				}
				(Hostile::Replaying, 3..) if scored + settled > 0 || round > FIRST => {
					refused(SignalRefusal::PastRound)
				}
				_ => Ok(Ok(())),
			};
			assert_eq!(result, expected, "{hostile:?} {id} in round {round}");
		}
		ranges.insert(t, honest);
		for (interval, forecast) in seen.settled {
			settled += 1;
			let honest = &ranges[&interval];
			for variable in 0..4 {
				for level in 0..5 {
					let said = |forecast: &Forecast| forecast.variables()[variable].0[level];
					let (low, high) = (
						honest.iter().map(said).min().expect("three"),
						honest.iter().map(said).max().expect("three"),
					);
					assert!(
						(low..=high).contains(&said(&forecast)),
						"{hostile:?}: interval {interval}, variable {variable}, level {level}: {} of {low} to {high}",
						said(&forecast)
					);
				}
			}
		}
		for (interval, outcome) in seen.scored {
			scored += 1;
			assert_eq!(outcome, truth(interval), "interval {interval}");
		}
	}
	assert!(
		settled >= 58 && scored >= 50,
		"{settled} settled, {scored} scored"
	);
	let forecasters = world.chain.read(|| PriceSignals::forecasters(COMMUNITY));
	println!(
		"{hostile:?}: suspended after {suspended:?} scored intervals; reputations {:?}",
		forecasters
			.iter()
			.map(|forecaster| forecaster.reputation)
			.collect::<Vec<_>>()
	);
	let lowest_honest = forecasters[..3]
		.iter()
		.map(|forecaster| forecaster.reputation)
		.min()
		.expect("three");
	match hostile.suspended_within() {
		Some(within) => {
			assert_eq!(suspended.keys().copied().collect::<Vec<_>>(), [3, 4]);
			assert!(
				suspended.values().all(|after| *after <= within),
				"{suspended:?}"
			);
			assert!(forecasters[3..]
				.iter()
				.all(|forecaster| forecaster.reputation < lowest_honest));
		}
		None => assert!(suspended.is_empty()),
	}
}

#[test]
fn two_silent_forecasters_of_five_change_nothing_and_are_suspended() {
	two_of_five_are(Hostile::Silent);
}

#[test]
fn two_constant_forecasters_of_five_change_nothing_and_are_suspended() {
	two_of_five_are(Hostile::Constant);
}

#[test]
fn two_extreme_forecasters_of_five_change_nothing_and_are_suspended() {
	two_of_five_are(Hostile::Extreme);
}

#[test]
fn two_copycats_of_five_change_nothing() {
	two_of_five_are(Hostile::Copycat);
}

#[test]
fn two_colluding_forecasters_of_five_change_nothing_and_are_suspended() {
	two_of_five_are(Hostile::Colluding);
}

#[test]
fn two_replaying_forecasters_of_five_change_nothing_and_are_suspended() {
	two_of_five_are(Hostile::Replaying);
}

#[test]
fn what_may_not_be_is_refused_before_it_enters_a_block() {
	let mut world = world(&FIVE);
	let [alice, bob, charlie, dave, eve] = FIVE.map(|who| who.pair());
	world.ok(
		Alice,
		RuntimeCall::PriceSignals(Call::suspend_forecaster {
			community: COMMUNITY,
			forecaster: 4,
		}),
	);
	world.ok(
		Dave,
		RuntimeCall::PriceSignals(Call::rotate_signal_key {
			community: COMMUNITY,
			forecaster: 3,
			key: Sr25519Keyring::Ferdie.public().into(),
		}),
	);
	let round = world.chain.read(Communities::in_progress);
	let fine = honest(round + SIGNAL_LEAD, 0);
	let too_dear = Forecast {
		price: Quantiles::certain(211),
		..fine
	};
	let too_cheap = Forecast {
		price: Quantiles::certain(49),
		..fine
	};
	let too_much = Forecast {
		generation: Quantiles([0, 0, 0, 0, 20_100]),
		..fine
	};
	let falling = Forecast {
		demand: Quantiles([5, 4, 3, 2, 1]),
		..fine
	};
	let of = |id, steps| payload(id, round, steps);
	let elsewhere = SignalPayload {
		community: 9,
		..of(0, vec![fine])
	};
	let cases = [
		(&alice, elsewhere, refused(SignalRefusal::UnknownCommunity)),
		(
			&alice,
			of(5, vec![fine]),
			refused(SignalRefusal::UnknownForecaster),
		),
		(
			&eve,
			of(4, vec![fine]),
			refused(SignalRefusal::ForecasterSuspended),
		),
		(
			&alice,
			payload(0, round - 1, vec![fine]),
			refused(SignalRefusal::PastRound),
		),
		(
			&alice,
			payload(0, round + 1, vec![fine]),
			refused(SignalRefusal::FutureRound),
		),
		(
			&alice,
			payload(0, Interval::MAX, vec![fine]),
			refused(SignalRefusal::FutureRound),
		),
		(&alice, of(0, vec![]), refused(SignalRefusal::NoSteps)),
		(
			&alice,
			of(0, vec![fine; 25]),
			refused(SignalRefusal::TooManySteps),
		),
		(
			&alice,
			of(0, vec![falling]),
			refused(SignalRefusal::NotMonotonic),
		),
		(
			&alice,
			of(0, vec![too_dear]),
			refused(SignalRefusal::BeyondLimits),
		),
		(
			&alice,
			of(0, vec![too_cheap]),
			refused(SignalRefusal::BeyondLimits),
		),
		(
			&alice,
			of(0, vec![fine, too_much]),
			refused(SignalRefusal::BeyondLimits),
		),
		(
			&bob,
			of(0, vec![fine]),
			refused(SignalRefusal::BadSignature),
		),
		(
			&dave,
			of(3, vec![fine]),
			refused(SignalRefusal::BadSignature),
		),
		(&alice, of(0, vec![fine]), Ok(Ok(()))),
		(
			&alice,
			of(0, vec![fine]),
			refused(SignalRefusal::AlreadySent),
		),
		(&charlie, of(2, vec![fine; 24]), Ok(Ok(()))),
	];
	for (who, payload, _) in &cases {
		let extrinsic = signal(&world, who, payload.clone());
		world.queue(extrinsic);
	}
	let results = world.block().results;
	for ((_, payload, expected), result) in cases.iter().zip(&results) {
		assert_eq!(result, expected, "{payload:?}");
	}
	let heard = world
		.chain
		.read(|| pallet_price_signals::Heard::<Runtime>::get(COMMUNITY, round + SIGNAL_LEAD));
	assert_eq!(heard.into_inner(), [(0, fine), (2, fine)]);
}

#[test]
fn a_signal_that_was_tampered_with_is_refused() {
	let mut world = world(&[Alice]);
	let round = world.chain.read(Communities::in_progress);
	let mut payload = payload(0, round, vec![honest(round + SIGNAL_LEAD, 0)]);
	let genuine = Alice
		.pair()
		.sign(&payload.signed_bytes(world.chain.genesis()));
	payload.steps[0].demand = Quantiles::certain(1);
	let call = |signature: sr25519::Signature, payload: &SignalPayload| {
		wire(RuntimeCall::PriceSignals(Call::submit_signal {
			payload: payload.clone(),
			signature: signature.into(),
		}))
	};
	world.queue(call(genuine, &payload));
	// Signed for another chain.
	let foreign = Alice.pair().sign(&payload.signed_bytes(Default::default()));
	world.queue(call(foreign, &payload));
	// As a call of an account, which pays for it.
	let honest = Alice
		.pair()
		.sign(&payload.signed_bytes(world.chain.genesis()));
	world.submit(
		Bob,
		RuntimeCall::PriceSignals(Call::submit_signal {
			payload: payload.clone(),
			signature: honest.into(),
		}),
	);
	let results = world.block().results;
	assert_eq!(
		results[..2],
		[
			refused(SignalRefusal::BadSignature),
			refused(SignalRefusal::BadSignature)
		]
	);
	assert_eq!(results[2], Ok(Err(sp_runtime::DispatchError::BadOrigin)));
}

#[test]
fn a_signal_costs_nothing_and_goes_before_every_tip() {
	let mut world = world(&[Alice]);
	let round = world.chain.read(Communities::in_progress);
	let step = honest(round + SIGNAL_LEAD, 0);
	let signal = signal(&world, &Alice.pair(), payload(0, round, vec![step; 24]));
	let info = signal.get_dispatch_info();
	let length = signal.encoded_size();
	println!(
		"a signal of 24 steps: {length} bytes, {} us",
		info.total_weight().ref_time() / 1_000_000
	);
	let before = world.free(Alice);
	let genesis = world.chain.genesis();
	let valid = world.chain.read(|| {
		with_transaction_unchecked(|| {
			TransactionOutcome::Rollback(Executive::validate_transaction(
				TransactionSource::External,
				signal.clone(),
				genesis,
			))
		})
	});
	let valid = valid.expect("the pool takes it");
	assert_eq!(valid.priority, u64::MAX);
	assert_eq!(valid.longevity, BLOCKS);
	assert!(valid.requires.is_empty());
	assert_eq!(valid.provides.len(), 1);
	world.queue(signal);
	assert_eq!(world.block().results, [Ok(Ok(()))]);
	// Alice is the author, too: what is paid to authors would show.
	assert_eq!(world.free(Alice), before);
}

#[test]
fn the_largest_signals_of_all_forecasters_leave_payers_their_share() {
	let most = commonwatt_runtime::MAX_FORECASTERS;
	let largest = Forecast::of([Quantiles::certain(u64::MAX); 4]);
	let call = RuntimeCall::PriceSignals(Call::submit_signal {
		payload: payload(u32::MAX, Interval::MAX, vec![largest; 96]),
		signature: sr25519::Signature::from_raw([0xff; 64]).into(),
	});
	let signal = wire(call);
	let (weight, length) = (
		signal.get_dispatch_info().total_weight(),
		signal.encoded_size(),
	);
	let mut world = world(&[Alice]);
	let paid = world
		.chain
		.read(pallet_allowance::Pallet::<Runtime>::limits)
		.shares
		.paid;
	println!(
		"{most} signals of 96 steps: {} us, {} bytes; the share of payers: {} us, {} bytes",
		weight.ref_time() * u64::from(most) / 1_000_000,
		length * most as usize,
		paid.weight.ref_time() / 1_000_000,
		paid.length
	);
	assert!(weight.ref_time() * u64::from(most) * 10 <= paid.weight.ref_time());
	assert!(length * most as usize * 2 <= paid.length as usize);
}

/// What a node gets is bytes.
fn wire(call: RuntimeCall) -> UncheckedExtrinsic {
	let extrinsic = UncheckedExtrinsic::new_transaction(
		call,
		<Runtime as CreateAuthorizedTransaction<Call<Runtime>>>::create_extension(),
	);
	UncheckedExtrinsic::decode(&mut &extrinsic.encode()[..]).expect("decodes what it encoded")
}

#[test]
fn the_workers_own_transactions_are_decoded_and_applied() {
	let mut world = world(&[Alice, Dave]);
	let (offchain, node) = TestOffchainExt::new();
	let (pool, sent) = TestTransactionPoolExt::new();
	// This node is Dave's.
	let keystore = MemoryKeystore::new();
	keystore
		.sr25519_generate_new(SIGNAL_KEY, Some("//Dave"))
		.expect("it is in memory");
	let state = world.chain.externalities();
	state.register_extension(OffchainDbExt::new(offchain.clone()));
	state.register_extension(OffchainWorkerExt::new(offchain));
	state.register_extension(TransactionPoolExt::new(pool));
	state.register_extension(KeystoreExt(Arc::new(keystore)));

	let mut forecast_of: BTreeMap<Interval, Forecast> = BTreeMap::new();
	let (mut heard, mut scored) = (0, 0);
	for _ in 0..60 {
		let round = world.chain.read(Communities::in_progress);
		let known_until = world.chain.read(|| EnergyMarket::known_until(COMMUNITY));
		world.chain.read(|| {
			let block = commonwatt_runtime::System::block_number();
			PriceSignals::offchain_worker(block);
		});
		let now = node.read().timestamp;
		node.write().timestamp = now.add(sp_core::offchain::Duration::from_millis(60_000));
		let bytes = std::mem::take(&mut sent.write().transactions);
		let extrinsics: Vec<_> = bytes
			.iter()
			.map(|bytes| UncheckedExtrinsic::decode(&mut &bytes[..]).expect("is a transaction"))
			.collect();
		for extrinsic in &extrinsics {
			let RuntimeCall::PriceSignals(Call::submit_signal { payload, .. }) =
				&extrinsic.function
			else {
				panic!("the worker sends {extrinsic:?}");
			};
			assert_eq!(
				(payload.community, payload.forecaster, payload.round),
				(COMMUNITY, 1, round)
			);
			// A day from the first interval that is not known.
			let lag = round + SIGNAL_LEAD - known_until;
			assert_eq!(payload.steps.len() as u32, 24 - lag);
			forecast_of.insert(round + SIGNAL_LEAD, payload.steps[0]);
		}
		heard += extrinsics.len();
		// Two make a quorum. Alice's knows the truth, more or less.
		let off = if round % 2 == 0 { 40 } else { -40 };
		let step = honest(round + SIGNAL_LEAD, off);
		let mut signals = vec![signal(&world, &Alice.pair(), payload(0, round, vec![step]))];
		signals.extend(extrinsics);
		let (results, seen) = interval(&mut world, signals);
		assert!(
			results.iter().all(|result| *result == Ok(Ok(()))),
			"{results:?}"
		);
		scored += seen.scored.len();
	}
	// The first interval is read in the second round and closed two later.
	assert!((54..60).contains(&heard), "{heard} signals");
	assert!(scored >= 48, "{scored} scored");
	// After two days it knows the day: within a tenth of demand and generation.
	let last = world.chain.read(Communities::in_progress);
	for t in last - 6..last {
		let (forecast, truth) = (forecast_of[&t], truth(t));
		for (quantiles, value) in [
			(forecast.demand, truth.demand),
			(forecast.generation, truth.generation),
		] {
			let error = quantiles.median().abs_diff(value);
			assert!(error <= 50 + value / 10, "{t}: {quantiles:?} for {value}");
		}
	}
	let dave = &world.chain.read(|| PriceSignals::forecasters(COMMUNITY))[1];
	assert!(dave.is_active() && dave.faults < 8, "{dave:?}");
	// The market reads what they settled on.
	let t = last + 1;
	assert!(world
		.chain
		.read(|| <PriceSignals as Signals>::signal(COMMUNITY, t))
		.is_some());
}

/// The gateway is two intervals behind: every reading comes in the very block that closes its interval, so
/// none is in time. Nobody knows what came of these intervals, but it is scored as if nothing had.
#[test]
fn what_nobody_read_in_time_is_not_scored() {
	let mut world = world(&[Alice]);
	let mut seen = Seen::default();
	for _ in 0..12 {
		let round = world.chain.read(Communities::in_progress);
		let step = honest(round + SIGNAL_LEAD, 0);
		let signal = signal(&world, &Alice.pair(), payload(0, round, vec![step]));
		world.queue(signal);
		for _ in 1..BLOCKS {
			seen.see(world.block().events);
		}
		if round >= FIRST + 2 {
			let t = round - 2;
			let readings = POINTS
				.into_iter()
				.zip(nets(t))
				.map(|(point, net)| world.reading(point, t, net))
				.collect();
			world.submit(Bob, World::batch(readings));
		}
		let outcome = world.block();
		assert_eq!(refusals(&outcome), []);
		seen.see(outcome.events);
		assert_eq!(world.chain.read(Communities::in_progress), round + 1);
	}
	assert!(seen.settled.len() > 6);
	for (interval, outcome) in seen.scored {
		assert_eq!(outcome, truth(interval), "interval {interval}");
	}
}

/// The same with a second forecaster, in league with the gateway or lucky, that says that nothing comes of it.
#[test]
fn an_outage_of_the_gateway_suspends_no_honest_forecaster() {
	let mut world = world(&[Alice, Bob]);
	let mut seen = Seen::default();
	for _ in 0..60 {
		let round = world.chain.read(Communities::in_progress);
		let nothing = Forecast::certain(&Outcome {
			price: 135,
			demand: 0,
			generation: 0,
			green_share: ALL_GREEN,
		});
		for (id, who, step) in [
			(0, Alice, honest(round + SIGNAL_LEAD, 0)),
			(1, Bob, nothing),
		] {
			let signal = signal(&world, &who.pair(), payload(id, round, vec![step]));
			world.queue(signal);
		}
		for _ in 1..BLOCKS {
			seen.see(world.block().events);
		}
		if round >= FIRST + 2 {
			let t = round - 2;
			let readings = POINTS
				.into_iter()
				.zip(nets(t))
				.map(|(point, net)| world.reading(point, t, net))
				.collect();
			world.submit(Bob, World::batch(readings));
		}
		seen.see(world.block().events);
	}
	assert_eq!(seen.suspended, []);
}
