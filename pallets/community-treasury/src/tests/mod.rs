//! One module per call, and one per concern that no call stands for.
#![allow(clippy::arithmetic_side_effects)]

mod autopilot;
mod close;
mod cost;
mod delegation;
mod establish;
mod example;
mod execute;
mod properties;
mod propose;
mod recurring;
mod refunds;
mod solidarity;
mod spend;
mod views;
mod vote;

pub use crate::{mock::*, Call, DaoRules, Electorate, Error, Event, HoldReason, Stage, Tally};
pub use commonwatt_primitives::{
	governance::{CommunityFunds, ProposalId, TreasuryLine, Vote},
	traits::{MarketClock, Obligations},
	Balance, PointId,
};
pub use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::InspectHold, Get, Hooks},
	weights::Weight,
};
pub use sp_core::H256;
pub use sp_runtime::{DispatchError, Permill};

pub type TreasuryError = Error<Runtime>;

pub fn by(who: AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who)
}

pub fn last_event_is(event: Event<Runtime>) {
	System::assert_last_event(event.into());
}

pub fn has_event(event: Event<Runtime>) {
	System::assert_has_event(event.into());
}

pub fn proposal(id: ProposalId) -> crate::Proposal<Runtime> {
	crate::Proposals::<Runtime>::get(id).expect("the proposal is kept")
}

pub fn held(who: AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Proposal.into(), &who)
}

pub fn close(id: ProposalId) -> sp_runtime::DispatchResult {
	Treasury::close(by(STRANGER), id)
}

/// A call that changes nothing.
pub fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![7] }.into()
}

pub fn suspend(who: AccountId) {
	assert_ok!(as_dao(pallet_communities::Call::suspend_member {
		community: COMMUNITY,
		who,
	}));
}

pub fn remove(who: AccountId) {
	suspend(who);
	assert_ok!(as_dao(pallet_communities::Call::remove_member {
		community: COMMUNITY,
		who,
	}));
}

pub fn admit(who: AccountId) {
	assert_ok!(as_dao(pallet_communities::Call::admit_member {
		community: COMMUNITY,
		who,
	}));
}
