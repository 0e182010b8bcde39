//! Everything stored is bounded, everything a block does by itself has a budget, and nothing waits
//! for ever.

use super::homes::*;
use crate::{mock::*, Costs, History, Markets, Positions, Results, WeightInfo};
use commonwatt_primitives::{reading::Refusal, traits::MarketClock, Interval, PointId, MAX_PRICE};
use frame_support::{
	traits::{Hooks, Time},
	weights::{Weight, WeightMeter},
};

type Weights = <Test as crate::Config>::WeightInfo;

fn ring(point: PointId) -> Vec<Interval> {
	Positions::<Test>::get(point)
		.unsettled
		.into_iter()
		.map(|reading| reading.interval)
		.collect()
}

/// Keys in state, without the chain's own.
fn keys_in_state() -> usize {
	let system = sp_io::hashing::twox_128(b"System");
	let (mut key, mut count) = (vec![], 0);
	while let Some(next) = sp_io::storage::next_key(&key) {
		count += usize::from(!next.starts_with(&system));
		key = next;
	}
	count
}

#[test]
fn a_full_ring_settles_its_oldest_closed_intervals_with_the_next_reading() {
	RingSize::set(4);
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(1_000_000);
		run_block(EPOCH + 4 * interval_millis());
		let readings = (0..4).map(|_| home.meter(10)).collect();
		submit_good(0, readings);
		pass_deadlines();
		assert_eq!(ring(home.point), vec![0, 1, 2, 3]);
		home.read(10);
		assert_eq!(
			ring(home.point),
			vec![2, 3, 4],
			"two were settled, one came"
		);
	});
}

#[test]
fn a_full_ring_without_a_closed_interval_refuses_the_reading_and_takes_it_later() {
	RingSize::set(3);
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(1_000_000);
		// As after a standstill, more intervals are open than the ring holds.
		run_block(EPOCH + 10 * interval_millis());
		let readings: Vec<_> = (0..4).map(|_| home.meter(10)).collect();
		assert_eq!(
			submit(0, readings.clone()),
			vec![(3, Refusal::TooManyUnsettled)]
		);
		assert_eq!(ring(home.point), vec![0, 1, 2]);
		while Communities::due() < 3 {
			run_block(Timestamp::now() + 6_000);
		}
		submit_good(0, vec![readings[3]]);
		assert_eq!(
			Positions::<Test>::get(home.point).unsettled.len(),
			1,
			"late: only 2 is left to settle"
		);
	});
}

#[test]
fn a_late_reading_needs_no_room_in_the_ring() {
	RingSize::set(3);
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(1_000_000);
		run_to_interval(3);
		let readings: Vec<_> = (0..3).map(|_| home.meter(10)).collect();
		pass_deadlines();
		submit_good(0, readings);
		assert_eq!(ring(home.point), Vec::<Interval>::new());
	});
}

#[test]
fn a_ring_of_the_runtimes_size_never_refuses_a_steady_meter_though_nobody_sweeps() {
	Chain::new(rules()).run(|| {
		fund_supplier(0, 1_000_000);
		let mut home = Home::new(0, 1).with_credit(1_000_000_000);
		for interval in 0..150 {
			next_interval();
			home.read(if interval % 3 == 0 { -10 } else { 10 });
			let open = MAX_OPEN_INTERVALS as usize;
			assert!(ring(home.point).len() <= open, "at {interval}");
		}
	});
}

#[test]
fn on_poll_keeps_within_its_weight_and_still_comes_round() {
	let budget = Weights::poll_base()
		+ Weights::poll_community()
		+ Weights::close_interval() * 8
		+ Weights::swept_point(RingSize::get()) * 3;
	Chain::new(rules()).run(|| {
		let mut homes: Vec<_> = (0..200)
			.map(|index| Home::with_capacity(0, index % 20 + 1, 4_000, 0).with_credit(1_000_000))
			.collect();
		next_interval();
		let readings = homes.iter_mut().map(|home| home.meter(10)).collect();
		submit_good(0, readings);
		pass_deadlines();
		assert_eq!(Markets::<Test>::get(0).unsettled, 200);
		PollWeight::set(budget);
		let mut blocks = 0;
		while Markets::<Test>::get(0).unsettled > 0 {
			let mut meter = WeightMeter::with_limit(Weight::MAX);
			EnergyMarket::on_poll(System::block_number(), &mut meter);
			assert!(
				meter.consumed().all_lte(budget),
				"{} of {budget}",
				meter.consumed()
			);
			blocks += 1;
			assert!(blocks < 200, "the sweep comes round");
		}
		assert_eq!(escrow(0), 0);
	});
}

#[test]
fn on_poll_takes_no_more_than_the_block_has_left() {
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(1_000_000);
		next_interval();
		home.read(10);
		pass_deadlines();
		PollWeight::set(SWEEP);
		let mut meter = WeightMeter::with_limit(Weights::poll_base());
		EnergyMarket::on_poll(System::block_number(), &mut meter);
		assert_eq!(Markets::<Test>::get(0).unsettled, 1, "nothing to spend");
		let mut meter = WeightMeter::with_limit(SWEEP);
		EnergyMarket::on_poll(System::block_number(), &mut meter);
		assert_eq!(Markets::<Test>::get(0).unsettled, 0);
	});
}

#[test]
fn every_community_is_swept_though_a_block_has_weight_for_one() {
	let one = Weights::poll_base()
		+ Weights::poll_community()
		+ Weights::close_interval() * 8
		+ Weights::swept_point(RingSize::get());
	Chain::new(rules()).with_another_community(rules()).run(|| {
		let mut homes: Vec<_> = (0..2)
			.map(|community| Home::new(community, 1).with_credit(1_000_000))
			.collect();
		next_interval();
		homes.iter_mut().for_each(|home| home.read(10));
		pass_deadlines();
		PollWeight::set(one);
		for _ in 0..4 {
			run_block(Timestamp::now() + 6_000);
		}
		assert_eq!(
			[0, 1].map(|community| Markets::<Test>::get(community).unsettled),
			[0, 0]
		);
	});
}

#[test]
fn a_dead_meter_is_swept_within_retention_and_its_interval_retired() {
	PollWeight::set(SWEEP);
	Chain::new(rules()).run(|| {
		let mut dead = Home::new(0, 1).with_credit(1_000_000);
		next_interval();
		dead.read(10);
		run_to_interval(1 + Retention::get());
		assert_eq!(ring(dead.point), Vec::<Interval>::new());
		assert_eq!(escrow(0), 0);
		next_interval();
		assert_eq!(Results::<Test>::iter().count(), 0, "retired");
		assert_eq!(History::<Test>::get(0, 0).expect("kept").short, 10);
	});
}

#[test]
fn an_interval_is_not_retired_while_a_point_is_unsettled() {
	// Enough to close and retire, not to sweep.
	let weight = Weights::poll_base()
		+ Weights::poll_community()
		+ Weights::close_interval() * 8
		+ Weights::retire_interval() * 8;
	assert!(!weight.all_gte(
		Weights::poll_base() + Weights::poll_community() + Weights::swept_point(RingSize::get())
	));
	PollWeight::set(weight);
	Chain::new(rules()).run(|| {
		let mut a = Home::new(0, 1).with_credit(1_000_000);
		let mut b = Home::new(0, 2);
		next_interval();
		a.read(10);
		b.read(-10);
		run_to_interval(Retention::get() + 5);
		assert!(Communities::retired() > 0);
		assert!(
			Results::<Test>::contains_key(0, 0),
			"kept for who is unsettled"
		);
		assert_eq!(escrow(0), 10 * 75 + 10 * 125);
		a.settle();
		run_block(Timestamp::now() + 6_000);
		assert!(Results::<Test>::contains_key(0, 0), "kept for the other");
		b.settle();
		assert_eq!(escrow(0), 0);
		run_block(Timestamp::now() + 6_000);
		assert!(!Results::<Test>::contains_key(0, 0));
	});
}

#[test]
fn the_history_ring_is_pruned() {
	PollWeight::set(SWEEP);
	Retention::set(32);
	Chain::new(rules()).run(|| {
		let mut home = Home::new(0, 1).with_credit(1_000_000_000);
		for _ in 0..150 {
			next_interval();
			home.read(10);
		}
		let kept: Vec<_> = {
			let mut kept: Vec<_> = History::<Test>::iter_key_prefix(0).collect();
			kept.sort();
			kept
		};
		let last = Communities::retired();
		let expected: Vec<_> = (last - HistoryLength::get()..last).collect();
		assert_eq!(kept, expected);
	});
}

#[test]
fn state_does_not_grow_with_time() {
	PollWeight::set(SWEEP);
	Retention::set(32);
	Chain::new(rules()).run(|| {
		fund_supplier(0, 1_000_000_000);
		let mut homes: Vec<_> = (1..6)
			.map(|owner| Home::new(0, owner).with_credit(1_000_000_000))
			.collect();
		let mut live = |intervals: u32| {
			for _ in 0..intervals {
				next_interval();
				for (index, home) in homes.iter_mut().enumerate() {
					home.read(if index % 2 == 0 { 100 } else { -70 });
				}
			}
			keys_in_state()
		};
		let grown = live(120);
		assert_eq!(live(120), grown);
	});
}

#[test]
fn the_highest_prices_and_energies_are_counted_exactly() {
	// 2^48 base units a Wh, 2^31 W for an hour and a step of 10^6 Wh.
	let retail = MAX_PRICE;
	let most = (1u64 << 31) + 1_000_000;
	Chain::new(flat_rules(retail - 10, retail, 10))
		.with_interval_seconds(3_600)
		.run(|| {
			let cost = u128::from(retail) * u128::from(most);
			let rich = pallet_balances::Call::force_set_balance {
				who: account(STRANGER),
				new_free: 10 * cost,
			};
			dispatch(rich, RuntimeOrigin::root()).expect("root mints");
			let [mut payer, mut seller, mut broke] =
				[1, 2, 3].map(|owner| Home::with_capacity(0, owner, 1 << 31, 1_000_000));
			top_up(payer.point, cost);
			next_interval();
			let most = most as i64;
			submit_good(
				0,
				vec![payer.meter(most), seller.meter(-most), broke.meter(most)],
			);
			assert_eq!(escrow(0), cost);
			assert_eq!(broke.account().receivable, cost);
			pass_deadlines();
			[&payer, &seller, &broke].into_iter().for_each(Home::settle);
			let fees = 10 * most as u128;
			assert_eq!([payer.credit(), seller.credit()], [0, cost - fees]);
			assert_eq!(books(0).treasury, fees);
			assert_eq!(escrow(0), 0);

			// A gap of a day, at once.
			payer.next += 24;
			payer.registers.import += 24 * (most as u64 - 1_000_000);
			run_to_interval(payer.next + 3);
			payer.read(most);
			let energy = 24 * (most as u128 - 1_000_000) + most as u128;
			assert_eq!(payer.account().receivable, u128::from(retail) * energy);
		});
}

#[test]
fn a_removed_point_leaves_nothing_behind() {
	PollWeight::set(SWEEP);
	Chain::new(rules()).run(|| {
		fund_supplier(0, 1_000_000);
		run_to_interval(1);
		let before = keys_in_state();
		let mut home = Home::new(0, 1);
		next_interval();
		home.read(-10);
		let last = home.registers;
		let close = pallet_metering::Call::close_point {
			point: home.point,
			last,
		};
		call(&operator(0), close).expect("the operator closes");
		pass_deadlines();
		home.settle();
		let remove = || {
			call(
				&account(STRANGER),
				pallet_metering::Call::remove_point { point: home.point },
			)
			.map(|_| ())
		};
		let error = pallet_metering::Error::<Test>::PointHasObligations;
		assert_eq!(remove(), Err(error.into()), "500 are in its account");
		withdraw(&home, 500).expect("closed and settled");
		assert_eq!(remove(), Ok(()));
		run_to_interval(Retention::get() + HistoryLength::get() + 5);
		// The counters of the community, and the market's and the supplier's accounts.
		let left = keys_in_state() - before;
		assert!(left <= 4, "{left} keys are left");
		assert_eq!(
			Positions::<Test>::iter().count() + Results::<Test>::iter().count(),
			0
		);
		assert_eq!(pallet_billing::Accounts::<Test>::iter().count(), 0);
	});
}
