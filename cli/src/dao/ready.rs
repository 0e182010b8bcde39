//! Ready-made proposals: what members decide most often, as calls.

use super::{dao_of, grid_fee::GridFee, rules::RuleOptions};
use crate::{
	accounts::account,
	described::decode_call,
	market_time::{month, MarketTime},
	refusal::Refusal,
	rpc::{from_hex, Rpc},
	units::{price, share, tokens, tokens_or_none, write_price},
};
use anyhow::{ensure, Context, Result};
use clap::{Args, Subcommand};
use commonwatt_primitives::{
	governance::autopilot::AutopilotRules, Balance, CommunityId, PointId, Price,
};
use commonwatt_runtime::{AccountId, BlockNumber, Hash, Runtime, RuntimeCall};
use pallet_communities::{Call as Communities, Member};
use pallet_community_treasury::Call as Treasury;
use sp_runtime::Permill;

#[derive(Subcommand)]
pub enum Ready {
	/// Set the grid fee of every hour, from an interval on that can still be changed when it is decided.
	GridFee(GridFee),
	/// Pay tokens from the treasury.
	Spend(Spend),
	/// Admit a member.
	Admit(Who),
	/// Suspend a member and remove it.
	Remove(Who),
	/// Set what the autopilot does at the end of each period, or end it.
	Autopilot(Autopilot),
	/// Stop the autopilot at once: takes no enactment delay.
	StopAutopilot,
	/// Change how the community decides: what is not given stays.
	Rules(RuleOptions),
	/// Support a point with tokens each period, with 0 no more.
	Support(Support),
	/// Bring the solidarity fund to so many tokens.
	SolidarityFund(Amount),
	/// Move tokens to the community's own account, to invest.
	Invest(Amount),
	/// Move tokens of the community's own account to the treasury.
	PayIn(Amount),
	/// Refund a finished month by the energy that points metered in it.
	Refund(Refund),
}

#[derive(Args)]
pub struct Spend {
	#[arg(value_name = "ADDRESS", value_parser = account)]
	to: AccountId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	amount: Balance,
	/// Pay it every so many budget periods, beginning with the next one.
	#[arg(long, value_name = "PERIODS", requires = "times", value_parser = clap::value_parser!(u32).range(1..))]
	every: Option<u32>,
	/// So many times.
	#[arg(long, requires = "every", value_parser = clap::value_parser!(u32).range(1..))]
	times: Option<u32>,
}

#[derive(Args)]
pub struct Who {
	#[arg(value_name = "ADDRESS", value_parser = account)]
	who: AccountId,
}

#[derive(Args)]
pub struct Amount {
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens_or_none)]
	amount: Balance,
}

#[derive(Args)]
pub struct Support {
	/// The delivery point.
	#[arg(value_name = "N")]
	point: PointId,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens_or_none)]
	amount: Balance,
}

#[derive(Args)]
pub struct Refund {
	/// A local calendar month, like 2005-08.
	#[arg(value_name = "YYYY-MM", value_parser = month)]
	month: u32,
	/// Tokens, like 25.50.
	#[arg(value_parser = tokens)]
	amount: Balance,
}

#[derive(Args)]
pub struct Autopilot {
	/// End it, with the enactment delay of any proposal.
	#[arg(long, conflicts_with_all = [
		"reserve", "lowest_fee", "highest_fee", "fee_step", "solidarity", "investment", "refund"
	])]
	off: bool,
	/// What the treasury should hold, in tokens.
	#[arg(long, value_name = "TOKENS", value_parser = tokens_or_none, required_unless_present = "off")]
	reserve: Option<Balance>,
	/// The grid fee is never below this; 0 by default.
	#[arg(long, value_name = "PRICE", value_parser = price)]
	lowest_fee: Option<Price>,
	/// The grid fee is never above this.
	#[arg(long, value_name = "PRICE", value_parser = price, required_unless_present = "off")]
	highest_fee: Option<Price>,
	/// What the grid fee moves by at once.
	#[arg(long, value_name = "PRICE", value_parser = price, required_unless_present = "off")]
	fee_step: Option<Price>,
	/// Of what is above the reserve, to the solidarity fund; nothing by default.
	#[arg(long, value_name = "P%", value_parser = share)]
	solidarity: Option<Permill>,
	/// Of that, to the community's own account, to invest; nothing by default.
	#[arg(long, value_name = "P%", value_parser = share)]
	investment: Option<Permill>,
	/// Of that, to the members by the energy they metered; nothing by default.
	#[arg(long, value_name = "P%", value_parser = share)]
	refund: Option<Permill>,
}

impl Autopilot {
	/// What it is to follow; `None` ends it.
	pub fn rules(&self) -> Result<Option<AutopilotRules>> {
		if self.off {
			return Ok(None);
		}
		let rules = AutopilotRules {
			reserve: self.reserve.context("--reserve is missing")?,
			lowest_fee: self.lowest_fee.unwrap_or(0),
			highest_fee: self.highest_fee.context("--highest-fee is missing")?,
			fee_step: self.fee_step.context("--fee-step is missing")?,
			solidarity: self.solidarity.unwrap_or_default(),
			investment: self.investment.unwrap_or_default(),
			refund: self.refund.unwrap_or_default(),
		};
		ensure!(
			rules.lowest_fee <= rules.highest_fee,
			"--lowest-fee {} is above --highest-fee {}",
			write_price(rules.lowest_fee),
			write_price(rules.highest_fee)
		);
		ensure!(
			rules.fee_step > 0,
			"--fee-step is 0: the fee would never move"
		);
		let parts = [rules.solidarity, rules.investment, rules.refund]
			.iter()
			.map(|part| part.deconstruct())
			.sum::<u32>();
		ensure!(
			parts <= Permill::one().deconstruct(),
			"--solidarity, --investment and --refund are more than 100% together"
		);
		Ok(Some(rules))
	}
}

/// The chain as a proposal is prepared.
pub struct Prepared<'a> {
	pub rpc: &'a Rpc,
	pub community: CommunityId,
	pub number: BlockNumber,
	pub block: Hash,
}

impl Ready {
	/// The call to be proposed. Says what cannot be seen from it.
	pub async fn call(&self, at: &Prepared<'_>) -> Result<RuntimeCall> {
		let community = at.community;
		let treasury: Treasury<Runtime> = match self {
			Self::GridFee(fee) => return fee.call(at).await,
			Self::Spend(Spend {
				to,
				amount,
				every: Some(every),
				times: Some(times),
			}) => Treasury::add_recurring_spend {
				community,
				to: to.clone(),
				amount: *amount,
				every: *every,
				times: *times,
			},
			Self::Spend(Spend { to, amount, .. }) => Treasury::spend {
				community,
				to: to.clone(),
				amount: *amount,
			},
			Self::Admit(Who { who }) => return admit(at, who).await,
			Self::Remove(Who { who }) => return remove(at, who).await,
			Self::Autopilot(autopilot) => Treasury::set_autopilot {
				community,
				rules: autopilot.rules()?,
			},
			Self::StopAutopilot => Treasury::stop_autopilot { community },
			Self::Rules(options) => {
				let dao = dao_of(at.rpc, community, at.block).await?;
				let time = MarketTime::at(at.rpc, at.block).await?;
				let rules = options.of(Some(&dao.rules), time.interval_seconds)?;
				ensure!(
					rules != dao.rules,
					"these are the rules already: give what is to change"
				);
				Treasury::set_rules { community, rules }
			}
			Self::Support(Support { point, amount }) => Treasury::set_support {
				community,
				point: *point,
				amount: *amount,
			},
			Self::SolidarityFund(Amount { amount }) => Treasury::set_solidarity_fund {
				community,
				amount: *amount,
			},
			Self::Invest(Amount { amount }) => Treasury::invest {
				community,
				amount: *amount,
			},
			Self::PayIn(Amount { amount }) => Treasury::pay_in {
				community,
				amount: *amount,
			},
			Self::Refund(Refund { month, amount }) => Treasury::open_refund {
				community,
				month: *month,
				amount: *amount,
			},
		};
		Ok(treasury.into())
	}
}

/// The call that a text of hexadecimal digits encodes.
pub fn call(text: &str) -> Result<RuntimeCall> {
	ensure!(
		text.starts_with("0x"),
		"--call is not hexadecimal: give 0x and the encoded call"
	);
	let bytes = from_hex(text)
		.ok()
		.context("--call is not hexadecimal: give 0x and pairs of digits")?;
	decode_call(&bytes).context("--call")
}

async fn member_of(at: &Prepared<'_>, who: &AccountId) -> Result<Option<Member>> {
	let key = pallet_communities::Members::<Runtime>::hashed_key_for(at.community, who);
	at.rpc.storage(&key, Some(at.block)).await
}

async fn admit(at: &Prepared<'_>, who: &AccountId) -> Result<RuntimeCall> {
	if let Some(member) = member_of(at, who).await? {
		let state = if member.suspended {
			"suspended"
		} else {
			"active"
		};
		return Err(Refusal::named("Communities", "AlreadyMember")
			.about(format!("member {} is {state}", member.id))
			.into());
	}
	let call = Communities::<Runtime>::admit_member {
		community: at.community,
		who: who.clone(),
	};
	Ok(call.into())
}

async fn remove(at: &Prepared<'_>, who: &AccountId) -> Result<RuntimeCall> {
	let Some(member) = member_of(at, who).await? else {
		return Err(Refusal::named("Communities", "NotMember")
			.about(format!("this is {who}"))
			.into());
	};
	let community = at.community;
	let remove = Communities::<Runtime>::remove_member {
		community,
		who: who.clone(),
	};
	// Only who is suspended is removed.
	Ok(match member.suspended {
		true => remove.into(),
		false => {
			let suspend = Communities::<Runtime>::suspend_member {
				community,
				who: who.clone(),
			};
			pallet_utility::Call::<Runtime>::batch_all {
				calls: vec![suspend.into(), remove.into()],
			}
			.into()
		}
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn a_call_is_read_of_hexadecimal() {
		let stop = Treasury::<Runtime>::stop_autopilot { community: 0 };
		let stop = RuntimeCall::from(stop);
		let text = format!("0x{}", hex::encode(stop.encode()));
		assert_eq!(call(&text).expect("is one"), stop);
		for (text, reason) in [
			("", "not hexadecimal"),
			("2516", "not hexadecimal"),
			("0xzz", "not hexadecimal"),
			("0x1", "not hexadecimal"),
			("0x", "no call of this runtime"),
			("0xffff", "no call of this runtime"),
		] {
			let message = format!("{:#}", call(text).expect_err(text));
			assert!(message.contains(reason), "{text}: {message}");
		}
	}
}
