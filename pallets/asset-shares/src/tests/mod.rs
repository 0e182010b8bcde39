//! Modules by call and by behaviour.
#![allow(clippy::arithmetic_side_effects)]

mod buy_back;
mod cost;
mod example;
mod fungibles;
mod income;
mod market;
mod model;
mod obligations;
mod offering;
mod restrictions;
mod traces;
mod transfer;
mod upkeep;
mod votes;
mod wind_up;

use crate::{mock::*, Assets, Error, Event, Holdings};
use commonwatt_primitives::share::{ShareViews, ShareVotes};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;

const REASON: H256 = H256([7; 32]);

fn asset(id: u32) -> crate::AssetOf<Runtime> {
	Assets::<Runtime>::get(id).expect("it is there")
}
