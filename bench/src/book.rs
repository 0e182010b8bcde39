//! A book of random orders.

use commonwatt_primitives::order::Side;
use pallet_energy_market::{PlacedOrder, Steps};

/// Ticks of the book: every order stands on one of them.
pub const TICKS: u16 = 450;

/// Random orders and the depth they make.
pub struct Book {
	pub orders: Vec<PlacedOrder>,
	pub bids: Vec<u64>,
	pub asks: Vec<u64>,
}

/// A linear congruential generator (Knuth's MMIX): the same book in every run.
struct Dice(u64);

impl Dice {
	fn below(&mut self, end: u64) -> u64 {
		self.0 = self
			.0
			.wrapping_mul(6_364_136_223_846_793_005)
			.wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) % end
	}
}

impl Book {
	/// `size` orders of two steps each, buying and selling in turn.
	pub fn random(size: u32) -> Self {
		let mut dice = Dice(17);
		let mut book = Self {
			orders: Vec::with_capacity(size as usize),
			bids: vec![0; TICKS.into()],
			asks: vec![0; TICKS.into()],
		};
		for index in 0..size {
			let side = if index % 2 == 0 {
				Side::Buy
			} else {
				Side::Sell
			};
			let first = dice.below(u64::from(TICKS)) as u16;
			let second = match side {
				Side::Buy => first.saturating_sub(dice.below(50) as u16),
				Side::Sell => (first + dice.below(50) as u16).min(TICKS - 1),
			};
			let steps: Steps = vec![
				(first, 10 + dice.below(5_000)),
				(second, 10 + dice.below(5_000)),
			]
			.try_into()
			.expect("two steps");
			let depth = match side {
				Side::Buy => &mut book.bids,
				Side::Sell => &mut book.asks,
			};
			for (tick, quantity) in &steps {
				depth[usize::from(*tick)] += quantity;
			}
			book.orders.push(PlacedOrder::Resting {
				side,
				steps,
				reserve: 0,
			});
		}
		book
	}
}
