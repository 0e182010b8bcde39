//! What a meter really shows, whatever its readings say.

use super::*;

/// What a point's meter really shows.
pub struct Truth {
	/// Registers at the start of `base` and of every interval after it.
	pub series: Vec<Registers>,
	pub base: u32,
	/// Wh an interval brings at most.
	pub most: u64,
	/// Consumer, producer, both.
	pub kind: u32,
}

impl Truth {
	/// The registers at the start of an interval.
	pub fn at(&mut self, point: u32, interval: u32) -> Registers {
		while self.base + self.series.len() as u32 <= interval {
			let index = self.base + self.series.len() as u32;
			let last = *self.series.last().expect("begins with one");
			let dice =
				sp_io::hashing::twox_64(&[point.to_le_bytes(), index.to_le_bytes()].concat());
			let wh = |at: usize| {
				u64::from(u16::from_le_bytes([dice[at], dice[at + 1]])) % (self.most + 1)
			};
			let idle = dice[7] % 8 == 0;
			let energy = match self.kind {
				_ if idle => Registers::default(),
				0 => Registers {
					import: wh(0),
					export: 0,
				},
				1 => Registers {
					import: 0,
					export: wh(2),
				},
				_ => Registers {
					import: wh(0),
					export: wh(2),
				},
			};
			self.series
				.push(last.plus(&energy).expect("registers are wide"));
		}
		self.series[interval.saturating_sub(self.base) as usize]
	}
}
