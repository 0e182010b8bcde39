//! Whose debt keeps it a member, and which accounts can go.

use super::*;

#[test]
fn a_members_debt_is_an_obligation_in_its_community() {
	ExtBuilder::default()
		.point(ALICES, owing(1, 0))
		.build_and_execute(|| {
			assert!(Billing::has_obligations(COMMUNITY, &ALICE));
			assert!(!Billing::has_obligations(OTHER_COMMUNITY, &ALICE));
			assert!(!Billing::has_obligations(COMMUNITY, &BOB));
			assert_ok!(Billing::top_up(by(DONOR), ALICES, 1));
			assert!(!Billing::has_obligations(COMMUNITY, &ALICE));
		});
}

#[test]
fn an_empty_account_goes_with_its_point() {
	ExtBuilder::default()
		.point(ALICES, credit(0))
		.build_and_execute(|| {
			assert!(Accounts::<Runtime>::contains_key(ALICES));
			assert!(Billing::remove_point(COMMUNITY, ALICES));
			assert!(!Accounts::<Runtime>::contains_key(ALICES));
		});
}

#[test]
fn an_account_that_holds_or_owes_money_stays() {
	let most = <Balances as frame_support::traits::fungible::Inspect<_>>::minimum_balance();
	for kept in [credit(most), owing(1, 0), owing(0, 1)] {
		ExtBuilder::default()
			.point(ALICES, kept)
			.build_and_execute(|| {
				assert!(!Billing::remove_point(COMMUNITY, ALICES));
				assert_eq!(account(ALICES), kept);
			});
	}
}

#[test]
fn less_than_its_owner_could_receive_goes_to_the_treasury_with_the_point() {
	let dust = <Balances as frame_support::traits::fungible::Inspect<_>>::minimum_balance() - 1;
	ExtBuilder::default()
		.point(ALICES, credit(dust))
		.build_and_execute(|| {
			assert!(Billing::remove_point(COMMUNITY, ALICES));
			assert_eq!(Books::<Runtime>::get(COMMUNITY).treasury, dust);
		});
}
