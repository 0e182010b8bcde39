//! Amounts as people write them, to exact integers and back: energy in Wh or kWh, prices in tokens per
//! kWh, money in tokens. Never through floating point.

use commonwatt_primitives::{Balance, Price, Wh, MAX_INTERVAL_WH, MAX_PRICE};
use sp_runtime::{PerThing, Permill};
use std::fmt::Display;

/// Decimals of a token.
const TOKEN_DECIMALS: usize = 12;
/// Decimals of a price in tokens per kWh: the last is one base unit per Wh.
pub const PRICE_DECIMALS: usize = 9;
/// Decimals of an energy in kWh.
pub const KWH_DECIMALS: usize = 3;
/// Decimals of a percentage: the last is one part per million.
pub const PERCENT_DECIMALS: usize = 4;
/// Decimals that are always shown of money.
const SHOWN: usize = 2;

/// Why a text is no number of so many decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
	NotADecimal,
	Negative,
	TooFine,
	TooLarge,
}

impl Fault {
	fn reason(self, decimals: usize) -> String {
		match (self, decimals) {
			(Fault::NotADecimal, _) => "not a decimal number".into(),
			(Fault::Negative, _) => "negative, it must be positive".into(),
			(Fault::TooFine, 0) => "not a whole number".into(),
			(Fault::TooFine, decimals) => format!("more than {decimals} decimals"),
			(Fault::TooLarge, _) => "too large".into(),
		}
	}
}

/// A decimal number, digits or digits "." digits, times 10^`decimals`.
fn scaled(text: &str, decimals: usize) -> Result<u128, Fault> {
	let unsigned = text.strip_prefix('-').unwrap_or(text);
	let (whole, fraction) = match unsigned.split_once('.') {
		Some((_, "")) => return Err(Fault::NotADecimal),
		Some(parts) => parts,
		None => (unsigned, ""),
	};
	let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() || !digits(whole) || !digits(fraction) {
		return Err(Fault::NotADecimal);
	}
	if text.starts_with('-') {
		return Err(Fault::Negative);
	}
	let fraction = fraction.trim_end_matches('0');
	if fraction.len() > decimals {
		return Err(Fault::TooFine);
	}
	format!("{whole}{fraction:0<decimals$}")
		.parse()
		.map_err(|_| Fault::TooLarge)
}

/// Wh of `500`, `500Wh` or `1.5kWh`; at least 1.
pub fn energy(text: &str) -> Result<Wh, String> {
	let (number, decimals) = match unit(text, "kwh") {
		Some(number) => (number, KWH_DECIMALS),
		None => (unit(text, "wh").unwrap_or(text), 0),
	};
	let refuse = |reason: String| {
		format!(
			"\"{text}\" is no energy ({reason}): give Wh like 500 or 500Wh, or kWh with at most 3 \
			 decimals like 1.5kWh"
		)
	};
	let wh = scaled(number.trim(), decimals).map_err(|fault| refuse(fault.reason(decimals)))?;
	match u64::try_from(wh) {
		Ok(0) => Err(refuse("nothing".into())),
		Ok(wh) if wh <= MAX_INTERVAL_WH => Ok(wh),
		_ => Err(refuse("too large".into())),
	}
}

/// W of `6000`, `6000W` or `6kW`; at least 1.
pub fn power(text: &str) -> Result<u32, String> {
	let (number, decimals) = match unit(text, "kw") {
		Some(number) => (number, KWH_DECIMALS),
		None => (unit(text, "w").unwrap_or(text), 0),
	};
	let refuse = |reason: String| {
		format!(
			"\"{text}\" is no power ({reason}): give W like 6000 or 6000W, or kW with at most 3 decimals \
			 like 6.5kW"
		)
	};
	let watts = scaled(number.trim(), decimals).map_err(|fault| refuse(fault.reason(decimals)))?;
	match u32::try_from(watts) {
		Ok(0) => Err(refuse("nothing".into())),
		Ok(watts) => Ok(watts),
		Err(_) => Err(refuse("too large".into())),
	}
}

/// A number of days, at least 1.
pub fn days(text: &str) -> Result<usize, String> {
	counted(text, 1, "number of days", "at least 1, like 31")
}

/// A day of the data.
pub fn day(text: &str) -> Result<usize, String> {
	counted(text, 0, "day of the data", "counted from 0, like 28")
}

/// A number of hours, at least 1.
pub fn hours(text: &str) -> Result<u32, String> {
	counted(text, 1, "number of hours", "at least 1, like 24")
}

fn counted<T: TryFrom<u128>>(text: &str, least: u128, what: &str, like: &str) -> Result<T, String> {
	let refuse =
		|reason: &str| format!("\"{text}\" is no {what} ({reason}): give a whole number {like}");
	match scaled(text, 0) {
		Ok(number) if number < least => Err(refuse("nothing")),
		Ok(number) => T::try_from(number).map_err(|_| refuse("too large")),
		Err(fault) => Err(refuse(&fault.reason(0))),
	}
}

/// `1 day`, `365 days`.
pub fn count<N: Display + PartialEq + From<u8>>(number: N, what: &str) -> String {
	let plural = if number == N::from(1) { "" } else { "s" };
	format!("{number} {what}{plural}")
}

/// A number of things that have no fractions, at least 1.
pub fn whole(text: &str) -> Result<u128, String> {
	let refuse =
		|reason: String| format!("\"{text}\" is no number ({reason}): give a whole one, like 25");
	match scaled(text, 0) {
		Ok(0) => Err(refuse("nothing".into())),
		Ok(number) => Ok(number),
		Err(fault) => Err(refuse(fault.reason(0))),
	}
}

/// Base units of an amount of tokens, which may be nothing.
pub fn tokens_or_none(text: &str) -> Result<Balance, String> {
	match scaled(text, TOKEN_DECIMALS) {
		Ok(0) => Ok(0),
		_ => tokens(text),
	}
}

/// `text` without its unit, in capitals or not.
fn unit<'a>(text: &'a str, unit: &str) -> Option<&'a str> {
	let (number, suffix) = text.split_at_checked(text.len().checked_sub(unit.len())?)?;
	suffix.eq_ignore_ascii_case(unit).then_some(number)
}

/// Base units per Wh of a price in tokens per kWh.
pub fn price(text: &str) -> Result<Price, String> {
	let refuse = |reason: String| {
		format!(
			"\"{text}\" is no price ({reason}): give tokens per kWh with at most 9 decimals, like 0.15"
		)
	};
	let price =
		scaled(text, PRICE_DECIMALS).map_err(|fault| refuse(fault.reason(PRICE_DECIMALS)))?;
	Price::try_from(price)
		.ok()
		.filter(|price| *price <= MAX_PRICE)
		.ok_or_else(|| refuse("too large".into()))
}

/// Parts per million of `60%` or `12.5%`.
pub fn percent(text: &str) -> Result<u64, String> {
	let refuse = |reason: String| {
		format!(
			"\"{text}\" is no percentage ({reason}): give one with at most 4 decimals, like 60% or 12.5%"
		)
	};
	let number = text
		.strip_suffix('%')
		.ok_or_else(|| refuse("without the sign %".into()))?;
	let ppm = scaled(number.trim(), PERCENT_DECIMALS)
		.map_err(|fault| refuse(fault.reason(PERCENT_DECIMALS)))?;
	u64::try_from(ppm).map_err(|_| refuse("too large".into()))
}

/// A part of a whole: as [`percent`], at most 100%.
pub fn share(text: &str) -> Result<Permill, String> {
	let ppm = percent(text)?;
	match u32::try_from(ppm) {
		Ok(ppm) if ppm <= Permill::ACCURACY => Ok(Permill::from_parts(ppm)),
		_ => Err(format!(
			"\"{text}\" is more than the whole: give at most 100%"
		)),
	}
}

/// Base units of an amount of tokens, more than 0.
pub fn tokens(text: &str) -> Result<Balance, String> {
	let refuse =
		|reason: String| {
			format!("\"{text}\" is no amount ({reason}): give tokens with at most 12 decimals, like 25.50")
		};
	match scaled(text, TOKEN_DECIMALS) {
		Ok(0) => Err(refuse("nothing".into())),
		Ok(amount) => Ok(amount),
		Err(fault) => Err(refuse(fault.reason(TOKEN_DECIMALS))),
	}
}

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
	let mut text = String::new();
	for (index, digit) in digits.chars().enumerate() {
		if index > 0 && (digits.len() - index).is_multiple_of(3) {
			text.push(',');
		}
		text.push(digit);
	}
	text
}

/// `1,500`
pub fn write_wh(wh: Wh) -> String {
	grouped(&wh.to_string())
}

/// A whole part and a fraction of `decimals` digits of which zeros at the end are cut down to `shown`.
fn cut(value: u128, decimals: usize, shown: usize) -> (String, String) {
	let unit = 10u128.pow(decimals as u32);
	let fraction = format!("{:0decimals$}", value % unit);
	let significant = fraction.trim_end_matches('0').len().max(shown);
	(
		(value / unit).to_string(),
		fraction[..significant].to_string(),
	)
}

/// `1,048.75`: all decimals that there are, at least two.
pub fn write_tokens(amount: Balance) -> String {
	let (whole, fraction) = cut(amount, TOKEN_DECIMALS, SHOWN);
	format!("{}.{fraction}", grouped(&whole))
}

/// As [`write_tokens`], with the sign of what was paid.
pub fn write_signed(amount: i128) -> String {
	let sign = if amount < 0 { "-" } else { "" };
	format!("{sign}{}", write_tokens(amount.unsigned_abs()))
}

/// Signed tokens for machines: no groups, all decimals that there are.
pub fn write_plain(amount: i128) -> String {
	write_signed(amount).replace(',', "")
}

/// Decimals that a price needs, at least two.
pub fn decimals(price: Price) -> usize {
	cut(price.into(), PRICE_DECIMALS, SHOWN).1.len()
}

/// Tokens per kWh, with `decimals` or as many as it needs.
pub fn write_price_with(price: Price, decimals: usize) -> String {
	let (whole, fraction) = cut(price.into(), PRICE_DECIMALS, decimals);
	format!("{whole}.{fraction}")
}

/// `0.15`: tokens per kWh, all decimals that there are, at least two.
pub fn write_price(price: Price) -> String {
	write_price_with(price, SHOWN)
}

/// `60` or `12.5`: the percentage of parts per million.
pub fn write_percent(ppm: u64) -> String {
	match cut(ppm.into(), PERCENT_DECIMALS, 0) {
		(whole, fraction) if fraction.is_empty() => whole,
		(whole, fraction) => format!("{whole}.{fraction}"),
	}
}

/// Digits after the point with which `most`, counted in units of `10^-decimals`, has three digits that
/// matter; at least `least`.
pub fn readable_decimals(most: u64, decimals: usize, least: usize) -> usize {
	if most == 0 {
		return least;
	}
	let digits = most.to_string().len();
	let whole = digits.saturating_sub(decimals);
	let leading_zeros = decimals.saturating_sub(digits);
	(3 + leading_zeros)
		.saturating_sub(whole)
		.clamp(least, decimals)
}

/// A forecast, which is no account: rounded half up to `shown` digits after the point.
pub fn write_rounded(value: u64, decimals: usize, shown: usize) -> String {
	let unit = 10u128.pow(decimals.saturating_sub(shown) as u32);
	let rounded = (u128::from(value) + unit / 2) / unit;
	match shown {
		0 => grouped(&rounded.to_string()),
		_ => {
			let (whole, fraction) = cut(rounded, shown, shown);
			format!("{}.{fraction}", grouped(&whole))
		}
	}
}

/// What a kWh cost on average: exact, or rounded to six decimals and marked with `~`.
pub fn write_average(money: Balance, wh: Wh) -> Option<String> {
	let wh = Balance::from(wh);
	if wh == 0 {
		return None;
	}
	if money.is_multiple_of(wh) {
		if let Ok(price) = Price::try_from(money / wh) {
			return Some(write_price(price));
		}
	}
	// Millionths of a token per kWh: a thousand base units per Wh.
	let millionths = (money / 1_000 + wh / 2) / wh;
	let (whole, fraction) = cut(millionths, 6, 6);
	Some(format!("~{whole}.{fraction}"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn energy_is_read_in_wh_and_in_kwh() {
		for (text, wh) in [
			("500", 500),
			("500Wh", 500),
			("500 wh", 500),
			("1kWh", 1_000),
			("1.5kWh", 1_500),
			("0.001kWh", 1),
			("007", 7),
			("1.500000kWh", 1_500),
			("4294967.296kWh", MAX_INTERVAL_WH),
		] {
			assert_eq!(energy(text), Ok(wh), "{text}");
		}
	}

	#[test]
	fn what_is_no_energy_is_refused_with_the_reason() {
		for (text, reason) in [
			("", "not a decimal"),
			("abc", "not a decimal"),
			("kWh", "not a decimal"),
			("1,5kWh", "not a decimal"),
			(".5kWh", "not a decimal"),
			("5.kWh", "not a decimal"),
			("1e3", "not a decimal"),
			("+1", "not a decimal"),
			("1MWh", "not a decimal"),
			("1.2.3kWh", "not a decimal"),
			("--1", "not a decimal"),
			("½kWh", "not a decimal"),
			("-1kWh", "negative"),
			("0", "nothing"),
			("0.000kWh", "nothing"),
			("1.5", "not a whole number"),
			("1.5Wh", "not a whole number"),
			("1.0001kWh", "more than 3 decimals"),
			("4294967.297kWh", "too large"),
			("18446744073709551616", "too large"),
			("99999999999999999999999999999999999999999999", "too large"),
		] {
			let message = energy(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn a_price_in_tokens_per_kwh_becomes_base_units_per_wh() {
		for (text, units) in [
			("0.15", 150_000_000),
			("0.150000000000", 150_000_000),
			("0", 0),
			("1", 1_000_000_000),
			("0.000000001", 1),
			("281474.976710656", MAX_PRICE),
		] {
			assert_eq!(price(text), Ok(units), "{text}");
		}
		for (text, reason) in [
			("", "not a decimal"),
			("abc", "not a decimal"),
			("-0.1", "negative"),
			("0.0000000001", "more than 9 decimals"),
			("281474.976710657", "too large"),
			("340282366920938463463374607431768211456", "too large"),
		] {
			let message = price(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn a_percentage_is_parts_per_million() {
		for (text, ppm) in [
			("60%", 600_000),
			("12.5%", 125_000),
			("12.5 %", 125_000),
			("0.0001%", 1),
			("0%", 0),
			("100%", 1_000_000),
		] {
			assert_eq!(percent(text), Ok(ppm), "{text}");
			let written = format!("{}%", write_percent(ppm));
			assert_eq!(written, text.replace(' ', ""));
		}
		for (text, reason) in [
			("60", "without the sign"),
			("%", "not a decimal"),
			("-1%", "negative"),
			("0.00001%", "more than 4 decimals"),
			("1844674407370955.1616%", "too large"),
			("60%%", "not a decimal"),
		] {
			let message = percent(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn a_share_is_at_most_the_whole() {
		assert_eq!(share("100%"), Ok(Permill::one()));
		assert_eq!(share("12.5%"), Ok(Permill::from_parts(125_000)));
		for text in ["100.0001%", "4295%"] {
			assert_eq!(
				share(text),
				Err(format!(
					"\"{text}\" is more than the whole: give at most 100%"
				))
			);
		}
		assert!(share("60").is_err());
	}

	#[test]
	fn tokens_have_twelve_decimals() {
		assert_eq!(tokens("25.50"), Ok(25_500_000_000_000));
		assert_eq!(tokens("0.000000000001"), Ok(1));
		for (text, reason) in [
			("0", "nothing"),
			("-3", "negative"),
			("0.0000000000001", "more than 12 decimals"),
			("340282366920938463463374607.431768211456", "too large"),
			("ten", "not a decimal"),
		] {
			let message = tokens(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
		assert_eq!(
			tokens("340282366920938463463374607.431768211455"),
			Ok(u128::MAX)
		);
	}

	#[test]
	fn a_power_is_read_in_w_and_in_kw() {
		for (text, watts) in [
			("6000", 6_000),
			("6000W", 6_000),
			("6.5kW", 6_500),
			("1 kw", 1_000),
		] {
			assert_eq!(power(text), Ok(watts), "{text}");
		}
		for (text, reason) in [
			("", "not a decimal"),
			("-6kW", "negative"),
			("0", "nothing"),
			("1.5W", "not a whole number"),
			("6kWh", "not a decimal"),
			("4294967296", "too large"),
		] {
			let message = power(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn things_are_counted_in_whole_numbers() {
		assert_eq!(whole("25"), Ok(25));
		assert_eq!(
			whole("2.5"),
			Err("\"2.5\" is no number (not a whole number): give a whole one, like 25".into())
		);
		for (text, reason) in [
			("0", "nothing"),
			("-1", "negative"),
			("ten", "not a decimal"),
			("340282366920938463463374607431768211456", "too large"),
		] {
			let message = whole(text).expect_err(text);
			assert!(message.contains(reason), "{text}: {message}");
		}
	}

	#[test]
	fn days_and_hours_say_what_they_may_be() {
		assert_eq!((days("31"), day("0"), hours("24")), (Ok(31), Ok(0), Ok(24)));
		assert_eq!(
			days("-3"),
			Err(
				"\"-3\" is no number of days (negative, it must be positive): give a whole number at least 1, \
				 like 31"
					.into()
			)
		);
		assert_eq!(
			day("-1"),
			Err(
				"\"-1\" is no day of the data (negative, it must be positive): give a whole number counted \
				 from 0, like 28"
					.into()
			)
		);
		assert!(days("0").is_err() && hours("4294967296").is_err() && days("x").is_err());
		assert_eq!(
			(&*count(1u32, "day"), &*count(2u32, "day")),
			("1 day", "2 days")
		);
	}

	#[test]
	fn an_amount_may_be_nothing_where_that_is_meant() {
		assert_eq!(tokens_or_none("0.00"), Ok(0));
		assert_eq!(tokens_or_none("1"), tokens("1"));
		assert_eq!(tokens_or_none("-1"), tokens("-1"));
	}

	#[test]
	fn what_is_written_says_every_unit() {
		assert_eq!(write_tokens(0), "0.00");
		assert_eq!(write_tokens(1), "0.000000000001");
		assert_eq!(write_tokens(1_048_750_000_000_000), "1,048.75");
		assert_eq!(write_signed(-1_500_000_000_000), "-1.50");
		assert_eq!(write_plain(-1_048_750_000_000_000), "-1048.75");
		assert_eq!(
			write_signed(i128::MIN),
			"-170,141,183,460,469,231,731,687,303.715884105728"
		);
		assert_eq!(write_wh(1_234_567), "1,234,567");
		assert_eq!(write_wh(999), "999");
		assert_eq!(write_price(150_000_000), "0.15");
		assert_eq!(write_price(1), "0.000000001");
		assert_eq!(write_price_with(150_000_000, 3), "0.150");
		assert_eq!(write_price_with(150_400_000, 3), "0.1504");
	}

	#[test]
	fn what_is_written_is_read_back() {
		for amount in [
			1,
			999,
			1_000_000_000_000,
			123_456_789_012_345_678,
			u128::MAX,
		] {
			assert_eq!(tokens(&write_tokens(amount).replace(',', "")), Ok(amount));
		}
		for amount in [0, 1, 150_000_000, 999_999_999, MAX_PRICE] {
			assert_eq!(price(&write_price(amount)), Ok(amount));
		}
	}

	#[test]
	fn a_forecast_is_rounded_half_up() {
		for (value, decimals, shown, text) in [
			(135_499_999, 9, 3, "0.135"),
			(135_500_000, 9, 3, "0.136"),
			(999_999, 4, 0, "100"),
			(494_999, 4, 0, "49"),
			(1_234_567, 3, 1, "1,234.6"),
			(0, 9, 3, "0.000"),
			(u64::MAX, 9, 2, "18,446,744,073.71"),
			(5, 3, 3, "0.005"),
		] {
			assert_eq!(write_rounded(value, decimals, shown), text);
		}
	}

	#[test]
	fn three_digits_of_the_largest_are_readable() {
		for (most, decimals, least, shown) in [
			(220_000_000, 9, 2, 3),
			(22_000_000, 9, 2, 4),
			(20_000_000_000, 9, 2, 2),
			(2_000_000_000, 9, 2, 2),
			(1, 9, 2, 9),
			(0, 9, 2, 2),
			(48_123, 3, 0, 1),
			(4_812, 3, 0, 2),
			(481, 3, 0, 3),
			(481_230, 3, 0, 0),
			(0, 3, 0, 0),
		] {
			assert_eq!(readable_decimals(most, decimals, least), shown, "{most}");
		}
	}

	#[test]
	fn an_average_is_exact_or_says_that_it_is_rounded() {
		assert_eq!(write_average(0, 0), None);
		assert_eq!(
			write_average(11_250_000_000_000, 90_000).as_deref(),
			Some("0.125")
		);
		assert_eq!(write_average(2, 3).as_deref(), Some("~0.000000"));
		assert_eq!(
			write_average(500_000_000_000, 3_000).as_deref(),
			Some("~0.166667")
		);
	}
}
