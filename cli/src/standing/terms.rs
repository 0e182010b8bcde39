//! What a standing order is to do, as people write it.

use crate::{
	market_time::When,
	units::{energy, percent, price, write_price},
};
use anyhow::{bail, Result};
use commonwatt_primitives::{
	order::Side,
	standing::{
		Bound, QuantileLevel, Schedule, StandingLimit, StandingOrder, StandingQuantity, Threshold,
		ALL_DAYS, ALL_HOURS,
	},
	Interval, Price,
};

const LEVELS: [(&str, QuantileLevel); 5] = [
	("median", QuantileLevel::P50),
	("p5", QuantileLevel::P5),
	("p25", QuantileLevel::P25),
	("p75", QuantileLevel::P75),
	("p95", QuantileLevel::P95),
];
const DAYS: [&str; 7] = [
	"monday",
	"tuesday",
	"wednesday",
	"thursday",
	"friday",
	"saturday",
	"sunday",
];
const HOURS: u8 = 24;
/// Parts per million in a percent.
const PPM_OF_PERCENT: u64 = 10_000;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
	Price(Price),
	/// The signal's price at a level, and what is added to it.
	Signal(QuantileLevel, i64),
}

/// A standing order, but for what the chain knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
	pub side: Side,
	pub quantity: StandingQuantity,
	pub at: At,
	pub floor: Option<Price>,
	pub cap: Option<Price>,
	pub price: Option<Threshold>,
	pub green_share: Option<Threshold>,
	pub hours: Option<u32>,
	pub days: Option<u8>,
	/// `None`: until it is cancelled.
	pub until: Option<When>,
}

impl Terms {
	/// A limit that follows the signal must end somewhere, and no other has ends.
	pub fn ensure_limited(&self) -> Result<()> {
		match (self.at, self.side) {
			(At::Price(price), _) if self.floor.is_some() || self.cap.is_some() => bail!(
				"--floor and --cap are for a limit that follows the signal, like --at median; this one \
				 is always {}",
				write_price(price)
			),
			(At::Signal(..), Side::Buy) if self.cap.is_none() => {
				bail!("--cap is missing: the most to pay per kWh, however high the signal is")
			}
			(At::Signal(..), Side::Sell) if self.floor.is_none() => {
				bail!("--floor is missing: the least to get per kWh, however low the signal is")
			}
			_ => Ok(()),
		}
	}

	/// The standing order, where prices are within `bounds`.
	pub fn order(&self, bounds: (Price, Price), in_progress: Interval) -> Result<StandingOrder> {
		let (lowest, highest) = bounds;
		let limit = match self.at {
			At::Price(price) => StandingLimit::Fixed(price),
			At::Signal(level, offset) => StandingLimit::Signal {
				level,
				offset,
				floor: self.floor.unwrap_or(lowest),
				cap: self.cap.unwrap_or(highest),
			},
		};
		Ok(StandingOrder {
			side: self.side,
			quantity: self.quantity,
			limit,
			price: self.price,
			green_share: self.green_share,
			schedule: Schedule {
				hours: self.hours.unwrap_or(ALL_HOURS),
				days: self.days.unwrap_or(ALL_DAYS),
			},
			expires: match self.until {
				Some(when) => when.resolve(in_progress)?,
				None => Interval::MAX,
			},
		})
	}
}

/// `500Wh`, `need` or `50%` of it.
pub fn buy(text: &str) -> Result<StandingQuantity, String> {
	quantity(text, "need", "surplus")
}

/// `500Wh`, `surplus` or `50%` of it.
pub fn sell(text: &str) -> Result<StandingQuantity, String> {
	quantity(text, "surplus", "need")
}

fn quantity(text: &str, all: &str, other: &str) -> Result<StandingQuantity, String> {
	if text == all {
		return Ok(StandingQuantity::Expected { percent: 100 });
	}
	if text == other {
		return Err(format!(
			"\"{other}\" is not on this side: give an energy like 500Wh, {all}, or a part of it like 50%"
		));
	}
	let Some(digits) = text.strip_suffix('%') else {
		return energy(text)
			.map(StandingQuantity::Fixed)
			.map_err(|reason| format!("{reason}; or {all}, or a part of it like 50%"));
	};
	match digits.bytes().all(|byte| byte.is_ascii_digit()) {
		true => digits.parse().ok(),
		false => None,
	}
	.filter(|percent| (1..=100).contains(percent))
	.map(|percent| StandingQuantity::Expected { percent })
	.ok_or_else(|| format!("\"{text}\" is no part of the {all}: give 1% to 100%, without decimals"))
}

/// A level by its name.
fn level(name: &str) -> Option<QuantileLevel> {
	LEVELS
		.iter()
		.find(|(known, _)| *known == name)
		.map(|(_, level)| *level)
}

/// `median`, `p5`: the name of a level.
pub fn level_name(level: QuantileLevel) -> &'static str {
	LEVELS
		.iter()
		.find(|(_, known)| *known == level)
		.map_or("median", |(name, _)| name)
}

/// `0.15`, `median`, `p25-0.01` or `median+0.01`.
pub fn at(text: &str) -> Result<At, String> {
	let refuse = |reason: String| {
		format!(
			"\"{text}\" is no limit ({reason}): give a price like 0.15, or a level of the signal (median, \
			 p5, p25, p75, p95) with an offset, like median-0.01"
		)
	};
	if !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
		return price(text).map(At::Price);
	}
	let (name, offset) = match text.find(['+', '-']) {
		Some(sign) => text.split_at(sign),
		None => (text, ""),
	};
	let level = level(name).ok_or_else(|| refuse(format!("there is no level \"{name}\"")))?;
	let Some(amount) = offset.get(1..) else {
		return Ok(At::Signal(level, 0));
	};
	if amount.ends_with('%') {
		return Err(refuse("an offset is a price, not a percentage".into()));
	}
	let amount = price(amount)
		.ok()
		.and_then(|price| i64::try_from(price).ok())
		.ok_or_else(|| refuse(format!("\"{amount}\" is no price")))?;
	Ok(At::Signal(
		level,
		match offset.starts_with('-') {
			true => amount.saturating_neg(),
			false => amount,
		},
	))
}

pub fn price_below(text: &str) -> Result<Threshold, String> {
	threshold(text, price, Bound::AtMost)
}

pub fn price_above(text: &str) -> Result<Threshold, String> {
	threshold(text, price, Bound::AtLeast)
}

pub fn share_below(text: &str) -> Result<Threshold, String> {
	threshold(text, share, Bound::AtMost)
}

pub fn share_above(text: &str) -> Result<Threshold, String> {
	threshold(text, share, Bound::AtLeast)
}

/// `60%` in parts per million.
fn share(text: &str) -> Result<u64, String> {
	percent(text)
		.ok()
		.filter(|ppm| *ppm <= 100 * PPM_OF_PERCENT)
		.ok_or_else(|| {
			format!("\"{text}\" is no share: give a percentage up to 100% with at most 4 decimals, like 60%")
		})
}

/// A value, and after an `@` the level that is to be there; the median without one.
fn threshold(
	text: &str,
	read: fn(&str) -> Result<u64, String>,
	bound: fn(u64) -> Bound,
) -> Result<Threshold, String> {
	let (value, name) = text.split_once('@').unwrap_or((text, "median"));
	let level = level(name).ok_or_else(|| {
		format!("\"{name}\" is no level: give median, p5, p25, p75 or p95 after the @")
	})?;
	Ok(Threshold {
		level,
		bound: bound(read(value)?),
	})
}

/// Bits of `from..until` in a circle of `size`; all of it if it ends where it begins is not meant.
fn span(from: u8, until: u8, size: u8) -> u32 {
	let length = (u16::from(until) + u16::from(size) - u16::from(from)) % u16::from(size);
	(0..length).fold(0, |bits, step| {
		let place = (u16::from(from) + step) % u16::from(size);
		bits | 1u32.checked_shl(place.into()).unwrap_or(0)
	})
}

/// `10-15`, `6-9,17-22`, `22-6` or `7`: bits of the hours, the end not among them.
pub fn hours(text: &str) -> Result<u32, String> {
	text.split(',').try_fold(0, |bits, part| {
		let refuse = || {
			format!(
				"\"{part}\" is no time of the day: give from-to in hours from 0 to 24, like 10-15 for \
				 10:00 to 15:00, or 22-6 through the night"
			)
		};
		let hour = |text: &str, most: u8| {
			let is_number =
				(1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
			let hour = is_number.then(|| text.parse::<u8>().ok()).flatten();
			hour.filter(|hour| *hour <= most).ok_or_else(refuse)
		};
		let part = part.trim();
		let Some((from, until)) = part.split_once('-') else {
			let hour = hour(part, HOURS - 1)?;
			return Ok(bits | span(hour, (hour + 1) % HOURS, HOURS));
		};
		let (from, until) = (hour(from, HOURS - 1)?, hour(until, HOURS)?);
		match from == until {
			true => Err(refuse()),
			false if from == 0 && until == HOURS => Ok(ALL_HOURS),
			false => Ok(bits | span(from, until % HOURS, HOURS)),
		}
	})
}

/// `mon-fri`, `sat,sun`: bits of the days, both ends among them.
pub fn days(text: &str) -> Result<u8, String> {
	let bits = text.split(',').try_fold(0, |bits, part| {
		let refuse =
			|| format!("\"{part}\" is no day: give mon, tue, wed, thu, fri, sat, sun, or mon-fri");
		let day = |text: &str| {
			let text = text.to_ascii_lowercase();
			DAYS.iter()
				.position(|day| *day == text || day.get(..3) == Some(text.as_str()))
				.map(|day| day as u8)
				.ok_or_else(refuse)
		};
		let part = part.trim();
		let (from, until) = match part.split_once('-') {
			Some((from, until)) => (day(from)?, day(until)?),
			None => (day(part)?, day(part)?),
		};
		let size = DAYS.len() as u8;
		let after = (until + 1) % size;
		match after == from {
			true => Ok(u32::from(ALL_DAYS)),
			false => Ok::<u32, String>(bits | span(from, after, size)),
		}
	})?;
	Ok(bits as u8)
}
