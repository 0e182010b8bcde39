use super::*;

#[test]
fn the_new_operator_holds_the_role_and_the_old_one_no_longer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Communities::set_operator(by_operator(), COMMUNITY, BOB));
		last_event_is(Event::OperatorChanged {
			community: COMMUNITY,
			operator: BOB,
		});

		assert_ok!(Communities::admit_member(
			RuntimeOrigin::signed(BOB),
			COMMUNITY,
			ALICE
		));
		assert_noop!(
			Communities::admit_member(by_operator(), COMMUNITY, BOB),
			CommunitiesError::NotOperator
		);
	});
}

#[test]
fn the_supplier_stays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Communities::set_operator(by_operator(), COMMUNITY, BOB));
		assert_eq!(Communities::supplier(COMMUNITY), Some(SUPPLIER));
	});
}
