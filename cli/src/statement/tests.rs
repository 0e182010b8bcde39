//! The statement, exactly.

use super::*;
use commonwatt_primitives::traits::PointAccount;

const MONTH: u32 = 12 * 2005 + 7;

/// The month of docs/rpc.md with a bit of everything: prices that divide and prices that do not.
fn busy() -> Month {
	let line = |wh, money| Line { wh, money };
	Month {
		month: MONTH,
		imported: 212_400,
		exported: 31_000,
		pool_bought: line(90_000, 11_250_000_000_000),
		pool_sold: line(20_000, 2_500_000_000_000),
		auction_bought: line(1_500, 187_500_000_000),
		auction_sold: line(3_000, 500_000_000_000),
		supplier_bought: line(122_400, 25_704_000_000_001),
		supplier_sold: line(11_000, 550_000_000_000),
		gap_bought: line(1_234_567, 617_283_500_000_000),
		gap_sold: line(0, 0),
		grid_fee: line(91_500, 915_000_000_000),
		undelivered: line(30, 600_000_000),
		topped_up: 1_050_000_000_000_000,
		gifts: 5_000_000_000_000,
		withdrawn: 2_000_000_000_000,
		green: 64_500,
	}
}

fn table(month: &Month) -> String {
	Table {
		point: 3,
		month,
		in_progress: true,
	}
	.to_string()
}

/// Base units of a row's money, the second column from the right that has a point or the last.
fn money_in(row: &str) -> i128 {
	let column = row.chars().skip(37).take(24).collect::<String>();
	let text = column
		.split_whitespace()
		.next()
		.expect("has money")
		.replace(',', "");
	let (sign, text) = match text.strip_prefix('-') {
		Some(text) => (-1, text.to_string()),
		None => (1, text),
	};
	let (whole, fraction) = text.split_once('.').expect("has a point");
	let units: i128 = format!("{whole}{fraction:0<12}")
		.parse()
		.expect("is a number");
	sign * units
}

#[test]
fn a_statement_is_a_table_by_kind() {
	let text = table(&busy());
	assert_eq!(text, BUSY.trim_start_matches('\n'), "\n{text}");
	let text = table(&Month::of_month(MONTH));
	assert_eq!(text, NOTHING.trim_start_matches('\n'), "\n{text}");
}

#[test]
fn the_rows_of_the_table_sum_to_the_change_of_the_account() {
	let text = table(&busy());
	let entries = text
		.lines()
		.filter(|line| line.starts_with("  ") && !line.contains("together"));
	// The first is the heading.
	let sum: i128 = entries.skip(1).map(money_in).sum();
	assert_eq!(sum, busy().balance());
	let last = text.lines().last().expect("has lines");
	assert!(last.starts_with("Change of the account"));
	assert_eq!(money_in(last), busy().balance());
}

#[test]
fn the_rows_of_the_csv_sum_to_its_last() {
	let text = csv(3, &busy());
	let rows: Vec<Vec<&str>> = text.lines().map(|row| row.split(',').collect()).collect();
	assert_eq!(
		rows[0],
		["point", "month", "kind", "wh", "tokens", "base_units"]
	);
	assert_eq!(
		rows[1],
		[
			"3",
			"2005-08",
			"poolBought",
			"90000",
			"-11.25",
			"-11250000000000"
		]
	);
	assert!(rows.iter().all(|row| row.len() == 6));
	let units: Vec<i128> = rows[1..]
		.iter()
		.map(|row| row[5].parse().expect("is a number"))
		.collect();
	let (balance, others) = units.split_last().expect("has rows");
	assert_eq!(rows[rows.len() - 1][2], "balance");
	assert_eq!(others.iter().sum::<i128>(), *balance);
	assert_eq!(*balance, busy().balance());
	assert_eq!(others.len(), 14);
	assert_eq!(rows[rows.len() - 2][2..], ["green", "64500", "0.00", "0"]);
}

fn view(credit: Balance, debt: Balance, open: bool) -> PointView<AccountId> {
	PointView {
		community: 0,
		owner: AccountId::new([1; 32]),
		capacity_w: 10_000,
		registers: Default::default(),
		metered: Default::default(),
		next_interval: 18,
		closed: false,
		account: PointAccount {
			credit,
			debt,
			..Default::default()
		},
		withdrawal_floor: 0,
		unsettled: if open { vec![(17, 5)] } else { Vec::new() },
		essential: false,
		trading_key: None,
		next_nonces: vec![],
		orders: Vec::new(),
	}
}

fn with_balance(balance: i128) -> Month {
	let mut month = Month::of_month(MONTH);
	match balance < 0 {
		true => month.withdrawn = balance.unsigned_abs(),
		false => month.topped_up = balance.unsigned_abs(),
	}
	month
}

const TOKEN: i128 = 1_000_000_000_000;

#[test]
fn the_months_lead_to_the_credit() {
	let filed = [with_balance(30 * TOKEN), with_balance(-5 * TOKEN)];
	let worth = Worth::of(
		&view(28 * TOKEN as u128, 0, true),
		&filed,
		&with_balance(4 * TOKEN),
	)
	.expect("can be told");
	assert_eq!(
		worth.to_string(),
		"\nbrought forward                    25.00\n\
		 change                              4.00\n\
		 in orders and unsettled intervals  -1.00\n\
		 = credit now                       28.00\n"
	);
}

#[test]
fn what_is_owed_has_been_consumed() {
	let worth = Worth::of(
		&view(0, 2 * TOKEN as u128, false),
		&[],
		&with_balance(-2 * TOKEN),
	)
	.expect("can be told");
	assert_eq!(
		worth.to_string(),
		"\nbrought forward                     0.00\n\
		 change                             -2.00\n\
		 owed                                2.00\n\
		 = credit now                        0.00\n"
	);
}

#[test]
fn money_that_nothing_explains_is_shown() {
	let worth = Worth::of(&view(1, 0, false), &[], &with_balance(0)).expect("can be told");
	assert!(worth.to_string().contains("UNEXPLAINED"), "{worth}");
}

#[test]
fn forgotten_months_are_reckoned_from_the_credit_unless_something_is_open() {
	let filed = vec![with_balance(TOKEN); 12];
	let change = with_balance(3 * TOKEN);
	let worth =
		Worth::of(&view(90 * TOKEN as u128, 0, false), &filed, &change).expect("can be told");
	assert_eq!((worth.before, worth.open), (87 * TOKEN, 0));
	assert!(Worth::of(&view(90 * TOKEN as u128, 0, true), &filed, &change).is_none());
}

#[test]
fn a_month_that_is_not_kept_names_those_that_are() {
	let filed = [Month::of_month(MONTH - 1)];
	let text = no_statement(3, MONTH + 1, &filed, &Month::of_month(MONTH));
	assert_eq!(
		text,
		"nothing is kept of point 3 in September 2005; there is 2005-07, 2005-08"
	);
}

const BUSY: &str = "
Point 3, August 2005, so far
metered: import 212,400 Wh, export 31,000 Wh
green: 64,500 Wh, generated by neighbours and retired for this point

                                 Wh              tokens    per kWh
Bought
  from neighbours, pool      90,000    -11.25             0.125
  from neighbours, ahead      1,500     -0.1875           0.125
  from the supplier         122,400    -25.704000000001  ~0.210000
  in gaps, never read     1,234,567   -617.2835           0.50
  together                1,448,467   -654.425000000001  ~0.451805
Sold
  to neighbours, pool        20,000      2.50             0.125
  to neighbours, ahead        3,000      0.50            ~0.166667
  to the supplier            11,000      0.55             0.05
  in gaps, never read             0      0.00
  together                   34,000      3.55            ~0.104412
Paid to the community
  grid fee                   91,500     -0.915            0.01
  not delivered, charged         30     -0.0006           0.02
Money in and out
  top-ups                            1,050.00
  gifts                                  5.00
  withdrawn                             -2.00
──────────────────────────────────────────────────────────────────
Change of the account                  401.209399999999
";
const NOTHING: &str = "
Point 3, August 2005, so far
metered: import 0 Wh, export 0 Wh
green: 0 Wh, generated by neighbours and retired for this point

                               Wh    tokens  per kWh
Bought
  from neighbours, pool         0      0.00
  from neighbours, ahead        0      0.00
  from the supplier             0      0.00
  in gaps, never read           0      0.00
  together                      0      0.00
Sold
  to neighbours, pool           0      0.00
  to neighbours, ahead          0      0.00
  to the supplier               0      0.00
  in gaps, never read           0      0.00
  together                      0      0.00
Paid to the community
  grid fee                      0      0.00
  not delivered, charged        0      0.00
Money in and out
  top-ups                              0.00
  gifts                                0.00
  withdrawn                            0.00
────────────────────────────────────────────────────
Change of the account                  0.00
";
