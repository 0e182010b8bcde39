//! What certificates do of each reading is charged, and refunded where they do nothing.

use super::*;
use commonwatt_primitives::green::{Certification, CertifiedMeters, OnSettledEnergy};
use frame_support::{dispatch::GetDispatchInfo, traits::Hooks, weights::WeightMeter};

/// Readings of each home that wait to be settled.
const WAITING: u32 = 14;

/// Homes whose rings hold so many closed intervals.
fn homes(count: u8, certification: Certification, waiting: u32) -> Vec<Home> {
	fund_supplier(0, RICH);
	let mut homes: Vec<_> = (1..=count)
		.map(|owner| Home::new(0, owner).with_credit(RICH))
		.collect();
	for home in &homes {
		Metering::certify(home.point, certification).expect("it exists");
	}
	// Nothing was read while the chain stood still.
	if waiting > 0 {
		at(EPOCH + u64::from(waiting) * interval_millis());
		for home in &mut homes {
			let readings = (0..waiting).map(|_| home.meter(100 - 200 * i64::from(home.point % 2)));
			submit_good(0, readings.collect());
		}
	}
	pass_deadlines();
	for home in &homes {
		assert_eq!(ring(home), waiting);
	}
	homes
}

/// Readings of a home that wait to be settled.
fn ring(home: &Home) -> u32 {
	crate::Positions::<Test>::get(home.point).unsettled.len() as u32
}

fn hooks(count: u64) -> Weight {
	FakeGreenBook::settled_weight() * count
}

/// What a call takes, and its weight before and after.
fn dispatched(who: &AccountId, act: impl Into<RuntimeCall>) -> (Cost, Weight, Weight) {
	let act = act.into();
	let charged = act.get_dispatch_info().call_weight;
	let mut actual = Weight::zero();
	let cost = cost_of(|| {
		let info = call(who, act).expect("it is in order");
		actual = info.actual_weight.expect("it is known");
	});
	(cost, charged, actual)
}

/// What `act` takes of certified homes and of others, with so many readings of each that wait: within its
/// weight, and its weight differs by `hooks`.
#[track_caller]
fn both(
	certified: u64,
	waiting: u32,
	what: &str,
	act: impl Fn(&mut Vec<Home>) -> (Cost, Weight, Weight),
) {
	let [uncertified, producers] =
		[Certification::None, Certification::Producer].map(|certification| {
			Chain::new(rules()).run(|| {
				let (cost, charged, actual) = act(&mut homes(8, certification, waiting));
				within(cost, actual, what);
				assert!(actual.all_lte(charged) && actual != charged, "{what}");
				let heard = heard().len() as u64;
				assert_eq!(
					heard,
					u64::from(certification != Certification::None) * certified
				);
				actual
			})
		});
	assert_eq!(producers - uncertified, hooks(certified), "{what}");
}

#[test]
fn settling_certified_points_costs_what_was_charged_and_the_rest_returns() {
	both(WAITING.into(), WAITING, "settle", |homes| {
		let settle = crate::Call::settle {
			point: homes[0].point,
		};
		let (cost, charged, actual) = dispatched(&account(STRANGER), settle);
		let ring = u64::from(RingSize::get());
		assert!((hooks(ring) + Weights::settle(ring as u32)).all_lte(charged));
		(cost, charged, actual)
	});
}

/// Each home's next reading, in one batch.
fn read_all(homes: &mut [Home]) -> (Cost, Weight, Weight) {
	let readings: Vec<_> = homes.iter_mut().map(|home| home.meter(50)).collect();
	let submit = pallet_metering::Call::submit_readings {
		community: 0,
		readings: readings.try_into().expect("few"),
	};
	dispatched(&gateway(0), submit)
}

#[test]
fn readings_in_time_of_certified_points_are_charged_for_what_they_settle() {
	both(8, 1, "readings", |homes| {
		let taken = read_all(homes);
		assert!(homes.iter().all(|home| ring(home) == 1));
		taken
	});
}

#[test]
fn late_readings_of_certified_points_are_charged_for_themselves() {
	both(8, 0, "late readings", |homes| {
		next_interval();
		pass_deadlines();
		read_all(homes)
	});
}

#[test]
fn with_a_reading_of_a_certified_point_one_is_settled_and_with_a_late_one_itself() {
	for (certification, after_one, heard_then, after_late) in [
		(Certification::None, WAITING - 1, 0, WAITING - 3),
		(Certification::Producer, WAITING, 8, WAITING),
		(Certification::Followed, WAITING, 8, WAITING),
	] {
		Chain::new(rules()).run(|| {
			let mut homes = homes(8, certification, WAITING);
			let (cost, charged, actual) = read_all(&mut homes);
			within(cost, actual, "in time");
			assert!(actual.all_lte(charged));
			assert!(homes.iter().all(|home| ring(home) == after_one));
			assert_eq!(heard().len(), heard_then);
			next_interval();
			next_interval();
			pass_deadlines();
			let (cost, charged, actual) = read_all(&mut homes);
			within(cost, actual, "late");
			assert!(actual.all_lte(charged));
			assert!(homes.iter().all(|home| ring(home) == after_late));
			assert_eq!(heard().len(), 2 * heard_then);
		});
	}
}

#[test]
fn a_withdrawal_from_a_certified_point_is_charged_for_all_it_settles() {
	both(WAITING.into(), WAITING, "withdraw", |homes| {
		let (point, amount) = (homes[0].point, 1);
		let owner = homes[0].owner.clone();
		dispatched(&owner, pallet_billing::Call::withdraw { point, amount })
	});
}

#[test]
fn sweeping_certified_points_costs_no_more_than_on_poll_says() {
	both(8 * u64::from(WAITING), WAITING, "sweep", |homes| {
		PollWeight::set(SWEEP);
		let mut meter = WeightMeter::new();
		let cost = cost_of(|| EnergyMarket::on_poll(System::block_number(), &mut meter));
		PollWeight::set(Weight::zero());
		assert!(homes.iter().all(|home| ring(home) == 0));
		(cost, Weight::MAX, meter.consumed())
	});
}

#[test]
fn the_sweep_leaves_a_point_whose_hooks_do_not_fit() {
	Chain::new(rules()).run(|| {
		let home = &homes(1, Certification::Producer, WAITING)[0];
		let without_hooks = Weights::poll_base()
			+ Weights::poll_community()
			+ Weights::swept_point(RingSize::get());
		let poll = |weight: Weight| {
			PollWeight::set(weight);
			// Auctions and intervals come first.
			for _ in 0..20 {
				EnergyMarket::on_poll(System::block_number(), &mut WeightMeter::new());
			}
			PollWeight::set(Weight::zero());
			ring(home)
		};
		assert_eq!(poll(without_hooks), WAITING);
		assert_eq!(poll(without_hooks + hooks(RingSize::get().into())), 0);
	});
}
