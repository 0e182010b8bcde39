//! From outside the extension is the one it wraps.

use super::*;
use codec::{Decode, Encode};
use scale_info::{meta_type, TypeInfo};
use sp_runtime::traits::TransactionExtension;

#[test]
fn metadata_is_that_of_the_payment() {
	let of = |metadata: Vec<sp_runtime::traits::TransactionExtensionMetadata>| {
		let [one] = &metadata[..] else {
			panic!("is one extension")
		};
		(one.identifier, one.ty, one.implicit)
	};
	let wrapped = of(<Payment as TransactionExtension<RuntimeCall>>::metadata());
	assert_eq!(
		of(<Charge as TransactionExtension<RuntimeCall>>::metadata()),
		wrapped
	);
	assert_eq!(
		<Charge as TransactionExtension<RuntimeCall>>::IDENTIFIER,
		"ChargeTransactionPayment"
	);
	assert_eq!(wrapped.1, meta_type::<Payment>());
	assert_eq!(Charge::type_info(), Payment::type_info());
	assert_eq!(meta_type::<Charge>(), meta_type::<Payment>());
}

#[test]
fn its_bytes_are_the_tip_compact() {
	for tip in [0, 1, 63, 64, TOKEN, Balance::MAX] {
		let charge = Charge::from(Payment::from(tip));
		assert_eq!(charge.encode(), codec::Compact(tip).encode());
		let decoded = Charge::decode(&mut &charge.encode()[..]);
		assert_eq!(decoded, Ok(charge));
	}
}
