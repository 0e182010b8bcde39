use super::*;
use crate::{Histories, Records};

fn record(id: u32) -> u32 {
	AssetShares::record(id).expect("there is room")
}

fn weight(id: u32, record: u32, who: u128) -> u128 {
	<AssetShares as ShareVotes<_>>::weight(id, record, &who)
}

fn supply(id: u32, record: u32) -> u128 {
	<AssetShares as ShareVotes<u128>>::supply(id, record)
}

fn release(id: u32, record: u32) {
	<AssetShares as ShareVotes<u128>>::release(id, record)
}

#[test]
fn a_record_says_what_was_held_then() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let first = record(id);
		assert_ok!(transfer(id, ANNA, DORA, 100));
		pass(1);
		let second = record(id);
		assert_ok!(transfer(id, DORA, BEN, 100));
		assert_ok!(transfer(id, ANNA, BEN, 500));
		let at = |record| [ANNA, BEN, CARLA, DORA].map(|who| weight(id, record, who));
		assert_eq!(at(first), [600, 300, 100, 0]);
		assert_eq!(at(second), [500, 300, 100, 100]);
		assert_eq!((supply(id, first), supply(id, second)), (1_000, 1_000));
		assert_eq!(shares(id, BEN), 900);
	});
}

#[test]
fn shares_in_a_pool_have_no_vote() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		pass(1);
		let record = record(id);
		assert_eq!((supply(id, record), weight(id, record, pool(id))), (800, 0));
		assert_ok!(buy(id, DORA, 1_000, DORA));
		assert_ok!(sell(id, BEN, 100));
		assert_eq!(
			(weight(id, record, DORA), weight(id, record, BEN)),
			(0, 300)
		);
		assert_eq!(weight(id, record, pool(id)), 0);
	});
}

#[test]
fn what_was_bought_in_the_block_of_a_record_has_no_vote() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		pass(1);
		// 40,000 tokens for most of the pool, and back: only the market's fee is lost.
		assert_ok!(buy(id, DORA, 40_000, DORA));
		let bought = shares(id, DORA);
		assert!(bought > 100);
		let taken = record(id);
		assert_eq!((weight(id, taken, DORA), supply(id, taken)), (0, 800));
		assert_ok!(sell(id, DORA, bought));
		assert_eq!((weight(id, taken, DORA), supply(id, taken)), (0, 800));
		// Who keeps them votes on what is proposed from the next block on.
		assert_ok!(buy(id, DORA, 40_000, DORA));
		pass(1);
		let next = record(id);
		let bought = shares(id, DORA);
		assert_eq!(
			(weight(id, next, DORA), supply(id, next)),
			(bought, 800 + bought)
		);
		assert_eq!(weight(id, taken, DORA), 0);
		assert_ok!(sell(id, DORA, bought));
		assert_eq!(weight(id, next, DORA), bought);
	});
}

#[test]
fn what_was_given_away_in_the_block_of_a_record_votes_for_nobody() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(transfer(id, BEN, DORA, 300));
		let taken = record(id);
		assert_ok!(transfer(id, DORA, BEN, 300));
		let at = |record| [ANNA, BEN, CARLA, DORA].map(|who| weight(id, record, who));
		assert_eq!((at(taken), supply(id, taken)), ([600, 0, 100, 0], 700));
		pass(1);
		let next = record(id);
		assert_eq!((at(next), supply(id, next)), ([600, 300, 100, 0], 1_000));
		assert_eq!(at(taken), [600, 0, 100, 0]);
	});
}

#[test]
fn a_released_record_weighs_nothing_and_is_forgotten() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let first = record(id);
		assert_ok!(transfer(id, ANNA, BEN, 1));
		release(id, first);
		assert_eq!((weight(id, first, ANNA), supply(id, first)), (0, 0));
		assert!(Histories::<Runtime>::contains_key(id, ANNA));
		assert_ok!(transfer(id, ANNA, BEN, 1));
		assert!(!Histories::<Runtime>::contains_key(id, ANNA));
		// Once more is nothing, also of an asset there is not.
		release(id, first);
		release(id + 1, 0);
		assert!(record(id) > first);
	});
}

#[test]
fn records_are_bounded() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let all: Vec<_> = (0..MAX_RECORDS)
			.map(|_| {
				let taken = record(id);
				assert_ok!(transfer(id, ANNA, BEN, 1));
				pass(1);
				taken
			})
			.collect();
		assert_noop!(
			<AssetShares as ShareVotes<u128>>::record(id),
			Error::<Runtime>::TooManyRecords
		);
		assert_eq!(
			Histories::<Runtime>::get(id, ANNA).len(),
			MAX_RECORDS as usize
		);
		release(id, all[1]);
		let last = record(id);
		assert_ok!(transfer(id, ANNA, BEN, 1));
		let weights = [all[0], all[2], all[3], last].map(|record| weight(id, record, ANNA));
		assert_eq!(weights, [600, 598, 597, 596]);
	});
}

#[test]
fn a_burned_share_had_its_vote() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let record = record(id);
		Active::mutate(|active| active.remove(&BEN));
		assert_ok!(AssetShares::buy_back_compulsorily(operator(), id, BEN));
		assert_eq!((weight(id, record, BEN), supply(id, record)), (300, 1_000));
	});
}

#[test]
fn fails_when_there_are_no_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		let record = |id| <AssetShares as ShareVotes<u128>>::record(id);
		assert_noop!(record(id), Error::<Runtime>::WrongPhase);
		assert_noop!(record(id + 1), Error::<Runtime>::UnknownAsset);
		assert!(!Records::<Runtime>::contains_key(id));
	});
}
