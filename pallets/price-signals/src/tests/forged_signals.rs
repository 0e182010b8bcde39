//! Signals that were forged, changed, or sent before.

use super::*;
use crate::Forecasters;
use codec::Encode;
use commonwatt_primitives::signal::{
	Quantiles, SignalPayload,
	SignalRefusal::{AlreadySent, BadSignature, PastRound},
};
use frame_support::assert_err;
use sp_core::H256;

fn usual() -> SignalPayload {
	payload(0, vec![around(USUAL)])
}

#[test]
fn refused_if_another_key_signed() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		let payload = usual();
		for seed in [1, 77] {
			let signature = sign(&payload, seed);
			assert_err!(apply(payload.clone(), signature), BadSignature);
		}
	});
}

#[test]
fn refused_if_anything_was_changed_after_signing() {
	ExtBuilder::default().elected(2).build_and_execute(|| {
		elect_elsewhere();
		let signature = sign(&usual(), 0);
		for changed in [
			payload(0, vec![around(USUAL); 2]),
			payload(1, vec![around(USUAL)]),
			SignalPayload {
				community: OTHER_COMMUNITY,
				..usual()
			},
		] {
			assert_err!(apply(changed, signature.clone()), BadSignature);
		}
	});
}

#[test]
fn refused_if_signed_for_another_chain_or_without_the_tag() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		use sp_core::Pair;
		let payload = usual();
		let elsewhere = key(0).sign(&payload.signed_bytes(H256::repeat_byte(9)));
		let bare = key(0).sign(&payload.encode());
		for signature in [elsewhere, bare] {
			assert_err!(apply(payload.clone(), signature), BadSignature);
		}
	});
}

#[test]
fn what_was_sent_once_is_never_valid_again() {
	ExtBuilder::default().elected(1).build_and_execute(|| {
		let payload = usual();
		let signature = sign(&payload, 0);
		assert_ok!(apply(payload.clone(), signature.clone()));
		assert_err!(apply(payload.clone(), signature.clone()), AlreadySent);
		next_round();
		assert_err!(apply(payload, signature), PastRound);
	});
}

#[test]
fn a_flood_of_refused_signals_changes_nothing() {
	ExtBuilder::default().elected(3).build_and_execute(|| {
		say(0, around(USUAL));
		let root = sp_io::storage::root(sp_core::storage::StateVersion::V1);
		for number in 0..200u64 {
			let mut flood = payload(number as u32 % 5, vec![around(USUAL)]);
			flood.round = START + number as u32 % 3;
			flood.steps[0].demand = Quantiles::certain(number);
			let signature = sign(&flood, 99);
			assert!(apply(flood, signature).is_err());
		}
		assert_eq!(
			sp_io::storage::root(sp_core::storage::StateVersion::V1),
			root
		);
		assert_eq!(Forecasters::<Runtime>::get(COMMUNITY).len(), 3);
		say(1, around(USUAL));
	});
}

/// A forecaster of the other community with the key and the id of ours.
fn elect_elsewhere() {
	assert_ok!(PriceSignals::elect_forecaster(
		RuntimeOrigin::signed(OTHER_OPERATOR),
		OTHER_COMMUNITY,
		FORECASTERS,
		public(0),
	));
}
