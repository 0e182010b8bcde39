//! Readings.

use super::*;
use commonwatt_primitives::Moment;
use frame_support::dispatch::GetDispatchInfo;

#[test]
fn readings_with_a_position_cost_no_more_than_was_charged() {
	for claimed in [false, true] {
		Chain::new(auction_rules()).run(|| {
			fund_supplier(0, RICH);
			let mut homes: Vec<_> = (0..20)
				.map(|owner| Home::new(0, owner + 1).with_credit(RICH))
				.collect();
			for (index, home) in homes.iter().enumerate() {
				let side = if index % 2 == 0 { Buy } else { Sell };
				home.order(T, side, &[(120, 50)]).expect("placed");
			}
			run_to_interval(T);
			catch_up(&mut homes);
			if claimed {
				homes
					.iter()
					.for_each(|home| home.claim(T).expect("claimed"));
			}
			run_to_interval(T + 1);
			let readings: Vec<_> = homes
				.iter_mut()
				.enumerate()
				.map(|(index, home)| home.meter(if index % 2 == 0 { 60 } else { -40 }))
				.collect();
			// The mock's dispatch asserts that the actual weight is at most what was charged.
			let readings = RuntimeCall::from(pallet_metering::Call::submit_readings {
				community: 0,
				readings: readings.try_into().expect("few"),
			});
			let charged = readings.get_dispatch_info().call_weight;
			let mut actual = Weight::zero();
			let cost = cost_of(|| {
				let info = call(&gateway(0), readings).expect("they count");
				actual = info.actual_weight.expect("it is known");
			});
			assert!(actual.all_lte(charged) && actual != charged);
			within(cost, actual, "readings");
		});
	}
}

#[test]
fn a_reading_costs_the_same_keys_in_a_small_and_in_a_large_auction() {
	let read = |full: bool| {
		Chain::new(auction_rules()).run(|| {
			let mut home = Home::new(0, 19).with_credit(RICH);
			home.order(T, Buy, &[(150, 30)]).expect("placed");
			let other = Home::new(0, 20).with_credit(RICH);
			other.order(T, Sell, &[(60, 30)]).expect("placed");
			if full {
				fill_the_book();
			}
			run_to_interval(T);
			catch_up(std::slice::from_mut(&mut home));
			run_to_interval(T + 1);
			let cost = cost_of(|| home.read(30));
			(cost.reads, cost.writes)
		})
	};
	assert_eq!(read(false), read(true));
}

/// Twenty homes whose next readings do at once all that a reading can: settle two intervals, close a gap,
/// deliver a position that is claimed already or not, file a statement, use emergency credit up, leave a
/// debt with the supplier and call for a standing top-up.
fn homes_about_to_go_broke(claimed: bool) -> Vec<Home> {
	let mut homes: Vec<_> = (1..=20).map(|owner| august_home(owner, 360_000)).collect();
	for _ in 0..2 {
		next_interval();
		homes.iter_mut().for_each(|home| home.read(1));
	}
	for (index, home) in homes.iter().enumerate() {
		let side = if index % 2 == 0 { Buy } else { Sell };
		home.order(SEPTEMBER, side, &[(120, 10)]).expect("placed");
	}
	// Gate closure is in August.
	run_to_interval(SEPTEMBER - 1);
	at(EPOCH + Moment::from(SEPTEMBER) * interval_millis() - 180_000);
	if claimed {
		homes
			.iter()
			.for_each(|home| home.claim(SEPTEMBER).expect("claimed"));
	}
	assert!(!homes.iter().any(is_queued));
	// No meter can be read in time any more before.
	run_to_interval(SEPTEMBER + 2);
	for home in &mut homes {
		(0..6).for_each(|_| home.lose(250));
	}
	homes
}

#[test]
fn readings_of_points_that_go_broke_cost_no_more_than_was_charged() {
	for claimed in [true, false] {
		in_august(|| {
			let mut homes = homes_about_to_go_broke(claimed);
			let readings: Vec<_> = homes.iter_mut().map(|home| home.meter(250)).collect();
			let submit = pallet_metering::Call::submit_readings {
				community: 0,
				readings: readings.try_into().expect("few"),
			};
			let mut actual = Weight::zero();
			let cost = cost_of(|| {
				let info = call(&gateway(0), submit).expect("they count");
				actual = info.actual_weight.expect("it is known");
			});
			for home in &homes {
				assert!(owes(home) && is_queued(home) && has_filed(home));
			}
			within(cost, actual, "readings");
		});
	}
}
