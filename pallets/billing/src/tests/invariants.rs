//! The checks themselves: each finds what it is for.

use super::*;
use crate::{
	EssentialPoints, QueueEnds, QueuedTopUps, StandingTopUp, StandingTopUpTerms, StandingTopUps,
	Statements, TopUpQueue, TopUpQueueEnds,
};
use SupplyState::*;

fn insert(point: PointId, money: Money, supply: SupplyState) {
	Accounts::<Runtime>::insert(point, money.account(supply));
}

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
	broken(|| insert(ALICES, credit(51), Normal));
}

#[test]
#[should_panic(expected = "the pot of community 0 backs its accounts")]
fn a_pot_too_small_is_found() {
	broken(|| {
		Books::<Runtime>::mutate(COMMUNITY, |book| {
			book.supplier += 1;
			book.liabilities += 1;
		});
	});
}

#[test]
#[should_panic(expected = "what came into the treasury of community 0 and did not go is there")]
fn a_treasury_beside_its_lines_is_found() {
	broken(|| {
		Books::<Runtime>::mutate(COMMUNITY, |book| book.lines.grid_fees.received += 1);
	});
}

#[test]
#[should_panic(expected = "the treasury of community 0 has what is set aside")]
fn more_set_aside_than_there_is_is_found() {
	broken(|| Books::<Runtime>::mutate(COMMUNITY, |book| book.set_aside = 101));
}

#[test]
#[should_panic(expected = "has credit beside what it owes")]
fn credit_beside_debt_is_found() {
	broken(|| Accounts::<Runtime>::mutate(ALICES, |account| account.receivable = 1));
}

#[test]
#[should_panic(expected = "a member's debt is the sum of its points' debts")]
fn a_debt_nobody_counted_is_found() {
	broken(|| insert(ALICES_SECOND, owing(1, 0), Emergency));
}

#[test]
#[should_panic(expected = "money without a book")]
fn money_of_a_community_without_a_book_is_found() {
	broken(|| insert(ALICES_ELSEWHERE, credit(1), Normal));
}

#[test]
#[should_panic(expected = "empty escrow is removed")]
fn empty_escrow_is_found() {
	broken(|| Escrow::<Runtime>::insert(COMMUNITY, 1, 0));
}

#[test]
#[should_panic(expected = "an account belongs to a point")]
fn the_account_of_no_point_is_found() {
	broken(|| insert(UNKNOWN_POINT, credit(0), Low));
}

#[test]
#[should_panic(expected = "the supply state of point 0 follows from what it owes")]
fn a_point_that_owes_nothing_and_is_disconnected_is_found() {
	broken(|| insert(ALICES, credit(50), Disconnected));
}

#[test]
#[should_panic(expected = "the supply state of point 1 follows from what it owes")]
fn a_point_that_owes_and_is_supplied_as_if_not_is_found() {
	broken(|| insert(ALICES_SECOND, owing(0, 1), Emergency));
}

#[test]
#[should_panic(expected = "the supply state of point 0 follows from what it owes")]
fn an_essential_point_that_is_disconnected_is_found() {
	ExtBuilder::default()
		.point(ALICES, owing(0, 1))
		.build_and_execute(|| EssentialPoints::<Runtime>::insert(ALICES, ()));
}

#[test]
#[should_panic(expected = "the essential point 5 exists")]
fn the_mark_of_no_point_is_found() {
	broken(|| EssentialPoints::<Runtime>::insert(UNKNOWN_POINT, ()));
}

fn kept(point: PointId, statements: &[(u32, Balance)]) {
	let statements = statements.iter().map(|(month, topped_up)| Statement {
		topped_up: *topped_up,
		..Statement::of_month(*month)
	});
	let statements = statements.collect::<Vec<_>>();
	Statements::<Runtime>::insert(point, frame_support::BoundedVec::truncate_from(statements));
}

#[test]
#[should_panic(expected = "the statements of point 5 belong to a point")]
fn the_statements_of_no_point_are_found() {
	broken(|| kept(UNKNOWN_POINT, &[(1, 1)]));
}

#[test]
#[should_panic(expected = "the months of point 0 rise up to the one in progress")]
fn months_out_of_order_are_found() {
	broken(|| {
		Accounts::<Runtime>::mutate(ALICES, |account| account.statement.month = 9);
		kept(ALICES, &[(2, 1), (2, 1)]);
	});
}

#[test]
#[should_panic(expected = "the months of point 0 rise up to the one in progress")]
fn a_month_in_progress_that_is_filed_is_found() {
	broken(|| {
		Accounts::<Runtime>::mutate(ALICES, |account| account.statement.month = 9);
		kept(ALICES, &[(2, 1), (9, 1)]);
	});
}

#[test]
#[should_panic(expected = "a filed statement of point 0 has entries")]
fn an_empty_statement_is_found() {
	broken(|| {
		Accounts::<Runtime>::mutate(ALICES, |account| account.statement.month = 9);
		kept(ALICES, &[(2, 1), (3, 0)]);
	});
}

fn standing(point: PointId, budget: Balance) {
	let terms = StandingTopUpTerms {
		amount: 100,
		budget,
	};
	let payer = DONOR;
	StandingTopUps::<Runtime>::insert(point, StandingTopUp { payer, terms });
}

#[test]
#[should_panic(expected = "the standing top-up of point 5 belongs to a point")]
fn the_standing_top_up_of_no_point_is_found() {
	broken(|| standing(UNKNOWN_POINT, 100));
}

#[test]
#[should_panic(expected = "the standing top-up of point 0 has budget left")]
fn a_standing_top_up_without_budget_is_found() {
	broken(|| standing(ALICES, 0));
}

/// Places that are taken, where their points believe to stand, and the end of the queue.
fn queue(places: &[(u64, PointId)], points: &[(PointId, u64)], next: u64) {
	for (place, point) in places {
		TopUpQueue::<Runtime>::insert(place, point);
	}
	for (point, place) in points {
		QueuedTopUps::<Runtime>::insert(point, place);
	}
	TopUpQueueEnds::<Runtime>::put(QueueEnds { first: 0, next });
}

#[test]
#[should_panic(expected = "point 0 waits once")]
fn a_point_that_waits_twice_is_found() {
	broken(|| queue(&[(0, ALICES), (1, ALICES)], &[(ALICES, 0)], 2));
}

#[test]
#[should_panic(expected = "place 1 lies in the queue")]
fn a_place_beyond_the_queue_is_found() {
	broken(|| queue(&[(1, ALICES)], &[(ALICES, 1)], 1));
}

#[test]
#[should_panic(expected = "point 0 has its place")]
fn a_point_that_waits_nowhere_is_found() {
	broken(|| queue(&[], &[(ALICES, 0)], 1));
}

#[test]
#[should_panic(expected = "a point that waits exists")]
fn no_point_that_waits_is_found() {
	broken(|| queue(&[(0, UNKNOWN_POINT)], &[(UNKNOWN_POINT, 0)], 1));
}
