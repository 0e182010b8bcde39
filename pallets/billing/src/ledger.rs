//! The ledger: every entry moves money from one account of a community to another.

use crate::{
	Accounts, Books, CommunityAccounts, Config, Escrow, Event, MemberDebt, MemberReceivable, Pallet,
};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	traits::{
		Account, DeliveryPoints, Ledger, Obligations, OnCommunityCreated, PointAccount, Tariffs,
	},
	Balance, CommunityId, Interval, PointId,
};
use core::marker::PhantomData;
use frame_support::{
	defensive,
	pallet_prelude::DispatchResult,
	storage::StorageDoubleMap,
	traits::{fungible, tokens::Preservation},
};

/// The aggregates of a community while entries are made: loaded once, written once.
pub struct Book<T: Config> {
	community: CommunityId,
	pub(crate) accounts: CommunityAccounts,
	escrow: BTreeMap<Interval, Balance>,
	emergency_limit: Option<Balance>,
	_runtime: PhantomData<T>,
}

impl<T: Config> Book<T> {
	fn account(&mut self, account: Account) -> &mut Balance {
		match account {
			Account::Treasury => &mut self.accounts.treasury,
			Account::Supplier => &mut self.accounts.supplier,
			Account::Guarantee => &mut self.accounts.guarantee,
			Account::Escrow(interval) => self
				.escrow
				.entry(interval)
				.or_insert_with(|| Escrow::<T>::get(self.community, interval)),
		}
	}

	/// Adds to an account. What is added was taken elsewhere, and all there is is below 2^128.
	pub(crate) fn deposit(&mut self, account: Account, amount: Balance) {
		let balance = self.account(account);
		*balance = balance.saturating_add(amount);
	}

	/// Takes `amount` or what there is.
	fn take(&mut self, account: Account, amount: Balance) -> Balance {
		let balance = self.account(account);
		let taken = amount.min(*balance);
		*balance = balance.saturating_sub(taken);
		taken
	}

	/// An inflow to a point's credit: debt first, then receivable.
	pub(crate) fn credit_point(
		&mut self,
		point: PointId,
		account: &mut PointAccount,
		amount: Balance,
	) {
		let to_debt = amount.min(account.debt);
		if to_debt > 0 {
			account.debt = account.debt.saturating_sub(to_debt);
			self.deposit(Account::Guarantee, to_debt);
			self.mutate_member::<MemberDebt<T>>(point, |debt| debt.saturating_sub(to_debt));
		}
		let rest = amount.saturating_sub(to_debt);
		let to_receivable = rest.min(account.receivable);
		if to_receivable > 0 {
			account.receivable = account.receivable.saturating_sub(to_receivable);
			self.deposit(Account::Supplier, to_receivable);
			self.mutate_member::<MemberReceivable<T>>(point, |owed| {
				owed.saturating_sub(to_receivable)
			});
		}
		account.credit = account
			.credit
			.saturating_add(rest.saturating_sub(to_receivable));
	}

	/// Emergency credit for a point: a transfer out of guarantee, as far as the funds and the
	/// member's limit go.
	fn lend(&mut self, point: PointId, account: &mut PointAccount, amount: Balance) -> Balance {
		let wanted = amount.min(self.accounts.guarantee);
		if wanted == 0 {
			return 0;
		}
		let Some(details) = T::Points::details(point) else {
			return 0;
		};
		let limit = *self
			.emergency_limit
			.get_or_insert_with(|| T::Tariffs::emergency_limit(self.community));
		let owed = MemberDebt::<T>::get(self.community, &details.owner);
		let lent = wanted.min(limit.saturating_sub(owed));
		if lent > 0 {
			MemberDebt::<T>::insert(self.community, &details.owner, owed.saturating_add(lent));
			account.debt = account.debt.saturating_add(lent);
			self.accounts.guarantee = self.accounts.guarantee.saturating_sub(lent);
			Pallet::<T>::deposit_event(Event::EmergencyCreditLent {
				point,
				amount: lent,
			});
		}
		lent
	}

	/// Changes what the points of a member owe together; an entry of zero is removed.
	fn mutate_member<Owed>(&self, point: PointId, change: impl FnOnce(Balance) -> Balance)
	where
		Owed: StorageDoubleMap<CommunityId, T::AccountId, Balance, Query = Balance>,
	{
		let Some(details) = T::Points::details(point) else {
			defensive!("a point that owes exists");
			return;
		};
		let owed = change(Owed::get(self.community, &details.owner));
		if owed > 0 {
			Owed::insert(self.community, &details.owner, owed);
		} else {
			Owed::remove(self.community, &details.owner);
		}
	}
}

impl<T: Config> Ledger for Pallet<T> {
	type Book = Book<T>;

	fn open(community: CommunityId) -> Book<T> {
		Book {
			community,
			accounts: Books::<T>::get(community),
			escrow: BTreeMap::new(),
			emergency_limit: None,
			_runtime: PhantomData,
		}
	}

	fn commit(book: Book<T>) {
		Books::<T>::insert(book.community, book.accounts);
		for (interval, balance) in book.escrow {
			if balance == 0 {
				Escrow::<T>::remove(book.community, interval);
			} else {
				Escrow::<T>::insert(book.community, interval, balance);
			}
		}
	}

	fn load_point(point: PointId) -> PointAccount {
		Accounts::<T>::get(point)
	}

	fn store_point(point: PointId, account: PointAccount) {
		Accounts::<T>::insert(point, account);
	}

	fn remove_point(community: CommunityId, point: PointId) -> bool {
		let PointAccount {
			credit,
			debt,
			receivable,
		} = Accounts::<T>::get(point);
		// Less than the existential deposit may be more than its owner can receive.
		if debt > 0 || receivable > 0 || credit >= Self::existential_deposit() {
			return false;
		}
		if credit > 0 {
			let mut book = Self::open(community);
			book.deposit(Account::Treasury, credit);
			Self::commit(book);
		}
		Accounts::<T>::remove(point);
		true
	}

	fn balance(book: &mut Book<T>, account: Account) -> Balance {
		*book.account(account)
	}

	fn transfer(book: &mut Book<T>, from: Account, to: Account, amount: Balance) -> Balance {
		let moved = book.take(from, amount);
		book.deposit(to, moved);
		moved
	}

	fn charge(
		book: &mut Book<T>,
		point: PointId,
		purse: &mut PointAccount,
		to: Account,
		amount: Balance,
	) -> Balance {
		let from_credit = amount.min(purse.credit);
		purse.credit = purse.credit.saturating_sub(from_credit);
		let unpaid = amount.saturating_sub(from_credit);
		let lent = book.lend(point, purse, unpaid);
		book.deposit(to, from_credit.saturating_add(lent));
		unpaid.saturating_sub(lent)
	}

	fn pay(
		book: &mut Book<T>,
		point: PointId,
		purse: &mut PointAccount,
		from: Account,
		amount: Balance,
	) -> Balance {
		let paid = book.take(from, amount);
		book.credit_point(point, purse, paid);
		paid
	}

	fn owe(book: &mut Book<T>, point: PointId, purse: &mut PointAccount, amount: Balance) {
		if amount > 0 {
			purse.receivable = purse.receivable.saturating_add(amount);
			book.mutate_member::<MemberReceivable<T>>(point, |owed| owed.saturating_add(amount));
		}
	}

	fn add_arrears(book: &mut Book<T>, amount: Balance) {
		if amount > 0 {
			book.accounts.arrears = book.accounts.arrears.saturating_add(amount);
			let community = book.community;
			Pallet::<T>::deposit_event(Event::SupplierInArrears { community, amount });
		}
	}
}

impl<T: Config> OnCommunityCreated<T::AccountId> for Pallet<T> {
	fn on_community_created(community: CommunityId, operator: &T::AccountId) -> DispatchResult {
		<T::Currency as fungible::Mutate<_>>::transfer(
			operator,
			&Self::pot(community),
			Self::existential_deposit(),
			Preservation::Expendable,
		)?;
		Ok(())
	}
}

impl<T: Config> Obligations<T::AccountId> for Pallet<T> {
	fn has_obligations(community: CommunityId, who: &T::AccountId) -> bool {
		MemberDebt::<T>::contains_key(community, who)
			|| MemberReceivable::<T>::contains_key(community, who)
	}
}
