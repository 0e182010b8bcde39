use super::*;
use calendar::{local_time, LocalTime};
use std::fs;
use tempfile::TempDir;

/// Friday, 3 February 2023, 00:00.
const FRIDAY: u64 = 1_675_382_400;

/// The texts of a community folder; a test spoils one and loads.
#[derive(Clone)]
struct Folder {
	load: String,
	generation: String,
	homes: String,
	community: String,
}

impl Folder {
	/// Two homes for some days from 00:00 of a day, demand 100 and 200, generation 0 and the hour's
	/// number.
	fn of(start: u64, days: usize, price: impl Fn(LocalTime) -> &'static str) -> Self {
		let mut folder = Self {
			load: "hour,ada,bob\n".into(),
			generation: "hour,ada,bob\n".into(),
			homes: "home,pv_nominal_w\nada,0\nbob,4500\n".into(),
			community: "hour,month,hour_of_day,day_type,retail_usd_per_kwh\n".into(),
		};
		for row in 0..days * HOURS_PER_DAY {
			let seconds = start + row as u64 * SECONDS_PER_HOUR;
			folder.load += &format!("{row},100,200\n");
			folder.generation += &format!("{row},0,{row}\n");
			let (label, hour) = match local_time(seconds) {
				midnight @ LocalTime { hour: 0, .. } => {
					(local_time(seconds - 1), (24, price(midnight)))
				}
				local => (local, (local.hour, price(local))),
			};
			folder.community += &format!(
				"{row},{},{},{},{}\n",
				label.month, hour.0, label.day_type, hour.1
			);
		}
		folder
	}

	fn day() -> Self {
		Self::of(FRIDAY, 1, |_| "0.3")
	}

	fn write(&self) -> TempDir {
		let dir = TempDir::new().unwrap();
		for (file, text) in [
			(LOAD, &self.load),
			(GENERATION, &self.generation),
			(HOMES, &self.homes),
			(COMMUNITY, &self.community),
		] {
			fs::write(dir.path().join(file), text).unwrap();
		}
		dir
	}

	fn load(&self) -> Result<CommunityData, DataError> {
		CommunityData::load(self.write().path())
	}

	/// Replaces a line, counted from 1, as an editor shows it.
	fn with_line(text: &mut String, line: usize, new: &str) {
		let mut lines: Vec<&str> = text.lines().collect();
		lines[line - 1] = new;
		*text = lines.join("\n");
	}

	fn without_line(text: &mut String, line: usize) {
		let mut lines: Vec<&str> = text.lines().collect();
		lines.remove(line - 1);
		*text = lines.join("\n");
	}
}

fn refused(folder: &Folder) -> DataError {
	folder.load().unwrap_err()
}

mod what_is_read {
	use super::*;

	#[test]
	fn a_folder_is_read_in_full() {
		let data = Folder::of(FRIDAY, 2, |_| "0.3").load().unwrap();
		assert_eq!(data.homes.len(), 2);
		assert_eq!(
			data.homes[1],
			Home {
				name: "bob".into(),
				pv_nominal_w: 4_500,
				battery: None
			}
		);
		assert_eq!(data.load_wh, vec![vec![100, 200]; 48]);
		assert_eq!(data.pv_wh[47], [0, 47]);
		assert_eq!((data.hours.len(), data.days()), (48, 2));
		assert_eq!(data.hours[30].retail, 300_000_000);
	}

	#[test]
	fn a_carbon_intensity_is_a_plain_decimal_of_kg_per_kwh() {
		let with = |found: &str| {
			let mut folder = Folder::day();
			let lines = folder.community.lines().enumerate();
			let carbon = |at: usize| match at {
				0 => CARBON,
				1 => found,
				_ => "0.25",
			};
			let lines: Vec<String> = lines
				.map(|(at, line)| format!("{line},{}", carbon(at)))
				.collect();
			folder.community = lines.join("\n");
			folder.load()
		};
		let read = |found: &str| with(found).unwrap().carbon[0];
		assert_eq!(read("0"), 0);
		assert_eq!(read("0.17"), 170_000_000);
		assert_eq!(read("0.12345678949"), 123_456_789);
		assert_eq!(read("1000"), 1_000_000_000_000);
		for found in [
			"1e-1", "NaN", "inf", "+0.3", "-0.3", "2000", "1000.1", ".5", "0.", "", "0x1",
		] {
			let said = with(found).unwrap_err().to_string();
			let named =
				format!("line 2, column {CARBON}: found \"{found}\", not a carbon intensity");
			assert!(said.contains(&named), "{found}: {said}");
		}
	}

	#[test]
	fn a_cost_may_be_nothing_and_a_price_not() {
		assert_eq!((cost_per_wh("0"), cost_per_wh("0.00")), (Ok(0), Ok(0)));
		assert_eq!(cost_per_wh("0.025"), Ok(25_000_000));
		for no in ["-0", "", ".", "0.", ".0", "NaN", "-1"] {
			assert!(cost_per_wh(no).is_err(), "{no}");
		}
		assert!(price_per_wh("0").is_err());
	}

	#[test]
	fn the_folder_gives_the_community_its_name() {
		let dir = Folder::day().write();
		let named = dir.path().join("riverside");
		fs::create_dir(&named).unwrap();
		for file in [LOAD, GENERATION, HOMES, COMMUNITY] {
			fs::rename(dir.path().join(file), named.join(file)).unwrap();
		}
		assert_eq!(CommunityData::load(&named).unwrap().name, "riverside");
		assert_eq!(
			CommunityData::load(&named.join(".")).unwrap().name,
			"riverside"
		);
	}

	#[test]
	fn hour_24_is_midnight_of_the_next_day() {
		let data = Folder::of(FRIDAY, 2, |_| "0.3").load().unwrap();
		// Row 24 is labelled Friday, hour 24.
		let HourRow {
			month,
			day_type,
			hour,
			local_seconds,
			..
		} = data.hours[24];
		assert_eq!((month, day_type, hour), (2, 6, 0));
		assert_eq!(local_seconds, data.local_epoch_seconds + 86_400);
	}

	#[test]
	fn a_day_is_its_24_hours() {
		let data = Folder::of(FRIDAY, 2, |_| "0.3").load().unwrap();
		let second = data.day(1).unwrap();
		assert_eq!(second.hours, &data.hours[24..]);
		assert_eq!(second.load_wh.len(), 24);
		assert_eq!(second.pv_wh[0], [0, 24]);
		assert!(data.day(2).is_none());
		assert!(data.day(usize::MAX).is_none());
	}

	#[test]
	fn batteries_are_read_where_the_columns_are() {
		let mut folder = Folder::day();
		folder.homes =
			"home,pv_nominal_w,battery_wh,battery_w\nada,0,6400,5000\nbob,1,0,0\n".into();
		let ada = &folder.load().unwrap().homes[0];
		assert_eq!(
			ada.battery,
			Some(Battery {
				capacity_wh: 6_400,
				power_w: 5_000
			})
		);
	}

	#[test]
	fn a_byte_order_mark_blanks_and_windows_line_ends_do_not_matter() {
		let mut folder = Folder::day();
		let plain = folder.load().unwrap();
		folder.load = format!(
			"\u{feff}{}",
			folder.load.replace(',', " , ").replace('\n', "\r\n")
		);
		assert_eq!(folder.load().unwrap().load_wh, plain.load_wh);
	}

	#[test]
	fn columns_that_nobody_asked_for_do_not_matter() {
		let mut folder = Folder::day();
		folder.community = folder
			.community
			.lines()
			.enumerate()
			.map(|(at, line)| format!("{line},{}\n", if at == 0 { "temp_c" } else { "-3.5" }))
			.collect();
		assert!(folder.load().is_ok());
	}

	#[test]
	fn capacity_is_the_largest_hour_rounded_up_and_at_least_the_nominal_power() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.load, 3, "1,3001,5000");
		let data = folder.load().unwrap();
		assert_eq!(data.capacity_w(0), 4_000);
		assert_eq!(data.capacity_w(1), 5_000);

		let data = Folder::day().load().unwrap();
		assert_eq!(data.capacity_w(0), 1_000);
		assert_eq!(data.capacity_w(1), 4_500);
	}

	#[test]
	fn generation_counts_for_capacity_too() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.generation, 3, "1,7001,0");
		assert_eq!(folder.load().unwrap().capacity_w(0), 8_000);
	}

	#[test]
	fn an_hour_of_the_largest_number_has_the_largest_capacity() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.load, 3, "1,2147483000,0");
		assert_eq!(folder.load().unwrap().capacity_w(0), 2_147_483_000);
	}

	#[test]
	fn a_plant_has_the_panels_of_a_home_several_times_over_and_uses_nothing() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.generation, 3, "1,7001,0");
		let mut data = folder.load().unwrap();
		let before = data.clone();
		let plant = data.add_plant("park", 0, 3);
		assert_eq!(plant, before.homes.len());
		assert_eq!(data.homes[plant].name, "park");
		assert_eq!(
			data.homes[plant].pv_nominal_w,
			3 * before.homes[0].pv_nominal_w
		);
		assert_eq!(data.pv_wh[1][plant], 21_003);
		assert!(data.load_wh.iter().all(|row| row[plant] == 0));
		for (row, of_before) in data.pv_wh.iter().zip(&before.pv_wh) {
			assert_eq!(row[..plant], of_before[..]);
			assert_eq!(row[plant], 3 * of_before[0]);
		}
	}

	#[test]
	fn a_plant_makes_no_more_than_an_hour_can_have() {
		let mut data = Folder::day().load().unwrap();
		data.pv_wh[0][0] = 2_000_000_000;
		let plant = data.add_plant("park", 0, 4);
		assert_eq!(data.pv_wh[0][plant], MAX_VALUE);
	}

	#[test]
	fn the_example_of_the_format_page_is_a_good_folder() {
		let page = fs::read_to_string(concat!(
			env!("CARGO_MANIFEST_DIR"),
			"/../docs/data-format.md"
		))
		.unwrap();
		let example = |file: &str| -> String {
			let block = page.split(&format!("```csv {file}\n")).nth(1).expect(file);
			block.split("```").next().unwrap().into()
		};
		let data = Folder {
			load: example(LOAD),
			generation: example(GENERATION),
			homes: example(HOMES),
			community: example(COMMUNITY),
		}
		.load()
		.unwrap();
		assert_eq!((data.homes.len(), data.days()), (2, 1));
		let vehicles = vehicles::read(&example("vehicles.csv"), &data);
		assert_eq!(vehicles.map(|all| all.len()), Ok(1));
	}
}

mod calendar_start {
	use super::*;

	#[test]
	fn the_first_date_that_agrees_is_taken() {
		// The first Friday of a February from 2001 on: 2 February 2001.
		assert_eq!(
			Folder::day().load().unwrap().local_epoch_seconds,
			981_072_000
		);
	}

	#[test]
	fn the_last_day_of_a_month_pins_the_date() {
		// 28 February 2023 is a Tuesday and March follows; so it was in 2006, not before.
		let data = Folder::of(1_677_542_400, 2, |_| "0.3").load().unwrap();
		assert_eq!(data.local_epoch_seconds, 1_141_084_800);
	}

	#[test]
	fn a_leap_day_is_crossed_in_a_leap_year() {
		// Wednesday, 31 January 2024, to 2 March: only there has such a February 29 days.
		let data = Folder::of(1_706_659_200, 32, |_| "0.3").load().unwrap();
		assert_eq!(data.local_epoch_seconds, 1_706_659_200);
		let HourRow {
			month, day_type, ..
		} = data.hours[29 * HOURS_PER_DAY];
		assert_eq!((month, day_type), (2, 4));
		let HourRow {
			month, day_type, ..
		} = data.hours[30 * HOURS_PER_DAY];
		assert_eq!((month, day_type), (3, 5));
	}

	#[test]
	fn a_year_column_names_the_year() {
		let mut folder = Folder::day();
		folder.community = folder
			.community
			.lines()
			.enumerate()
			.map(|(at, line)| format!("{line},{}\n", if at == 0 { "year" } else { "2023" }))
			.collect();
		assert_eq!(folder.load().unwrap().local_epoch_seconds, FRIDAY);

		folder.community = folder.community.replace(",2023\n", ",1969\n");
		assert_eq!(
			refused(&folder),
			DataError::OutOfRange {
				file: COMMUNITY,
				line: 2,
				column: "year".into(),
				found: 1_969,
				from: 1_970,
				to: 9_999
			}
		);
	}

	#[test]
	fn new_years_midnight_is_labelled_with_the_old_year() {
		// 1 January 2023, a Sunday.
		let mut folder = Folder::of(1_672_531_200, 1, |_| "0.3");
		folder.community = folder
			.community
			.lines()
			.zip(
				["year", "2022"]
					.into_iter()
					.chain(std::iter::repeat("2023")),
			)
			.map(|(line, year)| format!("{line},{year}\n"))
			.collect();
		assert_eq!(folder.load().unwrap().local_epoch_seconds, 1_672_531_200);
	}

	#[test]
	fn fails_when_no_year_has_such_a_month() {
		// Two Mondays, 35 days apart, both in one month.
		let mut folder = Folder::of(FRIDAY, 36, |_| "0.3");
		folder.community = folder
			.community
			.lines()
			.map(|line| {
				let mut cells: Vec<&str> = line.split(',').collect();
				if cells[1] != "month" {
					cells[1] = "1";
				}
				cells.join(",") + "\n"
			})
			.collect();
		let error = refused(&folder);
		let years = "from 2001 to 2028".into();
		assert_eq!(
			error,
			DataError::NoMatchingDate {
				file: COMMUNITY,
				years,
				rows: 864
			}
		);
	}

	#[test]
	fn fails_when_the_first_row_is_not_midnight() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.community, 2, "0,2,1,5,0.3");
		assert_eq!(
			refused(&folder),
			DataError::CalendarBreak {
				file: COMMUNITY,
				line: 2,
				column: "hour_of_day",
				found: 1,
				expected: error::Expected::Value(24)
			}
		);
	}

	#[test]
	fn fails_when_the_day_of_the_week_jumps() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.community, 5, "3,2,3,6,0.3");
		assert_eq!(
			refused(&folder),
			DataError::CalendarBreak {
				file: COMMUNITY,
				line: 5,
				column: "day_type",
				found: 6,
				expected: error::Expected::Value(5)
			}
		);
	}

	#[test]
	fn fails_when_the_month_jumps() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.community, 3, "1,4,1,5,0.3");
		assert_eq!(
			refused(&folder),
			DataError::CalendarBreak {
				file: COMMUNITY,
				line: 3,
				column: "month",
				found: 4,
				expected: error::Expected::Either(2, 3)
			}
		);
	}

	#[test]
	fn fails_when_the_month_changes_within_a_day() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.community, 6, "4,3,4,5,0.3");
		assert_eq!(
			refused(&folder),
			DataError::CalendarBreak {
				file: COMMUNITY,
				line: 6,
				column: "month",
				found: 3,
				expected: error::Expected::Value(2)
			}
		);
	}

	#[test]
	fn fails_when_a_label_is_out_of_its_range() {
		for (row, column, found, from, to) in [
			("1,0,1,5,0.3", "month", 0, 1, 12),
			("1,2,25,5,0.3", "hour_of_day", 25, 1, 24),
			("1,2,1,300,0.3", "day_type", 300, 1, 7),
		] {
			let mut folder = Folder::day();
			Folder::with_line(&mut folder.community, 3, row);
			let column = column.into();
			assert_eq!(
				refused(&folder),
				DataError::OutOfRange {
					file: COMMUNITY,
					line: 3,
					column,
					found,
					from,
					to
				}
			);
		}
	}
}

mod seasons {
	use super::*;

	/// 1 January 2023, a Sunday.
	const NEW_YEAR: u64 = 1_672_531_200;

	#[test]
	fn one_price_is_one_season() {
		let tariff = Folder::day().load().unwrap().tariff;
		assert_eq!(
			tariff,
			Tariff {
				summer_months: 0,
				cells: [300_000_000; 96]
			}
		);
	}

	#[test]
	fn a_year_splits_into_two_seasons_and_every_hour_keeps_its_price() {
		let folder = Folder::of(NEW_YEAR, 365, |local| {
			let peak = (17..21).contains(&local.hour);
			match (local.month, peak, local.is_weekend()) {
				(5..=8, true, false) => "0.6",
				(5..=8, true, true) => "0.5",
				(_, true, _) => "0.4",
				_ => "0.2",
			}
		});
		let data = folder.load().unwrap();
		assert_eq!(data.tariff.summer_months, 0b0000_1111_0000);
		for row in &data.hours {
			assert_eq!(
				data.tariff.retail(local_time(row.local_seconds)),
				row.retail
			);
		}
		// season * 48 + day type * 24 + hour.
		assert_eq!(data.tariff.cells[17], 400_000_000);
		assert_eq!(data.tariff.cells[48 + 17], 600_000_000);
		assert_eq!(data.tariff.cells[48 + 24 + 20], 500_000_000);
		assert_eq!(data.tariff.cells[48 + 24 + 21], 200_000_000);
	}

	#[test]
	fn of_two_seasons_the_shorter_is_the_summer_and_of_equal_ones_that_with_july() {
		let summer_of = |months: std::ops::RangeInclusive<u8>| {
			let price = |local: LocalTime| {
				if months.contains(&local.month) {
					"0.6"
				} else {
					"0.2"
				}
			};
			Folder::of(NEW_YEAR, 365, price)
				.load()
				.unwrap()
				.tariff
				.summer_months
		};
		assert_eq!(summer_of(4..=11), 0b1000_0000_0111);
		assert_eq!(summer_of(1..=6), 0b1111_1100_0000);
	}

	#[test]
	fn a_month_with_little_data_joins_the_season_that_it_agrees_with() {
		// 31 March, a Friday, and 1 April, a Saturday: no price of one could contradict the other.
		let tariff = Folder::of(1_680_220_800, 2, |local| match local.month {
			3 => "0.2",
			_ => "0.6",
		})
		.load()
		.unwrap()
		.tariff;
		assert_eq!(tariff.summer_months, 0);
		assert_eq!(
			(tariff.cells[0], tariff.cells[24]),
			(200_000_000, 600_000_000)
		);
	}

	#[test]
	fn a_kind_of_day_without_data_takes_the_seasons_other_kind_hour_by_hour() {
		// Saturday, 25 March, to Sunday, 2 April: April has a weekend of its own and no weekday.
		let tariff = Folder::of(1_679_702_400, 9, |local| {
			match (local.month, local.is_weekend(), local.hour) {
				(3, false, _) => "0.2",
				(3, true, _) => "0.3",
				(_, _, 0..=11) => "0.6",
				_ => "0.7",
			}
		})
		.load()
		.unwrap()
		.tariff;
		assert_eq!(tariff.season(3), Season::Summer);
		assert_eq!(
			(tariff.cells[0], tariff.cells[12]),
			(600_000_000, 700_000_000)
		);
		assert_eq!(
			(tariff.cells[48], tariff.cells[72]),
			(200_000_000, 300_000_000)
		);
	}

	#[test]
	fn a_season_without_data_takes_the_other_seasons_prices() {
		let tariff = Folder::of(
			FRIDAY,
			2,
			|local| if local.is_weekend() { "0.2" } else { "0.4" },
		)
		.load()
		.unwrap()
		.tariff;
		assert_eq!(tariff.cells[48..72], [400_000_000; 24]);
		assert_eq!(tariff.cells[72..], [200_000_000; 24]);
	}

	#[test]
	fn fails_when_the_same_hour_of_a_month_has_two_prices() {
		let mut folder = Folder::of(FRIDAY, 7, |_| "0.3");
		// Monday, 6 February, 05:00: row 77; Friday's 05:00 was row 5.
		Folder::with_line(&mut folder.community, 79, "77,2,5,1,0.31");
		assert_eq!(
			refused(&folder),
			DataError::PriceVaries {
				file: COMMUNITY,
				line: 79,
				month: 2,
				hour: 5,
				day: "weekday",
				found: "0.31".into(),
				earlier: "0.3".into(),
				earlier_line: 7
			}
		);
	}

	#[test]
	fn fails_when_the_months_have_three_profiles() {
		let folder = Folder::of(NEW_YEAR, 90, |local| match local.month {
			1 => "0.1",
			2 => "0.2",
			_ => "0.3",
		});
		// 1 March is a Wednesday, day 59 of the year; its 00:00 is row 1,416.
		assert_eq!(
			refused(&folder),
			DataError::TooManySeasons {
				file: COMMUNITY,
				line: 1_418,
				month: 3,
				hour: 0,
				day: "weekday",
				found: "0.3".into()
			}
		);
	}
}

mod refusals {
	use super::*;

	#[test]
	fn fails_when_the_folder_is_missing() {
		let folder = "/no/such/folder".to_string();
		assert_eq!(
			CommunityData::load(Path::new(&folder)).unwrap_err(),
			DataError::FolderNotFound { folder }
		);
	}

	#[test]
	fn fails_when_a_file_is_missing() {
		for file in [LOAD, GENERATION, HOMES, COMMUNITY] {
			let dir = Folder::day().write();
			fs::remove_file(dir.path().join(file)).unwrap();
			let folder = dir.path().display().to_string();
			assert_eq!(
				CommunityData::load(dir.path()).unwrap_err(),
				DataError::FileNotFound { file, folder }
			);
		}
	}

	#[test]
	fn fails_when_a_file_is_not_text() {
		let dir = Folder::day().write();
		fs::write(dir.path().join(HOMES), [0x68, 0xff, 0xfe]).unwrap();
		let error = CommunityData::load(dir.path()).unwrap_err();
		assert!(
			matches!(error, DataError::Unreadable { file: HOMES, .. }),
			"{error}"
		);
	}

	#[test]
	fn fails_when_a_file_is_empty_or_only_a_header() {
		for text in ["", "\n", "hour,ada,bob\n"] {
			let folder = Folder {
				generation: text.into(),
				..Folder::day()
			};
			assert_eq!(refused(&folder), DataError::Empty { file: GENERATION });
		}
	}

	#[test]
	fn fails_when_a_column_is_missing() {
		for column in ["month", "hour_of_day", "day_type", "retail_usd_per_kwh"] {
			let mut folder = Folder::day();
			folder.community = folder.community.replacen(column, "other", 1);
			let header = "hour,month,hour_of_day,day_type,retail_usd_per_kwh";
			let found = header.replacen(column, "other", 1).replace(',', ", ");
			assert_eq!(
				refused(&folder),
				DataError::MissingColumn {
					file: COMMUNITY,
					column,
					found
				}
			);
		}
	}

	#[test]
	fn fails_when_a_file_is_separated_by_semicolons() {
		let mut folder = Folder::day();
		folder.load = folder.load.replace(',', ";");
		let found = "hour;ada;bob".into();
		assert_eq!(
			refused(&folder),
			DataError::MissingColumn {
				file: LOAD,
				column: "hour",
				found
			}
		);
	}

	#[test]
	fn fails_when_only_one_battery_column_is_there() {
		let mut folder = Folder::day();
		folder.homes = "home,pv_nominal_w,battery_wh\nada,0,0\nbob,1,0\n".into();
		assert_eq!(
			refused(&folder),
			DataError::MissingColumn {
				file: HOMES,
				column: "battery_w",
				found: "home, pv_nominal_w, battery_wh".into()
			}
		);
	}

	#[test]
	fn fails_when_a_home_is_there_twice() {
		let mut folder = Folder::day();
		folder.load = folder.load.replace("bob", "ada");
		let column = "ada".into();
		assert_eq!(
			refused(&folder),
			DataError::RepeatedColumn { file: LOAD, column }
		);
	}

	#[test]
	fn fails_when_a_home_has_no_name() {
		let mut folder = Folder::day();
		folder.load = folder.load.replace("bob", " ");
		assert_eq!(
			refused(&folder),
			DataError::UnnamedColumn {
				file: LOAD,
				position: 3
			}
		);
	}

	#[test]
	fn fails_when_hour_is_not_the_first_column() {
		let mut folder = Folder::day();
		folder.load = folder.load.replace("hour,ada", "ada,hour");
		let found = "ada".into();
		assert_eq!(
			refused(&folder),
			DataError::HourNotFirst { file: LOAD, found }
		);
	}

	#[test]
	fn fails_when_there_is_no_home() {
		let mut folder = Folder::day();
		folder.load = "hour\n0\n1\n".into();
		assert_eq!(refused(&folder), DataError::NoHomes { file: LOAD });
	}

	#[test]
	fn fails_above_a_thousand_homes() {
		let names = |count: usize| {
			(0..count)
				.map(|home| format!(",h{home}"))
				.collect::<String>()
		};
		let zeros = |count: usize| ",0".repeat(count);
		let mut folder = Folder::day();
		folder.load = format!("hour{}\n0{}\n", names(1_001), zeros(1_001));
		assert_eq!(
			refused(&folder),
			DataError::TooManyHomes {
				file: LOAD,
				found: 1_001
			}
		);
		folder.load = format!("hour{}\n0{}\n", names(1_000), zeros(1_000));
		assert!(!matches!(refused(&folder), DataError::TooManyHomes { .. }));
	}

	#[test]
	fn fails_when_generation_names_other_homes() {
		let mut folder = Folder::day();
		folder.generation = folder.generation.replace("ada,bob", "bob,ada");
		assert_eq!(
			refused(&folder),
			DataError::HomeMismatch {
				file: GENERATION,
				line: 1,
				found: "bob".into(),
				expected: "ada".into(),
				reference: LOAD
			}
		);
	}

	#[test]
	fn fails_when_homes_csv_names_other_homes() {
		let mut folder = Folder::day();
		folder.homes = folder.homes.replace("bob", "eve");
		assert_eq!(
			refused(&folder),
			DataError::HomeMismatch {
				file: HOMES,
				line: 3,
				found: "eve".into(),
				expected: "bob".into(),
				reference: LOAD
			}
		);
	}

	#[test]
	fn fails_when_a_home_is_missing_or_too_many() {
		let mut folder = Folder::day();
		folder.homes += "eve,1\n";
		let count = |found| DataError::HomeCount {
			file: HOMES,
			found,
			expected: 2,
			reference: LOAD,
		};
		assert_eq!(refused(&folder), count(3));
		folder.homes = "home,pv_nominal_w\nada,0\n".into();
		assert_eq!(refused(&folder), count(1));
	}

	#[test]
	fn fails_when_a_value_is_no_integer() {
		for found in ["", "12.5", "1e3", "+5", "many", "1 000", "0x10", "-", "NaN"] {
			let mut folder = Folder::day();
			Folder::with_line(&mut folder.load, 4, &format!("2,100,{found}"));
			let (column, found) = ("bob".into(), found.into());
			assert_eq!(
				refused(&folder),
				DataError::NotAnInteger {
					file: LOAD,
					line: 4,
					column,
					found
				}
			);
		}
	}

	#[test]
	fn fails_when_a_value_is_negative() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.generation, 4, "2,-7,0");
		let (column, found) = ("ada".into(), "-7".into());
		assert_eq!(
			refused(&folder),
			DataError::Negative {
				file: GENERATION,
				line: 4,
				column,
				found
			}
		);
	}

	#[test]
	fn fails_when_a_value_is_too_large() {
		for found in ["2147483001", "4294967296", "99999999999999999999999999"] {
			let mut folder = Folder::day();
			folder.homes = format!("home,pv_nominal_w\nada,0\nbob,{found}\n");
			let (column, found) = ("pv_nominal_w".into(), found.into());
			assert_eq!(
				refused(&folder),
				DataError::TooLarge {
					file: HOMES,
					line: 3,
					column,
					found
				}
			);
		}
	}

	#[test]
	fn fails_when_a_row_is_ragged() {
		for (row, found) in [("2,100", 2), ("2,100,200,", 4)] {
			let mut folder = Folder::day();
			Folder::with_line(&mut folder.load, 4, row);
			assert_eq!(
				refused(&folder),
				DataError::Ragged {
					file: LOAD,
					line: 4,
					found,
					expected: 3
				}
			);
		}
	}

	#[test]
	fn fails_when_an_hour_is_missing_repeated_or_out_of_order() {
		let sequence = |line, found, expected| DataError::HourOutOfSequence {
			file: LOAD,
			line,
			found,
			expected,
		};
		// Missing: every file has as many rows, but one number is skipped.
		let mut folder = Folder::of(FRIDAY, 2, |_| "0.3");
		for text in [
			&mut folder.load,
			&mut folder.generation,
			&mut folder.community,
		] {
			Folder::without_line(text, 12);
		}
		assert_eq!(refused(&folder), sequence(12, 11, 10));

		let mut folder = Folder::day();
		Folder::with_line(&mut folder.load, 12, "9,100,200");
		assert_eq!(refused(&folder), sequence(12, 9, 10));

		let mut folder = Folder::day();
		Folder::with_line(&mut folder.load, 12, "11,100,200");
		Folder::with_line(&mut folder.load, 13, "10,100,200");
		assert_eq!(refused(&folder), sequence(12, 11, 10));
	}

	#[test]
	fn fails_when_files_differ_in_length() {
		let mut folder = Folder::day();
		Folder::without_line(&mut folder.community, 25);
		let count = |file, found| DataError::RowCount {
			file,
			found,
			expected: 24,
			reference: LOAD,
		};
		assert_eq!(refused(&folder), count(COMMUNITY, 23));

		let mut folder = Folder::day();
		folder.generation += "24,0,0\n";
		assert_eq!(refused(&folder), count(GENERATION, 25));
	}

	#[test]
	fn fails_when_the_last_day_is_not_whole() {
		let mut folder = Folder::of(FRIDAY, 2, |_| "0.3");
		for text in [
			&mut folder.load,
			&mut folder.generation,
			&mut folder.community,
		] {
			Folder::without_line(text, 49);
		}
		assert_eq!(
			refused(&folder),
			DataError::NotWholeDays {
				file: LOAD,
				rows: 47
			}
		);
	}

	#[test]
	fn fails_when_a_price_is_none_or_not_above_zero_or_too_fine_or_too_high() {
		type Variant = fn(u64, String, String) -> DataError;
		let file = COMMUNITY;
		let not_a_price: Variant = |line, column, found| DataError::NotAPrice {
			file: COMMUNITY,
			line,
			column,
			found,
		};
		let not_positive: Variant = |line, column, found| DataError::PriceNotPositive {
			file: COMMUNITY,
			line,
			column,
			found,
		};
		let too_fine: Variant = |line, column, found| DataError::PriceTooFine {
			file: COMMUNITY,
			line,
			column,
			found,
		};
		let too_high: Variant = |line, column, found| DataError::PriceTooHigh {
			file: COMMUNITY,
			line,
			column,
			found,
		};
		for (price, error) in [
			("$0.22", not_a_price),
			("0", not_positive),
			("-0.22", not_positive),
			("0.1234567891", too_fine),
			("281475", too_high),
		] {
			let mut folder = Folder::day();
			Folder::with_line(&mut folder.community, 3, &format!("1,2,1,5,{price}"));
			let expected = error(3, "retail_usd_per_kwh".into(), price.into());
			assert_eq!(refused(&folder), expected, "{file} {price}");
		}
	}

	#[test]
	fn a_message_names_file_line_column_what_was_found_and_what_to_do() {
		let mut folder = Folder::day();
		Folder::with_line(&mut folder.load, 4, "2,100,12.5");
		assert_eq!(
			refused(&folder).to_string(),
			"load_wh.csv, line 4, column bob: found \"12.5\", not an integer; write whole numbers in \
			 digits only, such as 1250"
		);
	}
}

mod fontana17 {
	use super::*;

	fn load() -> CommunityData {
		let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/fontana17");
		CommunityData::load(Path::new(folder)).unwrap()
	}

	fn sum(rows: &[Vec<u32>]) -> u64 {
		rows.iter().flatten().map(|wh| u64::from(*wh)).sum()
	}

	#[test]
	fn is_17_homes_for_a_year() {
		let data = load();
		assert_eq!(data.name, "fontana17");
		assert_eq!(
			(data.homes.len(), data.hours.len(), data.days()),
			(17, 8_760, 365)
		);
		// Summed by a script that knows nothing of this crate.
		assert_eq!(sum(&data.load_wh), 169_643_980);
		assert_eq!(sum(&data.pv_wh), 103_425_613);
	}

	#[test]
	fn begins_on_a_monday_the_first_of_august() {
		let data = load();
		assert_eq!(data.local_epoch_seconds, 1_122_854_400);
		assert_eq!(
			local_time(data.local_epoch_seconds),
			LocalTime {
				year: 2005,
				month: 8,
				day: 1,
				hour: 0,
				day_type: 1
			}
		);
	}

	#[test]
	fn has_a_summer_tariff_from_june_to_september() {
		let data = load();
		assert_eq!(data.tariff.summer_months, 0b0001_1110_0000);
		// Winter and summer nights, the summer peak of a weekday and of a weekend.
		assert_eq!(data.tariff.cells[0], 210_000_000);
		assert_eq!(data.tariff.cells[48], 220_000_000);
		assert_eq!(data.tariff.cells[48 + 16], 540_000_000);
		assert_eq!(data.tariff.cells[48 + 24 + 16], 400_000_000);
		for row in &data.hours {
			assert_eq!(
				data.tariff.retail(local_time(row.local_seconds)),
				row.retail
			);
		}
	}

	#[test]
	fn has_homes_with_batteries_and_capacities() {
		let data = load();
		let battery = Some(Battery {
			capacity_wh: 6_400,
			power_w: 5_000,
		});
		assert!(data.homes.iter().all(|home| home.battery == battery));
		// Largest hours 7,987, 4,939, 4,411 and 8,846 Wh; nominal power 4,000 or 5,000 W.
		assert_eq!(data.capacity_w(0), 8_000);
		assert_eq!(data.capacity_w(4), 5_000);
		assert_eq!(data.capacity_w(14), 5_000);
		assert_eq!(data.capacity_w(16), 9_000);
	}
}
