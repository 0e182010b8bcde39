//! Buying shares back: by a standing offer, or from who may hold none any more.

use crate::{
	AssetOf, Assets, BuyBack, BuyBackFund, Config, Error, Event, Holdings, IncomeSource, Pallet,
	Phase,
};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	traits::{Communities, MarketClock},
	Balance, Moment,
};
use frame_support::{
	ensure,
	pallet_prelude::DispatchResult,
	storage::with_storage_layer,
	traits::{fungible::Mutate, tokens::Preservation::Expendable},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_buy_back(
		id: AssetId,
		mut asset: AssetOf<T>,
		who: T::AccountId,
		price: Balance,
		shares: Shares,
		until: Moment,
		fund: BuyBackFund,
	) -> DispatchResult {
		ensure!(asset.phase == Phase::Active, Error::<T>::WrongPhase);
		ensure!(price > 0 && shares > 0, Error::<T>::ZeroAmount);
		ensure!(until > T::Clock::now(), Error::<T>::BuyBackAlreadyOver);
		Self::return_unspent(id, &mut asset)?;
		let cost = price.checked_mul(shares).ok_or(Error::<T>::TooMuchMoney)?;
		let payer = match fund {
			BuyBackFund::UpkeepReserve => {
				Self::take_of_reserve(&mut asset, cost)?;
				None
			}
			BuyBackFund::Caller => {
				Self::pay_in(id, &who, cost)?;
				Some(who)
			}
		};
		asset.buy_back = Some(BuyBack {
			price,
			shares,
			until,
			payer: payer.clone(),
		});
		Assets::<T>::insert(id, asset);
		Self::deposit_event(Event::BuyBackOffered {
			asset: id,
			price,
			shares,
			until,
			payer,
		});
		Ok(())
	}

	pub(crate) fn do_end_buy_back(id: AssetId, who: &T::AccountId) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		let offer = asset.buy_back.as_ref().ok_or(Error::<T>::NoBuyBack)?;
		let is_over = T::Clock::now() >= offer.until;
		ensure!(
			is_over || T::Communities::ensure_operator(asset.community, who).is_ok(),
			Error::<T>::BuyBackNotOver
		);
		Self::return_unspent(id, &mut asset)?;
		Assets::<T>::insert(id, asset);
		Ok(())
	}

	/// Ends the standing offer, if there is one. What its payer's account cannot hold (it is empty, and it
	/// is less than the existential deposit) is income.
	pub(crate) fn return_unspent(id: AssetId, asset: &mut AssetOf<T>) -> DispatchResult {
		let Some(offer) = asset.buy_back.take() else {
			return Ok(());
		};
		let unspent = offer.funds();
		match offer.payer {
			None => asset.upkeep.reserve = asset.upkeep.reserve.saturating_add(unspent),
			Some(payer) => {
				if with_storage_layer(|| Self::pay_out(id, &payer, unspent)).is_err() {
					Self::take_income(id, asset, IncomeSource::Unspent, unspent)?;
				}
			}
		}
		Self::deposit_event(Event::BuyBackEnded { asset: id, unspent });
		Ok(())
	}

	pub(crate) fn do_sell_back(
		id: AssetId,
		who: T::AccountId,
		shares: Shares,
		minimum: Balance,
	) -> DispatchResult {
		let mut asset = Self::asset(id)?;
		let now = T::Clock::now();
		let offer = asset.buy_back.clone().filter(|offer| now < offer.until);
		let mut offer = offer.ok_or(Error::<T>::NoBuyBack)?;
		ensure!(offer.price >= minimum, Error::<T>::PriceBelowMinimum);
		Self::ensure_may_send(id, &asset, &who, shares)?;
		let left = offer.shares.checked_sub(shares);
		offer.shares = left.ok_or(Error::<T>::BuyBackTooSmall)?;
		let amount = offer.price.saturating_mul(shares);
		if offer.payer.is_none() {
			asset.upkeep.spent = asset.upkeep.spent.saturating_add(amount);
		}
		asset.buy_back = (offer.shares > 0).then_some(offer);
		let is_spent = asset.buy_back.is_none();
		Self::burn(id, &mut asset, &who, shares);
		Assets::<T>::insert(id, asset);
		Self::pay_out(id, &who, amount)?;
		Self::deposit_event(Event::SoldBack {
			asset: id,
			who,
			shares,
			amount,
		});
		if is_spent {
			Self::deposit_event(Event::BuyBackEnded {
				asset: id,
				unspent: 0,
			});
		}
		Ok(())
	}

	pub(crate) fn do_buy_back_compulsorily(
		id: AssetId,
		mut asset: AssetOf<T>,
		payer: T::AccountId,
		who: T::AccountId,
	) -> DispatchResult {
		let terms = Self::terms(id)?;
		let payer = match asset.phase {
			Phase::Active => payer,
			// What was paid for a subscription is there. Of an offering that has ended anyone makes shares, or
			// refunds.
			Phase::Offering { .. } => {
				let has_ended = Self::has_ended(&asset, &terms)?;
				ensure!(!has_ended, Error::<T>::OfferingEnded);
				Self::account_id(id)
			}
			_ => return Err(Error::<T>::WrongPhase.into()),
		};
		let may_hold = !asset.rules.members_only
			|| Self::is_pool(id, &who)
			|| T::Communities::ensure_active_member(asset.community, &who).is_ok();
		ensure!(!may_hold, Error::<T>::HolderMayHold);
		let shares = Holdings::<T>::get(id, &who).unwrap_or_default().shares;
		ensure!(shares > 0, Error::<T>::NotEnoughShares);
		let now = T::Clock::now();
		let offered = match &asset.buy_back {
			Some(offer) if now < offer.until => offer.price,
			_ => 0,
		};
		let price = terms.price.max(offered);
		let amount = price.checked_mul(shares).ok_or(Error::<T>::TooMuchMoney)?;
		T::Currency::transfer(&payer, &who, amount, Expendable)?;
		let income = Self::take_entitlement(id, &mut asset, &who)?;
		Self::burn(id, &mut asset, &who, shares);
		Assets::<T>::insert(id, asset);
		if income > 0 {
			Self::pay_out(id, &who, income)?;
		}
		Self::deposit_event(Event::BoughtBackCompulsorily {
			asset: id,
			who,
			payer,
			shares,
			amount,
			income,
		});
		Ok(())
	}
}
