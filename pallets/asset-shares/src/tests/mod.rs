//! Modules by call and by behaviour.
#![allow(clippy::arithmetic_side_effects)]

mod offering;

use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
