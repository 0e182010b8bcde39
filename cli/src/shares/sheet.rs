//! An asset with all its terms.

use super::{
	table::{left, write_name, write_phase},
	terms::KINDS,
	Entry,
};
use crate::{
	described::{utc, write_shares},
	market_time::{duration, MarketTime},
	names::name_of,
	units::{write_percent, write_tokens},
};
use commonwatt_primitives::share::ShareView;
use commonwatt_runtime::AccountId;
use pallet_asset_shares::TransferRules;
use std::fmt;

pub struct Sheet<'a> {
	pub entry: &'a Entry,
	/// It owns the delivery point that earns for the asset.
	pub account: &'a AccountId,
	pub mine: Option<&'a ShareView>,
	pub block: u32,
	pub time: &'a MarketTime,
}

/// Who may hold shares, and when they move.
pub fn write_rules(rules: &TransferRules, time: &MarketTime) -> Vec<String> {
	let mut lines = vec![match (rules.members_only, rules.allow_list) {
		(true, true) => "active members whom the operator allows".into(),
		(true, false) => "active members of the community".into(),
		(false, true) => "whom the operator allows".into(),
		(false, false) => "anyone".into(),
	}];
	if let Some(most) = rules.max_holding {
		lines.push(format!("{} shares each at most", write_shares(most)));
	}
	match rules.locked_until {
		Some(until) if until > time.now => lines.push(format!(
			"do not move before {}, {}",
			utc(until),
			left(until, time)
		)),
		_ => {}
	}
	lines.push(match rules.pool {
		true => "may be in the liquidity pool".into(),
		false => "not in a liquidity pool".into(),
	});
	lines
}

impl Sheet<'_> {
	fn line(
		&self,
		f: &mut fmt::Formatter<'_>,
		name: &str,
		value: impl fmt::Display,
	) -> fmt::Result {
		writeln!(f, "  {name:<13}{value}")
	}

	fn terms(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (_, asset, terms) = self.entry;
		writeln!(f, "terms")?;
		self.line(f, "kind", name_of(KINDS, terms.kind))?;
		self.line(
			f,
			"a share",
			format!("{} tokens", write_tokens(terms.price)),
		)?;
		self.line(
			f,
			"for sale",
			format!(
				"{} shares, {} tokens in all; {} at least, or everybody is refunded",
				write_shares(terms.hard_cap),
				write_tokens(terms.price.saturating_mul(terms.hard_cap)),
				write_shares(terms.soft_cap)
			),
		)?;
		self.line(f, "offered for", duration(terms.offering_period))?;
		self.line(f, "proceeds to", &terms.beneficiary)?;
		for rule in write_rules(&asset.rules, self.time) {
			self.line(f, "holders", rule)?;
		}
		self.line(
			f,
			"upkeep",
			format!(
				"{} % of each income, until {} tokens are laid by",
				write_percent(terms.upkeep_share.deconstruct().into()),
				write_tokens(terms.upkeep_target)
			),
		)?;
		for document in &terms.documents {
			self.line(f, "document", format!("{document:?}"))?;
		}
		self.line(f, "proposed by", &asset.proposer)
	}

	fn state(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (_, asset, _) = self.entry;
		let income = &asset.income;
		writeln!(f, "now, in tokens")?;
		let what = match asset.phase.has_shares() {
			true => "shares",
			false => "subscribed",
		};
		self.line(
			f,
			what,
			format!(
				"{}, with {} holders; {} of them earn",
				write_shares(asset.issued),
				asset.holders,
				write_shares(asset.earning)
			),
		)?;
		if let Some(reason) = asset.frozen {
			self.line(f, "frozen", format!("no share moves, by order {reason:?}"))?;
		}
		self.line(f, "income", write_tokens(income.received))?;
		self.line(f, "  paid", write_tokens(income.paid))?;
		self.line(f, "  unclaimed", write_tokens(income.unpaid))?;
		self.line(f, "  upkeep", write_tokens(income.upkept))?;
		self.line(f, "  carried", write_tokens(income.dust))?;
		self.line(f, "a share got", write_tokens(income.index))?;
		self.line(
			f,
			"reserve",
			format!(
				"{}, {} spent",
				write_tokens(asset.upkeep.reserve),
				write_tokens(asset.upkeep.spent)
			),
		)?;
		match asset.point {
			Some(point) => self.line(
				f,
				"earns by",
				format!("point {point}: commonwatt point {point}"),
			)?,
			None => self.line(f, "earns by", "no delivery point yet")?,
		}
		self.line(
			f,
			"account",
			format!("{}: it must own the point", self.account),
		)?;
		if let Some(offer) = &asset.buy_back {
			let payer = match &offer.payer {
				Some(payer) => payer.to_string(),
				None => "the upkeep reserve".into(),
			};
			self.line(
				f,
				"buy-back",
				format!(
					"{} shares at {} each, ends {}, by {payer}",
					write_shares(offer.shares),
					write_tokens(offer.price),
					left(offer.until, self.time)
				),
			)?;
		}
		Ok(())
	}
}

impl fmt::Display for Sheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (id, asset, terms) = self.entry;
		writeln!(
			f,
			"Asset {id} of community {}, {}, at block {}",
			asset.community,
			write_name(&terms.name),
			self.block
		)?;
		self.line(f, "phase", write_phase(&asset.phase, self.time))?;
		self.terms(f)?;
		self.state(f)?;
		let Some(view) = self.mine else { return Ok(()) };
		writeln!(f, "yours")?;
		self.line(
			f,
			"shares",
			format!(
				"{}, {} transferable now",
				write_shares(view.shares),
				write_shares(view.transferable)
			),
		)?;
		self.line(f, "subscribed", write_shares(view.subscribed))?;
		self.line(f, "unclaimed", write_tokens(view.unclaimed))
	}
}
