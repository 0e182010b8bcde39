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
//! - **Lines** of the treasury: what brought money and what took it, see
//!   [`TreasuryBook`](commonwatt_primitives::governance::TreasuryBook). A part of the treasury may be
//!   **set aside** by the community's government, which pays it to points.
//! - **Arrears**: what the supplier owes the treasury. Top-ups of the supplier pay them first.
//! - **Statement**: what an account has seen in a local calendar month. The month in progress is in
//!   the account; the first entry of a later month files it. A month without entries is not filed.
//! - **Supply state**: whether a point may draw. Gateways act on [`Event::SupplyChanged`].
//! - **Essential point** (a ventilator, a pump): never disconnected.
//! - **Standing top-up**: what a payer pays whenever the point is worse than normal, until its
//!   budget is used up.
//!
//! ## Supply state
//!
//! | state | if |
//! |---|---|
//! | `Disconnected` | it owes the supplier, or it has debt and its owner's points owe the emergency limit; not if it is essential |
//! | `Emergency` | it owes otherwise |
//! | `Low` | its credit is below [`Pallet::withdrawal_floor`]; a closed point, which draws nothing, has none |
//! | `Normal` | else |
//!
//! It is evaluated with every entry of the point; [`Pallet::supply_state`] tells what it is now. Nothing
//! else changes it: time makes the floor rise, and the debt of one point uses up the limit of the
//! others of its owner, or a payment frees it, but the others change at their own next entry (a
//! reading, even of nothing). So an entry stays O(1), however many points a member has.
//!
//! ## Who may call
//!
//! | call | origin |
//! |---|---|
//! | `top_up`, `gift`, `top_up_supplier`, `fund_guarantee`, `donate`, `sweep_donations` | anyone, signed |
//! | `withdraw` | the point's owner |
//! | `pay_out` | anyone, signed, once the point is closed: it is paid to its owner |
//! | `withdraw_supplier` | the supplier |
//! | `lend_to_guarantee`, `set_essential` | the community's operator |
//! | `set_standing_top_up` | to set: the point's owner, anyone else if there is none; to change: the payer; to end: the payer, the owner |
//!
//! ## Standing top-ups
//!
//! A point has one, so that a turn costs the same for everybody. Anyone may be its payer, but the
//! owner replaces or ends another's at any time: a stranger cannot keep the owner out, and another
//! donor can be let in. What is paid is the owner's like every top-up.
//!
//! An entry that leaves the point worse than normal puts it into a queue, once. `on_poll` gives the
//! points at its head their turn, at most [`TURNS_PER_BLOCK`] a block and within
//! [`Config::StandingTopUpWeight`]: a turn pays `amount`, or what is left of the budget, and the point
//! joins the end of the queue again if that was not enough. A turn is worth
//! [`Config::MinimumStandingTopUp`] at least, so nobody keeps the queue busy for nothing. A payer that
//! would have to go below the existential deposit is not charged, and its instruction ends: it cannot
//! spin, and its payer sets it again. A closed point is not paid.
//!
//! ## Example
//!
//! A point of 4 kW, read hourly, at a retail price of 1 a Wh: its floor is 4,000 when the last reading
//! is an instant old. The owner has set a standing top-up of 3,000 with a budget of 7,000.
//!
//! | what happens | credit | state | budget |
//! |---|---|---|---|
//! | it has 5,000 | 5,000 | `Normal` | 7,000 |
//! | a reading of 2,000 Wh | 3,000 | `Low`, in the queue | 7,000 |
//! | the next block pays | 6,000 | `Normal` | 4,000 |
//! | a reading of 5,500 Wh | 500 | `Low`, in the queue | 4,000 |
//! | the next block pays, not enough | 3,500 | `Low`, in the queue | 1,000 |
//! | the next block pays the rest | 4,500 | `Normal` | none: it has ended |
//!
//! The statement of the month then says: bought 7,500 Wh for 7,500, topped up 12,000, balance 4,500.
//! (Test: `the_example_of_the_crate_page`.)
//!
//! ## Invariants
//!
//! 1. The accounts of a community sum to its `liabilities`: every entry conserves.
//! 2. The pot holds at least the liabilities and the existential deposit.
//! 3. A point with credit has neither debt nor receivable.
//! 4. What a member owes is the sum of what its points owe.
//! 5. A point that owes is stored as `Emergency` or `Disconnected`, one that owes the supplier and is
//!    not essential as `Disconnected`; one that owes nothing as `Normal` or `Low`. An essential point is
//!    never `Disconnected`.
//! 6. The statements kept of a point are at most [`Config::KeptStatements`], each has entries, and
//!    their months rise up to that of its account.
//! 7. Statements, essential marks and standing top-ups belong to existing points. A standing top-up
//!    has budget left.
//! 8. A point waits in the queue of standing top-ups at most once, between its ends, and exists.
//! 9. Over its months, what a point's statements add up to is its credit less what it owes, as far as
//!    the market records what it charges and pays (tested: it is the market's part).
//! 10. What the lines of a treasury received less what they paid is what is in it, exactly; what is set
//!    aside is in it.
//!
//! ## Who pays for storage
//!
//! Of a point, all bounded, from registration to removal: its account, its statements and its essential
//! mark the member's community; its standing top-up and its place in the queue the payer's fee. Escrow:
//! the interval's readings, removed when it is settled.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod funds;
mod invariants;
mod ledger;
#[cfg(test)]
mod mock;
mod standing;
mod statements;
mod supply;
#[cfg(test)]
mod tests;
mod types;
pub mod weights;

pub use ledger::Book;
pub use pallet::*;
pub use standing::TURNS_PER_BLOCK;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::funds::Withdrawal;
	use commonwatt_primitives::{
		governance::TreasuryLine,
		statement::{Statement, SupplyState},
		traits::{
			Account, Communities, DeliveryPoints, Ledger, MarketClock, PointAccount, Settlements,
			Tariffs,
		},
		Balance, CommunityId, Interval, PointId,
	};
	use frame_support::{
		pallet_prelude::*,
		traits::{fungible, tokens::Preservation, Contains},
		weights::WeightMeter,
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
		/// Accounts for which nobody signs, and for which the credit of their points is collected: were it paid
		/// out to them, it would not be known as that.
		type Keyless: Contains<Self::AccountId>;
		/// The pots' accounts derive from it.
		#[pallet::constant]
		type PalletId: Get<PalletId>;
		/// Statements of earlier months that are kept of a point, at least 1.
		#[pallet::constant]
		type KeptStatements: Get<u32>;
		/// The least a standing top-up may pay at once. Low, it lets a few tokens keep the queue busy.
		#[pallet::constant]
		type MinimumStandingTopUp: Get<Balance>;
		/// What standing top-ups may take of a block.
		#[pallet::constant]
		type StandingTopUpWeight: Get<Weight>;
		type WeightInfo: WeightInfo;
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: crate::benchmarking::BenchmarkHelper<Self::AccountId>;
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

	/// The statements of each point's earlier months, oldest first; months without entries left out.
	#[pallet::storage]
	pub type Statements<T: Config> =
		StorageMap<_, Twox64Concat, PointId, BoundedVec<Statement, T::KeptStatements>, ValueQuery>;

	/// Points that are never disconnected.
	#[pallet::storage]
	pub type EssentialPoints<T> = StorageMap<_, Twox64Concat, PointId, ()>;

	/// The standing top-up of each point that has one.
	#[pallet::storage]
	pub type StandingTopUps<T: Config> =
		StorageMap<_, Twox64Concat, PointId, StandingTopUp<T::AccountId>>;

	/// The points that wait for their standing top-up, by their place. Places of removed points are
	/// empty.
	#[pallet::storage]
	pub type TopUpQueue<T> = StorageMap<_, Twox64Concat, u64, PointId>;

	/// The place of each point that waits.
	#[pallet::storage]
	pub type QueuedTopUps<T> = StorageMap<_, Twox64Concat, PointId, u64>;

	/// The ends of the queue.
	#[pallet::storage]
	pub type TopUpQueueEnds<T> = StorageValue<_, QueueEnds, ValueQuery>;

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
		/// The government set a part of the free treasury aside.
		TreasurySetAside {
			community: CommunityId,
			amount: Balance,
		},
		/// What was set aside is free again.
		TreasuryPutBack {
			community: CommunityId,
			amount: Balance,
		},
		/// Paid out of the pot.
		TreasurySpent {
			community: CommunityId,
			to: T::AccountId,
			amount: Balance,
			line: TreasuryLine,
		},
		TreasuryReceived {
			community: CommunityId,
			from: T::AccountId,
			amount: Balance,
			line: TreasuryLine,
		},
		/// Paid from what was set aside to a point; a gift in its statement. The rest as in `ToppedUp`.
		PaidFromTreasury {
			community: CommunityId,
			point: PointId,
			amount: Balance,
			line: TreasuryLine,
			paid_debt: Balance,
			paid_receivable: Balance,
		},
		/// The guarantee fund lent a point what its credit could not pay.
		EmergencyCreditLent { point: PointId, amount: Balance },
		/// The supplier could not pay: it owes the treasury so much more.
		SupplierInArrears {
			community: CommunityId,
			amount: Balance,
		},
		/// A point's month has ended; what it brought less what it took, in base units.
		StatementFiled {
			point: PointId,
			month: u32,
			balance: i128,
		},
		/// Whether a point may draw has changed. A point begins as `Low`.
		SupplyChanged {
			point: PointId,
			from: SupplyState,
			to: SupplyState,
		},
		/// A point is never disconnected from now on, or may be again.
		EssentialSet { point: PointId, essential: bool },
		/// `memo` is the hash of what the donor says; the rest as in `ToppedUp`.
		Gifted {
			point: PointId,
			who: T::AccountId,
			amount: Balance,
			memo: T::Hash,
			paid_debt: Balance,
			paid_receivable: Balance,
		},
		/// `payer` pays `amount` whenever the point is worse than normal, `budget` in all from now on.
		StandingTopUpSet {
			point: PointId,
			payer: T::AccountId,
			amount: Balance,
			budget: Balance,
		},
		/// Cancelled, replaced by another payer's, or gone with its point; `left` of its budget was not
		/// paid.
		StandingTopUpEnded {
			point: PointId,
			payer: T::AccountId,
			left: Balance,
		},
		/// `left` is what remains of the budget: with nothing left it has ended. `paid_debt` and
		/// `paid_receivable` are parts of `amount`; the rest is credit.
		StandingTopUpPaid {
			point: PointId,
			payer: T::AccountId,
			amount: Balance,
			paid_debt: Balance,
			paid_receivable: Balance,
			left: Balance,
		},
		/// The payer could not pay `amount` and live; the standing top-up has ended with `left` of its
		/// budget.
		StandingTopUpFailed {
			point: PointId,
			payer: T::AccountId,
			amount: Balance,
			left: Balance,
			error: DispatchError,
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
		/// The treasury holds less, or the rest of it is set aside.
		TreasuryTooSmall,
		/// The pot holds nothing beyond its accounts.
		NoDonations,
		/// The community's accounts would grow beyond what can be counted.
		TooMuchMoney,
		/// The point is closed: nothing will be drawn.
		PointClosed,
		/// A standing top-up pays more at once.
		StandingTopUpTooSmall,
		/// The budget is less than one payment.
		BudgetBelowAmount,
		/// Another payer's standing top-up is set: the point's owner can end it.
		StandingTopUpTaken,
		/// The point has no standing top-up.
		NoStandingTopUp,
		/// Only the payer or the point's owner may end a standing top-up.
		NotPayerNorOwner,
		/// The point is in use: its owner withdraws.
		PointNotClosed,
		/// Nobody signs for the owner's account: what the point has is collected otherwise.
		OwnerIsKeyless,
		/// Nothing of the point's credit is free.
		NothingToPayOut,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_poll(_: BlockNumberFor<T>, remaining: &mut WeightMeter) {
			Self::work_queue_off(remaining);
		}

		fn integrity_test() {
			assert!(T::KeptStatements::get() > 0, "a statement is kept");
			let a_turn =
				T::WeightInfo::poll_base().saturating_add(T::WeightInfo::standing_top_up());
			assert!(
				T::StandingTopUpWeight::get().all_gte(a_turn),
				"StandingTopUpWeight is enough for a turn: {a_turn}"
			);
		}
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
			let repaid = Self::pay_in(&who, point, amount, |month| &mut month.topped_up)?;
			Self::deposit_event(Event::ToppedUp {
				point,
				who,
				amount,
				paid_debt: repaid.debt,
				paid_receivable: repaid.receivable,
			});
			Ok(())
		}

		/// Withdraws from a delivery point, after settling what can be settled. The owner.
		///
		/// Debt and receivable of all the owner's points must be paid and the floor must stay: the highest retail price in
		/// force or announced, for all the point could import until its next reading. A closed
		/// point whose intervals are settled can be emptied.
		///
		/// What certificates do of the intervals is charged for a full ring and refunded.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::withdraw().saturating_add(T::Settlements::most_certified()))]
		pub fn withdraw(
			origin: OriginFor<T>,
			point: PointId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			ensure!(amount > 0, Error::<T>::ZeroAmount);
			let withdrawal = Withdrawal::<T>::open(point, &who)?;
			let actual = T::WeightInfo::withdraw().saturating_add(withdrawal.certified);
			withdrawal.pay(point, who, amount)?;
			Ok(Some(actual).into())
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
			book.deposit(Account::Treasury(TreasuryLine::Arrears), paid_arrears);
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
			Self::release(book, &who, amount)?;
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
			Self::do_lend_to_guarantee(community, amount)
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
			book.deposit(Account::Treasury(TreasuryLine::Donations), amount);
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
			book.deposit(Account::Treasury(TreasuryLine::Donations), amount);
			Self::commit(book);
			Self::deposit_event(Event::DonationsSwept { community, amount });
			Ok(())
		}

		/// Gives to a delivery point. Anyone. As [`Pallet::top_up`], but counted as a gift in the
		/// point's statement.
		///
		/// - `memo`: the hash of what the donor wants to say, which stays off the chain.
		#[pallet::call_index(8)]
		pub fn gift(
			origin: OriginFor<T>,
			point: PointId,
			#[pallet::compact] amount: Balance,
			memo: T::Hash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let repaid = Self::pay_in(&who, point, amount, |month| &mut month.gifts)?;
			Self::deposit_event(Event::Gifted {
				point,
				who,
				amount,
				memo,
				paid_debt: repaid.debt,
				paid_receivable: repaid.receivable,
			});
			Ok(())
		}

		/// Says whether a point is essential: never disconnected, whatever it owes. The operator.
		///
		/// Its supply state follows at once. Setting what is set changes nothing.
		#[pallet::call_index(9)]
		pub fn set_essential(
			origin: OriginFor<T>,
			point: PointId,
			essential: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_essential(&who, point, essential)
		}

		/// Sets the standing top-up of a point, paid by the caller, or ends it with `None`.
		///
		/// Set by the point's owner, who replaces another's; by anyone else if there is none, or to
		/// change its own. Ended by its payer or the owner. See the crate's page.
		///
		/// Errors name what is wrong with the terms ([`Error::ZeroAmount`],
		/// [`Error::StandingTopUpTooSmall`], [`Error::BudgetBelowAmount`]) or who is in the way
		/// ([`Error::StandingTopUpTaken`], [`Error::NotPayerNorOwner`]).
		#[pallet::call_index(10)]
		pub fn set_standing_top_up(
			origin: OriginFor<T>,
			point: PointId,
			terms: Option<StandingTopUpTerms>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_standing_top_up(who, point, terms)
		}

		/// Pays what is free of a closed point's credit to its owner: all, once its intervals are settled.
		/// Anyone: else the point of an owner who has lost its key, or does not sign, could never be removed,
		/// nor the owner itself.
		///
		/// Not for an owner for whose account nobody signs ([`Config::Keyless`]). Refused, and charged, as a
		/// withdrawal is.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::withdraw().saturating_add(T::Settlements::most_certified()))]
		pub fn pay_out(origin: OriginFor<T>, point: PointId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let certified = Self::do_pay_out(point)?;
			Ok(Some(T::WeightInfo::withdraw().saturating_add(certified)).into())
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

		/// Takes `amount` from `who` to the credit of a point, and counts it in a line of its statement.
		fn pay_in(
			who: &T::AccountId,
			point: PointId,
			amount: Balance,
			line: impl FnOnce(&mut Statement) -> &mut Balance,
		) -> Result<Repaid, DispatchError> {
			let details = T::Points::details(point).ok_or(Error::<T>::UnknownPoint)?;
			let mut book = Self::receive(details.community, who, amount)?;
			let mut account = Self::load_point(&mut book, point);
			let repaid = book.credit_point(point, &mut account, amount);
			let line = line(&mut account.statement);
			*line = line.saturating_add(amount);
			Self::store_point(&mut book, point, account);
			Self::commit(book);
			Ok(repaid)
		}

		/// Takes `amount` from `who` into the pot; the caller books it in the book it gets.
		pub(crate) fn receive(
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
			Self::receive_into(&mut book, who, amount, Preservation::Expendable)?;
			Ok(book)
		}

		/// Takes `amount` from `who` into the pot; the caller books it. Changes nothing if it fails.
		pub(crate) fn receive_into(
			book: &mut Book<T>,
			who: &T::AccountId,
			amount: Balance,
			preservation: Preservation,
		) -> DispatchResult {
			let liabilities = book
				.accounts
				.liabilities
				.checked_add(amount)
				.ok_or(Error::<T>::TooMuchMoney)?;
			let pot = Self::pot(book.community);
			<T::Currency as fungible::Mutate<_>>::transfer(who, &pot, amount, preservation)?;
			book.accounts.liabilities = liabilities;
			Ok(())
		}

		/// Pays `amount`, already taken from an account of the book, out of the pot; the book is closed.
		pub(crate) fn release(
			mut book: Book<T>,
			to: &T::AccountId,
			amount: Balance,
		) -> DispatchResult {
			let pot = Self::pot(book.community);
			book.accounts.liabilities = book.accounts.liabilities.saturating_sub(amount);
			Self::commit(book);
			<T::Currency as fungible::Mutate<_>>::transfer(
				&pot,
				to,
				amount,
				Preservation::Preserve,
			)?;
			Ok(())
		}
	}
}
