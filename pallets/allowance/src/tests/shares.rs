//! The rule of shares, by itself.

use super::*;
use crate::shares::{Block, Kinds};
use proptest::prelude::*;

const BLOCK: u64 = 2_000;

fn space(weight: u64, length: u32) -> Space {
	Space {
		weight: Weight::from_parts(weight, 0),
		length,
	}
}

fn empty(mandatory: u64) -> Block {
	Block {
		space: space(BLOCK, 6_000),
		mandatory: Weight::from_parts(mandatory, 0),
		shares: Kinds {
			operational: space(500, 2_000),
			paid: space(375, 1_500),
			orders: space(187, 750),
			readings: space(375, 1_500),
		},
		taken: Kinds::default(),
	}
}

fn take(block: &mut Block, kind: Kind, more: Space) {
	let taken = match kind {
		Kind::Operational => &mut block.taken.operational,
		Kind::Paid => &mut block.taken.paid,
		Kind::Free(Purpose::Orders) => &mut block.taken.orders,
		Kind::Free(Purpose::Readings) => &mut block.taken.readings,
	};
	*taken = taken.plus(more);
}

fn kinds() -> impl Strategy<Value = Kind> {
	prop::sample::select(Kind::ALL.to_vec())
}

proptest! {
	/// Whatever came before, each kind can still take its share, and a block never overflows.
	#[test]
	fn every_kind_can_always_take_its_share(
		mandatory in 0u64..=563,
		transactions in prop::collection::vec((kinds(), 1u64..400, 1u32..1_500), 0..60),
		last in kinds(),
	) {
		let mut block = empty(mandatory);
		for (kind, weight, length) in transactions {
			let mut next = block;
			take(&mut next, kind, space(weight, length));
			if next.admits(kind) {
				block = next;
			}
		}
		let (taken, share) = (block.taken.of(last), block.shares.of(last));
		take(&mut block, last, Space {
			weight: share.weight.saturating_sub(taken.weight),
			length: share.length.saturating_sub(taken.length),
		});
		prop_assert!(block.admits(last));
		let all = block.taken.sum();
		prop_assert!(all.weight.ref_time() + mandatory <= BLOCK);
		prop_assert!(all.length <= 6_000);
	}
}

#[test]
fn what_nobody_needs_is_anybodys() {
	let mut block = empty(0);
	take(&mut block, Kind::Free(Purpose::Readings), space(938, 1));
	assert!(block.admits(Kind::Free(Purpose::Readings)));
	take(&mut block, Kind::Free(Purpose::Readings), space(1, 0));
	assert!(
		!block.admits(Kind::Free(Purpose::Readings)),
		"938 + 187 + 375 + 500 is all"
	);
}

#[test]
fn weight_and_length_are_reckoned_apart() {
	let mut block = empty(0);
	take(&mut block, Kind::Paid, space(1, 1_751));
	assert!(!block.admits(Kind::Paid), "too long, though light");
	let mut block = empty(0);
	take(&mut block, Kind::Paid, space(900, 1_600));
	assert!(block.admits(Kind::Paid), "beyond its share of both");
}

#[test]
fn within_its_share_a_kind_enters_even_an_overfull_block() {
	let mut block = empty(1_900);
	take(&mut block, Kind::Free(Purpose::Readings), space(375, 1_500));
	assert!(block.admits(Kind::Free(Purpose::Readings)));
	take(&mut block, Kind::Free(Purpose::Readings), space(1, 0));
	assert!(!block.admits(Kind::Free(Purpose::Readings)));
}
