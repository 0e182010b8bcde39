//! The example of the crate's page.

use super::*;
use crate::{StandingTopUpTerms, StandingTopUps};

/// An hour passes, is read and paid for.
fn reading_of(wh: Wh) {
	change_point(ALICES, |point| point.next_interval += 1);
	SecondsNow::mutate(|seconds| *seconds += 3_600);
	draw(ALICES, wh, wh.into());
}

fn is(amount: Balance, state: SupplyState, budget: Option<Balance>) {
	assert_eq!((account(ALICES), supply(ALICES)), (credit(amount), state));
	let left = StandingTopUps::<Runtime>::get(ALICES).map(|standing| standing.terms.budget);
	assert_eq!(left, budget);
}

#[test]
fn the_example_of_the_crate_page() {
	use SupplyState::*;
	ExtBuilder::default().build_and_execute(|| {
		HighestRetail::set(1);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 5_000));
		let terms = StandingTopUpTerms {
			amount: 3_000,
			budget: 7_000,
		};
		assert_ok!(Billing::set_standing_top_up(by(ALICE), ALICES, Some(terms)));
		is(5_000, Normal, Some(7_000));
		reading_of(2_000);
		is(3_000, Low, Some(7_000));
		next_block();
		is(6_000, Normal, Some(4_000));
		reading_of(5_500);
		is(500, Low, Some(4_000));
		next_block();
		is(3_500, Low, Some(1_000));
		next_block();
		is(4_500, Normal, None);

		let statement = Billing::statement(ALICES, None).expect("a point of the fake");
		let bought = statement.supplier_bought;
		assert_eq!((bought.wh, bought.money), (7_500, 7_500));
		assert_eq!((statement.topped_up, statement.balance()), (12_000, 4_500));
		assert_eq!(gained(ALICE), -12_000);
	});
}
