//! Benchmarks: as many forecasters as there may be, signals of a whole day over rules that change as often
//! as they may, intervals that wait to be scored as many as can.
#![allow(clippy::arithmetic_side_effects)]

mod setup;

use crate::{
	score::Reference, Aggregate, Call, Config, Forecaster, Forecasters, Heard, Latest,
	NextCommunity, Pallet, References, RewardPots, Rewards, Rounds, Settled, Suspension,
	WeightInfo,
};
use alloc::vec;
use commonwatt_primitives::{
	signal::{SignalPayload, MAX_STEPS, VARIABLES},
	traits::Outcomes,
	Balance, CommunityId, Interval, Wh,
};
use frame_benchmarking::v2::*;
use frame_support::{
	pallet_prelude::TransactionSource,
	traits::{
		fungible::{Inspect, Mutate},
		Get,
	},
	weights::{Weight, WeightMeter},
	BoundedVec,
};
use frame_system::RawOrigin;
use setup::*;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
	/// Who operates a community, which then exists.
	fn operator(community: CommunityId) -> AccountId;
	/// `round` is the interval in progress, of a quarter of an hour. In the day after it the community has
	/// other rules as often as may be, and may use and give as much as can be.
	fn begin_round(community: CommunityId, round: Interval);
	/// What an interval brought is known: so many Wh were used, and as many given. What those before
	/// brought is known or never will be.
	fn know(community: CommunityId, interval: Interval, energy: Wh);
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn elect_forecaster() {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);
		T::BenchmarkHelper::begin_round(COMMUNITY, ROUND);
		let others = T::MaxForecasters::get() - 1;
		elect::<T>(others);
		Rounds::<T>::remove(COMMUNITY);

		#[extrinsic_call]
		_(
			RawOrigin::Signed(operator),
			COMMUNITY,
			account_of::<T>(others),
			key_of(others),
		);

		assert_eq!(
			Forecasters::<T>::decode_len(COMMUNITY),
			Some(others as usize + 1)
		);
		assert!(Rounds::<T>::contains_key(COMMUNITY));
	}

	/// What it has earned is paid to an account that was empty.
	#[benchmark]
	fn dismiss_forecaster() -> Result<(), BenchmarkError> {
		let operator = elect_all::<T>();
		fund::<T>()?;
		dismissed::<T>(T::Currency::minimum_balance());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, 0);

		assert_eq!(
			T::Currency::balance(&account_of::<T>(0)),
			T::Currency::minimum_balance()
		);
		Ok(())
	}

	/// What it has earned cannot be paid and goes back to the budget.
	#[benchmark]
	fn dismiss_forecaster_unpaid() -> Result<(), BenchmarkError> {
		let operator = elect_all::<T>();
		fund::<T>()?;
		dismissed::<T>(1);
		let before = RewardPots::<T>::get(COMMUNITY).budget;

		#[extrinsic_call]
		dismiss_forecaster(RawOrigin::Signed(operator), COMMUNITY, 0);

		assert_eq!(RewardPots::<T>::get(COMMUNITY).budget, before + 1);
		Ok(())
	}

	#[benchmark]
	fn suspend_forecaster() {
		let operator = elect_all::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, 0);

		assert!(!Latest::<T>::contains_key(COMMUNITY, 0));
	}

	#[benchmark]
	fn reinstate_forecaster() {
		let operator = elect_all::<T>();
		Forecasters::<T>::mutate(COMMUNITY, |forecasters| {
			let first = forecasters.get_mut(0).expect("they are elected");
			Pallet::<T>::suspend(COMMUNITY, first, Suspension::ByOperator);
		});

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, 0);

		assert!(Forecasters::<T>::get(COMMUNITY)
			.iter()
			.all(Forecaster::is_active));
	}

	#[benchmark]
	fn rotate_signal_key() {
		elect_all::<T>();
		let last = T::MaxForecasters::get() - 1;
		let key = key_of(T::MaxForecasters::get());

		#[extrinsic_call]
		_(
			RawOrigin::Signed(account_of::<T>(last)),
			COMMUNITY,
			last,
			key.clone(),
		);

		assert!(Forecasters::<T>::get(COMMUNITY)
			.iter()
			.any(|entry| entry.key == key));
	}

	/// The chain's first budget: the pallet's account is endowed.
	#[benchmark]
	fn fund_rewards() -> Result<(), BenchmarkError> {
		T::BenchmarkHelper::operator(COMMUNITY);
		let amount = T::Currency::minimum_balance();
		let who: T::AccountId = account("donor", 0, 0);
		T::Currency::mint_into(&who, amount.saturating_mul(10))?;
		let before = RewardPots::<T>::get(COMMUNITY).budget;

		#[extrinsic_call]
		_(RawOrigin::Signed(who), COMMUNITY, amount);

		assert_eq!(RewardPots::<T>::get(COMMUNITY).budget, before + amount);
		Ok(())
	}

	#[benchmark]
	fn set_reward() {
		let operator = T::BenchmarkHelper::operator(COMMUNITY);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), COMMUNITY, 1);

		assert_eq!(RewardPots::<T>::get(COMMUNITY).per_interval, 1);
	}

	/// To an account that was empty.
	#[benchmark]
	fn claim_reward() -> Result<(), BenchmarkError> {
		elect_all::<T>();
		fund::<T>()?;
		let last = T::MaxForecasters::get() - 1;

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), COMMUNITY, last);

		assert_eq!(
			T::Currency::balance(&account_of::<T>(last)),
			T::Currency::minimum_balance()
		);
		Ok(())
	}

	/// The last of the forecasters, after all others were heard.
	#[benchmark]
	fn submit_signal(s: Linear<1, { MAX_STEPS }>) {
		elect_all::<T>();
		let (payload, signature) = signal::<T>(s);
		let last = payload.forecaster;
		let interval = Pallet::<T>::first_interval(ROUND);
		hear_of::<T>(interval, (0..last).map(|id| (id, forecast(id))));
		let payload = SignalPayload {
			steps: BoundedVec::truncate_from(vec![forecast(last); s as usize]),
			..payload
		};

		#[extrinsic_call]
		_(RawOrigin::Authorized, payload, signature);

		assert_eq!(
			Latest::<T>::get(COMMUNITY, last).map(|latest| latest.round),
			Some(ROUND)
		);
	}

	#[benchmark]
	fn authorize_submit_signal(s: Linear<1, { MAX_STEPS }>) {
		elect_all::<T>();
		let (payload, signature) = signal::<T>(s);
		let authorized;

		#[block]
		{
			authorized =
				Pallet::<T>::authorize_signal(TransactionSource::External, &payload, &signature);
		}

		assert!(authorized.is_ok());
	}

	/// Another community comes first in the next block.
	#[benchmark]
	fn poll_base() {
		T::BenchmarkHelper::operator(COMMUNITY);
		T::BenchmarkHelper::operator(OTHER_COMMUNITY);
		T::BenchmarkHelper::begin_round(COMMUNITY, ROUND);
		NextCommunity::<T>::put(COMMUNITY);
		// Not enough to look at a community.
		let mut meter = WeightMeter::with_limit(T::WeightInfo::poll_base());

		#[block]
		{
			Pallet::<T>::poll(&mut meter);
		}

		assert_eq!(NextCommunity::<T>::get(), OTHER_COMMUNITY);
	}

	/// Nothing is to be done, though as many intervals as may be wait.
	#[benchmark]
	fn poll_community() {
		elect_all::<T>();
		let mut meter = WeightMeter::new();
		let enough;

		#[block]
		{
			enough = Pallet::<T>::poll_rounds(COMMUNITY, ROUND, &mut meter);
		}

		assert!(enough && meter.consumed() == Weight::zero());
	}

	/// A round without a signal; the forecasters are stored, as if one had changed.
	#[benchmark]
	fn open_community(f: Linear<1, { T::MaxForecasters::get() }>) {
		elect_all::<T>();
		let forecasters = elect::<T>(f);
		Rounds::<T>::insert(COMMUNITY, waiting::<T>(ROUND - 1));
		let mut meter = WeightMeter::new();

		#[block]
		{
			Pallet::<T>::poll_rounds(COMMUNITY, ROUND, &mut meter);
			Forecasters::<T>::insert(COMMUNITY, forecasters);
		}

		let progress = Rounds::<T>::get(COMMUNITY);
		assert_eq!(progress.map(|progress| progress.settled_until), Some(ROUND));
	}

	/// All are heard; as many intervals as may be wait for their outcome, so that the oldest goes.
	#[benchmark]
	fn settle_round(f: Linear<{ T::MinQuorum::get() }, { T::MaxForecasters::get() }>) {
		elect_all::<T>();
		let mut forecasters = elect::<T>(f);
		let mut progress = waiting::<T>(ROUND - 1);
		progress
			.unscored
			.iter_mut()
			.for_each(|interval| *interval -= 100);
		let oldest = progress.unscored.first().copied().expect("some wait");
		let interval = Pallet::<T>::first_interval(ROUND - 1);
		for of in [oldest, interval] {
			hear_of::<T>(of, (0..f).map(|id| (id, forecast(id))));
		}
		let aggregate = Aggregate {
			forecast: forecast(0),
			heard: f,
		};
		Settled::<T>::insert(COMMUNITY, oldest, aggregate);

		#[block]
		{
			Pallet::<T>::settle_round(COMMUNITY, &mut progress, &mut forecasters);
		}

		assert!(Settled::<T>::contains_key(COMMUNITY, interval));
		assert!(!Heard::<T>::contains_key(COMMUNITY, oldest));
	}

	/// All were heard, and share a reward as far as they were better than yesterday.
	#[benchmark]
	fn score_interval(
		f: Linear<{ T::MinQuorum::get() }, { T::MaxForecasters::get() }>,
	) -> Result<(), BenchmarkError> {
		elect_all::<T>();
		let mut forecasters = elect::<T>(f);
		let interval = ROUND - 1;
		let day = Pallet::<T>::intervals_of_day().ok_or("intervals have a length")?;
		T::BenchmarkHelper::know(COMMUNITY, interval - day, 1);
		T::BenchmarkHelper::know(COMMUNITY, interval, ENERGY);
		let outcome = T::Outcomes::outcome(COMMUNITY, interval).ok_or("it is known")?;
		hear_of::<T>(interval, (0..f).map(|id| (id, near(&outcome, id))));
		let aggregate = Aggregate {
			forecast: near(&outcome, 0),
			heard: f,
		};
		Settled::<T>::insert(COMMUNITY, interval, aggregate);
		References::<T>::insert(COMMUNITY, [Reference::of(ENERGY.into(), ENERGY); VARIABLES]);
		let rewards = Rewards {
			per_interval: Balance::MAX / 2,
			budget: Balance::MAX / 2,
		};
		RewardPots::<T>::insert(COMMUNITY, rewards);

		#[block]
		{
			Pallet::<T>::score_interval(COMMUNITY, interval, &mut forecasters);
		}

		assert!(RewardPots::<T>::get(COMMUNITY).budget < rewards.budget);
		assert!(!Settled::<T>::contains_key(COMMUNITY, interval));
		Ok(())
	}

	/// So many are suspended for their faults, beside a quorum.
	#[benchmark]
	fn suspend(s: Linear<0, { T::MaxForecasters::get().saturating_sub(T::MinQuorum::get()) }>) {
		elect_all::<T>();
		let mut forecasters = elect::<T>(T::MinQuorum::get() + s);
		for forecaster in forecasters.iter_mut() {
			forecaster.faults = T::MaxFaults::get();
		}

		#[block]
		{
			Pallet::<T>::suspend_faulty(COMMUNITY, &mut forecasters, |_| true);
		}

		let suspended = forecasters.iter().filter(|entry| !entry.is_active());
		assert_eq!(suspended.count(), s as usize);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::benchmarks::externalities(),
		crate::mock::Runtime
	);
}
