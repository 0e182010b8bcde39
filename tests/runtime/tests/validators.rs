//! Validators: nominated by a community, confirmed and removed by vote, through real extrinsics while sessions
//! rotate.

use codec::Encode;
use commonwatt_runtime::{
	genesis::get_preset, AccountId, Grandpa, Moment, Runtime, RuntimeCall, RuntimeEvent,
	RuntimeGenesisConfig, SessionKeys, Validators, MAX_SILENT_SESSIONS, SESSION_BLOCKS,
	SLOT_DURATION,
};
use commonwatt_runtime_tests::*;
use frame_support::dispatch::GetDispatchInfo;
use pallet_validator_set::{Call as Set, Error};
use sp_core::{
	crypto::Pair, ed25519, proof_of_possession::ProofOfPossessionGenerator, sr25519, H256,
};
use sp_keyring::Sr25519Keyring;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError, DispatchResult,
};

type Motion = pallet_collective::Call<Runtime, Validators>;

/// The validators of the preset `local`.
const FOUNDERS: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];

fn world() -> World {
	let json = get_preset(&"local".into()).expect("is a preset");
	let config: RuntimeGenesisConfig = serde_json::from_slice(&json).expect("is a whole genesis");
	World::of(&config)
}

fn ids<const N: usize>(who: [Sr25519Keyring; N]) -> Vec<AccountId> {
	who.map(|who| who.to_account_id()).to_vec()
}

/// Keys of a seed, and the proof that `owner` holds them.
fn keys(seed: &str, owner: Sr25519Keyring) -> (SessionKeys, Vec<u8>) {
	let mut aura = sr25519::Pair::from_string(seed, None).expect("a seed");
	let mut grandpa = ed25519::Pair::from_string(seed, None).expect("a seed");
	let keys = SessionKeys {
		aura: aura.public().into(),
		grandpa: grandpa.public().into(),
	};
	let owner = owner.to_account_id().encode();
	let proof = (
		aura.generate_proof_of_possession(&owner),
		grandpa.generate_proof_of_possession(&owner),
	);
	(keys, proof.encode())
}

fn set_keys(seed: &str, owner: Sr25519Keyring) -> RuntimeCall {
	let (keys, proof) = keys(seed, owner);
	pallet_session::Call::set_keys { keys, proof }.into()
}

fn nominate(who: Sr25519Keyring) -> RuntimeCall {
	Set::nominate {
		community: COMMUNITY,
		validator: who.to_account_id(),
	}
	.into()
}

fn confirm(who: Sr25519Keyring) -> RuntimeCall {
	Set::confirm {
		validator: who.to_account_id(),
	}
	.into()
}

fn remove(who: Sr25519Keyring) -> RuntimeCall {
	Set::remove {
		validator: who.to_account_id(),
	}
	.into()
}

/// The validators vote: `ayes` say yes. What came of it.
fn vote(world: &mut World, ayes: &[Sr25519Keyring], call: RuntimeCall) -> DispatchResult {
	let proposal_hash: H256 = BlakeTwo256::hash_of(&call);
	let count = || pallet_collective::ProposalCount::<Runtime, Validators>::get();
	let index = world.chain.read(count);
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	let length_bound = call.encoded_size() as u32;
	let propose = Motion::propose {
		threshold: ayes.len() as u32,
		proposal: Box::new(call),
		length_bound,
	};
	world.ok(ayes[0], RuntimeCall::ValidatorsCollective(propose));
	for who in ayes {
		let aye = Motion::vote {
			proposal: proposal_hash,
			index,
			approve: true,
		};
		world.ok(*who, RuntimeCall::ValidatorsCollective(aye));
	}
	let close = Motion::close {
		proposal_hash,
		index,
		proposal_weight_bound,
		length_bound,
	};
	world.submit(ayes[0], RuntimeCall::ValidatorsCollective(close));
	let outcome = world.block();
	assert_eq!(outcome.results, [Ok(Ok(()))]);
	let executed = outcome.events.iter().find_map(|event| match event {
		RuntimeEvent::ValidatorsCollective(pallet_collective::Event::Executed {
			result, ..
		}) => Some(*result),
		_ => None,
	});
	executed.expect("the motion was carried out")
}

fn validating(world: &mut World) -> Vec<AccountId> {
	world.chain.read(pallet_session::Validators::<Runtime>::get)
}

fn set(world: &mut World) -> Vec<AccountId> {
	let validators = world
		.chain
		.read(pallet_validator_set::Validators::<Runtime>::get);
	validators.into_iter().map(|entry| entry.account).collect()
}

/// Runs blocks to the first of the next session; in the slots of `silent` nobody authors.
fn end_session(world: &mut World, silent: &[Sr25519Keyring]) {
	let silent = silent
		.iter()
		.map(|who| who.to_account_id())
		.collect::<Vec<_>>();
	loop {
		let next = next_block(world, &silent);
		world.chain.block(next, Vec::new()).expect("a block");
		world.now = next;
		let height = world.chain.read(commonwatt_runtime::System::block_number);
		if height % SESSION_BLOCKS == 0 {
			break;
		}
	}
	world.chain.read(commonwatt_runtime::check_invariants);
}

/// The next time at which somebody authors who is not silent.
fn next_block(world: &mut World, silent: &[AccountId]) -> Moment {
	let validators = validating(world);
	let mut next = world.now + SLOT_DURATION;
	let author = |at: Moment| (at / SLOT_DURATION % validators.len() as u64) as usize;
	while silent.contains(&validators[author(next)]) {
		next += SLOT_DURATION;
	}
	next
}

fn sessions(world: &mut World, count: u32, silent: &[Sr25519Keyring]) {
	(0..count).for_each(|_| end_session(world, silent));
}

/// Eve registers her keys and is nominated.
fn candidate(world: &mut World) {
	world.ok(Eve, set_keys("//Eve", Eve));
	world.ok(Alice, nominate(Eve));
}

#[test]
fn a_community_nominates_who_the_validators_confirm_and_it_authors() {
	let mut world = world();
	candidate(&mut world);
	assert_eq!(
		vote(&mut world, &[Alice, Bob, Charlie], confirm(Eve)),
		Ok(())
	);
	assert_eq!(set(&mut world), ids([Alice, Bob, Charlie, Dave, Eve]));
	sessions(&mut world, 2, &[]);
	assert_eq!(
		validating(&mut world),
		ids([Alice, Bob, Charlie, Dave, Eve])
	);
	let (keys, _) = keys("//Eve", Eve);
	let (authors, voters) = world.chain.read(|| {
		(
			pallet_aura::Authorities::<Runtime>::get(),
			Grandpa::grandpa_authorities(),
		)
	});
	assert_eq!(authors.last(), Some(&keys.aura));
	assert_eq!(voters.last(), Some(&(keys.grandpa, 1)));
	sessions(&mut world, 1, &[]);
	let eve = world
		.chain
		.read(|| pallet_validator_set::Validators::<Runtime>::get().pop());
	assert!(eve.expect("five validators").proven);
}

#[test]
fn half_of_the_validators_confirm_nobody() {
	let mut world = world();
	candidate(&mut world);
	let confirmed = vote(&mut world, &[Alice, Bob], confirm(Eve));
	assert_eq!(confirmed, Err(DispatchError::BadOrigin));
	assert_eq!(set(&mut world), ids(FOUNDERS));
}

#[test]
fn votes_do_not_bring_the_set_under_its_floor() {
	let mut world = world();
	assert_eq!(
		vote(&mut world, &[Alice, Bob, Charlie], remove(Dave)),
		Ok(())
	);
	let removed = vote(&mut world, &[Alice, Bob], remove(Charlie));
	assert_eq!(removed, Err(Error::<Runtime>::FloorReached.into()));
	sessions(&mut world, 2, &[]);
	assert_eq!(validating(&mut world), ids([Alice, Bob, Charlie]));
}

#[test]
fn who_validates_purges_no_keys_by_any_path() {
	let mut world = world();
	let purge = || RuntimeCall::ValidatorSet(Set::purge_keys {});
	let refused = Err(Error::<Runtime>::StillValidating.into());
	assert_eq!(world.call(Dave, purge()), Ok(refused));
	let of_session = RuntimeCall::Session(pallet_session::Call::purge_keys {});
	let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
	assert_eq!(world.call(Dave, of_session.clone()), Ok(filtered));
	let batch = RuntimeCall::Utility(pallet_utility::Call::batch_all {
		calls: vec![of_session],
	});
	assert_eq!(
		world.call(Dave, batch),
		Ok(filtered),
		"a batch is filtered call by call"
	);
	assert_eq!(
		vote(&mut world, &[Alice, Bob, Charlie], remove(Dave)),
		Ok(())
	);
	sessions(&mut world, 1, &[]);
	assert_eq!(world.call(Dave, purge()), Ok(refused));
	sessions(&mut world, 1, &[]);
	world.ok(Dave, purge());
	sessions(&mut world, 2, &[]);
	assert_eq!(validating(&mut world), ids([Alice, Bob, Charlie]));
}

#[test]
fn nobody_registers_keys_it_does_not_own() {
	let mut world = world();
	let (keys, proof) = keys("//Eve", Ferdie);
	let stolen = pallet_session::Call::set_keys { keys, proof };
	let invalid = pallet_session::Error::<Runtime>::InvalidProof;
	assert_eq!(
		world.call(Eve, RuntimeCall::Session(stolen)),
		Ok(Err(invalid.into()))
	);
}

#[test]
fn a_validator_rotates_its_keys_and_goes_on() {
	let mut world = world();
	world.ok(Bob, set_keys("//Bob//new", Bob));
	sessions(&mut world, 2, &[]);
	let (new, _) = keys("//Bob//new", Bob);
	let authors = world.chain.read(pallet_aura::Authorities::<Runtime>::get);
	assert_eq!(authors[1], new.aura);
	assert_eq!(validating(&mut world), ids(FOUNDERS));
}

#[test]
fn who_authors_nothing_for_six_hours_leaves() {
	let mut world = world();
	sessions(&mut world, MAX_SILENT_SESSIONS - 1, &[Dave]);
	assert_eq!(set(&mut world), ids(FOUNDERS));
	sessions(&mut world, 1, &[Dave]);
	assert_eq!(set(&mut world), ids([Alice, Bob, Charlie]));
	sessions(&mut world, 2, &[Dave]);
	assert_eq!(validating(&mut world), ids([Alice, Bob, Charlie]));
	let refused = Error::<Runtime>::CoolingDown;
	assert_eq!(world.call(Alice, nominate(Dave)), Ok(Err(refused.into())));
}

/// Two votes of a seed's key in a round of the first set.
fn votes(seed: &str, blocks: [u8; 2]) -> RuntimeCall {
	let pair = ed25519::Pair::from_string(seed, None).expect("a seed");
	let signed = |block| {
		let vote = finality_grandpa::Prevote {
			target_hash: H256::repeat_byte(block),
			target_number: 7,
		};
		let message = finality_grandpa::Message::Prevote(vote.clone());
		let signature = pair.sign(&sp_consensus_grandpa::localized_payload(1, 0, &message));
		(vote, signature.into())
	};
	let equivocation = finality_grandpa::Equivocation {
		round_number: 1,
		identity: pair.public().into(),
		first: signed(blocks[0]),
		second: signed(blocks[1]),
	};
	pallet_grandpa::Call::report_equivocation {
		equivocation_proof: Box::new(sp_consensus_grandpa::EquivocationProof::new(
			0,
			sp_consensus_grandpa::Equivocation::Prevote(equivocation),
		)),
		key_owner_proof: pallet_validator_set::OfSetInForce,
	}
	.into()
}

#[test]
fn who_votes_twice_in_a_round_leaves_and_the_report_is_free_if_it_is_true() {
	let mut world = world();
	let before = world.free(Ferdie);
	let invalid = pallet_grandpa::Error::<Runtime>::InvalidEquivocationProof;
	assert_eq!(
		world.call(Ferdie, votes("//Dave", [1, 1])),
		Ok(Err(invalid.into()))
	);
	let after_fee = world.free(Ferdie);
	assert!(after_fee < before);
	world.ok(Ferdie, votes("//Dave", [1, 2]));
	assert_eq!(world.free(Ferdie), after_fee);
	sessions(&mut world, 1, &[]);
	assert_eq!(set(&mut world), ids([Alice, Bob, Charlie]));
}
