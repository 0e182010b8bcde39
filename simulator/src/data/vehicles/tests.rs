//! What a file of vehicles may say, and what is refused.

use super::*;

const HEADER: &str = "home,power_w,efficiency,plugged_from,plugged_until,needs_wh,from_day,to_day";

fn fontana() -> CommunityData {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17");
	CommunityData::load(&folder).expect("the standing example is valid")
}

fn vehicles(rows: &str) -> Result<Vec<Vehicle>, VehicleError> {
	read(&format!("{HEADER}\n{rows}\n"), &fontana())
}

fn refusal(row: &str) -> String {
	vehicles(row).expect_err(row).to_string()
}

#[test]
fn a_row_is_a_vehicle() {
	let read = vehicles("home3,7400,0.9,18:00,07:00,8000,0,364").expect("is valid");
	let time = |text| TimeOfDay::read(text).expect("is a time");
	let expected = Vehicle {
		line: 2,
		home: 2,
		power_w: 7_400,
		efficiency: 0.9,
		plugged: Plugged::new(time("18:00"), time("07:00")).expect("leaves"),
		needs_wh: 8_000,
		days: 0..=364,
	};
	assert_eq!(read, [expected]);
}

#[test]
fn lines_for_people_are_passed_over_and_counted() {
	let text = format!("# invented\n{HEADER}\n# two\nhome3,x,0.9,18:00,07:00,8000,0,364\n");
	let why = read(&text, &fontana()).expect_err("has no power");
	assert_eq!(
		why,
		VehicleError::NotAnInteger {
			line: 4,
			column: "power_w",
			found: "x".into()
		}
	);
}

#[test]
fn what_a_vehicle_cannot_be_is_refused_with_place_and_reason() {
	for (row, said) in [
		(
			"home18,7400,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column home: there is no home home18; the homes are home1, home2,",
		),
		(
			"home1,-7400,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column power_w: found the negative number -7400; a vehicle gives nothing back",
		),
		(
			"home1,0,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column power_w: found 0, expected a number from 1 to 1000000;",
		),
		(
			"home1,1000001,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column power_w: found 1000001, expected a number from 1 to 1000000;",
		),
		(
			"home1,99999999999999999999,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column power_w: found 99999999999999999999, expected a number from 1 to",
		),
		(
			"home1,NaN,0.9,18:00,07:00,8000,0,1",
			"--vehicles, line 2, column power_w: found \"NaN\", not an integer;",
		),
		(
			"home1,7400,0.9,18:00,07:00,0,0,1",
			"--vehicles, line 2, column needs_wh: found 0, expected a number from 1 to 24000000;",
		),
		(
			"home1,7400,0.9,18:00,07:00,-1,0,1",
			"--vehicles, line 2, column needs_wh: found the negative number -1;",
		),
		(
			"home1,7400,0.9,18:00,07:00,24000001,0,1",
			"--vehicles, line 2, column needs_wh: found 24000001, expected a number from 1 to 24000000;",
		),
		(
			"home1,7400,0.9,18:00,7,8000,0,1",
			"--vehicles, line 2, column plugged_until: found \"7\", not a time of the day;",
		),
		(
			"home1,7400,0.9,25:00,07:00,8000,0,1",
			"--vehicles, line 2, column plugged_from: found \"25:00\", not a time of the day;",
		),
		(
			"home1,7400,0.9,18:00,18:00,8000,0,1",
			"--vehicles, line 2: plugged in from 18:00 until 18:00; a vehicle that never leaves",
		),
		(
			"home1,7400,0.9,18:10,18:50,8000,0,1",
			"--vehicles, line 2: plugged in 18:10-18:50 is no whole hour of the data;",
		),
		(
			"home1,7400,0.9,18:00,07:00,8000,2,1",
			"--vehicles, line 2: from_day 2 is after to_day 1;",
		),
		(
			"home1,7400,0.9,18:00,07:00,8000,0,365",
			"--vehicles, line 2, column to_day: day 365, but the data has 365 days, counted from 0",
		),
		(
			"home1,7400,0.9,18:00,07:00,8000,0",
			"--vehicles, line 2: 7 values, but the header names 8 columns;",
		),
	] {
		let found = refusal(row);
		assert!(found.starts_with(said), "{row}\n{found}\n{said}");
	}
	for efficiency in ["0", "-0.9", "1.1", "NaN", "inf", "90%", "1e-1", ""] {
		let found = refusal(&format!("home1,7400,{efficiency},18:00,07:00,8000,0,1"));
		let said =
			format!("--vehicles, line 2, column efficiency: found \"{efficiency}\", not a part;");
		assert!(found.starts_with(&said), "{found}");
	}
}

#[test]
fn two_vehicles_are_not_at_one_charger_at_a_time() {
	let night = "home1,7400,0.9,18:00,07:00,8000,0,9";
	let with = |row: &str| vehicles(&format!("{night}\n{row}"));
	for row in [
		"home1,3700,0.9,06:00,09:00,8000,1,1",
		"home1,3700,0.9,06:00,09:00,8000,10,10",
		"home1,3700,0.9,17:00,18:01,8000,9,20",
		"home1,3700,0.9,20:00,06:00,8000,9,9",
		"home1,3700,0.9,20:00,19:00,8000,9,9",
	] {
		let expected = VehicleError::Overlap {
			line: 3,
			earlier: 2,
			home: "home1".into(),
		};
		assert_eq!(with(row), Err(expected), "{row}");
	}
	for row in [
		// By day, before the first night, in the days after the last, elsewhere.
		"home1,3700,0.9,07:00,18:00,8000,0,9",
		"home1,3700,0.9,06:00,09:00,8000,0,0",
		"home1,3700,0.9,18:00,07:00,8000,10,20",
		"home1,3700,0.9,06:00,09:00,8000,11,11",
		"home2,7400,0.9,18:00,07:00,8000,0,9",
	] {
		assert_eq!(with(row).map(|read| read.len()), Ok(2), "{row}");
	}
}

#[test]
fn the_invented_vehicles_of_the_standing_example_are_valid_and_say_that_they_are_invented() {
	let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/fontana17-vehicles.csv");
	let read = load(&file, &fontana()).expect("is valid");
	assert_eq!(read.len(), 5);
	let text = fs::read_to_string(file).expect("is there");
	assert!(text
		.lines()
		.next()
		.is_some_and(|line| line.contains("INVENTED")));
}

#[test]
fn a_file_that_is_not_there_is_named() {
	let why = load(Path::new("nowhere.csv"), &fontana()).expect_err("is not there");
	assert!(why.to_string().starts_with("--vehicles: cannot be read: "));
}
