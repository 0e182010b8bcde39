//! Random sequences of everything that can be done; the invariants hold after each.

use super::*;
use commonwatt_primitives::{
	signal::{Forecast, Outcome},
	Balance,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Operation {
	Elect(u8),
	Dismiss(u32),
	Suspend(u32),
	Reinstate(u32),
	Rotate(u32, u8),
	/// A forecaster, its price, the seed of the key unless it is its own.
	Send(u32, u64, Option<u8>),
	/// All active forecasters say prices around this one.
	All(u64),
	Fund(Balance),
	SetReward(Balance),
	Claim(u32),
	Donate(Balance),
	/// So many rounds pass before the next block.
	Pass(u32),
	/// The outcome of the next interval is this price, or never comes.
	Know(Option<u64>),
	Blocks(u8),
}

fn operations() -> impl Strategy<Value = Operation> {
	use Operation::*;
	let id = 0..20u32;
	let price = 10..1_000u64;
	prop_oneof![
		2 => (0..24u8).prop_map(Elect),
		1 => id.clone().prop_map(Dismiss),
		1 => id.clone().prop_map(Suspend),
		1 => id.clone().prop_map(Reinstate),
		1 => (id.clone(), 0..40u8).prop_map(|(id, seed)| Rotate(id, seed)),
		4 => (id.clone(), price.clone(), prop::option::weighted(0.1, 0..40u8))
			.prop_map(|(id, price, seed)| Send(id, price, seed)),
		8 => price.clone().prop_map(All),
		1 => (0..5_000u128).prop_map(Fund),
		1 => (0..1_000u128).prop_map(SetReward),
		2 => id.prop_map(Claim),
		1 => (1..100u128).prop_map(Donate),
		8 => (0..3u32).prop_map(Pass),
		1 => (0..2_000u32).prop_map(Pass),
		8 => prop::option::weighted(0.9, price).prop_map(Know),
		2 => (1..4u8).prop_map(Blocks),
	]
}

fn price(price: u64) -> Outcome {
	Outcome { price, ..USUAL }
}

/// The seed of a forecaster's key.
fn seed_of(id: u32) -> Option<u8> {
	let forecasters = PriceSignals::forecasters(COMMUNITY);
	let forecaster = forecasters.iter().find(|forecaster| forecaster.id == id)?;
	(0..40).find(|seed| public(*seed) == forecaster.key)
}

fn send_price(id: u32, said: u64, seed: Option<u8>) {
	let payload = payload(id, vec![Forecast::certain(&price(said)); 2]);
	if let Some(seed) = seed.or(seed_of(id)) {
		let signature = sign(&payload, seed);
		let _ = apply(payload, signature);
	}
}

fn perform(operation: Operation) {
	let operator = || RuntimeOrigin::signed(OPERATOR);
	// Whatever is refused changes nothing.
	let _ = match operation {
		Operation::Elect(seed) => PriceSignals::elect_forecaster(
			operator(),
			COMMUNITY,
			FORECASTERS + AccountId::from(seed),
			public(seed),
		),
		Operation::Dismiss(id) => PriceSignals::dismiss_forecaster(operator(), COMMUNITY, id),
		Operation::Suspend(id) => PriceSignals::suspend_forecaster(operator(), COMMUNITY, id),
		Operation::Reinstate(id) => PriceSignals::reinstate_forecaster(operator(), COMMUNITY, id),
		Operation::Rotate(id, seed) => {
			let forecasters = PriceSignals::forecasters(COMMUNITY);
			let account = forecasters
				.iter()
				.find(|forecaster| forecaster.id == id)
				.map_or(FORECASTERS, |forecaster| forecaster.account);
			let who = RuntimeOrigin::signed(account);
			PriceSignals::rotate_signal_key(who, COMMUNITY, id, public(seed))
		}
		Operation::Fund(amount) => {
			PriceSignals::fund_rewards(RuntimeOrigin::signed(DONOR), COMMUNITY, amount)
		}
		Operation::SetReward(amount) => PriceSignals::set_reward(operator(), COMMUNITY, amount),
		Operation::Claim(id) => {
			PriceSignals::claim_reward(RuntimeOrigin::signed(DONOR), COMMUNITY, id)
		}
		Operation::Send(id, said, seed) => {
			send_price(id, said, seed);
			Ok(())
		}
		Operation::All(around) => {
			for forecaster in PriceSignals::forecasters(COMMUNITY) {
				let said = (around + u64::from(forecaster.id) * 3).min(LIMITS.highest.price);
				send_price(forecaster.id, said, None);
			}
			Ok(())
		}
		Operation::Donate(amount) => {
			// Less than the existential deposit does not arrive in an empty account.
			if Balances::free_balance(PriceSignals::account_id()) > 0 {
				donate(amount);
			}
			Ok(())
		}
		Operation::Pass(rounds) => {
			Round::mutate(|round| *round += rounds);
			next_block();
			Ok(())
		}
		Operation::Know(outcome) => {
			let interval = KnownUntil::get().max(Round::get().saturating_sub(5));
			if interval < Round::get() {
				if let Some(outcome) = outcome {
					know(interval, price(outcome));
				}
				KnownUntil::set(interval + 1);
			}
			Ok(())
		}
		Operation::Blocks(count) => {
			(0..count).for_each(|_| {
				next_block();
			});
			Ok(())
		}
	};
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn the_invariants_hold_after_any_sequence(
		elected in 0..12u8,
		sequence in prop::collection::vec(operations(), 1..200),
	) {
		ExtBuilder::default().elected(elected).build_and_execute(|| {
			for operation in sequence {
				perform(operation);
				check_invariants();
			}
		});
	}
}
