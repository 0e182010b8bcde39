//! set_autopilot, stop_autopilot, and what happens at the end of a period.

use super::*;
use commonwatt_primitives::governance::autopilot::{
	AutopilotReport, AutopilotRules, FeeDecision, FeeReason,
};

fn autopilot() -> AutopilotRules {
	AutopilotRules {
		reserve: 1_000,
		lowest_fee: 5,
		highest_fee: 20,
		fee_step: 3,
		solidarity: Permill::from_percent(10),
		investment: Permill::from_percent(20),
		refund: Permill::from_percent(30),
	}
}

fn set(rules: Option<AutopilotRules>) -> sp_runtime::DispatchResult {
	as_dao(Call::set_autopilot {
		community: COMMUNITY,
		rules,
	})
}

fn steered(treasury: Balance, test: impl FnOnce()) {
	ExtBuilder::default()
		.treasury(treasury)
		.build_and_execute(|| {
			assert_ok!(set(Some(autopilot())));
			test();
		});
}

fn last_report() -> AutopilotReport {
	*Treasury::reports(COMMUNITY).last().expect("a period ended")
}

fn end_period() {
	let until = Treasury::budget(COMMUNITY).expect("has a budget").until;
	run_to(until);
}

#[test]
fn below_the_reserve_the_fee_goes_up_a_step_beyond_the_horizon() {
	steered(400, || {
		end_period();
		let from = PERIOD + HORIZON + 1;
		let expected = AutopilotReport {
			period: 0,
			from: 0,
			until: PERIOD,
			treasury: 400,
			income: 0,
			expense: 0,
			forecast: 0,
			forecast_intervals: 0,
			reserve: 1_000,
			lowest_fee: 10,
			highest_fee: 10,
			decision: FeeDecision::Raised { from },
			reason: FeeReason::BelowReserve,
			surplus: 0,
			to_solidarity: 0,
			to_investment: 0,
			to_refunds: 0,
		};
		assert_eq!(last_report(), expected);
		has_event(Event::AutopilotActed {
			community: COMMUNITY,
			report: expected,
		});
		let fee = |interval| {
			Communities::rules_at(COMMUNITY, interval).map(|rules| rules.cells[0].grid_fee)
		};
		assert_eq!((fee(from - 1), fee(from)), (Some(10), Some(13)));
	});
}

#[test]
fn above_the_reserve_by_more_than_the_expense_the_fee_goes_down_and_the_surplus_is_split() {
	steered(2_000, || {
		end_period();
		let report = last_report();
		assert!(matches!(report.decision, FeeDecision::Lowered { .. }));
		assert_eq!((report.reason, newest_fee()), (FeeReason::AboveReserve, 7));
		assert_eq!(report.surplus, 1_000);
		assert_eq!(
			(
				report.to_solidarity,
				report.to_investment,
				report.to_refunds
			),
			(100, 200, 300)
		);
		let budget = Treasury::budget(COMMUNITY).expect("has a budget");
		assert_eq!((budget.solidarity_fund, budget.patronage), (100, 300));
		assert_eq!((budget.free, balance(dao())), (1_400, 200));
		// The cap of the period that begins is of what is left.
		assert_eq!(budget.cap, 700);
	});
}

#[test]
fn near_the_reserve_the_fee_stays() {
	steered(1_500, || {
		// An expense of 300 makes 1,200 near 1,000.
		assert_ok!(as_dao(spend_call(300)));
		end_period();
		let report = last_report();
		assert_eq!((report.expense, report.treasury), (300, 1_200));
		assert_eq!(
			(report.decision, report.reason),
			(FeeDecision::Held, FeeReason::NearReserve)
		);
		assert_eq!(newest_fee(), 10);
	});
}

#[test]
fn the_forecast_counts_where_there_are_signals() {
	steered(900, || {
		run_to(PERIOD - 1);
		// 10 a Wh for the 10 Wh that can be exchanged: enough.
		forecast(2, 10, 40);
		forecast(3, 70, 0);
		// Beyond what the autopilot looks at.
		forecast(100, 1_000, 1_000);
		end_period();
		let report = last_report();
		assert_eq!((report.forecast, report.forecast_intervals), (100, 2));
		assert_eq!(report.reason, FeeReason::NearReserve);
	});
}

#[test]
fn income_and_expense_are_those_of_the_period_by_line() {
	steered(2_000, || {
		donate(50);
		assert_ok!(as_dao(pallet_billing::Call::lend_to_guarantee {
			community: COMMUNITY,
			amount: 70
		}));
		end_period();
		let report = last_report();
		assert_eq!((report.income, report.expense), (50, 70));
		// What the split moved to invest is no expense of the period that began.
		end_period();
		assert_eq!((last_report().income, last_report().expense), (0, 0));
	});
}

#[test]
fn the_fee_never_leaves_its_bounds_and_says_so() {
	steered(0, || {
		for expected in [13, 16, 19, 20, 20] {
			end_period();
			assert_eq!(newest_fee(), expected);
		}
		assert_eq!(
			(last_report().decision, last_report().reason),
			(FeeDecision::Held, FeeReason::AtBound)
		);
	});
}

#[test]
fn rules_that_are_refused_are_reported_and_tried_anew_the_next_period() {
	steered(0, || {
		let later = Communities::in_progress() + 2 * PERIOD;
		assert_ok!(as_dao(pallet_communities::Call::announce_rules {
			community: COMMUNITY,
			from: later,
			rules: tariff(),
		}));
		end_period();
		let error = pallet_communities::Error::<Runtime>::LaterRulesAnnounced.into();
		has_event(Event::FeeRefused {
			community: COMMUNITY,
			error,
		});
		assert_eq!(
			(last_report().decision, last_report().reason),
			(FeeDecision::Held, FeeReason::RulesRefused)
		);
		end_period();
		assert_eq!(last_report().reason, FeeReason::BelowReserve);
	});
}

#[test]
fn too_many_versions_are_reported_and_block_nothing() {
	ExtBuilder::default()
		.rules(|rules| rules.period = 1)
		.build_and_execute(|| {
			let rules = AutopilotRules {
				fee_step: 1,
				highest_fee: 100,
				..autopilot()
			};
			assert_ok!(set(Some(rules)));
			run_blocks(12);
			assert_eq!(last_report().reason, FeeReason::RulesRefused);
			let number = Treasury::budget(COMMUNITY).map(|budget| budget.period);
			assert_eq!(number, Some(12));
		});
}

#[test]
fn twelve_reports_are_kept() {
	steered(1_000, || {
		for _ in 0..15 {
			end_period();
		}
		let reports = Treasury::reports(COMMUNITY);
		let periods: Vec<_> = reports.iter().map(|report| report.period).collect();
		assert_eq!(periods, (3..15).collect::<Vec<_>>());
	});
}

#[test]
fn however_long_nobody_looked_it_was_one_period() {
	steered(2_000, || {
		PollWeight::set(Weight::zero());
		run_to(3 * PERIOD + 2);
		assert!(Treasury::reports(COMMUNITY).is_empty());
		PollWeight::set(Weight::MAX);
		next_block();
		assert_eq!(Treasury::reports(COMMUNITY).len(), 1);
		assert_eq!((last_report().from, last_report().until), (0, 3 * PERIOD));
		let budget = Treasury::budget(COMMUNITY).expect("has a budget");
		assert_eq!((budget.from, budget.until), (3 * PERIOD, 4 * PERIOD));
	});
}

#[test]
fn spends_that_empty_the_treasury_before_it_acts_leave_no_surplus() {
	ExtBuilder::default()
		.treasury(2_000)
		.rules(|rules| rules.spending_cap = Permill::one())
		.build_and_execute(|| {
			assert_ok!(set(Some(autopilot())));
			run_to(PERIOD - 1);
			assert_ok!(as_dao(spend_call(2_000)));
			end_period();
			let report = last_report();
			assert_eq!(
				(report.treasury, report.surplus, report.expense),
				(0, 0, 2_000)
			);
			assert_eq!(report.reason, FeeReason::BelowReserve);
		});
}

#[test]
fn a_proposal_executed_in_the_block_in_which_a_period_ends_comes_after_it() {
	steered(2_000, || {
		let changed = AutopilotRules {
			reserve: 5_000,
			..autopilot()
		};
		let change = propose(Call::set_autopilot {
			community: COMMUNITY,
			rules: Some(changed),
		});
		approve(change);
		let spend = propose(spend_call(700));
		approve(spend);
		run_to(PERIOD);
		// The block began: the autopilot has acted by the rules that held until now.
		assert_eq!(last_report().reserve, 1_000);
		assert_eq!(free(), 1_400);
		assert_ok!(execute(change));
		assert_ok!(execute(spend));
		assert_eq!(free(), 700, "within the cap of the period that began");
		end_period();
		assert_eq!(last_report().reserve, 5_000);
		assert_eq!(last_report().reason, FeeReason::BelowReserve);
	});
}

#[test]
fn investment_below_an_accounts_minimum_stays_in_the_treasury() {
	steered(1_040, || {
		end_period();
		assert_eq!(
			(last_report().surplus, last_report().to_investment),
			(40, 0)
		);
		assert_eq!(balance(dao()), 0);
	});
}

#[test]
fn without_an_autopilot_periods_end_all_the_same() {
	ExtBuilder::default().treasury(2_000).build_and_execute(|| {
		assert_ok!(as_dao(spend_call(300)));
		end_period();
		assert!(Treasury::reports(COMMUNITY).is_empty());
		let budget = Treasury::budget(COMMUNITY).expect("has a budget");
		assert_eq!(
			(budget.period, budget.last_expense, budget.spent),
			(1, 300, 0)
		);
		// 1,700 suffice for five periods like that.
		assert_eq!(budget.runway, Some(5));
		assert_eq!(newest_fee(), 10);
	});
}

#[test]
fn a_majority_stops_it_without_a_delay() {
	steered(0, || {
		let id = propose(Call::stop_autopilot {
			community: COMMUNITY,
		});
		approve(id);
		assert_ok!(execute(id));
		last_event_is(Event::Dispatched {
			proposal: id,
			result: Ok(()),
		});
		end_period();
		assert!(Treasury::reports(COMMUNITY).is_empty());
		assert_eq!(newest_fee(), 10);
	});
}

#[test]
fn stopping_the_autopilot_of_another_community_is_not_urgent() {
	steered(0, || {
		let id = propose(Call::stop_autopilot {
			community: OTHER_COMMUNITY,
		});
		approve(id);
		assert_noop!(execute(id), TreasuryError::TooEarly);
	});
}

#[test]
fn the_operator_stops_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set(Some(autopilot())));
		assert_ok!(as_dao(pallet_communities::Call::set_operator {
			community: COMMUNITY,
			operator: OPERATOR,
		}));
		assert_ok!(Treasury::stop_autopilot(by(OPERATOR), COMMUNITY));
		last_event_is(Event::AutopilotStopped {
			community: COMMUNITY,
		});
		assert_noop!(
			Treasury::stop_autopilot(by(OPERATOR), COMMUNITY),
			TreasuryError::NoAutopilot
		);
	});
}

#[test]
fn fails_to_stop_when_neither_operator_nor_government() {
	steered(0, || {
		for who in [ALICE, OPERATOR, STRANGER] {
			assert_noop!(
				Treasury::stop_autopilot(by(who), COMMUNITY),
				pallet_communities::Error::<Runtime>::NotOperator
			);
		}
	});
}

#[test]
fn it_can_be_ended() {
	steered(0, || {
		assert_ok!(set(None));
		last_event_is(Event::AutopilotSet {
			community: COMMUNITY,
			rules: None,
		});
		end_period();
		assert!(Treasury::reports(COMMUNITY).is_empty());
	});
}

#[test]
fn fails_when_the_rules_make_no_sense() {
	ExtBuilder::default().build_and_execute(|| {
		let refused = |change: fn(&mut AutopilotRules), error| {
			let mut rules = autopilot();
			change(&mut rules);
			assert_noop!(set(Some(rules)), DispatchError::from(error));
		};
		refused(
			|rules| rules.lowest_fee = 21,
			TreasuryError::FeeBoundsCrossed,
		);
		refused(
			|rules| rules.highest_fee = u64::MAX,
			TreasuryError::FeeBoundsCrossed,
		);
		refused(
			|rules| rules.fee_step = 0,
			TreasuryError::FeeStepOutsideBounds,
		);
		refused(
			|rules| rules.fee_step = u64::MAX,
			TreasuryError::FeeStepOutsideBounds,
		);
		refused(
			|rules| rules.refund = Permill::from_parts(700_001),
			TreasuryError::SharesAboveOne,
		);
		assert_noop!(
			Treasury::set_autopilot(by(ALICE), COMMUNITY, Some(autopilot())),
			TreasuryError::NotDao
		);
	});
}
