//! # A call auction on one interval
//!
//! Every order stands on a tick of a [`TickGrid`]; of the book only the depth is kept, the Wh at
//! each tick. [`clear`] finds from it the one price at which the most energy trades, at a cost that
//! depends on the ticks and not on the orders. Each curve then claims its fill, in any order: whole
//! what is strictly better than the price ([`Clearing::split`]), and its share of what stands at the
//! price itself ([`Margin::shares`]).
//!
//! ## Terms
//! - **Tick**: an admissible price, here by its index: 0 is the lowest of the grid.
//! - **Curve**: the orders of one delivery point on one side, as steps of (tick index, Wh), best
//!   first: a buyer's from the highest tick down, a seller's from the lowest up.
//! - **Depth**: the sum of the steps at each tick over all curves of a side.
//! - **Margin**: the tick that clears, where one side may want more than is left for it.
//!
//! Energy is in Wh, prices in base units per Wh. A sum of depths stays below 2^64 (the chain's below
//! 2^52), so that products of two sums fit `u128`.
//!
//! ## The price
//! With `B(k)` the bids at `k` and above and `A(k)` the asks at `k` and below, `V = max min(B, A)`
//! trades. Among the ticks that reach V, those of `[a, b]` leave nobody who is strictly better than
//! the price unfilled: `a` is the first with `B(k + 1) <= V`, `b` the last with `A(k - 1) <= V`. The
//! price is the tick in the middle, `floor((a + b) / 2)`: on an odd span the buyers get the lower.
//!
//! ## Example
//! Case 4 of the settlement specification: the grid is 50 to 200; A bids 100 Wh at 250, B 101 Wh and
//! C 52 Wh at 140, D asks 100 for 200 Wh.
//! ```
//! use commonwatt_clearing::auction::{clear, reserve, Side, TickGrid};
//!
//! let Some(grid) = TickGrid::new(50, 200, 1) else { panic!("the prices leave no tick") };
//! let bid = |limit| grid.place(Side::Buy, limit);
//! let bids = [(bid(250)?, 100), (bid(140)?, 101), (bid(140)?, 52)];
//! let asks = [(grid.place(Side::Sell, 100)?, 200)];
//! assert_eq!(grid.price(bids[0].0), 200, "a bid above the grid stands at its end");
//!
//! // A's reserve covers the price, the fee of 10 and the charge of 20 for what is not taken.
//! assert_eq!(reserve([bids[0]].into_iter(), |k| (grid.price(k) + 10 + 20).into()), 23_000);
//!
//! let mut depth = [[0; 151]; 2];
//! bids.iter().for_each(|&(tick, wh)| depth[0][usize::from(tick)] += wh);
//! asks.iter().for_each(|&(tick, wh)| depth[1][usize::from(tick)] += wh);
//! let Some(clearing) = clear(&depth[0], &depth[1]) else { panic!("nothing trades") };
//! assert_eq!((grid.price(clearing.tick), clearing.volume), (140, 200));
//!
//! // A is better than the price and filled whole: 100 Wh are left for the 153 Wh at the price.
//! assert_eq!((clearing.bids.filled, clearing.bids.depth), (100, 153));
//! let mut claimed = 0;
//! let fills = bids.map(|step| {
//!     let (better, marginal) = clearing.split(Side::Buy, [step].into_iter());
//!     let mut shares = clearing.margin(Side::Buy).shares(claimed);
//!     let fill = better + shares.claim(marginal);
//!     claimed = shares.claimed();
//!     fill
//! });
//! assert_eq!(fills, [100, 66, 34]);
//! # Ok::<(), commonwatt_clearing::auction::LimitFault>(())
//! ```
//!
//! ## Rounding
//! The grid rounds inwards: its first tick up, its last down. The price rounds down to a tick. A
//! share rounds as [`Apportionment`] does: less than 1 Wh from the exact proportion, and to 0 in sum.
//!
//! ## Invariants
//! 1. `a <= b`, and `[a, b]` are exactly the ticks that ration only at the price.
//! 2. No Wh of a bid stays unfilled strictly above an unfilled Wh of an ask.
//! 3. The volume, and the welfare at the ticks where the orders stand, are the highest possible.
//! 4. Whoever is filled stands at the price or better; the price lies in `[lo, hi]`.
//! 5. The fills of each side sum to the volume exactly, in every order of claims, and none exceeds
//!    what its curve offers at the price.
//! 6. A curve needs nothing but its own steps, the clearing and one counter for each side.

mod curve;
mod grid;
#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests;

pub use curve::{covers, reserve};
pub use grid::{LimitFault, TickGrid, MAX_TICKS};

use crate::Apportionment;

/// Which way energy goes with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
	/// Bids: the higher, the better.
	Buy,
	/// Asks: the lower, the better.
	Sell,
}

impl Side {
	/// Whether a step at `tick` has priority over one at `other`.
	fn is_better(self, tick: u16, other: u16) -> bool {
		match self {
			Self::Buy => tick > other,
			Self::Sell => tick < other,
		}
	}
}

/// What clears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clearing {
	/// The index of the tick whose price clears.
	pub tick: u16,
	/// The Wh that are bought and sold, more than 0.
	pub volume: u64,
	/// The bids at the clearing tick.
	pub bids: Margin,
	/// The asks at the clearing tick.
	pub asks: Margin,
}

/// One side at the clearing tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Margin {
	/// The Wh that stand at the tick.
	pub depth: u64,
	/// How many of them are filled: the volume less what is strictly better, at most `depth`.
	pub filled: u64,
}

/// What clears from the depth of both sides, in Wh at each tick, index 0 the lowest. `None` if
/// nothing trades.
///
/// The slices have the same length, at most [`MAX_TICKS`], and each sums to less than 2^64. Three
/// passes over them, whatever the number of orders.
pub fn clear(bids: &[u64], asks: &[u64]) -> Option<Clearing> {
	let mut fair = levels(bids, asks).filter(Level::rations_only_at_margin);
	let first = fair.next()?.tick;
	let last = fair.last().map_or(first, |level| level.tick);
	let middle = first.saturating_add(last) / 2;
	levels(bids, asks)
		.nth(middle.into())
		.map(|level| level.clearing())
}

/// Both sides seen from one tick.
struct Level {
	tick: u16,
	bids: Standing,
	asks: Standing,
}

/// One side seen from one tick, in Wh.
#[derive(Clone, Copy)]
struct Standing {
	/// What is strictly better than the tick.
	better: u64,
	/// What stands at the tick.
	depth: u64,
}

/// The ticks from the lowest up.
fn levels<'a>(bids: &'a [u64], asks: &'a [u64]) -> impl Iterator<Item = Level> + 'a {
	let mut bids_above = bids
		.iter()
		.fold(0u64, |sum, depth| sum.saturating_add(*depth));
	let mut asks_below = 0u64;
	(0u16..)
		.zip(bids.iter().zip(asks))
		.map(move |(tick, (bid, ask))| {
			bids_above = bids_above.saturating_sub(*bid);
			let level = Level {
				tick,
				bids: Standing {
					better: bids_above,
					depth: *bid,
				},
				asks: Standing {
					better: asks_below,
					depth: *ask,
				},
			};
			asks_below = asks_below.saturating_add(*ask);
			level
		})
}

impl Level {
	/// What trades at this price: `min(B(k), A(k))`.
	fn volume(&self) -> u64 {
		self.bids.offered().min(self.asks.offered())
	}

	/// Whether this tick is in `[a, b]`.
	///
	/// It is enough to look at the tick itself: if nothing strictly better is left unfilled here, no
	/// other tick trades more. Further up at most `B(k + 1)` trades, further down at most `A(k - 1)`.
	fn rations_only_at_margin(&self) -> bool {
		let volume = self.volume();
		volume > 0 && self.bids.better <= volume && self.asks.better <= volume
	}

	fn clearing(&self) -> Clearing {
		let volume = self.volume();
		Clearing {
			tick: self.tick,
			volume,
			bids: self.bids.margin(volume),
			asks: self.asks.margin(volume),
		}
	}
}

impl Standing {
	fn offered(&self) -> u64 {
		self.better.saturating_add(self.depth)
	}

	fn margin(&self, volume: u64) -> Margin {
		Margin {
			depth: self.depth,
			filled: volume.saturating_sub(self.better),
		}
	}
}

impl Clearing {
	/// What a curve of `side` has strictly better than the clearing tick, filled whole, and what it
	/// has at it, the claim for [`Margin::shares`]; in Wh.
	///
	/// `steps` are (tick index, Wh) in any order, several at a tick if need be.
	pub fn split(&self, side: Side, steps: impl Iterator<Item = (u16, u64)>) -> (u64, u64) {
		steps.fold((0, 0), |(better, marginal), (tick, wh)| {
			if side.is_better(tick, self.tick) {
				(better.saturating_add(wh), marginal)
			} else if tick == self.tick {
				(better, marginal.saturating_add(wh))
			} else {
				(better, marginal)
			}
		})
	}

	/// The margin of `side`.
	pub fn margin(&self, side: Side) -> Margin {
		match side {
			Side::Buy => self.bids,
			Side::Sell => self.asks,
		}
	}
}

impl Margin {
	/// How the filled Wh are shared, when `claimed` Wh of the depth have had their shares.
	pub fn shares(&self, claimed: u64) -> Apportionment {
		Apportionment::new(self.filled, self.depth, claimed)
	}
}
