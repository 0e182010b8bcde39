//! Retail prices: decimal USD per kWh to base units per Wh, digit by digit.
//!
//! 1 USD per kWh = 10^12 units per 1,000 Wh = 10^9 units per Wh: nine decimals are exact.

use super::MAX_PRICE;

const DECIMALS: usize = 9;
/// Base units per Wh of 1 USD per kWh.
const UNITS_PER_USD_KWH: u64 = 1_000_000_000;

/// Why a text is no price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
	NotADecimal,
	NotPositive,
	TooFine,
	TooHigh,
}

/// Base units per Wh of a decimal number of USD per kWh: digits, or digits "." digits.
pub(crate) fn parse(text: &str) -> Result<u64, Fault> {
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
		return Err(Fault::NotPositive);
	}
	let fraction = fraction.trim_end_matches('0');
	if fraction.len() > DECIMALS {
		return Err(Fault::TooFine);
	}
	let billionths: u64 = format!("{fraction:0<DECIMALS$}")
		.parse()
		.map_err(|_| Fault::TooFine)?;
	let units = whole
		.parse::<u64>()
		.ok()
		.and_then(|usd| usd.checked_mul(UNITS_PER_USD_KWH))
		.and_then(|units| units.checked_add(billionths))
		.filter(|units| *units <= MAX_PRICE)
		.ok_or(Fault::TooHigh)?;
	if units == 0 {
		return Err(Fault::NotPositive);
	}
	Ok(units)
}

/// USD per kWh of a price in base units per Wh, without trailing zeros: the inverse of [`parse`].
pub(crate) fn write(price: u64) -> String {
	let (whole, billionths) = (price / UNITS_PER_USD_KWH, price % UNITS_PER_USD_KWH);
	let text = format!("{whole}.{billionths:0DECIMALS$}");
	text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_decimal_becomes_exact_base_units() {
		for (text, units) in [
			("0.22", 220_000_000),
			("1", 1_000_000_000),
			("12.5", 12_500_000_000),
			("0.000000001", 1),
			("0.2200000000000", 220_000_000),
			("281474.976710656", 1 << 48),
		] {
			assert_eq!(parse(text), Ok(units), "{text}");
		}
	}

	#[test]
	fn what_is_written_parses_back() {
		for units in [
			1,
			220_000_000,
			500_000_000,
			1_000_000_000,
			12_345_678_901,
			1 << 48,
		] {
			assert_eq!(parse(&write(units)), Ok(units));
		}
		assert_eq!(write(540_000_000), "0.54");
		assert_eq!(write(3_000_000_000), "3");
	}

	#[test]
	fn what_is_no_plain_decimal_is_refused() {
		for text in [
			"", ".", ".5", "1.", "1,5", "1e-1", "+1", "--1", "1.2.3", "$1", "- 1", "NaN",
		] {
			assert_eq!(parse(text), Err(Fault::NotADecimal), "{text}");
		}
	}

	#[test]
	fn zero_and_less_is_refused() {
		for text in ["0", "0.000", "-0.22", "-1"] {
			assert_eq!(parse(text), Err(Fault::NotPositive), "{text}");
		}
	}

	#[test]
	fn ten_decimals_are_too_fine() {
		assert_eq!(parse("0.2200000001"), Err(Fault::TooFine));
	}

	#[test]
	fn beyond_2_to_the_48_is_too_high() {
		for text in ["281474.976710657", "99999999999999999999999"] {
			assert_eq!(parse(text), Err(Fault::TooHigh), "{text}");
		}
	}
}
