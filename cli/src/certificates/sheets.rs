//! A device and what became of its energy; an issuance.

use super::{
	attributes::{lines, KINDS},
	holdings::table,
};
use crate::{
	columns::{columns, Side::*},
	market_time::MarketTime,
	names::name_of,
	units::{write_percent, write_wh},
};
use commonwatt_primitives::{
	certificate::{
		Consumption, DeviceKind, DeviceTotals, DeviceView, Discharge, Issuance, IssuanceStatus,
		IssuanceView, StorageTotals,
	},
	Wh,
};
use commonwatt_runtime::AccountId;
use std::fmt;

pub struct DeviceSheet<'a> {
	pub view: &'a DeviceView,
	pub block: u32,
	pub time: &'a MarketTime,
}

/// Amounts in Wh below each other, each with its name.
fn amounts(f: &mut fmt::Formatter<'_>, title: &str, rows: &[(&str, Wh)]) -> fmt::Result {
	writeln!(f, "{title}")?;
	let rows: Vec<[String; 2]> = rows
		.iter()
		.map(|(name, wh)| [format!("  {name}"), write_wh(*wh)])
		.collect();
	for line in columns([Left, Right], &rows) {
		writeln!(f, "{line}")?;
	}
	Ok(())
}

/// `50 %`, or that nothing was used.
pub fn write_score(used: &Consumption) -> String {
	match used.score() {
		Some(score) => format!("{} %", write_percent(score.deconstruct().into())),
		None => "nothing used".into(),
	}
}

impl DeviceSheet<'_> {
	fn line(&self, f: &mut fmt::Formatter<'_>, name: &str, value: &str) -> fmt::Result {
		writeln!(f, "  {name:<13}{value}")
	}

	fn exported(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let DeviceTotals {
			exported,
			retired_locally,
			uncertified,
			unissued,
			lapsed,
			active,
			reserved,
			retired,
			expired,
			withdrawn,
			stored,
		} = self.view.totals;
		amounts(
			f,
			"exported while registered, in Wh",
			&[
				(
					"retired locally: netted, sold ahead and delivered, used by neighbours",
					retired_locally,
				),
				("not certified", uncertified),
				("waits to be issued", unissued),
				("lapsed: not asked for in time", lapsed),
				("active", active),
				("offered", reserved),
				("retired", retired),
				("stored in batteries", stored),
				("expired", expired),
				("withdrawn", withdrawn),
				("= exported", exported),
			],
		)
	}

	fn storage(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let StorageTotals {
			charged,
			green_charged,
			allocated,
			discharged,
			covered,
			losses,
			green_taken,
			green_expired,
		} = self.view.storage;
		amounts(
			f,
			"charged and discharged while registered, in Wh",
			&[
				("charged", charged),
				("of it green: neighbours' energy", green_charged),
				("of it green: certificates allocated", allocated),
				("discharged", discharged),
				("of it given by what was charged", covered),
				("lost", losses),
				("green taken for what was discharged", green_taken),
				("green expired", green_expired),
			],
		)?;
		if self.view.lots.is_empty() {
			return writeln!(f, "it holds nothing");
		}
		let mut rows =
			vec![["it holds, charged from", "until", "Wh", "green Wh"].map(String::from)];
		for lot in &self.view.lots {
			rows.push([
				format!("  interval {}, {}", lot.from, self.time.span_of(lot.from)),
				format!("interval {}", lot.until),
				write_wh(lot.charged),
				write_wh(lot.green),
			]);
		}
		for line in columns([Left, Left, Right, Right], &rows) {
			writeln!(f, "{line}")?;
		}
		Ok(())
	}

	fn consumption(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let used = self.view.consumption;
		amounts(
			f,
			"used while registered, in Wh",
			&[
				("green of neighbours", used.green_local),
				("certificates retired for it", used.retired),
				("not green", used.unmatched()),
				("= used", used.used),
			],
		)?;
		writeln!(f, "matching score {}", write_score(&used))
	}
}

impl fmt::Display for DeviceSheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let view = self.view;
		writeln!(
			f,
			"Device {} of community {}, {}, at block {}",
			view.device,
			view.community,
			name_of(KINDS, view.kind),
			self.block
		)?;
		for (name, value) in lines(&view.attributes) {
			self.line(f, name, &value)?;
		}
		let issues = match (view.registered, view.kind, view.automatic) {
			(false, _, _) => "deregistered: nothing more is issued",
			(_, DeviceKind::Consumption, _) => "its use is followed, nothing is issued",
			(_, _, true) => "certificates are issued at settlement",
			(_, _, false) => "certificates are issued when the owner asks for them",
		};
		self.line(
			f,
			"attributes",
			&format!("version {}; {issues}", view.version),
		)?;
		match view.kind {
			DeviceKind::Production => self.exported(f)?,
			DeviceKind::Storage => {
				self.exported(f)?;
				self.storage(f)?;
			}
			DeviceKind::Consumption => self.consumption(f)?,
		}
		writeln!(
			f,
			"records kept {}, of before {} with {} Wh",
			view.kept,
			view.folded.records,
			write_wh(view.folded.wh)
		)
	}
}

pub struct IssuanceSheet<'a> {
	pub view: &'a IssuanceView<AccountId>,
	pub time: &'a MarketTime,
}

fn write_issued(status: &IssuanceStatus, time: &MarketTime) -> String {
	match status {
		IssuanceStatus::NothingToIssue => "nothing is left to issue".into(),
		IssuanceStatus::Unissued => {
			"not issued yet: the owner asks with commonwatt certificates issue".into()
		}
		IssuanceStatus::Issued { at } => format!("issued {}", time.moment(*at)),
		IssuanceStatus::Lapsed => "lapsed: nobody asked for them in time".into(),
	}
}

impl fmt::Display for IssuanceSheet<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let IssuanceView {
			device,
			interval,
			issuance,
			bundles,
		} = self.view;
		let Issuance {
			version,
			energy,
			netted,
			sold_ahead,
			local,
			green_charged,
			discharge,
			uncertified,
			tradeable,
			status,
			late,
			settled_at,
			lineage,
			..
		} = issuance;
		writeln!(
			f,
			"Device {device}, interval {interval}, {}",
			self.time.span_of(*interval)
		)?;
		let late = if *late { ", read late" } else { "" };
		writeln!(
			f,
			"settled in block {settled_at}{late}; attributes of version {version}"
		)?;
		amounts(
			f,
			"exported, in Wh",
			&[
				("netted: used by the point itself", *netted),
				(
					"sold ahead and delivered, retired for the community",
					*sold_ahead,
				),
				("used by neighbours, retired for them", *local),
				("not certified", *uncertified),
				("tradeable", *tradeable),
				("= exported", energy.export),
			],
		)?;
		if let Some(Discharge {
			discharged,
			covered,
			taken,
			green_taken,
		}) = discharge
		{
			amounts(
				f,
				"discharged, in Wh",
				&[
					("green neighbours' energy charged meanwhile", *green_charged),
					("discharged", *discharged),
					("of it given by what was charged", *covered),
					("charge taken for it", *taken),
					("of it green", *green_taken),
				],
			)?;
		}
		writeln!(f, "certificates {}", write_issued(status, self.time))?;
		writeln!(f, "lineage {lineage:?}")?;
		for line in table(bundles, self.time) {
			if !bundles.is_empty() {
				writeln!(f, "{line}")?;
			}
		}
		for view in bundles {
			writeln!(
				f,
				"{} is {}'s, lineage {:?}",
				super::bundle::write_bundle(&view.bundle),
				view.account,
				view.lineage
			)?;
		}
		Ok(())
	}
}
