use super::*;

/// Depths over the ticks `0..count` from (tick, Wh).
fn depth(count: usize, orders: &[(u16, u64)]) -> Vec<u64> {
	let mut depth = vec![0; count];
	for (tick, wh) in orders {
		depth[usize::from(*tick)] += wh;
	}
	depth
}

fn clear_orders(count: usize, bids: &[(u16, u64)], asks: &[(u16, u64)]) -> Option<Clearing> {
	clear(&depth(count, bids), &depth(count, asks))
}

/// Clears a book of (limit, Wh), a curve each, on a grid; the price, the volume, and the fills of
/// bids and asks claimed as listed.
fn settle(
	grid: TickGrid,
	bids: &[&[(u64, u64)]],
	asks: &[&[(u64, u64)]],
) -> (u64, Clearing, Vec<u64>, Vec<u64>) {
	let place = |side, curves: &[&[(u64, u64)]]| -> Vec<Vec<(u16, u64)>> {
		let step = |&(limit, wh): &(u64, u64)| (grid.place(side, limit).unwrap(), wh);
		curves
			.iter()
			.map(|curve| curve.iter().map(step).collect())
			.collect()
	};
	let (bids, asks) = (place(Side::Buy, bids), place(Side::Sell, asks));
	let count = usize::from(grid.count());
	let clearing = clear_orders(count, &bids.concat(), &asks.concat()).unwrap();
	let fills = |side, curves: &[Vec<(u16, u64)>]| {
		let mut claimed = 0;
		let claim = |curve: &Vec<(u16, u64)>| {
			let (better, marginal) = clearing.split(side, curve.iter().copied());
			let mut shares = clearing.margin(side).shares(claimed);
			let fill = better + shares.claim(marginal);
			claimed = shares.claimed();
			fill
		};
		curves.iter().map(claim).collect()
	};
	let (bought, sold) = (fills(Side::Buy, &bids), fills(Side::Sell, &asks));
	(grid.price(clearing.tick), clearing, bought, sold)
}

mod grid {
	use super::*;

	#[test]
	fn its_ends_are_rounded_inwards() {
		let grid = TickGrid::new(51, 79, 10).unwrap();
		assert_eq!((grid.count(), grid.price(0), grid.price(1)), (2, 60, 70));
		let grid = TickGrid::new(50, 80, 10).unwrap();
		assert_eq!((grid.count(), grid.price(0), grid.price(3)), (4, 50, 80));
	}

	#[test]
	fn it_may_be_a_single_tick() {
		assert_eq!(TickGrid::new(50, 50, 1).map(|grid| grid.count()), Some(1));
		assert_eq!(TickGrid::new(0, 9, 10).map(|grid| grid.count()), Some(1));
	}

	#[test]
	fn it_needs_a_tick_in_its_range() {
		assert_eq!(TickGrid::new(50, 200, 0), None);
		assert_eq!(TickGrid::new(51, 50, 1), None);
		assert_eq!(TickGrid::new(51, 59, 10), None);
		assert_eq!(TickGrid::new(u64::MAX, u64::MAX, 2), None);
	}

	#[test]
	fn it_has_at_most_512_ticks() {
		let widest = TickGrid::new(50, 561, 1);
		assert_eq!(widest.map(|grid| grid.count()), Some(MAX_TICKS));
		assert_eq!(TickGrid::new(50, 562, 1), None);
		assert_eq!(TickGrid::new(0, 65_536, 1), None, "more than a u16 counts");
		assert_eq!(TickGrid::new(0, u64::MAX, 1), None);
	}

	#[test]
	fn a_limit_beyond_it_stands_at_its_end_where_that_is_no_worse() {
		let grid = TickGrid::new(50, 200, 1).unwrap();
		assert_eq!(grid.place(Side::Buy, 200), Ok(150));
		assert_eq!(grid.place(Side::Buy, 201), Ok(150));
		assert_eq!(
			grid.place(Side::Buy, 65_536 + 50),
			Ok(150),
			"not the first again"
		);
		assert_eq!(grid.place(Side::Buy, u64::MAX), Ok(150));
		assert_eq!(grid.place(Side::Sell, 50), Ok(0));
		assert_eq!(grid.place(Side::Sell, 49), Ok(0));
		assert_eq!(grid.place(Side::Sell, 0), Ok(0));
	}

	#[test]
	fn a_limit_that_no_tick_can_fill_is_refused() {
		let grid = TickGrid::new(50, 200, 1).unwrap();
		assert_eq!(grid.place(Side::Buy, 50), Ok(0));
		assert_eq!(grid.place(Side::Buy, 49), Err(LimitFault::Unfillable));
		assert_eq!(grid.place(Side::Sell, 200), Ok(150));
		assert_eq!(grid.place(Side::Sell, 201), Err(LimitFault::Unfillable));
		assert_eq!(
			grid.place(Side::Sell, u64::MAX),
			Err(LimitFault::Unfillable)
		);
	}

	#[test]
	fn a_limit_between_ticks_is_refused_also_beyond_the_ends() {
		let grid = TickGrid::new(50, 200, 10).unwrap();
		for limit in [45, 55, 205] {
			for side in [Side::Buy, Side::Sell] {
				assert_eq!(grid.place(side, limit), Err(LimitFault::OffTickGrid));
			}
		}
	}
}

mod price {
	use super::*;

	#[test]
	fn nothing_trades_in_an_empty_or_one_sided_book() {
		assert_eq!(clear(&[], &[]), None);
		assert_eq!(clear(&[0; 3], &[0; 3]), None);
		assert_eq!(clear(&[5, 0, 7], &[0; 3]), None);
		assert_eq!(clear(&[0; 3], &[5, 0, 7]), None);
	}

	#[test]
	fn nothing_trades_when_every_bid_is_below_every_ask() {
		assert_eq!(clear_orders(10, &[(3, 100)], &[(4, 100)]), None);
	}

	#[test]
	fn bids_and_asks_at_one_tick_trade_there() {
		let clearing = clear_orders(10, &[(4, 100)], &[(4, 30)]).unwrap();
		assert_eq!((clearing.tick, clearing.volume), (4, 30));
		assert_eq!(
			clearing.bids,
			Margin {
				depth: 100,
				filled: 30
			}
		);
		assert_eq!(
			clearing.asks,
			Margin {
				depth: 30,
				filled: 30
			}
		);
	}

	#[test]
	fn of_many_ticks_with_the_same_volume_only_10_fills_the_better_bid_first() {
		// Section 5: every tick of 5..=10 reaches the volume.
		let clearing = clear_orders(16, &[(10, 200), (7, 50)], &[(5, 100)]).unwrap();
		assert_eq!((clearing.tick, clearing.volume), (10, 100));
		assert_eq!(
			clearing.bids,
			Margin {
				depth: 200,
				filled: 100
			}
		);
		assert_eq!(
			clearing.asks,
			Margin {
				depth: 0,
				filled: 0
			}
		);
	}

	#[test]
	fn of_many_ticks_with_the_same_volume_only_the_lowest_fills_the_better_ask_first() {
		let clearing = clear_orders(16, &[(10, 100)], &[(5, 200), (8, 50)]).unwrap();
		assert_eq!((clearing.tick, clearing.volume), (5, 100));
		assert_eq!(
			clearing.asks,
			Margin {
				depth: 200,
				filled: 100
			}
		);
	}

	#[test]
	fn an_odd_span_rounds_down() {
		let clearing = clear_orders(16, &[(10, 100)], &[(5, 100)]).unwrap();
		assert_eq!(clearing.tick, 7);
	}

	#[test]
	fn the_ends_of_the_grid_clear_too() {
		assert_eq!(
			clear(&[0, 9], &[0, 4]).map(|clearing| clearing.tick),
			Some(1)
		);
		assert_eq!(
			clear(&[9, 0], &[4, 0]).map(|clearing| clearing.tick),
			Some(0)
		);
		assert_eq!(clear(&[9], &[4]).map(|clearing| clearing.volume), Some(4));
	}

	#[test]
	fn it_does_not_follow_orders_that_do_not_trade() {
		let thin = clear_orders(16, &[(10, 100)], &[(6, 100)]).unwrap();
		let book = clear_orders(16, &[(10, 100), (5, 900)], &[(6, 100), (12, 900)]).unwrap();
		assert_eq!(thin, book);
	}

	#[test]
	fn a_rejected_bid_is_not_above_it() {
		let clearing = clear_orders(16, &[(10, 100), (8, 50)], &[(2, 100)]).unwrap();
		assert_eq!((clearing.tick, clearing.volume), (9, 100));
	}

	#[test]
	fn a_phantom_bid_can_raise_it_in_a_thin_book() {
		// No strategy-proofness is promised; see settlement, section 9. F = 5, R = 22, no fee.
		let grid = TickGrid::new(5, 22, 1).unwrap();
		let asks: [&[_]; 2] = [&[(5, 1000)], &[(5, 500)]];
		let (price, _, bought, sold) = settle(grid, &[&[(20, 1000)]], &asks);
		assert_eq!((price, bought, sold), (5, vec![1000], vec![666, 334]));
		let (price, _, bought, sold) = settle(grid, &[&[(20, 1000)], &[(20, 500)]], &asks);
		assert_eq!(
			(price, bought, sold),
			(12, vec![1000, 500], vec![1000, 500])
		);
	}

	#[test]
	fn the_greatest_book_does_not_overflow() {
		// 2^20 points of 2^32 Wh each.
		let all = 1 << 52;
		let clearing = clear(&[all, 0], &[0, all]);
		assert_eq!(clearing, None);
		let clearing = clear(&[0, all], &[all - 1, 0]).unwrap();
		assert_eq!((clearing.tick, clearing.volume), (1, all - 1));
		let mut shares = clearing.margin(Side::Buy).shares(0);
		assert_eq!((shares.claim(all - 1), shares.claim(1)), (all - 2, 1));
	}

	#[test]
	fn absurd_depths_saturate_instead_of_panicking() {
		let depths = [u64::MAX; MAX_TICKS as usize];
		let clearing = clear(&depths, &depths);
		assert!(clearing.is_none_or(|clearing| clearing.tick < MAX_TICKS));
	}
}

mod cases {
	use super::*;

	fn grid() -> TickGrid {
		let (feed_in, retail, grid_fee) = (50, 210, 10);
		TickGrid::new(feed_in, retail - grid_fee, 1).unwrap()
	}

	/// `k + f + c` by Wh.
	fn bid_reserve(curve: &[(u64, u64)]) -> u128 {
		let steps = curve
			.iter()
			.map(|(limit, wh)| (grid().place(Side::Buy, *limit).unwrap(), *wh));
		reserve(steps, |tick| u128::from(grid().price(tick)) + 10 + 20)
	}

	/// `R + c - k` by Wh.
	fn ask_reserve(curve: &[(u64, u64)]) -> u128 {
		let steps = curve
			.iter()
			.map(|(limit, wh)| (grid().place(Side::Sell, *limit).unwrap(), *wh));
		reserve(steps, |tick| 210 + 20 - u128::from(grid().price(tick)))
	}

	#[test]
	fn case_4() {
		let (a, b, c, d) = ([(250, 100)], [(140, 101)], [(140, 52)], [(100, 200)]);
		assert_eq!(
			[bid_reserve(&a), bid_reserve(&b), bid_reserve(&c)],
			[23_000, 17_170, 8_840]
		);
		assert_eq!(ask_reserve(&d), 26_000);
		let (price, clearing, bought, sold) = settle(grid(), &[&a, &b, &c], &[&d]);
		assert_eq!((price, clearing.volume), (140, 200));
		assert_eq!(
			clearing.bids,
			Margin {
				depth: 153,
				filled: 100
			}
		);
		assert_eq!((bought, sold), (vec![100, 66, 34], vec![200]));
		let (_, _, bought, _) = settle(grid(), &[&a, &c, &b], &[&d]);
		assert_eq!(bought, [100, 33, 67]);
	}

	#[test]
	fn case_5() {
		let (a, b, c, d) = (
			[(150, 200)],
			[(40, 90), (120, 60)],
			[(120, 101)],
			[(160, 500)],
		);
		assert_eq!(bid_reserve(&a), 36_000);
		assert_eq!(
			[ask_reserve(&b), ask_reserve(&c), ask_reserve(&d)],
			[16_500, 11_110, 35_000]
		);
		let (price, clearing, bought, sold) = settle(grid(), &[&a], &[&b, &c, &d]);
		assert_eq!((price, clearing.volume), (120, 200));
		assert_eq!(
			clearing.asks,
			Margin {
				depth: 161,
				filled: 110
			}
		);
		assert_eq!((bought, sold), (vec![200], vec![130, 70, 0]));
	}

	#[test]
	fn case_6() {
		let (price, clearing, bought, sold) = settle(grid(), &[&[(150, 100)]], &[&[(100, 100)]]);
		assert_eq!((price, clearing.volume), (125, 100));
		assert_eq!((bought, sold), (vec![100], vec![100]));
	}
}

mod curves {
	use super::*;

	#[test]
	fn steps_at_one_tick_are_one_claim() {
		let clearing = clear_orders(10, &[(5, 30), (7, 20), (4, 9)], &[(5, 35)]).unwrap();
		assert_eq!(clearing.tick, 5);
		let steps = [(7, 10), (7, 10), (5, 12), (5, 18), (4, 9)];
		assert_eq!(clearing.split(Side::Buy, steps.into_iter()), (20, 30));
		assert_eq!(clearing.split(Side::Sell, steps.into_iter()), (9, 30));
	}

	#[test]
	fn an_empty_curve_claims_needs_and_covers_nothing() {
		let clearing = clear(&[1], &[1]).unwrap();
		assert_eq!(clearing.split(Side::Buy, [].into_iter()), (0, 0));
		assert_eq!(reserve([].into_iter(), |_| 1), 0);
		assert!(covers(Side::Buy, &[], &[]));
		assert!(covers(Side::Sell, &[(3, 1)], &[]));
		assert!(covers(Side::Sell, &[], &[(3, 0)]));
		assert!(!covers(Side::Sell, &[], &[(3, 1)]));
	}

	#[test]
	fn a_reserve_covers_the_dearest_step_not_the_last() {
		let cost = |tick| 10 * u128::from(tick);
		assert_eq!(reserve([(9, 100), (1, 100)].into_iter(), cost), 9_000);
		assert_eq!(reserve([(9, 100), (8, 100)].into_iter(), cost), 16_000);
	}

	#[test]
	fn a_reserve_of_the_greatest_curve_and_price_is_exact() {
		let (wh, price) = (1u64 << 32, 1u128 << 48);
		assert_eq!(reserve([(0, wh)].into_iter(), |_| price), 1 << 80);
	}

	#[test]
	fn a_better_limit_covers_a_worse_one() {
		assert!(covers(Side::Buy, &[(6, 10)], &[(5, 10)]));
		assert!(!covers(Side::Buy, &[(5, 10)], &[(6, 10)]));
		assert!(covers(Side::Sell, &[(5, 10)], &[(6, 10)]));
		assert!(!covers(Side::Sell, &[(6, 10)], &[(5, 10)]));
	}

	#[test]
	fn moving_energy_to_a_worse_step_does_not_cover() {
		let old = [(7, 100), (5, 50)];
		assert!(covers(Side::Buy, &old, &old));
		assert!(covers(
			Side::Buy,
			&[(7, 60), (7, 40), (5, 50), (1, 9)],
			&old
		));
		assert!(!covers(Side::Buy, &[(7, 99), (6, 1000)], &old));
		assert!(!covers(Side::Buy, &[(7, 1000)], &[(7, 100), (5, 901)]));
	}
}
