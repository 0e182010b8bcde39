//! The conservation check reads storage alone, and sees a single unit.

use codec::{Decode, Encode};
use commonwatt_primitives::traits::PointAccount;
use commonwatt_runtime::Runtime;
use commonwatt_runtime_tests::*;
use commonwatt_simulator::conservation::{check, prefixes, Snapshot};
use pallet_metering::Meter;

/// The state in the middle of a day: an open interval, a closed one, a late reading.
fn snapshot() -> Snapshot {
	let mut world = World::new(flat(CELL));
	world.top_up_supplier(1_000_000);
	world.points(&[1_000_000, 1_000_000, 1_000_000]);
	for interval in FIRST..FIRST + 4 {
		world.until_ended(interval);
		world.deliver(interval, &[(0, 300), (1, -200)]);
	}
	world.deliver(FIRST, &[(2, 50)]);
	assert!(world.escrow() > 0);
	let prefixes = prefixes();
	let mut snapshot = world.chain.snapshot();
	snapshot.retain(|(key, _)| prefixes.iter().any(|prefix| key.starts_with(prefix)));
	snapshot
}

fn tamper<V: Encode + Decode>(key: Vec<u8>, change: impl FnOnce(&mut V)) -> Snapshot {
	let mut snapshot = snapshot();
	let (_, bytes) = snapshot
		.iter_mut()
		.find(|entry| entry.0 == key)
		.expect("is stored");
	let mut value = V::decode(&mut &bytes[..]).expect("is a value of this type");
	change(&mut value);
	*bytes = value.encode();
	snapshot
}

fn faults(snapshot: Snapshot) -> usize {
	check(snapshot).faults.len()
}

#[test]
fn an_honest_state_is_conserved() {
	let verdict = check(snapshot());
	assert_eq!(verdict.faults, Vec::<String>::new());
	let sums = &verdict.communities[0];
	assert_eq!(sums.liabilities, 4_000_000);
	assert_eq!(sums.metered.import, 4 * 300 + 50);
}

#[test]
fn one_unit_of_credit_too_many_is_seen() {
	let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(0);
	assert!(faults(tamper(key, |account: &mut PointAccount| account.credit += 1)) > 0);
}

#[test]
fn one_unit_of_credit_too_few_is_seen() {
	let key = pallet_billing::Accounts::<Runtime>::hashed_key_for(1);
	assert!(faults(tamper(key, |account: &mut PointAccount| account.credit -= 1)) > 0);
}

#[test]
fn one_unit_moved_between_escrows_is_seen() {
	let key = pallet_billing::Escrow::<Runtime>::hashed_key_for(COMMUNITY, FIRST + 3);
	assert!(faults(tamper(key, |escrow: &mut u128| *escrow -= 1)) > 0);
}

#[test]
fn one_unit_missing_from_the_pot_is_seen() {
	let pot = commonwatt_runtime::Billing::pot(COMMUNITY);
	let key = frame_system::Account::<Runtime>::hashed_key_for(pot);
	let snapshot = tamper(
		key,
		|account: &mut frame_system::AccountInfo<u32, pallet_balances::AccountData<u128>>| {
			account.data.free -= 1
		},
	);
	assert!(faults(snapshot) > 0);
}

#[test]
fn one_wh_that_was_metered_and_not_booked_is_seen() {
	let key = pallet_metering::Meters::<Runtime>::hashed_key_for(0);
	let snapshot = tamper(key, |meter: &mut Meter<commonwatt_runtime::AccountId>| {
		meter.metered.import += 1
	});
	assert!(faults(snapshot) > 0);
}

#[test]
fn a_state_without_a_community_is_no_proof() {
	assert_eq!(
		check(Vec::new()).faults,
		[
			"there is no community in this state",
			"invariant: 0 validators are not under the floor of 1"
		]
	);
}
