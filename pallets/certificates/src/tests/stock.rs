//! The arithmetic of storage: any sequence of charges, allocations and discharges.

use crate::{AllocationRefusal, Stock};
use commonwatt_primitives::{certificate::StorageTotals, Interval, Wh};
use frame_support::traits::ConstU32;
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::Permill;

type Four = Stock<ConstU32<4>>;

#[derive(Clone, Debug)]
enum Step {
	Charge(Wh, Wh),
	/// To the lot of so many intervals ago.
	Allocate(Interval, Wh),
	Discharge(Wh),
	Pass(Interval),
}

fn step() -> impl Strategy<Value = Step> {
	let wh = || prop_oneof![1..20u64, 1..1_000u64, 1..(1u64 << 32)];
	prop_oneof![
		4 => (wh(), wh()).prop_map(|(charged, green)| Step::Charge(charged, green)),
		3 => (0..6u32, wh()).prop_map(|(ago, wh)| Step::Allocate(ago, wh)),
		4 => wh().prop_map(Step::Discharge),
		1 => (0..12u32).prop_map(Step::Pass),
	]
}

const VALIDITY: Interval = 20;

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

	#[test]
	fn charge_is_given_lost_or_there_and_green_never_grows(
		efficiency in prop_oneof![Just(1_000_000u32), 1..1_000_000u32, 700_000..950_000u32],
		steps in prop::collection::vec(step(), 1..200),
	) {
		let efficiency = Permill::from_parts(efficiency);
		let mut stock = Four::default();
		let (mut now, mut charged, mut green_in, mut green_out) = (0, 0u64, 0u64, 0u64);
		for step in steps {
			now += 1;
			match step {
				Step::Charge(wh, green) => {
					stock.charge(now, wh, green, H256::zero());
					charged += wh;
					green_in += green.min(wh);
				}
				Step::Allocate(ago, wh) => {
					let interval = Interval::saturating_sub(now, ago);
					let before = stock.clone();
					match stock.allocate(interval, wh, H256::zero()) {
						Ok(_) => green_in += wh,
						Err(_) => prop_assert_eq!(&stock, &before),
					}
				}
				Step::Discharge(wh) => {
					let before = (stock.charged(), stock.green());
					let given = stock.discharge(now, wh, efficiency);
					let record = given.record;
					prop_assert_eq!(record.discharged, wh);
					prop_assert_eq!(before.0 - stock.charged(), record.taken);
					prop_assert_eq!(before.1 - stock.green(), record.green_taken);
					prop_assert!(record.green_taken <= record.taken);
					prop_assert!(given.green <= record.covered && record.covered <= wh);
					prop_assert!(record.covered <= record.taken);
					// All that was charged before, or what the efficiency needs.
					let enough = u128::from(record.taken) * u128::from(efficiency.deconstruct())
						>= u128::from(wh) * 1_000_000;
					prop_assert!(stock.charged() == 0 || enough);
					prop_assert_eq!(enough, record.covered == wh);
					green_out += given.green;
				}
				Step::Pass(intervals) => {
					now += intervals;
					stock.drop_expired(now, VALIDITY);
				}
			}
			let StorageTotals { green_charged, allocated, green_taken, green_expired, covered, losses, .. } =
				stock.totals;
			prop_assert_eq!(charged, covered + losses + stock.charged());
			prop_assert_eq!(green_in, green_charged + allocated);
			prop_assert_eq!(green_in, green_taken + green_expired + stock.green());
			prop_assert!(green_out <= green_taken && green_out <= green_in);
			prop_assert!(stock.lots.is_sorted_by_key(|lot| lot.from));
			prop_assert!(stock.lots.iter().all(|lot| lot.green <= lot.charged && lot.charged > 0));
		}
	}
}

#[test]
fn green_of_a_part_is_rounded_down_and_stays() {
	let mut stock = Four::default();
	stock.charge(1, 3, 2, H256::zero());
	// 1 of 3: two thirds of a green Wh.
	let one = stock.discharge(2, 1, Permill::one());
	assert_eq!((one.green, stock.green()), (0, 2));
	let rest = stock.discharge(3, 2, Permill::one());
	assert_eq!((rest.green, stock.green()), (2, 0));
}

#[test]
fn certificates_go_to_the_lot_of_their_interval_alone() {
	let mut stock = Four::default();
	stock.charge(1, 10, 4, H256::zero());
	stock.charge(2, 10, 0, H256::zero());
	let refused = |stock: &mut Four, interval, wh| {
		stock
			.allocate(interval, wh, H256::zero())
			.expect_err("refused")
	};
	assert_eq!(refused(&mut stock, 3, 1), AllocationRefusal::NoChargeRecord);
	assert_eq!(refused(&mut stock, 1, 7), AllocationRefusal::BeyondCharge);
	assert!(stock.allocate(1, 6, H256::zero()).is_ok());
	assert_eq!(stock.lots[0].green, 10);
	assert_eq!(stock.lots[1].green, 0);
}

#[test]
fn the_lineage_of_a_lot_and_of_a_discharge_says_what_made_it() {
	let charge = |lineage: u8| {
		let mut stock = Four::default();
		stock.charge(1, 10, 5, H256::repeat_byte(lineage));
		stock
	};
	let given = |mut stock: Four| stock.discharge(2, 4, Permill::one()).lineage;
	assert_eq!(given(charge(1)), given(charge(1)));
	assert_ne!(given(charge(1)), given(charge(2)));
	let allocated = |lineage: u8| {
		let mut stock = charge(1);
		stock
			.allocate(1, 5, H256::repeat_byte(lineage))
			.expect("there is room");
		given(stock)
	};
	assert_ne!(allocated(1), given(charge(1)));
	assert_ne!(allocated(1), allocated(2));
}

#[test]
fn the_largest_numbers_do_not_overflow() {
	let mut stock = Four::default();
	stock.charge(1, Wh::MAX, Wh::MAX, H256::zero());
	stock.charge(2, Wh::MAX, 0, H256::zero());
	let given = stock.discharge(3, Wh::MAX, Permill::from_parts(1));
	assert!(given.green <= Wh::MAX);
}
