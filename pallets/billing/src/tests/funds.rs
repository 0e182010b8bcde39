//! What the government of a community does with its treasury.

use super::*;

type Funds = Billing;

fn treasury_of_500(test: impl FnOnce()) {
	let opening = Opening {
		treasury: 500,
		..Default::default()
	};
	ExtBuilder::default()
		.opening(opening)
		.point(ALICES, owing(30, 20))
		.build_and_execute(test);
}

fn spend(amount: Balance) -> DispatchResult {
	Funds::spend(COMMUNITY, &DONOR, amount, TreasuryLine::Spends)
}

fn top_up(community: CommunityId, point: PointId, amount: Balance) -> DispatchResult {
	<Funds as CommunityFunds<_>>::top_up_point(community, point, amount, TreasuryLine::Solidarity)
}

#[test]
fn every_income_has_its_line() {
	let opening = Opening {
		arrears: 10,
		..Default::default()
	};
	let builder = ExtBuilder::default()
		.opening(opening)
		.point(ALICES, credit(EXISTENTIAL_DEPOSIT - 1))
		.escrow(0, 300);
	builder.build_and_execute(|| {
		entries(BOBS, |book, _| {
			for (line, amount) in [
				(TreasuryLine::GridFees, 100),
				(TreasuryLine::Undelivered, 50),
				(TreasuryLine::Differences, 20),
			] {
				Billing::transfer(book, Account::Escrow(0), Account::Treasury(line), amount);
			}
		});
		assert_ok!(Billing::donate(by(DONOR), COMMUNITY, 7));
		assert_ok!(Billing::top_up_supplier(by(SUPPLIER), COMMUNITY, 12));
		assert!(Billing::remove_point(COMMUNITY, ALICES));
		let line = TreasuryLine::Assets;
		assert_ok!(<Funds as CommunityFunds<_>>::receive(
			COMMUNITY, &DONOR, 5, line
		));
		last_event_is(Event::TreasuryReceived {
			community: COMMUNITY,
			from: DONOR,
			amount: 5,
			line,
		});
		let received = |received| Flow { received, paid: 0 };
		let expected = TreasuryBook {
			grid_fees: received(100),
			undelivered: received(50),
			differences: received(20),
			donations: received(7),
			arrears: received(10),
			dust: received(EXISTENTIAL_DEPOSIT - 1),
			assets: received(5),
			..Default::default()
		};
		assert_eq!(lines(), expected);
	});
}

#[test]
fn spending_pays_out_of_the_pot() {
	treasury_of_500(|| {
		assert_ok!(spend(200));
		last_event_is(Event::TreasurySpent {
			community: COMMUNITY,
			to: DONOR,
			amount: 200,
			line: TreasuryLine::Spends,
		});
		assert_eq!((book().treasury, book().liabilities), (300, 300));
		assert_eq!((gained(DONOR), lines().spends.paid), (200, 200));
	});
}

#[test]
fn lending_is_a_line() {
	treasury_of_500(|| {
		assert_ok!(Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 200));
		assert_eq!(lines().guarantee.paid, 200);
		assert_ok!(<Funds as CommunityFunds<AccountId>>::lend_to_guarantee(
			COMMUNITY, 100
		));
		assert_eq!((book().treasury, book().guarantee), (200, 300));
	});
}

#[test]
fn what_is_set_aside_is_neither_spent_nor_lent() {
	treasury_of_500(|| {
		assert_ok!(Funds::put_aside(COMMUNITY, 400));
		assert_eq!(
			(Funds::treasury(COMMUNITY), Funds::free(COMMUNITY)),
			(500, 100)
		);
		assert_noop!(spend(101), BillingError::TreasuryTooSmall);
		assert_noop!(
			Funds::put_aside(COMMUNITY, 101),
			BillingError::TreasuryTooSmall
		);
		assert_noop!(
			Billing::lend_to_guarantee(by(OPERATOR), COMMUNITY, 101),
			BillingError::TreasuryTooSmall
		);
		entries(BOBS, |book, _| {
			let from = Account::Treasury(TreasuryLine::Spends);
			assert_eq!(
				Billing::transfer(book, from, Account::Guarantee, 500),
				100,
				"an entry takes what is free"
			);
		});
		Funds::put_back(COMMUNITY, 1_000);
		assert_eq!(
			(Funds::set_aside(COMMUNITY), Funds::free(COMMUNITY)),
			(0, 400)
		);
	});
}

#[test]
fn a_point_is_paid_from_what_was_set_aside_and_its_debts_come_first() {
	treasury_of_500(|| {
		assert_noop!(top_up(COMMUNITY, ALICES, 1), BillingError::TreasuryTooSmall);
		assert_ok!(Funds::put_aside(COMMUNITY, 100));
		assert_ok!(top_up(COMMUNITY, ALICES, 70));
		last_event_is(Event::PaidFromTreasury {
			community: COMMUNITY,
			point: ALICES,
			amount: 70,
			line: TreasuryLine::Solidarity,
			paid_debt: 30,
			paid_receivable: 20,
		});
		assert_eq!(account(ALICES), credit(20));
		let now = Billing::statement(ALICES, None).expect("is a point");
		assert_eq!(now.gifts, 70);
		assert_eq!(
			(book().treasury, book().set_aside, lines().solidarity.paid),
			(430, 30, 70)
		);
	});
}

#[test]
fn fails_when_the_point_is_of_another_community() {
	treasury_of_500(|| {
		assert_ok!(Funds::put_aside(COMMUNITY, 100));
		for point in [ALICES_ELSEWHERE, UNKNOWN_POINT] {
			assert_noop!(top_up(COMMUNITY, point, 1), BillingError::UnknownPoint);
		}
	});
}

#[test]
fn fails_when_the_amount_is_zero() {
	treasury_of_500(|| {
		assert_noop!(spend(0), BillingError::ZeroAmount);
		assert_noop!(top_up(COMMUNITY, ALICES, 0), BillingError::ZeroAmount);
		assert_noop!(Funds::put_aside(COMMUNITY, 0), BillingError::ZeroAmount);
	});
}

#[test]
fn fails_when_the_payee_would_get_less_than_an_account_may_hold() {
	treasury_of_500(|| {
		let result = Funds::spend(COMMUNITY, &PENNILESS, 1, TreasuryLine::Spends);
		assert_noop!(result, TokenError::BelowMinimum);
	});
}

#[test]
fn fails_when_the_community_is_unknown() {
	treasury_of_500(|| {
		assert_noop!(
			Funds::put_aside(UNKNOWN_COMMUNITY, 1),
			BillingError::UnknownCommunity
		);
	});
}
