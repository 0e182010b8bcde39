//! Steps of a test: who signs, who sends, what time and the market bring.

use super::*;
use crate::{crypto, weights::WeightInfo, Costs, Forecaster, Score};
use commonwatt_primitives::signal::{Forecast, ForecasterId, Quantiles, SignalPayload};
use frame_support::{
	dispatch::GetDispatchInfo,
	pallet_prelude::{TransactionSource, TransactionValidityError, ValidTransaction},
	traits::Hooks,
	weights::WeightMeter,
};
use sp_core::Pair;
use sp_runtime::traits::{DispatchTransaction, TransactionExtension};

/// The signal key number `seed`.
pub fn key(seed: u8) -> crypto::Pair {
	crypto::Pair::from_seed(&[seed; 32])
}

pub fn public(seed: u8) -> crypto::Public {
	key(seed).public()
}

/// The genesis hash that forecasters sign.
pub fn genesis_hash() -> H256 {
	System::block_hash(0)
}

/// A forecast of this outcome: a tenth more or less at the outer levels, a twentieth at the inner.
pub fn around(outcome: Outcome) -> Forecast {
	let spread = |value: u64| {
		Quantiles([
			value * 90 / 100,
			value * 95 / 100,
			value,
			value * 105 / 100,
			value * 110 / 100,
		])
	};
	let clipped = |value: u64, most: u64| Quantiles(spread(value).0.map(|value| value.min(most)));
	let highest = LIMITS.highest;
	Forecast {
		price: Quantiles(
			clipped(outcome.price, highest.price)
				.0
				.map(|price| price.max(LIMITS.lowest_price)),
		),
		demand: clipped(outcome.demand, highest.demand),
		generation: clipped(outcome.generation, highest.generation),
		green_share: clipped(outcome.green_share, highest.green_share),
	}
}

/// What an interval is like if a test does not care.
pub const USUAL: Outcome = Outcome {
	price: 100,
	demand: 10_000,
	generation: 4_000,
	green_share: 300_000,
};

pub fn payload(id: ForecasterId, steps: Vec<Forecast>) -> SignalPayload {
	SignalPayload {
		community: COMMUNITY,
		forecaster: id,
		round: Round::get(),
		steps: steps.try_into().expect("no more than may be"),
	}
}

/// Signs with the key of this seed.
pub fn sign(payload: &SignalPayload, seed: u8) -> crypto::Signature {
	key(seed).sign(&payload.signed_bytes(genesis_hash()))
}

fn call(payload: SignalPayload, signature: crypto::Signature) -> RuntimeCall {
	crate::Call::submit_signal { payload, signature }.into()
}

/// What a node's pool says to a signal.
pub fn pool(
	payload: &SignalPayload,
	signature: &crypto::Signature,
) -> Result<ValidTransaction, TransactionValidityError> {
	let call = call(payload.clone(), signature.clone());
	let info = call.get_dispatch_info();
	frame_system::AuthorizeCall::<Runtime>::new()
		.validate_only(
			RuntimeOrigin::none(),
			&call,
			&info,
			0,
			TransactionSource::External,
			0,
		)
		.map(|(valid, _, _)| valid)
}

/// A signal in a block, through the extension that authorizes it.
pub fn apply(
	payload: SignalPayload,
	signature: crypto::Signature,
) -> Result<(), TransactionValidityError> {
	let call = call(payload, signature);
	let mut info = call.get_dispatch_info();
	let extension = frame_system::AuthorizeCall::<Runtime>::new();
	info.extension_weight = extension.weight(&call);
	extension
		.dispatch_transaction(RuntimeOrigin::none(), call, &info, 0, 0)
		.map(|dispatched| {
			dispatched.expect("what is authorized is heard");
		})
}

/// A forecaster, whose key has its id for a seed, sends these steps.
pub fn send(id: ForecasterId, steps: Vec<Forecast>) -> Result<(), TransactionValidityError> {
	let payload = payload(id, steps);
	let signature = sign(&payload, id as u8);
	apply(payload, signature)
}

/// A forecaster sends one step.
pub fn say(id: ForecasterId, forecast: Forecast) {
	send(id, vec![forecast]).expect("it may");
}

/// The operator elects the forecasters of these ids, which must be the next.
pub fn elect(ids: std::ops::Range<u8>) {
	for id in ids {
		PriceSignals::elect_forecaster(
			RuntimeOrigin::signed(OPERATOR),
			COMMUNITY,
			FORECASTERS + AccountId::from(id),
			public(id),
		)
		.expect("it may");
	}
}

/// A block; what it spends on rounds and scores.
pub fn next_block() -> Weight {
	let number = System::block_number() + 1;
	System::set_block_number(number);
	let mut meter = WeightMeter::with_limit(Weight::MAX);
	PriceSignals::on_poll(number, &mut meter);
	meter.consumed()
}

/// The first block of the next round.
pub fn next_round() {
	Round::mutate(|round| *round += 1);
	next_block();
}

/// The outcomes up to this interval's are known.
pub fn know(interval: Interval, outcome: Outcome) {
	for community in [COMMUNITY, OTHER_COMMUNITY] {
		Known::mutate(|known| known.insert((community, interval), outcome));
	}
	KnownUntil::set(interval + 1);
}

pub fn forecaster(id: ForecasterId) -> Forecaster<AccountId> {
	PriceSignals::forecasters(COMMUNITY)
		.into_iter()
		.find(|forecaster| forecaster.id == id)
		.expect("it was elected")
}

/// The pallet's events since the last time, oldest first.
pub fn events() -> Vec<crate::Event<Runtime>> {
	let events = System::events();
	System::reset_events();
	events
		.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::PriceSignals(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// The scores of the interval that was scored last.
pub fn last_scores() -> Vec<Score> {
	events()
		.into_iter()
		.rev()
		.find_map(|event| match event {
			crate::Event::IntervalScored { scores, .. } => Some(scores.into_inner()),
			_ => None,
		})
		.expect("an interval was scored")
}

/// What settling and scoring take of a block for `forecasters` of one community.
pub fn turn(forecasters: u32) -> Weight {
	Weights::poll_base()
		.saturating_add(Weights::poll_community().saturating_mul(2))
		.saturating_add(Weights::open_community(MAX_FORECASTERS))
		.saturating_add(Weights::settled_round(forecasters))
		.saturating_add(Weights::scored_interval(forecasters))
}
