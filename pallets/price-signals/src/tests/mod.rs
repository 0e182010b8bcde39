//! Modules by call and by behaviour.
#![allow(clippy::arithmetic_side_effects)]

mod aggregation;
mod attacks;
mod blame;
mod cost;
mod day;
mod dismiss_forecaster;
mod elect_forecaster;
mod forged_signals;
mod integrity;
mod medians;
mod operations;
mod polling;
mod rewards;
mod rotate_signal_key;
mod scores;
mod scoring;
mod simulation;
mod submit_signal;
mod suspension;
mod views;
mod weather;
mod worker;

use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
