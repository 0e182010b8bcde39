//! The two tables of price signals: who forecasts, and what they say.

use crate::{
	columns::{columns, Side},
	market_time::MarketTime,
	screen::{Colour, Screen},
	units::{
		readable_decimals, write_rounded, write_tokens, KWH_DECIMALS, PERCENT_DECIMALS,
		PRICE_DECIMALS,
	},
};
use commonwatt_primitives::{
	api::{CommunityView, ForecastView, ForecasterView, SignalsView},
	signal::{Quantiles, ALL_GREEN},
	Balance,
};
use commonwatt_runtime::{AccountId, Runtime};
use frame_support::traits::Get;
use std::fmt;

/// The widest bar of a green share.
const WIDEST_BAR: usize = 20;
/// No bar is narrower.
const NARROWEST_BAR: usize = 5;
/// Digits after the point of parts per million.
const PPM_DECIMALS: usize = 6;

pub struct Sheet<'a> {
	pub community: &'a CommunityView<AccountId>,
	pub view: &'a SignalsView<AccountId>,
	pub time: &'a MarketTime,
	/// Forecasts at most.
	pub rows: usize,
	pub screen: Screen,
}

/// Why there is no forecast, and what to do.
struct Silence {
	reason: String,
	next: String,
}

/// `5Grwva…utQY`
fn short(account: &AccountId) -> String {
	let text = account.to_string();
	match (text.get(..6), text.get(text.len().saturating_sub(4)..)) {
		(Some(begin), Some(end)) => format!("{begin}…{end}"),
		_ => text,
	}
}

fn most_faults() -> u32 {
	<Runtime as pallet_price_signals::Config>::MaxFaults::get()
}

impl Sheet<'_> {
	fn name(&self) -> String {
		String::from_utf8_lossy(&self.community.name).into_owned()
	}

	fn active(&self) -> impl Iterator<Item = &ForecasterView<AccountId>> {
		self.view
			.forecasters
			.iter()
			.filter(|forecaster| forecaster.active)
	}

	/// Whether a forecaster's last signal still counts.
	fn is_fresh(&self, forecaster: &ForecasterView<AccountId>) -> bool {
		forecaster
			.last_round
			.is_some_and(|round| round.saturating_add(1) >= self.view.in_progress)
	}

	/// Why the forecasters say nothing of intervals whose round is not over; `None` if they do.
	fn silence(&self) -> Option<Silence> {
		if self.view.forecasts.iter().any(|forecast| !forecast.settled) {
			return None;
		}
		let operator = &self.community.operator;
		let silence = |reason, next| Some(Silence { reason, next });
		if self.view.forecasters.is_empty() {
			return silence(
				format!(
					"Nobody forecasts for {}: it has elected no forecaster.",
					self.name()
				),
				format!("its operator {operator} elects one with priceSignals.electForecaster"),
			);
		}
		let active = self.active().count();
		if active == 0 {
			return silence(
				"All its forecasters are suspended: their signals do not count.".into(),
				format!(
					"its operator {operator} reinstates one with priceSignals.reinstateForecaster, or \
					 elects another"
				),
			);
		}
		let node = "a forecaster's node sends signals by itself, if it has the signal key in its \
		            keystore and is in sync, and the community has been metered";
		match self.active().filter(|one| self.is_fresh(one)).count() {
			0 => silence(
				format!(
					"No signal came in interval {} or the one before: none of {active} active \
					 forecasters sent one.",
					self.view.in_progress
				),
				node.into(),
			),
			fresh => silence(
				format!(
					"Only {fresh} of {active} active forecasters sent a signal in interval {} or the one \
					 before, or they look less far ahead: a forecast takes a majority of them.",
					self.view.in_progress
				),
				node.into(),
			),
		}
	}

	fn forecasters(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		use Side::{Left, Right};
		let head = [
			"",
			"account",
			"reputation",
			"loss",
			"faults",
			"last round",
			"earned",
			"",
		];
		let mut rows = vec![head.map(String::from)];
		rows.extend(self.view.forecasters.iter().map(|forecaster| {
			let ForecasterView {
				forecaster: id,
				account,
				active,
				last_round,
				reputation,
				relative_loss,
				faults,
				earned,
				..
			} = forecaster;
			[
				id.to_string(),
				short(account),
				format!(
					"{} %",
					write_rounded(u64::from(*reputation), PERCENT_DECIMALS, 1)
				),
				write_rounded(u64::from(*relative_loss), PPM_DECIMALS, 2),
				faults.to_string(),
				last_round.map_or("none".into(), |round| round.to_string()),
				write_tokens(*earned),
				if *active { "" } else { "suspended" }.into(),
			]
		}));
		let sides = [Right, Left, Right, Right, Right, Right, Right, Left];
		for (index, line) in columns(sides, &rows).into_iter().enumerate() {
			match index {
				0 => writeln!(f, "{line}")?,
				_ if line.ends_with("suspended") => {
					writeln!(f, "{}", self.screen.paint(&line, Colour::Dim))?
				}
				_ => writeln!(f, "{line}")?,
			}
		}
		writeln!(
			f,
			"reputation: 50 % is usual, 100 % never wrong; loss: 1 is usual, less is better"
		)?;
		writeln!(
			f,
			"suspended at {} faults; earned: tokens not claimed yet",
			most_faults()
		)?;
		self.rewards(f)
	}

	fn rewards(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let SignalsView {
			reward_per_interval,
			reward_budget,
			..
		} = self.view;
		let tokens = |amount: &Balance| write_tokens(*amount);
		match (*reward_per_interval, *reward_budget) {
			(0, 0) => writeln!(f, "rewards: none"),
			(0, _) => writeln!(
				f,
				"rewards: none an interval, {} tokens funded",
				tokens(reward_budget)
			),
			(reward, budget) if budget < reward => writeln!(
				f,
				"rewards: {} tokens an interval, but only {} funded: anyone may with \
				 priceSignals.fundRewards",
				tokens(reward_per_interval),
				tokens(reward_budget)
			),
			_ => writeln!(
				f,
				"rewards: {} tokens an interval for all together, {} funded",
				tokens(reward_per_interval),
				tokens(reward_budget)
			),
		}
	}

	/// Texts of the forecasts, under their heads.
	fn rows(&self, forecasts: &[ForecastView]) -> Vec<String> {
		use Side::{Left, Right};
		let most = |of: fn(&ForecastView) -> &Quantiles| {
			let values = forecasts.iter().map(|view| of(view).range().1);
			values.max().unwrap_or(0)
		};
		let price_places = readable_decimals(most(|view| &view.forecast.price), PRICE_DECIMALS, 2);
		let energy_places = |of| readable_decimals(most(of), KWH_DECIMALS, 0);
		let demand_places = energy_places(|view| &view.forecast.demand);
		let solar_places = energy_places(|view| &view.forecast.generation);
		let price = |value| write_rounded(value, PRICE_DECIMALS, price_places);
		let head = [
			"interval", "local", "price", "from", "to", "demand", "solar", "green",
		];
		let mut rows = vec![head.map(String::from)];
		rows.extend(forecasts.iter().map(|view| {
			let forecast = &view.forecast;
			let (low, high) = forecast.price.range();
			let kwh = |quantiles: &Quantiles, places| {
				write_rounded(quantiles.median(), KWH_DECIMALS, places)
			};
			[
				view.interval.to_string(),
				self.time.hour_of(view.interval),
				price(forecast.price.median()),
				price(low),
				price(high),
				kwh(&forecast.demand, demand_places),
				kwh(&forecast.generation, solar_places),
				format!(
					"{} %",
					write_rounded(forecast.green_share.median(), PERCENT_DECIMALS, 0)
				),
			]
		}));
		columns(
			[Right, Left, Right, Right, Right, Right, Right, Right],
			&rows,
		)
	}

	/// Blocks in proportion to a green share, rounded half up; at least one for something.
	fn bar(&self, share: u64, width: usize) -> String {
		if share == 0 || width < NARROWEST_BAR {
			return String::new();
		}
		let (share, all) = (u128::from(share.min(ALL_GREEN)), u128::from(ALL_GREEN));
		let blocks = (2 * share * width as u128 + all) / (2 * all);
		let bar = "█".repeat((blocks as usize).clamp(1, width));
		format!("  {}", self.screen.paint(&bar, Colour::Green))
	}

	fn forecasts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let all = &self.view.forecasts;
		let shown = all.get(..self.rows).unwrap_or(all);
		if !shown.is_empty() {
			let lines = self.rows(shown);
			let width = lines.iter().map(|line| line.chars().count()).max();
			let bar = self
				.screen
				.width
				.saturating_sub(width.unwrap_or(0).saturating_add(2))
				.min(WIDEST_BAR);
			writeln!(
				f,
				"price in tokens per kWh, grid fee included: median and 90 % range, from and to;\n\
				 demand and solar in kWh, as meters import and export, and the green share of\n\
				 what is bought: medians"
			)?;
			let mut lines = lines.into_iter();
			writeln!(f, "{}", lines.next().unwrap_or_default())?;
			let mut before: Option<&ForecastView> = None;
			for (view, line) in shown.iter().zip(lines) {
				let day = self.time.day_of(view.interval);
				let is_new = before.is_none_or(|one| self.time.day_of(one.interval) != day);
				if is_new || before.is_none_or(|one| one.settled != view.settled) {
					let what = match view.settled {
						true => "settled: standing orders act on it",
						false => "outlook, may change",
					};
					let text = format!("{day}, {what}");
					writeln!(f, "{}", self.screen.paint(&text, Colour::Dim))?;
				}
				let bar = self.bar(view.forecast.green_share.median(), bar);
				writeln!(f, "{line}{bar}")?;
				before = Some(view);
			}
		}
		if let (true, Some(last)) = (all.len() > shown.len(), all.last()) {
			writeln!(
				f,
				"… up to interval {}, {}: --rows {}",
				last.interval,
				self.time.span_of(last.interval),
				all.len()
			)?;
		}
		match self.silence() {
			Some(Silence { reason, next }) => writeln!(f, "{reason}\nnext: {next}"),
			None => Ok(()),
		}
	}
}

impl fmt::Display for Sheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let interval = self.view.in_progress;
		let title = format!("{}, interval {interval}", self.name());
		writeln!(f, "{}", self.screen.paint(&title, Colour::Bold))?;
		writeln!(f, "{}\n", self.time.span_of(interval))?;
		if !self.view.forecasters.is_empty() {
			self.forecasters(f)?;
			writeln!(f)?;
		}
		self.forecasts(f)
	}
}
