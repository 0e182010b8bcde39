use super::*;

#[test]
fn a_reinstated_gateway_has_no_strikes() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert_ok!(Communities::reinstate_gateway(
			by_operator(),
			COMMUNITY,
			GATEWAY
		));
		last_event_is(Event::GatewayReinstated {
			community: COMMUNITY,
			gateway: GATEWAY,
		});
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);

		Communities::strike(COMMUNITY, &GATEWAY, 3);
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Registered
		);
	});
}

#[test]
fn fails_when_not_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		Communities::strike(COMMUNITY, &GATEWAY, 3);
		assert_noop!(
			Communities::reinstate_gateway(by_operator(), COMMUNITY, GATEWAY),
			CommunitiesError::GatewayNotSuspended
		);
	});
}

#[test]
fn fails_when_no_gateway() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Communities::reinstate_gateway(by_operator(), COMMUNITY, GATEWAY),
			CommunitiesError::NotGateway
		);
	});
}
