//! Within a block's weight, everybody comes to its turn.

use super::*;

/// So many points of one community with a standing order each.
fn crowd(community: CommunityId, points: usize) -> Vec<Home> {
	(0..points)
		.map(|index| {
			Home::with_capacity(community, index as u8 % 20 + 1, 4_000, 0)
				.with_credit(RICH)
				.standing(buying())
		})
		.collect()
}

/// The points for which an order for `interval` stands.
fn that_ordered(homes: &[Home], interval: Interval) -> Vec<PointId> {
	let ordered = homes.iter().filter(|home| home.ordered(interval).is_some());
	ordered.map(|home| home.point).collect()
}

#[test]
fn blocks_go_on_where_the_last_has_ended_until_all_had_their_turn() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 10);
		StandingOrderWeight::set(turns(3));
		set_signal(0, 1, Some(price_of(100)));
		for expected in [3, 6, 9, 10, 10] {
			next_block();
			assert_eq!(that_ordered(&homes, 1).len(), expected);
		}
		assert!(StandingSweeps::<Test>::get(0).done);
	});
}

#[test]
fn the_round_of_the_next_interval_goes_on_where_time_ran_out() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 10);
		StandingOrderWeight::set(turns(4));
		let mut times = [0; 10];
		for interval in 1..=15 {
			// One block an interval.
			settle_upon(interval, price_of(100));
			let ordered = that_ordered(&homes, interval);
			assert_eq!(ordered.len(), 4);
			for point in ordered {
				times[point as usize] += 1;
			}
			set_signal(0, interval, None);
			next_interval();
		}
		assert_eq!(times, [6; 10], "15 times 4 turns for 10 points");
	});
}

#[test]
fn nobody_is_starved_by_a_neighbour_who_comes_and_goes() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 10);
		let (restless, patient) = homes.split_at(5);
		StandingOrderWeight::set(turns(3));
		let mut times = [0; 10];
		for interval in 1..=20 {
			settle_upon(interval, price_of(100));
			for point in that_ordered(&homes, interval) {
				times[point as usize] += 1;
			}
			set_signal(0, interval, None);
			for home in restless {
				home.end(0).expect("the owner's");
				home.set(None, buying()).expect("the owner's");
			}
			next_interval();
		}
		for home in patient {
			assert_eq!(times[home.point as usize], 6, "60 turns for 10 points");
		}
	});
}

#[test]
fn each_point_is_considered_once_for_an_interval_whoever_goes_meanwhile() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 9);
		// So that the round begins within the keys, and wraps around.
		StandingOrderWeight::set(turns(4));
		settle_upon(1, price_of(100));
		set_signal(0, 1, None);
		let mut leaving = that_ordered(&homes, 1);
		next_interval();
		StandingOrderWeight::set(turns(1));
		set_signal(0, 2, Some(price_of(100)));
		let mut turn = vec![];
		for _ in 0..12 {
			next_block();
			for event in standing_events() {
				if let Event::StandingOrderFired { point, .. } = event {
					turn.push(point);
					// Who had its turn takes its order back, and another leaves.
					homes[point as usize].cancel(2).expect("before the freeze");
					if let Some(point) = leaving.pop() {
						homes[point as usize].end(0).expect("the owner's");
					}
				}
			}
		}
		let mut once = turn.clone();
		once.sort();
		once.dedup();
		assert_eq!(once.len(), turn.len(), "nobody twice: {turn:?}");
		assert!(turn.len() < 9, "some left before their turn");
		for home in &homes {
			let considered = turn.contains(&home.point);
			assert!(considered || ids(home).is_empty(), "{} waits", home.point);
		}
	});
}

#[test]
fn communities_take_turns_even_if_only_one_block_of_an_interval_matters() {
	Chain::new(auction_rules())
		.with_another_community(auction_rules())
		.run(|| {
			let homes = [crowd(0, 4), crowd(1, 4)];
			StandingOrderWeight::set(turns(2));
			let mut times = [0, 0];
			for interval in 1..=8 {
				(0..2).for_each(|id| set_signal(id, interval, Some(price_of(100))));
				next_block();
				for id in 0..2 {
					times[id] += that_ordered(&homes[id], interval).len();
					set_signal(id as u32, interval, None);
				}
				// An odd and an even number of blocks in which there is nothing to do.
				for _ in 0..interval % 3 {
					next_block();
				}
				next_interval();
			}
			assert_eq!(times, [8, 8]);
		});
}

#[test]
fn a_community_that_just_fits_does_not_keep_the_next_out() {
	Chain::new(auction_rules())
		.with_another_community(auction_rules())
		.run(|| {
			let homes = [crowd(0, 2), crowd(1, 2)];
			// Two points and the end of the round, and nothing for another community.
			StandingOrderWeight::set(turns(3));
			for interval in 1..=6 {
				(0..2).for_each(|id| set_signal(id, interval, Some(price_of(100))));
				next_block();
				let ordered = homes.each_ref().map(|of| that_ordered(of, interval).len());
				assert_eq!(
					ordered,
					[interval % 2, (interval + 1) % 2].map(|n| 2 * n as usize)
				);
				(0..2).for_each(|id| set_signal(id, interval, None));
				next_interval();
			}
		});
}

#[test]
fn one_turn_always_fits_and_takes_no_more_than_it_says() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 2);
		StandingOrderWeight::set(turns(1));
		set_signal(0, 1, Some(price_of(100)));
		let mut meter = WeightMeter::with_limit(Weight::MAX);
		EnergyMarket::on_poll(System::block_number(), &mut meter);
		assert!(meter.consumed().all_lte(turns(1)));
		assert_eq!(that_ordered(&homes, 1).len(), 1);
	});
}

#[test]
fn without_weight_nothing_is_ordered_and_nothing_is_lost() {
	Chain::new(auction_rules()).run(|| {
		let homes = crowd(0, 2);
		set_signal(0, 1, Some(price_of(100)));
		for weight in [Weight::zero(), turns(1) - Weight::from_parts(1, 0)] {
			StandingOrderWeight::set(weight);
			next_block();
			assert_eq!(that_ordered(&homes, 1).len(), 0);
		}
		StandingOrderWeight::set(SWEEP);
		next_block();
		assert_eq!(that_ordered(&homes, 1).len(), 2);
	});
}
