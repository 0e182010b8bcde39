//! One CSV file with a header, and its cells with the place they stand at.

use super::{price, DataError};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::{fs, path::Path};

const HOUR: &str = "hour";

/// A CSV file: a header with unique names and rows of the same length, at least one.
pub(super) struct Table {
	/// File name, for messages.
	pub file: &'static str,
	header: Vec<String>,
	/// The rows below the header.
	pub rows: Vec<Row>,
}

/// A row and the line it stands on.
pub(super) struct Row {
	pub line: u64,
	record: StringRecord,
}

/// One value and its place.
pub(super) struct Cell<'a> {
	file: &'static str,
	line: u64,
	column: &'a str,
	pub text: &'a str,
}

impl Table {
	/// Reads a file of a folder. A byte order mark, blanks around values and empty lines are skipped.
	pub fn read(folder: &Path, file: &'static str) -> Result<Self, DataError> {
		let path = folder.join(file);
		if !path.is_file() {
			let folder = folder.display().to_string();
			return Err(DataError::FileNotFound { file, folder });
		}
		let unreadable = |reason: String| DataError::Unreadable { file, reason };
		let text = fs::read_to_string(&path).map_err(|error| unreadable(error.to_string()))?;
		Self::parse(&text, file, None)
	}

	/// The table of a text that messages call `file`; lines that begin with `comment` are skipped too.
	pub fn parse(text: &str, file: &'static str, comment: Option<u8>) -> Result<Self, DataError> {
		let unreadable = |reason: String| DataError::Unreadable { file, reason };
		let text = text.strip_prefix('\u{feff}').unwrap_or(text);
		let mut reader = ReaderBuilder::new()
			.trim(Trim::All)
			.flexible(true)
			.comment(comment)
			.from_reader(text.as_bytes());

		let header: Vec<String> = reader
			.headers()
			.map_err(|error| unreadable(error.to_string()))?
			.iter()
			.map(Into::into)
			.collect();
		let lines: Vec<&str> = text.lines().collect();
		let mut rows = Vec::new();
		for record in reader.records() {
			let record = record.map_err(|error| unreadable(error.to_string()))?;
			let line = record.position().map_or(0, |position| position.line());
			let line = line.saturating_add(skipped(&lines, line, comment));
			if record.len() != header.len() {
				return Err(DataError::Ragged {
					file,
					line,
					found: record.len(),
					expected: header.len(),
				});
			}
			rows.push(Row { line, record });
		}
		if rows.is_empty() {
			return Err(DataError::Empty { file });
		}
		for (position, column) in header.iter().enumerate() {
			if column.is_empty() {
				let position = position.saturating_add(1);
				return Err(DataError::UnnamedColumn { file, position });
			}
			if header
				.iter()
				.take(position)
				.any(|earlier| earlier == column)
			{
				return Err(DataError::RepeatedColumn {
					file,
					column: column.clone(),
				});
			}
		}
		Ok(Self { file, header, rows })
	}

	/// Number of columns.
	pub fn columns(&self) -> usize {
		self.header.len()
	}

	/// Whether there is such a column.
	pub fn has(&self, column: &str) -> bool {
		self.header.iter().any(|name| name == column)
	}

	/// Index of a column that must be there.
	pub fn column(&self, column: &'static str) -> Result<usize, DataError> {
		self.header
			.iter()
			.position(|name| name == column)
			.ok_or_else(|| DataError::MissingColumn {
				file: self.file,
				column,
				found: self.header.join(", "),
			})
	}

	/// The columns after `hour`, which comes first, each with the line that names it.
	pub fn home_columns(&self) -> Result<Vec<(u64, String)>, DataError> {
		if self.column(HOUR)? != 0 {
			let found = self.header.first().cloned().unwrap_or_default();
			return Err(DataError::HourNotFirst {
				file: self.file,
				found,
			});
		}
		Ok(self
			.header
			.iter()
			.skip(1)
			.map(|name| (1, name.clone()))
			.collect())
	}

	/// Refuses hours that are not 0, 1, 2, ... in order.
	pub fn check_hours(&self) -> Result<(), DataError> {
		let hour = self.column(HOUR)?;
		for (expected, row) in self.rows.iter().enumerate() {
			let found = row.cell(self, hour).integer()?;
			if u64::from(found) != expected as u64 {
				return Err(DataError::HourOutOfSequence {
					file: self.file,
					line: row.line,
					found,
					expected,
				});
			}
		}
		Ok(())
	}
}

/// Empty lines and comments from a line on, where the reader says a record begins that begins after them.
fn skipped(lines: &[&str], line: u64, comment: Option<u8>) -> u64 {
	let passed_over = |line: &&str| line.is_empty() || line.bytes().next() == comment;
	let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
	let rest = lines.get(before..).unwrap_or_default();
	rest.iter().copied().take_while(passed_over).count() as u64
}

impl Row {
	/// The value in a column of this row's table.
	pub fn cell<'a>(&'a self, table: &'a Table, column: usize) -> Cell<'a> {
		Cell {
			file: table.file,
			line: self.line,
			column: table.header.get(column).map_or("", String::as_str),
			text: self.record.get(column).unwrap_or(""),
		}
	}
}

impl Cell<'_> {
	/// An integer from 0 to 2^32 - 1, digits only.
	pub fn integer(&self) -> Result<u32, DataError> {
		let (file, line, column, found) = self.place();
		let unsigned = self.text.strip_prefix('-').unwrap_or(self.text);
		if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
			return Err(DataError::NotAnInteger {
				file,
				line,
				column,
				found,
			});
		}
		if self.text.starts_with('-') {
			return Err(DataError::Negative {
				file,
				line,
				column,
				found,
			});
		}
		// Only digits are left, so what fails to parse is too large.
		let value = self
			.text
			.parse()
			.ok()
			.filter(|value| *value <= super::MAX_VALUE);
		value.ok_or(DataError::TooLarge {
			file,
			line,
			column,
			found,
		})
	}

	/// An integer from `from` to `to`, both included.
	pub fn within<T: TryFrom<u32>>(&self, from: u16, to: u16) -> Result<T, DataError> {
		let value = self.integer()?;
		let inside = (u32::from(from)..=u32::from(to)).contains(&value);
		T::try_from(value).ok().filter(|_| inside).ok_or_else(|| {
			let (file, line, column, _) = self.place();
			DataError::OutOfRange {
				file,
				line,
				column,
				found: value,
				from,
				to,
			}
		})
	}

	/// It is no carbon intensity.
	pub fn no_carbon(&self) -> DataError {
		let (file, line, column, found) = self.place();
		DataError::NotACarbonIntensity {
			file,
			line,
			column,
			found,
		}
	}

	/// A retail price in USD per kWh, as base units per Wh.
	pub fn price(&self) -> Result<u64, DataError> {
		price::parse(self.text).map_err(|fault| {
			let (file, line, column, found) = self.place();
			match fault {
				price::Fault::NotADecimal => DataError::NotAPrice {
					file,
					line,
					column,
					found,
				},
				price::Fault::NotPositive => DataError::PriceNotPositive {
					file,
					line,
					column,
					found,
				},
				price::Fault::TooFine => DataError::PriceTooFine {
					file,
					line,
					column,
					found,
				},
				price::Fault::TooHigh => DataError::PriceTooHigh {
					file,
					line,
					column,
					found,
				},
			}
		})
	}

	fn place(&self) -> (&'static str, u64, String, String) {
		(
			self.file,
			self.line,
			self.column.to_string(),
			self.text.to_string(),
		)
	}
}
