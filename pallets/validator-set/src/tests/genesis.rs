use super::*;
use crate::{Finality, Validator};

#[test]
fn the_founders_are_the_sessions_validators() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		assert_eq!(validator(ALICE), Validator::founder(ALICE));
		assert_eq!(ValidatorSet::floor(), 3);
		assert_eq!(
			Finality::<Runtime>::get().validators.to_vec(),
			[ALICE, BOB, CAROL, DAVE]
		);
		sessions(3);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
	});
}

#[test]
fn a_floor_of_zero_is_one() {
	ExtBuilder::default()
		.founders(1)
		.floor(0)
		.build_and_execute(|| {
			assert_eq!(ValidatorSet::floor(), 1);
			assert_noop!(resign(ALICE), Error::<Runtime>::FloorReached);
		});
}

#[test]
#[should_panic(expected = "the session has 4 keys at genesis, fewer than the floor of 5")]
fn fails_with_fewer_founders_than_the_floor() {
	ExtBuilder::default().floor(5).build();
}

#[test]
#[should_panic(expected = "genesis has no more keys than there may be validators")]
fn fails_with_more_founders_than_there_may_be() {
	ExtBuilder::default()
		.founders(u64::from(MAX_VALIDATORS) + 1)
		.build();
}
