//! Real signed extrinsics of the Commonwatt runtime.

use codec::Encode;
use commonwatt_runtime::{
	AccountId, Address, Balance, BlockNumber, ChargeAllowance, Hash, Nonce, RuntimeCall, Signature,
	SignedPayload, TxExtension, UncheckedExtrinsic,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_core::{sr25519, Pair};
use sp_runtime::generic::Era;

/// Blocks for which a mortal transaction lives.
pub const LIFETIME: u64 = 64;

/// The account of a key pair.
pub fn account(pair: &sr25519::Pair) -> AccountId {
	AccountId::from(pair.public())
}

/// Signs a call: immortal, no tip, with the runtime's full extension tuple.
pub fn sign(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	call: RuntimeCall,
) -> UncheckedExtrinsic {
	sign_with_tip(pair, nonce, genesis, call, 0)
}

/// As [`sign`], for the [`LIFETIME`] blocks from the one on that is `born`, in a chain that has it.
pub fn sign_mortal(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	(number, born): (BlockNumber, Hash),
	call: RuntimeCall,
) -> UncheckedExtrinsic {
	let era = Era::mortal(LIFETIME, number.into());
	sign_for(pair, nonce, genesis, (era, born), call, 0)
}

/// As [`sign`], with a tip.
pub fn sign_with_tip(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	call: RuntimeCall,
	tip: Balance,
) -> UncheckedExtrinsic {
	sign_for(pair, nonce, genesis, (Era::Immortal, genesis), call, tip)
}

fn sign_for(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	(era, born): (Era, Hash),
	call: RuntimeCall,
	tip: Balance,
) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(era),
		frame_system::CheckNonce::from(nonce.into()),
		frame_system::CheckWeight::new(),
		ChargeAllowance::from(ChargeTransactionPayment::from(tip)),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let implicit = (
		(),
		(),
		commonwatt_runtime::VERSION.spec_version,
		commonwatt_runtime::VERSION.transaction_version,
		genesis,
		born,
		(),
		(),
		(),
		None,
		(),
	);
	let payload = SignedPayload::from_raw(call.clone(), extension.clone(), implicit);
	let signature = payload.using_encoded(|bytes| pair.sign(bytes));
	UncheckedExtrinsic::new_signed(
		call,
		Address::Id(account(pair)),
		Signature::Sr25519(signature),
		extension,
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{chain::Chain, data::CommunityData, setup};
	use commonwatt_runtime::{Moment, SLOT_DURATION};
	use sp_keyring::Sr25519Keyring::Alice;
	use sp_runtime::{
		transaction_validity::{InvalidTransaction, TransactionValidityError},
		ApplyExtrinsicResult,
	};
	use std::path::Path;

	const START: Moment = 1_800_000_000_000;

	/// What a block made `slots` after the genesis block does with Alice's transaction, which is born
	/// with a block that has the hash `born`, if it is the only transaction since.
	fn applied(slots: u32, born: impl Fn(Hash) -> Hash) -> ApplyExtrinsicResult {
		let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
		let data = CommunityData::load(&folder).expect("the standing example is valid");
		let genesis = setup::replay_genesis(&data, setup::FEED_IN).expect("feed-in is low");
		let mut chain = Chain::new(&genesis).expect("the genesis is valid");
		let remark = frame_system::Call::remark { remark: Vec::new() };
		let transaction = sign_mortal(
			&Alice.pair(),
			chain.nonce(&Alice.to_account_id()),
			chain.genesis(),
			(0, born(chain.genesis())),
			RuntimeCall::System(remark),
		);
		let mut block = |slot: u32, transactions| {
			let time = START + SLOT_DURATION * Moment::from(slot);
			chain.block(time, transactions).expect("commits").results
		};
		(1..slots).for_each(|slot| {
			block(slot, Vec::new());
		});
		block(slots, vec![transaction]).remove(0)
	}

	#[test]
	fn a_mortal_transaction_is_good_for_its_lifetime_and_in_its_own_chain() {
		let invalid = |reason| Err(TransactionValidityError::Invalid(reason));
		let last = LIFETIME as u32 - 1;
		assert_eq!(applied(1, |genesis| genesis), Ok(Ok(())));
		assert_eq!(applied(last, |genesis| genesis), Ok(Ok(())));
		assert_eq!(
			applied(last + 1, |genesis| genesis),
			invalid(InvalidTransaction::AncientBirthBlock)
		);
		assert_eq!(
			applied(1, |_| Hash::repeat_byte(7)),
			invalid(InvalidTransaction::BadProof)
		);
	}
}
