//! What calls and blocks take of the database is charged.

use super::*;
use crate::WeightInfo;
use commonwatt_primitives::governance::autopilot::AutopilotRules;
use commonwatt_storage_recorder::{cost_of, Cost};
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::traits::Dispatchable;

type Weights = crate::weights::SubstrateWeight<Runtime>;

/// What was done is within a weight. Points, signals, energy and shares are fakes that touch no storage: what
/// is charged for them is beside it.
fn within(cost: Cost, weight: Weight, what: &str) {
	cost.assert_within(
		<Runtime as frame_system::Config>::DbWeight::get(),
		weight,
		what,
	);
}

/// Dispatches a call within what it says that it weighs.
fn call(who: AccountId, what: &str, call: Call<Runtime>) {
	let weight = call.get_dispatch_info().call_weight;
	let cost = cost_of(|| {
		let result = RuntimeCall::from(call).dispatch(by(who));
		assert!(result.is_ok(), "{what}: {result:?}");
	});
	within(cost, weight, what);
}

#[test]
fn deciding_costs_no_more_than_was_charged() {
	let community = COMMUNITY;
	ExtBuilder::default()
		.treasury(10_000)
		.build_and_execute(|| {
			let propose = || Call::propose {
				community,
				call: Box::new(spend_call(100).into()),
				description: H256::zero(),
			};
			let vote = |proposal, vote| Call::vote {
				proposal,
				vote,
				points: Default::default(),
			};
			call(ALICE, "propose", propose());
			call(DAVE, "delegate", Call::delegate { community, to: EVE });
			call(BOB, "delegate", Call::delegate { community, to: EVE });
			call(BOB, "undelegate", Call::undelegate { community });
			call(BOB, "propose", propose());
			for who in [ALICE, BOB, CAROL] {
				call(who, "vote", vote(0, Vote::Aye));
				call(who, "vote", vote(1, Vote::Nay));
			}
			let delegators = vec![crate::DelegatorOf::<Runtime> {
				who: DAVE,
				points: Default::default(),
			}];
			let for_others = Call::vote_for {
				proposal: 1,
				delegators: delegators.try_into().expect("it is one"),
				vote: Vote::Nay,
			};
			call(EVE, "vote_for", for_others);
			call(STRANGER, "close, approved", Call::close { proposal: 0 });
			call(STRANGER, "close, forfeited", Call::close { proposal: 1 });
			run_blocks(DELAY);
			let length = Treasury::call_of(0).expect("it waits").len() as u32;
			let executed = Call::execute {
				proposal: 0,
				weight_bound: RuntimeCall::from(spend_call(100))
					.get_dispatch_info()
					.call_weight,
				length_bound: length,
			};
			call(STRANGER, "execute", executed);
			let removed = Call::remove_votes {
				proposal: 1,
				limit: 10,
			};
			call(STRANGER, "remove_votes", removed);
			assert_eq!(balance(DONOR), FUNDS - 10_000 + 100);
		});
}

#[test]
fn spending_costs_no_more_than_was_charged() {
	let community = COMMUNITY;
	ExtBuilder::default()
		.treasury(10_000)
		.build_and_execute(|| {
			let recurring = Call::add_recurring_spend {
				community,
				to: PENNILESS,
				amount: 10,
				every: 1,
				times: 2,
			};
			let support = Call::set_support {
				community,
				point: BOBS,
				amount: 10,
			};
			let rules = AutopilotRules {
				reserve: 100,
				lowest_fee: 0,
				highest_fee: 100,
				fee_step: 1,
				solidarity: Permill::from_percent(10),
				investment: Permill::from_percent(10),
				refund: Permill::from_percent(10),
			};
			let autopilot = Call::set_autopilot {
				community,
				rules: Some(rules),
			};
			call(
				dao(),
				"spend",
				Call::spend {
					community,
					to: PENNILESS,
					amount: 10,
				},
			);
			call(
				dao(),
				"invest",
				Call::invest {
					community,
					amount: 100,
				},
			);
			call(
				dao(),
				"pay_in",
				Call::pay_in {
					community,
					amount: 10,
				},
			);
			call(dao(), "add_recurring_spend", recurring);
			call(
				dao(),
				"set_solidarity_fund",
				Call::set_solidarity_fund {
					community,
					amount: 100,
				},
			);
			call(dao(), "set_support", support);
			call(dao(), "set_autopilot", autopilot);
			call(
				dao(),
				"set_rules",
				Call::set_rules {
					community,
					rules: crate::mock::rules(),
				},
			);
			meter(BOBS, 100, 0);
			let (mut months, mut periods) = (0, 0);
			while Communities::ended() < FEBRUARY_BEGINS + PERIOD {
				let before = Treasury::budget(COMMUNITY).expect("has a budget").period;
				let month = Communities::month();
				System::set_block_number(System::block_number() + 1);
				Timestamp::set_timestamp(pallet_timestamp::Now::<Runtime>::get() + BLOCK_MILLIS);
				let mut spent = Weight::zero();
				let cost = cost_of(|| spent = poll());
				within(cost, spent, "a block");
				months += u32::from(Communities::month() > month);
				periods += Treasury::budget(COMMUNITY).expect("has a budget").period - before;
			}
			assert!(months == 1 && periods > 3, "{months} and {periods}");
			call(dao(), "remove_recurring_spend", {
				let to = PENNILESS;
				assert_ok!(as_dao(Call::add_recurring_spend {
					community,
					to,
					amount: 10,
					every: 1,
					times: 1,
				}));
				Call::remove_recurring_spend { community, id: 1 }
			});
			call(dao(), "stop_autopilot", Call::stop_autopilot { community });
		});
}

/// Blocks in which nothing is due read a little for each community, however much it keeps.
#[test]
fn a_block_in_which_nothing_is_due_costs_the_same_for_every_community() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		for _ in 0..3 {
			propose(remark());
		}
		let communities = 2;
		let expected = Weights::poll_base() + Weights::poll_community().saturating_mul(communities);
		assert_eq!(poll(), expected);
	});
}

#[test]
fn a_block_never_takes_more_than_its_budget() {
	ExtBuilder::default().treasury(1_000).build_and_execute(|| {
		let budget = Weights::poll_base()
			+ Weights::poll_community()
			+ Weights::turn_month()
			+ Weights::turn_period()
			+ Weights::pay_recurring_spend()
			+ Weights::pay_supported_points();
		PollWeight::set(budget);
		for _ in 0..30 {
			next_block();
			assert!(poll().all_lte(budget));
		}
		assert!(Treasury::budget(COMMUNITY).expect("has a budget").period > 1);
	});
}
