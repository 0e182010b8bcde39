//! The parameters of the methods, by position or by name.

use crate::service::AccountId;
use commonwatt_primitives::{
	certificate::{BundleId, RetirementId},
	governance::ProposalId,
	CommunityId, Interval, PointId, Wh,
};
use serde::Deserialize;
use sp_core::H256;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters community, at?")]
pub struct OfCommunity {
	pub community: CommunityId,
	/// Hash of a block; `None` is the best one. So in all that follow.
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, interval, at?"
)]
pub struct OfInterval {
	pub community: CommunityId,
	pub interval: Interval,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, from, count?, at?"
)]
pub struct OfIntervals {
	pub community: CommunityId,
	#[serde(alias = "interval")]
	pub from: Interval,
	/// `None` is one.
	#[serde(default)]
	pub count: Option<u32>,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters point, at?")]
pub struct OfPoint {
	pub point: PointId,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters point, month?, at?")]
pub struct OfMonth {
	pub point: PointId,
	/// Such as "2005-08"; `None` is the one in progress.
	#[serde(default)]
	pub month: Option<String>,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters device, at?")]
pub struct OfDevice {
	pub device: PointId,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters device, interval, at?"
)]
pub struct OfIssuance {
	pub device: PointId,
	pub interval: Interval,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters account, after?, at?")]
pub struct OfOwner {
	pub account: AccountId,
	/// The last bundle of the page before.
	#[serde(default)]
	pub after: Option<NamedBundle>,
	#[serde(default)]
	pub at: Option<H256>,
}

/// The name of a bundle.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "a bundle's device, interval and first"
)]
pub struct NamedBundle {
	device: PointId,
	interval: Interval,
	first: Wh,
}

impl From<NamedBundle> for BundleId {
	fn from(name: NamedBundle) -> Self {
		Self {
			device: name.device,
			interval: name.interval,
			first: name.first,
		}
	}
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, from?, at?"
)]
pub struct OfRetirements {
	pub community: CommunityId,
	/// `None` is the oldest that is kept.
	#[serde(default)]
	pub from: Option<RetirementId>,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters point, from, count?, at?"
)]
pub struct OfPointIntervals {
	pub point: PointId,
	pub from: Interval,
	/// `None` is one.
	#[serde(default)]
	pub count: Option<u32>,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, account, at?"
)]
pub struct OfAccount {
	pub community: CommunityId,
	pub account: AccountId,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, expecting = "the parameters proposal, at?")]
pub struct OfProposal {
	pub proposal: ProposalId,
	#[serde(default)]
	pub at: Option<H256>,
}

#[derive(Debug, Deserialize)]
#[serde(
	deny_unknown_fields,
	expecting = "the parameters community, skip?, count?, at?"
)]
pub struct OfProposals {
	pub community: CommunityId,
	/// Of the newest; `None` is none.
	#[serde(default)]
	pub skip: Option<u32>,
	/// `None` is as many as there may be.
	#[serde(default)]
	pub count: Option<u32>,
	#[serde(default)]
	pub at: Option<H256>,
}
