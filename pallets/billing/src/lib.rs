//! # Billing
//!
//! The prepaid accounts of a community and the pot of tokens that backs them.
//!
//! ## Terms
//!
//! - **Pot**: the one balance of a community. It holds the sum of the community's accounts and the
//!   existential deposit; more than that is a donation.
//! - **Credit** of a delivery point: prepaid. **Debt**: owed to the guarantee fund. **Receivable**:
//!   owed to the supplier. Every inflow to a credit first pays debt, then receivable.
//! - **Escrow** of an interval: what points have paid in for it and not got back.
//! - **Treasury**, **supplier** (prepaid by the supplier of last resort), **guarantee** (lends
//!   emergency credit): one each per community.
//! - **Arrears**: what the supplier owes the treasury. Top-ups of the supplier pay them first.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `top_up`, `top_up_supplier`, `fund_guarantee`, `donate`, `sweep_donations` | anyone, signed |
//! | `withdraw` | the point's owner |
//! | `withdraw_supplier` | the supplier |
//! | `lend_to_guarantee` | the community's operator |
//!
//! ## Invariants
//!
//! 1. The accounts of a community sum to its `liabilities`: every entry conserves.
//! 2. The pot holds at least the liabilities and the existential deposit.
//! 3. A point with credit has neither debt nor receivable.
//! 4. What a member owes is the sum of what its points owe.
//!
//! Storage is paid for by: points (account, from registration to removal) the member's community;
//! escrow, the interval's readings, removed when it is settled.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod invariants;
mod ledger;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use ledger::Book;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use commonwatt_primitives::{
		traits::{
			Account, Communities, DeliveryPoints, Ledger, MarketClock, PointAccount, Settlements,
			Tariffs,
		},
		Balance, CommunityId, Interval, PointId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, tokens::Preservation},
		PalletId,
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::traits::AccountIdConversion;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The token.
		type Currency: fungible::Mutate<Self::AccountId, Balance = Balance>;
		type Communities: Communities<Self::AccountId>;
		type Tariffs: Tariffs;
		type Clock: MarketClock;
		type Points: DeliveryPoints<Self::AccountId>;
		/// Settles a point before its owner withdraws.
		type Settlements: Settlements;
		/// The pots' accounts derive from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		type WeightInfo: WeightInfo;
	}

	/// The account of each delivery point.
	#[pallet::storage]
	pub type Accounts<T> = StorageMap<_, Twox64Concat, PointId, PointAccount, ValueQuery>;

	/// The accounts of each community.
	#[pallet::storage]
	pub type Books<T> = StorageMap<_, Twox64Concat, CommunityId, CommunityAccounts, ValueQuery>;

	/// The escrow of each interval; removed when empty.
	#[pallet::storage]
	pub type Escrow<T> =
		StorageDoubleMap<_, Twox64Concat, CommunityId, Twox64Concat, Interval, Balance, ValueQuery>;

	/// What all points of a member owe to the guarantee fund together.
	#[pallet::storage]
	pub type MemberDebt<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		Balance,
		ValueQuery,
	>;

	/// What all points of a member owe to the supplier together.
	#[pallet::storage]
	pub type MemberReceivable<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		CommunityId,
		Blake2_128Concat,
		T::AccountId,
		Balance,
		ValueQuery,
	>;

	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// `paid_debt` and `paid_receivable` are parts of `amount`; the rest is credit.
		ToppedUp {
			point: PointId,
			who: T::AccountId,
			amount: Balance,
			paid_debt: Balance,
			paid_receivable: Balance,
		},
		Withdrawn {
			point: PointId,
			who: T::AccountId,
			amount: Balance,
		},
		/// `paid_arrears` is the part of `amount` that went to the treasury.
		SupplierToppedUp {
			community: CommunityId,
			who: T::AccountId,
			amount: Balance,
			paid_arrears: Balance,
		},
		SupplierWithdrawn {
			community: CommunityId,
			amount: Balance,
		},
		GuaranteeFunded {
			community: CommunityId,
			who: T::AccountId,
			amount: Balance,
		},
		/// From the treasury to the guarantee fund.
		GuaranteeLent {
			community: CommunityId,
			amount: Balance,
		},
		Donated {
			community: CommunityId,
			who: T::AccountId,
			amount: Balance,
		},
		/// What was sent to the pot without a call went to the treasury.
		DonationsSwept {
			community: CommunityId,
			amount: Balance,
		},
		/// The guarantee fund lent a point what its credit could not pay.
		EmergencyCreditLent { point: PointId, amount: Balance },
		/// The supplier could not pay: it owes the treasury so much more.
		SupplierInArrears {
			community: CommunityId,
			amount: Balance,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// There is no delivery point of this id.
		UnknownPoint,
		/// There is no community of this id.
		UnknownCommunity,
		/// Only the point's owner may withdraw.
		NotOwner,
		/// Only the community's supplier may do this.
		NotSupplier,
		/// The amount is zero.
		ZeroAmount,
		/// The point owes the guarantee fund or the supplier: top it up first.
		PointInDebt,
		/// Another point of the owner owes the guarantee fund or the supplier: top it up first.
		MemberInDebt,
		/// The supplier owes the treasury: top it up first.
		SupplierInArrears,
		/// The withdrawal would leave less than the floor until the next reading.
		BelowWithdrawalFloor,
		/// The withdrawal would leave less than the supplier's deposit.
		BelowSupplierDeposit,
		/// The treasury holds less.
		TreasuryTooSmall,
		/// The pot holds nothing beyond its accounts.
		NoDonations,
		/// The community's accounts would grow beyond what can be counted.
		TooMuchMoney,
	}

	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Tops a delivery point up. Anyone. Debt and receivable are paid first.
		#[pallet::call_index(0)]
		pub fn top_up(
			origin: OriginFor<T>,
			point: PointId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			let mut book = Self::receive(details.community, &who, amount)?;
			let mut account = Self::load_point(point);
			let before = account;
			book.credit_point(point, &mut account, amount);
			Self::store_point(point, account);
			Self::commit(book);
			Self::deposit_event(Event::ToppedUp {
				point,
				who,
				amount,
				paid_debt: before.debt.saturating_sub(account.debt),
				paid_receivable: before.receivable.saturating_sub(account.receivable),
			});
			Ok(())
		}

		/// Withdraws from a delivery point, after settling what can be settled. The owner.
		///
		/// Debt and receivable of all the owner's points must be paid and the floor must stay: the highest retail price in
		/// force or announced, for all the point could import until its next reading. A closed
		/// point whose intervals are settled can be emptied.
		#[pallet::call_index(1)]
		pub fn withdraw(
			origin: OriginFor<T>,
			point: PointId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(amount > 0, Error::<T>::ZeroAmount);
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			ensure!(details.owner == who, Error::<T>::NotOwner);
			let unsettled = T::Settlements::settle_point(details.community, point);

			let mut account = Self::load_point(point);
			ensure!(
				account.debt == 0 && account.receivable == 0,
				Error::<T>::PointInDebt
			);
			// Else a member could let one point owe for ever what another one takes out.
			ensure!(
				!MemberDebt::<T>::contains_key(details.community, &who)
					&& !MemberReceivable::<T>::contains_key(details.community, &who),
				Error::<T>::MemberInDebt
			);
			let floor = match details.closed && unsettled == 0 {
				true => 0,
				false => Self::withdrawal_floor(&details),
			};
			let left = account
				.credit
				.checked_sub(amount)
				.ok_or(Error::<T>::BelowWithdrawalFloor)?;
			ensure!(left >= floor, Error::<T>::BelowWithdrawalFloor);
			account.credit = left;
			Self::store_point(point, account);
			Self::release(details.community, &who, amount)?;
			Self::deposit_event(Event::Withdrawn { point, who, amount });
			Ok(())
		}

		/// Tops the supplier's account up. Anyone. Arrears are paid first.
		#[pallet::call_index(2)]
		pub fn top_up_supplier(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let mut book = Self::receive(community, &who, amount)?;
			let paid_arrears = amount.min(book.accounts.arrears);
			book.accounts.arrears = book.accounts.arrears.saturating_sub(paid_arrears);
			book.deposit(Account::Treasury, paid_arrears);
			book.deposit(Account::Supplier, amount.saturating_sub(paid_arrears));
			Self::commit(book);
			Self::deposit_event(Event::SupplierToppedUp {
				community,
				who,
				amount,
				paid_arrears,
			});
			Ok(())
		}

		/// Withdraws what the supplier has above its deposit. The supplier, without arrears.
		#[pallet::call_index(3)]
		pub fn withdraw_supplier(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(amount > 0, Error::<T>::ZeroAmount);
			let supplier =
				T::Communities::supplier(community).ok_or(Error::<T>::UnknownCommunity)?;
			ensure!(supplier == who, Error::<T>::NotSupplier);
			let mut book = Self::open(community);
			ensure!(book.accounts.arrears == 0, Error::<T>::SupplierInArrears);
			let left = book
				.accounts
				.supplier
				.checked_sub(amount)
				.ok_or(Error::<T>::BelowSupplierDeposit)?;
			ensure!(
				left >= T::Tariffs::supplier_deposit(community),
				Error::<T>::BelowSupplierDeposit
			);
			book.accounts.supplier = left;
			Self::commit(book);
			Self::release(community, &who, amount)?;
			Self::deposit_event(Event::SupplierWithdrawn { community, amount });
			Ok(())
		}

		/// Gives to the guarantee fund. Anyone.
		#[pallet::call_index(4)]
		pub fn fund_guarantee(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let mut book = Self::receive(community, &who, amount)?;
			book.deposit(Account::Guarantee, amount);
			Self::commit(book);
			Self::deposit_event(Event::GuaranteeFunded {
				community,
				who,
				amount,
			});
			Ok(())
		}

		/// Moves money from the treasury to the guarantee fund. The operator.
		#[pallet::call_index(5)]
		pub fn lend_to_guarantee(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			T::Communities::ensure_operator(community, &who)?;
			ensure!(amount > 0, Error::<T>::ZeroAmount);
			let mut book = Self::open(community);
			ensure!(
				book.accounts.treasury >= amount,
				Error::<T>::TreasuryTooSmall
			);
			Self::transfer(&mut book, Account::Treasury, Account::Guarantee, amount);
			Self::commit(book);
			Self::deposit_event(Event::GuaranteeLent { community, amount });
			Ok(())
		}

		/// Gives to the treasury. Anyone.
		#[pallet::call_index(6)]
		pub fn donate(
			origin: OriginFor<T>,
			community: CommunityId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let mut book = Self::receive(community, &who, amount)?;
			book.deposit(Account::Treasury, amount);
			Self::commit(book);
			Self::deposit_event(Event::Donated {
				community,
				who,
				amount,
			});
			Ok(())
		}

		/// Books to the treasury what was sent to the pot without a call. Anyone.
		#[pallet::call_index(7)]
		pub fn sweep_donations(origin: OriginFor<T>, community: CommunityId) -> DispatchResult {
			ensure_signed(origin)?;
			ensure!(
				T::Communities::exists(community),
				Error::<T>::UnknownCommunity
			);
			let mut book = Self::open(community);
			let amount = Self::pot_balance(community)
				.saturating_sub(Self::existential_deposit())
				.saturating_sub(book.accounts.liabilities);
			ensure!(amount > 0, Error::<T>::NoDonations);
			book.accounts.liabilities = book.accounts.liabilities.saturating_add(amount);
			book.deposit(Account::Treasury, amount);
			Self::commit(book);
			Self::deposit_event(Event::DonationsSwept { community, amount });
			Ok(())
		}
	}

	impl<T: Config> Pallet<T> {
		/// The account that holds a community's money.
		pub fn pot(community: CommunityId) -> T::AccountId {
			T::PalletId::get().into_sub_account_truncating(community)
		}

		pub(crate) fn existential_deposit() -> Balance {
			<T::Currency as fungible::Inspect<_>>::minimum_balance()
		}

		pub(crate) fn pot_balance(community: CommunityId) -> Balance {
			<T::Currency as fungible::Inspect<_>>::balance(&Self::pot(community))
		}

		/// What must stay in a point's account until its next reading: the highest retail price, for
		/// all it could import since its last reading's end and in one interval more. Rounded up, and
		/// no less than its readings may say until the end of the interval in progress: each is rounded
		/// up and may bring a step of the meter's registers.
		pub fn withdrawal_floor(
			details: &commonwatt_primitives::traits::PointDetails<T::AccountId>,
		) -> Balance {
			let interval = u128::from(T::Clock::interval_seconds());
			let read_until = u128::from(details.next_interval).saturating_mul(interval);
			let since = u128::from(T::Clock::seconds_now()).saturating_sub(read_until);
			let energy_in = |seconds: u128| {
				u128::from(details.capacity_w)
					.saturating_mul(seconds)
					.div_ceil(3600)
			};
			let a_reading = energy_in(interval).saturating_add(u128::from(details.resolution_wh));
			let readings = since.checked_div(interval).unwrap_or(0).saturating_add(1);
			let energy =
				energy_in(since.saturating_add(interval)).max(a_reading.saturating_mul(readings));
			let retail = T::Tariffs::highest_retail_since(details.community, details.next_interval);
			energy.saturating_mul(u128::from(retail))
		}

		/// Takes `amount` from `who` into the pot; the caller books it in the book it gets.
		fn receive(
			community: CommunityId,
			who: &T::AccountId,
			amount: Balance,
		) -> Result<Book<T>, DispatchError> {
			ensure!(amount > 0, Error::<T>::ZeroAmount);
			ensure!(
				T::Communities::exists(community),
				Error::<T>::UnknownCommunity
			);
			let mut book = Self::open(community);
			book.accounts.liabilities = book
				.accounts
				.liabilities
				.checked_add(amount)
				.ok_or(Error::<T>::TooMuchMoney)?;
			<T::Currency as fungible::Mutate<_>>::transfer(
				who,
				&Self::pot(community),
				amount,
				Preservation::Expendable,
			)?;
			Ok(book)
		}

		/// Pays `amount`, already taken from an account, out of the pot.
		fn release(community: CommunityId, to: &T::AccountId, amount: Balance) -> DispatchResult {
			Books::<T>::mutate(community, |accounts| {
				accounts.liabilities = accounts.liabilities.saturating_sub(amount)
			});
			<T::Currency as fungible::Mutate<_>>::transfer(
				&Self::pot(community),
				to,
				amount,
				Preservation::Preserve,
			)?;
			Ok(())
		}
	}
}
