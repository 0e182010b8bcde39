use super::*;

#[test]
fn a_validator_leaves_of_its_own_will() {
	ExtBuilder::default().build_and_execute(|| {
		sessions(1);
		events();
		assert_ok!(resign(BOB));
		assert_eq!(
			events(),
			[Event::Departed {
				validator: BOB,
				reason: Reason::Resigned,
				until: COOL_DOWN + 1,
				validators: 3,
			}]
		);
		sessions(2);
		assert_eq!(validating(), [ALICE, CAROL, DAVE]);
	});
}

#[test]
fn who_resigned_before_it_validated_never_validates() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(resign(EVE));
		for _ in 0..4 {
			sessions(1);
			assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
		}
	});
}

#[test]
fn fails_at_the_floor() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(resign(ALICE));
		assert_noop!(resign(BOB), Error::<Runtime>::FloorReached);
	});
}

#[test]
fn fails_while_a_newcomer_has_not_authored() {
	ExtBuilder::default().build_and_execute(|| {
		join(EVE);
		assert_ok!(resign(ALICE));
		assert_noop!(resign(BOB), Error::<Runtime>::TooManySilent);
		sessions(3);
		assert_ok!(resign(BOB));
	});
}

#[test]
fn fails_when_it_is_no_validator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(resign(STRANGER), Error::<Runtime>::NotValidator);
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			assert_noop!(ValidatorSet::resign(origin), BadOrigin);
		}
	});
}
