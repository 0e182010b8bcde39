use super::*;
use sp_runtime::testing::H256;

const MEMO: H256 = H256::repeat_byte(7);

fn gift(point: PointId, amount: Balance) -> DispatchResult {
	Billing::gift(by(DONOR), point, amount, MEMO)
}

fn statement() -> Statement {
	Billing::statement(ALICES, None).expect("a point of the fake")
}

#[test]
fn a_gift_is_credit_and_says_why() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(gift(ALICES, 100));
		last_event_is(Event::Gifted {
			point: ALICES,
			who: DONOR,
			amount: 100,
			memo: MEMO,
			paid_debt: 0,
			paid_receivable: 0,
		});
		assert_eq!(account(ALICES), credit(100));
		assert_eq!(book().liabilities, 100);
		assert_eq!((gained(DONOR), gained(ALICE)), (-100, 0));
	});
}

#[test]
fn it_pays_the_debt_first_and_the_receivable_second() {
	ExtBuilder::default()
		.point(ALICES, owing(30, 20))
		.build_and_execute(|| {
			assert_ok!(gift(ALICES, 40));
			last_event_is(Event::Gifted {
				point: ALICES,
				who: DONOR,
				amount: 40,
				memo: MEMO,
				paid_debt: 30,
				paid_receivable: 10,
			});
			assert_eq!(account(ALICES), owing(0, 10));
			assert_eq!((book().guarantee, book().supplier), (30, 10));
		});
}

#[test]
fn it_counts_as_a_gift_and_not_as_a_top_up() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(gift(ALICES, 100));
		assert_ok!(gift(ALICES, 20));
		assert_eq!((statement().gifts, statement().topped_up), (120, 0));
		assert_ok!(Billing::top_up(by(DONOR), ALICES, 3));
		assert_eq!((statement().gifts, statement().topped_up), (120, 3));
		assert_eq!(statement().balance(), 123);
	});
}

#[test]
fn a_closed_point_can_be_given_what_it_owes() {
	ExtBuilder::default()
		.point(ALICES, owing(0, 20))
		.build_and_execute(|| {
			change_point(ALICES, |point| point.closed = true);
			assert_ok!(gift(ALICES, 20));
			assert_eq!(account(ALICES), credit(0));
		});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(gift(UNKNOWN_POINT, 100), BillingError::UnknownPoint);
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(gift(ALICES, 0), BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_the_donor_has_less() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(gift(ALICES, FUNDS + 1), TokenError::FundsUnavailable);
		let result = Billing::gift(by(PENNILESS), ALICES, 1, MEMO);
		assert_noop!(result, TokenError::FundsUnavailable);
	});
}

#[test]
fn fails_when_more_money_than_can_be_counted_would_be_owed() {
	ExtBuilder::default()
		.point(ALICES, credit(1))
		.build_and_execute(|| {
			assert_noop!(gift(ALICES, Balance::MAX), BillingError::TooMuchMoney);
		});
}

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let result = Billing::gift(origin, ALICES, 1, MEMO);
			assert_noop!(result, DispatchError::BadOrigin);
		}
	});
}
