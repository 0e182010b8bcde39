use super::*;
use crate::{Clock, Parameters};

#[test]
fn genesis_brings_communities_with_gateways_and_members_in_order() {
	let builder = ExtBuilder::default().community(|genesis| {
		genesis.gateways = vec![GATEWAY];
		genesis.members = vec![ALICE, BOB];
	});
	builder.build_and_execute(|| {
		assert_eq!(Communities::count(), 2);
		assert_ok!(Communities::ensure_operator(COMMUNITY, &OPERATOR));
		assert_ok!(Communities::ensure_operator(
			OTHER_COMMUNITY,
			&OTHER_OPERATOR
		));
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);
		assert_eq!(
			Communities::gateway(OTHER_COMMUNITY, &GATEWAY),
			GatewayStatus::Stranger
		);
		for (who, id) in [(ALICE, 0), (BOB, 1)] {
			let member = crate::Members::<Runtime>::get(COMMUNITY, who).expect("a member");
			assert_eq!((member.id, member.suspended), (id, false));
		}
	});
}

#[test]
fn the_clock_waits_for_the_first_block() {
	ExtBuilder::default().not_started().build_and_execute(|| {
		assert!(Clock::<Runtime>::get().is_none());
		assert_eq!(
			(
				Communities::retired(),
				Communities::due(),
				Communities::ended()
			),
			(0, 0, 0)
		);
		next_block(EPOCH);
		assert_eq!(
			Clock::<Runtime>::get().map(|clock| clock.epoch),
			Some(EPOCH)
		);
	});
}

#[test]
fn the_time_parameters_are_those_of_genesis() {
	let builder = ExtBuilder::default().time(|time| {
		time.interval_seconds = 3_600;
		time.interval_millis = 12_000;
	});
	builder.build_and_execute(|| {
		assert_eq!(Communities::interval_seconds(), 3_600);
		assert_eq!(Communities::blocks_per_interval(), 2);
		assert_eq!(Parameters::<Runtime>::get().interval_millis, 12_000);
	});
}

#[test]
fn an_interval_may_be_as_short_as_a_block() {
	ExtBuilder::default()
		.time(|time| time.interval_millis = BLOCK_MILLIS)
		.build_and_execute(|| {
			assert_eq!(Communities::blocks_per_interval(), 1);
		});
}

#[test]
#[should_panic(expected = "interval_millis must be at least a block's time")]
fn fails_when_an_interval_is_shorter_than_a_block() {
	ExtBuilder::default()
		.time(|time| time.interval_millis = BLOCK_MILLIS - 1)
		.build();
}

#[test]
#[should_panic(expected = "interval_seconds must divide an hour")]
fn fails_when_an_interval_does_not_divide_an_hour() {
	ExtBuilder::default()
		.time(|time| time.interval_seconds = 901)
		.build();
}

#[test]
#[should_panic(expected = "interval_seconds must divide an hour")]
fn fails_when_an_interval_is_longer_than_an_hour() {
	ExtBuilder::default()
		.time(|time| time.interval_seconds = 7_200)
		.build();
}

#[test]
#[should_panic(expected = "interval_seconds must divide an hour")]
fn fails_when_an_interval_has_no_length() {
	ExtBuilder::default()
		.time(|time| time.interval_seconds = 0)
		.build();
}

#[test]
#[should_panic(expected = "a genesis community is within its bounds and its operator is funded")]
fn fails_when_a_community_is_outside_its_bounds() {
	ExtBuilder::default().rules(flat_rules(10_001)).build();
}

#[test]
#[should_panic(expected = "a genesis community is within its bounds and its operator is funded")]
fn fails_when_an_operator_is_not_funded() {
	ExtBuilder::default()
		.community(|genesis| genesis.operator = PENNILESS)
		.build();
}

#[test]
#[should_panic(expected = "genesis gateways are distinct and not too many")]
fn fails_when_gateways_are_not_distinct() {
	ExtBuilder::default()
		.community(|genesis| genesis.gateways = vec![GATEWAY; 2])
		.build();
}

#[test]
#[should_panic(expected = "genesis gateways are distinct and not too many")]
fn fails_when_gateways_are_too_many() {
	ExtBuilder::default()
		.community(|genesis| genesis.gateways = vec![1, 2, 3, 4])
		.build();
}

#[test]
#[should_panic(expected = "genesis members are distinct")]
fn fails_when_members_are_not_distinct() {
	ExtBuilder::default()
		.community(|genesis| genesis.members = vec![ALICE; 2])
		.build();
}
