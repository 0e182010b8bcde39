use super::*;

#[test]
fn root_sets_the_floor() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(ValidatorSet::set_floor(RuntimeOrigin::root(), 4));
		assert_eq!(events(), [Event::FloorSet { floor: 4 }]);
		assert_noop!(remove(ALICE), Error::<Runtime>::FloorReached);
		assert_ok!(ValidatorSet::set_floor(RuntimeOrigin::root(), 3));
		assert_ok!(remove(ALICE));
	});
}

#[test]
fn fails_when_it_is_zero_or_more_than_there_are() {
	ExtBuilder::default().build_and_execute(|| {
		let set_floor = |floor| ValidatorSet::set_floor(RuntimeOrigin::root(), floor);
		assert_noop!(set_floor(0), Error::<Runtime>::FloorIsZero);
		assert_noop!(set_floor(5), Error::<Runtime>::FloorAboveSet);
	});
}

#[test]
fn fails_when_not_root() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [THE_SET, ALICE] {
			let origin = RuntimeOrigin::signed(who);
			assert_noop!(ValidatorSet::set_floor(origin, 1), BadOrigin);
		}
	});
}
