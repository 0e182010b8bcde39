//! Keys, as pallet-session registers them for the set.

use super::*;

fn set_keys_with(
	who: AccountId,
	seed: u64,
	proof: Vec<u8>,
) -> frame_support::pallet_prelude::DispatchResult {
	Session::set_keys(RuntimeOrigin::signed(who), keys(seed), proof)
}

fn authorities() -> Vec<sp_consensus_grandpa::AuthorityId> {
	pallet_grandpa::Authorities::<Runtime>::get()
		.iter()
		.map(|(key, _)| key.clone())
		.collect()
}

#[test]
fn nobody_registers_keys_it_does_not_own() {
	ExtBuilder::default().build_and_execute(|| {
		let invalid = || pallet_session::Error::<Runtime>::InvalidProof;
		// No proof, another's proof, the proof of another key.
		assert_noop!(set_keys_with(EVE, 77, vec![]), invalid());
		assert_noop!(set_keys_with(EVE, 77, proof(FRANK, 77)), invalid());
		assert_noop!(set_keys_with(EVE, 77, proof(EVE, 78)), invalid());
		assert_ok!(set_keys_with(EVE, 77, proof(EVE, 77)));
	});
}

#[test]
fn nobody_registers_the_keys_of_another() {
	ExtBuilder::default().build_and_execute(|| {
		// Whoever holds Alice's key can sign with it, and yet it stays hers.
		assert_noop!(
			set_keys_with(EVE, ALICE, proof(EVE, ALICE)),
			pallet_session::Error::<Runtime>::DuplicatedKey
		);
	});
}

#[test]
fn a_validator_rotates_its_keys_and_stays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_keys_with(ALICE, 99, proof(ALICE, 99)));
		sessions(1);
		assert_eq!(authorities(), [ALICE, BOB, CAROL, DAVE].map(key));
		sessions(1);
		assert_eq!(authorities(), [99, BOB, CAROL, DAVE].map(key));
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		assert_eq!(validating(), [ALICE, BOB, CAROL, DAVE]);
	});
}
