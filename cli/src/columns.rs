//! Text in columns.

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
	Left,
	Right,
}

/// A line for each row: columns as wide as their widest text, two spaces between them. Rows have as many
/// texts as there are sides.
pub fn columns<const N: usize>(sides: [Side; N], rows: &[[String; N]]) -> Vec<String> {
	let length = |text: &String| text.chars().count();
	let mut widths = [0; N];
	for row in rows {
		for (width, text) in widths.iter_mut().zip(row) {
			*width = length(text).max(*width);
		}
	}
	let line = |row: &[String; N]| {
		let texts: Vec<String> = row
			.iter()
			.zip(sides)
			.zip(widths)
			.map(|((text, side), width)| match side {
				Side::Left => format!("{text:<width$}"),
				Side::Right => format!("{text:>width$}"),
			})
			.collect();
		texts.join("  ").trim_end().to_string()
	};
	rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn columns_are_as_wide_as_their_widest_text() {
		let rows = [["a", "1", ""], ["äöü", "1,000", "x"]].map(|row| row.map(String::from));
		assert_eq!(
			columns([Side::Left, Side::Right, Side::Left], &rows),
			["a        1", "äöü  1,000  x"]
		);
	}
}
