//! What the government of a community does with its treasury, and the withdrawal of all that is free.

use crate::{Book, Config, Error, Event, MemberDebt, MemberReceivable, Pallet};
use commonwatt_primitives::{
	governance::{CommunityFunds, MonthlyStatements, TreasuryBook, TreasuryLine},
	statement::Statement,
	traits::{Account, Communities, DeliveryPoints, Ledger, PointAccount, Settlements},
	Balance, CommunityId, PointId,
};
use frame_support::{
	ensure,
	pallet_prelude::{DispatchError, DispatchResult},
	storage::with_storage_layer,
	traits::Contains,
	weights::Weight,
};

/// A point whose owner may withdraw, settled.
pub(crate) struct Withdrawal<T: Config> {
	book: Book<T>,
	account: PointAccount,
	/// What must stay.
	floor: Balance,
	/// What settling it has done with certified energy.
	pub(crate) certified: Weight,
}

impl<T: Config> Withdrawal<T> {
	/// Settles what can be settled and looks whether `who` may withdraw from `point`.
	pub(crate) fn open(point: PointId, who: &T::AccountId) -> Result<Self, DispatchError> {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.owner == *who, Error::<T>::NotOwner);
		let settled = T::Settlements::settle_point(details.community, point);

		let mut book = Pallet::<T>::open(details.community);
		let account = Pallet::<T>::load_point(&mut book, point);
		ensure!(
			account.debt == 0 && account.receivable == 0,
			Error::<T>::PointInDebt
		);
		// Else a member could let one point owe for ever what another one takes out.
		ensure!(
			!MemberDebt::<T>::contains_key(details.community, who)
				&& !MemberReceivable::<T>::contains_key(details.community, who),
			Error::<T>::MemberInDebt
		);
		let floor = match details.closed && settled.left == 0 {
			true => 0,
			false => Pallet::<T>::withdrawal_floor(&details),
		};
		Ok(Self {
			book,
			account,
			floor,
			certified: settled.certified,
		})
	}

	/// What is above the floor.
	fn free(&self) -> Balance {
		self.account.credit.saturating_sub(self.floor)
	}

	/// Pays `amount` to the owner.
	pub(crate) fn pay(self, point: PointId, who: T::AccountId, amount: Balance) -> DispatchResult {
		let Self {
			mut book,
			mut account,
			floor,
			..
		} = self;
		let left = account
			.credit
			.checked_sub(amount)
			.ok_or(Error::<T>::BelowWithdrawalFloor)?;
		ensure!(left >= floor, Error::<T>::BelowWithdrawalFloor);
		account.credit = left;
		let withdrawn = &mut account.statement.withdrawn;
		*withdrawn = withdrawn.saturating_add(amount);
		Pallet::<T>::store_point(&mut book, point, account);
		Pallet::<T>::release(book, &who, amount)?;
		Pallet::<T>::deposit_event(Event::Withdrawn { point, who, amount });
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Withdraws all that `owner` may withdraw from its point, after settling what can be settled; what
	/// that was, 0 if nothing is above the floor. Refused as a withdrawal is; what fails changes nothing.
	pub fn withdraw_free(point: PointId, owner: &T::AccountId) -> Result<Balance, DispatchError> {
		with_storage_layer(|| {
			let withdrawal = Withdrawal::<T>::open(point, owner)?;
			let amount = withdrawal.free();
			if amount > 0 {
				withdrawal.pay(point, owner.clone(), amount)?;
			}
			Ok(amount)
		})
	}

	/// Pays what is free of a closed point to its owner; what settling it has done with certified energy.
	pub(crate) fn do_pay_out(point: PointId) -> Result<Weight, DispatchError> {
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.closed, Error::<T>::PointNotClosed);
		let owner = details.owner;
		ensure!(!T::Keyless::contains(&owner), Error::<T>::OwnerIsKeyless);
		let withdrawal = Withdrawal::<T>::open(point, &owner)?;
		let (amount, certified) = (withdrawal.free(), withdrawal.certified);
		ensure!(amount > 0, Error::<T>::NothingToPayOut);
		withdrawal.pay(point, owner, amount)?;
		Ok(certified)
	}

	pub(crate) fn do_lend_to_guarantee(community: CommunityId, amount: Balance) -> DispatchResult {
		let mut book = Self::open_with_free(community, amount)?;
		let treasury = Account::Treasury(TreasuryLine::Guarantee);
		Self::transfer(&mut book, treasury, Account::Guarantee, amount);
		Self::commit(book);
		Self::deposit_event(Event::GuaranteeLent { community, amount });
		Ok(())
	}

	/// The book of a community whose free treasury has `amount`.
	fn open_with_free(community: CommunityId, amount: Balance) -> Result<Book<T>, DispatchError> {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		ensure!(
			T::Communities::exists(community),
			Error::<T>::UnknownCommunity
		);
		let book = Self::open(community);
		ensure!(
			book.accounts.free_treasury() >= amount,
			Error::<T>::TreasuryTooSmall
		);
		Ok(book)
	}
}

impl<T: Config> CommunityFunds<T::AccountId> for Pallet<T> {
	fn treasury(community: CommunityId) -> Balance {
		Self::open(community).accounts.treasury
	}

	fn set_aside(community: CommunityId) -> Balance {
		Self::open(community).accounts.set_aside
	}

	fn free(community: CommunityId) -> Balance {
		Self::open(community).accounts.free_treasury()
	}

	fn book(community: CommunityId) -> TreasuryBook {
		Self::open(community).accounts.lines
	}

	fn put_aside(community: CommunityId, amount: Balance) -> DispatchResult {
		let mut book = Self::open_with_free(community, amount)?;
		book.accounts.set_aside = book.accounts.set_aside.saturating_add(amount);
		Self::commit(book);
		Self::deposit_event(Event::TreasurySetAside { community, amount });
		Ok(())
	}

	fn put_back(community: CommunityId, amount: Balance) {
		let mut book = Self::open(community);
		let amount = amount.min(book.accounts.set_aside);
		if amount == 0 {
			return;
		}
		book.accounts.set_aside = book.accounts.set_aside.saturating_sub(amount);
		Self::commit(book);
		Self::deposit_event(Event::TreasuryPutBack { community, amount });
	}

	fn spend(
		community: CommunityId,
		to: &T::AccountId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult {
		with_storage_layer(|| {
			let mut book = Self::open_with_free(community, amount)?;
			book.take(Account::Treasury(line), amount);
			Self::release(book, to, amount)?;
			Self::deposit_event(Event::TreasurySpent {
				community,
				to: to.clone(),
				amount,
				line,
			});
			Ok(())
		})
	}

	fn top_up_point(
		community: CommunityId,
		point: PointId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult {
		ensure!(amount > 0, Error::<T>::ZeroAmount);
		let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
		ensure!(details.community == community, Error::<T>::UnknownPoint);
		let mut book = Self::open(community);
		book.accounts.set_aside = book
			.accounts
			.set_aside
			.checked_sub(amount)
			.ok_or(Error::<T>::TreasuryTooSmall)?;
		// It was set aside, so it is there.
		book.take(Account::Treasury(line), amount);
		let mut account = Self::load_point(&mut book, point);
		let repaid = book.credit_point(point, &mut account, amount);
		let gifts = &mut account.statement.gifts;
		*gifts = gifts.saturating_add(amount);
		Self::store_point(&mut book, point, account);
		Self::commit(book);
		Self::deposit_event(Event::PaidFromTreasury {
			community,
			point,
			amount,
			line,
			paid_debt: repaid.debt,
			paid_receivable: repaid.receivable,
		});
		Ok(())
	}

	fn lend_to_guarantee(community: CommunityId, amount: Balance) -> DispatchResult {
		Self::do_lend_to_guarantee(community, amount)
	}

	fn receive(
		community: CommunityId,
		from: &T::AccountId,
		amount: Balance,
		line: TreasuryLine,
	) -> DispatchResult {
		with_storage_layer(|| {
			let mut book = Self::receive(community, from, amount)?;
			book.deposit(Account::Treasury(line), amount);
			Self::commit(book);
			Self::deposit_event(Event::TreasuryReceived {
				community,
				from: from.clone(),
				amount,
				line,
			});
			Ok(())
		})
	}
}

impl<T: Config> MonthlyStatements for Pallet<T> {
	fn month(point: PointId, month: u32) -> Option<Statement> {
		Self::statement(point, Some(month))
	}
}
