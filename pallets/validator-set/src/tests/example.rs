use super::*;

#[test]
fn the_example_of_the_crate_page() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(nominate(COMMUNITY, EVE));
		set_keys(EVE);
		assert_ok!(confirm(EVE));
		sessions(2);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE, EVE]);
		sessions(1);
		assert!(validator(EVE).proven);

		sessions_without(MAX_SILENT, &[DAVE]);
		assert_eq!(set(), [ALICE, BOB, CAROL, EVE]);
		sessions_without(2, &[DAVE]);
		assert_eq!(validating(), [ALICE, BOB, CAROL, EVE]);
		assert_noop!(nominate(COMMUNITY, DAVE), Error::<Runtime>::CoolingDown);
		sessions(COOL_DOWN);
		assert_ok!(nominate(COMMUNITY, DAVE));
	});
}
