//! A proposal of another grid fee: from when it can hold.

use super::{
	dao_of, newest_rules,
	ready::Prepared,
	rules::write_block_time,
	words::{fees, write_fees},
	Newest, View,
};
use crate::{
	market_time::{when, MarketTime, When},
	refusal::Refusal,
	units::{price, write_price},
};
use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use commonwatt_primitives::{
	tariff::{RuleBounds, Rules},
	Interval, Moment, Price,
};
use commonwatt_runtime::{BlockNumber, Runtime, RuntimeCall, HORIZON, SLOT_DURATION};
use pallet_communities::Call as Communities;
use pallet_community_treasury::RulesOf;

#[derive(Args)]
pub struct GridFee {
	/// Tokens per kWh, like 0.01.
	#[arg(value_name = "PRICE", value_parser = price)]
	fee: Price,
	/// From this interval on: its number, or +K for K ahead of the one in progress; by default the first that
	/// is far enough ahead when it is executed in time.
	#[arg(long, value_name = "T|+K", value_parser = when)]
	from: Option<When>,
}

/// From when rules hold that are decided now, and until when they must be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
	pub from: Interval,
	/// After this block `from` is not beyond the horizon any more.
	pub last_block: BlockNumber,
}

/// The interval in which the chain is when so many blocks are made.
fn interval_after(time: &MarketTime, blocks: BlockNumber) -> Interval {
	let ahead = Moment::from(blocks).saturating_mul(SLOT_DURATION);
	MarketTime {
		now: time.now.saturating_add(ahead),
		..*time
	}
	.in_progress()
}

/// When rules that are proposed at block `number` can hold: beyond the horizon of the interval in which they
/// are executed, if that is done in time. Who executes them has as long as vote and delay take together, but
/// no longer than the window.
///
/// Never before rules that are announced: those would be replaced.
pub fn schedule(
	time: &MarketTime,
	number: BlockNumber,
	rules: &RulesOf<Runtime>,
	newest_from: Interval,
) -> Schedule {
	let decided = rules.voting_period.saturating_add(rules.enactment_delay);
	let slack = rules.execution_window.min(decided);
	// The proposal is in the next block at the soonest, and blocks may be missed.
	let blocks = decided.saturating_add(slack).saturating_add(2);
	let from = interval_after(time, blocks)
		.saturating_add(HORIZON)
		.saturating_add(1);
	Schedule {
		from: from.max(newest_from),
		last_block: number.saturating_add(blocks),
	}
}

/// As [`schedule`], from an interval that was named.
fn scheduled_from(
	time: &MarketTime,
	number: BlockNumber,
	rules: &RulesOf<Runtime>,
	newest_from: Interval,
	from: Interval,
) -> Result<Schedule> {
	let decided = rules.voting_period.saturating_add(rules.enactment_delay);
	let soonest = interval_after(time, decided.saturating_add(2))
		.saturating_add(HORIZON)
		.saturating_add(1);
	ensure!(
		from >= soonest,
		"--from {from} is too soon: it can be decided and executed when interval {soonest} is the first that \
		 is beyond the horizon; give that or a later one"
	);
	ensure!(
		from >= newest_from,
		"--from {from} is before interval {newest_from}, from which other rules are announced: those would \
		 be replaced; give {newest_from} or a later one"
	);
	// The last moment in which the horizon ends before `from`.
	let beyond = time.begins(from.saturating_sub(HORIZON));
	let blocks = beyond.saturating_sub(time.now) / SLOT_DURATION;
	Ok(Schedule {
		from,
		last_block: number.saturating_add(BlockNumber::try_from(blocks).unwrap_or(u32::MAX)),
	})
}

/// The newest rules with another fee in every cell.
pub fn with_fee(newest: &Rules, fee: Price, bounds: &RuleBounds) -> Result<Rules> {
	if fee > bounds.highest_grid_fee {
		return Err(Refusal::named("Communities", "GridFeeAboveBound")
			.about(format!(
				"this is {}, the highest is {}",
				write_price(fee),
				write_price(bounds.highest_grid_fee)
			))
			.into());
	}
	let mut rules = newest.clone();
	for cell in &mut rules.cells {
		cell.grid_fee = fee;
	}
	ensure!(
		rules != *newest,
		"the grid fee is {} per kWh in every hour already, in the newest rules: nothing to do",
		write_price(fee)
	);
	Ok(rules)
}

impl GridFee {
	pub async fn call(&self, at: &Prepared<'_>) -> Result<RuntimeCall> {
		let Prepared {
			rpc,
			community,
			number,
			block,
		} = *at;
		let dao: View = dao_of(rpc, community, block).await?;
		if !dao.operates {
			bail!(
				"the community's account {} does not hold the operator's role: the operator hands it over with \
				 commonwatt dao establish --hand-over, or announces rules itself",
				dao.account
			);
		}
		let time = MarketTime::at(rpc, block).await?;
		let Newest { from, rules } = newest_rules(rpc, community, block).await?;
		let key = pallet_communities::Bounds::<Runtime>::hashed_key_for(community);
		let bounds: Option<RuleBounds> = rpc.storage(&key, Some(block)).await?;
		let bounds = bounds.with_context(|| format!("there is no community {community}"))?;
		let after = with_fee(&rules, self.fee, &bounds)?;
		let plan = match self.from {
			Some(when) => {
				let named = when.resolve(time.in_progress())?;
				scheduled_from(&time, number, &dao.rules, from, named)?
			}
			None => schedule(&time, number, &dao.rules, from),
		};
		println!(
			"Grid fee {} in the newest rules, then {} per kWh in every hour from interval {} on, {}.",
			write_fees(fees(&rules)),
			write_price(self.fee),
			plan.from,
			time.span_of(plan.from)
		);
		println!(
			"  to be executed until block {}, in {}: after that interval {} is not beyond the horizon of {HORIZON} \
			 any more",
			plan.last_block,
			write_block_time(plan.last_block.saturating_sub(number)),
			plan.from
		);
		println!(
			"  other rules that are announced until then for interval {} or later are replaced",
			plan.from
		);
		let call = Communities::<Runtime>::announce_rules {
			community,
			from: plan.from,
			rules: after,
		};
		Ok(call.into())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::market_time::tests::TIME;
	use commonwatt_runtime::fontana;
	use pallet_community_treasury::Electorate;
	use sp_runtime::Permill;

	fn rules(voting: u32, delay: u32, window: u32) -> RulesOf<Runtime> {
		RulesOf::<Runtime> {
			electorate: Electorate::Members,
			voting_period: voting,
			enactment_delay: delay,
			execution_window: window,
			quorum: Permill::from_percent(20),
			approval: Permill::from_percent(50),
			slash_below: Permill::zero(),
			deposit: 1,
			period: 96,
			spending_cap: Permill::from_percent(25),
		}
	}

	#[test]
	fn a_fee_holds_beyond_the_horizon_of_its_execution() {
		// It is interval 18; two blocks are an interval. 10 + 4 blocks to decide, as many to execute, 2 more.
		let plan = schedule(&TIME, 100, &rules(10, 4, 100), 0);
		assert_eq!(
			plan,
			Schedule {
				from: 18 + 15 + 96 + 1,
				last_block: 130
			}
		);
		// Executed in that block, the interval in progress plus the horizon is below.
		let at_last = interval_after(&TIME, plan.last_block - 100);
		assert!(plan.from > at_last + HORIZON);
	}

	#[test]
	fn a_short_window_is_all_the_time_there_is() {
		let plan = schedule(&TIME, 100, &rules(10, 4, 10), 0);
		assert_eq!(plan.last_block, 100 + 14 + 10 + 2);
	}

	#[test]
	fn announced_rules_are_not_replaced_by_a_fee() {
		let plan = schedule(&TIME, 100, &rules(10, 4, 100), 500);
		assert_eq!(plan.from, 500);
	}

	#[test]
	fn an_interval_that_is_named_is_far_enough() {
		let named = |from, newest| scheduled_from(&TIME, 100, &rules(10, 4, 100), newest, from);
		// 16 blocks are 8 intervals.
		let plan = named(18 + 8 + 97, 0).expect("is far enough");
		// Interval 27 begins 9 intervals from now, 18 blocks: then 123 is in the horizon.
		assert_eq!(plan.last_block, 118);
		let error = named(122, 0).expect_err("is too soon");
		assert_eq!(
			error.to_string(),
			"--from 122 is too soon: it can be decided and executed when interval 123 is the first that is \
			 beyond the horizon; give that or a later one"
		);
		let error = named(200, 300).expect_err("would replace others");
		assert_eq!(
			error.to_string(),
			"--from 200 is before interval 300, from which other rules are announced: those would be \
			 replaced; give 300 or a later one"
		);
	}

	#[test]
	fn a_fee_is_set_in_every_cell_and_nothing_else_changes() {
		let before = fontana::fontana_rules();
		let after = with_fee(&before, 10_000_000, &fontana::bounds()).expect("can be");
		assert!(after.cells.iter().all(|cell| cell.grid_fee == 10_000_000));
		let mut back = after.clone();
		for (cell, old) in back.cells.iter_mut().zip(&before.cells) {
			cell.grid_fee = old.grid_fee;
		}
		assert_eq!(back, before);
		let error = with_fee(&after, 10_000_000, &fontana::bounds()).expect_err("is so already");
		assert!(error.to_string().contains("nothing to do"), "{error}");
	}

	#[test]
	fn a_fee_above_the_bound_is_refused_with_it() {
		let error = with_fee(&fontana::fontana_rules(), 2_000_000_001, &fontana::bounds())
			.expect_err("is too high");
		let text = format!("{error:#}");
		assert!(
			text.starts_with(
				"Communities.GridFeeAboveBound: The grid fee is above the community's bound: this is \
				 2.000000001, the highest is 2.00."
			),
			"{text}"
		);
	}
}
