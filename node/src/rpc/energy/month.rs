//! Local calendar months as text: "2005-08".

/// Year and month of `month`, which is 12 x year + month - 1.
pub fn format(month: u32) -> String {
	let (year, month) = (month / 12, (month % 12).saturating_add(1));
	format!("{year:04}-{month:02}")
}

/// The month that [`format`] writes as `text`; `None` if there is none.
pub fn parse(text: &str) -> Option<u32> {
	let (year, month) = text.split_once('-')?;
	let month = month.parse::<u32>().ok().filter(|m| (1..=12).contains(m))?;
	let number = year
		.parse::<u32>()
		.ok()?
		.checked_mul(12)?
		.checked_add(month.checked_sub(1)?)?;
	// So that no month has two spellings, as "+2005-8" would be one.
	(format(number) == text).then_some(number)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn months_are_read_as_they_are_written() {
		for month in (0..12 * 10_000).chain([12 * 10_000, u32::MAX]) {
			assert_eq!(parse(&format(month)), Some(month), "{month}");
		}
	}

	#[test]
	fn known_months_have_their_numbers() {
		for (text, month) in [
			("0000-01", 0),
			("1970-01", 12 * 1970),
			("2005-08", 12 * 2005 + 7),
			("2005-12", 12 * 2005 + 11),
			("357913941-04", u32::MAX),
		] {
			assert_eq!(parse(text), Some(month));
			assert_eq!(format(month), text);
		}
	}

	#[test]
	fn fails_when_it_is_no_month() {
		for text in [
			"",
			"-",
			"-1",
			"--",
			"2005",
			"2005-",
			"-08",
			"2005-0",
			"2005-00",
			"2005-13",
			"2005-8",
			"2005-008",
			"2005-08-01",
			"2005-08 ",
			" 2005-08",
			"+2005-08",
			"2005-+8",
			"-2005-08",
			"05-2005",
			"205-08",
			"02005-08",
			"2005/08",
			"2005\u{2010}08",
			"\u{0662}005-08",
			"august",
			"357913941-05",
			"999999999-01",
			"99999999999999999999-01",
			"2005-4294967297",
		] {
			assert_eq!(parse(text), None, "{text:?}");
		}
	}
}
