//! Which homes order ahead, and how: the options of `simulate` and `play`.

use anyhow::{ensure, Result};
use clap::{Args, ValueEnum};
use commonwatt_simulator::{
	data::price_per_wh,
	strategy::{Mix, Strategy},
};

/// How the homes order ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Orders {
	/// Nobody orders: the pool alone.
	#[default]
	None,
	/// What a home used or made a day before, at a limit a little better than the supplier's price.
	Naive,
	/// The same quantity, at any price.
	PriceTaker,
	/// The same quantity, at the limits of --buy-limit and --sell-limit.
	Fixed,
	/// Of each four homes one of each kind, and one that orders nothing.
	Mixed,
	/// What the homes' agents plan, signed with their trading keys; for agents that plan.
	Agents,
}

#[derive(Args)]
pub struct Ordering {
	/// How the homes order ahead.
	#[arg(long, value_enum, default_value_t)]
	orders: Orders,
	/// The most that homes with fixed limits pay, USD per kWh [default: 0.15].
	#[arg(long, value_name = "PRICE", value_parser = price_per_wh)]
	buy_limit: Option<u64>,
	/// The least that homes with fixed limits take, USD per kWh [default: 0.10].
	#[arg(long, value_name = "PRICE", value_parser = price_per_wh)]
	sell_limit: Option<u64>,
}

/// Base units per Wh.
const BUY_LIMIT: u64 = 150_000_000;
/// Base units per Wh.
const SELL_LIMIT: u64 = 100_000_000;

impl Ordering {
	/// Who follows which strategy, or that the homes' agents order.
	pub fn mix_with_agents(&self) -> Result<Mix> {
		match self.orders {
			Orders::Agents => {
				ensure!(
					self.buy_limit.is_none() && self.sell_limit.is_none(),
					"--buy-limit and --sell-limit are for --orders fixed or mixed"
				);
				Ok(Mix::planned())
			}
			_ => self.mix(),
		}
	}

	/// Who follows which strategy, where no agent runs.
	pub fn mix(&self) -> Result<Mix> {
		ensure!(
			self.orders != Orders::Agents,
			"--orders agents is for simulate and study: commonwatt agent runs one against a node"
		);
		let has_limits = matches!(self.orders, Orders::Fixed | Orders::Mixed);
		let given = self.buy_limit.is_some() || self.sell_limit.is_some();
		ensure!(
			has_limits || !given,
			"--buy-limit and --sell-limit are for --orders fixed or mixed"
		);
		let buy = self.buy_limit.unwrap_or(BUY_LIMIT);
		let sell = self.sell_limit.unwrap_or(SELL_LIMIT);
		Ok(match self.orders {
			Orders::None | Orders::Agents => Mix::none(),
			Orders::Naive => Mix::all(Strategy::NaiveYesterday),
			Orders::PriceTaker => Mix::all(Strategy::PriceTaker),
			Orders::Fixed => Mix::all(Strategy::FixedLimits { buy, sell }),
			Orders::Mixed => Mix::mixed(buy, sell),
		})
	}
}
