//! Numbers for people. Each is rounded once, half up, from the exact value.

use crate::{data::UNITS_PER_USD, kpis::Ratio};

/// Shown where a number would divide by zero.
pub const NONE: &str = "-";

const WH_PER_KWH: u64 = 1_000;
const WH_PER_MWH: u64 = 1_000_000;
/// Base units per Wh of 1 USD per kWh.
const UNITS_PER_USD_KWH: i128 = (UNITS_PER_USD / WH_PER_KWH) as i128;

/// An amount with thousands separators, such as `-1,234.50`.
pub fn decimal(value: Ratio, places: u32) -> String {
	value
		.decimal(places)
		.map_or_else(|| NONE.into(), |digits| grouped(&digits))
}

/// Base units as USD without the sign of the currency, such as `1,234.50`.
pub fn usd_digits(units: i128, places: u32) -> String {
	decimal(Ratio::new(units, UNITS_PER_USD), places)
}

/// Base units as USD, such as `$1,234.50` or `-$0.10`.
pub fn usd(units: i128, places: u32) -> String {
	let digits = usd_digits(units, places);
	match digits.strip_prefix('-') {
		Some(positive) => format!("-${positive}"),
		None => format!("${digits}"),
	}
}

/// A price in base units per Wh as USD per kWh, such as `$0.158 per kWh`.
pub fn price(units_per_wh: Ratio) -> String {
	let denominator = units_per_wh.denominator.saturating_mul(UNITS_PER_USD_KWH);
	match Ratio::new(units_per_wh.numerator, denominator).decimal(3) {
		Some(digits) => format!("${digits} per kWh"),
		None => NONE.into(),
	}
}

/// A part of a whole, such as `11.6 %`.
pub fn percent(part: Ratio, places: u32) -> String {
	part.percent(places)
		.map_or_else(|| NONE.into(), |digits| format!("{} %", grouped(&digits)))
}

/// Energy, in the unit that suits it: `17.7 MWh`, `812.0 kWh`.
pub fn energy(wh: u64) -> String {
	if wh >= WH_PER_MWH {
		format!("{} MWh", decimal(Ratio::new(wh, WH_PER_MWH), 1))
	} else {
		format!("{} kWh", decimal(Ratio::new(wh, WH_PER_KWH), 1))
	}
}

/// An integer with thousands separators.
pub fn count(number: u64) -> String {
	grouped(&number.to_string())
}

/// A number and its noun: `1 home`, `17 homes`.
pub fn counted(number: u64, noun: &str) -> String {
	let plural = if number == 1 { "" } else { "s" };
	format!("{} {noun}{plural}", count(number))
}

/// What to call an interval.
pub fn interval_noun(seconds: Option<u64>) -> &'static str {
	match seconds {
		Some(3_600) => "hour",
		Some(900) => "quarter-hour",
		_ => "interval",
	}
}

/// Puts a comma between each three digits before the point.
fn grouped(number: &str) -> String {
	let (whole, fraction) = match number.find('.') {
		Some(point) => number.split_at(point),
		None => (number, ""),
	};
	let (sign, digits) = if whole.starts_with('-') {
		whole.split_at(1)
	} else {
		("", whole)
	};
	let mut out = String::from(sign);
	for (at, digit) in digits.chars().enumerate() {
		if at > 0 && digits.len().saturating_sub(at) % 3 == 0 {
			out.push(',');
		}
		out.push(digit);
	}
	out.push_str(fraction);
	out
}
