//! The tables, exactly.

use super::sheet::Sheet;
use crate::{market_time::tests::TIME, screen::Screen};
use commonwatt_primitives::{
	api::{CommunityView, ForecastView, ForecasterView, SignalsView},
	signal::{Forecast, Quantiles},
	Balance, Interval,
};
use commonwatt_runtime::AccountId;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie};

const TOKEN: Balance = commonwatt_runtime::TOKEN;

fn community() -> CommunityView<AccountId> {
	CommunityView {
		name: b"Fontana".to_vec(),
		operator: Alice.to_account_id(),
		supplier: Charlie.to_account_id(),
		pot: Bob.to_account_id(),
		members: 17,
		points: 17,
		in_progress: 18,
		ended: 18,
		due: 16,
		retired: 0,
		interval_seconds: 3_600,
		interval_millis: 12_000,
		treasury: 0,
		supplier_balance: 0,
		guarantee: 0,
		arrears: 0,
	}
}

fn forecaster(forecaster: u32, who: Sr25519Keyring) -> ForecasterView<AccountId> {
	ForecasterView {
		forecaster,
		account: who.to_account_id(),
		key: who.public().0,
		active: true,
		last_round: Some(18),
		reputation: 512_345,
		relative_loss: 951_999,
		faults: 0,
		earned: TOKEN / 4,
	}
}

/// The green share in percent.
fn forecast(interval: Interval, settled: bool, green: u64) -> ForecastView {
	let around = |median: u64| {
		let part = median / 10;
		Quantiles([
			median - 5 * part,
			median - part,
			median,
			median + part,
			median + 5 * part,
		])
	};
	ForecastView {
		interval,
		settled,
		forecast: Forecast {
			price: around(135_400_000),
			demand: around(31_514),
			generation: around(4_715 * green / 10),
			green_share: Quantiles::certain(green * 10_000),
		},
	}
}

/// Three forecasters, one of them suspended; a settled interval and an outlook beyond midnight.
fn view() -> SignalsView<AccountId> {
	SignalsView {
		in_progress: 18,
		forecasters: vec![
			forecaster(0, Alice),
			forecaster(2, Bob),
			ForecasterView {
				active: false,
				last_round: None,
				faults: 24,
				relative_loss: 10_000_000,
				reputation: 90_909,
				earned: 1_250 * TOKEN,
				..forecaster(11, Charlie)
			},
		],
		forecasts: vec![
			forecast(19, true, 61),
			forecast(20, false, 100),
			forecast(21, false, 1),
			forecast(22, false, 0),
			forecast(23, false, 0),
			forecast(24, false, 0),
		],
		reward_per_interval: TOKEN / 10,
		reward_budget: 12 * TOKEN,
	}
}

fn drawn_in(view: &SignalsView<AccountId>, rows: usize, screen: Screen) -> String {
	Sheet {
		community: &community(),
		view,
		time: &TIME,
		rows,
		screen,
	}
	.to_string()
}

fn drawn(view: &SignalsView<AccountId>) -> String {
	drawn_in(
		view,
		24,
		Screen {
			width: 80,
			colour: false,
		},
	)
}

#[track_caller]
fn assert_drawn(view: &SignalsView<AccountId>, expected: &str) {
	let drawn = drawn(view);
	assert_eq!(drawn, expected.trim_start_matches('\n'), "\n{drawn}");
}

#[test]
fn both_tables_say_who_forecasts_and_what() {
	assert_drawn(&view(), BOTH);
	for line in drawn(&view()).lines() {
		assert!(line.chars().count() <= 80, "{line}");
	}
}

#[test]
fn more_forecasts_than_rows_are_told_and_how_to_see_them() {
	let screen = Screen {
		width: 80,
		colour: false,
	};
	let text = drawn_in(&view(), 2, screen);
	assert!(
		text.ends_with("… up to interval 24, Tue 2 August 2005, 00:00 to 01:00: --rows 6\n"),
		"{text}"
	);
	assert!(!text.contains("\n      21  "), "{text}");
	assert!(!drawn_in(&view(), 6, screen).contains("… up to"));
}

#[test]
fn a_narrow_screen_has_no_bars_and_colours_move_nothing() {
	let narrow = Screen {
		width: 60,
		colour: false,
	};
	assert!(!drawn_in(&view(), 24, narrow).contains('█'));
	let coloured = Screen {
		width: 80,
		colour: true,
	};
	let mut plain = drawn_in(&view(), 24, coloured);
	assert!(plain.contains("\x1b[32m█"), "{plain}");
	for code in ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m"] {
		plain = plain.replace(code, "");
	}
	assert_eq!(plain, drawn(&view()));
}

#[test]
fn a_community_without_forecasters_is_told_who_elects_them() {
	assert_drawn(
		&SignalsView {
			forecasters: vec![],
			forecasts: vec![],
			..view()
		},
		NOBODY,
	);
}

#[track_caller]
fn assert_ends(view: &SignalsView<AccountId>, lines: &[&str]) {
	let text = drawn(view);
	let ends: Vec<&str> = text.lines().rev().take(lines.len()).collect();
	let expected: Vec<&str> = lines.iter().rev().copied().collect();
	assert_eq!(ends, expected, "\n{text}");
}

#[test]
fn suspended_forecasters_are_the_reason_if_there_are_no_others() {
	let mut view = view();
	view.forecasts.clear();
	view.forecasters.drain(..2);
	assert_ends(
		&view,
		&[
			"All its forecasters are suspended: their signals do not count.",
			"next: its operator 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY reinstates one with \
			 priceSignals.reinstateForecaster, or elects another",
		],
	);
}

const SENDS: &str =
	"next: a forecaster's node sends signals by itself, if it has the signal key in its \
                     keystore and is in sync, and the community has been metered";

#[test]
fn forecasters_that_sent_nothing_lately_are_the_reason() {
	let mut view = view();
	view.forecasts.clear();
	view.forecasters[0].last_round = Some(16);
	view.forecasters[1].last_round = None;
	assert_ends(
		&view,
		&[
			"No signal came in interval 18 or the one before: none of 2 active forecasters sent one.",
			SENDS,
		],
	);
}

#[test]
fn too_few_signals_are_the_reason_beyond_what_is_settled() {
	let mut view = view();
	view.forecasts.truncate(1);
	view.forecasters[0].last_round = Some(17);
	view.forecasters[1].last_round = Some(16);
	assert_ends(
		&view,
		&[
			"Only 1 of 2 active forecasters sent a signal in interval 18 or the one before, or they look \
			 less far ahead: a forecast takes a majority of them.",
			SENDS,
		],
	);
	assert!(drawn(&view).contains("\n      19  19:00  0.135"));
}

#[test]
fn rewards_that_the_budget_does_not_hold_are_told() {
	let text = |per_interval, budget| {
		let view = SignalsView {
			reward_per_interval: per_interval,
			reward_budget: budget,
			..view()
		};
		let text = drawn(&view);
		let line = text.lines().find(|line| line.starts_with("rewards:"));
		line.unwrap_or_default().to_string()
	};
	assert_eq!(text(0, 0), "rewards: none");
	assert_eq!(
		text(0, TOKEN),
		"rewards: none an interval, 1.00 tokens funded"
	);
	assert_eq!(
		text(TOKEN, TOKEN),
		"rewards: 1.00 tokens an interval for all together, 1.00 funded"
	);
	assert_eq!(
		text(TOKEN + 1, TOKEN),
		"rewards: 1.000000000001 tokens an interval, but only 1.00 funded: anyone may with \
		 priceSignals.fundRewards"
	);
}

#[test]
fn the_largest_values_are_drawn_all_the_same() {
	let most = ForecastView {
		interval: u32::MAX,
		settled: false,
		forecast: Forecast::of([Quantiles::certain(u64::MAX); 4]),
	};
	let text = drawn(&SignalsView {
		forecasts: vec![most],
		..view()
	});
	assert!(text.contains("18,446,744,073.71"), "{text}");
}

const BOTH: &str = "
Fontana, interval 18
Mon 1 August 2005, 18:00 to 19:00

    account      reputation   loss  faults  last round    earned
 0  5Grwva…utQY      51.2 %   0.95       0          18      0.25
 2  5FHneW…94ty      51.2 %   0.95       0          18      0.25
11  5FLSig…S59Y       9.1 %  10.00      24        none  1,250.00  suspended
reputation: 50 % is usual, 100 % never wrong; loss: 1 is usual, less is better
suspended at 24 faults; earned: tokens not claimed yet
rewards: 0.10 tokens an interval for all together, 12.00 funded

price in tokens per kWh, grid fee included: median and 90 % range, from and to;
demand and solar in kWh, as meters import and export, and the green share of
what is bought: medians
interval  local  price   from     to  demand  solar  green
Mon 1 August 2005, settled: standing orders act on it
      19  19:00  0.135  0.068  0.203    31.5   28.8   61 %  ████████████
Mon 1 August 2005, outlook, may change
      20  20:00  0.135  0.068  0.203    31.5   47.2  100 %  ████████████████████
      21  21:00  0.135  0.068  0.203    31.5    0.5    1 %  █
      22  22:00  0.135  0.068  0.203    31.5    0.0    0 %
      23  23:00  0.135  0.068  0.203    31.5    0.0    0 %
Tue 2 August 2005, outlook, may change
      24  00:00  0.135  0.068  0.203    31.5    0.0    0 %
";
const NOBODY: &str = "
Fontana, interval 18
Mon 1 August 2005, 18:00 to 19:00

Nobody forecasts for Fontana: it has elected no forecaster.
next: its operator 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY elects one with priceSignals.electForecaster
";
