//! Exact quotients and their decimal digits.

/// An exact quotient. It is rounded only when it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
	pub numerator: i128,
	pub denominator: i128,
}

impl Ratio {
	/// A quotient of two sums.
	pub fn new(numerator: impl Into<i128>, denominator: impl Into<i128>) -> Self {
		Self {
			numerator: numerator.into(),
			denominator: denominator.into(),
		}
	}

	/// Decimal digits with exactly `places` decimals, rounded half up (half away from zero below 0).
	/// `None` if the denominator is 0.
	///
	/// Long division, digit by digit: no product that could overflow.
	pub fn decimal(&self, places: u32) -> Option<String> {
		let (dividend, divisor) = (
			self.numerator.unsigned_abs(),
			self.denominator.unsigned_abs(),
		);
		let mut digits = dividend.checked_div(divisor)?.to_string();
		let mut remainder = dividend.checked_rem(divisor)?;
		for _ in 0..places {
			let (digit, rest) = next_digit(remainder, divisor);
			digits.push(char::from(b'0'.saturating_add(digit)));
			remainder = rest;
		}
		if next_digit(remainder, divisor).0 >= 5 {
			digits = increment(digits);
		}
		if places > 0 {
			digits.insert(digits.len().saturating_sub(places as usize), '.');
		}
		let negative = self.numerator.is_negative() != self.denominator.is_negative();
		let zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
		Some(if negative && !zero {
			format!("-{digits}")
		} else {
			digits
		})
	}

	/// As a percentage with `places` decimals; `None` if the denominator is 0.
	pub fn percent(&self, places: u32) -> Option<String> {
		let hundredfold = |numerator: i128| Self {
			numerator,
			denominator: self.denominator,
		};
		// Sums stay below 2^120 (`settlement.md`), so the product fits.
		hundredfold(self.numerator.checked_mul(100)?).decimal(places)
	}
}

/// The first decimal digit of `remainder / divisor` (below 1) and what remains, times ten.
fn next_digit(remainder: u128, divisor: u128) -> (u8, u128) {
	let (mut digit, mut rest) = (0u8, 0u128);
	// Ten additions instead of a product: no overflow below 2^127.
	for _ in 0..10 {
		rest = rest.saturating_add(remainder);
		if rest >= divisor {
			rest = rest.saturating_sub(divisor);
			digit = digit.saturating_add(1);
		}
	}
	(digit, rest)
}

/// The next number up, of a string of decimal digits.
fn increment(digits: String) -> String {
	let kept = digits.trim_end_matches('9');
	let nines = digits.len().saturating_sub(kept.len());
	let mut next = match kept.char_indices().last() {
		Some((at, last)) => {
			let head = kept.get(..at).unwrap_or("");
			format!("{head}{}", char::from(last as u8 + 1))
		}
		None => "1".into(),
	};
	next.extend(std::iter::repeat_n('0', nines));
	next
}

#[cfg(test)]
mod tests {
	use super::*;

	fn decimal(numerator: i128, denominator: i128, places: u32) -> String {
		Ratio::new(numerator, denominator).decimal(places).unwrap()
	}

	#[test]
	fn a_quotient_has_the_decimals_asked_for() {
		assert_eq!(decimal(1, 8, 3), "0.125");
		assert_eq!(decimal(22, 7, 6), "3.142857");
		assert_eq!(decimal(1_234, 1, 0), "1234");
		assert_eq!(decimal(0, 5, 2), "0.00");
	}

	#[test]
	fn a_half_is_rounded_away_from_zero() {
		assert_eq!(decimal(5, 1_000, 2), "0.01");
		assert_eq!(decimal(4_999, 1_000_000, 2), "0.00");
		assert_eq!(decimal(-5, 1_000, 2), "-0.01");
		assert_eq!(decimal(5, 2, 0), "3");
	}

	#[test]
	fn rounding_carries_through_nines() {
		assert_eq!(decimal(9_999, 10_000, 2), "1.00");
		assert_eq!(decimal(1_999_999, 100_000, 3), "20.000");
		assert_eq!(decimal(19_996, 10_000, 3), "2.000");
	}

	#[test]
	fn what_rounds_to_zero_has_no_sign() {
		assert_eq!(decimal(-1, 1_000, 2), "0.00");
	}

	#[test]
	fn signs_cancel() {
		assert_eq!(decimal(-3, -2, 1), "1.5");
		assert_eq!(decimal(3, -2, 1), "-1.5");
	}

	#[test]
	fn a_zero_denominator_has_no_quotient() {
		assert_eq!(Ratio::new(1, 0).decimal(2), None);
		assert_eq!(Ratio::new(1, 0).percent(2), None);
	}

	#[test]
	fn sums_as_large_as_the_settlement_allows_do_not_overflow() {
		let most = 1i128 << 120;
		assert_eq!(decimal(most, most - 1, 6), "1.000000");
		assert_eq!(decimal(most - 1, most, 6), "1.000000");
		assert_eq!(Ratio::new(most, most).percent(6).unwrap(), "100.000000");
	}

	#[test]
	fn a_percentage_is_the_hundredfold() {
		assert_eq!(Ratio::new(1, 3).percent(6).unwrap(), "33.333333");
		assert_eq!(Ratio::new(2, 3).percent(1).unwrap(), "66.7");
	}
}
