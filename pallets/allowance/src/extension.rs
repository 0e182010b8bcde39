//! The transaction extension.

use crate::{Budgets, Config, Kind, Pallet, Payment, Purpose, Space, WeightInfo};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo, PostDispatchInfo},
	pallet_prelude::*,
	weights::Weight,
};
use scale_info::{StaticTypeInfo, Type};
use sp_runtime::{
	traits::{
		AsSystemOriginSigner, DispatchInfoOf, DispatchOriginOf, Dispatchable, Implication,
		PostDispatchInfoOf, RefundWeight, TransactionExtension, TransactionExtensionMetadata,
		ValidateResult,
	},
	transaction_validity::{InvalidTransaction, TransactionValidityError, ValidTransaction},
	DispatchResult,
};

/// Spends an allowance instead of the fee that `S` would charge, and keeps every kind of transaction
/// to its share of a block.
///
/// From outside it is `S`: identifier, type, metadata and encoding, so that wallets sign as before.
#[derive(Clone, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq)]
pub struct ChargeAllowance<T, S>(pub S, PhantomData<T>);

impl<T, S> From<S> for ChargeAllowance<T, S> {
	fn from(payment: S) -> Self {
		Self(payment, PhantomData)
	}
}

impl<T, S: core::fmt::Debug> core::fmt::Debug for ChargeAllowance<T, S> {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		self.0.fmt(f)
	}
}

impl<T: 'static, S: StaticTypeInfo> TypeInfo for ChargeAllowance<T, S> {
	type Identity = S;

	fn type_info() -> Type {
		S::type_info()
	}
}

/// What `validate` has found.
pub enum Val<V> {
	/// Free of charge.
	Free(Purpose),
	/// What the wrapped extension has found.
	Charged(V),
}

/// What `prepare` has done.
pub enum Pre<P> {
	/// An allowance is spent.
	Free {
		purpose: Purpose,
		/// Weight of the wrapped extension, which did not run.
		unspent: Weight,
	},
	/// The wrapped extension has charged.
	Charged {
		pre: P,
		/// Weight of spending an allowance, which was not done.
		unspent: Weight,
	},
}

impl<T, S> ChargeAllowance<T, S>
where
	T: Config,
	S: Payment<T::RuntimeCall>,
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	/// What a call could be free for, judged by the call alone.
	fn purpose(&self, call: &T::RuntimeCall) -> Option<Purpose> {
		match self.0.has_tip() {
			true => None,
			false => T::Budgets::purpose(call),
		}
	}

	fn spending(&self, call: &T::RuntimeCall) -> (Weight, Weight) {
		self.purpose(call)
			.map(T::Budgets::weight)
			.unwrap_or_default()
	}
}

impl<T, S> TransactionExtension<T::RuntimeCall> for ChargeAllowance<T, S>
where
	T: Config + Send + Sync,
	S: TransactionExtension<T::RuntimeCall> + Payment<T::RuntimeCall>,
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
	DispatchOriginOf<T::RuntimeCall>: AsSystemOriginSigner<T::AccountId>,
{
	const IDENTIFIER: &'static str = S::IDENTIFIER;
	type Implicit = S::Implicit;
	type Val = Val<S::Val>;
	type Pre = Pre<S::Pre>;

	fn implicit(&self) -> Result<Self::Implicit, TransactionValidityError> {
		self.0.implicit()
	}

	fn metadata() -> Vec<TransactionExtensionMetadata> {
		S::metadata()
	}

	fn weight(&self, call: &T::RuntimeCall) -> Weight {
		let (finding, spending) = self.spending(call);
		<T as Config>::WeightInfo::shares()
			.saturating_add(finding)
			.saturating_add(spending)
			.saturating_add(self.0.weight(call))
	}

	fn validate(
		&self,
		origin: DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		self_implicit: Self::Implicit,
		inherited_implication: &impl Implication,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let purpose = self
			.purpose(call)
			.filter(|_| info.class == DispatchClass::Normal)
			.filter(|_| {
				origin
					.as_system_origin_signer()
					.is_some_and(|who| T::Budgets::covers(who, call))
			});
		if let Some(purpose) = purpose {
			let valid = ValidTransaction {
				priority: S::priority(info, len, T::Budgets::rank(call)),
				..Default::default()
			};
			return Ok((valid, Val::Free(purpose), origin));
		}
		let (valid, val, origin) = self.0.validate(
			origin,
			call,
			info,
			len,
			self_implicit,
			inherited_implication,
			source,
		)?;
		Ok((valid, Val::Charged(val), origin))
	}

	fn prepare(
		self,
		val: Self::Val,
		origin: &DispatchOriginOf<T::RuntimeCall>,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		match val {
			Val::Free(purpose) => {
				Pallet::<T>::enter(Kind::Free(purpose), info, len)?;
				let who = origin
					.as_system_origin_signer()
					.ok_or(InvalidTransaction::BadSigner)?;
				ensure!(T::Budgets::spend(who, call), InvalidTransaction::Payment);
				let unspent = self.0.weight(call);
				Ok(Pre::Free { purpose, unspent })
			}
			Val::Charged(val) => {
				match info.class {
					DispatchClass::Normal => Pallet::<T>::enter(Kind::Paid, info, len)?,
					DispatchClass::Operational => Pallet::<T>::enter(Kind::Operational, info, len)?,
					DispatchClass::Mandatory => (),
				}
				let (_, unspent) = self.spending(call);
				let pre = self.0.prepare(val, origin, call, info, len)?;
				Ok(Pre::Charged { pre, unspent })
			}
		}
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		let mut post_info = *post_info;
		match pre {
			Pre::Free { purpose, unspent } => {
				post_info.refund(unspent);
				Pallet::<T>::give_back(purpose, post_info.calc_unspent(info));
				Ok(unspent)
			}
			Pre::Charged { pre, unspent } => {
				post_info.refund(unspent);
				let more = S::post_dispatch_details(pre, info, &post_info, len, result)?;
				Ok(unspent.saturating_add(more))
			}
		}
	}

	fn bare_validate(
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> TransactionValidity {
		S::bare_validate(call, info, len)
	}

	fn bare_validate_and_prepare(
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
	) -> Result<(), TransactionValidityError> {
		S::bare_validate_and_prepare(call, info, len)
	}

	fn bare_post_dispatch(
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &mut PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		result: &DispatchResult,
	) -> Result<(), TransactionValidityError> {
		S::bare_post_dispatch(info, post_info, len, result)
	}
}

/// What a block books for a transaction before it is dispatched.
pub(crate) fn booked<T>(info: &DispatchInfoOf<T::RuntimeCall>, len: usize) -> Space
where
	T: Config,
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	Space {
		weight: frame_system::calculate_consumed_extrinsic_weight::<T::RuntimeCall>(
			&T::BlockWeights::get(),
			info,
			len,
		),
		length: u32::try_from(len).unwrap_or(u32::MAX),
	}
}
