use super::*;
use crate::WeightInfo;
use commonwatt_primitives::traits::OnOperatorChange;

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

#[test]
fn whatever_operators_sit_in_follows_and_is_charged() {
	ExtBuilder::default().build_and_execute(|| {
		Seats::take();
		assert_ok!(Communities::set_operator(by_operator(), COMMUNITY, BOB));
		assert_eq!(Seats::take(), [Some(BOB)]);
		let call = crate::Call::<Runtime>::set_operator {
			community: COMMUNITY,
			operator: BOB,
		};
		let charged = call.get_dispatch_info().call_weight;
		let own = <Runtime as crate::Config>::WeightInfo::set_operator();
		assert_eq!(charged, own.saturating_add(FakeSeats::weight()));
	});
}
