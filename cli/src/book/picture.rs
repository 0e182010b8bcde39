//! The picture of an order book: prices downwards, asks to the right, bids to the left.

use crate::{
	market_time::MarketTime,
	screen::{Colour, Screen},
	units::{decimals, write_price, write_price_with, write_wh},
};
use commonwatt_primitives::{
	api::{BookView, Level},
	Price, Wh,
};
use std::fmt;

/// Ticks that share a row, as few as the rows allow.
const SHARES: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

pub struct Picture<'a> {
	pub book: &'a BookView,
	/// Its name.
	pub community: &'a str,
	pub time: &'a MarketTime,
	/// Rows for prices at most.
	pub rows: usize,
	pub screen: Screen,
}

/// The orders of prices that share a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Band {
	lowest: Price,
	highest: Price,
	bid: Wh,
	ask: Wh,
}

enum Row {
	Band(Band),
	/// A price that matters, and what it is.
	Mark(Price, &'static str),
	/// Between the best bid and the best ask.
	Spread(Price),
}

fn best_bid(levels: &[Level]) -> Option<Price> {
	levels
		.iter()
		.rev()
		.find(|level| level.bid > 0)
		.map(|level| level.price)
}

fn best_ask(levels: &[Level]) -> Option<Price> {
	levels
		.iter()
		.find(|level| level.ask > 0)
		.map(|level| level.price)
}

/// The levels in at most `rows` bands of equal width, highest first; what stands above and below a
/// spread never shares one.
fn bands(levels: &[Level], tick: Price, rows: usize) -> Vec<Band> {
	let spread_from = match (best_bid(levels), best_ask(levels)) {
		(Some(bid), Some(ask)) if bid < ask => Some(bid),
		_ => None,
	};
	let mut bands = Vec::new();
	for share in SHARES {
		bands = share_rows(levels, tick.saturating_mul(share).max(1), spread_from);
		if bands.len() <= rows {
			break;
		}
	}
	bands
}

fn share_rows(levels: &[Level], width: Price, spread_from: Option<Price>) -> Vec<Band> {
	let place = |price: Price| {
		let above_spread = spread_from.is_some_and(|bid| price > bid);
		(above_spread, price / width)
	};
	let mut bands: Vec<Band> = Vec::new();
	for level in levels.iter().rev() {
		match bands.last_mut() {
			Some(band) if place(band.lowest) == place(level.price) => {
				band.lowest = level.price;
				band.bid = band.bid.saturating_add(level.bid);
				band.ask = band.ask.saturating_add(level.ask);
			}
			_ => bands.push(Band {
				lowest: level.price,
				highest: level.price,
				bid: level.bid,
				ask: level.ask,
			}),
		}
	}
	bands
}

/// Price and volume if the gate closed now.
fn would_clear(book: &BookView) -> Option<(Price, Wh)> {
	let (lowest, tick) = (book.auction.lowest, book.auction.rules.tick.max(1));
	let count = book.auction.highest.checked_sub(lowest)? / tick + 1;
	let count = usize::try_from(count)
		.ok()
		.filter(|count| *count <= usize::from(commonwatt_clearing::MAX_TICKS))?;
	let (mut bids, mut asks) = (vec![0; count], vec![0; count]);
	for level in &book.levels {
		let index = usize::try_from(level.price.checked_sub(lowest)? / tick).ok()?;
		*bids.get_mut(index)? = level.bid;
		*asks.get_mut(index)? = level.ask;
	}
	let clearing = commonwatt_clearing::clear(&bids, &asks)?;
	let price = lowest.saturating_add(tick.saturating_mul(clearing.tick.into()));
	Some((price, clearing.volume))
}

impl Picture<'_> {
	/// The prices that matter, highest first.
	fn marks(&self) -> Vec<(Price, &'static str)> {
		let prices = &self.book.prices;
		let mut marks = vec![(prices.feed_in, "feed-in")];
		marks.extend(prices.pool_price.map(|price| (price, "pool price")));
		let highest = prices.retail.checked_sub(prices.grid_fee);
		let name = match prices.grid_fee {
			0 => "retail",
			_ => "retail less fee",
		};
		marks.extend(highest.map(|price| (price, name)));
		marks.extend(
			self.book
				.auction
				.price
				.map(|price| (price, "auction price")),
		);
		marks.sort_by_key(|mark| std::cmp::Reverse(mark.0));
		marks
	}

	/// Bands with the marks and the spread between them, from the top.
	fn rows(&self) -> Vec<Row> {
		let levels = &self.book.levels;
		let bands = bands(levels, self.book.auction.rules.tick, self.rows);
		let mut spread = match (best_bid(levels), best_ask(levels)) {
			(Some(bid), Some(ask)) if bid < ask => Some((bid, ask)),
			_ => None,
		};
		let mut marks = self.marks().into_iter().peekable();
		let mut rows = Vec::new();
		for band in bands {
			if let Some((bid, ask)) = spread.take_if(|(bid, _)| band.highest <= *bid) {
				while let Some((price, name)) = marks.next_if(|mark| mark.0 >= ask) {
					rows.push(Row::Mark(price, name));
				}
				rows.push(Row::Spread(ask - bid));
			}
			// At its price, or nearer to its upper end.
			let middle = band.lowest / 2 + band.highest / 2 + (band.lowest & band.highest & 1);
			while let Some((price, name)) = marks.next_if(|mark| mark.0 >= middle) {
				rows.push(Row::Mark(price, name));
			}
			rows.push(Row::Band(band));
		}
		rows.extend(marks.map(|(price, name)| Row::Mark(price, name)));
		rows
	}

	fn head(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let BookView {
			interval, auction, ..
		} = self.book;
		let title = format!("{}, interval {interval}", self.community);
		writeln!(f, "{}", self.screen.paint(&title, Colour::Bold))?;
		let now = self.time.now;
		let is_over = now >= self.time.begins(interval.saturating_add(1));
		let over = if is_over { ", over" } else { "" };
		writeln!(f, "{}{over}", self.time.span_of(*interval))?;
		let orders = match auction.orders {
			1 => "1 order".into(),
			orders => format!("{orders} orders"),
		};
		writeln!(
			f,
			"{orders}; prices in tokens per kWh, tick {}",
			write_price(auction.rules.tick)
		)?;
		let freeze = self.time.countdown(auction.frozen_from);
		let gate = self.time.countdown(auction.gate_closure);
		if auction.rules.freeze_millis > 0 {
			let could = if now < auction.gate_closure {
				"may"
			} else {
				"could"
			};
			writeln!(f, "freeze {freeze}: orders {could} only grow")?;
		}
		let are = if is_over { "were" } else { "are" };
		writeln!(f, "gate   {gate}: orders {are} final\n")
	}

	fn foot(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let auction = &self.book.auction;
		if auction.cleared {
			return match auction.price {
				Some(price) => writeln!(
					f,
					"\ncleared: p = {}, V = {} Wh",
					write_price(price),
					write_wh(auction.volume)
				),
				None => writeln!(f, "\ncleared: nothing traded"),
			};
		}
		let levels = &self.book.levels;
		if levels.is_empty() {
			let yet = if self.time.now < auction.gate_closure {
				" yet"
			} else {
				""
			};
			return writeln!(f, "\nno orders{yet}");
		}
		let sum = |side: fn(&Level) -> Wh| levels.iter().map(side).fold(0, Wh::saturating_add);
		writeln!(
			f,
			"\nbids {} Wh, asks {} Wh",
			write_wh(sum(|level| level.bid)),
			write_wh(sum(|level| level.ask))
		)?;
		let tense = match self.time.now >= auction.gate_closure {
			true => "clears",
			false => "as it stands, would clear",
		};
		match would_clear(self.book) {
			Some((price, volume)) => writeln!(
				f,
				"{tense} {} Wh at {}",
				write_wh(volume),
				write_price(price)
			),
			None => writeln!(f, "{tense} nothing"),
		}
	}
}

/// Columns of the picture.
struct Columns {
	wh: usize,
	bar: usize,
	price: usize,
	decimals: usize,
	/// The largest energy of a row.
	most: Wh,
}

impl Columns {
	fn of(rows: &[Row], tick: Price, width: usize) -> Self {
		let mut places = decimals(tick);
		for row in rows {
			places = places.max(match row {
				Row::Band(band) => decimals(band.lowest).max(decimals(band.highest)),
				Row::Mark(price, _) | Row::Spread(price) => decimals(*price),
			});
		}
		let mut columns = Self {
			wh: "bid Wh".len(),
			bar: 0,
			price: "price".len(),
			decimals: places,
			most: 0,
		};
		for row in rows {
			if let Row::Band(band) = row {
				columns.most = columns.most.max(band.bid).max(band.ask);
			}
			columns.price = columns.price.max(columns.label(row).chars().count());
		}
		columns.wh = columns.wh.max(write_wh(columns.most).len());
		let taken = 2 * columns.wh + columns.price + 4;
		columns.bar = (width.saturating_sub(taken) / 2).max(3);
		columns
	}

	fn label(&self, row: &Row) -> String {
		let price = |price| write_price_with(price, self.decimals);
		match row {
			Row::Band(band) if band.lowest == band.highest => price(band.lowest),
			Row::Band(band) => format!("{}–{}", price(band.lowest), price(band.highest)),
			Row::Mark(value, _) | Row::Spread(value) => price(*value),
		}
	}

	/// Blocks in proportion, rounded half up; at least one for something.
	fn blocks(&self, wh: Wh) -> usize {
		if wh == 0 || self.most == 0 {
			return 0;
		}
		let (wh, most, bar) = (u128::from(wh), u128::from(self.most), self.bar as u128);
		(((2 * wh * bar + most) / (2 * most)) as usize).clamp(1, self.bar)
	}

	fn text(&self, row: &Row, screen: &Screen) -> String {
		let label = self.label(row);
		let left = self.wh + 1 + self.bar;
		let text = match row {
			Row::Band(band) => {
				let bar = |wh| "█".repeat(self.blocks(wh));
				let padding = |wh| " ".repeat(self.bar - self.blocks(wh));
				let number = |wh| match wh {
					0 => String::new(),
					wh => write_wh(wh),
				};
				format!(
					"{:>wh$} {}{} {label:>price$} {}{} {:>wh$}",
					number(band.bid),
					padding(band.bid),
					screen.paint(&bar(band.bid), Colour::Green),
					screen.paint(&bar(band.ask), Colour::Red),
					padding(band.ask),
					number(band.ask),
					wh = self.wh,
					price = self.price,
				)
			}
			Row::Mark(_, name) => {
				let right = left.saturating_sub(name.chars().count() + 2);
				let line = format!(
					"{} {label:>price$} {} {name}",
					"┄".repeat(left),
					"┄".repeat(right),
					price = self.price,
				);
				screen.paint(&line, Colour::Dim)
			}
			Row::Spread(_) => {
				let line = format!("{:>left$} {label:>price$} spread", "↕", price = self.price);
				screen.paint(&line, Colour::Bold)
			}
		};
		text.trim_end().to_string()
	}
}

impl fmt::Display for Picture<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.head(f)?;
		let rows = self.rows();
		let columns = Columns::of(&rows, self.book.auction.rules.tick, self.screen.width);
		if !self.book.levels.is_empty() {
			let Columns { wh, bar, price, .. } = columns;
			writeln!(
				f,
				"{:>wh$} {:bar$} {:>price$} {:bar$} {:>wh$}",
				"bid Wh", "", "price", "", "ask Wh"
			)?;
		}
		for row in &rows {
			writeln!(f, "{}", columns.text(row, &self.screen))?;
		}
		self.foot(f)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn level(price: Price, bid: Wh, ask: Wh) -> Level {
		Level { price, bid, ask }
	}

	#[test]
	fn bands_hold_every_wh_and_never_straddle_the_spread() {
		for count in [1u64, 2, 29, 30, 31, 100, 511, 512] {
			for best_bid in [0, 1, count / 2, count] {
				let levels: Vec<_> = (1..=count)
					.map(|tick| match tick <= best_bid {
						true => level(tick * 7, tick * 3, 0),
						false => level(tick * 7, 0, tick * 5),
					})
					.collect();
				let bands = bands(&levels, 7, 30);
				assert!(bands.len() <= 30, "{count} levels");
				let sum = |of: fn(&Band) -> Wh| bands.iter().map(of).sum::<Wh>();
				assert_eq!(
					sum(|band| band.bid),
					levels.iter().map(|level| level.bid).sum::<Wh>()
				);
				assert_eq!(
					sum(|band| band.ask),
					levels.iter().map(|level| level.ask).sum::<Wh>()
				);
				assert!(bands.iter().all(|band| band.bid == 0 || band.ask == 0));
				assert!(bands
					.windows(2)
					.all(|pair| pair[0].lowest > pair[1].highest));
			}
		}
	}

	#[test]
	fn few_levels_keep_a_row_each() {
		let levels = [level(10, 5, 0), level(5_000, 0, 5)];
		assert_eq!(bands(&levels, 10, 30).len(), 2);
	}
}
