use super::*;
use crate::{Departure, Finalized, Validator};
use codec::MaxEncodedLen;
use frame_support::traits::{ConstU32, Hooks};
use sp_runtime::AccountId32;

#[test]
fn the_constants_fit_each_other() {
	ExtBuilder::default().build_and_execute(ValidatorSet::integrity_test);
}

#[test]
#[should_panic(expected = "who has left cools down until it validates no more")]
fn cool_down_lasts_longer_than_validating() {
	ExtBuilder::default().build_and_execute(|| {
		CoolDownSessions::set(1);
		ValidatorSet::integrity_test();
	});
}

#[test]
fn entries_take_no_more_than_their_weights_say() {
	assert!(Validator::<AccountId32>::max_encoded_len() <= 64);
	assert!(Departure::<AccountId32>::max_encoded_len() <= 48);
	let finality = Finalized::<AccountId32, ConstU32<64>>::max_encoded_len();
	assert!(finality <= 64 * 32 + 512);
}
