//! The picture, exactly.

use super::{closed_gates, ensure_within_horizon, picture::Picture};
use crate::{market_time::tests::TIME, screen::Screen};
use commonwatt_primitives::{
	api::{AuctionView, BookView, Level},
	tariff::AuctionRules,
	traits::IntervalPrices,
	Price, Wh,
};
use sp_runtime::Permill;

const MILLI: Price = 1_000_000;

/// Feed-in 0.05, retail 0.21, fee 0.01, pool price 0.125; limits in thousandths with what is bid and
/// asked there. It is 18:00, the interval begins at 20:00.
pub fn book(levels: &[(Price, Wh, Wh)]) -> BookView {
	let gate_closure = TIME.begins(20) - 6_000;
	BookView {
		interval: 20,
		prices: IntervalPrices {
			feed_in: 50 * MILLI,
			retail: 210 * MILLI,
			grid_fee: 10 * MILLI,
			pool_price: Some(125 * MILLI),
		},
		auction: AuctionView {
			rules: AuctionRules {
				tick: MILLI,
				undelivered_charge: 20 * MILLI,
				tolerance: Permill::from_percent(10),
				gate_closure_millis: 6_000,
				freeze_millis: 6_000,
			},
			lowest: 50 * MILLI,
			highest: 200 * MILLI,
			frozen_from: gate_closure - 6_000,
			gate_closure,
			orders: levels.len() as u32,
			cleared: false,
			price: None,
			volume: 0,
		},
		levels: levels
			.iter()
			.map(|(price, bid, ask)| Level {
				price: price * MILLI,
				bid: *bid,
				ask: *ask,
			})
			.collect(),
	}
}

fn drawn(book: &BookView, width: usize, colour: bool) -> String {
	Picture {
		book,
		community: "Fontana",
		time: &TIME,
		rows: 30,
		screen: Screen { width, colour },
	}
	.to_string()
}

#[track_caller]
fn assert_drawn(book: &BookView, expected: &str) {
	let drawn = drawn(book, 60, false);
	assert_eq!(drawn, expected.trim_start_matches('\n'), "\n{drawn}");
	for line in drawn.lines() {
		assert!(line.chars().count() <= 60, "{line}");
	}
}

#[test]
fn an_empty_book_shows_the_prices_that_matter() {
	assert_drawn(&book(&[]), EMPTY);
}

#[test]
fn an_empty_book_that_takes_no_orders_waits_for_none() {
	let mut book = book(&[]);
	book.auction.gate_closure = TIME.now;
	let text = drawn(&book, 60, false);
	assert!(text.ends_with("\nno orders\n"), "{text}");
	book.auction.gate_closure = TIME.now + 1;
	let text = drawn(&book, 60, false);
	assert!(text.ends_with("\nno orders yet\n"), "{text}");
}

#[test]
fn a_book_of_the_past_is_told_as_past() {
	let mut book = book(&[]);
	let head = |book: &BookView| {
		let text = drawn(book, 60, false);
		let lines: Vec<String> = text.lines().skip(1).take(4).map(String::from).collect();
		lines
	};
	let gate = TIME.now - 1_000;
	(book.auction.frozen_from, book.auction.gate_closure) = (gate - 6_000, gate);
	assert_eq!(
		head(&book)[2..],
		[
			"freeze 17:25:00, 7 s ago: orders could only grow",
			"gate   17:55:00, 1 s ago: orders are final"
		]
	);
	book.interval = 17;
	assert_eq!(
		head(&book),
		[
			"Mon 1 August 2005, 17:00 to 18:00, over",
			"0 orders; prices in tokens per kWh, tick 0.001",
			"freeze 17:25:00, 7 s ago: orders could only grow",
			"gate   17:55:00, 1 s ago: orders were final"
		]
	);
}

#[test]
fn a_book_with_both_sides_shows_the_spread() {
	let levels = [
		(100, 2_000, 0),
		(110, 250, 0),
		(120, 1_000, 0),
		(140, 0, 800),
		(150, 0, 3_000),
		(200, 0, 10),
	];
	assert_drawn(&book(&levels), BOTH);
}

#[test]
fn a_book_with_bids_alone_has_no_spread() {
	assert_drawn(&book(&[(125, 1_500, 0), (130, 500, 0)]), BIDS);
}

#[test]
fn a_crossed_book_says_what_it_would_clear() {
	assert_drawn(
		&book(&[(100, 0, 800), (120, 300, 200), (150, 1_500, 0)]),
		CROSSED,
	);
}

#[test]
fn a_cleared_book_shows_price_and_volume() {
	let mut book = book(&[]);
	book.auction.cleared = true;
	book.auction.orders = 1;
	book.auction.price = Some(130 * MILLI);
	book.auction.volume = 1_300;
	assert_drawn(&book, CLEARED);
	book.auction.price = None;
	assert!(drawn(&book, 60, false).ends_with("\ncleared: nothing traded\n"));
}

#[test]
fn five_hundred_and_twelve_levels_are_squeezed_into_thirty_rows() {
	let levels: Vec<_> = (50..562)
		.map(|price| match price < 300 {
			true => (price, 10 + price, 0),
			false => (price, 0, 1_000 - price),
		})
		.collect();
	let mut book = book(&levels);
	book.auction.highest = 561 * MILLI;
	book.prices.retail = 571 * MILLI;
	book.prices.pool_price = Some(305_500_000);
	assert_drawn(&book, SQUEEZED);
}

#[test]
fn colours_do_not_move_anything() {
	let book = book(&[(100, 2_000, 0), (140, 0, 800)]);
	let coloured = drawn(&book, 60, true);
	assert!(coloured.contains("\x1b[32m█"), "{coloured}");
	let mut plain = coloured;
	for code in ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m"] {
		plain = plain.replace(code, "");
	}
	assert_eq!(plain, drawn(&book, 60, false));
}

#[test]
fn the_largest_energies_fit_narrow_and_wide_screens() {
	let most = 1 << 52;
	for width in [60, 80, 120] {
		let text = drawn(&book(&[(100, most, 1), (140, 1, most)]), width, false);
		for line in text.lines() {
			assert!(line.chars().count() <= width, "{line}");
		}
	}
}

#[test]
fn the_soonest_open_interval_is_the_first_whose_gate_is_open() {
	let gate = |after: u64| TIME.now + after;
	assert_eq!(closed_gates(&TIME, gate(1)), 0);
	// Final from the moment of gate closure on.
	assert_eq!(closed_gates(&TIME, gate(0)), 1);
	assert_eq!(closed_gates(&TIME, TIME.now - 11_999), 1);
	assert_eq!(closed_gates(&TIME, TIME.now - 12_000), 2);
}

const EMPTY: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
0 orders; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.200 ┄┄┄┄┄┄┄┄┄ retail less fee
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.125 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pool price
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.050 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

no orders yet
";
const BOTH: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
6 orders; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

bid Wh                     price                     ask Wh
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.200 ┄┄┄┄┄┄┄┄┄ retail less fee
                           0.200 █                       10
                           0.150 ███████████████████  3,000
                           0.140 █████                  800
                         ↕ 0.020 spread
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.125 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pool price
 1,000              ██████ 0.120
   250                  ██ 0.110
 2,000       █████████████ 0.100
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.050 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

bids 3,250 Wh, asks 3,810 Wh
as it stands, would clear nothing
";
const BIDS: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
2 orders; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

bid Wh                     price                     ask Wh
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.200 ┄┄┄┄┄┄┄┄┄ retail less fee
   500              ██████ 0.130
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.125 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pool price
 1,500 ███████████████████ 0.125
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.050 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

bids 2,000 Wh, asks 0 Wh
as it stands, would clear nothing
";
const CROSSED: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
3 orders; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

bid Wh                     price                     ask Wh
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.200 ┄┄┄┄┄┄┄┄┄ retail less fee
 1,500 ███████████████████ 0.150
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.125 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pool price
   300                ████ 0.120 ███                    200
                           0.100 ██████████             800
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.050 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

bids 1,800 Wh, asks 1,000 Wh
as it stands, would clear 1,000 Wh at 0.15
";
const CLEARED: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
1 order; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.200 ┄┄┄┄┄┄┄┄┄ retail less fee
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.130 ┄┄┄┄┄┄┄┄┄┄┄ auction price
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.125 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄ pool price
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ 0.050 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

cleared: p = 0.13, V = 1,300 Wh
";
const SQUEEZED: &str = "
Fontana, interval 20
Mon 1 August 2005, 20:00 to 21:00
512 orders; prices in tokens per kWh, tick 0.001
freeze 19:00:00, in 12 s: orders may only grow
gate   19:30:00, in 18 s: orders are final

bid Wh                         price                 ask Wh
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄        0.5610 ┄┄┄┄┄ retail less fee
                       0.5600–0.5610 █                  879
                       0.5400–0.5590 ██████████       9,010
                       0.5200–0.5390 ██████████       9,410
                       0.5000–0.5190 ███████████      9,810
                       0.4800–0.4990 ███████████     10,210
                       0.4600–0.4790 ████████████    10,610
                       0.4400–0.4590 ████████████    11,010
                       0.4200–0.4390 ████████████    11,410
                       0.4000–0.4190 █████████████   11,810
                       0.3800–0.3990 █████████████   12,210
                       0.3600–0.3790 ██████████████  12,610
                       0.3400–0.3590 ██████████████  13,010
                       0.3200–0.3390 ███████████████ 13,410
                       0.3000–0.3190 ███████████████ 13,810
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄        0.3055 ┄┄┄┄┄┄┄┄┄┄ pool price
                     ↕        0.0010 spread
 5,990         ███████ 0.2800–0.2990
 5,590          ██████ 0.2600–0.2790
 5,190          ██████ 0.2400–0.2590
 4,790           █████ 0.2200–0.2390
 4,390           █████ 0.2000–0.2190
 3,990            ████ 0.1800–0.1990
 3,590            ████ 0.1600–0.1790
 3,190             ███ 0.1400–0.1590
 2,790             ███ 0.1200–0.1390
 2,390             ███ 0.1000–0.1190
 1,990              ██ 0.0800–0.0990
 1,590              ██ 0.0600–0.0790
   645               █ 0.0500–0.0590
┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄        0.0500 ┄┄┄┄┄┄┄┄┄┄┄┄┄ feed-in

bids 46,125 Wh, asks 149,209 Wh
as it stands, would clear nothing
";

#[test]
fn an_interval_beyond_the_horizon_has_no_book() {
	assert!(ensure_within_horizon(&TIME, 0).is_ok());
	assert!(ensure_within_horizon(&TIME, 18 + 96).is_ok());
	for interval in [18 + 97, u32::MAX] {
		let error = ensure_within_horizon(&TIME, interval).expect_err("is too far ahead");
		let text = format!("{error:#}");
		assert!(text.contains("EnergyMarket.BeyondHorizon"), "{text}");
		assert!(text.contains("the last is 114"), "{text}");
	}
}
