//! What the runtime's constants must satisfy.

use super::*;
use crate::WeightInfo;
use frame_support::{
	traits::Hooks,
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};

#[test]
fn the_constants_of_the_mock_go_together() {
	ExtBuilder::default().build_and_execute(<Certificates as Hooks<u64>>::integrity_test);
}

#[test]
#[should_panic(expected = "PollWeight is enough for a record")]
fn fails_when_a_record_does_not_fit_the_weight() {
	ExtBuilder::default().build_and_execute(|| {
		PollWeight::set(<Runtime as crate::Config>::WeightInfo::poll_base());
		<Certificates as Hooks<u64>>::integrity_test();
	});
}

#[test]
#[should_panic(expected = "the backlog lapses before certificates expire")]
fn fails_when_the_backlog_outlives_the_validity() {
	ExtBuilder::default().build_and_execute(|| {
		Backlog::set(VALIDITY + 1);
		<Certificates as Hooks<u64>>::integrity_test();
	});
}

#[test]
#[should_panic(expected = "two lots can be merged")]
fn fails_when_lots_cannot_be_merged() {
	ExtBuilder::default().build_and_execute(|| {
		MaxLots::set(1);
		<Certificates as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn hearing_settlement_takes_less_than_a_millisecond() {
	let most = Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS, 16_384);
	let weight = <Certificates as OnSettledEnergy>::settled_weight();
	assert!(weight.all_lte(most), "{weight}");
}
