//! The assets of a community, and what an account has of them.

use super::Entry;
use crate::{
	columns::{columns, Side::*},
	described::write_shares,
	market_time::MarketTime,
	units::write_tokens,
};
use commonwatt_primitives::share::{AssetId, ShareView};
use commonwatt_runtime::AccountId;
use pallet_asset_shares::Phase;
use std::fmt;

/// Where an asset stands, in words.
pub fn write_phase(phase: &Phase, time: &MarketTime) -> String {
	match phase {
		Phase::Proposed => "proposed".into(),
		Phase::Offering { ends } if *ends <= time.now => "offering, over, can be closed".into(),
		Phase::Offering { ends } => format!("offering, ends {}", left(*ends, time)),
		Phase::Failed => "failed: refund it".into(),
		Phase::Active => "active".into(),
		Phase::WindingUp { pool_closes } => {
			format!("winding up, the pool closes {}", left(*pool_closes, time))
		}
		Phase::Liquidated => "liquidated: redeem it".into(),
	}
}

/// `in 2 d 04 h`, of the chain's time.
pub fn left(moment: u64, time: &MarketTime) -> String {
	match moment.checked_sub(time.now) {
		Some(left) if left > 0 => format!("in {}", crate::market_time::duration(left)),
		_ => "now".into(),
	}
}

/// A name; what is no text is shown as what it is.
pub fn write_name(name: &[u8]) -> String {
	String::from_utf8_lossy(name).into_owned()
}

pub struct Table<'a> {
	pub name: &'a str,
	pub block: u32,
	pub assets: &'a [Entry],
	pub time: &'a MarketTime,
}

impl fmt::Display for Table<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(
			f,
			"Assets of {}, at block {}; money in tokens",
			self.name, self.block
		)?;
		if self.assets.is_empty() {
			return writeln!(f, "none; a member proposes one: commonwatt shares propose");
		}
		let titles = [
			"asset",
			"name",
			"a share",
			"sold",
			"of",
			"income",
			"per share",
			"upkeep",
			"phase",
		];
		let mut rows = vec![titles.map(String::from)];
		for (id, asset, terms) in self.assets {
			rows.push([
				id.to_string(),
				write_name(&terms.name),
				write_tokens(terms.price),
				write_shares(asset.issued),
				write_shares(terms.hard_cap),
				write_tokens(asset.income.received),
				write_tokens(asset.income.index),
				write_tokens(asset.upkeep.reserve),
				match asset.frozen {
					Some(_) => format!("{}, frozen", write_phase(&asset.phase, self.time)),
					None => write_phase(&asset.phase, self.time),
				},
			]);
		}
		let sides = [Right, Left, Right, Right, Right, Right, Right, Right, Left];
		for line in columns(sides, &rows) {
			writeln!(f, "{line}")?;
		}
		Ok(())
	}
}

pub struct Mine<'a> {
	pub account: &'a AccountId,
	pub shares: &'a [(AssetId, ShareView)],
	pub assets: &'a [Entry],
}

impl fmt::Display for Mine<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		writeln!(f, "\nShares of {}", self.account)?;
		if self.shares.is_empty() {
			return writeln!(f, "none");
		}
		let titles = [
			"asset",
			"name",
			"shares",
			"transferable",
			"subscribed",
			"unclaimed tokens",
		];
		let mut rows = vec![titles.map(String::from)];
		for (id, view) in self.shares {
			let entry = self.assets.iter().find(|(asset, ..)| asset == id);
			rows.push([
				id.to_string(),
				entry.map_or(String::new(), |(_, _, terms)| write_name(&terms.name)),
				write_shares(view.shares),
				write_shares(view.transferable),
				write_shares(view.subscribed),
				write_tokens(view.unclaimed),
			]);
		}
		for line in columns([Right, Left, Right, Right, Right, Right], &rows) {
			writeln!(f, "{line}")?;
		}
		if self.shares.iter().any(|(_, view)| view.unclaimed > 0) {
			writeln!(f, "next: commonwatt shares claim N pays what is unclaimed")?;
		}
		Ok(())
	}
}
