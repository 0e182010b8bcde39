//! What tests do, and look at.

use super::*;
use crate::{Event, Validator, Validators};
use codec::Encode;
use frame_support::{assert_ok, traits::Hooks};
use pallet_authorship::EventHandler;
use sp_consensus_grandpa::{AuthorityId, AuthorityPair};
use sp_core::{crypto::Pair, ed25519, proof_of_possession::ProofOfPossessionGenerator};

pub fn check_invariants() {
	ValidatorSet::check_invariants();
	let mut accounts = set();
	accounts.sort();
	assert_eq!(Members::get(), accounts, "the collective is the set");
	assert!(!validating().is_empty(), "somebody validates");
}

/// The finality key of a seed.
pub fn pair(seed: u64) -> AuthorityPair {
	AuthorityPair::from_string(&format!("//{seed}"), None).expect("a seed")
}

pub fn key(seed: u64) -> AuthorityId {
	pair(seed).public()
}

/// The keys of an account: those of its number as a seed.
pub fn keys_of(account: AccountId) -> SessionKeys {
	keys(account)
}

pub fn keys(seed: u64) -> SessionKeys {
	SessionKeys { grandpa: key(seed) }
}

/// What proves to the session that `owner` holds the keys of a seed.
pub fn proof(owner: AccountId, seed: u64) -> Vec<u8> {
	let mut pair = ed25519::Pair::from_string(&format!("//{seed}"), None).expect("a seed");
	(pair.generate_proof_of_possession(&owner.encode()),).encode()
}

/// Registers an account's keys.
pub fn set_keys(who: AccountId) {
	let origin = RuntimeOrigin::signed(who);
	assert_ok!(Session::set_keys(origin, keys_of(who), proof(who, who)));
}

pub fn nominate(community: CommunityId, who: AccountId) -> DispatchResult {
	let origin = RuntimeOrigin::signed(operator(community));
	ValidatorSet::nominate(origin, community, who)
}

pub fn withdraw(community: CommunityId, who: AccountId) -> DispatchResult {
	let origin = RuntimeOrigin::signed(operator(community));
	ValidatorSet::withdraw_nomination(origin, community, who)
}

pub fn confirm(who: AccountId) -> DispatchResult {
	ValidatorSet::confirm(RuntimeOrigin::signed(THE_SET), who)
}

pub fn remove(who: AccountId) -> DispatchResult {
	ValidatorSet::remove(RuntimeOrigin::signed(THE_SET), who)
}

pub fn resign(who: AccountId) -> DispatchResult {
	ValidatorSet::resign(RuntimeOrigin::signed(who))
}

/// Nominates an account, registers its keys and confirms it.
pub fn join(who: AccountId) {
	assert_ok!(nominate(COMMUNITY, who));
	set_keys(who);
	assert_ok!(confirm(who));
}

/// The accounts of the set, in the order in which they joined.
pub fn set() -> Vec<AccountId> {
	Validators::<Runtime>::get()
		.iter()
		.map(|validator| validator.account)
		.collect()
}

pub fn validator(who: AccountId) -> Validator<AccountId> {
	Validators::<Runtime>::get()
		.into_iter()
		.find(|validator| validator.account == who)
		.expect("a validator of the set")
}

/// Who validates in the session in progress.
pub fn validating() -> Vec<AccountId> {
	pallet_session::Validators::<Runtime>::get()
}

/// Ends the session in progress: of its validators those that are not in `silent` have authored.
pub fn end_session_without(silent: &[AccountId]) {
	for author in validating() {
		if !silent.contains(&author) {
			ValidatorSet::note_author(author);
		}
	}
	let block = (System::block_number() / SESSION + 1) * SESSION;
	System::set_block_number(block - 1);
	System::initialize(&block, &Default::default(), &Default::default());
	Session::on_initialize(block);
	ValidatorSet::on_initialize(block);
	Grandpa::on_finalize(block);
}

/// So many sessions in which `silent` author nothing.
pub fn sessions_without(count: u32, silent: &[AccountId]) {
	(0..count).for_each(|_| end_session_without(silent));
}

/// So many sessions in which everybody authors.
pub fn sessions(count: u32) {
	sessions_without(count, &[]);
}

/// The set's events since the last look.
pub fn events() -> Vec<Event<Runtime>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}
