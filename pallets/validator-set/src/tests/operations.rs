//! Random sequences of everything that can be done; the invariants hold after each.

use super::*;
use crate::{quorum, Departures, Finality};
use commonwatt_primitives::CommunityId;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Operation {
	Nominate(CommunityId, AccountId),
	Withdraw(CommunityId, AccountId),
	SetKeys(AccountId, u64),
	Purge(AccountId),
	Confirm(AccountId),
	Remove(AccountId),
	Resign(AccountId),
	SetFloor(u32),
	NoteFinality,
	Equivocate(AccountId),
	Dissolve(CommunityId),
	/// So many sessions in which these author nothing.
	Sessions(u32, Vec<AccountId>),
}

fn operations() -> impl Strategy<Value = Operation> {
	use Operation::*;
	let who = || 1..16u64;
	let community = || 0..4u32;
	prop_oneof![
		6 => (community(), who()).prop_map(|(community, who)| Nominate(community, who)),
		2 => (community(), who()).prop_map(|(community, who)| Withdraw(community, who)),
		6 => (who(), 1..40u64).prop_map(|(who, seed)| SetKeys(who, seed)),
		2 => who().prop_map(Purge),
		6 => who().prop_map(Confirm),
		2 => who().prop_map(Remove),
		2 => who().prop_map(Resign),
		1 => (0..8u32).prop_map(SetFloor),
		1 => Just(NoteFinality),
		1 => who().prop_map(Equivocate),
		1 => community().prop_map(Dissolve),
		8 => (1..5u32, prop::collection::vec(who(), 0..6))
			.prop_map(|(count, silent)| Sessions(count, silent)),
	]
}

fn perform(operation: Operation) {
	let signed = RuntimeOrigin::signed;
	// Whatever is refused changes nothing.
	let _ = match operation {
		Operation::Nominate(community, who) => nominate(community, who),
		Operation::Withdraw(community, who) => withdraw(community, who),
		Operation::SetKeys(who, seed) => {
			Session::set_keys(signed(who), keys(seed), proof(who, seed))
		}
		Operation::Purge(who) => ValidatorSet::purge_keys(signed(who)),
		Operation::Confirm(who) => confirm(who),
		Operation::Remove(who) => remove(who),
		Operation::Resign(who) => resign(who),
		Operation::SetFloor(floor) => ValidatorSet::set_floor(RuntimeOrigin::root(), floor),
		Operation::NoteFinality => ValidatorSet::note_finality(RuntimeOrigin::root()),
		Operation::Equivocate(who) => {
			crate::Validators::<Runtime>::mutate(|validators| {
				for validator in validators.iter_mut() {
					validator.equivocated |= validator.account == who;
				}
			});
			Ok(())
		}
		Operation::Dissolve(community) => {
			Existing::mutate(|existing| {
				if !existing.remove(&community) {
					existing.insert(community);
				}
			});
			Ok(())
		}
		Operation::Sessions(count, silent) => {
			for _ in 0..count {
				end_session_without(&silent);
				check_automatic_removals();
			}
			Ok(())
		}
	};
}

/// No more have left by the chain itself, since finality can have passed, than it tolerates.
fn check_automatic_removals() {
	let finality = Finality::<Runtime>::get();
	let removed = Departures::<Runtime>::get()
		.iter()
		.filter(|departure| {
			departure.reason.is_automatic() && departure.session >= finality.session
		})
		.count();
	let most = quorum::tolerated(MAX_VALIDATORS as usize);
	assert!(removed <= most, "{removed} removals, {finality:?}");
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn the_invariants_hold_after_any_sequence(
		founders in 1..8u64,
		sequence in prop::collection::vec(operations(), 1..120),
	) {
		ExtBuilder::default().founders(founders).floor(1).build_and_execute(|| {
			for operation in sequence {
				perform(operation);
				check_invariants();
			}
		});
	}
}
