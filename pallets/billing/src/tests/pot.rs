//! The balance that backs a community's accounts.

use super::*;
use commonwatt_primitives::traits::OnCommunityCreated;

const THIRD: CommunityId = 7;

#[test]
fn the_operator_endows_the_pot_with_the_existential_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(gained(OPERATOR), -(EXISTENTIAL_DEPOSIT as i128));
		assert_eq!(pot_holds(), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn each_community_has_its_own_pot() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ne!(Billing::pot(COMMUNITY), Billing::pot(OTHER_COMMUNITY));
	});
}

#[test]
fn fails_when_the_operator_cannot_endow_the_pot() {
	ExtBuilder::default().build_and_execute(|| {
		let result = Billing::on_community_created(THIRD, &PENNILESS);
		assert_noop!(result, TokenError::FundsUnavailable);
	});
}

#[test]
fn an_operator_may_spend_its_last_tokens_on_the_pot() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(
			by(DONOR),
			PENNILESS,
			EXISTENTIAL_DEPOSIT
		));
		assert_ok!(Billing::on_community_created(THIRD, &PENNILESS));
		assert_eq!(
			Balances::free_balance(Billing::pot(THIRD)),
			EXISTENTIAL_DEPOSIT
		);
	});
}

#[test]
fn the_existential_deposit_stays_when_all_money_leaves() {
	ExtBuilder::default()
		.point(ALICES, credit(500))
		.build_and_execute(|| {
			assert_ok!(Billing::withdraw(by(ALICE), ALICES, 500));
			assert_eq!(book(), Default::default());
			assert_eq!(pot_holds(), EXISTENTIAL_DEPOSIT);
		});
}
