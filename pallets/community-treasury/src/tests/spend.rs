use super::*;

fn spend(amount: Balance) -> sp_runtime::DispatchResult {
	as_dao(spend_call(amount))
}

#[test]
fn the_treasury_pays_whom_the_community_decided_to() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let before = balance(DONOR);
		assert_ok!(spend(300));
		assert_eq!((balance(DONOR) - before, treasury()), (300, 700));
		assert_eq!(line(TreasuryLine::Spends).paid, 300);
		let budget = Treasury::budget(COMMUNITY).expect("has a budget");
		assert_eq!((budget.spent, budget.cap), (300, 500));
		assert_eq!(budget.lines.spends.paid, 300);
	});
}

#[test]
fn many_small_spends_stay_below_the_cap_of_the_period() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		for _ in 0..5 {
			assert_ok!(spend(100));
		}
		assert_noop!(spend(1), TreasuryError::SpendingCapReached);
		// What comes in meanwhile does not raise it, nor does another way to spend.
		donate(10_000);
		assert_noop!(spend(1), TreasuryError::SpendingCapReached);
		let invest = Call::invest {
			community: COMMUNITY,
			amount: 1,
		};
		assert_noop!(as_dao(invest), TreasuryError::SpendingCapReached);
		run_to(PERIOD);
		assert_noop!(spend(5_251), TreasuryError::SpendingCapReached);
		assert_ok!(spend(5_250));
	});
}

#[test]
fn a_higher_cap_holds_from_the_next_period_on() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let mut changed = rules();
		changed.spending_cap = Permill::one();
		changed.period = 2;
		assert_ok!(as_dao(Call::set_rules {
			community: COMMUNITY,
			rules: changed
		}));
		assert_noop!(spend(501), TreasuryError::SpendingCapReached);
		run_to(PERIOD);
		assert_ok!(spend(1_000));
		let budget = Treasury::budget(COMMUNITY).expect("has a budget");
		assert_eq!((budget.from, budget.until), (PERIOD, PERIOD + 2));
	});
}

#[test]
fn what_is_set_aside_cannot_be_spent() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		assert_ok!(as_dao(Call::set_solidarity_fund {
			community: COMMUNITY,
			amount: 400
		}));
		assert_ok!(as_dao(pallet_billing::Call::lend_to_guarantee {
			community: COMMUNITY,
			amount: 550,
		}));
		assert_noop!(
			spend(51),
			pallet_billing::Error::<Runtime>::TreasuryTooSmall
		);
		assert_ok!(spend(50));
	});
}

#[test]
fn the_government_invests_and_pays_in_what_that_brings() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		assert_ok!(as_dao(Call::invest {
			community: COMMUNITY,
			amount: 400
		}));
		assert_eq!(
			(balance(dao()), line(TreasuryLine::Investment).paid),
			(400, 400)
		);
		assert_ok!(as_dao(Call::pay_in {
			community: COMMUNITY,
			amount: 50
		}));
		assert_eq!(
			(balance(dao()), line(TreasuryLine::Assets).received),
			(350, 50)
		);
		assert_eq!(treasury(), 650);
	});
}

#[test]
fn fails_when_not_the_government() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		for who in [ALICE, OPERATOR, Treasury::dao_account(OTHER_COMMUNITY)] {
			assert_noop!(
				Treasury::spend(by(who), COMMUNITY, who, 1),
				TreasuryError::NotDao
			);
			assert_noop!(
				Treasury::invest(by(who), COMMUNITY, 1),
				TreasuryError::NotDao
			);
			assert_noop!(
				Treasury::pay_in(by(who), COMMUNITY, 1),
				TreasuryError::NotDao
			);
		}
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		assert_noop!(spend(0), pallet_billing::Error::<Runtime>::ZeroAmount);
	});
}
