//! One module per call, and one per concern of the ledger.
#![allow(clippy::arithmetic_side_effects)]

mod conservation;
mod donate;
mod example;
mod fund_guarantee;
mod funds;
mod gift;
mod invariants;
mod ledger;
mod lend_to_guarantee;
mod obligations;
mod pay_out;
mod pot;
mod receipts;
mod remove_point;
mod set_essential;
mod set_standing_top_up;
mod standing_top_ups;
mod statements;
mod supply_state;
mod sweep_donations;
mod top_up;
mod top_up_supplier;
mod withdraw;
mod withdraw_free;
mod withdraw_supplier;
mod withdrawal_floor;

pub use crate::{mock::*, Accounts, Books, CommunityAccounts, Error, Escrow, Event, MemberDebt};
pub use commonwatt_primitives::{
	governance::{CommunityFunds, Flow, TreasuryBook, TreasuryLine},
	statement::{Statement, SupplyState},
	traits::{Account, Ledger, Obligations, PointAccount},
	Balance, CommunityId, Interval, PointId, Wh,
};
pub use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
pub use sp_runtime::{DispatchError, TokenError};

pub type BillingError = Error<Runtime>;

/// A withdrawal, without what it is charged.
pub fn withdraw_from(point: PointId, who: AccountId, amount: Balance) -> DispatchResult {
	let done = Billing::withdraw(by(who), point, amount);
	done.map(|_| ()).map_err(|refused| refused.error)
}

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn last_event_is(event: Event<Runtime>) {
	System::assert_last_event(event.into());
}

/// The accounts of `COMMUNITY`, the lines of the treasury apart.
pub fn book() -> CommunityAccounts {
	CommunityAccounts {
		lines: Default::default(),
		..Books::<Runtime>::get(COMMUNITY)
	}
}

/// The lines of the treasury of `COMMUNITY`.
pub fn lines() -> TreasuryBook {
	Books::<Runtime>::get(COMMUNITY).lines
}

/// The money of a point.
pub fn account(point: PointId) -> Money {
	Accounts::<Runtime>::get(point).into()
}

/// The supply state that is stored.
pub fn supply(point: PointId) -> SupplyState {
	Accounts::<Runtime>::get(point).supply
}

pub const fn credit(credit: Balance) -> Money {
	Money {
		credit,
		debt: 0,
		receivable: 0,
	}
}

pub const fn owing(debt: Balance, receivable: Balance) -> Money {
	Money {
		credit: 0,
		debt,
		receivable,
	}
}

/// Entries of one book of `COMMUNITY` on a point.
pub fn entries<R>(
	point: PointId,
	make: impl FnOnce(&mut crate::Book<Runtime>, &mut PointAccount) -> R,
) -> R {
	let mut book = Billing::open(COMMUNITY);
	let mut purse = Billing::load_point(&mut book, point);
	let result = make(&mut book, &mut purse);
	Billing::store_point(&mut book, point, purse);
	Billing::commit(book);
	result
}

/// An entry that moves nothing: a reading of no energy.
pub fn touch(point: PointId) {
	entries(point, |_, _| {});
}

/// What a shortage does: the point pays the supplier, and owes what it cannot pay.
pub fn draw(point: PointId, wh: Wh, cost: Balance) {
	entries(point, |book, purse| {
		let unpaid = Billing::charge(book, point, purse, Account::Supplier, cost);
		Billing::owe(book, point, purse, unpaid);
		purse.statement.supplier_bought.add(wh, cost);
	});
}

/// This pallet's events, oldest first.
pub fn events() -> Vec<Event<Runtime>> {
	let all = System::events().into_iter();
	all.filter_map(|record| match record.event {
		RuntimeEvent::Billing(event) => Some(event),
		_ => None,
	})
	.collect()
}

pub fn supply_changes(point: PointId) -> Vec<(SupplyState, SupplyState)> {
	let all = events().into_iter();
	all.filter_map(|event| match event {
		Event::SupplyChanged {
			point: of,
			from,
			to,
		} if of == point => Some((from, to)),
		_ => None,
	})
	.collect()
}

/// What an account has beyond its first funds.
pub fn gained(who: AccountId) -> i128 {
	Balances::free_balance(who) as i128 - FUNDS as i128
}

pub fn pot_holds() -> Balance {
	Balances::free_balance(Billing::pot(COMMUNITY))
}
