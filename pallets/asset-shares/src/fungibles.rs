//! Shares as the SDK's markets see them.
//!
//! A swap takes by `withdraw` and gives by `resolve`, which never ask `can_withdraw` and `can_deposit`:
//! so the rules are asked in `reducible_balance`, `decrease_balance` and `increase_balance`.
//! `write_balance` settles income and refuses nothing of shares.
//!
//! Shares have no minimum and keep no account alive: `Preservation` means nothing. Nor does `Fortitude`:
//! nobody is above the rules.

use crate::{AssetOf, Assets, Config, Error, Event, Holdings, OfferedTerms, Pallet, Phase};
use alloc::{format, vec::Vec};
use commonwatt_primitives::{
	share::{AssetId, Shares},
	Balance,
};
use core::marker::PhantomData;
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	traits::{
		fungibles::{
			metadata, Balanced, Credit, Debt, DecreaseIssuance, Dust, HandleImbalanceDrop,
			Imbalance, IncreaseIssuance, Inspect, Mutate, Refund, Unbalanced,
		},
		tokens::{
			DepositConsequence, Fortitude,
			Precision::{self, Exact},
			Preservation, Provenance, WithdrawConsequence,
		},
		AccountTouch, ContainsPair,
	},
};
use sp_runtime::{ArithmeticError, TokenError};

/// The shares of an account; subscriptions are none.
fn shares_of<T: Config>(id: AssetId, asset: &AssetOf<T>, who: &T::AccountId) -> Shares {
	match asset.phase.has_shares() {
		true => Holdings::<T>::get(id, who).unwrap_or_default().shares,
		false => 0,
	}
}

impl<T: Config> Inspect<T::AccountId> for Pallet<T> {
	type AssetId = AssetId;
	type Balance = Shares;

	fn total_issuance(id: AssetId) -> Shares {
		Assets::<T>::get(id)
			.filter(|asset| asset.phase.has_shares())
			.map_or(0, |asset| asset.issued)
	}

	fn minimum_balance(_: AssetId) -> Shares {
		1
	}

	fn total_balance(id: AssetId, who: &T::AccountId) -> Shares {
		Self::balance(id, who)
	}

	fn balance(id: AssetId, who: &T::AccountId) -> Shares {
		Assets::<T>::get(id).map_or(0, |asset| shares_of::<T>(id, &asset, who))
	}

	fn reducible_balance(id: AssetId, who: &T::AccountId, _: Preservation, _: Fortitude) -> Shares {
		Assets::<T>::get(id).map_or(0, |asset| Self::transferable(id, &asset, who))
	}

	fn can_deposit(
		id: AssetId,
		who: &T::AccountId,
		shares: Shares,
		_: Provenance,
	) -> DepositConsequence {
		let Some(asset) = Assets::<T>::get(id) else {
			return DepositConsequence::UnknownAsset;
		};
		match Self::ensure_may_receive(id, &asset, who, shares) {
			Ok(()) => DepositConsequence::Success,
			Err(error) if error == Error::<T>::NoSuchAccount.into() => {
				DepositConsequence::CannotCreate
			}
			Err(_) => DepositConsequence::Blocked,
		}
	}

	fn can_withdraw(
		id: AssetId,
		who: &T::AccountId,
		shares: Shares,
	) -> WithdrawConsequence<Shares> {
		let Some(asset) = Assets::<T>::get(id) else {
			return WithdrawConsequence::UnknownAsset;
		};
		if shares_of::<T>(id, &asset, who) < shares {
			WithdrawConsequence::BalanceLow
		} else if Self::transferable(id, &asset, who) < shares {
			WithdrawConsequence::Frozen
		} else {
			WithdrawConsequence::Success
		}
	}

	fn asset_exists(id: AssetId) -> bool {
		Assets::<T>::get(id).is_some_and(|asset| asset.phase.has_shares())
	}
}

impl<T: Config> Unbalanced<T::AccountId> for Pallet<T> {
	/// There is none: shares have no minimum.
	fn handle_dust(_: Dust<T::AccountId, Self>) {}

	fn write_balance(
		id: AssetId,
		who: &T::AccountId,
		shares: Shares,
	) -> Result<Option<Shares>, DispatchError> {
		let mut asset = Self::asset(id)?;
		// What is held before are subscriptions: no balance.
		ensure!(asset.phase.has_shares(), Error::<T>::WrongPhase);
		Self::set_holding(id, &mut asset, who, shares);
		Assets::<T>::insert(id, asset);
		Ok(None)
	}

	fn set_total_issuance(id: AssetId, shares: Shares) {
		Assets::<T>::mutate_extant(id, |asset| {
			if asset.phase.has_shares() {
				asset.issued = shares;
			}
		});
	}

	fn decrease_balance(
		id: AssetId,
		who: &T::AccountId,
		shares: Shares,
		precision: Precision,
		_: Preservation,
		_: Fortitude,
	) -> Result<Shares, DispatchError> {
		let mut asset = Self::asset(id)?;
		let most = Self::transferable(id, &asset, who);
		let shares = match precision {
			Precision::BestEffort => shares.min(most),
			Exact => shares,
		};
		let left = most.checked_sub(shares);
		let left = left.ok_or(TokenError::FundsUnavailable)?;
		if shares > 0 {
			Self::set_holding(id, &mut asset, who, left);
			Assets::<T>::insert(id, asset);
		}
		Ok(shares)
	}

	fn increase_balance(
		id: AssetId,
		who: &T::AccountId,
		shares: Shares,
		_: Precision,
	) -> Result<Shares, DispatchError> {
		if shares == 0 {
			return Ok(0);
		}
		let mut asset = Self::asset(id)?;
		Self::ensure_may_receive(id, &asset, who, shares)?;
		let held = Holdings::<T>::get(id, who).unwrap_or_default().shares;
		let then = held.checked_add(shares).ok_or(ArithmeticError::Overflow)?;
		Self::set_holding(id, &mut asset, who, then);
		Assets::<T>::insert(id, asset);
		Ok(shares)
	}
}

impl<T: Config> Mutate<T::AccountId> for Pallet<T> {
	fn mint_into(_: AssetId, _: &T::AccountId, _: Shares) -> Result<Shares, DispatchError> {
		Err(Error::<T>::IssuedByOfferingsOnly.into())
	}

	fn burn_from(
		_: AssetId,
		_: &T::AccountId,
		_: Shares,
		_: Preservation,
		_: Precision,
		_: Fortitude,
	) -> Result<Shares, DispatchError> {
		Err(Error::<T>::NotBurnedByTransfers.into())
	}

	fn shelve(_: AssetId, _: &T::AccountId, _: Shares) -> Result<Shares, DispatchError> {
		Err(Error::<T>::NotBurnedByTransfers.into())
	}

	fn restore(_: AssetId, _: &T::AccountId, _: Shares) -> Result<Shares, DispatchError> {
		Err(Error::<T>::IssuedByOfferingsOnly.into())
	}

	/// Unlike the trait's own, fails if the credit fails. The caller rolls back.
	fn transfer(
		id: AssetId,
		from: &T::AccountId,
		to: &T::AccountId,
		shares: Shares,
		preservation: Preservation,
	) -> Result<Shares, DispatchError> {
		Self::can_withdraw(id, from, shares).into_result(false)?;
		if from == to {
			return Ok(shares);
		}
		Self::can_deposit(id, to, shares, Provenance::Extant).into_result()?;
		Self::decrease_balance(id, from, shares, Exact, preservation, Fortitude::Polite)?;
		Self::increase_balance(id, to, shares, Exact)?;
		Self::deposit_event(Event::Transferred {
			asset: id,
			from: from.clone(),
			to: to.clone(),
			shares,
		});
		Ok(shares)
	}
}

/// What was withdrawn and never deposited is burned.
pub struct BurnDropped<T>(PhantomData<T>);
impl<T: Config> HandleImbalanceDrop<AssetId, Shares> for BurnDropped<T> {
	fn handle(asset: AssetId, shares: Shares) {
		DecreaseIssuance::<T::AccountId, Pallet<T>>::handle(asset, shares);
		Pallet::<T>::deposit_event(Event::SharesDropped { asset, shares });
	}
}

/// What was deposited and never withdrawn is issued.
pub struct IssueAdded<T>(PhantomData<T>);
impl<T: Config> HandleImbalanceDrop<AssetId, Shares> for IssueAdded<T> {
	fn handle(asset: AssetId, shares: Shares) {
		IncreaseIssuance::<T::AccountId, Pallet<T>>::handle(asset, shares);
		Pallet::<T>::deposit_event(Event::SharesAdded { asset, shares });
	}
}

impl<T: Config> Balanced<T::AccountId> for Pallet<T> {
	type OnDropDebt = IssueAdded<T>;
	type OnDropCredit = BurnDropped<T>;

	/// Nothing: shares are issued by offerings only.
	fn issue(id: AssetId, _: Shares) -> Credit<T::AccountId, Self> {
		Imbalance::zero(id)
	}

	/// Nothing: shares end when they are bought back or redeemed only.
	fn rescind(id: AssetId, _: Shares) -> Debt<T::AccountId, Self> {
		Imbalance::zero(id)
	}

	fn done_deposit(asset: AssetId, who: &T::AccountId, shares: Shares) {
		Self::deposit_event(Event::SharesDeposited {
			asset,
			who: who.clone(),
			shares,
		});
	}

	fn done_withdraw(asset: AssetId, who: &T::AccountId, shares: Shares) {
		Self::deposit_event(Event::SharesWithdrawn {
			asset,
			who: who.clone(),
			shares,
		});
	}
}

impl<T: Config> metadata::Inspect<T::AccountId> for Pallet<T> {
	fn name(id: AssetId) -> Vec<u8> {
		OfferedTerms::<T>::get(id).map_or_else(Vec::new, |terms| terms.name.into_inner())
	}

	/// Of the chain's making, so that no two are alike.
	fn symbol(id: AssetId) -> Vec<u8> {
		format!("S{id}").into_bytes()
	}

	fn decimals(_: AssetId) -> u8 {
		0
	}
}

/// A holding needs no account made for it. What is refused here is a pool that may not be: whoever
/// creates one has to touch the pool's holding first.
impl<T: Config> AccountTouch<AssetId, T::AccountId> for Pallet<T> {
	type Balance = Balance;

	fn deposit_required(_: AssetId) -> Balance {
		0
	}

	fn should_touch(id: AssetId, who: &T::AccountId) -> bool {
		Self::ensure_touchable(id, who).is_err()
	}

	fn touch(id: AssetId, who: &T::AccountId, _: &T::AccountId) -> DispatchResult {
		Self::ensure_touchable(id, who)
	}
}

impl<T: Config> Pallet<T> {
	fn ensure_touchable(id: AssetId, who: &T::AccountId) -> DispatchResult {
		let asset = Self::asset(id)?;
		if Self::is_pool(id, who) {
			ensure!(asset.phase == Phase::Active, Error::<T>::WrongPhase);
			ensure!(asset.rules.pool, Error::<T>::PoolNotAllowed);
		}
		Ok(())
	}
}

/// Holdings have no deposit.
impl<T: Config> Refund<T::AccountId> for Pallet<T> {
	type AssetId = AssetId;
	type Balance = Balance;

	fn deposit_held(_: AssetId, _: T::AccountId) -> Option<(T::AccountId, Balance)> {
		None
	}

	fn refund(_: AssetId, _: T::AccountId) -> DispatchResult {
		Ok(())
	}
}

/// Whether an account holds shares of an asset.
impl<T: Config> ContainsPair<AssetId, T::AccountId> for Pallet<T> {
	fn contains(id: &AssetId, who: &T::AccountId) -> bool {
		Self::balance(*id, who) > 0
	}
}
