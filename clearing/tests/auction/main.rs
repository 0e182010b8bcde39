//! Random books against what an auction should find, computed from single orders in [`reference`].
#![allow(clippy::arithmetic_side_effects)]

mod book;
mod reference;

use book::{Book, Curve};
use commonwatt_clearing::auction::{
	clear, covers, reserve, Clearing, LimitFault, Margin, Side, TickGrid, MAX_TICKS,
};
use proptest::{
	prelude::*,
	strategy::ValueTree,
	test_runner::{TestCaseError, TestCaseResult, TestRunner},
};
use reference::{exhaustive, greedy, uniform, Optimum};

fn all_orders(count: usize) -> Vec<Vec<usize>> {
	let mut orders = vec![vec![]];
	for next in 0..count {
		let insert = |order: &Vec<usize>| {
			let order = order.clone();
			(0..=next).map(move |at| {
				let mut order = order.clone();
				order.insert(at, next);
				order
			})
		};
		orders = orders.iter().flat_map(insert).collect();
	}
	orders
}

/// A book and an order in which its curves claim.
fn shuffled(book: impl Strategy<Value = Book>) -> impl Strategy<Value = (Book, Vec<usize>)> {
	book.prop_flat_map(|book| {
		let order = Just(book.as_listed()).prop_shuffle();
		(Just(book), order)
	})
}

fn achieved(book: &Book, clearing: &Clearing, fills: &[u64]) -> Optimum {
	let welfare = |(order, wh): &(reference::Order, u64)| {
		let value = i128::from(order.limit) * i128::from(*wh);
		if order.buys {
			value
		} else {
			-value
		}
	};
	Optimum {
		welfare: book.filled(fills).iter().map(welfare).sum(),
		volume: clearing.volume,
	}
}

/// Volume, welfare and price are what the reference finds.
fn check_optimum(book: &Book) -> TestCaseResult {
	let orders = book.orders();
	let best = greedy(&orders);
	let prices = book.prices();
	let Some(clearing) = book.clear() else {
		prop_assert_eq!(best.volume, 0, "something could trade");
		prop_assert!(uniform(&orders, &prices).is_none());
		return Ok(());
	};
	let fills = book.fills(&clearing, &book.as_listed());
	prop_assert_eq!(achieved(book, &clearing, &fills), best);

	let uniform = uniform(&orders, &prices)
		.ok_or_else(|| TestCaseError::fail("nothing trades at any price"))?;
	prop_assert_eq!(uniform.best, best);
	prop_assert!(uniform.a <= uniform.b);
	let between: Vec<_> = prices
		.iter()
		.copied()
		.filter(|price| (uniform.a..=uniform.b).contains(price))
		.collect();
	prop_assert_eq!(
		&between,
		&uniform.fair,
		"the ticks that ration only at the margin"
	);
	let middle = between[(between.len() - 1) / 2];
	prop_assert_eq!(book.grid().price(clearing.tick), middle);
	Ok(())
}

/// The fills of one order of claims are fair, within limits and add up.
fn check_fills(book: &Book, clearing: &Clearing, order: &[usize]) -> TestCaseResult {
	let fills = book.fills(clearing, order);
	let price = book.grid().price(clearing.tick);
	prop_assert!((book.lo..=book.hi).contains(&price));
	for side in [Side::Buy, Side::Sell] {
		let of_side = book
			.curves
			.iter()
			.zip(&fills)
			.filter(|(curve, _)| curve.side == side);
		prop_assert_eq!(of_side.map(|(_, fill)| fill).sum::<u64>(), clearing.volume);
		let margin = clearing.margin(side);
		prop_assert!(margin.filled <= margin.depth);
		prop_assert!(margin.depth <= book.depth()[side as usize].iter().sum());
	}
	for (curve, fill) in book.curves.iter().zip(&fills) {
		prop_assert!(
			*fill <= curve.offered(price),
			"{:?} got {} at {}",
			curve,
			fill,
			price
		);
		let margin = clearing.margin(curve.side);
		let steps = curve.steps(&book.grid());
		let (better, marginal) = clearing.split(curve.side, steps.into_iter());
		let exact = u128::from(marginal) * u128::from(margin.filled);
		let share = u128::from(fill - better) * u128::from(margin.depth);
		prop_assert!(
			share.abs_diff(exact) < u128::from(margin.depth.max(1)),
			"within 1 Wh"
		);
	}
	let filled = book.filled(&fills);
	let unfilled = |buys| {
		let left = filled.iter().filter(|(order, wh)| *wh < order.wh);
		left.filter(move |(order, _)| order.buys == buys)
			.map(|(order, _)| order.limit)
	};
	if let (Some(bid), Some(ask)) = (unfilled(true).max(), unfilled(false).min()) {
		prop_assert!(
			bid <= ask,
			"unfilled: a bid at {} above an ask at {}",
			bid,
			ask
		);
	}
	Ok(())
}

#[test]
fn random_books_reach_what_matters() {
	let mut runner = TestRunner::deterministic();
	let mut seen = [0; 9];
	for _ in 0..500 {
		let book = book::small().new_tree(&mut runner).unwrap().current();
		let (orders, prices) = (book.orders(), book.prices());
		let limits: usize = book.curves.iter().map(|curve| curve.limits.len()).sum();
		let clearing = book.clear();
		let uniform = uniform(&orders, &prices);
		let (a, b) = uniform.map_or((0, 0), |uniform| (uniform.a, uniform.b));
		let rations = |side| {
			clearing.is_some_and(|clearing| {
				let margin: Margin = clearing.margin(side);
				0 < margin.filled && margin.filled < margin.depth
			})
		};
		let clamped = |limit: &u64| *limit < book.lo || *limit > book.hi;
		let all_limits = book.curves.iter().flat_map(|curve| &curve.limits);
		let clamps = all_limits.filter(|(limit, _)| clamped(limit)).count();
		let reaching = |clearing: Clearing| {
			let [bids, asks] = book.depth();
			let offered = |tick: usize| -> u64 {
				let bids: u64 = bids[tick..].iter().sum();
				bids.min(asks[..=tick].iter().sum())
			};
			(0..bids.len())
				.filter(|tick| offered(*tick) == clearing.volume)
				.count()
		};
		let ticks_between = usize::try_from((b - a) / book.tick).unwrap() + 1;
		for (count, reached) in seen.iter_mut().zip([
			clearing.is_none() && !orders.is_empty(),
			clearing.is_some(),
			rations(Side::Buy),
			rations(Side::Sell),
			clearing.is_some() && a < b,
			clearing.is_some() && ((b - a) / book.tick) % 2 == 1,
			// The volume alone would not do for the price.
			clearing.is_some_and(|clearing| reaching(clearing) > ticks_between),
			orders.len() < limits,
			clamps > 0,
		]) {
			*count += usize::from(reached);
		}
	}
	assert!(seen.iter().all(|count| *count >= 20), "{seen:?}");
}

proptest! {
	#[test]
	fn every_fill_of_a_tiny_book_was_tried_and_none_is_better(book in book::tiny()) {
		let best = exhaustive(&book.orders());
		prop_assert_eq!(greedy(&book.orders()), best);
		match book.clear() {
			Some(clearing) => {
				let fills = book.fills(&clearing, &book.as_listed());
				prop_assert_eq!(achieved(&book, &clearing, &fills), best);
			},
			None => prop_assert_eq!(best, Optimum::default()),
		}
		check_optimum(&book)?;
	}

	#[test]
	fn volume_welfare_and_price_are_the_best_in_small_books(book in book::small()) {
		check_optimum(&book)?;
	}

	#[test]
	fn volume_welfare_and_price_are_the_best_in_medium_books(book in book::medium()) {
		check_optimum(&book)?;
	}

	#[test]
	fn claims_add_up_in_every_order(book in book::small()) {
		if let Some(clearing) = book.clear() {
			for order in all_orders(book.curves.len()) {
				check_fills(&book, &clearing, &order)?;
			}
		}
	}

	#[test]
	fn claims_add_up_in_any_order_of_many((book, order) in shuffled(book::medium())) {
		if let Some(clearing) = book.clear() {
			check_fills(&book, &clearing, &order)?;
		}
	}

	#[test]
	fn splitting_a_curve_gains_less_than_one_wh_a_piece(
		book in book::small(), which in any::<prop::sample::Index>(), cut in 0u64..=100, seed in any::<u64>(),
	) {
		if book.curves.is_empty() {
			return Ok(());
		}
		let which = which.index(book.curves.len());
		let whole = &book.curves[which];
		let part = |percent: u64| whole.limits.iter().map(move |(limit, wh)| (*limit, wh * percent / 100));
		let first: Vec<_> = part(cut).collect();
		let second = whole.limits.iter().zip(&first).map(|((limit, wh), (_, part))| (*limit, wh - part));
		let mut split = book.clone();
		split.curves[which] = Curve::new(whole.side, first.clone());
		split.curves.push(Curve::new(whole.side, second.collect()));
		prop_assert_eq!(book.clear(), split.clear(), "the depth is the same");
		let Some(clearing) = book.clear() else { return Ok(()) };

		let last = book.curves.len();
		let order = book.as_listed();
		let together = order.iter().flat_map(|&index| match index == which {
			true => vec![index, last],
			false => vec![index],
		});
		let before = book.fills(&clearing, &order);
		let after = split.fills(&clearing, &together.collect::<Vec<_>>());
		prop_assert_eq!(before[which], after[which] + after[last], "one after the other: nothing");

		let orders = all_orders(split.curves.len());
		let scattered = &orders[usize::try_from(seed % orders.len() as u64).unwrap()];
		let after = split.fills(&clearing, scattered);
		let margin = clearing.margin(whole.side);
		let (better, marginal) = clearing.split(whole.side, whole.steps(&book.grid()).into_iter());
		// Strictly less than a Wh above the exact proportion for each of the two claims.
		let gained = u128::from(after[which] + after[last] - better) * u128::from(margin.depth.max(1));
		let exact = u128::from(marginal) * u128::from(margin.filled);
		prop_assert!(gained < exact + 2 * u128::from(margin.depth.max(1)));
	}

	#[test]
	fn scaling_all_energy_scales_the_volume_and_leaves_the_price(book in book::medium(), factor in 1u64..1_000) {
		let [bids, asks] = book.depth();
		let scale = |depth: &[u64]| depth.iter().map(|wh| wh * factor).collect::<Vec<_>>();
		let scaled = clear(&scale(&bids), &scale(&asks));
		let expected = book.clear().map(|mut clearing| {
			clearing.volume *= factor;
			for margin in [&mut clearing.bids, &mut clearing.asks] {
				margin.depth *= factor;
				margin.filled *= factor;
			}
			clearing
		});
		prop_assert_eq!(scaled, expected);
	}

	#[test]
	fn shifting_all_prices_shifts_the_price(book in book::medium(), ticks in 1u64..1_000) {
		let mut shifted = book.clone();
		let by = ticks * book.tick;
		shifted.lo += by;
		shifted.hi += by;
		for (limit, _) in shifted.curves.iter_mut().flat_map(|curve| &mut curve.limits) {
			*limit += by;
		}
		prop_assert_eq!(book.clear(), shifted.clear());
		if let Some(clearing) = book.clear() {
			prop_assert_eq!(shifted.grid().price(clearing.tick), book.grid().price(clearing.tick) + by);
		}
	}

	#[test]
	fn swapping_the_sides_mirrors_the_price(book in book::medium()) {
		let [bids, asks] = book.depth();
		let mirror = |depth: &[u64]| depth.iter().rev().copied().collect::<Vec<_>>();
		match (clear(&bids, &asks), clear(&mirror(&asks), &mirror(&bids))) {
			(Some(clearing), Some(mirrored)) => {
				prop_assert_eq!(clearing.volume, mirrored.volume);
				let rounded = bids.len() - 1 - usize::from(clearing.tick + mirrored.tick);
				prop_assert!(rounded <= 1, "only the rounding is not symmetric");
			},
			(clearing, mirrored) => prop_assert_eq!(clearing, mirrored),
		}
	}

	#[test]
	fn ticks_without_orders_at_the_ends_change_nothing(book in book::medium(), below in 0usize..20, above in 0usize..20) {
		let [bids, asks] = book.depth().map(|depth| [vec![0; below], depth, vec![0; above]].concat());
		let expected = book.clear().map(|mut clearing| {
			clearing.tick += u16::try_from(below).unwrap();
			clearing
		});
		prop_assert_eq!(clear(&bids, &asks), expected);
	}

	#[test]
	fn a_grid_holds_every_multiple_of_the_tick_in_its_range(lo in 0u64..700, span in 0u64..1_200, tick in 0u64..6, limit in 0u64..2_000) {
		let hi = lo + span;
		let prices: Vec<u64> = (lo..=hi).filter(|price| tick > 0 && price % tick == 0).collect();
		let fits = (1..=usize::from(MAX_TICKS)).contains(&prices.len());
		let grid = TickGrid::new(lo, hi, tick);
		prop_assert_eq!(grid.is_some(), fits);
		let Some(grid) = grid else { return Ok(()) };
		let found: Vec<u64> = (0..grid.count()).map(|index| grid.price(index)).collect();
		prop_assert_eq!(&found, &prices);
		for side in [Side::Buy, Side::Sell] {
			// The best price of the grid that the limit allows and that orders at it would trade at.
			let stands = match side {
				Side::Buy => prices.iter().rposition(|price| *price <= limit),
				Side::Sell => prices.iter().position(|price| *price >= limit),
			};
			let expected = match stands {
				_ if limit % tick != 0 => Err(LimitFault::OffTickGrid),
				Some(index) => Ok(u16::try_from(index).unwrap()),
				None => Err(LimitFault::Unfillable),
			};
			prop_assert_eq!(grid.place(side, limit), expected);
		}
	}

	#[test]
	fn a_reserve_is_the_most_a_curve_may_cost_at_any_price(book in book::small(), fee in 0u64..20, charge in 0u64..50) {
		let grid = book.grid();
		for curve in &book.curves {
			let cost = |tick: u16| u128::from(match curve.side {
				Side::Buy => grid.price(tick) + fee + charge,
				Side::Sell => book.hi + fee + charge - grid.price(tick),
			});
			let steps = curve.steps(&grid);
			let offered = |tick: u16| -> u64 {
				let no_worse = steps.iter().filter(|(step, _)| match curve.side {
					Side::Buy => *step >= tick,
					Side::Sell => *step <= tick,
				});
				no_worse.map(|(_, wh)| wh).sum()
			};
			let most = (0..grid.count()).map(|tick| u128::from(offered(tick)) * cost(tick)).max().unwrap();
			prop_assert_eq!(reserve(steps.iter().copied(), cost), most);
		}
	}

	#[test]
	fn a_curve_covers_another_if_it_offers_as_much_at_every_tick(
		buys in any::<bool>(),
		new in prop::collection::vec((0u16..8, 0u64..6), 0..5),
		old in prop::collection::vec((0u16..8, 0u64..4), 0..4),
	) {
		let side = if buys { Side::Buy } else { Side::Sell };
		let best_first = |mut steps: Vec<(u16, u64)>| {
			steps.sort_by_key(|(tick, _)| if buys { -i32::from(*tick) } else { i32::from(*tick) });
			steps
		};
		let (new, old) = (best_first(new), best_first(old));
		let offered = |steps: &[(u16, u64)], at: u16| -> u64 {
			let no_worse = steps.iter().filter(|(tick, _)| if buys { *tick >= at } else { *tick <= at });
			no_worse.map(|(_, wh)| wh).sum()
		};
		let expected = (0..8).all(|tick| offered(&new, tick) >= offered(&old, tick));
		prop_assert_eq!(covers(side, &new, &old), expected);
		prop_assert!(covers(side, &old, &old));
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

	#[test]
	fn a_full_grid_with_many_great_orders_clears_at_the_optimum((book, order) in shuffled(book::full())) {
		let clearing = book.clear().ok_or_else(|| TestCaseError::fail("hundreds of orders, no trade"))?;
		prop_assert_eq!(book.grid().count(), MAX_TICKS);
		check_optimum(&book)?;
		check_fills(&book, &clearing, &order)?;
	}
}
