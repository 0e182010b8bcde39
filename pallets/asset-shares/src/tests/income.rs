use super::*;
use crate::IncomeSource;

#[test]
fn income_is_shared_by_shares_and_the_rest_is_carried() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 2_999);
		assert_eq!((unclaimed(id, ANNA), unclaimed(id, CARLA)), (1_200, 200));
		assert_eq!(asset(id).income.dust, 999);
		assert_eq!(
			events(),
			[Event::IncomeReceived {
				asset: id,
				from: IncomeSource::Account(STRANGER),
				amount: 2_999,
				upkeep: 0,
				per_share: 2,
				dust: 999,
			}]
		);
		// One unit more makes another for each.
		earn(id, 1);
		assert_eq!((unclaimed(id, ANNA), asset(id).income.dust), (1_800, 0));
	});
}

#[test]
fn fails_when_claimed_before_the_first_income_or_twice() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		let claim = |who| AssetShares::claim_income(signed(who), id);
		assert_noop!(claim(ANNA), Error::<Runtime>::NothingToClaim);
		earn(id, 5_000);
		assert_ok!(claim(ANNA));
		assert_eq!(balance(ANNA), FUNDS - 600 * PRICE + 3_000);
		assert_noop!(claim(ANNA), Error::<Runtime>::NothingToClaim);
		assert_noop!(
			AssetShares::claim_income_for(signed(BEN), id, ANNA),
			Error::<Runtime>::NothingToClaim
		);
		assert_noop!(claim(STRANGER), Error::<Runtime>::NothingToClaim);
		assert_ok!(AssetShares::claim_income_for(signed(STRANGER), id, BEN));
		assert_eq!(balance(BEN), FUNDS - 300 * PRICE + 1_500);
	});
}

#[test]
fn what_was_earned_stays_with_who_earned_it() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 5_000);
		assert_ok!(transfer(id, CARLA, BEN, 100));
		assert_eq!((unclaimed(id, CARLA), unclaimed(id, BEN)), (500, 1_500));
		earn(id, 1_000);
		assert_eq!((unclaimed(id, CARLA), unclaimed(id, BEN)), (500, 1_900));
		assert_ok!(AssetShares::claim_income(signed(CARLA), id));
		assert!(!Holdings::<Runtime>::contains_key(id, CARLA));
		assert_noop!(
			AssetShares::claim_income(signed(CARLA), id),
			Error::<Runtime>::NothingToClaim
		);
	});
}

#[test]
fn shares_that_come_late_get_nothing_of_before() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 5_000);
		assert_ok!(transfer(id, ANNA, DORA, 600));
		assert_eq!(unclaimed(id, DORA), 0);
		// Back and forth gains nothing.
		assert_ok!(transfer(id, DORA, ANNA, 600));
		assert_eq!((unclaimed(id, ANNA), unclaimed(id, DORA)), (3_000, 0));
	});
}

#[test]
fn the_credit_of_the_point_is_income() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		let owner = AssetShares::account_id(id);
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, owner)));
		let collect = || AssetShares::collect_income(signed(STRANGER), id);
		assert_noop!(collect(), Error::<Runtime>::NoPointAttached);
		assert_ok!(AssetShares::attach_point(operator(), id, POINT));
		assert_noop!(collect(), BILLING_REFUSES);
		Free::mutate(|free| free.insert(POINT, 0));
		assert_noop!(collect(), Error::<Runtime>::NothingToCollect);
		Free::mutate(|free| free.insert(POINT, 4_000));
		System::reset_events();
		assert_ok!(collect());
		assert_eq!(unclaimed(id, BEN), 1_200);
		assert_eq!(
			events(),
			[Event::IncomeReceived {
				asset: id,
				from: IncomeSource::Point(POINT),
				amount: 4_000,
				upkeep: 0,
				per_share: 4,
				dust: 0,
			}]
		);
		assert_noop!(collect(), Error::<Runtime>::NothingToCollect);
	});
}

#[test]
fn fails_when_the_point_is_anothers() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let owner = AssetShares::account_id(id);
		let attach = || AssetShares::attach_point(operator(), id, POINT);
		assert_noop!(attach(), Error::<Runtime>::UnknownPoint);
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, ANNA)));
		assert_noop!(attach(), Error::<Runtime>::NotThePointOfTheAsset);
		PointOwners::mutate(|owners| owners.insert(POINT, (OTHER_COMMUNITY, owner)));
		assert_noop!(attach(), Error::<Runtime>::NotThePointOfTheAsset);
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, owner)));
		assert_noop!(
			AssetShares::attach_point(signed(ANNA), id, POINT),
			NOT_OPERATOR
		);
		assert_noop!(
			AssetShares::detach_point(operator(), id),
			Error::<Runtime>::NoPointAttached
		);
		assert_ok!(attach());
		// It changes hands: billing knows whose it is.
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, ANNA)));
		Free::mutate(|free| free.insert(POINT, 4_000));
		assert_noop!(
			AssetShares::collect_income(signed(ANNA), id),
			BILLING_REFUSES
		);
		assert_ok!(AssetShares::detach_point(operator(), id));
	});
}

#[test]
fn fails_when_paid_nothing_or_to_no_shares() {
	ExtBuilder.build_and_execute(|| {
		let pay = |id, amount| AssetShares::pay_income(signed(STRANGER), id, amount);
		let open = offer(terms());
		assert_noop!(pay(open, 100), Error::<Runtime>::WrongPhase);
		let id = active(terms());
		assert_noop!(pay(id, 0), Error::<Runtime>::ZeroAmount);
		assert_noop!(pay(id + 1, 100), Error::<Runtime>::UnknownAsset);
	});
}

#[test]
fn all_is_dust_while_no_share_earns() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		for who in [BEN, CARLA] {
			assert_ok!(transfer(id, who, ANNA, shares(id, who)));
		}
		assert_ok!(create_pool(ANNA, id));
		assert_ok!(add_liquidity(id, ANNA, 100_000, 1_000));
		assert_eq!(asset(id).earning, 0);
		earn(id, 7_000);
		assert_eq!(asset(id).income.dust, 7_000);
		assert_ok!(buy(id, BEN, 5_000, BEN));
		assert!(shares(id, BEN) > 0);
		earn(id, 1_000);
		assert_eq!(unclaimed(id, BEN), 8_000 - 8_000 % shares(id, BEN));
	});
}

#[test]
fn more_money_than_can_be_reckoned_with_is_refused() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		Assets::<Runtime>::mutate_extant(id, |asset| {
			asset.income.received = u128::MAX - 5;
			asset.income.paid = u128::MAX - 5;
		});
		assert_noop!(
			AssetShares::pay_income(signed(STRANGER), id, 6),
			Error::<Runtime>::TooMuchMoney
		);
		earn(id, 5);
	});
}

#[test]
fn a_claim_too_small_for_an_empty_account_waits() {
	ExtBuilder.build_and_execute(|| {
		let id = active_with(no_upkeep(), &[(ANNA, 996), (CARLA, 4)]);
		let rest = balance(CARLA);
		assert_ok!(Balances::transfer_allow_death(signed(CARLA), ANNA, rest));
		earn(id, 2_000);
		assert_noop!(
			AssetShares::claim_income(signed(CARLA), id),
			sp_runtime::TokenError::BelowMinimum
		);
		earn(id, 1_000);
		assert_ok!(AssetShares::claim_income(signed(CARLA), id));
		assert_eq!(balance(CARLA), 12);
	});
}
