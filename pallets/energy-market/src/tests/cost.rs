//! What calls cost the chain: never more reads, writes and bytes than their weights pay for. An order
//! costs the same in an empty book and in a full one.

mod green;
mod limits;
mod money;
mod orders;
mod points;
mod poll;
mod readings;
mod standing;

use super::{homes::*, trading::*};
use crate::{mock::*, Costs, WeightInfo};
use commonwatt_primitives::{
	order::Side::{Buy, Sell},
	tariff::Rules,
	Interval,
};
use commonwatt_storage_recorder::{cost_of, Cost};
use frame_support::weights::Weight;

type Weights = <Test as crate::Config>::WeightInfo;

/// Homes whose orders stand at every tick of both sides, of up to eight steps; how many.
fn fill_the_book() -> usize {
	let mut filled = 0;
	for tick in (50..=200u64).step_by(8) {
		let limits: Vec<_> = (tick..=200).take(8).map(|limit| (limit, 30)).collect();
		for (side, steps) in [
			(Sell, limits.clone()),
			(Buy, limits.into_iter().rev().collect()),
		] {
			let home = Home::new(0, (filled % 20) as u8 + 1).with_credit(RICH);
			home.order(T, side, &steps).expect("placed");
			filled += 1;
		}
	}
	filled
}

/// What `act` costs the last home of a book with one order, and of a full one.
fn in_both_books(prepare: impl Fn(&Home), act: impl Fn(&Home)) -> [Cost; 2] {
	[false, true].map(|full| {
		Chain::new(auction_rules()).run(|| {
			let first = Home::new(0, 20).with_credit(RICH);
			first.order(T, Sell, &[(60, 30)]).expect("placed");
			if full {
				assert!(fill_the_book() > 30);
			}
			let home = Home::new(0, 19).with_credit(RICH);
			prepare(&home);
			cost_of(|| act(&home))
		})
	})
}

/// What was done is within a weight: its reads, its writes and its bytes each, whatever computation it
/// has to spare.
#[track_caller]
pub(super) fn within(cost: Cost, weight: Weight, what: &str) {
	let (reads, writes) = paid_for(weight);
	assert!(
		cost.reads as u64 <= reads && cost.writes as u64 <= writes,
		"{what}: {cost:?} is more than {reads} reads and {writes} writes"
	);
	assert!(
		cost.bytes_read as u64 <= weight.proof_size(),
		"{what}: {cost:?} is more than {weight}"
	);
}

/// The first interval of September.
const SEPTEMBER: Interval = 31 * 96;

/// The owner pays `amount` whenever its home is worse than normal.
fn set_standing(home: &Home, amount: u128, budget: u128) {
	let point = home.point;
	let terms = Some(pallet_billing::StandingTopUpTerms { amount, budget });
	let set = pallet_billing::Call::set_standing_top_up { point, terms };
	call(&home.owner, set).expect("nobody else's");
}

/// Home `owner` in the last hours of August: of 1 kW, with a standing top-up that it does not need yet.
fn august_home(owner: u8, credit: u128) -> Home {
	let home = Home::with_capacity(0, owner, 1_000, 0).with_credit(credit);
	set_standing(&home, 1, 1_000);
	assert!(!is_queued(&home));
	home
}

fn is_queued(home: &Home) -> bool {
	pallet_billing::QueuedTopUps::<Test>::contains_key(home.point)
}

fn has_filed(home: &Home) -> bool {
	pallet_billing::Statements::<Test>::contains_key(home.point)
}

fn owes(home: &Home) -> bool {
	let (_, debt, receivable) = home.money();
	debt > 0 && receivable > 0
}

/// Rules with an auction and emergency credit that is soon used up.
fn rules_with_emergency_credit() -> Rules {
	Rules {
		emergency_limit: 500,
		..auction_rules()
	}
}

/// Runs `test` shortly before the end of August, with funds that last.
fn in_august(test: impl FnOnce()) {
	Chain::new(rules_with_emergency_credit()).run(|| {
		fund_supplier(0, RICH);
		fund_guarantee(0, RICH);
		run_to_interval(SEPTEMBER - 8);
		test();
	});
}
