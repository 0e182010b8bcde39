//! Benchmarks: terms of the most bytes, as many assets and open records as may be, holders whose histories
//! are full of released ones, assets that end with the call.
#![allow(clippy::arithmetic_side_effects)]

mod setup;

use crate::{
	AllowList, Assets, AssetsOf, BuyBackFund, Call, ClosedAssets, Config, Fill, Histories, Holding,
	Holdings, IncomeSource, NextAssetId, OfferedTerms, Pallet, Phase, ProposalsOf,
};
use alloc::vec::Vec;
use commonwatt_primitives::{share::SharePools, CommunityId, Moment, PointId};
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	weights::WeightMeter,
	BoundedVec,
};
use frame_system::RawOrigin;
use setup::*;
use sp_core::H256;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists.
	fn operator(community: CommunityId) -> AccountId;
	/// Makes an account an active member.
	fn admit(community: CommunityId, who: &AccountId);
	/// A delivery point that was not there before.
	fn point(community: CommunityId, owner: &AccountId) -> PointId;
	/// The chain's time, ms since 1970.
	fn set_now(now: Moment);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn propose() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Active)?;
		AssetsOf::<T>::mutate(COMMUNITY, |assets| assets.pop());
		let who = rich::<T>("proposer")?;
		T::BenchmarkHelper::admit(COMMUNITY, &who);
		NextAssetId::<T>::put(ASSET + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), COMMUNITY, terms::<T>());

		assert_eq!(ProposalsOf::<T>::get(COMMUNITY, who), 2);
		assert!(OfferedTerms::<T>::contains_key(ASSET + 1));
		Ok(())
	}

	#[benchmark]
	fn withdraw_proposal() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Proposed)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(account("proposer", 0, 0)), ASSET);

		assert!(is_closed::<T>());
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Proposed)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		assert!(is_closed::<T>());
		Ok(())
	}

	#[benchmark]
	fn open_offering() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Proposed)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		let phase = Assets::<T>::get(ASSET).map(|asset| asset.phase);
		assert_eq!(phase, Some(Phase::Offering { ends: NOW + 1 }));
		Ok(())
	}

	#[benchmark]
	fn subscribe() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Offering { ends: NOW + 1 })?;
		let who = rich::<T>("holder")?;
		holder::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), ASSET, SHARES, Fill::AtMost);

		assert_eq!(shares_of::<T>(&who), 2 * SHARES);
		Ok(())
	}

	/// Nothing was sold: the asset ends.
	#[benchmark]
	fn close_offering() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Offering { ends: NOW })?;
		change::<T>(|asset| {
			asset.issued = 0;
			asset.earning = 0;
			asset.holders = 0;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), ASSET);

		assert!(is_closed::<T>());
		Ok(())
	}

	/// The last one: the asset ends.
	#[benchmark]
	fn refund() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Failed)?;
		let who = last_holder::<T>();
		Holdings::<T>::mutate(ASSET, &who, |holding| {
			let shares = SHARES;
			*holding = Some(Holding {
				shares,
				index: unit::<T>(),
				..Default::default()
			});
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), ASSET, who);

		assert!(is_closed::<T>());
		Ok(())
	}

	#[benchmark]
	fn transfer() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Active)?;
		let (from, to) = (holder::<T>(), member::<T>("receiver"));
		hold::<T>(&to);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(from.clone()),
			ASSET,
			to.clone(),
			SHARES / 2,
		);

		assert_eq!(shares_of::<T>(&to), SHARES + SHARES / 2);
		assert_eq!(
			Histories::<T>::get(ASSET, from).len() as u32,
			T::MaxRecords::get()
		);
		Ok(())
	}

	#[benchmark]
	fn attach_point() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let point = T::BenchmarkHelper::point(COMMUNITY, &Pallet::<T>::account_id(ASSET));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, point);

		assert_eq!(
			Assets::<T>::get(ASSET).and_then(|asset| asset.point),
			Some(point)
		);
		Ok(())
	}

	#[benchmark]
	fn detach_point() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		change::<T>(|asset| asset.point = Some(0));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		assert_eq!(Assets::<T>::get(ASSET).and_then(|asset| asset.point), None);
		Ok(())
	}

	/// Without what the point's credit takes, which is charged beside it.
	#[benchmark]
	fn collect_income() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Active)?;
		let collected;

		#[block]
		{
			collected = Pallet::<T>::asset(ASSET).and_then(|mut asset| {
				let amount = unit::<T>();
				Pallet::<T>::take_income(ASSET, &mut asset, IncomeSource::Point(0), amount)?;
				Assets::<T>::insert(ASSET, asset);
				Ok(())
			});
		}

		assert_eq!(collected, Ok(()));
		Ok(())
	}

	#[benchmark]
	fn pay_income() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Active)?;
		let who = rich::<T>("payer")?;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ASSET, unit::<T>());

		let received = Assets::<T>::get(ASSET).map(|asset| asset.income.received);
		assert_eq!(received, Some(unit::<T>()));
		Ok(())
	}

	/// To an account that is empty.
	#[benchmark]
	fn spend_upkeep() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let to: T::AccountId = account("builder", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, to.clone(), unit::<T>());

		assert_eq!(T::Currency::balance(&to), unit::<T>());
		Ok(())
	}

	/// The last of a liquidated asset, which ends.
	#[benchmark]
	fn claim_income() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Liquidated)?;
		let who = last_holder::<T>();
		without_shares::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(who), ASSET);

		assert!(is_closed::<T>());
		Ok(())
	}

	/// The last of a liquidated asset, which ends.
	#[benchmark]
	fn claim_income_for() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Liquidated)?;
		let who = last_holder::<T>();
		without_shares::<T>(&who);

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), ASSET, who);

		assert!(is_closed::<T>());
		Ok(())
	}

	#[benchmark]
	fn allow() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let who: T::AccountId = account("allowed", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, who.clone());

		assert!(AllowList::<T>::contains_key(ASSET, who));
		Ok(())
	}

	#[benchmark]
	fn disallow() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let who = holder::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, who.clone());

		assert!(!AllowList::<T>::contains_key(ASSET, who));
		Ok(())
	}

	#[benchmark]
	fn freeze_asset() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, H256::repeat_byte(1));

		assert!(Assets::<T>::get(ASSET).is_some_and(|asset| asset.frozen.is_some()));
		Ok(())
	}

	#[benchmark]
	fn thaw_asset() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		change::<T>(|asset| asset.frozen = Some(H256::repeat_byte(1)));

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		assert!(Assets::<T>::get(ASSET).is_some_and(|asset| asset.frozen.is_none()));
		Ok(())
	}

	#[benchmark]
	fn freeze_holding() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let who = holder::<T>();

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator),
			ASSET,
			who.clone(),
			H256::repeat_byte(1),
		);

		assert!(Holdings::<T>::get(ASSET, who).is_some_and(|holding| holding.frozen.is_some()));
		Ok(())
	}

	#[benchmark]
	fn thaw_holding() -> Result<(), BenchmarkError> {
		let (operator, who) = frozen::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, who.clone());

		assert!(Holdings::<T>::get(ASSET, who).is_some_and(|holding| holding.frozen.is_none()));
		Ok(())
	}

	/// The offer before was another's, who gets the unspent back.
	#[benchmark]
	fn set_buy_back() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		offer_buy_back::<T>(SHARES);
		T::Currency::mint_into(&operator, unit::<T>().saturating_mul(10 * SHARES))?;

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator.clone()),
			ASSET,
			unit::<T>(),
			SHARES,
			NOW + 2,
			BuyBackFund::Caller,
		);

		let offer = Assets::<T>::get(ASSET).and_then(|asset| asset.buy_back);
		assert_eq!(offer.and_then(|offer| offer.payer), Some(operator));
		Ok(())
	}

	/// By the operator.
	#[benchmark]
	fn end_buy_back() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		offer_buy_back::<T>(SHARES);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		assert!(Assets::<T>::get(ASSET).is_some_and(|asset| asset.buy_back.is_none()));
		Ok(())
	}

	/// All that the offer buys.
	#[benchmark]
	fn sell_back() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Active)?;
		let who = holder::<T>();
		offer_buy_back::<T>(SHARES);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), ASSET, SHARES, unit::<T>());

		assert_eq!(shares_of::<T>(&who), 0);
		assert!(Assets::<T>::get(ASSET).is_some_and(|asset| asset.buy_back.is_none()));
		Ok(())
	}

	/// Of an account that is empty.
	#[benchmark]
	fn buy_back_compulsorily() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		let who = last_holder::<T>();
		offer_buy_back::<T>(SHARES);
		T::Currency::mint_into(&operator, unit::<T>().saturating_mul(10 * SHARES))?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET, who.clone());

		assert_eq!(shares_of::<T>(&who), 0);
		Ok(())
	}

	#[benchmark]
	fn begin_wind_up() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::Active)?;
		offer_buy_back::<T>(SHARES);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		let phase = Assets::<T>::get(ASSET).map(|asset| asset.phase);
		assert!(matches!(phase, Some(Phase::WindingUp { .. })));
		Ok(())
	}

	/// All shares are in the pool: the asset ends.
	#[benchmark]
	fn liquidate() -> Result<(), BenchmarkError> {
		let operator = asset::<T>(Phase::WindingUp { pool_closes: NOW })?;
		let pool = T::Pools::pool(ASSET).ok_or("a share has a pool")?;
		let holding = Holding {
			shares: IN_POOL,
			..Default::default()
		};
		Holdings::<T>::insert(ASSET, pool, holding);
		change::<T>(|asset| {
			asset.issued = IN_POOL;
			asset.earning = 0;
			asset.holders = 1;
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), ASSET);

		assert!(is_closed::<T>());
		Ok(())
	}

	/// The last one: the asset ends.
	#[benchmark]
	fn redeem() -> Result<(), BenchmarkError> {
		asset::<T>(Phase::Liquidated)?;
		let who = last_holder::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), ASSET, who);

		assert!(is_closed::<T>());
		Ok(())
	}

	/// No asset has closed.
	#[benchmark]
	fn poll_base() {
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::remove_traces(&mut meter);
		}

		assert_eq!(ClosedAssets::<T>::iter_keys().count(), 0);
	}

	/// A closed asset is forgotten, with so many histories.
	#[benchmark]
	fn close_asset(t: Linear<0, 16>) {
		ClosedAssets::<T>::insert(ASSET, ());
		for nth in 0..t {
			let who: T::AccountId = account("holder", nth, 0);
			let history: Vec<_> = (0..T::MaxRecords::get()).map(|id| (id, SHARES)).collect();
			Histories::<T>::insert(ASSET, who, BoundedVec::truncate_from(history));
		}
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::remove_traces(&mut meter);
		}

		assert!(!ClosedAssets::<T>::contains_key(ASSET));
		assert_eq!(Histories::<T>::iter_key_prefix(ASSET).count(), 0);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder.build(),
		crate::mock::Runtime
	);
}
