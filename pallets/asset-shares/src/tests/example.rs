use super::*;

#[test]
fn the_example_of_the_crate_page() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_eq!(balance(SELLER), 100_000);
		earn(id, 2_000);
		assert_eq!(asset(id).upkeep.reserve, 200);
		assert_eq!(unclaimed(id, BEN), 300);
		assert_eq!(asset(id).income.dust, 800);
		assert_ok!(transfer(id, BEN, DORA, 300));
		earn(id, 1_000);
		assert_eq!(asset(id).upkeep.reserve, 300);
		assert_eq!((unclaimed(id, BEN), unclaimed(id, DORA)), (300, 300));
		assert_eq!(asset(id).income.dust, 700);
		assert_ok!(AssetShares::claim_income(signed(BEN), id));
		assert_eq!(balance(BEN), FUNDS - 30_000 + 300);
	});
}
