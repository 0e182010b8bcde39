//! What calls and blocks take of the database is charged.

use super::*;
use crate::WeightInfo;

type Weights = crate::weights::SubstrateWeight<Runtime>;

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
