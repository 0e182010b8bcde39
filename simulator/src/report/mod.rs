//! Shows a replay: a table for the terminal, CSV files for a spreadsheet, one HTML page for people.

pub mod certificates;
pub mod chart;
pub mod csv;
mod figures;
mod format;
mod headline;
mod series;
pub mod table;
#[cfg(test)]
mod tests;

use crate::{kpis::Kpis, outcome::Outcome};
pub use headline::headline;
use std::{
	fs::{self, File},
	io::{self, BufWriter},
	path::{Path, PathBuf},
};

/// The files of a written report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
	/// One row a home.
	pub bills: PathBuf,
	/// One row an interval.
	pub intervals: PathBuf,
	/// The page.
	pub page: PathBuf,
}

/// Writes `bills.csv`, `intervals.csv` and `report.html` into a folder, which is made if need be.
///
/// # Errors
///
/// What the file system refuses.
pub fn write_all(folder: &Path, outcome: &Outcome, kpis: &Kpis) -> io::Result<Files> {
	fs::create_dir_all(folder)?;
	let files = Files {
		bills: folder.join("bills.csv"),
		intervals: folder.join("intervals.csv"),
		page: folder.join("report.html"),
	};
	csv::write_bills(BufWriter::new(File::create(&files.bills)?), kpis)?;
	csv::write_intervals(BufWriter::new(File::create(&files.intervals)?), outcome)?;
	fs::write(&files.page, chart::page(outcome, kpis))?;
	Ok(files)
}
