//! The money: who funds it, how an interval's reward is shared, who gets it.

use crate::{Config, Error, Event, Pallet, RewardPots};
use alloc::vec::Vec;
use commonwatt_primitives::{
	signal::{Forecast, ForecasterId},
	traits::Communities,
	Balance, CommunityId,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{
		fungible::{Inspect, Mutate},
		tokens::Preservation,
		Get,
	},
};
use sp_runtime::{
	helpers_128bit::multiply_by_rational_with_rounding, traits::AccountIdConversion, Rounding,
};

/// What of a reward is given out: as much of it as the best skill is of the `naive` loss, rounded down. Pure.
pub fn given_out(reward: Balance, naive: u32, skills: &[(Forecast, u32)]) -> Balance {
	let best = skills.iter().map(|(_, skill)| *skill).max().unwrap_or(0);
	multiply_by_rational_with_rounding(
		reward,
		best.min(naive).into(),
		naive.max(1).into(),
		Rounding::Down,
	)
	.unwrap_or(0)
}

/// What each participant gets of `reward`: in proportion to its skill, with identical forecasts (whose
/// skill is the same) sharing one part. Rounded down; their sum is at most `reward`. Pure.
pub fn shares(reward: Balance, skills: &[(Forecast, u32)]) -> Vec<Balance> {
	let is_first = |place: usize, forecast: &Forecast| {
		skills
			.iter()
			.take(place)
			.all(|(earlier, _)| earlier != forecast)
	};
	let all_skill = skills
		.iter()
		.enumerate()
		.filter(|(place, (forecast, _))| is_first(*place, forecast))
		.fold(0u128, |sum, (_, (_, skill))| {
			sum.saturating_add((*skill).into())
		});
	skills
		.iter()
		.map(|(forecast, skill)| {
			let copies = skills.iter().filter(|(other, _)| other == forecast).count();
			multiply_by_rational_with_rounding(
				reward,
				(*skill).into(),
				all_skill.saturating_mul(copies as u128),
				Rounding::Down,
			)
			.unwrap_or(0)
		})
		.collect()
}

impl<T: Config> Pallet<T> {
	/// The pallet's account: all budgets, and what is earned.
	pub fn account_id() -> T::AccountId {
		T::PalletId::get().into_account_truncating()
	}

	pub(crate) fn do_fund_rewards(
		who: T::AccountId,
		community: CommunityId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(
			T::Communities::exists(community),
			Error::<T>::UnknownCommunity
		);
		let mut rewards = RewardPots::<T>::get(community);
		let budget = rewards.budget.checked_add(amount);
		rewards.budget = budget.ok_or(Error::<T>::TooMuchMoney)?;
		let pot = Self::account_id();
		// It never falls below once it is there.
		let missing = T::Currency::minimum_balance().saturating_sub(T::Currency::balance(&pot));
		let all = amount
			.checked_add(missing)
			.ok_or(Error::<T>::TooMuchMoney)?;
		T::Currency::transfer(&who, &pot, all, Preservation::Expendable)?;
		RewardPots::<T>::insert(community, rewards);
		Self::deposit_event(Event::RewardsFunded {
			community,
			who,
			amount,
			budget: rewards.budget,
		});
		Ok(())
	}

	pub(crate) fn do_claim_reward(community: CommunityId, id: ForecasterId) -> DispatchResult {
		let (account, amount) = Self::mutate_forecaster(community, id, |forecaster| {
			ensure!(forecaster.earned > 0, Error::<T>::NothingEarned);
			let amount = core::mem::take(&mut forecaster.earned);
			Ok((forecaster.account.clone(), amount))
		})?;
		Self::pay_out(&account, amount)?;
		Self::deposit_event(Event::RewardClaimed {
			community,
			forecaster: id,
			account,
			amount,
		});
		Ok(())
	}

	/// Pays what was earned, or changes nothing.
	pub(crate) fn pay_out(to: &T::AccountId, amount: Balance) -> DispatchResult {
		if amount == 0 {
			return Ok(());
		}
		with_storage_layer(|| {
			T::Currency::transfer(&Self::account_id(), to, amount, Preservation::Preserve)
		})?;
		Ok(())
	}
}
