//! Communities share the weight of a block.

use super::*;
use crate::{mock::sign, NextCommunity};
use commonwatt_primitives::{signal::SignalPayload, traits::Signals};
use frame_support::weights::Weight;

/// Two forecasters of the other community, whose keys have the seeds 0 and 1 too, say what is usual.
fn speak_in_both() {
	for community in [COMMUNITY, OTHER_COMMUNITY] {
		for id in 0..2 {
			let payload = SignalPayload {
				community,
				..payload(id, vec![around(USUAL)])
			};
			let signature = sign(&payload, id as u8);
			apply(payload, signature).expect("it may");
		}
	}
}

fn elect_in_the_other() {
	for id in 0..2u8 {
		assert_ok!(PriceSignals::elect_forecaster(
			RuntimeOrigin::signed(OTHER_OPERATOR),
			OTHER_COMMUNITY,
			FORECASTERS + u128::from(id),
			public(id),
		));
	}
}

fn settled(community: u32, interval: u32) -> bool {
	PriceSignals::signal(community, interval).is_some()
}

#[test]
fn a_block_stays_within_its_weight_and_nobody_starves() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		elect_in_the_other();
		// Enough for one community's round, not for both.
		PollWeight::set(turn(2));
		let mut blocks = [0u32; 2];
		for round in 0..10 {
			speak_in_both();
			let interval = START + round + LEAD;
			Round::mutate(|round| *round += 1);
			for block in 1..=4 {
				let spent = next_block();
				assert!(spent.all_lte(PollWeight::get()));
				for community in [COMMUNITY, OTHER_COMMUNITY] {
					if blocks[community as usize] == round && settled(community, interval) {
						blocks[community as usize] = round + 1;
						assert!(block <= 3, "community {community} waited {block} blocks");
					}
				}
			}
			assert_eq!(blocks, [round + 1; 2]);
		}
	});
}

#[test]
fn both_are_settled_in_one_block_if_the_weight_suffices() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		elect_in_the_other();
		speak_in_both();
		next_round();
		assert!(settled(COMMUNITY, START + LEAD) && settled(OTHER_COMMUNITY, START + LEAD));
	});
}

#[test]
fn no_weight_means_no_work_and_nothing_is_lost() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		say(0, around(USUAL));
		say(1, around(USUAL));
		PollWeight::set(Weight::zero());
		for _ in 0..5 {
			Round::mutate(|round| *round += 1);
			assert_eq!(next_block(), Weight::zero());
		}
		assert!(!settled(COMMUNITY, START + LEAD));
		PollWeight::set(Weight::MAX);
		next_block();
		assert!(settled(COMMUNITY, START + LEAD));
	});
}

#[test]
fn a_block_whose_weight_sufficed_changes_no_turn() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		for _ in 0..4 {
			next_block();
			assert_eq!(NextCommunity::<Runtime>::get(), 0);
		}
	});
}

#[test]
fn a_quiet_community_costs_four_reads() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		next_round();
		use crate::WeightInfo;
		let quiet = Weights::poll_base()
			.saturating_add(Weights::poll_community())
			.saturating_add(Weights::poll_community());
		assert_eq!(next_block(), quiet);
	});
}

/// In an interval of two blocks only the first one matters to standing orders.
#[test]
fn communities_take_turns_even_if_only_the_first_block_of_a_round_matters() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		elect_in_the_other();
		// Enough for one community's round, not for both.
		PollWeight::set(turn(2));
		let mut settled_first = [0; 2];
		for _ in 0..10 {
			speak_in_both();
			let interval = Round::get() + LEAD;
			next_round();
			for community in [COMMUNITY, OTHER_COMMUNITY] {
				settled_first[community as usize] += u32::from(settled(community, interval));
			}
			next_block();
		}
		assert_eq!(settled_first, [5, 5]);
	});
}
