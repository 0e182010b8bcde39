//! The retail tariff as a schedule of 96 cells, derived from the price of every hour.

use super::{calendar::LocalTime, price, DataError};

const CELLS: usize = 96;
const HOURS: usize = 24;
const CELLS_PER_SEASON: usize = 48;
const MONTHS: u16 = 12;
const JULY: u16 = 1 << 6;

/// A season of the tariff. It is a name for a set of months only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Season {
	/// Every month that is not a summer month.
	Other = 0,
	/// The shorter of two seasons.
	Summer = 1,
}

/// A time-of-use tariff: a price for each season, kind of day and hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tariff {
	/// The months of the summer season: bit m-1 for month m. None, if all months have one profile.
	pub summer_months: u16,
	/// Retail price, base units per Wh, at `season * 48 + day_type * 24 + hour`: season 0 other,
	/// 1 summer; day type 0 Monday to Friday, 1 Saturday and Sunday; hour 0 to 23.
	pub cells: [u64; CELLS],
}

impl Tariff {
	/// The season of a month, 1 to 12.
	pub fn season(&self, month: u8) -> Season {
		if self.summer_months & month_bit(month) == 0 {
			Season::Other
		} else {
			Season::Summer
		}
	}

	/// Retail price at a local time, base units per Wh.
	pub fn retail(&self, local: LocalTime) -> u64 {
		let cell = cell_index(self.season(local.month), local.is_weekend(), local.hour);
		self.cells.get(cell).copied().unwrap_or(0)
	}
}

fn month_bit(month: u8) -> u16 {
	1u16.checked_shl(u32::from(month.saturating_sub(1)))
		.unwrap_or(0)
}

fn cell_index(season: Season, weekend: bool, hour: u8) -> usize {
	season as usize * CELLS_PER_SEASON + usize::from(weekend) * HOURS + usize::from(hour % 24)
}

/// The price of one row.
#[derive(Clone, Copy)]
pub(super) struct PricedHour {
	pub line: u64,
	pub local: LocalTime,
	pub retail: u64,
}

/// Collects each month's 48 prices (weekday, weekend) and splits the months into seasons.
pub(super) struct TariffBuilder {
	file: &'static str,
	/// The first row of each month, kind of day and hour.
	profiles: Vec<[Option<PricedHour>; CELLS_PER_SEASON]>,
	/// For each month, the months (bits) whose profile differs somewhere: never in its season.
	conflicts: Vec<u16>,
	/// The summer months so far.
	summer_months: u16,
}

impl TariffBuilder {
	pub fn new(file: &'static str) -> Self {
		Self {
			file,
			profiles: vec![[None; CELLS_PER_SEASON]; MONTHS as usize],
			conflicts: vec![0; MONTHS as usize],
			summer_months: 0,
		}
	}

	/// Takes the price of one row.
	///
	/// # Errors
	///
	/// `PriceVaries` if the same month, kind of day and hour had another price before;
	/// `TooManySeasons` if the months no longer split into two seasons.
	pub fn add(&mut self, row: PricedHour) -> Result<(), DataError> {
		let month = usize::from(row.local.month.saturating_sub(1));
		let cell = cell_index(Season::Other, row.local.is_weekend(), row.local.hour);
		let Some(known) = self
			.profiles
			.get_mut(month)
			.and_then(|profile| profile.get_mut(cell))
		else {
			return Ok(());
		};
		match *known {
			Some(earlier) if earlier.retail == row.retail => Ok(()),
			Some(earlier) => Err(self.price_varies(row, earlier)),
			None => {
				*known = Some(row);
				self.compare(month, cell, row)
			}
		}
	}

	/// Notes the months that differ from a new price, and finds the seasons anew if there are more.
	fn compare(&mut self, month: usize, cell: usize, row: PricedHour) -> Result<(), DataError> {
		let mut more = false;
		for other in 0..MONTHS as usize {
			let differs = self
				.profiles
				.get(other)
				.and_then(|profile| profile.get(cell).copied().flatten())
				.is_some_and(|known| known.retail != row.retail);
			if differs {
				for (one, another) in [(month, other), (other, month)] {
					if let Some(conflicts) = self.conflicts.get_mut(one) {
						let with = *conflicts | 1 << another;
						more |= with != *conflicts;
						*conflicts = with;
					}
				}
			}
		}
		if more {
			self.summer_months = self.split().ok_or_else(|| self.too_many_seasons(row))?;
		}
		Ok(())
	}

	/// The shortest set of months that differs from all others and not in itself; of equally short
	/// ones the one with July, else the one with the earliest months.
	fn split(&self) -> Option<u16> {
		let inside = |season: u16| {
			(0u16..)
				.zip(&self.conflicts)
				.all(|(month, conflicts)| season & (1 << month) == 0 || season & conflicts == 0)
		};
		let all = (1u16 << MONTHS) - 1;
		(0..=all)
			.filter(|summer| inside(*summer) && inside(all & !summer))
			.min_by_key(|summer| (summer.count_ones(), summer & JULY == 0, *summer))
	}

	/// The schedule. A season and kind of day without data takes the prices of the season's other
	/// kind of day, else those of the other season's same kind of day, else of its other kind.
	///
	/// Data comes in whole days, so of a season and kind of day either all 24 hours have a price or
	/// none; nothing is ever taken from another hour.
	pub fn build(self) -> Tariff {
		let mut tariff = Tariff {
			summer_months: self.summer_months,
			cells: [0; CELLS],
		};
		for season in [Season::Other, Season::Summer] {
			for weekend in [false, true] {
				for hour in 0..HOURS as u8 {
					let other = match season {
						Season::Other => Season::Summer,
						Season::Summer => Season::Other,
					};
					let price = [
						(season, weekend),
						(season, !weekend),
						(other, weekend),
						(other, !weekend),
					]
					.into_iter()
					.find_map(|(season, weekend)| self.known(&tariff, season, weekend, hour));
					if let Some(cell) = tariff.cells.get_mut(cell_index(season, weekend, hour)) {
						*cell = price.unwrap_or(0);
					}
				}
			}
		}
		tariff
	}

	fn known(&self, tariff: &Tariff, season: Season, weekend: bool, hour: u8) -> Option<u64> {
		(1u8..)
			.zip(&self.profiles)
			.filter(|(month, _)| tariff.season(*month) == season)
			.find_map(|(_, profile)| *profile.get(cell_index(Season::Other, weekend, hour))?)
			.map(|row| row.retail)
	}

	fn price_varies(&self, row: PricedHour, earlier: PricedHour) -> DataError {
		DataError::PriceVaries {
			file: self.file,
			line: row.line,
			month: row.local.month,
			hour: row.local.hour,
			day: day_name(row.local),
			found: price::write(row.retail),
			earlier: price::write(earlier.retail),
			earlier_line: earlier.line,
		}
	}

	fn too_many_seasons(&self, row: PricedHour) -> DataError {
		DataError::TooManySeasons {
			file: self.file,
			line: row.line,
			month: row.local.month,
			hour: row.local.hour,
			day: day_name(row.local),
			found: price::write(row.retail),
		}
	}
}

fn day_name(local: LocalTime) -> &'static str {
	if local.is_weekend() {
		"weekend day"
	} else {
		"weekday"
	}
}
