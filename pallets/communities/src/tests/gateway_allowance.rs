use super::*;
use crate::Freight::{self, Intents, Readings};

const LIMIT: u32 = 100;

fn may_send(freight: Freight, units: u32) -> bool {
	Communities::gateway_may_send(COMMUNITY, &GATEWAY, freight, units, LIMIT)
}

fn spend(freight: Freight, units: u32) {
	Communities::spend_gateway_allowance(COMMUNITY, &GATEWAY, freight, units);
}

/// A gateway that was registered in an interval before.
fn gateway() {
	register_gateway(GATEWAY);
	run_to_interval(1);
}

#[test]
fn a_gateway_may_send_up_to_its_limit() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		assert!(may_send(Readings, 100));
		assert!(!may_send(Readings, 101));
		spend(Readings, 60);
		assert!(may_send(Readings, 40));
		assert!(!may_send(Readings, 41));
	});
}

#[test]
fn readings_and_intents_are_counted_apart() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		spend(Readings, 100);
		assert!(!may_send(Readings, 1));
		assert!(may_send(Intents, 100));
		spend(Intents, 1);
		assert!(!may_send(Intents, 100));
	});
}

#[test]
fn the_next_interval_brings_it_anew() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		spend(Readings, 100);
		run_to_interval(2);
		assert!(may_send(Readings, 100));
	});
}

#[test]
fn a_suspended_gateway_has_none() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert!(!may_send(Readings, 0));
	});
}

#[test]
fn strikes_and_reinstatement_leave_what_is_spent() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		spend(Readings, 60);
		spend(Intents, 70);
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert_ok!(Communities::reinstate_gateway(
			by_operator(),
			COMMUNITY,
			GATEWAY
		));
		assert!(may_send(Readings, 40));
		assert!(!may_send(Readings, 41));
		assert!(!may_send(Intents, 31));
	});
}

#[test]
fn registration_begins_with_the_next_interval_again_and_again() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		spend(Readings, 60);
		assert_ok!(Communities::remove_gateway(
			by_operator(),
			COMMUNITY,
			GATEWAY
		));
		assert!(!crate::Gateways::<Runtime>::contains_key(
			COMMUNITY, GATEWAY
		));
		register_gateway(GATEWAY);
		assert!(!may_send(Readings, 1));
		assert!(!may_send(Intents, 1));
		run_to_interval(2);
		assert!(may_send(Readings, 100));
		assert!(may_send(Intents, 100));
	});
}

#[test]
fn nobody_else_has_one_nor_in_another_community() {
	ExtBuilder::default().build_and_execute(|| {
		gateway();
		assert!(!Communities::gateway_may_send(
			COMMUNITY, &ALICE, Readings, 1, LIMIT
		));
		assert!(!Communities::gateway_may_send(
			OTHER_COMMUNITY,
			&GATEWAY,
			Readings,
			1,
			LIMIT
		));
		Communities::spend_gateway_allowance(OTHER_COMMUNITY, &GATEWAY, Readings, 1);
		assert!(!crate::Gateways::<Runtime>::contains_key(
			OTHER_COMMUNITY,
			GATEWAY
		));
	});
}
