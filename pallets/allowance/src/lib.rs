//! # Allowance
//!
//! Listed calls cost no fee up to an allowance, and no flood of transactions, free or paid, keeps
//! another kind out of blocks.
//!
//! ## API
//!
//! There are no calls: [`ChargeAllowance`] wraps the runtime's payment extension. The runtime lists
//! the calls, and says who has how much of which allowance, in its [`Budgets`].
//!
//! ## What is free
//!
//! A transaction whose own call is listed (never one inside a batch, a proxy or a multisig), of the
//! normal class, signed by an account with enough left of its allowance, and without a tip. It spends
//! the allowance whatever comes of the call. Everything else pays: with a tip, beyond the allowance, or
//! if the allowance is another's. A free transaction has the priority of a payer who tips
//! [`Budgets::rank`]: a node's pool that is full drops what ranks lowest.
//!
//! ## Shares
//!
//! Each kind of transaction has a share of a block that it can always take, see [`shares`]: operational
//! ones what the block reserves for them, payers [`Config::PaidShare`], orders
//! [`Config::OrdersShare`] and readings [`Config::ReadingsShare`] of the normal class. So free ones take
//! at most what payers' share leaves, and the other way round, whatever tips are offered. A transaction
//! beyond it is invalid as `ExhaustsResources`: block builders go on to the next and it stays in the
//! pool. How long a flood can delay readings is in [`delay`].
//!
//! A paid or operational transaction too large for what others' shares leave may enter a block alone of
//! its kind, once in [`Config::OversizedPeriod`] blocks.
//!
//! A transaction that is not signed and not an inherent (a forecaster's signal) counts with the payers.
//!
//! ## Example
//!
//! Of a normal class of 1,500 ms, readings have a quarter (375 ms), orders an eighth (187 ms), payers a
//! quarter (375 ms); 500 ms are for operational transactions. Strangers with tips fill a block up to
//! 937 ms; batches of readings still get their 375 ms. Without strangers, readings and orders could take
//! 1,125 ms together.
//!
//! ## Storage
//!
//! One item, overwritten in every block that needs it.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
pub mod delay;
mod extension;
#[cfg(test)]
mod mock;
pub mod shares;
#[cfg(test)]
mod tests;
pub mod weights;

pub use extension::{ChargeAllowance, Pre, Val};
pub use pallet::*;
pub use shares::{Kind, Kinds, Purpose, Space};
pub use weights::WeightInfo;

use alloc::vec::Vec;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	weights::Weight,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{
	traits::{Dispatchable, SaturatedConversion, Saturating},
	transaction_validity::{TransactionPriority, TransactionValidityError},
};

type BalanceOf<T> = <<T as pallet_transaction_payment::Config>::OnChargeTransaction as
	pallet_transaction_payment::OnChargeTransaction<T>>::Balance;

/// Who may have which calls free of charge, and how much. By the runtime, which reads the call.
pub trait Budgets<AccountId, Call> {
	/// What a listed call is for, whoever signs it. Reads no storage.
	fn purpose(call: &Call) -> Option<Purpose>;
	/// The tip whose priority a listed call has where it is free, in base units of the token. Reads no
	/// storage.
	fn rank(call: &Call) -> u128;
	/// Weight of [`Self::covers`], and of [`Self::spend`].
	fn weight(purpose: Purpose) -> (Weight, Weight);
	/// Whether `who` has enough left for a listed call. Writes nothing.
	fn covers(who: &AccountId, call: &Call) -> bool;
	/// Spends what [`Self::covers`] has found; whether it could.
	fn spend(who: &AccountId, call: &Call) -> bool;
	/// What the largest transaction of each listed call takes of a block.
	fn largest() -> Vec<(Purpose, Space)>;
}

/// The payment that [`ChargeAllowance`] wraps.
pub trait Payment<Call: Dispatchable> {
	fn has_tip(&self) -> bool;
	/// The priority of a transaction of the normal class that tips as much.
	fn priority(info: &Call::Info, len: usize, tip: u128) -> TransactionPriority;
}

impl<T: pallet_transaction_payment::Config> Payment<T::RuntimeCall> for ChargeTransactionPayment<T>
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
	BalanceOf<T>: Send + Sync,
{
	fn has_tip(&self) -> bool {
		self.tip() != Default::default()
	}

	fn priority(info: &DispatchInfo, len: usize, tip: u128) -> TransactionPriority {
		Self::get_priority(info, len, tip.saturated_into(), Default::default())
	}
}

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use frame_support::{dispatch::DispatchClass, pallet_prelude::*};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		type Budgets: Budgets<Self::AccountId, Self::RuntimeCall>;
		/// What paid transactions can always take, of the normal class.
		#[pallet::constant]
		type PaidShare: Get<Perbill>;
		/// What free orders can always take, of the normal class.
		#[pallet::constant]
		type OrdersShare: Get<Perbill>;
		/// What free readings can always take, of the normal class.
		#[pallet::constant]
		type ReadingsShare: Get<Perbill>;
		/// One block in so many may hold a transaction too large for what others' shares leave.
		#[pallet::constant]
		type OversizedPeriod: Get<u32>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<
			Self::AccountId,
			Self::RuntimeCall,
		>;
	}

	/// What is not to be seen in the block's own count, of the block `block`.
	#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
	pub struct TakenInBlock<BlockNumber> {
		pub block: BlockNumber,
		pub orders: Space,
		pub readings: Space,
		/// Bytes of operational transactions.
		pub operational_length: u32,
		/// The last block that held an oversized transaction.
		pub oversized: Option<BlockNumber>,
	}

	/// What kinds of transactions have taken of the block in progress.
	#[pallet::storage]
	#[pallet::whitelist_storage]
	pub type Taken<T: Config> = StorageValue<_, TakenInBlock<BlockNumberFor<T>>, ValueQuery>;

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			let limits = Self::limits();
			let all = limits.shares.sum();
			assert!(
				all.weight.all_lte(limits.space.weight) && all.length <= limits.space.length,
				"the shares {:?} must fit a block {:?}",
				limits.shares,
				limits.space,
			);
			for (purpose, space) in T::Budgets::largest() {
				let share = limits.shares.of(Kind::Free(purpose));
				assert!(
					space.weight.all_lte(share.weight) && space.length <= share.length,
					"{space:?} for {purpose:?} must fit its share {share:?}",
				);
			}
		}
	}

	impl<T: Config> Pallet<T> {
		/// An empty block.
		pub fn limits() -> shares::Block {
			let weights = T::BlockWeights::get();
			let lengths = T::BlockLength::get();
			let normal = Space {
				weight: weights
					.get(DispatchClass::Normal)
					.max_total
					.unwrap_or(weights.max_block),
				length: *lengths.max.get(DispatchClass::Normal),
			};
			let of_normal = |share: Perbill| Space {
				weight: Weight::from_parts(
					share.mul_floor(normal.weight.ref_time()),
					share.mul_floor(normal.weight.proof_size()),
				),
				length: share.mul_floor(normal.length),
			};
			let shares = Kinds {
				operational: Space {
					weight: weights.max_block.saturating_sub(normal.weight),
					length: lengths
						.max
						.get(DispatchClass::Operational)
						.saturating_sub(normal.length),
				},
				paid: of_normal(T::PaidShare::get()),
				orders: of_normal(T::OrdersShare::get()),
				readings: of_normal(T::ReadingsShare::get()),
			};
			shares::Block {
				space: Space {
					weight: weights.max_block,
					// A normal transaction is refused as soon as all have taken this much.
					length: normal.length,
				},
				mandatory: Weight::zero(),
				shares,
				taken: Kinds::default(),
			}
		}

		/// The block in progress, as far as it is filled.
		fn in_progress(taken: &TakenInBlock<BlockNumberFor<T>>) -> shares::Block {
			let weight = frame_system::Pallet::<T>::block_weight();
			let TakenInBlock {
				orders,
				readings,
				operational_length,
				..
			} = *taken;
			let paid = Space {
				weight: weight
					.get(DispatchClass::Normal)
					.saturating_sub(orders.weight)
					.saturating_sub(readings.weight),
				length: frame_system::Pallet::<T>::block_size()
					.saturating_sub(orders.length)
					.saturating_sub(readings.length)
					.saturating_sub(operational_length),
			};
			let operational = Space {
				weight: *weight.get(DispatchClass::Operational),
				length: operational_length,
			};
			shares::Block {
				mandatory: *weight.get(DispatchClass::Mandatory),
				taken: Kinds {
					operational,
					paid,
					orders,
					readings,
				},
				..Self::limits()
			}
		}

		/// Takes the space of a transaction that the block has counted already.
		pub(crate) fn enter(
			kind: Kind,
			info: &DispatchInfo,
			len: usize,
		) -> Result<(), TransactionValidityError>
		where
			T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
		{
			let booked = extension::booked::<T>(info, len);
			let mut taken = Self::taken();
			match kind {
				Kind::Operational => {
					taken.operational_length =
						taken.operational_length.saturating_add(booked.length)
				}
				Kind::Paid => (),
				Kind::Free(Purpose::Orders) => taken.orders = taken.orders.plus(booked),
				Kind::Free(Purpose::Readings) => taken.readings = taken.readings.plus(booked),
			}
			let block = Self::in_progress(&taken);
			if !block.admits(kind) {
				let alone = !matches!(kind, Kind::Free(_)) && block.holds_only(booked.weight);
				if !(alone && Self::may_be_oversized(&taken)) {
					return Err(InvalidTransaction::ExhaustsResources.into());
				}
				taken.oversized = Some(taken.block);
			} else if kind == Kind::Paid {
				return Ok(());
			}
			Taken::<T>::put(taken);
			Ok(())
		}

		/// What is taken of the block in progress: of an earlier one only the last oversized counts.
		fn taken() -> TakenInBlock<BlockNumberFor<T>> {
			let block = frame_system::Pallet::<T>::block_number();
			let stored = Taken::<T>::get();
			match stored.block == block {
				true => stored,
				false => TakenInBlock {
					block,
					oversized: stored.oversized,
					..Default::default()
				},
			}
		}

		fn may_be_oversized(taken: &TakenInBlock<BlockNumberFor<T>>) -> bool {
			taken.oversized.is_none_or(|last| {
				taken.block >= last.saturating_add(T::OversizedPeriod::get().into())
			})
		}

		/// Gives back the weight that a free transaction has not used.
		pub(crate) fn give_back(purpose: Purpose, unused: Weight) {
			Taken::<T>::mutate(|taken| {
				let space = match purpose {
					Purpose::Orders => &mut taken.orders,
					Purpose::Readings => &mut taken.readings,
				};
				space.weight = space.weight.saturating_sub(unused);
			});
		}
	}
}
