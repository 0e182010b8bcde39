//! Months of a point, in progress and filed.

use super::*;
use crate::Statements;
use proptest::prelude::*;

fn top_up(amount: Balance) {
	assert_ok!(Billing::top_up(by(DONOR), ALICES, amount));
}

fn topped_up(month: Option<u32>) -> Option<Balance> {
	Billing::statement(ALICES, month).map(|statement| statement.topped_up)
}

fn filed_months() -> Vec<u32> {
	let kept = Statements::<Runtime>::get(ALICES);
	kept.iter().map(|statement| statement.month).collect()
}

#[test]
fn what_is_paid_in_and_out_is_counted() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		top_up(20);
		assert_ok!(Billing::gift(by(DONOR), ALICES, 5, Default::default()));
		assert_ok!(Billing::withdraw(by(ALICE), ALICES, 30));
		let expected = Statement {
			topped_up: 120,
			gifts: 5,
			withdrawn: 30,
			..Statement::of_month(JANUARY)
		};
		assert_eq!(Billing::statement(ALICES, None), Some(expected));
		assert_eq!(Billing::statement(ALICES, Some(JANUARY)), Some(expected));
		assert_eq!(expected.balance(), 95);
	});
}

#[test]
fn what_the_market_records_is_kept() {
	ExtBuilder::default().build_and_execute(|| {
		draw(ALICES, 7, 70);
		draw(ALICES, 1, 10);
		let bought = Billing::statement(ALICES, None).map(|month| month.supplier_bought);
		assert_eq!(bought.map(|line| (line.wh, line.money)), Some((8, 80)));
	});
}

#[test]
fn the_first_entry_of_a_month_files_the_last_one() {
	ExtBuilder::default().build_and_execute(|| {
		// Across a year.
		Month::set(JANUARY - 1);
		top_up(100);
		Month::set(JANUARY);
		assert!(filed_months().is_empty());
		top_up(20);
		assert_eq!(filed_months(), [JANUARY - 1]);
		let filed = Event::StatementFiled {
			point: ALICES,
			month: JANUARY - 1,
			balance: 100,
		};
		assert!(events().contains(&filed));
		assert_eq!(topped_up(Some(JANUARY - 1)), Some(100));
		assert_eq!(topped_up(Some(JANUARY)), Some(20));
	});
}

#[test]
fn months_without_an_entry_are_not_filed() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		// Entries that move nothing are none.
		for month in [JANUARY + 30, JANUARY + 31, JANUARY + 40] {
			Month::set(month);
			touch(ALICES);
		}
		top_up(20);
		Month::set(JANUARY + 41);
		touch(ALICES);
		assert_eq!(filed_months(), [JANUARY, JANUARY + 40]);
		assert_eq!(topped_up(Some(JANUARY + 31)), None);
		// The account is of that month, and its statement is empty.
		Month::set(JANUARY + 42);
		assert_eq!(topped_up(Some(JANUARY + 41)), None);
	});
}

#[test]
fn nothing_is_filed_of_a_point_that_never_had_an_entry() {
	ExtBuilder::default().build_and_execute(|| {
		Month::set(JANUARY + 1);
		let mut book = Billing::open(COMMUNITY);
		let purse = Billing::load_point(&mut book, ALICES);
		assert_eq!(purse.statement, Statement::of_month(JANUARY + 1));
		assert_eq!(Billing::commit(book), 0);
		assert!(!Accounts::<Runtime>::contains_key(ALICES));
		assert!(!Statements::<Runtime>::contains_key(ALICES));
	});
}

#[test]
fn a_book_counts_what_it_files_and_files_nothing_twice() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		assert_ok!(Billing::top_up(by(DONOR), BOBS, 50));
		Month::set(JANUARY + 1);
		let mut book = Billing::open(COMMUNITY);
		for point in [ALICES, ALICES, BOBS, ALICES_SECOND, ALICES] {
			let purse = Billing::load_point(&mut book, point);
			assert_eq!(purse.statement, Statement::of_month(JANUARY + 1));
		}
		assert_eq!(Billing::commit(book), 2);
		let again = Billing::open(COMMUNITY);
		assert_eq!(Billing::commit(again), 0);
		assert_eq!(filed_months(), [JANUARY]);
	});
}

#[test]
fn a_month_is_not_filed_before_it_has_ended() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		touch(ALICES);
		top_up(1);
		assert!(filed_months().is_empty());
	});
}

#[test]
fn the_latest_are_kept() {
	ExtBuilder::default().build_and_execute(|| {
		for month in 0..KEPT_STATEMENTS + 3 {
			Month::set(JANUARY + month);
			top_up(1_000 + Balance::from(month));
		}
		let expected = (JANUARY + 2..JANUARY + 2 + KEPT_STATEMENTS).collect::<Vec<_>>();
		assert_eq!(filed_months(), expected);
		assert_eq!(topped_up(Some(JANUARY + 1)), None);
		assert_eq!(topped_up(Some(JANUARY + 2)), Some(1_002));
		assert_eq!(topped_up(None), Some(1_014));
	});
}

#[test]
fn a_month_that_has_ended_is_known_before_it_is_filed() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		Month::set(JANUARY + 2);
		assert!(filed_months().is_empty());
		assert_eq!(topped_up(Some(JANUARY)), Some(100));
		assert_eq!(topped_up(None), Some(0));
	});
}

#[test]
fn the_month_in_progress_is_empty_without_an_entry() {
	ExtBuilder::default().build_and_execute(|| {
		let empty = Some(Statement::of_month(JANUARY));
		assert_eq!(Billing::statement(ALICES, None), empty);
		assert_eq!(Billing::statement(ALICES, Some(JANUARY)), empty);
	});
}

#[test]
fn there_is_none_of_an_unknown_month_or_point() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		for month in [0, JANUARY - 1, JANUARY + 1, u32::MAX] {
			assert_eq!(Billing::statement(ALICES, Some(month)), None);
		}
		for month in [None, Some(JANUARY), Some(0)] {
			assert_eq!(Billing::statement(UNKNOWN_POINT, month), None);
		}
	});
}

#[test]
fn a_closed_point_goes_on_having_statements() {
	ExtBuilder::default().build_and_execute(|| {
		top_up(100);
		change_point(ALICES, |point| point.closed = true);
		Month::set(JANUARY + 1);
		assert_ok!(Billing::withdraw(by(ALICE), ALICES, 100));
		assert_eq!(filed_months(), [JANUARY]);
		let withdrawn = Billing::statement(ALICES, None).map(|month| month.withdrawn);
		assert_eq!(withdrawn, Some(100));
	});
}

#[test]
fn what_is_settled_before_a_withdrawal_is_counted_too() {
	ExtBuilder::default().escrow(0, 70).build_and_execute(|| {
		top_up(5);
		Month::set(JANUARY + 1);
		PaidBySettling::set(70);
		assert_ok!(Billing::withdraw(by(ALICE), ALICES, 75));
		let statement = Billing::statement(ALICES, None).expect("a point of the fake");
		assert_eq!((statement.pool_sold.money, statement.withdrawn), (70, 75));
	});
}

#[derive(Clone, Debug)]
enum Step {
	TopUp(PointId, Balance),
	Gift(PointId, Balance),
	Withdraw(PointId, Balance),
	Draw(PointId, Balance),
	/// From the supplier, as far as it has money.
	Sell(PointId, Balance),
	Months(u32),
	Block,
}

fn step() -> impl Strategy<Value = Step> {
	let point = || 0..4u32;
	let amount = || prop_oneof![1..50u128, 1..5_000u128];
	prop_oneof![
		3 => (point(), amount()).prop_map(|(point, amount)| Step::TopUp(point, amount)),
		2 => (point(), amount()).prop_map(|(point, amount)| Step::Gift(point, amount)),
		2 => (point(), amount()).prop_map(|(point, amount)| Step::Withdraw(point, amount)),
		5 => (point(), amount()).prop_map(|(point, amount)| Step::Draw(point, amount)),
		3 => (point(), amount()).prop_map(|(point, amount)| Step::Sell(point, amount)),
		2 => (1..4u32).prop_map(Step::Months),
		2 => Just(Step::Block),
	]
}

fn apply(step: &Step) {
	// A call that is refused changes nothing: what it does is for other tests.
	let _ = match *step {
		Step::TopUp(point, amount) => Billing::top_up(by(DONOR), point, amount),
		Step::Gift(point, amount) => Billing::gift(by(DONOR), point, amount, Default::default()),
		Step::Withdraw(point, amount) => {
			let owner = if point < 2 { ALICE } else { BOB };
			frame_support::storage::with_storage_layer(|| withdraw_from(point, owner, amount))
		}
		Step::Draw(point, cost) => {
			draw(point, 1, cost);
			Ok(())
		}
		Step::Sell(point, due) => {
			entries(point, |book, purse| {
				let paid = Billing::pay(book, point, purse, Account::Supplier, due);
				purse.statement.supplier_sold.add(1, paid);
			});
			Ok(())
		}
		Step::Months(months) => {
			Month::mutate(|month| *month += months);
			Ok(())
		}
		Step::Block => {
			next_block();
			Ok(())
		}
	};
}

/// What the statements of all months add up to, those that were dropped included.
fn added_up(point: PointId) -> i128 {
	let filed = events().into_iter().filter_map(|event| match event {
		Event::StatementFiled {
			point: of, balance, ..
		} if of == point => Some(balance),
		_ => None,
	});
	filed.sum::<i128>() + Accounts::<Runtime>::get(point).statement.balance()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

	#[test]
	fn the_statements_add_up_to_the_account(steps in prop::collection::vec(step(), 1..80)) {
		ExtBuilder::default().opening(Opening { guarantee: 3_000, ..Default::default() }).build_and_execute(|| {
			EmergencyLimit::set(1_000);
			// A floor of 4,000.
			HighestRetail::set(1);
			for point in [ALICES, BOBS] {
				let terms = crate::StandingTopUpTerms { amount: 700, budget: 20_000 };
				assert_ok!(Billing::set_standing_top_up(by(DONOR), point, Some(terms)));
			}
			for step in &steps {
				apply(step);
				Billing::check_invariants();
				for point in 0..4 {
					let Money { credit, debt, receivable } = account(point);
					let worth = credit as i128 - debt as i128 - receivable as i128;
					assert_eq!(added_up(point), worth, "point {point} after {step:?}");
					let kept = Statements::<Runtime>::get(point);
					assert!(kept.len() as u32 <= KEPT_STATEMENTS);
				}
			}
		});
	}
}
