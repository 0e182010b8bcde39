//! The ledger: every entry moves money from one account of a community to another.

use crate::{
	Accounts, Books, CommunityAccounts, Config, Escrow, EssentialPoints, Event, MemberDebt,
	MemberReceivable, Pallet, Repaid, Statements,
};
use alloc::collections::BTreeMap;
use commonwatt_primitives::{
	governance::TreasuryLine,
	traits::{
		Account, DeliveryPoints, Ledger, MarketClock, Obligations, OnCommunityCreated,
		PointAccount, Tariffs,
	},
	Balance, CommunityId, Interval, PointId, Price,
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
	pub(crate) community: CommunityId,
	pub(crate) accounts: CommunityAccounts,
	/// The accounts as they are stored.
	stored: CommunityAccounts,
	escrow: BTreeMap<Interval, Escrowed>,
	emergency_limit: Option<Balance>,
	clock: Option<PhysicalClock>,
	month: Option<u32>,
	highest_retail_since: BTreeMap<Interval, Price>,
	/// Statements that were filed.
	pub(crate) filed: u32,
	_runtime: PhantomData<T>,
}

/// The escrow of an interval, stored and now.
struct Escrowed {
	stored: Balance,
	now: Balance,
}

/// What a withdrawal floor takes of the clock.
#[derive(Clone, Copy)]
pub(crate) struct PhysicalClock {
	pub interval_seconds: u32,
	pub seconds_now: u64,
}

impl PhysicalClock {
	pub(crate) fn read<T: Config>() -> Self {
		Self {
			interval_seconds: T::Clock::interval_seconds(),
			seconds_now: T::Clock::seconds_now(),
		}
	}
}

impl<T: Config> Book<T> {
	fn account(&mut self, account: Account) -> &mut Balance {
		match account {
			Account::Treasury(_) => &mut self.accounts.treasury,
			Account::Supplier => &mut self.accounts.supplier,
			Account::Guarantee => &mut self.accounts.guarantee,
			Account::Escrow(interval) => {
				let escrow = self.escrow.entry(interval).or_insert_with(|| {
					let stored = Escrow::<T>::get(self.community, interval);
					let now = stored;
					Escrowed { stored, now }
				});
				&mut escrow.now
			}
		}
	}

	pub(crate) fn emergency_limit(&mut self) -> Balance {
		*self
			.emergency_limit
			.get_or_insert_with(|| T::Tariffs::emergency_limit(self.community))
	}

	pub(crate) fn clock(&mut self) -> PhysicalClock {
		*self.clock.get_or_insert_with(PhysicalClock::read::<T>)
	}

	/// The month in progress.
	pub(crate) fn month(&mut self) -> u32 {
		*self.month.get_or_insert_with(T::Clock::month)
	}

	pub(crate) fn highest_retail_since(&mut self, since: Interval) -> Price {
		*self
			.highest_retail_since
			.entry(since)
			.or_insert_with(|| T::Tariffs::highest_retail_since(self.community, since))
	}

	/// Adds to an account. What is added was taken elsewhere, and all there is is below 2^128.
	pub(crate) fn deposit(&mut self, account: Account, amount: Balance) {
		let balance = self.account(account);
		*balance = balance.saturating_add(amount);
		if let Account::Treasury(line) = account {
			let flow = self.accounts.lines.line_mut(line);
			flow.received = flow.received.saturating_add(amount);
		}
	}

	/// Takes `amount` or what there is; of the treasury what is not set aside.
	pub(crate) fn take(&mut self, account: Account, amount: Balance) -> Balance {
		let taken = match account {
			Account::Treasury(_) => amount.min(self.accounts.free_treasury()),
			_ => amount.min(*self.account(account)),
		};
		let balance = self.account(account);
		*balance = balance.saturating_sub(taken);
		if let Account::Treasury(line) = account {
			let flow = self.accounts.lines.line_mut(line);
			flow.paid = flow.paid.saturating_add(taken);
		}
		taken
	}

	/// An inflow to a point's credit: debt first, then receivable.
	pub(crate) fn credit_point(
		&mut self,
		point: PointId,
		account: &mut PointAccount,
		amount: Balance,
	) -> Repaid {
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
		Repaid {
			debt: to_debt,
			receivable: to_receivable,
		}
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
		let limit = self.emergency_limit();
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
		let accounts = Books::<T>::get(community);
		Book {
			community,
			accounts,
			stored: accounts,
			escrow: BTreeMap::new(),
			emergency_limit: None,
			clock: None,
			month: None,
			highest_retail_since: BTreeMap::new(),
			filed: 0,
			_runtime: PhantomData,
		}
	}

	fn commit(book: Book<T>) -> u32 {
		if book.accounts != book.stored {
			Books::<T>::insert(book.community, book.accounts);
		}
		for (interval, Escrowed { stored, now }) in book.escrow {
			if now == stored {
				continue;
			}
			if now == 0 {
				Escrow::<T>::remove(book.community, interval);
			} else {
				Escrow::<T>::insert(book.community, interval, now);
			}
		}
		book.filed
	}

	/// What is filed is written here, with the account that begins the new month: loading again, or
	/// not storing what was loaded, files nothing twice.
	fn load_point(book: &mut Book<T>, point: PointId) -> PointAccount {
		let mut account = Accounts::<T>::get(point);
		if let Some(ended) = book.turn_month(&mut account) {
			book.file(point, ended);
			Accounts::<T>::insert(point, account);
		}
		account
	}

	fn store_point(book: &mut Book<T>, point: PointId, mut account: PointAccount) {
		book.update_supply(point, &mut account);
		Accounts::<T>::insert(point, account);
	}

	fn remove_point(community: CommunityId, point: PointId) -> bool {
		let PointAccount {
			credit,
			debt,
			receivable,
			..
		} = Accounts::<T>::get(point);
		// Less than the existential deposit may be more than its owner can receive.
		if debt > 0 || receivable > 0 || credit >= Self::existential_deposit() {
			return false;
		}
		if credit > 0 {
			let mut book = Self::open(community);
			book.deposit(Account::Treasury(TreasuryLine::Dust), credit);
			Self::commit(book);
		}
		Accounts::<T>::remove(point);
		Statements::<T>::remove(point);
		EssentialPoints::<T>::remove(point);
		Self::remove_standing_top_up(point);
		Self::leave_queue(point);
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

	fn reserve(book: &mut Book<T>, purse: &mut PointAccount, to: Account, amount: Balance) -> bool {
		let Some(left) = purse.credit.checked_sub(amount) else {
			return false;
		};
		purse.credit = left;
		book.deposit(to, amount);
		true
	}

	fn in_arrears(book: &Book<T>) -> bool {
		book.accounts.arrears > 0
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
