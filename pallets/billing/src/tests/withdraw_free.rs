use super::*;

fn withdraw_free(who: AccountId) -> Result<Balance, DispatchError> {
	Billing::withdraw_free(ALICES, &who)
}

fn with_credit(amount: Balance, test: impl FnOnce()) {
	ExtBuilder::default()
		.point(ALICES, credit(amount))
		.build_and_execute(test);
}

#[test]
fn all_above_the_floor_goes_to_the_owner() {
	with_credit(5_000, || {
		HighestRetail::set(1);
		// 4 kW for an hour at 1 a Wh.
		assert_eq!(withdraw_free(ALICE), Ok(1_000));
		last_event_is(Event::Withdrawn {
			point: ALICES,
			who: ALICE,
			amount: 1_000,
		});
		assert_eq!(account(ALICES), credit(4_000));
		assert_eq!(gained(ALICE), 1_000);
		assert_eq!(withdraw_free(ALICE), Ok(0));
	});
}

#[test]
fn what_settling_pays_is_free_too() {
	ExtBuilder::default()
		.point(ALICES, credit(5))
		.escrow(0, 100)
		.build_and_execute(|| {
			PaidBySettling::set(70);
			assert_eq!(withdraw_free(ALICE), Ok(75));
		});
}

#[test]
fn nothing_is_free_below_the_floor() {
	with_credit(3_999, || {
		HighestRetail::set(1);
		assert_eq!(withdraw_free(ALICE), Ok(0));
		assert_eq!(account(ALICES), credit(3_999));
	});
}

#[test]
fn fails_when_not_the_owner() {
	with_credit(500, || {
		assert_eq!(withdraw_free(BOB), Err(BillingError::NotOwner.into()));
	});
}

#[test]
fn fails_when_a_point_of_the_owner_owes() {
	ExtBuilder::default()
		.point(ALICES, credit(500))
		.point(ALICES_SECOND, owing(40, 0))
		.build_and_execute(|| {
			assert_eq!(withdraw_free(ALICE), Err(BillingError::MemberInDebt.into()));
		});
}

#[test]
fn what_cannot_be_received_stays_in_the_account() {
	with_credit(EXISTENTIAL_DEPOSIT - 1, || {
		change_point(ALICES, |point| point.owner = PENNILESS);
		assert_eq!(
			withdraw_free(PENNILESS),
			Err(TokenError::BelowMinimum.into())
		);
		assert_eq!(account(ALICES), credit(EXISTENTIAL_DEPOSIT - 1));
	});
}
