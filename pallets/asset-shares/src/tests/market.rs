//! Shares on the real asset-conversion.

use super::*;
use frame_support::pallet_prelude::DispatchError;
use frame_support::traits::fungibles::{Inspect, Mutate};
use sp_runtime::{traits::Dispatchable, TokenError};

fn lp_tokens(who: u128) -> u128 {
	LpTokens::balance(0, who)
}

#[test]
fn liquidity_is_added_and_taken_out_again() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		assert_eq!((shares(id, ANNA), shares(id, pool(id))), (400, 200));
		assert_eq!((asset(id).issued, asset(id).earning), (1_000, 800));
		assert_ok!(remove_liquidity(id, ANNA, lp_tokens(ANNA), ANNA));
		// What asset-conversion locks for ever is a share and its price.
		assert!(shares(id, pool(id)) >= 1 && shares(id, ANNA) + shares(id, pool(id)) == 600);
		assert_eq!(asset(id).earning, 1_000 - shares(id, pool(id)));
	});
}

#[test]
fn a_member_buys_and_sells() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		assert_ok!(buy(id, DORA, 1_000, DORA));
		let bought = shares(id, DORA);
		assert!(bought > 0);
		assert_eq!(asset(id).earning, 800 + bought);
		assert_ok!(sell(id, DORA, bought));
		assert_eq!((shares(id, DORA), asset(id).earning), (0, 800));
		assert!(balance(DORA) < FUNDS);
	});
}

#[test]
fn shares_in_a_pool_earn_nothing() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(no_upkeep());
		earn(id, 8_000);
		assert_eq!((unclaimed(id, ANNA), unclaimed(id, pool(id))), (4_000, 0));
		assert_noop!(
			AssetShares::claim_income_for(signed(ANNA), id, pool(id)),
			Error::<Runtime>::NothingToClaim
		);
		// Nor do those who buy get anything of before.
		assert_ok!(buy(id, DORA, 1_000, DORA));
		assert_eq!(unclaimed(id, DORA), 0);
		assert_ok!(sell(id, BEN, 100));
		assert_eq!(unclaimed(id, BEN), 3_000);
		check_invariants();
		earn(id, 10_000);
		assert_ok!(remove_liquidity(id, ANNA, lp_tokens(ANNA) / 2, ANNA));
		assert_eq!(unclaimed(id, pool(id)), 0);
	});
}

#[test]
fn a_direct_transfer_to_the_pool_earns_nothing_either() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(no_upkeep());
		assert_ok!(transfer(id, ANNA, pool(id), 100));
		assert_eq!(asset(id).earning, 700);
		earn(id, 700);
		assert_eq!(unclaimed(id, ANNA), 300);
	});
}

#[test]
fn a_swap_never_gives_to_who_may_not_hold() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(rules(|rules| rules.max_holding = Some(600)));
		let refused: DispatchError = pallet_asset_conversion::Error::<Runtime>::BelowMinimum.into();
		assert_noop!(buy(id, STRANGER, 1_000, STRANGER), refused);
		assert_noop!(buy(id, ANNA, 1_000, STRANGER), refused);
		Active::mutate(|active| active.remove(&CARLA));
		assert_noop!(buy(id, CARLA, 1_000, CARLA), refused);
		// Anna has 590 of 600 then.
		assert_ok!(transfer(id, BEN, ANNA, 190));
		assert_noop!(buy(id, ANNA, 2_000, ANNA), refused);
		assert_ok!(buy(id, ANNA, 900, ANNA));
		assert!(shares(id, ANNA) <= 600);
	});
}

#[test]
fn liquidity_never_goes_to_who_may_not_hold() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		let half = lp_tokens(ANNA) / 2;
		assert_noop!(
			remove_liquidity(id, ANNA, half, STRANGER),
			TokenError::Blocked
		);
		Active::mutate(|active| active.remove(&ANNA));
		assert_noop!(remove_liquidity(id, ANNA, half, ANNA), TokenError::Blocked);
		assert_ok!(remove_liquidity(id, ANNA, half, BEN));
	});
}

#[test]
fn liquidity_of_free_shares_goes_to_accounts_that_exist() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(rules(|rules| rules.members_only = false));
		let half = lp_tokens(ANNA) / 2;
		assert_ok!(remove_liquidity(id, ANNA, half, STRANGER));
		// The tokens come first, and make the account.
		assert_ok!(remove_liquidity(id, ANNA, half / 2, 999));
		assert_noop!(transfer(id, ANNA, 998, 1), Error::<Runtime>::NoSuchAccount);
	});
}

#[test]
fn liquidity_is_not_added_for_who_may_not_hold() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		let for_whom = |mint_to| {
			let call = pallet_asset_conversion::Call::<Runtime>::add_liquidity {
				asset1: Box::new(AnyAsset::Native),
				asset2: Box::new(AnyAsset::WithId(id)),
				amount1_desired: 10_000,
				amount2_desired: 100,
				amount1_min: 1,
				amount2_min: 1,
				mint_to,
			};
			RuntimeCall::Market(call).dispatch(signed(BEN))
		};
		let filtered: DispatchError = frame_system::Error::<Runtime>::CallFiltered.into();
		for who in [STRANGER, AssetShares::account_id(id)] {
			assert_eq!(for_whom(who).expect_err("refused").error, filtered);
			assert_eq!(lp_tokens(who), 0);
		}
		assert_ok!(for_whom(ANNA));
	});
}

#[test]
fn nobody_moves_lp_tokens_by_a_call() {
	ExtBuilder.build_and_execute(|| {
		with_pool(terms());
		let move_tokens = || {
			RuntimeCall::LpTokens(pallet_assets::Call::transfer {
				id: 0,
				target: STRANGER,
				amount: 10,
			})
		};
		let filtered = frame_system::Error::<Runtime>::CallFiltered.into();
		let error = |call: RuntimeCall| {
			let result = call.dispatch(signed(ANNA));
			result.map(|_| ()).map_err(|error| error.error)
		};
		assert_eq!(error(move_tokens()), Err(filtered));
		let approve = RuntimeCall::LpTokens(pallet_assets::Call::approve_transfer {
			id: 0,
			delegate: STRANGER,
			amount: 10,
		});
		assert_eq!(error(approve), Err(filtered));
		// However deep it is hidden.
		let inner = RuntimeCall::Utility(pallet_utility::Call::batch_all {
			calls: vec![move_tokens()],
		});
		let outer = RuntimeCall::Utility(pallet_utility::Call::batch_all { calls: vec![inner] });
		assert_eq!(error(outer), Err(filtered));
		let derived = RuntimeCall::Utility(pallet_utility::Call::as_derivative {
			index: 0,
			call: Box::new(move_tokens()),
		});
		assert_eq!(error(derived), Err(filtered));
		assert_eq!(lp_tokens(STRANGER), 0);
	});
}

#[test]
fn shares_that_must_not_be_in_a_pool_have_none() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.pool = false));
		assert_noop!(create_pool(ANNA, id), Error::<Runtime>::PoolNotAllowed);
		assert_noop!(
			transfer(id, ANNA, pool(id), 1),
			Error::<Runtime>::PoolNotAllowed
		);
		assert_noop!(
			<AssetShares as Mutate<_>>::transfer(
				id,
				&ANNA,
				&pool(id),
				1,
				frame_support::traits::tokens::Preservation::Expendable
			),
			TokenError::Blocked
		);
		assert_noop!(create_pool(ANNA, id + 1), Error::<Runtime>::UnknownAsset);
	});
}

#[test]
fn a_pool_needs_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_noop!(create_pool(ANNA, id), Error::<Runtime>::WrongPhase);
	});
}

#[test]
fn locked_and_frozen_shares_are_not_sold() {
	ExtBuilder.build_and_execute(|| {
		let id = with_pool(terms());
		assert_ok!(AssetShares::freeze_holding(operator(), id, BEN, REASON));
		assert_noop!(sell(id, BEN, 1), TokenError::FundsUnavailable);
		assert_noop!(add_liquidity(id, BEN, 1_000, 10), TokenError::Frozen);
		let refused: DispatchError = pallet_asset_conversion::Error::<Runtime>::BelowMinimum.into();
		assert_noop!(buy(id, BEN, 500, BEN), refused);
		assert_ok!(AssetShares::freeze_asset(operator(), id, REASON));
		let closed = pallet_asset_conversion::Error::<Runtime>::PoolUnavailable;
		assert_noop!(sell(id, ANNA, 1), closed);
		assert!(buy(id, ANNA, 500, ANNA).is_err());
		assert!(remove_liquidity(id, ANNA, 100, ANNA).is_err());
		assert_ok!(AssetShares::thaw_asset(operator(), id));
		assert_ok!(sell(id, ANNA, 1));
		assert_noop!(
			AssetShares::freeze_holding(operator(), id, pool(id), REASON),
			Error::<Runtime>::PoolHoldsForOthers
		);
	});
}

#[test]
fn locked_shares_are_not_put_into_a_pool() {
	ExtBuilder.build_and_execute(|| {
		let id = active(rules(|rules| rules.locked_until = Some(START + 50 * DAY)));
		assert_ok!(create_pool(ANNA, id));
		assert_noop!(add_liquidity(id, ANNA, 1_000, 10), TokenError::Frozen);
		Now::set(START + 50 * DAY);
		assert_ok!(add_liquidity(id, ANNA, 10_000, 100));
	});
}

#[test]
fn one_buys_shares_of_one_asset_with_those_of_another() {
	ExtBuilder.build_and_execute(|| {
		let one = with_pool(no_upkeep());
		let other = active(no_upkeep());
		assert_ok!(create_pool(BEN, other));
		assert_ok!(add_liquidity(other, BEN, 20_000, 200));
		earn(one, 8_000);
		let path = [
			AnyAsset::WithId(one),
			AnyAsset::Native,
			AnyAsset::WithId(other),
		];
		let path = path.into_iter().map(Box::new).collect();
		assert_ok!(Market::swap_exact_tokens_for_tokens(
			signed(CARLA),
			path,
			50,
			1,
			CARLA,
			false
		));
		assert_eq!(shares(one, CARLA), 50);
		assert!(shares(other, CARLA) > 100);
		assert_eq!(unclaimed(one, CARLA), 1_000);
	});
}

#[test]
fn a_wallet_reads_name_symbol_and_supply() {
	use frame_support::traits::fungibles::metadata::Inspect as _;
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_eq!(AssetShares::name(id), b"Roof of the school");
		assert_eq!(AssetShares::symbol(id), b"S0");
		assert_eq!(AssetShares::decimals(id), 0);
		assert_eq!(AssetShares::total_issuance(id), 1_000);
		assert!(AssetShares::asset_exists(id));
	});
}
