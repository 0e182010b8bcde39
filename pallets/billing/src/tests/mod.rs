//! One module per call, and one per concern of the ledger.
#![allow(clippy::arithmetic_side_effects)]

mod conservation;
mod donate;
mod fund_guarantee;
mod invariants;
mod ledger;
mod lend_to_guarantee;
mod obligations;
mod pot;
mod receipts;
mod sweep_donations;
mod top_up;
mod top_up_supplier;
mod withdraw;
mod withdraw_supplier;
mod withdrawal_floor;

pub use crate::{mock::*, Accounts, Books, CommunityAccounts, Error, Escrow, Event, MemberDebt};
pub use commonwatt_primitives::{
	traits::{Account, Ledger, Obligations, PointAccount},
	Balance, CommunityId, Interval, PointId,
};
pub use frame_support::{assert_noop, assert_ok, dispatch::DispatchResult};
pub use sp_runtime::{DispatchError, TokenError};

pub type BillingError = Error<Runtime>;

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn last_event_is(event: Event<Runtime>) {
	System::assert_last_event(event.into());
}

/// The accounts of `COMMUNITY`.
pub fn book() -> CommunityAccounts {
	Books::<Runtime>::get(COMMUNITY)
}

pub fn account(point: PointId) -> PointAccount {
	Accounts::<Runtime>::get(point)
}

pub fn credit(credit: Balance) -> PointAccount {
	PointAccount {
		credit,
		..Default::default()
	}
}

pub fn owing(debt: Balance, receivable: Balance) -> PointAccount {
	PointAccount {
		credit: 0,
		debt,
		receivable,
	}
}

/// What an account has beyond its first funds.
pub fn gained(who: AccountId) -> i128 {
	Balances::free_balance(who) as i128 - FUNDS as i128
}

pub fn pot_holds() -> Balance {
	Balances::free_balance(Billing::pot(COMMUNITY))
}
