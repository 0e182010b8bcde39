//! Who used which green energy of an interval.
//!
//! Energy that was sold ahead is used first, then the rest of what was exported, as far as somebody used
//! it: [`GreenSums::local`]. Of either the green part is that of what was exported, rounded down. Those
//! who bought ahead are served from what was sold ahead; what is left of all green energy goes to all that
//! was used and not served, in proportion: [`LocalGreen`]. Shares are given by cumulative floors
//! ([`Apportionment`]), so that they sum exactly in whatever order readings are settled.
//!
//! ```
//! use commonwatt_clearing::green::{GreenSums, ReadingParts};
//!
//! // Anna bought 100 Wh ahead and took 150, Ben sold 100 ahead and gave 180, Cleo took 60.
//! let anna = ReadingParts::new(150, 0, 100, 50);
//! let ben = ReadingParts::new(0, 180, -100, -80);
//! let cleo = ReadingParts::new(60, 0, 0, 60);
//! let mut sums = GreenSums::default();
//! sums.add(&anna, false);
//! sums.add(&ben, true);
//! sums.add(&cleo, false);
//! let local = sums.local();
//! assert_eq!((local.ahead, local.rest), (100, 80));
//! // Anna's 100 are served from Ben's; his other 80 serve her 50 and Cleo's 60.
//! let (mut ahead, mut used) = (local.ahead_shares(&sums, 0), local.used_shares(&sums, 0));
//! assert_eq!(ahead.claim(anna.bought_ahead), 100);
//! assert_eq!((used.claim(anna.used_rest), used.claim(cleo.used_rest)), (36, 44));
//! ```

use crate::Apportionment;

/// What a reading brings of what is shared, in Wh. It exported or used, never both: what it imported and
/// exported within the interval is netted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingParts {
	/// Exported under a position.
	pub sold_ahead: u64,
	/// Exported beyond it.
	pub rest: u64,
	/// Used under a position.
	pub bought_ahead: u64,
	/// Used beyond it, and funded: what could not be paid for was delivered by the supplier.
	pub used_rest: u64,
	/// Used, funded or not.
	pub used: u64,
}

impl ReadingParts {
	/// Of a metered `import` and `export`, a `position` bought (+) or sold (-) ahead, and the funded
	/// deviation from it.
	pub fn new(import: u64, export: u64, position: i64, deviation: i64) -> Self {
		let bought = u64::try_from(position).unwrap_or(0);
		let sold = match position < 0 {
			true => position.unsigned_abs(),
			false => 0,
		};
		let exported = export.saturating_sub(import);
		let used = import.saturating_sub(export);
		let sold_ahead = exported.min(sold);
		let bought_ahead = used.min(bought);
		let funded = u64::try_from(deviation).unwrap_or(0);
		Self {
			sold_ahead,
			rest: exported.saturating_sub(sold_ahead),
			bought_ahead,
			used_rest: funded.min(used.saturating_sub(bought_ahead)),
			used,
		}
	}
}

/// Sums of an interval's readings, in Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GreenSums {
	pub sold_ahead: u64,
	/// Of it, by producers.
	pub sold_ahead_green: u64,
	pub rest: u64,
	/// Of it, by producers.
	pub rest_green: u64,
	pub bought_ahead: u64,
	pub used_rest: u64,
}

impl GreenSums {
	/// Counts a reading; `green` if what it exports is.
	pub fn add(&mut self, parts: &ReadingParts, green: bool) {
		let count = |sum: &mut u64, part: u64| *sum = sum.saturating_add(part);
		count(&mut self.sold_ahead, parts.sold_ahead);
		count(&mut self.rest, parts.rest);
		count(&mut self.bought_ahead, parts.bought_ahead);
		count(&mut self.used_rest, parts.used_rest);
		if green {
			count(&mut self.sold_ahead_green, parts.sold_ahead);
			count(&mut self.rest_green, parts.rest);
		}
	}

	/// The green energy that was used in the community. The green parts round down.
	pub fn local(&self) -> LocalGreen {
		let used = self.bought_ahead.saturating_add(self.used_rest);
		let ahead_used = self.sold_ahead.min(used);
		let rest_used = self.rest.min(used.saturating_sub(ahead_used));
		LocalGreen {
			ahead: Apportionment::new(ahead_used, self.sold_ahead, self.sold_ahead_green).shared(),
			rest: Apportionment::new(rest_used, self.rest, self.rest_green).shared(),
		}
	}
}

/// Green energy that was used in the community, in Wh.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalGreen {
	/// Of what was sold ahead.
	pub ahead: u64,
	/// Of what was exported beyond.
	pub rest: u64,
}

impl LocalGreen {
	pub fn total(&self) -> u64 {
		self.ahead.saturating_add(self.rest)
	}

	/// The green energy sold ahead that serves those who bought ahead.
	fn served_ahead(&self, sums: &GreenSums) -> u64 {
		self.ahead.min(sums.bought_ahead)
	}

	/// Shares of producers in what was used of [`GreenSums::rest_green`]; each claims its rest.
	pub fn rest_shares(&self, sums: &GreenSums, claimed: u64) -> Apportionment {
		Apportionment::new(self.rest, sums.rest_green, claimed)
	}

	/// Shares of those who bought ahead in what was sold ahead; each claims what it bought ahead.
	pub fn ahead_shares(&self, sums: &GreenSums, claimed: u64) -> Apportionment {
		Apportionment::new(self.served_ahead(sums), sums.bought_ahead, claimed)
	}

	/// Shares of all in what is left; each claims what it used and was not served by
	/// [`Self::ahead_shares`].
	pub fn used_shares(&self, sums: &GreenSums, claimed: u64) -> Apportionment {
		let served = self.served_ahead(sums);
		let used = sums.bought_ahead.saturating_add(sums.used_rest);
		Apportionment::new(
			self.total().saturating_sub(served),
			used.saturating_sub(served),
			claimed,
		)
	}
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;
	use crate::matched;
	use proptest::prelude::*;

	#[test]
	fn what_is_netted_is_neither_exported_nor_used() {
		let parts = ReadingParts::new(70, 70, 0, 0);
		assert_eq!(parts, ReadingParts::default());
		assert_eq!(ReadingParts::new(30, 70, 0, -40).rest, 40);
		assert_eq!(ReadingParts::new(70, 30, 0, 40).used_rest, 40);
	}

	#[test]
	fn a_seller_delivers_its_position_first() {
		let parts = ReadingParts::new(0, 150, -100, -50);
		assert_eq!((parts.sold_ahead, parts.rest), (100, 50));
		let parts = ReadingParts::new(0, 60, -100, 40);
		assert_eq!((parts.sold_ahead, parts.rest), (60, 0));
		assert_eq!(parts.used_rest, 0, "what it buys back it does not use");
	}

	#[test]
	fn a_buyer_that_exports_has_used_nothing() {
		let parts = ReadingParts::new(0, 50, 100, -150);
		assert_eq!((parts.rest, parts.bought_ahead), (50, 0));
	}

	#[test]
	fn a_seller_that_imports_uses_what_it_imports_and_not_what_it_buys_back() {
		let parts = ReadingParts::new(30, 0, -100, 130);
		assert_eq!((parts.sold_ahead, parts.used_rest, parts.used), (0, 30, 30));
	}

	#[test]
	fn what_could_not_be_paid_for_was_delivered_by_the_supplier() {
		let parts = ReadingParts::new(150, 0, 100, 20);
		assert_eq!((parts.bought_ahead, parts.used_rest), (100, 20));
		assert_eq!(parts.used, 150);
		assert_eq!(ReadingParts::new(30, 0, -100, 20).used_rest, 20);
	}

	#[test]
	fn energy_sold_ahead_is_used_before_the_rest() {
		let sums = GreenSums {
			sold_ahead: 100,
			sold_ahead_green: 40,
			rest: 100,
			rest_green: 100,
			bought_ahead: 100,
			used_rest: 30,
		};
		assert_eq!(
			sums.local(),
			LocalGreen {
				ahead: 40,
				rest: 30
			}
		);
	}

	#[test]
	fn the_green_part_rounds_down() {
		let sums = GreenSums {
			rest: 3,
			rest_green: 2,
			used_rest: 2,
			..Default::default()
		};
		assert_eq!(sums.local().rest, 1);
	}

	/// One reading: import, export, position, and per mille of a shortage that are funded.
	fn reading() -> impl Strategy<Value = (ReadingParts, bool)> {
		let wh = || prop_oneof![2 => Just(0u64), 6 => 0u64..200, 1 => 0u64..=1 << 32];
		let position = prop_oneof![3 => Just(0i64), 5 => -200i64..200];
		let per_mille = prop_oneof![4 => Just(1_000i64), 1 => 0i64..1_000];
		(wh(), wh(), position, per_mille, any::<bool>()).prop_map(
			|(import, export, position, per_mille, green)| {
				let deviation = import as i64 - export as i64 - position;
				let funded = match deviation > 0 {
					true => deviation * per_mille / 1_000,
					false => deviation,
				};
				let parts = ReadingParts::new(import, export, position, funded);
				(parts, green)
			},
		)
	}

	fn sums_of(readings: &[(ReadingParts, bool)]) -> GreenSums {
		let mut sums = GreenSums::default();
		for (parts, green) in readings {
			sums.add(parts, *green);
		}
		sums
	}

	/// Green Wh that each used, settled in this order.
	fn green_used(readings: &[(ReadingParts, bool)]) -> Vec<u64> {
		let sums = sums_of(readings);
		let local = sums.local();
		let mut ahead = local.ahead_shares(&sums, 0);
		let mut used = local.used_shares(&sums, 0);
		readings
			.iter()
			.map(|(parts, _)| {
				let served = ahead.claim(parts.bought_ahead);
				served + used.claim(parts.bought_ahead - served + parts.used_rest)
			})
			.collect()
	}

	proptest! {
		#[test]
		fn what_was_used_is_what_was_retired(readings in prop::collection::vec(reading(), 0..20)) {
			let sums = sums_of(&readings);
			let local = sums.local();
			prop_assert!(local.ahead <= sums.sold_ahead_green && local.rest <= sums.rest_green);
			let used = green_used(&readings);
			prop_assert_eq!(used.iter().sum::<u64>(), local.total());
			let mut rest = local.rest_shares(&sums, 0);
			let mut shared = 0;
			for ((parts, green), used) in readings.iter().zip(used) {
				prop_assert!(used <= parts.bought_ahead + parts.used_rest);
				prop_assert!(parts.bought_ahead + parts.used_rest <= parts.used);
				if *green {
					let share = rest.claim(parts.rest);
					prop_assert!(share <= parts.rest);
					shared += share;
				}
			}
			prop_assert_eq!(shared, local.rest);
		}

		#[test]
		fn without_orders_and_all_green_it_is_what_the_pool_matches(
			nets in prop::collection::vec(-500i64..500, 0..20),
		) {
			let readings: Vec<_> = nets
				.iter()
				.map(|net| {
					let (import, export) = (net.max(&0).unsigned_abs(), net.min(&0).unsigned_abs());
					(ReadingParts::new(import, export, 0, *net), true)
				})
				.collect();
			let sum = |positive: bool| -> u64 {
				nets.iter().filter(|net| (**net > 0) == positive).map(|net| net.unsigned_abs()).sum()
			};
			let (short, long) = (sum(true), sum(false));
			let matched = matched(short, long);
			let mut shorts = Apportionment::new(matched, short, 0);
			let mut longs = Apportionment::new(matched, long, 0);
			let sums = sums_of(&readings);
			let mut rest = sums.local().rest_shares(&sums, 0);
			for (net, used) in nets.iter().zip(green_used(&readings)) {
				match *net > 0 {
					true => prop_assert_eq!(used, shorts.claim(net.unsigned_abs())),
					false => {
						let wh = net.unsigned_abs();
						prop_assert_eq!(rest.claim(wh), longs.claim(wh));
					}
				}
			}
		}

		#[test]
		fn splitting_what_one_uses_gains_nothing_in_one_run(
			before in prop::collection::vec(reading(), 0..6),
			after in prop::collection::vec(reading(), 0..6),
			ahead in 0u64..200, beside in 0u64..200, cut in 0u64..200, other_cut in 0u64..200,
		) {
			let user = |ahead: u64, beside: u64| {
				let used = ahead + beside;
				(ReadingParts { bought_ahead: ahead, used_rest: beside, used, ..Default::default() }, false)
			};
			let of = |mine: &[(ReadingParts, bool)]| -> u64 {
				let all = [&before[..], mine, &after[..]].concat();
				green_used(&all)[before.len()..before.len() + mine.len()].iter().sum()
			};
			let (cut, other_cut) = (cut.min(ahead), other_cut.min(beside));
			prop_assert_eq!(
				of(&[user(ahead, beside)]),
				of(&[user(cut, other_cut), user(ahead - cut, beside - other_cut)])
			);
		}

		#[test]
		fn selling_ones_green_energy_ahead_never_leaves_more_to_trade(
			others in prop::collection::vec(reading(), 0..8),
			exported in prop::collection::vec(0u64..300, 1..4), sold in 0u64..300,
		) {
			let tradeable = |sold: u64| -> u64 {
				let mine = exported.iter().enumerate().map(|(index, wh)| {
					let sold_ahead = if index == 0 { sold.min(*wh) } else { 0 };
					let rest = wh - sold_ahead;
					(ReadingParts { sold_ahead, rest, ..Default::default() }, true)
				});
				let mine: Vec<_> = mine.collect();
				let all = [&mine[..], &others[..]].concat();
				let sums = sums_of(&all);
				let mut rest = sums.local().rest_shares(&sums, 0);
				mine.iter().map(|(parts, _)| parts.rest - rest.claim(parts.rest)).sum()
			};
			// What is green of the rest rounds down, and so do shares.
			prop_assert!(tradeable(sold) <= tradeable(0) + 2);
		}

		#[test]
		fn an_order_from_an_empty_point_to_ones_own_gives_no_share_of_the_rest(
			others in prop::collection::vec(reading(), 0..8), used in 1u64..300, washed in 1i64..300,
		) {
			// Nobody beside the washer has an order: with orders it dilutes who bought ahead.
			let others: Vec<_> = others
				.into_iter()
				.filter(|(parts, _)| parts.sold_ahead + parts.bought_ahead == 0)
				.collect();
			let of = |position: i64| {
				let mut all = others.clone();
				let mine = ReadingParts::new(used, 0, position, used as i64 - position);
				all.push((mine, false));
				all.push((ReadingParts::new(0, 0, -position, position), false));
				green_used(&all)[others.len()]
			};
			prop_assert_eq!(of(0), of(washed));
		}
	}
}
