//! The certificates of an account, as a table.

use super::{
	attributes::{zone_name, TECHNOLOGIES},
	bundle::{write_bundle, write_status},
};
use crate::{
	columns::{columns, Side::*},
	market_time::{duration, MarketTime},
	names::name_of,
	units::write_wh,
};
use commonwatt_primitives::{
	certificate::{BundleStatus, BundleView},
	Moment, Wh,
};
use commonwatt_runtime::AccountId;
use std::fmt;

pub struct Holdings<'a> {
	pub account: &'a AccountId,
	pub block: u32,
	pub bundles: &'a [BundleView<AccountId>],
	pub time: &'a MarketTime,
}

/// `in 31 d 00 h`, of the chain's time.
pub fn write_expiry(expires: Moment, now: Moment) -> String {
	match expires.checked_sub(now) {
		Some(left) if left > 0 => format!("in {}", duration(left)),
		_ => "over".into(),
	}
}

/// The rows of a table of bundles.
pub fn table(bundles: &[BundleView<AccountId>], time: &MarketTime) -> Vec<String> {
	let mut rows = vec![["bundle", "Wh", "produced", "by", "status", "expires"].map(String::from)];
	for view in bundles {
		let is_open = matches!(
			view.status,
			BundleStatus::Active | BundleStatus::Reserved { .. }
		);
		rows.push([
			write_bundle(&view.bundle),
			write_wh(view.quantity),
			time.span_of(view.bundle.interval),
			format!(
				"{}, {}",
				name_of(TECHNOLOGIES, view.attributes.technology),
				zone_name(&view.attributes.zone)
			),
			write_status(&view.status),
			match is_open {
				true => write_expiry(view.expires_at, time.now),
				// It stays what it is.
				false => String::new(),
			},
		]);
	}
	columns([Left, Right, Left, Left, Left, Left], &rows)
}

impl fmt::Display for Holdings<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self {
			account,
			block,
			bundles,
			time,
		} = self;
		writeln!(f, "Certificates of {account}, at block {block}")?;
		if bundles.is_empty() {
			return writeln!(f, "none");
		}
		for line in table(bundles, time) {
			writeln!(f, "{line}")?;
		}
		let sum = |is: fn(&BundleStatus) -> bool| -> Wh {
			bundles
				.iter()
				.filter(|view| is(&view.status))
				.fold(0, |sum, view| sum.saturating_add(view.quantity))
		};
		writeln!(
			f,
			"together: active {} Wh, offered {} Wh, retired {} Wh, stored {} Wh, withdrawn {} Wh",
			write_wh(sum(|status| matches!(status, BundleStatus::Active))),
			write_wh(sum(|status| matches!(
				status,
				BundleStatus::Reserved { .. }
			))),
			write_wh(sum(|status| matches!(status, BundleStatus::Retired { .. }))),
			write_wh(sum(|status| matches!(status, BundleStatus::Stored { .. }))),
			write_wh(sum(|status| matches!(status, BundleStatus::Withdrawn))),
		)
	}
}
