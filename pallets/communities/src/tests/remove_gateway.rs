use super::*;

#[test]
fn a_removed_gateway_is_a_stranger_without_an_account() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		assert_ok!(Communities::remove_gateway(
			by_operator(),
			COMMUNITY,
			GATEWAY
		));
		last_event_is(Event::GatewayRemoved {
			community: COMMUNITY,
			gateway: GATEWAY,
		});
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Stranger
		);
		assert!(!System::account_exists(&GATEWAY));
	});
}

#[test]
fn its_place_is_free_for_another() {
	ExtBuilder::default().build_and_execute(|| {
		for gateway in 10..13 {
			register_gateway(gateway);
		}
		assert_ok!(Communities::remove_gateway(by_operator(), COMMUNITY, 11));
		register_gateway(13);
		assert_eq!(
			Communities::gateway(COMMUNITY, &13),
			GatewayStatus::Registered
		);
	});
}

#[test]
fn a_suspended_gateway_can_be_removed() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		Communities::strike(COMMUNITY, &GATEWAY, 4);
		assert_ok!(Communities::remove_gateway(
			by_operator(),
			COMMUNITY,
			GATEWAY
		));
		assert_eq!(
			Communities::gateway(COMMUNITY, &GATEWAY),
			GatewayStatus::Stranger
		);
	});
}

#[test]
fn fails_when_no_gateway() {
	ExtBuilder::default().build_and_execute(|| {
		register_gateway(GATEWAY);
		let other = RuntimeOrigin::signed(OTHER_OPERATOR);
		assert_noop!(
			Communities::remove_gateway(other, OTHER_COMMUNITY, GATEWAY),
			CommunitiesError::NotGateway
		);
	});
}
