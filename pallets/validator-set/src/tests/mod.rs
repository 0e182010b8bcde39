//! Modules by call and by behaviour.
#![allow(clippy::arithmetic_side_effects)]

mod confirm;
mod cost;
mod equivocation;
mod example;
mod finality;
mod genesis;
mod integrity;
mod keys;
mod nominate;
mod note_finality;
mod operations;
mod purge_keys;
mod remove;
mod resign;
mod set_floor;
mod silence;
mod withdraw_nomination;

use crate::{mock::*, Error, Event, Reason};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;
