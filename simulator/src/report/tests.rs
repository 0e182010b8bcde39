use super::*;
use crate::{
	data::CommunityData,
	kpis::{
		tests::{sample, traded},
		Ratio,
	},
	oracle,
};
use tempfile::TempDir;

fn bills_csv(kpis: &Kpis) -> String {
	let mut bytes = Vec::new();
	csv::write_bills(&mut bytes, kpis).unwrap();
	String::from_utf8(bytes).unwrap()
}

fn fontana17() -> Outcome {
	let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/fontana17");
	oracle::pool(
		&CommunityData::load(Path::new(folder)).unwrap(),
		oracle::FEED_IN,
	)
}

mod numbers {
	use super::{format::*, *};

	#[test]
	fn usd_are_rounded_half_up_and_grouped() {
		assert_eq!(usd(31_099_597_750_000_000, 2), "$31,099.60");
		assert_eq!(usd(5_000_000_000, 2), "$0.01");
		assert_eq!(usd(4_999_999_999, 2), "$0.00");
		assert_eq!(usd(-1_234_567_000_000_000_000, 0), "-$1,234,567");
		assert_eq!(usd(-999_990_000_000_000, 2), "-$999.99");
	}

	#[test]
	fn a_price_is_shown_per_kwh() {
		assert_eq!(price(Ratio::new(220_000_000, 1)), "$0.220 per kWh");
		assert_eq!(price(Ratio::new(1, 0)), "-");
	}

	#[test]
	fn energy_takes_the_unit_that_suits_it() {
		assert_eq!(energy(999_999), "1,000.0 kWh");
		assert_eq!(energy(1_000_000), "1.0 MWh");
		assert_eq!(energy(169_643_980), "169.6 MWh");
	}

	#[test]
	fn one_has_no_plural() {
		assert_eq!(counted(1, "home"), "1 home");
		assert_eq!(counted(0, "home"), "0 homes");
		assert_eq!(counted(8_760, "hour"), "8,760 hours");
	}
}

mod the_headline {
	use super::*;

	#[test]
	fn says_what_the_year_of_fontana17_saved() {
		assert_eq!(
			headline(&Kpis::of(&fontana17())),
			"Sharing saved these 17 homes $3,593 (11.6 %) in 365 days; nobody paid more in any hour."
		);
	}

	#[test]
	fn says_when_a_home_paid_more() {
		let mut outcome = sample();
		outcome.intervals[1].homes[2].bill = 1;
		assert_eq!(
			headline(&Kpis::of(&outcome)),
			"Sharing saved these 3 homes $165 (76.6 %) in 1 day; in 1 of 9 hourly bills a home paid \
			 more."
		);
	}

	#[test]
	fn says_when_sharing_cost() {
		let mut outcome = sample();
		outcome.intervals[0].homes[0].bill = 1_000_000_000_000_000;
		let said = headline(&Kpis::of(&outcome));
		assert!(
			said.starts_with("Sharing cost these 3 homes $754 in 1 day; in 1 of 9"),
			"{said}"
		);
	}

	#[test]
	fn a_plant_is_no_home() {
		let mut outcome = sample();
		for interval in &mut outcome.intervals {
			(interval.homes[1].load_wh, interval.homes[1].pv_wh) = (0, 500);
		}
		let said = headline(&Kpis::of(&outcome));
		assert!(
			said.starts_with("Sharing saved these 2 homes and their plant $"),
			"{said}"
		);
	}

	#[test]
	fn says_interval_when_it_is_no_hour() {
		let mut outcome = sample();
		outcome.intervals.truncate(1);
		let said = headline(&Kpis::of(&outcome));
		assert!(
			said.ends_with("nobody paid more in any interval."),
			"{said}"
		);
	}
}

mod the_csv_files {
	use super::*;

	#[test]
	fn bills_hold_each_home_and_their_sum() {
		let text = bills_csv(&Kpis::of(&sample()));
		let lines: Vec<&str> = text.lines().collect();
		assert_eq!(
			lines,
			[
				"home,no_market_bill_usd,bill_usd,saving_usd,saving_percent,no_market_bill_units,\
				 bill_units,saving_units,demand_wh,generation_wh,import_wh,export_wh,\
				 local_import_wh,local_export_wh,green_share_percent,worse_off_intervals,\
				 ahead_bought_wh,ahead_sold_wh,undelivered_wh,undelivered_charge_units,unserved_wh",
				"ada,189.00,136.50,52.50,27.777778,189000000000000,136500000000000,52500000000000,\
				 900,0,900,0,700,0,77.777778,0,0,0,0,0,0",
				"bob,79.00,41.50,37.50,47.468354,79000000000000,41500000000000,37500000000000,450,\
				 150,400,100,400,100,100.000000,0,0,0,0,0,0",
				"cy,-52.50,-127.50,75.00,,-52500000000000,-127500000000000,75000000000000,130,1180,\
				 0,1050,0,1000,,0,0,0,0,0,0",
				"all homes,215.50,50.50,165.00,76.566125,215500000000000,50500000000000,\
				 165000000000000,1480,1330,1300,1150,1100,1100,84.615385,0,0,0,0,0,0",
			]
		);
	}

	#[test]
	fn intervals_hold_one_row_each() {
		let mut bytes = Vec::new();
		csv::write_intervals(&mut bytes, &sample()).unwrap();
		let text = String::from_utf8(bytes).unwrap();
		let lines: Vec<&str> = text.lines().collect();
		assert_eq!(lines.len(), 4);
		assert_eq!(
			lines[0],
			"interval,local_time,feed_in_units_per_wh,retail_units_per_wh,grid_fee_units_per_wh,\
			 pool_price_units_per_wh,demand_wh,generation_wh,short_wh,long_wh,matched_wh,\
			 residual_wh,no_market_bill_units,bill_units,treasury_income_units,orders,orders_refused,\
			 auction_volume_wh,auction_price_units_per_wh,undelivered_wh,undelivered_charge_units,\
			 unserved_wh"
		);
		assert_eq!(
			lines[2],
			"1,2005-08-01T01:00,50000000000,210000000000,10000000000,125000000000,370,170,0,0,100,\
			 200,58000000000000,43000000000000,1000000000000,0,0,0,,0,0,0"
		);
	}

	#[test]
	fn what_was_traded_ahead_has_its_columns() {
		let outcome = traded();
		let bills = bills_csv(&Kpis::of(&outcome));
		let ends = ["80,0,0,0,0", "0,110,10,0,40", "30,0,10,50000000000,0"];
		for (line, end) in bills.lines().skip(1).zip(ends) {
			assert!(line.ends_with(&format!(",0,{end}")), "{line}");
		}
		let mut bytes = Vec::new();
		csv::write_intervals(&mut bytes, &outcome).unwrap();
		let text = String::from_utf8(bytes).unwrap();
		let ends = [
			"0,0,0,,0,0,0",
			"4,1,110,100000000000,20,50000000000,0",
			"0,0,0,,0,0,40",
		];
		for (line, end) in text.lines().skip(1).zip(ends) {
			assert!(line.ends_with(&format!(",{end}")), "{line}");
		}
	}

	#[test]
	fn a_name_with_a_comma_stays_one_value() {
		let mut outcome = sample();
		outcome.homes[0] = "Ada, 2nd floor".into();
		let text = bills_csv(&Kpis::of(&outcome));
		assert!(text.contains("\n\"Ada, 2nd floor\",189.00,"), "{text}");
	}
}

mod the_table {
	use super::*;

	#[test]
	fn shows_homes_total_and_figures() {
		let expected = "\
sample: 3 homes, 1 day, 3 hours
Sharing saved these 3 homes $165 (76.6 %) in 1 day; nobody paid more in any hour.

home       without USD  with USD  saved USD    saved  green share
-----------------------------------------------------------------
ada             189.00    136.50      52.50  27.78 %      77.78 %
bob              79.00     41.50      37.50  47.47 %     100.00 %
cy              -52.50   -127.50      75.00        -            -
-----------------------------------------------------------------
all homes       215.50     50.50     165.00  76.57 %      84.62 %
without: with the supplier alone. Each amount is rounded to cents by itself.

Bills without sharing                  $215.50
Bills with sharing                     $50.50
Saved                                  $165.00 (76.566125 %)
Times a home paid more in an hour      0 of 9
Demand                                 1.5 kWh
Generation                             1.3 kWh
Shared                                 1.1 kWh
Green share                            84.615385 %
Self-consumption                       96.240602 %
Self-sufficiency                       86.486486 %
Neighbours' price                      $125.000 per kWh
Supplier's prices for the same energy  sells at $210.000 per kWh, buys at $50.000 per kWh
Bought from the supplier               0.2 kWh for $42.00
Sold to the supplier                   0.1 kWh for $2.50
Treasury's income                      $11.00
Not accounted for                      $0.00
";
		assert_eq!(table::table(&Kpis::of(&sample())), expected);
	}

	#[test]
	fn shows_what_was_traded_ahead_if_anything_was() {
		let text = table::table(&Kpis::of(&traded()));
		for line in [
			"Traded ahead                           0.1 kWh at $100.000 per kWh",
			"Met in the pool                        1.0 kWh",
			"Orders                                 4; 1 refused",
			"Rationed orders                        1",
			"Not delivered                          0.0 kWh of 0.2 kWh bought and sold, charged $0.05",
			"Demand not served                      0.0 kWh",
		] {
			assert!(text.lines().any(|found| found == line), "{line}\n{text}");
		}
	}

	#[test]
	fn a_long_name_widens_its_column() {
		let mut outcome = sample();
		outcome.homes[1] = "Señora Montserrat".into();
		let text = table::table(&Kpis::of(&outcome));
		let line = |name: &str| text.lines().find(|line| line.starts_with(name)).unwrap();
		assert_eq!(line("ada").chars().count(), line("Señora").chars().count());
	}
}

mod the_series {
	use super::{series::*, *};

	#[test]
	fn months_are_cut_at_local_midnight() {
		let mut outcome = sample();
		// 31 August 23:00, 1 September 00:00 and 01:00.
		for (interval, hour) in outcome.intervals.iter_mut().zip(743u64..) {
			interval.local_seconds = 1_122_854_400 + hour * 3_600;
		}
		let units = 1_000_000_000;
		assert_eq!(
			months(&outcome),
			[
				Month {
					year: 2005,
					month: 8,
					bill: 10_000 * units,
					no_market_bill: 160_000 * units
				},
				Month {
					year: 2005,
					month: 9,
					bill: 40_500 * units,
					no_market_bill: 55_500 * units
				},
			]
		);
	}

	#[test]
	fn the_hours_of_several_days_are_added_up() {
		let mut outcome = sample();
		outcome.intervals[2].local_seconds = outcome.intervals[0].local_seconds + 86_400;
		let hours = hours_of_day(&outcome);
		let first = HourOfDay {
			used_at_home_wh: 100 + 10,
			from_neighbours_wh: 1_000,
			from_supplier_wh: 0,
			to_supplier_wh: 50,
			bought_to_store_wh: 0,
			ahead_wh: 0,
			pool_wh: 1_000,
		};
		let second = HourOfDay {
			used_at_home_wh: 50 + 20,
			from_neighbours_wh: 100,
			from_supplier_wh: 200,
			to_supplier_wh: 0,
			bought_to_store_wh: 0,
			ahead_wh: 0,
			pool_wh: 100,
		};
		assert_eq!(hours[..3], [first, second, HourOfDay::default()]);
	}

	#[test]
	fn what_is_bought_for_a_battery_is_demand_when_it_is_used() {
		let mut outcome = sample();
		// 400 of the 1,000 Wh that ada and bob had of cy went into bob's battery, who used nothing then.
		outcome.intervals[0].homes[1].load_wh = 0;
		let hour = hours_of_day(&outcome)[0];
		assert_eq!((hour.from_neighbours_wh, hour.from_supplier_wh), (600, 0));
		assert_eq!(
			(hour.used_at_home_wh, hour.bought_to_store_wh),
			(110 - 10, 400)
		);
	}
}

mod the_page {
	use super::*;

	fn page(outcome: &Outcome) -> String {
		chart::page(outcome, &Kpis::of(outcome))
	}

	#[test]
	fn opens_with_the_headline() {
		let page = page(&fontana17());
		assert!(page.contains(
			"<h1>Sharing saved these 17 homes $3,593 (11.6\u{a0}%) in 365 days; nobody paid more in \
			 any hour.</h1>"
		));
	}

	#[test]
	fn loads_nothing_and_runs_nothing() {
		let page = page(&fontana17());
		for outside in [
			"http", "<script", "<link", "@import", "url(", "src=", "onclick",
		] {
			assert!(!page.contains(outside), "{outside}");
		}
	}

	#[test]
	fn closes_every_element() {
		let page = page(&fontana17());
		for element in [
			"svg", "table", "section", "tr", "td", "th", "ul", "li", "text", "title", "dl",
		] {
			let opened = page.matches(&format!("<{element}>")).count()
				+ page.matches(&format!("<{element} ")).count();
			assert_eq!(
				opened,
				page.matches(&format!("</{element}>")).count(),
				"{element}"
			);
		}
	}

	#[test]
	fn draws_a_bar_pair_for_each_home_and_a_column_for_each_month() {
		let page = page(&fontana17());
		assert_eq!(page.matches("<rect class=\"without\"").count(), 17);
		// The homes' bars with sharing, and the twelve months.
		assert_eq!(page.matches("<rect class=\"with\"").count(), 17 + 12);
		assert_eq!(page.matches("<polygon").count(), 4);
	}

	#[test]
	fn shows_names_as_text_and_never_as_markup() {
		let mut outcome = sample();
		outcome.homes[0] = "<script>alert('&')</script>".into();
		outcome.community = "A & <b>".into();
		let page = page(&outcome);
		assert!(!page.contains("<script"));
		assert!(page.contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"));
		assert!(page.contains("<title>A &amp; &lt;b&gt;: what sharing changed</title>"));
	}

	#[test]
	fn draws_what_was_traded_ahead_if_anything_was() {
		let page = page(&traded());
		// 0.11 kWh ahead in the second hour, 0.01 in the pool, on an axis up to 1 kWh.
		assert!(page.contains("<h2>Traded ahead, and in the pool</h2>"));
		assert!(page.contains(
			"<rect class=\"ahead\" x=\"4.75%\" width=\"3.00%\" y=\"89.00%\" height=\"11.00%\"><title>01:00: \
			 0.11 kWh ahead, 0.01 kWh in the pool</title></rect>"
		));
		assert!(!super::the_page::page(&sample()).contains("Traded ahead"));
	}

	#[test]
	fn has_no_number_that_is_none() {
		for outcome in [sample(), traded(), Outcome::default()] {
			let page = page(&outcome);
			assert!(!page.contains("NaN") && !page.contains("inf%"), "{page}");
		}
	}
}

mod the_drawings {
	use super::*;

	fn assert_drawn(element: &str) {
		let outcome = sample();
		let page = chart::page(&outcome, &Kpis::of(&outcome));
		assert!(page.contains(element), "{element} is not in {page}");
	}

	#[test]
	fn bars_of_costs_and_of_earnings_leave_one_zero_line() {
		// From -127.50 to 189.00 USD: 0 is at 127.5 / 316.5.
		assert_drawn(r#"<rect class="without" x="40.28%" y="2" width="59.72%" height="10"/>"#);
		assert_drawn(r#"<rect class="with" x="0.00%" y="14" width="40.28%" height="10"/>"#);
		assert_drawn(r#"<line class="zero" x1="40.28%" x2="40.28%""#);
	}

	#[test]
	fn a_month_stands_on_zero_and_is_as_high_as_its_saving() {
		// 165 of 0 to 200 USD.
		let column = "y=\"17.50%\" height=\"82.50%\"><title>Aug: $165.00, 76.6\u{a0}%";
		assert_drawn(column);
	}

	#[test]
	fn the_areas_of_the_average_day_stand_on_each_other() {
		// From -0.5 to 1.5 kWh: v is at 75 - 50 v percent from the top.
		// At home 0.1, 0.07, 0.01; neighbours 1, 0.1, 0; supplier 0, 0.2, 0; sold 0, 0, 0.05.
		assert_drawn(r#"<polygon class="home" points="0,70.00 0.5,70.00 1.5,71.50 2.5,74.50 "#);
		assert_drawn(r#"<polygon class="neighbours" points="0,20.00 0.5,20.00 1.5,66.50 "#);
		assert_drawn(r#"<polygon class="supplier" points="0,20.00 0.5,20.00 1.5,56.50 "#);
		// The lower edge runs back.
		assert_drawn(r#" 2.5,74.50 1.5,66.50 0.5,20.00 0,20.00"/>"#);
		assert_drawn(r#" 3.5,75.00 2.5,77.50 1.5,75.00 0.5,75.00 0,75.00"/>"#);
	}

	#[test]
	fn the_average_day_is_per_day() {
		let mut outcome = sample();
		// The same on two days: the sums double, the average stays.
		let again = outcome.intervals.clone().into_iter().map(|mut interval| {
			interval.local_seconds += 86_400;
			interval
		});
		outcome.intervals.extend(again);
		let page = chart::page(&outcome, &Kpis::of(&outcome));
		assert!(page.contains(r#"<polygon class="home" points="0,70.00 0.5,70.00 1.5,71.50"#));
		assert!(page.contains("bought from neighbours: 1.1 kWh a day, 74\u{a0}% of the demand"));
	}
}

#[test]
fn a_report_is_three_files_in_a_folder() {
	let dir = TempDir::new().unwrap();
	let folder = dir.path().join("new").join("report");
	let outcome = sample();
	let kpis = Kpis::of(&outcome);
	let files = write_all(&folder, &outcome, &kpis).unwrap();
	assert_eq!(fs::read_to_string(&files.bills).unwrap(), bills_csv(&kpis));
	assert_eq!(
		fs::read_to_string(&files.page).unwrap(),
		chart::page(&outcome, &kpis)
	);
	assert_eq!(
		fs::read_to_string(&files.intervals)
			.unwrap()
			.lines()
			.count(),
		4
	);
}

#[test]
fn fails_when_the_folder_cannot_be_made() {
	let dir = TempDir::new().unwrap();
	let file = dir.path().join("file");
	fs::write(&file, "").unwrap();
	let outcome = sample();
	let error = write_all(&file, &outcome, &Kpis::of(&outcome)).unwrap_err();
	assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
}
