//! The retirements of a community, and one of them in words.

use super::{
	attributes::zone_name,
	bundle::{write_beneficiary, write_bundle, write_purpose},
};
use crate::{
	columns::{columns, Side::*},
	market_time::MarketTime,
	rpc::Rpc,
	units::write_wh,
};
use anyhow::Result;
use commonwatt_primitives::{
	certificate::{DeviceAttributes, Retirement, RetirementId, RetirementsView},
	CommunityId,
};
use commonwatt_runtime::{AccountId, Hash};
use std::fmt;

/// A page of a community's retirements from an id on.
pub async fn retirements_of(
	rpc: &Rpc,
	community: CommunityId,
	from: RetirementId,
	block: Hash,
) -> Result<RetirementsView<AccountId>> {
	rpc.call_api_at("CertificatesApi_retirements", (community, from), block)
		.await
}

/// A line for each retirement.
pub fn table_of(retirements: &[(RetirementId, Retirement<AccountId>)]) -> String {
	let mut rows = vec![["statement", "Wh", "bundle", "purpose", "block", "for"].map(String::from)];
	for (id, retirement) in retirements {
		rows.push([
			id.to_string(),
			write_wh(retirement.quantity),
			write_bundle(&retirement.bundle),
			write_purpose(retirement.purpose).into(),
			retirement.block.to_string(),
			write_beneficiary(&retirement.beneficiary),
		]);
	}
	let mut text = columns([Right, Right, Left, Left, Right, Left], &rows).join("\n");
	text.push('\n');
	text
}

pub struct Page<'a> {
	pub community: CommunityId,
	pub view: &'a RetirementsView<AccountId>,
}

impl fmt::Display for Page<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let RetirementsView {
			oldest,
			next,
			folded,
			page,
		} = self.view;
		writeln!(f, "Retirements of community {}", self.community)?;
		if folded.records > 0 {
			writeln!(
				f,
				"{} older ones, {} Wh, are kept as a commitment: {:?}",
				folded.records,
				write_wh(folded.wh),
				folded.commitment
			)?;
		}
		if page.is_empty() {
			return match next > oldest {
				true => writeln!(f, "none from there on; {oldest} to {} are kept", next - 1),
				false => writeln!(f, "none"),
			};
		}
		write!(f, "{}", table_of(page))?;
		match page.last() {
			Some((last, _)) if last + 1 < *next => {
				writeln!(f, "more: --from {}", last + 1)
			}
			_ => Ok(()),
		}
	}
}

/// A cancellation statement.
pub struct Statement<'a> {
	pub id: RetirementId,
	pub retirement: &'a Retirement<AccountId>,
	/// When it was produced, where the chain is asked.
	pub time: Option<&'a MarketTime>,
	/// As they are now, where the chain is asked.
	pub attributes: Option<&'a DeviceAttributes>,
}

impl Statement<'_> {
	fn line(
		&self,
		f: &mut fmt::Formatter<'_>,
		name: &str,
		value: impl fmt::Display,
	) -> fmt::Result {
		writeln!(f, "  {name:<13}{value}")
	}
}

impl fmt::Display for Statement<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Retirement {
			community,
			bundle,
			quantity,
			owner,
			beneficiary,
			purpose,
			lineage,
			block,
		} = self.retirement;
		writeln!(f, "Statement {} of community {community}", self.id)?;
		self.line(
			f,
			"retired",
			format!("{} Wh for good, in block {block}", write_wh(*quantity)),
		)?;
		self.line(f, "for", write_beneficiary(beneficiary))?;
		self.line(f, "purpose", write_purpose(*purpose))?;
		self.line(f, "by", owner)?;
		let last = bundle.first.saturating_add(quantity.saturating_sub(1));
		self.line(
			f,
			"certificates",
			format!(
				"{} to {last} of device {}, interval {}",
				bundle.first, bundle.device, bundle.interval
			),
		)?;
		if let Some(time) = self.time {
			self.line(f, "produced", time.span_of(bundle.interval))?;
		}
		if let Some(attributes) = self.attributes {
			let technology = super::attributes::lines(attributes)
				.into_iter()
				.find(|(name, _)| *name == "technology")
				.map(|(_, value)| value)
				.unwrap_or_default();
			self.line(
				f,
				"device",
				format!("{technology}, {}", zone_name(&attributes.zone)),
			)?;
		}
		self.line(f, "lineage", format!("{lineage:?}"))
	}
}
