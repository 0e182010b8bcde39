//! What the extension weighs, and gives back.

use super::*;
use frame_support::dispatch::DispatchClass;
use sp_runtime::traits::TransactionExtension;

fn payment() -> Weight {
	<() as pallet_transaction_payment::WeightInfo>::charge_transaction_payment()
}

fn shares() -> Weight {
	<crate::weights::SubstrateWeight<Runtime> as crate::WeightInfo>::shares()
}

/// Of the rest of the tuple, and of every transaction.
fn rest(transaction: &Transaction) -> Weight {
	let (nonce, weight, _, reclaim) = transaction.extension();
	let call = &transaction.call;
	let base = BlockWeights::get()
		.get(DispatchClass::Normal)
		.base_extrinsic;
	TransactionExtension::<RuntimeCall>::weight(&nonce, call)
		+ TransactionExtension::<RuntimeCall>::weight(&weight, call)
		+ TransactionExtension::<RuntimeCall>::weight(&reclaim, call)
		+ base
}

/// What a transaction leaves in the block's count, but for the length it adds to the proof.
fn used(transaction: Transaction) -> Weight {
	let before = normal_weight();
	let len = transaction.len as u64;
	assert!(transaction.apply().is_ok());
	(normal_weight() - before).saturating_sub(Weight::from_parts(0, len))
}

#[test]
fn a_free_transaction_weighs_finding_and_spending_and_no_payment() {
	new_test_ext().execute_with(|| {
		let free = by(GATEWAY, read(1));
		let expected = millis(1) + rest(&free) + shares() + FINDING + SPENDING;
		assert_eq!(used(free), expected);
	});
}

#[test]
fn a_listed_call_that_pays_weighs_finding_and_payment() {
	new_test_ext().execute_with(|| {
		let paying = by(STRANGER, read(1));
		let expected = millis(1) + rest(&paying) + shares() + FINDING + payment();
		assert_eq!(used(paying), expected);
	});
}

#[test]
fn other_calls_and_tips_weigh_the_payment_and_the_shares() {
	new_test_ext().execute_with(|| {
		for paying in [by(STRANGER, work(1)), by(RICH, read(1)).tip(1)] {
			let expected = millis(1) + rest(&paying) + shares() + payment();
			assert_eq!(used(paying), expected);
		}
	});
}

#[test]
fn a_payers_fee_is_for_the_weight_that_was_used() {
	new_test_ext().execute_with(|| {
		let before = balance(STRANGER);
		let paying = by(STRANGER, read(1)).len(77);
		let weight = used(paying);
		assert_eq!(
			before - balance(STRANGER),
			Balance::from(weight.ref_time()) + 77
		);
	});
}

#[test]
fn the_most_is_declared_before() {
	new_test_ext().execute_with(|| {
		let free = by(GATEWAY, read(1));
		let expected = millis(1) + rest(&free) + shares() + FINDING + SPENDING + payment();
		let base = BlockWeights::get()
			.get(DispatchClass::Normal)
			.base_extrinsic;
		assert_eq!(free.info().total_weight() + base, expected);
	});
}
