//! The prices on which orders may stand.

use super::Side;

/// The most ticks of a grid.
pub const MAX_TICKS: u16 = 512;

/// The ticks on which an interval's orders stand: `ceil(lo / tick) ..= floor(hi / tick)`, at least
/// one and at most [`MAX_TICKS`].
///
/// ```
/// use commonwatt_clearing::auction::{LimitFault, Side, TickGrid};
///
/// let Some(grid) = TickGrid::new(52, 199, 10) else { panic!("the prices leave no tick") };
/// assert_eq!((grid.price(0), grid.price(grid.count() - 1)), (60, 190));
/// assert_eq!(grid.place(Side::Sell, 70), Ok(1));
/// assert_eq!(grid.place(Side::Sell, 30), Ok(0));
/// assert_eq!(grid.place(Side::Buy, 50), Err(LimitFault::Unfillable));
/// assert_eq!(grid.place(Side::Buy, 75), Err(LimitFault::OffTickGrid));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TickGrid {
	/// Base units per Wh between two ticks.
	tick: u64,
	/// The lowest price, in ticks from 0.
	first: u64,
	count: u16,
}

/// Why a limit has no place on a grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitFault {
	/// Not a multiple of the tick.
	OffTickGrid,
	/// A bid below the lowest tick or an ask above the highest: no price could fill it.
	Unfillable,
}

impl TickGrid {
	/// The multiples of `tick` in `[lo, hi]`, all in base units per Wh.
	///
	/// `None` if `tick` is 0, or if there is no such multiple or more than [`MAX_TICKS`].
	pub fn new(lo: u64, hi: u64, tick: u64) -> Option<Self> {
		let first = lo
			.checked_div(tick)?
			.checked_add(u64::from(lo.checked_rem(tick)? > 0))?;
		let span = hi.checked_div(tick)?.checked_sub(first)?;
		let count = u16::try_from(span).ok()?.checked_add(1)?;
		(count <= MAX_TICKS).then_some(Self { tick, first, count })
	}

	/// How many ticks there are.
	pub fn count(&self) -> u16 {
		self.count
	}

	/// The price in base units per Wh of the tick at `index`, 0 the lowest.
	pub fn price(&self, index: u16) -> u64 {
		self.first
			.saturating_add(index.into())
			.saturating_mul(self.tick)
	}

	/// The index at which a limit stands.
	///
	/// A limit beyond the grid stands at its end where that is no worse for its owner: a bid above
	/// the highest tick, an ask below the lowest.
	///
	/// # Errors
	/// - [`LimitFault::OffTickGrid`]: the limit is not a multiple of the tick, wherever it is.
	/// - [`LimitFault::Unfillable`]: a bid below the lowest tick, an ask above the highest.
	pub fn place(&self, side: Side, limit: u64) -> Result<u16, LimitFault> {
		if limit.checked_rem(self.tick) != Some(0) {
			return Err(LimitFault::OffTickGrid);
		}
		let ticks = limit.checked_div(self.tick).unwrap_or(0);
		let highest = self.count.saturating_sub(1);
		let index = ticks
			.checked_sub(self.first)
			.map(|index| u16::try_from(index).unwrap_or(u16::MAX));
		match (side, index) {
			(Side::Buy, None) => Err(LimitFault::Unfillable),
			(Side::Sell, Some(index)) if index > highest => Err(LimitFault::Unfillable),
			(Side::Sell, None) => Ok(0),
			(_, Some(index)) => Ok(index.min(highest)),
		}
	}
}
