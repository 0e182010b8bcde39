//! The checks themselves: each finds what it is for.

use super::*;

fn broken(break_it: impl FnOnce()) {
	let opening = Opening {
		treasury: 100,
		..Default::default()
	};
	let builder = ExtBuilder::default()
		.opening(opening)
		.point(ALICES, credit(50));
	builder.build_and_execute(break_it);
}

#[test]
#[should_panic(expected = "the accounts of community 0 sum to its liabilities")]
fn money_made_from_nothing_is_found() {
	broken(|| Accounts::<Runtime>::insert(ALICES, credit(51)));
}

#[test]
#[should_panic(expected = "the pot of community 0 backs its accounts")]
fn a_pot_too_small_is_found() {
	broken(|| {
		Books::<Runtime>::mutate(COMMUNITY, |book| {
			book.treasury += 1;
			book.liabilities += 1;
		});
	});
}

#[test]
#[should_panic(expected = "has credit beside what it owes")]
fn credit_beside_debt_is_found() {
	broken(|| Accounts::<Runtime>::mutate(ALICES, |account| account.receivable = 1));
}

#[test]
#[should_panic(expected = "a member's debt is the sum of its points' debts")]
fn a_debt_nobody_counted_is_found() {
	broken(|| Accounts::<Runtime>::insert(ALICES_SECOND, owing(1, 0)));
}

#[test]
#[should_panic(expected = "money without a book")]
fn money_of_a_community_without_a_book_is_found() {
	broken(|| Accounts::<Runtime>::insert(ALICES_ELSEWHERE, credit(1)));
}

#[test]
#[should_panic(expected = "empty escrow is removed")]
fn empty_escrow_is_found() {
	broken(|| Escrow::<Runtime>::insert(COMMUNITY, 1, 0));
}

#[test]
#[should_panic(expected = "an account belongs to a point")]
fn the_account_of_no_point_is_found() {
	broken(|| Accounts::<Runtime>::insert(UNKNOWN_POINT, credit(0)));
}
