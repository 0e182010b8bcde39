//! What `on_poll` pays.

use super::*;
use crate::{
	weights::{SubstrateWeight, WeightInfo},
	QueuedTopUps, StandingTopUpTerms, StandingTopUps, TopUpQueue, TopUpQueueEnds, TURNS_PER_BLOCK,
};
use frame_support::{
	traits::Hooks,
	weights::{Weight, WeightMeter},
};
use SupplyState::*;

type Weights = SubstrateWeight<Runtime>;

fn set_for(point: PointId, who: AccountId, amount: Balance, budget: Balance) {
	let terms = StandingTopUpTerms { amount, budget };
	assert_ok!(Billing::set_standing_top_up(by(who), point, Some(terms)));
}

fn set(amount: Balance, budget: Balance) {
	set_for(ALICES, DONOR, amount, budget);
}

fn budget(point: PointId) -> Option<Balance> {
	StandingTopUps::<Runtime>::get(point).map(|standing| standing.terms.budget)
}

fn waiting() -> usize {
	TopUpQueue::<Runtime>::iter().count()
}

/// A point whose floor is 4,000.
fn with(money: Money, test: impl FnOnce()) {
	ExtBuilder::default()
		.point(ALICES, money)
		.build_and_execute(|| {
			HighestRetail::set(1);
			touch(ALICES);
			System::reset_events();
			test();
		});
}

#[test]
fn a_point_that_becomes_low_is_paid_in_the_next_block() {
	with(credit(5_000), || {
		set(500, 2_000);
		next_block();
		assert_eq!((account(ALICES), waiting()), (credit(5_000), 0));

		draw(ALICES, 1_200, 1_200);
		assert_eq!((supply(ALICES), waiting()), (Low, 1));
		assert_eq!(gained(DONOR), 0);
		next_block();
		let paid = Event::StandingTopUpPaid {
			point: ALICES,
			payer: DONOR,
			amount: 500,
			paid_debt: 0,
			paid_receivable: 0,
			left: 1_500,
		};
		assert!(events().contains(&paid));
		assert_eq!((account(ALICES), supply(ALICES)), (credit(4_300), Normal));
		assert_eq!((gained(DONOR), budget(ALICES)), (-500, Some(1_500)));
		assert_eq!(waiting(), 0);
		assert_eq!(
			Billing::statement(ALICES, None).map(|month| month.topped_up),
			Some(500)
		);
	});
}

#[test]
fn it_is_paid_again_until_it_is_normal() {
	with(credit(3_000), || {
		set(400, 2_000);
		for expected in [3_400, 3_800, 4_200, 4_200] {
			next_block();
			assert_eq!(account(ALICES), credit(expected));
		}
		assert_eq!((supply(ALICES), budget(ALICES)), (Normal, Some(800)));
		assert_eq!(waiting(), 0);
	});
}

#[test]
fn never_more_than_the_budget_is_paid() {
	with(credit(0), || {
		set(400, 1_000);
		for expected in [400, 800, 1_000, 1_000] {
			next_block();
			assert_eq!(account(ALICES), credit(expected));
		}
		assert_eq!((supply(ALICES), budget(ALICES)), (Low, None));
		assert_eq!((gained(DONOR), waiting()), (-1_000, 0));
		let last = Event::StandingTopUpPaid {
			point: ALICES,
			payer: DONOR,
			amount: 200,
			paid_debt: 0,
			paid_receivable: 0,
			left: 0,
		};
		assert_eq!(events().last(), Some(&last));
	});
}

#[test]
fn a_disconnected_point_is_connected_again() {
	with(owing(150, 100), || {
		set(300, 300);
		next_block();
		let paid = Event::StandingTopUpPaid {
			point: ALICES,
			payer: DONOR,
			amount: 300,
			paid_debt: 150,
			paid_receivable: 100,
			left: 0,
		};
		assert!(events().contains(&paid));
		assert_eq!((account(ALICES), supply(ALICES)), (credit(50), Low));
		assert_eq!((book().guarantee, book().supplier), (150, 100));
	});
}

#[test]
fn a_bankrupt_payer_ends_it_and_nothing_spins() {
	with(credit(0), || {
		set(400, 1_000);
		let all = Balances::free_balance(DONOR);
		assert_ok!(Balances::transfer_allow_death(by(DONOR), BOB, all));
		next_block();
		let failed = Event::StandingTopUpFailed {
			point: ALICES,
			payer: DONOR,
			amount: 400,
			left: 1_000,
			error: TokenError::FundsUnavailable.into(),
		};
		assert!(events().contains(&failed));
		assert_eq!((account(ALICES), budget(ALICES)), (credit(0), None));
		System::reset_events();
		next_block();
		touch(ALICES);
		assert_eq!((events(), waiting()), (vec![], 0));
	});
}

#[test]
fn a_payer_lives_on() {
	let left_with = |left: Balance, test: fn()| {
		with(credit(0), || {
			set(400, 400);
			let rest = Balances::free_balance(DONOR) - left;
			assert_ok!(Balances::transfer_allow_death(by(DONOR), BOB, rest));
			next_block();
			test();
		});
	};
	left_with(400 + EXISTENTIAL_DEPOSIT, || {
		assert_eq!(account(ALICES), credit(400));
		assert_eq!(Balances::free_balance(DONOR), EXISTENTIAL_DEPOSIT);
	});
	left_with(400 + EXISTENTIAL_DEPOSIT - 1, || {
		let failed = Event::StandingTopUpFailed {
			point: ALICES,
			payer: DONOR,
			amount: 400,
			left: 400,
			error: TokenError::NotExpendable.into(),
		};
		assert!(events().contains(&failed));
		assert_eq!(account(ALICES), credit(0));
	});
}

#[test]
fn a_point_that_is_normal_again_before_its_turn_is_not_paid() {
	with(credit(0), || {
		set(400, 1_000);
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 4_000));
		assert_eq!(waiting(), 1);
		next_block();
		assert_eq!((account(ALICES), waiting()), (credit(4_000), 0));
		assert_eq!(budget(ALICES), Some(1_000));
	});
}

#[test]
fn a_turn_looks_at_the_state_of_now() {
	with(credit(0), || {
		set(400, 1_000);
		HighestRetail::set(0);
		next_block();
		assert_eq!((account(ALICES), supply(ALICES)), (credit(0), Normal));
		assert_eq!(supply_changes(ALICES), [(Low, Normal)]);
	});
}

#[test]
fn what_is_cancelled_while_it_waits_is_not_paid() {
	with(credit(0), || {
		set(400, 1_000);
		assert_ok!(Billing::set_standing_top_up(by(DONOR), ALICES, None));
		next_block();
		assert_eq!((account(ALICES), waiting()), (credit(0), 0));
		assert_eq!(gained(DONOR), 0);
	});
}

#[test]
fn the_payer_of_the_moment_pays() {
	with(credit(0), || {
		set(400, 1_000);
		set_for(ALICES, ALICE, 300, 300);
		next_block();
		assert_eq!((gained(DONOR), gained(ALICE)), (0, -300));
	});
}

#[test]
fn a_closed_point_is_not_paid_and_does_not_wait() {
	with(credit(0), || {
		set(400, 1_000);
		change_point(ALICES, |point| point.closed = true);
		draw(ALICES, 1, 7);
		assert_eq!(supply(ALICES), Disconnected);
		next_block();
		touch(ALICES);
		assert_eq!((account(ALICES), waiting()), (owing(0, 7), 0));
		assert_eq!(gained(DONOR), 0);
	});
}

#[test]
fn a_turn_files_the_month_that_has_ended() {
	with(credit(0), || {
		assert_ok!(Billing::top_up(by(ALICE), ALICES, 10));
		set(400, 400);
		Month::set(JANUARY + 1);
		next_block();
		let topped_up = |month| Billing::statement(ALICES, month).map(|month| month.topped_up);
		assert_eq!(topped_up(Some(JANUARY)), Some(10));
		assert_eq!(topped_up(None), Some(400));
	});
}

#[test]
fn money_that_cannot_be_counted_is_not_paid() {
	with(credit(0), || {
		set(400, 400);
		let rest = Balance::MAX - book().liabilities;
		Books::<Runtime>::mutate(COMMUNITY, |book| book.liabilities += rest);
		next_block();
		assert_eq!((account(ALICES), gained(DONOR)), (credit(0), 0));
		assert_eq!(budget(ALICES), None);
		Books::<Runtime>::mutate(COMMUNITY, |book| book.liabilities -= rest);
	});
}

/// `count` points of Bob's, low, with a standing top-up of 100 a turn by the donor.
fn flood(count: u32, budget: Balance) -> Vec<PointId> {
	let ids = (100..100 + count).collect::<Vec<_>>();
	for id in ids.iter().copied() {
		Points::mutate(|points| {
			let like = points.get(&BOBS).cloned().expect("a point of the fake");
			points.insert(id, like)
		});
		set_for(id, DONOR, 100, budget);
	}
	ids
}

#[test]
fn a_flood_is_paid_in_turn_so_many_a_block() {
	with(credit(0), || {
		let turns = TURNS_PER_BLOCK;
		let ids = flood(2 * turns + 5, 200);
		set_for(ALICES, ALICE, 400, 400);
		assert_eq!(waiting() as u32, 2 * turns + 6);
		let paid = |of: Balance| ids.iter().filter(|id| account(**id) == credit(of)).count() as u32;
		next_block();
		assert_eq!((paid(100), account(ALICES)), (turns, credit(0)));
		next_block();
		assert_eq!((paid(100), account(ALICES)), (2 * turns, credit(0)));
		// Those that wait again stand behind those that wait for the first time.
		next_block();
		assert_eq!(account(ALICES), credit(400));
		assert_eq!((paid(100), paid(200)), (turns + turns - 5, 10));
		assert_eq!(waiting() as u32, 2 * turns - 5);
		for _ in 0..2 {
			next_block();
		}
		assert_eq!((paid(200), waiting()), (2 * turns + 5, 0));
		let ends = TopUpQueueEnds::<Runtime>::get();
		assert_eq!(ends.first, ends.next);
	});
}

#[test]
fn nobody_lengthens_the_queue_by_setting_again() {
	with(credit(0), || {
		for _ in 0..50 {
			set(100, 100);
			assert_ok!(Billing::set_standing_top_up(by(DONOR), ALICES, None));
		}
		set_for(BOBS, BOB, 100, 100);
		let ends = TopUpQueueEnds::<Runtime>::get();
		assert_eq!((waiting(), ends.next - ends.first), (2, 2));
		next_block();
		assert_eq!(account(BOBS), credit(100));
	});
}

#[test]
fn it_keeps_within_its_weight_and_still_comes_round() {
	with(credit(0), || {
		flood(5, 100);
		let two_turns = Weights::standing_top_up().saturating_mul(2);
		TopUpWeight::set(Weights::poll_base().saturating_add(two_turns));
		for left in [3, 1, 0] {
			let consumed = next_block();
			assert!(consumed.all_lte(TopUpWeight::get()));
			assert_eq!(waiting(), left);
		}
		assert_eq!(next_block(), Weights::poll_base());
	});
}

#[test]
fn it_takes_no_more_than_the_block_has_left() {
	with(credit(0), || {
		flood(1, 100);
		for limit in [Weight::zero(), Weights::poll_base()] {
			let mut meter = WeightMeter::with_limit(limit);
			Billing::on_poll(System::block_number(), &mut meter);
			assert_eq!((meter.consumed(), waiting()), (limit, 1));
		}
		let a_turn = Weights::poll_base().saturating_add(Weights::standing_top_up());
		let mut meter = WeightMeter::with_limit(a_turn);
		Billing::on_poll(System::block_number(), &mut meter);
		assert_eq!((meter.consumed(), waiting()), (a_turn, 0));
	});
}

#[test]
fn two_points_of_a_member_each_have_their_own() {
	ExtBuilder::default()
		.point(ALICES, owing(60, 0))
		.point(ALICES_SECOND, owing(40, 0))
		.build_and_execute(|| {
			EmergencyLimit::set(100);
			set(100, 100);
			assert_eq!(supply(ALICES), Disconnected);
			next_block();
			assert_eq!((account(ALICES), supply(ALICES)), (credit(40), Normal));
			assert_eq!(account(ALICES_SECOND), owing(40, 0));
			assert!(!QueuedTopUps::<Runtime>::contains_key(ALICES_SECOND));
			set_for(ALICES_SECOND, ALICE, 100, 100);
			assert_eq!(supply(ALICES_SECOND), Emergency);
			next_block();
			assert_eq!(account(ALICES_SECOND), credit(60));
		});
}
