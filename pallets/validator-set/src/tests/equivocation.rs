//! Two votes in a round of finality.

use super::*;
use crate::{EquivocationReports, OfSetInForce};
use frame_support::{assert_err, dispatch::DispatchResultWithPostInfo, pallet_prelude::Pays};
use pallet_grandpa::Error as GrandpaError;
use sp_consensus_grandpa::{localized_payload, Equivocation, EquivocationProof, SetId};
use sp_core::{crypto::Pair, H256};
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionSource};
use sp_staking::offence::OffenceReportSystem;

type Proof = EquivocationProof<H256, u64>;

const ROUND: u64 = 3;

/// Two prevotes in a round, signed with the key of a seed.
fn votes(seed: u64, set_id: SetId, round: u64, hashes: [u8; 2]) -> Proof {
	votes_signed_by(seed, seed, set_id, round, hashes)
}

/// Two prevotes in a round in the name of one seed's key, signed with another's.
fn votes_signed_by(seed: u64, signer: u64, set_id: SetId, round: u64, hashes: [u8; 2]) -> Proof {
	let signed = |hash| {
		let vote = finality_grandpa::Prevote {
			target_hash: H256::repeat_byte(hash),
			target_number: 10,
		};
		let message = finality_grandpa::Message::Prevote(vote.clone());
		let payload = localized_payload(round, set_id, &message);
		(vote, pair(signer).sign(&payload))
	};
	EquivocationProof::new(
		set_id,
		Equivocation::Prevote(finality_grandpa::Equivocation {
			round_number: round,
			identity: key(seed),
			first: signed(hashes[0]),
			second: signed(hashes[1]),
		}),
	)
}

fn equivocation(seed: u64) -> Proof {
	let set_id = pallet_grandpa::CurrentSetId::<Runtime>::get();
	votes(seed, set_id, ROUND, [1, 2])
}

fn report(proof: Proof) -> DispatchResultWithPostInfo {
	let origin = RuntimeOrigin::signed(STRANGER);
	Grandpa::report_equivocation(origin, Box::new(proof), OfSetInForce)
}

#[test]
fn who_votes_twice_leaves_at_the_end_of_the_session() {
	ExtBuilder::default().build_and_execute(|| {
		let reported = report(equivocation(DAVE)).expect("a valid report");
		assert_eq!(reported.pays_fee, Pays::No);
		assert!(validator(DAVE).equivocated);
		assert_eq!(
			events(),
			[Event::Equivocated {
				validator: DAVE,
				round: ROUND,
			}]
		);
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		sessions(1);
		assert_eq!(set(), [ALICE, BOB, CAROL]);
		assert_eq!(
			events(),
			[Event::Departed {
				validator: DAVE,
				reason: Reason::Equivocated,
				until: COOL_DOWN,
				validators: 3,
			}]
		);
	});
}

#[test]
fn it_waits_for_another_at_the_floor() {
	ExtBuilder::default().floor(4).build_and_execute(|| {
		assert_ok!(report(equivocation(DAVE)));
		sessions(3);
		assert_eq!(set(), [ALICE, BOB, CAROL, DAVE]);
		join(EVE);
		sessions(1);
		assert_eq!(set(), [ALICE, BOB, CAROL, EVE]);
	});
}

#[test]
fn it_goes_before_the_silent() {
	ExtBuilder::default().build_and_execute(|| {
		sessions_without(MAX_SILENT - 1, &[CAROL]);
		assert_ok!(report(equivocation(DAVE)));
		sessions_without(1, &[CAROL]);
		assert_eq!(set(), [ALICE, BOB, CAROL]);
	});
}

#[test]
fn new_keys_do_not_hide_old_votes() {
	ExtBuilder::default().build_and_execute(|| {
		let origin = RuntimeOrigin::signed(DAVE);
		assert_ok!(Session::set_keys(origin, keys(99), proof(DAVE, 99)));
		assert_ok!(report(equivocation(DAVE)));
		assert!(validator(DAVE).equivocated);
	});
}

#[test]
fn keys_that_are_not_in_force_yet_say_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		let origin = RuntimeOrigin::signed(DAVE);
		assert_ok!(Session::set_keys(origin, keys(99), proof(DAVE, 99)));
		assert_err!(
			report(equivocation(99)).map_err(|error| error.error),
			GrandpaError::<Runtime>::InvalidEquivocationProof
		);
	});
}

#[test]
fn fails_when_the_votes_prove_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		for proof in [
			votes(DAVE, 0, ROUND, [1, 1]),
			votes(EVE, 0, ROUND, [1, 2]),
			votes(DAVE, 1, ROUND, [1, 2]),
			votes_signed_by(DAVE, EVE, 0, ROUND, [1, 2]),
		] {
			assert_err!(
				report(proof).map_err(|error| error.error),
				GrandpaError::<Runtime>::InvalidEquivocationProof
			);
		}
		assert!(!validator(DAVE).equivocated);
	});
}

#[test]
fn fails_when_the_set_is_in_force_no_more() {
	ExtBuilder::default().build_and_execute(|| {
		let proof = equivocation(DAVE);
		join(EVE);
		sessions(2);
		assert_eq!(pallet_grandpa::CurrentSetId::<Runtime>::get(), 1);
		assert_err!(
			report(proof).map_err(|error| error.error),
			GrandpaError::<Runtime>::InvalidEquivocationProof
		);
	});
}

#[test]
fn fails_when_it_is_reported_already_or_has_left() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(equivocation(DAVE)));
		assert_err!(
			report(votes(DAVE, 0, ROUND + 1, [1, 2])).map_err(|error| error.error),
			GrandpaError::<Runtime>::DuplicateOffenceReport
		);
		sessions(1);
		assert_err!(
			report(equivocation(DAVE)).map_err(|error| error.error),
			Error::<Runtime>::NotValidator
		);
	});
}

#[test]
fn a_nodes_own_report_is_checked_before_it_enters_a_block() {
	ExtBuilder::default().build_and_execute(|| {
		let validate = |proof: Proof, source| {
			let call = pallet_grandpa::Call::report_equivocation_unsigned {
				equivocation_proof: Box::new(proof),
				key_owner_proof: OfSetInForce,
			};
			Grandpa::validate_unsigned(source, &call)
		};
		let local = TransactionSource::Local;
		assert_ok!(validate(equivocation(DAVE), local));
		assert_err!(
			validate(equivocation(DAVE), TransactionSource::External),
			InvalidTransaction::Call
		);
		assert_err!(
			validate(votes(DAVE, 0, ROUND, [1, 1]), local),
			InvalidTransaction::BadProof
		);
		assert_err!(
			validate(equivocation(EVE), local),
			InvalidTransaction::BadProof
		);
		assert_ok!(EquivocationReports::<Runtime>::process_evidence(
			None,
			(equivocation(DAVE), OfSetInForce)
		));
		assert_err!(
			validate(equivocation(DAVE), local),
			InvalidTransaction::Stale
		);
	});
}
