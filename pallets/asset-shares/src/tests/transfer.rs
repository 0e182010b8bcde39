use super::*;
use frame_support::pallet_prelude::DispatchError;

#[test]
fn a_transfer_moves_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(transfer(id, ANNA, BEN, 200));
		assert_eq!((shares(id, ANNA), shares(id, BEN)), (400, 500));
		assert_eq!(
			events(),
			[Event::Transferred {
				asset: id,
				from: ANNA,
				to: BEN,
				shares: 200,
			}]
		);
	});
}

#[test]
fn all_shares_can_go_and_leave_no_holding() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(transfer(id, CARLA, DORA, 100));
		assert!(!Holdings::<Runtime>::contains_key(id, CARLA));
		assert_eq!(asset(id).holders, 3);
	});
}

#[test]
fn a_transfer_to_oneself_changes_nothing() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.max_holding = Some(600)));
		assert_ok!(transfer(id, ANNA, ANNA, 600));
		assert_eq!(shares(id, ANNA), 600);
		assert_noop!(
			transfer(id, ANNA, ANNA, 601),
			Error::<Runtime>::NotEnoughShares
		);
	});
}

#[test]
fn fails_when_there_is_nothing_to_move() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_noop!(transfer(id, ANNA, BEN, 0), Error::<Runtime>::ZeroAmount);
		assert_noop!(
			transfer(id, CARLA, BEN, 101),
			Error::<Runtime>::NotEnoughShares
		);
		assert_noop!(
			transfer(id, DORA, BEN, 1),
			Error::<Runtime>::NotEnoughShares
		);
		assert_noop!(
			transfer(id + 1, ANNA, BEN, 1),
			Error::<Runtime>::UnknownAsset
		);
	});
}

/// Who cannot receive shares, cannot by a transfer, and a wallet is told so.
fn refused(id: u32, to: u128, shares: u128, error: impl Into<DispatchError>) {
	let error = error.into();
	assert_noop!(transfer(id, ANNA, to, shares), error);
	assert_eq!(AssetShares::may_receive(id, &to, shares), Err(error));
}

#[test]
fn only_active_members_receive_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		refused(id, STRANGER, 1, NOT_MEMBER);
		Active::mutate(|active| active.remove(&BEN));
		refused(id, BEN, 1, NOT_MEMBER);
		// Who is suspended may still sell.
		assert_ok!(transfer(id, BEN, ANNA, 1));
	});
}

#[test]
fn shares_that_are_free_go_to_anybody_that_exists() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.members_only = false));
		assert_ok!(transfer(id, ANNA, STRANGER, 1));
		refused(id, 999, 1, Error::<Runtime>::NoSuchAccount);
		refused(
			id,
			AssetShares::account_id(id),
			1,
			Error::<Runtime>::AssetsHoldNoShares,
		);
		refused(
			id,
			AssetShares::account_id(77),
			1,
			Error::<Runtime>::AssetsHoldNoShares,
		);
	});
}

#[test]
fn a_member_without_tokens_holds_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(Balances::transfer_allow_death(
			signed(DORA),
			ANNA,
			balance(DORA)
		));
		assert_ok!(transfer(id, ANNA, DORA, 5));
		assert_eq!(shares(id, DORA), 5);
		earn(id, 10_000);
		assert_ok!(AssetShares::claim_income(signed(DORA), id));
		assert_eq!(balance(DORA), 5 * 9);
	});
}

#[test]
fn an_allow_list_says_who_receives() {
	ExtBuilder.build_and_execute(|| {
		let terms = rules(|rules| rules.allow_list = true);
		let id = offer(terms);
		assert_ok!(AssetShares::allow(operator(), id, ANNA));
		assert_ok!(AssetShares::allow(operator(), id, BEN));
		assert_ok!(subscribe(id, ANNA, 500));
		assert_ok!(subscribe(id, BEN, 500));
		assert_ok!(AssetShares::close_offering(signed(ANNA), id));
		refused(id, CARLA, 1, Error::<Runtime>::NotOnAllowList);
		assert_ok!(AssetShares::disallow(operator(), id, BEN));
		refused(id, BEN, 1, Error::<Runtime>::NotOnAllowList);
		assert_eq!(shares(id, BEN), 500);
		assert_ok!(transfer(id, BEN, ANNA, 500));
	});
}

#[test]
fn nobody_holds_more_than_one_may() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.max_holding = Some(600)));
		refused(id, BEN, 301, Error::<Runtime>::HoldingTooLarge);
		assert_ok!(transfer(id, ANNA, BEN, 300));
		assert_eq!(
			AssetShares::may_receive(id, &BEN, u128::MAX),
			Err(Error::<Runtime>::HoldingTooLarge.into())
		);
	});
}

#[test]
fn locked_shares_stay_until_the_moment_has_come() {
	ExtBuilder.build_and_execute(|| {
		let until = START + 50 * DAY;
		let id = active(rules(|rules| rules.locked_until = Some(until)));
		assert_noop!(transfer(id, ANNA, BEN, 1), Error::<Runtime>::SharesLocked);
		let view = AssetShares::shares_of(id, &ANNA).expect("it is there");
		assert_eq!((view.shares, view.transferable), (600, 0));
		Now::set(until - 1);
		assert_noop!(transfer(id, ANNA, BEN, 1), Error::<Runtime>::SharesLocked);
		Now::set(until);
		assert_ok!(transfer(id, ANNA, BEN, 1));
	});
}

#[test]
fn nothing_leaves_or_enters_a_frozen_holding() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(AssetShares::freeze_holding(operator(), id, BEN, REASON));
		refused(id, BEN, 1, Error::<Runtime>::HoldingIsFrozen);
		assert_noop!(
			transfer(id, BEN, ANNA, 1),
			Error::<Runtime>::HoldingIsFrozen
		);
		earn(id, 10_000);
		assert_ok!(AssetShares::claim_income(signed(BEN), id));
		assert_ok!(AssetShares::thaw_holding(operator(), id, BEN));
		assert_ok!(transfer(id, BEN, ANNA, 1));
	});
}

#[test]
fn nothing_moves_of_a_frozen_asset() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(AssetShares::freeze_asset(operator(), id, REASON));
		refused(id, BEN, 1, Error::<Runtime>::AssetIsFrozen);
		earn(id, 10_000);
		assert_ok!(AssetShares::claim_income(signed(BEN), id));
		assert_ok!(AssetShares::thaw_asset(operator(), id));
		assert_ok!(transfer(id, ANNA, BEN, 1));
	});
}
