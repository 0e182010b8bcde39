use super::*;

#[test]
fn income_fills_the_reserve_until_its_target() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		earn(id, 1_009);
		assert_eq!(asset(id).upkeep.reserve, 100);
		earn(id, 10_000);
		assert_eq!(asset(id).upkeep.reserve, 500);
		earn(id, 10_000);
		let asset = asset(id);
		assert_eq!(asset.upkeep.reserve, 500);
		assert_eq!(asset.income.upkept, 500);
		assert_eq!(asset.income.index, 20);
	});
}

#[test]
fn the_operator_spends_it_and_income_fills_it_again() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		earn(id, 10_000);
		let spend = |amount| AssetShares::spend_upkeep(operator(), id, SELLER, amount);
		assert_noop!(spend(0), Error::<Runtime>::ZeroAmount);
		assert_noop!(spend(501), Error::<Runtime>::UpkeepReserveTooSmall);
		assert_noop!(
			AssetShares::spend_upkeep(signed(ANNA), id, ANNA, 1),
			NOT_OPERATOR
		);
		let before = balance(SELLER);
		assert_ok!(spend(400));
		assert_eq!(balance(SELLER), before + 400);
		assert_eq!(asset(id).upkeep.reserve, 100);
		earn(id, 10_000);
		assert_eq!(asset(id).upkeep.reserve, 500);
	});
}
