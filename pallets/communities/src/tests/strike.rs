use super::*;

fn struck(strikes: u32) -> RuntimeEvent {
	Event::GatewayStruck {
		community: COMMUNITY,
		gateway: GATEWAY,
		strikes,
	}
	.into()
}

fn suspended() -> RuntimeEvent {
	Event::GatewaySuspended {
		community: COMMUNITY,
		gateway: GATEWAY,
	}
	.into()
}

fn events() -> Vec<RuntimeEvent> {
	System::read_events_no_consensus()
		.map(|record| record.event)
		.collect()
}

#[test]
fn strikes_add_up_and_suspend_at_the_limit() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		System::reset_events();
		Communities::strike(COMMUNITY, &GATEWAY, 1);
		Communities::strike(COMMUNITY, &GATEWAY, 2);
		assert_eq!(events(), [struck(1), struck(3)]);
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);

		System::reset_events();
		Communities::strike(COMMUNITY, &GATEWAY, 1);
		assert_eq!(events(), [struck(4), suspended()]);
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Suspended
		);
	});
}

#[test]
fn many_strikes_at_once_suspend_too() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		Communities::strike(COMMUNITY, &GATEWAY, u32::MAX);
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Suspended
		);
	});
}

#[test]
fn a_gateway_is_suspended_once() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		Communities::strike(COMMUNITY, &GATEWAY, u32::MAX);
		System::reset_events();
		Communities::strike(COMMUNITY, &GATEWAY, 1);
		assert_eq!(events(), [struck(u32::MAX)]);
	});
}

#[test]
fn a_stranger_is_not_struck() {
	ExtBuilder::default().build_and_execute(|| {
		System::reset_events();
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert_eq!(events(), []);
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Stranger
		);
	});
}

#[test]
fn strikes_count_in_one_community_only() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_ok!(Communities::register_gateway(
			other,
			OTHER_COMMUNITY,
			GATEWAY
		));
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert_eq!(
			Communities::gateway(OTHER_COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);
	});
}
