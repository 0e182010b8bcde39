//! What is free, what a block takes, how long a flood delays.
#![allow(clippy::arithmetic_side_effects)]

mod blocks;
mod delay;
mod free;
mod integrity;
mod lengths;
mod metadata;
mod oversized;
mod shares;
mod weight;

pub use crate::mock::*;
pub use crate::{Kind, Purpose, Space};
pub use frame_support::{assert_ok, weights::Weight};
pub use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

pub fn read(units: u32) -> ErrandsCall<Runtime> {
	reading(units, 1)
}

/// A reading's call that takes so many ms.
pub fn reading(units: u32, declared: u64) -> ErrandsCall<Runtime> {
	let errand = Errand {
		declared,
		..Default::default()
	};
	ErrandsCall::read { units, errand }
}

pub fn order(units: u32, declared: u64) -> ErrandsCall<Runtime> {
	let errand = Errand {
		declared,
		..Default::default()
	};
	ErrandsCall::order { units, errand }
}

pub fn work(declared: u64) -> ErrandsCall<Runtime> {
	let errand = Errand {
		declared,
		..Default::default()
	};
	ErrandsCall::work { errand }
}

pub fn urgent(declared: u64) -> ErrandsCall<Runtime> {
	let errand = Errand {
		declared,
		operational: true,
		..Default::default()
	};
	ErrandsCall::work { errand }
}

pub fn balance(who: AccountId) -> Balance {
	Balances::free_balance(who)
}

/// Applies copies until one is refused; how many fit.
pub fn fill(transaction: Transaction) -> u32 {
	for count in 0.. {
		match transaction.clone().apply() {
			Ok(_) => (),
			Err(invalid) => {
				assert_eq!(invalid, EXHAUSTED);
				return count;
			}
		}
	}
	unreachable!()
}
