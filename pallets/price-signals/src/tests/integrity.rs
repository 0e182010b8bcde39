use super::*;
use crate::{Aggregate, Forecaster, Progress, Rewards, Signal};
use codec::MaxEncodedLen;
use frame_support::{
	traits::{ConstU32, Hooks},
	weights::Weight,
};
use sp_runtime::AccountId32;

#[test]
fn the_constants_fit_each_other() {
	ExtBuilder::default().build_and_execute(PriceSignals::integrity_test);
}

#[test]
#[should_panic(expected = "a round and an interval fit a block")]
fn a_turn_must_fit_a_block() {
	ExtBuilder::default().build_and_execute(|| {
		PollWeight::set(turn(15));
		PriceSignals::integrity_test();
	});
}

#[test]
#[should_panic(expected = "a quorum can be")]
fn a_quorum_must_be_possible() {
	ExtBuilder::default()
		.min_quorum(17)
		.build_and_execute(PriceSignals::integrity_test);
}

#[test]
fn items_take_the_stated_bytes() {
	assert_eq!(Forecaster::<AccountId32>::max_encoded_len(), 110);
	assert_eq!(Signal::max_encoded_len(), 17_286);
	assert_eq!(Aggregate::max_encoded_len(), 184);
	assert_eq!(Rewards::max_encoded_len(), 32);
	assert_eq!(<[crate::score::Reference; 4]>::max_encoded_len(), 128);
	assert_eq!(Progress::<ConstU32<0>>::max_encoded_len(), 9);
}

#[test]
fn weights_grow_with_steps_and_forecasters() {
	use crate::WeightInfo;
	let grows = |of: fn(u32) -> Weight| of(2).ref_time() > of(1).ref_time();
	assert!(grows(Weights::submit_signal));
	assert!(grows(Weights::authorize_submit_signal));
	assert!(grows(Weights::open_community));
	assert!(grows(Weights::settle_round));
	assert!(grows(Weights::score_interval));
}
