//! The traits, called directly as another pallet would.

use super::*;
use frame_support::traits::{
	fungibles::{Balanced, Inspect, Mutate, Unbalanced},
	tokens::{
		Fortitude::{Force, Polite},
		Precision::{BestEffort, Exact},
		Preservation::{Expendable, Preserve},
	},
	AccountTouch, ContainsPair,
};
use sp_runtime::TokenError;

fn withdraw(
	id: u32,
	who: u128,
	shares: u128,
) -> Result<frame_support::traits::fungibles::Credit<u128, AssetShares>, sp_runtime::DispatchError>
{
	AssetShares::withdraw(id, &who, shares, Exact, Preserve, Force)
}

#[test]
fn what_is_withdrawn_is_resolved_elsewhere() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_000);
		let credit = withdraw(id, ANNA, 100).expect("she has it");
		// In nobody's hands it earns nothing, and is still issued.
		assert_eq!((asset(id).issued, asset(id).earning), (1_000, 900));
		assert!(AssetShares::resolve(&DORA, credit).is_ok());
		assert_eq!((asset(id).issued, asset(id).earning), (1_000, 1_000));
		assert_eq!((unclaimed(id, ANNA), unclaimed(id, DORA)), (600, 0));
		let withdrawn = Event::SharesWithdrawn {
			asset: id,
			who: ANNA,
			shares: 100,
		};
		let deposited = Event::SharesDeposited {
			asset: id,
			who: DORA,
			shares: 100,
		};
		assert_eq!(events()[1..], [withdrawn, deposited]);
	});
}

#[test]
fn what_may_not_be_held_comes_back() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let credit = withdraw(id, ANNA, 100).expect("she has it");
		let back = AssetShares::resolve(&STRANGER, credit).expect_err("no member");
		assert_eq!(back.peek(), 100);
		assert!(AssetShares::resolve(&ANNA, back).is_ok());
		assert_eq!(shares(id, ANNA), 600);
	});
}

#[test]
fn what_is_dropped_is_burned() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		drop(withdraw(id, ANNA, 100));
		assert_eq!((asset(id).issued, asset(id).earning), (900, 900));
		assert_eq!(
			events().last(),
			Some(&Event::SharesDropped {
				asset: id,
				shares: 100,
			})
		);
	});
}

#[test]
fn what_is_deposited_beyond_is_issued_under_the_rules() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert!(AssetShares::deposit(id, &STRANGER, 1, Exact).is_err());
		assert!(AssetShares::deposit(id, &STRANGER, 1, BestEffort).is_err());
		drop(AssetShares::deposit(id, &DORA, 5, Exact).expect("she may hold"));
		assert_eq!((asset(id).issued, asset(id).earning), (1_005, 1_005));
	});
}

#[test]
fn a_debt_is_settled_by_shares() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		let debt = AssetShares::deposit(id, &DORA, 5, Exact).expect("she may hold");
		let rest = AssetShares::settle(&ANNA, debt, Expendable);
		assert_eq!(rest.expect("she has it").peek(), 0);
		assert_eq!((shares(id, ANNA), asset(id).issued), (595, 1_000));
	});
}

#[test]
fn force_is_not_above_the_rules() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_ok!(AssetShares::freeze_holding(operator(), id, ANNA, REASON));
		for force in [Polite, Force] {
			assert_eq!(
				AssetShares::reducible_balance(id, &ANNA, Expendable, force),
				0
			);
			let refused = AssetShares::withdraw(id, &ANNA, 1, Exact, Expendable, force);
			assert_eq!(refused.err(), Some(TokenError::FundsUnavailable.into()));
			let none = AssetShares::withdraw(id, &ANNA, 1, BestEffort, Expendable, force);
			assert_eq!(none.expect("of nothing").peek(), 0);
		}
	});
}

#[test]
fn nobody_mints_or_burns() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert_noop!(
			AssetShares::mint_into(id, &ANNA, 1),
			Error::<Runtime>::IssuedByOfferingsOnly
		);
		assert_noop!(
			AssetShares::restore(id, &ANNA, 1),
			Error::<Runtime>::IssuedByOfferingsOnly
		);
		assert_noop!(
			AssetShares::burn_from(id, &ANNA, 1, Expendable, Exact, Force),
			Error::<Runtime>::NotBurnedByTransfers
		);
		assert_noop!(
			AssetShares::shelve(id, &ANNA, 1),
			Error::<Runtime>::NotBurnedByTransfers
		);
		assert_eq!(AssetShares::issue(id, 100).peek(), 0);
		assert_eq!(AssetShares::rescind(id, 100).peek(), 0);
		assert!(AssetShares::pair(id, 100).is_err());
		assert_eq!(AssetShares::set_balance(id, &ANNA, 5), 600);
		assert_eq!(AssetShares::total_issuance(id), 1_000);
	});
}

#[test]
fn subscriptions_are_no_balance() {
	ExtBuilder.build_and_execute(|| {
		let id = offer(terms());
		assert_ok!(subscribe(id, ANNA, 500));
		assert_eq!(AssetShares::balance(id, &ANNA), 0);
		assert_eq!(AssetShares::total_issuance(id), 0);
		assert!(!AssetShares::asset_exists(id));
		assert!(!<AssetShares as ContainsPair<_, _>>::contains(&id, &ANNA));
		assert!(withdraw(id, ANNA, 1).is_err());
		// Taking nothing takes nothing.
		assert_eq!(withdraw(id, ANNA, 0).expect("of nothing").peek(), 0);
		let least = AssetShares::withdraw(id, &ANNA, 9, BestEffort, Expendable, Force);
		assert_eq!(least.expect("of nothing").peek(), 0);
		assert_ok!(<AssetShares as Mutate<_>>::transfer(
			id, &ANNA, &ANNA, 0, Expendable
		));
		assert_noop!(
			AssetShares::write_balance(id, &ANNA, 7),
			Error::<Runtime>::WrongPhase
		);
		AssetShares::set_total_issuance(id, 7);
		let view = AssetShares::shares_of(id, &ANNA).expect("it is there");
		assert_eq!((view.subscribed, view.shares), (500, 0));
	});
}

#[test]
fn writing_a_balance_settles_and_refuses_nothing() {
	ExtBuilder.build_and_execute(|| {
		let id = active(no_upkeep());
		earn(id, 1_000);
		assert_ok!(AssetShares::freeze_holding(operator(), id, ANNA, REASON));
		assert_ok!(AssetShares::write_balance(id, &ANNA, 500));
		assert_eq!((unclaimed(id, ANNA), asset(id).earning), (600, 900));
		assert_ok!(AssetShares::write_balance(id, &ANNA, 600));
		assert!(AssetShares::write_balance(id + 1, &ANNA, 600).is_err());
	});
}

#[test]
fn a_holding_needs_no_touch() {
	ExtBuilder.build_and_execute(|| {
		let id = active(terms());
		assert!(!AssetShares::should_touch(id, &DORA));
		assert_ok!(AssetShares::touch(id, &DORA, &ANNA));
		assert_eq!(AssetShares::deposit_required(id), 0);
		assert_eq!(AssetShares::minimum_balance(id), 1);
	});
}
