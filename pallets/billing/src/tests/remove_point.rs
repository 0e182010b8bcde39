//! What goes with a point.

use super::*;
use crate::{
	EssentialPoints, QueuedTopUps, StandingTopUpTerms, StandingTopUps, Statements, TopUpQueue,
};

/// A point that has everything a point can have, and waits for its top-up before Bob's.
fn furnished(test: impl FnOnce()) {
	ExtBuilder::default().build_and_execute(|| {
		HighestRetail::set(1);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 5));
		Month::set(JANUARY + 1);
		assert_ok!(Billing::set_essential(by(OPERATOR), ALICES, true));
		let terms = Some(StandingTopUpTerms {
			amount: 100,
			budget: 250,
		});
		for point in [ALICES, BOBS] {
			assert_ok!(Billing::set_standing_top_up(by(DONOR), point, terms));
		}
		assert!(Statements::<Runtime>::contains_key(ALICES));
		assert!(QueuedTopUps::<Runtime>::contains_key(ALICES));
		test();
	});
}

#[test]
fn all_that_is_kept_of_it_goes() {
	furnished(|| {
		assert!(Billing::remove_point(COMMUNITY, ALICES));
		Points::mutate(|points| points.remove(&ALICES));
		assert!(!Accounts::<Runtime>::contains_key(ALICES));
		assert!(!Statements::<Runtime>::contains_key(ALICES));
		assert!(!EssentialPoints::<Runtime>::contains_key(ALICES));
		assert!(!StandingTopUps::<Runtime>::contains_key(ALICES));
		assert!(!QueuedTopUps::<Runtime>::contains_key(ALICES));
		assert_eq!(TopUpQueue::<Runtime>::iter().count(), 1);
		last_event_is(Event::StandingTopUpEnded {
			point: ALICES,
			payer: DONOR,
			left: 250,
		});
	});
}

#[test]
fn its_place_in_the_queue_stays_empty_and_the_next_gets_its_turn() {
	furnished(|| {
		assert!(Billing::remove_point(COMMUNITY, ALICES));
		Points::mutate(|points| points.remove(&ALICES));
		next_block();
		assert_eq!(account(BOBS), credit(100));
		assert_eq!(gained(DONOR), -100);
	});
}

#[test]
fn nothing_goes_with_a_point_that_stays() {
	furnished(|| {
		assert_ok!(Billing::top_up(by(ALICE), ALICES, EXISTENTIAL_DEPOSIT));
		System::reset_events();
		assert!(!Billing::remove_point(COMMUNITY, ALICES));
		assert!(Statements::<Runtime>::contains_key(ALICES));
		assert!(Billing::is_essential(ALICES));
		assert!(StandingTopUps::<Runtime>::contains_key(ALICES));
		assert!(QueuedTopUps::<Runtime>::contains_key(ALICES));
		assert_eq!(System::events(), []);
	});
}
