//! Income: where it comes from, what each share earns of it, who is paid.

use crate::{AssetOf, Assets, Config, Error, Event, Holdings, IncomeSource, Pallet, Phase};
use commonwatt_primitives::{
	share::{AssetId, PointIncome},
	traits::DeliveryPoints,
	Balance, PointId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attach_point(
		id: AssetId,
		mut asset: AssetOf<T>,
		point: PointId,
	) -> DispatchResult {
		Self::ensure_earns(&asset)?;
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(
			details.community == asset.community && details.owner == Self::account_id(id),
			Error::<T>::NotThePointOfTheAsset
		);
		asset.point = Some(point);
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::PointAttached { asset: id, point });
		Ok(())
	}

	pub(crate) fn do_detach_point(id: AssetId, mut asset: AssetOf<T>) -> DispatchResult {
		let point = asset.point.take().ok_or(Error::<T>::NoPointAttached)?;
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::PointDetached { asset: id, point });
		Ok(())
	}

	pub(crate) fn do_collect_income(id: AssetId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		Self::ensure_earns(&asset)?;
		let point = asset.point.ok_or(Error::<T>::NoPointAttached)?;
		let amount = T::PointIncome::withdraw_free(point, &Self::account_id(id))?;
		ensure!(amount > 0, Error::<T>::NothingToCollect);
		Self::take_income(id, &mut asset, IncomeSource::Point(point), amount)?;
		Assets::<T>::insert(id, asset);
		Ok(())
	}

	pub(crate) fn do_pay_income(who: T::AccountId, id: AssetId, amount: Balance) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let mut asset = Self::asset(id)?;
		Self::ensure_earns(&asset)?;
		Self::pay_in(id, &who, amount)?;
		Self::take_income(id, &mut asset, IncomeSource::Account(who), amount)?;
		Assets::<T>::insert(id, asset);
		Ok(())
	}

	/// Income is shared by all that hold shares: there are some, and none is redeemed yet.
	fn ensure_earns(asset: &AssetOf<T>) -> DispatchResult {
		ensure!(
			matches!(asset.phase, Phase::Active | Phase::WindingUp { .. }),
			Error::<T>::WrongPhase
		);
		Ok(())
	}

	/// Splits income that is in the asset's account: first the upkeep reserve's share, rounded down, until
	/// the reserve is at its target; when the asset is wound up nothing more is laid by.
	pub(crate) fn take_income(
		id: AssetId,
		asset: &mut AssetOf<T>,
		from: IncomeSource<T::AccountId>,
		amount: Balance,
	) -> DispatchResult {
		let received = asset.income.received.checked_add(amount);
		asset.income.received = received.ok_or(Error::<T>::TooMuchMoney)?;
		let upkeep = match asset.phase {
			Phase::Active => {
				let terms = Self::terms(id)?;
				let missing = terms.upkeep_target.saturating_sub(asset.upkeep.reserve);
				terms.upkeep_share.mul_floor(amount).min(missing)
			}
			_ => 0,
		};
		asset.upkeep.reserve = asset.upkeep.reserve.saturating_add(upkeep);
		asset.income.upkept = asset.income.upkept.saturating_add(upkeep);
		let per_share = Self::distribute(asset, amount.saturating_sub(upkeep));
		Self::deposit_event(Event::IncomeReceived {
			asset: id,
			from,
			amount,
			upkeep,
			per_share,
			dust: asset.income.dust,
		});
		Ok(())
	}

	/// Gives each earning share as much of the amount and the dust as divides evenly; the rest is dust.
	/// What each share got.
	pub(crate) fn distribute(asset: &mut AssetOf<T>, amount: Balance) -> Balance {
		let income = &mut asset.income;
		let all = income.dust.saturating_add(amount);
		let per_share = all.checked_div(asset.earning).unwrap_or(0);
		let given = per_share.saturating_mul(asset.earning);
		income.index = income.index.saturating_add(per_share);
		income.unpaid = income.unpaid.saturating_add(given);
		income.dust = all.saturating_sub(given);
		per_share
	}

	pub(crate) fn do_claim_income(id: AssetId, who: T::AccountId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		let amount = Self::take_entitlement(id, &mut asset, &who)?;
		ensure!(amount > 0, Error::<T>::NothingToClaim);
		Self::pay_out(id, &who, amount)?;
		Self::deposit_event(Event::IncomeClaimed {
			asset: id,
			who,
			amount,
		});
		Self::store_or_close(id, asset)
	}

	/// Books what a holder has earned as paid; the caller pays it. Pools earn nothing.
	pub(crate) fn take_entitlement(
		id: AssetId,
		asset: &mut AssetOf<T>,
		who: &T::AccountId,
	) -> Result<Balance, DispatchError> {
		let stored = Holdings::<T>::get(id, who);
		let mut holding = stored.ok_or(Error::<T>::NothingToClaim)?;
		ensure!(!Self::is_pool(id, who), Error::<T>::NothingToClaim);
		let amount = holding.entitled(asset.income.index);
		holding.unclaimed = 0;
		holding.index = asset.income.index;
		Self::store_holding(id, asset, who, true, holding);
		let income = &mut asset.income;
		income.unpaid = income.unpaid.saturating_sub(amount);
		income.paid = income.paid.saturating_add(amount);
		Ok(amount)
	}

	pub(crate) fn do_spend_upkeep(
		id: AssetId,
		mut asset: AssetOf<T>,
		to: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		Self::take_of_reserve(&mut asset, amount)?;
		asset.upkeep.spent = asset.upkeep.spent.saturating_add(amount);
		let reserve = asset.upkeep.reserve;
		Assets::<T>::insert(id, asset);
		Self::pay_out(id, &to, amount)?;
		Self::deposit_event(Event::UpkeepSpent {
			asset: id,
			to,
			amount,
			reserve,
		});
		Ok(())
	}

	/// Takes money out of the upkeep reserve; the caller books where it goes.
	pub(crate) fn take_of_reserve(asset: &mut AssetOf<T>, amount: Balance) -> DispatchResult {
		let left = asset.upkeep.reserve.checked_sub(amount);
		asset.upkeep.reserve = left.ok_or(Error::<T>::UpkeepReserveTooSmall)?;
		Ok(())
	}
}
