//! One module per call, and one per concern that no call stands for.
#![allow(clippy::arithmetic_side_effects)]

mod admit_member;
mod announce_rules;
mod clock;
mod clock_properties;
mod create_community;
mod gap_prices;
mod gateway_allowance;
mod genesis;
mod grid_fee;
mod integrity;
mod limits;
mod membership;
mod prices;
mod register_gateway;
mod reinstate_gateway;
mod reinstate_member;
mod remove_gateway;
mod remove_member;
mod roles;
mod set_bounds;
mod set_operator;
mod strike;
mod suspend_member;

pub use crate::{mock::*, Error, Event};
pub use commonwatt_primitives::{
	traits::{Communities as _, GapPrices, GatewayStatus, IntervalPrices, MarketClock, Tariffs},
	Interval,
};
pub use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
pub use sp_runtime::DispatchError;

pub type CommunitiesError = Error<Runtime>;

pub fn by_operator() -> RuntimeOrigin {
	RuntimeOrigin::signed(OPERATOR)
}

pub fn last_event_is(event: Event<Runtime>) {
	System::assert_last_event(event.into());
}

pub fn admit(who: AccountId) {
	assert_ok!(Communities::admit_member(by_operator(), COMMUNITY, who));
}

pub fn suspend(who: AccountId) {
	assert_ok!(Communities::suspend_member(by_operator(), COMMUNITY, who));
}

pub fn register_gateway(gateway: AccountId) {
	assert_ok!(Communities::register_gateway(
		by_operator(),
		COMMUNITY,
		gateway
	));
}

pub fn announce(from: Interval, rules: commonwatt_primitives::tariff::Rules) {
	assert_ok!(Communities::announce_rules(
		by_operator(),
		COMMUNITY,
		from,
		rules
	));
}
