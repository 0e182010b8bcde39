//! Benchmarks: of what the extension does beside the payment that it wraps.

use crate::{Budgets, Config, Kind, Pallet, Purpose, Taken};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	weights::Weight,
};
use sp_runtime::traits::Dispatchable;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId, Call> {
	/// Who has an allowance of which nothing is spent in this interval, and a call that is free by it.
	fn free(purpose: Purpose) -> (AccountId, Call);
}

#[benchmarks(where T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>)]
mod benchmarks {
	use super::*;

	/// A free transaction enters a block of which others took their part, and gives back what it has not used.
	#[benchmark]
	fn shares() {
		let info = DispatchInfo {
			call_weight: Weight::from_parts(1_000, 0),
			..Default::default()
		};
		let purpose = Purpose::Readings;
		let outcome;

		#[block]
		{
			outcome = Pallet::<T>::enter(Kind::Free(purpose), &info, 1_000);
			Pallet::<T>::give_back(purpose, info.call_weight);
		}

		assert_eq!(outcome, Ok(()));
		assert_eq!(Taken::<T>::get().readings.length, 1_000);
	}

	/// Finding that a gateway's allowance covers a batch of readings.
	#[benchmark]
	fn find_readings() {
		let (who, call) = T::BenchmarkHelper::free(Purpose::Readings);
		let covers;

		#[block]
		{
			covers = T::Budgets::covers(&who, &call);
		}

		assert!(covers);
	}

	/// And spending it.
	#[benchmark]
	fn spend_readings() {
		let (who, call) = T::BenchmarkHelper::free(Purpose::Readings);
		let spent;

		#[block]
		{
			spent = T::Budgets::covers(&who, &call) && T::Budgets::spend(&who, &call);
		}

		assert!(spent);
	}

	/// Finding that a point's allowance covers an order.
	#[benchmark]
	fn find_orders() {
		let (who, call) = T::BenchmarkHelper::free(Purpose::Orders);
		let covers;

		#[block]
		{
			covers = T::Budgets::covers(&who, &call);
		}

		assert!(covers);
	}

	/// And spending it.
	#[benchmark]
	fn spend_orders() {
		let (who, call) = T::BenchmarkHelper::free(Purpose::Orders);
		let spent;

		#[block]
		{
			spent = T::Budgets::covers(&who, &call) && T::Budgets::spend(&who, &call);
		}

		assert!(spent);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Runtime);
}
