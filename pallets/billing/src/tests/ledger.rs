//! The entries that the market makes.

use super::*;

fn opening() -> Opening {
	Opening {
		treasury: 100,
		supplier: 200,
		guarantee: 300,
		arrears: 0,
	}
}

fn charge(point: PointId, amount: Balance) -> Balance {
	entries(point, |book, purse| {
		let unpaid = Billing::charge(
			book,
			point,
			purse,
			Account::Treasury(TreasuryLine::GridFees),
			amount,
		);
		unpaid
	})
}

#[test]
fn a_transfer_moves_money_between_any_two_accounts() {
	ExtBuilder::default()
		.opening(opening())
		.escrow(7, 400)
		.build_and_execute(|| {
			let moved = entries(ALICES, |book, _| {
				Billing::transfer(
					book,
					Account::Escrow(7),
					Account::Treasury(TreasuryLine::GridFees),
					150,
				) + Billing::transfer(book, Account::Supplier, Account::Escrow(8), 50)
					+ Billing::transfer(book, Account::Guarantee, Account::Supplier, 10)
			});
			assert_eq!(moved, 210);
			assert_eq!(
				(book().treasury, book().supplier, book().guarantee),
				(250, 160, 290)
			);
			assert_eq!(Escrow::<Runtime>::get(COMMUNITY, 7), 250);
			assert_eq!(Escrow::<Runtime>::get(COMMUNITY, 8), 50);
		});
}

#[test]
fn a_transfer_moves_what_there_is() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			let moved = entries(ALICES, |book, _| {
				Billing::transfer(
					book,
					Account::Supplier,
					Account::Treasury(TreasuryLine::GridFees),
					201,
				)
			});
			assert_eq!(moved, 200);
			assert_eq!((book().supplier, book().treasury), (0, 300));
		});
}

#[test]
fn a_transfer_to_itself_changes_nothing() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			entries(ALICES, |book, _| {
				Billing::transfer(
					book,
					Account::Treasury(TreasuryLine::GridFees),
					Account::Treasury(TreasuryLine::GridFees),
					70,
				)
			});
			assert_eq!(book().treasury, 100);
		});
}

#[test]
fn empty_escrow_is_removed() {
	ExtBuilder::default().escrow(7, 400).build_and_execute(|| {
		entries(ALICES, |book, _| {
			assert_eq!(Billing::balance(book, Account::Escrow(7)), 400);
			Billing::transfer(
				book,
				Account::Escrow(7),
				Account::Treasury(TreasuryLine::GridFees),
				400,
			);
			assert_eq!(Billing::balance(book, Account::Escrow(7)), 0);
			assert_eq!(Billing::balance(book, Account::Escrow(8)), 0);
		});
		assert_eq!(Escrow::<Runtime>::iter().count(), 0);
	});
}

#[test]
fn what_is_not_committed_did_not_happen() {
	ExtBuilder::default()
		.opening(opening())
		.escrow(7, 400)
		.build_and_execute(|| {
			let mut dropped = Billing::open(COMMUNITY);
			Billing::transfer(
				&mut dropped,
				Account::Escrow(7),
				Account::Treasury(TreasuryLine::GridFees),
				400,
			);
			assert_eq!(
				(book().treasury, Escrow::<Runtime>::get(COMMUNITY, 7)),
				(100, 400)
			);
		});
}

#[test]
fn a_charge_is_paid_from_credit_first() {
	ExtBuilder::default()
		.opening(opening())
		.point(ALICES, credit(80))
		.build_and_execute(|| {
			EmergencyLimit::set(1_000);
			assert_eq!(charge(ALICES, 80), 0);
			assert_eq!((account(ALICES), book().treasury), (credit(0), 180));
			assert_eq!(book().guarantee, 300);
		});
}

#[test]
fn what_credit_cannot_pay_the_guarantee_fund_lends() {
	ExtBuilder::default()
		.opening(opening())
		.point(ALICES, credit(80))
		.build_and_execute(|| {
			EmergencyLimit::set(1_000);
			assert_eq!(charge(ALICES, 100), 0);
			let lent = Event::EmergencyCreditLent {
				point: ALICES,
				amount: 20,
			};
			assert!(events().contains(&lent));
			assert_eq!((account(ALICES), book().treasury), (owing(20, 0), 200));
			assert_eq!(book().guarantee, 280);
			assert_eq!(MemberDebt::<Runtime>::get(COMMUNITY, ALICE), 20);
		});
}

#[test]
fn the_guarantee_fund_lends_no_more_than_it_has() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			EmergencyLimit::set(1_000);
			assert_eq!(charge(ALICES, 301), 1);
			assert_eq!((account(ALICES), book().guarantee), (owing(300, 0), 0));
			System::reset_events();
			assert_eq!(charge(ALICES, 5), 5);
			assert_eq!(System::events(), [], "nothing was lent");
		});
}

#[test]
fn emergency_credit_is_limited_per_member_over_all_its_points() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			EmergencyLimit::set(50);
			assert_eq!(charge(ALICES, 30), 0);
			assert_eq!(charge(ALICES_SECOND, 30), 10);
			assert_eq!(charge(ALICES, 1), 1);
			assert_eq!(
				(account(ALICES), account(ALICES_SECOND)),
				(owing(30, 0), owing(20, 0))
			);
			assert_eq!(charge(BOBS, 51), 1);
			assert_eq!(MemberDebt::<Runtime>::get(COMMUNITY, ALICE), 50);
			assert_eq!(MemberDebt::<Runtime>::get(COMMUNITY, BOB), 50);
		});
}

#[test]
fn two_points_of_a_member_share_the_limit_within_one_book() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			EmergencyLimit::set(50);
			let mut book = Billing::open(COMMUNITY);
			let mut first = Billing::load_point(&mut book, ALICES);
			let mut second = Billing::load_point(&mut book, ALICES_SECOND);
			Billing::charge(&mut book, ALICES, &mut first, Account::Supplier, 30);
			Billing::charge(&mut book, ALICES_SECOND, &mut second, Account::Supplier, 30);
			Billing::store_point(&mut book, ALICES, first);
			Billing::store_point(&mut book, ALICES_SECOND, second);
			Billing::commit(book);
			assert_eq!((first.debt, second.debt), (30, 20));
		});
}

#[test]
fn what_is_paid_back_can_be_lent_again() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			EmergencyLimit::set(50);
			assert_eq!(charge(ALICES, 60), 10);
			assert_ok!(Billing::top_up(by(ALICE), ALICES, 20));
			assert_eq!(charge(ALICES_SECOND, 25), 5);
			assert_eq!(
				(account(ALICES).debt, account(ALICES_SECOND).debt),
				(30, 20)
			);
		});
}

#[test]
fn a_lowered_limit_lends_nothing_more_and_forgives_nothing() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			EmergencyLimit::set(50);
			assert_eq!(charge(ALICES, 40), 0);
			EmergencyLimit::set(10);
			assert_eq!(charge(ALICES, 1), 1);
			assert_eq!(account(ALICES), owing(40, 0));
		});
}

#[test]
fn nothing_is_lent_without_a_limit() {
	ExtBuilder::default()
		.opening(opening())
		.build_and_execute(|| {
			assert_eq!(charge(ALICES, 40), 40);
			assert_eq!(account(ALICES), credit(0));
		});
}

#[test]
fn a_payment_pays_debt_then_receivable_then_credit() {
	let builder = ExtBuilder::default()
		.point(ALICES, owing(30, 20))
		.escrow(7, 1_000);
	builder.build_and_execute(|| {
		let pay = |amount| {
			entries(ALICES, |book, purse| {
				Billing::pay(book, ALICES, purse, Account::Escrow(7), amount)
			})
		};
		assert_eq!(pay(29), 29);
		assert_eq!((account(ALICES), book().guarantee), (owing(1, 20), 29));
		assert_eq!(pay(20), 20);
		assert_eq!(
			(account(ALICES), book().guarantee, book().supplier),
			(owing(0, 1), 30, 19)
		);
		assert_eq!(pay(5), 5);
		assert_eq!((account(ALICES), book().supplier), (credit(4), 20));
	});
}

#[test]
fn a_payment_is_what_the_payer_has() {
	ExtBuilder::default().escrow(7, 10).build_and_execute(|| {
		let paid = entries(ALICES, |book, purse| {
			Billing::pay(book, ALICES, purse, Account::Escrow(7), 11)
		});
		assert_eq!((paid, account(ALICES)), (10, credit(10)));
	});
}

#[test]
fn arrears_add_up_and_move_no_money() {
	ExtBuilder::default()
		.opening(opening())
		.point(ALICES, credit(0))
		.build_and_execute(|| {
			entries(ALICES, |book, _| {
				assert!(!Billing::in_arrears(book));
				Billing::add_arrears(book, 5);
				assert!(Billing::in_arrears(book));
				Billing::add_arrears(book, 2);
			});
			last_event_is(Event::SupplierInArrears {
				community: COMMUNITY,
				amount: 2,
			});
			assert_eq!((book().arrears, book().liabilities), (7, 600));
		});
}

#[test]
fn no_arrears_are_no_event() {
	ExtBuilder::default()
		.point(ALICES, credit(0))
		.build_and_execute(|| {
			entries(ALICES, |book, _| Billing::add_arrears(book, 0));
			assert_eq!(System::events(), []);
		});
}

#[test]
fn a_reserve_moves_credit_to_an_account() {
	ExtBuilder::default()
		.point(ALICES, credit(80))
		.build_and_execute(|| {
			let reserved = entries(ALICES, |book, purse| {
				Billing::reserve(book, purse, Account::Escrow(7), 80)
			});
			assert!(reserved);
			assert_eq!(account(ALICES), credit(0));
			assert_eq!(Escrow::<Runtime>::get(COMMUNITY, 7), 80);
		});
}

#[test]
fn a_reserve_is_all_or_nothing_and_borrows_nothing() {
	ExtBuilder::default()
		.opening(opening())
		.point(ALICES, credit(80))
		.build_and_execute(|| {
			EmergencyLimit::set(1_000);
			let reserved = entries(ALICES, |book, purse| {
				Billing::reserve(book, purse, Account::Escrow(7), 81)
			});
			assert!(!reserved);
			assert_eq!(account(ALICES), credit(80));
			assert_eq!(Escrow::<Runtime>::iter().count(), 0);
			assert_eq!(book().guarantee, 300);
		});
}

#[test]
fn a_book_without_entries_writes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let mut book = Billing::open(OTHER_COMMUNITY);
		Billing::balance(&mut book, Account::Escrow(0));
		assert_eq!(Billing::commit(book), 0);
		assert!(!Books::<Runtime>::contains_key(OTHER_COMMUNITY));
		assert_eq!(Escrow::<Runtime>::iter().count(), 0);
	});
}
