//! What closed assets leave behind.

use super::*;
use crate::{AllowList, ClosedAssets, Costs, Histories, WeightInfo};
use frame_support::{
	traits::Hooks,
	weights::{Weight, WeightMeter},
};

/// A closed asset with a history of three holders and an account on its allow-list.
fn closed() -> u32 {
	let id = active(no_upkeep());
	assert_ok!(AssetShares::allow(operator(), id, DORA));
	assert_ok!(<AssetShares as ShareVotes<u128>>::record(id));
	assert_ok!(transfer(id, ANNA, BEN, 1));
	assert_ok!(transfer(id, CARLA, BEN, 1));
	assert_ok!(AssetShares::begin_wind_up(operator(), id));
	assert_ok!(AssetShares::liquidate(operator(), id));
	for who in [ANNA, BEN, CARLA] {
		assert_ok!(AssetShares::redeem(signed(who), id, who));
	}
	id
}

fn traces() -> usize {
	Histories::<Runtime>::iter().count() + AllowList::<Runtime>::iter().count()
}

fn poll(limit: Weight) -> Weight {
	let mut meter = WeightMeter::with_limit(limit);
	AssetShares::on_poll(2, &mut meter);
	meter.consumed()
}

#[test]
fn are_removed_by_the_next_block() {
	ExtBuilder.build_and_execute(|| {
		let ids = [closed(), closed()];
		assert_eq!(traces(), 8);
		check_invariants();
		poll(Weight::MAX);
		assert_eq!(traces(), 0);
		assert!(ids
			.iter()
			.all(|id| !ClosedAssets::<Runtime>::contains_key(id)));
	});
}

#[test]
fn are_removed_piece_by_piece_within_the_weight() {
	ExtBuilder.build_and_execute(|| {
		let id = closed();
		let two = Weights::poll_base()
			.saturating_add(Weights::poll_asset())
			.saturating_add(Weights::remove_trace().saturating_mul(2));
		PollWeight::set(two);
		assert!(poll(Weight::MAX).all_lte(two));
		assert_eq!(traces(), 2);
		check_invariants();
		assert_eq!(poll(Weight::zero()), Weight::zero());
		assert_eq!(traces(), 2);
		poll(two);
		assert_eq!(traces(), 0);
		poll(two);
		assert!(!ClosedAssets::<Runtime>::contains_key(id));
		assert!(
			poll(Weight::MAX).all_lte(Weights::poll_base().saturating_add(Weights::poll_asset()))
		);
	});
}

#[test]
fn live_assets_are_left_alone() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(AssetShares::allow(operator(), id, DORA));
		closed();
		poll(Weight::MAX);
		assert!(AllowList::<Runtime>::contains_key(id, DORA));
	});
}
