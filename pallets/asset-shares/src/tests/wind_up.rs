use super::*;
use crate::{Ending, Phase};
use sp_runtime::TokenError;

fn wind_up(id: u32) {
	assert_ok!(AssetShares::begin_wind_up(operator(), id));
}

#[test]
fn an_asset_is_wound_up_and_its_last_share_closes_it() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		earn(id, 10_000);
		wind_up(id);
		assert_noop!(transfer(id, ANNA, BEN, 1), Error::<Runtime>::WrongPhase);
		// Nothing more is laid by.
		earn(id, 1_000);
		assert_ok!(AssetShares::liquidate(operator(), id));
		// 10,000 + 1,000, all of it.
		assert_eq!((unclaimed(id, ANNA), asset(id).income.index), (6_600, 11));
		assert_noop!(
			AssetShares::pay_income(signed(STRANGER), id, 1_000),
			Error::<Runtime>::WrongPhase
		);
		let before = balance(ANNA);
		assert_ok!(AssetShares::redeem(signed(ANNA), id, ANNA));
		assert_eq!((balance(ANNA), shares(id, ANNA)), (before + 6_600, 0));
		assert_noop!(
			AssetShares::redeem(signed(ANNA), id, ANNA),
			Error::<Runtime>::NotEnoughShares
		);
		check_invariants();
		assert_ok!(AssetShares::redeem(signed(STRANGER), id, BEN));
		assert_ok!(AssetShares::redeem(signed(STRANGER), id, CARLA));
		assert!(!Assets::<Runtime>::contains_key(id));
		assert_eq!(balance(AssetShares::account_id(id)), 0);
		assert_eq!(
			events().last(),
			Some(&Event::AssetClosed {
				asset: id,
				ending: Ending::Redeemed,
				to: TREASURY,
				amount: EXISTENTIAL_DEPOSIT,
			})
		);
	});
}

#[test]
fn dust_and_donations_go_to_the_treasury() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_999);
		donate(id, 77);
		wind_up(id);
		assert_ok!(AssetShares::liquidate(operator(), id));
		for who in [ANNA, BEN, CARLA] {
			assert_ok!(AssetShares::redeem(signed(who), id, who));
		}
		assert_eq!(balance(TREASURY), 999 + 77 + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn shares_leave_the_pool_for_a_while_and_then_end_in_it() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(no_upkeep());
		let lp = LpTokens::balance(0, ANNA);
		wind_up(id);
		assert!(sell(id, BEN, 1).is_err());
		assert!(add_liquidity(id, BEN, 1_000, 10).is_err());
		assert_noop!(
			AssetShares::liquidate(operator(), id),
			Error::<Runtime>::PoolStillOpen
		);
		assert_noop!(
			remove_liquidity(id, ANNA, lp / 2, STRANGER),
			TokenError::Blocked
		);
		assert_ok!(remove_liquidity(id, ANNA, lp / 2, ANNA));
		assert_ok!(buy(id, DORA, 500, DORA));
		let (annas, left) = (shares(id, ANNA), shares(id, pool(id)));
		assert!(annas > 400 && left > 0);
		earn(id, 10_000);
		pass(POOL_EXIT);
		assert!(remove_liquidity(id, ANNA, lp / 4, ANNA).is_err());
		assert!(buy(id, DORA, 500, DORA).is_err());
		assert_ok!(AssetShares::liquidate(operator(), id));
		assert_eq!(shares(id, pool(id)), 0);
		assert_eq!(asset(id).issued, 1_000 - left);
		for who in [ANNA, BEN, CARLA, DORA] {
			assert_ok!(AssetShares::redeem(signed(who), id, who));
		}
		assert!(!Assets::<Runtime>::contains_key(id));
	});
}

#[test]
fn an_asset_of_which_only_the_pool_holds_shares_ends_with_its_liquidation() {
	ExtBuilder.build_and_execute(|| {
		let id = active_with(no_upkeep(), &[(ANNA, 1_000)]);
		assert_ok!(create_pool(ANNA, id));
		assert_ok!(add_liquidity(id, ANNA, 100_000, 1_000));
		earn(id, 500);
		wind_up(id);
		pass(POOL_EXIT);
		assert_ok!(AssetShares::liquidate(operator(), id));
		assert!(!Assets::<Runtime>::contains_key(id));
		assert_eq!(balance(TREASURY), 500 + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn who_holds_no_more_but_has_not_claimed_redeems_too() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_000);
		assert_ok!(transfer(id, CARLA, BEN, 100));
		wind_up(id);
		assert_ok!(AssetShares::liquidate(operator(), id));
		assert_ok!(AssetShares::redeem(signed(ANNA), id, ANNA));
		assert_ok!(AssetShares::redeem(signed(BEN), id, BEN));
		assert_eq!(asset(id).issued, 0);
		check_invariants();
		// A claim leaves nothing either: then the next redemption is not hers.
		assert_ok!(AssetShares::redeem(signed(STRANGER), id, CARLA));
		assert!(!Assets::<Runtime>::contains_key(id));
	});
}

#[test]
fn a_claim_in_place_of_the_last_redemption_closes_it_too() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_000);
		assert_ok!(transfer(id, CARLA, BEN, 100));
		wind_up(id);
		assert_ok!(AssetShares::liquidate(operator(), id));
		assert_ok!(AssetShares::redeem(signed(ANNA), id, ANNA));
		assert_ok!(AssetShares::redeem(signed(BEN), id, BEN));
		assert_ok!(AssetShares::claim_income(signed(CARLA), id));
		assert!(!Assets::<Runtime>::contains_key(id));
	});
}

#[test]
fn what_an_empty_account_cannot_hold_is_forfeited() {
	ExtBuilder.build_and_execute(|| {
		let id = active_with(no_upkeep(), &[(ANNA, 999), (CARLA, 1)]);
		let rest = balance(CARLA);
		assert_ok!(Balances::transfer_allow_death(signed(CARLA), ANNA, rest));
		earn(id, 5_000);
		wind_up(id);
		assert_ok!(AssetShares::liquidate(operator(), id));
		System::reset_events();
		assert_ok!(AssetShares::redeem(signed(STRANGER), id, CARLA));
		assert_eq!(
			events(),
			[Event::Redeemed {
				asset: id,
				who: CARLA,
				shares: 1,
				paid: 0,
				forfeited: 5,
			}]
		);
		check_invariants();
		assert_ok!(AssetShares::redeem(signed(ANNA), id, ANNA));
		assert_eq!(balance(TREASURY), 5 + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn fails_when_out_of_turn_or_with_a_point() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_noop!(AssetShares::begin_wind_up(signed(ANNA), id), NOT_OPERATOR);
		assert_noop!(
			AssetShares::liquidate(operator(), id),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(
			AssetShares::redeem(signed(ANNA), id, ANNA),
			Error::<Runtime>::WrongPhase
		);
		let owner = AssetShares::account_id(id);
		PointOwners::mutate(|owners| owners.insert(POINT, (COMMUNITY, owner)));
		assert_ok!(AssetShares::attach_point(operator(), id, POINT));
		assert_ok!(AssetShares::freeze_asset(operator(), id, REASON));
		assert_noop!(
			AssetShares::begin_wind_up(operator(), id),
			Error::<Runtime>::AssetIsFrozen
		);
		assert_ok!(AssetShares::thaw_asset(operator(), id));
		wind_up(id);
		// Nobody is kept from leaving the pool.
		assert_noop!(
			AssetShares::freeze_asset(operator(), id, REASON),
			Error::<Runtime>::WrongPhase
		);
		assert!(matches!(asset(id).phase, Phase::WindingUp { .. }));
		assert_noop!(
			AssetShares::begin_wind_up(operator(), id),
			Error::<Runtime>::WrongPhase
		);
		assert_noop!(
			AssetShares::liquidate(operator(), id),
			Error::<Runtime>::PointIsAttached
		);
		Free::mutate(|free| free.insert(POINT, 4_000));
		assert_ok!(AssetShares::collect_income(signed(ANNA), id));
		assert_ok!(AssetShares::detach_point(operator(), id));
		// What the point has yet, and earns yet, would be nobody's.
		assert_noop!(
			AssetShares::liquidate(operator(), id),
			Error::<Runtime>::AssetIsUnsettled
		);
		assert_ok!(AssetShares::attach_point(operator(), id, POINT));
		Free::mutate(|free| free.insert(POINT, 500));
		assert_ok!(AssetShares::collect_income(signed(ANNA), id));
		assert_ok!(AssetShares::detach_point(operator(), id));
		PointOwners::mutate(|owners| owners.remove(&POINT));
		assert_ok!(AssetShares::liquidate(operator(), id));
		assert_noop!(
			AssetShares::liquidate(operator(), id),
			Error::<Runtime>::WrongPhase
		);
	});
}
