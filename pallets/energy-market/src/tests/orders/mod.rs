//! Placing, replacing and cancelling orders: what is taken, what is refused, and what it reserves.

mod credit;
mod curves;
mod freeze;
mod overlay;
mod people;
mod times;

use super::{homes::*, trading::*};
use crate::{mock::*, Auctions, Depth, Orders, PlacedOrder};
use commonwatt_primitives::order::Side::{Buy, Sell};

fn home() -> Home {
	Home::new(0, 1).with_credit(RICH)
}
