//! Real signed extrinsics of the Commonwatt runtime.

use codec::Encode;
use commonwatt_runtime::{
	AccountId, Address, Balance, ChargeAllowance, Hash, Nonce, RuntimeCall, Signature,
	SignedPayload, TxExtension, UncheckedExtrinsic,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_core::{sr25519, Pair};
use sp_runtime::generic::Era;

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

/// As [`sign`], with a tip.
pub fn sign_with_tip(
	pair: &sr25519::Pair,
	nonce: Nonce,
	genesis: Hash,
	call: RuntimeCall,
	tip: Balance,
) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckMortality::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
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
		genesis,
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
