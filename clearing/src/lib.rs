//! # Commonwatt clearing
//!
//! Netting, apportioning and auctioning of energy: pure integer arithmetic, no accounts, no storage,
//! no FRAME.
//!
//! A pool nets the shortages and surpluses of an interval. The smaller side is matched whole; on the
//! larger side each claim gets its share by [`Apportionment`], whose shares add up to the matched
//! energy exactly, whatever the order of the claims.
//!
//! ```
//! use commonwatt_clearing::{matched, Apportionment};
//!
//! // Three neighbours need 333 + 334 Wh, one has 500 Wh to give.
//! let (short, long) = (333 + 334, 500);
//! let m = matched(short, long);
//! let mut buyers = Apportionment::new(m, short, 0);
//! assert_eq!(buyers.claim(333), 249);
//! assert_eq!(buyers.claim(334), 251);
//! assert_eq!(buyers.claimed(), short);
//! ```
//!
//! Before the interval, an [`auction`] lets those who plan ahead trade at one price; what rations at
//! that price is shared the same way. Whose green energy was used next door, and who used it, follows
//! from what was metered: [`green`].
#![cfg_attr(not(feature = "std"), no_std)]

mod apportionment;
pub mod auction;
pub mod green;

pub use apportionment::Apportionment;
pub use auction::{
	clear, covers, reserve, Clearing, LimitFault, Margin, Side, TickGrid, MAX_TICKS,
};

/// Energy met among neighbours: the smaller of shortage and surplus, in Wh.
pub fn matched(short: u64, long: u64) -> u64 {
	short.min(long)
}
