use super::*;

#[test]
fn the_allow_list_is_the_operators_and_bounded() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let allow = |who| AssetShares::allow(operator(), id, who);
		assert_noop!(AssetShares::allow(signed(ANNA), id, ANNA), NOT_OPERATOR);
		for who in 0..u128::from(MAX_ALLOWED) {
			assert_ok!(allow(who));
		}
		assert_noop!(allow(0), Error::<Runtime>::AlreadyAllowed);
		assert_noop!(allow(50), Error::<Runtime>::TooManyAllowed);
		assert_noop!(
			AssetShares::disallow(operator(), id, 50),
			Error::<Runtime>::NotOnAllowList
		);
		assert_ok!(AssetShares::disallow(operator(), id, 0));
		assert_ok!(allow(50));
		assert_noop!(AssetShares::disallow(signed(ANNA), id, 50), NOT_OPERATOR);
	});
}

#[test]
fn freezes_are_the_operators_and_once() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_noop!(
			AssetShares::freeze_asset(signed(ANNA), id, REASON),
			NOT_OPERATOR
		);
		assert_noop!(
			AssetShares::thaw_asset(operator(), id),
			Error::<Runtime>::NotFrozen
		);
		assert_ok!(AssetShares::freeze_asset(operator(), id, REASON));
		assert_noop!(
			AssetShares::freeze_asset(operator(), id, REASON),
			Error::<Runtime>::AlreadyFrozen
		);
		assert_noop!(AssetShares::thaw_asset(signed(ANNA), id), NOT_OPERATOR);
		let freeze = |origin, who| AssetShares::freeze_holding(origin, id, who, REASON);
		assert_noop!(freeze(signed(ANNA), BEN), NOT_OPERATOR);
		assert_noop!(freeze(operator(), DORA), Error::<Runtime>::NotEnoughShares);
		assert_ok!(freeze(operator(), BEN));
		assert_noop!(freeze(operator(), BEN), Error::<Runtime>::AlreadyFrozen);
		assert_noop!(
			AssetShares::thaw_holding(signed(BEN), id, BEN),
			NOT_OPERATOR
		);
		assert_noop!(
			AssetShares::thaw_holding(operator(), id, ANNA),
			Error::<Runtime>::NotFrozen
		);
	});
}

#[test]
fn nobody_subscribes_to_a_frozen_asset() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(AssetShares::freeze_asset(operator(), id, REASON));
		assert_noop!(subscribe(id, ANNA, 1), Error::<Runtime>::AssetIsFrozen);
	});
}
