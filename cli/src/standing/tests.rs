//! What is written, and what it means.

use super::{
	terms::{at, buy, days, hours, level_name, price_above, price_below, sell, share_above, At},
	words::sentence,
	*,
};
use crate::{book::tests::book, market_time::tests::TIME, order::tests::view};
use clap::Parser;
use commonwatt_primitives::{
	signal::Outcome,
	standing::{Bound, QuantileLevel, Schedule, ALL_DAYS, ALL_HOURS},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};

const MILLI: Price = 1_000_000;
/// Of all prices that the community's rules may say.
const BOUNDS: (Price, Price) = (50 * MILLI, 600 * MILLI);

pub fn selling_its_surplus() -> StandingOrder {
	StandingOrder {
		side: Side::Sell,
		quantity: StandingQuantity::Expected { percent: 100 },
		limit: StandingLimit::Fixed(120 * MILLI),
		price: None,
		green_share: None,
		schedule: Schedule::ALWAYS,
		expires: Interval::MAX,
	}
}

#[derive(Parser)]
struct Command {
	#[command(flatten)]
	standing: Standing,
}

fn parsed(arguments: &str) -> Result<Standing> {
	let arguments = format!("standing {arguments}");
	Ok(Command::try_parse_from(arguments.split(' '))?.standing)
}

/// The standing order that arguments mean in interval 18.
fn order(arguments: &str) -> Result<StandingOrder> {
	let terms = parsed(arguments)?.terms()?.context("sets nothing")?;
	terms.order(BOUNDS, 18)
}

#[track_caller]
fn assert_sentence(arguments: &str, expected: &str) {
	let order = order(arguments).unwrap_or_else(|error| panic!("{arguments}: {error:#}"));
	assert_eq!(sentence(&order, &TIME), expected, "{arguments}");
}

#[track_caller]
fn assert_refused<T>(result: Result<T>, parts: &[&str]) {
	let text = match result {
		Ok(_) => panic!("is refused"),
		Err(error) => format!("{error:#}"),
	};
	for part in parts {
		assert!(text.contains(part), "{part}: {text}");
	}
}

#[test]
fn a_point_alone_sets_nothing() {
	assert!(matches!(parsed("3").and_then(|one| one.terms()), Ok(None)));
	assert!(matches!(
		parsed("3 --cancel 1").and_then(|one| one.terms()),
		Ok(None)
	));
}

#[test]
fn the_least_that_is_said_holds_always() {
	assert_eq!(
		order("3 --sell surplus --at 0.12").expect("is one"),
		selling_its_surplus()
	);
}

#[test]
fn everything_that_is_said_is_in_the_order() {
	let order = order(
		"3 --buy 1.5kWh --at median-0.01 --cap 0.2 --floor 0.1 --if-price-below 0.12@p75 \
		 --if-green-above 60% --hours 10-15 --days mon-fri --until +100",
	)
	.expect("is one");
	let threshold = |level, bound| Some(Threshold { level, bound });
	assert_eq!(
		order,
		StandingOrder {
			side: Side::Buy,
			quantity: StandingQuantity::Fixed(1_500),
			limit: StandingLimit::Signal {
				level: QuantileLevel::P50,
				offset: -10_000_000,
				floor: 100 * MILLI,
				cap: 200 * MILLI,
			},
			price: threshold(QuantileLevel::P75, Bound::AtMost(120 * MILLI)),
			green_share: threshold(QuantileLevel::P50, Bound::AtLeast(600_000)),
			schedule: Schedule {
				hours: 0b111_1100_0000_0000,
				days: 0b1_1111,
			},
			expires: 118,
		}
	);
}

#[test]
fn a_limit_that_follows_the_signal_ends_at_what_prices_can_be() {
	let limit = |arguments| order(arguments).expect("is one").limit;
	assert_eq!(
		limit("3 --buy need --at p25+0.5 --cap 0.3"),
		StandingLimit::Signal {
			level: QuantileLevel::P25,
			offset: 500_000_000,
			floor: 50 * MILLI,
			cap: 300 * MILLI,
		}
	);
	assert_eq!(
		limit("3 --sell 50% --at p95 --floor 0.1"),
		StandingLimit::Signal {
			level: QuantileLevel::P95,
			offset: 0,
			floor: 100 * MILLI,
			cap: 600 * MILLI,
		}
	);
}

#[test]
fn one_sentence_says_what_it_will_do() {
	assert_sentence(
		"3 --sell surplus --at 0.12",
		"sells all it is expected to have left over at 0.12 or more per kWh, until it is cancelled",
	);
	assert_sentence(
		"3 --buy 500Wh --at 0.15 --until 20",
		"buys 500 Wh at 0.15 or less per kWh, until interval 20 begins, Mon 1 August 2005 20:00",
	);
	assert_sentence(
		"3 --buy 50% --at median-0.01 --cap 0.2 --if-price-below 0.12 --if-green-above 62.5%@p25",
		"buys 50 % of what it is expected to need at the signal's median price less 0.01, between 0.05 \
		 and 0.20 per kWh, if the price is forecast at 0.12 or less and the green share's p25 is \
		 forecast at 62.5 % or more, until it is cancelled",
	);
	assert_sentence(
		"3 --sell 1kWh --at p75+0.005 --floor 0.1 --if-price-above 0.2@p5 --hours 17-22 --days sat,sun",
		"sells 1,000 Wh at the signal's p75 price plus 0.005, between 0.10 and 0.60 per kWh, if the \
		 price's p5 is forecast at 0.20 or more, 17:00 to 22:00, Sat, Sun, until it is cancelled",
	);
}

#[test]
fn a_limit_that_follows_the_signal_must_end_where_it_hurts() {
	assert_refused(
		order("3 --buy need --at median"),
		&["--cap is missing: the most to pay per kWh, however high the signal is"],
	);
	assert_refused(
		order("3 --sell surplus --at median"),
		&["--floor is missing: the least to get per kWh, however low the signal is"],
	);
	for end in ["--floor 0.1", "--cap 0.2"] {
		assert_refused(
			order(&format!("3 --sell surplus --at 0.12 {end}")),
			&[
				"--floor and --cap are for a limit that follows the signal",
				"always 0.12",
			],
		);
	}
}

#[test]
fn options_that_do_not_belong_together_are_refused() {
	for arguments in [
		"3 --buy need",
		"3 --at 0.12",
		"3 --hours 10-15",
		"3 --id 1",
		"3 --buy need --sell surplus --at 0.12",
		"3 --buy need --at 0.12 --cancel 1",
		"3 --cancel 1 --hours 10-15",
		"3 --json --cancel 1",
		"3 --buy need --at 0.12 --if-price-below 0.1 --if-price-above 0.2",
		"3 --buy need --at 0.12 --if-green-below 1% --if-green-above 2%",
		"3 --buy need --at 0.12 --id 4",
		"3 --buy need --at 0.12 --until -1",
	] {
		assert!(parsed(arguments).is_err(), "{arguments}");
	}
}

#[test]
fn an_energy_is_fixed_or_a_part_of_what_is_expected() {
	assert_eq!(buy("need"), Ok(StandingQuantity::Expected { percent: 100 }));
	assert_eq!(
		sell("surplus"),
		Ok(StandingQuantity::Expected { percent: 100 })
	);
	assert_eq!(sell("1%"), Ok(StandingQuantity::Expected { percent: 1 }));
	assert_eq!(buy("1.5kWh"), Ok(StandingQuantity::Fixed(1_500)));
	for (text, message) in [
		(
			"surplus",
			"\"surplus\" is not on this side: give an energy like 500Wh, need, or a part of it like 50%",
		),
		(
			"0%",
			"\"0%\" is no part of the need: give 1% to 100%, without decimals",
		),
		(
			"101%",
			"\"101%\" is no part of the need: give 1% to 100%, without decimals",
		),
		(
			"12.5%",
			"\"12.5%\" is no part of the need: give 1% to 100%, without decimals",
		),
		(
			"+5%",
			"\"+5%\" is no part of the need: give 1% to 100%, without decimals",
		),
		(
			"all",
			"\"all\" is no energy (not a decimal number): give Wh like 500 or 500Wh, or kWh with at most \
			 3 decimals like 1.5kWh; or need, or a part of it like 50%",
		),
	] {
		assert_eq!(buy(text), Err(message.to_string()));
	}
	assert!(sell("need").is_err());
}

#[test]
fn a_limit_is_a_price_or_a_level_with_an_offset() {
	for (text, limit) in [
		("0.15", At::Price(150 * MILLI)),
		("median", At::Signal(QuantileLevel::P50, 0)),
		("p5-0.000000001", At::Signal(QuantileLevel::P5, -1)),
		("p75+1", At::Signal(QuantileLevel::P75, 1_000_000_000)),
	] {
		assert_eq!(at(text), Ok(limit), "{text}");
	}
	let hint =
		"give a price like 0.15, or a level of the signal (median, p5, p25, p75, p95) with an \
	            offset, like median-0.01";
	for (text, reason) in [
		("mean", "there is no level \"mean\""),
		("p50", "there is no level \"p50\""),
		("median-", "\"\" is no price"),
		("median--1", "\"-1\" is no price"),
		("median-10%", "an offset is a price, not a percentage"),
		("median*2", "there is no level \"median*2\""),
	] {
		let expected = format!("\"{text}\" is no limit ({reason}): {hint}");
		assert_eq!(at(text), Err(expected));
	}
	assert_eq!(
		at("0,15"),
		Err(
			"\"0,15\" is no price (not a decimal number): give tokens per kWh with at most 9 decimals, \
			 like 0.15"
				.into()
		)
	);
	assert!(at("").is_err() && at("-0.1").is_err());
}

#[test]
fn the_names_of_levels_are_read_as_they_are_written() {
	for level in [
		QuantileLevel::P5,
		QuantileLevel::P25,
		QuantileLevel::P50,
		QuantileLevel::P75,
		QuantileLevel::P95,
	] {
		assert_eq!(at(level_name(level)), Ok(At::Signal(level, 0)));
	}
}

#[test]
fn a_condition_is_a_value_at_a_level() {
	let threshold = |level, bound| Ok(Threshold { level, bound });
	assert_eq!(
		price_below("0.12"),
		threshold(QuantileLevel::P50, Bound::AtMost(120 * MILLI))
	);
	assert_eq!(
		price_above("0.12@p5"),
		threshold(QuantileLevel::P5, Bound::AtLeast(120 * MILLI))
	);
	assert_eq!(
		share_above("100%@median"),
		threshold(QuantileLevel::P50, Bound::AtLeast(1_000_000))
	);
	assert_eq!(
		price_below("0.12@p50"),
		Err("\"p50\" is no level: give median, p5, p25, p75 or p95 after the @".into())
	);
	for text in ["0.6", "60", "100.0001%", "-1%", "%"] {
		assert_eq!(
			share_above(text),
			Err(format!(
				"\"{text}\" is no share: give a percentage up to 100% with at most 4 decimals, like 60%"
			))
		);
	}
	assert!(price_below("60%").is_err());
}

#[test]
fn hours_end_before_the_hour_that_is_named() {
	for (text, bits) in [
		("0-24", ALL_HOURS),
		("0-1", 1),
		("7", 1 << 7),
		("23", 1 << 23),
		("22-2", 1 << 22 | 1 << 23 | 1 | 2),
		("23-24", 1 << 23),
		("23-0", 1 << 23),
		("1-2, 3-4", 1 << 1 | 1 << 3),
		("0-12,12-24", ALL_HOURS),
		("1-2,0-24", ALL_HOURS),
	] {
		assert_eq!(hours(text), Ok(bits), "{text}");
	}
	for text in [
		"",
		"24",
		"25-3",
		"24-3",
		"3-25",
		"3-3",
		"10:00-15:00",
		"a",
		"-3",
		"3-",
		"+1-2",
	] {
		assert_eq!(
			hours(text),
			Err(format!(
				"\"{text}\" is no time of the day: give from-to in hours from 0 to 24, like 10-15 for \
				 10:00 to 15:00, or 22-6 through the night"
			))
		);
	}
	assert!(hours("1-2,").is_err());
}

#[test]
fn days_are_those_between_and_both() {
	for (text, bits) in [
		("mon", 1),
		("sun", 1 << 6),
		("mon-fri", 0b1_1111),
		("Saturday, SUN", 0b110_0000),
		("sat-mon", 0b110_0001),
		("mon-sun", ALL_DAYS),
		("tue-mon", ALL_DAYS),
		("wed,wed", 1 << 2),
	] {
		assert_eq!(days(text), Ok(bits), "{text}");
	}
	for text in ["", "mo", "mondays", "weekend", "mon-", "1-5"] {
		assert_eq!(
			days(text),
			Err(format!(
				"\"{text}\" is no day: give mon, tue, wed, thu, fri, sat, sun, or mon-fri"
			))
		);
	}
}

#[test]
fn what_the_chain_would_refuse_is_refused_with_its_name() {
	let ensure = |change: fn(&mut StandingOrder)| {
		let mut order = selling_its_surplus();
		change(&mut order);
		ensure_can_order(&order, &view(), &TIME, BOUNDS)
	};
	assert!(ensure(|_| ()).is_ok());
	assert_refused(
		ensure(|order| order.expires = 19),
		&[
			"EnergyMarket.StandingOrderExpired",
			"it is to end with interval 19, the next is 19",
		],
	);
	assert!(ensure(|order| order.expires = 20).is_ok());
	assert_refused(
		ensure(|order| order.quantity = StandingQuantity::Fixed(9)),
		&["EnergyMarket.QuantityOutOfRange", "the least is 10 Wh"],
	);
	assert_refused(
		ensure(|order| order.quantity = StandingQuantity::Fixed(10_001)),
		&["EnergyMarket.AboveCapacity", "the most is 10,000 Wh"],
	);
	assert_refused(
		ensure(|order| order.limit = StandingLimit::Fixed(601 * MILLI)),
		&[
			"EnergyMarket.LimitOutOfBounds",
			"its prices are between 0.05 and 0.60",
		],
	);
	assert_refused(
		ensure(|order| {
			order.price = Some(Threshold {
				level: QuantileLevel::P50,
				bound: Bound::AtMost(49 * MILLI),
			})
		}),
		&["EnergyMarket.ThresholdOutOfBounds"],
	);
	let closed = PointView {
		closed: true,
		..view()
	};
	assert_refused(
		ensure_can_order(&selling_its_surplus(), &closed, &TIME, BOUNDS),
		&["EnergyMarket.PointClosed"],
	);
}

#[test]
fn what_the_next_auction_makes_of_a_limit_is_told() {
	let notes = |arguments: &str, gate_closure_millis| {
		let mut book = book(&[]);
		book.auction.rules.gate_closure_millis = gate_closure_millis;
		notes(&order(arguments).expect("is one"), &book, &TIME)
	};
	let none: [&str; 0] = [];
	assert_eq!(notes("3 --buy need --at 0.15", 6_000), none);
	assert_eq!(notes("3 --buy need --at median --cap 0.1505", 6_000), none);
	assert_eq!(
		notes("3 --buy need --at 0.1505", 6_000),
		["0.1505 is put on the tick grid at 0.15"]
	);
	assert_eq!(
		notes("3 --sell surplus --at 0.1505", 6_000),
		["0.1505 is put on the tick grid at 0.151"]
	);
	assert_eq!(
		notes("3 --buy need --at 0.04", 6_000),
		["could not be filled in interval 20: the lowest price there is 0.05"]
	);
	assert_eq!(
		notes("3 --sell surplus --at 0.201", 6_000),
		["could not be filled in interval 20: the highest price there is 0.20"]
	);
	let late = "orders are final here before the signal is settled: no standing order will order";
	assert_eq!(notes("3 --buy need --at 0.15", 11_999), none);
	assert_eq!(notes("3 --buy need --at 0.15", 12_000), [late]);
}

#[test]
fn only_the_owner_sets_one_and_not_the_trading_key() {
	assert!(ensure_owner(&view(), &Alice.to_account_id()).is_ok());
	assert_refused(
		ensure_owner(&view(), &Bob.to_account_id()),
		&["EnergyMarket.NotOwner", "the owner is 5Grwva"],
	);
}

/// Standing orders of these ids.
fn standing(ids: &[StandingOrderId]) -> StandingOrdersView {
	StandingOrdersView {
		orders: ids.iter().map(|id| (*id, selling_its_surplus())).collect(),
		expected: vec![],
	}
}

#[test]
fn a_fifth_takes_the_place_of_another_or_of_one_that_has_expired() {
	assert!(ensure_room(&standing(&[0, 1, 3]), None, 18).is_ok());
	let mut full = standing(&[0, 1, 2, 3]);
	assert_refused(
		ensure_room(&full, None, 18),
		&["EnergyMarket.TooManyStandingOrders", "--id"],
	);
	assert!(ensure_room(&full, Some(2), 18).is_ok());
	full.orders[1].1.expires = 19;
	assert!(ensure_room(&full, None, 18).is_ok());
}

#[test]
fn one_that_is_not_there_is_told_with_those_that_are() {
	let text = no_such(&standing(&[0, 2]), 1).to_string();
	assert!(text.starts_with("EnergyMarket.NoStandingOrder"), "{text}");
	assert!(text.contains("this is 1, it has 0, 2."), "{text}");
	let text = no_such(&standing(&[]), 1).to_string();
	assert!(text.contains("this is 1, it has none."), "{text}");
}

fn listed(standing: &StandingOrdersView, signal: Option<&ForecastView>) -> String {
	List {
		point: 3,
		standing,
		signal,
		time: &TIME,
	}
	.to_string()
}

/// Interval 19 is settled at a price of 0.13 and a green share of 40 %.
fn signal() -> ForecastView {
	ForecastView {
		interval: 19,
		settled: true,
		forecast: Forecast::certain(&Outcome {
			price: 130 * MILLI,
			demand: 0,
			generation: 0,
			green_share: 400_000,
		}),
	}
}

#[test]
fn an_order_says_whether_it_acts_on_the_settled_signal_or_what_it_waits_for() {
	let what = |arguments: &str| {
		let standing = StandingOrdersView {
			orders: vec![(0, order(arguments).expect("is one"))],
			expected: vec![],
		};
		let text = listed(&standing, Some(&signal()));
		let line = text.lines().nth(2).unwrap_or_default();
		line.strip_prefix("     for interval 19, from 19:00 on: ")
			.expect(line)
			.to_string()
	};
	let always = "3 --sell surplus --at 0.12";
	for (conditions, expected) in [
		("--until +2", "its conditions hold"),
		("--until +1", "it has expired"),
		(
			"--if-price-below 0.13 --if-green-above 40%",
			"its conditions hold",
		),
		(
			"--if-price-below 0.129999999 --if-green-above 41%",
			"does not order, the price is forecast at 0.13",
		),
		(
			"--if-price-above 0.1 --if-green-above 40.0001%",
			"does not order, the green share is forecast at 40 %",
		),
		("--hours 19-20 --days mon", "its conditions hold"),
		(
			"--hours 20-19",
			"does not order, it is for other hours or days",
		),
		(
			"--days tue-sun --if-price-below 0.1",
			"does not order, it is for other hours or days",
		),
	] {
		assert_eq!(
			what(&format!("{always} {conditions}")),
			expected,
			"{conditions}"
		);
	}
}

#[test]
fn a_list_has_a_line_for_each_and_what_is_expected() {
	let mut two = standing(&[0, 2]);
	two.orders[1].1.expires = 44;
	let lines = "\
Point 3, standing orders:
  0  sells all it is expected to have left over at 0.12 or more per kWh, until it is cancelled
  2  sells all it is expected to have left over at 0.12 or more per kWh, until interval 44 begins, Tue 2 August 2005 20:00
No signal is settled for an interval to come: nothing is ordered; commonwatt signals shows why.
Of those whose conditions hold and that have something to order, the first orders; none if the point has an order there already.
";
	assert_eq!(listed(&two, None), lines);
	for (net, what) in [
		(Some(1_200), "is expected to need 1,200 Wh."),
		(Some(-1), "is expected to have 1 Wh left over."),
		(
			Some(0),
			"is expected to need and to have left over nothing.",
		),
		(
			None,
			"has not been read in that hour yet: nothing is expected of it.",
		),
	] {
		two.expected = vec![None; 24];
		two.expected[19] = net;
		let expected = format!("{lines}In interval 19, from 19:00 on, its meter {what}\n");
		assert_eq!(listed(&two, None), expected);
	}
}

#[test]
fn a_point_without_any_is_told_how_to_set_one() {
	assert_eq!(
		listed(&standing(&[]), None),
		"Point 3 has no standing orders; it may have 4.\n\
		 next: commonwatt standing 3 --sell surplus --at 0.12 --key K sets one\n"
	);
}

#[test]
fn what_became_of_it_is_told() {
	let ended = |reason| {
		let event = Event::StandingOrderEnded {
			community: 0,
			point: 3,
			id: 1,
			reason,
		};
		tell(&RuntimeEvent::EnergyMarket(event), 3)
	};
	let set = RuntimeEvent::EnergyMarket(Event::StandingOrderSet {
		community: 0,
		point: 3,
		id: 1,
		order: selling_its_surplus(),
	});
	assert_eq!(
		tell(&set, 3).as_deref(),
		Some("standing order 1 of point 3 is set")
	);
	// The same block may end other points'.
	assert_eq!(tell(&set, 4), None);
	assert_eq!(
		ended(StandingOrderEnd::Cancelled).as_deref(),
		Some("standing order 1 of point 3 has ended: cancelled")
	);
	assert_eq!(
		ended(StandingOrderEnd::Expired).as_deref(),
		Some("standing order 1 of point 3 has ended: expired")
	);
}
