//! What calls and hooks cost, against what is charged.

use super::*;
use crate::WeightInfo;
use commonwatt_storage_recorder::{cost_of, Cost};
use frame_support::weights::Weight;

type Weights = <Runtime as crate::Config>::WeightInfo;

/// What was done is within a weight. The fakes touch no storage: what is charged for them is beside it.
fn within(cost: Cost, weight: Weight, what: &str) {
	cost.assert_within(
		<Runtime as frame_system::Config>::DbWeight::get(),
		weight,
		what,
	);
}

fn call(weight: Weight, what: &str, act: impl FnOnce() -> DispatchResult) {
	let cost = cost_of(|| {
		assert_eq!(act(), Ok(()), "{what}");
	});
	within(cost, weight, what);
}

/// Devices of every kind, with records, deposits and as many lots as may be.
fn full(test: impl FnOnce()) {
	ExtBuilder::default()
		.devices(&[PLANT, BATTERY, SHOP])
		.on_request(TURBINE)
		.build_and_execute(|| {
			for nth in 0..LOTS {
				export(PLANT, START + nth, 1_000);
				export(TURBINE, START + nth, 1_000);
				import(BATTERY, START + nth, 1_000, 100);
				import(SHOP, START + nth, 1_000, 100);
			}
			test()
		});
}

#[test]
fn calls_cost_no_more_than_was_charged() {
	full(|| {
		let own = Beneficiary::Account(ALICE);
		let shop = Beneficiary::Point(SHOP);
		let whole = id(PLANT, START, 0);
		let next = id(PLANT, START + 1, 0);
		call(Weights::issue(), "issue", || {
			Certificates::issue(by(BOB), TURBINE, START)
		});
		call(Weights::transfer(), "transfer", || {
			Certificates::transfer(by(ALICE), whole, Some(10), PENNILESS)
		});
		call(Weights::split(), "split", || {
			Certificates::split(by(ALICE), whole, 10)
		});
		call(Weights::store(), "store", || {
			Certificates::store(by(ALICE), whole, Some(10), BATTERY)
		});
		for _ in 0..MAX_RETIREMENTS {
			assert_ok!(Certificates::retire(
				by(ALICE),
				whole,
				Some(1),
				own,
				Purpose::OwnUse
			));
		}
		call(Weights::retire(), "retire", || {
			Certificates::retire(by(ALICE), next, Some(10), shop, Purpose::Disclosure)
		});
		call(Weights::offer(), "offer", || {
			Certificates::offer(by(ALICE), next, 1, 1)
		});
		call(Weights::buy(), "buy", || {
			Certificates::buy(by(DAVE), next, Some(10), 1)
		});
		call(Weights::cancel_offer(), "cancel_offer", || {
			Certificates::cancel_offer(by(ALICE), next)
		});
		call(Weights::withdraw(), "withdraw", || {
			Certificates::withdraw(by(OPERATOR), next, H256::zero())
		});
		Now::set(START + VALIDITY);
		call(Weights::expire(), "expire", || {
			Certificates::expire(by(DAVE), PLANT, START)
		});
	});
}

#[test]
fn the_register_costs_no_more_than_was_charged() {
	full(|| {
		let greener = |grams| DeviceAttributes {
			emission_factor: grams,
			..attributes(Technology::SolarPhotovoltaic)
		};
		call(Weights::register_device(), "register_device", || {
			Certificates::register_device(
				by(OTHER_OPERATOR),
				ELSEWHERE,
				attributes(Technology::SolarPhotovoltaic),
				true,
			)
		});
		for nth in 1..crate::MAX_VERSIONS {
			call(Weights::update_device(), "update_device", || {
				Certificates::update_device(by(OPERATOR), PLANT, greener(nth), true)
			});
			export(PLANT, START + LOTS + nth, 1_000);
		}
		Now::set(START + 20 + VALIDITY);
		for _ in 0..9 {
			next_block();
		}
		// All versions but the current one go.
		call(Weights::update_device(), "update_device", || {
			Certificates::update_device(by(OPERATOR), PLANT, greener(100), true)
		});
		for point in [PLANT, BATTERY] {
			call(Weights::deregister_device(), "deregister_device", || {
				Certificates::deregister_device(by(OPERATOR), point)
			});
			call(Weights::remove_device(), "remove_device", || {
				Certificates::remove_device(by(OPERATOR), point)
			});
		}
	});
}

#[test]
fn hearing_settlement_costs_no_more_than_was_charged() {
	full(|| {
		let weight = Weights::settled();
		let heard = |what: &str, energy: SettledEnergy| {
			within(cost_of(|| Certificates::settled(&energy)), weight, what);
		};
		let interval = START + LOTS;
		heard("production", reading(PLANT, interval, 0, 1_000));
		heard("consumption", reading(SHOP, interval, 1_000, 0));
		// Two lots are merged.
		heard("charge", reading(BATTERY, interval, 1_000, 0));
		// All are taken.
		heard("discharge", reading(BATTERY, interval + 1, 0, 8_000));
		heard("no device", reading(HOME, interval, 1, 0));
	});
}

#[test]
fn the_sweep_costs_no_more_than_it_says() {
	full(|| {
		for nth in 0..LOTS {
			for _ in 1..MAX_BUNDLES {
				assert_ok!(Certificates::split(by(ALICE), id(PLANT, START + nth, 0), 1));
			}
		}
		for later in [BACKLOG_WINDOW, VALIDITY] {
			Now::set(START + 20 + later);
			let mut spent = Weight::zero();
			let cost = cost_of(|| spent = next_block());
			within(cost, spent, "the sweep");
		}
		assert_eq!(held(ALICE), 0);
	});
}
