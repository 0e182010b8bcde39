//! How a community decides, by options.

use crate::{
	described::inline,
	market_time::duration,
	units::{count, share, tokens, write_percent, write_tokens},
};
use anyhow::{ensure, Result};
use clap::Args;
use commonwatt_primitives::{Balance, Interval, Moment};
use commonwatt_runtime::{BlockNumber, Runtime, SLOT_DURATION, TOKEN};
use pallet_community_treasury::{Electorate, RulesOf};
use sp_runtime::Permill;

/// `members`, `energy`, or `shares:2`.
pub fn electorate(text: &str) -> Result<Electorate, String> {
	match text.split_once(':') {
		None if text == "members" => Ok(Electorate::Members),
		None if text == "energy" => Ok(Electorate::Energy),
		Some(("shares", asset)) => {
			let digits = !asset.is_empty() && asset.bytes().all(|byte| byte.is_ascii_digit());
			let asset = digits.then(|| asset.parse().ok()).flatten();
			asset
				.map(|asset| Electorate::Shares { asset })
				.ok_or_else(|| format!("\"{text}\" names no asset: give its number, like shares:2"))
		}
		_ => Err(format!(
			"\"{text}\" is no electorate: give members, energy, or shares:N"
		)),
	}
}

/// Blocks of `100`, or of a time like `2d`, `12h`, `10min`, rounded up.
pub fn blocks(text: &str) -> Result<BlockNumber, String> {
	let refuse =
		|| {
			format!("\"{text}\" is no number of blocks: give one like 100, or a time like 3d, 12h or 10min")
		};
	let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
	if digits {
		return text.parse().map_err(|_| refuse());
	}
	let time = crate::shares::period(text).map_err(|_| refuse())?;
	BlockNumber::try_from(time.div_ceil(SLOT_DURATION)).map_err(|_| refuse())
}

/// `100 blocks, 10 min 00 s`
pub fn write_blocks(blocks: BlockNumber) -> String {
	format!("{}, {}", count(blocks, "block"), write_block_time(blocks))
}

/// How long so many blocks take at least.
pub fn write_block_time(blocks: BlockNumber) -> String {
	duration(Moment::from(blocks).saturating_mul(SLOT_DURATION))
}

pub fn write_electorate(electorate: &Electorate) -> String {
	match electorate {
		Electorate::Members => "members, one vote each".into(),
		Electorate::Shares { asset } => format!("members by their shares of asset {asset}"),
		Electorate::Energy => "members by the energy of the last finished month".into(),
	}
}

/// Rules of a community's government. What is not given stays, or is what is usual.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct RuleOptions {
	/// Whose votes weigh what: members, energy, or shares:N of an asset.
	#[arg(long, value_name = "WHO", value_parser = electorate)]
	electorate: Option<Electorate>,
	/// How long votes are taken: blocks, or a time like 7d, the usual one.
	#[arg(long, value_name = "TIME", value_parser = blocks)]
	voting: Option<BlockNumber>,
	/// How long after the vote a decision may be executed: 1d usually.
	#[arg(long, value_name = "TIME", value_parser = blocks)]
	delay: Option<BlockNumber>,
	/// How long it may be executed: 7d usually.
	#[arg(long, value_name = "TIME", value_parser = blocks)]
	window: Option<BlockNumber>,
	/// What must vote of all: 20% usually.
	#[arg(long, value_name = "P%", value_parser = share)]
	quorum: Option<Permill>,
	/// What must be ayes of ayes and nays: 50% usually; more ayes than nays it takes in any case.
	#[arg(long, value_name = "P%", value_parser = share)]
	approval: Option<Permill>,
	/// A rejected proposal with fewer ayes than this forfeits its deposit: 10% usually.
	#[arg(long, value_name = "P%", value_parser = share)]
	slash_below: Option<Permill>,
	/// Held of who proposes, in tokens: 10 usually.
	#[arg(long, value_name = "TOKENS", value_parser = tokens)]
	deposit: Option<Balance>,
	/// Intervals of a budget period: those of 30 days usually.
	#[arg(long, value_name = "INTERVALS")]
	period: Option<Interval>,
	/// What may be spent in a period, of what is free when it begins: 25% usually.
	#[arg(long, value_name = "P%", value_parser = share)]
	cap: Option<Permill>,
}

const DAY: Moment = 86_400_000;
const DAYS_OF_PERIOD: Interval = 30;

/// Rules that suit a community whose intervals are so long.
fn usual(interval_seconds: u32) -> RulesOf<Runtime> {
	let days = |days: Moment| (days * DAY / SLOT_DURATION) as BlockNumber;
	RulesOf::<Runtime> {
		electorate: Electorate::Members,
		voting_period: days(7),
		enactment_delay: days(1),
		execution_window: days(7),
		quorum: Permill::from_percent(20),
		approval: Permill::from_percent(50),
		slash_below: Permill::from_percent(10),
		deposit: 10 * TOKEN,
		period: DAYS_OF_PERIOD * 86_400 / interval_seconds.max(1),
		spending_cap: Permill::from_percent(25),
	}
}

impl RuleOptions {
	/// The rules that are meant: those of `before`, or the usual ones, with what is given.
	///
	/// # Errors
	///
	/// If they are beyond what any community's may be.
	pub fn of(
		&self,
		before: Option<&RulesOf<Runtime>>,
		interval_seconds: u32,
	) -> Result<RulesOf<Runtime>> {
		let was = before.copied().unwrap_or_else(|| usual(interval_seconds));
		let rules = RulesOf::<Runtime> {
			electorate: self.electorate.unwrap_or(was.electorate),
			voting_period: self.voting.unwrap_or(was.voting_period),
			enactment_delay: self.delay.unwrap_or(was.enactment_delay),
			execution_window: self.window.unwrap_or(was.execution_window),
			quorum: self.quorum.unwrap_or(was.quorum),
			approval: self.approval.unwrap_or(was.approval),
			slash_below: self.slash_below.unwrap_or(was.slash_below),
			deposit: self.deposit.unwrap_or(was.deposit),
			period: self.period.unwrap_or(was.period),
			spending_cap: self.cap.unwrap_or(was.spending_cap),
		};
		ensure_within_limits(&rules)?;
		Ok(rules)
	}
}

fn percent(part: Permill) -> String {
	format!("{}%", write_percent(part.deconstruct().into()))
}

fn ensure_within_limits(rules: &RulesOf<Runtime>) -> Result<()> {
	let limits = <Runtime as pallet_community_treasury::Config>::RuleLimits::get();
	ensure!(
		(limits.shortest_voting..=limits.longest_voting).contains(&rules.voting_period),
		"--voting is {}: give {} to {}",
		write_blocks(rules.voting_period),
		write_blocks(limits.shortest_voting),
		write_blocks(limits.longest_voting)
	);
	ensure!(
		(limits.shortest_delay..=limits.longest_delay).contains(&rules.enactment_delay),
		"--delay is {}: give {} to {}",
		write_blocks(rules.enactment_delay),
		write_blocks(limits.shortest_delay),
		write_blocks(limits.longest_delay)
	);
	ensure!(
		(limits.shortest_window..=limits.longest_window).contains(&rules.execution_window),
		"--window is {}: give {} to {}",
		write_blocks(rules.execution_window),
		write_blocks(limits.shortest_window),
		write_blocks(limits.longest_window)
	);
	ensure!(
		(limits.lowest_quorum..=limits.highest_quorum).contains(&rules.quorum),
		"--quorum is {}: give {} to {}, so that neither a few decide nor nobody can",
		percent(rules.quorum),
		percent(limits.lowest_quorum),
		percent(limits.highest_quorum)
	);
	ensure!(
		(limits.lowest_approval..=limits.highest_approval).contains(&rules.approval),
		"--approval is {}: give {} to {}",
		percent(rules.approval),
		percent(limits.lowest_approval),
		percent(limits.highest_approval)
	);
	ensure!(
		rules.slash_below <= limits.highest_slash_below,
		"--slash-below is {}: give at most {}",
		percent(rules.slash_below),
		percent(limits.highest_slash_below)
	);
	ensure!(
		(limits.lowest_deposit..=limits.highest_deposit).contains(&rules.deposit),
		"--deposit is {}: give {} to {} tokens",
		write_tokens(rules.deposit),
		write_tokens(limits.lowest_deposit),
		write_tokens(limits.highest_deposit)
	);
	ensure!(
		(limits.shortest_period..=limits.longest_period).contains(&rules.period),
		"--period is {} intervals: give {} to {}",
		rules.period,
		limits.shortest_period,
		limits.longest_period
	);
	Ok(())
}

/// Each rule with its name.
pub fn lines(rules: &RulesOf<Runtime>) -> Vec<(&'static str, String)> {
	vec![
		("electorate", write_electorate(&rules.electorate)),
		(
			"vote",
			format!(
				"taken for {}; quorum {}",
				write_blocks(rules.voting_period),
				inline(&rules.quorum)
			),
		),
		(
			"approved",
			format!(
				"with {} ayes of ayes and nays, and more ayes than nays",
				inline(&rules.approval)
			),
		),
		(
			"executed",
			format!(
				"{} after the vote, within {}",
				write_blocks(rules.enactment_delay),
				write_blocks(rules.execution_window)
			),
		),
		(
			"deposit",
			format!(
				"{} tokens, forfeited if rejected with less than {} ayes",
				write_tokens(rules.deposit),
				inline(&rules.slash_below)
			),
		),
		(
			"budget",
			format!(
				"periods of {} intervals, in which {} of what is free may be spent",
				rules.period,
				inline(&rules.spending_cap)
			),
		),
	]
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_electorate_is_members_energy_or_shares() {
		assert_eq!(electorate("members"), Ok(Electorate::Members));
		assert_eq!(electorate("energy"), Ok(Electorate::Energy));
		assert_eq!(electorate("shares:2"), Ok(Electorate::Shares { asset: 2 }));
		for text in ["", "people", "members:1"] {
			assert_eq!(
				electorate(text),
				Err(format!(
					"\"{text}\" is no electorate: give members, energy, or shares:N"
				))
			);
		}
		for text in ["shares:", "shares:-1", "shares:4294967296"] {
			assert!(electorate(text).expect_err(text).contains("names no asset"));
		}
	}

	#[test]
	fn blocks_are_counted_or_timed() {
		for (text, expected) in [
			("0", 0),
			("100", 100),
			("10min", 100),
			("1d", 14_400),
			("7s", 2),
		] {
			assert_eq!(blocks(text), Ok(expected), "{text}");
		}
		for text in ["", "-1", "1.5h", "soon", "4294967296", "300000d"] {
			assert_eq!(
				blocks(text),
				Err(format!(
					"\"{text}\" is no number of blocks: give one like 100, or a time like 3d, 12h or 10min"
				))
			);
		}
		assert_eq!(write_blocks(100), "100 blocks, 10 min 00 s");
		assert_eq!(write_blocks(1), "1 block, 6 s");
	}

	#[test]
	fn what_is_not_said_stays_or_is_usual() {
		let rules = RuleOptions::default().of(None, 3_600).expect("can be");
		assert_eq!(rules, usual(3_600));
		assert_eq!(rules.period, 720);
		assert_eq!(usual(900).period, 2_880);
		let change = RuleOptions {
			voting: Some(20),
			..Default::default()
		};
		let before = RulesOf::<Runtime> {
			quorum: Permill::from_percent(33),
			..usual(3_600)
		};
		let rules = change.of(Some(&before), 3_600).expect("can be");
		let expected = RulesOf::<Runtime> {
			voting_period: 20,
			..before
		};
		assert_eq!(rules, expected);
	}

	#[test]
	fn rules_that_cannot_be_are_refused_with_what_can() {
		let refused = |change: fn(&mut RuleOptions)| {
			let mut options = RuleOptions::default();
			change(&mut options);
			options.of(None, 3_600).expect_err("is refused").to_string()
		};
		for (text, expected) in [
			(
				refused(|rules| rules.voting = Some(2)),
				"--voting is 2 blocks, 12 s: give 3 blocks, 18 s to 864000 blocks, 60 d 00 h",
			),
			(
				refused(|rules| rules.delay = Some(864_001)),
				"--delay is 864001 blocks, 60 d 00 h: give 1 block, 6 s to 864000 blocks, 60 d 00 h",
			),
			(
				refused(|rules| rules.window = Some(9)),
				"--window is 9 blocks, 54 s: give 10 blocks, 1 min 00 s to 864000 blocks, 60 d 00 h",
			),
			(
				refused(|rules| rules.quorum = Some(Permill::from_percent(51))),
				"--quorum is 51%: give 10% to 50%, so that neither a few decide nor nobody can",
			),
			(
				refused(|rules| rules.approval = Some(Permill::from_percent(49))),
				"--approval is 49%: give 50% to 80%",
			),
			(
				refused(|rules| rules.slash_below = Some(Permill::from_percent(51))),
				"--slash-below is 51%: give at most 50%",
			),
			(
				refused(|rules| rules.deposit = Some(1)),
				"--deposit is 0.000000000001: give 0.10 to 1,000.00 tokens",
			),
			(
				refused(|rules| rules.period = Some(11)),
				"--period is 11 intervals: give 12 to 35040",
			),
		] {
			assert_eq!(text, expected);
		}
	}
}
