use super::*;

const OWING: Money = owing(300, 200);

fn top_up(amount: Balance) {
	assert_ok!(Billing::top_up(by(ALICE), ALICES, amount));
}

fn owing_point(test: impl FnOnce()) {
	let opening = Opening {
		supplier: 50,
		guarantee: 70,
		arrears: 1_000,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.point(ALICES, OWING)
		.build_and_execute(test);
}

#[test]
fn a_top_up_is_credit() {
	ExtBuilder::default()
		.point(ALICES, credit(5))
		.build_and_execute(|| {
			top_up(100);
			last_event_is(Event::ToppedUp {
				point: ALICES,
				who: ALICE,
				amount: 100,
				paid_debt: 0,
				paid_receivable: 0,
			});
			assert_eq!(account(ALICES), credit(105));
			assert_eq!(book().liabilities, 105);
			assert_eq!(
				(gained(ALICE), pot_holds()),
				(-100, 105 + EXISTENTIAL_DEPOSIT)
			);
		});
}

#[test]
fn anyone_may_top_up_a_point() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Billing::top_up(by(DONOR), ALICES, 100));
		assert_eq!(account(ALICES), credit(100));
		assert_eq!((gained(DONOR), gained(ALICE)), (-100, 0));
	});
}

#[test]
fn it_pays_the_debt_first() {
	owing_point(|| {
		top_up(299);
		assert_eq!(account(ALICES), owing(1, 200));
		assert_eq!((book().guarantee, book().supplier), (70 + 299, 50));
		assert_eq!(MemberDebt::<Runtime>::get(COMMUNITY, ALICE), 1);
		top_up(1);
		assert_eq!(account(ALICES), owing(0, 200));
		assert!(!MemberDebt::<Runtime>::contains_key(COMMUNITY, ALICE));
	});
}

#[test]
fn it_pays_the_receivable_second() {
	owing_point(|| {
		top_up(499);
		last_event_is(Event::ToppedUp {
			point: ALICES,
			who: ALICE,
			amount: 499,
			paid_debt: 300,
			paid_receivable: 199,
		});
		assert_eq!(account(ALICES), owing(0, 1));
		assert_eq!((book().guarantee, book().supplier), (70 + 300, 50 + 199));
	});
}

#[test]
fn the_rest_is_credit() {
	owing_point(|| {
		top_up(501);
		assert_eq!(account(ALICES), credit(1));
		assert_eq!((book().guarantee, book().supplier), (70 + 300, 50 + 200));
	});
}

#[test]
fn a_receivable_paid_is_the_suppliers_own_and_pays_no_arrears() {
	owing_point(|| {
		top_up(500);
		assert_eq!(
			(book().arrears, book().treasury, book().supplier),
			(1_000, 0, 250)
		);
	});
}

#[test]
fn another_point_of_the_member_keeps_its_debt() {
	let builder = ExtBuilder::default().point(ALICES, owing(30, 0));
	builder
		.point(ALICES_SECOND, owing(40, 0))
		.build_and_execute(|| {
			top_up(100);
			assert_eq!(
				(account(ALICES), account(ALICES_SECOND)),
				(credit(70), owing(40, 0))
			);
			assert_eq!(MemberDebt::<Runtime>::get(COMMUNITY, ALICE), 40);
		});
}

#[test]
fn a_points_money_is_its_communitys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Billing::top_up(by(ALICE), ALICES_ELSEWHERE, 100));
		assert_eq!(Books::<Runtime>::get(OTHER_COMMUNITY).liabilities, 100);
		assert_eq!(book().liabilities, 0);
		assert_eq!(pot_holds(), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn fails_when_the_point_is_unknown() {
	ExtBuilder::default().build_and_execute(|| {
		let result = Billing::top_up(by(ALICE), UNKNOWN_POINT, 100);
		assert_noop!(result, BillingError::UnknownPoint);
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Billing::top_up(by(ALICE), ALICES, 0),
			BillingError::ZeroAmount
		);
	});
}

#[test]
fn fails_when_the_payer_has_less() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, amount) in [(ALICE, FUNDS + 1), (PENNILESS, 1)] {
			let result = Billing::top_up(by(who), ALICES, amount);
			assert_noop!(result, TokenError::FundsUnavailable);
		}
	});
}

#[test]
fn fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(Billing::top_up(origin, ALICES, 1), DispatchError::BadOrigin);
		}
	});
}
