use super::*;

#[test]
fn a_gateway_needs_no_token() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		last_event_is(Event::GatewayRegistered {
			community: COMMUNITY,
			gateway: GATEWAY,
		});
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);
		assert_eq!(System::sufficients(&GATEWAY), 1);
	});
}

#[test]
fn a_gateway_may_serve_two_communities() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_ok!(Communities::register_gateway(
			other,
			OTHER_COMMUNITY,
			GATEWAY
		));
		assert_eq!(System::sufficients(&GATEWAY), 2);
	});
}

#[test]
fn fails_when_registered_already() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		assert_noop!(
			Communities::register_gateway(by_operator(), COMMUNITY, GATEWAY),
			CommunitiesError::AlreadyGateway
		);
	});
}

#[test]
fn fails_when_the_community_holds_as_many_as_it_may() {
	ExtBuilder::default().build_and_execute(|| {
		for gateway in 10..13 {
			register_gateway(gateway);
		}
		assert_noop!(
			Communities::register_gateway(by_operator(), COMMUNITY, 13),
			CommunitiesError::TooManyGateways
		);
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_ok!(Communities::register_gateway(other, OTHER_COMMUNITY, 13));
	});
}
