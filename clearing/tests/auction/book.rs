//! Random books, and how a book is settled through the crate.

use crate::reference::Order;
use commonwatt_clearing::auction::{clear, Clearing, Side, TickGrid};
use proptest::prelude::*;

/// The orders of one point on one side: steps of (limit, Wh), best first.
#[derive(Clone, Debug)]
pub struct Curve {
	pub side: Side,
	pub limits: Vec<(u64, u64)>,
}

#[derive(Clone, Debug)]
pub struct Book {
	pub lo: u64,
	pub hi: u64,
	pub tick: u64,
	pub curves: Vec<Curve>,
}

impl Curve {
	pub fn new(side: Side, mut limits: Vec<(u64, u64)>) -> Self {
		limits.sort_by_key(|(limit, _)| *limit);
		if side == Side::Buy {
			limits.reverse();
		}
		Self { side, limits }
	}

	/// Where its steps stand.
	pub fn steps(&self, grid: &TickGrid) -> Vec<(u16, u64)> {
		self.limits
			.iter()
			.filter_map(|(limit, wh)| Some((grid.place(self.side, *limit).ok()?, *wh)))
			.collect()
	}

	/// What it offers at `price` or better, by its own limits.
	pub fn offered(&self, price: u64) -> u64 {
		self.limits
			.iter()
			.filter(|(limit, _)| match self.side {
				Side::Buy => *limit >= price,
				Side::Sell => *limit <= price,
			})
			.map(|(_, wh)| wh)
			.sum()
	}
}

impl Book {
	pub fn grid(&self) -> TickGrid {
		TickGrid::new(self.lo, self.hi, self.tick).unwrap()
	}

	/// The prices of the grid, found by trying.
	pub fn prices(&self) -> Vec<u64> {
		(self.lo..=self.hi)
			.filter(|price| price.is_multiple_of(self.tick))
			.collect()
	}

	pub fn depth(&self) -> [Vec<u64>; 2] {
		let grid = self.grid();
		let mut depth = [(); 2].map(|_| vec![0; usize::from(grid.count())]);
		for curve in &self.curves {
			for (tick, wh) in curve.steps(&grid) {
				depth[curve.side as usize][usize::from(tick)] += wh;
			}
		}
		depth
	}

	pub fn clear(&self) -> Option<Clearing> {
		let [bids, asks] = self.depth();
		clear(&bids, &asks)
	}

	/// The orders of a curve for the reference. Beyond `[lo, hi]` the supplier is the better partner,
	/// so a limit there is worth no more than the last price within.
	pub fn orders_of(&self, curve: &Curve) -> Vec<Order> {
		let (first, last) = (self.prices()[0], *self.prices().last().unwrap());
		let stands = |limit: u64| {
			let fillable = match curve.side {
				Side::Buy => limit >= first,
				Side::Sell => limit <= last,
			};
			limit.is_multiple_of(self.tick) && fillable
		};
		let orders = curve.limits.iter().filter(|(limit, _)| stands(*limit));
		orders
			.map(|(limit, wh)| Order {
				buys: curve.side == Side::Buy,
				limit: (*limit).clamp(first, last),
				wh: *wh,
			})
			.collect()
	}

	pub fn orders(&self) -> Vec<Order> {
		self.curves
			.iter()
			.flat_map(|curve| self.orders_of(curve))
			.collect()
	}

	/// The fill of each curve when they claim in `order`.
	pub fn fills(&self, clearing: &Clearing, order: &[usize]) -> Vec<u64> {
		let grid = self.grid();
		let mut claimed = [0, 0];
		let mut fills = vec![0; self.curves.len()];
		for &index in order {
			let curve = &self.curves[index];
			let counter = &mut claimed[curve.side as usize];
			let steps = curve.steps(&grid).into_iter();
			let (better, marginal) = clearing.split(curve.side, steps);
			let mut shares = clearing.margin(curve.side).shares(*counter);
			fills[index] = better + shares.claim(marginal);
			*counter = shares.claimed();
		}
		fills
	}

	pub fn as_listed(&self) -> Vec<usize> {
		(0..self.curves.len()).collect()
	}

	/// The orders of each curve with what of them was filled and what not, best first.
	pub fn filled(&self, fills: &[u64]) -> Vec<(Order, u64)> {
		let mut filled = Vec::new();
		for (curve, fill) in self.curves.iter().zip(fills) {
			let mut left = *fill;
			for order in self.orders_of(curve) {
				let part = order.wh.min(left);
				left -= part;
				filled.push((order, part));
			}
			assert_eq!(left, 0, "{curve:?} was filled more than it offers: {fill}");
		}
		filled
	}
}

fn wh() -> impl Strategy<Value = u64> + Clone {
	prop_oneof![
		1 => Just(0),
		4 => 1u64..10,
		4 => 10u64..2_000,
		2 => 1u64..=1 << 32,
	]
	.boxed()
}

/// Equal quantities, so that both sides often offer the same and a span of ticks is fair.
fn lots() -> impl Strategy<Value = u64> + Clone {
	prop_oneof![1 => Just(0), 6 => Just(50), 3 => Just(100)].boxed()
}

fn curve(
	limits: std::ops::Range<u64>,
	wh: impl Strategy<Value = u64>,
	steps: usize,
) -> impl Strategy<Value = Curve> {
	let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
	(side, prop::collection::vec((limits, wh), 1..=steps))
		.prop_map(|(side, limits)| Curve::new(side, limits))
}

/// Up to `curves` curves on a grid of up to about 30 ticks. Some limits lie beyond the grid; with a
/// tick above 1 some lie between its ticks.
fn with(
	curves: usize,
	wh: impl Strategy<Value = u64> + Clone,
	steps: usize,
) -> impl Strategy<Value = Book> {
	(0u64..40, 0u64..30, 1u64..5, prop::bool::weighted(0.8))
		.prop_filter("a grid has a tick", |(lo, span, tick, _)| {
			TickGrid::new(*lo, lo + span, *tick).is_some()
		})
		.prop_flat_map(move |(lo, span, tick, on_grid)| {
			let limits = lo.saturating_sub(6)..lo + span + 7;
			let curves = prop::collection::vec(curve(limits, wh.clone(), steps), 0..=curves);
			curves.prop_map(move |mut curves| {
				for (limit, _) in curves.iter_mut().flat_map(|curve| &mut curve.limits) {
					*limit -= if on_grid { *limit % tick } else { 0 };
				}
				Book {
					lo,
					hi: lo + span,
					tick,
					curves,
				}
			})
		})
}

/// Few curves on few ticks, so that equal limits and exact matches are common.
pub fn small() -> impl Strategy<Value = Book> {
	prop_oneof![with(5, wh(), 3), with(5, lots(), 3)]
}

/// Orders of so few Wh that every way to fill them can be tried.
pub fn tiny() -> impl Strategy<Value = Book> {
	with(4, (0u64..4).boxed(), 2)
}

/// More curves than a neighbourhood has.
pub fn medium() -> impl Strategy<Value = Book> {
	prop_oneof![with(40, wh(), 4), with(40, lots(), 2)]
}

/// All 512 ticks and many curves of up to 2^32 Wh a step.
pub fn full() -> impl Strategy<Value = Book> {
	(0u64..1_000, 1u64..4).prop_flat_map(|(first, tick)| {
		let (lo, hi) = (first * tick, (first + 511) * tick);
		let limits = first.saturating_sub(9)..first + 520;
		prop::collection::vec(curve(limits, 0u64..=1 << 32, 2), 300..600).prop_map(
			move |mut curves| {
				for (limit, _) in curves.iter_mut().flat_map(|curve| &mut curve.limits) {
					*limit *= tick;
				}
				Book {
					lo,
					hi,
					tick,
					curves,
				}
			},
		)
	})
}
